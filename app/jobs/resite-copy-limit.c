/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-limit"

#include "config.h"

#include "resite-copy-limit.h"

#define LOOK_EVERY (100 * G_TIME_SPAN_MILLISECOND)
#define SMALLEST   4096

struct _ResiteCopyLimit
{
  GMutex lock;
  GCond changed;
  guint64 rate;
  double owed;    /* bytes that went before their time */
  gint64 counted; /* when that was so, by the monotonic clock */
};

ResiteCopyLimit *
resite_copy_limit_new (guint64 rate)
{
  ResiteCopyLimit *self = g_new0 (ResiteCopyLimit, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->rate = rate;
  return self;
}

void
resite_copy_limit_free (ResiteCopyLimit *self)
{
  if (self == NULL)
    return;

  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
resite_copy_limit_set (ResiteCopyLimit *self, guint64 rate)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->rate = rate;
  g_cond_broadcast (&self->changed);
}

guint64
resite_copy_limit_get (ResiteCopyLimit *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->rate;
}

gsize
resite_copy_limit_cut (ResiteCopyLimit *self, gsize chunk)
{
  const guint64 rate = resite_copy_limit_get (self);
  const guint64 quarter = rate / 4 - rate / 4 % SMALLEST;

  return rate == 0 ? chunk : MIN (chunk, MAX (quarter, SMALLEST));
}

/* Time pays what is owed; nothing is saved up, or a pause would be followed by a flood. */
static void
settle (ResiteCopyLimit *self)
{
  const gint64 now = g_get_monotonic_time ();
  const double paid = self->rate * (double)(now - self->counted) / G_USEC_PER_SEC;

  self->owed = self->rate == 0 ? 0 : MAX (0, self->owed - paid);
  self->counted = now;
}

/* Microseconds until nothing is owed any more. */
static gint64
get_wait (ResiteCopyLimit *self)
{
  settle (self);
  return self->owed > 0 ? 1 + self->owed * G_USEC_PER_SEC / self->rate : 0;
}

static gint64
wait_a_little (ResiteCopyLimit *self, gsize bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gint64 wait = get_wait (self);

  if (wait == 0)
    {
      self->owed += bytes;
      return 0;
    }
  g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + MIN (wait, LOOK_EVERY));
  return wait;
}

gboolean
resite_copy_limit_take (ResiteCopyLimit *self, gsize bytes, ResiteCopyGate *gate,
                        GCancellable *cancellable, GError **error)
{
  while (wait_a_little (self, bytes) > 0)
    if (!resite_copy_gate_pass (gate, cancellable, error))
      return FALSE;
  return TRUE;
}
