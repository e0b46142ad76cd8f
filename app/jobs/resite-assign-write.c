/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-error.h"
#include "resite-under-way.h"

/* So many packages that fail in the same way, one after the other, end the work. */
#define SAME_FAILURES 5
#define MOST_TRIES    3
/* Each call reads the rows before and after, and servers answer one list at a time. */
#define FEWEST_IN_HAND 20

static const guint pauses[] = { 5, 15, 60 };

/* What a worker has in hand, and what came of it. */
typedef struct
{
  ResiteAssignJob *job;
  GPtrArray *entries; /* lent */
  GPtrArray *ids;     /* NULL at the end */
  GHashTable *told;   /* id → Told */
} Lane;

typedef struct
{
  ResitePointOutcome outcome;
  GError *error;
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_clear_error (&told->error);
  g_free (told);
}

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_object_unref (lane->job);
  g_ptr_array_unref (lane->entries);
  g_ptr_array_unref (lane->ids);
  g_hash_table_unref (lane->told);
  g_free (lane);
}

static void
written_cb (const char *id, ResitePointOutcome outcome, const GError *error, gpointer user_data)
{
  Lane *lane = user_data;
  Told *told = g_new0 (Told, 1);

  told->outcome = outcome;
  told->error = error != NULL ? g_error_copy (error) : NULL;
  g_hash_table_replace (lane->told, g_ascii_strup (id, -1), told);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lane *lane = data;
  const char *const *ids = (const char *const *)lane->ids->pdata;

  /* What went wrong is told for each package. */
  if (lane->job->undo)
    resite_point_writer_remove (lane->job->writer, ids, written_cb, lane, cancellable, NULL);
  else
    resite_point_writer_add (lane->job->writer, ids, written_cb, lane, cancellable, NULL);
  g_task_return_boolean (task, TRUE);
}

/* What came of it. */

void
_resite_assign_fail (ResiteAssignJob *self, ResiteAssignEntry *entry, const GError *error)
{
  g_autofree char *message = NULL;

  _resite_assign_leave_window (self, entry);
  resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "failed", error->message);
  /* A row that could not be taken off is ours still. */
  if (self->undo)
    {
      entry->is_told = TRUE;
      resite_job_item_ended (RESITE_JOB (self), entry->item);
    }
  else
    _resite_assign_mark (self, entry);
  self->same_failures = error->code == self->last_code ? self->same_failures + 1 : 1;
  self->last_code = error->code;
  if (self->same_failures < SAME_FAILURES)
    return;
  message =
      g_strdup_printf (_ ("%u packages failed one after the other in the same way, so nothing "
                          "more is done: %s"),
                       self->same_failures, error->message);
  _resite_assign_stop (self, message);
}

void
_resite_assign_keep (ResiteAssignJob *self, ResiteAssignEntry *entry, const char *message)
{
  const guint seconds = pauses[MIN (entry->tries, G_N_ELEMENTS (pauses) - 1)];

  entry->tries++;
  entry->due = resite_clock_now (self->clock) + (gint64)seconds * G_USEC_PER_SEC;
  resite_assign_entry_set (entry, RESITE_ASSIGN_HELD, entry->state, message);
}

/* Surely not done. */
static void
take_back (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  const char *state = self->undo ? entry->state : entry->doubtful ? "running" : "queued";

  _resite_assign_leave_window (self, entry);
  resite_assign_entry_set (entry, RESITE_ASSIGN_TO_WRITE, state, NULL);
  if (!self->undo)
    _resite_assign_mark (self, entry);
}

static void
put_back (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  take_back (self, entry);
  g_queue_push_head (&self->todo, entry);
}

/* Nothing is written while the former row is being taken off. */
static void
wait_for_removal (ResiteAssignJob *self, ResiteAssignEntry *entry, const GError *error)
{
  take_back (self, entry);
  _resite_assign_keep (self, entry, error->message);
}

static void
take_failure (ResiteAssignJob *self, ResiteAssignEntry *entry, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    put_back (self, entry);
  else if (resite_error_is_of_line (error))
    {
      put_back (self, entry);
      _resite_assign_hold (self, error);
    }
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_IN_USE) && entry->tries < MOST_TRIES)
    wait_for_removal (self, entry, error);
  else
    _resite_assign_fail (self, entry, error);
}

/* One that nobody is sure of is looked at, and written again only so often. */
static void
take_doubt (ResiteAssignJob *self, ResiteAssignEntry *entry, const GError *error)
{
  g_autoptr (GError) unsure = NULL;

  entry->doubtful = TRUE;
  if (entry->tries < MOST_TRIES)
    _resite_assign_keep (self, entry, _ ("It is not sure that it was done; it is looked at."));
  else
    {
      unsure = g_error_new (
          RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
          _ ("Nobody can say whether it was done; it was tried %u times. %s Start again later: it "
             "is looked at first."),
          entry->tries + 1, error != NULL ? error->message : "");
      _resite_assign_fail (self, entry, unsure);
    }
  if (resite_error_is_of_line (error))
    _resite_assign_hold (self, error);
}

