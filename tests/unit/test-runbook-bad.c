/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-runbook.h"

/* Every file in tests/data/runbooks/bad says in comments which complaint it must draw:
 * "expect LINE: part of the message". */

static char *
data_folder (void)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "runbooks", "bad",
                           NULL);
}

static gboolean
is_told (const char *const *complaints, const char *name, const char *line, const char *part)
{
  g_autofree char *place = g_strdup_printf ("%s:%s: ", name, line);

  for (guint i = 0; complaints[i] != NULL; i++)
    if (g_str_has_prefix (complaints[i], place) && strstr (complaints[i], part) != NULL)
      return TRUE;
  return FALSE;
}

static void
assert_every_line_has_place (const char *const *complaints, const char *name)
{
  for (guint i = 0; complaints[i] != NULL; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s:", name);

      g_assert_true (g_str_has_prefix (complaints[i], place));
      g_assert_true (g_ascii_isdigit (complaints[i][strlen (place)]));
    }
}

static void
check_expectations (const char *name, const char *text, gsize size, const char *message)
{
  g_auto (GStrv) complaints = g_strsplit (message, "\n", -1);
  g_autoptr (GRegex) regex = g_regex_new ("<!-- expect (\\d+): (.*?) -->", G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n_expected = 0;

  assert_every_line_has_place ((const char *const *)complaints, name);
  g_regex_match_full (regex, text, size, 0, 0, &match, NULL);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *line = g_match_info_fetch (match, 1);
      g_autofree char *part = g_match_info_fetch (match, 2);

      if (!is_told ((const char *const *)complaints, name, line, part))
        g_error ("%s: line %s should say \"%s\", and the complaints are:\n%s", name, line, part,
                 message);
      n_expected++;
    }
  g_assert_true (n_expected > 0 || size == 0);
}

static void
check_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  bytes = g_bytes_new (text, size);
  g_assert_null (resite_runbook_new_from_data (name, bytes, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  check_expectations (name, text, size, error->message);
}

static void
test_every_bad_file (void)
{
  g_autofree char *folder = data_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      check_file (folder, name);
      n_files++;
    }
  g_assert_cmpuint (n_files, >, 40);
}

static void
test_order_of_complaints (void)
{
  g_autofree char *folder = data_folder ();
  g_autofree char *path = g_build_filename (folder, "several.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) complaints = NULL;
  int last = 0;

  g_assert_null (resite_runbook_new_from_file (path, &error));
  complaints = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (complaints), >=, 4);
  for (guint i = 0; complaints[i] != NULL; i++)
    {
      int line = atoi (complaints[i] + strlen (path) + 1);

      g_assert_cmpint (line, >=, last);
      last = line;
      if (i > 0)
        g_assert_cmpstr (complaints[i], !=, complaints[i - 1]);
    }
}

static void
read_whatever (const char *text, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_from_data ("x", bytes, &error);

  g_assert_true ((runbook == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_true (g_str_has_prefix (error->message, "x:"));
    }
}

static char *
read_small (gsize *size)
{
  g_autofree char *folder = data_folder ();
  g_autofree char *path = g_build_filename (folder, "..", "good", "small.xml", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, size, NULL));
  return text;
}

/* The environment makes every critical fatal, so coming through is the test. */
static void
test_cut_anywhere (void)
{
  gsize size;
  g_autofree char *text = read_small (&size);

  for (gsize length = 0; length < size; length += 37)
    read_whatever (text, length);
}

static void
test_damaged_anywhere (void)
{
  gsize size;
  g_autofree char *text = read_small (&size);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *damaged = g_memdup2 (text, size);

      for (guint j = 0; j < 3; j++)
        damaged[g_rand_int_range (random, 0, (int)size)] = (char)g_rand_int_range (random, 0, 256);
      read_whatever (damaged, size);
    }
}

/* Whole lines in the wrong place: well-formed more often than not, and seldom valid. */
static void
test_lines_swapped (void)
{
  gsize size;
  g_autofree char *text = read_small (&size);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (guint i = 0; i < 200; i++)
    {
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
      int n = (int)g_strv_length (lines);
      int a = g_rand_int_range (random, 3, n);
      int b = g_rand_int_range (random, 3, n);
      char *line = lines[a];
      g_autofree char *joined = NULL;

      lines[a] = lines[b];
      lines[b] = line;
      joined = g_strjoinv ("\n", lines);
      read_whatever (joined, strlen (joined));
    }
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (5 * 1024 * 1024, ' ');

  read_whatever (text, 5 * 1024 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook/bad/every-file", test_every_bad_file);
  g_test_add_func ("/runbook/bad/order", test_order_of_complaints);
  g_test_add_func ("/runbook/bad/cut", test_cut_anywhere);
  g_test_add_func ("/runbook/bad/damaged", test_damaged_anywhere);
  g_test_add_func ("/runbook/bad/swapped", test_lines_swapped);
  g_test_add_func ("/runbook/bad/too-large", test_too_large);
  return g_test_run ();
}
