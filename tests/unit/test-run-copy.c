/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-run-copy"

#include "config.h"

#include <string.h>

#include "resite-run-copy.h"
#include "run-fixture.h"

/* What a copy would do before it does it, and what a person chooses for it. */

static ResiteAction *
find_copy (Fixture *fixture)
{
  ResiteStepRun *step = fixture_step (fixture, "P1");
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_COPY)
      return actions->pdata[i];
  g_error ("P1 copies nothing");
}

static ResiteCopyPreview *
look (Fixture *fixture, GError **error)
{
  FixtureWait wait = { NULL, NULL };

  resite_run_preview_copy_async (fixture->run, fixture_step (fixture, "P1"), find_copy (fixture),
                                 NULL, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  return resite_run_preview_copy_finish (fixture->run, result, error);
}

static ResiteCopyPreview *
look_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ResiteCopyPreview *preview = look (fixture, &error);

  g_assert_no_error (error);
  g_assert_nonnull (preview);
  return preview;
}

static gboolean
is_there (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Nothing is there: everything is new, and looking makes no folder. */
static void
test_all_new (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  g_autoptr (ResiteCopyPreview) preview = look_well (fixture);
  g_assert_cmpuint (preview->fresh.files, ==, 3);
  g_assert_cmpuint (preview->fresh.bytes, ==,
                    strlen ("ten thousand bytes, nearly") + strlen ("small") +
                        strlen ("of middling size"));
  g_assert_cmpuint (preview->changed.files + preview->same.files + preview->extra.files, ==, 0);
  g_assert_false (is_there (fixture, "new/E/SMSPKG"));
  g_assert_cmpuint (fixture_count_events (fixture, RESITE_EVENT_ACTION_STARTED, NULL), ==, 0);
  fixture_free (fixture);
}

static void
test_mixed (void)
{
  Fixture *fixture = fixture_new ();

  fixture_start (fixture);
  fixture_walk_to (fixture, "P1");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  fixture_write (fixture, "source/D/SMSPKG/C0100013.PCK", "a new one", 0444);
  fixture_write (fixture, "new/E/SMSPKG/left over.txt", "nobody knows", 0644);
  g_autoptr (ResiteCopyPreview) preview = look_well (fixture);
  g_assert_cmpuint (preview->fresh.files, ==, 1);
  g_assert_cmpuint (preview->fresh.bytes, ==, strlen ("a new one"));
  /* What was written only just now is read before it counts as the same. */
  g_assert_cmpuint (preview->same.files + preview->open.files, ==, 3);
  g_assert_cmpuint (preview->changed.files, ==, 0);
  g_assert_cmpuint (preview->extra.files, ==, 1);
  g_assert_cmpuint (preview->extra.bytes, ==, strlen ("nobody knows"));
  g_assert_cmpstr (preview->extra_names[0], ==, "left over.txt");
  g_assert_null (preview->extra_names[1]);
  g_assert_true (is_there (fixture, "new/E/SMSPKG/left over.txt"));
  g_assert_false (is_there (fixture, "new/E/SMSPKG/C0100013.PCK"));
  fixture_free (fixture);
}

static void
test_no_source (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_set_plan_path (fixture, "source", "files", "nowhere");
  fixture_start (fixture);
  g_assert_null (look (fixture, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "nowhere"));
  fixture_free (fixture);
}

static void
test_choices (void)
{
  Fixture *fixture = fixture_new ();
  ResiteCopyChoices choices;

  fixture_set_plan (fixture, "options", "copy-limit", "2000");
  fixture_set_plan (fixture, "options", "copy-low-priority", "yes");
  fixture_start (fixture);
  resite_run_get_copy_choices (fixture->run, &choices);
  g_assert_cmpuint (choices.limit, ==, 2000000);
  g_assert_true (choices.low_priority);
  resite_run_set_copy_choices (fixture->run, &(const ResiteCopyChoices){ 5000000, FALSE });
  fixture_walk_to (fixture, "P1");
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);

  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_ACTION_STARTED);
  g_auto (GStrv) lines = g_strsplit (resite_event_get (event, "arguments"), "\n", -1);
  g_assert_true (g_strv_contains ((const char *const *)lines, "limit=5000000"));
  g_assert_false (g_strv_contains ((const char *const *)lines, "low-priority=yes"));
  g_assert_false (g_strv_contains ((const char *const *)lines, "delete-extra=yes"));
  fixture_free (fixture);
}

/* One start takes what is too much away, and the next one does not by itself. */
static void
test_delete_extra (void)
{
  Fixture *fixture = fixture_new ();
  ResiteAction *copy;

  fixture_start (fixture);
  fixture_walk_to (fixture, "P1");
  fixture_write (fixture, "new/E/SMSPKG/left over.txt", "nobody knows", 0644);
  copy = find_copy (fixture);
  resite_run_set_delete_extra (fixture->run, fixture_step (fixture, "P1"), copy, TRUE);
  g_assert_true (resite_run_get_delete_extra (fixture->run, fixture_step (fixture, "P1"), copy));
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  g_assert_false (resite_run_get_delete_extra (fixture->run, fixture_step (fixture, "P1"), copy));
  g_assert_false (is_there (fixture, "new/E/SMSPKG/left over.txt"));
  g_assert_true (is_there (fixture, "new/E/SMSPKG/C0100010.PCK"));

  g_autoptr (ResiteEvent) event = fixture_find_event (fixture, RESITE_EVENT_ACTION_STARTED);
  g_assert_nonnull (strstr (resite_event_get (event, "arguments"), "delete-extra=yes"));
  fixture_free (fixture);
}

static void
test_extra_stays (void)
{
  Fixture *fixture = fixture_new ();
  ResiteAction *copy;

  fixture_start (fixture);
  fixture_walk_to (fixture, "P1");
  fixture_write (fixture, "new/E/SMSPKG/left over.txt", "nobody knows", 0644);
  copy = find_copy (fixture);
  resite_run_set_delete_extra (fixture->run, fixture_step (fixture, "P1"), copy, TRUE);
  resite_run_set_delete_extra (fixture->run, fixture_step (fixture, "P1"), copy, FALSE);
  fixture_do (fixture, RESITE_MOVE_START, "P1", NULL);
  g_assert_true (is_there (fixture, "new/E/SMSPKG/left over.txt"));
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-copy/all-new", test_all_new);
  g_test_add_func ("/run-copy/mixed", test_mixed);
  g_test_add_func ("/run-copy/no-source", test_no_source);
  g_test_add_func ("/run-copy/choices", test_choices);
  g_test_add_func ("/run-copy/delete-extra", test_delete_extra);
  g_test_add_func ("/run-copy/extra-stays", test_extra_stays);
  return g_test_run ();
}
