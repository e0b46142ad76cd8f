/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-detached"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-detached.h"
#include "resite-error.h"
#include "resite-shell-private.h"
#include "resite-windows.h"

#define SPACE        "root/cimv2"
#define LOOK_SECONDS 10
/* Started, and not yet to be seen: so many looks are given to it. */
#define FIRST_LOOKS 3

void
resite_detached_status_free (ResiteDetachedStatus *self)
{
  g_free (self->output);
  g_free (self);
}

static gboolean
check_path (const char *path, GError **error)
{
  if (path != NULL && g_ascii_isalpha (path[0]) && path[1] == ':' && path[2] == '\\' &&
      strpbrk (path, "\"%!^&|<>'*?\r\n") == NULL)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("\"%s\" cannot be the file of a program that runs by itself; write it as "
                  "E:\\SMSTools\\NAME.txt."),
               path != NULL ? path : "");
  return FALSE;
}

static gboolean
check_order (const ResiteDetachedOrder *order, GError **error)
{
  return check_path (order->output_file, error) && check_path (order->done_file, error);
}

/* The file's name stands in the line of cmd.exe, and in no other. */
static gboolean
find_process (ResiteMachine *machine, const ResiteDetachedOrder *order, gboolean *known,
              guint32 *process_id, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_utf8_casefold (order->done_file, -1);
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) rows =
      resite_cim_list (resite_machine_get_cim (machine), SPACE,
                       "SELECT ProcessId, CommandLine FROM Win32_Process WHERE Name = 'cmd.exe'",
                       cancellable, &local);

  *process_id = 0;
  *known = rows != NULL;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      ResiteCimObject *row = g_ptr_array_index (rows, i);
      const char *line = resite_cim_object_get_string (row, "CommandLine");
      g_autofree char *folded = line != NULL ? g_utf8_casefold (line, -1) : NULL;

      if (folded != NULL && strstr (folded, name) != NULL)
        *process_id = (guint32)resite_cim_object_get_int (row, "ProcessId", 0);
    }
  /* A server whose processes cannot be listed (Windows 2000 has no command lines) still has the
   * files. */
  if (rows != NULL || g_error_matches (local, RESITE_ERROR, RESITE_ERROR_NOT_FOUND) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_INVALID) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_REFUSED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Runs one short line; NULL with @error also when it did not end with 0. */
static char *
run_line (ResiteShell *shell, const char *line, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteShellResult) result = resite_shell_run (shell, line, NULL, cancellable, error);

  if (result == NULL)
    return NULL;
  if (result->has_exit_code && result->exit_code == 0 && !result->incomplete)
    return g_steal_pointer (&result->output);
  if (result->incomplete || result->timed_out)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("\"%s\" was run on the machine, and its answer got lost on the way."), line);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 _ ("\"%s\" could not be run on the machine: %s"), line,
                 *result->errors != '\0' ? g_strstrip (result->errors) : _ ("it does not say why"));
  return NULL;
}

/* *@text NULL: there is no such file. */
static gboolean
read_file (ResiteShell *shell, const char *path, char **text, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *question = g_strdup_printf ("if exist \"%s\" echo there", path);
  g_autofree char *line = g_strdup_printf ("type \"%s\"", path);
  g_autofree char *answer = run_line (shell, question, cancellable, error);

  *text = NULL;
  if (answer == NULL)
    return FALSE;
  if (strstr (answer, "there") == NULL)
    return TRUE;
  *text = run_line (shell, line, cancellable, error);
  return *text != NULL;
}

/* FALSE: nothing readable is in it yet. */
static gboolean
read_exit_code (const char *text, ResiteDetachedStatus *status)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  gint64 code;

  if (*word == '\0')
    return FALSE;
  status->has_exit_code = g_ascii_string_to_signed (word, 10, G_MININT32, G_MAXUINT32, &code, NULL);
  if (status->has_exit_code)
    status->exit_code = (guint32)code;
  return TRUE;
}

