/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-machine.h"

G_BEGIN_DECLS

/* A long program on a Windows machine. It is no child of a remote shell, so it outlives shells,
 * broken lines and this program; what it prints and its exit code are in files there, by which a
 * later look finds it again. All calls wait; never on the main thread. */

typedef struct
{
  const char *command_line; /* one program and its arguments, for cmd.exe; quoted by the caller */
  const char *directory;    /* (nullable) */
  /* Paths as E:\SMSTools\x.txt, of letters that cmd.exe means nothing by. They are the order's name:
   * the same files are the same order, a new order has new ones. */
  const char *output_file;
  const char *done_file;
} ResiteDetachedOrder;

typedef enum
{
  RESITE_DETACHED_ABSENT, /* never started */
  RESITE_DETACHED_RUNNING,
  RESITE_DETACHED_ENDED,
  RESITE_DETACHED_LOST /* it was started and is gone, and did not say how it ended: a restart */
} ResiteDetachedState;

typedef struct
{
  ResiteDetachedState state;
  gboolean has_exit_code; /* FALSE: unknown, never 0 */
  guint32 exit_code;
  guint32 process_id; /* of cmd.exe around it; 0: not known */
  char *output;       /* of what was started: so far, or all; valid UTF-8 */
} ResiteDetachedStatus;

void resite_detached_status_free (ResiteDetachedStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDetachedStatus, resite_detached_status_free)

/* What became of it. */
ResiteDetachedStatus *resite_detached_look (ResiteMachine *machine,
                                            const ResiteDetachedOrder *order,
                                            GCancellable *cancellable, GError **error);
/* Looks first and starts it only if it never was. RESITE_ERROR_OUTCOME_UNKNOWN: look again before
 * anything else. */
gboolean resite_detached_start (ResiteMachine *machine, const ResiteDetachedOrder *order,
                                GCancellable *cancellable, GError **error);
/* Starts it, or goes on with what is under way, and looks until it ended or @patience_seconds are
 * over; then it still runs, and the state says so. A line that breaks meanwhile is borne as long as
 * the patience lasts. Cancelling leaves the program alone. */
ResiteDetachedStatus *resite_detached_run (ResiteMachine *machine, const ResiteDetachedOrder *order,
                                           guint patience_seconds, GCancellable *cancellable,
                                           GError **error);

G_END_DECLS
