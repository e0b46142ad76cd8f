/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-check-job.h"
#include "resite-cli-driver.h"
#include "resite-cli-reach-row.h"
#include "resite-cli-reach-take.h"
#include "resite-cli-reach.h"
#include "resite-cli-terminal.h"
#include "resite-cli-wsman.h"
#include "resite-directory-way.h"
#include "resite-error.h"
#include "resite-files-way.h"
#include "resite-reach-limits.h"
#include "resite-reach-offer.h"

/* The way to each machine of a plan, tried before there is a run. */

typedef struct
{
  ResiteCli *cli;
  ResitePlan *plan;
  ResiteConnections *connections;
  ResiteCliReport *report;
  GHashTable *desks; /* role → ResiteCliDesk, which is ended once */
  ResiteCliTake take;
  gboolean failed;
  gboolean suggest;
  gboolean moved; /* the new server has the site's name and address already */
} Trial;

static const char *
get (Trial *trial, const char *role, const char *key)
{
  g_autofree char *name = g_strconcat (role, ".", key, NULL);
  const char *value = resite_plan_get (trial->plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
speaks_rpc (Trial *trial, const char *role)
{
  return g_strcmp0 (get (trial, role, "reach"), "rpc") == 0;
}

/* Who signs in there over the network. */
static const char *
find_user (Trial *trial, const char *role)
{
  const char *user = speaks_rpc (trial, role) ? get (trial, role, "smb-user") : NULL;

  return user != NULL ? user : get (trial, role, "winrm-user");
}

static const char *
find_host (Trial *trial, const char *role)
{
  const char *host = get (trial, role, speaks_rpc (trial, role) ? "rpc-host" : "winrm-host");

  if (host == NULL && trial->moved)
    host = get (trial, "site", "address");
  if (host == NULL && g_str_equal (role, "old"))
    host = get (trial, "site", "address");
  if (host == NULL && g_str_equal (role, "new"))
    host = get (trial, "new", "address-before");
  if (host == NULL)
    host = get (trial, role, g_str_equal (role, "new") ? "name-before" : "server-name");
  return host != NULL ? host : get (trial, "site", "server-name");
}

static void
set_rpc_way (Trial *trial, const char *role)
{
  const ResiteRemoteWay way = {
    .host = find_host (trial, role),
    .kerberos = g_strcmp0 (get (trial, role, "rpc-logon"), "kerberos") == 0,
    .user = find_user (trial, role),
    .rpc = TRUE,
    .allow_smb1 = g_strcmp0 (get (trial, role, "smb1"), "yes") == 0,
  };

  resite_connections_set_way (trial->connections, role, &way);
}

static void
set_way (Trial *trial, const char *role)
{
  const char *port = get (trial, role, "winrm-port");
  const ResiteRemoteWay way = {
    .host = find_host (trial, role),
    .port = port != NULL ? (guint)g_ascii_strtoull (port, NULL, 10) : 0,
    .plain = g_strcmp0 (get (trial, role, "winrm-plain"), "yes") == 0,
    .kerberos = g_strcmp0 (get (trial, role, "winrm-logon"), "kerberos") == 0,
    .old_tls = g_strcmp0 (get (trial, role, "winrm-old-tls"), "yes") == 0,
    .user = get (trial, role, "winrm-user"),
    .ca_file = get (trial, role, "winrm-ca"),
    .fingerprint = get (trial, role, "winrm-fingerprint"),
  };

  resite_connections_set_way (trial->connections, role, &way);
}

typedef ResiteCliReachRow Row;

static void
print_row (Trial *trial, const Row *row)
{
  resite_cli_report_count (trial->report, row->verdict);
  trial->failed = trial->failed || g_str_equal (row->verdict, "failed");
  resite_cli_reach_row_print (trial->cli, row);
}

/* By the way that the plan has for @role: one row of it. */
static void
print_way (Trial *trial, const char *role, const char *verdict, const char *message)
{
  g_autofree char *limits = resite_reach_limits_describe (trial->plan, role);

  print_row (trial, &(Row){ role, verdict, message, limits, NULL });
}

static gboolean
give_password (Trial *trial, const char *role, GError **error)
{
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (!resite_connections_needs_credentials (trial->connections, role))
    return TRUE;
  credentials =
      resite_cli_secret_ask (trial->cli, find_host (trial, role), find_user (trial, role), error);
  if (credentials == NULL)
    return FALSE;
  resite_connections_set_credentials (trial->connections, role, credentials);
  return TRUE;
}

/* (transfer full): the names that the box of @role has before, while and after it is worked on. */
static char *
list_names (Trial *trial, const char *role)
{
  const gboolean old = g_str_equal (role, "old");
  const char *first = get (trial, old || g_str_equal (role, "new") ? "site" : role, "server-name");
  const char *second = old ? get (trial, role, "name-after") : get (trial, role, "name-before");
  g_autofree char *after = old && first != NULL ? g_strconcat (first, "_OLD", NULL) : NULL;

  if (old && second == NULL)
    second = after;
  if (first == NULL || second == NULL)
    return g_strdup (first);
  return g_strconcat (first, ", ", second, NULL);
}

/* (transfer full). @path (nullable): of what files are looked at. */
static ResiteJobItem *
look (Trial *trial, const char *role, const char *path, GError **error)
{
  GPtrArray *probes = g_ptr_array_new ();
  ResiteProbe *probe = resite_probe_new (role, role,
                                         path != NULL               ? "folder"
                                         : g_str_equal (role, "ad") ? "directory-reach"
                                                                    : "reach");
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  ResiteCliWait wait = { NULL };

  probe->machine = g_strdup (role);
  probe->path = g_strdup (path);
  if (path == NULL && !g_str_equal (role, "ad"))
    probe->argument = list_names (trial, role);
  g_ptr_array_add (probes, probe);
  job = resite_check_job_new (probes, trial->connections, NULL, NULL);
  resite_job_run_async (job, resite_cli_get_cancellable (trial->cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  if (!resite_job_run_finish (job, result, error))
    return NULL;
  return g_object_ref (resite_job_find_item (job, role));
}

/* A certificate that nobody vouches for is shown once. */
static gboolean
may_trust (Trial *trial, const char *role)
{
  ResiteTrust *trust = speaks_rpc (trial, role)
                           ? NULL
                           : resite_connections_get_trust (trial->connections, role, NULL);
  g_autofree char *seen = trust != NULL ? resite_trust_dup_seen_fingerprint (trust) : NULL;
  g_autofree char *pinned = trust != NULL ? resite_trust_dup_fingerprint (trust) : NULL;
  g_autofree char *shown = trust != NULL ? resite_trust_describe_seen (trust) : NULL;

  if (seen == NULL || pinned != NULL || !resite_cli_terminal_is_there () ||
      !resite_cli_wsman_ask_trust (trial->cli, find_host (trial, role), seen, shown, NULL))
    return FALSE;
  resite_trust_pin (trust, seen);
  resite_connections_forget (trial->connections, role);
  return TRUE;
}

static gboolean
open_way (Trial *trial, const char *role, GError **error)
{
  resite_connections_add (trial->connections, role, RESITE_REACH_WINRM, get (trial, role, "files"));
  if (speaks_rpc (trial, role))
    set_rpc_way (trial, role);
  else
    set_way (trial, role);
  return give_password (trial, role, error);
}

ResiteConnections *
resite_cli_reach_open (ResiteCli *cli, ResitePlan *plan, const char *role, GError **error)
{
  g_autoptr (ResiteConnections) connections = resite_connections_new ();
  Trial trial = { .cli = cli, .plan = plan, .connections = connections, .moved = TRUE };

  if (g_strcmp0 (get (&trial, role, "reach"), "winrm") != 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("the plan does not say that [%s] is reached by winrm"), role);
      return NULL;
    }
  return open_way (&trial, role, error) ? g_steal_pointer (&connections) : NULL;
}

static gboolean
try_machine (Trial *trial, const char *role, GError **error)
{
  g_autoptr (ResiteJobItem) item = NULL;

  if (!open_way (trial, role, error))
    return FALSE;
  item = look (trial, role, NULL, error);
  if (item != NULL && resite_job_item_get_status (item) == RESITE_ITEM_FAILED &&
      may_trust (trial, role))
    {
      g_clear_object (&item);
      item = look (trial, role, NULL, error);
    }
  if (item == NULL)
    return FALSE;
  print_way (trial, role, resite_job_item_get_state (item), resite_job_item_get_message (item));
  return TRUE;
}

/* Files over SMB: the drive of the packages. */

static gboolean
give_files_password (Trial *trial, const char *role, const char *host, GError **error)
{
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (!resite_connections_needs_files_credentials (trial->connections, role))
    return TRUE;
  credentials = resite_cli_secret_ask (
      trial->cli, host, resite_connections_get_files_user (trial->connections, role), error);
  if (credentials == NULL)
    return FALSE;
  resite_connections_set_files_credentials (trial->connections, role, credentials);
  return TRUE;
}

static char *
dup_drive_path (Trial *trial, const char *role)
{
  const char *drive = g_str_equal (role, "source") ? get (trial, "source", "drive") : NULL;
  const char *share = get (trial, role, "share.1");
  char *folder = NULL;

  /* An account that E$ does not let in. */
  if (share != NULL && resite_plan_parse_share (share, &folder, NULL))
    return folder;
  return g_strdup_printf ("%s:\\", drive != NULL ? drive : get (trial, "site", "drive"));
}

/* @beside: the machine itself has a row of its own. */
static void
print_files (Trial *trial, const char *role, gboolean beside, ResiteJobItem *item)
{
  /* What could not be looked at was not reached. */
  const char *verdict = g_str_equal (resite_job_item_get_state (item), "ok") ? "ok" : "failed";
  const char *message = resite_job_item_get_message (item);
  g_autofree char *name = g_strconcat (role, " files", NULL);

  if (beside)
    print_row (trial, &(Row){ name, verdict, message, NULL, NULL });
  else
    print_way (trial, role, verdict, message);
}

static gboolean
try_files (Trial *trial, const char *role, gboolean beside, GError **error)
{
  g_autofree char *server = resite_files_way_dup_server (trial->plan, role);
  const char *host = server != NULL ? server : find_host (trial, role);
  g_autofree char *path = dup_drive_path (trial, role);
  g_autoptr (ResiteJobItem) item = NULL;

  resite_files_way_add_drives (trial->connections, trial->plan, role, role);
  resite_files_way_add (trial->connections, trial->plan, role, host);
  if (!give_files_password (trial, role, host, error))
    return FALSE;
  item = look (trial, role, path, error);
  if (item == NULL)
    return FALSE;
  print_files (trial, role, beside, item);
  return TRUE;
}

/* The same account is not tried at another door of the same machine. */
static gboolean
was_refused (Trial *trial, const char *role)
{
  ResiteCredentials *credentials = resite_connections_get_credentials (trial->connections, role);
  const char *user = get (trial, role, "smb-user");

  return credentials != NULL && resite_credentials_is_refused (credentials) &&
         (user == NULL ||
          g_ascii_strcasecmp (user, resite_credentials_get_user (credentials)) == 0);
}

/* Under which name the box of @role is known before the work begins. */
static const char *
find_name (Trial *trial, const char *role)
{
  if (g_str_equal (role, "old"))
    return get (trial, "site", "server-name");
  return get (trial, role, g_str_equal (role, "new") ? "name-before" : "server-name");
}

/* A second opinion, and the only one of a machine that a person goes to. */
static void
begin_at_desk (Trial *trial, const char *role)
{
  g_autofree char *host = g_strdup (find_host (trial, role));
  g_autofree char *expected = g_strdup (find_name (trial, role));

  if (host != NULL && expected != NULL && get (trial, role, "same-as") == NULL)
    g_hash_table_insert (trial->desks, g_strdup (role),
                         resite_cli_desk_begin (trial->cli, trial->plan, role, host, expected));
}

static const char *
get_verdict (const ResiteDeskOpinion *opinion)
{
  if (opinion->verdict == RESITE_DESK_SAME)
    return "ok";
  return opinion->verdict == RESITE_DESK_OTHER ? "failed" : "unknown";
}

static ResiteDeskOpinion *
end_looking (Trial *trial, const char *role)
{
  ResiteCliDesk *desk = g_hash_table_lookup (trial->desks, role);

  g_hash_table_remove (trial->desks, role);
  return desk != NULL ? resite_cli_desk_end (desk) : NULL;
}

static gboolean
end_at_desk (Trial *trial, const char *role, GError **error)
{
  g_autofree char *name = g_strconcat (role, " desk", NULL);
  g_autoptr (ResiteDeskOpinion) opinion = end_looking (trial, role);
  g_autofree char *text = opinion != NULL ? resite_desk_opinion_describe (opinion) : NULL;
  g_autoptr (ResiteReachOffer) offer = opinion != NULL && trial->suggest
                                           ? resite_reach_offer_new (trial->plan, role, opinion)
                                           : NULL;

  if (opinion != NULL)
    print_row (trial, &(Row){ name, get_verdict (opinion), text, NULL, offer });
  return resite_cli_take_one (&trial->take, role, offer, error);
}

static gboolean
try_role (Trial *trial, const char *role, GError **error)
{
  const char *same = get (trial, role, "same-as");
  /* Of their own: the plan gives a value away until it is asked for it again. */
  g_autofree char *reach = g_strdup (get (trial, role, "reach"));
  g_autofree char *files = g_strdup (get (trial, role, "files"));
  g_autofree char *text = NULL;

  if (same != NULL)
    return TRUE;
  if (g_strcmp0 (reach, "winrm") == 0 || g_strcmp0 (reach, "rpc") == 0)
    return try_machine (trial, role, error) &&
           (!resite_files_way_is_wanted (trial->plan, role) || was_refused (trial, role) ||
            try_files (trial, role, TRUE, error));
  if (resite_files_way_is_wanted (trial->plan, role))
    {
      resite_connections_add (trial->connections, role, RESITE_REACH_SMB, files);
      return try_files (trial, role, FALSE, error);
    }
  if (g_strcmp0 (reach, "local") == 0 && files != NULL)
    {
      gboolean there = g_file_test (files, G_FILE_TEST_IS_DIR);
      text = there ? g_strdup_printf (_ ("Its files lie in %s."), files)
                   : g_strdup_printf (_ ("The folder of its files is not there: %s"), files);
      print_way (trial, role, there ? "ok" : "failed", text);
    }
  else
    print_way (trial, role, "unknown", _ ("By hand: a person goes there, or sits at it."));
  return TRUE;
}

/* The directory has no person that goes there; by hand it is not shown. */
static gboolean
try_directory (Trial *trial, GError **error)
{
  g_autoptr (ResiteDirectoryPlace) place = resite_directory_way_open (trial->plan);
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (ResiteJobItem) item = NULL;

  if (place == NULL)
    return TRUE;
  if (resite_directory_place_needs_credentials (place))
    {
      const char *user = resite_directory_place_get_user (place);

      credentials = resite_cli_secret_ask (trial->cli, resite_directory_place_get_name (place),
                                           user != NULL ? user : "", error);
      if (credentials == NULL)
        return FALSE;
      resite_directory_place_set_credentials (place, credentials);
    }
  resite_connections_set_directory (trial->connections, place);
  item = look (trial, "ad", NULL, error);
  if (item == NULL)
    return FALSE;
  print_row (trial, &(Row){ "ad",
                            g_str_equal (resite_job_item_get_state (item), "unknown")
                                ? "failed"
                                : resite_job_item_get_state (item),
                            resite_job_item_get_message (item), NULL, NULL });
  return TRUE;
}

/* (transfer full): all machines that the plan names, in the order of the work. */
static GStrv
list_machines (ResitePlan *plan)
{
  static const char *const roles[] = { "old", "new", "source", "primary", "central" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_auto (GStrv) machines = resite_plan_list_machines (plan, roles[i]);

      g_strv_builder_addv (builder, (const char **)machines);
    }
  return g_strv_builder_end (builder);
}

static gboolean
try_all (Trial *trial, const char *const *machines, GError **error)
{
  for (guint i = 0; machines[i] != NULL; i++)
    begin_at_desk (trial, machines[i]);
  for (guint i = 0; machines[i] != NULL; i++)
    if (!try_role (trial, machines[i], error))
      return FALSE;
  if (!try_directory (trial, error))
    return FALSE;
  for (guint i = 0; machines[i] != NULL; i++)
    if (!end_at_desk (trial, machines[i], error))
      return FALSE;
  return TRUE;
}

static void
print_end (Trial *trial)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (trial->cli))
    return;
  builder = resite_cli_report_begin_total (trial->report, 0, 0);
  resite_cli_report_add_int (builder, "written", trial->take.written);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
try_and_take (Trial *trial, const char *path, GError **error)
{
  g_auto (GStrv) machines = list_machines (trial->plan);
  gboolean tried;

  if (!resite_cli_take_init (&trial->take, trial->cli, trial->plan, (const char *const *)machines,
                             error))
    return RESITE_CLI_REFUSED;
  tried = try_all (trial, (const char *const *)machines, error);
  /* What was begun is ended, too, where the rest is not tried any more. */
  for (guint i = 0; machines[i] != NULL; i++)
    resite_desk_opinion_free (end_looking (trial, machines[i]));
  if (!tried || !resite_cli_take_save (&trial->take, path, error))
    return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? RESITE_CLI_CANCELLED
                                                                      : RESITE_CLI_REFUSED;
  print_end (trial);
  /* What a person goes to is not tried, and so it is no failure. */
  return trial->failed || trial->take.failed ? RESITE_CLI_FAILED : RESITE_CLI_GOOD;
}

static ResiteCliStatus
run_reach (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (arguments[0], error);
  g_autoptr (ResiteConnections) connections = resite_connections_new ();
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GHashTable) desks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Trial trial = {
    .cli = cli,
    .plan = plan,
    .connections = connections,
    .report = report,
    .desks = desks,
    .suggest = resite_cli_has (cli, "suggest") || resite_cli_has (cli, "take"),
  };
  ResiteCliStatus status;

  if (plan == NULL)
    return RESITE_CLI_REFUSED;
  resite_cli_watch_signals (cli);
  status = try_and_take (&trial, arguments[0], error);
  resite_cli_take_clear (&trial.take);
  return status;
}

static const ResiteCliOption reach_options[] = {
  RESITE_CLI_SECRET_OPTION,
  { "suggest", RESITE_CLI_FLAG, NULL,
    N_ ("Also say by which better way each could be reached, and what the plan would say then") },
  RESITE_CLI_TAKE_OPTIONS,
  { NULL },
};

const ResiteCliVerb resite_cli_reach_verbs[] = {
  { "reach", "PLAN", 1, 1, N_ ("Try the way to each machine that the plan names"),
    N_ ("Says for each role who answers there, as whom we are signed in, and how far its clock is "
        "off; of files over SMB, whether they can be seen; and what stays by hand by this way. "
        "Beside that, who is there as anybody can see it without an account. Changes nothing but, "
        "with "
        "--take, PLAN; in a run that goes on, \"correct\" or the window takes it. Exit status 1 if "
        "one cannot be reached or is somebody else."),
    reach_options, run_reach },
  { NULL },
};
