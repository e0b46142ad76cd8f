/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-run.h"
#include "resite-preload-results.h"
#include "resite-preload-verdict.h"

#define OPENING   "Forward package status for pkg P0100012 to site P01\r\n"
#define PATH_SET  "****** Successfully set the Compressed Package Path on this site ******\r\n"
#define FORWARDED "****** Successfully forwarded the information up the hierarchy ******\r\n"

static void
test_judge (void)
{
  static const struct
  {
    const char *output;
    ResitePreloadVerdict verdict;
  } cases[] = {
    { OPENING PATH_SET FORWARDED, RESITE_PRELOAD_FORWARDED },
    { OPENING PATH_SET, RESITE_PRELOAD_HALF_DONE },
    { OPENING, RESITE_PRELOAD_FAILED },
    { "", RESITE_PRELOAD_FAILED },
    { NULL, RESITE_PRELOAD_FAILED },
    { "Error 5\r\n", RESITE_PRELOAD_FAILED },
    /* Without stars, in other case and spacing, with plain line ends. */
    { "successfully  FORWARDED the information up the   hierarchy", RESITE_PRELOAD_FORWARDED },
    { "*Successfully\tset the Compressed Package Path on this site*\n", RESITE_PRELOAD_HALF_DONE },
    /* The last success line decides, whatever stands behind it. */
    { PATH_SET FORWARDED "warning: slow\r\n", RESITE_PRELOAD_FORWARDED },
    { PATH_SET FORWARDED PATH_SET, RESITE_PRELOAD_HALF_DONE },
    { FORWARDED, RESITE_PRELOAD_FORWARDED },
    /* A line that names another package speaks for that one. */
    { "Forward package status for pkg P0100013 to site P01\r\n" PATH_SET FORWARDED,
      RESITE_PRELOAD_FAILED },
    { "Forward package status for pkg P0100013 to site P01\r\n" PATH_SET FORWARDED OPENING PATH_SET,
      RESITE_PRELOAD_HALF_DONE },
    { "Forward package status for pkg p0100012 to site X99\r\n" PATH_SET FORWARDED,
      RESITE_PRELOAD_FORWARDED },
    /* Words that only look like it. */
    { "Not successfully done\r\nSuccessfully set\r\n", RESITE_PRELOAD_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = NULL;

      g_test_message ("case %u", i);
      g_assert_cmpint (resite_preload_judge ("P0100012", cases[i].output, &message), ==,
                       cases[i].verdict);
      g_assert_nonnull (message);
      g_assert_cmpint (*message, !=, '\0');
    }
}

static void
test_messages (void)
{
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *other = NULL;

  resite_preload_judge ("P0100012", OPENING PATH_SET FORWARDED, &good);
  g_assert_nonnull (strstr (good, "P01"));
  resite_preload_judge ("P0100012", "Access is denied\r\n", &bad);
  g_assert_nonnull (strstr (bad, "Access is denied"));
  resite_preload_judge (
      "P0100012", "Forward package status for pkg P0100013 to site P01\r\n" FORWARDED, &other);
  g_assert_nonnull (strstr (other, "P0100013"));
}

static const ResiteLedgerRow *
find (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, name))
        return row;
    }
  return NULL;
}

static GPtrArray *
parse_sample (const char *name)
{
  gsize length;
  g_autofree char *text = job_run_read_data (name, &length);

  return resite_preload_parse_results (text, length);
}

static void
test_merged_file (void)
{
  g_autoptr (GPtrArray) rows = parse_sample ("preload/preload1.txt");
  guint forwarded = 0;

  for (guint i = 0; i < rows->len; i++)
    forwarded += g_str_equal (((ResiteLedgerRow *)rows->pdata[i])->state, "forwarded");
  g_assert_cmpuint (forwarded, ==, 6);
  g_assert_cmpuint (rows->len, ==, 8);
  g_assert_cmpstr (find (rows, "P0100034")->state, ==, "half-done");
  g_assert_nonnull (strstr (find (rows, "P0100034")->output, "while forwarding"));
  g_assert_cmpstr (find (rows, "")->state, ==, "failed");
  g_assert_cmpuint (find (rows, "")->tries, ==, 1);
}

static void
test_other_samples (void)
{
  g_autoptr (GPtrArray) one = parse_sample ("preload/preload-one-success.txt");
  g_autoptr (GPtrArray) none = parse_sample ("preload/preload1-all-failed.txt");

  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (find (one, "P0100012")->state, ==, "forwarded");
  g_assert_cmpuint (none->len, ==, 1);
  g_assert_cmpstr (find (none, "")->state, ==, "failed");
  g_assert_cmpuint (find (none, "")->tries, ==, 8);
}

