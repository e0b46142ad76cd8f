/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "run-driver"

#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "resite-clock.h"
#include "resite-lab.h"
#include "resite-policy.h"
#include "resite-run-list.h"

/* run-driver DATA PLAN RUNBOOK KILL LAB: starts a run in DATA, or goes on with the one that is
 * there, and walks it to its end with the rehearsal's policy; kills itself without a word at the
 * KILL-th thing that it learns is in the journal (0: never). RUNBOOK "-" is the one in the program,
 * PLAN "-" the lab's. LAB is a folder, made where it is missing, "-" a site without a lab. Prints
 * what became of every step. */

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static guint kill_at;
static guint written;

static void
wait_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->result = g_object_ref (result);
  if (wait->loop != NULL)
    g_main_loop_quit (wait->loop);
}

static GAsyncResult *
wait_for (Wait *wait)
{
  if (wait->result == NULL)
    {
      wait->loop = g_main_loop_new (NULL, FALSE);
      g_main_loop_run (wait->loop);
      g_clear_pointer (&wait->loop, g_main_loop_unref);
    }
  return g_steal_pointer (&wait->result);
}

static void
fail (const char *what, const GError *error)
{
  g_printerr ("%s: %s\n", what, error->message);
  exit (1);
}

static void
count (void)
{
  if (++written == kill_at)
    raise (SIGKILL);
}

static void
job_added_cb (GListModel *jobs, guint position, guint removed, guint added, gpointer data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (jobs, i);
      g_signal_connect (job, "item-ended", G_CALLBACK (count), NULL);
    }
}

static ResiteRun *
open_run (const char **arguments, ResiteLab *lab, ResiteClock *clock)
{
  Wait wait = { NULL, NULL };
  ResiteRunOptions options = { .clock = clock };
  g_autoptr (GPtrArray) runs = resite_run_list_read (arguments[1]);
  const char *plan =
      strcmp (arguments[2], "-") == 0 ? resite_lab_get_plan_path (lab) : arguments[2];
  const char *runbook = strcmp (arguments[3], "-") == 0 ? NULL : arguments[3];
  g_autoptr (GError) error = NULL;

  if (runs->len > 0)
    resite_run_open_async (((ResiteRunSummary *)runs->pdata[0])->path, RESITE_RUN_ACT, "Driver",
                           NULL, &options, wait_cb, &wait);
  else
    resite_run_start_async (arguments[1], plan, runbook, TRUE, "Driver", &options, wait_cb, &wait);
  g_autoptr (GAsyncResult) result = wait_for (&wait);
  ResiteRun *run = resite_run_new_finish (result, &error);
  if (run == NULL)
    fail ("open", error);
  return run;
}

static gboolean
deed_cb (ResiteStepRun *step, gpointer data, GError **error)
{
  return resite_lab_act (data, resite_step_get_id (resite_step_run_get_step (step)), error);
}

static void
walk (ResiteRun *run, ResiteLab *lab)
{
  Wait wait = { NULL, NULL };
  g_autoptr (ResitePolicy) policy = resite_policy_new_rehearsal ("Driver");
  g_autoptr (GError) error = NULL;

  if (lab != NULL)
    resite_policy_set_deed (policy, deed_cb, lab);
  resite_policy_walk_async (policy, run, NULL, wait_cb, &wait);
  g_autoptr (GAsyncResult) result = wait_for (&wait);
  if (!resite_policy_walk_finish (policy, result, &error))
    fail ("walk", error);
}

static void
print_steps (ResiteRun *run)
{
  GListModel *steps = resite_run_get_steps (run);
  guint n_steps = g_list_model_get_n_items (steps);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      const ResiteStepState *state = resite_step_run_get_state (step);
      g_print ("%s %s %u %s\n", resite_step_run_get_name (step),
               resite_step_status_to_string (resite_step_run_get_status (step)),
               resite_step_run_get_attempt (step),
               state != NULL && state->how != NULL ? state->how : "-");
    }
  g_print ("condition %s\n", resite_run_get_condition (run));
}

static void
close_run (ResiteRun *run)
{
  Wait wait = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  resite_run_close_async (run, wait_cb, &wait);
  g_autoptr (GAsyncResult) result = wait_for (&wait);
  if (!resite_run_close_finish (run, result, &error))
    fail ("close", error);
}

static ResiteLab *
open_lab (const char *folder)
{
  ResiteLabOptions options = {
    .packages = 6, .bytes = 60000, .folder = folder, .reach = RESITE_LAB_LOCAL
  };
  g_autoptr (GError) error = NULL;
  ResiteLab *lab;

  if (strcmp (folder, "-") == 0)
    return NULL;
  lab = g_file_test (folder, G_FILE_TEST_EXISTS) ? resite_lab_open (folder, &error)
                                                 : resite_lab_new (&options, &error);
  if (lab == NULL)
    fail ("lab", error);
  return lab;
}

int
main (int argc, const char **argv)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (60000);

  if (argc != 6)
    {
      g_printerr ("usage: run-driver DATA PLAN RUNBOOK KILL LAB\n");
      return 2;
    }
  kill_at = (guint)g_ascii_strtoull (argv[4], NULL, 10);
  g_autoptr (ResiteLab) lab = open_lab (argv[5]);
  g_autoptr (ResiteRun) run = open_run (argv, lab, clock);
  g_signal_connect (run, "event", G_CALLBACK (count), NULL);
  g_signal_connect (resite_run_get_jobs (run), "items-changed", G_CALLBACK (job_added_cb), NULL);
  walk (run, lab);
  g_print ("written %u\n", written);
  print_steps (run);
  close_run (run);
  return 0;
}
