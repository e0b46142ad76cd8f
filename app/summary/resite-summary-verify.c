/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-verify"
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <glib/gstdio.h>

#include "resite-journal.h"
#include "resite-summary-bundle.h"
#include "resite-summary.h"

/* A zip begins so; a journal never does. */
static gboolean
is_zip (const char *path)
{
  char head[4] = "";
  FILE *file = g_fopen (path, "rbe");
  gboolean zip;

  if (file == NULL)
    return FALSE;
  zip = fread (head, 1, sizeof head, file) == sizeof head &&
        (memcmp (head, "PK\003\004", 4) == 0 || memcmp (head, "PK\005\006", 4) == 0);
  fclose (file);
  return zip;
}

static gboolean
verify_unpacked (const char *path, const char *journal_path, guint64 *bad_sequence,
                 char **chain_hash, GError **error)
{
  g_autoptr (GHashTable) files = resite_bundle_read (path, journal_path, error);

  return files != NULL && resite_journal_verify (journal_path, bad_sequence, chain_hash, error) &&
         resite_bundle_check_files (files, journal_path, error);
}

static gboolean
verify_bundle (const char *path, guint64 *bad_sequence, char **chain_hash, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-verify-XXXXXX", error);
  g_autofree char *journal_path = NULL;
  gboolean intact;

  if (folder == NULL)
    return FALSE;
  journal_path = g_build_filename (folder, RESITE_BUNDLE_JOURNAL, NULL);
  intact = verify_unpacked (path, journal_path, bad_sequence, chain_hash, error);
  g_unlink (journal_path);
  g_rmdir (folder);
  return intact;
}

gboolean
resite_summary_verify (const char *path, guint64 *bad_sequence, char **chain_hash, GError **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (bad_sequence != NULL)
    *bad_sequence = 0;
  if (chain_hash != NULL)
    *chain_hash = NULL;
  if (is_zip (path))
    return verify_bundle (path, bad_sequence, chain_hash, error);
  return resite_journal_verify (path, bad_sequence, chain_hash, error);
}
