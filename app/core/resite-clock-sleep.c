/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-clock"

#include "config.h"

#include "resite-clock-private.h"
#include "resite-under-way.h"

/* A clock that was moved forward is noticed after so much real time. */
#define SLICE_MS 200
/* Less would be a busy loop on a clock that runs fast. */
#define LEAST_MS 5

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean over;
} Sleep;

static void
sleep_clear (gpointer data)
{
  Sleep *sleep = data;

  g_mutex_clear (&sleep->lock);
  g_cond_clear (&sleep->changed);
}

static void
sleep_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, sleep_clear);
}

/* Here and not in the sleeper, so that the clock does not leap on before that one has noticed. */
static void
wake (Sleep *sleep)
{
  g_mutex_lock (&sleep->lock);
  if (!sleep->over)
    resite_under_way_go_on ();
  sleep->over = TRUE;
  g_cond_signal (&sleep->changed);
  g_mutex_unlock (&sleep->lock);
}

static gboolean
over_cb (gpointer data)
{
  wake (data);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  wake (data);
}

static gboolean
remove_timer_cb (gpointer id)
{
  GSource *source = g_main_context_find_source_by_id (NULL, GPOINTER_TO_UINT (id));

  if (source != NULL)
    g_source_destroy (source);
  return G_SOURCE_REMOVE;
}

/* The main loop wakes the sleeper, since only the clock's own timers are leapt to. */
static void
sleep_leaping (ResiteClock *self, double seconds, GCancellable *cancellable)
{
  Sleep *sleep = g_atomic_rc_box_new0 (Sleep);
  guint id;
  gulong handler = 0;

  g_mutex_init (&sleep->lock);
  g_cond_init (&sleep->changed);
  id = resite_clock_add_timeout (self, seconds, over_cb, g_atomic_rc_box_acquire (sleep),
                                 sleep_unref);
  resite_under_way_rest ();
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                     g_atomic_rc_box_acquire (sleep), sleep_unref);
  g_mutex_lock (&sleep->lock);
  while (!sleep->over)
    g_cond_wait (&sleep->changed, &sleep->lock);
  g_mutex_unlock (&sleep->lock);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  /* Only there nobody takes it away just when it was found. */
  if (g_cancellable_is_cancelled (cancellable))
    g_idle_add_full (G_PRIORITY_DEFAULT, remove_timer_cb, GUINT_TO_POINTER (id), NULL);
  sleep_unref (sleep);
}

static void
sleep_so_long (GCancellable *cancellable, int milliseconds)
{
  GPollFD poll = { 0 };

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &poll))
    {
      g_usleep ((gulong)milliseconds * 1000);
      return;
    }
  g_poll (&poll, 1, milliseconds);
  g_cancellable_release_fd (cancellable);
}

static void
sleep_running (ResiteClock *self, double seconds, GCancellable *cancellable)
{
  const double pace = resite_clock_get_pace (self);
  const gint64 end = resite_clock_now (self) + (gint64)(seconds * G_USEC_PER_SEC);
  /* The true clock may be put back meanwhile. */
  const gint64 real_end = g_get_monotonic_time () + (gint64)(seconds / pace * G_USEC_PER_SEC);
  gint64 left;

  sleep_so_long (cancellable, LEAST_MS);
  while (!g_cancellable_is_cancelled (cancellable) && resite_clock_now (self) < end &&
         (left = real_end - g_get_monotonic_time ()) > 0)
    sleep_so_long (cancellable, (int)MIN (left / 1000 + 1, SLICE_MS));
}

gboolean
resite_clock_desk_sleep (double seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteClock) clock = _resite_clock_dup_desk ();

  if (clock != NULL && resite_clock_is_leaping (clock))
    sleep_leaping (clock, MAX (seconds, 0), cancellable);
  else
    sleep_so_long (cancellable, (int)(MAX (seconds, 0) * 1000));
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
resite_clock_sleep (ResiteClock *self, double seconds, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_CLOCK (self), FALSE);

  if (resite_clock_is_leaping (self))
    sleep_leaping (self, MAX (seconds, 0), cancellable);
  else
    sleep_running (self, MAX (seconds, 0), cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
