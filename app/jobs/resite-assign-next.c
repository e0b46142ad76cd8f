/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include "resite-assign-job-private.h"

/* What is taken in hand next, as far as the window goes. */

void
_resite_assign_leave_window (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (!entry->in_window)
    return;
  entry->in_window = FALSE;
  resite_assign_window_leave (&self->window, entry->bytes);
}

void
_resite_assign_enter_window (ResiteAssignJob *self, ResiteAssignEntry *entry)
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
  _resite_assign_enter_window (self, entry);
  if (!entry->doubtful)
    {
      entry->written_at = resite_clock_desk_now ();
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

void
_resite_assign_take_next (ResiteAssignJob *self)
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
void
_resite_assign_give_back (ResiteAssignJob *self)
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
