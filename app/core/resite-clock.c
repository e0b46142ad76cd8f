/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-clock"

#include "config.h"

#include "resite-clock-private.h"
#include "resite-under-way.h"

/* People are at work again. */
#define MORNING 8
/* So many turns of the main loop without anything to do are quiet: between them whoever was woken by
 * the last deed gets the processor. */
#define QUIET_TURNS 3

struct _ResiteClock
{
  GObject parent_instance;

  double pace;
  gint64 real_origin; /* of g_get_monotonic_time() */
  gint64 origin;
  GSource *leaper; /* (nullable) */

  GMutex lock; /* of all that follows */
  gint64 skipped;
  GHashTable *timeouts; /* of Timeout, those that a skip may bring nearer */
};

typedef struct
{
  ResiteClock *clock;
  gint64 due;
  gint64 interval;
  GSourceFunc function;
  gpointer user_data;
  GDestroyNotify destroy;
  GSource *source; /* unowned: the context holds it, and it holds this */
} Timeout;

G_DEFINE_FINAL_TYPE (ResiteClock, resite_clock, G_TYPE_OBJECT)

static guint moved_signal;
static GWeakRef shared; /* of the clock that machines live by */

static void
timeout_free (gpointer data)
{
  Timeout *timeout = data;

  g_mutex_lock (&timeout->clock->lock);
  g_hash_table_remove (timeout->clock->timeouts, timeout);
  g_mutex_unlock (&timeout->clock->lock);
  if (timeout->destroy != NULL)
    timeout->destroy (timeout->user_data);
  g_object_unref (timeout->clock);
  g_free (timeout);
}

static gint64
real_delay (ResiteClock *self, gint64 microseconds)
{
  return MAX (0, (gint64)((double)microseconds / self->pace));
}

static gboolean
timeout_cb (gpointer data)
{
  Timeout *timeout = data;
  const gint64 now = resite_clock_now (timeout->clock);

  g_mutex_lock (&timeout->clock->lock);
  timeout->due = now + timeout->interval;
  g_mutex_unlock (&timeout->clock->lock);
  return timeout->function (timeout->user_data);
}

static void
resite_clock_finalize (GObject *object)
{
  ResiteClock *self = RESITE_CLOCK (object);

  if (self->leaper != NULL)
    g_source_destroy (self->leaper);
  g_clear_pointer (&self->leaper, g_source_unref);
  g_hash_table_unref (self->timeouts);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (resite_clock_parent_class)->finalize (object);
}

static void
resite_clock_class_init (ResiteClockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_clock_finalize;
  moved_signal = g_signal_new ("moved", RESITE_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
resite_clock_init (ResiteClock *self)
{
  g_mutex_init (&self->lock);
  self->timeouts = g_hash_table_new (NULL, NULL);
  self->origin = g_get_real_time ();
  self->real_origin = g_get_monotonic_time ();
  self->pace = 1;
}

ResiteClock *
resite_clock_new (double pace)
{
  ResiteClock *self;

  g_return_val_if_fail (pace > 0, NULL);

  self = g_object_new (RESITE_TYPE_CLOCK, NULL);
  self->pace = MIN (pace, RESITE_CLOCK_MOST_PACE);
  return self;
}

gint64
resite_clock_now (ResiteClock *self)
{
  gint64 elapsed;
  gint64 skipped;

  g_return_val_if_fail (RESITE_IS_CLOCK (self), 0);

  /* The true clock follows the system's, corrections included; only a faster one counts by itself. */
  if (self->pace == 1)
    return g_get_real_time ();

  g_mutex_lock (&self->lock);
  skipped = self->skipped;
  g_mutex_unlock (&self->lock);
  elapsed = g_get_monotonic_time () - self->real_origin;
  return self->origin + skipped + (gint64)((double)elapsed * self->pace);
}

double
resite_clock_get_pace (ResiteClock *self)
{
  g_return_val_if_fail (RESITE_IS_CLOCK (self), 1);

  return self->pace;
}

static guint
attach (Timeout *timeout)
{
  ResiteClock *self = timeout->clock;
  guint id;

  /* It may be over before this function is. */
  g_mutex_lock (&self->lock);
  g_hash_table_add (self->timeouts, timeout);
  id = g_source_attach (timeout->source, NULL);
  g_mutex_unlock (&self->lock);
  return id;
}

guint
resite_clock_add_timeout (ResiteClock *self, double seconds, GSourceFunc function,
                          gpointer user_data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = NULL;
  Timeout *timeout;
  gint64 wait;

  g_return_val_if_fail (RESITE_IS_CLOCK (self), 0);
  g_return_val_if_fail (function != NULL, 0);

  wait = (gint64)(MAX (seconds, 0) * G_USEC_PER_SEC);
  source =
      g_timeout_source_new ((guint)MIN ((real_delay (self, wait) + 999) / 1000, G_MAXUINT / 2));
  timeout = g_new0 (Timeout, 1);
  timeout->clock = g_object_ref (self);
  timeout->due = resite_clock_now (self) + wait;
  timeout->interval = wait;
  timeout->function = function;
  timeout->user_data = user_data;
  timeout->destroy = destroy;
  timeout->source = source;
  g_source_set_callback (source, timeout_cb, timeout, timeout_free);
  g_source_set_name (source, "resite-clock");
  return attach (timeout);
}

/* Forward by so much; whatever waits is due so much earlier. */
static void
move (ResiteClock *self, gint64 microseconds)
{
  GHashTableIter iter;
  gpointer value;
  gint64 now;

  g_mutex_lock (&self->lock);
  self->skipped += microseconds;
  g_mutex_unlock (&self->lock);

  now = resite_clock_now (self);
  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->timeouts);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      Timeout *timeout = value;

      g_source_set_ready_time (timeout->source,
                               g_get_monotonic_time () + real_delay (self, timeout->due - now));
    }
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, moved_signal, 0);
}

