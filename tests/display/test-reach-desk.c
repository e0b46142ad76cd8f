/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "fake-desk.h"
#include "remote-run-fixture.h"
#include "resite-machine-badge.h"
#include "resite-page-factory.h"
#include "resite-reach-band.h"
#include "resite-reach-table.h"
#include "resite-wizard.h"

/* What is shown of a machine that a person goes to, and of which the desk sees who it is. */

#define ADDRESS "127.83.7.41"

typedef struct
{
  FakeDesk *seen;
  Remote *remote;
  ResiteRun *run; /* not owned */
  GtkWidget *window;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  const char *reach = data;
  g_autofree char *port = NULL;

  desk->seen = fake_desk_new (ADDRESS);
  port = g_strdup_printf ("%u", desk->seen->port);
  {
    const char *const keys[] = { "site",       "address",  ADDRESS, "site",       "gateway",
                                 "127.83.7.1", "site",     "mask",  "255.0.0.0",  "old",
                                 "winrm-host", ADDRESS,    "old",   "winrm-port", "1",
                                 "old",        "smb-port", port,    "old",        "files",
                                 "smb://",     "old",      "reach", reach,        NULL };

    desk->remote = remote_new (keys);
  }
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
  fake_desk_free (desk->seen);
}

static void
look (Desk *desk)
{
  g_assert_true (resite_run_look_from_desk (desk->run, "old", TRUE));
  display_until (!resite_run_get_machine_facts (desk->run, "old")->is_looked_at);
}

static void
test_badge (Desk *desk, gconstpointer data)
{
  GtkWidget *badge = resite_machine_badge_new ();
  g_autofree char *spoken = NULL;

  desk->window = display_show (badge);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_false (gtk_widget_get_visible (display_child (badge, "desk_label")));
  look (desk);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_cmpstr (display_text (badge, "desk_label"), ==, "✓ seen from this desk");
  desk->seen->computer = "FILE07";
  look (desk);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_cmpstr (display_text (badge, "desk_label"), ==, "✗ FILE07 answers there");
  spoken = display_dup_name (badge);
  g_assert_nonnull (strstr (spoken, "✗ FILE07 answers there"));
  fake_desk_stop (desk->seen);
  look (desk);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_cmpstr (display_text (badge, "desk_label"), ==, "– not seen from this desk");
}

/* Of a machine that Resite signs in to, only a contradiction is worth a line. */
static void
test_badge_of_a_reached_one (Desk *desk, gconstpointer data)
{
  GtkWidget *badge = resite_machine_badge_new ();

  desk->window = display_show (badge);
  look (desk);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_false (gtk_widget_get_visible (display_child (badge, "desk_label")));
  desk->seen->computer = "FILE07";
  look (desk);
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (badge), desk->run, "old");
  g_assert_cmpstr (display_text (badge, "desk_label"), ==, "✗ FILE07 answers there");
}

static void
test_band (Desk *desk, gconstpointer data)
{
  GtkWidget *band = resite_reach_band_new ();

  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, "old");
  desk->window = display_show (band);
  look (desk);
  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, "old");
  display_assert_silent (band, "Seen from this desk");
  desk->seen->computer = "FILE07";
  look (desk);
  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, "old");
  display_assert_says (band, "is FILE07 and not BR01SMS");
  display_assert_says (band, "before anything is done there");
  display_assert_named (desk->window);
  desk->seen->computer = "BR01SMS";
  display_click (display_button (band, "Look from _here again"));
  display_until (!resite_run_get_machine_facts (desk->run, "old")->is_looked_at);
  resite_reach_band_show_machine (RESITE_REACH_BAND (band), desk->run, "old");
  display_assert_silent (band, "FILE07");
}

