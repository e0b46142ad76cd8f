/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-journal-page.h"
#include "resite-run-card.h"
#include "resite-start-page.h"
#include "resite-welcome-page.h"

/* Pages without a step: the journal, the welcome, the start. */

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *page;
} Page;

static void
set_up (Page *page, gconstpointer data)
{
  page->site = display_run_new ("strange.xml");
  page->window = NULL;
}

static void
open_page (Page *page, GtkWidget *widget)
{
  page->page = widget;
  page->window = display_show (widget);
  resite_page_refresh (RESITE_PAGE (widget));
  display_settle ();
}

static void
tear_down (Page *page, gconstpointer data)
{
  if (page->window != NULL)
    display_destroy (page->window);
  display_run_assert_unheard (page->site);
  fixture_free (page->site);
}

static guint
count_events (Page *page)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (page->site->run), 0, NULL);

  return events->len;
}

static guint
count_rows (Page *page)
{
  return display_count (page->page, GTK_TYPE_LIST_BOX_ROW);
}

static void
test_journal (Page *page, gconstpointer data)
{
  guint before;

  open_page (page, resite_journal_page_new (page->site->run, FIXTURE_BY));
  before = count_rows (page);
  g_assert_cmpuint (before, ==, count_events (page));
  g_assert_cmpstr (resite_page_get_title (RESITE_PAGE (page->page)), ==, "Journal");
  fixture_do (page->site, RESITE_MOVE_NOTE, "P1", "note", STRANGE_TEXT " " RTL_TEXT, NULL);
  display_until (count_rows (page) == before + 1);
  display_assert_says (page->page, STRANGE_TEXT " " RTL_TEXT);
  resite_page_refresh (RESITE_PAGE (page->page));
  g_assert_cmpuint (count_rows (page), ==, count_events (page));
  display_assert_named (page->window);
}

static void
test_journal_raw (Page *page, gconstpointer data)
{
  GtkToggleButton *raw;

  fixture_do (page->site, RESITE_MOVE_NOTE, "P1", "note", "two\nlines", NULL);
  open_page (page, resite_journal_page_new (page->site->run, FIXTURE_BY));
  display_assert_silent (page->page, "note=");
  raw = display_button (page->page, "Show the _raw record too");
  g_assert_true (resite_page_grab_first_focus (RESITE_PAGE (page->page)));
  g_assert_true (display_focus (page->window) == GTK_WIDGET (raw));
  gtk_toggle_button_set_active (raw, TRUE);
  display_assert_says (page->page, "noted P1");
  display_assert_says (page->page, "note=two lines");
  gtk_toggle_button_set_active (raw, FALSE);
  display_assert_silent (page->page, "note=");
}

/* A long fact in a script of several bytes a letter is cut for the raw line, between letters. */
static void
test_journal_long (Page *page, gconstpointer data)
{
  g_autoptr (GString) note = g_string_new ("x");

  while (note->len < 600)
    g_string_append (note, "خادم");
  fixture_do (page->site, RESITE_MOVE_NOTE, "P1", "note", note->str, NULL);
  open_page (page, resite_journal_page_new (page->site->run, FIXTURE_BY));
  gtk_toggle_button_set_active (display_button (page->page, "Show the _raw record too"), TRUE);
  display_settle ();
  {
    g_autofree char *text = display_read (page->page);

    g_assert_true (g_utf8_validate (text, -1, NULL));
  }
}

static void
test_journal_many (Page *page, gconstpointer data)
{
  for (int i = 0; i < 300; i++)
    fixture_do (page->site, RESITE_MOVE_NOTE, "P1", "note", "again", NULL);
  open_page (page, resite_journal_page_new (page->site->run, FIXTURE_BY));
  g_assert_cmpuint (count_rows (page), ==, count_events (page));
}

static void
test_welcome (Page *page, gconstpointer data)
{
  g_auto (DisplayHeard) gone_to = { 0 };

  fixture_do (page->site, RESITE_MOVE_DONE, "P1", NULL);
  fixture_reopen (page->site);
  open_page (page, resite_welcome_page_new (page->site->run, FIXTURE_BY));
  display_listen (page->page, "go-to", display_heard_text_cb, &gone_to);
  g_assert_cmpstr (resite_page_get_title (RESITE_PAGE (page->page)), ==, "Welcome back");
  display_assert_says (page->page, "Next is P2: Write down.");
  display_assert_named (page->window);
  g_assert_true (resite_page_grab_first_focus (RESITE_PAGE (page->page)));
  display_click (display_button (page->page, "C_ontinue"));
  g_assert_cmpuint (gone_to.count, ==, 1);
  g_assert_cmpstr (gone_to.text, ==, "P2");
  display_click (display_button (page->page, "Read the _journal"));
  g_assert_cmpstr (gone_to.text, ==, "journal");
}

