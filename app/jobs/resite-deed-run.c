/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-run"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed-private.h"
#include "resite-error.h"

static void
stage_record_free (gpointer data)
{
  ResiteStageRecord *record = data;

  resite_ledger_row_free (record->row);
  g_free (record);
}

static void
set_message (ResiteStageRecord *record, const char *message)
{
  g_free (record->row->message);
  record->row->message = g_strdup (message);
}

static void
set_state (ResiteStageRecord *record, const char *state, const char *message)
{
  g_free (record->row->state);
  record->row->state = g_strdup (state);
  if (message != NULL)
    set_message (record, message);
  record->changed = TRUE;
}

static gboolean
begin_stage (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  set_state (record, "running", "");
  record->row->tries++;
  if (record->stage->prepare != NULL && !record->stage->prepare (self, record->row->name, error))
    return FALSE;
  if (!resite_deed_write_down (self, error))
    return FALSE;
  resite_deed_show (self, record, FALSE);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
end_good (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  set_state (record, "good", NULL);
  if (!resite_deed_commit (self, error))
    {
      g_prefix_error (error, _ ("It is done, but that could not be recorded: "));
      return FALSE;
    }
  resite_deed_show (self, record, TRUE);
  return TRUE;
}

/* Nobody knows, so the next job looks before it does anything. */
static gboolean
leaves_open (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         resite_deed_is_line_error (error);
}

static void
end_bad (ResiteDeed *self, ResiteStageRecord *record, const GError *error)
{
  const gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GError) local = NULL;

  set_state (record, leaves_open (error) ? "unknown" : "failed",
             cancelled ? _ ("Stopped here. What was begun is looked at first when it goes on.")
                       : error->message);
  if (!resite_deed_commit (self, &local))
    g_warning ("an outcome was not recorded: %s", local->message);
  resite_deed_show (self, record, TRUE);
}

static ResiteSight
look (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  if (record->stage->look == NULL)
    return RESITE_SIGHT_OPEN;
  return record->stage->look (self, record->row->name, error);
}

/* The answer got lost, or the line fell with the deed itself: what is there now decides. */
static gboolean
look_after_loss (ResiteDeed *self, ResiteStageRecord *record, GError *lost, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (resite_deed_is_line_error (lost) && record->stage->look != NULL)
    {
      resite_deed_drop_line (self);
      if (look (self, record, &local) == RESITE_SIGHT_DONE)
        {
          g_error_free (lost);
          return TRUE;
        }
    }
  g_propagate_error (error, lost);
  return FALSE;
}

static gboolean
perform (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  GError *local = NULL;

  if (!begin_stage (self, record, error))
    return FALSE;
  if (record->stage->act (self, record->row->name, &local))
    return TRUE;
  return look_after_loss (self, record, local, error);
}

static gboolean
run_stage (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  GError *local = NULL;
  ResiteSight sight;

  self->current = record;
  set_message (record, "");
  sight = look (self, record, &local);
  if (sight == RESITE_SIGHT_DONE)
    {
      if (*record->row->message == '\0')
        set_message (record, _ ("It is so already."));
      return end_good (self, record, error);
    }
  if (sight == RESITE_SIGHT_OPEN && perform (self, record, &local))
    return end_good (self, record, error);
  end_bad (self, record, local);
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
run_stages (ResiteDeed *self, GError **error)
{
  for (guint i = 0; i < self->stages->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      self->insert_at = i + 1;
      if (!run_stage (self, g_ptr_array_index (self->stages, i), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
resite_deed_run (ResiteDeed *self, GError **error)
{
  gboolean done;

  self->rows = resite_ledger_read (self->ledger, error);
  if (self->rows == NULL)
    return FALSE;
  self->stages = g_ptr_array_new_with_free_func (stage_record_free);
  done = self->kind->check == NULL || self->kind->check (self, error);
  if (done)
    {
      self->kind->plan (self);
      done = run_stages (self, error);
    }
  resite_deed_drop_line (self);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  return done;
}
