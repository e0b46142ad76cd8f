/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* Files that go through the stages together: written; brought to the disk; read again, compared and
 * put in their places; brought to the disk once more; recorded. Sync, then row. What is cancelled
 * on the way stays without a record. One thread at a time. */
typedef struct _ResiteCopyBatch ResiteCopyBatch;

/* @entries: @count pointers to ResiteCopyEntry. */
ResiteCopyBatch *resite_copy_batch_new (ResiteCopyWork *work, gpointer *entries, guint count);
void resite_copy_batch_free (ResiteCopyBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyBatch, resite_copy_batch_free)

/* The next stage that is for the threads of the pool; then it goes to the sync by itself. */
void resite_copy_batch_work (ResiteCopyBatch *self, ResiteCopyLane *lane);

/* For the sync, between the stages. */
/* Bytes that were written; 0 when nothing is to be brought to the disk. */
guint64 resite_copy_batch_get_bytes (ResiteCopyBatch *self);
guint resite_copy_batch_count (ResiteCopyBatch *self);
/* Has it been put in place, so that only its rows are open? */
gboolean resite_copy_batch_is_settled (ResiteCopyBatch *self);
/* Contents, or once it is settled names: one by one, folders that are in @synced (utf8) not again.
 * Failures are the files'. */
void resite_copy_batch_sync_each (ResiteCopyBatch *self, GHashTable *synced);
void resite_copy_batch_fail (ResiteCopyBatch *self, const GError *error);
/* Its contents were brought to the disk. */
void resite_copy_batch_offer_notices (ResiteCopyBatch *self);
/* Adds what is to be recorded. */
void resite_copy_batch_add_rows (ResiteCopyBatch *self, GPtrArray *rows);
/* Tells the table; what is to be tried again becomes a batch of its own. */
void resite_copy_batch_end (ResiteCopyBatch *self, gboolean recorded);

G_END_DECLS
