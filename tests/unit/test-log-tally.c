/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-log-kinds.h"
#include "resite-log-sending.h"
#include "resite-log-tally.h"

static ResiteLogPackage *
count (ResiteLogTally *tally, const char *id, guint lines)
{
  ResiteLogPackage *package = resite_log_tally_get_package (tally, id);

  g_assert_nonnull (package);
  package->lines += lines;
  return package;
}

static void
test_case_does_not_matter (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();

  count (tally, "C01000AB", 1);
  count (tally, "c01000ab", 1);
  count (tally, "C01000aB and more", 1);
  g_assert_cmpuint (resite_log_tally_count_packages (tally), ==, 1);
  g_assert_cmpuint (resite_log_tally_find_package (tally, "c01000AB")->lines, ==, 3);
  g_assert_cmpstr (resite_log_tally_find_package (tally, "C01000AB")->id, ==, "C01000AB");
  g_assert_null (resite_log_tally_find_package (tally, "C01000AC"));
  g_assert_null (resite_log_tally_find_package (tally, "C01"));
  g_assert_null (resite_log_tally_find_package (tally, ""));
}

/* Many ids that differ in one place only, and all of them are found again. */
static void
test_many (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%03u%05X", i % 7, i);

      count (tally, id, i + 1);
    }
  g_assert_cmpuint (resite_log_tally_count_packages (tally), ==, 20000);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%03u%05X", i % 7, i);

      g_assert_cmpuint (resite_log_tally_find_package (tally, id)->lines, ==, i + 1);
    }
  list = resite_log_tally_list_packages (tally);
  for (guint i = 1; i < list->len; i++)
    g_assert_cmpstr (((ResiteLogPackage *)list->pdata[i - 1])->id, <,
                     ((ResiteLogPackage *)list->pdata[i])->id);
}

static void
test_full (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  guint room = 0;

  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *id = g_strdup_printf ("C%02X%05X", i >> 20, i);

      room += resite_log_tally_get_package (tally, id) != NULL;
    }
  g_assert_cmpuint (room, ==, resite_log_tally_count_packages (tally));
  g_assert_cmpuint (room, <, 100000);
  g_assert_cmpuint (resite_log_tally_get_others (tally), ==, 100000 - room);
  /* Those that are there are still counted. */
  g_assert_nonnull (resite_log_tally_get_package (tally, "C0000000"));
}

static void
test_components (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  const guint first = resite_log_tally_get_component (tally, "SMS_EXECUTIVE and more", 13);

  g_assert_cmpuint (resite_log_tally_get_component (tally, "SMS_EXECUTIVE", 13), ==, first);
  resite_log_tally_count_component (tally, first);
  g_assert_cmpstr (resite_log_tally_component_at (tally, first)->name, ==, "SMS_EXECUTIVE");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("COMPONENT_%u", i);

      resite_log_tally_count_component (
          tally, resite_log_tally_get_component (tally, name, strlen (name)));
    }
  g_assert_cmpuint (resite_log_tally_count_components (tally), ==, 256);
  g_assert_cmpstr (resite_log_tally_component_at (tally, 255)->name, ==, "others");
  g_assert_cmpuint (resite_log_tally_component_at (tally, 255)->lines, ==, 1000 - 254);
}

static void
test_tallies_are_added (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  g_autoptr (ResiteLogTally) behind = resite_log_tally_new ();
  ResiteLogPackage *package = count (tally, "C0100001", 2);
  const ResiteLogPackage *sum;

  package->first = 5;
  package->last = 9;
  package->events[RESITE_LOG_EVENT_STARTED] = 1;
  package = count (behind, "C0100001", 3);
  package->first = 10;
  package->last = 12;
  package->bytes = 77;
  package->errors = 1;
  package->events[RESITE_LOG_EVENT_STARTED] = 4;
  count (behind, "C0100002", 1)->first = 11;
  resite_log_tally_count_component (behind, resite_log_tally_get_component (behind, "A", 1));
  resite_log_tally_add (tally, behind);

  sum = resite_log_tally_find_package (tally, "C0100001");
  g_assert_cmpuint (sum->lines, ==, 5);
  g_assert_cmpuint (sum->errors, ==, 1);
  g_assert_cmpuint (sum->bytes, ==, 77);
  g_assert_cmpint (sum->first, ==, 5);
  g_assert_cmpint (sum->last, ==, 12);
  g_assert_cmpuint (sum->events[RESITE_LOG_EVENT_STARTED], ==, 5);
  g_assert_cmpint (resite_log_tally_find_package (tally, "C0100002")->first, ==, 11);
  g_assert_cmpuint (resite_log_tally_component_at (tally, 0)->lines, ==, 1);
}

