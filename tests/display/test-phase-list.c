/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-phase-list.h"
#include "resite-state-icon.h"
#include "resite-step-row.h"

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  ResitePhaseList *phases;
  GtkListBox *list;
  GtkWidget *before;
  GtkWidget *after;
  DisplayHeard opened;
} Sidebar;

static void
set_up (Sidebar *sidebar, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  sidebar->site = display_run_new (data);
  sidebar->phases = RESITE_PHASE_LIST (resite_phase_list_new ());
  sidebar->before = gtk_button_new_with_label ("before");
  sidebar->after = gtk_button_new_with_label ("after");
  gtk_container_add (GTK_CONTAINER (box), sidebar->before);
  gtk_box_pack_start (GTK_BOX (box), GTK_WIDGET (sidebar->phases), TRUE, TRUE, 0);
  gtk_container_add (GTK_CONTAINER (box), sidebar->after);
  gtk_widget_show_all (sidebar->before);
  gtk_widget_show_all (sidebar->after);
  resite_phase_list_set_run (sidebar->phases, sidebar->site->run);
  sidebar->window = display_show (box);
  sidebar->list = display_child (sidebar->phases, "list");
  memset (&sidebar->opened, 0, sizeof sidebar->opened);
  display_listen (sidebar->phases, "open-step", display_heard_text_cb, &sidebar->opened);
}

static void
tear_down (Sidebar *sidebar, gconstpointer data)
{
  if (sidebar->window != NULL)
    display_destroy (sidebar->window);
  display_heard_clear (&sidebar->opened);
  display_run_assert_unheard (sidebar->site);
  fixture_free (sidebar->site);
}

static GtkWidget *
get_row (Sidebar *sidebar, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (sidebar->list, i)) != NULL; i++)
    if (g_strcmp0 (resite_step_run_get_name (resite_step_row_get_step (RESITE_STEP_ROW (row))),
                   name) == 0)
      return GTK_WIDGET (row);
  g_error ("There is no row %s", name);
}

static void
assert_row (Sidebar *sidebar, const char *step, const char *glyph, const char *word)
{
  GtkWidget *row = get_row (sidebar, step);
  g_autofree char *name = display_dup_name (row);

  g_assert_cmpstr (display_text (row, "glyph_label"), ==, glyph);
  if (strstr (name, word) == NULL)
    g_error ("\"%s\" is not in \"%s\"", word, name);
}

static void
test_rows (Sidebar *sidebar, gconstpointer data)
{
  guint n_steps = g_list_model_get_n_items (resite_run_get_steps (sidebar->site->run));

  g_assert_cmpuint (display_count (sidebar->list, RESITE_TYPE_STEP_ROW), ==, n_steps);
  display_assert_says (sidebar->list, "P1\nCopy the packages");
  display_assert_says (sidebar->list, "Remove the site at HQSMS01");
  display_assert_says (sidebar->list, "Remove the site at CENSMS01");
  display_assert_says (sidebar->list, "C6@2");
}

static void
test_headings (Sidebar *sidebar, gconstpointer data)
{
  display_assert_says (sidebar->list, "Preparation\n0/3");
  display_assert_says (sidebar->list, "Cutover\n");
  fixture_do (sidebar->site, RESITE_MOVE_START, "P1", NULL);
  fixture_do (sidebar->site, RESITE_MOVE_DONE, "P3", NULL);
  display_assert_says (sidebar->list, "Preparation\n2/3");
}

static void
test_states (Sidebar *sidebar, gconstpointer data)
{
  assert_row (sidebar, "P1", "▶", "to do");
  assert_row (sidebar, "P2", "–", "not in this plan");
  assert_row (sidebar, "W1", " ", "to do");
  fixture_do (sidebar->site, RESITE_MOVE_START, "P1", NULL);
  assert_row (sidebar, "P1", "✔", "done");
  fixture_do (sidebar->site, RESITE_MOVE_DONE, "P3", NULL);
  assert_row (sidebar, "P3", "h", "done by hand");
  fixture_do (sidebar->site, RESITE_MOVE_BACK, "P3", "reason", "again", NULL);
  assert_row (sidebar, "P3", "?", "look again");
  fixture_do (sidebar->site, RESITE_MOVE_SKIP, "P3", "reason", "not needed", NULL);
  assert_row (sidebar, "P3", "–", "skipped");
}

