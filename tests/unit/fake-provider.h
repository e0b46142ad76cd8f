/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "resite-cim.h"
#include "resite-error.h"
#include "resite-machine.h"
#include "resite-sms-point.h"

/* A site's provider in memory: packages, distribution points' rows and what the summarizer says.
 * Rows are written and removed by the calls; a test moves the rest. Main thread, as the talking is. */

#define FAKE_SPACE "root/sms/site_P01"

typedef struct
{
  char *id;
  guint version;
  gint64 kilobytes;
} FakePackage;

typedef struct
{
  char *id, *nal, *code;
  guint status;
} FakeRow;

typedef struct
{
  char *id, *nal, *code;
  guint state, version;
  char *copied, *date; /* DMTF */
} FakeSummary;

typedef enum
{
  FAKE_GOOD,
  FAKE_QUOTA,    /* nothing done */
  FAKE_TIME_OUT, /* done, and nobody says so */
  FAKE_LOST,     /* not done, and nobody knows */
  FAKE_CUT,      /* nothing done: the line is down */
  FAKE_REFUSED,
  FAKE_UNSEEN, /* a change is said to be done, and does not show */
  FAKE_SILENT  /* a list is answered when the test says so */
} FakeTrouble;

G_DECLARE_FINAL_TYPE (FakeProvider, fake_provider, FAKE, PROVIDER, GObject)

struct _FakeProvider
{
  GObject parent_instance;

  GHashTable *packages; /* id → FakePackage */
  GPtrArray *rows;      /* FakeRow */
  GPtrArray *summaries; /* FakeSummary */
  GHashTable *masters;  /* id → Status */
  gboolean installs;    /* a row that is written is installed at once */
  GPtrArray *created;   /* ids, in order */
  guint n_deleted;
  guint n_lists;
  guint most_open; /* rows of the target that were not installed, at the worst */
  FakeTrouble (*trouble) (const ResiteCimRequest *request, const char *id, gpointer data);
  gpointer trouble_data;
  void (*created_cb) (struct _FakeProvider *self, const char *id, gpointer data);
  gpointer created_data;
  GPtrArray *silent; /* GTask, its data the query: not answered yet */
};

static void fake_provider_init_cim (ResiteCimInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeProvider, fake_provider, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_CIM, fake_provider_init_cim))

static inline void
fake_package_free (gpointer data)
{
  FakePackage *package = data;

  g_free (package->id);
  g_free (package);
}

static inline void
fake_row_free (gpointer data)
{
  FakeRow *row = data;

  g_free (row->id);
  g_free (row->nal);
  g_free (row->code);
  g_free (row);
}

static inline void
fake_summary_free (gpointer data)
{
  FakeSummary *summary = data;

  g_free (summary->id);
  g_free (summary->nal);
  g_free (summary->code);
  g_free (summary->copied);
  g_free (summary->date);
  g_free (summary);
}

static inline void
fake_provider_add_package (FakeProvider *self, const char *id, gint64 kilobytes)
{
  FakePackage *package = g_new0 (FakePackage, 1);

  package->id = g_strdup (id);
  package->version = 3;
  package->kilobytes = kilobytes;
  g_hash_table_insert (self->packages, package->id, package);
}

static inline FakeRow *
fake_provider_find_row (FakeProvider *self, const char *id, const char *nal)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      FakeRow *row = self->rows->pdata[i];

      if (g_str_equal (row->id, id) && g_str_equal (row->nal, nal))
        return row;
    }
  return NULL;
}

static inline guint
fake_provider_count_rows (FakeProvider *self, const char *nal)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += g_str_equal (((FakeRow *)self->rows->pdata[i])->nal, nal);
  return n;
}

static inline FakeRow *
fake_provider_add_row (FakeProvider *self, const char *id, const char *nal, const char *code,
                       guint status)
{
  FakeRow *row = g_new0 (FakeRow, 1);

  row->id = g_strdup (id);
  row->nal = g_strdup (nal);
  row->code = g_strdup (code);
  row->status = status;
  g_ptr_array_add (self->rows, row);
  return row;
}

