/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-credentials.h"
#include "resite-rpc-wire.h"

G_BEGIN_DECLS

/* RPC over SMB with one machine, by a process of its own (libexec/resite-rpc-worker). Any thread,
 * one call at a time; everything waits. What is not of one line, such as programs of Samba that are
 * run, is hidden. */
typedef struct _ResiteRpcLine ResiteRpcLine;

typedef struct
{
  const char *host;
  ResiteCredentials *credentials; /* NULL: the Kerberos ticket of this desk */
  gboolean allow_smb1;
  guint patience_seconds; /* of one call; 0: 60 */
} ResiteRpcOptions;

/* What a machine answered. */
typedef struct
{
  guint32 status; /* 0, or an error number of Windows; of a program its exit status */
  GPtrArray *strings;
} ResiteRpcAnswer;

/* RESITE_ERROR_INVALID: an account or host that cannot be named to a program. */
ResiteRpcLine *resite_rpc_line_new (const ResiteRpcOptions *options, GError **error);
void resite_rpc_line_free (ResiteRpcLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRpcLine, resite_rpc_line_free)
const char *resite_rpc_line_get_host (ResiteRpcLine *self);
const char *resite_rpc_line_get_user (ResiteRpcLine *self); /* "" for a ticket */

/* @arguments ends with NULL; of RESITE_RPC_NET none of them is secret. @changes: it is not
 * repeated, and where the line is cut meanwhile @error is RESITE_ERROR_OUTCOME_UNKNOWN. NULL and
 * @error only where the machine could not be asked: RESITE_ERROR_UNREACHABLE, _TIMED_OUT,
 * _NO_ACCESS, _REFUSED (SMB 1 only; the service that would answer does not run),
 * G_IO_ERROR_CANCELLED. */
ResiteRpcAnswer *resite_rpc_line_ask (ResiteRpcLine *self, ResiteRpcVerb verb,
                                      const char *const *arguments, gboolean changes,
                                      GCancellable *cancellable, GError **error);
void resite_rpc_answer_free (ResiteRpcAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRpcAnswer, resite_rpc_answer_free)
/* "" where there is none. */
const char *resite_rpc_answer_get (const ResiteRpcAnswer *self, guint index);

G_END_DECLS
