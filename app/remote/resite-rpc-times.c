/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <string.h>

#include "resite-rpc-times.h"

/* Between the epoch of Windows, 1601, and that of Unix, in seconds. */
#define EPOCH G_GINT64_CONSTANT (11644473600)
/* 1 January 2000. */
#define FIRST (G_GINT64_CONSTANT (946684800) * G_USEC_PER_SEC)
#define HOUR  (3600 * (gint64)G_USEC_PER_SEC)
#define DAY   (24 * HOUR)
#define COUNT ((gint64)1000 << 32)

char *
resite_rpc_format_time (gint64 time)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) at =
      seconds != NULL ? g_date_time_add (seconds, time % G_USEC_PER_SEC) : NULL;

  return at != NULL ? g_date_time_format (at, "%Y%m%d%H%M%S.%f+000") : NULL;
}

gint64
resite_rpc_read_filetime (GBytes *bytes, gint64 now)
{
  guint64 ticks;
  gint64 time;

  if (bytes == NULL || g_bytes_get_size (bytes) != sizeof ticks)
    return 0;
  memcpy (&ticks, g_bytes_get_data (bytes, NULL), sizeof ticks);
  time = (gint64)(GUINT64_FROM_LE (ticks) / 10) - EPOCH * G_USEC_PER_SEC;
  /* Its clock may have been set back a little meanwhile. */
  return time >= FIRST && time <= now + DAY ? time : 0;
}

/* Of the starts that its count allows, the first one after it went down. Its clock may have been
 * corrected in between, by less than an hour. */
gint64
resite_rpc_choose_boot (gint64 now, gint64 up, gint64 shutdown)
{
  const gint64 counted = now - up;

  if (up <= 0)
    return shutdown;
  if (shutdown <= 0 || counted - shutdown < COUNT - HOUR)
    return counted;
  return counted - (counted - shutdown + HOUR) / COUNT * COUNT;
}
