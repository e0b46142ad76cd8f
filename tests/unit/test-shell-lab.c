/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "lab-fixture.h"
#include "resite-detached.h"
#include "resite-lab-server.h"
#include "resite-shell-private.h"
#include "shell-server.h"

/* The remote shell at the machines of the rehearsal, over TLS, with what real servers do wrong. */

#define USER   "Technician"
#define SECRET "s3cret: word"

typedef struct
{
  LabFixture lab;
  ResiteLabServer *server;
  ResiteWsman *wsman;
  ResiteMachine *machine;
  ResiteShell *shell;
  ResiteDetachedOrder order;

  const char *line;
  ResiteShellOptions options;
  ResiteShellResult *result;
  ResiteDetachedStatus *status;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new (USER, SECRET);
  g_autoptr (ResiteTrust) trust = NULL;
  g_autofree char *url = NULL;
  ResiteWsmanOptions options = { NULL };
  g_autoptr (GError) error = NULL;

  resite_shell_second_in_ms = 10;
  lab_fixture_set_up (&fixture->lab, NULL);
  fixture->server =
      resite_lab_server_new (fixture->lab.world, fixture->lab.folder, USER, SECRET, &error);
  g_assert_no_error (error);
  trust = resite_trust_new (resite_lab_server_get_ca_file (fixture->server), NULL, &error);
  g_assert_no_error (error);
  url = resite_lab_server_get_https (fixture->server, "old");
  options.url = url;
  options.credentials = credentials;
  options.trust = trust;
  fixture->wsman = resite_wsman_new (&options, &error);
  g_assert_no_error (error);
  fixture->machine = resite_machine_new ("old", RESITE_CIM (fixture->wsman), fixture->wsman, NULL);
  fixture->shell = resite_machine_open_shell (fixture->machine, &error);
  g_assert_no_error (error);
  fixture->options.patience_seconds = 6000;
}

static void
close_worker (gpointer data)
{
  resite_shell_close (data);
}

static void
forget (Fixture *fixture)
{
  g_clear_pointer (&fixture->result, resite_shell_result_free);
  g_clear_pointer (&fixture->status, resite_detached_status_free);
  g_clear_error (&fixture->error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  forget (fixture);
  work (close_worker, fixture->shell);
  g_object_unref (fixture->shell);
  g_object_unref (fixture->machine);
  g_object_unref (fixture->wsman);
  resite_lab_server_close (fixture->server);
  g_object_unref (fixture->server);
  lab_fixture_tear_down (&fixture->lab, NULL);
}

static void
behave (Fixture *fixture, const char *name, const char *value)
{
  g_assert_true (resite_lab_server_set_behaviour (fixture->server, "old", name, value));
}

static void
run_worker (gpointer data)
{
  Fixture *fixture = data;

  fixture->result =
      resite_shell_run (fixture->shell, fixture->line, &fixture->options, NULL, &fixture->error);
}

static void
run (Fixture *fixture, const char *line)
{
  forget (fixture);
  fixture->line = line;
  work (run_worker, fixture);
}

static void
assert_output (Fixture *fixture, const char *line, const char *expected, guint32 exit_code)
{
  run (fixture, line);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->result->output, ==, expected);
  g_assert_true (fixture->result->has_exit_code);
  g_assert_cmpuint (fixture->result->exit_code, ==, exit_code);
}

static void
test_programs (Fixture *fixture, gconstpointer data)
{
  assert_output (fixture, "echo Grüße", "Grüße\r\n", 0);
  assert_output (fixture, "exit 7", "", 7);
  run (fixture, "type C:\\nowhere.txt");
  g_assert_cmpuint (fixture->result->exit_code, ==, 1);
  g_assert_cmpuint (strlen (fixture->result->errors), >, 0);
  for (guint i = 0; i < 8; i++)
    assert_output (fixture, "echo x", "x\r\n", 0);
}

static void
test_quoted (Fixture *fixture, gconstpointer data)
{
  static const char *const arguments[] = { "a & b", "50%", "%PATH%", "a|b", "x^y", "<in>" };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      g_autofree char *quoted = resite_shell_quote (arguments[i], NULL);
      g_autofree char *line = g_strdup_printf ("echo %s", quoted);
      g_auto (GStrv) parts = NULL;
      g_autofree char *bare = NULL;

      run (fixture, line);
      g_assert_no_error (fixture->error);
      parts = g_strsplit (fixture->result->output, "\"", -1);
      bare = g_strchomp (g_strjoinv ("", parts));
      g_assert_cmpstr (bare, ==, arguments[i]);
    }
}

