/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-file"
#include "config.h"

#include "resite-error.h"
#include "resite-summary-file.h"

static int
code_from_file_error (const GError *error)
{
  if (error->domain != G_FILE_ERROR)
    return RESITE_ERROR_FAILED;
  /* Not a switch: the enum has two dozen values. */
  if (error->code == G_FILE_ERROR_NOSPC)
    return RESITE_ERROR_NO_SPACE;
  if (error->code == G_FILE_ERROR_ACCES || error->code == G_FILE_ERROR_PERM ||
      error->code == G_FILE_ERROR_ROFS)
    return RESITE_ERROR_NO_ACCESS;
  if (error->code == G_FILE_ERROR_NOENT || error->code == G_FILE_ERROR_NOTDIR)
    return RESITE_ERROR_NOT_FOUND;
  if (error->code == G_FILE_ERROR_ISDIR)
    return RESITE_ERROR_INVALID;
  return RESITE_ERROR_FAILED;
}

gboolean
resite_summary_write_file (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GError) own = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (g_file_set_contents_full (path, length > 0 ? data : "", (gssize)length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                &own))
    return TRUE;
  g_set_error (error, RESITE_ERROR, code_from_file_error (own), "%s: %s", path, own->message);
  return FALSE;
}
