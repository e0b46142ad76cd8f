/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-feed.h"
#include "resite-copy-plan.h"

G_BEGIN_DECLS

/* The numbers of a copy as a person reads them: how many files, how many bytes, how fast, how
 * long. Main thread. */
typedef struct _ResiteCopyProgress ResiteCopyProgress;

/* @workers: how many files go at a time. */
ResiteCopyProgress *resite_copy_progress_new (ResiteClock *clock, const ResiteCopyPlan *plan,
                                              guint workers);
void resite_copy_progress_free (ResiteCopyProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyProgress, resite_copy_progress_free)

/* The row had @old_bytes before @update. */
void resite_copy_progress_take (ResiteCopyProgress *self, const ResiteCopyUpdate *update,
                                gint64 old_bytes);
void resite_copy_progress_set_paused (ResiteCopyProgress *self, gboolean paused);

gint64 resite_copy_progress_get_bytes (ResiteCopyProgress *self);
gint64 resite_copy_progress_get_resumed (ResiteCopyProgress *self);
double resite_copy_progress_get_fraction (ResiteCopyProgress *self);
/* "312 of 415 files, 61.0 GB of 88.4 GB, 52.1 MB/s, about 18 to 24 min left, 3 failed".
 * (transfer full) */
char *resite_copy_progress_describe (ResiteCopyProgress *self, gboolean over);

G_END_DECLS
