/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-factory"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"
#include "resite-command-job.h"
#include "resite-copy-job.h"
#include "resite-directory-job.h"
#include "resite-error.h"
#include "resite-folder-absent.h"
#include "resite-job-assign.h"
#include "resite-job-factory-private.h"
#include "resite-job-watch.h"
#include "resite-package-scan.h"
#include "resite-preload-job.h"
#include "resite-refresh-job.h"
#include "resite-under-way.h"
#include "resite-until-job.h"
#include "resite-wait-job.h"
#include "resite-watch-job.h"

#define DEFAULT_PRELOAD_PATIENCE 600

/* At the server: the tool, and the folder for what it prints. */
#define TOOL_NAME    "PreLoadPkgOnSite.exe"
#define RESULTS_NAME "resite-preload"

typedef struct
{
  ResiteJobArguments *arguments;
  ResiteLedger *ledger;
  ResiteClock *clock;
  ResitePackageChoice *choice; /* of a preload */
  char *directory;             /* where it is run */
  ResiteMachine *machine;      /* where it is run, or NULL: on this desk */
  char *remark;
  char *package;
} Making;

static void
making_free (Making *making)
{
  resite_job_arguments_free (making->arguments);
  g_clear_object (&making->ledger);
  g_clear_object (&making->clock);
  g_clear_pointer (&making->choice, _resite_package_choice_free);
  g_free (making->directory);
  g_clear_object (&making->machine);
  g_free (making->remark);
  g_free (making->package);
  g_free (making);
}

static const char *
get (ResiteJobArguments *arguments, const char *name)
{
  return g_hash_table_lookup (arguments->values, name);
}

static gboolean
says (ResiteJobArguments *arguments, const char *name, const char *value)
{
  return g_strcmp0 (get (arguments, name), value) == 0;
}

static guint
get_number (ResiteJobArguments *arguments, const char *name, guint fallback)
{
  const char *text = get (arguments, name);
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &number, NULL))
    return fallback;
  return (guint)number;
}

/* Copies. */

/* Where the plan names a file and not a folder, that one file is copied. */
static ResiteFolder *
open_source (ResiteJobArguments *arguments, char **only, GError **error)
{
  g_autofree char *place = NULL;

  if (resite_connections_is_remote_path (arguments->connections, get (arguments, "from"),
                                         get (arguments, "from-path")))
    {
      *only = g_strdup (get (arguments, "only"));
      return resite_connections_open_folder (arguments->connections, get (arguments, "from"),
                                             get (arguments, "from-path"), FALSE, error);
    }
  place = resite_connections_resolve (arguments->connections, get (arguments, "from"),
                                      get (arguments, "from-path"), error);
  if (place == NULL)
    return NULL;
  if (!g_file_test (place, G_FILE_TEST_IS_REGULAR))
    {
      *only = g_strdup (get (arguments, "only"));
      return resite_connections_open_folder (arguments->connections, get (arguments, "from"),
                                             get (arguments, "from-path"), FALSE, error);
    }
  g_autofree char *parent = g_path_get_dirname (place);
  *only = g_path_get_basename (place);
  return resite_connections_open_folder (arguments->connections, "desk", parent, FALSE, error);
}

static ResiteFolder *
open_target (ResiteJobArguments *arguments, GError **error)
{
  const char *path = get (arguments, "to-path");
  gboolean dry_run = says (arguments, "dry-run", "yes");
  gboolean create = !dry_run && !says (arguments, "mode", "verify");
  g_autoptr (GError) fault = NULL;
  g_autoptr (ResiteFolder) target = resite_connections_open_folder (
      arguments->connections, get (arguments, "to"), path, create, &fault);

  if (dry_run && (target != NULL || g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND)))
    return resite_folder_absent_new (target, path);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return g_steal_pointer (&target);
}

