/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step"

#include "config.h"

#include "resite-step-private.h"

struct _ResiteStep
{
  GObject parent_instance;

  ResiteStepFacts facts;
};

G_DEFINE_FINAL_TYPE (ResiteStep, resite_step, G_TYPE_OBJECT)

static void
resite_step_finalize (GObject *object)
{
  ResiteStepFacts *facts = &RESITE_STEP (object)->facts;
  char *texts[] = { facts->id,          facts->phase_id, facts->title,     facts->why,
                    facts->role,        facts->for_each, facts->condition, facts->released_by,
                    facts->move_before, facts->move_when };
  GPtrArray *lists[] = { facts->after,  facts->again_before, facts->proved_by, facts->actions,
                         facts->advice, facts->by_hand,      facts->wrong,     facts->way_back };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (&lists[i], g_ptr_array_unref);
  G_OBJECT_CLASS (resite_step_parent_class)->finalize (object);
}

static void
resite_step_class_init (ResiteStepClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_step_finalize;
}

static void
resite_step_init (ResiteStep *self)
{
}

ResiteStep *
resite_step_new (ResiteStepFacts *facts)
{
  ResiteStep *self = g_object_new (RESITE_TYPE_STEP, NULL);

  self->facts = *facts;
  *facts = (ResiteStepFacts){ 0 };
  return self;
}

const ResiteStepFacts *
resite_step_get_facts (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return &self->facts;
}

const char *
resite_step_get_id (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.id;
}

const char *
resite_step_get_phase_id (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.phase_id;
}

const char *
resite_step_get_title (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.title;
}

const char *
resite_step_get_why (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.why;
}

const char *
resite_step_get_role (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.role;
}

const char *
resite_step_get_for_each (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.for_each;
}

const char *
resite_step_get_condition (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.condition;
}

gboolean
resite_step_is_optional (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), FALSE);

  return self->facts.optional;
}

gboolean
resite_step_is_pause (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), FALSE);

  return self->facts.pause;
}

const char *
resite_step_get_released_by (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.released_by;
}

gboolean
resite_step_is_verdict (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), FALSE);

  return self->facts.verdict;
}

ResiteRerun
resite_step_get_rerun (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), RESITE_RERUN_NEVER);

  return self->facts.rerun;
}

ResiteHazard
resite_step_get_hazard (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), RESITE_HAZARD_NONE);

  return self->facts.hazard;
}

guint
resite_step_get_guard (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), 0);

  return self->facts.guard;
}

guint
resite_step_get_minutes (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), 0);

  return self->facts.minutes;
}

GPtrArray *
resite_step_get_after (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.after;
}

GPtrArray *
resite_step_get_again_before (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.again_before;
}

GPtrArray *
resite_step_get_proved_by (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.proved_by;
}

const char *
resite_step_get_move_before (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.move_before;
}

GPtrArray *
resite_step_get_actions (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.actions;
}

GPtrArray *
resite_step_get_by_hand (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.by_hand;
}

GPtrArray *
resite_step_get_advice (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.advice;
}

GPtrArray *
resite_step_get_wrong (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.wrong;
}

GPtrArray *
resite_step_get_way_back (ResiteStep *self)
{
  g_return_val_if_fail (RESITE_IS_STEP (self), NULL);

  return self->facts.way_back;
}
