/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-job"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-work.h"

typedef struct
{
  ResiteJob *job;
  ResiteLedgerRow *row; /* or NULL: the job stops itself */
  char *message;
} Show;

static void
show_free (gpointer data)
{
  Show *show = data;

  g_object_unref (show->job);
  resite_ledger_row_free (show->row);
  g_free (show->message);
  g_free (show);
}

static gboolean
is_on_its_way (const char *state)
{
  return g_str_equal (state, "running") || g_str_equal (state, "watching");
}

static gboolean
show_cb (gpointer data)
{
  const Show *show = data;
  ResiteJobItem *item;

  if (show->row == NULL)
    {
      resite_job_set_message (show->job, show->message);
      resite_job_set_outcome (show->job, RESITE_JOB_STOPPED_ITSELF);
      return G_SOURCE_REMOVE;
    }
  item = resite_job_take_item (show->job, show->row->name);
  resite_job_item_set_result (item, show->row->output, -1, 0, show->row->tries);
  resite_job_item_set (item, show->row->state, show->row->message);
  if (is_on_its_way (show->row->state))
    resite_job_set_detail (show->job, show->row->message);
  else
    resite_job_item_ended (show->job, item);
  return G_SOURCE_REMOVE;
}

static void
show_later (ResiteDirectoryWork *self, const ResiteLedgerRow *row, char *message)
{
  Show *show = g_new0 (Show, 1);

  show->job = g_object_ref (self->job);
  show->row = row != NULL ? resite_ledger_row_copy (row) : NULL;
  show->message = message;
  g_idle_add_full (G_PRIORITY_DEFAULT, show_cb, show, show_free);
}

gboolean
resite_directory_work_tell (ResiteDirectoryWork *self, const char *name, const char *state,
                            char *message, const char *output, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  g_free (row->message);
  row->message = message;
  row->output = g_strdup (output);
  row->tries = 1;
  g_ptr_array_add (rows, row);
  show_later (self, row, NULL);
  if (self->ledger == NULL || resite_ledger_commit (self->ledger, rows, error))
    return TRUE;
  g_prefix_error (error, _ ("What was seen could not be recorded: "));
  return FALSE;
}

char *
resite_directory_work_name (const char *object, const ResiteDirectoryVisit *visit)
{
  return g_strdup_printf ("%s @ %s", object, visit->name);
}

gboolean
resite_directory_work_tell_unreached (ResiteDirectoryWork *self, const ResiteDirectoryVisit *visit,
                                      GError **error)
{
  /* TRANSLATORS: the reason follows. */
  char *message = g_strdup_printf (_ ("Not looked at; it hears of changes from the others. %s"),
                                   visit->error->message);

  return resite_directory_work_tell (self, visit->name, "warning", message, NULL, error);
}

char *
resite_directory_work_format_output (const ResiteDirectoryRecord *record)
{
  return g_strdup_printf ("guid=%s\ndn=%s\n", record->guid, record->dn);
}

char *
resite_directory_work_describe (const ResiteDirectoryRecord *record)
{
  g_autofree char *created =
      record->created != 0 ? resite_clock_format (record->created) : g_strdup ("?");

  /* TRANSLATORS: the full name of an object, and when it was made. */
  return g_strdup_printf (_ ("%s, made %s"), record->dn, created);
}

void
resite_directory_work_stop (ResiteDirectoryWork *self, char *message)
{
  show_later (self, NULL, message);
}