static void
test_folding (void)
{
  static const struct
  {
    const char *text;
    const char *folded;
  } cases[] = {
    { "Failed to copy package C0100012 from \"\\\\A\\B\" Win32 error = 53",
      "Failed to copy package … from … Win32 error = 53" },
    { "Failed to copy package C0100013 from \"\\\\A\\C\" Win32 error = 53",
      "Failed to copy package … from … Win32 error = 53" },
    { "Failed to copy package C0100013 from \"\\\\A\\C\" Win32 error = 5",
      "Failed to copy package … from … Win32 error = 5" },
    { "A  b\tc", "A b c" },
    { "12 13 14 x", "… x" },
    { "Can't open 'a' file", "Can't open … file" },
    { "return code: 1603", "return code: 1603" },
    { "status code 503, text", "status code 503, text" },
    { "", "" },
    { "   ", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = resite_log_kinds_fold (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (folded, ==, cases[i].folded);
    }
}

/* Two texts are one kind exactly if they fold to the same. */
static void
test_kinds_are_what_folds_alike (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (9);
  static const char *const words[] = {
    "error", "=", "5", "6", "copy", "'x'", "ID=3", "\\a", "code"
  };
  g_autoptr (GHashTable) folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ResiteLogKinds *kinds = resite_log_kinds_new ();
  g_autoptr (GPtrArray) list = NULL;
  guint lines = 0;

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const guint n = (guint)g_rand_int_range (chance, 1, 4);

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "%s ", words[g_rand_int_range (chance, 0, 9)]);
      g_hash_table_add (folded, resite_log_kinds_fold (text->str, text->len));
      resite_log_kinds_take (kinds, text->str, text->len, round + 1);
    }
  list = resite_log_kinds_list (kinds);
  g_assert_cmpuint (list->len, ==, MIN (500, g_hash_table_size (folded)));
  for (guint i = 0; i < list->len; i++)
    {
      const ResiteLogKind *kind = g_ptr_array_index (list, i);

      g_assert_true (g_hash_table_contains (folded, kind->folded));
      g_assert_cmpint (kind->first, <=, kind->last);
      lines += (guint)kind->lines;
    }
  g_assert_cmpuint (lines + resite_log_kinds_get_others (kinds), ==, 3000);
  resite_log_kinds_free (kinds);
}

static void
test_kinds_are_added (void)
{
  ResiteLogKinds *kinds = resite_log_kinds_new ();
  ResiteLogKinds *behind = resite_log_kinds_new ();
  g_autoptr (GPtrArray) list = NULL;
  const ResiteLogKind *first;

  resite_log_kinds_take (kinds, "error 1 of a", 12, 5);
  resite_log_kinds_take (behind, "no error", 8, 0);
  resite_log_kinds_take (behind, "failed", 6, 8);
  resite_log_kinds_take (behind, "failed", 6, 9);
  resite_log_kinds_take (behind, "error 1 of a", 12, 7);
  resite_log_kinds_take (behind, "error 1 of a", 12, 10);
  resite_log_kinds_add (kinds, behind);
  list = resite_log_kinds_list (kinds);
  g_assert_cmpuint (list->len, ==, 3);
  first = g_ptr_array_index (list, 0);
  g_assert_cmpuint (first->lines, ==, 3);
  g_assert_cmpint (first->first, ==, 5);
  g_assert_cmpint (first->last, ==, 10);
  resite_log_kinds_free (kinds);
  resite_log_kinds_free (behind);
}

static void
send (ResiteLogSending *sending, ResiteLogTally *tally, guint32 thread, ResiteLogSends sends,
      const char *package, guint64 bytes)
{
  const ResiteLogRule rule = { .event = -1, .sends = sends };
  const ResiteLogMatch match = { &rule, package, bytes };

  resite_log_sending_take (sending, tally, thread, &match);
}