static ResiteJob *
make_copy (Making *making, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  const char *limit = get (arguments, "limit");
  g_autofree char *only = NULL;
  g_autoptr (ResiteFolder) source = open_source (arguments, &only, error);
  g_autoptr (ResiteFolder) target = source != NULL ? open_target (arguments, error) : NULL;

  if (target == NULL)
    return NULL;

  ResiteCopyOptions options = {
    .dry_run = says (arguments, "dry-run", "yes"),
    .limit = limit != NULL ? g_ascii_strtoull (limit, NULL, 10) : 0,
    .low_priority = says (arguments, "low-priority", "yes"),
    .delete_extra = says (arguments, "delete-extra", "yes"),
    .delta = says (arguments, "delta", "yes"),
    .verify_only = says (arguments, "mode", "verify"),
    .make_packages_read_only = says (arguments, "read-only", "packages"),
    .only = only,
  };
  return resite_copy_job_new (source, target, making->ledger, making->clock, &options);
}

/* Commands. */

static ResiteMachine *
look_up (const char *role, const char *address, gpointer connections, GError **error)
{
  if (address == NULL)
    resite_connections_forget (connections, role);
  return resite_connections_open_machine (connections, role, address, error);
}

/* (nullable) without @error: the verb goes through the machine itself. */
static ResiteFolder *
open_drive (ResiteJobArguments *arguments, GError **error)
{
  const char *path = get (arguments, "old");
  g_autofree char *drive = path != NULL ? g_strndup (path, 3) : NULL;

  if (!resite_command_job_needs_files_only (get (arguments, "verb")) || path == NULL ||
      (resite_connections_get_reach (arguments->connections, get (arguments, "on")) ==
           RESITE_REACH_WINRM &&
       !resite_connections_speaks_rpc (arguments->connections, get (arguments, "on"))))
    return NULL;
  return resite_connections_open_folder (arguments->connections, get (arguments, "on"), drive,
                                         FALSE, error);
}

static ResiteJob *
make_command (Making *making, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  GError *failure = NULL;
  g_autoptr (ResiteFolder) files = open_drive (arguments, &failure);
  ResiteJob *job;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  job = resite_command_job_new (get (arguments, "verb"), get (arguments, "on"), arguments->values,
                                look_up, arguments->connections, making->ledger, making->clock);

  if (arguments->credentials != NULL)
    resite_command_job_set_credentials (RESITE_COMMAND_JOB (job), arguments->credentials);
  if (files != NULL)
    resite_command_job_set_files (RESITE_COMMAND_JOB (job), files);
  /* The lookup is called as long as the job lives. */
  g_object_set_data_full (G_OBJECT (job), "connections", g_object_ref (arguments->connections),
                          g_object_unref);
  return job;
}

/* The directory. */

static ResiteJob *
make_directory (Making *making, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  ResiteDirectoryPlace *place = resite_connections_get_directory (arguments->connections);
  const ResiteDirectoryAim aim = { get (arguments, "ad.container"), get (arguments, "site.code"),
                                   get (arguments, "site.server-name") };
  ResiteJob *job;

  if (place == NULL)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                           _ ("This is for a person to do"));
      return NULL;
    }
  job = resite_directory_job_new (get (arguments, "verb"), place, &aim, making->ledger,
                                  making->clock);
  resite_directory_job_set_shown (RESITE_DIRECTORY_JOB (job), arguments->shown);
  resite_directory_job_set_times (RESITE_DIRECTORY_JOB (job), arguments->after, arguments->until);
  return job;
}

/* Preloads. */

static const char *
get_package_machine (ResiteJobArguments *arguments)
{
  const char *machine = get (arguments, "machine");

  return machine != NULL ? machine : "new";
}

