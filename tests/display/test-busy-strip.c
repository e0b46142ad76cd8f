/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-busy-row.h"
#include "resite-busy-strip.h"
#include "resite-close-dialog.h"

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *strip;
} Busy;

static void
set_up (Busy *busy, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  busy->site = display_run_new ("strange.xml");
  busy->strip = resite_busy_strip_new ();
  gtk_container_add (GTK_CONTAINER (box), busy->strip);
  gtk_widget_show (box);
  resite_busy_strip_set_run (RESITE_BUSY_STRIP (busy->strip), busy->site->run);
  busy->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_container_add (GTK_CONTAINER (busy->window), box);
  gtk_widget_show (busy->window);
  display_settle ();
}

static void
tear_down (Busy *busy, gconstpointer data)
{
  if (busy->window != NULL)
    display_destroy (busy->window);
  display_run_assert_unheard (busy->site);
  fixture_free (busy->site);
}

static guint
count_jobs (Busy *busy)
{
  return g_list_model_get_n_items (resite_run_get_jobs (busy->site->run));
}

static void
begin (Busy *busy, guint count)
{
  static const char *const steps[] = { "W1", "W2", "W3", "W4", "W5" };

  for (guint i = 0; i < count; i++)
    {
      display_run_begin (busy->site, steps[i]);
      display_until (count_jobs (busy) == i + 1);
    }
}

static guint
count_rows (Busy *busy)
{
  return display_count (busy->strip, RESITE_TYPE_BUSY_ROW);
}

static void
stop (Busy *busy, const char *step)
{
  guint before = count_jobs (busy);

  fixture_do (busy->site, RESITE_MOVE_STOP, step, NULL);
  display_until (count_jobs (busy) == before - 1);
}

static void
test_nothing_runs (Busy *busy, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (busy->strip));
  g_assert_null (resite_busy_strip_get_first_step (RESITE_BUSY_STRIP (busy->strip)));
}

static void
test_one (Busy *busy, gconstpointer data)
{
  begin (busy, 1);
  g_assert_true (gtk_widget_get_visible (busy->strip));
  g_assert_cmpuint (count_rows (busy), ==, 1);
  g_assert_cmpstr (resite_busy_strip_get_first_step (RESITE_BUSY_STRIP (busy->strip)), ==, "W1");
  display_assert_silent (busy->strip, "more");
  stop (busy, "W1");
  g_assert_false (gtk_widget_get_visible (busy->strip));
  g_assert_cmpuint (count_rows (busy), ==, 0);
}

static void
test_many (Busy *busy, gconstpointer data)
{
  begin (busy, 3);
  g_assert_cmpuint (count_rows (busy), ==, 3);
  display_assert_silent (busy->strip, "more");
  display_run_begin (busy->site, "W4");
  display_until (count_jobs (busy) == 4);
  g_assert_cmpuint (count_rows (busy), ==, 3);
  display_assert_says (busy->strip, "and 1 more");
  display_run_begin (busy->site, "W5");
  display_until (count_jobs (busy) == 5);
  display_assert_says (busy->strip, "and 2 more");
  stop (busy, "W1");
  display_assert_says (busy->strip, "and 1 more");
  g_assert_cmpuint (count_rows (busy), ==, 3);
  g_assert_cmpstr (resite_busy_strip_get_first_step (RESITE_BUSY_STRIP (busy->strip)), ==, "W2");
  stop (busy, "W3");
  display_assert_silent (busy->strip, "more");
}

/* A row that stays keeps its widget, so that the focus does not jump. */
static void
test_rows_stay (Busy *busy, gconstpointer data)
{
  GtkWidget *first;

  begin (busy, 3);
  first = display_nth (busy->strip, RESITE_TYPE_BUSY_ROW, 0);
  display_run_begin (busy->site, "W4");
  display_until (count_jobs (busy) == 4);
  g_assert_true (display_nth (busy->strip, RESITE_TYPE_BUSY_ROW, 0) == first);
}

static void
test_moves (Busy *busy, gconstpointer data)
{
  g_auto (DisplayHeard) stopped = { 0 };
  g_auto (DisplayHeard) shown = { 0 };

  begin (busy, 2);
  display_listen (busy->strip, "stop-step", display_heard_text_cb, &stopped);
  display_listen (busy->strip, "show-step", display_heard_text_cb, &shown);
  display_click (display_child (display_nth (busy->strip, RESITE_TYPE_BUSY_ROW, 1), "stop_button"));
  g_assert_cmpuint (stopped.count, ==, 1);
  g_assert_cmpstr (stopped.text, ==, "W2");
  g_assert_cmpuint (count_jobs (busy), ==, 2);
  display_click (display_child (display_nth (busy->strip, RESITE_TYPE_BUSY_ROW, 0), "show_button"));
  g_assert_cmpuint (shown.count, ==, 1);
  g_assert_cmpstr (shown.text, ==, "W1");
}

static void
test_names (Busy *busy, gconstpointer data)
{
  begin (busy, 3);
  display_settle ();
  display_assert_named (busy->window);
  g_assert_true (display_named (busy->window, "Running now") == busy->strip);
}

static void
test_gone (Busy *busy, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  begin (busy, 2);
  job = g_list_model_get_item (resite_run_get_jobs (busy->site->run), 0);
  display_destroy (busy->window);
  busy->window = NULL;
  display_run_assert_unheard (busy->site);
  stop (busy, "W1");
  g_assert_true (resite_job_is_over (job));
}

/* Closing in the middle of work: what runs is named, and Enter goes on working. */
static void
test_close_dialog (Busy *busy, gconstpointer data)
{
  g_auto (DisplayHeard) answered = { 0 };
  GtkWidget *dialog;
  GtkWidget *keep;

  begin (busy, 2);
  dialog = resite_close_dialog_show (GTK_WINDOW (busy->window), busy->site->run);
  display_settle ();
  display_listen (dialog, "response", display_heard_cb, &answered);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (resite_run_get_jobs (busy->site->run), i);

      display_assert_says (dialog, resite_job_get_title (job));
    }
  display_assert_named (dialog);
  keep = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), RESITE_CLOSE_KEEP_WORKING);
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (dialog)) == keep);
  g_assert_true (gtk_window_get_modal (GTK_WINDOW (dialog)));
  display_click (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), RESITE_CLOSE_STAY));
  g_assert_cmpuint (answered.count, ==, 1);
  g_assert_cmpuint (count_jobs (busy), ==, 2);
  display_destroy (dialog);
}

static void
add (const char *path, void (*test) (Busy *, gconstpointer))
{
  g_test_add (path, Busy, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/busy-strip/nothing-runs", test_nothing_runs);
  add ("/busy-strip/one", test_one);
  add ("/busy-strip/many", test_many);
  add ("/busy-strip/rows-stay", test_rows_stay);
  add ("/busy-strip/moves", test_moves);
  add ("/busy-strip/names", test_names);
  add ("/busy-strip/gone", test_gone);
  add ("/close-dialog", test_close_dialog);
  return g_test_run ();
}
