/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-error.h"
#include "resite-package-scan.h"

#define DEFAULT_PATIENCE 30 /* minutes */

/* Seconds of the clock after which a line that broke is tried again; then it is given up. In a
 * rehearsal a server restarts no faster than it does, so never less than some real time. */
static const guint pauses[] = { 5, 15, 60 };
#define SHORTEST_PAUSE 700 /* milliseconds */
/* However fast the clock of a rehearsal is. */
#define FEWEST_POLLS 8
/* Logs on a slow share take a while to be read to their end. */
#define READING_PATIENCE (60 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (ResiteAssignJob, resite_assign_job, RESITE_TYPE_JOB)

static void look (ResiteAssignJob *self);

/* The end. */

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  resite_point_writer_close (data);
  g_task_return_boolean (task, TRUE);
}

/* What was left open at the server is let go beside the job's end. */
static void
close_writer (ResiteAssignJob *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, close_writer);
  g_task_set_task_data (task, g_object_ref (self->writer), g_object_unref);
  g_task_run_in_thread (task, close_in_thread);
}

static void
finish (ResiteAssignJob *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autofree char *message = NULL;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->proof != NULL)
    {
      g_clear_signal_handler (&self->proof_id, self->proof);
      resite_wire_proof_stop (self->proof);
    }
  close_writer (self);
  for (guint i = 0; self->entries != NULL && i < self->entries->len; i++)
    {
      ResiteAssignEntry *entry = self->entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_UNPROVED && !entry->is_told)
        resite_job_item_ended (RESITE_JOB (self), entry->item);
    }
  _resite_assign_set_totals (self);
  _resite_assign_show_progress (self);
  if (self->failure == NULL && !self->stopping &&
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_set_error_literal (&self->failure, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("The work was stopped; what was assigned stays assigned."));
  message = self->failure == NULL ? _resite_assign_describe_end (self) : NULL;
  if (resite_job_get_message (RESITE_JOB (self)) == NULL && message != NULL)
    resite_job_set_message (RESITE_JOB (self), message);
  if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_boolean (task, TRUE);
}

static void
fail (ResiteAssignJob *self, GError *error)
{
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
}

gboolean
_resite_assign_is_ending (ResiteAssignJob *self)
{
  return self->stopping || self->failure != NULL ||
         g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

void
_resite_assign_stop (ResiteAssignJob *self, const char *why)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  resite_job_set_message (RESITE_JOB (self), why);
  resite_job_set_outcome (RESITE_JOB (self), RESITE_JOB_STOPPED_ITSELF);
}

/* The line. */

void
_resite_assign_line_is_good (ResiteAssignJob *self)
{
  self->line_failures = 0;
}

void
_resite_assign_go_on (ResiteAssignJob *self)
{
  self->last_progress = resite_clock_now (self->clock);
  self->idle_polls = 0;
}

void
_resite_assign_hold (ResiteAssignJob *self, const GError *error)
{
  const gint64 now = g_get_monotonic_time ();
  guint milliseconds;
  g_autofree char *message = NULL;

  /* Several workers lose the same line. */
  if (self->held_until > now || _resite_assign_is_ending (self))
    return;
  if (self->line_failures >= G_N_ELEMENTS (pauses))
    {
      message = g_strdup_printf (
          _ ("The provider does not answer any more: %s What was written stays written. Start "
             "again "
             "when it answers, and it goes on; what is not sure is looked at first."),
          error->message);
      _resite_assign_stop (self, message);
      return;
    }
  milliseconds =
      (guint)(pauses[self->line_failures++] * 1000 / resite_clock_get_pace (self->clock));
  self->held_until = now + (gint64)MAX (milliseconds, SHORTEST_PAUSE) * 1000;
  resite_job_set_detail (RESITE_JOB (self), _ ("The line broke; it is tried again in a moment."));
}

static gboolean
is_held (ResiteAssignJob *self)
{
  return self->held_until > g_get_monotonic_time ();
}

/* The ledger. */

void
_resite_assign_mark (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (entry->is_dirty)
    return;
  entry->is_dirty = TRUE;
  g_ptr_array_add (self->dirty, entry);
}

