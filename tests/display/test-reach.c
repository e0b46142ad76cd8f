/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "remote-run-fixture.h"
#include "resite-guard.h"
#include "resite-machine-badge.h"
#include "resite-page-factory.h"
#include "resite-reach-band.h"
#include "resite-reach-table.h"
#include "resite-reach-words.h"
#include "resite-step-controls.h"
#include "resite-wizard.h"

/* What is shown of machines that really answer: the right box, the wrong one, and none. */

typedef struct
{
  Remote *remote;
  ResiteRun *run; /* not owned */
  GtkWidget *window;
} Desk;

#define OTHER_BOX                                                                                  \
  "old", "uuid", "11111111-2222-3333-4444-555555555555", "old", "serial", NULL, "old", "mac", NULL

static const char *const plain[] = { "old", "winrm-plain", "yes", NULL };
static const char *const old_tls[] = { "old", "winrm-old-tls", "yes", NULL };
static const char *const other_box[] = { OTHER_BOX, NULL };

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->remote = remote_new (data);
  desk->run = desk->remote->run.run;
  desk->window = NULL;
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  if (desk->window != NULL)
    display_destroy (desk->window);
  display_assert_unheard (desk->run, "machine-changed");
  display_assert_unheard (desk->run, "changed");
  remote_free (desk->remote);
}

static void
reach (Desk *desk, const char *role)
{
  g_autoptr (ResiteMachine) machine = remote_reach (desk->remote, role, NULL);
}

/* The badge. */

static void
test_badge (Desk *desk, gconstpointer data)
{
  GtkWidget *badge = resite_machine_badge_new ();
  g_autofree char *spoken = NULL;

  desk->window = display_show (badge);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  display_assert_says (badge, "not reached yet");
  reach (desk, "old");
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  display_assert_says (badge, "✓ the right box: ");
  spoken = display_dup_name (badge);
  g_assert_nonnull (strstr (spoken, "✓ the right box"));
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "desk");
  g_assert_false (gtk_widget_get_visible (display_child (badge, "box_label")));
}

static void
test_badge_of_another_box (Desk *desk, gconstpointer data)
{
  GtkWidget *badge = resite_machine_badge_new ();
  GtkStyleContext *style;
  g_autofree char *spoken = NULL;

  desk->window = display_show (badge);
  style = gtk_widget_get_style_context (display_child (badge, "frame_box"));
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_true (gtk_style_context_has_class (style, "resite-role-old"));
  reach (desk, "old");
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_cmpstr (display_text (badge, "word_label"), ==, "This is not the old server.");
  g_assert_true (gtk_style_context_has_class (style, "resite-role-wrong"));
  g_assert_false (gtk_style_context_has_class (style, "resite-role-old"));
  spoken = display_dup_name (badge);
  g_assert_nonnull (strstr (spoken, "This is not the old server."));
  display_settle (); /* the mark is drawn */
}

/* The table. */

static gpointer
wait_button (Desk *desk, const char *label)
{
  display_until (display_search_first (desk->window, display_is_button_with, label) != NULL &&
                 gtk_widget_is_sensitive (display_button (desk->window, label)));
  return display_button (desk->window, label);
}

static void
test_table (Desk *desk, gconstpointer data)
{
  GtkWidget *table = resite_reach_table_new (desk->run, NULL);

  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  resite_reach_table_add (RESITE_REACH_TABLE (table), "ad");
  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  desk->window = display_show (table);
  display_assert_says (table, "not tried yet");
  display_assert_says (table, "for you to say");
  display_assert_says (table, "as Administrator");
  display_assert_named (desk->window);
  g_assert_cmpuint (desk->remote->asked->len, ==, 0);
  display_click (display_button (table, "Go there"));
  display_until (display_says (table, "✓ reached"));
  display_assert_says (table, "Server 2003, Standard Edition");
  display_assert_says (table, "clock right");
  display_assert_silent (table, "not tried yet");
  g_assert_cmpuint (desk->remote->asked->len, ==, 1);
}

