/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-former"

#include "config.h"

#include <string.h>

#include "resite-command-job.h"
#include "resite-kit.h"
#include "resite-probe.h"
#include "run-fixture.h"

/* A run carries the runbook that it was begun with. One begun with the first version – which knew no
 * machine on the network – goes on with this one: it opens, its steps are a person's, and what this
 * version does not know any more is not an error. */

static Fixture *
begin (const char *reach)
{
  static const char *const machines[] = { "old", "new", "primary.1", "central" };
  Fixture *fixture = fixture_new ();

  g_free (fixture->runbook);
  fixture->runbook = g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "runbooks",
                                       "former", "secondary-site.xml", NULL);
  for (guint i = 0; reach != NULL && i < G_N_ELEMENTS (machines); i++)
    {
      fixture_set_plan (fixture, machines[i], "reach", reach);
      fixture_set_plan (fixture, machines[i], "winrm-user", "Administrator");
    }
  fixture_start (fixture);
  return fixture;
}

static ResiteAction *
find_action (Fixture *fixture, const char *step, const char *id)
{
  GPtrArray *actions =
      resite_step_get_actions (resite_step_run_get_step (fixture_step (fixture, step)));

  for (guint i = 0; i < actions->len; i++)
    if (g_str_equal (resite_action_get_id (actions->pdata[i]), id))
      return actions->pdata[i];
  g_error ("%s has no action %s", step, id);
}

static void
assert_automatic (Fixture *fixture, const char *step, const char *id, gboolean expected)
{
  g_autofree char *reason = NULL;
  gboolean is = resite_step_run_is_automatic (fixture_step (fixture, step),
                                              find_action (fixture, step, id), &reason);

  if (is != expected)
    g_error ("%s %s: %s", step, id, reason != NULL ? reason : "Resite does it by itself");
  g_assert_true (is == (reason == NULL));
}

static void
test_opens (void)
{
  Fixture *fixture = begin (NULL);

  g_assert_nonnull (resite_run_find_step (fixture->run, "C6@primary.2"));
  fixture_reopen (fixture);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "open");
  g_assert_nonnull (resite_run_find_step (fixture->run, "B4"));
  assert_automatic (fixture, "P1", "copy", TRUE);
  fixture_free (fixture);
}

/* The plans of then may say winrm already; it meant "by hand", and the commands have no values. */
static void
test_commands_stay_with_people (void)
{
  Fixture *fixture = begin ("winrm");

  g_assert_false (resite_command_job_knows ("services-enable"));
  assert_automatic (fixture, "B3", "enable", FALSE);
  assert_automatic (fixture, "C3", "rename", FALSE);
  assert_automatic (fixture, "C4", "rename", FALSE);
  assert_automatic (fixture, "C6@primary.1", "delete", FALSE);
  assert_automatic (fixture, "C10", "aside", FALSE);
  assert_automatic (fixture, "C2", "disable", TRUE);
  fixture_free (fixture);
}

/* The kit serves it as well, and asks before a name is taken all the same. */
static void
test_kit (void)
{
  Fixture *fixture = begin ("by-hand");
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  guint found = 0;

  for (guint i = 0; i < scripts->len; i++)
    {
      const ResiteKitScript *script = scripts->pdata[i];
      g_autofree char *text = resite_kit_script_format (script);

      if (!g_str_equal (script->name, "C4-rename.cmd") &&
          !g_str_equal (script->name, "B2-rename.cmd"))
        continue;
      found++;
      g_assert_nonnull (strstr (text, "ping -n 2 -w 2000 10.4.1.20"));
      g_assert_nonnull (strstr (text, "ping -n 2 -w 2000 BR01SMS "));
      g_assert_nonnull (strstr (text, "goto stopped"));
    }
  g_assert_cmpuint (found, ==, 2);
  g_clear_pointer (&scripts, g_ptr_array_unref);
  fixture_free (fixture);
}

/* Those of today, which bear their values, are done. */
static void
test_commands_of_today (void)
{
  Fixture *fixture = fixture_new ();

  g_clear_pointer (&fixture->runbook, g_free);
  fixture_set_plan (fixture, "old", "reach", "winrm");
  fixture_set_plan (fixture, "old", "winrm-user", "Administrator");
  fixture_start (fixture);
  assert_automatic (fixture, "C3", "rename", TRUE);
  assert_automatic (fixture, "C4", "rename", FALSE);
  fixture_free (fixture);
}

static void
assert_verb (ResiteStep *step, ResiteAction *action)
{
  const char *verb = resite_action_get (action, "verb");

  if (resite_action_get_kind (action) == RESITE_ACTION_COMMAND &&
      !resite_command_job_knows (verb) && !g_str_equal (verb, "move-back"))
    g_error ("%s: nobody knows the verb %s", resite_step_get_id (step), verb);
}

/* The grammar has the verbs of the first version, too; today's runbook has none of those. */
static void
test_verbs_of_today (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (&error);
  GPtrArray *steps;

  g_assert_no_error (error);
  steps = resite_runbook_get_steps (runbook);
  for (guint i = 0; i < steps->len; i++)
    {
      GPtrArray *actions = resite_step_get_actions (steps->pdata[i]);

      for (guint j = 0; j < actions->len; j++)
        assert_verb (steps->pdata[i], actions->pdata[j]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-former/opens", test_opens);
  g_test_add_func ("/run-former/commands-stay-with-people", test_commands_stay_with_people);
  g_test_add_func ("/run-former/kit", test_kit);
  g_test_add_func ("/run-former/commands-of-today", test_commands_of_today);
  g_test_add_func ("/run-former/verbs-of-today", test_verbs_of_today);
  return g_test_run ();
}
