/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

#include "resite-cli.h"
#include "resite-error.h"
#include "resite-run-list.h"

struct _ResiteCli
{
  const ResiteCliVerb *verb;
  GHashTable *options; /* name → value */
  char *data_folder;
  GCancellable *cancellable;
  int signal_number;
  guint sources[3];
};

const ResiteCliOption resite_cli_common_options[] = {
  { "data-dir", RESITE_CLI_PATH, N_ ("DIR"), N_ ("Where the runs are kept") },
  { "json", RESITE_CLI_FLAG, NULL, N_ ("Print JSON, one object a line") },
  { "verbose", RESITE_CLI_FLAG, NULL, N_ ("Say more on standard error") },
  { NULL },
};

ResiteCli *
resite_cli_new (const ResiteCliVerb *verb)
{
  ResiteCli *cli = g_new0 (ResiteCli, 1);

  cli->verb = verb;
  cli->options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  cli->cancellable = g_cancellable_new ();
  return cli;
}

void
resite_cli_free (ResiteCli *cli)
{
  for (guint i = 0; i < G_N_ELEMENTS (cli->sources); i++)
    g_clear_handle_id (&cli->sources[i], g_source_remove);
  g_hash_table_unref (cli->options);
  g_object_unref (cli->cancellable);
  g_free (cli->data_folder);
  g_free (cli);
}

static const ResiteCliOption *
find_option (ResiteCli *cli, const char *name)
{
  const ResiteCliOption *tables[] = { resite_cli_common_options, cli->verb->options };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const ResiteCliOption *option = tables[t]; option != NULL && option->name != NULL;
         option++)
      if (strcmp (option->name, name) == 0)
        return option;
  return NULL;
}

/* (nullable) (transfer full): what is wrong with it. */
static char *
find_fault (const ResiteCliOption *option, const char *value)
{
  if (option->type == RESITE_CLI_NUMBER &&
      !g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, NULL, NULL))
    return g_strdup_printf (_ ("\"%s\" is no whole number for --%s"), value, option->name);
  if (option->type == RESITE_CLI_PACE && strcmp (value, RESITE_CLI_MAX) != 0 &&
      !g_ascii_string_to_unsigned (value, 10, 1, RESITE_CLI_MOST_PACE, NULL, NULL))
    return g_strdup_printf (
        _ ("\"%s\" is neither a whole number from 1 to %d nor \"max\" for --%s"), value,
        RESITE_CLI_MOST_PACE, option->name);
  if (option->type == RESITE_CLI_TEXT && !g_utf8_validate (value, -1, NULL))
    return g_strdup_printf (_ ("the text of --%s is not UTF-8"), option->name);
  return NULL;
}

static gboolean
take_option_cb (const char *given, const char *value, gpointer data, GError **error)
{
  ResiteCli *cli = data;
  const ResiteCliOption *option = find_option (cli, given + strspn (given, "-"));
  g_autofree char *fault = NULL;

  g_assert (option != NULL);

  fault = find_fault (option, value);
  if (fault != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, fault);
      return FALSE;
    }
  g_hash_table_insert (cli->options, (gpointer)option->name,
                       g_strdup (value != NULL ? value : "yes"));
  return TRUE;
}

static void
add_entries (GArray *entries, const ResiteCliOption *options)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      GOptionEntry entry = {
        .long_name = options->name,
        .flags = options->type == RESITE_CLI_FLAG ? G_OPTION_FLAG_NO_ARG : G_OPTION_FLAG_FILENAME,
        .arg = G_OPTION_ARG_CALLBACK,
        .arg_data = take_option_cb,
        .description = options->help,
        .arg_description = options->argument,
      };

      g_array_append_val (entries, entry);
    }
}

static GOptionContext *
make_context (ResiteCli *cli, GStrv *rest)
{
  g_autofree char *title = g_strdup_printf ("%s %s", cli->verb->name, cli->verb->arguments);
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  GOptionEntry remaining = { .long_name = G_OPTION_REMAINING,
                             .arg = G_OPTION_ARG_FILENAME_ARRAY,
                             .arg_data = rest };
  GOptionContext *context = g_option_context_new (title);
  GOptionGroup *group = g_option_group_new ("verb", "", "", cli, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  add_entries (entries, cli->verb->options);
  add_entries (entries, resite_cli_common_options);
  g_array_append_val (entries, remaining);
  g_option_group_add_entries (group, (const GOptionEntry *)(gpointer)entries->data);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, _ (cli->verb->summary));
  if (cli->verb->details != NULL)
    g_option_context_set_description (context, _ (cli->verb->details));
  return context;
}

