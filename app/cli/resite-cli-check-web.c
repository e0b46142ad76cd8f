/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-check-web.h"
#include "resite-cli-driver.h"
#include "resite-cli-secret.h"
#include "resite-distribution-point.h"
#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-under-way.h"

/* Web servers as clients of SMS see them, from this desk. */

void
resite_cli_check_print (ResiteCli *cli, ResiteCliReport *report, const char *name,
                        const char *verdict, const char *message, const char *path)
{
  JsonBuilder *builder;

  resite_cli_report_count (report, verdict);
  if (!resite_cli_is_json (cli))
    {
      g_print ("%s: %s: %s\n", name, resite_item_state_to_word (verdict), message);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", name);
  resite_cli_report_add_text (builder, "verdict", verdict);
  resite_cli_report_add_text (builder, "message", message);
  resite_cli_report_add_text (builder, "how", "V");
  if (path != NULL)
    resite_cli_report_add_text (builder, "path", path);
  resite_cli_report_end (builder);
}

gboolean
resite_cli_check_look (ResiteCli *cli, ResiteCliReport *report, const char *name,
                       ResiteProbeView *view, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  const ResiteProbeView *seen;

  resite_cli_watch_signals (cli);
  resite_probe_view_look_async (view, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  seen = resite_probe_view_look_finish (result, error);
  if (seen != NULL)
    resite_cli_check_print (cli, report, name, seen->state, seen->message, NULL);
  return seen != NULL;
}

ResiteCliStatus
resite_cli_check_end (ResiteCli *cli, ResiteCliReport *report)
{
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_cli_report_get_status (report);
}

typedef struct
{
  const char *name;
  const char *type;
  const char *argument; /* NULL: the server */
  gboolean required;
} Row;

static const Row mp_rows[] = {
  { "web-site", "web-site", "", TRUE },
  { "mplist", "mp-list", NULL, TRUE },
  { "mpcert", "mp-certificate", NULL, TRUE },
  { "mpkeyinformation", "mp-key", NULL, FALSE },
  { "directories", "web-directories", "SMS_MP, CCM_Incoming, CCM_Outgoing, CCM_System", FALSE },
};

/* --server, or the name in the address. (transfer full); NULL with @error. */
static char *
find_server (ResiteCli *cli, const char *url, GError **error)
{
  const char *said = resite_cli_get (cli, "server");
  g_autoptr (GUri) uri = resite_web_parse_url (url, error);

  if (uri == NULL)
    return NULL;
  if (said != NULL && *said != '\0')
    return g_strdup (said);
  if (!g_hostname_is_ip_address (g_uri_get_host (uri)))
    return g_strdup (g_uri_get_host (uri));
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_INVALID,
      _ ("say with --server which name the management point should tell: %s is an address"),
      g_uri_get_host (uri));
  return NULL;
}

static ResiteCliStatus
run_check_mp (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autofree char *server = find_server (cli, arguments[0], error);

  if (server == NULL)
    return RESITE_CLI_REFUSED;
  for (guint i = 0; i < G_N_ELEMENTS (mp_rows); i++)
    {
      g_autoptr (ResiteProbe) probe = resite_probe_new (mp_rows[i].name, NULL, mp_rows[i].type);

      probe->path = g_strdup (arguments[0]);
      probe->argument = g_strdup (mp_rows[i].argument != NULL ? mp_rows[i].argument : server);
      probe->required = mp_rows[i].required;
      if (!resite_cli_check_look (cli, report, mp_rows[i].name, resite_probe_view_new (probe),
                                  error))
        return RESITE_CLI_CANCELLED;
    }
  return resite_cli_check_end (cli, report);
}

typedef struct
{
  char *url;
  ResiteFolder *folder;           /* (nullable) */
  ResiteCredentials *credentials; /* (nullable) */
} Package;

static void
package_free (gpointer data)
{
  Package *self = data;

  g_free (self->url);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Package, package_free)

/* NULL with @error. */
static Package *
package_new (ResiteCli *cli, const char *base, GError **error)
{
  const char *id = resite_cli_get (cli, "package");
  const char *folder = resite_cli_get (cli, "folder");
  const char *user = resite_cli_get (cli, "user");
  g_autoptr (Package) self = g_new0 (Package, 1);

  if (id == NULL || *id == '\0')
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("say with --package which one to look for"));
      return NULL;
    }
  self->url = resite_distribution_point_format_url (base, resite_cli_get (cli, "drive"), id, error);
  if (self->url == NULL)
    return NULL;
  if (folder != NULL)
    {
      self->folder = resite_folder_local_new (folder, error);
      if (self->folder == NULL)
        return NULL;
    }
  if (user == NULL)
    return g_steal_pointer (&self);
  self->credentials = resite_cli_secret_ask (cli, base, user, error);
  return self->credentials != NULL ? g_steal_pointer (&self) : NULL;
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Package *package = data;
  GError *error = NULL;
  ResiteDpLook *look = resite_distribution_point_look (package->url, package->folder, "",
                                                       package->credentials, cancellable, &error);

  if (look != NULL)
    g_task_return_pointer (task, look, (GDestroyNotify)resite_dp_look_free);
  else
    g_task_return_error (task, error);
}

