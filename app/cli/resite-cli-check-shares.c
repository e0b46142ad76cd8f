/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-check-web.h"
#include "resite-cli-check-shares.h"
#include "resite-cli-driver.h"
#include "resite-cli-secret.h"
#include "resite-cli-wsman.h"
#include "resite-error.h"
#include "resite-under-way.h"
#include "resite-windows.h"

/* The shares of a server, asked over SMB, which does not tell where they lie, or through WinRM. */
typedef struct
{
  ResiteCim *cim;        /* or NULL */
  ResiteSmbPlace *place; /* or NULL */
  ResiteCredentials *credentials;
  ResiteSmbOptions options;
  GPtrArray *shares; /* ResiteWindowsShare; path "": not told */
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->cim);
  g_clear_pointer (&self->place, resite_smb_place_free);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_pointer (&self->shares, g_ptr_array_unref);
  g_free (self);
}

static GPtrArray *
list_over_smb (Question *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found =
      resite_smb_list_shares (self->place, self->credentials, &self->options, cancellable, error);
  GPtrArray *shares;

  if (found == NULL)
    return NULL;
  shares = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_windows_share_free);
  for (guint i = 0; i < found->len; i++)
    {
      const ResiteSmbShare *one = found->pdata[i];
      ResiteWindowsShare *share;

      if (!one->disk)
        continue;
      share = g_new (ResiteWindowsShare, 1);
      share->name = g_strdup (one->name);
      share->path = g_strdup ("");
      share->comment = g_strdup (one->comment);
      g_ptr_array_add (shares, share);
    }
  return shares;
}

static void
list_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  GError *error = NULL;

  self->shares = self->cim != NULL ? resite_windows_list_shares (self->cim, cancellable, &error)
                                   : list_over_smb (self, cancellable, &error);
  if (self->shares != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
resite_cli_check_is_same_server (const ResiteSmbPlace *a, const ResiteSmbPlace *b)
{
  return g_ascii_strcasecmp (a->server, b->server) == 0 && a->port == b->port &&
         g_strcmp0 (a->user, b->user) == 0 && g_strcmp0 (a->domain, b->domain) == 0;
}

static gboolean
open_server (ResiteCli *cli, Question *self, const char *address, GError **error)
{
  /* A whole server is meant; an address in the sense of SMB names a share. */
  const char *rest = address + strlen ("smb://");
  g_autofree char *with_share =
      strchr (rest, '/') == NULL || strchr (rest, '/')[1] == '\0'
          ? g_strconcat (address, g_str_has_suffix (address, "/") ? "" : "/", "IPC$", NULL)
          : g_strdup (address);
  g_autofree char *account = NULL;

  self->place = resite_smb_place_parse (with_share, error);
  if (self->place == NULL)
    return FALSE;
  self->options.allow_smb1 = resite_cli_has (cli, "smb1");
  if (self->place->user == NULL)
    return TRUE;
  account = self->place->domain != NULL
                ? g_strdup_printf ("%s\\%s", self->place->domain, self->place->user)
                : g_strdup (self->place->user);
  self->credentials = resite_cli_secret_ask (cli, self->place->server, account, error);
  return self->credentials != NULL;
}

static gboolean
open_question (ResiteCli *cli, Question *self, const char *address, GError **error)
{
  ResiteWsman *wsman;

  if (g_ascii_strncasecmp (address, "smb://", strlen ("smb://")) == 0)
    return open_server (cli, self, address, error);
  wsman = resite_cli_wsman_open (cli, address, error);
  self->cim = wsman != NULL ? RESITE_CIM (wsman) : NULL;
  return wsman != NULL;
}

ResiteCliStatus
resite_cli_check_tell_unknown (ResiteCli *cli, const char *name, GError **error)
{
  g_autoptr (ResiteCliReport) report = NULL;

  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (*error, RESITE_ERROR, RESITE_ERROR_INVALID))
    return RESITE_CLI_BY_ERROR;
  report = resite_cli_report_new (cli);
  resite_cli_check_print (cli, report, name, "unknown", (*error)->message, NULL);
  g_clear_error (error);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return RESITE_CLI_FAILED;
}

