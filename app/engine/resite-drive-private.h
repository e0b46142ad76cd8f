/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-factory.h"
#include "resite-run-private.h"

G_BEGIN_DECLS

/* A step on its way through its actions: begun with "step-started", over when the event of its
 * rest is in the journal: done, failed, stopped, or waiting for a person. */
struct _ResiteDrive
{
  ResiteRun *run;
  ResiteStepRun *step;
  char *by;
  gboolean retry; /* failed items once more, also of actions that were good enough */
  gboolean stopping;
  GHashTable *seen;          /* ids of the actions that this drive has begun */
  GHashTable *unfilled;      /* ids of forms that their machine could not fill alone */
  GHashTable *declined;      /* roles whose password for files was not given this time */
  GPtrArray *tasks;          /* GTask: who waits for the rest */
  GCancellable *cancellable; /* of the job */
  GSource *cancel_source;    /* follows the move's cancellable, or NULL */

  /* Of the action in hand. */
  ResiteAction *action;
  ResiteJobArguments *arguments;
  ResiteJob *job;
  char *scope;
  char *remark;
  char *package;
  GPtrArray *machines;   /* roles that the action talks to and that are not reached yet, or NULL */
  GPtrArray *file_roles; /* roles whose files it touches over SMB, not asked for yet, or NULL */
};

void _resite_drive_free (ResiteDrive *self);
void _resite_drive_stop (ResiteDrive *self);
/* On to the next action, or to the rest. */
void _resite_drive_next (ResiteDrive *self);
void _resite_drive_rest_failed (ResiteDrive *self);
void _resite_drive_rest_stopped (ResiteDrive *self);
/* Nothing can be written any more. */
void _resite_drive_fail (ResiteDrive *self, const GError *error);

/* resite-run-act.c: one automatic action, from its intent to its outcome; then goes on. */
void _resite_drive_act (ResiteDrive *self, ResiteAction *action);

/* What follows when the machines are reached, or nothing can be done without one. */
void _resite_drive_begin (ResiteDrive *self);
void _resite_drive_begin_in_vain (ResiteDrive *self, const GError *error);

/* resite-run-act-reach.c: to the machines of the action in hand; then begins it. */
/* Before a rename: also to the server that may have the name or the address still. */
void _resite_drive_add_other (ResiteDrive *self);
void _resite_drive_reach (ResiteDrive *self);
/* With all that is to be known of the machines. */
void _resite_drive_ready (ResiteDrive *self);

/* resite-run-act-files.c: after the machines were reached; then ready, or begun in vain. */
void _resite_drive_reach_files (ResiteDrive *self);

/* resite-run-directory.c: the password for the directory, if the action needs it; then ready. */
gboolean _resite_drive_needs_directory_password (ResiteDrive *self);
void _resite_drive_ask_for_directory (ResiteDrive *self);
/* What only the run knows: what was shown before a deletion, when the setup began. */
void _resite_drive_complete_directory (ResiteDrive *self);

/* What only the run knows of what a command is done with. */
void _resite_drive_complete_command (ResiteDrive *self);

/* resite-run-copy-choice.c: what a person chose for this copy. */
void _resite_run_complete_watch (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                                 ResiteJobArguments *arguments);
/* resite-run-crossing.c: what was seen last of packages that would be sent in full: they join @left_out
 * (id → reason), or the plan lets them cross: then they leave it, and "may-cross" names them. */
void _resite_run_complete_crossing (ResiteRun *self, ResiteJobArguments *arguments,
                                    GHashTable *left_out);

/* resite-run-preflight.c: what the tables of packages say for a bulk over them. */
void _resite_run_complete_bulk (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                                ResiteJobArguments *arguments);
/* (transfer full): package id → why it is left out, translated, by the newest preflight of the run;
 * @for_assign: also what would cross the line. */
GHashTable *_resite_run_list_unfit (ResiteRun *self, gboolean for_assign);
/* (nullable): the check of @step that has a table of packages, with its probe and that one's type. */
ResiteAction *_resite_run_find_table (ResiteStepRun *step, const char **type, ResiteEntry **probe);
/* (nullable) (transfer full): where the files of a preflight are, when they are seen from here. */
ResiteFolder *_resite_run_open_packages (ResiteRun *self, ResiteStepRun *step, ResiteEntry *probe);
/* (nullable) (transfer full) (element-type ResiteLedgerRow): the table that a list of a person makes,
 * the row of its probe first; NULL: that is no such list. @past: rows of the table before. Waits. */
GPtrArray *_resite_run_parse_table (const char *type, const char *probe, const char *text,
                                    gssize length, ResiteFolder *packages, GPtrArray *past);
/* resite-run-assign.c */
void _resite_run_complete_assign (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                                  ResiteJobArguments *arguments);
void _resite_run_complete_copy (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                                ResiteJobArguments *arguments);

/* resite-run-read.c: a form that its machine fills; then goes on. */
void _resite_drive_read_form (ResiteDrive *self);

gboolean _resite_run_action_applies (ResiteRun *self, ResiteStepRun *step, ResiteAction *action);
/* (nullable): the job of this action that runs now. */
ResiteJob *_resite_run_find_job (ResiteRun *self, ResiteStepRun *step, ResiteAction *action);
void _resite_run_fill_order (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                             ResiteJobOrder *order);

G_END_DECLS
