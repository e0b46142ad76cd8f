/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-job.h"
#include "resite-directory-work.h"
#include "resite-under-way.h"

#define INTERVAL 15

typedef gboolean (*Run) (ResiteDirectoryWork *work, GError **error);

typedef struct
{
  const char *verb;
  const char *title;
  Run run;
} Kind;

static const Kind kinds[] = {
  { "find", N_ ("Find the site's objects in the directory"), resite_directory_work_find },
  { "delete", N_ ("Delete the site's objects in the directory"), resite_directory_work_delete },
  { "poll", N_ ("Wait for the site's object in the directory"), resite_directory_work_poll },
};

struct _ResiteDirectoryJob
{
  ResiteJob parent_instance;

  const Kind *kind;
  ResiteDirectoryPlace *place;
  char *container;
  char *site;
  char *server;
  ResiteLedger *ledger;
  ResiteClock *clock;
  GHashTable *shown;
  gint64 after, until;
  double interval;
};

G_DEFINE_FINAL_TYPE (ResiteDirectoryJob, resite_directory_job, RESITE_TYPE_JOB)

static const Kind *
find_kind (const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].verb, verb) == 0)
      return &kinds[i];
  return NULL;
}

gboolean
resite_directory_job_knows (const char *verb)
{
  return find_kind (verb) != NULL;
}

static void
run_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteDirectoryJob *self = source;
  GError *error = NULL;
  ResiteDirectoryWork work = {
    .job = RESITE_JOB (self),
    .place = self->place,
    .aim = { self->container, self->site, self->server },
    .ledger = self->ledger,
    .clock = self->clock,
    .pace = resite_clock_get_pace (self->clock),
    .interval = self->interval,
    .after = self->after,
    .until = self->until,
    .shown = self->shown,
    .cancellable = cancellable,
  };

  if (self->kind->run (&work, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
resite_directory_job_run_async (ResiteJob *job, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (job, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_directory_job_run_async);
  g_task_set_check_cancellable (task, FALSE);
  resite_under_way_run_task (task, run_in_worker);
}

static gboolean
resite_directory_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_directory_job_finalize (GObject *object)
{
  ResiteDirectoryJob *self = RESITE_DIRECTORY_JOB (object);

  g_clear_pointer (&self->place, resite_directory_place_unref);
  g_free (self->container);
  g_free (self->site);
  g_free (self->server);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->shown, g_hash_table_unref);

  G_OBJECT_CLASS (resite_directory_job_parent_class)->finalize (object);
}

static void
resite_directory_job_class_init (ResiteDirectoryJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_directory_job_finalize;
  job_class->run_async = resite_directory_job_run_async;
  job_class->run_finish = resite_directory_job_run_finish;
}

static void
resite_directory_job_init (ResiteDirectoryJob *self)
{
  self->interval = INTERVAL;
}

ResiteJob *
resite_directory_job_new (const char *verb, ResiteDirectoryPlace *place,
                          const ResiteDirectoryAim *aim, ResiteLedger *ledger, ResiteClock *clock)
{
  const Kind *kind = find_kind (verb);
  ResiteDirectoryJob *self;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (place != NULL && aim != NULL, NULL);
  g_return_val_if_fail (ledger == NULL || RESITE_IS_LEDGER (ledger), NULL);
  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_DIRECTORY_JOB, NULL);
  self->kind = kind;
  self->place = resite_directory_place_ref (place);
  self->container = g_strdup (aim->container);
  self->site = g_strdup (aim->site);
  self->server = g_strdup (aim->server);
  g_set_object (&self->ledger, ledger);
  self->clock = g_object_ref (clock);
  resite_job_set_title (RESITE_JOB (self), _ (kind->title));
  resite_job_set_how (RESITE_JOB (self), "V");
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

static void
take_shown (ResiteDirectoryJob *self, const ResiteLedgerRow *row)
{
  g_auto (GStrv) lines = g_strsplit (row->output != NULL ? row->output : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "guid="))
      g_hash_table_add (self->shown, g_strdup (lines[i] + strlen ("guid=")));
}

void
resite_directory_job_set_shown (ResiteDirectoryJob *self, GPtrArray *rows)
{
  g_return_if_fail (RESITE_IS_DIRECTORY_JOB (self));

  g_clear_pointer (&self->shown, g_hash_table_unref);
  if (rows == NULL)
    return;
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++)
    take_shown (self, rows->pdata[i]);
}

void
resite_directory_job_set_times (ResiteDirectoryJob *self, gint64 after, gint64 until)
{
  g_return_if_fail (RESITE_IS_DIRECTORY_JOB (self));

  self->after = after;
  self->until = until;
}

void
resite_directory_job_set_interval (ResiteDirectoryJob *self, double seconds)
{
  g_return_if_fail (RESITE_IS_DIRECTORY_JOB (self));

  self->interval = seconds;
}
