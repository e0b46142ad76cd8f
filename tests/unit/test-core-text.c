/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "resite-text.h"

#define assert_text(expression, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *actual = (expression);                                                        \
                                                                                                   \
    g_assert_cmpstr (actual, ==, (expected));                                                      \
  }                                                                                                \
  G_STMT_END

static void
test_sizes (void)
{
  assert_text (resite_text_size (0), "0 bytes");
  assert_text (resite_text_size (1), "1 byte");
  assert_text (resite_text_size (999), "999 bytes");
  assert_text (resite_text_size (1000), "1.0 kB");
  assert_text (resite_text_size (61400000000), "61.4 GB");
  assert_text (resite_text_size (999999), "1.0 MB");
  assert_text (resite_text_size (415000000), "415 MB");
  assert_text (resite_text_size (G_MAXUINT64), "18447 PB");
}

static void
test_rates (void)
{
  assert_text (resite_text_rate (12500000), "12.5 MB/s");
  assert_text (resite_text_rate (12), "12 bytes/s");
  assert_text (resite_text_rate (-3), "0 bytes/s");
  assert_text (resite_text_rate (NAN), "0 bytes/s");
}

static void
test_durations (void)
{
  assert_text (resite_text_duration (0), "0 s");
  assert_text (resite_text_duration (4.2), "4 s");
  assert_text (resite_text_duration (59.7), "1 min");
  assert_text (resite_text_duration (1080), "18 min");
  assert_text (resite_text_duration (7200), "2 h");
  assert_text (resite_text_duration (7500), "2 h 5 min");
  assert_text (resite_text_duration (86400), "1 day");
  assert_text (resite_text_duration (2 * 86400 + 3 * 3600), "2 days 3 h");
  assert_text (resite_text_duration (-1), "0 s");
  assert_text (resite_text_duration (INFINITY), "0 s");
}

static void
test_time_left (void)
{
  assert_text (resite_text_time_left (1080, 1440), "about 18 to 24 min");
  assert_text (resite_text_time_left (20, 60), "about 1 min");
  assert_text (resite_text_time_left (1080, 1085), "about 18 min");
  assert_text (resite_text_time_left (3000, 4200), "about 50 min to 1 h 10 min");
  assert_text (resite_text_time_left (1, 3), "almost done");
  assert_text (resite_text_time_left (-1, 10), "");
  assert_text (resite_text_time_left (10, NAN), "");
}

static void
test_counts (void)
{
  assert_text (resite_text_count (7), "7");
  assert_text (resite_text_count (1234), "1234");
}

static void
test_ellipsize (void)
{
  assert_text (resite_text_ellipsize ("short", 10), "short");
  assert_text (resite_text_ellipsize ("0123456789", 5), "01…89");
  assert_text (resite_text_ellipsize ("0123456789", 1), "…");
  assert_text (resite_text_ellipsize ("0123456789", 0), "");
  assert_text (resite_text_ellipsize ("äöüäöüäöü", 4), "äö…ü");
  assert_text (resite_text_ellipsize ("bad \xff byte", 20), "bad � byte");
}

static void
test_foreign (void)
{
  assert_text (resite_text_from_foreign ("Größe", -1), "Größe");
  assert_text (resite_text_from_foreign ("Gr\xf6\xdf"
                                         "e \x80 \x93x\x94",
                                         -1),
               "Größe € “x”");
  assert_text (resite_text_from_foreign ("a\0b", 3), "a�b");
  assert_text (resite_text_from_foreign ("\x81", 1), "�");
  assert_text (resite_text_from_foreign ("", 0), "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/sizes", test_sizes);
  g_test_add_func ("/text/rates", test_rates);
  g_test_add_func ("/text/durations", test_durations);
  g_test_add_func ("/text/time-left", test_time_left);
  g_test_add_func ("/text/counts", test_counts);
  g_test_add_func ("/text/ellipsize", test_ellipsize);
  g_test_add_func ("/text/foreign", test_foreign);
  return g_test_run ();
}
