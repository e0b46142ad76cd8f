/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-package-site.h"
#include "resite-error.h"

static gboolean
read_list (ResiteCli *cli, char **text, gsize *length, GError **error)
{
  GError *local = NULL;

  if (g_file_get_contents (resite_cli_get (cli, "list"), text, length, &local))
    return TRUE;
  g_propagate_error (error, resite_error_from_gio (local));
  return FALSE;
}

gboolean
resite_cli_site_or_list (ResiteCli *cli, ResiteCliProvider **site, char **text, gsize *length,
                         GError **error)
{
  *site = NULL;
  *text = NULL;
  if (resite_cli_has (cli, "provider") == resite_cli_has (cli, "list"))
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("say where to hear what the site knows: --provider URL, or --list "
                              "FILE, and not both"));
      return FALSE;
    }
  if (resite_cli_has (cli, "list"))
    return read_list (cli, text, length, error);
  *site = resite_cli_provider_open (cli, error);
  return *site != NULL;
}

ResiteCliStatus
resite_cli_site_tell_failure (ResiteCli *cli, GError *failure, GError **error)
{
  const gboolean stopped = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  const gboolean bad_input =
      g_error_matches (failure, RESITE_ERROR, RESITE_ERROR_INVALID) && resite_cli_has (cli, "list");

  g_propagate_error (error, failure);
  if (stopped)
    return RESITE_CLI_CANCELLED;
  return bad_input ? RESITE_CLI_REFUSED : RESITE_CLI_FAILED;
}
