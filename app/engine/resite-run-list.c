/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-list"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-run-list.h"
#include "resite-run-private.h"

void
resite_run_summary_free (ResiteRunSummary *summary)
{
  if (summary == NULL)
    return;
  g_free (summary->path);
  g_free (summary->id);
  g_free (summary->title);
  g_free (summary->condition);
  g_free (summary->current);
  g_free (summary->message);
  g_free (summary->owner);
  g_free (summary);
}

char *
resite_run_list_get_data_folder (void)
{
  char *folder = g_build_filename (g_get_user_data_dir (), "resite", NULL);

  /* Where it cannot be made, the first run that is started there says so. */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("%s cannot be made", folder);
  return folder;
}

static char *
make_title (ResitePlan *plan)
{
  const char *code = resite_plan_get (plan, "site.code");
  const char *server = resite_plan_get (plan, "site.server-name");

  return g_strdup_printf ("%s %s", code != NULL ? code : "", server != NULL ? server : "");
}

static void
describe_run (ResiteRunSummary *summary, ResiteRun *run)
{
  ResiteStepRun *current = resite_run_get_current (run);
  gboolean open = g_str_equal (resite_run_get_condition (run), "open");

  g_free (summary->id);
  summary->id = g_strdup (resite_run_get_id (run));
  summary->title = make_title (run->plan);
  summary->condition = g_strdup (resite_run_get_condition (run));
  summary->current = g_strdup (open && current != NULL ? resite_step_run_get_name (current) : "");
  summary->rehearsal = resite_run_is_rehearsal (run);
  summary->started_at = resite_run_state_get_started_at (run->state);
  summary->last_at = resite_run_state_get_last_at (run->state);
}

static void
describe_unreadable (ResiteRunSummary *summary, const GError *error)
{
  GStatBuf status;

  summary->title = g_strdup ("");
  summary->condition = g_strdup ("unreadable");
  summary->current = g_strdup ("");
  summary->message = g_strdup (error->message);
  if (g_stat (summary->path, &status) == 0)
    summary->started_at = summary->last_at = (gint64)status.st_mtime * G_USEC_PER_SEC;
}

static ResiteRun *
read_run (const char *path, gboolean *empty, GError **error)
{
  g_autoptr (ResiteJournal) journal = resite_journal_open (path, RESITE_JOURNAL_READ, error);
  g_autoptr (GPtrArray) events =
      journal != NULL ? resite_journal_read_events (journal, 0, error) : NULL;

  *empty = events != NULL && events->len == 0;
  return events != NULL && !*empty ? _resite_run_new (journal, events, error) : NULL;
}

/* (nullable): a start that was cut off before its first entry is no run; the next one takes its
 * name. */
static ResiteRunSummary *
read_summary (const char *folder, const char *name)
{
  g_autoptr (ResiteRunSummary) summary = g_new0 (ResiteRunSummary, 1);
  g_autoptr (GError) error = NULL;
  gboolean alive = FALSE;
  gboolean empty;

  summary->path = g_build_filename (folder, name, NULL);
  summary->id = g_strndup (name, strlen (name) - strlen (".resite"));
  g_autofree char *owner = resite_journal_describe_owner (summary->path, &alive);
  if (alive)
    summary->owner = g_steal_pointer (&owner);

  g_autoptr (ResiteRun) run = read_run (summary->path, &empty, &error);
  if (empty)
    return NULL;
  if (run != NULL)
    describe_run (summary, run);
  else
    describe_unreadable (summary, error);
  return g_steal_pointer (&summary);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const ResiteRunSummary *one = *(ResiteRunSummary *const *)a;
  const ResiteRunSummary *other = *(ResiteRunSummary *const *)b;

  if (one->last_at != other->last_at)
    return one->last_at > other->last_at ? -1 : 1;
  return g_strcmp0 (other->id, one->id);
}

GPtrArray *
resite_run_list_read (const char *data_folder)
{
  g_return_val_if_fail (data_folder != NULL, NULL);

  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_run_summary_free);
  g_autoptr (GDir) dir = g_dir_open (data_folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      ResiteRunSummary *summary =
          g_str_has_suffix (name, ".resite") ? read_summary (data_folder, name) : NULL;

      if (summary != NULL)
        g_ptr_array_add (list, summary);
    }
  g_ptr_array_sort (list, compare_newest_first);
  return list;
}
