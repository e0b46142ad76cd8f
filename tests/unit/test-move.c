/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-move"

#include "config.h"

#include "resite-move.h"

static void
test_facts (void)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_SKIP, "J. Doe", "C6@primary.2");

  g_assert_cmpint (resite_move_get_kind (move), ==, RESITE_MOVE_SKIP);
  g_assert_cmpstr (resite_move_get_by (move), ==, "J. Doe");
  g_assert_cmpstr (resite_move_get_step (move), ==, "C6@primary.2");
  g_assert_null (resite_move_get (move, "reason"));
  resite_move_set (move, "reason", "no need");
  resite_move_set (move, "note", "one");
  resite_move_set (move, "note", "two");
  g_assert_cmpstr (resite_move_get (move, "reason"), ==, "no need");
  g_assert_cmpstr (resite_move_get (move, "note"), ==, "two");

  g_auto (GStrv) names = resite_move_list (move);
  g_autofree char *joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, "note reason");
  resite_move_set (move, "note", NULL);
  g_assert_null (resite_move_get (move, "note"));
}

static void
test_references (void)
{
  ResiteMove *move = resite_move_new (RESITE_MOVE_ABORT, "J. Doe", NULL);

  g_assert_null (resite_move_get_step (move));
  g_assert_true (resite_move_ref (move) == move);
  resite_move_unref (move);
  g_assert_cmpstr (resite_move_get_by (move), ==, "J. Doe");
  resite_move_unref (move);
}

static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint kind = 0; kind <= RESITE_MOVE_FINISH; kind++)
    g_assert_true (g_hash_table_add (seen, (char *)resite_move_kind_to_string (kind)));
  g_assert_cmpuint (g_hash_table_size (seen), ==, RESITE_MOVE_FINISH + 1);
  g_assert_cmpstr (resite_move_kind_to_string (RESITE_MOVE_WAY_BACK), ==, "way-back");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/move/facts", test_facts);
  g_test_add_func ("/move/references", test_references);
  g_test_add_func ("/move/names", test_names);
  return g_test_run ();
}
