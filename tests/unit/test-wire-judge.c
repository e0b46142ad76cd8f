/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "resite-wire-judge.h"

#define KB 1000
#define MB (1000 * KB)

static const ResiteWireFacts proved = { .followed = TRUE,
                                        .info_bytes = 12 * KB,
                                        .whole_bytes = 340 * (guint64)MB,
                                        .installed = TRUE,
                                        .caught_up = TRUE };

static void
assert_verdict (const ResiteWireFacts *facts, ResiteWireVerdict expected, const char *part)
{
  g_autofree char *sentence = NULL;

  g_assert_cmpint (resite_wire_judge (facts, &sentence), ==, expected);
  if (sentence == NULL || strstr (sentence, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, sentence);
}

static void
test_proved (void)
{
  ResiteWireFacts facts = proved;

  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "12.0 kB of 340 MB were sent: the preload works.");
  facts.whole_bytes = 0;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "12.0 kB were sent: the preload works.");
  facts.whole_bytes = 1000;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "Only information was sent, 12.0 kB of it");
}

/* Each thing that is missing keeps it open. */
static void
test_not_decided (void)
{
  ResiteWireFacts facts = proved;

  facts.installed = FALSE;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "does not have it at the right version");
  facts = proved;
  facts.caught_up = FALSE;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "are being read");
  facts = proved;
  facts.gap = "Lines are missing.";
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "Not decided: Lines are missing.");
  facts = proved;
  facts.followed = FALSE;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "Nothing watches the line");
}

/* Content that was seen says so whatever else there is. */
static void
test_in_full (void)
{
  ResiteWireFacts facts = proved;

  facts.content_seen = TRUE;
  assert_verdict (&facts, RESITE_WIRE_IN_FULL, "sent in full, 0 bytes of 340 MB so far");
  facts.content_bytes = 2 * MB;
  facts.gap = "Lines are missing.";
  facts.installed = facts.caught_up = facts.followed = FALSE;
  assert_verdict (&facts, RESITE_WIRE_IN_FULL, "2.0 MB of 340 MB so far");
}

/* More than 1 MB and more than a tenth, in one file that names no package. */
static void
test_large_file (void)
{
  ResiteWireFacts facts = proved;

  facts.largest = 34 * MB;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "the preload works");
  facts.largest++;
  assert_verdict (&facts, RESITE_WIRE_IN_FULL, "34.0 MB of 340 MB so far");
  facts.shared = TRUE;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "does not say of which package");
  g_assert_true (resite_wire_is_beyond_proof (&facts));
  facts.whole_bytes = 20 * KB;
  facts.largest = MB;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "12.0 kB of 20.0 kB were sent");
  facts.largest++;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "does not say of which package");
}

/* A small package may have crossed in a file of which the log does not say what it is, but not in
 * what is information by its name. */
static void
test_small (void)
{
  ResiteWireFacts facts = proved;

  facts.whole_bytes = 8 * KB;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "Only information was sent, 12.0 kB of it");
  g_assert_false (resite_wire_is_beyond_proof (&facts));
  facts.unsure_bytes = 8 * KB;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "8.0 kB of 8.0 kB were sent of which the log");
  g_assert_true (resite_wire_is_beyond_proof (&facts));
  facts.content_seen = TRUE;
  assert_verdict (&facts, RESITE_WIRE_IN_FULL, "sent in full");
  g_assert_false (resite_wire_is_beyond_proof (&facts));
  facts.content_seen = FALSE;
  facts.unsure_bytes = 799;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "the preload works");
  facts.whole_bytes = 0;
  assert_verdict (&facts, RESITE_WIRE_NOT_DECIDED, "may be this package");
  facts.whole_bytes = MB;
  assert_verdict (&facts, RESITE_WIRE_INFO_ONLY, "the preload works");
}

static void
test_names (void)
{
  const ResiteWireVerdict all[] = { RESITE_WIRE_NOT_DECIDED, RESITE_WIRE_INFO_ONLY,
                                    RESITE_WIRE_IN_FULL };
  ResiteWireVerdict verdict = RESITE_WIRE_IN_FULL;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_assert_true (
          resite_wire_verdict_from_name (resite_wire_verdict_get_name (all[i]), &verdict));
      g_assert_cmpint (verdict, ==, all[i]);
    }
  g_assert_false (resite_wire_verdict_from_name ("proved", &verdict));
  g_assert_false (resite_wire_verdict_from_name (NULL, &verdict));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-judge/proved", test_proved);
  g_test_add_func ("/wire-judge/not-decided", test_not_decided);
  g_test_add_func ("/wire-judge/in-full", test_in_full);
  g_test_add_func ("/wire-judge/large-file", test_large_file);
  g_test_add_func ("/wire-judge/small", test_small);
  g_test_add_func ("/wire-judge/names", test_names);
  return g_test_run ();
}
