/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-guard.h"
#include "resite-page-factory.h"
#include "resite-sign-off.h"
#include "resite-step-controls.h"

/* Pages of steps, with their runs: a button pressed twice is one move, and nothing is left behind. */

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *page;
} Page;

static void
open_page (Page *page, const char *step)
{
  page->page = resite_page_factory_new_step_page (page->site->run, fixture_step (page->site, step),
                                                  FIXTURE_BY);
  resite_page_refresh (RESITE_PAGE (page->page));
  page->window = display_show (page->page);
  resite_page_shown (RESITE_PAGE (page->page));
  display_settle ();
}

static void
close_page (Page *page)
{
  display_destroy (page->window);
  page->window = NULL;
}

static void
set_up (Page *page, gconstpointer data)
{
  page->site = display_run_new (data);
  page->window = NULL;
}

static void
tear_down (Page *page, gconstpointer data)
{
  if (page->window != NULL)
    close_page (page);
  display_run_assert_unheard (page->site);
  fixture_free (page->site);
}

static gboolean
has_status (Page *page, const char *step, const char *status)
{
  return g_str_equal (
      resite_step_status_to_string (resite_step_run_get_status (fixture_step (page->site, step))),
      status);
}

static gpointer
get_start (Page *page)
{
  return display_child (display_nth (page->page, RESITE_TYPE_STEP_CONTROLS, 0), "start_button");
}

static void
test_start_twice (Page *page, gconstpointer data)
{
  open_page (page, "P1");
  g_assert_true (gtk_widget_is_sensitive (get_start (page)));
  gtk_button_clicked (GTK_BUTTON (get_start (page)));
  gtk_button_clicked (GTK_BUTTON (get_start (page)));
  display_until (has_status (page, "P1", "done"));
  display_settle ();
  g_assert_cmpuint (fixture_count_events (page->site, RESITE_EVENT_STEP_STARTED, "P1"), ==, 1);
  g_assert_false (gtk_widget_get_visible (get_start (page)));
  display_assert_says (page->page, "✓ Done, J. Doe");
}

static void
test_sign_off_twice (Page *page, gconstpointer data)
{
  GtkWidget *done;

  open_page (page, "P3");
  done = display_child (display_nth (page->page, RESITE_TYPE_SIGN_OFF, 0), "done_button");
  display_until (gtk_widget_is_sensitive (done) && gtk_widget_is_visible (done));
  gtk_button_clicked (GTK_BUTTON (done));
  gtk_button_clicked (GTK_BUTTON (done));
  display_until (has_status (page, "P3", "done"));
  display_settle ();
  g_assert_cmpuint (fixture_count_events (page->site, RESITE_EVENT_STEP_DONE, "P3"), <=, 1);
  g_assert_cmpuint (fixture_count_events (page->site, RESITE_EVENT_SIGNED_OFF, "P3"), <=, 1);
}

static void
test_not_reached (Page *page, gconstpointer data)
{
  open_page (page, "C6@primary.1");
  g_assert_false (resite_page_is_editable (RESITE_PAGE (page->page)));
  g_assert_false (gtk_widget_is_visible (get_start (page)) &&
                  gtk_widget_is_sensitive (get_start (page)));
  display_assert_named (page->window);
}

/* The deed cannot be said to be done before the lock is open; a key does not get around it. */
static void
test_guard (Page *page, gconstpointer data)
{
  GtkWidget *done;
  g_autofree char *locked = NULL;
  g_autofree char *open = NULL;

  open_page (page, "C3");
  done = display_child (display_nth (page->page, RESITE_TYPE_SIGN_OFF, 0), "done_button");
  locked = resite_page_dup_next_reason (RESITE_PAGE (page->page));
  g_assert_nonnull (strstr (locked, "name of the machine"));
  g_assert_false (gtk_widget_is_sensitive (done));
  display_type (display_child (display_nth (page->page, RESITE_TYPE_GUARD, 0), "entry"), "BR01SMS");
  display_until (gtk_widget_is_sensitive (done));
  open = resite_page_dup_next_reason (RESITE_PAGE (page->page));
  g_assert_cmpstr (open, !=, locked);
  g_assert_cmpuint (fixture_count_events (page->site, RESITE_EVENT_STEP_DONE, "C3"), ==, 0);
}

static void
test_strange_words (Page *page, gconstpointer data)
{
  open_page (page, "P1");
  display_assert_says (page->page, "It is <u>needed</u> & wanted.");
  display_assert_says (page->page, "A paragraph <b>with</b> & for S01.");
  g_assert_cmpstr (resite_page_get_title (RESITE_PAGE (page->page)), ==,
                   "Copy <b>all</b> & R_D files %s");
  display_assert_named (page->window);
}

/* Every step of the road on its page, opened and closed: nothing stays. */
static void
test_every_page (Page *page, gconstpointer data)
{
  GListModel *steps = resite_run_get_steps (page->site->run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      open_page (page, resite_step_run_get_name (step));
      display_assert_named (page->window);
      close_page (page);
      display_run_assert_unheard (page->site);
    }
}

/* The page goes in the middle of the work; the work goes on. */
static void
test_gone_while_running (Page *page, gconstpointer data)
{
  open_page (page, "P1");
  gtk_button_clicked (GTK_BUTTON (get_start (page)));
  gtk_widget_destroy (page->window);
  page->window = NULL;
  display_until (has_status (page, "P1", "done"));
  display_settle ();
}

static void
test_failure_is_told (Page *page, gconstpointer data)
{
  fixture_write (page->site, "new/E/SMSPKG", "a file where a folder should be", 0644);
  open_page (page, "P1");
  gtk_button_clicked (GTK_BUTTON (get_start (page)));
  display_until (has_status (page, "P1", "failed"));
  display_until (display_says (page->page, "✗ Failed"));
  display_assert_says (page->page, "SMSPKG");
  g_assert_true (gtk_widget_is_visible (get_start (page)));
}

static void
test_form_page (Page *page, gconstpointer data)
{
  g_autofree char *reason = NULL;

  fixture_do (page->site, RESITE_MOVE_START, "P1", NULL);
  open_page (page, "W1");
  reason = resite_page_dup_next_reason (RESITE_PAGE (page->page));
  g_assert_nonnull (strstr (reason, "Limit"));
  display_assert_says (page->page, "Limit");
  display_assert_named (page->window);
}

static void
add (const char *path, const char *runbook, void (*test) (Page *, gconstpointer))
{
  g_test_add (path, Page, runbook, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/step-pages/start-twice", NULL, test_start_twice);
  add ("/step-pages/sign-off-twice", NULL, test_sign_off_twice);
  add ("/step-pages/not-reached", NULL, test_not_reached);
  add ("/step-pages/guard", "strange.xml", test_guard);
  add ("/step-pages/strange-words", "strange.xml", test_strange_words);
  add ("/step-pages/every-page", NULL, test_every_page);
  add ("/step-pages/every-strange-page", "strange.xml", test_every_page);
  add ("/step-pages/gone-while-running", NULL, test_gone_while_running);
  add ("/step-pages/failure-is-told", NULL, test_failure_is_told);
  add ("/step-pages/form-page", NULL, test_form_page);
  return g_test_run ();
}
