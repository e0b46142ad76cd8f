/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-run-reach.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* One step that is being driven: from its "step-started" to its rest. See resite-run-drive.c. */
typedef struct _ResiteDrive ResiteDrive;

struct _ResiteRun
{
  GObject parent_instance;

  ResiteJournal *journal;
  ResiteRunState *state;
  ResiteRunbook *runbook;
  ResitePlan *plan;
  ResiteClock *clock;
  ResiteVariables *variables;
  ResiteConnections *connections;

  GListStore *steps;
  GHashTable *after; /* step id → GPtrArray of ids, in the order of this plan */
  GListStore *jobs;
  ResiteStepRun *current;

  GPtrArray *drives;          /* ResiteDrive */
  GHashTable *offered;        /* "W1 C6": W1 was offered again before C6 */
  GHashTable *wait_ends;      /* scope → gint64: until when a wait lasts */
  GHashTable *packages;       /* "step.R3.package" → id */
  GHashTable *open_questions; /* question → its choices */

  GHashTable *machines;       /* role → ResiteMachineRecord */
  GHashTable *pins;           /* role → fingerprint that a person trusted */
  GHashTable *declined;       /* roles whose password a person did not give */
  GHashTable *reaching;       /* role → GPtrArray of GTask: waits for its turn */
  ResiteCredentials *account; /* that renames computers, or NULL */
  ResiteRunAsker asker;
  gpointer asker_data;
  struct _ResiteCopyChoices *copy_choices; /* or NULL: as the plan says */
  GHashTable *deletes_extra;               /* "P1 copy": what was chosen for the next start */
  GHashTable *undoes;                      /* "R14 D5": what the start in hand takes off again */
  GListStore *looks;                       /* ResiteLook */
  GCancellable *looking;                   /* of what looks again in the background, or NULL */
  struct _ResiteShells *shells;            /* see resite-run-shells.c */

  GQueue moves; /* GTask, not begun */
  gboolean move_in_hand;
  GPtrArray *settle_tasks; /* GTask */
  gboolean settling;
  guint snapshots;         /* not noted yet */
  guint snapshots_waiting; /* of these, for the one in hand */
  gboolean snapshot_in_hand;
  GPtrArray *idle_tasks; /* GTask: wait until nothing is driven or written */

  char *by;
  char *phone;
  char *snapshot_folder;
  GStrv welcome;
  gint64 away_seconds;
  gint64 clock_offset; /* between the clock and time since boot, to notice jumps */
  gboolean may_act;
  gboolean is_closed;
};

