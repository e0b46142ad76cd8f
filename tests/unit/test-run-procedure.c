/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-procedure"

#include "config.h"

#include <string.h>

#include "event-list.h"
#include "procedure-fixture.h"

/* The procedure that the program carries: its way back, its names, its machines, and what of it can
 * be done from this desk. */

static Fixture *
start_procedure (Fixture *fixture, const char *reach)
{
  procedure_start_with (fixture, reach, 2);
  return fixture;
}

static void
assert_names (Fixture *fixture, const char *old, const char *new)
{
  g_autofree char *old_name = resite_run_get_name_now (fixture->run, "old");
  g_autofree char *new_name = resite_run_get_name_now (fixture->run, "new");

  g_assert_cmpstr (old_name, ==, old);
  g_assert_cmpstr (new_name, ==, new);
}

static void
assert_addresses (Fixture *fixture, const char *old, const char *new)
{
  g_autofree char *text =
      resite_run_expand (fixture->run, NULL, "${old.address-now}, ${new.address-now}");
  g_autofree char *expected = g_strdup_printf ("%s, %s", old, new);

  g_assert_cmpstr (text, ==, expected);
}

/* Names and addresses change hands with C3 and C4, and back with B1 and B2. */
static void
test_names_there_and_back (void)
{
  Fixture *fixture = start_procedure (fixture_new (), "by-hand");

  procedure_walk_until (fixture, "C3");
  assert_names (fixture, "BR01SMS", "BR01NEW");
  assert_addresses (fixture, "10.4.1.20", "by DHCP");
  procedure_walk_until (fixture, "C4");
  assert_names (fixture, "BR01SMS_OLD", "BR01NEW");
  assert_addresses (fixture, "by DHCP", "by DHCP");
  procedure_walk_until (fixture, "C5");
  assert_names (fixture, "BR01SMS_OLD", "BR01SMS");
  assert_addresses (fixture, "by DHCP", "10.4.1.20");
  fixture_reopen (fixture);
  assert_names (fixture, "BR01SMS_OLD", "BR01SMS");
  fixture_do (fixture, RESITE_MOVE_WAY_BACK, NULL, "reason", "No network", NULL);
  assert_names (fixture, "BR01SMS_OLD", "BR01SMS");
  procedure_walk_until (fixture, "B2");
  assert_names (fixture, "BR01SMS_OLD", "BR01NEW");
  procedure_walk_until (fixture, "B3");
  assert_names (fixture, "BR01SMS", "BR01NEW");
  assert_addresses (fixture, "10.4.1.20", "by DHCP");
  procedure_walk_until (fixture, "nothing");
  fixture_do (fixture, RESITE_MOVE_FINISH, NULL, NULL);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "went-back");
  fixture_free (fixture);
}

/* From each of the steps up to C6 there is a way back, and it leads through B1 to B4. */
static void
go_back_at (const char *stop)
{
  Fixture *fixture = start_procedure (fixture_new (), "by-hand");

  g_test_message ("%s", stop);
  procedure_walk_until (fixture, stop);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "Why", RESITE_MOVE_WAY_BACK, NULL, NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "not taken", RESITE_MOVE_DONE, "B1", NULL);
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_WAY_BACK, NULL, "reason", "It does not start", NULL);
  g_autofree char *events = event_list_read (fixture, mark);
  g_assert_true (g_str_has_prefix (events, "way-back"));
  fixture_assert_current (fixture, "B1");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "way back", RESITE_MOVE_DONE, "C6@primary.1",
                  NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "already", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "B1", RESITE_MOVE_DONE, "B2", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "B1", RESITE_MOVE_FINISH, NULL, NULL);
  fixture_reopen (fixture);
  fixture_assert_current (fixture, "B1");
  procedure_walk_until (fixture, "nothing");
  fixture_do (fixture, RESITE_MOVE_FINISH, NULL, NULL);
  g_assert_cmpstr (resite_run_get_condition (fixture->run), ==, "went-back");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "closed", RESITE_MOVE_NOTE, NULL, "note",
                  "late", NULL);
  fixture_free (fixture);
}

static void
test_back_from_each (void)
{
  static const char *const stops[] = { "C3", "C4", "G2" };

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    go_back_at (stops[i]);
}

/* Before C2 there is nothing to go back from, and once C6 has begun there is no way. */
static void
test_no_way_back (void)
{
  Fixture *fixture = start_procedure (fixture_new (), "by-hand");

  procedure_walk_until (fixture, "C2");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "simply stop", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  procedure_walk_until (fixture, "C6");
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_WAY_BACK, FIXTURE_BY, NULL);
  resite_move_set (move, "reason", "x");
  g_assert_true (resite_run_check_move (fixture->run, move, NULL));
  fixture_do (fixture, RESITE_MOVE_START, "C6@primary.1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "forward", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  fixture_do (fixture, RESITE_MOVE_BACK, "C6@primary.1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "forward", RESITE_MOVE_WAY_BACK, NULL,
                  "reason", "x", NULL);
  fixture_free (fixture);
}

/* W1 and W2 are looked at once more before what they guard. */
static void
test_looked_at_again (void)
{
  Fixture *fixture = start_procedure (fixture_new (), "by-hand");

  procedure_walk_until (fixture, "C2");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "W2")), ==, 2);
  procedure_walk_until (fixture, "C7");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "W1")), ==, 2);
  procedure_walk_until (fixture, "R8");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "W2")), ==, 3);
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_OFFERED_AGAIN, NULL), ==, 3);
  fixture_free (fixture);
}

