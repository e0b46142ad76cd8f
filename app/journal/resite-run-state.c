/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-state"
#include "config.h"

#include "resite-step-state-private.h"

struct _ResiteRunState
{
  GObject parent_instance;

  char *run_id;
  gboolean rehearsal;
  gboolean way_back;
  const char *condition;
  gint64 started_at;
  gint64 last_at;
  char *last_hash;
  GHashTable *steps;       /* "STEP@TARGET" → ResiteStepState */
  GHashTable *corrections; /* key → value */
};

G_DEFINE_FINAL_TYPE (ResiteRunState, resite_run_state, G_TYPE_OBJECT)

static void
resite_run_state_finalize (GObject *object)
{
  ResiteRunState *self = RESITE_RUN_STATE (object);

  g_free (self->run_id);
  g_free (self->last_hash);
  g_hash_table_unref (self->steps);
  g_hash_table_unref (self->corrections);
  G_OBJECT_CLASS (resite_run_state_parent_class)->finalize (object);
}

static void
resite_run_state_class_init (ResiteRunStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_run_state_finalize;
}

static void
resite_run_state_init (ResiteRunState *self)
{
  self->condition = "open";
  self->steps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)resite_step_state_free);
  self->corrections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ResiteRunState *
resite_run_state_new (void)
{
  return g_object_new (RESITE_TYPE_RUN_STATE, NULL);
}

ResiteRunState *
resite_run_state_new_from_events (GPtrArray *events)
{
  ResiteRunState *self;

  g_return_val_if_fail (events != NULL, NULL);

  self = resite_run_state_new ();
  for (guint i = 0; i < events->len; i++)
    resite_run_state_fold (self, g_ptr_array_index (events, i));
  return self;
}

static char *
format_key (const char *step, const char *target)
{
  return g_strdup_printf ("%s@%s", step, target != NULL ? target : "");
}

static ResiteStepState *
need_step (ResiteRunState *self, ResiteEvent *event)
{
  const char *step = resite_event_get_step (event);
  const char *target = resite_event_get_target (event);
  g_autofree char *key = format_key (step, target);
  ResiteStepState *state = g_hash_table_lookup (self->steps, key);

  if (state == NULL)
    {
      state = resite_step_state_new (step, target);
      g_hash_table_insert (self->steps, g_steal_pointer (&key), state);
    }
  return state;
}

static void
fold_run_started (ResiteRunState *self, ResiteEvent *event)
{
  g_free (self->run_id);
  self->run_id = g_strdup (resite_event_get (event, "run"));
  self->rehearsal = g_strcmp0 (resite_event_get (event, "rehearsal"), "yes") == 0;
  self->started_at = resite_event_get_time (event);
}

static void
fold_run_opened (ResiteRunState *self, ResiteEvent *event)
{
  resite_run_state_mark_interrupted (self);
}

static void
fold_corrected (ResiteRunState *self, ResiteEvent *event)
{
  const char *key = resite_event_get (event, "key");
  const char *value = resite_event_get (event, "new");

  if (key != NULL)
    g_hash_table_replace (self->corrections, g_strdup (key), g_strdup (value != NULL ? value : ""));
}

static void
fold_way_back (ResiteRunState *self, ResiteEvent *event)
{
  self->way_back = TRUE;
}

static void
fold_ended (ResiteRunState *self, ResiteEvent *event)
{
  self->condition =
      g_strcmp0 (resite_event_get (event, "how"), "went-back") == 0 ? "went-back" : "ended";
}

static void
fold_aborted (ResiteRunState *self, ResiteEvent *event)
{
  self->condition = "aborted";
}

static void
fold_run (ResiteRunState *self, ResiteEvent *event)
{
  static const struct
  {
    const char *what;
    void (*fold) (ResiteRunState *self, ResiteEvent *event);
  } folds[] = {
    { RESITE_EVENT_RUN_STARTED, fold_run_started },
    { RESITE_EVENT_RUN_OPENED, fold_run_opened },
    { RESITE_EVENT_CORRECTED, fold_corrected },
    { RESITE_EVENT_WAY_BACK, fold_way_back },
    { RESITE_EVENT_ENDED, fold_ended },
    { RESITE_EVENT_ABORTED, fold_aborted },
  };

  for (guint i = 0; i < G_N_ELEMENTS (folds); i++)
    {
      if (g_str_equal (resite_event_get_what (event), folds[i].what))
        folds[i].fold (self, event);
    }
}

void
resite_run_state_fold (ResiteRunState *self, ResiteEvent *event)
{
  g_return_if_fail (RESITE_IS_RUN_STATE (self) && RESITE_IS_EVENT (event));

  if (self->started_at == 0)
    self->started_at = resite_event_get_time (event);
  self->last_at = resite_event_get_time (event);
  g_free (self->last_hash);
  self->last_hash = g_strdup (resite_event_get_hash (event));
  fold_run (self, event);
  if (resite_event_get_step (event) != NULL)
    resite_step_state_fold (need_step (self, event), event);
}

void
resite_run_state_mark_interrupted (ResiteRunState *self)
{
  GHashTableIter iterator;
  gpointer state;

  g_return_if_fail (RESITE_IS_RUN_STATE (self));

  g_hash_table_iter_init (&iterator, self->steps);
  while (g_hash_table_iter_next (&iterator, NULL, &state))
    resite_step_state_interrupt (state);
}

const ResiteStepState *
resite_run_state_get (ResiteRunState *self, const char *step, const char *target)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (RESITE_IS_RUN_STATE (self) && step != NULL, NULL);

  key = format_key (step, target);
  return g_hash_table_lookup (self->steps, key);
}

const char *
resite_run_state_get_run_id (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), NULL);
  return self->run_id;
}

gboolean
resite_run_state_is_rehearsal (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), FALSE);
  return self->rehearsal;
}

const char *
resite_run_state_get_condition (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), NULL);
  return self->condition;
}

gboolean
resite_run_state_is_way_back (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), FALSE);
  return self->way_back;
}

gint64
resite_run_state_get_started_at (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), 0);
  return self->started_at;
}

gint64
resite_run_state_get_last_at (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), 0);
  return self->last_at;
}

const char *
resite_run_state_get_last_hash (ResiteRunState *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), NULL);
  return self->last_hash;
}

const char *
resite_run_state_get_correction (ResiteRunState *self, const char *key)
{
  g_return_val_if_fail (RESITE_IS_RUN_STATE (self) && key != NULL, NULL);
  return g_hash_table_lookup (self->corrections, key);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

GStrv
resite_run_state_list_corrections (ResiteRunState *self)
{
  g_autoptr (GPtrArray) keys = NULL;
  GHashTableIter iterator;
  gpointer key;

  g_return_val_if_fail (RESITE_IS_RUN_STATE (self), NULL);

  keys = g_ptr_array_new ();
  g_hash_table_iter_init (&iterator, self->corrections);
  while (g_hash_table_iter_next (&iterator, &key, NULL))
    g_ptr_array_add (keys, g_strdup (key));
  g_ptr_array_sort (keys, compare_keys);
  g_ptr_array_add (keys, NULL);
  return (GStrv)g_ptr_array_steal (keys, NULL);
}

char *
resite_run_state_format_scope (const char *step, const char *target, guint attempt,
                               const char *action)
{
  gboolean single = target == NULL || *target == '\0';

  g_return_val_if_fail (step != NULL && action != NULL, NULL);

  return g_strdup_printf ("%s%s%s#%u/%s", step, single ? "" : "@", single ? "" : target, attempt,
                          action);
}
