/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <time.h>

#include "resite-error.h"
#include "resite-run-reach-private.h"
#include "resite-run-shells.h"

/* A clock that moved by more than this against the time since boot was set by somebody. */
#define JUMP_SECONDS 300

enum
{
  PROP_0,
  PROP_CURRENT,
  PROP_CONDITION,
  N_PROPERTIES
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_EVENT,
  SIGNAL_MACHINE_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ResiteRun, resite_run, G_TYPE_OBJECT)

static void
resite_run_dispose (GObject *object)
{
  ResiteRun *self = RESITE_RUN (object);

  g_clear_object (&self->current);
  g_list_store_remove_all (self->steps);
  g_list_store_remove_all (self->jobs);
  G_OBJECT_CLASS (resite_run_parent_class)->dispose (object);
}

static void
resite_run_finalize (GObject *object)
{
  ResiteRun *self = RESITE_RUN (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->state);
  g_clear_object (&self->runbook);
  g_clear_object (&self->plan);
  g_clear_object (&self->clock);
  g_clear_object (&self->variables);
  g_clear_object (&self->connections);
  g_clear_object (&self->steps);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->after, g_hash_table_unref);
  g_clear_pointer (&self->drives, g_ptr_array_unref);
  g_clear_pointer (&self->offered, g_hash_table_unref);
  g_clear_pointer (&self->wait_ends, g_hash_table_unref);
  g_clear_pointer (&self->packages, g_hash_table_unref);
  g_clear_pointer (&self->open_questions, g_hash_table_unref);
  g_clear_pointer (&self->machines, g_hash_table_unref);
  g_clear_pointer (&self->pins, g_hash_table_unref);
  g_clear_pointer (&self->declined, g_hash_table_unref);
  g_clear_pointer (&self->copy_choices, g_free);
  g_clear_pointer (&self->deletes_extra, g_hash_table_unref);
  g_clear_pointer (&self->undoes, g_hash_table_unref);
  g_clear_pointer (&self->reaching, g_hash_table_unref);
  g_clear_pointer (&self->account, resite_credentials_unref);
  g_clear_pointer (&self->shells, _resite_shells_free);
  g_clear_object (&self->looks);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->settle_tasks, g_ptr_array_unref);
  g_clear_pointer (&self->idle_tasks, g_ptr_array_unref);
  g_clear_pointer (&self->by, g_free);
  g_clear_pointer (&self->phone, g_free);
  g_clear_pointer (&self->snapshot_folder, g_free);
  g_clear_pointer (&self->welcome, g_strfreev);
  G_OBJECT_CLASS (resite_run_parent_class)->finalize (object);
}