static void
print_finding (ResiteCli *cli, ResiteCliReport *report, const char *name,
               const ResiteFinding *finding)
{
  g_autofree char *said = finding != NULL ? resite_finding_describe (finding) : NULL;

  if (finding != NULL)
    resite_cli_check_print (cli, report, name, finding->state, said, NULL);
}

static ResiteCliStatus
run_check_dp (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (Package) package = package_new (cli, arguments[0], error);
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ResiteDpLook) look = NULL;

  if (package == NULL)
    return RESITE_CLI_REFUSED;
  resite_cli_watch_signals (cli);
  task = g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_task_set_task_data (task, g_steal_pointer (&package), package_free);
  resite_under_way_run_task (task, look_in_worker);
  result = resite_cli_wait (&wait);
  look = g_task_propagate_pointer (G_TASK (result), error);
  if (look == NULL)
    return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? RESITE_CLI_CANCELLED
                                                                      : RESITE_CLI_REFUSED;
  print_finding (cli, report, "listing", look->listing);
  print_finding (cli, report, "range", look->piece);
  print_finding (cli, report, "folder", look->match);
  return resite_cli_check_end (cli, report);
}

static const ResiteCliOption mp_options[] = {
  { "server", RESITE_CLI_TEXT, N_ ("N"),
    N_ ("The name that its list should have; else the one in the address") },
  { NULL },
};

static const ResiteCliOption dp_options[] = {
  { "package", RESITE_CLI_TEXT, N_ ("ID"), N_ ("The package to look for, as P0100012") },
  { "drive", RESITE_CLI_TEXT, N_ ("X"),
    N_ ("The drive of the packages, where the address names only the server") },
  { "folder", RESITE_CLI_PATH, N_ ("DIR"),
    N_ ("The package's folder, as it is seen from this desk, to compare with") },
  { "user", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Who to sign in as, where the server asks (NTLM)") },
  RESITE_CLI_SECRET_OPTION,
  { NULL },
};

const ResiteCliVerb resite_cli_check_web_verbs[] = {
  { "check mp", "URL", 1, 1, N_ ("Does the management point answer as its clients need it?"),
    N_ ("URL is http://SERVER, with :PORT where it is not 80. Its web site, mplist, mpcert, "
        "MPKEYINFORMATION and virtual directories are asked, and judged by status and raw answer. "
        "An empty list, or one that names another server, is a warning."),
    mp_options, run_check_mp },
  { "check dp", "URL", 1, 1,
    N_ ("Does the distribution point give a package by HTTP, as BITS needs it?"),
    N_ ("URL is http://SERVER/SMS_DP_SMSPKGE$ with the letter of the drive. The package is listed "
        "(PROPFIND) and a piece of one file fetched, as clients do."),
    dp_options, run_check_dp },
  { NULL },
};
