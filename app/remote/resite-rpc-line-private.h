/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-rpc-failure.h"
#include "resite-rpc-line.h"

G_BEGIN_DECLS

/* What the parts of a line share; all of them are called under its lock. */

struct _ResiteRpcLine
{
  GMutex lock;
  char *host;
  char *domain;
  char *user;
  ResiteCredentials *credentials;
  gboolean allow_smb1;
  gint64 patience; /* microseconds */

  /* Under @lock. */
  GSubprocess *process;
  int socket;
  gboolean used; /* it has answered */
  gint64 ahead;  /* its clock before this desk's, microseconds */
};

typedef enum
{
  RESITE_RPC_TALK_ANSWERED,
  RESITE_RPC_TALK_ENDED,
  RESITE_RPC_TALK_SILENT,
  RESITE_RPC_TALK_CANCELLED
} ResiteRpcTalk;

/* resite-rpc-talk.c: the worker. */
gboolean _resite_rpc_line_start (ResiteRpcLine *self, GError **error);
void _resite_rpc_line_let_go (ResiteRpcLine *self);
gboolean _resite_rpc_line_send (ResiteRpcLine *self, ResiteRpcVerb verb,
                                const char *const *strings);
ResiteRpcAnswer *_resite_rpc_line_receive (ResiteRpcLine *self);
/* Both, within the patience of the line. */
ResiteRpcTalk _resite_rpc_line_talk (ResiteRpcLine *self, ResiteRpcVerb verb,
                                     const char *const *strings, ResiteRpcAnswer **answer,
                                     GCancellable *cancellable);
/* FALSE and what came of it in words. */
gboolean _resite_rpc_line_fail (ResiteRpcLine *self, ResiteRpcTalk result,
                                GCancellable *cancellable, GError **error);

/* resite-rpc-log-on.c: TRUE where it is open already. */
gboolean _resite_rpc_line_open (ResiteRpcLine *self, GCancellable *cancellable, GError **error);
/* What @fault says of the secret. @let_in: it was taken. */
void _resite_rpc_line_write_down (ResiteRpcLine *self, ResiteRpcFault fault, gboolean let_in);

G_END_DECLS
