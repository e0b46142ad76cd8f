/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-job-watch.h"
#include "resite-runbook.h"

/* The watches of the procedure, each over logs as SMS writes them: what ends it well, what ends it
 * badly, what a hole in the record does, and what no line may decide alone. An hour of the clock is
 * a second here. */

#define PACE    3600
#define PACKAGE "P0100012"

typedef struct
{
  char *folder;
  ResiteRunbook *runbook;
  ResitePlan *plan;
  ResiteVariables *variables;
  ResiteConnections *connections;
  ResiteClock *clock;
  GPtrArray *forwarded;
  gint64 since;
  /* What happens once the first lines have come by. */
  void (*then) (void *fixture);
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "sample.siteplan", NULL);
  g_autofree char *primary = NULL;

  fixture->folder = job_run_make_folder ();
  primary = g_build_filename (fixture->folder, "primary", NULL);
  fixture->runbook = resite_runbook_new_builtin (&error);
  g_assert_no_error (error);
  fixture->plan = resite_plan_new_from_file (path, &error);
  g_assert_no_error (error);
  fixture->variables = resite_plan_to_variables (fixture->plan);
  resite_variables_set (fixture->variables, "step.R3.package", PACKAGE);
  resite_variables_set (fixture->variables, "site.sms-folder", "E:\\SMS");
  resite_variables_set (fixture->variables, "primary.logs", "D:\\Logs");
  resite_variables_set (fixture->variables, "primary.server-name", "HQSMS01");
  resite_variables_set (fixture->variables, "primary.site-code", "P01");
  fixture->connections = resite_connections_new ();
  resite_connections_add (fixture->connections, "new", RESITE_REACH_BY_HAND, fixture->folder);
  resite_connections_add (fixture->connections, "primary.1", RESITE_REACH_BY_HAND, primary);
  fixture->clock = resite_clock_new (PACE);
  fixture->forwarded = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->runbook);
  g_object_unref (fixture->plan);
  g_object_unref (fixture->variables);
  g_object_unref (fixture->connections);
  g_object_unref (fixture->clock);
  g_ptr_array_unref (fixture->forwarded);
  job_run_remove_folder (fixture->folder);
}

static ResiteAction *
find_watch (Fixture *fixture, const char *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_runbook_find_step (fixture->runbook, step));

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_WATCH)
      return actions->pdata[i];
  g_error ("%s watches nothing", step);
}

static void
looked_cb (ResiteJob *job, gpointer data)
{
  Fixture *fixture = data;
  void (*then) (void *fixture) = fixture->then;

  if (resite_watch_job_count_lines (RESITE_WATCH_JOB (job)) == 0)
    return;
  fixture->then = NULL;
  if (then != NULL)
    then (fixture);
}

static ResiteJob *
make (Fixture *fixture, const char *step)
{
  const ResiteJobOrder order = {
    .action = find_watch (fixture, step),
    .machine = "new",
    .variables = fixture->variables,
    .plan = fixture->plan,
    .connections = fixture->connections,
  };
  g_autofree char *since = g_strdup_printf ("%" G_GINT64_FORMAT, fixture->since);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJobArguments) arguments = resite_job_arguments_new (&order, &error);
  ResiteJob *job;

  g_assert_no_error (error);
  resite_job_arguments_set_forwarded (arguments, fixture->forwarded);
  if (fixture->since != 0)
    resite_job_arguments_set (arguments, "since-time", since);
  job = _resite_job_watch_make (arguments, NULL, fixture->clock, &error);
  g_assert_no_error (error);
  resite_watch_job_set_interval (RESITE_WATCH_JOB (job), 20);
  g_signal_connect (job, "looked", G_CALLBACK (looked_cb), fixture);
  return job;
}

static char *
log_of (Fixture *fixture, const char *name)
{
  return g_strconcat (g_str_has_prefix (name, "sender") ? "primary/D/Logs/" : "E/SMS/Logs/", name,
                      NULL);
}

/* @text of a sample where it names one. */
static void
write_log (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *place = log_of (fixture, name);
  g_autofree char *sample = g_strconcat ("logs/", text, NULL);
  g_autofree char *bytes =
      g_str_has_suffix (text, ".log") ? job_run_read_data (sample, NULL) : g_strdup (text);

  g_free (job_run_write (fixture->folder, place, bytes));
}

static void
append_log (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *place = log_of (fixture, name);
  g_autofree char *path = g_build_filename (fixture->folder, place, NULL);

  job_run_append (path, text);
}

static void
assert_says (ResiteJob *job, const char *part)
{
  const char *message = resite_job_get_message (job);

  if (part != NULL && (message == NULL || strstr (message, part) == NULL))
    g_error ("\"%s\" is not in \"%s\"", part, message);
}

static void
assert_ends (Fixture *fixture, const char *step, ResiteJobState state, const char *part)
{
  g_autoptr (ResiteJob) job = make (fixture, step);

  job_run_to_end (job, NULL, NULL);
  if (resite_job_get_state (job) != state)
    g_error ("%s ended as %d: %s", step, resite_job_get_state (job), resite_job_get_message (job));
  assert_says (job, part);
  if (state == RESITE_JOB_DONE)
    g_assert_cmpstr (resite_job_get_how (job), ==, "L");
}

