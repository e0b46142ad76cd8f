/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-job-order"

#include "config.h"

#include <string.h>

#include "resite-job-factory.h"
#include "resite-runbook.h"

/* From an action and a plan to arguments: which machine is meant, can it be done from here, what
 * is written down before it happens. */

static const char text[] =
    "<runbook id='x' version='1'><title>t</title><phase id='P'><title>t</title><intro>i</intro>"
    "<step id='P1' on='new' after=''><title>t</title><why>w</why>"
    "<copy id='copy' from='source' from-path='E:\\SMSPKG' to='new' to-path='${site.smspkg}' "
    "mode='${options.first-copy}'/>"
    "<watch id='watch' machine='primary' log='${primary.1.logs}\\sender.log' package='C0100010'>"
    "<good pattern='sent ${package} to ${site.code}'><label>l</label></good></watch>"
    "<check id='check'>"
    "<probe id='file' type='file' machine='desk' path='${tools.clonedp}'><label>l</label></probe>"
    "<probe id='value' type='value' path='site.code'><label>l</label></probe></check>"
    "<bulk id='assign' worker='assign' selection='all' machine='new'><title>t</title></bulk>"
    "<wait id='told' for='told'/><wait id='minute' seconds='60'/>"
    "<by-hand><p>p</p></by-hand></step></phase></runbook>";

typedef struct
{
  ResiteRunbook *runbook;
  ResitePlan *plan;
  ResiteVariables *variables;
  ResiteConnections *connections;
  ResiteJobOrder order;
} Fixture;

static const char *
judge_cb (const char *step_id, gpointer data)
{
  return "good";
}

static Fixture *
fixture_new (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "sample.siteplan", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  fixture->runbook = resite_runbook_new_from_data ("x.xml", bytes, &error);
  g_assert_no_error (error);
  fixture->plan = resite_plan_new_from_file (path, &error);
  g_assert_no_error (error);
  fixture->variables = resite_plan_to_variables (fixture->plan);
  fixture->connections = resite_connections_new ();
  fixture->order = (ResiteJobOrder){
    .machine = "new",
    .variables = fixture->variables,
    .plan = fixture->plan,
    .connections = fixture->connections,
    .judge = judge_cb,
  };
  return fixture;
}

static void
fixture_free (Fixture *fixture)
{
  g_clear_object (&fixture->runbook);
  g_clear_object (&fixture->plan);
  g_clear_object (&fixture->variables);
  g_clear_object (&fixture->connections);
  g_free (fixture);
}

static void
choose (Fixture *fixture, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_runbook_find_step (fixture->runbook, "P1"));

  for (guint i = 0; i < actions->len; i++)
    if (g_str_equal (resite_action_get_id (actions->pdata[i]), id))
      fixture->order.action = actions->pdata[i];
}

static void
assert_machine (Fixture *fixture, const char *role, const char *expected)
{
  g_autofree char *machine = resite_job_order_find_machine (&fixture->order, role);

  g_assert_cmpstr (machine, ==, expected);
}

static void
test_machines (void)
{
  Fixture *fixture = fixture_new ();

  assert_machine (fixture, NULL, "new");
  assert_machine (fixture, "source", "source");
  assert_machine (fixture, "primary", "primary.1");
  fixture->order.machine = "primary.2";
  assert_machine (fixture, "primary", "primary.2");
  assert_machine (fixture, NULL, "primary.2");
  fixture_free (fixture);
}