static void
test_table_after_a_wrong_password (Desk *desk, gconstpointer data)
{
  GtkWidget *table = resite_reach_table_new (desk->run, NULL);

  desk->remote->wrong = TRUE;
  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  desk->window = display_show (table);
  display_click (display_button (table, "Go there"));
  display_until (display_says (table, "✗ not reached"));
  display_assert_says (table, "refuses");
  display_click (wait_button (desk, "Try again"));
  display_until (display_says (table, "✓ reached"));
  display_assert_silent (table, "refuses");
  g_assert_cmpuint (desk->remote->asked->len, ==, 2);
}

static void
test_table_tells_once (Desk *desk, gconstpointer data)
{
  GtkWidget *table = resite_reach_table_new (desk->run, "old");

  desk->remote->nobody = TRUE;
  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  desk->window = display_show (table);
  reach (desk, "old");
  display_until (display_says (table, "✗ not reached"));
  display_assert_silent (table, "Nobody gave the password");
}

/* A table that goes away while somebody is on the way. */
static void
test_table_goes (Desk *desk, gconstpointer data)
{
  GtkWidget *table = resite_reach_table_new (desk->run, NULL);

  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  desk->window = display_show (table);
  display_click (display_button (table, "Go there"));
  gtk_widget_destroy (desk->window);
  desk->window = NULL;
  display_until (resite_run_get_machine_facts (desk->run, "old")->reached);
  display_settle ();
}

/* The band. */

static GtkWidget *
show_band (Desk *desk, const char *machine)
{
  GtkWidget *band = resite_reach_band_new ();

  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, machine);
  desk->window = display_show (band);
  return band;
}

static void
assert_empty (GtkWidget *widget)
{
  g_autofree char *text = display_read (widget);

  g_assert_cmpstr (text, ==, "");
}

static void
test_band_is_silent (Desk *desk, gconstpointer data)
{
  GtkWidget *band = show_band (desk, "old");

  assert_empty (band);
  reach (desk, "old");
  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, "old");
  assert_empty (band);
  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, NULL);
  assert_empty (band);
}

static void
test_band_of_a_fault (Desk *desk, gconstpointer data)
{
  GtkWidget *band = show_band (desk, "old");
  g_auto (DisplayHeard) tried = { 0 };
  GtkWidget *button;

  desk->remote->nobody = TRUE;
  reach (desk, "old");
  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, "old");
  display_assert_says (band, "Not reached: Nobody gave the password");
  display_assert_named (desk->window);
  display_listen (band, "try-again", display_heard_cb, &tried);
  button = display_button (band, "Try _again");
  display_click (button);
  g_assert_cmpuint (tried.count, ==, 1);
  resite_reach_band_set_busy (RESITE_REACH_BAND (band), TRUE);
  g_assert_false (gtk_widget_is_sensitive (button));
  resite_reach_band_set_busy (RESITE_REACH_BAND (band), FALSE);
  g_assert_true (gtk_widget_is_sensitive (button));
}

static void
test_band_of_plain_http (Desk *desk, gconstpointer data)
{
  display_assert_says (show_band (desk, "old"), "⚠ Plain HTTP: anyone on this network can read");
  g_assert_null (resite_reach_words_find_warning (desk->run, "new"));
  g_assert_null (resite_reach_words_find_warning (desk->run, "ad"));
}

static void
test_band_of_old_tls (Desk *desk, gconstpointer data)
{
  display_assert_says (show_band (desk, "old"), "⚠ Old TLS");
}

static void
test_words (Desk *desk, gconstpointer data)
{
  g_autofree char *central = resite_reach_words_dup_section (desk->run, "central");
  g_autofree char *way = resite_reach_words_format_way (desk->run, "central");
  g_autofree char *by_hand = resite_reach_words_format_way (desk->run, "ad");

  g_assert_cmpstr (central, ==, "primary.2");
  g_assert_true (resite_reach_words_is_remote (desk->run, "central"));
  g_assert_true (g_str_has_prefix (way, "HTTPS\n127."));
  g_assert_true (g_str_has_suffix (way, "\nas Administrator"));
  g_assert_cmpstr (by_hand, ==, "by hand");
  g_assert_true (resite_reach_words_is_by_hand (desk->run, "ad"));
  g_assert_false (resite_reach_words_is_by_hand (desk->run, "old"));
}

/* The page of a step at another box is locked, until it is the right one. */

