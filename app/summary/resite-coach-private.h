/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-coach-lessons.h"
#include "resite-coach.h"
#include "resite-summary-private.h"

G_BEGIN_DECLS

#define RESITE_COACH_N_HELPS (RESITE_COACH_HELP_DONE + 1)

struct _ResiteCoach
{
  GObject parent_instance;

  ResiteSummary *summary;
  ResiteCoachLessons *lessons;
  char *scenario;
  char *lesson;
  GPtrArray *faults;                      /* ResiteCoachFault */
  GPtrArray *helps[RESITE_COACH_N_HELPS]; /* utf8: steps, as often as it was */
};

ResiteDocument *resite_coach_build (ResiteCoach *self);

G_END_DECLS
