/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-clock.h"
#include "resite-under-way.h"

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

static gboolean
count_once_cb (gpointer data)
{
  count_cb (data);
  return G_SOURCE_REMOVE;
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

/* A pace that somebody mistyped must not turn the time back. */
static void
test_runs_not_too_fast (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (9e18);
  const gint64 start = resite_clock_now (clock);

  g_usleep (20000);
  g_assert_cmpfloat (resite_clock_get_pace (clock), ==, RESITE_CLOCK_MOST_PACE);
  g_assert_cmpint (resite_clock_now (clock), >, start);
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

/* Years of this clock, one after the other, at a pace that would need hours for the first. */
static void
test_leaps_from_timer_to_timer (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new_leaping (2);
  const double year = 365.0 * 24 * 3600;
  const gint64 start = resite_clock_now (clock);
  guint count = 0;
  guint id;

  g_assert_true (resite_clock_is_leaping (clock));
  for (guint i = 1; i <= 3; i++)
    resite_clock_add_timeout (clock, i * year, count_once_cb, &count, NULL);
  id = resite_clock_add_timeout (clock, 10 * year, count_once_cb, &count, NULL);
  while (count < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (resite_clock_now (clock) - start, >=, (gint64)(3 * year) * G_USEC_PER_SEC);
  g_source_remove (id);
}

static gboolean
note_order_cb (gpointer data)
{
  GString *order = data;

  g_string_append_c (order, 'b');
  return G_SOURCE_REMOVE;
}

static gboolean
idle_cb (gpointer data)
{
  GString *order = data;

  g_string_append_c (order, 'a');
  return order->len < 50 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* What the main loop has to do comes first, whatever its priority. */
static void
test_leaps_only_when_quiet (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new_leaping (2);
  g_autoptr (GString) order = g_string_new (NULL);

  resite_clock_add_timeout (clock, 24 * 3600, note_order_cb, order, NULL);
  g_idle_add_full (G_PRIORITY_LOW, idle_cb, order, NULL);
  while (strchr (order->str, 'b') == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (strspn (order->str, "a"), ==, 50);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_usleep (50000);
  g_string_append_c (data, 'a');
  g_task_return_boolean (task, TRUE);
}

/* However long a worker takes, a wait of a day is not over before it. */
static void
test_leaps_over_no_work (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new_leaping (2);
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, order, NULL);
  resite_clock_add_timeout (clock, 24 * 3600, note_order_cb, order, NULL);
  resite_under_way_run_task (task, work_in_thread);
  while (strchr (order->str, 'b') == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "ab");
  g_assert_false (resite_under_way_is_any ());
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_string_append_c (data, 'c');
}

/* What a worker found out is heard of before the clock goes on, however late the main loop comes to
 * it: a wait of a day would else be over for whoever waits for that answer. */
static void
test_leaps_over_no_answer (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new_leaping (2);
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, answered_cb, order);

  g_task_set_task_data (task, order, NULL);
  g_task_set_priority (task, G_PRIORITY_LOW + 500);
  resite_clock_add_timeout (clock, 24 * 3600, note_order_cb, order, NULL);
  resite_under_way_run_task (task, work_in_thread);
  while (strchr (order->str, 'b') == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "acb");
  g_assert_false (resite_under_way_is_any ());
}

static void
work_on (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (1000);
  work_in_thread (task, source, data, cancellable);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* Whoever cancelled has the answer at once, and the worker is still at it. */
static void
test_leaps_over_no_late_work (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new_leaping (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, answered_cb, order);

  g_task_set_task_data (task, order, NULL);
  g_task_set_return_on_cancel (task, TRUE);
  resite_clock_add_timeout (clock, 24 * 3600, note_order_cb, order, NULL);
  g_timeout_add (20, cancel_cb, cancellable);
  resite_under_way_run_task (task, work_on);
  while (strchr (order->str, 'b') == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, "cab");
  g_assert_false (resite_under_way_is_any ());
}

typedef struct
{
  ResiteClock *clock;
  double seconds;
  gint64 slept;
} Sleeper;

static void
sleep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sleeper *sleeper = data;
  const gint64 begun = resite_clock_now (sleeper->clock);
  GError *error = NULL;
  const gboolean good = resite_clock_sleep (sleeper->clock, sleeper->seconds, cancellable, &error);

  sleeper->slept = resite_clock_now (sleeper->clock) - begun;
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
slept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static gboolean
sleep_in_worker (Sleeper *sleeper, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, slept_cb, &result);

  g_task_set_task_data (task, sleeper, NULL);
  g_task_set_check_cancellable (task, FALSE);
  resite_under_way_run_task (task, sleep_in_thread);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_sleeper_is_leapt_to (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new_leaping (2);
  g_autoptr (GError) error = NULL;
  Sleeper sleeper = { clock, 24 * 3600, 0 };

  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (sleep_in_worker (&sleeper, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (sleeper.slept, >=, G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC);
    }
  g_assert_false (resite_under_way_is_any ());
}

static void
test_sleeper_is_cancelled (void)
{
  const double paces[] = { 0, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      g_autoptr (ResiteClock) clock =
          paces[i] > 0 ? resite_clock_new_leaping (paces[i]) : resite_clock_new (1);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Sleeper sleeper = { clock, 24 * 3600, 0 };

      /* Leaping, it is counted as work, so that the sleeper is not woken by the clock first. */
      resite_under_way_begin ();
      resite_under_way_begin ();
      g_timeout_add (20, cancel_cb, cancellable);
      g_assert_false (sleep_in_worker (&sleeper, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      resite_under_way_end ();
      resite_under_way_end ();
      g_assert_false (resite_under_way_is_any ());
      /* Nothing of it is left in the main loop. */
      g_assert_finalize_object (g_steal_pointer (&clock));
    }
}

static void
test_sleeper_runs (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (36000);
  g_autoptr (GError) error = NULL;
  Sleeper sleeper = { clock, 3600, 0 };

  g_assert_true (sleep_in_worker (&sleeper, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sleeper.slept, >=, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
}

static gint64
in_local_time (int year, int month, int day, int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (year, month, day, hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
test_morning (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (2);
  const gint64 hour = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;

  /* From the evening to the next day, from the small hours to the same one. */
  resite_clock_catch_up (clock, in_local_time (2090, 12, 31, 19));
  resite_clock_skip_to_morning (clock);
  g_assert_cmpint (resite_clock_now (clock), >=, in_local_time (2091, 1, 1, 8));
  g_assert_cmpint (resite_clock_now (clock), <, in_local_time (2091, 1, 1, 8) + hour);
  resite_clock_skip (clock, 18 * 3600);
  resite_clock_skip_to_morning (clock);
  g_assert_cmpint (resite_clock_now (clock), >=, in_local_time (2091, 1, 2, 8));
  g_assert_cmpint (resite_clock_now (clock), <, in_local_time (2091, 1, 2, 8) + hour);
}

static void
test_catches_up_forward_only (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (2);
  g_autoptr (ResiteClock) real = resite_clock_new (1);
  const gint64 later = resite_clock_now (clock) + G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  guint moved = 0;

  g_signal_connect_swapped (clock, "moved", G_CALLBACK (count_cb), &moved);
  resite_clock_catch_up (clock, later);
  g_assert_cmpint (resite_clock_now (clock), >=, later);
  g_assert_cmpuint (moved, ==, 1);
  resite_clock_catch_up (clock, later - G_USEC_PER_SEC);
  g_assert_cmpuint (moved, ==, 1);
  resite_clock_catch_up (real, later);
  g_assert_cmpint (resite_clock_now (real), <, later);
}

/* Machines write the real time, unless they live by the clock of the run. */
static void
test_time_of_machines (void)
{
  const gint64 hour = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  g_autoptr (ResiteClock) clock = resite_clock_new (3600);
  gint64 told;

  resite_clock_skip (clock, 86400);
  told = resite_clock_to_machines (clock, resite_clock_now (clock) - hour);
  g_assert_cmpint (told, <, g_get_real_time ());
  g_assert_cmpint (resite_clock_desk_now (), <=, g_get_real_time ());
  resite_clock_share (clock);
  g_assert_cmpint (resite_clock_to_machines (clock, hour), ==, hour);
  g_assert_cmpint (resite_clock_desk_now (), >=, g_get_real_time () + hour);
  g_assert_finalize_object (g_steal_pointer (&clock));
  g_assert_cmpint (resite_clock_desk_now (), <=, g_get_real_time ());
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
  g_test_add_func ("/clock/runs-not-too-fast", test_runs_not_too_fast);
  g_test_add_func ("/clock/timeout/in-clock-time", test_timeout_in_clock_time);
  g_test_add_func ("/clock/timeout/repeats", test_timeout_repeats_and_is_removed);
  g_test_add_func ("/clock/timeout/removal-frees-data", test_removal_frees_data);
  g_test_add_func ("/clock/skip/brings-near", test_skip_brings_timeouts_near);
  g_test_add_func ("/clock/skip/leaves-the-rest", test_skip_leaves_the_rest);
  g_test_add_func ("/clock/skip/real-clock-refuses", test_real_clock_is_not_skipped);
  g_test_add_func ("/clock/formats", test_formats);
  g_test_add_func ("/clock/leaps-from-timer-to-timer", test_leaps_from_timer_to_timer);
  g_test_add_func ("/clock/leaps-only-when-quiet", test_leaps_only_when_quiet);
  g_test_add_func ("/clock/leaps-over-no-work", test_leaps_over_no_work);
  g_test_add_func ("/clock/leaps-over-no-answer", test_leaps_over_no_answer);
  g_test_add_func ("/clock/leaps-over-no-late-work", test_leaps_over_no_late_work);
  g_test_add_func ("/clock/sleeper-is-leapt-to", test_sleeper_is_leapt_to);
  g_test_add_func ("/clock/sleeper-is-cancelled", test_sleeper_is_cancelled);
  g_test_add_func ("/clock/sleeper-runs", test_sleeper_runs);
  g_test_add_func ("/clock/morning", test_morning);
  g_test_add_func ("/clock/catches-up-forward-only", test_catches_up_forward_only);
  g_test_add_func ("/clock/time-of-machines", test_time_of_machines);
  return g_test_run ();
}
