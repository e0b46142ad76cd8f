/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names inside a bundle. */
#define RESITE_BUNDLE_JOURNAL     "run.resite"
#define RESITE_BUNDLE_SUMS        "SHA256SUMS"
#define RESITE_BUNDLE_ATTACHMENTS "attachments/"

/* Reads the whole zip at @path: name → GBytes of every file but the journal, which is written to
 * @journal_path. RESITE_ERROR_INVALID, CORRUPT. */
GHashTable *resite_bundle_read (const char *path, const char *journal_path, GError **error);

/* Does every file agree with the list of sums in the bundle, and every attachment with the
 * journal at @journal_path? RESITE_ERROR_CORRUPT. */
gboolean resite_bundle_check_files (GHashTable *files, const char *journal_path, GError **error);

G_END_DECLS
