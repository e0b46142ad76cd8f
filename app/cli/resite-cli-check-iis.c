/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-check-web.h"
#include "resite-cli-driver.h"
#include "resite-cli-reach.h"
#include "resite-cli-wsman.h"
#include "resite-error.h"
#include "resite-plan.h"
#include "resite-probe-place.h"

/* IIS and BITS of one machine, through WS-Management. */

typedef struct
{
  const char *name;
  const char *type;
  const char *path;
  const char *argument; /* "%s": the computer's name */
  gboolean required;
} Row;

static const Row rows[] = {
  { "iis", "iis", NULL, "", TRUE },
  { "components", "components", NULL, "iis_webdav,BitsServerExtensionsISAPI", TRUE },
  { "extensions", "web-extensions", NULL, "WEBDAV,BITS", TRUE },
  { "accounts", "local-users", NULL, "%s", TRUE },
  { "group", "group-member", "IIS_WPG", "IWAM_%s", TRUE },
  { "com+", "service", "MSDTC", "Running", FALSE },
};

typedef struct
{
  ResiteCli *cli;
  ResiteCliReport *report;
  ResiteConnections *connections; /* of a plan, or NULL */
  ResiteCim *cim;                 /* of an address, or NULL */
  char *server;
} Look;

static void
look_clear (Look *self)
{
  g_clear_object (&self->connections);
  g_clear_object (&self->cim);
  g_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static char *
put_name (const char *argument, const char *server)
{
  g_auto (GStrv) parts = g_strsplit (argument, "%s", 2);

  return g_strjoinv (server, parts);
}

static gboolean
look_at (Look *self, const Row *row, GError **error)
{
  g_autoptr (ResiteProbe) probe = resite_probe_new (row->name, NULL, row->type);
  ResiteProbeView *view;

  probe->machine = g_strdup ("new");
  probe->path = g_strdup (row->path);
  probe->argument = put_name (row->argument, self->server);
  probe->required = row->required;
  if (self->connections != NULL)
    view = resite_probe_view_new_at (probe, self->connections);
  else
    view = resite_probe_view_new (probe);
  if (self->cim != NULL)
    view->cim = g_object_ref (self->cim);
  return resite_cli_check_look (self->cli, self->report, row->name, view, error);
}

/* Needs a site's plan whose new machine is reached by WinRM. */
static gboolean
open_plan (Look *self, const char *path, GError **error)
{
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (path, error);

  if (plan == NULL)
    return FALSE;
  self->server = g_strdup (resite_plan_get (plan, "site.server-name"));
  self->connections = resite_cli_reach_open (self->cli, plan, "new", error);
  return self->connections != NULL;
}

static char *
ask_name (Look *self, GError **error)
{
  const ResiteCimRequest request = { .verb = RESITE_CIM_LIST,
                                     .space = "root/cimv2",
                                     .query = "SELECT Name FROM Win32_ComputerSystem" };
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  const char *name = NULL;

  resite_cim_perform_async (self->cim, &request, resite_cli_get_cancellable (self->cli),
                            resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  found = resite_cim_perform_finish (self->cim, result, error);
  if (found == NULL)
    return NULL;
  if (found->len > 0)
    name = resite_cim_object_get_string (g_ptr_array_index (found, 0), "Name");
  if (name != NULL)
    return g_strdup (name);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                       _ ("the machine does not tell its name: say it with --server"));
  return NULL;
}

static gboolean
open_url (Look *self, const char *url, GError **error)
{
  ResiteWsman *wsman = resite_cli_wsman_open (self->cli, url, error);
  const char *said = resite_cli_get (self->cli, "server");

  if (wsman == NULL)
    return FALSE;
  self->cim = RESITE_CIM (wsman);
  self->server = said != NULL ? g_strdup (said) : ask_name (self, error);
  return self->server != NULL;
}

static ResiteCliStatus
run_check_iis (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_auto (Look) look = { .cli = cli, .report = report };
  const gboolean is_url = strstr (arguments[0], "://") != NULL;

  resite_cli_watch_signals (cli);
  if (is_url ? !open_url (&look, arguments[0], error) : !open_plan (&look, arguments[0], error))
    return RESITE_CLI_BY_ERROR;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!look_at (&look, &rows[i], error))
      return RESITE_CLI_CANCELLED;
  return resite_cli_check_end (cli, report);
}

static const ResiteCliOption iis_options[] = {
  { "server", RESITE_CLI_TEXT, N_ ("N"),
    N_ ("The computer name that the accounts of IIS should have; else the one it has now") },
  RESITE_CLI_WSMAN_OPTIONS,
  { NULL },
};

const ResiteCliVerb resite_cli_check_iis_verbs[] = {
  { "check iis", "PLAN|URL", 1, 1, N_ ("Are IIS and BITS as a management point needs them?"),
    N_ ("URL is https://user@host:5986/wsman; of a PLAN the new server is looked at, at "
        "the site's address. Its service, components, Web Service Extensions, the accounts IUSR_ "
        "and IWAM_ with the group IIS_WPG. What IIS does not tell from afar stays unknown."),
    iis_options, run_check_iis },
  { NULL },
};