static void
tell_ended (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  const gboolean over =
      entry->stage == RESITE_ASSIGN_SETTLED ||
      (entry->stage == RESITE_ASSIGN_UNPROVED && g_str_equal (entry->state, "in-full"));

  if (!over || entry->is_told)
    return;
  entry->is_told = TRUE;
  resite_job_item_ended (RESITE_JOB (self), entry->item);
}

typedef struct
{
  ResiteAssignJob *job;
  GPtrArray *entries; /* lent */
} Commit;

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Commit *commit = user_data;
  g_autoptr (ResiteAssignJob) self = commit->job;
  g_autoptr (GPtrArray) entries = commit->entries;
  GError *error = NULL;

  self->committing = FALSE;
  if (!resite_ledger_commit_finish (self->ledger, result, &error))
    {
      g_prefix_error (&error, _ ("What was assigned could not be recorded: "));
      fail (self, error);
    }
  for (guint i = 0; i < entries->len; i++)
    {
      ResiteAssignEntry *entry = entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_INTENDED)
        {
          entry->stage = RESITE_ASSIGN_READY;
          self->intended--;
          g_queue_push_tail (&self->ready, entry);
        }
      else
        tell_ended (self, entry);
    }
  _resite_assign_pump (self);
}

static void
start_commit (ResiteAssignJob *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  Commit *commit;

  if (self->committing || self->dirty->len == 0)
    return;
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  for (guint i = 0; i < self->dirty->len; i++)
    {
      ResiteAssignEntry *entry = self->dirty->pdata[i];

      entry->is_dirty = FALSE;
      g_ptr_array_add (rows, resite_assign_entry_to_row (entry));
    }
  commit = g_new0 (Commit, 1);
  commit->job = g_object_ref (self);
  commit->entries = g_steal_pointer (&self->dirty);
  self->dirty = g_ptr_array_new ();
  self->committing = TRUE;
  resite_ledger_commit_async (self->ledger, rows, committed_cb, commit);
}

/* The window. */

void
_resite_assign_leave_window (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (!entry->in_window)
    return;
  entry->in_window = FALSE;
  resite_assign_window_leave (&self->window, entry->bytes);
}

static void
enter_window (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (entry->in_window)
    return;
  entry->in_window = TRUE;
  resite_assign_window_enter (&self->window, entry->bytes);
}

static gint64
find_copied (ResiteAssignJob *self, const char *id)
{
  const ResiteSmsSummary *summary = g_hash_table_lookup (self->summaries, id);

  return summary != NULL ? summary->last_copied : 0;
}

/* A row that may be there already keeps what was written down before it. */
static void
intend (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  enter_window (self, entry);
  if (!entry->doubtful)
    {
      entry->written_at = g_get_real_time ();
      entry->copied_before = find_copied (self, entry->id);
      g_free (entry->place);
      entry->place = g_strdup (self->place);
    }
  if (self->proof != NULL)
    resite_wire_proof_expect (self->proof, entry->id, entry->doubtful);
  resite_assign_entry_set (entry, RESITE_ASSIGN_INTENDED, "running", NULL);
  self->intended++;
  _resite_assign_mark (self, entry);
}

/* So many that no worker waits for the disk. */
static guint
count_ahead (ResiteAssignJob *self)
{
  return 2 * resite_point_writer_get_jobs (self->writer) * _resite_assign_get_batch (self);
}

static void
take_next (ResiteAssignJob *self)
{
  const guint ahead = count_ahead (self);
  ResiteAssignEntry *entry;

  while (self->intended + self->ready.length < ahead &&
         (entry = g_queue_peek_head (&self->todo)) != NULL)
    {
      if (self->undo)
        {
          entry->stage = RESITE_ASSIGN_READY;
          g_queue_push_tail (&self->ready, g_queue_pop_head (&self->todo));
        }
      else if (entry->in_window || resite_assign_window_has_room (&self->window, entry->bytes))
        intend (self, g_queue_pop_head (&self->todo));
      else
        return;
    }
}

/* Nothing was done with them. */
static void
give_back (ResiteAssignJob *self)
{
  ResiteAssignEntry *entry;

  while ((entry = g_queue_pop_head (&self->ready)) != NULL)
    {
      /* What may be there stays as it is: the next one looks. */
      const char *state = self->undo ? entry->state : entry->doubtful ? "running" : "queued";

      _resite_assign_leave_window (self, entry);
      resite_assign_entry_set (entry, RESITE_ASSIGN_TO_WRITE, state, NULL);
      if (!self->undo)
        _resite_assign_mark (self, entry);
    }
}

