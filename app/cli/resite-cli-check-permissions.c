/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-aside.h"
#include "resite-cli-check-shares.h"
#include "resite-cli-driver.h"
#include "resite-cli-place.h"
#include "resite-cli-wsman.h"
#include "resite-error.h"
#include "resite-folder-cim.h"
#include "resite-under-way.h"

/* The folders of a share beside the one that serves as their model. */
typedef struct
{
  ResiteFolder *old, *model;
  ResitePermissions *wanted;
  GPtrArray *found; /* ResiteAsideFolder */
} Comparison;

static void
comparison_free (gpointer data)
{
  Comparison *self = data;

  g_clear_object (&self->old);
  g_clear_object (&self->model);
  g_clear_pointer (&self->wanted, resite_permissions_free);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self);
}

static gboolean
compare (Comparison *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  self->wanted = resite_aside_read_model (self->model, "", cancellable, error);
  names = self->wanted != NULL ? resite_aside_list (self->old, "", cancellable, error) : NULL;
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      ResiteAsideFolder *folder =
          resite_aside_compare (self->old, "", names->pdata[i], self->wanted, cancellable, error);

      if (folder == NULL)
        return FALSE;
      g_ptr_array_add (self->found, folder);
    }
  return TRUE;
}

static void
compare_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (compare (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
open_shares (ResiteCli *cli, Comparison *self, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliPlace) old = resite_cli_place_parse (arguments[0], "password-fd", error);
  g_autoptr (ResiteCliPlace) model =
      old != NULL ? resite_cli_place_parse (arguments[1], "password-fd", error) : NULL;
  ResiteCredentials *credentials = NULL;

  if (model == NULL)
    return FALSE;
  self->old = resite_cli_place_open (cli, old, RESITE_CLI_PLACE_READ, &credentials, error);
  if (self->old != NULL && old->share != NULL && model->share != NULL &&
      resite_cli_check_is_same_server (old->share, model->share) && credentials != NULL)
    self->model =
        resite_folder_smb_new (model->share, credentials,
                               &(ResiteSmbOptions){ .allow_smb1 = resite_cli_has (cli, "smb1") });
  else if (self->old != NULL)
    self->model = resite_cli_place_open (cli, model, RESITE_CLI_PLACE_READ, &credentials, error);
  g_clear_pointer (&credentials, resite_credentials_unref);
  return self->model != NULL;
}

static gboolean
is_windows_path (const char *path, GError **error)
{
  if (g_ascii_isalpha (path[0]) && path[1] == ':' && path[2] == '\\')
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("with --at, %s has to be a path there, as in E:\\SMSPKGE$_OLD"), path);
  return FALSE;
}

static gboolean
open_machine (ResiteCli *cli, Comparison *self, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteWsman) wsman = NULL;
  GCancellable *cancellable = resite_cli_get_cancellable (cli);

  if (!is_windows_path (arguments[0], error) || !is_windows_path (arguments[1], error))
    return FALSE;
  wsman = resite_cli_wsman_open (cli, resite_cli_get (cli, "at"), error);
  if (wsman == NULL)
    return FALSE;
  self->old = resite_folder_cim_new (RESITE_CIM (wsman), arguments[0], cancellable);
  self->model = resite_folder_cim_new (RESITE_CIM (wsman), arguments[1], cancellable);
  return TRUE;
}

static void
print_folder (ResiteCli *cli, ResiteCliReport *report, const ResiteAsideFolder *folder,
              const char *should)
{
  JsonBuilder *builder;

  resite_cli_report_count (report, folder->state);
  if (!resite_cli_is_json (cli))
    {
      g_print ("%s: %s: %s\n", folder->name, resite_item_state_to_word (folder->state),
               folder->message);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", folder->name);
  resite_cli_report_add_text (builder, "verdict", folder->state);
  resite_cli_report_add_text (builder, "message", folder->message);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_add_text (builder, "is", folder->is);
  resite_cli_report_add_text (builder, "should", should);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
print_all (ResiteCli *cli, Comparison *self)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autofree char *should = resite_permissions_describe (self->wanted);

  if (!resite_cli_is_json (cli))
    /* TRANSLATORS: what the permissions of the model are. */
    g_print (_ ("As it should be: %s\n"), should);
  for (guint i = 0; i < self->found->len; i++)
    print_folder (cli, report, self->found->pdata[i], should);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_cli_report_get_status (report);
}

static ResiteCliStatus
run_check_permissions (ResiteCli *cli, const char *const *arguments, GError **error)
{
  Comparison *self = g_new0 (Comparison, 1);
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  resite_cli_watch_signals (cli);
  task = g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_task_set_task_data (task, self, comparison_free);
  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_aside_folder_free);
  if (resite_cli_has (cli, "at") ? !open_machine (cli, self, arguments, error)
                                 : !open_shares (cli, self, arguments, error))
    {
      g_task_return_boolean (task, FALSE);
      result = resite_cli_wait (&wait);
      return RESITE_CLI_BY_ERROR;
    }
  resite_under_way_run_task (task, compare_in_worker);
  result = resite_cli_wait (&wait);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return resite_cli_check_tell_unknown (cli, arguments[0], error);
  return print_all (cli, self);
}

static const ResiteCliOption permissions_options[] = {
  { "at", RESITE_CLI_TEXT, N_ ("URL"),
    N_ ("Ask this machine through WinRM, https://user@host:5986/wsman; both folders are paths "
        "there") },
  { "smb1", RESITE_CLI_FLAG, NULL,
    N_ ("Allow SMB 1, for servers that speak nothing newer: it has no encryption") },
  RESITE_CLI_WSMAN_OPTIONS,
  { NULL },
};

const ResiteCliVerb resite_cli_check_permissions_verbs[] = {
  { "check permissions", "OLD MODEL", 2, 2,
    N_ ("Have the folders in OLD the NTFS permissions of the folder MODEL?"),
    N_ ("OLD is the folder that was put aside, smb://user@server/E$/SMSPKGE$_OLD; MODEL one that "
        "SMS "
        "made itself, smb://user@server/E$/SMSPKGE$/TST00012. Ok when a folder has the same "
        "permissions, warning when the same people may do the same but it is inherited or has "
        "another owner, failed with what differs for whom."),
    permissions_options, run_check_permissions },
  { NULL },
};
