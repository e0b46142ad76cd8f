/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-values"

#include "config.h"

#include <string.h>

#include "event-list.h"

/* What a plan, its corrections and what was typed make of the steps and their texts. */

static void
correct (Fixture *fixture, const char *key, const char *value)
{
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", key, "value", value, NULL);
}

static void
assert_text (Fixture *fixture, const char *step, const char *text, const char *expected)
{
  g_autofree char *found =
      resite_run_expand (fixture->run, step != NULL ? fixture_step (fixture, step) : NULL, text);

  g_assert_cmpstr (found, ==, expected);
}

/* To and fro: each correction has its word, and nothing is said where nothing changes. */
static void
test_to_and_fro (void)
{
  Fixture *fixture = fixture_new ();
  static const struct
  {
    const char *key, *value, *events;
  } corrections[] = {
    { "options.emergency-share", "yes", "corrected, taken-in P2" },
    { "options.emergency-share", "yes", "corrected" },
    { "options.emergency-share", "no", "corrected, left-out P2" },
    { "options.delta", "no", "corrected, left-out C1" },
    { "site.place", "Ulm", "corrected" },
    { "options.delta", "yes", "corrected, taken-in C1" },
  };

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (corrections); i++)
    {
      const guint64 mark = event_list_mark (fixture);
      correct (fixture, corrections[i].key, corrections[i].value);
      event_list_assert (fixture, mark, corrections[i].events);
    }
  fixture_reopen (fixture);
  fixture_assert_status (fixture, "P2", "left-out");
  fixture_assert_status (fixture, "C1", "todo");
  assert_text (fixture, NULL, "${site.place}", "Ulm");
  fixture_free (fixture);
}

/* What was done stays done, whatever the plan says later; what is set back is asked anew. */
static void
test_done_stays (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "G1");
  fixture_assert_status (fixture, "C1", "done");
  correct (fixture, "options.delta", "no");
  fixture_assert_status (fixture, "C1", "done");
  const guint64 mark = event_list_mark (fixture);
  fixture_do (fixture, RESITE_MOVE_BACK, "C1", NULL);
  event_list_assert (fixture, mark, "set-back C1, left-out C1");
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "plan leaves", RESITE_MOVE_DONE, "C1", NULL);
  correct (fixture, "options.delta", "yes");
  g_assert_cmpuint (resite_step_run_get_attempt (fixture_step (fixture, "C1")), >=, 2);
  fixture_do (fixture, RESITE_MOVE_START, "C1", NULL);
  fixture_assert_status (fixture, "C1", "done");
  fixture_free (fixture);
}

static void
test_old_value_is_kept (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_autofree char *old =
      g_strdup (resite_plan_get (resite_run_get_plan (fixture->run), "site.place"));
  fixture_do (fixture, RESITE_MOVE_CORRECT, NULL, "key", "site.place", "value", "Ulm", "reason",
              "They moved", NULL);
  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_CORRECTED);
  g_assert_cmpstr (resite_event_get (event, "old"), ==, old);
  g_assert_cmpstr (resite_event_get (event, "new"), ==, "Ulm");
  g_assert_cmpstr (resite_event_get (event, "reason"), ==, "They moved");
  correct (fixture, "site.place", "");
  g_assert_null (resite_plan_get (resite_run_get_plan (fixture->run), "site.place"));
  fixture_reopen (fixture);
  g_assert_null (resite_plan_get (resite_run_get_plan (fixture->run), "site.place"));
  fixture_free (fixture);
}

/* Corrections that the plan would not have passed with. */
static void
test_refused_corrections (void)
{
  Fixture *fixture = fixture_new ();
  static const struct
  {
    const char *key, *value;
  } wrong[] = {
    { "site", "x" },
    { "", "x" },
    { ".", "x" },
    { "site.", "x" },
    { ".code", "x" },
    { "nowhere.key", "x" },
    { "site.code", "toolong" },
    { "site.address", "next door" },
    { "site.drive", "EE" },
    { "options.delta", "perhaps" },
    { "options.preload-patience", "soon" },
    { "old.reach", "by pigeon" },
    { "primary.1.site-code", "" },
    { "primary.1.site-code", "S01" },
  };

  fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s=%s", wrong[i].key, wrong[i].value);
      fixture_refuse (fixture, RESITE_ERROR_INVALID, "", RESITE_MOVE_CORRECT, NULL, "key",
                      wrong[i].key, "value", wrong[i].value, NULL);
    }
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "needs a value", RESITE_MOVE_CORRECT, NULL, "key",
                  "site.place", NULL);
  fixture_free (fixture);
}

/* Reach and folders follow a correction at once. */
static void
test_reach_corrected (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_assert_true (resite_step_run_has_automatic (fixture_step (fixture, "P1")));
  correct (fixture, "new.reach", "by-hand");
  g_assert_false (resite_step_run_has_automatic (fixture_step (fixture, "P1")));
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "waiting");
  correct (fixture, "new.reach", "local");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_assert_status (fixture, "P1", "done");
  fixture_free (fixture);
}

