/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "job-run.h"
#include "resite-preload-job.h"
#include "resite-shell-private.h"
#include "shell-server.h"

/* The preload at a server: what its shell prints, what its files keep when the line breaks, and
 * what the next job makes of them. */

#define TOOL    "E:\\SMSTools\\preloadpkgonsite.exe"
#define FOLDER  "E:\\SMSPKG"
#define RESULTS "E:\\SMSTools\\resite-preload"
#define FILES_QUERY                                                                                \
  "list root/cimv2 SELECT Name, FileSize, LastModified, Writeable FROM CIM_DataFile "              \
  "WHERE Drive = 'E:' AND Path = '\\\\SMSPKG\\\\'"
#define GOOD                                                                                       \
  "****** Successfully set the Compressed Package Path on this site ******\r\n"                    \
  "****** Successfully forwarded the information up the hierarchy ******\r\n"
#define HALF "****** Successfully set the Compressed Package Path on this site ******\r\n"

typedef struct
{
  ShellServer *server;
  ResiteWsman *wsman;
  FakeCim *cim;
  ResiteLedger *ledger;
  ResiteClock *clock;
  GHashTable *words;  /* id → what the tool prints there; GOOD without */
  GHashTable *files;  /* id → what its file holds */
  GHashTable *runs;   /* id → how often the tool was run */
  const char *cut_at; /* the line breaks with this package's answer ... */
  gboolean cut_early; /* ... and the tool has not ended yet */
  gboolean no_type;   /* and the file cannot be read for now */
  const char *hang_at;
  gboolean read_only_folder;
} Fixture;

static guint
count_runs (Fixture *fixture, const char *id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (fixture->runs, id));
}

/* "echo RESITE-BEGIN ID TOKEN > F & ..." */
static void
run_tool (Fixture *fixture, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 5);
  const char *id = parts[2];
  const char *words = g_hash_table_lookup (fixture->words, id);
  const gboolean early = g_strcmp0 (fixture->cut_at, id) == 0 && fixture->cut_early;
  g_autofree char *file = NULL;

  g_assert_nonnull (strstr (line, TOOL));
  g_assert_nonnull (strstr (line, RESULTS));
  g_hash_table_insert (fixture->runs, g_strdup (id),
                       GUINT_TO_POINTER (count_runs (fixture, id) + 1));
  file = g_strdup_printf ("RESITE-BEGIN %s %s \r\nForward package status for pkg %s to site P01\r\n"
                          "%s",
                          id, parts[3], id, words != NULL ? words : GOOD);
  if (!early)
    {
      g_autofree char *open = g_steal_pointer (&file);

      file = g_strdup_printf ("%sRESITE-END %s %s 7 \r\n", open, id, parts[3]);
    }
  g_hash_table_replace (fixture->files, g_strdup (id), g_strdup (file));
  if (g_strcmp0 (fixture->cut_at, id) == 0)
    server_script (fixture->server, "Receive", ANSWER_DROP, NULL, 0);
  else if (g_strcmp0 (fixture->hang_at, id) == 0)
    server_script (fixture->server, "Receive", ANSWER_HANG, NULL, 0);
  else
    server_output (fixture->server, file, -1, NULL, 0);
}

static void
type_file (Fixture *fixture, const char *line)
{
  g_autofree char *id = g_strndup (strstr (line, ".txt") - 8, 8);
  const char *file = g_hash_table_lookup (fixture->files, id);

  if (fixture->no_type)
    server_script (fixture->server, "Receive", ANSWER_DROP, NULL, 0);
  else if (file != NULL)
    server_output (fixture->server, file, -1, NULL, 0);
  else
    server_output (fixture->server, "", 0, "The system cannot find the file specified.\r\n", 1);
}

static void
command_cb (ShellServer *server, const char *line, gpointer data)
{
  Fixture *fixture = data;

  if (g_str_has_prefix (line, "if not exist"))
    server_output (server, "", 0, NULL, 0);
  else if (g_str_has_prefix (line, "type "))
    type_file (fixture, line);
  else if (fixture->read_only_folder)
    server_output (server, "", 0, "Access is denied.\r\n", 1);
  else
    run_tool (fixture, line);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  resite_shell_second_in_ms = 10;
  fixture->server = server_new ();
  fixture->server->on_command = command_cb;
  fixture->server->on_command_data = fixture;
  fixture->wsman = server_connect (fixture->server);
  fixture->cim = fake_cim_new ();
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (1);
  fixture->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->wsman);
  server_free (fixture->server);
  g_object_unref (fixture->cim);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_hash_table_unref (fixture->words);
  g_hash_table_unref (fixture->files);
  g_hash_table_unref (fixture->runs);
}

static GPtrArray *
make_ids (guint n)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (ids, g_strdup_printf ("P01%05X", i));
  return ids;
}