#define IDLE "~Wait for site control changes for maximum 3600 seconds...\r\n"

/* Without a former log beside it: what stood there is lost. */
static void
lose_hman (void *data)
{
  Fixture *fixture = data;

  write_log (fixture, "hman.log", "x\r\n");
}

static void
test_c12 (Fixture *fixture, gconstpointer data)
{
  write_log (fixture, "sitecomp.log", "sitecomp-ok.log");
  write_log (fixture, "hman.log", IDLE);
  assert_ends (fixture, "C12", RESITE_JOB_DONE, NULL);
  write_log (fixture, "hman.log", "Some first words that are long enough\r\n" IDLE);
  fixture->then = lose_hman;
  assert_ends (fixture, "C12", RESITE_JOB_STOPPED_ITSELF, "not unbroken");
  write_log (fixture, "hman.log", "nothing is said\r\n");
  assert_ends (fixture, "C12", RESITE_JOB_STOPPED_ITSELF, "the good sign did not come yet");
  write_log (fixture, "hman.log", "hman.log");
  assert_ends (fixture, "C12", RESITE_JOB_FAILED, "keys of the site");
}

static void
set_up_anew (void *data)
{
  append_log (data, "MPSetup.log", "<10-14-2008 10:00:00> MP.MSI exited with return code: 0\r\n");
}

/* The newest attempt alone counts, and one that has just begun says nothing yet. */
static void
test_c15 (Fixture *fixture, gconstpointer data)
{
  write_log (fixture, "MPcontrol.log", "mpcontrol-ok.log");
  write_log (fixture, "mpMSI.log", "MainEngineThread is returning 1603\r\n");
  write_log (fixture, "MPSetup.log", "mpsetup-success.log");
  assert_ends (fixture, "C15", RESITE_JOB_DONE, "ended well");
  write_log (fixture, "MPSetup.log", "mpsetup-reboot.log");
  assert_ends (fixture, "C15", RESITE_JOB_DONE, "ended well");
  write_log (fixture, "MPSetup.log", "mpsetup-fail-then-success.log");
  assert_ends (fixture, "C15", RESITE_JOB_DONE, "ended well");
  write_log (fixture, "MPSetup.log", "mpsetup-failure.log");
  assert_ends (fixture, "C15", RESITE_JOB_FAILED, "could not be installed");
  append_log (fixture, "MPSetup.log", "<10-14-2008 09:42:17> SMSMP Setup Started....\r\n");
  fixture->then = set_up_anew;
  assert_ends (fixture, "C15", RESITE_JOB_DONE, "ended well");
  write_log (fixture, "MPSetup.log", "mpsetup-running.log");
  assert_ends (fixture, "C15", RESITE_JOB_STOPPED_ITSELF, "No line decided");
}

/* What is known of a later product only is a hint, and the site was not asked. */
static void
test_r5 (Fixture *fixture, gconstpointer data)
{
  write_log (fixture, "distmgr.log", "distmgr-secondary-ok.log");
  assert_ends (fixture, "R5", RESITE_JOB_STOPPED_ITSELF, "not proved for SMS 2003");
  write_log (fixture, "distmgr.log",
             "~Package " PACKAGE " requires a newer version (2) of source files\r\n");
  assert_ends (fixture, "R5", RESITE_JOB_FAILED, "too old");
  write_log (fixture, "distmgr.log",
             "~Package P0100099 requires a newer version (2) of source files\r\n");
  assert_ends (fixture, "R5", RESITE_JOB_STOPPED_ITSELF, "No line decided");
}

static ResiteJob *
make_witnessed (Fixture *fixture, const char *step)
{
  ResiteJob *job = make (fixture, step);
  g_autoptr (ResiteProbe) probe = resite_probe_new ("there", "It is there", "file");

  probe->machine = g_strdup ("new");
  probe->path = g_strdup ("E:\\installed");
  resite_watch_ending_set_witness (resite_watch_job_get_ending (RESITE_WATCH_JOB (job)), probe,
                                   fixture->connections);
  return job;
}

static void
install (void *data)
{
  g_free (job_run_write (((Fixture *)data)->folder, "E/installed", "yes"));
}

