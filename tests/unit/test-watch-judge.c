/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "resite-watch-judge.h"

static void
assert_verdict (const ResiteWatchWant *want, const ResiteWatchFacts *facts,
                ResiteWatchVerdict expected, const char *part)
{
  g_autofree char *why = NULL;

  g_assert_cmpint (resite_watch_judge (want, facts, &why), ==, expected);
  if (part == NULL)
    g_assert_null (why);
  else if (why == NULL || strstr (why, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, why);
}

/* C12: a good line, and no error for some minutes. */
static void
test_quiet_of_errors (void)
{
  const ResiteWatchWant want = { .quiet = RESITE_WATCH_QUIET_ERRORS, .quiet_seconds = 180 };
  ResiteWatchFacts facts = { .expects_line = TRUE, .quiet = 500 };

  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, "good sign");
  facts.good_line = TRUE;
  facts.quiet = 179;
  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, "quiet for 3 min");
  facts.quiet = 180;
  assert_verdict (&want, &facts, RESITE_WATCH_GOOD, "no error came for 3 min");
  facts.gap = "Lines are missing.";
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "Lines are missing.");
  facts.quiet = -1;
  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, "cannot be read");
}

/* R12: each package was seen, then none for a quarter of an hour. */
static void
test_quiet_of_packages (void)
{
  const ResiteWatchWant want = { .quiet = RESITE_WATCH_QUIET_PACKAGES,
                                 .quiet_seconds = 900,
                                 .listed = TRUE };
  ResiteWatchFacts facts = { .quiet = 2000, .listed = 412, .missing = 2 };

  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, "2 of 412 packages were not seen yet");
  facts.gap = "Lines are missing.";
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "2 of 412 packages");
  facts.quiet = 10;
  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, "2 of 412 packages");
  facts.missing = 0;
  facts.gap = NULL;
  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, "15 min");
  facts.quiet = 900;
  assert_verdict (&want, &facts, RESITE_WATCH_GOOD, "All 412 packages were seen");
  facts.gap = "Lines are missing.";
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "not unbroken");
  facts.gap = NULL;
  facts.listed = 0;
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "not known which packages");
}

/* R5 and R12 where the parent is asked: its word is enough. */
static void
test_witness (void)
{
  const ResiteWatchWant want = {
    .quiet = RESITE_WATCH_QUIET_PACKAGES, .quiet_seconds = 900, .listed = TRUE, .witnessed = TRUE
  };
  ResiteWatchFacts facts = { .quiet = 5000, .listed = 3, .gap = "Lines are missing." };

  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, NULL);
  facts.holds = TRUE;
  facts.missing = 3;
  assert_verdict (&want, &facts, RESITE_WATCH_GOOD, NULL);
}

/* R7: installed is not enough, since content may have been sent meanwhile. */
static void
test_nothing_else (void)
{
  const ResiteWatchWant want = { .unbroken = TRUE, .witnessed = TRUE, .content_most = 1000000 };
  ResiteWatchFacts facts = { .good_line = TRUE, .bytes = 3495 };

  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, NULL);
  facts.holds = TRUE;
  assert_verdict (&want, &facts, RESITE_WATCH_GOOD, "information, not content");
  facts.gap = "Lines are missing.";
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "Lines are missing.");
  facts.gap = NULL;
  facts.bytes = 1000001;
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "more than information needs");
  facts.bytes = 1000000;
  assert_verdict (&want, &facts, RESITE_WATCH_GOOD, "information, not content");
}

/* Where nobody can be asked only a confirmed line is worth something. */
static void
test_line_and_record (void)
{
  const ResiteWatchWant want = { .unbroken = TRUE };
  ResiteWatchFacts facts = { .holds = TRUE };

  assert_verdict (&want, &facts, RESITE_WATCH_GOES_ON, NULL);
  facts.good_line = TRUE;
  assert_verdict (&want, &facts, RESITE_WATCH_GOOD, NULL);
  facts.gap = "Lines are missing.";
  assert_verdict (&want, &facts, RESITE_WATCH_UNKNOWN, "Lines are missing.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch-judge/quiet-of-errors", test_quiet_of_errors);
  g_test_add_func ("/watch-judge/quiet-of-packages", test_quiet_of_packages);
  g_test_add_func ("/watch-judge/witness", test_witness);
  g_test_add_func ("/watch-judge/nothing-else", test_nothing_else);
  g_test_add_func ("/watch-judge/line-and-record", test_line_and_record);
  return g_test_run ();
}
