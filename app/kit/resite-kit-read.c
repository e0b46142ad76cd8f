/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-read"

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "resite-kit.h"

/* A result of the largest store is far below this. */
#define MAX_RESULT (64 * 1024 * 1024)

void
resite_kit_result_free (ResiteKitResult *self)
{
  g_free (self->path);
  g_ptr_array_unref (self->actions);
  g_free (self->machine);
  g_free (self);
}

static ResiteKitScript *
find_script (GPtrArray *scripts, const char *file)
{
  const char *dot = strrchr (file, '.');
  gsize length = dot != NULL ? (gsize)(dot - file) : strlen (file);

  for (guint i = 0; i < scripts->len; i++)
    {
      ResiteKitScript *script = scripts->pdata[i];
      if (strlen (script->name) == length + 4 &&
          g_ascii_strncasecmp (script->name, file, length) == 0)
        return script;
    }
  return NULL;
}

static void
call_strange (GPtrArray *strange, const char *path, const char *reason)
{
  g_ptr_array_add (strange, g_strdup_printf ("%s: %s", path, reason));
}

static gboolean
is_ours (const ResiteKitScript *script, const ResiteKitReport *report, const char *path,
         GPtrArray *strange)
{
  g_autofree char *reason = NULL;

  if (g_strcmp0 (report->run, script->run) != 0)
    reason = g_strdup_printf (_ ("it belongs to the run %s, not to %s"),
                              report->run != NULL ? report->run : "?", script->run);
  else if (g_strcmp0 (report->step, script->step) != 0)
    reason = g_strdup_printf (_ ("it is about step %s, not %s"),
                              report->step != NULL ? report->step : "?", script->step);
  else if (report->machine == NULL || script->server == NULL ||
           g_ascii_strcasecmp (report->machine, script->server) != 0)
    reason = g_strdup_printf (_ ("it was written at %s, and the script is for %s"),
                              report->machine != NULL ? report->machine : "?",
                              script->server != NULL ? script->server : "?");
  if (reason != NULL)
    call_strange (strange, path, reason);
  return reason == NULL;
}

static char *
load (const char *path, gsize *length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                         G_FILE_QUERY_INFO_NONE, NULL, error);
  char *bytes = NULL;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
      g_file_info_get_size (info) > MAX_RESULT)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("it is no text file of a bearable size"));
      return NULL;
    }
  return g_file_load_contents (file, NULL, &bytes, length, NULL, error) ? bytes : NULL;
}

static ResiteKitResult *
read_one (GPtrArray *scripts, const char *folder, const char *name, GPtrArray *strange)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  ResiteKitScript *script = find_script (scripts, name);
  g_autoptr (GError) error = NULL;
  gsize length;

  if (script == NULL)
    {
      call_strange (strange, path, _ ("no script of this run has this name"));
      return NULL;
    }
  g_autofree char *bytes = load (path, &length, &error);
  g_autoptr (ResiteKitReport) report =
      bytes != NULL ? resite_kit_report_parse (bytes, (gssize)length, &error) : NULL;
  if (report == NULL)
    {
      call_strange (strange, path, error->message);
      return NULL;
    }
  if (!is_ours (script, report, path, strange))
    return NULL;

  ResiteKitResult *result = g_new0 (ResiteKitResult, 1);
  result->script = script;
  result->path = g_steal_pointer (&path);
  result->actions = resite_kit_judge (script, report);
  result->machine = g_strdup (report->machine);
  result->complete = report->complete;
  return result;
}

static char *
find_results (const char *folder)
{
  g_autofree char *below = g_build_filename (folder, "results", NULL);

  return g_file_test (below, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&below) : g_strdup (folder);
}

static int
compare_results (gconstpointer a, gconstpointer b, gpointer scripts)
{
  const ResiteKitResult *const *one = a, *const *other = b;
  guint first = 0, second = 0;

  g_ptr_array_find (scripts, (*one)->script, &first);
  g_ptr_array_find (scripts, (*other)->script, &second);
  return (int)first - (int)second;
}

GPtrArray *
resite_kit_read (GPtrArray *scripts, const char *folder, GPtrArray *strange, GError **error)
{
  g_return_val_if_fail (scripts != NULL && folder != NULL && strange != NULL, NULL);

  g_autofree char *place = find_results (folder);
  g_autoptr (GDir) dir = g_dir_open (place, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;

  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_kit_result_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (name, -1);
      ResiteKitResult *result =
          g_str_has_suffix (lower, ".txt") && !g_str_equal (lower, "read-me.txt")
              ? read_one (scripts, place, name, strange)
              : NULL;
      if (result != NULL)
        g_ptr_array_add (results, result);
    }
  g_ptr_array_sort_with_data (results, compare_results, scripts);
  return results;
}
