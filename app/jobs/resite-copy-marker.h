/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* Brings what large files have so far to the disk and on record, in a thread of its own, so that the
 * threads that copy do not wait for either. */
typedef struct _ResiteCopyFile ResiteCopyFile;

ResiteCopyMarker *resite_copy_marker_new (ResiteCopyWork *work);
/* After the pool has run. */
void resite_copy_marker_free (ResiteCopyMarker *self);

/* What @row (taken) says was written through @out, or lies on the disk where that is NULL. The newest
 * one counts. @out stays open until resite_copy_marker_leave(). */
void resite_copy_marker_put (ResiteCopyMarker *self, ResiteCopyFile *file, ResiteFile *out,
                             ResiteLedgerRow *row);
/* From here on nobody touches the file or what it wrote through any more; a mark that was not begun
 * is forgotten. *@row: the last one that is on record, (transfer full) (nullable). FALSE with why one
 * could not be made. */
gboolean resite_copy_marker_leave (ResiteCopyMarker *self, ResiteCopyFile *file,
                                   ResiteLedgerRow **row, GError **error);

G_END_DECLS
