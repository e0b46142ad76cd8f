/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-package-status.h"

#define THEN (G_GINT64_CONSTANT (1162548672) * G_USEC_PER_SEC)

typedef struct
{
  GHashTable *summaries, *rows, *known;
} World;

static World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->summaries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify)resite_sms_summary_free);
  world->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify)resite_sms_point_row_free);
  world->known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify)resite_preflight_known_free);
  return world;
}

static void
world_free (World *world)
{
  g_hash_table_unref (world->summaries);
  g_hash_table_unref (world->rows);
  g_hash_table_unref (world->known);
  g_free (world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static ResiteSmsPointRow *
add_row (World *world, const char *id, guint status)
{
  ResiteSmsPointRow *row = g_new0 (ResiteSmsPointRow, 1);

  row->id = g_strdup (id);
  row->nal_path = g_strdup ("nal");
  row->site_code = g_strdup ("S01");
  row->status = status;
  g_hash_table_replace (world->rows, row->id, row);
  return row;
}

static ResiteSmsSummary *
add_summary (World *world, const char *id, guint state, guint version)
{
  ResiteSmsSummary *summary = g_new0 (ResiteSmsSummary, 1);

  summary->id = g_strdup (id);
  summary->state = state;
  summary->source_version = version;
  summary->last_copied = THEN;
  summary->summary_date = THEN + 60 * G_USEC_PER_SEC;
  g_hash_table_replace (world->summaries, summary->id, summary);
  return summary;
}

/* Assigned, of @version at the site; the summarizer says @state of @there. */
static void
add (World *world, const char *id, guint state, guint there, guint version, const char *site,
     guint64 size)
{
  ResitePreflightKnown *known = resite_preflight_known_new (id);

  known->source_version = version;
  known->source_site = g_strdup (site);
  known->compressed = size;
  g_hash_table_replace (world->known, known->id, known);
  add_row (world, id, RESITE_SMS_ROW_UPDATED);
  add_summary (world, id, state, there);
}

static GPtrArray *
judge (World *world)
{
  return resite_package_status_judge (world->summaries, world->rows, world->known);
}

static const ResitePackageState *
find (GPtrArray *states, const char *id)
{
  for (guint i = 0; i < states->len; i++)
    if (g_str_equal (((ResitePackageState *)states->pdata[i])->id, id))
      return states->pdata[i];
  g_assert_not_reached ();
}

static void
test_states (void)
{
  static const struct
  {
    guint state, there, wanted;
    const char *word;
  } cases[] = {
    { 0, 3, 3, "installed" }, { 0, 2, 3, "outdated" }, { 1, 0, 3, "pending" },
    { 2, 2, 3, "retrying" },  { 3, 3, 3, "failed" },   { 4, 3, 3, "pending" },
    { 5, 3, 3, "pending" },   { 6, 3, 3, "failed" },   { 7, 3, 3, "pending" },
    { 8, 3, 3, "pending" },   { 99, 3, 3, "failed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (World) world = world_new ();
      g_autoptr (GPtrArray) states = NULL;
      const ResitePackageState *state;

      add (world, "AUS00010", cases[i].state, cases[i].there, cases[i].wanted, "AUS", 100);
      states = judge (world);
      state = find (states, "AUS00010");
      g_assert_cmpstr (state->state, ==, cases[i].word);
      g_assert_cmpint (resite_package_state_is_right (state), ==,
                       g_str_equal (cases[i].word, "installed"));
      g_assert_cmpint (*state->message == '\0', ==, resite_package_state_is_right (state));
    }
}

/* A row without a status, one that goes, one with a wrong site code, a status that nobody ordered. */
static void
test_rows (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GPtrArray) states = NULL;

  add_row (world, "AUS00011", RESITE_SMS_ROW_ADDED);
  add_row (world, "AUS00012", RESITE_SMS_ROW_DELETED);
  add_row (world, "AUS00013", RESITE_SMS_ROW_ADDED)->wrong_code = g_strdup ("P01");
  add_summary (world, "AUS00014", 0, 1);
  states = judge (world);
  g_assert_cmpuint (states->len, ==, 2);
  g_assert_cmpstr (find (states, "AUS00011")->state, ==, "pending");
  g_assert_nonnull (strstr (find (states, "AUS00011")->message, "no status of it yet"));
  g_assert_cmpstr (find (states, "AUS00013")->state, ==, "failed");
  g_assert_nonnull (strstr (find (states, "AUS00013")->message, "2302"));
  g_assert_nonnull (strstr (find (states, "AUS00013")->message, "P01"));
}

static void
test_without_versions (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GPtrArray) states = NULL;

  add_row (world, "AUS00010", RESITE_SMS_ROW_UPDATED);
  add_summary (world, "AUS00010", 0, 7);
  states = resite_package_status_judge (world->summaries, world->rows, NULL);
  g_assert_cmpstr (find (states, "AUS00010")->state, ==, "installed");
}

static void
assert_says (GPtrArray *states, const char *text)
{
  g_autofree char *said = resite_package_status_describe (states);

  if (strstr (said, text) == NULL)
    g_error ("\"%s\" is not in \"%s\"", text, said);
}

static void
test_words (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GPtrArray) none = judge (world);
  g_autoptr (GPtrArray) right = NULL;
  g_autoptr (GPtrArray) wrong = NULL;

  assert_says (none, "No package is assigned");
  add (world, "AUS00010", 0, 1, 1, "AUS", 100);
  add (world, "AUS00011", 0, 1, 1, "AUS", 100);
  right = judge (world);
  assert_says (right, "All 2 packages are installed, in their own versions.");
  assert_says (right, "The site looked at 2006-11-03");
  add (world, "AUS00012", 3, 1, 1, "AUS", 100);
  wrong = judge (world);
  assert_says (wrong, "1 of 3 packages are not right.");
  g_assert_cmpuint (resite_package_status_count_wrong (wrong), ==, 1);
  g_assert_false (resite_package_status_is_epidemic (wrong));
}

