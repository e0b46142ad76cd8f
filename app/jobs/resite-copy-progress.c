/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-progress"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-progress.h"
#include "resite-rate.h"
#include "resite-text.h"

/* A large file counts as one more item each time that so much of it is done, or a copy of two of
 * them would have no estimate for hours. */
#define BYTES_AN_ITEM (64 * 1024 * 1024)

struct _ResiteCopyProgress
{
  ResiteClock *clock;
  ResiteRate *rate;
  const ResiteCopyPlan *plan;
  GHashTable *resumed;  /* row number → bytes that need not be copied again */
  GHashTable *retrying; /* row number */
  gint64 bytes_total;
  gint64 bytes;       /* done, by whomever */
  gint64 bytes_given; /* of them, done before this copy began */
  gint64 bytes_failed;
  guint files;
  guint files_done;
  guint files_given;
  guint files_failed;
  guint extra;
  guint removed;
};

static void
count_planned (ResiteCopyProgress *self, const ResiteCopyEntry *entry)
{
  ResiteItemStatus status;

  if (entry->deed != RESITE_COPY_NOTHING)
    {
      self->files++;
      return;
    }
  if (entry->removes)
    {
      self->extra++;
      return;
    }
  status = resite_item_status_from_state (entry->state);
  if (g_str_equal (entry->state, "extra"))
    self->extra++;
  else if (status == RESITE_ITEM_GOOD)
    {
      self->files++;
      self->files_given++;
      self->bytes_given += entry->size;
    }
  else if (status == RESITE_ITEM_FAILED)
    {
      self->files++;
      self->files_failed++;
    }
}

ResiteCopyProgress *
resite_copy_progress_new (ResiteClock *clock, const ResiteCopyPlan *plan, guint workers)
{
  ResiteCopyProgress *self = g_new0 (ResiteCopyProgress, 1);

  self->clock = g_object_ref (clock);
  self->rate = resite_rate_new ();
  self->plan = plan;
  self->resumed = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->retrying = g_hash_table_new (NULL, NULL);
  self->bytes_total = plan->bytes_total;
  for (guint i = 0; i < plan->entries->len; i++)
    count_planned (self, plan->entries->pdata[i]);
  self->bytes = self->bytes_given;
  resite_rate_set_past (self->rate, plan->past_bytes, plan->past_seconds / MAX (1, workers));
  resite_rate_set_items (self->rate, self->files - self->files_given - self->files_failed);
  resite_rate_add (self->rate, resite_clock_now (clock), 0, 0);
  return self;
}

void
resite_copy_progress_free (ResiteCopyProgress *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->resumed);
  g_hash_table_unref (self->retrying);
  resite_rate_free (self->rate);
  g_object_unref (self->clock);
  g_free (self);
}

static void
take_resumed (ResiteCopyProgress *self, const ResiteCopyUpdate *update)
{
  gpointer key = GUINT_TO_POINTER (update->index);
  const gint64 *old = NULL;

  if (update->resumed == 0 && g_hash_table_size (self->resumed) == 0)
    return;
  old = g_hash_table_lookup (self->resumed, key);
  self->bytes_given += update->resumed - (old != NULL ? *old : 0);
  if (update->resumed > 0)
    g_hash_table_replace (self->resumed, key, g_memdup2 (&update->resumed, sizeof update->resumed));
  else if (old != NULL)
    g_hash_table_remove (self->resumed, key);
}

static void
take_retrying (ResiteCopyProgress *self, const ResiteCopyUpdate *update)
{
  gpointer key = GUINT_TO_POINTER (update->index);

  if (g_strcmp0 (update->state, "retrying") == 0)
    g_hash_table_add (self->retrying, key);
  else if (g_hash_table_size (self->retrying) > 0)
    g_hash_table_remove (self->retrying, key);
}

/* Of a file that only the target has: no part of what is copied. */
static void
take_removal (ResiteCopyProgress *self, const ResiteCopyUpdate *update)
{
  if (!update->ended || g_str_equal (update->state, "extra"))
    return;
  self->extra--;
  if (resite_item_status_from_state (update->state) == RESITE_ITEM_FAILED)
    {
      self->files++;
      self->files_failed++;
    }
  else
    self->removed++;
}

