/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "job-run.h"
#include "resite-emergency-dialog.h"
#include "resite-go-to-dialog.h"
#include "resite-help-dialog.h"
#include "resite-reason-dialog.h"
#include "resite-trouble-dialog.h"

typedef struct
{
  Fixture *site;
  GtkWidget *window;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->site = display_run_new ("strange.xml");
  desk->window = display_show (gtk_label_new ("the window"));
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  display_destroy (desk->window);
  g_assert_null (display_find_dialog (GTK_TYPE_DIALOG));
  display_run_assert_unheard (desk->site);
  fixture_free (desk->site);
}

static GtkWidget *
ask (Desk *desk, DisplayHeard *given)
{
  GtkWidget *dialog = resite_reason_dialog_show (
      desk->window, "Skip C1", "Why <b>&</b> " STRANGE_TEXT, "_Reason:", "Skip C_1");

  display_listen (dialog, "given", display_heard_text_cb, given);
  display_settle ();
  return dialog;
}

static void
test_reason (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) given = { 0 };
  GtkWidget *dialog = ask (desk, &given);
  gpointer gone = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  display_assert_says (dialog, "Why <b>&</b> " STRANGE_TEXT);
  display_assert_says (dialog, "Skip C_1");
  display_assert_named (dialog);
  g_assert_true (display_focus (dialog) == display_child (dialog, "entry"));
  display_type (display_child (dialog, "entry"), "  because of " RTL_TEXT "  ");
  display_click (display_child (dialog, "verb_button"));
  g_assert_cmpuint (given.count, ==, 1);
  g_assert_cmpstr (given.text, ==, "because of " RTL_TEXT);
  display_settle ();
  g_assert_null (gone);
}

/* It does not close before there is a sentence, and says so to those who cannot see it. */
static void
test_no_reason (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) given = { 0 };
  GtkWidget *dialog = ask (desk, &given);
  GtkWidget *missing = display_child (dialog, "missing_label");
  g_auto (DisplayHeard) shown = { 0 };

  g_assert_false (gtk_widget_get_visible (missing));
  g_assert_cmpint (atk_object_get_role (gtk_widget_get_accessible (missing)), ==,
                   ATK_ROLE_NOTIFICATION);
  display_listen (missing, "show", display_heard_cb, &shown);
  display_click (display_child (dialog, "verb_button"));
  display_type (display_child (dialog, "entry"), "   ");
  display_click (display_child (dialog, "verb_button"));
  g_assert_cmpuint (shown.count, ==, 2);
  g_assert_cmpuint (given.count, ==, 0);
  g_assert_true (gtk_widget_get_visible (dialog));
  display_press (dialog, GDK_KEY_Escape, 0);
  g_assert_null (display_find_dialog (RESITE_TYPE_REASON_DIALOG));
  g_assert_cmpuint (given.count, ==, 0);
}

static void
test_reason_cancelled (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) given = { 0 };
  GtkWidget *dialog = ask (desk, &given);

  display_type (display_child (dialog, "entry"), "half a sentence");
  display_click (display_child (dialog, "cancel_button"));
  g_assert_cmpuint (given.count, ==, 0);
  g_assert_null (display_find_dialog (RESITE_TYPE_REASON_DIALOG));
}

static void
test_go_to (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) chosen = { 0 };
  GtkWidget *dialog = resite_go_to_dialog_show (desk->window, desk->site->run);
  GtkWidget *entry = display_nth (dialog, GTK_TYPE_ENTRY, 0);
  GtkTreeModel *places =
      gtk_entry_completion_get_model (gtk_entry_get_completion (GTK_ENTRY (entry)));

  display_settle ();
  display_listen (dialog, "chosen", display_heard_text_cb, &chosen);
  display_assert_named (dialog);
  g_assert_cmpint (gtk_tree_model_iter_n_children (places, NULL), ==,
                   (int)g_list_model_get_n_items (resite_run_get_steps (desk->site->run)));
  g_assert_true (display_focus (dialog) == entry);
  display_type (entry, " c2@primary.2 ");
  display_press (dialog, GDK_KEY_Return, 0);
  display_until (chosen.count == 1);
  g_assert_cmpstr (chosen.text, ==, "c2@primary.2");
  g_assert_null (display_find_dialog (RESITE_TYPE_GO_TO_DIALOG));
}