/* A sign never comes alone: every state has a word, no two states say the same. */
static void
test_failed (Sidebar *sidebar, gconstpointer data)
{
  fixture_write (sidebar->site, "new/E/SMSPKG", "a file where a folder should be", 0644);
  fixture_do (sidebar->site, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (sidebar->site, "P1", "failed");
  assert_row (sidebar, "P1", "✘", "failed");
  g_assert_true (gtk_style_context_has_class (
      gtk_widget_get_style_context (display_child (get_row (sidebar, "P1"), "glyph_label")),
      "resite-bad"));
}

static void
test_where_it_goes_on (Sidebar *sidebar, gconstpointer data)
{
  g_autofree char *first = display_dup_name (get_row (sidebar, "P1"));
  g_autofree char *later = NULL;

  g_assert_cmpstr (first, ==, "P1, Copy the packages, to do, the run goes on here");
  fixture_do (sidebar->site, RESITE_MOVE_START, "P1", NULL);
  later = display_dup_name (get_row (sidebar, "P1"));
  g_assert_cmpstr (later, ==, "P1, Copy the packages, done");
  assert_row (sidebar, "P3", "▶", "the run goes on here");
}

static void
test_dangers (Sidebar *sidebar, gconstpointer data)
{
  g_autofree char *name = display_dup_name (get_row (sidebar, "C6@primary.1"));
  g_autofree char *optional = display_dup_name (get_row (sidebar, "P2"));

  g_assert_nonnull (strstr (name, "cannot be undone"));
  g_assert_nonnull (strstr (optional, "optional"));
  g_assert_true (
      gtk_widget_get_visible (display_child (get_row (sidebar, "C6@primary.1"), "hazard_label")));
  g_assert_false (gtk_widget_get_visible (display_child (get_row (sidebar, "P1"), "hazard_label")));
}

/* The whole list is one Tab stop; arrows move in it, and moving opens nothing. */
static void
test_keys (Sidebar *sidebar, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  resite_phase_list_set_place (sidebar->phases, "P3");
  stops = display_list_tab_stops (sidebar->window);
  g_assert_cmpuint (stops->len, ==, 3);
  g_assert_true (g_ptr_array_index (stops, 1) == get_row (sidebar, "P3"));
  resite_phase_list_grab_focus (sidebar->phases);
  g_assert_true (display_focus (sidebar->window) == get_row (sidebar, "P3"));
  display_press (sidebar->window, GDK_KEY_Down, 0);
  g_assert_true (display_focus (sidebar->window) == get_row (sidebar, "W1"));
  display_press (sidebar->window, GDK_KEY_Up, 0);
  display_press (sidebar->window, GDK_KEY_Up, 0);
  g_assert_true (display_focus (sidebar->window) == get_row (sidebar, "P2"));
  g_assert_cmpuint (sidebar->opened.count, ==, 0);
  display_press (sidebar->window, GDK_KEY_Return, 0);
  g_assert_cmpuint (sidebar->opened.count, ==, 1);
  g_assert_cmpstr (sidebar->opened.text, ==, "P2");
}

static void
test_tab_backwards (Sidebar *sidebar, gconstpointer data)
{
  resite_phase_list_set_place (sidebar->phases, "C2");
  gtk_widget_grab_focus (sidebar->after);
  display_press (sidebar->window, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK);
  g_assert_true (display_focus (sidebar->window) == get_row (sidebar, "C2"));
  display_press (sidebar->window, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK);
  g_assert_true (display_focus (sidebar->window) == sidebar->before);
}

static void
test_place (Sidebar *sidebar, gconstpointer data)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (sidebar->phases));

  gtk_window_resize (GTK_WINDOW (sidebar->window), 300, 240);
  display_until (gtk_adjustment_get_page_size (adjustment) < 300);
  resite_phase_list_set_place (sidebar->phases, "B2");
  g_assert_true (gtk_list_box_get_selected_row (sidebar->list) ==
                 GTK_LIST_BOX_ROW (get_row (sidebar, "B2")));
  display_until (gtk_adjustment_get_value (adjustment) > 0);
  resite_phase_list_set_place (sidebar->phases, "journal");
  g_assert_null (gtk_list_box_get_selected_row (sidebar->list));
  resite_phase_list_set_place (sidebar->phases, NULL);
  g_assert_null (gtk_list_box_get_selected_row (sidebar->list));
}

static void
test_activate (Sidebar *sidebar, gconstpointer data)
{
  g_signal_emit_by_name (get_row (sidebar, "C6@primary.2"), "activate");
  g_assert_cmpuint (sidebar->opened.count, ==, 1);
  g_assert_cmpstr (sidebar->opened.text, ==, "C6@primary.2");
}

static void
test_names (Sidebar *sidebar, gconstpointer data)
{
  display_assert_named (sidebar->window);
  g_assert_true (display_named (sidebar->phases, "Steps") == GTK_WIDGET (sidebar->list));
}

static void
test_strange_words (Sidebar *sidebar, gconstpointer data)
{
  g_autofree char *name = display_dup_name (get_row (sidebar, "P1"));
  g_autofree char *tip = gtk_widget_get_tooltip_text (get_row (sidebar, "P1"));

  display_assert_says (sidebar->list, "Pre_paration <i>&</i>\n");
  display_assert_says (sidebar->list, "Copy <b>all</b> & R_D files %s");
  g_assert_nonnull (strstr (name, "Copy <b>all</b> & R_D files %s"));
  g_assert_cmpstr (tip, ==, name);
}

/* The sidebar goes, the run goes on. */
static void
test_gone (Sidebar *sidebar, gconstpointer data)
{
  resite_phase_list_set_place (sidebar->phases, "B2");
  display_destroy (sidebar->window);
  sidebar->window = NULL;
  display_run_assert_unheard (sidebar->site);
  fixture_do (sidebar->site, RESITE_MOVE_DONE, "P3", NULL);
  display_settle ();
}

static void
add (const char *path, const char *runbook, void (*test) (Sidebar *, gconstpointer))
{
  g_test_add (path, Sidebar, runbook, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/phase-list/rows", NULL, test_rows);
  add ("/phase-list/headings", NULL, test_headings);
  add ("/phase-list/states", NULL, test_states);
  add ("/phase-list/failed", NULL, test_failed);
  add ("/phase-list/where-it-goes-on", NULL, test_where_it_goes_on);
  add ("/phase-list/dangers", NULL, test_dangers);
  add ("/phase-list/keys", NULL, test_keys);
  add ("/phase-list/tab-backwards", NULL, test_tab_backwards);
  add ("/phase-list/place", NULL, test_place);
  add ("/phase-list/activate", NULL, test_activate);
  add ("/phase-list/names", NULL, test_names);
  add ("/phase-list/strange-words", "strange.xml", test_strange_words);
  add ("/phase-list/gone", NULL, test_gone);
  return g_test_run ();
}
