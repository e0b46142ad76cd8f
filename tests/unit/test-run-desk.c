/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-desk.h"
#include "fake-names.h"
#include "resite-desk-way.h"
#include "resite-run-reach.h"
#include "run-fixture.h"

/* A run whose machines a person goes to is looked at from the desk: who is really there? */

#define ADDRESS "127.83.7.31"

typedef struct
{
  Fixture *fixture;
  FakeDesk *desk;
  FakeNames *names;
  guint told; /* that the old server has news */
} Seen;

static void
told_cb (ResiteRun *run, const char *role, gpointer data)
{
  Seen *seen = data;

  seen->told += g_str_equal (role, "old");
}

static void
set_up (Seen *seen, gconstpointer data)
{
  const gboolean rehearsal = data != NULL;
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  seen->desk = fake_desk_new (ADDRESS);
  seen->names = fake_names_new (NULL);
  seen->fixture = fixture_new ();
  port = g_strdup_printf ("%u", seen->desk->port);
  fixture_set_plan (seen->fixture, "site", "address", rehearsal ? "10.4.1.20" : ADDRESS);
  fixture_set_plan (seen->fixture, "site", "gateway", rehearsal ? "10.4.1.1" : "127.83.7.1");
  fixture_set_plan (seen->fixture, "desk", "name-servers", seen->names->server);
  fixture_set_plan (seen->fixture, "old", "reach", "by-hand");
  fixture_set_plan (seen->fixture, "old", "files", NULL);
  fixture_set_plan (seen->fixture, "old", "smb-port", port);
  fixture_try_start (seen->fixture, rehearsal, &error);
  g_assert_no_error (error);
  g_signal_connect (seen->fixture->run, "machine-changed", G_CALLBACK (told_cb), seen);
}

static void
tear_down (Seen *seen, gconstpointer data)
{
  fixture_free (seen->fixture);
  g_clear_pointer (&seen->desk, fake_desk_free);
  fake_names_free (seen->names);
}

static const ResiteMachineFacts *
get_facts (Seen *seen)
{
  return resite_run_get_machine_facts (seen->fixture->run, "old");
}

static const ResiteDeskOpinion *
look (Seen *seen, gboolean anew)
{
  g_assert_true (resite_run_look_from_desk (seen->fixture->run, "old", anew));
  while (get_facts (seen)->is_looked_at)
    g_main_context_iteration (NULL, TRUE);
  return get_facts (seen)->desk;
}

static void
test_who_is_there (Seen *seen, gconstpointer data)
{
  const ResiteDeskOpinion *opinion = look (seen, FALSE);

  g_assert_nonnull (opinion);
  g_assert_cmpint (opinion->verdict, ==, RESITE_DESK_SAME);
  g_assert_cmpuint (seen->told, ==, 2);
  /* What is fresh is not asked for again by itself. */
  g_assert_false (resite_run_look_from_desk (seen->fixture->run, "old", FALSE));
  seen->desk->computer = "FILE07";
  opinion = look (seen, TRUE);
  g_assert_cmpint (opinion->verdict, ==, RESITE_DESK_OTHER);
  g_assert_cmpstr (opinion->computer, ==, "FILE07");
  g_assert_cmpuint (seen->told, ==, 4);
}

static void
test_one_look_at_a_time (Seen *seen, gconstpointer data)
{
  g_assert_true (resite_run_look_from_desk (seen->fixture->run, "old", FALSE));
  g_assert_true (get_facts (seen)->is_looked_at);
  g_assert_false (resite_run_look_from_desk (seen->fixture->run, "old", TRUE));
  while (get_facts (seen)->is_looked_at)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (seen->told, ==, 2);
}

/* Nobody waits for an answer to a run that was closed. */
static void
test_closed_meanwhile (Seen *seen, gconstpointer data)
{
  seen->desk->mute = TRUE;
  g_assert_true (resite_run_look_from_desk (seen->fixture->run, "old", FALSE));
  fixture_close (seen->fixture);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (seen->told, ==, 1);
}

/* The machines of a rehearsal are on this desk; its plan may name addresses of a real site. */
static void
test_rehearsal_stays_here (Seen *seen, gconstpointer data)
{
  g_assert_false (resite_run_look_from_desk (seen->fixture->run, "old", TRUE));
  g_assert_false (resite_run_look_from_desk (seen->fixture->run, "primary.1", TRUE));
  g_assert_cmpuint (seen->told, ==, 0);
  g_assert_cmpuint (seen->desk->questions->len, ==, 0);
}

static void
test_nobody_knows_where (Seen *seen, gconstpointer data)
{
  /* Before it has the site's address the new one has none in this plan. */
  g_assert_false (resite_run_look_from_desk (seen->fixture->run, "new", TRUE));
  g_assert_false (resite_run_look_from_desk (seen->fixture->run, "desk", TRUE));
}

/* This desk answers at all loopback addresses, so that its usual ports would say nothing of others. */
static void
test_ports (Seen *seen, gconstpointer data)
{
  ResitePlan *plan = resite_run_get_plan (seen->fixture->run);
  ResiteDeskQuestion here = { .host = ADDRESS };
  ResiteDeskQuestion there = { .host = "10.4.1.20" };

  resite_desk_way_fill (plan, "old", &here);
  g_assert_cmpuint (here.ports.smb, ==, seen->desk->port);
  g_assert_cmpuint (here.ports.session, ==, RESITE_DESK_NO_PORT);
  g_assert_cmpuint (here.ports.http, ==, RESITE_DESK_NO_PORT);
  g_assert_cmpuint (here.ports.winrm_tls, ==, RESITE_DESK_NO_PORT);
  resite_desk_way_fill (plan, "old", &there);
  g_assert_cmpuint (there.ports.smb, ==, seen->desk->port);
  g_assert_cmpuint (there.ports.session, ==, 0);
  g_assert_cmpuint (there.ports.winrm_tls, ==, 0);
  g_assert_cmpstr (there.domain, ==, "corp.example.com");
}

static void
add (const char *path, void (*test) (Seen *, gconstpointer), gconstpointer data)
{
  g_test_add (path, Seen, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/run-desk/who-is-there", test_who_is_there, NULL);
  add ("/run-desk/one-look-at-a-time", test_one_look_at_a_time, NULL);
  add ("/run-desk/closed-meanwhile", test_closed_meanwhile, NULL);
  add ("/run-desk/rehearsal-stays-here", test_rehearsal_stays_here, "rehearsal");
  add ("/run-desk/nobody-knows-where", test_nobody_knows_where, NULL);
  add ("/run-desk/ports", test_ports, NULL);
  return g_test_run ();
}
