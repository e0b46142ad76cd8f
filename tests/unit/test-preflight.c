/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-job-item.h"
#include "resite-pasted-table.h"
#include "resite-preflight.h"

#define DAY  (24 * G_TIME_SPAN_HOUR)
#define THEN (G_GINT64_CONSTANT (1162548672) * G_USEC_PER_SEC)

static void
add_file (GPtrArray *entries, const char *name, guint64 size, gint64 modified, gboolean read_only)
{
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);

  info->name = g_strdup (name);
  info->type = RESITE_FILE_PLAIN;
  info->size = size;
  info->modified = modified;
  info->read_only = read_only;
  g_ptr_array_add (entries, info);
}

/* One file of every kind. */
static ResitePackageScan *
make_scan (void)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);

  add_file (entries, "AUS00001.PCK", 100, THEN, TRUE);
  add_file (entries, "AUS00002.PCK", 100, THEN, FALSE);
  add_file (entries, "AUS00003.pck", 100, THEN, TRUE);
  add_file (entries, "AUS00004.PKG", 100, THEN, TRUE);
  add_file (entries, "AUS00005.PCK", 100, THEN, TRUE);
  add_file (entries, "AUS00006.PCK", 0, THEN, TRUE);
  add_file (entries, "AUS00007.PCK", 100, THEN, TRUE);
  add_file (entries, "AUS00001.DLT.2", 100, THEN, TRUE);
  return resite_package_scan_new (entries);
}

static ResitePreflightKnown *
add_known (GHashTable *table, const char *id, gint64 source, gint64 stored)
{
  ResitePreflightKnown *known = resite_preflight_known_new (id);

  known->source_version = source;
  known->stored_version = stored;
  known->source_date = THEN - DAY;
  g_hash_table_replace (table, known->id, known);
  return known;
}

static GHashTable *
make_known (void)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                             (GDestroyNotify)resite_preflight_known_free);

  add_known (table, "AUS00001", 3, 3);
  add_known (table, "AUS00002", 1, 1);
  add_known (table, "AUS00003", 4, 3);
  add_known (table, "AUS00004", 2, 2)->source_date = THEN + DAY;
  add_known (table, "AUS00006", 1, 1);
  add_known (table, "AUS00007", 1, 1)->leaving = TRUE;
  add_known (table, "AUS00008", 1, 1);
  add_known (table, "AUS00009", 1, 1)->leaving = TRUE;
  return table;
}

static char *
format_states (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const ResitePreflightRow *row = rows->pdata[i];
      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", row->id + 6, row->state);
    }
  return g_string_free (text, FALSE);
}

static void
assert_states (ResitePackageScan *scan, GHashTable *known, GHashTable *expected, const char *states)
{
  g_autoptr (GPtrArray) rows = resite_preflight_judge (scan, known, expected);
  g_autofree char *got = NULL;

  g_ptr_array_set_free_func (rows, (GDestroyNotify)resite_preflight_row_free);
  got = format_states (rows);
  g_assert_cmpstr (got, ==, states);
}

static void
test_verdicts (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();
  g_autoptr (GHashTable) expected = g_hash_table_new (g_str_hash, g_str_equal);

  assert_states (scan, known, NULL,
                 "01=ready 02=not-read-only 03=versions-differ 04=outdated 05=unknown-to-site "
                 "06=empty-file 07=unknown-to-site 08=missing-file");
  /* What no model has is missed by nobody. */
  g_hash_table_add (expected, (gpointer) "AUS00001");
  assert_states (scan, known, expected,
                 "01=ready 02=not-read-only 03=versions-differ 04=outdated 05=unknown-to-site "
                 "06=empty-file 07=unknown-to-site");
}

/* What the model has is missed also where the site does not know it, or where nobody says. */
static void
test_expected (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();
  g_autoptr (GHashTable) expected = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_add (expected, (gpointer) "AUS00001");
  g_hash_table_add (expected, (gpointer) "AUS00008");
  g_hash_table_add (expected, (gpointer) "AUS0000A");
  assert_states (scan, known, expected,
                 "01=ready 02=not-read-only 03=versions-differ 04=outdated 05=unknown-to-site "
                 "06=empty-file 07=unknown-to-site 08=missing-file 0A=unknown-to-site");
  assert_states (scan, NULL, expected,
                 "01=unknown 02=not-read-only 03=unknown 04=unknown 05=unknown 06=empty-file "
                 "07=unknown 08=missing-file 0A=missing-file");
  assert_states (NULL, NULL, expected, "01=unknown 08=unknown 0A=unknown");
}

