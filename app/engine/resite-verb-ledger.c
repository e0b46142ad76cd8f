/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-verb-ledger"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-verb-ledger.h"

struct _ResiteJournalLedger
{
  GObject parent_instance;

  ResiteJournal *journal;
  char *scope;
};

/* The texts stay those of the other. */
static ResiteLedgerRow
lend_row (const ResiteItemRecord *record)
{
  return (ResiteLedgerRow){
    .name = record->name,
    .state = record->state,
    .message = record->message,
    .digest = record->digest,
    .output = record->output,
    .bytes = record->bytes,
    .size = record->size,
    .modified = record->modified,
    .exit_code = record->exit_code,
    .seconds = record->seconds,
    .tries = record->tries,
  };
}

static ResiteItemRecord
lend_record (const ResiteLedgerRow *row)
{
  return (ResiteItemRecord){
    .name = row->name,
    .state = row->state,
    .message = row->message,
    .digest = row->digest,
    .output = row->output,
    .bytes = row->bytes,
    .size = row->size,
    .modified = row->modified,
    .exit_code = row->exit_code,
    .seconds = row->seconds,
    .tries = row->tries,
  };
}

/* Good as long as @rows are: who asks waits until they are written. *@lent is to be freed. */
static GPtrArray *
lend_records (GPtrArray *rows, ResiteItemRecord **lent)
{
  GPtrArray *records = g_ptr_array_new_full (rows->len, NULL);

  *lent = g_new (ResiteItemRecord, MAX (rows->len, 1));
  for (guint i = 0; i < rows->len; i++)
    {
      (*lent)[i] = lend_record (rows->pdata[i]);
      g_ptr_array_add (records, *lent + i);
    }
  return records;
}

static GPtrArray *
copy_records (GPtrArray *rows)
{
  GPtrArray *records = g_ptr_array_new_full (rows->len, (GDestroyNotify)resite_item_record_free);

  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteItemRecord lent = lend_record (rows->pdata[i]);

      g_ptr_array_add (records, resite_item_record_copy (&lent));
    }
  return records;
}

static gboolean
resite_journal_ledger_commit (ResiteLedger *ledger, GPtrArray *rows, GError **error)
{
  ResiteJournalLedger *self = RESITE_JOURNAL_LEDGER (ledger);
  g_autofree ResiteItemRecord *lent = NULL;
  g_autoptr (GPtrArray) records = lend_records (rows, &lent);

  return resite_journal_put_items (self->journal, self->scope, records, error);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (resite_journal_put_items_finish (RESITE_JOURNAL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
resite_journal_ledger_commit_async (ResiteLedger *ledger, GPtrArray *rows,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteJournalLedger *self = RESITE_JOURNAL_LEDGER (ledger);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  GPtrArray *records = copy_records (rows);

  g_task_set_source_tag (task, resite_journal_ledger_commit_async);
  g_task_set_task_data (task, records, (GDestroyNotify)g_ptr_array_unref);
  resite_journal_put_items_async (self->journal, self->scope, records, committed_cb, task);
}

static gboolean
resite_journal_ledger_commit_finish (ResiteLedger *ledger, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GPtrArray *
resite_journal_ledger_read (ResiteLedger *ledger, GError **error)
{
  ResiteJournalLedger *self = RESITE_JOURNAL_LEDGER (ledger);
  g_autoptr (GPtrArray) records = resite_journal_read_items (self->journal, self->scope, error);

  if (records == NULL)
    return NULL;

  GPtrArray *rows = g_ptr_array_new_full (records->len, (GDestroyNotify)resite_ledger_row_free);
  for (guint i = 0; i < records->len; i++)
    {
      const ResiteLedgerRow lent = lend_row (records->pdata[i]);

      g_ptr_array_add (rows, resite_ledger_row_copy (&lent));
    }
  return rows;
}

typedef struct
{
  ResiteLedgerVisit visit;
  gpointer user_data;
} Visit;

static gboolean
visit_record_cb (const ResiteItemRecord *record, gpointer user_data)
{
  const Visit *visit = user_data;
  const ResiteLedgerRow lent = lend_row (record);

  return visit->visit (&lent, visit->user_data);
}

static gboolean
resite_journal_ledger_visit (ResiteLedger *ledger, ResiteLedgerVisit visit, gpointer user_data,
                             GError **error)
{
  ResiteJournalLedger *self = RESITE_JOURNAL_LEDGER (ledger);
  Visit data = { visit, user_data };

  return resite_journal_visit_items (self->journal, self->scope, visit_record_cb, &data, error);
}

static void
resite_journal_ledger_iface_init (ResiteLedgerInterface *iface)
{
  iface->commit = resite_journal_ledger_commit;
  iface->commit_async = resite_journal_ledger_commit_async;
  iface->commit_finish = resite_journal_ledger_commit_finish;
  iface->read = resite_journal_ledger_read;
  iface->visit = resite_journal_ledger_visit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteJournalLedger, resite_journal_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER,
                                                      resite_journal_ledger_iface_init))

static void
resite_journal_ledger_finalize (GObject *object)
{
  ResiteJournalLedger *self = RESITE_JOURNAL_LEDGER (object);

  g_clear_object (&self->journal);
  g_clear_pointer (&self->scope, g_free);
  G_OBJECT_CLASS (resite_journal_ledger_parent_class)->finalize (object);
}

static void
resite_journal_ledger_class_init (ResiteJournalLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_journal_ledger_finalize;
}

static void
resite_journal_ledger_init (ResiteJournalLedger *self)
{
}

ResiteLedger *
resite_journal_ledger_new (ResiteJournal *journal, const char *scope)
{
  g_return_val_if_fail (RESITE_IS_JOURNAL (journal), NULL);
  g_return_val_if_fail (scope != NULL, NULL);

  ResiteJournalLedger *self = g_object_new (RESITE_TYPE_JOURNAL_LEDGER, NULL);
  self->journal = g_object_ref (journal);
  self->scope = g_strdup (scope);
  return RESITE_LEDGER (self);
}

ResiteJournal *
resite_verb_journal_open (const char *data_folder, const char *verb, const char *key,
                          GError **error)
{
  g_return_val_if_fail (data_folder != NULL, NULL);
  g_return_val_if_fail (verb != NULL && key != NULL, NULL);

  g_autofree char *folder = g_build_filename (data_folder, "verbs", NULL);
  g_autofree char *identity = g_strconcat (verb, "\n", key, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  g_autofree char *name = g_strdup_printf ("%s-%.32s.resite", verb, hash);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot make the folder %s"), folder);
      return NULL;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return resite_journal_open (path, RESITE_JOURNAL_WRITE, error);
  return resite_journal_create (path, error);
}
