/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-clock"

#include "config.h"

#include "resite-clock-private.h"

/* The years of four figures, with a day to spare for the zones. */
#define SECONDS_MIN G_GINT64_CONSTANT (-30610137600)
#define SECONDS_MAX G_GINT64_CONSTANT (253402214399)

/* A journal can hold any number; a date has a year of four figures. */
GDateTime *
_resite_clock_to_local (gint64 time, int *milliseconds)
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
  g_autoptr (GDateTime) local = _resite_clock_to_local (time, &milliseconds);
  g_autofree char *seconds = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *offset = g_date_time_format (local, "%:z");

  return g_strdup_printf ("%s.%03d%s", seconds, milliseconds, offset);
}

char *
resite_clock_format (gint64 time)
{
  g_autoptr (GDateTime) local = _resite_clock_to_local (time, NULL);

  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}