/* Ready is only what was compared. */
static void
test_without_versions (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();

  ((ResitePreflightKnown *)g_hash_table_lookup (known, "AUS00001"))->stored_version = -1;
  ((ResitePreflightKnown *)g_hash_table_lookup (known, "AUS00002"))->source_version = -1;
  ((ResitePreflightKnown *)g_hash_table_lookup (known, "AUS00004"))->source_version = -1;
  assert_states (scan, known, NULL,
                 "01=unknown 02=not-read-only 03=versions-differ 04=outdated 05=unknown-to-site "
                 "06=empty-file 07=unknown-to-site 08=missing-file");
}

static void
test_one_side (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();

  assert_states (scan, NULL, NULL,
                 "01=unknown 02=not-read-only 03=unknown 04=unknown 05=unknown 06=empty-file "
                 "07=unknown");
  assert_states (NULL, known, NULL,
                 "01=unknown 02=unknown 03=versions-differ 04=unknown 06=unknown 08=unknown");
  assert_states (NULL, NULL, NULL, "");
}

/* Clocks of servers differ by seconds, and that makes no file too old. */
static void
test_clocks (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();
  ResitePreflightKnown *package = g_hash_table_lookup (known, "AUS00004");

  package->source_date = THEN + 30 * G_USEC_PER_SEC;
  g_autoptr (GPtrArray) rows = resite_preflight_judge (scan, known, NULL);
  g_assert_cmpuint (resite_preflight_count (rows, "outdated"), ==, 0);
  g_assert_cmpuint (resite_preflight_count (rows, "ready"), ==, 2);
}

static void
test_words (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();
  g_autoptr (GPtrArray) rows = resite_preflight_judge (scan, known, NULL);
  g_autofree char *words = resite_preflight_describe (rows);

  g_assert_cmpstr (words, ==,
                   "1 ready; 1 not read-only; 1 versions differ; 1 an older version; 1 file is "
                   "missing; 1 file is empty; 2 not known to the site");
  for (guint i = 0; i < rows->len; i++)
    {
      const ResitePreflightRow *row = rows->pdata[i];

      g_assert_cmpstr (row->message, !=, "");
      g_assert_cmpstr (resite_item_state_to_word (row->state), !=, "");
    }
  g_assert_nonnull (strstr (((ResitePreflightRow *)rows->pdata[2])->message,
                            "source is version 4, its compressed copy 3"));
}

static void
test_left_out (void)
{
  static const struct
  {
    const char *state;
    gboolean preload, assign;
  } cases[] = {
    { "ready", FALSE, FALSE },         { "unknown", FALSE, FALSE },
    { "not-read-only", FALSE, FALSE }, { "versions-differ", TRUE, TRUE },
    { "outdated", TRUE, TRUE },        { "missing-file", FALSE, TRUE },
    { "unknown-to-site", TRUE, TRUE }, { "empty-file", TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (resite_preflight_explain_left_out (cases[i].state, FALSE) != NULL, ==,
                       cases[i].preload);
      g_assert_cmpint (resite_preflight_explain_left_out (cases[i].state, TRUE) != NULL, ==,
                       cases[i].assign);
    }
}

/* A list that comes later is judged with the files that were seen before. */
static void
test_ledger (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();
  g_autoptr (GPtrArray) rows = resite_preflight_judge (scan, NULL, NULL);
  g_autoptr (GPtrArray) ledger =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GPtrArray) empty = g_ptr_array_new ();
  g_autoptr (ResitePackageScan) again = NULL;

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (ledger, resite_preflight_row_to_ledger (rows->pdata[i]));
  again = resite_preflight_scan_from_rows (ledger);
  g_assert_nonnull (again);
  assert_states (again, known, NULL,
                 "01=ready 02=not-read-only 03=versions-differ 04=outdated 05=unknown-to-site "
                 "06=empty-file 07=unknown-to-site 08=missing-file");
  g_assert_null (resite_preflight_scan_from_rows (empty));
}

