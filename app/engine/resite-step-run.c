/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-run"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-job-factory.h"
#include "resite-run-private.h"

struct _ResiteStepRun
{
  GObject parent_instance;

  ResiteRun *run; /* weak: the run owns its steps */
  ResiteStep *step;
  char *target;
  char *name;
  char *machine;
  ResiteVariables *variables; /* of its machine, made when asked for */
  ResiteJob *job;
  ResiteStepStatus status; /* as it was told last */
  guint attempt;
  char *waits_for;
  guint number, total;
};

enum
{
  PROP_0,
  PROP_STATUS,
  PROP_ATTEMPT,
  PROP_JOB,
  PROP_WAITS_FOR,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (ResiteStepRun, resite_step_run, G_TYPE_OBJECT)

static void
resite_step_run_finalize (GObject *object)
{
  ResiteStepRun *self = RESITE_STEP_RUN (object);

  g_clear_weak_pointer (&self->run);
  g_clear_object (&self->step);
  g_clear_object (&self->variables);
  g_clear_object (&self->job);
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->machine, g_free);
  g_clear_pointer (&self->waits_for, g_free);
  G_OBJECT_CLASS (resite_step_run_parent_class)->finalize (object);
}

static void
resite_step_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ResiteStepRun *self = RESITE_STEP_RUN (object);

  switch (id)
    {
    case PROP_STATUS:
      g_value_set_int (value, (int)self->status);
      break;
    case PROP_ATTEMPT:
      g_value_set_uint (value, self->attempt);
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_WAITS_FOR:
      g_value_set_string (value, self->waits_for);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_step_run_class_init (ResiteStepRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = resite_step_run_finalize;
  object_class->get_property = resite_step_run_get_property;

  properties[PROP_STATUS] = g_param_spec_int ("status", NULL, NULL, RESITE_STEP_TODO,
                                              RESITE_STEP_LEFT_OUT, RESITE_STEP_TODO, flags);
  properties[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 1, G_MAXUINT, 1, flags);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, RESITE_TYPE_JOB, flags);
  properties[PROP_WAITS_FOR] = g_param_spec_string ("waits-for", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
resite_step_run_init (ResiteStepRun *self)
{
  self->attempt = 1;
}

static char *
find_machine (ResiteRun *run, ResiteStep *step, const char *target)
{
  const char *role = resite_step_get_role (step);

  if (*target != '\0')
    return g_strdup (target);
  if (!g_str_equal (role, "primary"))
    return g_strdup (role);

  g_auto (GStrv) machines = resite_plan_list_machines (run->plan, role);
  return g_strdup (machines[0] != NULL ? machines[0] : role);
}

ResiteStepRun *
_resite_step_run_new (ResiteRun *run, ResiteStep *step, const char *target)
{
  ResiteStepRun *self = g_object_new (RESITE_TYPE_STEP_RUN, NULL);

  g_set_weak_pointer (&self->run, run);
  self->step = g_object_ref (step);
  self->target = g_strdup (target);
  self->name = *target == '\0' ? g_strdup (resite_step_get_id (step))
                               : g_strdup_printf ("%s@%s", resite_step_get_id (step), target);
  self->machine = find_machine (run, step, target);
  return self;
}

ResiteRun *
_resite_step_run_get_run (ResiteStepRun *self)
{
  return self->run;
}

void
_resite_step_run_forget_values (ResiteStepRun *self)
{
  g_clear_object (&self->variables);
}

ResiteVariables *
_resite_step_run_get_variables (ResiteStepRun *self)
{
  if (*self->target == '\0')
    return self->run->variables;
  if (self->variables == NULL)
    self->variables =
        resite_plan_to_machine_variables (self->run->plan, self->run->variables, self->target);
  return self->variables;
}

void
_resite_step_run_set_number (ResiteStepRun *self, guint number, guint total)
{
  self->number = number;
  self->total = total;
}

void
_resite_step_run_set_job (ResiteStepRun *self, ResiteJob *job)
{
  if (g_set_object (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

/* What Next waits for: the step's name, then one of these. */

static const char *
describe_obstacle (ResiteStepRun *obstacle)
{
  return obstacle->attempt > 1 && obstacle->status == RESITE_STEP_LOOK_AGAIN
             ? _ ("has to be looked at once more first")
             : _ ("comes first and is not closed yet");
}

static const char *
describe_wait (const ResiteStepState *state, ResiteStep *step)
{
  if (g_strcmp0 (state->waits_for, "form") == 0)
    return _ ("its form is not filled in yet");
  if (g_strcmp0 (state->waits_for, "judgement") == 0)
    return _ ("nobody has judged it yet");
  return resite_step_is_pause (step) ? _ ("nobody has signed it yet")
                                     : _ ("nobody has signed it off yet");
}

static const char *
describe_status (ResiteStepStatus status)
{
  switch (status)
    {
    case RESITE_STEP_RUNNING:
      return _ ("still running");
    case RESITE_STEP_STOPPED:
      return _ ("was stopped and is not finished");
    case RESITE_STEP_INTERRUPTED:
      return _ ("was cut off and is not finished");
    case RESITE_STEP_FAILED:
      return _ ("failed; try again, do it by hand, or skip it with a reason");
    case RESITE_STEP_LOOK_AGAIN:
      return _ ("has to be looked at once more");
    case RESITE_STEP_TODO:
    case RESITE_STEP_WAITING:
    case RESITE_STEP_DONE:
    case RESITE_STEP_SKIPPED:
    case RESITE_STEP_LEFT_OUT:
    default:
      return _ ("not begun yet");
    }
}

/* TRANSLATORS: a step's id and what keeps it: "C3: nobody has signed it off yet" */
static char *
name_and_say (ResiteStepRun *step, const char *what)
{
  return g_strdup_printf (_ ("%s: %s"), step->name, what);
}

static char *
compute_waits_for (ResiteStepRun *self)
{
  if (resite_step_status_is_closed (self->status))
    return NULL;
  if (!_resite_run_is_on_road (self->run, self))
    return name_and_say (self, _ ("not on the road that this run takes"));

  ResiteStepRun *obstacle = _resite_run_find_obstacle (self->run, self);
  if (obstacle != NULL)
    return name_and_say (obstacle, describe_obstacle (obstacle));
  if (self->status == RESITE_STEP_WAITING)
    return name_and_say (self, describe_wait (resite_step_run_get_state (self), self->step));
  if (resite_step_run_get_stop (self) != NULL)
    return name_and_say (self, _ ("STOP: touch nothing and call. It goes on only for a reason that "
                                  "will be printed"));
  return name_and_say (self, describe_status (self->status));
}

void
_resite_step_run_refresh (ResiteStepRun *self)
{
  const ResiteStepState *state = resite_step_run_get_state (self);
  ResiteStepStatus status = state != NULL ? state->status : RESITE_STEP_TODO;
  guint attempt = state != NULL ? MAX (state->attempt, 1) : 1;
  gboolean status_changed = status != self->status;
  gboolean attempt_changed = attempt != self->attempt;

  self->status = status;
  self->attempt = attempt;

  g_autofree char *waits_for = compute_waits_for (self);
  gboolean waits_changed = g_strcmp0 (waits_for, self->waits_for) != 0;
  if (waits_changed)
    {
      g_free (self->waits_for);
      self->waits_for = g_steal_pointer (&waits_for);
    }
  if (attempt_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTEMPT]);
  if (status_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  if (waits_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITS_FOR]);
}

/* Telling. */

const char *
resite_step_run_get_name (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return self->name;
}

ResiteStep *
resite_step_run_get_step (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return self->step;
}

const char *
resite_step_run_get_target (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return self->target;
}

const char *
resite_step_run_get_machine (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return self->machine;
}

guint
resite_step_run_get_attempt (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), 1);

  return self->attempt;
}

ResiteStepStatus
resite_step_run_get_status (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), RESITE_STEP_TODO);

  const ResiteStepState *state = resite_step_run_get_state (self);
  return state != NULL ? state->status : RESITE_STEP_TODO;
}

