/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-files.h"
#include "resite-log-encoding.h"
#include "resite-log-gap.h"
#include "resite-log-name.h"
#include "resite-log-wide.h"

static void
test_marks (void)
{
  g_assert_cmpint (resite_log_encoding_find ("\xFF\xFE", 2), ==, RESITE_LOG_LOW_FIRST);
  g_assert_cmpint (resite_log_encoding_find ("\xFE\xFF", 2), ==, RESITE_LOG_HIGH_FIRST);
  g_assert_cmpint (resite_log_encoding_find ("\xFF\xFE", 1), ==, RESITE_LOG_NARROW);
  g_assert_cmpint (resite_log_encoding_find ("", 0), ==, RESITE_LOG_NARROW);
  g_assert_cmpint (resite_log_encoding_find ("\xEF\xBB\xBF", 3), ==, RESITE_LOG_NARROW);
}

static void
test_ends (void)
{
  /* U+0A00 and U+000A side by side: only the second ends a line. */
  static const char low[] = "\x00\x0A\x0A\x00x";
  static const char high[] = "\x0A\x00\x00\x0Ax";

  g_assert_cmpuint (resite_log_encoding_find_end (RESITE_LOG_NARROW, "ab\ncd", 5), ==, 3);
  g_assert_cmpuint (resite_log_encoding_find_end (RESITE_LOG_NARROW, "ab\ncd", 2), ==, 0);
  g_assert_cmpuint (resite_log_encoding_find_end (RESITE_LOG_LOW_FIRST, low, 5), ==, 4);
  g_assert_cmpuint (resite_log_encoding_find_end (RESITE_LOG_LOW_FIRST, low, 3), ==, 0);
  g_assert_cmpuint (resite_log_encoding_find_end (RESITE_LOG_HIGH_FIRST, high, 5), ==, 4);
  g_assert_cmpuint (resite_log_encoding_find_end (RESITE_LOG_HIGH_FIRST, high, 3), ==, 0);
}