static const char *
get_filled (ResiteJobArguments *arguments, const char *name)
{
  const char *value = get (arguments, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static ResitePackageChoice *
choice_new (Making *making)
{
  ResiteJobArguments *arguments = making->arguments;
  ResitePackageChoice *choice = g_new0 (ResitePackageChoice, 1);

  choice->known_path = g_strdup (get (arguments, "options.known-packages"));
  choice->one = says (arguments, "selection", "one");
  choice->wanted = choice->one ? g_strdup (get_filled (arguments, "package")) : NULL;
  choice->forwarded = arguments->forwarded != NULL ? g_ptr_array_ref (arguments->forwarded) : NULL;
  choice->left_out = arguments->left_out != NULL ? g_hash_table_ref (arguments->left_out) : NULL;
  choice->ledger = g_object_ref (making->ledger);
  return choice;
}

/* (transfer full): a file below the folder of the tools at the server. */
static char *
format_there (Making *making, const char *name)
{
  const char *tools = get_filled (making->arguments, "site.tools");

  return g_strdup_printf ("%s\\%s", tools != NULL ? tools : "C:\\SMSTools", name);
}

/* P4 brought the tool there. */
static char *
find_tool_there (Making *making)
{
  const char *file = get_filled (making->arguments, "tools.preload");
  g_autofree char *name = file != NULL ? g_path_get_basename (file) : g_strdup (TOOL_NAME);

  return format_there (making, name);
}

static ResitePackageChoice *
make_remote_choice (Making *making, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  ResitePackageChoice *choice;
  g_autofree char *tool = find_tool_there (making);
  g_autofree char *results = format_there (making, RESULTS_NAME);

  making->machine = resite_connections_open_machine (arguments->connections,
                                                     get_package_machine (arguments), NULL, error);
  if (making->machine == NULL)
    return NULL;
  making->directory = g_strdup (get (arguments, "path"));
  choice = choice_new (making);
  choice->remote = resite_remote_tool_new (making->machine, tool, making->directory, results);
  choice->place = g_strdup (making->directory);
  return choice;
}

static ResiteJob *
make_remote_preload (Making *making, GPtrArray *ids)
{
  g_autofree char *tool = find_tool_there (making);
  g_autofree char *results = format_there (making, RESULTS_NAME);

  return resite_preload_job_new_remote (
      making->machine, tool, making->directory, results, ids, making->ledger, making->clock,
      get_number (making->arguments, "options.preload-patience", DEFAULT_PRELOAD_PATIENCE));
}

static ResitePackageChoice *
make_choice (Making *making, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  g_autoptr (ResiteFolder) source = NULL;

  if (resite_connections_get_reach (arguments->connections, get_package_machine (arguments)) ==
      RESITE_REACH_WINRM)
    return make_remote_choice (making, error);
  making->directory = resite_connections_resolve (
      arguments->connections, get_package_machine (arguments), get (arguments, "path"), error);
  if (making->directory != NULL)
    source =
        resite_connections_open_folder (arguments->connections, get_package_machine (arguments),
                                        get (arguments, "path"), FALSE, error);
  if (source == NULL)
    return NULL;

  ResitePackageChoice *choice = choice_new (making);
  choice->place = resite_folder_describe (source);
  choice->source = g_steal_pointer (&source);
  return choice;
}

static void
choose_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  GError *error = NULL;
  GPtrArray *ids =
      _resite_package_choice_run (making->choice, cancellable, &making->remark, &error);

  if (making->choice->remote != NULL)
    resite_remote_tool_close (making->choice->remote);
  if (ids != NULL)
    g_task_return_pointer (task, ids, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_task_propagate_pointer (G_TASK (result), &error);

  if (ids == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (making->choice->one)
    making->package = g_strdup (ids->pdata[0]);
  if (making->machine != NULL)
    {
      g_task_return_pointer (task, make_remote_preload (making, ids), g_object_unref);
      return;
    }
  g_task_return_pointer (
      task,
      resite_preload_job_new (
          get (making->arguments, "tools.preload-desk"), making->directory, ids, making->ledger,
          making->clock,
          get_number (making->arguments, "options.preload-patience", DEFAULT_PRELOAD_PATIENCE)),
      g_object_unref);
}

static void
make_preload_async (GTask *task)
{
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;

  making->choice = make_choice (making, &error);
  if (making->choice == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  GTask *choosing =
      g_task_new (NULL, g_task_get_cancellable (task), chosen_cb, g_object_ref (task));
  g_task_set_source_tag (choosing, make_preload_async);
  g_task_set_task_data (choosing, making, NULL);
  resite_under_way_run_task (choosing, choose_in_thread);
  g_object_unref (choosing);
}

/* Assignments. */

static void
assign_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  ResiteJob *job = _resite_job_assign_make_finish (result, &making->remark, &error);

  if (job != NULL)
    g_task_return_pointer (task, job, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Packages that are sent again. */

static ResiteJob *
make_refresh (Making *making, GError **error)
{
  ResiteJobArguments *arguments = making->arguments;
  const char *list = get_filled (arguments, "packages");
  g_autoptr (GPtrArray) ids = resite_package_list_parse (list != NULL ? list : "", -1);
  g_autoptr (ResiteMachine) machine = resite_connections_open_machine (
      arguments->connections, get (arguments, "machine"), NULL, error);

  if (machine == NULL)
    return NULL;
  return resite_refresh_job_new (resite_machine_get_cim (machine),
                                 get (arguments, "site.server-name"), get (arguments, "site.code"),
                                 ids, says (arguments, "worker", "update-all"), making->ledger,
                                 making->clock);
}

static gboolean
is_refresh (ResiteJobArguments *arguments)
{
  return says (arguments, "worker", "refresh") || says (arguments, "worker", "update-all");
}

/* All of them. */

static ResiteJob *
make_job (Making *making, GError **error)
{
  switch (making->arguments->kind)
    {
    case RESITE_ACTION_COPY:
      return make_copy (making, error);
    case RESITE_ACTION_CHECK:
      return resite_check_job_new (g_ptr_array_ref (making->arguments->probes),
                                   making->arguments->connections, making->ledger, making->clock);
    case RESITE_ACTION_WATCH:
      return _resite_job_watch_make (making->arguments, making->ledger, making->clock, error);
    case RESITE_ACTION_COMMAND:
      return make_command (making, error);
    case RESITE_ACTION_DIRECTORY:
      return make_directory (making, error);
    case RESITE_ACTION_WAIT:
      return resite_wait_job_new (_ ("Waiting"), making->arguments->until, making->clock);
    case RESITE_ACTION_BULK:
      if (is_refresh (making->arguments))
        return make_refresh (making, error);
      G_GNUC_FALLTHROUGH;
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_INSTRUCTION:
    default:
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                           _ ("This is for a person to do"));
      return NULL;
    }
}

void
resite_job_factory_make_async (ResiteJobArguments *arguments, ResiteLedger *ledger,
                               ResiteClock *clock, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (arguments != NULL);
  g_return_if_fail (RESITE_IS_LEDGER (ledger));
  g_return_if_fail (RESITE_IS_CLOCK (clock));

  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Making *making = g_new0 (Making, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, resite_job_factory_make_async);
  g_task_set_task_data (task, making, (GDestroyNotify)making_free);
  making->arguments = _resite_job_arguments_ref (arguments);
  making->ledger = g_object_ref (ledger);
  making->clock = g_object_ref (clock);
  if (arguments->kind == RESITE_ACTION_BULK && says (arguments, "worker", "preload"))
    {
      make_preload_async (task);
      return;
    }
  if (arguments->kind == RESITE_ACTION_BULK && says (arguments, "worker", "assign"))
    {
      _resite_job_assign_make_async (arguments, ledger, clock, cancellable, assign_made_cb,
                                     g_object_ref (task));
      return;
    }

  ResiteJob *job = make_job (making, &error);
  if (job != NULL)
    g_task_return_pointer (task, job, g_object_unref);
  else
    g_task_return_error (task, error);
}

ResiteJob *
resite_job_factory_make_finish (GAsyncResult *result, char **remark, char **package, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  Making *making = g_task_get_task_data (G_TASK (result));
  ResiteJob *job = g_task_propagate_pointer (G_TASK (result), error);

  if (job != NULL)
    {
      *remark = g_steal_pointer (&making->remark);
      *package = g_steal_pointer (&making->package);
    }
  return job;
}
