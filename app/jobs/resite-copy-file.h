/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* One file on its way: written under a temporary name while it is hashed, brought to the disk,
 * read again from there and compared, put in its place. One thread at a time. The stages are
 * apart so that many small files can go through each stage together. After a stage has failed
 * the file is over. */
typedef struct _ResiteCopyFile ResiteCopyFile;

ResiteCopyFile *resite_copy_file_new (ResiteCopyWork *work, const ResiteCopyEntry *entry);
/* The same file once more, after the line failed @former: what that has on record is gone on
 * with. Takes @former. */
ResiteCopyFile *resite_copy_file_again (ResiteCopyFile *former);
/* Removes what lies on the target under the temporary name, unless the file was settled or is
 * kept. */
void resite_copy_file_free (ResiteCopyFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyFile, resite_copy_file_free)

const ResiteCopyEntry *resite_copy_file_get_entry (ResiteCopyFile *self);
/* How often it was begun anew because of the line. */
guint resite_copy_file_get_rounds (ResiteCopyFile *self);
guint64 resite_copy_file_get_size (ResiteCopyFile *self);

/* Reads, hashes and writes. A source that changed meanwhile is read once more; RESITE_ERROR_CHANGED
 * when it changes again. Large files put their progress on record. */
gboolean resite_copy_file_write (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error);
/* The source could not say by itself whether it changed while it was read: @now is what a listing
 * that is younger than the reading says of it (nullable: nothing). Read once more where it did. */
gboolean resite_copy_file_needs_word (ResiteCopyFile *self);
gboolean resite_copy_file_confirm (ResiteCopyFile *self, const ResiteFileInfo *now,
                                   ResiteCopyLane *lane, GError **error);
/* This file alone; many go together by resite_folder_sync_all(). */
gboolean resite_copy_file_sync (ResiteCopyFile *self, GError **error);
/* RESITE_ERROR_DIFFERS when the disk gives back something else. */
gboolean resite_copy_file_verify (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error);
/* All of it lies on the disk: that goes on record by and by, if it is worth it. */
void resite_copy_file_offer_notice (ResiteCopyFile *self);
/* What has to be on record before it is settled, (transfer full) (nullable). */
ResiteLedgerRow *resite_copy_file_make_notice (ResiteCopyFile *self);
/* Time and attribute, then the name: what has its own name is complete. */
gboolean resite_copy_file_settle (ResiteCopyFile *self, GError **error);

/* What became of it. @error (nullable): why it failed. @seconds: what it took. */
void resite_copy_file_set_end (ResiteCopyFile *self, const GError *error, double seconds);
ResiteLedgerRow *resite_copy_file_to_row (ResiteCopyFile *self);
/* The ledger says all of it already. */
gboolean resite_copy_file_is_recorded (ResiteCopyFile *self);
void resite_copy_file_tell (ResiteCopyFile *self);
/* It will be begun anew, because of @error. */
void resite_copy_file_tell_retry (ResiteCopyFile *self, const GError *error, double seconds);

/* Keeps the temporary file for the next program, where its ledger knows of it. */
void resite_copy_file_keep (ResiteCopyFile *self);

/* Nothing became of it yet, since the work was cancelled: its row says that it waits. */
void resite_copy_file_put_back (ResiteCopyFile *self);

/* Deeds that only read; resite-copy-compare.c. */

/* Both sides are read, the target from its disk. RESITE_ERROR_DIFFERS. */
gboolean resite_copy_file_compare (ResiteCopyFile *self, ResiteCopyLane *lane, GError **error);
/* Is what lies in its place what the ledger has recorded? */
gboolean resite_copy_file_prove_arrived (ResiteCopyFile *self, ResiteCopyLane *lane,
                                         gboolean *proved, GError **error);
/* Is the content of the source still what the ledger has recorded? */
gboolean resite_copy_file_recheck (ResiteCopyFile *self, ResiteCopyLane *lane, gboolean *same,
                                   GError **error);
/* Only time and attributes, as far as the plan wants them. */
gboolean resite_copy_file_touch (ResiteCopyFile *self, GError **error);

G_END_DECLS
