/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Samba's "net rpc" prints, read. Pure. */

/* A value of the registry, "registry getvalue" or one of "registry export". */
typedef struct
{
  char *key;     /* "HKLM\SYSTEM..."; of an export only */
  char *name;    /* "" for the value without a name; of an export only */
  char *type;    /* "REG_SZ" */
  GStrv texts;   /* of text, one or several; of a number its decimal digits; NULL: bytes only */
  GBytes *bytes; /* (nullable): of an export, where it has no other form */
} ResiteRpcValue;

void resite_rpc_value_free (ResiteRpcValue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRpcValue, resite_rpc_value_free)
/* NULL: that is no value. */
ResiteRpcValue *resite_rpc_text_read_value (const char *output);
/* (element-type ResiteRpcValue): "registry export". */
GPtrArray *resite_rpc_text_read_export (const char *output);
/* (nullable) (transfer none): of @values; names without regard to case. */
ResiteRpcValue *resite_rpc_find_value (GPtrArray *values, const char *key, const char *name);

/* "service list": name, display name, name, display name ... (transfer full). */
GStrv resite_rpc_text_list_services (const char *output);
/* "service status": as Win32_Service.State has it, "Stop Pending". (transfer full) (nullable). */
char *resite_rpc_text_read_state (const char *output);
/* "service status": its line of @label, "Display Name". (transfer full) (nullable). */
char *resite_rpc_text_read_detail (const char *output, const char *label);

G_END_DECLS
