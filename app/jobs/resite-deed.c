/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed"

#include "config.h"

#include <stdarg.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed-private.h"
#include "resite-error.h"

#define DEFAULT_PATIENCE 15.0 /* minutes */
#define LEAST_REAL       (30 * G_USEC_PER_SEC)

const char *
resite_deed_get_value (ResiteDeed *self, const char *key)
{
  const char *value = g_hash_table_lookup (self->values, key);

  return value != NULL && *value != '\0' ? value : NULL;
}

gboolean
resite_deed_is_value (ResiteDeed *self, const char *key, const char *value)
{
  const char *given = resite_deed_get_value (self, key);

  return given != NULL && g_ascii_strcasecmp (given, value) == 0;
}

GStrv
resite_deed_dup_list (ResiteDeed *self, const char *key)
{
  const char *text = resite_deed_get_value (self, key);
  g_auto (GStrv) parts = g_strsplit_set (text != NULL ? text : "", ",; ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

GHashTable *
resite_deed_get_values (ResiteDeed *self)
{
  return self->values;
}

gboolean
resite_deed_need_values (ResiteDeed *self, GError **error, ...)
{
  gboolean complete = TRUE;
  const char *key;
  va_list keys;

  va_start (keys, error);
  while (complete && (key = va_arg (keys, const char *)) != NULL)
    {
      complete = resite_deed_get_value (self, key) != NULL;
      if (!complete)
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     /* TRANSLATORS: the name of a value, as in the plan. */
                     _ ("The value “%s” is missing, so nothing was done. Complete the plan or the "
                        "form before this."),
                     key);
    }
  va_end (keys);
  return complete;
}

ResiteCredentials *
resite_deed_get_credentials (ResiteDeed *self)
{
  return self->credentials;
}

ResiteFolder *
resite_deed_get_files (ResiteDeed *self)
{
  return self->files;
}

ResiteStageRecord *
resite_deed_find_stage (ResiteDeed *self, const char *name)
{
  for (guint i = 0; i < self->stages->len; i++)
    {
      ResiteStageRecord *record = g_ptr_array_index (self->stages, i);

      if (g_str_equal (record->row->name, name))
        return record;
    }
  return NULL;
}

static ResiteLedgerRow *
find_past_row (ResiteDeed *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      ResiteLedgerRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (row->name, name))
        return row;
    }
  return NULL;
}

static ResiteDeedPast
past_of (const ResiteLedgerRow *row)
{
  if (row == NULL)
    return RESITE_DEED_NEW;
  if (g_str_equal (row->state, "running") || g_str_equal (row->state, "unknown"))
    return RESITE_DEED_BEGUN;
  return g_str_equal (row->state, "good") ? RESITE_DEED_ENDED : RESITE_DEED_NEW;
}

void
resite_deed_add_stage (ResiteDeed *self, const char *name, const ResiteDeedStage *stage)
{
  ResiteStageRecord *record;
  const ResiteLedgerRow *row = find_past_row (self, name);

  if (resite_deed_find_stage (self, name) != NULL)
    return;
  record = g_new0 (ResiteStageRecord, 1);
  record->stage = stage;
  record->past = past_of (row);
  record->row = row != NULL ? resite_ledger_row_copy (row) : resite_ledger_row_new (name, "queued");
  g_free (record->row->state);
  record->row->state = g_strdup ("queued");
  g_ptr_array_insert (self->stages, (int)self->insert_at++, record);
  resite_deed_show (self, record, FALSE);
}

ResiteDeedPast
resite_deed_get_past (ResiteDeed *self, const char *stage)
{
  const ResiteStageRecord *record = resite_deed_find_stage (self, stage);

  return record != NULL ? record->past : RESITE_DEED_NEW;
}

GPtrArray *
resite_deed_get_rows (ResiteDeed *self)
{
  return self->rows;
}

void
resite_deed_set_note (ResiteDeed *self, const char *stage, const char *key, const char *value)
{
  ResiteStageRecord *record = resite_deed_find_stage (self, stage);
  g_auto (GStrv) lines = NULL;
  g_autofree char *head = g_strconcat (key, "=", NULL);
  GString *text = g_string_new (NULL);

  lines = g_strsplit (record->row->output != NULL ? record->row->output : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], head))
      g_string_append_printf (text, "%s\n", lines[i]);
  g_string_append_printf (text, "%s%s\n", head, value != NULL ? value : "");
  g_free (record->row->output);
  record->row->output = g_string_free (text, FALSE);
  record->changed = TRUE;
}

char *
resite_deed_dup_note (ResiteDeed *self, const char *stage, const char *key)
{
  const ResiteStageRecord *record = resite_deed_find_stage (self, stage);
  g_autofree char *head = g_strconcat (key, "=", NULL);
  g_auto (GStrv) lines = NULL;

  if (record == NULL || record->row->output == NULL)
    return NULL;
  lines = g_strsplit (record->row->output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], head))
      return g_strdup (lines[i] + strlen (head));
  return NULL;
}

