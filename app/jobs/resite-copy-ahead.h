/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* Reads the next piece of a file in a thread of its own while the one before is written. One piece at
 * a time is under way; asked for and taken by one thread. */
typedef struct _ResiteCopyAhead ResiteCopyAhead;

/* @file stays open until this is freed. */
ResiteCopyAhead *resite_copy_ahead_new (ResiteFolder *folder, ResiteFile *file);
/* Waits for what is under way. */
void resite_copy_ahead_free (ResiteCopyAhead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyAhead, resite_copy_ahead_free)

/* @buffer is not touched by anybody else until the piece was taken. */
void resite_copy_ahead_ask (ResiteCopyAhead *self, guint8 *buffer, gsize size, guint64 offset);
/* What resite_folder_read() gave for the piece that was asked for. */
gssize resite_copy_ahead_take (ResiteCopyAhead *self, GError **error);

G_END_DECLS