static void
test_twice (void)
{
  g_autoptr (GPtrArray) worse =
      resite_preload_parse_results (OPENING PATH_SET FORWARDED OPENING PATH_SET, -1);
  g_autoptr (GPtrArray) better =
      resite_preload_parse_results (OPENING PATH_SET "refused\r\n" OPENING PATH_SET FORWARDED, -1);

  g_assert_cmpuint (worse->len, ==, 1);
  g_assert_cmpstr (find (worse, "P0100012")->state, ==, "half-done");
  g_assert_cmpuint (find (worse, "P0100012")->tries, ==, 2);
  g_assert_cmpuint (better->len, ==, 1);
  g_assert_cmpstr (find (better, "P0100012")->state, ==, "forwarded");
}

static void
test_headings (void)
{
  g_autoptr (GPtrArray) rows = resite_preload_parse_results (
      "stray line\r\n"
      "==== Resite: package P0100012 ====\r\n" OPENING PATH_SET FORWARDED
      "---- Resite: exit code 0\r\n"
      "==== Resite: package P0100013 ====\r\n"
      "Access is denied.\r\n"
      "---- Resite: exit code -5\r\n"
      "==== Resite: package P0100014 ====\r\n" OPENING PATH_SET FORWARDED
      "---- Resite: exit code 0\r\n",
      -1);

  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_cmpstr (find (rows, "P0100012")->state, ==, "forwarded");
  g_assert_cmpint (find (rows, "P0100013")->exit_code, ==, -5);
  g_assert_nonnull (strstr (find (rows, "P0100013")->message, "Access is denied."));
  /* It answered for another package than it was asked about. */
  g_assert_cmpstr (find (rows, "P0100014")->state, ==, "failed");
  g_assert_cmpuint (find (rows, "")->tries, ==, 1);
}

static void
test_encodings (void)
{
  g_autofree char *wide = NULL;
  g_autoptr (GString) marked = g_string_new ("\xFF\xFE");
  g_autoptr (GPtrArray) from_wide = NULL;
  g_autoptr (GPtrArray) from_1252 = NULL;
  g_autoptr (GPtrArray) from_lf = NULL;
  gsize length;

  wide = g_convert (OPENING PATH_SET FORWARDED, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
  g_string_append_len (marked, wide, length);
  from_wide = resite_preload_parse_results (marked->str, marked->len);
  g_assert_cmpstr (find (from_wide, "P0100012")->state, ==, "forwarded");

  from_1252 = resite_preload_parse_results (OPENING "Zugriff f\xFCr Benutzer verweigert\r\n", -1);
  g_assert_nonnull (strstr (find (from_1252, "P0100012")->message, "für"));

  from_lf = resite_preload_parse_results ("Forward package status for pkg P0100012 to site P01\n"
                                          "Successfully forwarded the information up the hierarchy",
                                          -1);
  g_assert_cmpstr (find (from_lf, "P0100012")->state, ==, "forwarded");
}

static void
test_junk (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) empty = resite_preload_parse_results ("", 0);
  char junk[4096];

  g_assert_cmpuint (empty->len, ==, 0);
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      for (guint i = 0; i < sizeof junk; i++)
        junk[i] = (char)g_rand_int (random);
      rows = resite_preload_parse_results (junk, sizeof junk);
      g_assert_cmpuint (rows->len, ==, 1);
      g_assert_cmpstr (find (rows, "")->state, ==, "failed");
      g_assert_true (g_utf8_validate (find (rows, "")->output, -1, NULL));
    }
}

/* Sizes that nobody means: a line of a megabyte is cut, not multiplied. */
static void
test_long_line (void)
{
  g_autofree char *line = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GString) text = g_string_new (OPENING);
  g_autoptr (GPtrArray) rows = NULL;

  g_string_append_printf (text, "%s\r\n" FORWARDED, line);
  rows = resite_preload_parse_results (text->str, text->len);
  g_assert_cmpstr (find (rows, "P0100012")->state, ==, "forwarded");
  g_assert_cmpuint (strlen (find (rows, "P0100012")->output), <, 70000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preload-verdict/judge", test_judge);
  g_test_add_func ("/preload-verdict/messages", test_messages);
  g_test_add_func ("/preload-results/merged-file", test_merged_file);
  g_test_add_func ("/preload-results/other-samples", test_other_samples);
  g_test_add_func ("/preload-results/twice", test_twice);
  g_test_add_func ("/preload-results/headings", test_headings);
  g_test_add_func ("/preload-results/encodings", test_encodings);
  g_test_add_func ("/preload-results/junk", test_junk);
  g_test_add_func ("/preload-results/long-line", test_long_line);
  return g_test_run ();
}
