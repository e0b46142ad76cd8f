/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-detached.h"
#include "resite-shell-private.h"
#include "shell-server.h"

#define PROCESSES                                                                                  \
  "list root/cimv2 SELECT ProcessId, CommandLine FROM Win32_Process WHERE Name = 'cmd.exe'"
#define CREATE "call root/cimv2 Win32_Process.Create(*)"

typedef struct
{
  ShellServer *server;
  ResiteWsman *wsman;
  FakeCim *cim;
  ResiteMachine *machine;
  ResiteDetachedOrder order;
  GCancellable *cancellable;
  ResiteDetachedStatus *status;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  resite_shell_second_in_ms = 1;
  fixture->server = server_new ();
  fixture->wsman = server_connect (fixture->server);
  fixture->cim = fake_cim_new ();
  fixture->machine = resite_machine_new ("new", RESITE_CIM (fixture->cim), fixture->wsman, NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->server->cancel_at = fixture->cancellable;
  fixture->order = (ResiteDetachedOrder){ "setup.exe /q", "E:\\SMSTools", "E:\\SMSTools\\r\\7.out",
                                          "E:\\SMSTools\\r\\7.done" };
}

static void
forget (Fixture *fixture)
{
  g_clear_pointer (&fixture->status, resite_detached_status_free);
  g_clear_error (&fixture->error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  forget (fixture);
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 0);
  g_object_unref (fixture->machine);
  g_object_unref (fixture->cim);
  g_object_unref (fixture->wsman);
  g_object_unref (fixture->cancellable);
  server_free (fixture->server);
}

/* What the next look finds; NULL: there is no such file. */
static void
see (Fixture *fixture, const char *done, const char *output)
{
  const char *const texts[] = { done, output };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      server_output (fixture->server, texts[i] != NULL ? "there\r\n" : "", -1, NULL, 0);
      if (texts[i] != NULL)
        server_output (fixture->server, texts[i], -1, NULL, 0);
    }
}

static void
see_process (Fixture *fixture)
{
  fake_cim_answer (fixture->cim, PROCESSES, "ProcessId=12|CommandLine=cmd.exe /k",
                   "ProcessId=4711|CommandLine=CMD.EXE /v:on /c \"x > e:\\smstools\\R\\7.DONE\"",
                   "ProcessId=13|CommandLine-=", NULL);
}

static void
see_no_process (Fixture *fixture)
{
  fake_cim_answer (fixture->cim, PROCESSES, "ProcessId=12|CommandLine=cmd.exe /k", NULL);
}

static void
look_worker (gpointer data)
{
  Fixture *fixture = data;

  fixture->status = resite_detached_look (fixture->machine, &fixture->order, fixture->cancellable,
                                          &fixture->error);
}

static void
look (Fixture *fixture)
{
  forget (fixture);
  work (look_worker, fixture);
}

static void
run_worker (gpointer data)
{
  Fixture *fixture = data;

  fixture->status = resite_detached_run (fixture->machine, &fixture->order, 2000,
                                         fixture->cancellable, &fixture->error);
}

static void
run (Fixture *fixture)
{
  forget (fixture);
  work (run_worker, fixture);
}

static guint
count_starts (Fixture *fixture)
{
  guint count = 0;

  for (guint i = 0; i < fixture->cim->asked->len; i++)
    count += strstr (g_ptr_array_index (fixture->cim->asked, i), "Create") != NULL;
  return count;
}

static void
assert_state (Fixture *fixture, ResiteDetachedState state)
{
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->status->state, ==, state);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  see_no_process (fixture);
  see (fixture, NULL, NULL);
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_ABSENT);
  see (fixture, NULL, "half");
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_LOST);
  g_assert_false (fixture->status->has_exit_code);
  g_assert_cmpstr (fixture->status->output, ==, "half");
  see (fixture, "", "half");
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_LOST);
  see (fixture, "3 \r\n", "all");
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_true (fixture->status->has_exit_code);
  g_assert_cmpuint (fixture->status->exit_code, ==, 3);
  see (fixture, "-1073741819 \r\n", "all");
  look (fixture);
  g_assert_cmphex (fixture->status->exit_code, ==, 0xC0000005);
  see (fixture, "nonsense\r\n", NULL);
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_false (fixture->status->has_exit_code);
}

static void
test_process (Fixture *fixture, gconstpointer data)
{
  see_process (fixture);
  see (fixture, NULL, "so far");
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_RUNNING);
  g_assert_cmpuint (fixture->status->process_id, ==, 4711);
  see (fixture, "", "so far");
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_RUNNING);
}

