/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "job-run.h"
#include "resite-paper-view.h"
#include "resite-print.h"
#include "run-fixture.h"

/* The papers on the screen and on their way to the printer. */

typedef struct
{
  Fixture *site;
  ResiteSummary *summary;
  GtkWidget *window;
  ResitePaperView *view;
  DisplayHeard turned;
} Papers;

static void
set_up (Papers *papers, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  papers->site = fixture_new ();
  fixture_start (papers->site);
  fixture_do (papers->site, RESITE_MOVE_START, "P1", NULL);
  for (int i = 0; i < 60; i++)
    fixture_do (papers->site, RESITE_MOVE_NOTE, "P3", "note", STRANGE_TEXT " " RTL_TEXT, NULL);
  papers->summary = resite_summary_new (
      resite_journal_get_path (resite_run_get_journal (papers->site->run)), &error);
  g_assert_no_error (error);
  papers->view = g_object_new (RESITE_TYPE_PAPER_VIEW, NULL);
  papers->window = display_show (GTK_WIDGET (papers->view));
  memset (&papers->turned, 0, sizeof papers->turned);
  display_listen (papers->view, "turned", display_heard_cb, &papers->turned);
}

static void
tear_down (Papers *papers, gconstpointer data)
{
  if (papers->window != NULL)
    display_destroy (papers->window);
  display_heard_clear (&papers->turned);
  g_assert_finalize_object (papers->summary);
  fixture_free (papers->site);
}

static void
show (Papers *papers, ResitePaper paper, gboolean letter)
{
  resite_paper_view_set_paper (papers->view, papers->summary, paper, letter);
  display_settle ();
}

static void
test_blank (Papers *papers, gconstpointer data)
{
  resite_paper_view_set_paper (papers->view, NULL, RESITE_PAPER_SUMMARY, FALSE);
  display_settle ();
  g_assert_cmpuint (resite_paper_view_count_pages (papers->view), ==, 0);
  resite_paper_view_turn (papers->view, 1);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 0);
}

static void
test_every_paper (Papers *papers, gconstpointer data)
{
  static const ResitePaper all[] = { RESITE_PAPER_SUMMARY, RESITE_PAPER_EMERGENCY,
                                     RESITE_PAPER_CHECKLIST, RESITE_PAPER_SLIP };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (int letter = 0; letter < 2; letter++)
      {
        guint n_pages;

        show (papers, all[i], letter);
        n_pages = resite_paper_view_count_pages (papers->view);
        g_assert_cmpuint (n_pages, >, 0);
        g_assert_cmpuint (n_pages, ==,
                          resite_summary_count_pages (papers->summary, all[i], letter ? 612 : 595,
                                                      letter ? 792 : 842));
        for (guint page = 0; page < n_pages; page++)
          {
            gtk_widget_queue_draw (GTK_WIDGET (papers->view));
            display_settle ();
            resite_paper_view_turn (papers->view, 1);
          }
        g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, n_pages - 1);
      }
}

static void
test_turning (Papers *papers, gconstpointer data)
{
  guint n_pages;
  guint before;

  show (papers, RESITE_PAPER_SUMMARY, FALSE);
  n_pages = resite_paper_view_count_pages (papers->view);
  g_assert_cmpuint (n_pages, >, 1);
  before = papers->turned.count;
  resite_paper_view_turn (papers->view, -1);
  g_assert_cmpuint (papers->turned.count, ==, before);
  resite_paper_view_turn (papers->view, 100);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, n_pages - 1);
  g_assert_cmpuint (papers->turned.count, ==, before + 1);
  resite_paper_view_turn (papers->view, -100);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 0);
  resite_paper_view_turn (papers->view, 1);
  show (papers, RESITE_PAPER_EMERGENCY, FALSE);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 0);
}

static void
test_keys (Papers *papers, gconstpointer data)
{
  show (papers, RESITE_PAPER_SUMMARY, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (papers->view));
  display_press (papers->window, GDK_KEY_Page_Down, 0);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 1);
  display_press (papers->window, GDK_KEY_Page_Up, 0);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 0);
  display_press (papers->window, GDK_KEY_Right, 0);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 1);
  display_press (papers->window, GDK_KEY_Left, 0);
  g_assert_cmpuint (resite_paper_view_get_page (papers->view), ==, 0);
}

static void
test_name (Papers *papers, gconstpointer data)
{
  g_autofree char *expected = NULL;

  show (papers, RESITE_PAPER_SUMMARY, FALSE);
  display_assert_named (papers->window);
  resite_paper_view_turn (papers->view, 1);
  expected =
      g_strdup_printf ("Preview, page 2 of %u", resite_paper_view_count_pages (papers->view));
  g_assert_true (display_named (papers->window, expected) == papers->view);
}

typedef struct
{
  gboolean ended;
  gboolean done;
  GError *error;
} Print;

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Print *print = data;

  print->done = resite_print_finish (result, &print->error);
  print->ended = TRUE;
}

/* The person thinks better of it: that is no fault, and it is told once. */
static void
test_print_cancelled (Papers *papers, gconstpointer data)
{
  Print print = { 0 };
  GtkWidget *dialog;

  /* The others ask a service for printers, which a machine without one answers by a warning. */
  g_object_set (gtk_settings_get_default (), "gtk-print-backends", "file", NULL);
  resite_print_async (papers->summary, RESITE_PAPER_SUMMARY, FALSE, GTK_WINDOW (papers->window),
                      printed_cb, &print);
  dialog = display_wait_dialog (g_type_from_name ("GtkPrintUnixDialog"));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  display_until (print.ended);
  g_assert_false (print.done);
  g_assert_error (print.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&print.error);
  display_settle ();
}

static void
add (const char *path, void (*test) (Papers *, gconstpointer))
{
  g_test_add (path, Papers, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/paper-view/blank", test_blank);
  add ("/paper-view/every-paper", test_every_paper);
  add ("/paper-view/turning", test_turning);
  add ("/paper-view/keys", test_keys);
  add ("/paper-view/name", test_name);
  add ("/print/cancelled", test_print_cancelled);
  return g_test_run ();
}