static void
uninstall (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "E", "installed", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
lose_and_install (void *data)
{
  write_log (data, "sender.log", "x\r\n");
  install (data);
}

static void
assert_witnessed (Fixture *fixture, const char *step, ResiteJobState state, const char *part)
{
  g_autoptr (ResiteJob) job = make_witnessed (fixture, step);

  job_run_to_end (job, NULL, NULL);
  if (resite_job_get_state (job) != state)
    g_error ("%s ended as %d: %s", step, resite_job_get_state (job), resite_job_get_message (job));
  assert_says (job, part);
  if (state != RESITE_JOB_DONE)
    return;
  g_assert_cmpstr (resite_job_get_how (job), ==, "V");
  job_run_assert_state (job, "there", "ok");
}

static void
test_r5_asked (Fixture *fixture, gconstpointer data)
{
  write_log (fixture, "distmgr.log", "distmgr-secondary-ok.log");
  fixture->then = install;
  assert_witnessed (fixture, "R5", RESITE_JOB_DONE, "installed");
}

/* Whole content is bad at once; information alone is not enough to be good. */
static void
test_r7 (Fixture *fixture, gconstpointer data)
{
  fixture->since = 1;
  write_log (fixture, "sender.log", "sender-content-sent.log");
  assert_ends (fixture, "R7", RESITE_JOB_FAILED, "whole package");
  write_log (fixture, "sender.log", "sender-info-only.log");
  assert_ends (fixture, "R7", RESITE_JOB_STOPPED_ITSELF, "not proved for SMS 2003");
  fixture->then = install;
  assert_witnessed (fixture, "R7", RESITE_JOB_DONE, "information, not content");
}

static void
test_r7_holes (Fixture *fixture, gconstpointer data)
{
  fixture->since = 1;
  write_log (fixture, "sender.log", "sender-info-only.log");
  fixture->then = lose_and_install;
  assert_witnessed (fixture, "R7", RESITE_JOB_STOPPED_ITSELF, "not unbroken");
  /* What another package needed is not counted. */
  uninstall (fixture);
  fixture->then = install;
  resite_variables_set (fixture->variables, "step.R3.package", "P0100077");
  write_log (fixture, "sender.log", "sender-content-sent.log");
  assert_witnessed (fixture, "R7", RESITE_JOB_DONE, "information, not content");
  resite_variables_set (fixture->variables, "step.R3.package", PACKAGE);
  /* Content that was sent before the step is of another time. */
  fixture->since = g_get_real_time ();
  write_log (fixture, "sender.log", "sender-content-sent.log");
  install (fixture);
  assert_witnessed (fixture, "R7", RESITE_JOB_DONE, NULL);
}

static void
forward (Fixture *fixture, const char *id)
{
  g_ptr_array_add (fixture->forwarded, g_strdup (id));
}

static void
test_r12 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  forward (fixture, PACKAGE);
  forward (fixture, "p0100013");
  write_log (fixture, "distmgr.log", "distmgr-secondary-ok.log");
  job = make (fixture, "R12");
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (resite_job_get_how (job), ==, "L");
  job_run_assert_state (job, PACKAGE, "seen");
  job_run_assert_state (job, "P0100013", "seen");
  forward (fixture, "P0100099");
  assert_ends (fixture, "R12", RESITE_JOB_STOPPED_ITSELF, "1 of 3 packages");
}

static void
lose_distmgr (void *data)
{
  write_log (data, "distmgr.log", "x\r\n");
}

/* Versions that differ are noted with the package; they are no reason not to wait for the others. */
static void
test_r12_holes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  forward (fixture, "P01000B6");
  write_log (fixture, "distmgr.log", "distmgr-secondary-fail.log");
  job = make (fixture, "R12");
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  job_run_assert_state (job, "P01000B6", "failed");
  fixture->then = lose_distmgr;
  assert_ends (fixture, "R12", RESITE_JOB_STOPPED_ITSELF, "not unbroken");
  g_ptr_array_set_size (fixture->forwarded, 0);
  write_log (fixture, "distmgr.log", "distmgr-secondary-ok.log");
  assert_ends (fixture, "R12", RESITE_JOB_STOPPED_ITSELF, "not known which packages");
}

/* What an earlier watch saw of the packages is seen. */
static void
test_rows_of_packages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (GPtrArray) patterns =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_watch_pattern_free);
  const ResiteWatchWant want = { .quiet = RESITE_WATCH_QUIET_PACKAGES,
                                 .quiet_seconds = 600,
                                 .listed = TRUE };

  forward (fixture, PACKAGE);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path =
          job_run_write (fixture->folder, "a.log", i == 0 ? "package " PACKAGE " is done\r\n" : "");
      const char *const files[] = { path, NULL };
      g_autoptr (ResiteJob) job =
          resite_watch_job_new (files, patterns, TRUE, ledger, fixture->clock, 0);
      ResiteWatchEnding *ending = resite_watch_job_get_ending (RESITE_WATCH_JOB (job));

      resite_watch_job_set_interval (RESITE_WATCH_JOB (job), 20);
      resite_watch_ending_set_packages (ending, fixture->forwarded, TRUE);
      resite_watch_ending_set_want (ending, &want);
      if (i == 0)
        g_signal_connect (job, "looked", G_CALLBACK (resite_job_cancel), NULL);
      job_run_to_end (job, NULL, NULL);
      job_run_assert_state (job, PACKAGE, "seen");
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/watch-steps/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("c12", test_c12);
  ADD ("c15", test_c15);
  ADD ("r5", test_r5);
  ADD ("r5-asked", test_r5_asked);
  ADD ("r7", test_r7);
  ADD ("r7-holes", test_r7_holes);
  ADD ("r12", test_r12);
  ADD ("r12-holes", test_r12_holes);
  ADD ("rows-of-packages", test_rows_of_packages);
  return g_test_run ();
}