/* Shown again it says the same once, and frees nothing that is the run's. */
static void
test_welcome_again (Page *page, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  fixture_reopen (page->site);
  open_page (page, resite_welcome_page_new (page->site->run, FIXTURE_BY));
  first = display_read (page->page);
  resite_page_refresh (RESITE_PAGE (page->page));
  resite_page_refresh (RESITE_PAGE (page->page));
  second = display_read (page->page);
  g_assert_cmpstr (first, ==, second);
}

/* The start page. */

typedef struct
{
  GtkWidget *window;
  ResiteStartPage *page;
  Fixture *site;
  DisplayHeard opened;
  DisplayHeard rehearsed;
} Start;

static void
start_set_up (Start *start, gconstpointer data)
{
  memset (start, 0, sizeof *start);
  start->site = fixture_new ();
  start->page = RESITE_START_PAGE (resite_start_page_new ());
  start->window = display_show (GTK_WIDGET (start->page));
  display_listen (start->page, "open-run", display_heard_text_cb, &start->opened);
  display_listen (start->page, "rehearse", display_heard_cb, &start->rehearsed);
}

static void
start_tear_down (Start *start, gconstpointer data)
{
  if (start->window != NULL)
    display_destroy (start->window);
  display_heard_clear (&start->opened);
  display_heard_clear (&start->rehearsed);
  fixture_free (start->site);
}

static void
test_start_empty (Start *start, gconstpointer data)
{
  display_assert_says (start->page, "Nothing here yet. Rehearse first");
  display_assert_named (start->window);
  resite_start_page_set_person (start->page, "J. Doe", "0711");
  g_assert_cmpstr (resite_start_page_get_person (start->page), ==, "J. Doe");
  g_assert_cmpstr (resite_start_page_get_phone (start->page), ==, "0711");
  resite_start_page_grab_focus (start->page);
  g_assert_true (display_focus (start->window) == display_child (start->page, "rehearse_button"));
  display_click (display_child (start->page, "rehearse_button"));
  g_assert_cmpuint (start->rehearsed.count, ==, 1);
}

static void
test_start_runs (Start *start, gconstpointer data)
{
  GtkWidget *card;
  g_autofree char *path = NULL;

  fixture_start (start->site);
  path = g_strdup (resite_journal_get_path (resite_run_get_journal (start->site->run)));
  fixture_close (start->site);
  resite_start_page_set_person (start->page, "", "");
  resite_start_page_read_runs (start->page, start->site->data);
  display_until (display_count (start->page, RESITE_TYPE_RUN_CARD) == 1);
  display_assert_says (start->page, "Welcome back");
  card = display_nth (start->page, RESITE_TYPE_RUN_CARD, 0);
  display_assert_says (card, "At P1 · closed ");
  display_assert_named (start->window);
  display_click (display_button (card, "Continue"));
  g_assert_cmpuint (start->opened.count, ==, 0);
  display_assert_says (start->page, "Write your name first.");
  g_assert_true (display_focus (start->window) == display_child (start->page, "person_entry"));
  resite_start_page_set_person (start->page, "J. Doe", "");
  display_click (display_button (card, "Continue"));
  g_assert_cmpuint (start->opened.count, ==, 1);
  g_assert_cmpstr (start->opened.text, ==, path);
}

static void
test_start_unreadable (Start *start, gconstpointer data)
{
  fixture_write (start->site, "data/broken.resite", "this is no journal", 0644);
  resite_start_page_read_runs (start->page, start->site->data);
  display_until (display_count (start->page, RESITE_TYPE_RUN_CARD) == 1);
  display_assert_says (start->page, "No run is open.");
  g_assert_cmpuint (
      display_count (display_nth (start->page, RESITE_TYPE_RUN_CARD, 0), GTK_TYPE_BUTTON), ==, 0);
}

static void
test_start_gone_while_reading (Start *start, gconstpointer data)
{
  g_autoptr (ResiteStartPage) page = g_object_ref (start->page);

  fixture_start (start->site);
  resite_start_page_read_runs (start->page, start->site->data);
  gtk_widget_destroy (start->window);
  start->window = NULL;
  /* The reader holds the page until it is through. */
  display_until (G_OBJECT (page)->ref_count == 1);
}

static void
add (const char *path, void (*test) (Page *, gconstpointer))
{
  g_test_add (path, Page, NULL, set_up, test, tear_down);
}

static void
add_start (const char *path, void (*test) (Start *, gconstpointer))
{
  g_test_add (path, Start, NULL, start_set_up, test, start_tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/journal-page/rows", test_journal);
  add ("/journal-page/raw", test_journal_raw);
  add ("/journal-page/long", test_journal_long);
  add ("/journal-page/many", test_journal_many);
  add ("/welcome-page/continue", test_welcome);
  add ("/welcome-page/again", test_welcome_again);
  add_start ("/start-page/empty", test_start_empty);
  add_start ("/start-page/runs", test_start_runs);
  add_start ("/start-page/unreadable", test_start_unreadable);
  add_start ("/start-page/gone-while-reading", test_start_gone_while_reading);
  return g_test_run ();
}
