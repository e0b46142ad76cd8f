/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-remote-tool"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-remote-tool.h"
#include "resite-under-way.h"

#define BEGIN_MARK      "RESITE-BEGIN"
#define END_MARK        "RESITE-END"
#define SHORT_PATIENCE  60
#define OUTPUT_LIMIT    (1024 * 1024)
#define FILES_NAMESPACE "root/cimv2"

struct _ResiteRemoteTool
{
  GObject parent_instance;

  ResiteMachine *machine;
  char *tool;
  char *directory;
  char *results;
  ResiteShell *shell; /* opened by the first that needs it, in a worker */
};

G_DEFINE_FINAL_TYPE (ResiteRemoteTool, resite_remote_tool, G_TYPE_OBJECT)

static void
resite_remote_tool_finalize (GObject *object)
{
  ResiteRemoteTool *self = RESITE_REMOTE_TOOL (object);

  g_clear_object (&self->machine);
  g_clear_object (&self->shell);
  g_free (self->tool);
  g_free (self->directory);
  g_free (self->results);

  G_OBJECT_CLASS (resite_remote_tool_parent_class)->finalize (object);
}

static void
resite_remote_tool_class_init (ResiteRemoteToolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_remote_tool_finalize;
}

static void
resite_remote_tool_init (ResiteRemoteTool *self)
{
}

/* "E:\SMSPKG", whatever stood at its end. */
static char *
trim_path (const char *path)
{
  char *trimmed = g_strdup (path);

  for (gsize n = strlen (trimmed); n > 3 && trimmed[n - 1] == '\\'; n--)
    trimmed[n - 1] = '\0';
  return trimmed;
}

ResiteRemoteTool *
resite_remote_tool_new (ResiteMachine *machine, const char *tool, const char *directory,
                        const char *results)
{
  ResiteRemoteTool *self;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (tool != NULL && directory != NULL && results != NULL, NULL);

  self = g_object_new (RESITE_TYPE_REMOTE_TOOL, NULL);
  self->machine = g_object_ref (machine);
  self->tool = g_strdup (tool);
  self->directory = trim_path (directory);
  self->results = trim_path (results);
  return self;
}

static ResiteShellResult *
run_line (ResiteRemoteTool *self, const char *line, guint patience, GCancellable *cancellable,
          GError **error)
{
  const ResiteShellOptions options = { .directory = self->directory,
                                       .patience_seconds = patience,
                                       .output_limit = OUTPUT_LIMIT };

  if (self->shell == NULL)
    self->shell = resite_machine_open_shell (self->machine, error);
  if (self->shell == NULL)
    return NULL;
  return resite_shell_run (self->shell, line, &options, cancellable, error);
}

gboolean
resite_remote_tool_prepare (ResiteRemoteTool *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = resite_shell_quote (self->results, error);
  g_autofree char *line = NULL;
  g_autoptr (ResiteShellResult) result = NULL;

  if (folder == NULL)
    return FALSE;
  line = g_strdup_printf ("if not exist %s md %s", folder, folder);
  result = run_line (self, line, SHORT_PATIENCE, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (result->has_exit_code && result->exit_code == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               /* TRANSLATORS: a folder on the server, and what the server said. */
               _ ("The folder %s for the results could not be made on the server: %s"),
               self->results, g_strstrip (result->errors));
  return FALSE;
}

static ResiteFileInfo *
info_from_row (ResiteCimObject *row)
{
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);
  ResiteCimValue *modified = resite_cim_object_get (row, "LastModified");
  const char *path = resite_cim_object_get_string (row, "Name");
  const char *name = path != NULL ? strrchr (path, '\\') : NULL;

  info->type = RESITE_FILE_PLAIN;
  info->name = g_strdup (name != NULL ? name + 1 : "");
  info->size = (guint64)MAX (0, resite_cim_object_get_int (row, "FileSize", 0));
  if (modified != NULL)
    resite_cim_value_get_time (modified, &info->modified);
  info->read_only = !resite_cim_object_get_boolean (row, "Writeable", TRUE);
  return info;
}

