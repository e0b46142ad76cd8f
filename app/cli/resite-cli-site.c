/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-report.h"
#include "resite-cli-site.h"
#include "resite-error.h"

#define MAX_PACKAGES 100000

static gboolean
read_reach (ResiteCli *cli, ResiteLabReach *reach, GError **error)
{
  static const struct
  {
    const char *word;
    ResiteLabReach reach;
  } ways[] = {
    { "local", RESITE_LAB_LOCAL },
    { "winrm", RESITE_LAB_WINRM },
    { "by-hand", RESITE_LAB_BY_HAND },
  };
  const char *word = resite_cli_get (cli, "reach");

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (word, ways[i].word))
      {
        *reach = ways[i].reach;
        return TRUE;
      }
  if (word != NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("--reach %s: the machines are reached local, winrm or by-hand"), word);
  return word == NULL;
}

/* A number that is cut to what fits would be another one than the person wrote. */
static gboolean
check_numbers (ResiteCli *cli, GError **error)
{
  const guint64 packages = resite_cli_get_number (cli, "packages", 1);

  if (packages == 0 || packages > MAX_PACKAGES)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("--packages %s: a rehearsal has at least 1 and at most %d packages"),
                 resite_cli_get (cli, "packages"), MAX_PACKAGES);
  else if (resite_cli_get_number (cli, "seed", 0) > G_MAXUINT32)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("--seed %s: at most %u"),
                 resite_cli_get (cli, "seed"), G_MAXUINT32);
  else
    return TRUE;
  return FALSE;
}

gboolean
resite_cli_site_read (ResiteCli *cli, ResiteLabOptions *options, ResiteLabScenario **scenario,
                      GError **error)
{
  const char *word = resite_cli_get (cli, "scenario");

  *scenario = NULL;
  if (!check_numbers (cli, error) || !read_reach (cli, &options->reach, error))
    return FALSE;
  options->packages = (guint)resite_cli_get_number (cli, "packages", 0);
  options->bytes = resite_cli_get_number (cli, "bytes", 0);
  options->seed = (guint32)resite_cli_get_number (cli, "seed", 0);
  if (word != NULL)
    *scenario = resite_lab_scenario_choose (word, options->seed, error);
  options->scenario = *scenario;
  return word == NULL || *scenario != NULL;
}

void
resite_cli_site_tell_made (ResiteCli *cli, const char *folder)
{
  static const char *const names[] = { "packages", "bytes", "seed", "reach", "scenario" };
  g_autoptr (GString) given = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (resite_cli_has (cli, names[i]))
      g_string_append_printf (given, "%s--%s", given->len > 0 ? ", " : "", names[i]);
  if (given->len > 0)
    resite_cli_report_say (_ ("The site in %s goes on as it was made; nothing comes of %s."),
                           folder, given->str);
}
