/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rate"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "resite-rate.h"
#include "resite-text.h"

#define WINDOW        (300.0) /* seconds */
#define SAMPLE_GAP    (1.0)
#define SHOWN_AFTER   (10.0)
#define SHOWN_ITEMS   (3)
#define PAST_WEIGHT   (60.0) /* seconds of own work after which the past says no more */
#define IDLE_AT_LEAST (60.0)
#define SLICES        (5)

typedef struct
{
  double time; /* seconds of work since the start */
  double units;
} Sample;

struct _ResiteRate
{
  GArray *samples;  /* of Sample; the oldest one is at or before the edge of the window */
  gint64 started;   /* 0: not yet */
  gint64 paused_at; /* 0: not paused */
  gint64 paused;    /* microseconds in all */
  double units;
  double moved; /* time of the sample in which units last grew */
  guint items;
  guint items_needed;
  double past_speed; /* 0: no past */
};

ResiteRate *
resite_rate_new (void)
{
  ResiteRate *self = g_new0 (ResiteRate, 1);

  self->samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  self->items_needed = SHOWN_ITEMS;
  return self;
}

void
resite_rate_free (ResiteRate *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->samples);
  g_free (self);
}

void
resite_rate_set_past (ResiteRate *self, double units, double seconds)
{
  g_return_if_fail (self != NULL);

  self->past_speed = units > 0 && seconds > 0 ? units / seconds : 0;
}

void
resite_rate_set_items (ResiteRate *self, guint total)
{
  g_return_if_fail (self != NULL);

  self->items_needed = MIN (SHOWN_ITEMS, total);
}

static double
work_time (ResiteRate *self, gint64 now)
{
  gint64 until = self->paused_at != 0 ? self->paused_at : now;

  if (self->started == 0)
    return 0;
  return MAX (0, until - self->started - self->paused) / (double)G_USEC_PER_SEC;
}

static Sample *
sample_at (ResiteRate *self, guint place)
{
  return &g_array_index (self->samples, Sample, place);
}

static void
forget_old_samples (ResiteRate *self, double time)
{
  guint old = 0;

  while (old + 1 < self->samples->len && sample_at (self, old + 1)->time <= time - WINDOW)
    old++;
  if (old > 0)
    g_array_remove_range (self->samples, 0, old);
}

void
resite_rate_add (ResiteRate *self, gint64 now, double units, guint items)
{
  Sample sample;
  guint n;

  g_return_if_fail (self != NULL);

  if (self->started == 0)
    self->started = now;
  sample = (Sample){ work_time (self, now), units };
  if (units > self->units || self->samples->len == 0)
    self->moved = sample.time;
  self->units = MAX (units, self->units);
  self->items = items;

  n = self->samples->len;
  if (n >= 2 && sample.time - sample_at (self, n - 2)->time < SAMPLE_GAP)
    *sample_at (self, n - 1) = sample;
  else
    g_array_append_val (self->samples, sample);
  forget_old_samples (self, sample.time);
}

void
resite_rate_pause (ResiteRate *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->paused_at == 0)
    self->paused_at = now;
}

void
resite_rate_resume (ResiteRate *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->paused_at == 0)
    return;
  if (self->started != 0)
    self->paused += MAX (0, now - MAX (self->paused_at, self->started));
  self->paused_at = 0;
}

/* Units at @time, between the samples around it. */
static double
units_at (ResiteRate *self, double time)
{
  for (guint i = 1; i < self->samples->len; i++)
    {
      const Sample *a = sample_at (self, i - 1);
      const Sample *b = sample_at (self, i);

      if (time <= b->time)
        return b->time <= a->time || time <= a->time
                   ? a->units
                   : a->units + (b->units - a->units) * (time - a->time) / (b->time - a->time);
    }
  return self->units;
}

static double
window_start (ResiteRate *self, double time)
{
  return self->samples->len == 0 ? 0 : MAX (sample_at (self, 0)->time, time - WINDOW);
}

double
resite_rate_get_speed (ResiteRate *self, gint64 now)
{
  double time;
  double from;
  double weight;

  g_return_val_if_fail (self != NULL, 0);

  time = work_time (self, now);
  from = window_start (self, time);
  weight = self->past_speed > 0 ? MAX (0, PAST_WEIGHT - time) : 0;
  if (time - from + weight <= 0)
    return 0;
  return (self->units - units_at (self, from) + self->past_speed * weight) / (time - from + weight);
}

double
resite_rate_get_idle (ResiteRate *self, gint64 now)
{
  g_return_val_if_fail (self != NULL, 0);

  return MAX (0, work_time (self, now) - self->moved);
}

/* How far the parts of the window lie from their mean, as a share of it. */
static double
get_spread (ResiteRate *self, double time)
{
  const double from = window_start (self, time);
  const double length = (time - from) / SLICES;
  const double mean = (self->units - units_at (self, from)) / SLICES;
  double sum = 0;

  if (length <= 0 || mean <= 0)
    return 0.25;
  for (guint i = 0; i < SLICES; i++)
    {
      double part = units_at (self, from + (i + 1) * length) - units_at (self, from + i * length);

      sum += (part - mean) * (part - mean);
    }
  return CLAMP (sqrt (sum / SLICES) / mean / sqrt (SLICES), 0.1, 0.5);
}

/* Items that take minutes each stand still between two steps without anything being wrong. */
static gboolean
stands_still (ResiteRate *self, gint64 now)
{
  const double idle = resite_rate_get_idle (self, now);
  const double usual = self->items > 0 ? self->moved / self->items : 0;

  return idle >= MAX (IDLE_AT_LEAST, 3 * usual);
}

gboolean
resite_rate_estimate (ResiteRate *self, gint64 now, double left, double *low, double *high)
{
  double time;
  double speed;
  double spread;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (low != NULL && high != NULL, FALSE);

  time = work_time (self, now);
  if (self->started == 0 ||
      (self->past_speed == 0 && (time < SHOWN_AFTER || self->items < self->items_needed)))
    return FALSE;
  speed = resite_rate_get_speed (self, now);
  if (speed <= 0 || stands_still (self, now))
    return FALSE;

  spread = get_spread (self, time);
  *low = MAX (0, left) / (speed * (1 + spread));
  *high = MAX (0, left) / (speed * (1 - spread));
  return TRUE;
}

char *
resite_rate_describe (ResiteRate *self, gint64 now, double left)
{
  g_autofree char *text = NULL;
  double low;
  double high;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->started != 0 && self->paused_at == 0 && left > 0 && stands_still (self, now))
    {
      text = resite_text_duration (resite_rate_get_idle (self, now));
      /* TRANSLATORS: a duration: "no movement for 4 min" */
      return g_strdup_printf (_ ("no movement for %s"), text);
    }
  if (!resite_rate_estimate (self, now, left, &low, &high))
    return g_strdup ("");
  text = resite_text_time_left (low, high);
  if (high < 10)
    return g_steal_pointer (&text);
  /* TRANSLATORS: a range of time: "about 18 to 24 min left" */
  return g_strdup_printf (_ ("%s left"), text);
}
