/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-tool-run"

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-foreign-text.h"
#include "resite-text.h"
#include "resite-tool-run.h"
#include "resite-under-way.h"

#define OUTPUT_LIMIT (1024 * 1024)
#define READ_SIZE    (16 * 1024)
/* Milliseconds between the polite and the final signal. */
#define GRACE 2000
/* Milliseconds for the rest of the output once the program itself has ended. */
#define DRAIN 1000

typedef struct
{
  GSubprocess *process;
  pid_t pid;
  GInputStream *pipe;
  GCancellable *reading;
  GByteArray *output;
  ResiteToolResult *result;
  gint64 started;
  gulong cancel_handler;
  guint patience_source;
  guint grace_source;
  guint drain_source;
  gboolean exited;
  gboolean read_all;
} Run;

static void
clear_source (guint *source)
{
  if (*source != 0)
    g_source_remove (*source);
  *source = 0;
}

static void
run_free (gpointer data)
{
  Run *run = data;

  clear_source (&run->patience_source);
  clear_source (&run->grace_source);
  clear_source (&run->drain_source);
  g_clear_object (&run->process);
  g_clear_object (&run->reading);
  g_clear_pointer (&run->output, g_byte_array_unref);
  g_clear_pointer (&run->result, resite_tool_result_free);
  g_free (run);
}

void
resite_tool_result_free (ResiteToolResult *result)
{
  if (result == NULL)
    return;
  g_free (result->output);
  g_free (result);
}

static void
signal_group (Run *run, int number)
{
  if (run->pid > 0)
    kill (-run->pid, number);
}

static gboolean
grace_over_cb (gpointer data)
{
  Run *run = data;

  run->grace_source = 0;
  signal_group (run, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
stop (Run *run)
{
  if (run->exited || run->grace_source != 0)
    return;
  signal_group (run, SIGTERM);
  run->grace_source = g_timeout_add (GRACE, grace_over_cb, run);
}

static gboolean
patience_over_cb (gpointer data)
{
  Run *run = data;

  run->patience_source = 0;
  run->result->timed_out = TRUE;
  stop (run);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Run *run = data;

  run->result->stopped = TRUE;
  stop (run);
}

/* Programs of Windows print in UTF-16 where their console was set so. */
static char *
decode_output (const GByteArray *output)
{
  const char *bytes = (const char *)output->data;

  if (output->len >= 2 && output->data[0] == 0xFF && output->data[1] == 0xFE)
    return resite_foreign_text_decode (bytes, output->len);
  return resite_text_from_foreign (bytes, output->len);
}

static void
finish_if_over (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (!run->exited || !run->read_all)
    return;
  if (run->cancel_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), run->cancel_handler);
  run->cancel_handler = 0;
  run->result->seconds = (g_get_monotonic_time () - run->started) / (double)G_USEC_PER_SEC;
  run->result->output = decode_output (run->output);
  g_task_return_pointer (task, g_steal_pointer (&run->result),
                         (GDestroyNotify)resite_tool_result_free);
}

static void
keep_output (Run *run, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const gsize room = OUTPUT_LIMIT - run->output->len;

  g_byte_array_append (run->output, data, MIN (length, room));
  run->result->dropped += length - MIN (length, room);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) bytes = NULL;
  Run *run = g_task_get_task_data (task);

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      run->read_all = TRUE;
      clear_source (&run->drain_source);
      finish_if_over (task);
      return;
    }
  keep_output (run, bytes);
  g_input_stream_read_bytes_async (run->pipe, READ_SIZE, G_PRIORITY_DEFAULT, run->reading, read_cb,
                                   g_object_ref (task));
}

static gboolean
drain_over_cb (gpointer data)
{
  Run *run = data;

  run->drain_source = 0;
  run->result->held_open = TRUE;
  g_cancellable_cancel (run->reading);
  return G_SOURCE_REMOVE;
}