/* As a click into the list does; the completion blocks and unblocks its entry around this. */
static void
test_go_to_a_match (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) chosen = { 0 };
  GtkWidget *dialog = resite_go_to_dialog_show (desk->window, desk->site->run);
  GtkEntry *entry = GTK_ENTRY (display_nth (dialog, GTK_TYPE_ENTRY, 0));
  GtkEntryCompletion *completion = gtk_entry_get_completion (entry);
  GtkTreeModel *places = gtk_entry_completion_get_model (completion);
  g_autofree char *name = NULL;
  gboolean taken = FALSE;
  GtkTreeIter iter;

  display_settle ();
  display_listen (dialog, "chosen", display_heard_text_cb, &chosen);
  g_assert_true (gtk_tree_model_get_iter_first (places, &iter));
  gtk_tree_model_get (places, &iter, 0, &name, -1);
  g_signal_emit_by_name (completion, "match-selected", places, &iter, &taken);
  g_assert_true (taken);
  g_assert_true (gtk_entry_get_completion (entry) == completion);
  display_until (chosen.count == 1);
  g_assert_cmpstr (chosen.text, ==, name);
  g_assert_null (display_find_dialog (RESITE_TYPE_GO_TO_DIALOG));
}

static void
test_go_nowhere (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) chosen = { 0 };
  GtkWidget *dialog = resite_go_to_dialog_show (desk->window, desk->site->run);

  display_settle ();
  display_listen (dialog, "chosen", display_heard_text_cb, &chosen);
  display_press (dialog, GDK_KEY_Return, 0);
  display_until (display_find_dialog (RESITE_TYPE_GO_TO_DIALOG) == NULL);
  g_assert_cmpuint (chosen.count, ==, 0);
  dialog = resite_go_to_dialog_show (desk->window, desk->site->run);
  display_settle ();
  display_listen (dialog, "chosen", display_heard_text_cb, &chosen);
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 0), "C2");
  display_press (dialog, GDK_KEY_Escape, 0);
  g_assert_cmpuint (chosen.count, ==, 0);
}

static GtkWidget *
show_trouble (Desk *desk, const char *step)
{
  GtkWidget *dialog = resite_trouble_dialog_show (desk->window, desk->site->run,
                                                  fixture_step (desk->site, step), FIXTURE_BY);

  display_settle ();
  return dialog;
}

static void
test_trouble (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) noted = { 0 };
  GtkWidget *dialog = show_trouble (desk, "P1");
  GtkWidget *missing = display_child (dialog, "missing_label");

  display_listen (dialog, "noted", display_heard_text_cb, &noted);
  display_assert_says (dialog, "The disk <full> & gone.");
  display_assert_says (dialog, "Delete <them>.");
  display_assert_named (dialog);
  g_assert_true (display_focus (dialog) == display_child (dialog, "failed_button"));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  g_assert_true (gtk_widget_get_visible (missing));
  g_assert_cmpuint (noted.count, ==, 0);
  display_type (display_child (dialog, "note_entry"), " it says <no> & stops ");
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  g_assert_cmpuint (noted.count, ==, 1);
  g_assert_true (g_str_has_suffix (noted.text, ": it says <no> & stops"));
  g_assert_null (display_find_dialog (RESITE_TYPE_TROUBLE_DIALOG));
}

/* Each kind of trouble has advice of its own. */
static void
test_trouble_kinds (Desk *desk, gconstpointer data)
{
  static const char *const ids[] = { "failed_button", "allowed_button", "missing_button",
                                     "different_button" };
  GtkWidget *dialog = show_trouble (desk, "P1");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      gtk_toggle_button_set_active (display_child (dialog, ids[i]), TRUE);
      g_hash_table_add (seen, g_strdup (display_text (dialog, "advice_label")));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, G_N_ELEMENTS (ids));
  display_destroy (dialog);
}

/* Only ways that the run would go are offered; the dialog is gone before the next one comes. */
static void
test_trouble_ways (Desk *desk, gconstpointer data)
{
  g_auto (DisplayHeard) skipped = { 0 };
  GtkWidget *dialog = show_trouble (desk, "P1");

  display_listen (dialog, "skip", display_heard_cb, &skipped);
  g_assert_false (gtk_widget_get_visible (display_child (dialog, "set_back_button")));
  g_assert_true (gtk_widget_get_visible (display_child (dialog, "skip_button")));
  display_click (display_child (dialog, "skip_button"));
  g_assert_cmpuint (skipped.count, ==, 1);
  g_assert_null (display_find_dialog (RESITE_TYPE_TROUBLE_DIALOG));
  fixture_do (desk->site, RESITE_MOVE_DONE, "P1", NULL);
  dialog = show_trouble (desk, "P1");
  g_assert_true (gtk_widget_get_visible (display_child (dialog, "set_back_button")));
  g_assert_false (gtk_widget_get_visible (display_child (dialog, "skip_button")));
  display_destroy (dialog);
}