static void
judge (ResiteDetachedStatus *status, gboolean processes_known, const char *done)
{
  if (done != NULL && read_exit_code (done, status))
    status->state = RESITE_DETACHED_ENDED;
  else if (status->process_id != 0)
    status->state = RESITE_DETACHED_RUNNING;
  else if (status->output == NULL && done == NULL)
    status->state = RESITE_DETACHED_ABSENT;
  else
    status->state = processes_known ? RESITE_DETACHED_LOST : RESITE_DETACHED_RUNNING;
}

/* Processes before files: one that ends in between has written its file by then. */
static ResiteDetachedStatus *
look (ResiteMachine *machine, ResiteShell *shell, const ResiteDetachedOrder *order,
      GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteDetachedStatus) status = g_new0 (ResiteDetachedStatus, 1);
  g_autofree char *done = NULL;
  gboolean known;

  if (!find_process (machine, order, &known, &status->process_id, cancellable, error) ||
      !read_file (shell, order->done_file, &done, cancellable, error) ||
      !read_file (shell, order->output_file, &status->output, cancellable, error))
    return NULL;
  judge (status, known, done);
  return g_steal_pointer (&status);
}

ResiteDetachedStatus *
resite_detached_look (ResiteMachine *machine, const ResiteDetachedOrder *order,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteShell) shell = NULL;
  ResiteDetachedStatus *status;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (order != NULL, NULL);

  if (!check_order (order, error))
    return NULL;
  shell = resite_machine_open_shell (machine, error);
  if (shell == NULL)
    return NULL;
  status = look (machine, shell, order, cancellable, error);
  resite_shell_close (shell);
  return status;
}

/* !errorlevel! and not %errorlevel%, which would be read before the program runs. */
static char *
make_line (const ResiteDetachedOrder *order)
{
  return g_strdup_printf ("cmd.exe /v:on /c \"%s > \"%s\" 2>&1 & echo !errorlevel! > \"%s\"\"",
                          order->command_line, order->output_file, order->done_file);
}

gboolean
resite_detached_start (ResiteMachine *machine, const ResiteDetachedOrder *order,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteDetachedStatus) status = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), FALSE);
  g_return_val_if_fail (order != NULL && order->command_line != NULL, FALSE);

  status = resite_detached_look (machine, order, cancellable, error);
  if (status == NULL)
    return FALSE;
  if (status->state != RESITE_DETACHED_ABSENT)
    return TRUE;
  line = make_line (order);
  return resite_windows_start_process (resite_machine_get_cim (machine), line, order->directory,
                                       NULL, cancellable, error);
}

static gboolean
start_bearing (ResiteMachine *machine, const ResiteDetachedOrder *order, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GError) local = NULL;

  if (resite_detached_start (machine, order, cancellable, &local) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static ResiteDetachedStatus *
refuse_absent (const ResiteDetachedOrder *order, ResiteDetachedStatus *status, GError **error)
{
  resite_detached_status_free (status);
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
      _ ("The program was started on the machine, and nothing is to be seen of it: neither "
         "its process nor %s. Look there before you start it again."),
      order->output_file);
  return NULL;
}

ResiteDetachedStatus *
resite_detached_run (ResiteMachine *machine, const ResiteDetachedOrder *order,
                     guint patience_seconds, GCancellable *cancellable, GError **error)
{
  const gint64 until =
      g_get_monotonic_time () + (gint64)patience_seconds * resite_shell_second_in_ms * 1000;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (order != NULL && order->command_line != NULL, NULL);

  if (!start_bearing (machine, order, cancellable, error))
    return NULL;
  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;
      ResiteDetachedStatus *status = resite_detached_look (machine, order, cancellable, &local);
      const gboolean over = g_get_monotonic_time () >= until;

      if (status != NULL && status->state == RESITE_DETACHED_ABSENT && (i >= FIRST_LOOKS || over))
        return refuse_absent (order, status, error);
      if (status != NULL && (status->state > RESITE_DETACHED_RUNNING || over))
        return status;
      g_clear_pointer (&status, resite_detached_status_free);
      if (local != NULL && (over || !resite_error_is_of_line (local)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      resite_shell_pause (LOOK_SECONDS, cancellable);
    }
}