static void
answer_files (Fixture *fixture, GPtrArray *ids, gint64 size, gboolean read_only)
{
  GPtrArray *rows;

  fake_cim_forget (fixture->cim);
  rows = fake_cim_add (fixture->cim, FILES_QUERY);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *row = g_strdup_printf (
          "Name=e:\\smspkg\\%s.pck|FileSize=%d|LastModified=20260101120000.000000+000|Writeable=%s",
          (char *)ids->pdata[i], (int)size, read_only ? "FALSE" : "TRUE");

      g_ptr_array_add (rows, fake_cim_row (row));
    }
}

static ResiteJob *
make_job (Fixture *fixture, GPtrArray *ids, guint patience)
{
  g_autoptr (ResiteMachine) machine =
      resite_machine_new ("new", RESITE_CIM (fixture->cim), fixture->wsman, NULL);

  return resite_preload_job_new_remote (machine, TOOL, FOLDER, RESULTS, ids, fixture->ledger,
                                        fixture->clock, patience);
}

/* The shell is deleted in a worker of its own. */
static void
assert_no_shell_left (Fixture *fixture)
{
  for (guint i = 0; i < 2000 && g_hash_table_size (fixture->server->shells) > 0; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 0);
}

static void
test_success (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (7);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;
  ResiteJobItem *item;

  answer_files (fixture, ids, 1000, TRUE);
  g_hash_table_insert (fixture->words, g_strdup ("P0100002"), g_strdup (HALF));
  g_hash_table_insert (fixture->words, g_strdup ("P0100003"),
                       g_strdup ("Error: no such package\r\n"));
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (job, "P0100001", "forwarded");
  job_run_assert_state (job, "P0100002", "half-done");
  job_run_assert_state (job, "P0100003", "failed");
  job_run_assert_state (job, "P0100007", "forwarded");
  item = resite_job_find_item (job, "P0100003");
  g_assert_cmpint (resite_job_item_get_exit_code (item), ==, 7);
  g_assert_nonnull (strstr (resite_job_item_get_message (item), "no such package"));
  g_assert_null (strstr (resite_job_item_get_output (item), "RESITE"));
  g_assert_cmpint (resite_job_item_get_size (item), ==, 1000);
  g_assert_cmpuint (server_count (fixture->server, "Command if not exist"), ==, 1);
  assert_no_shell_left (fixture);
}

/* Only what failed is run again; what was forwarded stays, unless its file is another one now. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (3);
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  g_autoptr (ResiteJob) third = NULL;

  answer_files (fixture, ids, 1000, TRUE);
  g_hash_table_insert (fixture->words, g_strdup ("P0100002"), g_strdup (HALF));
  first = make_job (fixture, ids, 30);
  job_run_to_end (first, NULL, NULL);
  g_hash_table_remove_all (fixture->words);
  second = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (second, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (second), ==, RESITE_JOB_DONE);
  g_assert_cmpuint (count_runs (fixture, "P0100001"), ==, 1);
  g_assert_cmpuint (count_runs (fixture, "P0100002"), ==, 2);

  answer_files (fixture, ids, 2000, TRUE);
  third = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (third, NULL, NULL));
  g_assert_cmpuint (count_runs (fixture, "P0100001"), ==, 2);
  g_assert_cmpuint (count_runs (fixture, "P0100003"), ==, 2);
}

/* The answer is lost, but the file has all of it: nobody even notices. */
static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (3);
  g_autoptr (ResiteJob) job = NULL;

  answer_files (fixture, ids, 1000, TRUE);
  fixture->cut_at = "P0100002";
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpuint (count_runs (fixture, "P0100002"), ==, 1);
  assert_no_shell_left (fixture);
}

static void
stop_at_second (Fixture *fixture, GPtrArray *ids)
{
  g_autoptr (ResiteJob) job = NULL;

  answer_files (fixture, ids, 1000, TRUE);
  fixture->cut_at = "P0100002";
  fixture->cut_early = TRUE;
  fixture->no_type = TRUE;
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (strstr (resite_job_get_message (job), "P0100002"));
  job_run_assert_state (job, "P0100001", "forwarded");
  job_run_assert_state (job, "P0100002", "unknown");
  job_run_assert_state (job, "P0100003", "queued");
  fixture->cut_at = NULL;
  fixture->no_type = FALSE;
}

/* The tool went on without us. The next job reads its file and does not run it again. */
static void
test_ended_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (3);
  g_autoptr (ResiteJob) job = NULL;
  const char *begun;
  g_auto (GStrv) parts = NULL;

  stop_at_second (fixture, ids);
  begun = g_hash_table_lookup (fixture->files, "P0100002");
  parts = g_strsplit (begun, " ", 4);
  g_hash_table_replace (fixture->files, g_strdup ("P0100002"),
                        g_strdup_printf ("%sRESITE-END P0100002 %s 0 \r\n", begun, parts[2]));
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  job_run_assert_state (job, "P0100002", "forwarded");
  g_assert_cmpuint (count_runs (fixture, "P0100002"), ==, 1);
  g_assert_cmpuint (count_runs (fixture, "P0100003"), ==, 1);
}

