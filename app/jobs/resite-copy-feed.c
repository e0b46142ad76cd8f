/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-feed"

#include "config.h"

#include "resite-copy-feed.h"

struct _ResiteCopyFeed
{
  GMutex lock;
  GQueue order;       /* of row numbers */
  GHashTable *newest; /* row number → update */
};

void
resite_copy_update_free (ResiteCopyUpdate *update)
{
  if (update == NULL)
    return;

  g_free (update->message);
  g_free (update);
}

ResiteCopyFeed *
resite_copy_feed_new (void)
{
  ResiteCopyFeed *self = g_new0 (ResiteCopyFeed, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->order);
  self->newest = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)resite_copy_update_free);
  return self;
}

void
resite_copy_feed_free (ResiteCopyFeed *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->newest);
  g_queue_clear (&self->order);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
resite_copy_feed_put (ResiteCopyFeed *self, ResiteCopyUpdate *update)
{
  gpointer key = GUINT_TO_POINTER (update->index);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_hash_table_replace (self->newest, key, update))
    g_queue_push_tail (&self->order, key);
}

ResiteCopyUpdate *
resite_copy_feed_take (ResiteCopyFeed *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gpointer update = NULL;

  if (!g_queue_is_empty (&self->order))
    g_hash_table_steal_extended (self->newest, g_queue_pop_head (&self->order), NULL, &update);
  return update;
}
