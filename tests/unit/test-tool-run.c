/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>

#include "job-run.h"
#include "resite-error.h"
#include "resite-tool-run.h"

typedef struct
{
  GMainLoop *loop;
  ResiteToolResult *result;
  GError *error;
} Run;

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  run->result = resite_tool_run_finish (result, &run->error);
  g_main_loop_quit (run->loop);
}

static ResiteToolResult *
run_arguments (const char *const *arguments, guint patience, GCancellable *cancellable,
               GError **error)
{
  Run run = { g_main_loop_new (NULL, FALSE), NULL, NULL };

  resite_tool_run_async (arguments, g_get_tmp_dir (), patience, cancellable, ended_cb, &run);
  g_main_loop_run (run.loop);
  g_main_loop_unref (run.loop);
  if (run.error != NULL)
    g_propagate_error (error, run.error);
  return run.result;
}

static ResiteToolResult *
run_shell (const char *script, guint patience, GCancellable *cancellable)
{
  const char *arguments[] = { "/bin/sh", "-c", script, NULL };
  g_autoptr (GError) error = NULL;
  ResiteToolResult *result = run_arguments (arguments, patience, cancellable, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_plain (void)
{
  g_autoptr (ResiteToolResult) result = run_shell ("echo out; echo err >&2; exit 7", 30000, NULL);

  g_assert_cmpstr (result->output, ==, "out\nerr\n");
  g_assert_cmpint (result->exit_code, ==, 7);
  g_assert_cmpint (result->signal_number, ==, 0);
  g_assert_false (result->timed_out);
  g_assert_false (result->stopped);
  g_assert_false (result->held_open);
  g_assert_cmpuint (result->dropped, ==, 0);
}

static void
test_no_output (void)
{
  g_autoptr (ResiteToolResult) result = run_shell ("exit 0", 30000, NULL);

  g_assert_cmpstr (result->output, ==, "");
  g_assert_cmpint (result->exit_code, ==, 0);
}

/* A tool that asks for something gets the end of the input, and not a wait. */
static void
test_asks (void)
{
  g_autoptr (ResiteToolResult) result = run_shell ("read answer || echo none", 30000, NULL);

  g_assert_cmpstr (result->output, ==, "none\n");
  g_assert_false (result->timed_out);
}

static void
test_crash (void)
{
  g_autoptr (ResiteToolResult) result = run_shell ("echo last; kill -ABRT $$", 30000, NULL);

  g_assert_cmpstr (result->output, ==, "last\n");
  g_assert_cmpint (result->exit_code, ==, -1);
  g_assert_cmpint (result->signal_number, ==, SIGABRT);
}

static void
test_patience (void)
{
  g_autoptr (ResiteToolResult) result = run_shell ("echo begun; exec sleep 300", 300, NULL);

  g_assert_true (result->timed_out);
  g_assert_false (result->stopped);
  g_assert_cmpstr (result->output, ==, "begun\n");
  g_assert_cmpint (result->signal_number, ==, SIGTERM);
}

static void
test_deaf (void)
{
  g_autoptr (ResiteToolResult) result =
      run_shell ("trap '' TERM; while :; do sleep 1; done", 200, NULL);

  g_assert_true (result->timed_out);
  g_assert_cmpint (result->signal_number, ==, SIGKILL);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_stopped (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ResiteToolResult) result = NULL;

  g_timeout_add (200, cancel_cb, cancellable);
  result = run_shell ("echo begun; exec sleep 300", 60000, cancellable);
  g_assert_true (result->stopped);
  g_assert_false (result->timed_out);
  g_assert_cmpint (result->signal_number, ==, SIGTERM);
}

static void
test_stopped_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ResiteToolResult) result = NULL;

  g_cancellable_cancel (cancellable);
  result = run_shell ("exec sleep 300", 60000, cancellable);
  g_assert_true (result->stopped);
}

static void
test_refused (void)
{
  const char *missing[] = { "/nowhere/at all/tool", "P0100012", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteToolResult) result = run_arguments (missing, 1000, NULL, &error);

  g_assert_null (result);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nowhere/at all/tool"));
}

/* Many short ones: some have ended before they can be asked for their number. */
static void
test_short_lives (void)
{
  const char *arguments[] = { "/bin/true", NULL };

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteToolResult) result = run_arguments (arguments, 30000, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (result->exit_code, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tool-run/plain", test_plain);
  g_test_add_func ("/tool-run/no-output", test_no_output);
  g_test_add_func ("/tool-run/asks", test_asks);
  g_test_add_func ("/tool-run/crash", test_crash);
  g_test_add_func ("/tool-run/patience", test_patience);
  g_test_add_func ("/tool-run/deaf", test_deaf);
  g_test_add_func ("/tool-run/stopped", test_stopped);
  g_test_add_func ("/tool-run/stopped-before", test_stopped_before);
  g_test_add_func ("/tool-run/refused", test_refused);
  g_test_add_func ("/tool-run/short-lives", test_short_lives);
  return g_test_run ();
}