static char *
format_query (ResiteRemoteTool *self)
{
  g_autofree char *drive = g_strndup (self->directory, 2);
  g_autofree char *path = g_strconcat (self->directory + strlen (drive),
                                       g_str_has_suffix (self->directory, "\\") ? "" : "\\", NULL);
  g_autofree char *drive_text = resite_cim_quote (drive);
  g_autofree char *path_text = resite_cim_quote (path);

  return g_strdup_printf ("SELECT Name, FileSize, LastModified, Writeable FROM CIM_DataFile "
                          "WHERE Drive = %s AND Path = %s",
                          drive_text, path_text);
}

ResitePackageScan *
resite_remote_tool_scan (ResiteRemoteTool *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *query = format_query (self);
  g_autoptr (GPtrArray) rows = resite_cim_list (resite_machine_get_cim (self->machine),
                                                FILES_NAMESPACE, query, cancellable, error);
  g_autoptr (GPtrArray) entries = NULL;

  if (rows == NULL)
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (entries, info_from_row (g_ptr_array_index (rows, i)));
  return resite_package_scan_new (entries);
}

static char *
quote_file (ResiteRemoteTool *self, const char *id, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s\\%s.txt", self->results, id);

  return resite_shell_quote (path, error);
}

/* The exit code is expanded by call, when the tool has ended, and not when the line is read. */
static char *
format_line (ResiteRemoteTool *self, const char *id, const char *token, GError **error)
{
  g_autofree char *tool = resite_shell_quote (self->tool, error);
  g_autofree char *file = tool != NULL ? quote_file (self, id, error) : NULL;

  if (file == NULL)
    return NULL;
  return g_strdup_printf ("echo " BEGIN_MARK " %s %s > %s & %s %s >> %s 2>&1 & call echo " END_MARK
                          " %s %s %%^ERRORLEVEL%% >> %s & type %s",
                          id, token, file, tool, id, file, id, token, file, file);
}

/* What stands between the two marks of the run; *@ended: the second one is there. NULL: no first. */
static ResiteToolResult *
parse_file (const char *text, const char *id, const char *token, gboolean *ended)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *begin = g_strdup_printf (BEGIN_MARK " %s %s", id, token);
  g_autofree char *end = g_strdup_printf (END_MARK " %s %s ", id, token);
  GString *output = NULL;
  ResiteToolResult *result;
  gint64 code = -1;

  *ended = FALSE;
  for (guint i = 0; lines[i] != NULL && !*ended; i++)
    {
      const char *line = g_strchomp (lines[i]);

      if (output == NULL && g_str_equal (line, begin))
        output = g_string_new (NULL);
      else if (output != NULL && g_str_has_prefix (line, end))
        {
          *ended = TRUE;
          code = g_ascii_strtoll (line + strlen (end), NULL, 10);
        }
      else if (output != NULL)
        g_string_append_printf (output, "%s\n", line);
    }
  if (output == NULL)
    return NULL;
  result = g_new0 (ResiteToolResult, 1);
  result->output = g_string_free (output, FALSE);
  result->exit_code = code;
  return result;
}

static ResiteToolResult *
read_file (ResiteRemoteTool *self, const char *id, const char *token, gboolean *ended,
           GCancellable *cancellable, GError **error)
{
  g_autofree char *file = quote_file (self, id, error);
  g_autofree char *line = NULL;
  g_autoptr (ResiteShellResult) result = NULL;

  *ended = FALSE;
  if (file == NULL)
    return NULL;
  line = g_strdup_printf ("type %s", file);
  result = run_line (self, line, SHORT_PATIENCE, cancellable, error);
  return result != NULL ? parse_file (result->output, id, token, ended) : NULL;
}

ResiteToolResult *
resite_remote_tool_read (ResiteRemoteTool *self, const char *id, const char *token,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteToolResult) result = NULL;
  gboolean ended;

  g_return_val_if_fail (RESITE_IS_REMOTE_TOOL (self), NULL);

  result = read_file (self, id, token, &ended, cancellable, error);
  return ended ? g_steal_pointer (&result) : NULL;
}

