/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "display.h"

#include "resite-survey-dialog.h"
#include "resite-survey-table.h"

#define ADDRESS "Site server (address of WinRM)"
#define SECRET  "Password (not kept)"
#define CODE    "Site that moves"

typedef struct
{
  ResitePlan *plan;
  ResiteSiteSurvey *survey;
  GtkWidget *table;
  GtkWidget *window;
  guint n_changed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
find (Fixture *fixture, const char *key, const char *value, gboolean is_choice)
{
  ResiteSurveyFinding *finding = g_new0 (ResiteSurveyFinding, 1);

  finding->key = g_strdup (key);
  finding->value = g_strdup (value);
  finding->where = g_strdup ("site list of C01");
  finding->is_choice = is_choice;
  g_ptr_array_add (fixture->survey->findings, finding);
}

static void
free_finding (gpointer data)
{
  ResiteSurveyFinding *finding = data;

  g_free (finding->key);
  g_free (finding->value);
  g_free (finding->where);
  g_free (finding);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->plan = resite_plan_new ();
  fixture->survey = g_new0 (ResiteSiteSurvey, 1);
  fixture->survey->findings = g_ptr_array_new_with_free_func (free_finding);
  resite_plan_set (fixture->plan, "site.code", "S01");
  resite_plan_set (fixture->plan, "site.server-name", "OTHER");
  find (fixture, "site.code", "S01", FALSE);
  find (fixture, "site.server-name", "BR01SMS", FALSE);
  find (fixture, "primary.2.server-name", STRANGE_TEXT, FALSE);
  find (fixture, "clone.source-dp", "BR02SMS", TRUE);
  fixture->table = resite_survey_table_new ();
  g_signal_connect_swapped (fixture->table, "changed", G_CALLBACK (changed_cb), fixture);
  fixture->window = display_show (fixture->table);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  g_ptr_array_unref (fixture->survey->findings);
  g_free (fixture->survey);
  g_object_unref (fixture->plan);
}

static GtkTreeView *
get_view (Fixture *fixture)
{
  return GTK_TREE_VIEW (gtk_bin_get_child (GTK_BIN (fixture->table)));
}

/* (transfer full): the text of a cell. */
static char *
read_cell (Fixture *fixture, int row, int column)
{
  GtkTreeModel *model = gtk_tree_view_get_model (get_view (fixture));
  GtkTreeIter iter;
  char *text = NULL;

  g_assert_true (gtk_tree_model_iter_nth_child (model, &iter, NULL, row));
  gtk_tree_model_get (model, &iter, column, &text, -1);
  return text;
}

static void
assert_cell (Fixture *fixture, int row, int column, const char *expected)
{
  g_autofree char *text = read_cell (fixture, row, column);

  g_assert_cmpstr (text, ==, expected);
}

static void
activate (Fixture *fixture, int row)
{
  g_autoptr (GtkTreePath) path = gtk_tree_path_new_from_indices (row, -1);

  gtk_tree_view_row_activated (get_view (fixture), path,
                               gtk_tree_view_get_column (get_view (fixture), 0));
}

/* What needs a decision comes first; only what fills an empty place is ticked. */
static void
test_shown (Fixture *fixture, gconstpointer data)
{
  resite_survey_table_show (RESITE_SURVEY_TABLE (fixture->table), fixture->plan, fixture->survey);
  g_assert_cmpuint (resite_survey_table_count_chosen (RESITE_SURVEY_TABLE (fixture->table)), ==, 1);
  assert_cell (fixture, 0, 4, "OTHER");
  assert_cell (fixture, 0, 5, "BR01SMS");
  assert_cell (fixture, 1, 5, STRANGE_TEXT);
  assert_cell (fixture, 3, 5, "S01");
  {
    g_autofree char *label = read_cell (fixture, 1, 3);
    g_autofree char *where = read_cell (fixture, 2, 6);

    g_assert_nonnull (strstr (label, " 2: "));
    g_assert_cmpstr (where, ==, "A suggestion: site list of C01");
  }
  display_assert_named (fixture->window);
}

static void
test_taken (Fixture *fixture, gconstpointer data)
{
  ResiteSurveyTable *table = RESITE_SURVEY_TABLE (fixture->table);

  resite_survey_table_show (table, fixture->plan, fixture->survey);
  fixture->n_changed = 0;
  activate (fixture, 2);
  activate (fixture, 1);
  activate (fixture, 3); /* the same value: nothing to take */
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_cmpuint (resite_survey_table_take (table, fixture->plan), ==, 1);
  g_assert_cmpstr (resite_plan_get (fixture->plan, "clone.source-dp"), ==, "BR02SMS");
  g_assert_cmpstr (resite_plan_get (fixture->plan, "site.server-name"), ==, "OTHER");
  g_assert_cmpstr (resite_plan_get (fixture->plan, "primary.2.server-name"), !=, STRANGE_TEXT);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  resite_survey_table_show (RESITE_SURVEY_TABLE (fixture->table), fixture->plan, NULL);
  g_assert_cmpuint (resite_survey_table_count_chosen (RESITE_SURVEY_TABLE (fixture->table)), ==, 0);
  g_assert_cmpuint (resite_survey_table_take (RESITE_SURVEY_TABLE (fixture->table), fixture->plan),
                    ==, 0);
}

static GtkWidget *
find_response (GtkWidget *dialog, int response)
{
  GtkWidget *button = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), response);

  g_assert_nonnull (button);
  return button;
}

/* The way there is what the plan says; what does not answer is said, and one may try again. */
static void
test_dialog (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog, *code;

  resite_plan_set (fixture->plan, "central.server-name", "CENSMS01");
  resite_plan_set (fixture->plan, "central.winrm-host", "127.0.0.1");
  resite_plan_set (fixture->plan, "central.winrm-port", "9");
  resite_plan_set (fixture->plan, "central.winrm-user", "Administrator");
  dialog = resite_survey_dialog_show (fixture->window, fixture->plan);
  display_settle ();
  g_assert_cmpstr (gtk_entry_get_text ((GtkEntry *)display_named (dialog, ADDRESS)), ==,
                   "https://127.0.0.1:9/wsman");
  g_assert_true (display_focus (dialog) == display_named (dialog, SECRET));
  g_assert_false (gtk_widget_is_visible (find_response (dialog, 2)));
  display_assert_named (dialog);
  /* A wrong code in the plan is no dead end: another one can be typed. */
  code = gtk_bin_get_child (GTK_BIN (display_named (dialog, CODE)));
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (code)), ==, "S01");
  display_type (code, "S02");
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (code)), ==, "S02");
  display_type (display_named (dialog, SECRET), "secret-0815");
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
  display_assert_says (dialog, "The site is being asked");
  g_assert_false (gtk_widget_is_sensitive (find_response (dialog, 1)));
  display_until (gtk_widget_is_sensitive (find_response (dialog, 1)));
  display_assert_silent (dialog, "The site is being asked");
  display_assert_says (dialog, "127.0.0.1");
  display_assert_silent (dialog, "secret-0815");
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
}

/* Closed while the site has not answered. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = resite_survey_dialog_show (fixture->window, fixture->plan);

  display_type (display_named (dialog, ADDRESS), "127.0.0.1:9");
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  display_settle ();
  g_usleep (200000);
  display_settle ();
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  add ("/survey/shown", test_shown);
  add ("/survey/taken", test_taken);
  add ("/survey/nothing", test_nothing);
  add ("/survey/dialog", test_dialog);
  add ("/survey/closed", test_closed);
  return g_test_run ();
}
