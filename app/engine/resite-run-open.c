/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-open"

#include "config.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-run-open-private.h"
#include "resite-text.h"
#include "resite-under-way.h"

ResiteOpening *
resite_opening_new (const char *by, const ResiteRunOptions *options)
{
  ResiteOpening *self = g_new0 (ResiteOpening, 1);

  self->by = g_strdup (by);
  if (options == NULL)
    return self;
  g_set_object (&self->clock, options->clock);
  self->snapshot_folder = g_strdup (options->snapshot_folder);
  self->phone = g_strdup (options->phone);
  self->no_looks = options->no_looks;
  if (self->clock != NULL)
    self->now = resite_clock_now (self->clock);
  return self;
}

void
resite_opening_free (ResiteOpening *self)
{
  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->by);
  g_free (self->reason);
  g_free (self->owner);
  g_free (self->snapshot_folder);
  g_free (self->phone);
  g_free (self);
}

/* Welcome back. */

static char *
list_interrupted (ResiteRun *run)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (run->steps));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (run->steps), i);
      ResiteStepStatus status = resite_step_run_get_status (step);
      if (status == RESITE_STEP_RUNNING || status == RESITE_STEP_INTERRUPTED)
        g_strv_builder_add (builder, resite_step_run_get_name (step));
    }
  g_auto (GStrv) names = g_strv_builder_end (builder);
  return g_strjoinv (" ", names);
}

static const char *
describe_rerun (ResiteStepRun *step)
{
  switch (resite_step_run_get_rerun (step))
    {
    case RESITE_RERUN_SAFE:
      return _ ("It can simply go on.");
    case RESITE_RERUN_ASK:
      return _ ("Look at the machine before it goes on.");
    case RESITE_RERUN_NEVER:
    default:
      return _ ("It must not be run again by itself: look at the machine and finish it by hand.");
    }
}

/* What was in flight: "it was at C0100012". */
static char *
describe_item_in_flight (ResiteRun *run, ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  for (guint i = 0; state != NULL && i < state->actions->len; i++)
    {
      const ResiteActionState *action = state->actions->pdata[i];
      g_autofree char *scope =
          resite_run_state_format_scope (state->step, state->target, state->attempt, action->id);
      g_autoptr (GPtrArray) records = g_strcmp0 (action->outcome, "interrupted") == 0
                                          ? resite_journal_read_items (run->journal, scope, NULL)
                                          : NULL;

      for (guint j = 0; records != NULL && j < records->len; j++)
        if (g_strcmp0 (((ResiteItemRecord *)records->pdata[j])->state, "running") == 0)
          return g_strdup_printf (_ (" It was at %s."),
                                  ((ResiteItemRecord *)records->pdata[j])->name);
    }
  return g_strdup ("");
}

static void
add_interrupted_lines (ResiteRun *run, GStrvBuilder *lines, const char *interrupted)
{
  g_auto (GStrv) names = g_strsplit (interrupted, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      ResiteStepRun *step = *names[i] != '\0' ? resite_run_find_step (run, names[i]) : NULL;
      if (step == NULL)
        continue;
      g_autofree char *item = describe_item_in_flight (run, step);
      g_autofree char *line = g_strdup_printf (_ ("%s was cut off in the middle.%s %s"), names[i],
                                               item, describe_rerun (step));
      g_strv_builder_add (lines, line);
    }
}

static void
keep_welcome (ResiteRun *run, const char *interrupted)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *away = resite_text_duration ((double)run->away_seconds);
  g_autofree char *first = g_strdup_printf (_ ("This run was closed for %s."), away);
  ResiteStepRun *current = resite_run_get_current (run);

  g_strv_builder_add (lines, first);
  add_interrupted_lines (run, lines, interrupted);
  if (current != NULL)
    {
      g_autofree char *title = resite_step_run_get_title (current);
      g_autofree char *next = g_strdup_printf (
          _ ("Next is %s: %s."), resite_step_get_id (resite_step_run_get_step (current)), title);
      g_strv_builder_add (lines, next);
    }
  g_clear_pointer (&run->welcome, g_strfreev);
  run->welcome = g_strv_builder_end (lines);
}

/* Saying hello. */

typedef struct
{
  ResiteOpening *opening;
  ResiteRun *run;
  char *interrupted;
} Hello;

static void
hello_free (Hello *hello)
{
  resite_opening_free (hello->opening);
  g_clear_object (&hello->run);
  g_free (hello->interrupted);
  g_free (hello);
}

static void
draft_opened (GPtrArray *drafts, const char *by)
{
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_RUN_OPENED, by, NULL);

  resite_event_set (event, "host", g_get_host_name ());
  resite_event_set_int (event, "pid", getpid ());
  resite_event_set (event, "version", RESITE_VERSION);
}

static void
draft_taken_over (GPtrArray *drafts, ResiteOpening *opening)
{
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_TAKEN_OVER, opening->by, NULL);

  resite_event_set_text (event, "reason", opening->reason);
  resite_event_set (event, "from-host", opening->owner != NULL ? opening->owner : "");
}

