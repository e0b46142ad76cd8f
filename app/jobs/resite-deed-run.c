/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-run"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed-private.h"
#include "resite-error.h"

/* So often a stage is begun again when its machine goes away under it. */
#define AGAIN 2

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
         resite_error_is_of_line (error);
}

static void
end_bad (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  const gboolean cancelled = g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GError) local = NULL;

  set_state (record, leaves_open (*error) ? "unknown" : "failed",
             cancelled ? _ ("Stopped here. What was begun is looked at first when it goes on.")
                       : (*error)->message);
  /* Without this row the ledger says "running", which is looked at in the same way. */
  if (!resite_deed_commit (self, &local) && !cancelled)
    /* TRANSLATORS: why the journal could not be written; the failure follows. */
    g_prefix_error (error, _ ("This could not be recorded either (%s). "), local->message);
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

  if (resite_error_is_of_line (lost) && record->stage->look != NULL)
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
try_stage (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  ResiteSight sight;

  set_message (record, "");
  sight = look (self, record, error);
  if (sight == RESITE_SIGHT_OPEN)
    return perform (self, record, error);
  if (sight == RESITE_SIGHT_DONE && *record->row->message == '\0')
    set_message (record, _ ("It is so already."));
  return sight == RESITE_SIGHT_DONE;
}

/* An earlier job ordered a restart or a new address and did not see the end of it: the machine may
 * be on its way down just now. */
static gboolean
is_on_the_move (ResiteDeed *self)
{
  return resite_deed_get_past (self, "reboot") == RESITE_DEED_BEGUN ||
         resite_deed_get_past (self, "network") == RESITE_DEED_BEGUN ||
         resite_deed_get_past (self, "back") == RESITE_DEED_BEGUN;
}

static gboolean
run_stage (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  GError *local = NULL;
  gboolean done;

  self->current = record;
  done = try_stage (self, record, &local);
  for (guint i = 0; i < AGAIN && !done && resite_error_is_of_line (local) && is_on_the_move (self);
       i++)
    {
      const ResitePatience patience = resite_deed_be_patient (self);

      g_clear_error (&local);
      done = resite_deed_find_again (self, &patience, &local) && try_stage (self, record, &local);
    }
  if (done)
    return end_good (self, record, error);
  end_bad (self, record, &local);
  g_propagate_error (error, local);
  return FALSE;
}

/* Without the line, or a journal, none of the others could be done either. */
static gboolean
run_one (ResiteDeed *self, ResiteStageRecord *record, GError **error)
{
  GError *local = NULL;

  if (run_stage (self, record, &local))
    return TRUE;
  if (record->stage->apart && !leaves_open (local) && !record->changed)
    {
      self->n_failed++;
      g_error_free (local);
      return TRUE;
    }
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
      if (!run_one (self, g_ptr_array_index (self->stages, i), error))
        return FALSE;
    }
  if (self->n_failed == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               ngettext ("%u of them failed; its line says why.",
                         "%u of them failed; their lines say why.", self->n_failed),
               self->n_failed);
  return FALSE;
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