/* It never ended, or the file is of another run: it is run again. */
static void
test_not_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (3);
  g_autoptr (ResiteJob) job = NULL;

  stop_at_second (fixture, ids);
  if (data != NULL)
    g_hash_table_replace (fixture->files, g_strdup ("P0100002"), g_strdup (data));
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpuint (count_runs (fixture, "P0100001"), ==, 1);
  g_assert_cmpuint (count_runs (fixture, "P0100002"), ==, 2);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  answer_files (fixture, ids, 1000, TRUE);
  fixture->hang_at = "P0100001";
  fixture->server->cancel_at = cancellable;
  job = make_job (fixture, ids, 30);
  /* The first Receive is of the folder's line, so the cancelling waits for the tool's Command. */
  fixture->server->cancel_action = "Command";
  g_assert_false (job_run_to_end (job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  assert_no_shell_left (fixture);
}

static gboolean
cancel_when_hanging_cb (gpointer data)
{
  Fixture *fixture = data;

  if (fixture->server->hanging->len == 0)
    return G_SOURCE_CONTINUE;
  g_cancellable_cancel (fixture->server->cancel_at);
  return G_SOURCE_REMOVE;
}

/* Stopped while the tool runs: nothing is known of it, and no shell stays behind. */
static void
test_cancel_tool (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  answer_files (fixture, ids, 1000, TRUE);
  fixture->hang_at = "P0100002";
  fixture->server->cancel_at = cancellable;
  g_timeout_add (5, cancel_when_hanging_cb, fixture);
  job = make_job (fixture, ids, 30);
  g_assert_false (job_run_to_end (job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  job_run_assert_state (job, "P0100001", "forwarded");
  job_run_assert_state (job, "P0100002", "unknown");
  job_run_assert_state (job, "P0100003", "queued");
  assert_no_shell_left (fixture);
}

static void
test_all_fail (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (14);
  g_autoptr (ResiteJob) job = NULL;

  answer_files (fixture, ids, 1000, FALSE);
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_insert (fixture->words, g_strdup (ids->pdata[i]), g_strdup ("failed\r\n"));
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (strstr (resite_job_get_message (job), "read-only"));
  g_assert_cmpuint (g_hash_table_size (fixture->runs), ==, 10);
  job_run_assert_state (job, "P010000B", "queued");
}

static void
test_no_listing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (2);
  g_autoptr (ResiteJob) job = NULL;
  ResiteJobItem *item;

  fake_cim_fail (fixture->cim, "list root/cimv2 *", RESITE_ERROR_NO_ACCESS, "not allowed");
  g_hash_table_insert (fixture->words, g_strdup ("P0100002"), g_strdup ("failed\r\n"));
  job = make_job (fixture, ids, 30);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  job_run_assert_state (job, "P0100001", "forwarded");
  item = resite_job_find_item (job, "P0100002");
  g_assert_cmpstr (resite_job_item_get_state (item), ==, "failed");
  /* Whether it lies there is not known, so it is not said to be missing. */
  g_assert_null (strstr (resite_job_item_get_message (item), "copy it first"));
}

static void
test_nowhere_to_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (2);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  answer_files (fixture, ids, 1000, TRUE);
  fixture->read_only_folder = TRUE;
  job = make_job (fixture, ids, 30);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "Access is denied."));
  g_assert_cmpuint (g_hash_table_size (fixture->runs), ==, 0);
}

static void
test_no_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = make_ids (2);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (fixture->server->soup);
  job = make_job (fixture, ids, 30);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
}

static void
add (const char *path, gconstpointer data, void (*function) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, function, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/preload-remote/success", NULL, test_success);
  add ("/preload-remote/again", NULL, test_again);
  add ("/preload-remote/lost-answer", NULL, test_lost_answer);
  add ("/preload-remote/ended-meanwhile", NULL, test_ended_meanwhile);
  add ("/preload-remote/not-ended", NULL, test_not_ended);
  add ("/preload-remote/of-another-run",
       "RESITE-BEGIN P0100002 another \r\n" GOOD "RESITE-END P0100002 another 0 \r\n",
       test_not_ended);
  add ("/preload-remote/cancel", NULL, test_cancel);
  add ("/preload-remote/cancel-tool", NULL, test_cancel_tool);
  add ("/preload-remote/all-fail", NULL, test_all_fail);
  add ("/preload-remote/no-listing", NULL, test_no_listing);
  add ("/preload-remote/nowhere-to-write", NULL, test_nowhere_to_write);
  add ("/preload-remote/no-server", NULL, test_no_server);
  return g_test_run ();
}
