/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-journal-sql.h"
#include "resite-journal.h"

G_BEGIN_DECLS

/* What is read from a journal, on a connection of the caller's. */

/* (nullable): the events from @from_sequence on, without the bytes of files. */
GPtrArray *resite_journal_reader_read_events (sqlite3 *database, guint64 from_sequence,
                                              GError **error);
gboolean resite_journal_reader_visit_items (sqlite3 *database, const char *scope,
                                            ResiteItemVisit visit, gpointer user_data,
                                            GError **error);
GPtrArray *resite_journal_reader_read_items (sqlite3 *database, const char *scope, GError **error);
GStrv resite_journal_reader_list_scopes (sqlite3 *database, GError **error);
char *resite_journal_reader_digest_items (sqlite3 *database, const char *scope, GError **error);
GBytes *resite_journal_reader_read_file (sqlite3 *database, guint64 sequence, const char *name,
                                         GError **error);

G_END_DECLS
