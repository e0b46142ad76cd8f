/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-moves"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-run-private.h"
#include "resite-under-way.h"

/* Moves wait in a queue: each is checked when what the one before it said is in the journal, so
 * that pressing a button twice does not do a thing twice. Jobs run beside the queue. */

typedef struct
{
  ResiteMove *move;
  ResitePrepared *prepared;
} Moving;

static void
moving_free (Moving *moving)
{
  resite_move_unref (moving->move);
  g_clear_pointer (&moving->prepared, _resite_prepared_free);
  g_free (moving);
}

static ResiteStepRun *
find_step (ResiteRun *self, ResiteMove *move)
{
  const char *name = resite_move_get_step (move);

  return name != NULL ? resite_run_find_step (self, name) : NULL;
}

static void begin_moves (ResiteRun *self);

void
_resite_run_move_over (ResiteRun *self)
{
  self->move_in_hand = FALSE;
  begin_moves (self);
}

/* Takes @task and @error. */
static void
return_move (GTask *task, GError *error)
{
  g_autoptr (ResiteRun) self = g_object_ref (g_task_get_source_object (task));

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  _resite_run_move_over (self);
}

static void
blank_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteMove *move = data;
  GError *error = NULL;
  guint64 sequence = g_ascii_strtoull (resite_move_get (move, "sequence"), NULL, 10);

  if (resite_journal_blank (source, sequence, resite_move_get (move, "name"), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
blanked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    _resite_run_reload (g_task_get_source_object (task), &error);
  return_move (task, error);
}

static void
blank (ResiteRun *self, GTask *task)
{
  Moving *moving = g_task_get_task_data (task);
  g_autoptr (GTask) blanking = g_task_new (self->journal, NULL, blanked_cb, task);

  g_task_set_source_tag (blanking, blank);
  g_task_set_task_data (blanking, resite_move_ref (moving->move),
                        (GDestroyNotify)resite_move_unref);
  resite_under_way_run_task (blanking, blank_in_thread);
}

/* After one action of a step comes the next one. Who closes the run meanwhile waits for what was
 * begun, so that nothing more is. */
static gboolean
goes_on (ResiteRun *self, ResiteMove *move)
{
  ResiteMoveKind kind = resite_move_get_kind (move);

  return !self->is_closed &&
         (kind == RESITE_MOVE_FILL ||
          (kind == RESITE_MOVE_DONE && resite_move_get (move, "action") != NULL));
}

/* What follows once the words are in the journal and what they entail is too. */
static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRun *self = RESITE_RUN (source);
  GTask *task = user_data;
  ResiteMove *move = ((Moving *)g_task_get_task_data (task))->move;
  ResiteMoveKind kind = resite_move_get_kind (move);
  GError *error = NULL;

  if (!_resite_run_settle_finish (self, result, &error))
    {
      return_move (task, error);
      return;
    }
  if (kind == RESITE_MOVE_SIGN)
    _resite_run_snapshot (self);
  if (kind == RESITE_MOVE_BLANK)
    blank (self, task);
  else if (goes_on (self, move))
    _resite_run_drive (self, find_step (self, move), resite_move_get_by (move), FALSE,
                       resite_move_get (move, "overrule"), task);
  else
    return_move (task, NULL);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    _resite_run_settle_async (RESITE_RUN (source), settled_cb, user_data);
  else
    return_move (user_data, error);
}

static void
write_move (ResiteRun *self, GTask *task)
{
  Moving *moving = g_task_get_task_data (task);
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();

  _resite_run_draft_move (self, drafts, moving->move, find_step (self, moving->move),
                          moving->prepared);
  _resite_run_append_async (self, drafts, written_cb, task);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Moving *moving = g_task_get_task_data (task);
  GError *error = NULL;

  moving->prepared = _resite_run_prepare_finish (result, &error);
  if (moving->prepared != NULL)
    write_move (RESITE_RUN (source), task);
  else
    return_move (task, error);
}

static void
begin_move (ResiteRun *self, GTask *task)
{
  ResiteMove *move = ((Moving *)g_task_get_task_data (task))->move;
  ResiteMoveKind kind = resite_move_get_kind (move);
  ResiteStepRun *step = find_step (self, move);

  if (kind == RESITE_MOVE_START || kind == RESITE_MOVE_RETRY)
    {
      _resite_run_choose_undo (self, step, move);
      _resite_run_drive (self, step, resite_move_get_by (move), kind == RESITE_MOVE_RETRY,
                         resite_move_get (move, "overrule"), task);
    }
  else if (kind == RESITE_MOVE_STOP)
    {
      _resite_run_drive_stop (self, step, task);
      _resite_run_move_over (self);
    }
  else if (kind == RESITE_MOVE_DONE || kind == RESITE_MOVE_ATTACH)
    _resite_run_prepare_async (self, move, step, prepared_cb, task);
  else
    write_move (self, task);
}

static void
begin_moves (ResiteRun *self)
{
  while (!self->move_in_hand && !g_queue_is_empty (&self->moves))
    {
      GTask *task = g_queue_pop_head (&self->moves);
      Moving *moving = g_task_get_task_data (task);
      GError *error = NULL;

      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) &&
          resite_run_check_move (self, moving->move, &error))
        {
          self->move_in_hand = TRUE;
          begin_move (self, task);
          continue;
        }
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  _resite_run_check_idle (self);
}

void
resite_run_perform_async (ResiteRun *self, ResiteMove *move, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (move != NULL);

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Moving *moving = g_new0 (Moving, 1);

  g_task_set_source_tag (task, resite_run_perform_async);
  /* What was written was done, however late somebody changed their mind. */
  g_task_set_check_cancellable (task, FALSE);
  moving->move = resite_move_ref (move);
  g_task_set_task_data (task, moving, (GDestroyNotify)moving_free);
  g_queue_push_tail (&self->moves, task);
  begin_moves (self);
}

gboolean
resite_run_perform_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
