/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-journal.h"
#include "resite-move.h"
#include "resite-plan.h"
#include "resite-run-state.h"
#include "resite-runbook.h"
#include "resite-step-run.h"

G_BEGIN_DECLS

/* One replacement: runbook, journal and connections together. Everything that changes it is a
 * move; every move is in the journal before its effect is seen. Main thread only. */
#define RESITE_TYPE_RUN (resite_run_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRun, resite_run, RESITE, RUN, GObject)

typedef enum
{
  RESITE_RUN_LOOK,
  RESITE_RUN_ACT,
  RESITE_RUN_TAKE_OVER
} ResiteRunMode;

/* What lies outside the journal: how fast time runs, and which folder keeps snapshots. */
typedef struct
{
  ResiteClock *clock;          /* NULL: real time */
  const char *snapshot_folder; /* NULL: the plan's, or none */
  const char *phone;
  gboolean no_looks; /* for a single move: nothing of the past is looked at again by itself */
} ResiteRunOptions;

/* Checks plan (its errors refuse the start) and runbook, creates DATA/ID.resite with both texts
 * inside, and opens it. @rehearsal marks it so for ever. */
void resite_run_start_async (const char *data_folder, const char *plan_path,
                             const char *runbook_path, gboolean rehearsal, const char *by,
                             const ResiteRunOptions *options, GAsyncReadyCallback callback,
                             gpointer user_data);
/* @reason: for taking over. */
void resite_run_open_async (const char *journal_path, ResiteRunMode mode, const char *by,
                            const char *reason, const ResiteRunOptions *options,
                            GAsyncReadyCallback callback, gpointer user_data);
/* Of either. */
ResiteRun *resite_run_new_finish (GAsyncResult *result, GError **error);

/* Stops what runs (resumable), says goodbye in the journal and closes it. */
void resite_run_close_async (ResiteRun *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_run_close_finish (ResiteRun *self, GAsyncResult *result, GError **error);

const char *resite_run_get_id (ResiteRun *self);
ResiteRunbook *resite_run_get_runbook (ResiteRun *self);
/* With the corrections in it. */
ResitePlan *resite_run_get_plan (ResiteRun *self);
ResiteRunState *resite_run_get_state (ResiteRun *self);
ResiteJournal *resite_run_get_journal (ResiteRun *self);
ResiteClock *resite_run_get_clock (ResiteRun *self);
gboolean resite_run_may_act (ResiteRun *self);
gboolean resite_run_is_rehearsal (ResiteRun *self);
/* "open", "ended", "went-back", "aborted". */
const char *resite_run_get_condition (ResiteRun *self);

/* A GListModel of ResiteStepRun, in order; steps for several machines once for each. The steps of
 * the way back are last. */
GListModel *resite_run_get_steps (ResiteRun *self);
/* (nullable): "C6@primary.2"; "C6" for the only or first open one. */
ResiteStepRun *resite_run_find_step (ResiteRun *self, const char *name);
/* (nullable): the first step that is not closed on the road that is being walked. */
ResiteStepRun *resite_run_get_current (ResiteRun *self);
/* A GListModel of ResiteJob that run now or were stopped by nobody yet: the busy strip. */
GListModel *resite_run_get_jobs (ResiteRun *self);

/* May this be done now? FALSE with RESITE_ERROR_ILLEGAL_MOVE and the reason, or
 * RESITE_ERROR_INVALID when the move itself lacks something. */
gboolean resite_run_check_move (ResiteRun *self, ResiteMove *move, GError **error);
/* Ends when the move is in the journal; for start and retry when the step came to a rest: closed,
 * failed, stopped, or waiting for a person. */
void resite_run_perform_async (ResiteRun *self, ResiteMove *move, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_run_perform_finish (ResiteRun *self, GAsyncResult *result, GError **error);

/* Signals: "changed" after each event that was taken in; "event" (ResiteEvent). Properties:
 * "current" (ResiteStepRun), "condition". */

/* Welcome back, NULL on a first opening: how long away, what was interrupted; translated lines.
 * (transfer none). */
GStrv resite_run_get_welcome (ResiteRun *self);
gint64 resite_run_get_away_seconds (ResiteRun *self);

/* (transfer full): the "name now" of a machine, computed from what was done. Its address now is
 * ${old.address-now} and ${new.address-now} in the texts. */
char *resite_run_get_name_now (ResiteRun *self, const char *machine);

/* (transfer full): @text with this run's values, for reading on a screen; gaps are shown. */
char *resite_run_expand (ResiteRun *self, ResiteStepRun *step, const char *text);

G_END_DECLS
