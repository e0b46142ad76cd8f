/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What went wrong with RPC over SMB, from what Samba says of it. Pure. */

typedef enum
{
  RESITE_RPC_FAULT_NONE,     /* not of the connection: the machine answered something else */
  RESITE_RPC_FAULT_LOG_ON,   /* name and secret were not taken */
  RESITE_RPC_FAULT_UNJUDGED, /* nobody could say whether name and secret are right */
  RESITE_RPC_FAULT_LINE,
  RESITE_RPC_FAULT_DENIED, /* logged on, but not let in */
  RESITE_RPC_FAULT_PIPE    /* the service that would answer does not run */
} ResiteRpcFault;

/* The last status of [MS-ERREF] that @text names, "NT_STATUS_LOGON_FAILURE" or
 * "WERR_ACCESS_DENIED". (transfer full) (nullable). */
char *resite_rpc_find_status (const char *text);
/* @text: what the program or the library wrote to its errors. */
ResiteRpcFault resite_rpc_judge (const char *text);
/* The same of an error number of the library, which hides those of a connection behind one. */
ResiteRpcFault resite_rpc_judge_number (guint32 number, const char *text);
/* @text is of a program that failed, but somebody was logged on before that. */
gboolean resite_rpc_was_let_in (const char *text);
/* In words. @user: "" for a ticket. */
void resite_rpc_failure_set (GError **error, ResiteRpcFault fault, const char *host,
                             const char *user, const char *text);
/* The number of an error that a status names: 5 for WERR_ACCESS_DENIED and NT_STATUS_ACCESS_DENIED;
 * 0: none that is known here. */
guint32 resite_rpc_status_to_number (const char *status);

G_END_DECLS
