/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-event.h"
#include "resite-journal-sql.h"

G_BEGIN_DECLS

/* What is written to a journal, on the connection and in the transaction of whoever calls. Used
 * by the writer's thread only. */
typedef struct _ResiteJournalStore ResiteJournalStore;

/* Takes @database. */
ResiteJournalStore *resite_journal_store_new (sqlite3 *database, GError **error);
/* Closes the database. */
void resite_journal_store_free (ResiteJournalStore *self);

sqlite3 *resite_journal_store_get_database (ResiteJournalStore *self);
gboolean resite_journal_store_begin (ResiteJournalStore *self, GError **error);
gboolean resite_journal_store_commit (ResiteJournalStore *self, GError **error);
void resite_journal_store_roll_back (ResiteJournalStore *self);

/* The number and hash that the event got; it is told itself only once they are durable. */
gboolean resite_journal_store_add_event (ResiteJournalStore *self, ResiteEvent *draft, gint64 time,
                                         guint64 *sequence, char **hash, GError **error);
gboolean resite_journal_store_put_items (ResiteJournalStore *self, const char *scope,
                                         GPtrArray *records, GError **error);
gboolean resite_journal_store_blank (ResiteJournalStore *self, guint64 sequence, const char *name,
                                     GError **error);
/* After a blanking was committed: takes the old bytes out of the log file as well. */
void resite_journal_store_forget_log (ResiteJournalStore *self);

G_END_DECLS
