/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rehearsal-person"
#include "config.h"
#include "resite-rehearsal-private.h"

/* A watch decides by what is new since its first look. */
#define AFTER_FIRST_LOOK_MS 400

static void
act (ResiteRehearsal *self, const char *step)
{
  g_autoptr (GError) error = NULL;

  if (!self->kind->act (self->site, step, &error))
    g_warning ("The simulated person at %s: %s", step, error->message);
}

typedef struct
{
  ResiteRehearsal *rehearsal;
  char *step;
} Act;

static void
act_free (gpointer data)
{
  Act *later = data;

  g_object_unref (later->rehearsal);
  g_free (later->step);
  g_free (later);
}

static gboolean
act_cb (gpointer data)
{
  Act *later = data;

  act (later->rehearsal, later->step);
  return G_SOURCE_REMOVE;
}

static void
act_later (ResiteRehearsal *self, const char *step)
{
  Act *later = g_new0 (Act, 1);

  later->rehearsal = g_object_ref (self);
  later->step = g_strdup (step);
  g_timeout_add_full (G_PRIORITY_DEFAULT, AFTER_FIRST_LOOK_MS, act_cb, later, act_free);
}

static gboolean
is_watched (ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);

      if (resite_action_get_kind (action) == RESITE_ACTION_WATCH &&
          resite_step_run_is_automatic (step, action, NULL))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_only_a_look (ResiteStepRun *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);

      if (g_strcmp0 (resite_action_get_id (action), id) == 0)
        return resite_action_get_kind (action) == RESITE_ACTION_CHECK;
    }
  return FALSE;
}

/* TRUE: a person has said just now that something is done at a machine. Of a step that Resite does,
 * they tell only what comes before. */
static gboolean
tells_a_deed (ResiteEvent *event, ResiteStepRun *step)
{
  if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_SIGNED_OFF))
    return TRUE;
  return g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_ENDED) &&
         g_strcmp0 (resite_event_get (event, "outcome"), "told") == 0 &&
         g_strcmp0 (resite_step_run_get_way (step), "RUN") != 0 &&
         !is_only_a_look (step, resite_event_get (event, "action")) && !is_watched (step);
}

static gboolean
begins_to_watch (ResiteEvent *event)
{
  return g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_STARTED) &&
         g_strcmp0 (resite_event_get (event, "kind"), "watch") == 0;
}

static ResiteStepRun *
find_step (ResiteRun *run, ResiteEvent *event)
{
  const char *id = resite_event_get_step (event);
  const char *target = resite_event_get_target (event);
  g_autofree char *name = NULL;

  if (id == NULL || *id == '\0')
    return NULL;
  name = g_strconcat (id, target != NULL && *target != '\0' ? "@" : "", target, NULL);
  return resite_run_find_step (run, name);
}

static gboolean
begins (ResiteEvent *event)
{
  static const char *const whats[] = { RESITE_EVENT_STEP_STARTED, RESITE_EVENT_SIGNED_OFF,
                                       RESITE_EVENT_SIGNED, NULL };

  return g_strv_contains (whats, resite_event_get_what (event));
}

/* What somebody says to have done, the simulated person has done before the program looks; where
 * the program watches for it, it happens after it began to watch. */
void
_resite_rehearsal_take_event (ResiteRehearsal *self, ResiteEvent *event, ResiteRun *run)
{
  ResiteStepRun *step = find_step (run, event);

  if (step == NULL)
    return;
  if (begins (event))
    self->kind->reach_step (self->site, resite_step_run_get_name (step));
  if (tells_a_deed (event, step))
    act (self, resite_step_run_get_name (step));
  else if (begins_to_watch (event))
    act_later (self, resite_step_run_get_name (step));
}
