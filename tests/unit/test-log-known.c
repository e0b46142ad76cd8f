/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of texts must be what a look would find, for each text and whatever came
 * before. */
#include "config.h"

#include <string.h>

#include "resite-log-known.h"
#include "resite-log-scan.h"

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
  const ResiteLogFinding *finding;
  ResiteLogLook seen;

  g_assert_cmpuint (text->len, <, 256);
  memcpy (room + 64, text->str, text->len);
  seen = look (at, text->len);
  finding = resite_log_known_find (known, at, text->len);
  if (finding == NULL)
    {
      if (!seen.words)
        resite_log_known_take (known, at, text->len, &(ResiteLogFinding){ .id = seen.id });
      return;
    }
  ++*found;
  g_assert_cmpuint (finding->id, ==, seen.id);
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
  const ResiteLogFinding *finding;

  g_strlcpy (room + 64, text, 128);
  finding = resite_log_known_find (known, room + 64, strlen (text));
  *id = finding != NULL ? finding->id : 99;
  return finding != NULL;
}

static void
learn (ResiteLogKnown *known, const char *text)
{
  char room[256] = { 0 };
  ResiteLogLook look;

  g_strlcpy (room + 64, text, 128);
  look = resite_log_look_get_func () (room + 64, strlen (text));
  resite_log_known_take (known, room + 64, strlen (text), &(ResiteLogFinding){ .id = look.id });
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
  resite_log_known_free (known);
}

/* Patterns to which it matters which package it is, among others that do not care. */
static const char rules_text[] =
    "<log-lines>"
    "<line text='Start adding package C0100012' event='started'/>"
    "<line text='Start adding package {package}' event='processed' severity='warning'/>"
    "<line text='Adding to * done with 00AB12' severity='error'/>"
    "<line text='Adding to {package} took {number}' event='finished'/>"
    "<line text='Adding to * of C01' severity='warning'/>"
    "<line text='Package {package} is here*{package}' event='stored'/>"
    "<line text='Wrote {bytes} bytes of {package}' event='content-sent' sends='content'/>"
    "<line text='Code {failure} for {package}' severity='error'/>"
    "</log-lines>";

static const char *const texts[] = {
  "Start adding package %s",
  "Start adding package %s...",
  "Adding to %s done with 00AB12",
  "Adding to site done with %s",
  "Adding to %s took 12 seconds",
  "Adding to the list of %s",
  "Package %s is here and so is C0100099",
  "Package C0100098 is here, %s is not",
  "Wrote 100 bytes of %s",
  "Code 0 for %s",
  "Code 5 for %s",
  "%s begins the line of Start adding package",
  "STATMSG: ID=2302 SEV=E LEV=M SOURCE=\"SMS Server\" AVAL0=\"%s\"",
  "The same thing again and again",
};

typedef struct
{
  GString *text;
} Told;

static void
tell_cb (const ResiteLogEntry *entry, gpointer data)
{
  Told *told = data;

  g_string_append_printf (told->text, "%d %.8s %d", entry->severity,
                          entry->package != NULL ? entry->package : "none",
                          entry->rule != NULL ? entry->rule->event : -9);
}

static char *
scan_line (ResiteLogScan *scan, const char *line)
{
  Told told = { g_string_new (NULL) };

  resite_log_scan_set_visit (scan, RESITE_LINE_INFORMATION, tell_cb, &told);
  resite_log_scan_add_line (scan, line, strlen (line));
  return g_string_free (told.text, FALSE);
}

static char *
make_line (GRand *chance)
{
  static const char *const ids[] = { "C0100012", "C0100013", "c0100012", "00AB1200",  "00000012",
                                     "ABC00AB1", "XYZABCDE", "C01",      "C010001200" };
  const char *id = ids[g_rand_int_range (chance, 0, G_N_ELEMENTS (ids))];
  g_autoptr (GString) text =
      g_string_new (texts[g_rand_int_range (chance, 0, G_N_ELEMENTS (texts))]);

  g_string_replace (text, "%s", id, 0);
  g_string_append (text, "  $$<SMS_EXECUTIVE><Tue Oct 14 14:10:03.600 2008 GMT Standard Time>"
                         "<thread=7 (0x7)>");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A scan that has seen much says of each line what one says that sees it first. */
static void
test_same_as_alone (void)
{
  GRand *chance = g_rand_new_with_seed (12);
  g_autoptr (GBytes) bytes = g_bytes_new_static (rules_text, sizeof rules_text - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_from_bytes (bytes, "rules", &error);
  g_autoptr (ResiteLogScan) scan = NULL;

  g_assert_no_error (error);
  scan = resite_log_scan_new (rules);
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (ResiteLogScan) fresh = resite_log_scan_new (rules);
      g_autofree char *line = make_line (chance);
      g_autofree char *told = scan_line (scan, line);
      g_autofree char *alone = scan_line (fresh, line);

      if (!g_str_equal (told, alone))
        g_error ("%s: %s, not %s", line, told, alone);
    }
  g_rand_free (chance);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-known/is-what-a-look-finds", test_is_what_a_look_finds);
  g_test_add_func ("/log-known/only-the-id-may-differ", test_only_the_id_may_differ);
  g_test_add_func ("/log-known/same-as-alone", test_same_as_alone);
  return g_test_run ();
}
