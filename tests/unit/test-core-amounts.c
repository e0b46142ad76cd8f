/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "resite-clock.h"
#include "resite-text.h"

/* Amounts, times and foreign text at their edges, in other time zones and locales. */

#define DAY 86400.0

static void
test_sizes (void)
{
  static const struct
  {
    guint64 bytes;
    const char *text;
  } sizes[] = {
    { 0, "0 bytes" },
    { 1, "1 byte" },
    { 999, "999 bytes" },
    { 1000, "1.0 kB" },
    { 1049, "1.0 kB" },
    { 1050, "1.1 kB" },
    { 99949, "99.9 kB" },
    { 99950, "100 kB" },
    { 999499, "999 kB" },
    { 999500, "1.0 MB" },
    { 999499999, "999 MB" },
    { 999500000, "1.0 GB" },
    { G_GUINT64_CONSTANT (88400000000), "88.4 GB" },
    { G_GUINT64_CONSTANT (999500000000), "1.0 TB" },
    { G_GUINT64_CONSTANT (1000000000000000), "1.0 PB" },
    { G_MAXUINT64, "18447 PB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = resite_text_size (sizes[i].bytes);

      g_assert_cmpstr (text, ==, sizes[i].text);
    }
}

/* A larger size never reads as a smaller one. */
static void
test_sizes_grow (void)
{
  static const char *const units[] = { "byte", "kB", "MB", "GB", "TB", "PB" };
  double before = -1;

  for (double bytes = 1; bytes < 1e18; bytes *= 1.017)
    {
      g_autofree char *text = resite_text_size ((guint64)bytes);
      double amount = g_ascii_strtod (text, NULL);
      guint unit = 0;

      while (unit < G_N_ELEMENTS (units) && strstr (text, units[unit]) == NULL)
        unit++;
      g_assert_cmpuint (unit, <, G_N_ELEMENTS (units));
      amount *= pow (1000, unit);
      g_assert_cmpfloat (amount, >=, before);
      /* Never further off than half of the last figure that is shown. */
      g_assert_cmpfloat (fabs (amount - floor (bytes)), <=, 0.051 * bytes);
      before = amount;
    }
}

static void
test_durations (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } durations[] = {
    { 0, "0 s" },
    { 0.4, "0 s" },
    { 0.5, "1 s" },
    { 59.4, "59 s" },
    { 59.5, "1 min" },
    { 60, "1 min" },
    { 89, "1 min" },
    { 90, "2 min" },
    { 3569, "59 min" },
    { 3570, "1 h" },
    { 3600, "1 h" },
    { 3660, "1 h 1 min" },
    { 7500, "2 h 5 min" },
    { DAY - 60, "23 h 59 min" },
    { DAY, "1 day" },
    { DAY + 3600, "1 day 1 h" },
    { 2 * DAY, "2 days" },
    { 2 * DAY + 3 * 3600, "2 days 3 h" },
    { 400 * DAY, "400 days" },
    { -1, "0 s" },
    { -1e300, "0 s" },
    { NAN, "0 s" },
    { INFINITY, "0 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *text = resite_text_duration (durations[i].seconds);

      g_assert_cmpstr (text, ==, durations[i].text);
    }
}

/* An estimate out of a very small rate can be any number. */
static void
test_endless_durations (void)
{
  static const double endless[] = { 1e15, 1e18, 1e19, 1e25, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      g_autofree char *duration = resite_text_duration (endless[i]);
      g_autofree char *left = resite_text_time_left (endless[i], endless[i]);
      g_autofree char *rate = resite_text_rate (endless[i]);

      g_assert_null (strchr (duration, '-'));
      g_assert_null (strchr (left, '-'));
      g_assert_true (g_str_has_suffix (duration, "days") || strstr (duration, " h") != NULL);
      g_assert_true (g_str_has_suffix (rate, "GB/s"));
    }
}

static void
test_time_left (void)
{
  static const struct
  {
    double low;
    double high;
    const char *text;
  } rows[] = {
    { -1, 10, "" },
    { 10, -1, "" },
    { NAN, 10, "" },
    { 10, INFINITY, "" },
    { 0, 0, "almost done" },
    { 9, 9.9, "almost done" },
    { 0, 10, "about 1 min" },
    { 60, 60, "about 1 min" },
    { 1080, 1440, "about 18 to 24 min" },
    { 1440, 1080, "about 24 min" },
    { 3000, 4200, "about 50 min to 1 h 10 min" },
    { 3600, 3600, "about 1 h" },
    { 2 * DAY, 3 * DAY, "about 2 days to 3 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = resite_text_time_left (rows[i].low, rows[i].high);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_ellipsis (void)
{
  static const char *const texts[] = { "",
                                       "a",
                                       "abcdef",
                                       "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f",
                                       "\xf0\x9f\x93\xa6\xf0\x9f\x93\xa6\xf0\x9f\x93\xa6",
                                       "\xff\xfe"
                                       "abc",
                                       "a\xcc\x81"
                                       "b\xcc\x81"
                                       "c\xcc\x81",
                                       "\xd8\xb9\xd8\xa8\xd8\xaf" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);

      for (guint length = 0; length < 12; length++)
        {
          g_autofree char *cut = resite_text_ellipsize (texts[i], length);

          g_assert_true (g_utf8_validate (cut, -1, NULL));
          g_assert_cmpint (g_utf8_strlen (cut, -1), <=, length);
          if (g_utf8_strlen (valid, -1) <= (glong)length)
            g_assert_cmpstr (cut, ==, valid);
          else if (length > 0)
            g_assert_nonnull (strstr (cut, "\xe2\x80\xa6"));
        }
    }
}

/* Every byte of Windows-1252 alone and in a row: always text, nothing lost. */
static void
test_foreign_bytes (void)
{
  char all[257] = { 0 };
  g_autofree char *whole = NULL;

  for (guint c = 1; c < 256; c++)
    {
      char byte[2] = { (char)c, '\0' };
      g_autofree char *one = resite_text_from_foreign (byte, 1);

      all[c - 1] = (char)c;
      g_assert_true (g_utf8_validate (one, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (one, -1), ==, 1);
      if (c < 0x80 || c >= 0xa0)
        g_assert_cmpuint (g_utf8_get_char (one), ==, c);
    }
  whole = resite_text_from_foreign (all, 255);
  g_assert_cmpint (g_utf8_strlen (whole, -1), ==, 255);
}

static void
test_foreign_texts (void)
{
  static const struct
  {
    const char *bytes;
    gssize length;
    const char *text;
  } rows[] = {
    { "", 0, "" },
    { NULL, 0, "" },
    { "plain", -1, "plain" },
    { "plain and more", 5, "plain" },
    { "\xc3\xa4", -1, "\xc3\xa4" },
    { "\xe4", -1, "\xc3\xa4" },
    { "\xc3", -1, "\xc3\x83" },
    { "caf\xe9 \x80", -1, "caf\xc3\xa9 \xe2\x82\xac" },
    { "a\0b", 3,
      "a\xef\xbf\xbd"
      "b" },
    { "\x81", 1, "\xef\xbf\xbd" },
    { "\x93quoted\x94", -1, "\xe2\x80\x9cquoted\xe2\x80\x9d" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = resite_text_from_foreign (rows[i].bytes, rows[i].length);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* The zone is read once in a process, so each zone gets one. */
static void
test_zone (gconstpointer data)
{
  static const struct
  {
    gint64 seconds;
    const char *zone;
    const char *exact;
    const char *short_form;
  } rows[] = {
    { 1795344067, "UTC", "2026-11-22T10:41:07.250+00:00", "2026-11-22 10:41" },
    { 1795344067, "Europe/Berlin", "2026-11-22T11:41:07.250+01:00", "2026-11-22 11:41" },
    { 1795344067, "Asia/Kolkata", "2026-11-22T16:11:07.250+05:30", "2026-11-22 16:11" },
    { 1795344067, "Pacific/Chatham", "2026-11-23T00:26:07.250+13:45", "2026-11-23 00:26" },
    { 1795344067, "America/St_Johns", "2026-11-22T07:11:07.250-03:30", "2026-11-22 07:11" },
    /* The hour that is there twice: only the offset tells them apart. */
    { 1792886399, "Europe/Berlin", "2026-10-25T01:59:59.250+02:00", "2026-10-25 01:59" },
    { 1792888200, "Europe/Berlin", "2026-10-25T02:30:00.250+02:00", "2026-10-25 02:30" },
    { 1792891800, "Europe/Berlin", "2026-10-25T02:30:00.250+01:00", "2026-10-25 02:30" },
    /* The hour that is not there. */
    { 1774745999, "Europe/Berlin", "2026-03-29T01:59:59.250+01:00", "2026-03-29 01:59" },
    { 1774746000, "Europe/Berlin", "2026-03-29T03:00:00.250+02:00", "2026-03-29 03:00" },
    { 0, "UTC", "1970-01-01T00:00:00.250+00:00", "1970-01-01 00:00" },
    { -2, "UTC", "1969-12-31T23:59:58.250+00:00", "1969-12-31 23:59" },
    { 315532800, "UTC", "1980-01-01T00:00:00.250+00:00", "1980-01-01 00:00" },
    { 4102444800, "UTC", "2100-01-01T00:00:00.250+00:00", "2100-01-01 00:00" },
  };
  const char *zone = data;

  if (!g_test_subprocess ())
    {
      g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "TZ", zone, TRUE);

      /* g_test_trap_subprocess() hands down the process's own environment. */
      g_setenv ("TZ", g_environ_getenv (environment, "TZ"), TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 time = rows[i].seconds * G_USEC_PER_SEC + 250000;
      g_autofree char *exact = resite_clock_format_exact (time);
      g_autofree char *short_form = resite_clock_format (time);

      if (strcmp (rows[i].zone, zone) != 0)
        continue;
      g_assert_cmpstr (exact, ==, rows[i].exact);
      g_assert_cmpstr (short_form, ==, rows[i].short_form);
    }
}

static void
test_impossible_times (void)
{
  static const gint64 times[] = { G_MAXINT64, G_MININT64, G_MAXINT64 / 2,
                                  -1,         1,          G_GINT64_CONSTANT (253402300800000000) };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *exact = resite_clock_format_exact (times[i]);
      g_autofree char *short_form = resite_clock_format (times[i]);

      g_assert_true (g_regex_match_simple (
          "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d$", exact, 0, 0));
      g_assert_true (
          g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d$", short_form, 0, 0));
    }
}

/* Numbers for people follow the locale; those in the record never do. */
static void
test_german (void)
{
  g_autofree char *size = NULL;
  g_autofree char *exact = NULL;

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("this machine has no locale de_DE.UTF-8");
      return;
    }
  size = resite_text_size (61400000000);
  exact = resite_clock_format_exact (1795344067250000);
  g_assert_cmpstr (size, ==, "61,4 GB");
  g_assert_true (g_str_has_prefix (exact, "2026-11-22T"));
  g_assert_nonnull (strstr (exact, ".250"));
  setlocale (LC_ALL, "C.UTF-8");
}

static void
test_clock_only_goes_forward (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (500);
  gint64 before = resite_clock_now (clock);

  for (guint i = 0; i < 200; i++)
    {
      gint64 now;

      resite_clock_skip (clock, i % 7 == 0 ? 0 : i * 0.25);
      now = resite_clock_now (clock);
      g_assert_cmpint (now - before, >=, i % 7 == 0 ? 0 : (gint64)(i * 250000));
      before = now;
    }
  g_assert_cmpfloat (resite_clock_get_pace (clock), ==, 500);
}

static gpointer
read_often (gpointer data)
{
  ResiteClock *clock = data;
  gint64 before = 0;

  for (guint i = 0; i < 20000; i++)
    {
      gint64 now = resite_clock_now (clock);

      if (now < before)
        return GINT_TO_POINTER (1);
      before = now;
    }
  return NULL;
}

/* The time is asked for on any thread while the main one skips. */
static void
test_clock_is_read_by_threads (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (60);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_often, clock);
  for (guint i = 0; i < 2000; i++)
    resite_clock_skip (clock, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_null (g_thread_join (threads[i]));
}

int
main (int argc, char **argv)
{
  static const char *const zones[] = { "UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Chatham",
                                       "America/St_Johns" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/amounts/sizes", test_sizes);
  g_test_add_func ("/amounts/sizes-grow", test_sizes_grow);
  g_test_add_func ("/amounts/durations", test_durations);
  g_test_add_func ("/amounts/endless", test_endless_durations);
  g_test_add_func ("/amounts/time-left", test_time_left);
  g_test_add_func ("/amounts/ellipsis", test_ellipsis);
  g_test_add_func ("/amounts/foreign/bytes", test_foreign_bytes);
  g_test_add_func ("/amounts/foreign/texts", test_foreign_texts);
  g_test_add_func ("/amounts/impossible-times", test_impossible_times);
  g_test_add_func ("/amounts/german", test_german);
  g_test_add_func ("/amounts/clock/forward", test_clock_only_goes_forward);
  g_test_add_func ("/amounts/clock/threads", test_clock_is_read_by_threads);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *path = g_strdup_printf ("/amounts/zone/%s", zones[i]);

      g_test_add_data_func (path, zones[i], test_zone);
    }
  return g_test_run ();
}