static void
test_processes_unknown (Fixture *fixture, gconstpointer data)
{
  fake_cim_fail (fixture->cim, PROCESSES, RESITE_ERROR_INVALID, "no such property");
  see (fixture, NULL, "so far");
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_RUNNING);
  see (fixture, NULL, NULL);
  look (fixture);
  assert_state (fixture, RESITE_DETACHED_ABSENT);
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  const char *asked;

  see_no_process (fixture);
  fake_cim_answer (fixture->cim, CREATE, "ReturnValue=0|ProcessId=4711", NULL);
  see_process (fixture);
  see (fixture, NULL, NULL);
  see (fixture, NULL, "working");
  see (fixture, "0 \r\n", "worked");
  run (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_cmpstr (fixture->status->output, ==, "worked");
  g_assert_cmpuint (count_starts (fixture), ==, 1);
  asked = g_ptr_array_index (fixture->cim->asked, 1);
  g_assert_nonnull (strstr (
      asked, "CommandLine=cmd.exe /v:on /c \"setup.exe /q > \"E:\\SMSTools\\r\\7.out\" 2>&1 & "
             "echo !errorlevel! > \"E:\\SMSTools\\r\\7.done\"\""));
  g_assert_nonnull (strstr (asked, "CurrentDirectory=E:\\SMSTools"));
}

static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  see_process (fixture);
  see (fixture, NULL, "from before");
  see (fixture, "1 \r\n", "from before, ended");
  run (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_cmpuint (fixture->status->exit_code, ==, 1);
  g_assert_cmpuint (count_starts (fixture), ==, 0);
}

static void
test_ended_long_ago (Fixture *fixture, gconstpointer data)
{
  see_no_process (fixture);
  see (fixture, "0 \r\n", "x");
  see (fixture, "0 \r\n", "x");
  run (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_cmpuint (count_starts (fixture), ==, 0);
}

static void
test_line_breaks (Fixture *fixture, gconstpointer data)
{
  see_process (fixture);
  see (fixture, NULL, "begun");
  /* So many that the look is given up. */
  for (guint i = 0; i < 5; i++)
    server_script (fixture->server, "Receive", ANSWER_DROP, NULL, 0);
  see (fixture, "0 \r\n", "ended");
  run (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_cmpstr (fixture->status->output, ==, "ended");
  g_assert_cmpuint (count_starts (fixture), ==, 0);
}

static void
test_start_fails (Fixture *fixture, gconstpointer data)
{
  see_no_process (fixture);
  fake_cim_answer (fixture->cim, CREATE, "ReturnValue=2", NULL);
  see (fixture, NULL, NULL);
  run (fixture);
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_cmpuint (count_starts (fixture), ==, 1);
}

static void
test_never_seen (Fixture *fixture, gconstpointer data)
{
  see_no_process (fixture);
  fake_cim_fail (fixture->cim, CREATE, RESITE_ERROR_OUTCOME_UNKNOWN, "the line broke");
  for (guint i = 0; i < 4; i++)
    see (fixture, NULL, NULL);
  run (fixture);
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (count_starts (fixture), ==, 1);
}

static void
test_lost_start_is_found (Fixture *fixture, gconstpointer data)
{
  see_no_process (fixture);
  fake_cim_fail (fixture->cim, CREATE, RESITE_ERROR_OUTCOME_UNKNOWN, "the line broke");
  see (fixture, NULL, NULL);
  see (fixture, NULL, NULL);
  see (fixture, "0 \r\n", "it was started after all");
  run (fixture);
  assert_state (fixture, RESITE_DETACHED_ENDED);
  g_assert_cmpuint (count_starts (fixture), ==, 1);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  see_process (fixture);
  see (fixture, NULL, "begun");
  fixture->server->cancel_action = "Delete";
  run (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_starts (fixture), ==, 0);
}

static void
test_refused_files (Fixture *fixture, gconstpointer data)
{
  static const char *const paths[] = { NULL,           "x.out",         "E:x", "E:\\a%OS%.out",
                                       "E:\\a\"b.out", "E:\\a & b.out", "",    "\\\\SRV\\x\\y" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      fixture->order.done_file = paths[i];
      run (fixture);
      g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
  g_assert_cmpuint (fixture->server->log->len, ==, 0);
}

static void
test_file_that_cannot_be_read (Fixture *fixture, gconstpointer data)
{
  see_no_process (fixture);
  server_output (fixture->server, "there\r\n", -1, NULL, 0);
  server_output (fixture->server, "", -1, "Access is denied.\r\n", 1);
  look (fixture);
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_assert_nonnull (strstr (fixture->error->message, "Access is denied."));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/detached/" name, Fixture, NULL, set_up, test_##function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("states", states);
  ADD ("process", process);
  ADD ("processes-unknown", processes_unknown);
  ADD ("runs", runs);
  ADD ("goes-on", goes_on);
  ADD ("ended-long-ago", ended_long_ago);
  ADD ("line-breaks", line_breaks);
  ADD ("start-fails", start_fails);
  ADD ("never-seen", never_seen);
  ADD ("lost-start-is-found", lost_start_is_found);
  ADD ("cancelled", cancelled);
  ADD ("refused-files", refused_files);
  ADD ("file-that-cannot-be-read", file_that_cannot_be_read);
  return g_test_run ();
}
