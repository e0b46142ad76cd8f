/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-document.h"
#include "resite-journal.h"
#include "resite-plan.h"
#include "resite-run-state.h"
#include "resite-runbook.h"
#include "resite-summary.h"

G_BEGIN_DECLS

/* One step on one machine, as it stands. */
typedef struct
{
  ResiteStep *step;
  char *name;    /* "C6@primary.2" */
  char *target;  /* "" or "primary.2" */
  char *title;   /* with this site's values */
  char *machine; /* "old BR01SMS" */
  ResiteStepStatus status;
  const ResiteStepState *state; /* (nullable) */
  char *remark;
} ResiteSummaryStep;

typedef struct
{
  ResitePhase *phase;
  gint64 started_at;
  gint64 ended_at; /* 0: not all of it is closed */
  guint closed;
  guint total;
} ResiteSummaryPhase;

typedef struct
{
  char *state;
  guint count;
} ResiteSummaryCount;

/* A job with items: a copy, a scan, preloads. */
typedef struct
{
  char *scope;
  char *step; /* "P1" or "C6@primary.2" */
  char *action;
  char *title;
  guint attempt;
  guint good;
  guint failed;
  GPtrArray *counts; /* ResiteSummaryCount, in the order in which the states first came */
  gint64 bytes;
  double seconds;
} ResiteSummaryWork;

/* An item that did not come to a good end. */
typedef struct
{
  char *step;
  ResiteItemRecord *record;
} ResiteSummaryItem;

/* Something that was said, with who, when and where. */
typedef struct
{
  gint64 time;
  char *step;
  char *who;
  char *what; /* "skipped", "overruled" ..., translated; of an open point its owner */
  char *text;
  char *until; /* of an open point */
} ResiteSummaryRemark;

typedef struct
{
  guint number;
  guint64 sequence;
  gint64 time;
  gint64 size;
  char *step;
  char *who;
  char *name;
  char *digest;
} ResiteSummaryAttachment;

/* What was sent over the line to the site for the packages that were assigned, and what was not. */
typedef struct
{
  guint information; /* packages of which information only was seen */
  guint in_full;     /* packages whose content was seen */
  guint not_decided; /* assigned, and nothing proves either */
  guint64 crossed;   /* bytes of content that were seen */
  guint64 not_crossed;
  guint unknown; /* packages of "information" whose size is not known */
} ResiteSummaryWire;

struct _ResiteSummary
{
  GObject parent_instance;

  char *path;
  GPtrArray *events;
  ResiteRunState *state;
  ResitePlan *plan;
  ResiteVariables *variables;
  ResiteRunbook *runbook;

  GPtrArray *steps;     /* ResiteSummaryStep, in the order of the plan */
  GPtrArray *phases;    /* ResiteSummaryPhase */
  GPtrArray *works;     /* ResiteSummaryWork */
  GPtrArray *bad_items; /* ResiteSummaryItem */
  ResiteSummaryWire wire;
  GPtrArray *departures;  /* ResiteSummaryRemark: skips, overrules, corrections ... */
  GPtrArray *notes;       /* ResiteSummaryRemark */
  GPtrArray *open_points; /* ResiteSummaryRemark */
  GPtrArray *attachments; /* ResiteSummaryAttachment */
  GPtrArray *people;      /* utf8: who said or did something, in order */
};

/* Reading, in this order. */
void resite_summary_read_values (ResiteSummary *self, ResiteJournal *journal);
void resite_summary_read_steps (ResiteSummary *self);
gboolean resite_summary_read_works (ResiteSummary *self, ResiteJournal *journal, GError **error);
void resite_summary_read_remarks (ResiteSummary *self);
/* resite-summary-wire.c: takes in what an assignment left (element-type ResiteItemRecord). */
void resite_summary_take_wire (ResiteSummary *self, GPtrArray *items);
/* (nullable) (transfer full): a paragraph; NULL: nothing was assigned by Resite. */
char *resite_summary_wire_to_text (const ResiteSummaryWire *wire);

/* TRUE before the run came to an end of whatever kind. */
gboolean resite_summary_is_draft (ResiteSummary *self);
/* The result in one sentence, (transfer full). */
char *resite_summary_get_result (ResiteSummary *self);
/* A value of the plan for reading: "" where there is none. */
const char *resite_summary_get_value (ResiteSummary *self, const char *name);
/* @text with this site's values, for a step on @target (nullable). (transfer full) */
char *resite_summary_expand (ResiteSummary *self, const char *target, const char *text);
/* The same with other values: those of a checklist that is still to be filled in. */
char *resite_summary_expand_with (ResiteSummary *self, ResiteVariables *variables,
                                  const char *target, const char *text);
/* What the two servers are called once one or the other has changed its name. */
void resite_summary_set_names_now (ResiteSummary *self, ResiteVariables *variables,
                                   gboolean old_renamed, gboolean new_renamed);
/* Is the step done, on every machine that it is done on? */
gboolean resite_summary_is_done (ResiteSummary *self, const char *step);
/* (nullable): the first one that is not closed on the road that is walked. */
ResiteSummaryStep *resite_summary_find_current (ResiteSummary *self);
/* "forwarded", translated. */
const char *resite_summary_state_to_word (const char *state);
/* "58 forwarded, 2 failed" */
char *resite_summary_work_to_text (const ResiteSummaryWork *work);
/* "old server", translated. */
const char *resite_summary_role_to_word (const char *role);

/* The pages. @level: 0 everything, higher ones leave out more of what can be left out. */
#define RESITE_SUMMARY_LEVELS 9
ResiteDocument *resite_summary_build (ResiteSummary *self, guint level);
ResiteDocument *resite_summary_build_emergency (ResiteSummary *self);
ResiteDocument *resite_summary_build_checklist (ResiteSummary *self);
ResiteDocument *resite_summary_build_slip (ResiteSummary *self);
/* What stands at the head and foot of every page, and the marks across it; @final: a run that has
 * not ended makes it a draft. */
void resite_summary_set_frame (ResiteSummary *self, ResiteDocument *document, const char *title,
                               gboolean final);

/* What the square code on paper holds. */
char *resite_summary_get_code (ResiteSummary *self);

G_END_DECLS