gboolean
resite_cli_parse (ResiteCli *cli, char ***argv, GStrv *arguments, GError **error)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GOptionContext) context = make_context (cli, &rest);
  guint count;

  if (!g_option_context_parse_strv (context, argv, error))
    return FALSE;
  count = rest != NULL ? g_strv_length (rest) : 0;
  if (count < cli->verb->n_least || count > cli->verb->n_most)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   count < cli->verb->n_least ? _ ("something is missing; write: resite-cli %s %s")
                                              : _ ("that is too much; write: resite-cli %s %s"),
                   cli->verb->name, cli->verb->arguments);
      return FALSE;
    }
  *arguments = rest != NULL ? g_steal_pointer (&rest) : g_new0 (char *, 1);
  return TRUE;
}

const char *
resite_cli_get_verb (ResiteCli *cli)
{
  return cli->verb->name;
}

gboolean
resite_cli_has (ResiteCli *cli, const char *option)
{
  return g_hash_table_contains (cli->options, option);
}

const char *
resite_cli_get (ResiteCli *cli, const char *option)
{
  return g_hash_table_lookup (cli->options, option);
}

guint64
resite_cli_get_number (ResiteCli *cli, const char *option, guint64 fallback)
{
  const char *value = resite_cli_get (cli, option);

  return value != NULL ? g_ascii_strtoull (value, NULL, 10) : fallback;
}

const char *
resite_cli_get_by (ResiteCli *cli)
{
  const char *by = resite_cli_get (cli, "by");

  if (by != NULL && *by != '\0')
    return by;
  by = g_get_real_name ();
  if (by == NULL || *by == '\0' || strcmp (by, "Unknown") == 0)
    by = g_get_user_name ();
  return by;
}

gboolean
resite_cli_is_json (ResiteCli *cli)
{
  return resite_cli_has (cli, "json");
}

const char *
resite_cli_get_data_folder (ResiteCli *cli)
{
  if (cli->data_folder == NULL && resite_cli_get (cli, "data-dir") != NULL)
    cli->data_folder = g_canonicalize_filename (resite_cli_get (cli, "data-dir"), NULL);
  else if (cli->data_folder == NULL)
    cli->data_folder = resite_run_list_get_data_folder ();
  return cli->data_folder;
}

GCancellable *
resite_cli_get_cancellable (ResiteCli *cli)
{
  return cli->cancellable;
}

static gboolean
stop (ResiteCli *cli, int number)
{
  cli->signal_number = number;
  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted_cb (gpointer data)
{
  return stop (data, SIGINT);
}

static gboolean
terminated_cb (gpointer data)
{
  return stop (data, SIGTERM);
}

static gboolean
hung_up_cb (gpointer data)
{
  return stop (data, SIGHUP);
}

void
resite_cli_watch_signals (ResiteCli *cli)
{
  if (cli->sources[0] != 0)
    return;
  cli->sources[0] = g_unix_signal_add (SIGINT, interrupted_cb, cli);
  cli->sources[1] = g_unix_signal_add (SIGTERM, terminated_cb, cli);
  cli->sources[2] = g_unix_signal_add (SIGHUP, hung_up_cb, cli);
}

int
resite_cli_get_signal (ResiteCli *cli)
{
  return cli->signal_number;
}

char *
resite_cli_find_run (ResiteCli *cli, const char *id, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (strchr (id, '/') != NULL || g_str_has_suffix (id, ".resite"))
    path = g_canonicalize_filename (id, NULL);
  else
    {
      name = g_strconcat (id, ".resite", NULL);
      path = g_build_filename (resite_cli_get_data_folder (cli), name, NULL);
    }
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("%s: there is no such run in %s; \"resite-cli list\" shows them"), id,
               resite_cli_get_data_folder (cli));
  return NULL;
}

ResiteCliStatus
resite_cli_status_from_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return RESITE_CLI_CANCELLED;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON))
    return RESITE_CLI_WAITS;
  return RESITE_CLI_REFUSED;
}
