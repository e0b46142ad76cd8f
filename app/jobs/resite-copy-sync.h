/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-batch.h"

G_BEGIN_DECLS

/* Brings to the disk what the threads of the pool wrote and records it, in a thread of its own, for
 * many files at a time: four times a second, or whenever 128 MiB have come together. */
ResiteCopySync *resite_copy_sync_new (ResiteCopyWork *work);
/* After the pool has run. */
void resite_copy_sync_free (ResiteCopySync *self);

/* Takes @batch; gives it back to the pool where there is a stage left. */
void resite_copy_sync_take (ResiteCopySync *self, ResiteCopyBatch *batch);

G_END_DECLS
