/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-job.h"
#include "display.h"
#include "resite-job-panel.h"

typedef struct
{
  GtkWidget *window;
  ResiteJobPanel *panel;
  ScriptedJob *job;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->panel = RESITE_JOB_PANEL (resite_job_panel_new ());
  fixture->job = scripted_job_new ("Copy the packages");
  fixture->window = display_show (GTK_WIDGET (fixture->panel));
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
start (Fixture *fixture)
{
  resite_job_panel_set_job (fixture->panel, RESITE_JOB (fixture->job));
  scripted_job_start (fixture->job);
}

static void
assert_state (Fixture *fixture, const char *word, const char *style)
{
  GtkWidget *label = display_child (fixture->panel, "state_label");

  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, word);
  g_assert_true (gtk_style_context_has_class (gtk_widget_get_style_context (label), style));
}

static gboolean
shows (Fixture *fixture, const char *id)
{
  return gtk_widget_get_visible (display_child (fixture->panel, id));
}

static void
test_no_job (Fixture *fixture, gconstpointer data)
{
  resite_job_panel_set_job (fixture->panel, RESITE_JOB (fixture->job));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->panel)));
  resite_job_panel_set_job (fixture->panel, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->panel)));
  display_assert_unheard (fixture->job, "notify");
  resite_job_panel_toggle_paused (fixture->panel);
}

static void
test_pending (Fixture *fixture, gconstpointer data)
{
  resite_job_panel_set_job (fixture->panel, RESITE_JOB (fixture->job));
  assert_state (fixture, "Waiting", "resite-verdict-none");
  g_assert_false (shows (fixture, "message_label"));
  g_assert_false (shows (fixture, "detail_label"));
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  assert_state (fixture, "▸ Running", "resite-verdict-none");
  g_assert_true (shows (fixture, "pause_button"));
  g_assert_true (shows (fixture, "stop_button"));
  resite_job_set_detail (RESITE_JOB (fixture->job), "3 of 10, " STRANGE_TEXT);
  g_assert_cmpstr (display_text (fixture->panel, "detail_label"), ==, "3 of 10, " STRANGE_TEXT);
  g_assert_true (shows (fixture, "detail_label"));
  resite_job_set_detail (RESITE_JOB (fixture->job), "");
  g_assert_false (shows (fixture, "detail_label"));
}

static void
test_fraction (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double fraction;
    const char *percent;
    double opacity;
  } cases[] = { { 0, "0 %", 1 },   { 0.5, "50 %", 1 },  { 0.999, "99 %", 1 },
                { 1, "100 %", 1 }, { 1.5, "100 %", 1 }, { -1, "", 0 } };
  GtkWidget *bar = display_child (fixture->panel, "bar");

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      resite_job_set_fraction (RESITE_JOB (fixture->job), cases[i].fraction);
      g_assert_cmpstr (display_text (fixture->panel, "percent_label"), ==, cases[i].percent);
      g_assert_cmpfloat (gtk_widget_get_opacity (bar), ==, cases[i].opacity);
    }
  resite_job_set_fraction (RESITE_JOB (fixture->job), 0.25);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0.25);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = display_child (fixture->panel, "pause_button");

  start (fixture);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Pause");
  display_click (button);
  assert_state (fixture, "Pausing…", "resite-verdict-warning");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Go on");
  g_assert_cmpuint (fixture->job->n_paused, ==, 1);
  resite_job_tell_paused (RESITE_JOB (fixture->job));
  assert_state (fixture, "Paused", "resite-verdict-warning");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Go on");
  display_click (button);
  assert_state (fixture, "▸ Running", "resite-verdict-none");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Pause");
  resite_job_panel_toggle_paused (fixture->panel);
  g_assert_cmpuint (fixture->job->n_paused, ==, 2);
}

