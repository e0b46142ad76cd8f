/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-coach-lessons.h"
#include "resite-rehearsal.h"

G_BEGIN_DECLS

struct _ResiteRehearsal
{
  GObject parent_instance;

  const ResiteRehearsalSite *kind;
  gpointer site;
  char *folder;
  char *plan_path;
  ResiteClock *clock;
  ResiteCoachLessons *lessons;
  GHashTable *told; /* what the coach spoke of: name and time of what was met */
};

/* resite-rehearsal-person.c */
void _resite_rehearsal_take_event (ResiteRehearsal *self, ResiteEvent *event, ResiteRun *run);

/* resite-rehearsal-coach.c */
void _resite_rehearsal_coach_event (ResiteRehearsal *self, ResiteEvent *event);
/* What was met and mended before now is old news. */
void _resite_rehearsal_forget_old_news (ResiteRehearsal *self);

G_END_DECLS
