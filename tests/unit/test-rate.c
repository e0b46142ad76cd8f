/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "resite-rate.h"

#define SECONDS(n) ((gint64)((n)*1e6) + 1)

static gboolean
has_estimate (ResiteRate *rate, double at, double left)
{
  double low;
  double high;

  return resite_rate_estimate (rate, SECONDS (at), left, &low, &high);
}

/* @speed units a second from @from to @to, an item every second. */
static void
work (ResiteRate *rate, int from, int to, double speed)
{
  static double units;
  static int items;

  if (from == 0)
    {
      units = 0;
      items = 0;
      resite_rate_add (rate, SECONDS (0), 0, 0);
    }
  for (int t = from + 1; t <= to; t++)
    {
      units += speed;
      resite_rate_add (rate, SECONDS (t), units, ++items);
    }
}

static void
test_not_before_ten_seconds (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  g_assert_false (has_estimate (rate, 100, 50));
  work (rate, 0, 9, 10);
  g_assert_false (has_estimate (rate, 9, 100));
  work (rate, 9, 11, 10);
  g_assert_true (has_estimate (rate, 11, 100));
}

static void
test_not_before_three_items (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  resite_rate_add (rate, SECONDS (0), 0, 0);
  resite_rate_add (rate, SECONDS (20), 100, 2);
  g_assert_false (has_estimate (rate, 20, 100));
  resite_rate_add (rate, SECONDS (21), 110, 3);
  g_assert_true (has_estimate (rate, 21, 100));
}

static void
test_fewer_items_than_three (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  resite_rate_set_items (rate, 1);
  resite_rate_add (rate, SECONDS (0), 0, 0);
  resite_rate_add (rate, SECONDS (20), 100, 1);
  g_assert_true (has_estimate (rate, 20, 100));
}

static void
test_range_holds_the_truth (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();
  double low;
  double high;

  work (rate, 0, 60, 10);
  g_assert_true (resite_rate_estimate (rate, SECONDS (60), 6000, &low, &high));
  g_assert_cmpfloat (low, <, 600);
  g_assert_cmpfloat (high, >, 600);
  g_assert_cmpfloat (low, >, 500);
  g_assert_cmpfloat (high, <, 700);
}

static void
test_uneven_work_widens_the_range (void)
{
  g_autoptr (ResiteRate) even = resite_rate_new ();
  g_autoptr (ResiteRate) uneven = resite_rate_new ();
  double low[2];
  double high[2];

  work (even, 0, 100, 10);
  work (uneven, 0, 50, 18);
  work (uneven, 50, 100, 2);
  g_assert_true (resite_rate_estimate (even, SECONDS (100), 1000, &low[0], &high[0]));
  g_assert_true (resite_rate_estimate (uneven, SECONDS (100), 1000, &low[1], &high[1]));
  g_assert_cmpfloat (high[1] - low[1], >, high[0] - low[0]);
}

static void
test_window_forgets (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  work (rate, 0, 600, 100);
  work (rate, 600, 1000, 10);
  g_assert_cmpfloat_with_epsilon (resite_rate_get_speed (rate, SECONDS (1000)), 10, 0.5);
}

static void
test_pauses_do_not_count (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  work (rate, 0, 30, 10);
  resite_rate_pause (rate, SECONDS (30));
  g_assert_cmpfloat_with_epsilon (resite_rate_get_speed (rate, SECONDS (3000)), 10, 0.01);
  resite_rate_resume (rate, SECONDS (3030));
  g_assert_cmpfloat_with_epsilon (resite_rate_get_speed (rate, SECONDS (3030)), 10, 0.01);
  g_assert_cmpfloat (resite_rate_get_idle (rate, SECONDS (3031)), <=, 1.01);
  resite_rate_add (rate, SECONDS (3040), 400, 40);
  g_assert_cmpfloat_with_epsilon (resite_rate_get_speed (rate, SECONDS (3040)), 10, 0.01);
}

