/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-error.h"
#include "resite-probe.h"

/* Takes @view. (transfer full): holds it, for resite_probe_view_look_finish(). */
static GAsyncResult *
look (ResiteCli *cli, ResiteProbeView *view)
{
  ResiteCliWait wait = { NULL };

  resite_cli_watch_signals (cli);
  resite_probe_view_look_async (view, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  return resite_cli_wait (&wait);
}

static void
print_check (const char *name, const char *state, const char *message)
{
  JsonBuilder *builder = resite_cli_report_begin ("check");

  resite_cli_report_add_text (builder, "name", name);
  resite_cli_report_add_text (builder, "verdict", state);
  resite_cli_report_add_text (builder, "message", message);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_end (builder);
}

static void
print_view (ResiteCli *cli, const char *name, const ResiteProbeView *view)
{
  if (!resite_cli_is_json (cli))
    {
      g_print ("%s: %s\n", resite_item_state_to_word (view->state), view->message);
      return;
    }
  for (guint i = 0; view->found != NULL && i < view->found->len; i++)
    {
      const ResiteLedgerRow *row = view->found->pdata[i];
      print_check (row->name, row->state, row->message);
    }
  print_check (name, view->state, view->message);
}

static GStrv
read_servers (ResiteCli *cli)
{
  const char *text = resite_cli_get (cli, "server");
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

static gboolean
read_port (ResiteCli *cli, ResiteProbeView *view, GError **error)
{
  const guint64 number = resite_cli_get_number (cli, "port", 0);
  const guint16 port = number;

  view->ports = g_array_new (TRUE, TRUE, sizeof port);
  if (number > G_MAXUINT16)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("there is no port %s"),
                   resite_cli_get (cli, "port"));
      return FALSE;
    }
  if (port != 0)
    g_array_append_val (view->ports, port);
  return TRUE;
}

/* Takes @probe. */
static ResiteCliStatus
check (ResiteCli *cli, const char *name, ResiteProbe *probe, GError **error)
{
  g_autoptr (ResiteProbe) owned = probe;
  g_autoptr (ResiteProbeView) view = resite_probe_view_new (probe);
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GAsyncResult) result = NULL;
  const ResiteProbeView *seen;

  view->name_servers = read_servers (cli);
  view->netbios = g_strdup (resite_cli_get (cli, "netbios"));
  if (!read_port (cli, view, error))
    return RESITE_CLI_REFUSED;
  result = look (cli, g_steal_pointer (&view));
  seen = resite_probe_view_look_finish (result, error);
  if (seen == NULL)
    return RESITE_CLI_CANCELLED;
  resite_cli_report_count (report, seen->state);
  print_view (cli, name, seen);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_cli_report_get_status (report);
}

static gboolean
check_address (const char *address, GError **error)
{
  if (g_hostname_is_ip_address (address))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s is no IP address"), address);
  return FALSE;
}

static gboolean
check_servers (ResiteCli *cli, GError **error)
{
  g_auto (GStrv) servers = read_servers (cli);

  for (guint i = 0; servers[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (servers[i], ":", 2);
      guint64 port;

      if (g_hostname_is_ip_address (parts[0]) &&
          (parts[1] == NULL ||
           g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT16, &port, NULL)))
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s is no name server; it is written as ADDRESS or ADDRESS:PORT"),
                   servers[i]);
      return FALSE;
    }
  return TRUE;
}

static ResiteCliStatus
run_check_name (ResiteCli *cli, const char *const *arguments, GError **error)
{
  const char *expected = resite_cli_get (cli, "expect");
  ResiteProbe *probe;

  if (!check_servers (cli, error) || (expected != NULL && !check_address (expected, error)))
    return RESITE_CLI_REFUSED;
  if (*arguments[0] == '\0' || strlen (arguments[0]) > 253)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("\"%s\" is no name"),
                   arguments[0]);
      return RESITE_CLI_REFUSED;
    }
  probe = resite_probe_new ("name", NULL, expected != NULL ? "dns" : "name-silent");
  if (expected != NULL)
    {
      probe->path = g_strdup (arguments[0]);
      probe->argument = g_strdup (expected);
    }
  else
    probe->argument = g_strdup (arguments[0]);
  return check (cli, arguments[0], probe, error);
}

static ResiteCliStatus
run_check_address (ResiteCli *cli, const char *const *arguments, GError **error)
{
  ResiteProbe *probe;

  const char *holder = resite_cli_get (cli, "holder");

  if (!check_address (arguments[0], error))
    return RESITE_CLI_REFUSED;
  probe = resite_probe_new ("address", NULL, holder != NULL ? "held-by" : "address-silent");
  probe->path = holder != NULL ? g_strdup (arguments[0]) : NULL;
  probe->argument = g_strdup (holder != NULL ? holder : arguments[0]);
  return check (cli, arguments[0], probe, error);
}

#define PORT                                                                                       \
  {                                                                                                \
    "port", RESITE_CLI_NUMBER, N_ ("N"), N_ ("Knock here too, beside the ports of every Windows")  \
  }

static const ResiteCliOption name_options[] = {
  { "server", RESITE_CLI_TEXT, N_ ("NS,..."),
    N_ ("Ask these name servers, ADDRESS or ADDRESS:PORT; else as this desk resolves names") },
  { "expect", RESITE_CLI_TEXT, N_ ("IP"), N_ ("Ok when every server says just this address") },
  { "netbios", RESITE_CLI_TEXT, N_ ("IP[:PORT]"),
    N_ ("Ask here for NetBIOS names; else everybody on this segment is asked") },
  PORT,
  { NULL },
};

static const ResiteCliOption address_options[] = {
  { "holder", RESITE_CLI_TEXT, N_ ("NAME"),
    N_ ("Ok when who answers there says that it is NAME, failed when it is somebody else") },
  { "server", RESITE_CLI_TEXT, N_ ("NS,..."),
    N_ ("Ask these name servers, ADDRESS or ADDRESS:PORT; else as this desk resolves names") },
  PORT,
  { NULL },
};

const ResiteCliVerb resite_cli_check_verbs[] = {
  { "check name", "NAME", 1, 1, N_ ("Is the name free: does nobody answer under it?"),
    N_ ("The name is resolved, by NetBIOS too where it is short, and every address that it has is "
        "knocked at. Ok when nobody answers, failed when somebody does, unknown when a name server "
        "does not answer or this desk cannot look there. Who answers is asked who it is, without "
        "any account: by its log-on service, NetBIOS and web server."),
    name_options, run_check_name },
  { "check address", "IP", 1, 1, N_ ("Is the address free: does nobody answer there?"),
    N_ ("Ok when nobody answers, failed when somebody does, with what can be seen of who it is and "
        "how sure that is."),
    address_options, run_check_address },
  { NULL },
};
