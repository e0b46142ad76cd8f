/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-start"

#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-run-open-private.h"
#include "resite-under-way.h"

#define MAX_RUNS_A_DAY 999

typedef struct
{
  char *data_folder;
  char *plan_path;
  char *runbook_path; /* (nullable): the one in the program */
  gboolean rehearsal;
  ResiteOpening *opening;
} Starting;

static void
starting_free (Starting *starting)
{
  g_free (starting->data_folder);
  g_free (starting->plan_path);
  g_free (starting->runbook_path);
  g_clear_pointer (&starting->opening, resite_opening_free);
  g_free (starting);
}

static void
append_fault (GString *text, const char *name, const ResitePlanFault *fault)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, name);
  if (fault->line > 0)
    g_string_append_printf (text, ":%u", fault->line);
  g_string_append (text, ": ");
  if (fault->group != NULL)
    g_string_append_printf (text, "[%s] ", fault->group);
  if (fault->key != NULL)
    g_string_append_printf (text, "%s: ", fault->key);
  g_string_append (text, fault->message);
}

static gboolean
check_plan (ResitePlan *plan, const char *path, GError **error)
{
  g_autoptr (GPtrArray) faults = resite_plan_check (plan);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    if (((ResitePlanFault *)faults->pdata[i])->severity == RESITE_PLAN_FAULT_ERROR)
      append_fault (text, path, faults->pdata[i]);
  if (text->len == 0)
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, text->str);
  return FALSE;
}

static char *
read_plan (const char *path, char **site, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    {
      g_prefix_error (error, _ ("The plan cannot be read: "));
      return NULL;
    }
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (ResitePlan) plan = resite_plan_new_from_data (path, bytes, error);
  if (plan == NULL || !check_plan (plan, path, error))
    return NULL;
  *site = g_strdup (resite_plan_get (plan, "site.code"));
  return g_steal_pointer (&text);
}

static char *
read_runbook (const char *path, GError **error)
{
  g_autoptr (ResiteRunbook) runbook = path != NULL ? resite_runbook_new_from_file (path, error)
                                                   : resite_runbook_new_builtin (error);

  if (runbook == NULL)
    return NULL;
  gsize length;
  const char *text = g_bytes_get_data (resite_runbook_get_source (runbook), &length);
  return g_strndup (text, length);
}

static gboolean
make_data_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Cannot make the folder %s"), folder);
  return FALSE;
}

static gboolean
is_empty (ResiteJournal *journal)
{
  g_autoptr (GPtrArray) events = resite_journal_read_events (journal, 0, NULL);

  return events != NULL && events->len == 0;
}

/* (nullable): a start that was cut off before its first entry left this, and nobody holds it. */
static ResiteJournal *
take_up_empty (const char *path)
{
  g_autoptr (ResiteJournal) seen = resite_journal_open (path, RESITE_JOURNAL_READ, NULL);

  if (seen == NULL || !is_empty (seen))
    return NULL;

  g_autoptr (ResiteJournal) taken = resite_journal_open (path, RESITE_JOURNAL_WRITE, NULL);
  return taken != NULL && is_empty (taken) ? g_steal_pointer (&taken) : NULL;
}

/* *@taken: the number is another run's. */
static ResiteJournal *
try_number (const char *path, gboolean *taken, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  ResiteJournal *journal = g_file_test (path, G_FILE_TEST_EXISTS)
                               ? take_up_empty (path)
                               : resite_journal_create (path, &local_error);

  *taken = journal == NULL && (g_file_test (path, G_FILE_TEST_EXISTS) ||
                               g_error_matches (local_error, RESITE_ERROR, RESITE_ERROR_LOCKED));
  if (journal == NULL && !*taken)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return journal;
}

/* The first number of the day that is free; two programs that start at once meet at the lock. */
static ResiteJournal *
create_journal (Starting *starting, const char *site, char **id, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  if (!make_data_folder (starting->data_folder, error))
    return NULL;
  for (guint i = 1; i <= MAX_RUNS_A_DAY; i++)
    {
      g_autofree char *name =
          g_strdup_printf ("%s%s-%s-%u", starting->rehearsal ? "REH-" : "", site, day, i);
      g_autofree char *file = g_strconcat (name, ".resite", NULL);
      g_autofree char *path = g_build_filename (starting->data_folder, file, NULL);
      gboolean taken;
      ResiteJournal *journal = try_number (path, &taken, error);

      if (journal != NULL)
        *id = g_steal_pointer (&name);
      if (!taken)
        return journal;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               _ ("There are %d runs of this site today in %s. Take some away first."),
               MAX_RUNS_A_DAY, starting->data_folder);
  return NULL;
}

static ResiteEvent *
make_first_event (Starting *starting, const char *id, const char *plan, const char *runbook)
{
  g_autofree char *name = g_path_get_basename (starting->plan_path);
  ResiteEvent *event =
      resite_event_new (RESITE_EVENT_RUN_STARTED, starting->opening->by, NULL, NULL, 0);

  resite_event_set (event, "run", id);
  resite_event_set_text (event, "runbook", runbook);
  resite_event_set_text (event, "plan", plan);
  resite_event_set (event, "plan-name", name);
  resite_event_set (event, "rehearsal", starting->rehearsal ? "yes" : "no");
  return event;
}

/* In a worker: files, grammar and the disk; what is made there is used by nobody else meanwhile. */
static void
start_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Starting *starting = data;
  g_autofree char *site = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;
  g_autofree char *plan = read_plan (starting->plan_path, &site, &error);
  g_autofree char *runbook = plan != NULL ? read_runbook (starting->runbook_path, &error) : NULL;
  g_autoptr (ResiteJournal) journal =
      runbook != NULL ? create_journal (starting, site, &id, &error) : NULL;
  g_autoptr (ResiteEvent) draft =
      journal != NULL ? make_first_event (starting, id, plan, runbook) : NULL;
  g_autoptr (ResiteEvent) event =
      draft != NULL ? resite_journal_append (journal, draft, starting->opening->now, &error) : NULL;

  if (event != NULL)
    g_task_return_pointer (task, g_steal_pointer (&journal), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Starting *starting = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = g_task_propagate_pointer (G_TASK (result), &error);

  if (journal == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    resite_opening_go_on (g_steal_pointer (&starting->opening), journal, g_steal_pointer (&task));
}

void
resite_run_start_async (const char *data_folder, const char *plan_path, const char *runbook_path,
                        gboolean rehearsal, const char *by, const ResiteRunOptions *options,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (data_folder != NULL);
  g_return_if_fail (plan_path != NULL);
  g_return_if_fail (by != NULL);

  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Starting *starting = g_new0 (Starting, 1);
  g_autoptr (GTask) work = g_task_new (NULL, NULL, started_cb, task);

  starting->data_folder = g_strdup (data_folder);
  starting->plan_path = g_strdup (plan_path);
  starting->runbook_path = g_strdup (runbook_path);
  starting->rehearsal = rehearsal;
  starting->opening = resite_opening_new (by, options);
  starting->opening->is_start = TRUE;
  g_task_set_source_tag (task, resite_run_start_async);
  g_task_set_task_data (task, starting, (GDestroyNotify)starting_free);
  g_task_set_source_tag (work, start_in_thread);
  g_task_set_task_data (work, starting, NULL);
  resite_under_way_run_task (work, start_in_thread);
}
