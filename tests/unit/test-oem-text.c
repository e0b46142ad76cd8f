/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-oem-text.h"

/* @pieces bytes at a time. */
static char *
decode (guint code_page, const char *bytes, gsize size, gsize piece, gboolean *is_oem)
{
  g_autoptr (ResiteOemText) decoder = resite_oem_text_new (code_page);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *rest = NULL;

  for (gsize i = 0; i < size; i += piece)
    {
      g_autofree char *part = resite_oem_text_add (decoder, bytes + i, MIN (piece, size - i));

      g_assert_true (g_utf8_validate (part, -1, NULL));
      g_string_append (text, part);
    }
  rest = resite_oem_text_end (decoder);
  g_assert_true (g_utf8_validate (rest, -1, NULL));
  g_string_append (text, rest);
  *is_oem = resite_oem_text_is_oem (decoder);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_decoded (guint code_page, const char *bytes, gsize size, const char *expected, gboolean oem)
{
  for (gsize piece = 1; piece <= size; piece++)
    {
      gboolean is_oem;
      g_autofree char *text = decode (code_page, bytes, size, piece, &is_oem);

      g_assert_cmpstr (text, ==, expected);
      g_assert_cmpint (is_oem, ==, oem);
    }
}

#define ASSERT_DECODED(page, bytes, expected, oem)                                                 \
  assert_decoded (page, bytes, sizeof bytes - 1, expected, oem)

static void
test_utf8 (void)
{
  ASSERT_DECODED (437,
                  "Gr\xC3\xBC\xC3\x9F"
                  "e \xE2\x82\xAC \xF0\x9F\x98\x80\r\n",
                  "Gr\xC3\xBC\xC3\x9F"
                  "e \xE2\x82\xAC \xF0\x9F\x98\x80\r\n",
                  FALSE);
  ASSERT_DECODED (437, "plain", "plain", FALSE);
}

static void
test_pages (void)
{
  ASSERT_DECODED (437, "f\x81r \x9B", "f\xC3\xBCr \xC2\xA2", TRUE);
  ASSERT_DECODED (850, "f\x81r \x9B", "f\xC3\xBCr \xC3\xB8", TRUE);
  ASSERT_DECODED (852, "\x88\xA5 x", "\xC5\x82\xC4\x85 x", TRUE);
  ASSERT_DECODED (866, "\x8F\xE0\xA8\xA2\xA5\xE2!",
                  "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82!", TRUE);
}

static void
test_unknown_page (void)
{
  ASSERT_DECODED (0, "f\x81r x", "f\xC3\xBCr x", TRUE);
  ASSERT_DECODED (54321, "f\x81r x", "f\xC3\xBCr x", TRUE);
}

/* Japanese: two bytes a character, split too. */
static void
test_wide_page (void)
{
  ASSERT_DECODED (932, "\x93\xFA\x96\x7B x", "\xE6\x97\xA5\xE6\x9C\xAC x", TRUE);
}

static void
test_cut_off (void)
{
  ASSERT_DECODED (850, "abc \xC3", "abc \xE2\x94\x9C", TRUE);
  ASSERT_DECODED (932, "\x93\xFA\x96", "\xE6\x97\xA5\xEF\xBF\xBD", TRUE);
}

static void
test_zero_bytes (void)
{
  ASSERT_DECODED (850, "a\0b",
                  "a\xEF\xBF\xBD"
                  "b",
                  FALSE);
  ASSERT_DECODED (850, "\x81\0\0z\0", "\xC3\xBC\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD", TRUE);
}

static void
test_change_in_the_middle (void)
{
  ASSERT_DECODED (850, "\xC3\xBC then \x81", "\xC3\xBC then \xC3\xBC", TRUE);
}

static void
test_nothing (void)
{
  g_autoptr (ResiteOemText) decoder = resite_oem_text_new (437);
  g_autofree char *text = resite_oem_text_add (decoder, NULL, 0);
  g_autofree char *rest = resite_oem_text_end (decoder);

  g_assert_cmpstr (text, ==, "");
  g_assert_cmpstr (rest, ==, "");
  g_assert_false (resite_oem_text_is_oem (decoder));
}

static void
test_any_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260401);
  static const guint pages[] = { 437, 850, 852, 866, 932, 65001 };

  for (guint round = 0; round < 600; round++)
    {
      char bytes[97];
      gboolean is_oem;
      g_autofree char *text = NULL;

      for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = g_rand_int_range (random, 0, 256);
      text = decode (pages[round % G_N_ELEMENTS (pages)], bytes, sizeof bytes, 1 + round % 13,
                     &is_oem);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (strlen (text), >=, sizeof bytes / 4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/oem-text/utf8", test_utf8);
  g_test_add_func ("/oem-text/pages", test_pages);
  g_test_add_func ("/oem-text/unknown-page", test_unknown_page);
  g_test_add_func ("/oem-text/wide-page", test_wide_page);
  g_test_add_func ("/oem-text/cut-off", test_cut_off);
  g_test_add_func ("/oem-text/zero-bytes", test_zero_bytes);
  g_test_add_func ("/oem-text/change-in-the-middle", test_change_in_the_middle);
  g_test_add_func ("/oem-text/nothing", test_nothing);
  g_test_add_func ("/oem-text/any-bytes", test_any_bytes);
  return g_test_run ();
}