static inline void
fake_provider_remove_row (FakeProvider *self, const char *id, const char *nal)
{
  FakeRow *row = fake_provider_find_row (self, id, nal);

  if (row != NULL)
    g_ptr_array_remove (self->rows, row);
}

static inline FakeSummary *
fake_provider_find_summary (FakeProvider *self, const char *id, const char *nal)
{
  for (guint i = 0; i < self->summaries->len; i++)
    {
      FakeSummary *summary = self->summaries->pdata[i];

      if (g_str_equal (summary->id, id) && g_str_equal (summary->nal, nal))
        return summary;
    }
  return NULL;
}

/* @copied: "20261122101500.000000+000". */
static inline void
fake_provider_summarize (FakeProvider *self, const char *id, const char *nal, guint state,
                         guint version, const char *copied)
{
  FakeSummary *summary = fake_provider_find_summary (self, id, nal);

  if (summary == NULL)
    {
      summary = g_new0 (FakeSummary, 1);
      summary->id = g_strdup (id);
      summary->nal = g_strdup (nal);
      summary->code = g_strdup ("S01");
      g_ptr_array_add (self->summaries, summary);
    }
  summary->state = state;
  summary->version = version;
  g_free (summary->copied);
  summary->copied = g_strdup (copied);
  g_free (summary->date);
  summary->date = g_strdup (copied);
}

/* Rows that a query asks for: of the path that it names, and of the ids if it names any. */
static inline gboolean
fake_provider_is_asked (const char *query, const char *id, const char *nal)
{
  g_autofree char *path = nal != NULL ? resite_cim_quote (nal) : NULL;
  g_autofree char *quoted = resite_cim_quote (id);

  if (path != NULL && strstr (query, path) == NULL)
    return FALSE;
  return strstr (query, "PackageID = ") == NULL || strstr (query, quoted) != NULL;
}

static inline void
fake_provider_list_rows (FakeProvider *self, const char *query, GPtrArray *found)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const FakeRow *row = self->rows->pdata[i];
      ResiteCimObject *object;

      if (!fake_provider_is_asked (query, row->id, row->nal))
        continue;
      object = resite_cim_object_new ("SMS_DistributionPoint");
      resite_cim_object_set_string (object, "PackageID", row->id);
      resite_cim_object_set_string (object, "ServerNALPath", row->nal);
      resite_cim_object_set_string (object, "SiteCode", row->code);
      resite_cim_object_set_int (object, "Status", row->status);
      g_ptr_array_add (found, object);
    }
}

static inline void
fake_provider_list_packages (FakeProvider *self, gboolean sizes, GPtrArray *found)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->packages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const FakePackage *package = value;
      ResiteCimObject *object = resite_cim_object_new ("SMS_Package");

      resite_cim_object_set_string (object, "PackageID", package->id);
      resite_cim_object_set_string (object, "Name", "A \"package\" of Größe");
      resite_cim_object_set_int (object, "SourceVersion", package->version);
      resite_cim_object_set_int (object, "StoredPkgVersion", package->version);
      if (sizes && package->kilobytes > 0)
        resite_cim_object_set_int (object, "SourceCompressedSize", package->kilobytes);
      g_ptr_array_add (found, object);
    }
}

static inline void
fake_provider_list_summaries (FakeProvider *self, const char *query, GPtrArray *found)
{
  for (guint i = 0; i < self->summaries->len; i++)
    {
      const FakeSummary *summary = self->summaries->pdata[i];
      ResiteCimObject *object;

      if (!fake_provider_is_asked (query, summary->id, summary->nal))
        continue;
      object = resite_cim_object_new ("SMS_PackageStatusDistPointsSummarizer");
      resite_cim_object_set_string (object, "PackageID", summary->id);
      resite_cim_object_set_string (object, "SiteCode", summary->code);
      resite_cim_object_set_int (object, "State", summary->state);
      resite_cim_object_set_int (object, "SourceVersion", summary->version);
      resite_cim_object_take (object, "LastCopied",
                              resite_cim_value_new_datetime (summary->copied));
      resite_cim_object_take (object, "SummaryDate", resite_cim_value_new_datetime (summary->date));
      g_ptr_array_add (found, object);
    }
}

