/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-job.h"
#include "display.h"
#include "resite-busy-row.h"

typedef struct
{
  GtkWidget *window;
  ResiteBusyRow *row;
  ScriptedJob *job;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->job = scripted_job_new (data != NULL ? data : "Copy the packages");
  scripted_job_start (fixture->job);
  fixture->row = RESITE_BUSY_ROW (resite_busy_row_new (RESITE_JOB (fixture->job)));
  fixture->window = display_show (GTK_WIDGET (fixture->row));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_assert_unheard (fixture->job, "notify");
  if (fixture->job->task != NULL)
    scripted_job_end (fixture->job, NULL);
  display_settle ();
  g_assert_finalize_object (fixture->job);
}

static void
test_title (Fixture *fixture, gconstpointer data)
{
  g_assert_true (resite_busy_row_get_job (fixture->row) == RESITE_JOB (fixture->job));
  g_assert_cmpstr (display_text (fixture->row, "title_label"), ==, "Copy the packages");
  resite_job_set_title (RESITE_JOB (fixture->job), "Copy " STRANGE_TEXT);
  g_assert_cmpstr (display_text (fixture->row, "title_label"), ==, "Copy " STRANGE_TEXT);
  g_assert_nonnull (display_named (fixture->row, "Stop: Copy " STRANGE_TEXT));
}

/* Several rows have the same buttons; a screen reader has to tell them apart. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  display_assert_named (fixture->window);
  g_assert_true (display_named (fixture->row, "Pause: Copy the packages") ==
                 display_child (fixture->row, "pause_button"));
  g_assert_true (display_named (fixture->row, "Stop: Copy the packages") ==
                 display_child (fixture->row, "stop_button"));
  g_assert_true (display_named (fixture->row, "Show: Copy the packages") ==
                 display_child (fixture->row, "show_button"));
  g_assert_nonnull (display_named (display_child (fixture->row, "bar"), "Copy the packages"));
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  GtkProgressBar *bar = display_child (fixture->row, "bar");

  resite_job_set_fraction (RESITE_JOB (fixture->job), 0.42);
  resite_job_set_detail (RESITE_JOB (fixture->job), "42 of 100 packages");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0.42);
  g_assert_cmpstr (gtk_progress_bar_get_text (bar), ==, "42 %");
  g_assert_cmpstr (display_text (fixture->row, "detail_label"), ==, "42 of 100 packages");
  resite_job_set_fraction (RESITE_JOB (fixture->job), -1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
  resite_job_set_fraction (RESITE_JOB (fixture->job), 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (bar)));
  g_assert_cmpstr (gtk_progress_bar_get_text (bar), ==, "100 %");
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = display_child (fixture->row, "pause_button");

  display_click (button);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (fixture->job)), ==, RESITE_JOB_PAUSING);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Go on");
  g_assert_true (display_named (fixture->row, "Go on: Copy the packages") == button);
  display_assert_says (fixture->row, "pausing after the item in hand");
  resite_job_tell_paused (RESITE_JOB (fixture->job));
  display_assert_says (fixture->row, "paused");
  display_click (button);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (fixture->job)), ==, RESITE_JOB_RUNNING);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Pause");
  display_assert_silent (fixture->row, "paus\n");
  g_assert_cmpuint (fixture->job->n_paused, ==, 1);
}

static void
test_state_and_detail (Fixture *fixture, gconstpointer data)
{
  resite_job_set_detail (RESITE_JOB (fixture->job), "42 of 100 packages");
  resite_job_set_paused (RESITE_JOB (fixture->job), TRUE);
  g_assert_cmpstr (display_text (fixture->row, "detail_label"), ==,
                   "pausing after the item in hand · 42 of 100 packages");
}

static void
test_buttons (Fixture *fixture, gconstpointer data)
{
  g_auto (DisplayHeard) stop = { 0 };
  g_auto (DisplayHeard) show = { 0 };

  display_listen (fixture->row, "stop", display_heard_cb, &stop);
  display_listen (fixture->row, "show-page", display_heard_cb, &show);
  display_click (display_child (fixture->row, "stop_button"));
  g_assert_cmpuint (stop.count, ==, 1);
  g_assert_cmpuint (show.count, ==, 0);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (fixture->job)), ==, RESITE_JOB_RUNNING);
  display_click (display_child (fixture->row, "show_button"));
  g_assert_cmpuint (show.count, ==, 1);
}

static void
test_stopping (Fixture *fixture, gconstpointer data)
{
  fixture->job->obeys = FALSE;
  resite_job_cancel (RESITE_JOB (fixture->job));
  display_assert_says (fixture->row, "stopping");
  scripted_job_end (fixture->job, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  display_until (resite_job_is_over (RESITE_JOB (fixture->job)));
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_auto (DisplayHeard) show = { 0 };
  g_autoptr (GPtrArray) stops = display_list_tab_stops (fixture->window);

  g_assert_cmpuint (stops->len, ==, 3);
  display_listen (fixture->row, "show-page", display_heard_cb, &show);
  gtk_widget_grab_focus (display_child (fixture->row, "show_button"));
  display_press (fixture->window, GDK_KEY_space, 0);
  display_until (show.count == 1);
}

static void
test_long_title (Fixture *fixture, gconstpointer data)
{
  int width;

  resite_job_set_detail (RESITE_JOB (fixture->job), data);
  gtk_widget_get_preferred_width (GTK_WIDGET (fixture->row), &width, NULL);
  g_assert_cmpint (width, <, 800);
  g_assert_cmpstr (display_text (fixture->row, "title_label"), ==, data);
}

static void
test_gone_in_the_middle (void)
{
  ScriptedJob *job = scripted_job_new ("Copy");
  GtkWidget *window = display_show (resite_busy_row_new (RESITE_JOB (job)));

  scripted_job_start (job);
  display_destroy (window);
  display_assert_unheard (job, "notify");
  resite_job_set_title (RESITE_JOB (job), "later");
  resite_job_set_fraction (RESITE_JOB (job), 0.9);
  scripted_job_end (job, NULL);
  display_settle ();
  g_assert_finalize_object (job);
}

static void
add (const char *path, const char *title, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, title, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  static const char long_title[] =
      "Copy the packages of the whole site, with all that was ever put there, " STRANGE_TEXT
      " and " RTL_TEXT ", from one distribution point to another";

  gtk_test_init (&argc, &argv);
  add ("/busy-row/title", NULL, test_title);
  add ("/busy-row/names", NULL, test_names);
  add ("/busy-row/progress", NULL, test_progress);
  add ("/busy-row/pause", NULL, test_pause);
  add ("/busy-row/state-and-detail", NULL, test_state_and_detail);
  add ("/busy-row/buttons", NULL, test_buttons);
  add ("/busy-row/stopping", NULL, test_stopping);
  add ("/busy-row/keys", NULL, test_keys);
  add ("/busy-row/long-title", long_title, test_long_title);
  g_test_add_func ("/busy-row/gone-in-the-middle", test_gone_in_the_middle);
  return g_test_run ();
}
