/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-ahead"

#include "config.h"

#include "resite-copy-ahead.h"

struct _ResiteCopyAhead
{
  ResiteFolder *folder;
  ResiteFile *file;
  GThread *thread;
  GMutex lock;
  GCond changed;
  guint8 *buffer; /* of the piece that is asked for; NULL none */
  gsize size;
  guint64 offset;
  gssize found;
  GError *error;
  gboolean ends;
};

/* FALSE: the end. */
static gboolean
wait_for_order (ResiteCopyAhead *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->buffer == NULL && !self->ends)
    g_cond_wait (&self->changed, &self->lock);
  return self->buffer != NULL;
}

static void
hand_over (ResiteCopyAhead *self, gssize found, GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->found = found;
  self->error = error;
  self->buffer = NULL;
  g_cond_broadcast (&self->changed);
}

static gpointer
thread_main (gpointer data)
{
  ResiteCopyAhead *self = data;

  while (wait_for_order (self))
    {
      GError *error = NULL;
      const gssize found = resite_folder_read (self->folder, self->file, self->buffer, self->size,
                                               self->offset, &error);

      hand_over (self, found, error);
    }
  return NULL;
}

ResiteCopyAhead *
resite_copy_ahead_new (ResiteFolder *folder, ResiteFile *file)
{
  ResiteCopyAhead *self = g_new0 (ResiteCopyAhead, 1);

  self->folder = g_object_ref (folder);
  self->file = file;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("copy-ahead", thread_main, self);
  return self;
}

void
resite_copy_ahead_free (ResiteCopyAhead *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->ends = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_clear_error (&self->error);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_object_unref (self->folder);
  g_free (self);
}

void
resite_copy_ahead_ask (ResiteCopyAhead *self, guint8 *buffer, gsize size, guint64 offset)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_return_if_fail (self->buffer == NULL && buffer != NULL);

  g_clear_error (&self->error);
  self->buffer = buffer;
  self->size = size;
  self->offset = offset;
  g_cond_broadcast (&self->changed);
}

gssize
resite_copy_ahead_take (ResiteCopyAhead *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->buffer != NULL)
    g_cond_wait (&self->changed, &self->lock);
  if (self->found < 0)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return self->found;
}
