/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-run.h"
#include "resite-foreign-text.h"

static void
assert_decoded (const char *bytes, gssize length, const char *expected)
{
  g_autofree char *text = resite_foreign_text_decode (bytes, length);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_line_ends (void)
{
  assert_decoded ("a\r\nb\nc\rd\r\n", -1, "a\nb\nc\nd\n");
  assert_decoded ("\r\r\n\n", -1, "\n\n\n");
  assert_decoded ("", 0, "");
  assert_decoded (NULL, 0, "");
}

static void
test_bytes (void)
{
  assert_decoded ("gr\xFC\xDF", -1, "grüß");
  assert_decoded ("grüß", -1, "grüß");
  assert_decoded ("\xEF\xBB\xBFgrüß", -1, "grüß");
  /* A zero byte ends nothing. */
  assert_decoded ("a\0b", 3,
                  "a\xEF\xBF\xBD"
                  "b");
}

static void
assert_wide (const char *charset, const char *mark, const char *expected)
{
  g_autoptr (GString) bytes = g_string_new_len (mark, 2);
  gsize length;
  g_autofree char *wide = g_convert (expected, -1, charset, "UTF-8", NULL, &length, NULL);

  g_string_append_len (bytes, wide, length);
  assert_decoded (bytes->str, bytes->len, expected);
  /* Cut in the middle of a character: the rest is as it was. */
  g_string_append_c (bytes, 'x');
  assert_decoded (bytes->str, bytes->len, expected);
}

static void
test_wide (void)
{
  assert_wide ("UTF-16LE", "\xFF\xFE", "日本語 P0100012\n");
  assert_wide ("UTF-16BE", "\xFE\xFF", "日本語 P0100012\n");
  assert_decoded ("\xFF\xFE", 2, "");
}

/* Whatever the bytes are, the text is valid and the program lives. */
static void
test_junk (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  char junk[1024];

  for (guint round = 0; round < 500; round++)
    {
      const gsize length = g_rand_int_range (random, 0, sizeof junk);
      g_autofree char *text = NULL;

      for (gsize i = 0; i < length; i++)
        junk[i] = (char)g_rand_int (random);
      if (round % 3 == 0 && length > 2)
        memcpy (junk, "\xFF\xFE", 2);
      text = resite_foreign_text_decode (junk, length);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_null (strchr (text, '\r'));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/foreign-text/line-ends", test_line_ends);
  g_test_add_func ("/foreign-text/bytes", test_bytes);
  g_test_add_func ("/foreign-text/wide", test_wide);
  g_test_add_func ("/foreign-text/junk", test_junk);
  return g_test_run ();
}
