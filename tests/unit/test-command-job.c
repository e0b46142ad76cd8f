/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "deed-list.h"

/* Every deed to its good end, at the wrong box, and with its line cut at every single call. */

static void
test_success (gconstpointer data)
{
  const Deed *deed = data;
  DeedWorld *world = arrange (deed);
  guint n_changes;

  run_to_good_end (world, deed);
  n_changes = world->log->len;
  g_assert_cmpuint (n_changes, >, 0);

  /* Once more over the same ledger: looked at, and nothing is done. */
  run_to_good_end (world, deed);
  g_assert_cmpuint (world->log->len, ==, n_changes);
  deed_world_free (world);
}

static DeedFate
cut_before (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  return is_due (world) ? DEED_LOST_BEFORE : DEED_PASS;
}

static DeedFate
cut_after (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  return is_due (world) ? DEED_LOST_AFTER : DEED_PASS;
}

static void
test_cut_before (gconstpointer data)
{
  strike_everywhere (data, cut_before, 3);
}

static void
test_cut_after (gconstpointer data)
{
  strike_everywhere (data, cut_after, 3);
}

static void
test_another_box (gconstpointer data)
{
  const Deed *deed = data;
  DeedWorld *world = arrange (deed);
  int code;

  deed_world_set (world, "uuid.self", "99999999-AAAA-BBBB-CCCC-000000000009");
  g_assert_cmpint (deed_world_run (world, deed->verb, deed->role, &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_DIFFERS);
  g_assert_nonnull (strstr (world->message, "99999999"));
  g_assert_cmpuint (world->log->len, ==, 0);
  deed_world_assert_state (world, "identity", "failed");
  deed_world_free (world);
}

static void
test_another_name (void)
{
  DeedWorld *world = arrange (&deeds[0]);
  int code;

  deed_world_set (world, "name.self", "BR99SMS");
  g_assert_cmpint (deed_world_run (world, "services-disable", "old", &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_DIFFERS);
  g_assert_nonnull (strstr (world->message, "BR99SMS"));
  g_assert_cmpuint (world->log->len, ==, 0);
  deed_world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_tests ("success", test_success);
  add_tests ("another-box", test_another_box);
  g_test_add_func ("/command-job/another-name", test_another_name);
  add_tests ("cut-before", test_cut_before);
  add_tests ("cut-after", test_cut_after);
  return g_test_run ();
}