static const ResiteWindowsShare *
find_share (GPtrArray *shares, const char *name)
{
  for (guint i = 0; i < shares->len; i++)
    {
      const ResiteWindowsShare *share = shares->pdata[i];

      if (g_ascii_strcasecmp (share->name, name) == 0)
        return share;
    }
  return NULL;
}

static gboolean
is_same_path (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_casefold (a, -1);
  g_autofree char *second = g_utf8_casefold (b, -1);

  return g_str_equal (first, second);
}

static void
print_one (ResiteCli *cli, ResiteCliReport *report, GPtrArray *shares, const char *name)
{
  const char *wanted = resite_cli_get (cli, "path");
  const ResiteWindowsShare *share = find_share (shares, name);
  const char *verdict = "ok";
  g_autofree char *message = NULL;

  if (share == NULL)
    {
      verdict = "failed";
      message = g_strdup (_ ("There is no share of this name."));
    }
  else if (wanted == NULL)
    message = g_strdup (*share->path != '\0' ? share->path : _ ("It is there."));
  else if (*share->path == '\0')
    {
      verdict = "unknown";
      message = g_strdup (_ ("It is there. Where it leads SMB does not tell; ask through WinRM, or "
                             "look there with \"net share\"."));
    }
  else if (is_same_path (share->path, wanted))
    message = g_strdup_printf (_ ("It leads to %s."), share->path);
  else
    {
      verdict = "failed";
      message = g_strdup_printf (_ ("It leads to %s, not to %s."), share->path, wanted);
    }
  resite_cli_check_print (cli, report, name, verdict, message, share != NULL ? share->path : "");
}

static ResiteCliStatus
print_shares (ResiteCli *cli, GPtrArray *shares, const char *const *names)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);

  for (guint i = 0; names[i] != NULL; i++)
    print_one (cli, report, shares, names[i]);
  for (guint i = 0; names[0] == NULL && i < shares->len; i++)
    {
      const ResiteWindowsShare *share = shares->pdata[i];

      resite_cli_check_print (cli, report, share->name, "ok",
                              *share->path != '\0' ? share->path : _ ("It is there."), share->path);
    }
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_cli_report_get_status (report);
}

static ResiteCliStatus
run_check_shares (ResiteCli *cli, const char *const *arguments, GError **error)
{
  Question *self = g_new0 (Question, 1);
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  resite_cli_watch_signals (cli);
  task = g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_task_set_task_data (task, self, question_free);
  if (!open_question (cli, self, arguments[0], error))
    {
      g_task_return_boolean (task, FALSE);
      result = resite_cli_wait (&wait);
      return RESITE_CLI_BY_ERROR;
    }
  resite_under_way_run_task (task, list_in_worker);
  result = resite_cli_wait (&wait);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return resite_cli_check_tell_unknown (cli, arguments[0], error);
  return print_shares (cli, self->shares, arguments + 1);
}

static const ResiteCliOption shares_options[] = {
  { "path", RESITE_CLI_TEXT, N_ ("FOLDER"),
    N_ ("Ok only when the share leads to this folder there, as in E:\\SMSPKGE$") },
  { "smb1", RESITE_CLI_FLAG, NULL,
    N_ ("Allow SMB 1, for servers that speak nothing newer: it has no encryption") },
  RESITE_CLI_WSMAN_OPTIONS,
  { NULL },
};

const ResiteCliVerb resite_cli_check_shares_verbs[] = {
  { "check shares", "ADDRESS [NAME...]", 1, 16, N_ ("Which shares has a server; has it these?"),
    N_ ("ADDRESS is smb://user@server or, through WinRM, https://user@host:5986/wsman. Hidden "
        "shares "
        "are told, too. With names: ok when there is a share of that name, failed when not."),
    shares_options, run_check_shares },
  { NULL },
};
