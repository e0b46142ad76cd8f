/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-zone"

#include "config.h"

#include <string.h>

#include "resite-log-time.h"

#define STANDARD " Standard Time"
#define DAYLIGHT " Daylight Time"

/* Windows' names without their ends, and the minutes of standard time; as Windows 2000 and Server
 * 2003 have them. */
static const struct
{
  const char *name;
  int minutes;
} zones[] = {
  { "Dateline", -720 },
  { "Samoa", -660 },
  { "Hawaiian", -600 },
  { "Alaskan", -540 },
  { "Pacific", -480 },
  { "Mountain", -420 },
  { "US Mountain", -420 },
  { "Central", -360 },
  { "Canada Central", -360 },
  { "Central America", -360 },
  { "Mexico", -360 },
  { "Eastern", -300 },
  { "US Eastern", -300 },
  { "SA Pacific", -300 },
  { "Atlantic", -240 },
  { "SA Western", -240 },
  { "Pacific SA", -240 },
  { "Newfoundland", -210 },
  { "E. South America", -180 },
  { "SA Eastern", -180 },
  { "Greenland", -180 },
  { "Mid-Atlantic", -120 },
  { "Azores", -60 },
  { "Cape Verde", -60 },
  { "GMT", 0 },
  { "Greenwich", 0 },
  { "W. Europe", 60 },
  { "Central Europe", 60 },
  { "Central European", 60 },
  { "Romance", 60 },
  { "W. Central Africa", 60 },
  { "E. Europe", 120 },
  { "FLE", 120 },
  { "GTB", 120 },
  { "Egypt", 120 },
  { "Israel", 120 },
  { "Jerusalem", 120 },
  { "South Africa", 120 },
  { "Russian", 180 },
  { "Arab", 180 },
  { "Arabic", 180 },
  { "E. Africa", 180 },
  { "Iran", 210 },
  { "Arabian", 240 },
  { "Caucasus", 240 },
  { "Afghanistan", 270 },
  { "Ekaterinburg", 300 },
  { "West Asia", 300 },
  { "India", 330 },
  { "Nepal", 345 },
  { "Central Asia", 360 },
  { "N. Central Asia", 360 },
  { "Sri Lanka", 360 },
  { "Myanmar", 390 },
  { "SE Asia", 420 },
  { "North Asia", 420 },
  { "China", 480 },
  { "North Asia East", 480 },
  { "Singapore", 480 },
  { "Taipei", 480 },
  { "W. Australia", 480 },
  { "Tokyo", 540 },
  { "Korea", 540 },
  { "Yakutsk", 540 },
  { "AUS Central", 570 },
  { "Cen. Australia", 570 },
  { "AUS Eastern", 600 },
  { "E. Australia", 600 },
  { "Tasmania", 600 },
  { "Vladivostok", 600 },
  { "West Pacific", 600 },
  { "Central Pacific", 660 },
  { "Fiji", 720 },
  { "New Zealand", 720 },
  { "Tonga", 780 },
};

static gboolean
ends_with (const char *name, gsize length, const char *end)
{
  const gsize end_length = strlen (end);

  return length > end_length && memcmp (name + length - end_length, end, end_length) == 0;
}

gboolean
resite_log_zone_find (const char *name, gsize length, int *offset)
{
  const gboolean daylight = ends_with (name, length, DAYLIGHT);

  if (!daylight && !ends_with (name, length, STANDARD))
    return FALSE;
  length -= strlen (STANDARD);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      if (strlen (zones[i].name) != length || memcmp (zones[i].name, name, length) != 0)
        continue;
      *offset = zones[i].minutes + (daylight ? 60 : 0);
      return TRUE;
    }
  return FALSE;
}
