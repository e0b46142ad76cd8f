/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "resite-cli-check-shares.h"
#include "resite-cli-check-web.h"
#include "resite-cli-report.h"
#include "resite-cli.h"
#include "resite-error.h"

static const struct
{
  const char *title;
  const ResiteCliVerb *verbs;
} groups[] = {
  { N_ ("Before a run"), resite_cli_plan_verbs },
  { NULL, resite_cli_plan_fill_verbs },
  { N_ ("A run"), resite_cli_run_verbs },
  { N_ ("What a person says to a run"), resite_cli_say_verbs },
  { N_ ("What a run says"), resite_cli_look_verbs },
  { N_ ("Paper and proof"), resite_cli_paper_verbs },
  { N_ ("Files and packages, with or without a run"), resite_cli_copy_verbs },
  { NULL, resite_cli_package_verbs },
  { NULL, resite_cli_preflight_verbs },
  { NULL, resite_cli_assign_verbs },
  { NULL, resite_cli_package_status_verbs },
  { NULL, resite_cli_log_verbs },
  { N_ ("Machines that are reached"), resite_cli_wmi_verbs },
  { NULL, resite_cli_run_on_verbs },
  { NULL, resite_cli_reach_verbs },
  { NULL, resite_cli_check_verbs },
  { NULL, resite_cli_check_web_verbs },
  { NULL, resite_cli_check_iis_verbs },
  { NULL, resite_cli_check_directory_verbs },
  { NULL, resite_cli_check_permissions_verbs },
  { NULL, resite_cli_check_shares_verbs },
  { N_ ("Machines that are not reached"), resite_cli_kit_verbs },
  { N_ ("Rehearsal"), resite_cli_lab_verbs },
  { NULL, resite_cli_rehearse_verbs },
};

static void
print_overview (void)
{
  g_print (_ ("Usage: resite-cli [--data-dir DIR] VERB ...\n\nGuides the replacement of the "
              "hardware of an SMS 2003 secondary site server.\n"));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      if (groups[i].title != NULL)
        g_print ("\n%s:\n", _ (groups[i].title));
      for (const ResiteCliVerb *verb = groups[i].verbs; verb->name != NULL; verb++)
        g_print ("  %-18s %s\n", verb->name, _ (verb->summary));
    }
  g_print (
      _ ("\n\"resite-cli VERB --help\" says more about each. Exit status: 0 all good, 1 it ran "
         "and something\nfailed or stayed unknown, 2 it could not start, 3 it waits for a "
         "person, 130 stopped; what was\nstopped goes on when it is called again.\n"));
}

static gboolean
matches (const char *name, GStrv words, guint *n_words)
{
  g_auto (GStrv) parts = g_strsplit (name, " ", -1);
  guint i;

  for (i = 0; parts[i] != NULL; i++)
    if (words[i] == NULL || strcmp (parts[i], words[i]) != 0)
      return FALSE;
  *n_words = i;
  return TRUE;
}

static const ResiteCliVerb *
find_verb (GStrv words, guint *n_words)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const ResiteCliVerb *verb = groups[i].verbs; verb->name != NULL; verb++)
      if (matches (verb->name, words, n_words))
        return verb;
  return NULL;
}

/* "plan" of "plan new". */
static gboolean
is_first_word (const char *word)
{
  gsize length = strlen (word);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const ResiteCliVerb *verb = groups[i].verbs; verb->name != NULL; verb++)
      if (strncmp (verb->name, word, length) == 0 && verb->name[length] == ' ')
        return TRUE;
  return FALSE;
}

static const char *
explain_unknown (GStrv words)
{
  if (is_first_word (words[0]))
    return _ ("a second word is missing or is not known; resite-cli --help lists them");
  return _ ("there is no such verb; resite-cli --help lists them");
}

/* Options before the verb are put behind it, where the verb's own parser takes them; what stands
 * behind "--" is for another program. */
static GStrv
move_options_back (char **argv)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  guint first = 1, rest;

  g_strv_builder_add (words, argv[0]);
  while (argv[first] != NULL && g_str_has_prefix (argv[first], "--data-dir"))
    first += strchr (argv[first], '=') != NULL || argv[first + 1] == NULL ? 1 : 2;
  while (argv[first] != NULL &&
         (strcmp (argv[first], "--json") == 0 || strcmp (argv[first], "--verbose") == 0))
    first++;
  for (rest = first; argv[rest] != NULL && strcmp (argv[rest], "--") != 0; rest++)
    g_strv_builder_add (words, argv[rest]);
  for (guint i = 1; i < first && argv[first] != NULL; i++)
    g_strv_builder_add (words, argv[i]);
  g_strv_builder_addv (words, (const char **)(argv + rest));
  return g_strv_builder_end (words);
}

static int
run_verb (const ResiteCliVerb *verb, GStrv words, guint n_words)
{
  g_autoptr (ResiteCli) cli = resite_cli_new (verb);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  ResiteCliStatus status;

  g_strv_builder_add (builder, "resite-cli");
  g_strv_builder_addv (builder, (const char **)(words + n_words));
  rest = g_strv_builder_end (builder);
  if (!resite_cli_parse (cli, &rest, &arguments, &error))
    {
      resite_cli_report_error (verb->name, error);
      return RESITE_CLI_REFUSED;
    }
  status = verb->run (cli, (const char *const *)arguments, &error);
  if (error != NULL)
    resite_cli_report_error (verb->name, error);
  if (status == RESITE_CLI_BY_ERROR)
    status = error != NULL ? resite_cli_status_from_error (error) : RESITE_CLI_FAILED;
  return status;
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  const ResiteCliVerb *verb;
  guint n_words = 0;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, RESITE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("resite-cli");
  /* Somebody's "| head" is no reason to leave a run without its goodbye. */
  signal (SIGPIPE, SIG_IGN);

  words = move_options_back (argv);
  if (argc < 2 || words[1] == NULL)
    {
      resite_cli_report_problem (_ ("nothing to do"),
                                 _ ("name a verb; resite-cli --help lists them"));
      return RESITE_CLI_REFUSED;
    }
  if (strcmp (words[1], "--help") == 0 || strcmp (words[1], "-h") == 0 ||
      strcmp (words[1], "help") == 0)
    {
      print_overview ();
      return EXIT_SUCCESS;
    }
  if (strcmp (words[1], "--version") == 0)
    {
      g_print ("resite-cli %s\n", RESITE_VERSION);
      return EXIT_SUCCESS;
    }
  verb = find_verb (words + 1, &n_words);
  if (verb == NULL)
    {
      resite_cli_report_problem (words[1], explain_unknown (words + 1));
      return RESITE_CLI_REFUSED;
    }
  return run_verb (verb, words + 1, n_words);
}
