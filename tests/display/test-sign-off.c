/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "job-run.h"
#include "resite-sign-off.h"

typedef struct
{
  GtkWidget *window;
  ResiteSignOff *sign_off;
  GtkWidget *done;
  DisplayHeard heard;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->sign_off = RESITE_SIGN_OFF (resite_sign_off_new ());
  fixture->window = display_show (GTK_WIDGET (fixture->sign_off));
  fixture->done = display_child (fixture->sign_off, "done_button");
  memset (&fixture->heard, 0, sizeof fixture->heard);
  display_listen (fixture->sign_off, "done", display_heard_cb, &fixture->heard);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_heard_clear (&fixture->heard);
}

static ResiteMove *
fill (Fixture *fixture)
{
  ResiteMove *move = resite_move_new (RESITE_MOVE_DONE, "J. Doe", "C2");

  resite_sign_off_fill (fixture->sign_off, move);
  return move;
}

static GtkTextBuffer *
get_output (Fixture *fixture)
{
  return gtk_text_view_get_buffer (display_child (fixture->sign_off, "output_view"));
}

static void
open_output (Fixture *fixture)
{
  gtk_expander_set_expanded (display_child (fixture->sign_off, "output_expander"), TRUE);
  display_settle ();
}

static void
test_nothing_written (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteMove) move = NULL;
  g_auto (GStrv) names = NULL;

  resite_sign_off_set_reason (fixture->sign_off, NULL);
  display_click (fixture->done);
  g_assert_cmpuint (fixture->heard.count, ==, 1);
  move = fill (fixture);
  names = resite_move_list (move);
  g_assert_cmpuint (g_strv_length (names), ==, 0);
}

static void
test_note_and_output (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteMove) move = NULL;

  open_output (fixture);
  display_type (display_child (fixture->sign_off, "note_entry"), "  it was slow " STRANGE_TEXT " ");
  gtk_text_buffer_set_text (get_output (fixture), "\nService stopped.\nOK\n\n", -1);
  move = fill (fixture);
  g_assert_cmpstr (resite_move_get (move, "note"), ==, "it was slow " STRANGE_TEXT);
  g_assert_cmpstr (resite_move_get (move, "output"), ==, "Service stopped.\nOK");
  g_assert_null (resite_move_get (move, "file"));
}

static void
test_blanks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteMove) move = NULL;

  display_type (display_child (fixture->sign_off, "note_entry"), "   ");
  gtk_text_buffer_set_text (get_output (fixture), " \n\t\n", -1);
  move = fill (fixture);
  g_assert_null (resite_move_get (move, "note"));
  g_assert_null (resite_move_get (move, "output"));
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "photo_1 <b>&.png", "not a picture");
  GtkWidget *button = display_child (fixture->sign_off, "file_button");
  g_autoptr (ResiteMove) move = NULL;
  g_autoptr (ResiteMove) after = NULL;

  display_click (button);
  display_choose_file (path);
  display_until (display_says (button, "photo_1 <b>&.png"));
  move = fill (fixture);
  g_assert_cmpstr (resite_move_get (move, "file"), ==, path);
  resite_sign_off_clear (fixture->sign_off);
  display_assert_says (button, "Attach a file…");
  after = fill (fixture);
  g_assert_null (resite_move_get (after, "file"));
  job_run_remove_folder (folder);
}

/* Thinking better of it keeps what was chosen before. */
static void
test_file_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteMove) move = NULL;
  GtkWidget *dialog;

  display_click (display_child (fixture->sign_off, "file_button"));
  dialog = display_wait_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  display_until (display_find_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  move = fill (fixture);
  g_assert_null (resite_move_get (move, "file"));
  display_assert_says (fixture->sign_off, "Attach a file…");
}

/* The page turns while the file chooser is open: the answer goes nowhere, quietly. */
static void
test_gone_while_choosing (void)
{
  GtkWidget *sign_off = resite_sign_off_new ();
  GtkWidget *window = display_show (sign_off);
  char *folder = job_run_make_folder ();
  g_autofree char *path = job_run_write (folder, "late.png", "not a picture");

  display_click (display_child (sign_off, "file_button"));
  display_wait_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  gtk_widget_destroy (sign_off);
  display_settle ();
  display_choose_file (path);
  display_destroy (window);
  job_run_remove_folder (folder);
}

static void
test_reason (Fixture *fixture, gconstpointer data)
{
  resite_sign_off_set_reason (fixture->sign_off, "The guard is <b>locked</b>.");
  g_assert_false (gtk_widget_is_sensitive (fixture->done));
  display_assert_says (fixture->sign_off, "The guard is <b>locked</b>.");
  resite_sign_off_set_reason (fixture->sign_off, "");
  g_assert_false (gtk_widget_is_sensitive (fixture->done));
  g_assert_false (gtk_widget_get_visible (display_child (fixture->sign_off, "reason_label")));
  resite_sign_off_set_reason (fixture->sign_off, NULL);
  g_assert_true (gtk_widget_is_sensitive (fixture->done));
  display_assert_silent (fixture->sign_off, "locked");
}

static void
test_label (Fixture *fixture, gconstpointer data)
{
  display_assert_says (fixture->done, "I have done it");
  resite_sign_off_set_label (fixture->sign_off, "I removed S_01 & its <share>");
  display_assert_says (fixture->done, "I removed S_01 & its <share>");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteMove) move = NULL;

  display_type (display_child (fixture->sign_off, "note_entry"), "a note");
  gtk_text_buffer_set_text (get_output (fixture), "output", -1);
  resite_sign_off_clear (fixture->sign_off);
  move = fill (fixture);
  g_assert_null (resite_move_get (move, "note"));
  g_assert_null (resite_move_get (move, "output"));
}

/* Enter in the remark signs nothing off. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  resite_sign_off_set_reason (fixture->sign_off, NULL);
  resite_sign_off_grab (fixture->sign_off);
  g_assert_true (display_focus (fixture->window) ==
                 display_child (fixture->sign_off, "note_entry"));
  display_press (fixture->window, GDK_KEY_Return, 0);
  display_press (fixture->window, GDK_KEY_KP_Enter, 0);
  g_assert_cmpuint (fixture->heard.count, ==, 0);
  gtk_widget_grab_focus (fixture->done);
  display_press (fixture->window, GDK_KEY_space, 0);
  display_until (fixture->heard.count == 1);
}

static void
test_tab_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  resite_sign_off_set_reason (fixture->sign_off, NULL);
  open_output (fixture);
  stops = display_list_tab_stops (fixture->window);
  g_assert_cmpuint (stops->len, ==, 5);
  g_assert_true (g_ptr_array_index (stops, 1) == display_child (fixture->sign_off, "output_view"));
  g_assert_true (g_ptr_array_index (stops, 2) == display_child (fixture->sign_off, "note_entry"));
  g_assert_true (g_ptr_array_index (stops, 4) == fixture->done);
  display_assert_named (fixture->window);
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
  add ("/sign-off/nothing-written", test_nothing_written);
  add ("/sign-off/note-and-output", test_note_and_output);
  add ("/sign-off/blanks", test_blanks);
  add ("/sign-off/file", test_file);
  add ("/sign-off/file-cancelled", test_file_cancelled);
  add ("/sign-off/reason", test_reason);
  add ("/sign-off/label", test_label);
  add ("/sign-off/clear", test_clear);
  add ("/sign-off/enter", test_enter);
  add ("/sign-off/tab-order", test_tab_order);
  g_test_add_func ("/sign-off/gone-while-choosing", test_gone_while_choosing);
  return g_test_run ();
}