/* The wrong ones are those of one site, and large. */
static void
test_patterns (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GPtrArray) patterns = NULL;
  const ResiteStatusPattern *first;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("AUS%05X", i + 1);
      add (world, id, i < 14 ? 2 : 0, 1, 1, i < 14 ? "BER" : "AUS", (i < 14 ? 900 : 10) << 20);
    }
  states = judge (world);
  patterns = resite_package_status_group (states);
  g_assert_cmpuint (patterns->len, >=, 3);
  for (guint i = 0; i < 3; i++)
    {
      const ResiteStatusPattern *pattern = patterns->pdata[i];

      g_assert_cmpuint (pattern->n_wrong, ==, 14);
      g_assert_cmpuint (pattern->n_all, ==, 14);
      g_assert_cmpuint (pattern->ids->len, ==, 14);
    }
  first = patterns->pdata[patterns->len - 1];
  /* The day of the copy is everybody's, so it says least. */
  g_assert_cmpuint (first->n_all, ==, 20);
  g_assert_true (resite_package_status_is_epidemic (states));
  assert_says (states, "14 of 20 packages are not right. 14 of them are");
  assert_says (states, "That is one cause, not many");
}

static void
test_no_pattern (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GPtrArray) states = NULL;
  g_autofree char *said = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("AUS%05X", i + 1);
      add (world, id, i == 3 ? 2 : i == 9 ? 3 : 0, 1, 1, "AUS", 100 + i);
    }
  states = judge (world);
  said = resite_package_status_describe (states);
  g_assert_null (strstr (said, "of them are"));
  g_assert_null (strstr (said, "one cause"));
}

static void
test_ledger (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (ResiteLedgerRow) row = NULL;

  add (world, "AUS00010", 0, 2, 3, "AUS", 4096);
  states = judge (world);
  ((ResitePackageState *)states->pdata[0])->points = 46;
  row = resite_package_state_to_ledger (states->pdata[0]);
  g_assert_cmpstr (row->name, ==, "AUS00010");
  g_assert_cmpstr (row->state, ==, "outdated");
  g_assert_nonnull (strstr (row->message, "46 distribution points have this package."));
  g_assert_nonnull (
      strstr (row->output, "source_site=AUS\ninstalled_version=2\nsource_version=3\n"));
  g_assert_nonnull (strstr (row->output, "\npoints=46\n"));
  g_assert_cmpint (row->size, ==, 4096);
}

/* Lists. */

static GPtrArray *
parse (const char *text, guint n)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *states = resite_package_status_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (states->len, ==, n);
  return states;
}

static void
test_wmic (void)
{
  g_autoptr (GPtrArray) states = parse (
      "LastCopied                 PackageID  SourceVersion  State  SummaryDate                \r\n"
      "20061103101112.000000+060  AUS00010   3              0      20061103111112.000000+060  \r\n"
      "                           AUS00011   0              1                                 \r\n"
      "20061103101112.000000+060  AUS00012   3              2      20061103111112.000000+060  \r\n"
      "20061103101112.000000+060  AUS00013   3              3      20061103111112.000000+060  \r\n",
      4);

  g_assert_cmpstr (find (states, "AUS00010")->state, ==, "installed");
  g_assert_cmpstr (find (states, "AUS00011")->state, ==, "pending");
  g_assert_cmpstr (find (states, "AUS00012")->state, ==, "retrying");
  g_assert_cmpstr (find (states, "AUS00013")->state, ==, "failed");
  g_assert_cmpint (find (states, "AUS00010")->last_copied, ==,
                   G_GINT64_CONSTANT (1162545072) * G_USEC_PER_SEC);
  g_assert_cmpint (find (states, "AUS00011")->last_copied, ==, 0);
  assert_says (states, "3 of 4 packages are not right.");
}

