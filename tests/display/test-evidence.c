/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "job-run.h"
#include "resite-evidence-box.h"
#include "resite-instruction-page.h"
#include "resite-open-points.h"

/* Notes and files of a step, and the points that stay open: all of it goes through the journal. */

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *page;
  GtkWidget *box;
  DisplayHeard said;
} Evidence;

static void
say_cb (Evidence *evidence, int type, const char *text)
{
  display_heard_text_cb (&evidence->said, text);
}

static void
set_up (Evidence *evidence, gconstpointer data)
{
  gboolean points = data != NULL;

  evidence->site = display_run_new (NULL);
  evidence->page = display_run_page (evidence->site, RESITE_TYPE_INSTRUCTION_PAGE, "P3");
  evidence->box = points ? resite_open_points_new (RESITE_PAGE (evidence->page))
                         : resite_evidence_box_new (RESITE_PAGE (evidence->page));
  gtk_container_add (GTK_CONTAINER (evidence->page), evidence->box);
  evidence->window = display_show (evidence->page);
  memset (&evidence->said, 0, sizeof evidence->said);
  g_signal_connect_swapped (evidence->page, "say", G_CALLBACK (say_cb), evidence);
}

static void
tear_down (Evidence *evidence, gconstpointer data)
{
  if (evidence->window != NULL)
    display_destroy (evidence->window);
  display_heard_clear (&evidence->said);
  display_run_assert_unheard (evidence->site);
  fixture_free (evidence->site);
}

static guint
count (Evidence *evidence, const char *what)
{
  return fixture_count_events (evidence->site, what, NULL);
}

static void
test_empty (Evidence *evidence, gconstpointer data)
{
  display_assert_says (evidence->box, "Nothing kept yet.");
  g_assert_false (gtk_widget_get_sensitive (display_child (evidence->box, "note_button")));
}

static void
test_note (Evidence *evidence, gconstpointer data)
{
  GtkWidget *entry = display_child (evidence->box, "note_entry");

  resite_evidence_box_note (RESITE_EVIDENCE_BOX (evidence->box));
  g_assert_true (display_focus (evidence->window) == entry);
  display_type (entry, STRANGE_TEXT " " RTL_TEXT);
  display_click (display_child (evidence->box, "note_button"));
  display_until (count (evidence, RESITE_EVENT_NOTED) == 1);
  display_until (gtk_entry_get_text_length (GTK_ENTRY (entry)) == 0);
  display_until (display_says (evidence->box, ", J. Doe: “" STRANGE_TEXT " " RTL_TEXT "”"));
  display_assert_silent (evidence->box, "Nothing kept yet.");
  g_assert_true (display_focus (evidence->window) == entry);
}

/* A double click and Enter at once write one note. */
static void
test_note_once (Evidence *evidence, gconstpointer data)
{
  GtkWidget *entry = display_child (evidence->box, "note_entry");
  GtkWidget *button = display_child (evidence->box, "note_button");

  display_type (entry, "once");
  gtk_button_clicked (GTK_BUTTON (button));
  gtk_button_clicked (GTK_BUTTON (button));
  gtk_widget_activate (entry);
  display_until (gtk_entry_get_text_length (GTK_ENTRY (entry)) == 0);
  display_settle ();
  g_assert_cmpuint (count (evidence, RESITE_EVENT_NOTED), ==, 1);
}

static void
test_enter (Evidence *evidence, gconstpointer data)
{
  GtkWidget *entry = display_child (evidence->box, "note_entry");

  gtk_widget_grab_focus (entry);
  display_press (evidence->window, GDK_KEY_Return, 0);
  g_assert_cmpuint (count (evidence, RESITE_EVENT_NOTED), ==, 0);
  display_type (entry, "by Enter");
  display_press (evidence->window, GDK_KEY_Return, 0);
  display_until (count (evidence, RESITE_EVENT_NOTED) == 1);
  display_until (display_says (evidence->box, "“by Enter”"));
}