const ResiteStepState *
resite_step_run_get_state (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  if (self->run == NULL)
    return NULL;
  return resite_run_state_get (self->run->state, resite_step_get_id (self->step), self->target);
}

ResiteJob *
resite_step_run_get_job (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return self->job;
}

guint
resite_step_run_get_number (ResiteStepRun *self, guint *total)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), 0);

  if (total != NULL)
    *total = self->total;
  return self->number;
}

gboolean
resite_step_run_is_reached (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), FALSE);

  return self->run != NULL && g_str_equal (resite_run_get_condition (self->run), "open") &&
         _resite_run_is_on_road (self->run, self) &&
         _resite_run_find_obstacle (self->run, self) == NULL;
}

const char *
resite_step_run_get_waits_for (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return self->waits_for;
}

const char *
resite_step_run_get_stop (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  const ResiteStepState *state = resite_step_run_get_state (self);

  if (state == NULL || resite_step_status_is_closed (state->status))
    return NULL;
  for (guint i = 0; i < state->actions->len; i++)
    {
      const ResiteActionState *action = state->actions->pdata[i];
      if (action->stop != NULL && g_strcmp0 (action->outcome, "failed") == 0)
        return action->stop;
    }
  return NULL;
}

char *
resite_step_run_get_title (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return resite_run_expand (self->run, self, resite_step_get_title (self->step));
}

char *
resite_step_run_get_why (ResiteStepRun *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_RUN (self), NULL);

  return resite_run_expand (self->run, self, resite_step_get_why (self->step));
}