static void
test_facts (void)
{
  g_autoptr (ResitePackageScan) scan = make_scan ();
  g_autoptr (GHashTable) known = make_known ();
  ResitePreflightKnown *package = g_hash_table_lookup (known, "AUS00003");
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (ResiteLedgerRow) row = NULL;

  package->name = g_strdup ("Office\nfor all");
  package->compressed = 4096;
  rows = resite_preflight_judge (scan, known, NULL);
  row = resite_preflight_row_to_ledger (rows->pdata[2]);
  g_assert_cmpstr (row->output, ==,
                   "file=AUS00003.pck\nread_only=yes\nname=Office for all\nsource_version=4\n"
                   "stored_version=3\ncompressed=4096\n");
  g_assert_cmpint (row->size, ==, 100);
  g_assert_cmpint (row->modified, ==, THEN);
}

/* Lists. */

static ResitePreflightKnown *
find (GHashTable *known, const char *id)
{
  ResitePreflightKnown *package = g_hash_table_lookup (known, id);

  g_assert_nonnull (package);
  return package;
}

static GHashTable *
parse (const char *text, gssize length, guint n)
{
  g_autoptr (GError) error = NULL;
  GHashTable *known = resite_preflight_known_parse (text, length, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (known), ==, n);
  return known;
}

static void
assert_versions (GHashTable *known, const char *id, gint64 source, gint64 stored)
{
  g_assert_cmpint (find (known, id)->source_version, ==, source);
  g_assert_cmpint (find (known, id)->stored_version, ==, stored);
}

static const char wmic_table[] =
    "Name                      PackageID  SourceVersion  StoredPkgVersion  \r\r\n"
    "Office Package ID 7       aus00010   3              3                 \r\r\n"
    "Gr\xc3\xb6\xc3\x9f"
    "enrechner              AUS00011   12             11                \r\r\n"
    "                          AUS00012   1                                \r\r\n"
    "\r\r\n";

static void
test_wmic_table (void)
{
  g_autoptr (GHashTable) known = parse (wmic_table, -1, 3);

  assert_versions (known, "AUS00010", 3, 3);
  assert_versions (known, "AUS00011", 12, 11);
  assert_versions (known, "AUS00012", 1, -1);
  g_assert_cmpstr (find (known, "AUS00010")->name, ==, "Office Package ID 7");
  g_assert_cmpstr (find (known, "AUS00011")->name, ==, "Größenrechner");
  g_assert_null (find (known, "AUS00012")->name);
}

/* wmic > file writes UTF-16. */
static void
test_wide (void)
{
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", wmic_table, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *wide = g_convert (marked, -1, "UTF-16LE", "UTF-8", NULL, &length, &error);
  g_autoptr (GHashTable) known = NULL;

  g_assert_no_error (error);
  known = parse (wide, (gssize)length, 3);
  assert_versions (known, "AUS00011", 12, 11);
  g_assert_cmpstr (find (known, "AUS00011")->name, ==, "Größenrechner");
}

static void
test_wmic_list (void)
{
  g_autoptr (GHashTable) known =
      parse ("\r\r\n\r\r\nName=Office = all\r\r\nPackageID=AUS00010\r\r\n"
             "SourceDate=20061103101112.000000+060\r\r\nSourceVersion=3\r\r\n"
             "StoredPkgVersion=2\r\r\n\r\r\n\r\r\nName=\r\r\n"
             "PackageID=AUS00011\r\r\nSourceVersion=1\r\r\n",
             -1, 2);

  assert_versions (known, "AUS00010", 3, 2);
  assert_versions (known, "AUS00011", 1, -1);
  g_assert_cmpstr (find (known, "AUS00010")->name, ==, "Office = all");
  /* 10:11:12 an hour east of Greenwich */
  g_assert_cmpint (find (known, "AUS00010")->source_date, ==,
                   G_GINT64_CONSTANT (1162545072) * G_USEC_PER_SEC);
}