static inline void
fake_provider_list_masters (FakeProvider *self, GPtrArray *found)
{
  GHashTableIter iter;
  gpointer id;
  gpointer status;

  g_hash_table_iter_init (&iter, self->masters);
  while (g_hash_table_iter_next (&iter, &id, &status))
    {
      ResiteCimObject *object = resite_cim_object_new ("SMS_PackageStatus");

      resite_cim_object_set_string (object, "PackageID", id);
      resite_cim_object_set_int (object, "Status", GPOINTER_TO_INT (status));
      g_ptr_array_add (found, object);
    }
}

static inline GPtrArray *
fake_provider_list (FakeProvider *self, const char *query)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);

  self->n_lists++;
  if (strstr (query, "FROM SMS_DistributionPoint ") != NULL)
    fake_provider_list_rows (self, query, found);
  else if (strstr (query, "FROM SMS_PackageStatusDistPointsSummarizer") != NULL)
    fake_provider_list_summaries (self, query, found);
  else if (strstr (query, "FROM SMS_PackageStatusRootSummarizer") != NULL)
    fake_provider_list_packages (self, TRUE, found);
  else if (strstr (query, "FROM SMS_PackageStatus ") != NULL)
    fake_provider_list_masters (self, found);
  else if (strstr (query, "FROM SMS_Package") != NULL)
    fake_provider_list_packages (self, FALSE, found);
  else
    g_error ("nobody expects: %s", query);
  return found;
}

static inline void
fake_provider_count_open (FakeProvider *self, const char *nal)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const FakeRow *row = self->rows->pdata[i];
      const FakeSummary *summary = fake_provider_find_summary (self, row->id, row->nal);

      n += g_str_equal (row->nal, nal) && (summary == NULL || summary->state != 0);
    }
  self->most_open = MAX (self->most_open, n);
}

static inline void
fake_provider_create (FakeProvider *self, ResiteCimObject *object)
{
  const char *id = resite_cim_object_get_string (object, "PackageID");
  const char *nal = resite_cim_object_get_string (object, "ServerNALPath");

  fake_provider_add_row (self, id, nal, resite_cim_object_get_string (object, "SiteCode"), 2);
  g_ptr_array_add (self->created, g_strdup (id));
  fake_provider_count_open (self, nal);
  if (self->installs)
    fake_provider_summarize (self, id, nal, 0, 3, "20261122101500.000000+000");
  if (self->created_cb != NULL)
    self->created_cb (self, id, self->created_data);
}

static inline void
fake_provider_fail (GTask *task, FakeTrouble trouble)
{
  static const struct
  {
    ResiteError code;
    const char *message;
  } errors[] = {
    [FAKE_QUOTA] = { RESITE_ERROR_BUSY, "The server is at its quota." },
    [FAKE_TIME_OUT] = { RESITE_ERROR_OUTCOME_UNKNOWN, "The server timed out." },
    [FAKE_LOST] = { RESITE_ERROR_OUTCOME_UNKNOWN, "The line broke." },
    [FAKE_CUT] = { RESITE_ERROR_UNREACHABLE, "Nobody answers." },
    [FAKE_REFUSED] = { RESITE_ERROR_NO_ACCESS, "Access is denied." },
  };

  g_task_return_new_error (task, RESITE_ERROR, (gint)errors[trouble].code, "%s",
                           errors[trouble].message);
}

static inline gboolean
fake_provider_change (FakeProvider *self, const ResiteCimRequest *request)
{
  ResiteCimObject *object = request->verb == RESITE_CIM_CREATE ? request->object : request->keys;
  const char *id = resite_cim_object_get_string (object, "PackageID");
  const char *nal = resite_cim_object_get_string (object, "ServerNALPath");
  FakeRow *row = fake_provider_find_row (self, id, nal);

  if (request->verb == RESITE_CIM_CREATE && row == NULL)
    fake_provider_create (self, object);
  else if (request->verb == RESITE_CIM_DELETE && row != NULL)
    {
      row->status = 3;
      self->n_deleted++;
    }
  else
    return FALSE;
  return TRUE;
}