void
resite_deed_set_output (ResiteDeed *self, const char *stage, const char *output, gint64 exit_code)
{
  ResiteStageRecord *record = resite_deed_find_stage (self, stage);

  g_free (record->row->output);
  record->row->output = g_strdup (output);
  record->row->exit_code = exit_code;
  record->changed = TRUE;
}

char *
resite_deed_dup_output (ResiteDeed *self, const char *stage)
{
  const ResiteStageRecord *record = resite_deed_find_stage (self, stage);

  return g_strdup (record->row->output != NULL ? record->row->output : "");
}

/* What was not written yet goes in one commit; a row that fails to be written stays to be. */
gboolean
resite_deed_commit (ResiteDeed *self, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);

  for (guint i = 0; i < self->stages->len; i++)
    {
      const ResiteStageRecord *record = g_ptr_array_index (self->stages, i);

      if (record->changed)
        g_ptr_array_add (rows, resite_ledger_row_copy (record->row));
    }
  if (rows->len > 0 && !resite_ledger_commit (self->ledger, rows, error))
    return FALSE;
  for (guint i = 0; i < self->stages->len; i++)
    ((ResiteStageRecord *)g_ptr_array_index (self->stages, i))->changed = FALSE;
  return TRUE;
}

gboolean
resite_deed_write_down (ResiteDeed *self, GError **error)
{
  if (resite_deed_commit (self, error))
    return TRUE;
  g_prefix_error (error, _ ("Nothing was changed, because what is there could not be recorded: "));
  return FALSE;
}

typedef struct
{
  ResiteJob *job;
  ResiteLedgerRow *row;
  guint n_over, n_stages;
  gboolean ended;
} Show;

static void
show_free (gpointer data)
{
  Show *show = data;

  g_object_unref (show->job);
  resite_ledger_row_free (show->row);
  g_free (show);
}

static gboolean
show_cb (gpointer data)
{
  const Show *show = data;
  ResiteJobItem *item = resite_job_take_item (show->job, show->row->name);

  resite_job_item_set_result (item, show->row->output, show->row->exit_code, show->row->seconds,
                              show->row->tries);
  resite_job_item_set (item, show->row->state, show->row->message);
  if (g_str_equal (show->row->state, "running") && *show->row->message != '\0')
    resite_job_set_detail (show->job, show->row->message);
  resite_job_set_fraction (show->job, (double)show->n_over / show->n_stages);
  if (show->ended)
    resite_job_item_ended (show->job, item);
  return G_SOURCE_REMOVE;
}

static guint
count_over (ResiteDeed *self)
{
  guint n = 0;

  for (guint i = 0; i < self->stages->len; i++)
    n += g_str_equal (((ResiteStageRecord *)self->stages->pdata[i])->row->state, "good");
  return n;
}

void
resite_deed_show (ResiteDeed *self, const ResiteStageRecord *record, gboolean ended)
{
  Show *show = g_new0 (Show, 1);

  show->job = g_object_ref (self->job);
  show->row = resite_ledger_row_copy (record->row);
  show->n_over = count_over (self);
  show->n_stages = self->stages->len;
  show->ended = ended;
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, show, show_free);
}

void
resite_deed_say (ResiteDeed *self, char *message)
{
  g_return_if_fail (self->current != NULL);

  g_free (self->current->row->message);
  self->current->row->message = message;
  self->current->changed = TRUE;
  resite_deed_show (self, self->current, FALSE);
}

GCancellable *
resite_deed_get_cancellable (ResiteDeed *self)
{
  return self->cancellable;
}

gboolean
resite_deed_wait (ResiteDeed *self, double seconds, GError **error)
{
  return resite_clock_sleep (self->clock, seconds, self->cancellable, error);
}

guint
resite_deed_get_real_seconds (ResiteDeed *self, guint seconds)
{
  if (resite_clock_is_leaping (self->clock))
    return seconds;
  return MAX ((guint)(seconds / self->pace), MIN (seconds, LEAST_REAL / G_USEC_PER_SEC));
}

ResitePatience
resite_deed_be_patient (ResiteDeed *self)
{
  const char *given = resite_deed_get_value (self, "patience-minutes");
  const double minutes = given != NULL ? g_ascii_strtod (given, NULL) : DEFAULT_PATIENCE;
  const gint64 span = (gint64)(MAX (minutes, 0) * 60 * G_USEC_PER_SEC);
  const ResitePatience patience = { resite_clock_now (self->clock) + span,
                                    resite_clock_desk_monotonic () + MIN (span, LEAST_REAL) };

  return patience;
}

gboolean
resite_deed_is_patient (ResiteDeed *self, const ResitePatience *patience)
{
  return resite_clock_now (self->clock) < patience->clock_end ||
         resite_clock_desk_monotonic () < patience->real_end;
}