static void
test_marked (void)
{
  g_autoptr (GHashTable) csv =
      parse ("\r\nNode,ActionInProgress,Name,PackageID,SourceVersion,StoredPkgVersion\r\n"
             "HQSMS01,0,\"Office, all \"\"new\"\"\",AUS00010,3,3\r\n"
             "HQSMS01,3,Old,AUS00011,2,2\r\nHQSMS01,0,no id,,2,2\r\n",
             -1, 2);
  g_autoptr (GHashTable) tabs =
      parse ("Name\tManufacturer\tPackage ID\tSource Version\tSource Site\tCompressed Size (KB)\r\n"
             "Office\tMicrosoft\tAUS00010\t3\tAUS\t 2048 \r\n",
             -1, 1);
  g_autoptr (GHashTable) semicolons =
      parse ("Package ID;Stored Version;Source Version\r\nAUS00010;1;3\r\n", -1, 1);

  assert_versions (csv, "AUS00010", 3, 3);
  g_assert_cmpstr (find (csv, "AUS00010")->name, ==, "Office, all \"new\"");
  g_assert_true (find (csv, "AUS00011")->leaving);
  assert_versions (tabs, "AUS00010", 3, -1);
  g_assert_cmpstr (find (tabs, "AUS00010")->source_site, ==, "AUS");
  g_assert_cmpuint (find (tabs, "AUS00010")->compressed, ==, 2048 * 1024);
  assert_versions (semicolons, "AUS00010", 3, 1);
}

/* PowerShell puts numbers to the right, below a line of dashes. */
static void
test_powershell (void)
{
  g_autoptr (GHashTable) known =
      parse ("Here is what you wanted.\n\nPackageID SourceVersion StoredPkgVersion Name\n"
             "--------- ------------- ---------------- ----\n"
             "AUS00010              3                2 Office for all\n",
             -1, 1);

  assert_versions (known, "AUS00010", 3, 2);
  g_assert_cmpstr (find (known, "AUS00010")->name, ==, "Office for all");
}

static void
test_bare (void)
{
  g_autoptr (GHashTable) known = parse ("# of the inbox\naus00010.pkg\nAUS00011.PKG\n", -1, 2);

  assert_versions (known, "AUS00010", -1, -1);
  assert_versions (known, "AUS00011", -1, -1);
}

static void
test_nothing (void)
{
  static const char *const texts[] = { "",
                                       "\r\n",
                                       "PackageID,Name\r\n",
                                       "ERROR: Access is denied.",
                                       "PackageID=\r\nName=x\r\n",
                                       "A    R     E:\\SMSPKG\\AUS00010.PCK\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_preflight_known_parse (texts[i], -1, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

/* Whatever is pasted, it is read to its end. */
static void
test_junk (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 300; round++)
    {
      static const char letters[] = "PackageID=,;\t\"\n |AUS00010\r\xc3\xff-SourceVersion";
      g_autoptr (GString) text = g_string_new (round % 2 == 0 ? "PackageID,State\n" : "");
      g_autoptr (ResitePastedTable) table = NULL;

      for (guint i = 0; i < 200; i++)
        g_string_append_c (text, letters[g_rand_int_range (random, 0, sizeof letters)]);
      table = resite_pasted_table_parse (text->str, (gssize)text->len);
      for (guint i = 0; i < table->rows->len; i++)
        g_assert_true (resite_package_id_is_valid (
            resite_pasted_read_text (table->rows->pdata[i], "packageid")));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preflight/verdicts", test_verdicts);
  g_test_add_func ("/preflight/expected", test_expected);
  g_test_add_func ("/preflight/without-versions", test_without_versions);
  g_test_add_func ("/preflight/one-side", test_one_side);
  g_test_add_func ("/preflight/clocks", test_clocks);
  g_test_add_func ("/preflight/words", test_words);
  g_test_add_func ("/preflight/left-out", test_left_out);
  g_test_add_func ("/preflight/ledger", test_ledger);
  g_test_add_func ("/preflight/facts", test_facts);
  g_test_add_func ("/preflight/lists/wmic-table", test_wmic_table);
  g_test_add_func ("/preflight/lists/wide", test_wide);
  g_test_add_func ("/preflight/lists/wmic-list", test_wmic_list);
  g_test_add_func ("/preflight/lists/marked", test_marked);
  g_test_add_func ("/preflight/lists/powershell", test_powershell);
  g_test_add_func ("/preflight/lists/bare", test_bare);
  g_test_add_func ("/preflight/lists/nothing", test_nothing);
  g_test_add_func ("/preflight/lists/junk", test_junk);
  return g_test_run ();
}
