/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-supply-fixture.h"

/* Whatever is asked of the packages in whatever order, with the program ending in between: in the end
 * what was asked for is there, once, and the bytes in the logs are the bytes that were counted. */

#define PACKAGES 24
#define MOVES    250

typedef struct
{
  LabFixture *fixture;
  GRand *random;
  GHashTable *wanted; /* ids that have a row */
  GHashTable *leaving;
} Storm;

static const char *
choose (Storm *storm)
{
  for (;;)
    {
      const ResiteLabPackage *package =
          supply_nth (storm->fixture, (guint)g_rand_int_range (storm->random, 0, PACKAGES));

      if (package->known_version != 0)
        return package->id;
    }
}

static gboolean
is_there (Storm *storm, const char *id)
{
  g_autofree char *status = supply_ask (storm->fixture, "Status", "SMS_DistributionPoint", id);

  return status != NULL;
}

static void
add (Storm *storm)
{
  const char *id = choose (storm);
  const gboolean there = is_there (storm, id);
  g_autoptr (GError) error = NULL;

  if (supply_perform (storm->fixture, RESITE_CIM_CREATE, id, "S01", &error))
    {
      g_assert_false (there);
      g_hash_table_add (storm->wanted, g_strdup (id));
      g_hash_table_remove (storm->leaving, id);
      return;
    }
  g_assert_true (there);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS);
}

static void
take_off (Storm *storm)
{
  const char *id = choose (storm);
  const gboolean there = is_there (storm, id);
  g_autoptr (GError) error = NULL;

  if (supply_perform (storm->fixture, RESITE_CIM_DELETE, id, "S01", &error))
    {
      g_assert_true (there);
      g_hash_table_remove (storm->wanted, id);
      g_hash_table_add (storm->leaving, g_strdup (id));
      return;
    }
  g_assert_false (there);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
renew (Storm *storm)
{
  g_autoptr (ResiteCimObject) out =
      lab_call_for (storm->fixture, "primary.1", SUPPLY_SPACE, "SMS_Package",
                    lab_object ("PackageID", choose (storm), NULL), "RefreshPkgSource", NULL);

  g_assert_cmpint (resite_cim_object_get_int (out, "ReturnValue", -1), ==, 0);
}

static void
let_time_pass (Storm *storm)
{
  const int n = g_rand_int_range (storm->random, 1, 60);

  for (int i = 0; i < n; i++)
    {
      g_usleep (200);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
end_and_begin (Storm *storm)
{
  lab_fixture_close (storm->fixture);
  lab_fixture_open (storm->fixture);
  supply_set_fault (storm->fixture, "log-limit", "100000000");
}

static void
send_next_in_full (Storm *storm)
{
  supply_set_fault (storm->fixture, "sends-in-full", "1");
}

static void
move (Storm *storm)
{
  static const struct
  {
    int weight;
    void (*deed) (Storm *storm);
  } deeds[] = {
    { 40, add },           { 15, take_off },     { 3, renew },
    { 30, let_time_pass }, { 4, end_and_begin }, { 8, send_next_in_full },
  };
  int chance = g_rand_int_range (storm->random, 0, 100);

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      if (chance < deeds[i].weight)
        {
          deeds[i].deed (storm);
          return;
        }
      chance -= deeds[i].weight;
    }
}

static void
settle (Storm *storm)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, storm->leaving);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    supply_wait (storm->fixture, id, NULL);
  g_hash_table_iter_init (&iter, storm->wanted);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    supply_wait (storm->fixture, id, "0");
}

static void
check_rows (Storm *storm)
{
  guint n = 0;

  for (guint i = 0; i < PACKAGES; i++)
    {
      const char *id = supply_nth (storm->fixture, i)->id;
      const gboolean wanted = g_hash_table_contains (storm->wanted, id);
      g_autofree char *version =
          supply_ask (storm->fixture, "SourceVersion", "SMS_PackageStatusDistPointsSummarizer", id);
      g_autofree char *query =
          g_strdup_printf ("SELECT SourceVersion FROM SMS_Package WHERE PackageID = '%s'", id);
      g_autofree char *source = lab_ask (storm->fixture, "primary.1", SUPPLY_SPACE, query);

      g_assert_cmpint (is_there (storm, id), ==, wanted);
      if (wanted)
        g_assert_cmpstr (version, ==, source);
      n += wanted;
    }
  g_assert_cmpuint (n, ==, g_hash_table_size (storm->wanted));
}

/* Content to other sites is in the same log: all of it is counted. A piece that was told when the
 * program ended is never told again. */
static void
check_bytes (Storm *storm)
{
  g_autofree char *text = supply_read_sender (storm->fixture);
  const guint n = supply_count (text, "Found send request.");
  const guint64 info = supply_count_bytes (storm->fixture, NULL, "info");
  const guint64 content = supply_count_bytes (storm->fixture, NULL, "content");

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (supply_sum_written (storm->fixture, "PCK") +
                        supply_sum_written (storm->fixture, "TMP"),
                    ==, info + content);
  g_assert_cmpuint (supply_count (text, "~Sending completed successfully"), <=, n);
}

static void
test_storm (LabFixture *fixture, gconstpointer data)
{
  Storm storm = { .fixture = fixture };

  storm.random = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  storm.wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  storm.leaving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  supply_set_fault (fixture, "log-limit", "100000000");
  for (guint i = 0; i < MOVES; i++)
    move (&storm);
  supply_set_fault (fixture, "sends-in-full", NULL);
  settle (&storm);
  check_rows (&storm);
  check_bytes (&storm);
  end_and_begin (&storm);
  check_rows (&storm);
  check_bytes (&storm);
  g_hash_table_unref (storm.leaving);
  g_hash_table_unref (storm.wanted);
  g_rand_free (storm.random);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *path = g_strdup_printf ("/lab-supply-storm/%u", i);

      g_test_add (path, LabFixture, GUINT_TO_POINTER (PACKAGES), lab_fixture_set_up, test_storm,
                  lab_fixture_tear_down);
    }
  return g_test_run ();
}
