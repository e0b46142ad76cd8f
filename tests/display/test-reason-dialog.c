/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-reason-dialog.h"

typedef struct
{
  GtkWidget *parent;
  GtkWidget *dialog; /* NULL once it is gone */
  GtkWidget *entry;
  char *reason;
  guint given;
} Fixture;

static void
given_cb (Fixture *fixture, const char *reason)
{
  g_free (fixture->reason);
  fixture->reason = g_strdup (reason);
  fixture->given++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->parent = display_show (gtk_label_new ("behind it"));
  fixture->dialog = resite_reason_dialog_show (gtk_bin_get_child (GTK_BIN (fixture->parent)),
                                               "Skip C5?", STRANGE_TEXT, "_Why?", "Skip C5");
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *)&fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "given", G_CALLBACK (given_cb), fixture);
  fixture->entry = display_nth (fixture->dialog, GTK_TYPE_ENTRY, 0);
  display_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    gtk_widget_destroy (fixture->dialog);
  display_destroy (fixture->parent);
  g_assert_null (fixture->dialog);
  g_free (fixture->reason);
}

static void
test_says_what_it_is_for (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->dialog)), ==, "Skip C5?");
  display_assert_says (fixture->dialog, STRANGE_TEXT);
  display_assert_named (fixture->dialog);
  g_assert_true (gtk_window_get_modal (GTK_WINDOW (fixture->dialog)));
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (fixture->dialog)) ==
                 GTK_WINDOW (fixture->parent));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->dialog)) == fixture->entry);
}

static void
test_a_reason (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "  done last week  ");
  display_click (display_button (fixture->dialog, "Skip C5"));
  g_assert_cmpuint (fixture->given, ==, 1);
  g_assert_cmpstr (fixture->reason, ==, "done last week");
  display_until (fixture->dialog == NULL);
}

static void
test_blanks_are_no_reason (Fixture *fixture, gconstpointer data)
{
  static const char *const blanks[] = { "", " ", "\t  " };

  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++)
    {
      display_type (fixture->entry, blanks[i]);
      display_click (display_button (fixture->dialog, "Skip C5"));
      g_assert_cmpuint (fixture->given, ==, 0);
      g_assert_nonnull (fixture->dialog);
      display_assert_says (fixture->dialog, "Write one sentence first");
    }
  display_type (fixture->entry, "now");
  display_click (display_button (fixture->dialog, "Skip C5"));
  g_assert_cmpstr (fixture->reason, ==, "now");
}

static void
test_enter_gives_it (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "by the keyboard");
  g_signal_emit_by_name (fixture->entry, "activate");
  display_until (fixture->dialog == NULL);
  g_assert_cmpstr (fixture->reason, ==, "by the keyboard");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "thought better of it");
  gtk_dialog_response (GTK_DIALOG (fixture->dialog), GTK_RESPONSE_CANCEL);
  display_until (fixture->dialog == NULL);
  g_assert_cmpuint (fixture->given, ==, 0);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  display_until (fixture->dialog == NULL);
  g_assert_cmpuint (fixture->given, ==, 0);
}

static void
test_goes_with_its_parent (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->parent);
  display_until (fixture->dialog == NULL);
  g_assert_cmpuint (fixture->given, ==, 0);
  fixture->parent = display_show (gtk_label_new ("another"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/reason-dialog/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("says-what-it-is-for", test_says_what_it_is_for);
  ADD ("a-reason", test_a_reason);
  ADD ("blanks-are-no-reason", test_blanks_are_no_reason);
  ADD ("enter-gives-it", test_enter_gives_it);
  ADD ("cancelled", test_cancelled);
  ADD ("closed", test_closed);
  ADD ("goes-with-its-parent", test_goes_with_its_parent);
  return g_test_run ();
}