/* Turning. */

static gboolean
timer_cb (gpointer user_data)
{
  ResiteAssignJob *self = user_data;

  self->timer = 0;
  g_object_ref (self);
  _resite_assign_pump (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static void
set_timer (ResiteAssignJob *self)
{
  const gint64 now = g_get_monotonic_time ();
  gint64 next = self->chosen ? self->next_poll : G_MAXINT64;

  if (is_held (self))
    next = self->held_until;
  else if (self->ready_until != 0)
    next = MIN (next, self->ready_until);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (next == G_MAXINT64)
    return;
  self->timer =
      g_timeout_add ((guint)CLAMP ((next - now) / 1000 + 1, 20, 60 * 1000), timer_cb, self);
}

/* Until the logs were read to their end, nothing that is assigned could be proved. */
static gboolean
waits_for_logs (ResiteAssignJob *self)
{
  const char *gap;
  g_autofree char *message = NULL;

  if (self->proof == NULL || self->ready_until == 0)
    return FALSE;
  if (resite_wire_proof_is_ready (self->proof))
    {
      self->ready_until = 0;
      self->place = resite_wire_proof_get_place (self->proof);
      return FALSE;
    }
  if (g_get_monotonic_time () < self->ready_until)
    return TRUE;
  gap = resite_wire_proof_get_gap (self->proof);
  message = g_strdup_printf (_ ("Not decided, so nothing was assigned: the logs of the senders "
                                "cannot be read, and without "
                                "them nobody could say what crosses the line. %s"),
                             gap != NULL ? gap : "");
  _resite_assign_stop (self, message);
  return FALSE;
}

static gboolean
has_more (ResiteAssignJob *self)
{
  if (self->todo.length > 0 || self->ready.length > 0 || self->intended > 0)
    return TRUE;
  if (_resite_assign_count (self, RESITE_ASSIGN_HELD) > 0)
    return TRUE;
  return !self->leave_last && _resite_assign_count (self, RESITE_ASSIGN_UNPROVED) > 0;
}

/* Of what is assigned and not proved. */
static gboolean
is_all_hopeless (ResiteAssignJob *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const ResiteAssignEntry *entry = self->entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_UNPROVED && !entry->is_hopeless)
        return FALSE;
    }
  return TRUE;
}

/* A package whose record has a gap never opens the window again. */
static gboolean
is_stuck (ResiteAssignJob *self)
{
  const ResiteAssignEntry *next = g_queue_peek_head (&self->todo);

  return self->proof != NULL && self->ready.length == 0 && self->intended == 0 &&
         (next == NULL || !resite_assign_window_has_room (&self->window, next->bytes)) &&
         is_all_hopeless (self);
}

static void
stop_unproved (ResiteAssignJob *self, guint unproved, gboolean stuck)
{
  const char *gap = self->proof != NULL ? resite_wire_proof_get_gap (self->proof) : NULL;
  g_autofree char *waited =
      g_strdup_printf (ngettext ("No proof came in for %u minute, so nothing more is assigned.",
                                 "No proof came in for %u minutes, so nothing more is assigned.",
                                 (guint)(self->patience / (60 * G_USEC_PER_SEC))),
                       (guint)(self->patience / (60 * G_USEC_PER_SEC)));
  g_autofree char *message = g_strdup_printf (
      /* TRANSLATORS: a sentence that says why, a number, a sentence that says more. */
      ngettext (
          "%s %u package is assigned and not proved. %s Start again and it is looked at anew.",
          "%s %u packages are assigned and not proved. %s Start again and they are looked at "
          "anew.",
          unproved),
      stuck ? _ ("Not decided: nobody can say any more what crossed the line, so nothing more is "
                 "assigned.")
            : waited,
      unproved, gap != NULL ? gap : _ ("Look at their rows: each says what is missing."));

  _resite_assign_stop (self, message);
}