static void
set_lost (const char *id, const char *reason, GError **error)
{
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
      /* TRANSLATORS: a package id, and what happened. */
      _ ("The line to the server was lost while package %s was preloaded (%s). What became "
         "of it is looked at first when you go on."),
      id, reason);
}

/* No answer: stopped by a person, lost, or never begun. */
static ResiteToolResult *
take_error (ResiteRemoteTool *self, const char *id, const char *token, GCancellable *cancellable,
            GError *cause, GError **error)
{
  ResiteToolResult *result = NULL;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      result = g_new0 (ResiteToolResult, 1);
      result->output = g_strdup ("");
      result->exit_code = -1;
      result->stopped = TRUE;
    }
  else if (!resite_error_is_of_line (cause))
    {
      g_propagate_error (error, cause);
      return NULL;
    }
  else
    {
      result = resite_remote_tool_read (self, id, token, cancellable, NULL);
      if (result == NULL)
        set_lost (id, cause->message, error);
    }
  g_error_free (cause);
  return result;
}

/* The line came back without the second mark: patience ended, it broke, or nothing could be run. */
static ResiteToolResult *
take_unended (ResiteRemoteTool *self, const char *id, const char *token,
              const ResiteShellResult *said, GCancellable *cancellable, GError **error)
{
  gboolean ended;
  ResiteToolResult *result = read_file (self, id, token, &ended, cancellable, NULL);

  if (result != NULL && (ended || said->timed_out))
    {
      result->timed_out = said->timed_out && !ended;
      return result;
    }
  g_clear_pointer (&result, resite_tool_result_free);
  if (said->timed_out || said->incomplete || !said->has_exit_code)
    set_lost (id, _ ("the answer was cut off"), error);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 /* TRANSLATORS: the folder on the server, and what the server printed. */
                 _ ("Nothing could be run on the server, or its results not be kept in %s: %s"),
                 self->results, g_strstrip (said->errors));
  return NULL;
}

typedef struct
{
  char *id;
  char *token;
  guint patience;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->id);
  g_free (order->token);
  g_free (order);
}

static ResiteToolResult *
run (ResiteRemoteTool *self, const Order *order, GCancellable *cancellable, GError **error)
{
  g_autofree char *line = format_line (self, order->id, order->token, error);
  g_autoptr (ResiteShellResult) said = NULL;
  ResiteToolResult *result;
  GError *cause = NULL;
  gboolean ended;

  if (line == NULL)
    return NULL;
  said = run_line (self, line, order->patience, cancellable, &cause);
  if (said == NULL)
    return take_error (self, order->id, order->token, cancellable, cause, error);
  result = parse_file (said->output, order->id, order->token, &ended);
  if (!ended)
    {
      g_clear_pointer (&result, resite_tool_result_free);
      result = take_unended (self, order->id, order->token, said, cancellable, error);
    }
  if (result != NULL)
    result->seconds = said->seconds;
  return result;
}

static void
run_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  ResiteToolResult *result = run (source, data, cancellable, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify)resite_tool_result_free);
  else
    g_task_return_error (task, error);
}

void
resite_remote_tool_run_async (ResiteRemoteTool *self, const char *id, const char *token,
                              guint patience, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Order *order;

  g_return_if_fail (RESITE_IS_REMOTE_TOOL (self) && id != NULL && token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_remote_tool_run_async);
  g_task_set_check_cancellable (task, FALSE);
  order = g_new0 (Order, 1);
  order->id = g_strdup (id);
  order->token = g_strdup (token);
  order->patience = patience;
  g_task_set_task_data (task, order, order_free);
  resite_under_way_run_task (task, run_in_worker);
}

ResiteToolResult *
resite_remote_tool_run_finish (ResiteRemoteTool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
close_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteRemoteTool *self = source;

  if (self->shell != NULL)
    resite_shell_close (self->shell);
  g_task_return_boolean (task, TRUE);
}

void
resite_remote_tool_close (ResiteRemoteTool *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RESITE_IS_REMOTE_TOOL (self));

  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, resite_remote_tool_close);
  resite_under_way_run_task (task, close_in_worker);
}
