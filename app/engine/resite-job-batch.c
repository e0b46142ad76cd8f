/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-batch"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"
#include "resite-error.h"
#include "resite-job-factory-private.h"
#include "resite-package-scan.h"
#include "resite-under-way.h"

#define TOOL_NAME   "PreLoadPkgOnSite.exe"
#define BATCH_NAME  "preload.bat"
#define SCRIPT_NAME "PreloadBuild.vbs"

typedef struct
{
  gboolean batch; /* else the script only */
  char *packages; /* Windows path */
  char *tools;    /* Windows path */
  char *tool;     /* Windows path */
  ResiteFolder *target;
  ResitePackageChoice *choice;
} Batch;

static void
batch_free (Batch *batch)
{
  g_free (batch->packages);
  g_free (batch->tools);
  g_free (batch->tool);
  g_clear_object (&batch->target);
  g_clear_pointer (&batch->choice, _resite_package_choice_free);
  g_free (batch);
}

static const char *
get (ResiteJobArguments *arguments, const char *name)
{
  return g_hash_table_lookup (arguments->values, name);
}

static const ResiteProbe *
find_packages_probe (ResiteJobArguments *arguments)
{
  for (guint i = 0; i < arguments->probes->len; i++)
    {
      const ResiteProbe *probe = arguments->probes->pdata[i];
      if (g_str_equal (probe->type, "packages"))
        return probe;
    }
  return NULL;
}

/* The tool under the name that it has on the desk, in the folder that it is copied to. */
static char *
find_tool (ResiteJobArguments *arguments)
{
  const char *copied = get (arguments, "tools.preload");
  g_autofree char *name = copied != NULL ? g_path_get_basename (copied) : g_strdup (TOOL_NAME);

  return g_strconcat (get (arguments, "site.tools"), "\\", name, NULL);
}

static Batch *
batch_new (ResiteJobArguments *arguments, const char *machine, const char *packages, GError **error)
{
  g_autoptr (ResiteFolder) source =
      resite_connections_open_folder (arguments->connections, machine, packages, FALSE, error);
  g_autoptr (ResiteFolder) target =
      source != NULL ? resite_connections_open_folder (arguments->connections, machine,
                                                       get (arguments, "site.tools"), TRUE, error)
                     : NULL;

  if (target == NULL)
    return NULL;

  Batch *batch = g_new0 (Batch, 1);
  batch->batch = g_strcmp0 (get (arguments, "batch"), "yes") == 0;
  batch->packages = g_strdup (packages);
  batch->tools = g_strdup (get (arguments, "site.tools"));
  batch->tool = find_tool (arguments);
  batch->target = g_steal_pointer (&target);
  batch->choice = g_new0 (ResitePackageChoice, 1);
  batch->choice->source = g_steal_pointer (&source);
  batch->choice->known_path = g_strdup (get (arguments, "options.known-packages"));
  return batch;
}

static char *
write_batch (Batch *batch, GCancellable *cancellable, GError **error)
{
  g_autofree char *remark = NULL;
  g_autoptr (GPtrArray) ids =
      _resite_package_choice_run (batch->choice, cancellable, &remark, error);

  if (ids == NULL)
    return NULL;

  g_autofree char *text =
      resite_package_batch_format (ids, batch->tool, batch->packages, batch->tools);
  if (!resite_package_text_write (batch->target, BATCH_NAME, text, error))
    return NULL;
  g_autofree char *written =
      g_strdup_printf (ngettext ("%s\\%s was written, with %u package.",
                                 "%s\\%s was written, with %u packages.", ids->len),
                       batch->tools, BATCH_NAME, ids->len);
  return remark != NULL ? g_strconcat (written, " ", remark, NULL) : g_steal_pointer (&written);
}

static char *
write_script (Batch *batch, GError **error)
{
  g_autofree char *text = resite_package_script_format (batch->tool, batch->packages, batch->tools);

  if (!resite_package_text_write (batch->target, SCRIPT_NAME, text, error))
    return NULL;
  return g_strdup_printf (_ ("%s\\%s was written."), batch->tools, SCRIPT_NAME);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Batch *batch = data;
  GError *error = NULL;
  g_autofree char *script = write_script (batch, &error);
  g_autofree char *list = NULL;

  if (script != NULL && batch->batch)
    list = write_batch (batch, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (list != NULL ? list : script), g_free);
}

static gboolean
may_write (ResiteJobArguments *arguments, const char *machine)
{
  ResiteReach reach = resite_connections_get_reach (arguments->connections, machine);

  return reach == RESITE_REACH_LOCAL || reach == RESITE_REACH_SMB;
}

void
resite_job_factory_write_batch_async (ResiteJobArguments *arguments, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (arguments != NULL);

  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const ResiteProbe *probe = find_packages_probe (arguments);
  GError *error = NULL;

  g_task_set_source_tag (task, resite_job_factory_write_batch_async);
  if (get (arguments, "batch") == NULL || get (arguments, "site.tools") == NULL || probe == NULL ||
      !may_write (arguments, probe->machine))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  Batch *batch = batch_new (arguments, probe->machine, probe->path, &error);
  if (batch == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, batch, (GDestroyNotify)batch_free);
  resite_under_way_run_task (task, write_in_thread);
}

gboolean
resite_job_factory_write_batch_finish (GAsyncResult *result, char **remark, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  GError *local_error = NULL;

  *remark = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
