/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-clock"

#include "config.h"

#include <math.h>

#include "resite-clock.h"

/* The years of four figures, with a day to spare for the zones. */
#define SECONDS_MIN G_GINT64_CONSTANT (-30610137600)
#define SECONDS_MAX G_GINT64_CONSTANT (253402214399)

struct _ResiteClock
{
  GObject parent_instance;

  double pace;
  gint64 real_origin; /* of g_get_monotonic_time() */
  gint64 origin;

  GMutex lock;
  gint64 skipped;
  GHashTable *timeouts; /* source id → Timeout, of those that a skip may bring nearer */
};

typedef struct
{
  ResiteClock *clock;
  guint id;
  gint64 due;
  gint64 interval;
  GSourceFunc function;
  gpointer user_data;
  GDestroyNotify destroy;
  GSource *source; /* unowned: the context holds it, and it holds this */
} Timeout;

G_DEFINE_FINAL_TYPE (ResiteClock, resite_clock, G_TYPE_OBJECT)

static void
timeout_free (gpointer data)
{
  Timeout *timeout = data;

  g_hash_table_remove (timeout->clock->timeouts, GUINT_TO_POINTER (timeout->id));
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

  timeout->due = resite_clock_now (timeout->clock) + timeout->interval;
  return timeout->function (timeout->user_data);
}

static void
resite_clock_finalize (GObject *object)
{
  ResiteClock *self = RESITE_CLOCK (object);

  g_hash_table_unref (self->timeouts);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (resite_clock_parent_class)->finalize (object);
}

static void
resite_clock_class_init (ResiteClockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_clock_finalize;
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
  self->pace = pace;
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
  timeout->id = g_source_attach (source, NULL);
  g_hash_table_insert (self->timeouts, GUINT_TO_POINTER (timeout->id), timeout);
  return timeout->id;
}

void
resite_clock_skip (ResiteClock *self, double seconds)
{
  GHashTableIter iter;
  gpointer value;
  gint64 now;

  g_return_if_fail (RESITE_IS_CLOCK (self));
  g_return_if_fail (seconds >= 0);
  g_return_if_fail (self->pace != 1);

  g_mutex_lock (&self->lock);
  self->skipped += (gint64)(seconds * G_USEC_PER_SEC);
  g_mutex_unlock (&self->lock);

  now = resite_clock_now (self);
  g_hash_table_iter_init (&iter, self->timeouts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Timeout *timeout = value;

      g_source_set_ready_time (timeout->source,
                               g_get_monotonic_time () + real_delay (self, timeout->due - now));
    }
}

/* A journal can hold any number; a date has a year of four figures. */
static GDateTime *
to_local (gint64 time, int *milliseconds)
{
  gint64 fraction = (time % G_USEC_PER_SEC + G_USEC_PER_SEC) % G_USEC_PER_SEC;
  gint64 seconds = time / G_USEC_PER_SEC - (time % G_USEC_PER_SEC < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (CLAMP (seconds, SECONDS_MIN, SECONDS_MAX));

  if (milliseconds != NULL)
    *milliseconds = (int)(fraction / 1000);
  return g_date_time_to_local (utc);
}

char *
resite_clock_format_exact (gint64 time)
{
  int milliseconds;
  g_autoptr (GDateTime) local = to_local (time, &milliseconds);
  g_autofree char *seconds = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *offset = g_date_time_format (local, "%:z");

  return g_strdup_printf ("%s.%03d%s", seconds, milliseconds, offset);
}

char *
resite_clock_format (gint64 time)
{
  g_autoptr (GDateTime) local = to_local (time, NULL);

  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}