static void
take_good (ResiteAssignJob *self, ResiteAssignEntry *entry, ResitePointOutcome outcome)
{
  _resite_assign_line_is_good (self);
  self->same_failures = 0;
  _resite_assign_go_on (self);
  if (outcome == RESITE_POINT_REMOVED || outcome == RESITE_POINT_ABSENT)
    {
      resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "removed",
                               outcome == RESITE_POINT_ABSENT ? _ ("It was not assigned any more.")
                                                              : NULL);
      _resite_assign_mark (self, entry);
      return;
    }
  if (outcome == RESITE_POINT_ALREADY && !entry->doubtful)
    {
      _resite_assign_leave_window (self, entry);
      if (self->proof != NULL)
        resite_wire_proof_settle (self->proof, entry->id);
      resite_assign_entry_set (entry, RESITE_ASSIGN_SETTLED, "already", NULL);
      _resite_assign_mark (self, entry);
      return;
    }
  entry->ours = TRUE;
  self->n_good++;
  resite_assign_entry_set_way (entry, resite_point_writer_get_way (self->writer));
  resite_assign_entry_set (entry, RESITE_ASSIGN_UNPROVED, "assigned",
                           _ ("Assigned; the site says nothing of it yet."));
  _resite_assign_mark (self, entry);
}

static void
take_outcome (ResiteAssignJob *self, ResiteAssignEntry *entry, const Told *told)
{
  switch (told->outcome)
    {
    case RESITE_POINT_ADDED:
    case RESITE_POINT_ALREADY:
    case RESITE_POINT_REMOVED:
    case RESITE_POINT_ABSENT:
      take_good (self, entry, told->outcome);
      break;
    case RESITE_POINT_FAILED:
      take_failure (self, entry, told->error);
      break;
    case RESITE_POINT_UNKNOWN:
    default:
      take_doubt (self, entry, told->error);
    }
}

static void
written_all_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteAssignJob) self = RESITE_ASSIGN_JOB (g_object_ref (source));
  Lane *lane = g_task_get_task_data (G_TASK (result));
  const Told nothing = { RESITE_POINT_UNKNOWN, NULL };

  self->lanes--;
  for (guint i = 0; i < lane->entries->len; i++)
    {
      ResiteAssignEntry *entry = lane->entries->pdata[i];
      const Told *told = g_hash_table_lookup (lane->told, entry->id);

      take_outcome (self, entry, told != NULL ? told : &nothing);
    }
  _resite_assign_show_progress (self);
  _resite_assign_pump (self);
}

guint
_resite_assign_get_batch (ResiteAssignJob *self)
{
  return MAX (resite_point_writer_get_batch (self->writer), FEWEST_IN_HAND);
}

static guint
count_jobs (ResiteAssignJob *self)
{
  const guint useful = MAX (resite_point_writer_get_jobs (self->writer), 1);

  return self->most_jobs > 0 ? MIN (self->most_jobs, useful) : useful;
}

static Lane *
lane_new (ResiteAssignJob *self)
{
  Lane *lane = g_new0 (Lane, 1);
  const guint batch = _resite_assign_get_batch (self);
  const guint others = count_jobs (self) - MIN (count_jobs (self) - 1, self->lanes);
  const guint share = MIN (batch, (self->ready.length + others - 1) / others);

  lane->job = g_object_ref (self);
  lane->entries = g_ptr_array_new ();
  lane->ids = g_ptr_array_new_with_free_func (g_free);
  lane->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, told_free);
  while (lane->entries->len < share && self->ready.length > 0)
    {
      ResiteAssignEntry *entry = g_queue_pop_head (&self->ready);

      entry->stage = RESITE_ASSIGN_IN_HAND;
      g_ptr_array_add (lane->entries, entry);
      g_ptr_array_add (lane->ids, g_strdup (entry->id));
    }
  g_ptr_array_add (lane->ids, NULL);
  return lane;
}

void
_resite_assign_start_lanes (ResiteAssignJob *self)
{
  while (self->lanes < count_jobs (self) && self->ready.length > 0)
    {
      g_autoptr (GTask) task =
          g_task_new (self, g_task_get_cancellable (self->task), written_all_cb, NULL);

      g_task_set_source_tag (task, _resite_assign_start_lanes);
      g_task_set_check_cancellable (task, FALSE);
      g_task_set_task_data (task, lane_new (self), lane_free);
      self->lanes++;
      resite_under_way_run_task (task, write_in_thread);
    }
}
