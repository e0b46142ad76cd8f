/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-run.h"
#include "resite-wait-job.h"

static gint64
in_seconds (ResiteClock *clock, double seconds)
{
  return resite_clock_now (clock) + (gint64)(seconds * G_USEC_PER_SEC);
}

static void
test_ends (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (100);
  const gint64 until = in_seconds (clock, 30);
  g_autoptr (ResiteJob) job = resite_wait_job_new ("Let it settle", until, clock);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (resite_job_get_title (job), ==, "Let it settle");
  g_assert_true (job_run_to_end (job, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (resite_clock_now (clock), >=, until);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
}

/* Begun again after the moment: it is over. */
static void
test_past (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (ResiteJob) job = resite_wait_job_new (NULL, in_seconds (clock, -5), clock);

  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_DONE);
}

static gboolean
cancel_cb (gpointer job)
{
  resite_job_cancel (job);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (1);
  g_autoptr (ResiteJob) job = resite_wait_job_new (NULL, in_seconds (clock, 3600), clock);
  g_autoptr (GError) error = NULL;

  g_timeout_add (50, cancel_cb, job);
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
}

static gboolean
skip_cb (gpointer clock)
{
  resite_clock_skip (clock, 24 * 3600);
  return G_SOURCE_REMOVE;
}

/* "Let it be tomorrow." */
static void
test_skip (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (2);
  g_autoptr (ResiteJob) job = resite_wait_job_new (NULL, in_seconds (clock, 12 * 3600), clock);

  g_timeout_add (50, skip_cb, clock);
  g_assert_true (job_run_to_end (job, NULL, NULL));
}

static gboolean
lengthen_cb (gpointer job)
{
  resite_wait_job_lengthen (job, 60);
  return G_SOURCE_REMOVE;
}

static void
test_lengthen (void)
{
  g_autoptr (ResiteClock) clock = resite_clock_new (100);
  const gint64 until = in_seconds (clock, 40);
  g_autoptr (ResiteJob) job = resite_wait_job_new (NULL, until, clock);

  g_timeout_add (20, lengthen_cb, job);
  g_assert_true (job_run_to_end (job, NULL, NULL));
  g_assert_cmpint (resite_clock_now (clock), >=, until + 60 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wait-job/ends", test_ends);
  g_test_add_func ("/wait-job/past", test_past);
  g_test_add_func ("/wait-job/cancel", test_cancel);
  g_test_add_func ("/wait-job/skip", test_skip);
  g_test_add_func ("/wait-job/lengthen", test_lengthen);
  return g_test_run ();
}