static void
test_decode (void)
{
  static const struct
  {
    ResiteLogEncoding encoding;
    const char *bytes;
    gsize length;
    const char *text;
  } cases[] = {
    { RESITE_LOG_NARROW,
      "B\xFC"
      "cher",
      6, "Bücher" },
    { RESITE_LOG_NARROW,
      "B\xC3\xBC"
      "cher",
      7, "Bücher" },
    { RESITE_LOG_NARROW, "5 \x80", 3, "5 €" },
    { RESITE_LOG_LOW_FIRST, "B\0\xFC\0", 4, "Bü" },
    { RESITE_LOG_HIGH_FIRST, "\0B\0\xFC", 4, "Bü" },
    { RESITE_LOG_LOW_FIRST, "B\0\xFC", 3, "B" },
    { RESITE_LOG_LOW_FIRST, "", 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          resite_log_encoding_decode (cases[i].encoding, cases[i].bytes, cases[i].length);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* @bytes in pieces of @size. */
static char *
convert (const char *bytes, gsize length, gsize size)
{
  ResiteLogWide *wide = resite_log_wide_new ();
  GString *text = g_string_new (NULL);

  for (gsize at = 0; at < length; at += size)
    {
      const gsize piece = MIN (size, length - at);
      gsize narrow_length;
      g_autofree char *narrow = NULL;

      if (resite_log_wide_is_plain (wide, bytes + at, piece, at == 0))
        {
          g_string_append_len (text, bytes + at, (gssize)piece);
          continue;
        }
      narrow = resite_log_wide_convert (wide, bytes + at, piece, &narrow_length);
      g_string_append_len (text, narrow, (gssize)narrow_length);
    }
  resite_log_wide_free (wide);
  return g_string_free (text, FALSE);
}

static void
assert_converted (const char *bytes, gsize length, const char *expected)
{
  for (gsize size = 1; size <= length + 1; size++)
    {
      g_autofree char *text = convert (bytes, length, size);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_wide (void)
{
  assert_converted ("\xFF\xFE"
                    "a\0\xFC\0",
                    6, "aü");
  assert_converted ("\xFE\xFF\0a\0\xFC", 6, "aü");
  /* A pair of units for one character; halves of pairs that stand alone. */
  assert_converted ("\xFF\xFE\x3D\xD8\x00\xDE!\0", 8, "😀!");
  assert_converted ("\xFF\xFE\x3D\xD8!\0", 6, "\xEF\xBF\xBD!");
  assert_converted ("\xFF\xFE\x00\xDE!\0", 6, "\xEF\xBF\xBD!");
  assert_converted ("\xFF\xFE\0\0!\0", 6, "\xEF\xBF\xBD!");
  /* Half a character at the end is not there yet. */
  assert_converted ("\xFF\xFE"
                    "a\0b",
                    5, "a");
  /* No marks: bytes as they are. */
  assert_converted ("\xFF"
                    "a",
                    2,
                    "\xFF"
                    "a");
  assert_converted ("\xFE", 1, "");
  assert_converted ("abc", 3, "abc");
}

static void
test_names (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *there = job_run_write (folder, "SMS/LOGS/MPSetup.log", "x");
  g_autofree char *asked = g_build_filename (folder, "sms", "Logs", "mpsetup.LOG", NULL);
  g_autofree char *other = g_build_filename (folder, "sms", "Logs", "mpsetup.lo", NULL);
  g_autofree char *found = resite_log_name_find (asked);
  g_autofree char *exact = resite_log_name_find (there);
  g_autofree char *missing = resite_log_name_find (other);
  g_autofree char *former = resite_log_name_get_former ("/x/Distmgr.LOG");
  g_autofree char *empty = resite_log_name_get_former ("");

  g_assert_cmpstr (found, ==, there);
  g_assert_cmpstr (exact, ==, there);
  g_assert_null (missing);
  g_assert_cmpstr (former, ==, "/x/Distmgr.LO_");
  g_assert_cmpstr (empty, ==, "");
  job_run_remove_folder (folder);
}

#define AT(minute)                                                                                 \
  "text  $$<X><Tue Oct 14 14:" minute ":00.000 2008 GMT Standard Time><thread=1 (0x1)>"
#define MINUTE(number) ((gint64)(1223992800 + (number)*60) * G_USEC_PER_SEC)

static void
assert_unbroken (ResiteLogRecord *record, gint64 since, gboolean expected)
{
  g_autofree char *why = NULL;

  g_assert_cmpint (resite_log_record_is_unbroken (record, since, &why), ==, expected);
  g_assert_true ((why == NULL) == expected);
}

static void
test_record (void)
{
  ResiteLogRecord *record = resite_log_record_new ();
  g_autofree char *words = NULL;

  assert_unbroken (record, MINUTE (0), FALSE);
  g_assert_null (resite_log_record_get_newest_gap (record));
  resite_log_record_begin (record, MINUTE (5));
  assert_unbroken (record, MINUTE (4), FALSE);
  assert_unbroken (record, MINUTE (5), TRUE);
  resite_log_record_take_line (record, AT ("02"));
  assert_unbroken (record, MINUTE (2), TRUE);
  assert_unbroken (record, MINUTE (1), FALSE);
  resite_log_record_take_gap (record, RESITE_LOG_GAP_UNREADABLE);
  assert_unbroken (record, MINUTE (50), FALSE);
  resite_log_record_take_line (record, "no time");
  assert_unbroken (record, MINUTE (50), FALSE);
  resite_log_record_take_line (record, AT ("10"));
  assert_unbroken (record, MINUTE (9), FALSE);
  assert_unbroken (record, MINUTE (10), TRUE);
  words = resite_log_gap_describe (resite_log_record_get_newest_gap (record));
  g_assert_nonnull (strstr (words, "between 2008-10-14 14:02:00 and 2008-10-14 14:10:00"));
  g_assert_nonnull (strstr (words, "could not be read"));
  resite_log_record_free (record);
}

/* An earlier reading that is gone on with reaches back as far as that one did. */
static void
test_record_goes_on (void)
{
  ResiteLogRecord *record = resite_log_record_new ();

  resite_log_record_go_on (record);
  resite_log_record_begin (record, MINUTE (30));
  assert_unbroken (record, MINUTE (1), TRUE);
  resite_log_record_take_gap (record, RESITE_LOG_GAP_OVERWRITTEN);
  assert_unbroken (record, MINUTE (1), FALSE);
  resite_log_record_free (record);
}

static void
test_many_gaps (void)
{
  ResiteLogRecord *record = resite_log_record_new ();

  for (guint i = 0; i < 1000; i++)
    resite_log_record_take_gap (record,
                                i < 999 ? RESITE_LOG_GAP_OVERWRITTEN : RESITE_LOG_GAP_NO_FORMER);
  g_assert_cmpuint (resite_log_record_count_gaps (record), ==, 1000);
  g_assert_cmpint (resite_log_record_get_gap (record, 99)->type, ==, RESITE_LOG_GAP_NO_FORMER);
  g_assert_true (resite_log_record_get_newest_gap (record) ==
                 resite_log_record_get_gap (record, 99));
  resite_log_record_free (record);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-text/marks", test_marks);
  g_test_add_func ("/log-text/ends", test_ends);
  g_test_add_func ("/log-text/decode", test_decode);
  g_test_add_func ("/log-text/wide", test_wide);
  g_test_add_func ("/log-text/names", test_names);
  g_test_add_func ("/log-text/record", test_record);
  g_test_add_func ("/log-text/record-goes-on", test_record_goes_on);
  g_test_add_func ("/log-text/many-gaps", test_many_gaps);
  return g_test_run ();
}