static void
assert_not_automatic (Fixture *fixture, const char *id, const char *part)
{
  g_autofree char *reason = NULL;

  choose (fixture, id);
  g_assert_false (resite_job_order_is_automatic (&fixture->order, &reason));
  if (strstr (reason, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, reason);
  g_assert_false (resite_job_order_is_automatic (&fixture->order, NULL));
}

static void
assert_automatic (Fixture *fixture, const char *id)
{
  choose (fixture, id);
  g_assert_true (resite_job_order_is_automatic (&fixture->order, NULL));
}

/* Reading needs the files; changing something also needs a machine that is not reached by hand. */
static void
test_reach (void)
{
  Fixture *fixture = fixture_new ();

  assert_not_automatic (fixture, "copy", "[source] files");
  resite_connections_add (fixture->connections, "source", RESITE_REACH_BY_HAND, "/srv/source");
  assert_not_automatic (fixture, "copy", "[new] reach");
  resite_connections_add (fixture->connections, "new", RESITE_REACH_LOCAL, NULL);
  assert_not_automatic (fixture, "copy", "[new] files");
  resite_connections_add (fixture->connections, "new", RESITE_REACH_LOCAL, "/srv/new");
  assert_automatic (fixture, "copy");
  assert_not_automatic (fixture, "watch", "[primary.1] files");
  resite_connections_add (fixture->connections, "primary.1", RESITE_REACH_BY_HAND, "/srv/p1");
  assert_automatic (fixture, "watch");
  assert_not_automatic (fixture, "told", "a person at the machine");
  assert_automatic (fixture, "minute");
  assert_automatic (fixture, "check");
  fixture_free (fixture);
}

static void
reach_by_smb (Fixture *fixture, const char *machine, ResiteReach reach)
{
  const ResiteFilesWay way = { .host = "192.0.2.7", .user = "setup" };

  resite_connections_add (fixture->connections, machine, reach, "smb://");
  resite_connections_set_files_way (fixture->connections, machine, &way);
}

static void
assert_list (GPtrArray *list, const char *expected)
{
  g_autoptr (GPtrArray) words = list;
  g_autofree char *joined = NULL;

  g_ptr_array_add (words, NULL);
  joined = g_strjoinv (" ", (char **)words->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

/* Who is asked for a password, and which box is looked at, before a file is touched over SMB. */
static void
test_over_smb (void)
{
  Fixture *fixture = fixture_new ();

  reach_by_smb (fixture, "source", RESITE_REACH_SMB);
  reach_by_smb (fixture, "new", RESITE_REACH_BY_HAND);
  assert_not_automatic (fixture, "copy", "[new] reach");
  reach_by_smb (fixture, "new", RESITE_REACH_SMB);
  assert_automatic (fixture, "copy");
  assert_list (resite_job_order_list_files (&fixture->order), "source new");
  assert_list (resite_job_order_list_remote (&fixture->order), "");
  reach_by_smb (fixture, "new", RESITE_REACH_WINRM);
  assert_automatic (fixture, "copy");
  assert_list (resite_job_order_list_remote (&fixture->order), "new");
  reach_by_smb (fixture, "primary.1", RESITE_REACH_SMB);
  assert_automatic (fixture, "watch");
  assert_list (resite_job_order_list_files (&fixture->order), "primary.1");
  choose (fixture, "check");
  assert_list (resite_job_order_list_files (&fixture->order), "");
  fixture_free (fixture);
}

/* Whoever names the server that has the packages means that one: no other is asked instead. */
static void
test_named_provider (void)
{
  Fixture *fixture = fixture_new ();

  assert_not_automatic (fixture, "assign", "[central] reach");
  resite_connections_add (fixture->connections, "central", RESITE_REACH_WINRM, NULL);
  resite_connections_add (fixture->connections, "primary.1", RESITE_REACH_BY_HAND, NULL);
  assert_automatic (fixture, "assign");
  resite_variables_set (fixture->variables, "step.R14.primary-server", "HQSMS99");
  assert_not_automatic (fixture, "assign", "HQSMS99 was named");
  resite_variables_set (fixture->variables, "step.R14.primary-server",
                        resite_plan_get (fixture->plan, "primary.1.server-name"));
  assert_not_automatic (fixture, "assign", "was named");
  resite_connections_add (fixture->connections, "primary.1", RESITE_REACH_WINRM, NULL);
  assert_automatic (fixture, "assign");
  fixture_free (fixture);
}

static void
test_copied_by_hand (void)
{
  Fixture *fixture = fixture_new ();

  resite_connections_add (fixture->connections, "source", RESITE_REACH_LOCAL, "/srv/source");
  resite_connections_add (fixture->connections, "new", RESITE_REACH_LOCAL, "/srv/new");
  resite_variables_set (fixture->variables, "options.first-copy", "by-hand");
  assert_not_automatic (fixture, "copy", "copied by hand");
  fixture_free (fixture);
}

static void
assert_line (ResiteJobArguments *arguments, const char *line)
{
  g_autofree char *lines = resite_job_arguments_format (arguments);
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  if (!g_strv_contains ((const char *const *)list, line))
    g_error ("\"%s\" is not in \"%s\"", line, lines);
}

static ResiteJobArguments *
expand (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;

  choose (fixture, id);
  ResiteJobArguments *arguments = resite_job_arguments_new (&fixture->order, &error);
  g_assert_no_error (error);
  return arguments;
}

static void
test_arguments (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (ResiteJobArguments) copy = expand (fixture, "copy");
  g_autoptr (ResiteJobArguments) watch = expand (fixture, "watch");
  g_autoptr (ResiteJobArguments) wait = expand (fixture, "minute");

  assert_line (copy, "from=source");
  assert_line (copy, "to-path=E:\\SMSPKG");
  assert_line (copy, "mode=copy");
  assert_line (watch, "machine=primary.1");
  assert_line (watch, "log=D:\\SMS\\Logs\\sender.log");
  assert_line (watch, "good=sent C0100010 to S01");
  g_assert_cmpstr (resite_job_arguments_get (wait, "seconds"), ==, "60");
  g_assert_null (resite_job_arguments_get (wait, "log"));
  fixture_free (fixture);
}

/* One probe whose place the plan does not say fails by itself; the others are looked at. */
static void
test_probe_without_place (void)
{
  Fixture *fixture = fixture_new ();

  resite_variables_set (fixture->variables, "tools.clonedp", NULL);
  g_autoptr (ResiteJobArguments) check = expand (fixture, "check");
  g_autofree char *lines = resite_job_arguments_format (check);
  g_assert_nonnull (strstr (lines, "probe file=value desk"));
  g_assert_nonnull (strstr (lines, "tools.clonedp"));
  assert_line (check, "probe value=value new site.code S01");
  fixture_free (fixture);
}

static void
test_missing (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  resite_variables_set (fixture->variables, "primary.1.logs", NULL);
  choose (fixture, "watch");
  g_assert_null (resite_job_arguments_new (&fixture->order, &error));
  g_assert_nonnull (strstr (error->message, "primary.1.logs"));
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job-order/machines", test_machines);
  g_test_add_func ("/job-order/reach", test_reach);
  g_test_add_func ("/job-order/over-smb", test_over_smb);
  g_test_add_func ("/job-order/named-provider", test_named_provider);
  g_test_add_func ("/job-order/copied-by-hand", test_copied_by_hand);
  g_test_add_func ("/job-order/arguments", test_arguments);
  g_test_add_func ("/job-order/probe-without-place", test_probe_without_place);
  g_test_add_func ("/job-order/missing", test_missing);
  return g_test_run ();
}
