/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-event.h"

G_BEGIN_DECLS

/* The record of one run, or of one worker that was started alone: an SQLite file that only grows.
 * A thread of its own does every write, in the order in which they were asked for; a durable
 * commit can take milliseconds on a slow disk and must never stop a window. Reading happens on
 * the caller's thread. */
#define RESITE_TYPE_JOURNAL (resite_journal_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJournal, resite_journal, RESITE, JOURNAL, GObject)

typedef enum
{
  RESITE_JOURNAL_READ,     /* look only; no lock */
  RESITE_JOURNAL_WRITE,    /* takes the lock, or RESITE_ERROR_LOCKED that names the owner */
  RESITE_JOURNAL_TAKE_OVER /* as WRITE, and puts aside a lock whose owner is gone or far away */
} ResiteJournalMode;

/* The state of one item of one action: the newest row of a name counts. */
typedef struct
{
  char *name;
  char *state;   /* "queued", "running", or the verb's word: "copied", "forwarded", "failed" ... */
  char *message; /* valid UTF-8, may be empty */
  char *digest;  /* of the content, with its algorithm: "xxh3-128:..." ; or NULL */
  char *output;  /* what a program printed, kept whole; or NULL */
  gint64 bytes;  /* done */
  gint64 size;   /* of the whole item, -1 unknown */
  gint64 modified;  /* microseconds since 1970, 0 unknown */
  gint64 exit_code; /* -1: none */
  double seconds;
  guint tries;
} ResiteItemRecord;

ResiteItemRecord *resite_item_record_new (const char *name, const char *state);
ResiteItemRecord *resite_item_record_copy (const ResiteItemRecord *record);
void resite_item_record_free (ResiteItemRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteItemRecord, resite_item_record_free)

ResiteJournal *resite_journal_create (const char *path, GError **error);
ResiteJournal *resite_journal_open (const char *path, ResiteJournalMode mode, GError **error);

/* Waits for the queue to empty, gives the lock back. Blocks; for the end of a program. */
gboolean resite_journal_close (ResiteJournal *self, GError **error);

const char *resite_journal_get_path (ResiteJournal *self);

/* How many commits took over 50 ms so far: a disk too slow for comfort shows itself. */
guint resite_journal_get_slow_commits (ResiteJournal *self);

/* Who holds the lock of the run at @path: (nullable) "J. Doe on desk1, since ...". *@alive says
 * whether that program still runs, as far as this machine can tell. */
char *resite_journal_describe_owner (const char *path, gboolean *alive);

/* Durable when it returns. The callback gets the event completed. @time 0: now. */
void resite_journal_append_async (ResiteJournal *self, ResiteEvent *draft, gint64 time,
                                  GAsyncReadyCallback callback, gpointer user_data);
ResiteEvent *resite_journal_append_finish (ResiteJournal *self, GAsyncResult *result,
                                           GError **error);

/* The same, waiting: for worker threads and programs without a loop. */
ResiteEvent *resite_journal_append (ResiteJournal *self, ResiteEvent *draft, gint64 time,
                                    GError **error);

/* (element-type ResiteEvent), with their texts but without their files, in order, from
 * @from_sequence on. Any thread, as all that reads here. */
GPtrArray *resite_journal_read_events (ResiteJournal *self, guint64 from_sequence, GError **error);

/* The bytes of a file that an event holds. RESITE_ERROR_NOT_FOUND: there is none, or it was
 * blanked. */
GBytes *resite_journal_read_file (ResiteJournal *self, guint64 sequence, const char *name,
                                  GError **error);

/* Items are keyed by (@scope, name); the engine's scope is "STEP@TARGET#ATTEMPT/ACTION". One
 * transaction for all @records (element-type ResiteItemRecord). The first form waits and is for
 * worker threads; the second copies @records. */
gboolean resite_journal_put_items (ResiteJournal *self, const char *scope, GPtrArray *records,
                                   GError **error);
void resite_journal_put_items_async (ResiteJournal *self, const char *scope, GPtrArray *records,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_journal_put_items_finish (ResiteJournal *self, GAsyncResult *result,
                                          GError **error);

/* FALSE ends the visit, without an error. */
typedef gboolean (*ResiteItemVisit) (const ResiteItemRecord *record, gpointer user_data);

/* In the byte order of names; the record and its texts are only lent, and nothing may be asked of
 * @self meanwhile. For very many items: no memory is taken. */
gboolean resite_journal_visit_items (ResiteJournal *self, const char *scope, ResiteItemVisit visit,
                                     gpointer user_data, GError **error);
/* (element-type ResiteItemRecord), in the order in which they first came. */
GPtrArray *resite_journal_read_items (ResiteJournal *self, const char *scope, GError **error);
/* (transfer full): scopes that have items, sorted. */
GStrv resite_journal_list_scopes (ResiteJournal *self, GError **error);
/* SHA-256 over all items of @scope, hexadecimal: what an outcome event carries. */
char *resite_journal_digest_items (ResiteJournal *self, const char *scope, GError **error);

/* A whole copy by SQLite's backup interface, under a temporary name and then renamed. */
void resite_journal_snapshot_async (ResiteJournal *self, const char *target_path,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean resite_journal_snapshot_finish (ResiteJournal *self, GAsyncResult *result, GError **error);

/* The same of the journal at @path, waiting: for worker threads and programs without a loop. */
gboolean resite_journal_copy (const char *path, const char *target_path, GCancellable *cancellable,
                              GError **error);

/* Overwrites one text of one event; its digest and the fact that it was there remain. Record
 * before act: RESITE_ERROR_ILLEGAL_MOVE unless a RESITE_EVENT_BLANKED that names it was appended
 * before. */
gboolean resite_journal_blank (ResiteJournal *self, guint64 sequence, const char *name,
                               GError **error);

/* Looks at every event, text and item digest of the file at @path. FALSE with RESITE_ERROR_CORRUPT
 * and the number of the first bad event in *@bad_sequence (0: the file as a whole). *@chain_hash (transfer full): the last
 * event's hash. */
gboolean resite_journal_verify (const char *path, guint64 *bad_sequence, char **chain_hash,
                                GError **error);

G_END_DECLS