static void
draft_welcome (GPtrArray *drafts, Hello *hello)
{
  ResiteEvent *event =
      _resite_run_draft (drafts, RESITE_EVENT_WELCOME_BACK, hello->opening->by, NULL);

  resite_event_set_int (event, "away-seconds", hello->run->away_seconds);
  resite_event_set (event, "interrupted", hello->interrupted);
  resite_event_set (event, "phone", hello->opening->phone);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Hello *hello = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!_resite_run_settle_finish (RESITE_RUN (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!hello->opening->is_start)
    {
      keep_welcome (hello->run, hello->interrupted);
      if (!hello->opening->no_looks)
        resite_run_look_again_async (hello->run, FALSE, NULL, NULL, NULL);
    }
  g_task_return_pointer (task, g_object_ref (hello->run), g_object_unref);
}

static void
hello_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    _resite_run_settle_async (RESITE_RUN (source), settled_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
say_hello (Hello *hello, GTask *task)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteRun *run = hello->run;
  gint64 last_at = resite_run_state_get_last_at (run->state);

  run->may_act = TRUE;
  run->away_seconds = MAX (0, (resite_clock_now (run->clock) - last_at) / G_USEC_PER_SEC);
  hello->interrupted = list_interrupted (run);
  draft_opened (drafts, hello->opening->by);
  if (hello->opening->mode == RESITE_RUN_TAKE_OVER)
    draft_taken_over (drafts, hello->opening);
  if (!hello->opening->is_start)
    draft_welcome (drafts, hello);
  _resite_run_append_async (run, drafts, hello_written_cb, task);
}

static void
look (Hello *hello, GTask *task)
{
  if (!hello->opening->owner_is_alive)
    {
      resite_run_state_mark_interrupted (hello->run->state);
      _resite_run_refresh (hello->run);
    }
  g_task_return_pointer (task, g_object_ref (hello->run), g_object_unref);
  g_object_unref (task);
}

void
resite_opening_go_on (ResiteOpening *self, ResiteJournal *journal, GTask *task)
{
  Hello *hello = g_new0 (Hello, 1);
  GError *error = NULL;
  g_autoptr (GPtrArray) events = resite_journal_read_events (journal, 0, &error);

  hello->opening = self;
  g_task_set_task_data (task, hello, (GDestroyNotify)hello_free);
  if (events != NULL)
    hello->run = _resite_run_new (journal, events, &error);
  if (hello->run == NULL)
    {
      g_prefix_error (&error, "%s: ", resite_journal_get_path (journal));
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  ResiteRunOptions options = { .clock = self->clock,
                               .snapshot_folder = self->snapshot_folder,
                               .phone = self->phone };
  _resite_run_set_options (hello->run, self->by, &options);
  if (self->mode == RESITE_RUN_LOOK && !self->is_start)
    look (hello, task);
  else
    say_hello (hello, task);
}

/* Opening. */

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  static const ResiteJournalMode modes[] = {
    [RESITE_RUN_LOOK] = RESITE_JOURNAL_READ,
    [RESITE_RUN_ACT] = RESITE_JOURNAL_WRITE,
    [RESITE_RUN_TAKE_OVER] = RESITE_JOURNAL_TAKE_OVER,
  };
  ResiteOpening *opening = data;
  GError *error = NULL;

  opening->owner = resite_journal_describe_owner (opening->path, &opening->owner_is_alive);
  ResiteJournal *journal = resite_journal_open (opening->path, modes[opening->mode], &error);
  if (journal != NULL)
    g_task_return_pointer (task, journal, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ResiteOpening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = g_task_propagate_pointer (G_TASK (result), &error);

  if (journal != NULL)
    {
      resite_opening_go_on (opening, journal, g_steal_pointer (&task));
      return;
    }
  resite_opening_free (opening);
  g_task_return_error (task, g_steal_pointer (&error));
}

void
resite_run_open_async (const char *journal_path, ResiteRunMode mode, const char *by,
                       const char *reason, const ResiteRunOptions *options,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (journal_path != NULL);
  g_return_if_fail (by != NULL);

  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GTask) work = g_task_new (NULL, NULL, opened_cb, task);
  ResiteOpening *opening = resite_opening_new (by, options);

  g_task_set_source_tag (task, resite_run_open_async);
  opening->path = g_strdup (journal_path);
  opening->mode = mode;
  opening->reason = g_strdup (reason);
  if (mode == RESITE_RUN_TAKE_OVER && (reason == NULL || *reason == '\0'))
    {
      resite_opening_free (opening);
      g_task_return_new_error (task, RESITE_ERROR, RESITE_ERROR_INVALID,
                               _ ("Why is this run taken over? The reason is kept in it."));
      g_object_unref (task);
      return;
    }
  g_task_set_source_tag (work, open_in_thread);
  g_task_set_task_data (work, opening, NULL);
  resite_under_way_run_task (work, open_in_thread);
}

ResiteRun *
resite_run_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