static void
note_end (Run *run)
{
  if (g_subprocess_get_if_exited (run->process))
    run->result->exit_code = g_subprocess_get_exit_status (run->process);
  else if (g_subprocess_get_if_signaled (run->process))
    run->result->signal_number = g_subprocess_get_term_sig (run->process);
}

static void
exited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  g_subprocess_wait_finish (run->process, result, NULL);
  run->exited = TRUE;
  clear_source (&run->patience_source);
  clear_source (&run->grace_source);
  note_end (run);
  if (run->result->timed_out || run->result->stopped)
    signal_group (run, SIGKILL);
  if (!run->read_all)
    run->drain_source = g_timeout_add (DRAIN, drain_over_cb, run);
  finish_if_over (task);
}

/* The tool is started in another folder than ours, so its path must not be relative. */
char *
resite_tool_find (const char *tool)
{
  if (strchr (tool, '/') == NULL)
    {
      g_autofree char *found = g_find_program_in_path (tool);

      if (found != NULL && !g_file_test (tool, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&found);
    }
  return g_canonicalize_filename (tool, NULL);
}

static void
own_group_cb (gpointer data)
{
  setpgid (0, 0);
}

static GSubprocess *
spawn (const char *const *arguments, const char *directory, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);

  g_subprocess_launcher_set_cwd (launcher, directory);
  g_subprocess_launcher_set_child_setup (launcher, own_group_cb, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, arguments, error);
}

/* Which of our codes the system's refusal is. */
static GError *
describe_refusal (const char *program, const GError *refusal)
{
  int code = RESITE_ERROR_FAILED;

  if (g_error_matches (refusal, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    code = RESITE_ERROR_NOT_FOUND;
  else if (g_error_matches (refusal, G_SPAWN_ERROR, G_SPAWN_ERROR_ACCES) ||
           g_error_matches (refusal, G_SPAWN_ERROR, G_SPAWN_ERROR_PERM))
    code = RESITE_ERROR_NO_ACCESS;
  return g_error_new (RESITE_ERROR, code,
                      /* TRANSLATORS: the program's path, and why the system refused. */
                      _ ("The program %s could not be started: %s. Check its path in the plan and "
                         "that it may be run here."),
                      program, refusal->message);
}

static void
begin (GTask *task, guint patience)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *identifier;

  /* A program that has ended already has no identifier any more, and nothing to be signalled. */
  identifier = g_subprocess_get_identifier (run->process);
  if (identifier != NULL)
    run->pid = (pid_t)g_ascii_strtoll (identifier, NULL, 10);
  run->pipe = g_subprocess_get_stdout_pipe (run->process);
  run->patience_source = g_timeout_add (patience, patience_over_cb, run);
  g_input_stream_read_bytes_async (run->pipe, READ_SIZE, G_PRIORITY_DEFAULT, run->reading, read_cb,
                                   g_object_ref (task));
  g_subprocess_wait_async (run->process, NULL, exited_cb, g_object_ref (task));
  if (cancellable != NULL)
    run->cancel_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), run, NULL);
}

void
resite_tool_run_async (const char *const *arguments, const char *directory, guint patience,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) refusal = NULL;
  Run *run;

  g_return_if_fail (arguments != NULL && arguments[0] != NULL && directory != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_tool_run_async);
  resite_under_way_count_task (task);
  g_task_set_check_cancellable (task, FALSE);
  run = g_new0 (Run, 1);
  run->result = g_new0 (ResiteToolResult, 1);
  run->result->exit_code = -1;
  run->reading = g_cancellable_new ();
  run->output = g_byte_array_new ();
  run->started = g_get_monotonic_time ();
  g_task_set_task_data (task, run, run_free);

  run->process = spawn (arguments, directory, &refusal);
  if (run->process == NULL)
    g_task_return_error (task, describe_refusal (arguments[0], refusal));
  else
    begin (task, patience);
}

ResiteToolResult *
resite_tool_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