static void
test_gaps (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  assert_text (fixture, NULL, NULL, "");
  assert_text (fixture, NULL, "", "");
  assert_text (fixture, NULL, "no names", "no names");
  assert_text (fixture, NULL, "${site.code}${site.code}", "S01S01");
  g_autofree char *gap = resite_run_expand (fixture->run, NULL, "at ${site.colour}!");
  g_assert_null (strstr (gap, "(null)"));
  g_assert_true (g_str_has_prefix (gap, "at "));
  g_assert_true (g_str_has_suffix (gap, "!"));
  g_autofree char *open = resite_run_expand (fixture->run, NULL, "at ${site.code");
  g_assert_nonnull (open);
  g_autofree char *primary = resite_run_expand (
      fixture->run, fixture_step (fixture, "C6@primary.2"), "${primary.site-code}");
  g_assert_cmpstr (primary, ==, "C01");
  fixture_free (fixture);
}

/* What was typed is text, never a variable again. */
static void
test_typed_is_text (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "W1");
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "25", "field.notes",
              "${site.code} costs 5 $ & <more>", NULL);
  assert_text (fixture, NULL, "${step.W1.notes}", "${site.code} costs 5 $ & <more>");
  assert_text (fixture, NULL, "${step.W1.limit}", "25");
  fixture_reopen (fixture);
  assert_text (fixture, NULL, "${step.W1.notes}", "${site.code} costs 5 $ & <more>");
  fixture_free (fixture);
}

/* A form is kept from attempt to attempt, and its newest values count. */
static void
test_form_again (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "C1");
  assert_text (fixture, NULL, "${step.W1.limit}", "25");
  fixture_do (fixture, RESITE_MOVE_BACK, "W1", NULL);
  assert_text (fixture, NULL, "${step.W1.limit}", "25");
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "99", NULL);
  assert_text (fixture, NULL, "${step.W1.limit}", "99");
  fixture_do (fixture, RESITE_MOVE_BACK, "W1", NULL);
  fixture_do (fixture, RESITE_MOVE_DONE, "W1", NULL);
  assert_text (fixture, NULL, "${step.W1.limit}", "99");
  fixture_assert_status (fixture, "W1", "done");
  fixture_free (fixture);
}

static void
test_form_faults (void)
{
  Fixture *fixture = fixture_new ();
  static const char *const wrong[] = { "",       "   ",     "25 KB",
                                       "2.5",    "0x10",    "99999999999999999999",
                                       "twenty", "\xd9\xa2" };

  fixture_start (fixture);
  fixture_walk_to (fixture, "W1");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    fixture_refuse (fixture, RESITE_ERROR_INVALID, "Limit", RESITE_MOVE_FILL, "W1", "field.limit",
                    wrong[i], NULL);
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "no such form", RESITE_MOVE_FILL, "W1",
                  "action", "other", "field.limit", "1", NULL);
  fixture_refuse (fixture, RESITE_ERROR_INVALID, "unknown", RESITE_MOVE_FILL, "W1", "field.limit",
                  "1", "field.unknown", "x", NULL);
  fixture_do (fixture, RESITE_MOVE_FILL, "W1", "field.limit", "\t-7\n", NULL);
  assert_text (fixture, NULL, "${step.W1.limit}", "-7");
  fixture_free (fixture);
}

/* A plan with errors is not begun, and nothing is left of the attempt. */
static void
test_plan_errors (void)
{
  static const struct
  {
    const char *group, *key, *value;
  } wrong[] = {
    { "site", "code", NULL },        { "site", "code", "S" },
    { "site", "address", "10.4.1" }, { "site", "server-name", NULL },
    { "new", "name-before", NULL },  { "new", "reach", "carrier" },
    { "options", "delta", "maybe" }, { "accounts", "sender-password", "abc" },
    { "ad", "domain", NULL },        { "primary.1", "site-code", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      Fixture *fixture = fixture_new ();
      g_autoptr (GError) error = NULL;

      fixture_set_plan (fixture, wrong[i].group, wrong[i].key, wrong[i].value);
      fixture_try_start (fixture, FALSE, &error);
      g_test_message ("[%s] %s: %s", wrong[i].group, wrong[i].key,
                      error != NULL ? error->message : "begun");
      g_assert_null (fixture->run);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, wrong[i].group));
      g_assert_false (g_file_test (fixture->data, G_FILE_TEST_EXISTS));
      fixture_free (fixture);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-values/to-and-fro", test_to_and_fro);
  g_test_add_func ("/run-values/done-stays", test_done_stays);
  g_test_add_func ("/run-values/old-value-is-kept", test_old_value_is_kept);
  g_test_add_func ("/run-values/refused-corrections", test_refused_corrections);
  g_test_add_func ("/run-values/reach-corrected", test_reach_corrected);
  g_test_add_func ("/run-values/gaps", test_gaps);
  g_test_add_func ("/run-values/typed-is-text", test_typed_is_text);
  g_test_add_func ("/run-values/form-again", test_form_again);
  g_test_add_func ("/run-values/form-faults", test_form_faults);
  g_test_add_func ("/run-values/plan-errors", test_plan_errors);
  return g_test_run ();
}