/* The lab does as cmd /c does: its first and last mark are gone, those in between stay. */
static void
test_program_in_marks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name =
      g_strdup_printf ("%s\r\n", resite_lab_world_get_name (fixture->lab.world, "old"));
  g_autofree char *both = g_strdup_printf ("%s\"a b\"\r\n", name);

  assert_output (fixture, "\"hostname\"", name, 0);
  assert_output (fixture, "\"hostname\" & echo \"a b\"", both, 0);
  assert_output (fixture, "cmd /c \"\"hostname\" & echo \"a b\"\"", both, 0);
}

static void
test_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) input = g_bytes_new_static ("b\r\na\r\n", 6);

  fixture->options.input = input;
  assert_output (fixture, "sort", "a\r\nb\r\n", 0);
}

static void
test_split_character (Fixture *fixture, gconstpointer data)
{
  behave (fixture, "split-character", "yes");
  assert_output (fixture, "echo Grüße", "Grüße\r\n", 0);
}

static void
test_oem (Fixture *fixture, gconstpointer data)
{
  behave (fixture, "oem", "yes");
  assert_output (fixture, "echo Grüße", "Grüße\r\n", 0);
}

static void
test_no_exit_code (Fixture *fixture, gconstpointer data)
{
  behave (fixture, "no-exit-code", "yes");
  run (fixture, "echo x");
  g_assert_no_error (fixture->error);
  g_assert_false (fixture->result->has_exit_code);
  g_assert_cmpstr (fixture->result->output, ==, "x\r\n");
}

static void
test_old_stack (Fixture *fixture, gconstpointer data)
{
  behave (fixture, "stack", "1.1");
  assert_output (fixture, "echo x", "x\r\n", 0);
}

static void
test_few_shells (Fixture *fixture, gconstpointer data)
{
  behave (fixture, "shell-limit", "1");
  for (guint i = 0; i < 7; i++)
    assert_output (fixture, "echo x", "x\r\n", 0);
}

static void
test_shell_gone_between (Fixture *fixture, gconstpointer data)
{
  assert_output (fixture, "echo x", "x\r\n", 0);
  behave (fixture, "shell-gone", "1");
  assert_output (fixture, "echo y", "y\r\n", 0);
}

/* Whatever the server does, the call ends, and says nothing that is not so. */
static void
test_faults (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "quota",     "timed-out", "unavailable", "internal-error",
                                       "cut-reply", "html",      "empty-500",   "lying-length" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint warm = 0; warm < 2; warm++)
      {
        if (warm == 1)
          run (fixture, "echo warm");
        behave (fixture, names[i], "1");
        run (fixture, "echo x");
        g_test_message ("%s: %s", names[i],
                        fixture->error != NULL ? fixture->error->message : "good");
        behave (fixture, names[i], NULL);
        if (fixture->error == NULL && fixture->result->has_exit_code &&
            !fixture->result->incomplete)
          g_assert_cmpstr (fixture->result->output, ==, "x\r\n");
        if (fixture->error != NULL)
          g_assert_true (fixture->error->domain == RESITE_ERROR);
        assert_output (fixture, "echo after", "after\r\n", 0);
      }
}

static void
detached_worker (gpointer data)
{
  Fixture *fixture = data;

  fixture->status =
      resite_detached_run (fixture->machine, &fixture->order, 6000, NULL, &fixture->error);
}

static void
test_detached (Fixture *fixture, gconstpointer data)
{
  fixture->order =
      (ResiteDetachedOrder){ "echo it ran", "C:\\", "C:\\resite-7.out", "C:\\resite-7.done" };
  for (guint i = 0; i < 2; i++)
    {
      forget (fixture);
      work (detached_worker, fixture);
      g_assert_no_error (fixture->error);
      g_assert_cmpint (fixture->status->state, ==, RESITE_DETACHED_ENDED);
      g_assert_true (fixture->status->has_exit_code);
      g_assert_cmpuint (fixture->status->exit_code, ==, 0);
      g_assert_nonnull (strstr (fixture->status->output, "it ran"));
      /* The second time it is found as it was, whatever the line says. */
      fixture->order.command_line = "echo never";
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/shell-lab/" name, Fixture, NULL, set_up, test_##function, tear_down)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  ADD ("programs", programs);
  ADD ("quoted", quoted);
  ADD ("program-in-marks", program_in_marks);
  ADD ("input", input);
  ADD ("split-character", split_character);
  ADD ("oem", oem);
  ADD ("no-exit-code", no_exit_code);
  ADD ("old-stack", old_stack);
  ADD ("few-shells", few_shells);
  ADD ("shell-gone-between", shell_gone_between);
  ADD ("faults", faults);
  ADD ("detached", detached);
  return g_test_run ();
}