static guint64
bytes_of (ResiteLogTally *tally, const char *id)
{
  return resite_log_tally_get_package (tally, id)->bytes;
}

/* Two threads send two packages at once, and information between. */
static void
test_threads_of_a_sender (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  ResiteLogSending *sending = resite_log_sending_new ();

  send (sending, tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 1);
  send (sending, tally, 1, RESITE_LOG_SENDS_CONTENT, "C0100001", 0);
  send (sending, tally, 2, RESITE_LOG_SENDS_CONTENT, "C0100002", 0);
  send (sending, tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 10);
  send (sending, tally, 2, RESITE_LOG_SENDS_NOTHING, NULL, 200);
  send (sending, tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 20);
  send (sending, tally, 1, RESITE_LOG_SENDS_INFORMATION, NULL, 0);
  send (sending, tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 4000);
  send (sending, tally, 2, RESITE_LOG_SENDS_NOTHING, NULL, 300);
  g_assert_cmpuint (bytes_of (tally, "C0100001"), ==, 30);
  g_assert_cmpuint (bytes_of (tally, "C0100002"), ==, 500);
  resite_log_sending_free (sending);
}

/* What is written at the beginning of a piece belongs to what was begun in the piece before. */
static void
test_sending_over_a_cut (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  g_autoptr (ResiteLogTally) behind_tally = resite_log_tally_new ();
  ResiteLogSending *sending = resite_log_sending_new ();
  ResiteLogSending *behind = resite_log_sending_new ();

  send (sending, tally, 1, RESITE_LOG_SENDS_CONTENT, "C0100001", 0);
  send (sending, tally, 2, RESITE_LOG_SENDS_INFORMATION, NULL, 0);
  send (behind, behind_tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 10);
  send (behind, behind_tally, 2, RESITE_LOG_SENDS_NOTHING, NULL, 99);
  send (behind, behind_tally, 1, RESITE_LOG_SENDS_CONTENT, "C0100003", 0);
  send (behind, behind_tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 5);
  resite_log_sending_add (sending, tally, behind);
  resite_log_tally_add (tally, behind_tally);
  g_assert_cmpuint (bytes_of (tally, "C0100001"), ==, 10);
  g_assert_cmpuint (bytes_of (tally, "C0100003"), ==, 5);
  /* The thread goes on with what the second piece began. */
  send (sending, tally, 1, RESITE_LOG_SENDS_NOTHING, NULL, 7);
  g_assert_cmpuint (bytes_of (tally, "C0100003"), ==, 12);
  resite_log_sending_free (sending);
  resite_log_sending_free (behind);
}

static void
test_many_threads (void)
{
  g_autoptr (ResiteLogTally) tally = resite_log_tally_new ();
  ResiteLogSending *sending = resite_log_sending_new ();

  for (guint32 thread = 1; thread <= 5000; thread++)
    {
      send (sending, tally, thread, RESITE_LOG_SENDS_CONTENT, "C0100001", 0);
      send (sending, tally, thread, RESITE_LOG_SENDS_NOTHING, NULL, 1);
    }
  /* Bounded: what finds no room is not counted as another's. */
  g_assert_cmpuint (bytes_of (tally, "C0100001"), ==, 1024);
  resite_log_sending_free (sending);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-tally/case-does-not-matter", test_case_does_not_matter);
  g_test_add_func ("/log-tally/many", test_many);
  g_test_add_func ("/log-tally/full", test_full);
  g_test_add_func ("/log-tally/components", test_components);
  g_test_add_func ("/log-tally/added", test_tallies_are_added);
  g_test_add_func ("/log-kinds/folding", test_folding);
  g_test_add_func ("/log-kinds/what-folds-alike", test_kinds_are_what_folds_alike);
  g_test_add_func ("/log-kinds/added", test_kinds_are_added);
  g_test_add_func ("/log-sending/threads", test_threads_of_a_sender);
  g_test_add_func ("/log-sending/over-a-cut", test_sending_over_a_cut);
  g_test_add_func ("/log-sending/many-threads", test_many_threads);
  return g_test_run ();
}