static void
check_patience (ResiteAssignJob *self)
{
  const guint unproved = _resite_assign_count (self, RESITE_ASSIGN_UNPROVED);
  const gint64 idle = resite_clock_now (self->clock) - self->last_progress;
  const gboolean held = _resite_assign_count (self, RESITE_ASSIGN_HELD) > 0;
  gboolean stuck;

  if (self->undo || unproved == 0 || self->lanes > 0 || (self->leave_last && !has_more (self)))
    return;
  stuck = !held && is_stuck (self);
  if (stuck || (idle > self->patience && self->idle_polls >= FEWEST_POLLS))
    stop_unproved (self, unproved, stuck);
}

static gboolean
is_idle (ResiteAssignJob *self)
{
  return self->lanes == 0 && !self->committing && !self->polling && self->dirty->len == 0;
}

static void
tell_paused (ResiteAssignJob *self)
{
  if (!self->paused || self->pause_told || self->lanes > 0)
    return;
  self->pause_told = TRUE;
  resite_job_tell_paused (RESITE_JOB (self));
}

void
_resite_assign_pump (ResiteAssignJob *self)
{
  if (self->task == NULL)
    return;
  if (!self->chosen && !_resite_assign_is_ending (self) && !is_held (self) && self->lanes == 0)
    look (self);
  if (self->chosen && !_resite_assign_is_ending (self))
    check_patience (self);
  if (self->chosen && !_resite_assign_is_ending (self) && !is_held (self) && !waits_for_logs (self))
    {
      if (!self->paused)
        take_next (self);
      if (!self->paused)
        _resite_assign_start_lanes (self);
      _resite_assign_start_poll (self);
    }
  if (_resite_assign_is_ending (self))
    give_back (self);
  if (self->failure == NULL)
    start_commit (self);
  tell_paused (self);
  if ((self->failure != NULL ? self->lanes == 0 && !self->committing && !self->polling
                             : is_idle (self)) &&
      (_resite_assign_is_ending (self) || (self->chosen && !has_more (self))))
    finish (self);
  else
    set_timer (self);
}

/* The look before anything is written. */

typedef struct
{
  ResiteAssignJob *job;
  ResiteAssignFacts *facts;
} Look;

static void
look_free (gpointer data)
{
  Look *found = data;

  g_object_unref (found->job);
  resite_assign_facts_free (found->facts);
  g_free (found);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *found = data;
  ResiteAssignJob *self = found->job;
  GError *error = NULL;

  if (resite_point_writer_open (self->writer, cancellable, &error))
    found->facts =
        resite_assign_facts_read (resite_machine_get_cim (self->machine), self->space, self->target,
                                  self->source, self->only_preloaded, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* (nullable): where the record of the oldest row begins that an earlier job left unproved. */
static const char *
find_place (ResiteAssignJob *self)
{
  const ResiteAssignEntry *oldest = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const ResiteAssignEntry *entry = self->entries->pdata[i];

      if ((entry->stage == RESITE_ASSIGN_UNPROVED || entry->doubtful) && entry->place != NULL &&
          (oldest == NULL || entry->written_at < oldest->written_at))
        oldest = entry;
    }
  return oldest != NULL ? oldest->place : NULL;
}

static void
start_proof (ResiteAssignJob *self)
{
  if (self->proof == NULL)
    return;
  resite_wire_proof_start (self->proof, find_place (self));
  self->ready_until = g_get_monotonic_time () + READING_PATIENCE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      ResiteAssignEntry *entry = self->entries->pdata[i];

      if (entry->stage == RESITE_ASSIGN_UNPROVED)
        resite_wire_proof_expect (self->proof, entry->id, TRUE);
    }
}

static void
say_dry (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (entry->stage == RESITE_ASSIGN_TO_WRITE || entry->stage == RESITE_ASSIGN_HELD)
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "ready",
                             self->undo ? _ ("It would be taken off again.")
                                        : _ ("It would be assigned."));
  else if (entry->stage == RESITE_ASSIGN_UNPROVED)
    resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "assigned", entry->message);
}

/* What is over by itself is written down, but nothing of a dry run, and not what others did where
 * ours is to be taken off. */