static void
test_table (Desk *desk, gconstpointer data)
{
  GtkWidget *table = resite_reach_table_new (desk->run, NULL);

  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  desk->window = display_show (table);
  display_assert_silent (table, "Seen from this desk");
  display_assert_named (desk->window);
  display_click (display_button (table, "Look from this desk"));
  display_assert_says (table, "Looking from this desk");
  g_assert_false (gtk_widget_is_sensitive (display_button (table, "Look from this desk")));
  display_until (display_says (table, ADDRESS " is BR01SMS"));
  g_assert_true (gtk_widget_is_sensitive (display_button (table, "Look from this desk")));
  display_assert_says (table, "A better way was found.");
  desk->seen->computer = "FILE07";
  display_click (display_button (table, "Look from this desk"));
  display_until (display_says (table, "is FILE07 and not BR01SMS"));
  display_assert_silent (table, "A better way was found.");
}

static void
test_table_says_what_stays_by_hand (Desk *desk, gconstpointer data)
{
  GtkWidget *table = resite_reach_table_new (desk->run, NULL);

  resite_reach_table_add (RESITE_REACH_TABLE (table), "old");
  resite_reach_table_add (RESITE_REACH_TABLE (table), "new");
  desk->window = display_show (table);
  display_assert_silent (table, "All is by hand");
  gtk_expander_set_expanded (
      display_named (table, "What Resite does at each, and what stays by hand"), TRUE);
  display_assert_says (table, "OLD SERVER BR01SMS: All is by hand");
  display_assert_says (table, "By WinRM Resite does there all that it can do.");
}

/* Before anything begins all machines of the plan are there, also those that a person goes to. */
static void
test_page_of_the_tools (Desk *desk, gconstpointer data)
{
  GtkWidget *page = resite_page_factory_new_step_page (
      desk->run, resite_run_find_step (desk->run, "P0.1"), FIXTURE_BY);
  GtkWidget *table;

  resite_page_refresh (RESITE_PAGE (page));
  desk->window = display_show (page);
  table = display_nth (page, RESITE_TYPE_REACH_TABLE, 0);
  display_assert_says (table, "OLD SERVER");
  display_assert_says (table, "for you to say");
  display_assert_says (table, "NEW SERVER");
  display_assert_says (table, "HQSMS01");
  display_assert_says (table, "CENSMS01");
}

/* The page of a machine looks by itself when it is turned to; one that is read ahead does not. */
static void
test_wizard_looks (Desk *desk, gconstpointer data)
{
  GtkWidget *wizard = resite_wizard_new (desk->run, FIXTURE_BY);

  desk->seen->computer = "FILE07";
  desk->window = display_show (wizard);
  resite_wizard_attach_actions (RESITE_WIZARD (wizard), desk->window);
  resite_wizard_go_to (RESITE_WIZARD (wizard), "C2");
  display_settle ();
  g_assert_null (resite_run_get_machine_facts (desk->run, "old")->desk);
  g_assert_false (resite_run_get_machine_facts (desk->run, "old")->is_looked_at);
  remote_walk_to (desk->remote, "C2");
  resite_wizard_go_to (RESITE_WIZARD (wizard), "C1");
  resite_wizard_go_to (RESITE_WIZARD (wizard), "C2");
  display_until (display_says (wizard, "✗ FILE07 answers there"));
  display_assert_says (wizard, "is FILE07 and not BR01SMS");
}

#define ADD(name, reach, function)                                                                 \
  g_test_add ("/reach-desk/" name, Desk, reach, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("badge", "by-hand", test_badge);
  ADD ("badge-of-a-reached-one", "winrm", test_badge_of_a_reached_one);
  ADD ("band", "by-hand", test_band);
  ADD ("table", "by-hand", test_table);
  ADD ("table-says-what-stays-by-hand", "by-hand", test_table_says_what_stays_by_hand);
  ADD ("page-of-the-tools", "by-hand", test_page_of_the_tools);
  ADD ("wizard-looks", "by-hand", test_wizard_looks);
  return g_test_run ();
}