static ResiteAction *
get_action (ResiteStepRun *step, guint position)
{
  return resite_step_get_actions (resite_step_run_get_step (step))->pdata[position];
}

static gboolean
only_a_person_can (ResiteAction *action)
{
  switch (resite_action_get_kind (action))
    {
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_COMMAND:
    case RESITE_ACTION_DIRECTORY:
      return TRUE;
    case RESITE_ACTION_CHECK:
    case RESITE_ACTION_COPY:
    case RESITE_ACTION_WATCH:
    case RESITE_ACTION_BULK:
    case RESITE_ACTION_WAIT:
    default:
      return FALSE;
    }
}

/* Each action of each step has an answer; what only a person can do is never automatic, and what is
 * not automatic says why. Returns how many are automatic. */
static guint
look_at_every_action (Fixture *fixture)
{
  GListModel *steps = resite_run_get_steps (fixture->run);
  guint automatic = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
      gboolean some = FALSE;

      for (guint j = 0; j < actions->len; j++)
        {
          g_autofree char *reason = NULL;
          gboolean can = resite_step_run_is_automatic (step, get_action (step, j), &reason);

          g_assert_true (can || (reason != NULL && *reason != '\0'));
          g_assert_false (can && only_a_person_can (get_action (step, j)));
          automatic += can;
          some |= can;
        }
      g_assert_cmpint (resite_step_run_has_automatic (step), ==, some);
      g_assert_cmpint (g_str_equal (resite_step_run_get_way (step), "TELL"), ==, !some);
    }
  return automatic;
}

static guint
count_automatic (const char *reach, const char *files_of_new)
{
  Fixture *fixture = fixture_new ();
  guint count;

  fixture_set_plan (fixture, "new", "files", files_of_new);
  start_procedure (fixture, reach);
  count = look_at_every_action (fixture);
  fixture_free (fixture);
  return count;
}

static void
test_reach (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *files = fixture_path (fixture, "new");
  const guint by_hand = count_automatic ("by-hand", files);
  const guint local = count_automatic ("local", files);
  const guint blind = count_automatic ("local", NULL);

  g_test_message ("%u by hand, %u local, %u without files", by_hand, local, blind);
  g_assert_cmpuint (by_hand, <, local);
  g_assert_cmpuint (blind, <, local);
  fixture_free (fixture);
}

/* Every text of every step can be read: no variable of it stays unexpanded. */
static void
test_texts (void)
{
  Fixture *fixture = start_procedure (fixture_new (), "by-hand");
  GListModel *steps = resite_run_get_steps (fixture->run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      g_autofree char *title = resite_step_run_get_title (step);
      g_autofree char *why = resite_step_run_get_why (step);

      g_assert_cmpstr (title, !=, "");
      g_assert_cmpstr (why, !=, "");
      g_assert_null (strstr (title, "${"));
      g_assert_null (strstr (why, "${"));
    }
  fixture_free (fixture);
}

static void
take_second_primary_out (Fixture *fixture)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_assert_true (g_key_file_load_from_file (file, fixture->plan, G_KEY_FILE_NONE, NULL));
  g_assert_true (g_key_file_remove_group (file, "primary.2", NULL));
  g_key_file_set_string (file, "central", "same-as", "primary.1");
  g_key_file_set_string (file, "central", "reach", "by-hand");
  g_assert_true (g_key_file_save_to_file (file, fixture->plan, NULL));
}

/* One primary, two, three: as many removals, in order, each with its own name. */
static void
test_primaries (void)
{
  for (guint n = 1; n <= 3; n++)
    {
      Fixture *fixture = fixture_new ();

      if (n == 3)
        {
          fixture_set_plan (fixture, "primary.3", "server-name", "TOPSMS01");
          fixture_set_plan (fixture, "primary.3", "site-code", "T01");
          fixture_set_plan (fixture, "primary.3", "reach", "by-hand");
          fixture_set_plan (fixture, "central", "same-as", "primary.3");
        }
      if (n == 1)
        {
          fixture_set_plan (fixture, "preinst", "query.2", NULL);
          take_second_primary_out (fixture);
        }
      procedure_start_with (fixture, "by-hand", n == 1 ? 1 : 2);
      guint count = 0;
      GListModel *steps = resite_run_get_steps (fixture->run);
      for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
        {
          g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
          count += g_str_equal (resite_step_get_id (resite_step_run_get_step (step)), "C6");
        }
      g_assert_cmpuint (count, ==, n);
      procedure_walk_until (fixture, "C7");
      g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_SIGNED_OFF, "C6"), ==, count);
      fixture_free (fixture);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-procedure/names-there-and-back", test_names_there_and_back);
  g_test_add_func ("/run-procedure/back-from-each", test_back_from_each);
  g_test_add_func ("/run-procedure/no-way-back", test_no_way_back);
  g_test_add_func ("/run-procedure/looked-at-again", test_looked_at_again);
  g_test_add_func ("/run-procedure/reach", test_reach);
  g_test_add_func ("/run-procedure/texts", test_texts);
  g_test_add_func ("/run-procedure/primaries", test_primaries);
  return g_test_run ();
}
