/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <sys/socket.h>

#include "resite-directory-private.h"

static gpointer
watch_over (gpointer data)
{
  ResiteDirectoryWatch *watch = data;

  g_mutex_lock (&watch->mutex);
  while (!watch->over && !watch->cancelled && !watch->expired)
    if (!g_cond_wait_until (&watch->cond, &watch->mutex, watch->deadline))
      watch->expired = !watch->over && !watch->cancelled;
  if (!watch->over)
    shutdown (watch->fd, SHUT_RDWR);
  g_mutex_unlock (&watch->mutex);
  return NULL;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  ResiteDirectoryWatch *watch = user_data;

  g_mutex_lock (&watch->mutex);
  watch->cancelled = !watch->over;
  g_cond_signal (&watch->cond);
  g_mutex_unlock (&watch->mutex);
}

void
_resite_directory_watch_begin (ResiteDirectoryWatch *watch, int fd, guint seconds,
                               GCancellable *cancellable)
{
  *watch = (ResiteDirectoryWatch){ .fd = fd, .cancellable = cancellable };
  g_mutex_init (&watch->mutex);
  g_cond_init (&watch->cond);
  watch->deadline = g_get_monotonic_time () + (gint64)seconds * G_USEC_PER_SEC;
  if (cancellable != NULL)
    watch->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), watch, NULL);
  watch->thread = g_thread_new ("directory-watch", watch_over, watch);
}

void
_resite_directory_watch_end (ResiteDirectoryWatch *watch)
{
  if (watch->cancellable != NULL)
    g_cancellable_disconnect (watch->cancellable, watch->handler);
  g_mutex_lock (&watch->mutex);
  watch->over = TRUE;
  g_cond_signal (&watch->cond);
  g_mutex_unlock (&watch->mutex);
  g_thread_join (watch->thread);
  g_mutex_clear (&watch->mutex);
  g_cond_clear (&watch->cond);
}