static void
sort_entry (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (self->dry_run)
    say_dry (self, entry);
  if (entry->stage == RESITE_ASSIGN_TO_WRITE)
    g_queue_push_tail (&self->todo, entry);
  else if (entry->stage == RESITE_ASSIGN_UNPROVED)
    enter_window (self, entry);
  if (self->dry_run)
    tell_ended (self, entry);
  else if (entry->stage == RESITE_ASSIGN_SETTLED || entry->stage == RESITE_ASSIGN_UNPROVED)
    _resite_assign_mark (self, entry);
}

static void
show_entries (ResiteAssignJob *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->entries->len; i++)
    {
      ResiteAssignEntry *entry = self->entries->pdata[i];

      entry->item = resite_job_item_new (entry->id);
      resite_assign_entry_show (entry);
      g_ptr_array_add (items, g_object_ref (entry->item));
      g_hash_table_insert (self->by_id, entry->id, entry);
    }
  resite_job_add_items (RESITE_JOB (self), items);
}

static void
choose (ResiteAssignJob *self)
{
  const ResiteAssignWish wish = {
    .facts = self->facts,
    .target = self->target,
    .ids = self->ids,
    .left_out = self->left_out,
    .ledger = self->rows,
    .only_preloaded = self->only_preloaded,
  };

  self->entries = self->undo ? resite_assign_choose_undo (&wish) : resite_assign_choose (&wish);
  show_entries (self);
  for (guint i = 0; i < self->entries->len; i++)
    sort_entry (self, self->entries->pdata[i]);
  if (!self->undo && !self->dry_run)
    start_proof (self);
  self->chosen = TRUE;
  _resite_assign_go_on (self);
  self->next_poll = g_get_monotonic_time ();
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteAssignJob) self = RESITE_ASSIGN_JOB (g_object_ref (source));
  Look *found = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->lanes--;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      self->facts = g_steal_pointer (&found->facts);
      self->summaries = g_hash_table_ref (self->facts->summaries);
      _resite_assign_line_is_good (self);
      choose (self);
      _resite_assign_show_progress (self);
    }
  else if (resite_error_is_of_line (error) && self->line_failures < G_N_ELEMENTS (pauses))
    _resite_assign_hold (self, error);
  else
    fail (self, g_steal_pointer (&error));
  _resite_assign_pump (self);
}

static void
look (ResiteAssignJob *self)
{
  Look *found = g_new0 (Look, 1);
  g_autoptr (GTask) task = g_task_new (self, g_task_get_cancellable (self->task), looked_cb, NULL);

  found->job = g_object_ref (self);
  self->lanes++;
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, found, look_free);
  g_task_run_in_thread (task, look_in_thread);
}

static void
ledger_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteAssignJob) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = resite_ledger_read_finish (result, &error);

  self->lanes--;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      ResiteLedgerRow *row = resite_ledger_row_copy (rows->pdata[i]);

      g_hash_table_replace (self->rows, row->name, row);
    }
  if (rows == NULL)
    fail (self, error);
  _resite_assign_pump (self);
}

/* The class. */

static gboolean
check_ids (ResiteAssignJob *self, GError **error)
{
  for (guint i = 0; self->ids != NULL && i < self->ids->len; i++)
    if (!resite_package_id_is_valid (self->ids->pdata[i]))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("“%s” is no package id: it has three letters or digits of a site and "
                        "five hexadecimal digits, like P0100012"),
                     (char *)self->ids->pdata[i]);
        return FALSE;
      }
  return TRUE;
}

static void
proof_changed_cb (ResiteWireProof *proof, gpointer user_data)
{
  ResiteAssignJob *self = user_data;

  if (!self->chosen || self->task == NULL)
    return;
  g_object_ref (self);
  _resite_assign_judge_all (self);
  _resite_assign_pump (self);
  g_object_unref (self);
}

static void
resite_assign_job_run_async (ResiteJob *job, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (job);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, resite_assign_job_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (!check_ids (self, &self->failure))
    {
      finish (self);
      return;
    }
  if (self->proof != NULL)
    self->proof_id = g_signal_connect (self->proof, "changed", G_CALLBACK (proof_changed_cb), self);
  self->lanes++;
  resite_ledger_read_async (self->ledger, ledger_read_cb, g_object_ref (self));
}