static void
fake_provider_perform_async (ResiteCim *cim, const ResiteCimRequest *request,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  FakeProvider *self = FAKE_PROVIDER (cim);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *id =
      request->object != NULL ? resite_cim_object_get_string (request->object, "PackageID")
      : request->keys != NULL ? resite_cim_object_get_string (request->keys, "PackageID")
                              : NULL;
  FakeTrouble trouble =
      self->trouble != NULL ? self->trouble (request, id, self->trouble_data) : FAKE_GOOD;
  GPtrArray *answer;

  if (request->verb == RESITE_CIM_LIST)
    {
      if (trouble == FAKE_SILENT)
        {
          g_task_set_task_data (task, g_strdup (request->query), g_free);
          g_ptr_array_add (self->silent, g_steal_pointer (&task));
        }
      else if (trouble != FAKE_GOOD)
        fake_provider_fail (task, FAKE_CUT);
      else
        g_task_return_pointer (task, fake_provider_list (self, request->query),
                               (GDestroyNotify)g_ptr_array_unref);
      return;
    }
  if (trouble != FAKE_GOOD && trouble != FAKE_TIME_OUT && trouble != FAKE_UNSEEN)
    {
      fake_provider_fail (task, trouble);
      return;
    }
  if (trouble != FAKE_UNSEEN && !fake_provider_change (self, request))
    {
      g_task_return_new_error (task, RESITE_ERROR,
                               request->verb == RESITE_CIM_CREATE ? RESITE_ERROR_EXISTS
                                                                  : RESITE_ERROR_NOT_FOUND,
                               "There, or not there.");
      return;
    }
  if (trouble == FAKE_TIME_OUT)
    {
      fake_provider_fail (task, trouble);
      return;
    }
  answer = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  if (request->verb == RESITE_CIM_CREATE)
    g_ptr_array_add (answer, resite_cim_object_ref (request->object));
  g_task_return_pointer (task, answer, (GDestroyNotify)g_ptr_array_unref);
}

/* Answers what was asked meanwhile. */
static inline void
fake_provider_speak (FakeProvider *self)
{
  for (guint i = 0; i < self->silent->len; i++)
    g_task_return_pointer (self->silent->pdata[i],
                           fake_provider_list (self, g_task_get_task_data (self->silent->pdata[i])),
                           (GDestroyNotify)g_ptr_array_unref);
  g_ptr_array_set_size (self->silent, 0);
}

static GPtrArray *
fake_provider_perform_finish (ResiteCim *cim, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_provider_init_cim (ResiteCimInterface *iface)
{
  iface->perform_async = fake_provider_perform_async;
  iface->perform_finish = fake_provider_perform_finish;
}

static void
fake_provider_finalize (GObject *object)
{
  FakeProvider *self = FAKE_PROVIDER (object);

  g_hash_table_unref (self->packages);
  g_hash_table_unref (self->masters);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->summaries);
  g_ptr_array_unref (self->created);
  g_ptr_array_unref (self->silent);
  G_OBJECT_CLASS (fake_provider_parent_class)->finalize (object);
}

static void
fake_provider_class_init (FakeProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_provider_finalize;
}

static void
fake_provider_init (FakeProvider *self)
{
  self->packages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, fake_package_free);
  self->masters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rows = g_ptr_array_new_with_free_func (fake_row_free);
  self->summaries = g_ptr_array_new_with_free_func (fake_summary_free);
  self->created = g_ptr_array_new_with_free_func (g_free);
  self->silent = g_ptr_array_new_with_free_func (g_object_unref);
  self->installs = TRUE;
}

static inline FakeProvider *
fake_provider_new (void)
{
  return g_object_new (fake_provider_get_type (), NULL);
}

static inline ResiteMachine *
fake_provider_make_machine (FakeProvider *self)
{
  return resite_machine_new ("central", RESITE_CIM (self), NULL, NULL);
}