static void
test_console (void)
{
  g_autoptr (GPtrArray) states = parse ("Name\tPackage ID\tState\tSource Version\tLast Copied\r\n"
                                        "Office\tAUS00010\tInstalled\t3\t2006-11-03 10:11\r\n"
                                        "Viewer\tAUS00011\tInstall Pending\t1\t\r\n"
                                        "Tools\tAUS00012\tInstall Retrying\t1\t\r\n"
                                        "Fonts\tAUS00013\tInstall Failed\t1\t\r\n"
                                        "Maps\tAUS00014\tWhatever\t1\t\r\n"
                                        "Plans\tAUS00015\t\t1\t\r\n"
                                        "Cut\tAUS00016\r\n"
                                        "New\tAUS00017\tContent Updating\t1\t\r\n"
                                        "Old\tAUS00018\tContent Monitoring\t1\t\r\n"
                                        "None\tAUS00019\t-1\t1\t\r\n",
                                        10);

  g_assert_cmpstr (find (states, "AUS00010")->state, ==, "installed");
  g_assert_cmpstr (find (states, "AUS00010")->name, ==, "Office");
  g_assert_cmpstr (find (states, "AUS00011")->state, ==, "pending");
  g_assert_cmpstr (find (states, "AUS00012")->state, ==, "retrying");
  g_assert_cmpstr (find (states, "AUS00013")->state, ==, "failed");
  g_assert_cmpstr (find (states, "AUS00014")->state, ==, "unknown");
  g_assert_nonnull (strstr (find (states, "AUS00014")->message, "Whatever"));
  g_assert_cmpstr (find (states, "AUS00015")->state, ==, "unknown");
  g_assert_cmpstr (find (states, "AUS00016")->state, ==, "unknown");
  g_assert_cmpstr (find (states, "AUS00017")->state, ==, "pending");
  g_assert_cmpstr (find (states, "AUS00018")->state, ==, "pending");
  g_assert_cmpstr (find (states, "AUS00019")->state, ==, "unknown");
  assert_says (states, "9 of 10 packages are not right.");
}

/* A list of packages before that of their states says nothing of the states. */
static void
test_two_parts (void)
{
  g_autoptr (GPtrArray) states = parse ("PackageID,Name\nAUS00010,Office\n"
                                        "PackageID,State\nAUS00010,0\nAUS00011,1\n",
                                        2);

  g_assert_cmpstr (find (states, "AUS00010")->state, ==, "installed");
  g_assert_cmpstr (find (states, "AUS00011")->state, ==, "pending");
}

/* A list says which version is there, and not which should be: nobody compared them. */
static void
test_uncompared (void)
{
  g_autoptr (GPtrArray) one = parse ("PackageID,State,SourceVersion\nAUS00010,Installed,3\n", 1);
  g_autoptr (GPtrArray) two = parse ("PackageID,State\nAUS00010,0\nAUS00011,0\n", 2);
  g_autoptr (GPtrArray) wrong = parse ("PackageID,State\nAUS00010,0\nAUS00011,3\n", 2);
  g_autofree char *said = resite_package_status_describe (two);

  assert_says (one, "1 package is installed. Whether 1 of them is there in its own version is not");
  assert_says (two, "All 2 packages are installed. Whether 2 of them");
  g_assert_null (strstr (said, ", in their own versions"));
  assert_says (wrong, "1 of 2 packages are not right. Whether 1 of them");
}

static void
test_no_list (void)
{
  static const char *const texts[] = { "", "AUS00010\n", "PackageID,Name\nAUS00010,x\n",
                                       "PackageID,State\n", "all looked fine" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_package_status_parse (texts[i], -1, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package-status/states", test_states);
  g_test_add_func ("/package-status/rows", test_rows);
  g_test_add_func ("/package-status/without-versions", test_without_versions);
  g_test_add_func ("/package-status/words", test_words);
  g_test_add_func ("/package-status/patterns", test_patterns);
  g_test_add_func ("/package-status/no-pattern", test_no_pattern);
  g_test_add_func ("/package-status/ledger", test_ledger);
  g_test_add_func ("/package-status/lists/wmic", test_wmic);
  g_test_add_func ("/package-status/lists/console", test_console);
  g_test_add_func ("/package-status/lists/two-parts", test_two_parts);
  g_test_add_func ("/package-status/lists/uncompared", test_uncompared);
  g_test_add_func ("/package-status/lists/none", test_no_list);
  return g_test_run ();
}
