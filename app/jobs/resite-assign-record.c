/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-assign-job-private.h"

/* What the ledger is told. */

void
_resite_assign_mark (ResiteAssignJob *self, ResiteAssignEntry *entry)
{
  if (entry->is_dirty)
    return;
  entry->is_dirty = TRUE;
  g_ptr_array_add (self->dirty, entry);
}

void
_resite_assign_tell_ended (ResiteAssignJob *self, ResiteAssignEntry *entry)
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
      _resite_assign_break_off (self, error);
    }
  for (guint i = 0; i < entries->len; i++)
    {
      ResiteAssignEntry *entry = entries->pdata[i];

      /* What was taken up anew meanwhile waits for a commit of its own. */
      if (entry->stage == RESITE_ASSIGN_INTENDED && !entry->is_dirty)
        {
          entry->stage = RESITE_ASSIGN_READY;
          self->intended--;
          g_queue_push_tail (&self->ready, entry);
        }
      else
        _resite_assign_tell_ended (self, entry);
    }
  _resite_assign_pump (self);
}

void
_resite_assign_start_commit (ResiteAssignJob *self)
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
