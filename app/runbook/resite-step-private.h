/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step.h"

G_BEGIN_DECLS

/* What the parser fills in; the step owns all of it. Lists are never NULL. */
typedef struct
{
  char *id;
  char *phase_id;
  char *title;
  char *why;
  char *role;
  char *for_each;
  char *condition;
  char *released_by;
  char *move_before;
  char *move_when;
  gboolean optional;
  gboolean pause;
  gboolean verdict;
  gboolean after_given; /* else "after" holds the step before */
  ResiteRerun rerun;
  ResiteHazard hazard;
  guint guard;
  guint minutes;
  GPtrArray *after;        /* utf8 */
  GPtrArray *again_before; /* utf8 */
  GPtrArray *proved_by;    /* utf8 */
  GPtrArray *actions;      /* ResiteAction */
  GPtrArray *advice;       /* ResiteBlock */
  GPtrArray *by_hand;      /* ResiteBlock */
  GPtrArray *wrong;        /* ResiteBlock */
  GPtrArray *way_back;     /* ResiteBlock */
} ResiteStepFacts;

/* Takes what @facts points at and leaves it empty. */
ResiteStep *resite_step_new (ResiteStepFacts *facts);
const ResiteStepFacts *resite_step_get_facts (ResiteStep *self);

G_END_DECLS
