/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"
#include "resite-error.h"
#include "resite-under-way.h"

/* The look before anything is written. */

/* Logs on a slow share take a while to be read to their end. */
#define READING_PATIENCE (60 * G_USEC_PER_SEC)

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
  self->ready_until = _resite_assign_now (self) + READING_PATIENCE;
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
    _resite_assign_enter_window (self, entry);
  if (self->dry_run)
    _resite_assign_tell_ended (self, entry);
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
  self->next_poll = _resite_assign_now (self);
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
  else if (resite_error_is_of_line (error) && _resite_assign_may_try_again (self))
    _resite_assign_hold (self, error);
  else
    _resite_assign_break_off (self, g_steal_pointer (&error));
  _resite_assign_pump (self);
}

void
_resite_assign_look (ResiteAssignJob *self)
{
  Look *found = g_new0 (Look, 1);
  g_autoptr (GTask) task = g_task_new (self, g_task_get_cancellable (self->task), looked_cb, NULL);

  found->job = g_object_ref (self);
  self->lanes++;
  g_task_set_source_tag (task, _resite_assign_look);
  g_task_set_task_data (task, found, look_free);
  resite_under_way_run_task (task, look_in_thread);
}