static void
test_file (Evidence *evidence, gconstpointer data)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "photo_1 <b>&.jpg", "not a picture");

  resite_evidence_box_attach (RESITE_EVIDENCE_BOX (evidence->box));
  display_choose_file (path);
  display_until (count (evidence, RESITE_EVENT_ATTACHED) == 1);
  display_until (display_says (evidence->box, "file photo_1 <b>&.jpg, 13 bytes"));
  job_run_remove_folder (folder);
}

static void
test_paste (Evidence *evidence, gconstpointer data)
{
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), "pasted <lines>\n" RTL_TEXT,
                          -1);
  display_click (display_named (evidence->box, "Paste as evidence"));
  display_until (count (evidence, RESITE_EVENT_ATTACHED) == 1);
  display_until (display_says (evidence->box, "file pasted.txt"));
}

static void
test_keep_text (Evidence *evidence, gconstpointer data)
{
  g_autoptr (ResiteEvent) event = NULL;
  GBytes *bytes;

  resite_evidence_box_keep_text (RESITE_EVIDENCE_BOX (evidence->box), "distmgr.log", "line\n");
  display_until (count (evidence, RESITE_EVENT_ATTACHED) == 1);
  display_until (display_says (evidence->box, "file distmgr.log, 5 bytes"));
  event = fixture_find_event (evidence->site, RESITE_EVENT_ATTACHED);
  g_assert_cmpstr (resite_event_get (event, "name"), ==, "distmgr.log");
  bytes = resite_event_get_bytes (event, "file");
  if (bytes != NULL)
    g_assert_cmpuint (g_bytes_get_size (bytes), ==, 5);
}

/* Only what is of this step is shown; of any step it is kept. */
static void
test_other_step (Evidence *evidence, gconstpointer data)
{
  fixture_do (evidence->site, RESITE_MOVE_NOTE, "P1", "note", "elsewhere", NULL);
  fixture_do (evidence->site, RESITE_MOVE_NOTE, "P3", "note", "from outside", NULL);
  display_until (display_says (evidence->box, "“from outside”"));
  display_assert_silent (evidence->box, "elsewhere");
}

static void
test_former (Evidence *evidence, gconstpointer data)
{
  GtkWidget *again;

  fixture_do (evidence->site, RESITE_MOVE_NOTE, "P3", "note", "of yesterday", NULL);
  again = g_object_ref_sink (resite_evidence_box_new (RESITE_PAGE (evidence->page)));
  display_until (display_says (again, "“of yesterday”"));
  gtk_widget_destroy (again);
  g_assert_finalize_object (again);
}

/* A page that is left before its record was read is told nothing of it. */
static void
test_left_at_once (Evidence *evidence, gconstpointer data)
{
  GtkWidget *again = g_object_ref_sink (resite_evidence_box_new (RESITE_PAGE (evidence->page)));

  gtk_widget_destroy (again);
  g_assert_finalize_object (again);
  fixture_do (evidence->site, RESITE_MOVE_NOTE, "P3", "note", "later", NULL);
  display_until (display_says (evidence->box, "“later”"));
}

static void
test_only_looking (Evidence *evidence, gconstpointer data)
{
  fixture_do (evidence->site, RESITE_MOVE_NOTE, "P3", "note", "to be read", NULL);
  resite_evidence_box_set_editable (RESITE_EVIDENCE_BOX (evidence->box), FALSE);
  g_assert_false (gtk_widget_get_visible (display_child (evidence->box, "tools")));
  display_until (display_says (evidence->box, "“to be read”"));
  display_assert_named (evidence->window);
}

/* The page turns before the note is on the disk: it gets there all the same. */
static void
test_gone_while_noting (Evidence *evidence, gconstpointer data)
{
  display_type (display_child (evidence->box, "note_entry"), "on the way");
  display_click (display_child (evidence->box, "note_button"));
  gtk_widget_destroy (evidence->window);
  evidence->window = NULL;
  display_until (count (evidence, RESITE_EVENT_NOTED) == 1);
  display_settle ();
}