static void
test_page_of_another_box (Desk *desk, gconstpointer data)
{
  GtkWidget *page;
  g_autofree char *reason = NULL;

  remote_walk_to (desk->remote, "C2");
  page = resite_page_factory_new_step_page (desk->run, resite_run_find_step (desk->run, "C2"),
                                            FIXTURE_BY);
  resite_page_refresh (RESITE_PAGE (page));
  desk->window = display_show (page);
  reach (desk, "old");
  g_assert_nonnull (resite_reach_words_find_mismatch (desk->run, "old"));
  display_until (!resite_page_is_editable (RESITE_PAGE (page)));
  display_settle ();
  g_assert_false (gtk_widget_is_visible (
      display_child (display_nth (page, RESITE_TYPE_STEP_CONTROLS, 0), "start_button")));
  reason = resite_page_dup_next_reason (RESITE_PAGE (page));
  g_assert_nonnull (strstr (reason, "another one answers"));
  fixture_do (&desk->remote->run, RESITE_MOVE_CONFIRM, NULL, "machine", "old", "reason",
              "the plan has a slip", NULL);
  reach (desk, "old");
  display_until (resite_page_is_editable (RESITE_PAGE (page)));
}

/* The whole window: the band's own buttons. */
static void
test_wizard_tries_again (Desk *desk, gconstpointer data)
{
  GtkWidget *wizard = resite_wizard_new (desk->run, FIXTURE_BY);

  desk->remote->nobody = TRUE;
  desk->window = display_show (wizard);
  resite_wizard_attach_actions (RESITE_WIZARD (wizard), desk->window);
  resite_wizard_go_to (RESITE_WIZARD (wizard), "C2");
  reach (desk, "old");
  display_until (display_says (wizard, "Not reached: Nobody gave the password"));
  desk->remote->nobody = FALSE;
  display_click (display_button (wizard, "Try _again"));
  display_until (display_says (wizard, "BR01SMS is reached."));
  display_assert_silent (wizard, "Not reached: ");
  display_assert_says (wizard, "✓ the right box");
  display_assert_says (wizard, "RUN: Resite does it, over the network");
  display_assert_says (wizard, "Resite does this by itself on: ");
  display_assert_says (wizard, "The same by hand, on ");
}

static void
test_wizard_confirms (Desk *desk, gconstpointer data)
{
  GtkWidget *wizard = resite_wizard_new (desk->run, FIXTURE_BY);
  GtkWidget *dialog;

  desk->window = display_show (wizard);
  resite_wizard_attach_actions (RESITE_WIZARD (wizard), desk->window);
  resite_wizard_go_to (RESITE_WIZARD (wizard), "C2");
  reach (desk, "old");
  display_until (display_says (wizard, "✗ This is not the old server."));
  display_click (display_button (wizard, "It is the right _machine…"));
  dialog = display_wait_dialog (GTK_TYPE_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==,
                   "Is this box the simulated OLD SERVER?");
  display_type (display_nth (dialog, GTK_TYPE_ENTRY, 0), "its label says so");
  display_click (display_button (dialog, "It is the simulated OLD SERVER"));
  display_until (display_says (wizard, "✓ the right box"));
  display_assert_silent (wizard, "This is not the old server.");
  g_assert_cmpstr (resite_run_get_machine_facts (desk->run, "old")->confirmed, ==, "person");
}

#define ADD(name, keys, function)                                                                  \
  g_test_add ("/reach/" name, Desk, keys, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("badge", NULL, test_badge);
  ADD ("badge-of-another-box", other_box, test_badge_of_another_box);
  ADD ("table", NULL, test_table);
  ADD ("table-after-a-wrong-password", NULL, test_table_after_a_wrong_password);
  ADD ("table-tells-once", NULL, test_table_tells_once);
  ADD ("table-goes", NULL, test_table_goes);
  ADD ("band-is-silent", NULL, test_band_is_silent);
  ADD ("band-of-a-fault", NULL, test_band_of_a_fault);
  ADD ("band-of-plain-http", plain, test_band_of_plain_http);
  ADD ("band-of-old-tls", old_tls, test_band_of_old_tls);
  ADD ("words", NULL, test_words);
  ADD ("page-of-another-box", other_box, test_page_of_another_box);
  ADD ("wizard-tries-again", NULL, test_wizard_tries_again);
  ADD ("wizard-confirms", other_box, test_wizard_confirms);
  return g_test_run ();
}
