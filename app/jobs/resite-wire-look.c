/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-look"

#include "config.h"

#include "resite-under-way.h"
#include "resite-wire-look.h"

/* Pieces of 256 KiB that one look reads of a log: a full one and the one before it. */
#define MOST_PIECES 64

void
resite_wire_look_free (ResiteWireLook *look)
{
  if (look == NULL)
    return;
  g_array_unref (look->lines);
  g_free (look->reason);
  g_free (look->gap);
  g_free (look->mark);
  g_free (look);
}

static gboolean
read_piece (ResiteLogTail *tail, GArray *lines)
{
  gboolean more = FALSE;
  g_autoptr (GPtrArray) texts = resite_log_tail_poll (tail, &more);

  for (guint i = 0; i < texts->len; i++)
    {
      const ResiteLogTailLine *text = texts->pdata[i];
      ResiteWireLine line;

      if (!text->past && resite_wire_line_read (&line, text->text))
        g_array_append_val (lines, line);
    }
  return more;
}

static ResiteWireLook *
look_at (ResiteLogTail *tail)
{
  ResiteWireLook *look = g_new0 (ResiteWireLook, 1);
  const ResiteLogRecord *record;

  look->lines = g_array_new (FALSE, FALSE, sizeof (ResiteWireLine));
  look->more = TRUE;
  for (guint i = 0; i < MOST_PIECES && look->more; i++)
    look->more = read_piece (tail, look->lines);
  record = resite_log_tail_get_record (tail);
  look->state = resite_log_tail_get_state (tail);
  look->reason = g_strdup (resite_log_tail_get_reason (tail));
  look->n_gaps = resite_log_record_count_gaps (record);
  if (look->n_gaps > 0)
    look->gap = resite_log_gap_describe (resite_log_record_get_newest_gap (record));
  look->offset = resite_log_tail_get_offset (tail);
  look->mark = resite_log_tail_get_mark (tail);
  return look;
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *tails = data;
  g_autoptr (GPtrArray) looks =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_wire_look_free);

  for (guint i = 0; i < tails->len; i++)
    g_ptr_array_add (looks, look_at (tails->pdata[i]));
  g_task_return_pointer (task, g_steal_pointer (&looks), (GDestroyNotify)g_ptr_array_unref);
}

static gpointer
ref_tail (gconstpointer tail, gpointer data)
{
  return resite_log_tail_ref ((ResiteLogTail *)tail);
}

void
resite_wire_look_async (GPtrArray *tails, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GPtrArray *held;

  g_return_if_fail (tails != NULL);

  /* A worker that was given up may still read. */
  held = g_ptr_array_copy (tails, ref_tail, NULL);
  g_ptr_array_set_free_func (held, (GDestroyNotify)resite_log_tail_unref);
  g_task_set_task_data (task, held, (GDestroyNotify)g_ptr_array_unref);
  g_task_set_return_on_cancel (task, TRUE);
  resite_under_way_run_task (task, look_in_worker);
}

GPtrArray *
resite_wire_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