static void
test_past_gives_the_first_estimate (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();
  double low;
  double high;

  resite_rate_set_past (rate, 5000, 500);
  resite_rate_add (rate, SECONDS (0), 0, 0);
  g_assert_true (resite_rate_estimate (rate, SECONDS (1), 1000, &low, &high));
  g_assert_cmpfloat (low, <, 110);
  g_assert_cmpfloat (high, >, 90);

  work (rate, 0, 120, 40);
  g_assert_cmpfloat_with_epsilon (resite_rate_get_speed (rate, SECONDS (120)), 40, 0.5);
}

static void
test_words (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();
  g_autofree char *early = NULL;
  g_autofree char *middle = NULL;
  g_autofree char *end = NULL;
  g_autofree char *stuck = NULL;

  work (rate, 0, 5, 10);
  early = resite_rate_describe (rate, SECONDS (5), 100);
  g_assert_cmpstr (early, ==, "");
  work (rate, 5, 60, 10);
  middle = resite_rate_describe (rate, SECONDS (60), 12000);
  g_assert_true (g_str_has_prefix (middle, "about 18 to 2"));
  g_assert_true (g_str_has_suffix (middle, " min left"));
  end = resite_rate_describe (rate, SECONDS (60), 10);
  g_assert_cmpstr (end, ==, "almost done");
  stuck = resite_rate_describe (rate, SECONDS (60 + 240), 12000);
  g_assert_cmpstr (stuck, ==, "no movement for 4 min");
}

/* A preload of five minutes is no standstill where the others took five minutes too. */
static void
test_slow_items_are_no_standstill (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();
  g_autofree char *text = NULL;

  resite_rate_add (rate, SECONDS (0), 0, 0);
  for (guint i = 1; i <= 4; i++)
    resite_rate_add (rate, SECONDS (i * 300), i, i);
  text = resite_rate_describe (rate, SECONDS (4 * 300 + 280), 6);
  g_assert_true (g_str_has_suffix (text, "left"));
}

static void
test_nothing_moves_no_number (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  resite_rate_add (rate, SECONDS (0), 0, 0);
  resite_rate_add (rate, SECONDS (30), 0, 5);
  g_assert_false (has_estimate (rate, 30, 10));
  g_assert_cmpfloat (resite_rate_get_speed (rate, SECONDS (30)), ==, 0);
}

static void
test_thousands_of_samples_a_second (void)
{
  g_autoptr (ResiteRate) rate = resite_rate_new ();

  for (guint i = 0; i <= 60000; i++)
    resite_rate_add (rate, SECONDS (i / 1000.0), i, i);
  g_assert_cmpfloat_with_epsilon (resite_rate_get_speed (rate, SECONDS (60)), 1000, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate/not-before-ten-seconds", test_not_before_ten_seconds);
  g_test_add_func ("/rate/not-before-three-items", test_not_before_three_items);
  g_test_add_func ("/rate/fewer-items-than-three", test_fewer_items_than_three);
  g_test_add_func ("/rate/range-holds-the-truth", test_range_holds_the_truth);
  g_test_add_func ("/rate/uneven-work-widens-the-range", test_uneven_work_widens_the_range);
  g_test_add_func ("/rate/window-forgets", test_window_forgets);
  g_test_add_func ("/rate/pauses-do-not-count", test_pauses_do_not_count);
  g_test_add_func ("/rate/past-gives-the-first-estimate", test_past_gives_the_first_estimate);
  g_test_add_func ("/rate/words", test_words);
  g_test_add_func ("/rate/slow-items-are-no-standstill", test_slow_items_are_no_standstill);
  g_test_add_func ("/rate/nothing-moves-no-number", test_nothing_moves_no_number);
  g_test_add_func ("/rate/thousands-of-samples-a-second", test_thousands_of_samples_a_second);
  return g_test_run ();
}
