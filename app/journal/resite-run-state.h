/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "resite-event.h"

G_BEGIN_DECLS

/* The state of a run as the fold over its events; pure, knows no runbook and no clock. Steps of
 * which nothing was said yet have no state here: they are RESITE_STEP_TODO, attempt 1. */
#define RESITE_TYPE_RUN_STATE (resite_run_state_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRunState, resite_run_state, RESITE, RUN_STATE, GObject)

typedef enum
{
  RESITE_STEP_TODO,
  RESITE_STEP_RUNNING,
  RESITE_STEP_WAITING,     /* for a person: sign-off, form, judgement */
  RESITE_STEP_STOPPED,     /* a person stopped it; goes on where it was */
  RESITE_STEP_INTERRUPTED, /* intent without outcome: the program ended in between */
  RESITE_STEP_FAILED,
  RESITE_STEP_LOOK_AGAIN, /* offered again, or set back */
  RESITE_STEP_DONE,
  RESITE_STEP_SKIPPED,
  RESITE_STEP_LEFT_OUT /* the plan does not ask for it */
} ResiteStepStatus;

/* The outcome of one action of one attempt. */
typedef struct
{
  char *id;
  char *kind;
  char *outcome; /* "running", "interrupted", or as in RESITE_EVENT_ACTION_ENDED */
  char *how;
  char *message;
  char *stop;      /* why nothing may go on, or NULL */
  gboolean undoes; /* it takes off again what was done before */
  gint64 started_at, ended_at;
  gint64 good, failed, bytes;
  double seconds;
} ResiteActionState;

/* One step on one machine. Of several attempts this is the newest; the former are in the events. */
typedef struct
{
  char *step;
  char *target; /* "" for steps with one machine, else "primary.2" */
  guint attempt;
  ResiteStepStatus status;
  char *how;       /* V L O F H; of several the weakest (H < F < O < L < V); NULL while open */
  char *by;        /* who closed it */
  char *waits_for; /* "sign-off", "form", "judgement" or NULL */
  char *note;      /* sign-off note, or NULL */
  char *reason;    /* of a skip or a set-back, or NULL */
  char *verdict;   /* "good", "bad" or NULL */
  char *overrule;  /* reason, or NULL */
  char *opened_by; /* reason for which this attempt was begun though what it needs is not proved */
  char *released_by;
  char *message; /* of the failed action, or NULL */
  gint64 started_at, ended_at;
  GPtrArray *actions; /* ResiteActionState */
  GHashTable *fields; /* form field → value, over all actions of the step */
  GPtrArray *notes;   /* utf8 */
  guint attachments;
  gint64 attached_at; /* the newest one of this attempt, or 0 */
} ResiteStepState;

const char *resite_step_status_to_string (ResiteStepStatus status); /* nick, for JSON */
const char *resite_step_status_to_word (ResiteStepStatus status);   /* translated */
gboolean resite_step_status_is_closed (ResiteStepStatus status);    /* done, skipped, left out */

ResiteRunState *resite_run_state_new (void);
ResiteRunState *resite_run_state_new_from_events (GPtrArray *events);

/* Takes one event in. "run-opened" turns what was running into interrupted. */
void resite_run_state_fold (ResiteRunState *self, ResiteEvent *event);

/* As if the program that wrote the last event were gone. */
void resite_run_state_mark_interrupted (ResiteRunState *self);

/* (nullable) (transfer none). @target NULL means "". */
const ResiteStepState *resite_run_state_get (ResiteRunState *self, const char *step,
                                             const char *target);
/* (nullable): state of an action of the step's newest attempt. */
const ResiteActionState *resite_step_state_get_action (const ResiteStepState *state,
                                                       const char *action);

const char *resite_run_state_get_run_id (ResiteRunState *self);
gboolean resite_run_state_is_rehearsal (ResiteRunState *self);
/* "open", "ended", "went-back", "aborted". */
const char *resite_run_state_get_condition (ResiteRunState *self);
gboolean resite_run_state_is_way_back (ResiteRunState *self);
gint64 resite_run_state_get_started_at (ResiteRunState *self);
gint64 resite_run_state_get_last_at (ResiteRunState *self);
const char *resite_run_state_get_last_hash (ResiteRunState *self);
/* The newest value that a correction gave a plan key: (nullable). Keys: list_corrections. */
const char *resite_run_state_get_correction (ResiteRunState *self, const char *key);
GStrv resite_run_state_list_corrections (ResiteRunState *self);

/* The scope of items in the journal: "C6@primary.2#1/command-1". */
char *resite_run_state_format_scope (const char *step, const char *target, guint attempt,
                                     const char *action);

G_END_DECLS
