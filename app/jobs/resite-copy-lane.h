/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files below this size go in one piece, and many of them together. */
#define RESITE_COPY_SMALL (1024 * 1024)
/* What memory, places and sizes are multiples of where files go past the page cache. */
#define RESITE_COPY_STEP 4096

/* What one thread of a copy has for itself: memory, and how much goes at a time, so that a pause or
 * a cancel waits for no more than a quarter of a second on this desk's disks, or three quarters on a
 * line, where each piece costs a round trip. */
typedef struct
{
  guint8 *buffer; /* of @capacity, aligned */
  guint8 *spare;  /* the same, or NULL as long as nobody asked for it */
  gsize capacity;
  gsize chunk; /* a multiple of RESITE_COPY_STEP, never above @capacity */
  gint64 longest;
} ResiteCopyLane;

ResiteCopyLane *resite_copy_lane_new (gsize capacity, gboolean remote);
void resite_copy_lane_free (ResiteCopyLane *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyLane, resite_copy_lane_free)

guint8 *resite_copy_lane_get_spare (ResiteCopyLane *self);
/* A chunk took so long. */
void resite_copy_lane_learn (ResiteCopyLane *self, gsize bytes, gint64 microseconds);

G_END_DECLS
