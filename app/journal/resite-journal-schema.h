/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-journal-sql.h"

G_BEGIN_DECLS

/* Opens the file and says no, with a reason, to everything that is not a journal of ours; reads
 * nothing but the head. RESITE_ERROR_NOT_FOUND, INVALID, CORRUPT, NO_ACCESS. */
sqlite3 *resite_journal_schema_open (const char *path, gboolean writable, GError **error);

/* A new file with the newest schema; there must be none. */
sqlite3 *resite_journal_schema_create (const char *path, GError **error);

/* Brings an older schema to the newest, each number in a transaction of its own. */
gboolean resite_journal_schema_migrate (sqlite3 *database, GError **error);

G_END_DECLS
