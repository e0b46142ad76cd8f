/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "copy-driver"

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit/faulty-folder.h"
#include "resite-copy-job.h"
#include "resite-folder-local.h"
#include "resite-folder-smb.h"
#include "resite-verb-ledger.h"

/* copy-driver DATA SOURCE TARGET [die=N] [server] [delta] [jobs=N]: copies with a journal in DATA, and
 * prints each item that came to its end. What a test kills; or what kills itself just before the Nth
 * deed on the target. With "server" the target is as one far away: it takes no file in the place of
 * another, and cannot say what lies on its disk. SOURCE and TARGET may be smb:// places; the password
 * is RESITE_TEST_PASSWORD. */

typedef struct
{
  gint deeds;
  gint last; /* 0 none */
} Life;

static const ResiteFolderTraits server_traits = { .remote = TRUE,
                                                  .round_trip = 1000,
                                                  .ignores_case = TRUE };

static gboolean
count_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Life *life = data;

  if (faulty_call_is_deed (call) && g_atomic_int_add (&life->deeds, 1) + 1 == life->last)
    kill (getpid (), SIGKILL);
  return TRUE;
}

static void
item_ended_cb (ResiteJob *job, ResiteJobItem *item, gpointer user_data)
{
  printf ("item\t%s\t%s\t%s\n", resite_job_item_get_state (item), resite_job_item_get_name (item),
          resite_job_item_get_message (item));
  fflush (stdout);
}

static void
over_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static int
run (ResiteJob *job)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const gint64 *resumed;

  g_signal_connect (job, "item-ended", G_CALLBACK (item_ended_cb), NULL);
  resite_job_run_async (job, NULL, over_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!resite_job_run_finish (job, result, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  resumed = g_hash_table_lookup (resite_job_get_totals (job), "resumed_bytes");
  printf ("resumed_bytes %" G_GINT64_FORMAT "\n", resumed != NULL ? *resumed : -1);
  return resite_job_get_state (job) == RESITE_JOB_DONE ? 0 : 1;
}

static gboolean
read_words (char **words, Life *life, ResiteFolder *target, ResiteCopyOptions *options)
{
  for (; *words != NULL; words++)
    if (g_str_has_prefix (*words, "die="))
      life->last = atoi (*words + strlen ("die="));
    else if (g_str_equal (*words, "server"))
      FAULTY_FOLDER (target)->traits = &server_traits;
    else if (g_str_equal (*words, "delta"))
      options->delta = TRUE;
    else if (g_str_has_prefix (*words, "jobs="))
      options->workers = atoi (*words + strlen ("jobs="));
    else
      return FALSE;
  return TRUE;
}

static ResiteFolder *
open_folder (const char *place_or_path, GError **error)
{
  const ResiteSmbOptions options = { .allow_smb1 = TRUE, .create = TRUE };
  g_autoptr (ResiteSmbPlace) place = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (!g_str_has_prefix (place_or_path, "smb://"))
    return resite_folder_local_new (place_or_path, error);
  place = resite_smb_place_parse (place_or_path, error);
  if (place == NULL)
    return NULL;
  credentials = resite_credentials_new (place->user, g_getenv ("RESITE_TEST_PASSWORD"));
  return resite_folder_smb_new (place, credentials, &options);
}

int
main (int argc, char **argv)
{
  ResiteCopyOptions options = { .make_packages_read_only = TRUE, .workers = 1 };
  Life life = { 0 };
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (ResiteLedger) ledger = NULL;
  g_autoptr (ResiteFolder) source = NULL;
  g_autoptr (ResiteFolder) inner = NULL;
  g_autoptr (ResiteFolder) target = NULL;
  g_autoptr (ResiteClock) clock = NULL;
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (argc < 4)
    return 2;
  journal = resite_verb_journal_open (argv[1], "copy", argv[2], &error);
  source = error == NULL ? open_folder (argv[2], &error) : NULL;
  inner = error == NULL ? open_folder (argv[3], &error) : NULL;
  target = inner != NULL ? faulty_folder_new_around (inner, count_hook, &life) : NULL;
  if (error != NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  if (!read_words (argv + 4, &life, target, &options))
    return 2;
  ledger = resite_journal_ledger_new (journal, "copy");
  clock = resite_clock_new (1);
  job = resite_copy_job_new (source, target, ledger, clock, &options);
  status = run (job);
  printf ("deeds %d\n", g_atomic_int_get (&life.deeds));
  return resite_journal_close (journal, &error) ? status : 2;
}