static void
resite_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ResiteRun *self = RESITE_RUN (object);

  switch (id)
    {
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;
    case PROP_CONDITION:
      g_value_set_string (value, resite_run_get_condition (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_run_class_init (ResiteRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = resite_run_dispose;
  object_class->finalize = resite_run_finalize;
  object_class->get_property = resite_run_get_property;

  properties[PROP_CURRENT] =
      g_param_spec_object ("current", NULL, NULL, RESITE_TYPE_STEP_RUN, flags);
  properties[PROP_CONDITION] = g_param_spec_string ("condition", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", RESITE_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MACHINE_CHANGED] =
      g_signal_new ("machine-changed", RESITE_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_EVENT] = g_signal_new ("event", RESITE_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, RESITE_TYPE_EVENT);
}

static void
resite_run_init (ResiteRun *self)
{
  self->steps = g_list_store_new (RESITE_TYPE_STEP_RUN);
  self->jobs = g_list_store_new (RESITE_TYPE_JOB);
  self->drives = g_ptr_array_new ();
  self->settle_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->idle_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wait_ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->packages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->open_questions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->declined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->deletes_extra = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->undoes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reaching =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  self->looks = g_list_store_new (RESITE_TYPE_LOOK);
  _resite_run_init_machines (self);
  g_queue_init (&self->moves);
}

/* What the fold of the state leaves to the engine. */

static void
keep_wait_end (ResiteRun *self, ResiteEvent *event)
{
  gint64 until = resite_event_get_int (event, "until", 0);

  if (until == 0)
    return;
  g_hash_table_replace (self->wait_ends,
                        resite_run_state_format_scope (
                            resite_event_get_step (event), resite_event_get_target (event),
                            resite_event_get_attempt (event), resite_event_get (event, "action")),
                        g_memdup2 (&until, sizeof until));
}

static void
keep_package (ResiteRun *self, ResiteEvent *event)
{
  const char *package = resite_event_get (event, "package");

  if (package != NULL)
    g_hash_table_replace (self->packages,
                          g_strdup_printf ("step.%s.package", resite_event_get_step (event)),
                          g_strdup (package));
}

static void
keep_question (ResiteRun *self, ResiteEvent *event)
{
  const char *question = resite_event_get (event, "question");

  if (question == NULL)
    return;
  if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_ASKED))
    g_hash_table_replace (self->open_questions, g_strdup (question),
                          g_strdup (resite_event_get (event, "choices")));
  else
    g_hash_table_remove (self->open_questions, question);
}

static void
keep_correction (ResiteRun *self, ResiteEvent *event)
{
  const char *value = resite_event_get (event, "new");

  resite_plan_set (self->plan, resite_event_get (event, "key"),
                   value != NULL && *value != '\0' ? value : NULL);
  if (self->variables == NULL)
    return;
  _resite_run_rebuild_values (self);
  _resite_run_rebuild_road (self);
  _resite_run_forget_way (self, resite_event_get (event, "key"));
}

static void
take_in (ResiteRun *self, ResiteEvent *event)
{
  const char *what = resite_event_get_what (event);

  resite_run_state_fold (self->state, event);
  if (g_str_equal (what, RESITE_EVENT_ACTION_STARTED))
    keep_wait_end (self, event);
  else if (g_str_equal (what, RESITE_EVENT_ACTION_ENDED))
    keep_package (self, event);
  else if (g_str_equal (what, RESITE_EVENT_OFFERED_AGAIN))
    g_hash_table_add (self->offered, g_strconcat (resite_event_get_step (event), " ",
                                                  resite_event_get (event, "before"), NULL));
  else if (g_str_equal (what, RESITE_EVENT_ASKED) || g_str_equal (what, RESITE_EVENT_ANSWERED))
    keep_question (self, event);
  else if (g_str_equal (what, RESITE_EVENT_CORRECTED))
    keep_correction (self, event);
  else
    _resite_run_keep_machine (self, event);
}

void
_resite_run_refresh (ResiteRun *self)
{
  g_autoptr (ResiteStepRun) former = self->current != NULL ? g_object_ref (self->current) : NULL;
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  _resite_run_refresh_values (self);
  _resite_run_number_steps (self);
  g_set_object (&self->current, _resite_run_find_open (self));
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      _resite_step_run_refresh (step);
    }
  if (former != self->current)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

static void
tell (ResiteRun *self, ResiteEvent *event)
{
  g_autofree char *condition = g_strdup (resite_run_get_condition (self));

  take_in (self, event);
  _resite_run_refresh (self);
  if (g_strcmp0 (condition, resite_run_get_condition (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONDITION]);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
_resite_run_tell_machine (ResiteRun *self, const char *role)
{
  g_signal_emit (self, signals[SIGNAL_MACHINE_CHANGED], 0, role);
}

/* Writing. */

static gint64
measure_clock_offset (ResiteRun *self)
{
  struct timespec boot;

  clock_gettime (CLOCK_BOOTTIME, &boot);
  return resite_clock_now (self->clock) - (boot.tv_sec * G_USEC_PER_SEC + boot.tv_nsec / 1000);
}

static void
note_clock_jump (ResiteRun *self, GPtrArray *drafts)
{
  if (resite_clock_get_pace (self->clock) != 1.0)
    return;

  gint64 offset = measure_clock_offset (self);
  gint64 jump = (offset - self->clock_offset) / G_USEC_PER_SEC;

  if (ABS (jump) < JUMP_SECONDS)
    return;
  self->clock_offset = offset;

  ResiteEvent *event = resite_event_new (RESITE_EVENT_CLOCK_JUMPED, "resite", NULL, NULL, 0);
  resite_event_set_int (event, "seconds", jump);
  g_ptr_array_insert (drafts, 0, event);
}

static void append_next (GTask *task);

static void
appended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResiteRun *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) event =
      resite_journal_append_finish (RESITE_JOURNAL (source), result, &error);

  if (event == NULL)
    {
      g_prefix_error (&error, _ ("Nothing can be recorded, so do not do the next thing: "));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  tell (self, event);
  append_next (g_steal_pointer (&task));
}

/* One after the other, so that nothing is ever written behind an event that could not be. */
static void
append_next (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  GPtrArray *drafts = g_task_get_task_data (task);

  if (drafts->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_autoptr (ResiteEvent) draft = g_ptr_array_steal_index (drafts, 0);
  resite_journal_append_async (self->journal, draft, resite_clock_now (self->clock), appended_cb,
                               task);
}

void
_resite_run_append_async (ResiteRun *self, GPtrArray *drafts, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, _resite_run_append_async);
  g_task_set_task_data (task, g_ptr_array_ref (drafts), (GDestroyNotify)g_ptr_array_unref);
  note_clock_jump (self, drafts);
  append_next (task);
}

gboolean
_resite_run_append_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
_resite_run_drafts_new (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

ResiteEvent *
_resite_run_draft (GPtrArray *drafts, const char *what, const char *actor, ResiteStepRun *step)
{
  ResiteEvent *draft =
      step == NULL
          ? resite_event_new (what, actor, NULL, NULL, 0)
          : resite_event_new (what, actor, resite_step_get_id (resite_step_run_get_step (step)),
                              resite_step_run_get_target (step),
                              resite_step_run_get_attempt (step));

  g_ptr_array_add (drafts, draft);
  return draft;
}

/* Building. */

static gboolean
read_contents (ResiteRun *self, ResiteEvent *first, GError **error)
{
  const char *plan = resite_event_get (first, "plan");
  const char *runbook = resite_event_get (first, "runbook");
  const char *plan_name = resite_event_get (first, "plan-name");

  if (plan == NULL || *plan == '\0' || runbook == NULL || *runbook == '\0')
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
                           _ ("The plan or the runbook is missing in this journal"));
      return FALSE;
    }
  g_autoptr (GBytes) plan_bytes = g_bytes_new (plan, strlen (plan));
  g_autoptr (GBytes) runbook_bytes = g_bytes_new (runbook, strlen (runbook));

  self->runbook = resite_runbook_new_from_data (_ ("runbook in the journal"), runbook_bytes, error);
  if (self->runbook == NULL)
    return FALSE;
  self->plan =
      resite_plan_new_from_data (plan_name != NULL ? plan_name : "plan", plan_bytes, error);
  return self->plan != NULL;
}

static gboolean
check_first_event (GPtrArray *events, GError **error)
{
  if (events->len > 0 &&
      g_str_equal (resite_event_get_what (events->pdata[0]), RESITE_EVENT_RUN_STARTED))
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
                       _ ("This journal holds no run: its first entry is not the start of one"));
  return FALSE;
}

ResiteRun *
_resite_run_new (ResiteJournal *journal, GPtrArray *events, GError **error)
{
  g_autoptr (ResiteRun) self = g_object_new (RESITE_TYPE_RUN, NULL);

  if (!check_first_event (events, error) || !read_contents (self, events->pdata[0], error))
    return NULL;
  self->journal = g_object_ref (journal);
  self->state = resite_run_state_new ();
  self->clock = resite_clock_new (1.0);
  self->clock_offset = measure_clock_offset (self);
  for (guint i = 0; i < events->len; i++)
    take_in (self, events->pdata[i]);
  _resite_run_rebuild_values (self);
  _resite_run_rebuild_road (self);
  _resite_run_refresh (self);
  return g_steal_pointer (&self);
}

/* A clock that runs faster starts at the real time whenever the program does; the run goes on
 * where its journal ends. */
static void
catch_up (ResiteRun *self)
{
  gint64 last = resite_run_state_get_last_at (self->state);
  gint64 now = resite_clock_now (self->clock);

  if (resite_clock_get_pace (self->clock) != 1.0 && last > now)
    resite_clock_skip (self->clock, (double)(last - now) / G_USEC_PER_SEC);
}

void
_resite_run_set_options (ResiteRun *self, const char *by, const ResiteRunOptions *options)
{
  g_free (self->by);
  self->by = g_strdup (by);
  if (options == NULL)
    return;
  g_free (self->phone);
  self->phone = g_strdup (options->phone);
  g_free (self->snapshot_folder);
  self->snapshot_folder = g_strdup (options->snapshot_folder);
  if (options->clock != NULL)
    g_set_object (&self->clock, options->clock);
  self->clock_offset = measure_clock_offset (self);
  catch_up (self);
}

gboolean
_resite_run_reload (ResiteRun *self, GError **error)
{
  g_autoptr (GPtrArray) events = resite_journal_read_events (self->journal, 0, error);

  if (events == NULL)
    return FALSE;
  g_clear_object (&self->state);
  self->state = resite_run_state_new_from_events (events);
  _resite_run_refresh (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

/* Telling. */

const char *
resite_run_get_id (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return resite_run_state_get_run_id (self->state);
}

ResiteRunbook *
resite_run_get_runbook (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->runbook;
}

ResitePlan *
resite_run_get_plan (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->plan;
}

ResiteRunState *
resite_run_get_state (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->state;
}

ResiteJournal *
resite_run_get_journal (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->journal;
}

ResiteClock *
resite_run_get_clock (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->clock;
}

gboolean
resite_run_may_act (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);

  return self->may_act && !self->is_closed;
}

gboolean
resite_run_is_rehearsal (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);

  return resite_run_state_is_rehearsal (self->state);
}

const char *
resite_run_get_condition (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return resite_run_state_get_condition (self->state);
}

GListModel *
resite_run_get_steps (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->steps);
}

ResiteStepRun *
resite_run_get_current (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->current;
}

GListModel *
resite_run_get_jobs (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

GStrv
resite_run_get_welcome (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);

  return self->welcome;
}

gint64
resite_run_get_away_seconds (ResiteRun *self)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), 0);

  return self->away_seconds;
}
