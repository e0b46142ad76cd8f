/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-text"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "resite-text.h"

static char *
format_amount (double amount, const char *unit)
{
  /* Three figures are all that a person compares by. */
  g_autofree char *number = g_strdup_printf ("%.*f", amount < 99.95 ? 1 : 0, amount);

  /* TRANSLATORS: a number and its unit: "61.4 GB". */
  return g_strdup_printf (C_ ("amount", "%s %s"), number, unit);
}

static char *
format_by_thousands (double amount, const char *const *units, guint n_units)
{
  guint unit = 0;

  while (unit + 1 < n_units && amount >= 999.5)
    {
      amount /= 1000;
      unit++;
    }
  if (unit == 0)
    return g_strdup_printf (C_ ("amount", "%.0f %s"), amount, _ (units[0]));
  return format_amount (amount, _ (units[unit]));
}

char *
resite_text_size (guint64 bytes)
{
  static const char *const units[] = { N_ ("bytes"), N_ ("kB"), N_ ("MB"),
                                       N_ ("GB"),    N_ ("TB"), N_ ("PB") };

  if (bytes < 1000)
    return g_strdup_printf (ngettext ("%u byte", "%u bytes", (gulong)bytes), (guint)bytes);
  return format_by_thousands ((double)bytes, units, G_N_ELEMENTS (units));
}

char *
resite_text_rate (double bytes_per_second)
{
  static const char *const units[] = { N_ ("bytes/s"), N_ ("kB/s"), N_ ("MB/s"), N_ ("GB/s") };

  if (!(bytes_per_second > 0))
    bytes_per_second = 0;
  return format_by_thousands (bytes_per_second, units, G_N_ELEMENTS (units));
}

static char *
format_minutes (guint64 minutes)
{
  guint64 hours = minutes / 60;
  guint64 days = hours / 24;

  if (days > 0)
    {
      g_autofree char *day =
          g_strdup_printf (ngettext ("%" PRIu64 " day", "%" PRIu64 " days", (gulong)days), days);

      if (hours % 24 == 0)
        return g_steal_pointer (&day);
      /* TRANSLATORS: days, already with their word, and hours: "2 days 3 h". */
      return g_strdup_printf (_ ("%s %d h"), day, (int)(hours % 24));
    }
  if (hours == 0)
    return g_strdup_printf (_ ("%d min"), (int)minutes);
  if (minutes % 60 == 0)
    return g_strdup_printf (_ ("%d h"), (int)hours);
  return g_strdup_printf (_ ("%d h %d min"), (int)hours, (int)(minutes % 60));
}

char *
resite_text_duration (double seconds)
{
  if (!isfinite (seconds) || seconds < 0)
    seconds = 0;
  if (seconds < 59.5)
    return g_strdup_printf (_ ("%d s"), (int)lround (seconds));
  return format_minutes ((guint64)llround (seconds / 60));
}

char *
resite_text_time_left (double low_seconds, double high_seconds)
{
  guint64 low;
  guint64 high;

  if (!isfinite (low_seconds) || !isfinite (high_seconds) || low_seconds < 0 || high_seconds < 0)
    return g_strdup ("");
  if (high_seconds < 10)
    return g_strdup (_ ("almost done"));

  low = (guint64)MAX (1, llround (low_seconds / 60));
  high = (guint64)MAX (1, llround (high_seconds / 60));
  if (high <= low)
    {
      g_autofree char *time = format_minutes (low);

      /* TRANSLATORS: time left: "about 18 min". */
      return g_strdup_printf (_ ("about %s"), time);
    }
  if (high < 60)
    return g_strdup_printf (_ ("about %d to %d min"), (int)low, (int)high);
  {
    g_autofree char *from = format_minutes (low);
    g_autofree char *to = format_minutes (high);

    /* TRANSLATORS: time left: "about 50 min to 1 h 10 min". */
    return g_strdup_printf (_ ("about %s to %s"), from, to);
  }
}

char *
resite_text_count (guint64 number)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, number);
}

char *
resite_text_ellipsize (const char *text, guint characters)
{
  g_autofree char *valid = NULL;
  glong length;
  glong head;
  glong tail;
  const char *end;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  length = g_utf8_strlen (valid, -1);
  if (length <= (glong)characters || characters == 0)
    return characters == 0 ? g_strdup ("") : g_steal_pointer (&valid);

  head = characters / 2;
  tail = characters - 1 - head;
  end = g_utf8_offset_to_pointer (valid, length - tail);
  return g_strdup_printf ("%.*s…%s", (int)(g_utf8_offset_to_pointer (valid, head) - valid), valid,
                          end);
}

char *
resite_text_from_foreign (const char *bytes, gssize length)
{
  /* Windows-1252 in 0x80 to 0x9F; the five that it leaves free read as the replacement sign. */
  static const gunichar upper[32] = { 0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
                                      0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
                                      0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D,
                                      0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
                                      0x0153, 0xFFFD, 0x017E, 0x0178 };
  GString *result;
  gsize size;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  size = length < 0 ? strlen (bytes) : (gsize)length;
  if (size > 0 && g_utf8_validate_len (bytes, size, NULL))
    return g_strndup (bytes, size);

  result = g_string_sized_new (size + 16);
  for (gsize i = 0; i < size; i++)
    {
      guchar c = (guchar)bytes[i];

      if (c == 0)
        g_string_append_unichar (result, 0xFFFD);
      else if (c >= 0x80 && c < 0xA0)
        g_string_append_unichar (result, upper[c - 0x80]);
      else
        g_string_append_unichar (result, c);
    }
  return g_string_free (result, FALSE);
}