static void
type_point (Evidence *evidence, const char *text, const char *owner, const char *until)
{
  display_type (display_child (evidence->box, "text_entry"), text);
  display_type (display_child (evidence->box, "owner_entry"), owner);
  display_type (display_child (evidence->box, "until_entry"), until);
}

static void
test_points (Evidence *evidence, gconstpointer data)
{
  GtkWidget *button = display_child (evidence->box, "add_button");

  display_assert_says (evidence->box, "None named yet.");
  type_point (evidence, "send " STRANGE_TEXT " back", "", "");
  g_assert_false (gtk_widget_get_sensitive (button));
  type_point (evidence, "send " STRANGE_TEXT " back", "K. Lang", "");
  display_click (button);
  display_until (count (evidence, RESITE_EVENT_OPEN_POINT) == 1);
  display_until (display_says (evidence->box, "• send " STRANGE_TEXT " back (K. Lang)"));
  display_until (gtk_entry_get_text_length (display_child (evidence->box, "text_entry")) == 0);
  g_assert_cmpstr (gtk_entry_get_text (display_child (evidence->box, "owner_entry")), ==,
                   "K. Lang");
  type_point (evidence, RTL_TEXT, "M. Ivanova", "2026-12-01");
  display_click (button);
  display_until (display_says (evidence->box, "• " RTL_TEXT " (M. Ivanova, until 2026-12-01)"));
  display_assert_silent (evidence->box, "None named yet.");
}

static void
test_point_once (Evidence *evidence, gconstpointer data)
{
  GtkWidget *button = display_child (evidence->box, "add_button");

  type_point (evidence, "once", "K. Lang", "");
  gtk_button_clicked (GTK_BUTTON (button));
  gtk_button_clicked (GTK_BUTTON (button));
  gtk_widget_activate (display_child (evidence->box, "owner_entry"));
  display_until (gtk_entry_get_text_length (display_child (evidence->box, "text_entry")) == 0);
  display_settle ();
  g_assert_cmpuint (count (evidence, RESITE_EVENT_OPEN_POINT), ==, 1);
}

static void
test_points_of_before (Evidence *evidence, gconstpointer data)
{
  GtkWidget *again;

  fixture_do (evidence->site, RESITE_MOVE_OPEN_POINT, NULL, "note", "of before", "owner", "A. B.",
              NULL);
  display_until (display_says (evidence->box, "• of before (A. B.)"));
  again = g_object_ref_sink (resite_open_points_new (RESITE_PAGE (evidence->page)));
  display_until (display_says (again, "• of before (A. B.)"));
  resite_open_points_set_editable (RESITE_OPEN_POINTS (again), FALSE);
  g_assert_false (gtk_widget_get_visible (display_child (again, "tools")));
  gtk_widget_destroy (again);
  g_assert_finalize_object (again);
  display_assert_named (evidence->window);
}

static void
add (const char *path, gconstpointer points, void (*test) (Evidence *, gconstpointer))
{
  g_test_add (path, Evidence, points, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/evidence/empty", NULL, test_empty);
  add ("/evidence/note", NULL, test_note);
  add ("/evidence/note-once", NULL, test_note_once);
  add ("/evidence/enter", NULL, test_enter);
  add ("/evidence/file", NULL, test_file);
  add ("/evidence/paste", NULL, test_paste);
  add ("/evidence/keep-text", NULL, test_keep_text);
  add ("/evidence/other-step", NULL, test_other_step);
  add ("/evidence/former", NULL, test_former);
  add ("/evidence/left-at-once", NULL, test_left_at_once);
  add ("/evidence/only-looking", NULL, test_only_looking);
  add ("/evidence/gone-while-noting", NULL, test_gone_while_noting);
  add ("/open-points/points", "points", test_points);
  add ("/open-points/once", "points", test_point_once);
  add ("/open-points/of-before", "points", test_points_of_before);
  return g_test_run ();
}
