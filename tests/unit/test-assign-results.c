/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-assign-results.h"

/* What was assigned by hand, read back from whatever somebody brings. */

/* "P0100001=assigned P0100002=failed " */
static void
assert_rows (const char *text, gssize length, const char *expected)
{
  g_autoptr (GPtrArray) rows = resite_assign_parse_results (text, length);
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      g_string_append_printf (told, "%s=%s ", row->name, row->state);
    }
  g_assert_cmpstr (told->str, ==, expected);
}

static void
test_kit_file (void)
{
  static const char text[] =
      "==== Resite kit 1: run 2026-S01 step R14 machine CENSMS01 at 23.11.2026 05:40\r\n"
      "---- Resite item: D5 / P0100001\r\nassigned\r\n---- Resite exit: 0\r\n"
      "---- Resite item: D5 / P0100002\r\nwaits for the next pass\r\n---- Resite exit: 0\r\n"
      "---- Resite item: D5 / P0100003\r\nleft out: it is not preloaded at S01\r\n"
      "---- Resite exit: 0\r\n==== Resite end\r\n"
      "==== Resite kit 1: run 2026-S01 step R14 machine CENSMS01 at 23.11.2026 06:40\r\n"
      "---- Resite item: D5 / P0100001\r\nassigned by an earlier pass\r\n"
      "---- Resite exit: 0\r\n---- Resite item: D5 / P0100002\r\n"
      "failed: 0x80041001 Generic failure\r\n---- Resite exit: 1\r\n"
      "---- Resite item: D5 / P0100004\r\n";

  assert_rows (text, -1, "P0100001=assigned P0100002=failed P0100003=left-out ");
}

/* What the scripts show, and what somebody types. */
static void
test_lists (void)
{
  assert_rows ("RESITE-ASSIGN\tbegin\tT1\nP0100001\tok\t\nP0100002\tbusy\t\nP0100003\twrong\tP01\n"
               "P0100004\tabsent\t\nRESITE-ASSIGN\tend\tT1\t4\n",
               -1, "P0100001=assigned P0100002=failed P0100003=failed P0100004=removed ");
  assert_rows ("p0100001: Assigned\nP0100002 - already there\nP0100003\nP0100004 assignedness\n"
               "P01000045 assigned\nNOTANID1 assigned\nassigned\n",
               -1, "P0100001=assigned P0100002=already ");
  assert_rows ("P0100001 assigned\nP0100001 removed\n", -1, "P0100001=removed ");
}

static void
test_message (void)
{
  g_autoptr (GPtrArray) rows =
      resite_assign_parse_results ("P0100001  failed: Zugriff verweigert (\xfc)\r\n", -1);
  const ResiteLedgerRow *row = g_ptr_array_index (rows, 0);

  g_assert_cmpstr (row->message, ==, "failed: Zugriff verweigert (ü)");
}

/* A preload's output, and anything else, is none. */
static void
test_others (void)
{
  static const char wide[] = "\xff\xfeP\0"
                             "0\0"
                             "1\0"
                             "0\0"
                             "0\0"
                             "0\0"
                             "0\0"
                             "1\0 \0o\0k\0\n";

  assert_rows ("Forward package status for pkg P0100001 to site C01\n"
               "****** Successfully set the Compressed Package Path on this site ******\n",
               -1, "");
  assert_rows ("", -1, "");
  assert_rows ("---- Resite item: ", -1, "");
  assert_rows ("---- Resite item: assign / P0100001\n---- Resite item: assign / P0100002\nassigned",
               -1, "P0100002=assigned ");
  assert_rows (wide, sizeof wide, "P0100001=assigned ");
}

/* Preloads and checks have such headings, too, and words like ours under them. */
static void
test_other_headings (void)
{
  assert_rows ("---- Resite item: preload / P0100001\nfailed\n---- Resite exit: 1\n"
               "---- Resite item: check / P0100002\nok\n"
               "---- Resite item: assign / P0100003\nassigned\n"
               "---- Resite item: assign / folder / P0100004\nassigned\n"
               "---- Resite item: assign P0100005\nassigned\n"
               "---- Resite item: assignment / P0100006\nassigned\n",
               -1, "P0100003=assigned ");
}

static void
test_junk (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      const gsize length = g_test_rand_int_range (0, 400);
      g_autofree char *junk = g_malloc (length + 1);
      g_autoptr (GPtrArray) rows = NULL;

      for (gsize k = 0; k < length; k++)
        junk[k] = (char)g_test_rand_int_range (0, 256);
      junk[length] = '\0';
      rows = resite_assign_parse_results (junk, (gssize)length);
      g_assert_cmpuint (rows->len, <=, length / 8);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assign-results/kit-file", test_kit_file);
  g_test_add_func ("/assign-results/lists", test_lists);
  g_test_add_func ("/assign-results/message", test_message);
  g_test_add_func ("/assign-results/others", test_others);
  g_test_add_func ("/assign-results/other-headings", test_other_headings);
  g_test_add_func ("/assign-results/junk", test_junk);
  return g_test_run ();
}
