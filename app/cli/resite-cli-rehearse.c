/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-rehearse.h"
#include "resite-cli-report.h"
#include "resite-cli-site.h"
#include "resite-error.h"
#include "resite-run-list.h"

#define PACE 60

static ResiteLab *
make_lab (ResiteCli *cli, const char *folder, ResiteClock *clock, GError **error)
{
  g_autoptr (ResiteLabScenario) scenario = NULL;
  ResiteLabOptions options = { .clock = clock, .folder = folder };

  return resite_cli_site_read (cli, &options, &scenario, error) ? resite_lab_new (&options, error)
                                                                : NULL;
}

/* A data folder may have records of sites that are gone, and another one is no site to go on in. */
static gboolean
is_of_site (const char *path, ResiteLab *lab)
{
  g_autofree char *folder = g_strconcat (resite_lab_get_folder (lab), "/", NULL);
  g_autoptr (ResiteJournal) journal = resite_journal_open (path, RESITE_JOURNAL_READ, NULL);
  g_autoptr (GPtrArray) events =
      journal != NULL ? resite_journal_read_events (journal, 0, NULL) : NULL;
  const char *plan =
      events != NULL && events->len > 0 ? resite_event_get (events->pdata[0], "plan") : NULL;

  return plan != NULL && strstr (plan, folder) != NULL;
}

/* (nullable): the newest rehearsal of @lab that is @condition. */
static char *
find_run (ResiteLab *lab, const char *data_folder, const char *condition)
{
  g_autoptr (GPtrArray) runs = resite_run_list_read (data_folder);

  for (guint i = 0; i < runs->len; i++)
    {
      const ResiteRunSummary *summary = g_ptr_array_index (runs, i);

      if (summary->rehearsal && g_strcmp0 (summary->condition, condition) == 0 &&
          is_of_site (summary->path, lab))
        return g_strdup (summary->path);
    }
  return NULL;
}

/* (nullable): the rehearsal to go on with. One whose road is at its end may have been cut off before
 * its paper was written; in a site that it has rebuilt no other can begin. */
static char *
find_unfinished (ResiteLab *lab, const char *data_folder)
{
  static const char *const conditions[] = { "open", "ended", "went-back" };
  char *path = NULL;

  for (guint i = 0; path == NULL && i < G_N_ELEMENTS (conditions); i++)
    path = find_run (lab, data_folder, conditions[i]);
  return path;
}

static ResiteRun *
begin_once (ResiteCliRehearsal *rehearsal, const char *data_folder, GError **error)
{
  ResiteCli *cli = rehearsal->cli;
  g_autofree char *open = find_unfinished (rehearsal->lab, data_folder);
  ResiteRunOptions options = { .clock = rehearsal->clock };
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_cli_catch_up (options.clock, open);
  if (open != NULL)
    resite_run_open_async (open, RESITE_RUN_ACT, resite_cli_get_by (cli), NULL, &options,
                           resite_cli_wait_cb, &wait);
  else
    resite_run_start_async (data_folder, resite_lab_get_plan_path (rehearsal->lab), NULL, TRUE,
                            resite_cli_get_by (cli), &options, resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_run_new_finish (result, error);
}

/* A plan that cannot be begun with is put right, as a person who is told its faults does. */
static ResiteRun *
begin (ResiteCliRehearsal *rehearsal, const char *data_folder, GError **error)
{
  g_autoptr (GError) refused = NULL;
  g_autofree char *said = NULL;
  ResiteRun *run = begin_once (rehearsal, data_folder, &refused);

  if (run != NULL)
    return run;
  if (!resite_lab_remedy (rehearsal->lab, "", &said, error))
    {
      if (error == NULL || *error == NULL)
        g_propagate_error (error, g_steal_pointer (&refused));
      return NULL;
    }
  resite_cli_report_say ("%s", refused->message);
  if (said != NULL)
    resite_cli_report_say ("%s", said);
  return begin_once (rehearsal, data_folder, error);
}

/* A rehearsal that was stopped in the folder goes on there. */
static gboolean
holds_lab (const char *folder)
{
  g_autofree char *plan =
      folder != NULL ? g_build_filename (folder, "rehearsal.siteplan", NULL) : NULL;

  return plan != NULL && g_file_test (plan, G_FILE_TEST_IS_REGULAR);
}

static gboolean
check_turn (ResiteCliRehearsal *rehearsal, GError **error)
{
  rehearsal->back_after = resite_cli_get (rehearsal->cli, "way-back");
  if (rehearsal->back_after == NULL ||
      resite_run_find_step (rehearsal->run, rehearsal->back_after) != NULL)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("--way-back %s: there is no such step"), rehearsal->back_after);
  return FALSE;
}

/* Nothing of it is left that could go on. */
static void
say_gone (GError **error)
{
  g_clear_error (error);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                       _ ("stopped; one that is to go on later needs --keep"));
}

static ResiteCliStatus
rehearse (ResiteCliRehearsal *rehearsal, GError **error)
{
  ResiteCli *cli = rehearsal->cli;
  ResiteCliStatus status = RESITE_CLI_REFUSED;
  g_autoptr (ResiteRun) run = NULL;
  /* Its machines vanish with it, so its record lies beside them, not among the real runs. */
  g_autofree char *data_folder =
      resite_cli_has (cli, "data-dir")
          ? g_strdup (resite_cli_get_data_folder (cli))
          : g_build_filename (resite_lab_get_folder (rehearsal->lab), "data", NULL);

  run = begin (rehearsal, data_folder, error);
  rehearsal->run = run;
  if (run != NULL && check_turn (rehearsal, error))
    status = resite_cli_rehearsal_tour (rehearsal, error);
  if (status == RESITE_CLI_CANCELLED && !resite_cli_has (cli, "keep"))
    say_gone (error);
  return status;
}