static void
test_help (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  resite_help_dialog_show (desk->window, desk->site->run, fixture_step (desk->site, "P1"));
  dialog = display_wait_dialog (GTK_TYPE_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Help for P1");
  display_assert_says (dialog, "It is <u>needed</u> & wanted.");
  display_assert_says (dialog, "Advice <b>here</b>.");
  display_assert_says (dialog, "The disk <full> & gone.");
  display_assert_says (dialog, "distmgr.log");
  display_assert_named (dialog);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  g_assert_null (display_find_dialog (GTK_TYPE_DIALOG));
  resite_help_dialog_show (desk->window, desk->site->run, NULL);
  dialog = display_wait_dialog (GTK_TYPE_DIALOG);
  display_assert_silent (dialog, "It is <u>needed</u>");
  display_press (dialog, GDK_KEY_Escape, 0);
  g_assert_null (display_find_dialog (GTK_TYPE_DIALOG));
}

static gboolean
is_pdf (const char *path)
{
  g_autofree char *text = NULL;
  gsize size = 0;

  return g_file_get_contents (path, &text, &size, NULL) && size > 1000 &&
         g_str_has_prefix (text, "%PDF-") && g_strstr_len (text + size - 16, 16, "%%EOF") != NULL;
}

static void
test_emergency (Desk *desk, gconstpointer data)
{
  g_autofree char *path = fixture_path (desk->site, "card & <b>.pdf");
  GtkWidget *dialog;

  resite_emergency_dialog_show (desk->window, desk->site->run);
  dialog = display_wait_dialog (RESITE_TYPE_EMERGENCY_DIALOG);
  display_until (!display_says (dialog, "Reading the record"));
  display_assert_named (dialog);
  g_assert_nonnull (display_named (dialog, "The emergency card as it will be printed"));
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
  display_choose_file (path);
  display_until (display_says (dialog, "Saved."));
  g_assert_true (is_pdf (path));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  display_settle ();
}

/* Nowhere to write: it says so, and stays. */
static void
test_emergency_not_saved (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;

  resite_emergency_dialog_show (desk->window, desk->site->run);
  dialog = display_wait_dialog (RESITE_TYPE_EMERGENCY_DIALOG);
  display_until (!display_says (dialog, "Reading the record"));
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
  display_choose_file ("/proc/emergency-card.pdf");
  display_until (display_says (dialog, "/proc/emergency-card.pdf"));
  display_assert_silent (dialog, "Saved.");
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  display_settle ();
}

/* Closed before the record was read: nothing is told to what is gone. */
static void
test_emergency_closed_at_once (Desk *desk, gconstpointer data)
{
  GtkWidget *dialog;
  gpointer gone;

  resite_emergency_dialog_show (desk->window, desk->site->run);
  dialog = display_wait_dialog (RESITE_TYPE_EMERGENCY_DIALOG);
  gone = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  display_until (gone == NULL);
}

static void
add (const char *path, void (*test) (Desk *, gconstpointer))
{
  g_test_add (path, Desk, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/reason-dialog/given", test_reason);
  add ("/reason-dialog/missing", test_no_reason);
  add ("/reason-dialog/cancelled", test_reason_cancelled);
  add ("/go-to-dialog/go", test_go_to);
  add ("/go-to-dialog/match", test_go_to_a_match);
  add ("/go-to-dialog/nowhere", test_go_nowhere);
  add ("/trouble-dialog/noted", test_trouble);
  add ("/trouble-dialog/kinds", test_trouble_kinds);
  add ("/trouble-dialog/ways", test_trouble_ways);
  add ("/help-dialog", test_help);
  add ("/emergency-dialog/saved", test_emergency);
  add ("/emergency-dialog/not-saved", test_emergency_not_saved);
  add ("/emergency-dialog/closed-at-once", test_emergency_closed_at_once);
  return g_test_run ();
}