void
resite_clock_skip (ResiteClock *self, double seconds)
{
  g_return_if_fail (RESITE_IS_CLOCK (self));
  g_return_if_fail (seconds >= 0);
  g_return_if_fail (self->pace != 1);

  move (self, (gint64)(seconds * G_USEC_PER_SEC));
}

void
resite_clock_catch_up (ResiteClock *self, gint64 time)
{
  gint64 behind;

  g_return_if_fail (RESITE_IS_CLOCK (self));

  behind = time - resite_clock_now (self);
  if (self->pace != 1 && behind > 0)
    move (self, behind);
}

void
resite_clock_skip_to_morning (ResiteClock *self)
{
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) tomorrow = NULL;
  g_autoptr (GDateTime) morning = NULL;

  g_return_if_fail (RESITE_IS_CLOCK (self));
  g_return_if_fail (self->pace != 1);

  now = _resite_clock_to_local (resite_clock_now (self), NULL);
  tomorrow = g_date_time_add_days (now, g_date_time_get_hour (now) < MORNING ? 0 : 1);
  morning =
      g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                             g_date_time_get_day_of_month (tomorrow), MORNING, 0, 0);
  if (morning != NULL)
    resite_clock_catch_up (self, g_date_time_to_unix (morning) * G_USEC_PER_SEC);
}

void
resite_clock_share (ResiteClock *self)
{
  g_return_if_fail (RESITE_IS_CLOCK (self));

  g_weak_ref_set (&shared, self);
}

gint64
resite_clock_desk_now (void)
{
  g_autoptr (ResiteClock) clock = g_weak_ref_get (&shared);

  return clock != NULL ? resite_clock_now (clock) : g_get_real_time ();
}

gint64
resite_clock_desk_monotonic (void)
{
  g_autoptr (ResiteClock) clock = g_weak_ref_get (&shared);

  return clock != NULL && clock->leaper != NULL ? resite_clock_now (clock)
                                                : g_get_monotonic_time ();
}

ResiteClock *
_resite_clock_dup_desk (void)
{
  return g_weak_ref_get (&shared);
}

double
resite_clock_stretch (ResiteClock *self, double seconds, double least_real)
{
  g_return_val_if_fail (RESITE_IS_CLOCK (self), seconds);

  return self->leaper != NULL ? seconds : MAX (seconds, least_real * self->pace);
}

gint64
resite_clock_to_machines (ResiteClock *self, gint64 time)
{
  g_autoptr (ResiteClock) others = g_weak_ref_get (&shared);

  g_return_val_if_fail (RESITE_IS_CLOCK (self), time);

  if (self->pace == 1 || self == others)
    return time;
  return g_get_real_time () + (gint64)((double)(time - resite_clock_now (self)) / self->pace);
}

/* FALSE: nothing waits for this clock. */
static gboolean
find_next (ResiteClock *self, gint64 *due)
{
  GHashTableIter iter;
  gpointer value;
  gboolean any = FALSE;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->timeouts);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      const Timeout *timeout = value;

      *due = any ? MIN (*due, timeout->due) : timeout->due;
      any = TRUE;
    }
  g_mutex_unlock (&self->lock);
  return any;
}

typedef struct
{
  GSource source;
  ResiteClock *clock; /* unowned: it destroys this when it goes */
  guint quiet;        /* turns */
} Leaper;

static gboolean
prepare_leap (GSource *source, int *timeout)
{
  Leaper *leaper = (Leaper *)source;
  gint64 due;

  if (resite_under_way_is_any () || !find_next (leaper->clock, &due))
    {
      leaper->quiet = 0;
      *timeout = -1;
      return FALSE;
    }
  *timeout = 0;
  return FALSE;
}

static gboolean
check_leap (GSource *source)
{
  return !resite_under_way_is_any ();
}

static gboolean
leap (GSource *source, GSourceFunc function, gpointer data)
{
  Leaper *leaper = (Leaper *)source;
  gint64 due;

  if (++leaper->quiet < QUIET_TURNS)
    {
      g_thread_yield ();
      return G_SOURCE_CONTINUE;
    }
  leaper->quiet = 0;
  if (find_next (leaper->clock, &due))
    resite_clock_catch_up (leaper->clock, due);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs leaper_functions = { .prepare = prepare_leap,
                                         .check = check_leap,
                                         .dispatch = leap };

ResiteClock *
resite_clock_new_leaping (double pace)
{
  ResiteClock *self;
  GSource *source;

  g_return_val_if_fail (pace > 1, NULL);

  self = resite_clock_new (pace);
  source = g_source_new (&leaper_functions, sizeof (Leaper));
  ((Leaper *)source)->clock = self;
  g_source_set_priority (source, G_PRIORITY_LOW + 100);
  g_source_set_name (source, "resite-clock-leap");
  self->leaper = source;
  g_source_attach (source, NULL);
  return self;
}

gboolean
resite_clock_is_leaping (ResiteClock *self)
{
  g_return_val_if_fail (RESITE_IS_CLOCK (self), FALSE);

  return self->leaper != NULL;
}