/* In @folder, or one of its own. */
static ResiteCliStatus
rehearse_in (ResiteCli *cli, const char *folder, guint restarts, GError **error)
{
  g_autoptr (ResiteClock) clock = resite_cli_make_clock (cli, PACE);
  const gboolean made = holds_lab (folder);
  g_autoptr (ResiteLab) lab =
      made ? resite_lab_open_on (folder, clock, error) : make_lab (cli, folder, clock, error);
  ResiteCliRehearsal rehearsal = { .cli = cli, .lab = lab, .clock = clock, .restarts = restarts };
  ResiteCliStatus status;

  if (lab == NULL)
    return RESITE_CLI_REFUSED;
  if (made && restarts == 0)
    resite_cli_site_tell_made (cli, folder);
  status = rehearse (&rehearsal, error);
  if (!resite_cli_has (cli, "keep"))
    resite_lab_destroy (lab);
  else
    resite_cli_report_say (_ ("The rehearsal's site stays in %s."), resite_lab_get_folder (lab));
  return status;
}

/* Only a scenario knows of power cuts. */
static gboolean
may_lose_power (ResiteCli *cli)
{
  const char *keep = resite_cli_get (cli, "keep");
  g_autofree char *path = keep != NULL ? g_build_filename (keep, "rehearsal.lab", NULL) : NULL;
  g_autoptr (GKeyFile) marker = g_key_file_new ();

  return resite_cli_has (cli, "scenario") ||
         (path != NULL && g_key_file_load_from_file (marker, path, G_KEY_FILE_NONE, NULL) &&
          g_key_file_has_group (marker, "scenario"));
}

/* What programs that lost their power have left of a site that nobody keeps. */
static void
remove_site (const char *folder)
{
  g_autoptr (ResiteLab) lab = holds_lab (folder) ? resite_lab_open (folder, NULL) : NULL;

  if (lab != NULL)
    resite_lab_destroy (lab);
  else
    /* One that was refused has made nothing in it. */
    g_rmdir (folder);
}

static ResiteCliStatus
watch_over (ResiteCli *cli, GError **error)
{
  const char *keep = resite_cli_get (cli, "keep");
  g_autofree char *folder =
      keep != NULL ? g_strdup (keep) : g_dir_make_tmp ("resite-lab-XXXXXX", error);
  ResiteCliStatus status;

  if (folder == NULL)
    return RESITE_CLI_REFUSED;
  status = resite_cli_rehearse_watch_over (cli, folder, error);
  if (keep != NULL)
    return status;
  remove_site (folder);
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say_gone (error);
  return status;
}

static ResiteCliStatus
run_rehearse (ResiteCli *cli, const char *const *arguments, GError **error)
{
  ResiteCliWatched watched;
  ResiteCliStatus status;

  resite_cli_watch_signals (cli);
  resite_cli_watched_take (&watched);
  if (watched.folder == NULL && !resite_cli_rehearsal_check_papers (cli, error))
    status = RESITE_CLI_REFUSED;
  else if (watched.folder == NULL && may_lose_power (cli))
    status = watch_over (cli, error);
  else
    status =
        rehearse_in (cli, watched.folder != NULL ? watched.folder : resite_cli_get (cli, "keep"),
                     watched.restarts, error);
  resite_cli_watched_clear (&watched);
  return status;
}

static const ResiteCliOption rehearse_options[] = {
  { "packages", RESITE_CLI_NUMBER, N_ ("N"), N_ ("How many packages, 60 if not given") },
  { "bytes", RESITE_CLI_NUMBER, N_ ("B"), N_ ("How large all of them are together") },
  { "pace", RESITE_CLI_PACE, N_ ("N|max"),
    N_ ("How many times faster waits end, 60 if not given; max: nobody waits at all") },
  { "seed", RESITE_CLI_NUMBER, N_ ("N"),
    N_ ("The same packages, and the same surprise, for the same number") },
  { "scenario", RESITE_CLI_TEXT, N_ ("NAME|FILE"),
    N_ ("What the rehearsal tells, with what goes wrong in it; surprise: made from the seed") },
  { "reach", RESITE_CLI_TEXT, N_ ("WAY"),
    N_ ("How its machines are reached: winrm (if not given), local or by-hand") },
  { "way-back", RESITE_CLI_TEXT, N_ ("STEP"),
    N_ ("Turn round after STEP, C2 to C5: the old server is put back, and the look at the machines "
        "says whether all is as it was") },
  { "keep", RESITE_CLI_PATH, N_ ("DIR"),
    N_ ("Make the site in DIR, which is empty, and keep it; called again it goes on") },
  { "summary", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Write the completion summary as PDF") },
  { "trainer", RESITE_CLI_PATH, N_ ("FILE"),
    N_ ("Write the trainer's page as PDF: what went wrong, and how soon it was found") },
  { NULL },
};

const ResiteCliVerb resite_cli_rehearse_verbs[] = {
  { "rehearse", "", 0, 0, N_ ("The whole road on a simulated site, without a person"),
    N_ ("Copies, checks, watches and preloads really run; what a person would do is signed off by "
        "the rehearsal's policy, and the record says so. Exit status 0 only if the run is finished "
        "and a look at the machines, which knows nothing of the run, says that the site is "
        "rebuilt. What goes wrong in a scenario is put right as the page of the step "
        "tells that failed; where the power fails the program is killed, and begun anew."),
    rehearse_options, run_rehearse },
  { NULL },
};
