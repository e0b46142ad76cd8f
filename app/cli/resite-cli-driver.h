/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-report.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* The engine's verbs made to wait, so that a verb of the terminal reads from top to bottom. The
 * main context turns meanwhile; signals cancel. */

ResiteRun *resite_cli_start_run (ResiteCli *cli, const char *plan, const char *runbook,
                                 gboolean rehearsal, const ResiteRunOptions *options,
                                 GError **error);
ResiteRun *resite_cli_open_run (ResiteCli *cli, const char *id, ResiteRunMode mode,
                                const ResiteRunOptions *options, GError **error);
/* As --pace says, or @fallback times faster than real time; "max" is a clock that leaps over all
 * waiting. (transfer full) */
ResiteClock *resite_cli_make_clock (ResiteCli *cli, guint64 fallback);
/* Not behind the last event of the journal at @path, if one is given: a rehearsal's time runs
 * ahead. */
void resite_cli_catch_up (ResiteClock *clock, const char *path);
gboolean resite_cli_close_run (ResiteCli *cli, ResiteRun *run, GError **error);

/* Progress of the run's jobs goes to @report, which may be NULL. */
gboolean resite_cli_perform (ResiteCli *cli, ResiteRun *run, ResiteMove *move,
                             ResiteCliReport *report, GError **error);

/* Runs a job that belongs to no run, prints its items and the total. */
ResiteCliStatus resite_cli_run_job (ResiteCli *cli, ResiteJob *job, ResiteCliReport *report,
                                    void (*more) (JsonBuilder *builder, ResiteJobItem *item),
                                    GError **error);

/* Tells the progress of every job that @run has, until it is freed. */
typedef struct _ResiteCliWatch ResiteCliWatch;
ResiteCliWatch *resite_cli_watch_new (ResiteRun *run, ResiteCliReport *report);
void resite_cli_watch_free (ResiteCliWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliWatch, resite_cli_watch_free)

/* What a callback of an asynchronous verb leaves for the one who waits. */
typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} ResiteCliWait;

void resite_cli_wait_cb (GObject *source, GAsyncResult *result, gpointer wait);
/* (transfer full): turns the main context until the callback was called. */
GAsyncResult *resite_cli_wait (ResiteCliWait *wait);

G_END_DECLS