/* Stop only tells; who listens asks the run, so that it is on record. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_auto (DisplayHeard) heard = { 0 };

  fixture->job->obeys = FALSE;
  start (fixture);
  display_listen (fixture->panel, "stop", display_heard_cb, &heard);
  display_click (display_child (fixture->panel, "stop_button"));
  g_assert_cmpuint (heard.count, ==, 1);
  g_assert_cmpint (resite_job_get_state (RESITE_JOB (fixture->job)), ==, RESITE_JOB_RUNNING);
  resite_job_cancel (RESITE_JOB (fixture->job));
  assert_state (fixture, "Stopping…", "resite-verdict-warning");
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->panel, "stop_button")));
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->panel, "pause_button")));
  scripted_job_end (fixture->job, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  display_until (resite_job_is_over (RESITE_JOB (fixture->job)));
  assert_state (fixture, "Stopped", "resite-verdict-warning");
}

typedef struct
{
  ResiteJobState outcome;
  const char *error;
  const char *word;
  const char *style;
} Ending;

static void
test_endings (gconstpointer data)
{
  const Ending *ending = data;
  Fixture fixture;

  set_up (&fixture, NULL);
  start (&fixture);
  if (ending->outcome != RESITE_JOB_DONE && ending->error == NULL)
    resite_job_set_outcome (RESITE_JOB (fixture.job), ending->outcome);
  resite_job_set_message (RESITE_JOB (fixture.job), "because of " STRANGE_TEXT);
  scripted_job_end (fixture.job, ending->error != NULL ? g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                                                                      "%s", ending->error)
                                                       : NULL);
  display_until (resite_job_is_over (RESITE_JOB (fixture.job)));
  assert_state (&fixture, ending->word, ending->style);
  g_assert_false (shows (&fixture, "pause_button"));
  g_assert_false (shows (&fixture, "stop_button"));
  g_assert_true (shows (&fixture, "message_label"));
  resite_job_panel_toggle_paused (fixture.panel);
  assert_state (&fixture, ending->word, ending->style);
  tear_down (&fixture, NULL);
}

static void
add_endings (void)
{
  static const Ending endings[] = {
    { RESITE_JOB_DONE, NULL, "✓ Done", "resite-verdict-good" },
    { RESITE_JOB_DONE_WITH_FAILURES, NULL, "! Done, some failed", "resite-verdict-warning" },
    { RESITE_JOB_STOPPED_ITSELF, NULL, "✗ Stopped by itself", "resite-verdict-bad" },
    { RESITE_JOB_FAILED, "the folder is gone", "✗ Failed", "resite-verdict-bad" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/job-panel/ending/%u", i);

      g_test_add_data_func (path, &endings[i], test_endings);
    }
}

static void
test_only_looking (Fixture *fixture, gconstpointer data)
{
  resite_job_panel_set_editable (fixture->panel, FALSE);
  start (fixture);
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->panel, "pause_button")));
  g_assert_false (gtk_widget_get_sensitive (display_child (fixture->panel, "stop_button")));
  resite_job_panel_toggle_paused (fixture->panel);
  g_assert_cmpuint (fixture->job->n_paused, ==, 0);
  resite_job_panel_set_editable (fixture->panel, TRUE);
  g_assert_true (gtk_widget_get_sensitive (display_child (fixture->panel, "stop_button")));
}

static void
test_other_job (Fixture *fixture, gconstpointer data)
{
  ScriptedJob *other = scripted_job_new ("Another");

  start (fixture);
  resite_job_panel_set_job (fixture->panel, RESITE_JOB (other));
  assert_state (fixture, "Waiting", "resite-verdict-none");
  resite_job_set_detail (RESITE_JOB (fixture->job), "of the former");
  display_assert_silent (fixture->panel, "of the former");
  resite_job_panel_set_job (fixture->panel, NULL);
  g_assert_finalize_object (other);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  display_assert_named (fixture->window);
  g_assert_true (display_named (fixture->panel, "How much is done") ==
                 display_child (fixture->panel, "bar"));
}

/* The window closes in the middle: the job goes on, and nothing is told to what is gone. */
static void
test_gone_in_the_middle (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  display_destroy (fixture->window);
  display_assert_unheard (fixture->job, "notify");
  resite_job_set_fraction (RESITE_JOB (fixture->job), 0.5);
  resite_job_set_detail (RESITE_JOB (fixture->job), "still there");
  scripted_job_end (fixture->job, NULL);
  display_until (resite_job_is_over (RESITE_JOB (fixture->job)));
  fixture->window = display_show (gtk_label_new ("empty"));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/job-panel/no-job", test_no_job);
  add ("/job-panel/pending", test_pending);
  add ("/job-panel/running", test_running);
  add ("/job-panel/fraction", test_fraction);
  add ("/job-panel/pause", test_pause);
  add ("/job-panel/stop", test_stop);
  add_endings ();
  add ("/job-panel/only-looking", test_only_looking);
  add ("/job-panel/other-job", test_other_job);
  add ("/job-panel/names", test_names);
  add ("/job-panel/gone-in-the-middle", test_gone_in_the_middle);
  return g_test_run ();
}