static gboolean
resite_assign_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_assign_job_set_paused (ResiteJob *job, gboolean paused)
{
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (job);

  self->paused = paused;
  self->pause_told = FALSE;
  if (self->chosen)
    _resite_assign_pump (self);
}

static void
resite_assign_job_finalize (GObject *object)
{
  ResiteAssignJob *self = RESITE_ASSIGN_JOB (object);

  g_clear_object (&self->machine);
  g_free (self->space);
  resite_sms_point_free (self->target);
  g_clear_pointer (&self->source, resite_sms_point_free);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_hash_table_unref);
  g_clear_pointer (&self->may_cross, g_hash_table_unref);
  g_clear_object (&self->proof);
  g_free (self->place);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_clear_object (&self->writer);
  g_clear_pointer (&self->facts, resite_assign_facts_free);
  g_clear_pointer (&self->summaries, g_hash_table_unref);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->by_id);
  g_queue_clear (&self->todo);
  g_queue_clear (&self->ready);
  g_ptr_array_unref (self->dirty);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (resite_assign_job_parent_class)->finalize (object);
}

static void
resite_assign_job_class_init (ResiteAssignJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_assign_job_finalize;
  job_class->run_async = resite_assign_job_run_async;
  job_class->run_finish = resite_assign_job_run_finish;
  job_class->set_paused = resite_assign_job_set_paused;
}

static void
resite_assign_job_init (ResiteAssignJob *self)
{
  self->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_ledger_row_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->dirty = g_ptr_array_new ();
  g_queue_init (&self->todo);
  g_queue_init (&self->ready);
}

static char *
format_title (const ResiteAssignOptions *options)
{
  if (options->undo)
    return g_strdup_printf (_ ("Take packages off %s again"), options->target->server);
  return g_strdup_printf (_ ("Assign packages to %s"), options->target->server);
}

static void
take_tables (ResiteAssignJob *self, const ResiteAssignOptions *options)
{
  self->ids = options->ids != NULL ? g_ptr_array_ref (options->ids) : NULL;
  self->left_out = options->left_out != NULL ? g_hash_table_ref (options->left_out) : NULL;
  self->may_cross = options->may_cross != NULL ? g_hash_table_ref (options->may_cross) : NULL;
  g_set_object (&self->proof, options->proof);
}

ResiteJob *
resite_assign_job_new (const ResiteAssignOptions *options, ResiteLedger *ledger, ResiteClock *clock)
{
  ResiteAssignJob *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (options != NULL && RESITE_IS_MACHINE (options->machine), NULL);
  g_return_val_if_fail (options->space != NULL && options->target != NULL, NULL);
  g_return_val_if_fail (options->undo || options->source != NULL || options->ids != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_LEDGER (ledger) && RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_ASSIGN_JOB, NULL);
  self->machine = g_object_ref (options->machine);
  self->space = g_strdup (options->space);
  self->target = resite_sms_point_copy (options->target);
  self->source = options->source != NULL ? resite_sms_point_copy (options->source) : NULL;
  take_tables (self, options);
  self->only_preloaded = options->only_preloaded;
  self->most_jobs = options->jobs;
  self->patience =
      (gint64)(options->patience > 0 ? options->patience : DEFAULT_PATIENCE) * 60 * G_USEC_PER_SEC;
  self->leave_last = options->leave_last;
  self->dry_run = options->dry_run;
  self->undo = options->undo;
  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  self->writer = resite_point_writer_new (self->machine, self->space, self->target);
  resite_assign_window_init (&self->window, options->window_packages, options->window_bytes);
  title = format_title (options);
  resite_job_set_title (RESITE_JOB (self), title);
  resite_job_set_how (RESITE_JOB (self), "V");
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

void
resite_assign_job_get_window (ResiteAssignJob *self, guint *packages, gint64 *bytes,
                              guint *most_packages, gint64 *most_bytes)
{
  g_return_if_fail (RESITE_IS_ASSIGN_JOB (self));

  *packages = self->window.packages;
  *bytes = self->window.bytes;
  *most_packages = self->window.most_packages;
  *most_bytes = self->window.most_bytes;
}

gboolean
resite_assign_job_is_crossing (ResiteAssignJob *self)
{
  g_return_val_if_fail (RESITE_IS_ASSIGN_JOB (self), FALSE);

  return self->crossing;
}
