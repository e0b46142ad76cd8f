/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-oem-text.h"
#include "resite-shell.h"
#include "resite-wsman-reply.h"
#include "resite-wsman-request.h"

G_BEGIN_DECLS

/* Characters of a line: of cmd.exe, and of the system without it. */
#define RESITE_SHELL_LINE_LIMIT        8191
#define RESITE_SHELL_DIRECT_LINE_LIMIT 32767

/* OperationTimeout of Receive: short, so that cancelling is quick. */
#define RESITE_SHELL_RECEIVE_SECONDS 20

/* One request there and back, waiting; never on the main thread. A fault is a reply. @limit_seconds:
 * gives up after that, and when cancelled waits a moment for the answer; 0: neither. */
ResiteWsmanReply *resite_shell_exchange (ResiteWsman *wsman, const ResiteWsmanMessage *message,
                                         guint timeout_seconds, guint limit_seconds,
                                         GCancellable *cancellable, GError **error);

/* @is_change: what timed out may have been done. (transfer full) */
GError *resite_shell_error_from_fault (ResiteWsman *wsman, const ResiteWsmanFault *fault,
                                       gboolean is_change);

/* Deletes it; TRUE also when it was gone already. Waits no longer than a few seconds. */
gboolean resite_shell_delete (ResiteWsman *wsman, const char *shell_id, GCancellable *cancellable,
                              GError **error);
/* Deletes it some time, any thread; nobody learns how it went. */
void resite_shell_drop (ResiteWsman *wsman, const char *shell_id);

/* Waits @seconds, or less when cancelled. */
void resite_shell_pause (guint seconds, GCancellable *cancellable);
/* How long a second of waiting is; tests shorten it. */
extern guint resite_shell_second_in_ms;

/* What a command wrote, while it comes. */
typedef struct _ResiteShellOutput ResiteShellOutput;

ResiteShellOutput *resite_shell_output_new (const ResiteShellOptions *options);
void resite_shell_output_free (ResiteShellOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteShellOutput, resite_shell_output_free)
void resite_shell_output_add (ResiteShellOutput *self, const ResiteWsmanReceived *received);
/* Tells the last, cut character, and puts all into @result. */
void resite_shell_output_end (ResiteShellOutput *self, ResiteShellResult *result);

/* One command in an open shell, from Command to Signal. */
typedef enum
{
  RESITE_SHELL_ENDED,     /* *@result, or an error that leaves the shell as it is */
  RESITE_SHELL_NOT_BEGUN, /* the shell was gone or used up before: safe in a new one */
  RESITE_SHELL_BROKEN     /* error; the shell is to be deleted */
} ResiteShellOutcome;

ResiteShellOutcome resite_shell_command (ResiteWsman *wsman, const char *shell_id,
                                         gboolean may_choose_id, const char *line,
                                         const ResiteShellOptions *options,
                                         GCancellable *cancellable, ResiteShellResult **result,
                                         GError **error);

G_END_DECLS
