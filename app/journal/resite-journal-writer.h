/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-journal-store.h"

G_BEGIN_DECLS

/* The thread that writes. Requests are done in the order in which they came; those that wait
 * together share one commit. Each learns of its end only after that commit is on the disk. */
typedef struct _ResiteJournalWriter ResiteJournalWriter;
typedef struct _ResiteJournalRequest ResiteJournalRequest;

/* Called on the writer's thread. @error NULL: durable. */
typedef void (*ResiteJournalDone) (const GError *error, gpointer data);

/* Takes @store. */
ResiteJournalWriter *resite_journal_writer_new (ResiteJournalStore *store);
/* Does what is queued, ends the thread and closes the store. */
void resite_journal_writer_free (ResiteJournalWriter *self);

/* How many commits took longer than a window can stand. */
guint resite_journal_writer_get_slow_commits (ResiteJournalWriter *self);

ResiteJournalRequest *resite_journal_request_new_event (ResiteEvent *draft, gint64 time);
/* Keeps @records, which nobody changes meanwhile. */
ResiteJournalRequest *resite_journal_request_new_items (const char *scope, GPtrArray *records);
ResiteJournalRequest *resite_journal_request_new_blank (guint64 sequence, const char *name);

/* Both take @request. */
void resite_journal_writer_push (ResiteJournalWriter *self, ResiteJournalRequest *request,
                                 ResiteJournalDone done, gpointer data);
gboolean resite_journal_writer_push_and_wait (ResiteJournalWriter *self,
                                              ResiteJournalRequest *request, GError **error);

G_END_DECLS
