/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-gate"

#include "config.h"

#include "resite-copy-gate.h"

/* How soon a thread that waits looks whether it was cancelled. */
#define LOOK_EVERY (200 * G_TIME_SPAN_MILLISECOND)

struct _ResiteCopyGate
{
  GMutex lock;
  GCond opened;
  gboolean closed;
  guint inside;
  guint waiting;
};

ResiteCopyGate *
resite_copy_gate_new (void)
{
  ResiteCopyGate *self = g_new0 (ResiteCopyGate, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->opened);
  return self;
}

void
resite_copy_gate_free (ResiteCopyGate *self)
{
  if (self == NULL)
    return;

  g_cond_clear (&self->opened);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
resite_copy_gate_set_closed (ResiteCopyGate *self, gboolean closed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->closed = closed;
  if (!closed)
    g_cond_broadcast (&self->opened);
}

gboolean
resite_copy_gate_is_still (ResiteCopyGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->closed && self->waiting == self->inside;
}

void
resite_copy_gate_enter (ResiteCopyGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->inside++;
}

void
resite_copy_gate_leave (ResiteCopyGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert (self->inside > 0);
  self->inside--;
}

gboolean
resite_copy_gate_pass (ResiteCopyGate *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->waiting++;
  while (self->closed && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&self->opened, &self->lock, g_get_monotonic_time () + LOOK_EVERY);
  self->waiting--;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