/* resite-run.c: building, folding, telling. */
ResiteRun *_resite_run_new (ResiteJournal *journal, GPtrArray *events, GError **error);
void _resite_run_set_options (ResiteRun *self, const char *by, const ResiteRunOptions *options);
void _resite_run_refresh (ResiteRun *self);
/* Takes the drafts' (element-type ResiteEvent) facts into journal and state, in order. */
void _resite_run_append_async (ResiteRun *self, GPtrArray *drafts, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean _resite_run_append_finish (ResiteRun *self, GAsyncResult *result, GError **error);
GPtrArray *_resite_run_drafts_new (void);
ResiteEvent *_resite_run_draft (GPtrArray *drafts, const char *what, const char *actor,
                                ResiteStepRun *step);
/* Reads the whole journal again, after a text in it was blanked. */
gboolean _resite_run_reload (ResiteRun *self, GError **error);

/* resite-run-values.c: what names stand for. */
void _resite_run_rebuild_values (ResiteRun *self);
void _resite_run_refresh_values (ResiteRun *self);
/* The site itself said that every package is installed on the new distribution point. */
gboolean _resite_run_are_packages_right (ResiteRun *self);
ResiteVariables *_resite_run_get_step_variables (ResiteRun *self, ResiteStepRun *step);
gboolean _resite_run_holds (ResiteRun *self, ResiteStepRun *step, const char *condition);

/* resite-run-fields.c: what steps leave for the texts of others. */
void _resite_run_refresh_fields (ResiteRun *self);
/* Into @variables what was filled in for @target. */
void _resite_run_set_fields_of (ResiteRun *self, ResiteVariables *variables, const char *target);

/* resite-run-road.c: which steps there are, in which order, and which may be done. */
void _resite_run_rebuild_road (ResiteRun *self);
void _resite_run_number_steps (ResiteRun *self);
gboolean _resite_run_is_on_road (ResiteRun *self, ResiteStepRun *step);
gboolean _resite_run_is_begun (ResiteRun *self, const char *step_id);
gboolean _resite_run_is_closed (ResiteRun *self, const char *step_id);
/* (nullable): the first step that keeps @step from being done. */
ResiteStepRun *_resite_run_find_obstacle (ResiteRun *self, ResiteStepRun *step);
/* (nullable): the first step on the road that is not closed. */
ResiteStepRun *_resite_run_find_open (ResiteRun *self);
void _resite_run_settle_async (ResiteRun *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean _resite_run_settle_finish (ResiteRun *self, GAsyncResult *result, GError **error);

/* resite-run-evidence.c: what probes, verdicts and pauses go by. */
const char *_resite_run_judge_step_probe (ResiteRun *self, const char *step_id);
/* "good", "bad" or "none". */
const char *_resite_run_weigh_evidence (ResiteRun *self, ResiteStepRun *step);
/* (nullable) (transfer full): labels of what speaks against signing a pause. */
char *_resite_run_find_objection (ResiteRun *self, ResiteStepRun *step);

/* resite-run-gate.c: one before many. */
/* (nullable) (transfer full): why @step is shut, translated: what it does to many was not seen to be
 * good for one, and nobody gave a reason to begin it all the same. */
char *_resite_run_find_gate (ResiteRun *self, ResiteStepRun *step);

/* resite-run-forms.c: the values of a step's forms. */
/* (nullable) (transfer full): a field of @move that none of @forms has: mistyped, it would be lost
 * without a word, and its default stand in the record. */
char *_resite_run_find_unknown_field (GPtrArray *forms, ResiteMove *move);
/* (nullable): why the form cannot be taken as it is, translated. Values that @move (nullable) does
 * not give are those filled in before, or the defaults. */
char *_resite_run_check_form (ResiteRun *self, ResiteStepRun *step, ResiteAction *form,
                              ResiteMove *move);
void _resite_run_draft_filled (ResiteRun *self, GPtrArray *drafts, const char *by,
                               ResiteStepRun *step, ResiteAction *form, ResiteMove *move);
/* (nullable): @id's form, or without @id the first that is not filled in yet, or the first. */
ResiteAction *_resite_run_find_form (ResiteRun *self, ResiteStepRun *step, const char *id);

/* resite-run-moves.c */
void _resite_run_move_over (ResiteRun *self);

/* resite-run-write.c: the events of a move that needs no job. @prepared (nullable). */
typedef struct
{
  GBytes *bytes;        /* of the file that the move names */
  char *name;           /* of that file */
  ResiteAction *action; /* whose results the person brings, or NULL */
  GPtrArray *rows;      /* ResiteLedgerRow */
  char *digest;         /* of the items that were made of them */
} ResitePrepared;
void _resite_prepared_free (ResitePrepared *prepared);
void _resite_run_draft_move (ResiteRun *self, GPtrArray *drafts, ResiteMove *move,
                             ResiteStepRun *step, ResitePrepared *prepared);

/* resite-run-prepare.c: what a move brings from outside: files and pasted results. */
void _resite_run_prepare_async (ResiteRun *self, ResiteMove *move, ResiteStepRun *step,
                                GAsyncReadyCallback callback, gpointer user_data);
ResitePrepared *_resite_run_prepare_finish (GAsyncResult *result, GError **error);

/* resite-run-packages.c (element-type utf8): packages that other steps of this run brought
 * through. */
GPtrArray *_resite_run_list_forwarded (ResiteRun *self, ResiteStepRun *step);

/* resite-run-drive.c */
/* @overrule (nullable): why it is begun though what it needs is not proved. */
void _resite_run_drive (ResiteRun *self, ResiteStepRun *step, const char *by, gboolean retry,
                        const char *overrule, GTask *task);
/* Stops the step; @task (transfer full) returns when it rests. */
void _resite_run_drive_stop (ResiteRun *self, ResiteStepRun *step, GTask *task);
gboolean _resite_run_is_driving (ResiteRun *self, ResiteStepRun *step);
void _resite_run_wait_idle_async (ResiteRun *self, gboolean stop, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean _resite_run_wait_idle_finish (ResiteRun *self, GAsyncResult *result, GError **error);
void _resite_run_check_idle (ResiteRun *self);

/* resite-run-snapshot.c */
void _resite_run_snapshot (ResiteRun *self);

/* resite-step-run.c */
ResiteStepRun *_resite_step_run_new (ResiteRun *run, ResiteStep *step, const char *target);
void _resite_step_run_set_number (ResiteStepRun *self, guint number, guint total);
void _resite_step_run_set_job (ResiteStepRun *self, ResiteJob *job);
void _resite_step_run_forget_values (ResiteStepRun *self);
void _resite_step_run_refresh (ResiteStepRun *self);
ResiteVariables *_resite_step_run_get_variables (ResiteStepRun *self);
ResiteRun *_resite_step_run_get_run (ResiteStepRun *self);

/* resite-run-choice.c: @chosen is a set of actions of steps. */
/* What a START in hand says of the step's assignment; an earlier one that never began counts no
 * more. */
void _resite_run_choose_undo (ResiteRun *self, ResiteStepRun *step, ResiteMove *move);
void _resite_run_choose (GHashTable *chosen, ResiteStepRun *step, ResiteAction *action,
                         gboolean yes);
gboolean _resite_run_is_chosen (GHashTable *chosen, ResiteStepRun *step, ResiteAction *action);

G_END_DECLS
