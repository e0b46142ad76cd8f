/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "resite-cli-rehearse.h"
#include "resite-error.h"

/* As the paper will be written: beside its name, and then under it. Only trying tells. */
static gboolean
can_write_beside (const char *path, GError **error)
{
  g_autofree char *trial = g_strconcat (path, ".XXXXXX", NULL);
  const int file = g_mkstemp (trial);

  if (file < 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS, _ ("%s cannot be written: %s"),
                   path, g_strerror (errno));
      return FALSE;
    }
  close (file);
  g_unlink (trial);
  return TRUE;
}

static gboolean
check_paper (const char *path, GError **error)
{
  if (path == NULL)
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR) && *path != '\0')
    return can_write_beside (path, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("“%s” is no name for a file of its own"), path);
  return FALSE;
}

gboolean
resite_cli_rehearsal_check_papers (ResiteCli *cli, GError **error)
{
  const char *summary = resite_cli_get (cli, "summary");
  const char *trainer = resite_cli_get (cli, "trainer");

  if (!check_paper (summary, error) || !check_paper (trainer, error))
    return FALSE;
  if (summary == NULL || g_strcmp0 (summary, trainer) != 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s is named by --summary and by --trainer"), summary);
  return FALSE;
}
