/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-clock.h"

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
count_cb (gpointer data)
{
  guint *count = data;

  (*count)++;
  return G_SOURCE_CONTINUE;
}

static void
set_flag (gpointer data)
{
  *(gboolean *)data = TRUE;
}

static void
test_real_time (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  gint64 before = g_get_real_time ();
  gint64 now = resite_clock_now (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
  g_assert_cmpfloat (resite_clock_get_pace (clock), ==, 1);
}

static void
test_runs_faster (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1000);
  gint64 start = resite_clock_now (clock);
  gint64 real = g_get_monotonic_time ();

  g_usleep (20000);
  real = g_get_monotonic_time () - real;
  g_assert_cmpint (resite_clock_now (clock) - start, >=, real * 1000);
}

/* An hour of the clock ends in this test only because it runs faster. */
static void
test_timeout_in_clock_time (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1e6);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 start = resite_clock_now (clock);

  g_assert_cmpuint (resite_clock_add_timeout (clock, 3600, quit_cb, loop, NULL), >, 0);
  g_main_loop_run (loop);
  g_assert_cmpint (resite_clock_now (clock) - start, >=, G_GINT64_CONSTANT (3599) * G_USEC_PER_SEC);
}

static void
test_timeout_repeats_and_is_removed (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1000);
  guint count = 0;
  guint id = resite_clock_add_timeout (clock, 1, count_cb, &count, NULL);

  while (count < 3)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (count, ==, 3);
}

static void
test_removal_frees_data (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  gboolean destroyed = FALSE;
  guint id = resite_clock_add_timeout (clock, 3600, quit_cb, &destroyed, set_flag);

  g_source_remove (id);
  g_assert_true (destroyed);
  g_assert_finalize_object (g_steal_pointer (&clock));
}

/* Ten days at double speed would outlast any test. */
static void
test_skip_brings_timeouts_near (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (2);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 start = resite_clock_now (clock);
  double ten_days = 10 * 24 * 3600;

  resite_clock_add_timeout (clock, ten_days, quit_cb, loop, NULL);
  resite_clock_skip (clock, ten_days);
  g_main_loop_run (loop);
  g_assert_cmpint (resite_clock_now (clock) - start, >=, (gint64)ten_days * G_USEC_PER_SEC);
}

static void
test_skip_leaves_the_rest (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (2);
  guint count = 0;
  guint id = resite_clock_add_timeout (clock, 3600, count_cb, &count, NULL);

  resite_clock_skip (clock, 60);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (count, ==, 0);
  g_source_remove (id);
}

static void
test_real_clock_is_not_skipped (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ResiteClock) clock = resite_clock_new (1);

      resite_clock_skip (clock, 5);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*pace != 1*");
}

static void
test_formats (void)
{
  /* 2026-11-22 09:41:07.250 UTC; the test's own zone is an hour ahead. */
  gint64 time = G_GINT64_CONSTANT (1795340467250000);
  g_autofree char *exact = resite_clock_format_exact (time);
  g_autofree char *plain = resite_clock_format (time);

  g_assert_cmpstr (exact, ==, "2026-11-22T10:41:07.250+01:00");
  g_assert_cmpstr (plain, ==, "2026-11-22 10:41");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "<+01>-01", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/real-time", test_real_time);
  g_test_add_func ("/clock/runs-faster", test_runs_faster);
  g_test_add_func ("/clock/timeout/in-clock-time", test_timeout_in_clock_time);
  g_test_add_func ("/clock/timeout/repeats", test_timeout_repeats_and_is_removed);
  g_test_add_func ("/clock/timeout/removal-frees-data", test_removal_frees_data);
  g_test_add_func ("/clock/skip/brings-near", test_skip_brings_timeouts_near);
  g_test_add_func ("/clock/skip/leaves-the-rest", test_skip_leaves_the_rest);
  g_test_add_func ("/clock/skip/real-clock-refuses", test_real_clock_is_not_skipped);
  g_test_add_func ("/clock/formats", test_formats);
  return g_test_run ();
}
