/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of texts must be what a look would find, for each text and whatever came
 * before. */
#include "config.h"

#include <string.h>

#include "resite-log-known.h"

#define ROUNDS 200000

static const char *const beginnings[] = {
  "Start updating the package ", "~Found '",       "Package {", "Used 0 out of 3 allowed ",
  "StoredPkgVersion (3) of ",    "Sleep 3600 sec", "12345678 ", "A text that is rather long and ",
};
static const char *const ends[] = {
  "...",
  "",
  "' is in the available state. Nothing to do.",
  "-0000-1111",
  "}",
  " C0100099",
  "9",
  ", and goes on until it is longer than sixty-four bytes, which is where a look takes its breath",
};

/* Mostly ids, and what is nearly one. */
static void
add_middle (GString *text, GRand *chance)
{
  static const char signs[] = "0123456789ABCDEFabcdefGZgz-_ ~\xE4\x80@[`{/:";

  for (guint i = 0; i < 8; i++)
    {
      const gboolean odd = g_rand_int_range (chance, 0, 40) == 0;
      const int most = odd ? (int)sizeof signs - 1 : (i < 3 ? 26 : 22);

      g_string_append_c (text, signs[g_rand_int_range (chance, 0, most)]);
    }
}

static void
check_text (ResiteLogKnown *known, ResiteLogLookFunc look, const GString *text, guint *found)
{
  char room[512] = { 0 };
  const char *at = room + 64;
  ResiteLogLook seen;
  gboolean dull = FALSE;
  gsize id = 0;

  g_assert_cmpuint (text->len, <, 256);
  memcpy (room + 64, text->str, text->len);
  seen = look (at, text->len);
  if (!resite_log_known_find (known, at, text->len, &id, &dull))
    {
      resite_log_known_take (known, at, text->len, &seen, TRUE);
      return;
    }
  ++*found;
  g_assert_cmpuint (id, ==, seen.id);
  g_assert_cmpint (dull, ==, seen.id == 0);
  g_assert_cmpint (resite_log_words_judge (at, text->len), ==, RESITE_LINE_INFORMATION);
}

static void
test_is_what_a_look_finds (void)
{
  GRand *chance = g_rand_new_with_seed (5);
  ResiteLogKnown *known = resite_log_known_new ();
  const ResiteLogLookFunc look = resite_log_look_get_func ();
  g_autoptr (GString) text = g_string_new (NULL);
  guint found = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_string_assign (text, beginnings[g_rand_int_range (chance, 0, G_N_ELEMENTS (beginnings))]);
      add_middle (text, chance);
      g_string_append (text, ends[g_rand_int_range (chance, 0, G_N_ELEMENTS (ends))]);
      check_text (known, look, text, &found);
    }
  /* Else nothing was proved. */
  g_assert_cmpuint (found, >, ROUNDS / 20);
  resite_log_known_free (known);
  g_rand_free (chance);
}

static gboolean
is_known (ResiteLogKnown *known, const char *text, gsize *id)
{
  char room[256] = { 0 };
  gboolean dull;

  g_strlcpy (room + 64, text, 128);
  *id = 99;
  return resite_log_known_find (known, room + 64, strlen (text), id, &dull);
}

static void
learn (ResiteLogKnown *known, const char *text)
{
  char room[256] = { 0 };
  ResiteLogLook look;

  g_strlcpy (room + 64, text, 128);
  look = resite_log_look_get_func () (room + 64, strlen (text));
  resite_log_known_take (known, room + 64, strlen (text), &look, TRUE);
}

static void
test_only_the_id_may_differ (void)
{
  ResiteLogKnown *known = resite_log_known_new ();
  gsize id;

  g_assert_false (is_known (known, "Start adding package C0100012...", &id));
  learn (known, "Start adding package C0100012...");
  g_assert_true (is_known (known, "Start adding package C0100013...", &id));
  g_assert_cmpuint (id, ==, 29);
  g_assert_true (is_known (known, "Start adding package xyZ0aF13...", &id));
  g_assert_false (is_known (known, "Start adding package C0100g13...", &id));
  g_assert_false (is_known (known, "Start adding package C01 0013...", &id));
  g_assert_false (is_known (known, "Start adding package C0100013..!", &id));
  g_assert_false (is_known (known, "Start adding packagE C0100013...", &id));
  g_assert_false (is_known (known, "Start adding package C0100013....", &id));
  g_assert_false (is_known (known, "Short", &id));
  learn (known, "Start adding package C01: failed");
  g_assert_false (is_known (known, "Start adding package C01: failed", &id));
  resite_log_known_free (known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-known/is-what-a-look-finds", test_is_what_a_look_finds);
  g_test_add_func ("/log-known/only-the-id-may-differ", test_only_the_id_may_differ);
  return g_test_run ();
}
