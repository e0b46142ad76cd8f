/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "display-run.h"
#include "resite-directory-box.h"
#include "resite-run-reach.h"

/* What would be deleted in the directory, before anybody unlocks it. */

static Fixture *
start (const char *reach, const char *logon, const char *user)
{
  Fixture *fixture = fixture_new ();

  g_free (fixture->runbook);
  fixture->runbook = g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "runbooks",
                                       "display", "directory.xml", NULL);
  fixture_set_plan (fixture, "ad", "reach", reach);
  fixture_set_plan (fixture, "ad", "servers", "ldap://127.0.0.1:1");
  fixture_set_plan (fixture, "ad", "logon", logon);
  fixture_set_plan (fixture, "ad", "user", user);
  fixture_start (fixture);
  return fixture;
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static void
wait_until_it_says (GtkWidget *box, const char *text)
{
  while (display_search_first (box, says, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* With a ticket nobody has to be asked, so it looks when it is shown. */
static void
test_looks_by_itself (void)
{
  Fixture *fixture = start ("ldap", "kerberos", NULL);
  ResiteStepRun *step = fixture_step (fixture, "C7");
  GtkWidget *box = resite_directory_box_new (fixture->run, step);
  GtkWidget *window;

  g_assert_true (resite_run_deletes_in_directory (fixture->run, step));
  g_assert_false (resite_run_lacks_directory_password (fixture->run));
  window = display_show (box);
  wait_until_it_says (box, "nobody listens at its port 1");
  display_assert_named (box);
  display_destroy (window);
  fixture_free (fixture);
}

static void
asked_cb (ResiteRun *run, ResiteQuestion *question, gpointer user_data)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("a@b", "secret");

  g_assert_cmpstr (resite_question_get_role (question), ==, "ad");
  g_assert_cmpstr (resite_question_get_user (question), ==, "a@b");
  ++*(guint *)user_data;
  resite_question_answer_credentials (question, credentials);
}

static gboolean
is_button (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget);
}

/* A password is asked for when a person wants to look, and once. */
static void
test_asks_when_it_is_told_to_look (void)
{
  Fixture *fixture = start ("ldap", "simple", "a@b");
  guint asked = 0;
  GtkWidget *box = resite_directory_box_new (fixture->run, fixture_step (fixture, "C7"));
  GtkWidget *window;

  resite_run_set_asker (fixture->run, asked_cb, &asked);
  window = display_show (box);
  g_assert_cmpuint (asked, ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      gtk_button_clicked (GTK_BUTTON (display_search_first (box, is_button, NULL)));
      wait_until_it_says (box, "nobody listens at its port 1");
    }
  g_assert_cmpuint (asked, ==, 1);
  display_destroy (window);
  fixture_free (fixture);
}

/* One that goes away while it looks takes nothing with it. */
static void
test_goes_away_while_it_looks (void)
{
  Fixture *fixture = start ("ldap", "kerberos", NULL);
  GtkWidget *box = resite_directory_box_new (fixture->run, fixture_step (fixture, "C7"));
  GtkWidget *window = display_show (box);
  GtkWidget *kept = g_object_ref (box);

  display_destroy (window);
  while (G_OBJECT (kept)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (kept);
  fixture_free (fixture);
}

static void
test_by_hand_has_none (void)
{
  Fixture *fixture = start ("by-hand", NULL, NULL);

  g_assert_false (resite_run_deletes_in_directory (fixture->run, fixture_step (fixture, "C7")));
  g_assert_false (resite_run_lacks_directory_password (fixture->run));
  fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);

  g_test_add_func ("/directory-box/by-itself", test_looks_by_itself);
  g_test_add_func ("/directory-box/asks", test_asks_when_it_is_told_to_look);
  g_test_add_func ("/directory-box/goes-away", test_goes_away_while_it_looks);
  g_test_add_func ("/directory-box/by-hand", test_by_hand_has_none);

  return g_test_run ();
}
