/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-lane"

#include "config.h"

#include <stdlib.h>

#include "resite-copy-lane.h"

#define FIRST_CHUNK        (1024 * 1024)
#define FIRST_REMOTE_CHUNK (4 * 1024 * 1024)
#define SMALLEST_CHUNK     (64 * 1024)
#define LONGEST            (G_TIME_SPAN_SECOND / 4)
#define LONGEST_REMOTE     (G_TIME_SPAN_SECOND * 3 / 4)

static guint8 *
take_memory (gsize capacity)
{
  void *buffer = NULL;

  if (posix_memalign (&buffer, RESITE_COPY_STEP, capacity) != 0)
    g_error ("No memory for a copy: %" G_GSIZE_FORMAT " bytes", capacity);
  return buffer;
}

ResiteCopyLane *
resite_copy_lane_new (gsize capacity, gboolean remote)
{
  ResiteCopyLane *self;

  g_return_val_if_fail (capacity >= 2 * RESITE_COPY_SMALL, NULL);

  self = g_new0 (ResiteCopyLane, 1);
  self->buffer = take_memory (capacity);
  self->capacity = capacity;
  self->chunk = MIN (remote ? FIRST_REMOTE_CHUNK : FIRST_CHUNK, capacity);
  self->longest = remote ? LONGEST_REMOTE : LONGEST;
  return self;
}

void
resite_copy_lane_free (ResiteCopyLane *self)
{
  if (self == NULL)
    return;

  free (self->spare);
  free (self->buffer);
  g_free (self);
}

guint8 *
resite_copy_lane_get_spare (ResiteCopyLane *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->spare == NULL)
    self->spare = take_memory (self->capacity);
  return self->spare;
}

void
resite_copy_lane_learn (ResiteCopyLane *self, gsize bytes, gint64 microseconds)
{
  g_return_if_fail (self != NULL);

  if (bytes < self->chunk)
    return;
  if (microseconds > self->longest)
    self->chunk = MAX (self->chunk / 2, SMALLEST_CHUNK);
  else if (microseconds < self->longest / 4)
    self->chunk = MIN (self->chunk * 2, self->capacity);
}
