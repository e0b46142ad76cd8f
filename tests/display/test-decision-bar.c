/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-decision-bar.h"

typedef struct
{
  GtkWidget *window;
  ResiteDecisionBar *bar;
  GtkWidget *good;
  GtkWidget *bad;
  DisplayHeard heard;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->bar = RESITE_DECISION_BAR (resite_decision_bar_new ());
  fixture->window = display_show (GTK_WIDGET (fixture->bar));
  fixture->good = display_child (fixture->bar, "good_button");
  fixture->bad = display_child (fixture->bar, "bad_button");
  memset (&fixture->heard, 0, sizeof fixture->heard);
  display_listen (fixture->bar, "judged", display_heard_three_cb, &fixture->heard);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_heard_clear (&fixture->heard);
}

static void
assert_judged (Fixture *fixture, const char *verdict, const char *overrule, const char *note)
{
  g_assert_cmpuint (fixture->heard.count, ==, 1);
  g_assert_cmpstr (fixture->heard.text, ==, verdict);
  g_assert_cmpstr (fixture->heard.second, ==, overrule);
  g_assert_cmpstr (fixture->heard.third, ==, note);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "All 3 files are read-only.", NULL, NULL);
  display_assert_says (fixture->bar, "All 3 files are read-only.");
  g_assert_false (gtk_widget_get_visible (display_child (fixture->bar, "overrule_box")));
  g_assert_false (gtk_widget_get_visible (display_child (fixture->bar, "reason_label")));
  display_click (fixture->good);
  assert_judged (fixture, "good", NULL, NULL);
}

static void
test_bad_with_note (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "-", NULL, NULL);
  display_type (display_child (fixture->bar, "note_entry"), "seen " STRANGE_TEXT);
  display_click (fixture->bad);
  assert_judged (fixture, "bad", NULL, "seen " STRANGE_TEXT);
}

static void
test_against_evidence (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = display_child (fixture->bar, "overrule_entry");

  resite_decision_bar_show (fixture->bar, "One failed.", "Two files <b>are missing</b>.", NULL);
  display_assert_says (fixture->bar, "Two files <b>are missing</b>.");
  g_assert_false (gtk_widget_is_sensitive (fixture->good));
  g_assert_true (gtk_widget_is_sensitive (fixture->bad));
  display_type (entry, "They are not needed");
  display_click (fixture->good);
  assert_judged (fixture, "good", "They are not needed", NULL);
  gtk_entry_set_text (GTK_ENTRY (entry), "");
  g_assert_false (gtk_widget_is_sensitive (fixture->good));
}

/* Blanks are no reason. */
static void
test_blank_reason (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "One failed.", "One failed.", NULL);
  display_type (display_child (fixture->bar, "overrule_entry"), "   ");
  g_assert_false (gtk_widget_is_sensitive (fixture->good));
}

/* What was written as a reason must not come along once it is no longer asked for. */
static void
test_no_stale_reason (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "One failed.", "One failed.", NULL);
  display_type (display_child (fixture->bar, "overrule_entry"), "nobody needs it");
  resite_decision_bar_show (fixture->bar, "All well.", NULL, NULL);
  display_click (fixture->good);
  assert_judged (fixture, "good", NULL, NULL);
}

/* "It is bad" never needs an overrule. */
static void
test_bad_against_evidence (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "One failed.", "One failed.", NULL);
  display_type (display_child (fixture->bar, "overrule_entry"), "half written");
  display_click (fixture->bad);
  assert_judged (fixture, "bad", NULL, NULL);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "-", "One failed.", "R3 is not closed.");
  g_assert_false (gtk_widget_is_sensitive (fixture->good));
  g_assert_false (gtk_widget_is_sensitive (fixture->bad));
  g_assert_false (gtk_widget_get_visible (display_child (fixture->bar, "overrule_box")));
  display_assert_says (fixture->bar, "R3 is not closed.");
  resite_decision_bar_show (fixture->bar, "-", NULL, NULL);
  display_assert_silent (fixture->bar, "R3 is not closed.");
  g_assert_true (gtk_widget_is_sensitive (fixture->good));
  g_assert_cmpuint (fixture->heard.count, ==, 0);
}

/* Shown again with the same words while somebody types: what was typed stays. */
static void
test_keeps_typing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *note = display_child (fixture->bar, "note_entry");
  GtkWidget *overrule = display_child (fixture->bar, "overrule_entry");

  resite_decision_bar_show (fixture->bar, "-", "One failed.", NULL);
  display_type (note, "half a sen");
  display_type (overrule, "because");
  resite_decision_bar_show (fixture->bar, "-", "Two failed.", NULL);
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (note)), ==, "half a sen");
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (overrule)), ==, "because");
  display_assert_says (fixture->bar, "Two failed.");
}

/* A verdict is pressed, not slipped into: Enter in a field judges nothing, and neither button is
 * the window's default. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, "-", "One failed.", NULL);
  display_type (display_child (fixture->bar, "overrule_entry"), "because");
  gtk_widget_grab_focus (display_child (fixture->bar, "overrule_entry"));
  display_press (fixture->window, GDK_KEY_Return, 0);
  gtk_widget_grab_focus (display_child (fixture->bar, "note_entry"));
  display_press (fixture->window, GDK_KEY_Return, 0);
  display_press (fixture->window, GDK_KEY_KP_Enter, 0);
  g_assert_cmpuint (fixture->heard.count, ==, 0);
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (fixture->window)));
}

static void
test_tab_order (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "overrule_entry", "note_entry", "bad_button", "good_button" };
  g_autoptr (GPtrArray) stops = NULL;

  resite_decision_bar_show (fixture->bar, "-", "One failed.", NULL);
  display_type (display_child (fixture->bar, "overrule_entry"), "because");
  stops = display_list_tab_stops (fixture->window);
  g_assert_cmpuint (stops->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_true (g_ptr_array_index (stops, i) == display_child (fixture->bar, ids[i]));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  resite_decision_bar_show (fixture->bar, RTL_TEXT, STRANGE_TEXT, NULL);
  display_assert_named (fixture->window);
  display_assert_says (fixture->bar, STRANGE_TEXT);
  display_assert_says (fixture->bar, RTL_TEXT);
  g_assert_nonnull (display_named (fixture->bar, "Reason for overruling"));
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
  add ("/decision-bar/good", test_good);
  add ("/decision-bar/bad-with-note", test_bad_with_note);
  add ("/decision-bar/against-evidence", test_against_evidence);
  add ("/decision-bar/blank-reason", test_blank_reason);
  add ("/decision-bar/no-stale-reason", test_no_stale_reason);
  add ("/decision-bar/bad-against-evidence", test_bad_against_evidence);
  add ("/decision-bar/locked", test_locked);
  add ("/decision-bar/keeps-typing", test_keeps_typing);
  add ("/decision-bar/enter", test_enter);
  add ("/decision-bar/tab-order", test_tab_order);
  add ("/decision-bar/names", test_names);
  return g_test_run ();
}
