/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-lab.h"
#include "resite-cli-site.h"
#include "resite-cli.h"
#include "resite-error.h"
#include "resite-lab-fault.h"

static ResiteLab *
make_lab (ResiteCli *cli, GError **error)
{
  const gboolean leaps = g_strcmp0 (resite_cli_get (cli, "pace"), RESITE_CLI_MAX) == 0;
  g_autoptr (ResiteClock) clock = leaps ? resite_cli_make_clock (cli, 1) : NULL;
  g_autoptr (ResiteLabScenario) scenario = NULL;
  ResiteLabOptions options = {
    .pace = (double)resite_cli_get_number (cli, "pace", 0),
    .clock = clock,
    .folder = resite_cli_get (cli, "keep"),
  };

  return resite_cli_site_read (cli, &options, &scenario, error) ? resite_lab_new (&options, error)
                                                                : NULL;
}

static gboolean
set_faults (ResiteCli *cli, ResiteLab *lab, GError **error)
{
  const char *told = resite_cli_get (cli, "fault");
  g_auto (GStrv) list = g_strsplit (told != NULL ? told : "", ",", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (!resite_cli_lab_set_fault (lab, list[i], error))
      return FALSE;
  return TRUE;
}

static ResiteCliStatus
list_faults (void)
{
  for (guint i = 0; resite_lab_fault_names[i].name != NULL; i++)
    g_print ("%-22s %s\n", resite_lab_fault_names[i].name,
             dgettext (GETTEXT_PACKAGE, resite_lab_fault_names[i].meaning));
  return RESITE_CLI_GOOD;
}

static ResiteCliStatus
list_scenarios (void)
{
  GPtrArray *all = resite_lab_scenario_list ();

  for (guint i = 0; i < all->len; i++)
    g_print ("%-22s %-6s %s\n", resite_lab_scenario_get_id (all->pdata[i]),
             resite_lab_level_to_word (resite_lab_scenario_get_level (all->pdata[i])),
             resite_lab_scenario_get_title (all->pdata[i]));
  return RESITE_CLI_GOOD;
}

static gboolean
serve (ResiteCli *cli, ResiteLab *lab, GError **error)
{
  const char *told = resite_cli_get (cli, "behaviour");
  g_auto (GStrv) list = g_strsplit (told != NULL ? told : "", ",", -1);

  if (!resite_lab_serve (lab, error))
    return FALSE;
  for (guint i = 0; list[i] != NULL; i++)
    if (!resite_cli_lab_behave (lab, list[i], error))
      return FALSE;
  return set_faults (cli, lab, error);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
run_until_cancelled (ResiteCli *cli, ResiteLab *lab)
{
  GCancellable *cancellable = resite_cli_get_cancellable (cli);
  g_autoptr (ResiteCliLabOrders) orders =
      resite_cli_has (cli, "orders") ? resite_cli_lab_take_orders (lab) : NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  const gulong id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), loop, NULL);

  if (!g_cancellable_is_cancelled (cancellable))
    g_main_loop_run (loop);
  g_cancellable_disconnect (cancellable, id);
}

static ResiteCliStatus
run_lab (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteLab) lab = NULL;
  g_autofree char *json = NULL;
  gboolean good;

  if (resite_cli_has (cli, "faults"))
    return list_faults ();
  if (resite_cli_has (cli, "scenarios"))
    return list_scenarios ();
  resite_cli_watch_signals (cli);
  lab = make_lab (cli, error);
  if (lab == NULL)
    return RESITE_CLI_REFUSED;
  good = serve (cli, lab, error);
  if (good)
    {
      json = resite_lab_to_json (lab);
      fprintf (stdout, "%s\nready\n", json);
      fflush (stdout);
      run_until_cancelled (cli, lab);
    }
  if (resite_cli_get (cli, "keep") == NULL)
    resite_lab_destroy (lab);
  if (!good)
    return RESITE_CLI_REFUSED;
  return resite_cli_get_signal (cli) == SIGTERM ? RESITE_CLI_GOOD : RESITE_CLI_CANCELLED;
}

static const ResiteCliOption lab_options[] = {
  { "packages", RESITE_CLI_NUMBER, N_ ("N"), N_ ("How many packages, 60 if not given") },
  { "bytes", RESITE_CLI_NUMBER, N_ ("B"), N_ ("How large all of them are together") },
  { "pace", RESITE_CLI_PACE, N_ ("N|max"),
    N_ ("How many times faster waits end, 60 if not given; max: at once") },
  { "seed", RESITE_CLI_NUMBER, N_ ("N"), N_ ("The same packages for the same number") },
  { "keep", RESITE_CLI_PATH, N_ ("DIR"), N_ ("Make the site in DIR, which is empty, and keep it") },
  { "reach", RESITE_CLI_TEXT, N_ ("WORD"),
    N_ ("How the plan reaches the machines: winrm (if not given), local or by-hand") },
  { "behaviour", RESITE_CLI_TEXT, N_ ("LIST"),
    N_ ("What machines are to do as real ones sometimes do, as in old:delay=20,new:stack=1.1") },
  { "fault", RESITE_CLI_TEXT, N_ ("LIST"),
    N_ ("What is to go wrong, as in directory-busy:2,mp-503,sibling:S02; a number is how often") },
  { "faults", RESITE_CLI_FLAG, NULL, N_ ("List what can go wrong, and make no site") },
  { "scenario", RESITE_CLI_TEXT, N_ ("NAME|FILE"),
    N_ ("What the rehearsal tells, with what goes wrong in it; surprise: made from the seed") },
  { "scenarios", RESITE_CLI_FLAG, NULL,
    N_ ("List the scenarios that come with Resite, and make no site") },
  { "orders", RESITE_CLI_FLAG, NULL,
    N_ ("Take lines on standard input, as in \"act C5\", \"fault sibling S02\", \"off old\"") },
  { NULL },
};

const ResiteCliVerb resite_cli_lab_verbs[] = {
  { "lab", "", 0, 0, N_ ("Make a site for rehearsals and serve it until SIGTERM"),
    N_ ("The first line on standard output is a JSON object that says where everything is and with "
        "which account the machines are reached; the second is \"ready\". The machines speak "
        "WS-Management; a domain controller answers LDAP and the new server HTTP, all on addresses "
        "of this computer alone. The password is made anew each time."),
    lab_options, run_lab },
  { NULL },
};