void
resite_copy_progress_take (ResiteCopyProgress *self, const ResiteCopyUpdate *update,
                           gint64 old_bytes)
{
  gint64 worked;

  g_return_if_fail (self != NULL && update != NULL);

  if (((const ResiteCopyEntry *)self->plan->entries->pdata[update->index])->removes)
    {
      take_removal (self, update);
      return;
    }
  take_retrying (self, update);
  self->bytes += update->bytes - old_bytes;
  take_resumed (self, update);
  if (update->ended && resite_item_status_from_state (update->state) == RESITE_ITEM_FAILED)
    {
      self->files_failed++;
      self->bytes_failed += update->size;
    }
  else if (update->ended)
    self->files_done++;
  worked = MAX (0, self->bytes - self->bytes_given);
  resite_rate_add (self->rate, resite_clock_now (self->clock), worked,
                   self->files_done + worked / BYTES_AN_ITEM);
}

void
resite_copy_progress_set_paused (ResiteCopyProgress *self, gboolean paused)
{
  g_return_if_fail (self != NULL);

  if (paused)
    resite_rate_pause (self->rate, resite_clock_now (self->clock));
  else
    resite_rate_resume (self->rate, resite_clock_now (self->clock));
}

gint64
resite_copy_progress_get_bytes (ResiteCopyProgress *self)
{
  return self->bytes;
}

gint64
resite_copy_progress_get_resumed (ResiteCopyProgress *self)
{
  GHashTableIter iter;
  gpointer value;
  gint64 sum = 0;

  g_hash_table_iter_init (&iter, self->resumed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sum += *(gint64 *)value;
  return sum;
}

double
resite_copy_progress_get_fraction (ResiteCopyProgress *self)
{
  if (self->bytes_total > 0)
    return CLAMP ((self->bytes + self->bytes_failed) / (double)self->bytes_total, 0, 1);
  if (self->files > 0)
    return (self->files_given + self->files_done + self->files_failed) / (double)self->files;
  return 1;
}

static void
add_files (ResiteCopyProgress *self, GPtrArray *parts)
{
  g_autofree char *done = resite_text_count (self->files_given + self->files_done);
  g_autofree char *files = resite_text_count (self->files);

  g_ptr_array_add (
      parts,
      /* TRANSLATORS: "312 of 415 files" */
      g_strdup_printf (ngettext ("%s of %s file", "%s of %s files", self->files), done, files));
}

static void
add_bytes (ResiteCopyProgress *self, GPtrArray *parts)
{
  g_autofree char *done = resite_text_size (self->bytes);
  g_autofree char *total = resite_text_size (self->bytes_total);

  /* TRANSLATORS: "61.4 GB of 88.0 GB" */
  g_ptr_array_add (parts, g_strdup_printf (_ ("%s of %s"), done, total));
}

static void
add_speed (ResiteCopyProgress *self, GPtrArray *parts)
{
  const gint64 now = resite_clock_now (self->clock);
  const double speed = resite_rate_get_speed (self->rate, now);
  g_autofree char *left = NULL;

  left =
      resite_rate_describe (self->rate, now, self->bytes_total - self->bytes - self->bytes_failed);
  if (*left == '\0')
    return;
  g_ptr_array_add (parts, resite_text_rate (speed));
  g_ptr_array_add (parts, g_steal_pointer (&left));
}

char *
resite_copy_progress_describe (ResiteCopyProgress *self, gboolean over)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self != NULL, NULL);

  add_files (self, parts);
  if (self->bytes_total > 0)
    add_bytes (self, parts);
  if (!over)
    add_speed (self, parts);
  if (g_hash_table_size (self->retrying) > 0)
    g_ptr_array_add (parts,
                     g_strdup_printf (_ ("%u trying again"), g_hash_table_size (self->retrying)));
  if (self->files_failed > 0)
    g_ptr_array_add (parts,
                     g_strdup_printf (ngettext ("%u failed", "%u failed", self->files_failed),
                                      self->files_failed));
  if (self->removed > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%u removed"), self->removed));
  if (self->extra > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%u only on the target"), self->extra));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (_ (", "), (char **)parts->pdata);
}
