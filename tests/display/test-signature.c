/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-signature.h"

typedef struct
{
  GtkWidget *window;
  ResiteSignature *signature;
  GtkWidget *button;
  DisplayHeard heard;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->signature = RESITE_SIGNATURE (resite_signature_new ());
  fixture->window = display_show (GTK_WIDGET (fixture->signature));
  fixture->button = display_child (fixture->signature, "sign_button");
  memset (&fixture->heard, 0, sizeof fixture->heard);
  display_listen (fixture->signature, "sign", display_heard_cb, &fixture->heard);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_heard_clear (&fixture->heard);
}

static gpointer
child (Fixture *fixture, const char *id)
{
  return display_child (fixture->signature, id);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  resite_signature_set_released_by (fixture->signature, NULL);
  resite_signature_show (fixture->signature, "J. Doe", NULL, NULL);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (fixture->button)), ==, "Sign as J. Doe");
  g_assert_false (gtk_widget_get_visible (child (fixture, "released_box")));
  g_assert_false (gtk_widget_get_visible (child (fixture, "overrule_box")));
  g_assert_null (resite_signature_get_missing (fixture->signature));
  display_click (fixture->button);
  g_assert_cmpuint (fixture->heard.count, ==, 1);
  g_assert_null (resite_signature_get_note (fixture->signature));
  g_assert_null (resite_signature_get_released_by (fixture->signature));
  g_assert_null (resite_signature_get_overrule (fixture->signature));
}

static void
test_released_by (Fixture *fixture, gconstpointer data)
{
  resite_signature_set_released_by (fixture->signature,
                                    "The central administrator & " STRANGE_TEXT);
  resite_signature_show (fixture->signature, "J. Doe", NULL, NULL);
  display_assert_says (fixture->signature, "The central administrator & " STRANGE_TEXT);
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  display_assert_says (fixture->signature, "The name of the person who released it");
  display_type (child (fixture, "released_entry"), "M. Ivanova, 14:05");
  g_assert_cmpstr (resite_signature_get_released_by (fixture->signature), ==, "M. Ivanova, 14:05");
  display_assert_silent (fixture->signature, "The name of the person who released it");
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
}

static void
test_fault (Fixture *fixture, gconstpointer data)
{
  resite_signature_show (fixture->signature, "J. Doe", "The phone is <b>at hand</b>", NULL);
  display_assert_says (fixture->signature, "The phone is <b>at hand</b>");
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  g_assert_cmpstr (resite_signature_get_missing (fixture->signature), ==,
                   "The reason why the line above is accepted");
  display_type (child (fixture, "overrule_entry"), "The radio will do");
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
  g_assert_cmpstr (resite_signature_get_overrule (fixture->signature), ==, "The radio will do");
  resite_signature_show (fixture->signature, "J. Doe", NULL, NULL);
  g_assert_null (resite_signature_get_overrule (fixture->signature));
}

/* Neither a reason nor a name is made of blanks. */
static void
test_blanks (Fixture *fixture, gconstpointer data)
{
  resite_signature_set_released_by (fixture->signature, "The administrator");
  resite_signature_show (fixture->signature, "J. Doe", "A line", NULL);
  display_type (child (fixture, "overrule_entry"), "  ");
  display_type (child (fixture, "released_entry"), "M. Ivanova");
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  display_type (child (fixture, "overrule_entry"), "because");
  display_type (child (fixture, "released_entry"), " ");
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  display_type (child (fixture, "released_entry"), "M. Ivanova");
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  resite_signature_set_released_by (fixture->signature, "The administrator");
  display_type (child (fixture, "released_entry"), "M. Ivanova");
  resite_signature_show (fixture->signature, "J. Doe", "A line", "C1 is not closed.");
  g_assert_cmpstr (resite_signature_get_missing (fixture->signature), ==, "C1 is not closed.");
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  g_assert_false (gtk_widget_get_visible (child (fixture, "overrule_box")));
  display_assert_says (fixture->signature, "C1 is not closed.");
  resite_signature_show (fixture->signature, "J. Doe", NULL, NULL);
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
  g_assert_cmpuint (fixture->heard.count, ==, 0);
}

static void
test_both_missing (Fixture *fixture, gconstpointer data)
{
  resite_signature_set_released_by (fixture->signature, "The administrator");
  resite_signature_show (fixture->signature, "J. Doe", "A line", NULL);
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  display_type (child (fixture, "overrule_entry"), "accepted");
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  display_type (child (fixture, "released_entry"), "M. Ivanova");
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
}

static void
test_tells_of_changes (Fixture *fixture, gconstpointer data)
{
  g_auto (DisplayHeard) changed = { 0 };

  resite_signature_set_released_by (fixture->signature, "The administrator");
  resite_signature_show (fixture->signature, "J. Doe", "A line", NULL);
  display_listen (fixture->signature, "changed", display_heard_cb, &changed);
  gtk_entry_set_text (child (fixture, "released_entry"), "M");
  g_assert_cmpuint (changed.count, ==, 1);
  gtk_entry_set_text (child (fixture, "overrule_entry"), "b");
  g_assert_cmpuint (changed.count, ==, 2);
}

static void
test_note (Fixture *fixture, gconstpointer data)
{
  resite_signature_show (fixture->signature, "J. Doe", NULL, NULL);
  display_type (child (fixture, "note_entry"), STRANGE_TEXT);
  g_assert_cmpstr (resite_signature_get_note (fixture->signature), ==, STRANGE_TEXT);
}

/* A name with an underscore or markup stands on the button as it is. */
static void
test_strange_person (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = NULL;

  resite_signature_show (fixture->signature, STRANGE_TEXT, NULL, NULL);
  display_assert_says (fixture->button, "Sign as " STRANGE_TEXT);
  name = display_dup_name (fixture->button);
  g_assert_cmpstr (name, ==, "Sign as " STRANGE_TEXT);
  resite_signature_show (fixture->signature, NULL, NULL, NULL);
  display_assert_says (fixture->button, "Sign as ?");
}

/* Nobody signs by Enter in a field. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "released_entry", "overrule_entry", "note_entry" };

  resite_signature_set_released_by (fixture->signature, "The administrator");
  resite_signature_show (fixture->signature, "J. Doe", "A line", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      display_type (child (fixture, ids[i]), "text");
      gtk_widget_grab_focus (child (fixture, ids[i]));
      display_press (fixture->window, GDK_KEY_Return, 0);
    }
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
  g_assert_cmpuint (fixture->heard.count, ==, 0);
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (fixture->window)));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  resite_signature_set_released_by (fixture->signature, "The administrator");
  resite_signature_show (fixture->signature, "J. Doe", "A line", NULL);
  display_assert_named (fixture->window);
  stops = display_list_tab_stops (fixture->window);
  g_assert_cmpuint (stops->len, ==, 3);
  g_assert_true (g_ptr_array_index (stops, 0) == child (fixture, "released_entry"));
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
  add ("/signature/plain", test_plain);
  add ("/signature/released-by", test_released_by);
  add ("/signature/fault", test_fault);
  add ("/signature/blanks", test_blanks);
  add ("/signature/locked", test_locked);
  add ("/signature/both-missing", test_both_missing);
  add ("/signature/tells-of-changes", test_tells_of_changes);
  add ("/signature/note", test_note);
  add ("/signature/strange-person", test_strange_person);
  add ("/signature/enter", test_enter);
  add ("/signature/names", test_names);
  return g_test_run ();
}
