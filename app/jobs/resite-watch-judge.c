/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-judge"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-text.h"
#include "resite-watch-judge.h"

/* What speaks for it may not be enough where lines may be missing, or where more was sent than
 * information ever is. */
static ResiteWatchVerdict
weigh (const ResiteWatchWant *want, const ResiteWatchFacts *facts, char **why)
{
  g_autofree char *bytes = resite_text_size (facts->bytes);

  if (facts->gap != NULL && (want->unbroken || !want->witnessed))
    {
      *why = g_strdup_printf (_ ("It looks good, but the record is not unbroken, so that something "
                                 "else may have happened: %s Look there and judge."),
                              facts->gap);
      return RESITE_WATCH_UNKNOWN;
    }
  if (want->content_most > 0 && facts->bytes > want->content_most)
    {
      *why = g_strdup_printf (_ ("It looks good, but %s were sent in the meantime, more than "
                                 "information needs. Look whether that was this package, and "
                                 "judge."),
                              bytes);
      return RESITE_WATCH_UNKNOWN;
    }
  if (want->content_most > 0)
    *why = g_strdup_printf (_ ("%s were sent in the meantime: information, not content."), bytes);
  return RESITE_WATCH_GOOD;
}

static ResiteWatchVerdict
wait_for (char **why, char *what)
{
  *why = what;
  return RESITE_WATCH_GOES_ON;
}

static char *
describe_missing (const ResiteWatchFacts *facts)
{
  return g_strdup_printf (ngettext ("%u of %u package was not seen yet",
                                    "%u of %u packages were not seen yet", facts->listed),
                          facts->missing, facts->listed);
}

/* What was missed may have been in the lines that are missing, and then it never comes. */
static ResiteWatchVerdict
judge_missing (const ResiteWatchFacts *facts, gboolean quiet, char **why)
{
  g_autofree char *missing = describe_missing (facts);

  if (!quiet || facts->gap == NULL)
    return wait_for (why, g_steal_pointer (&missing));
  *why = g_strdup_printf (_ ("It is quiet, and %s. The record is not unbroken: %s Look at the "
                             "package status at the parent and judge."),
                          missing, facts->gap);
  return RESITE_WATCH_UNKNOWN;
}

/* (transfer full): what the good end goes by, for the journal. */
static char *
describe_quiet (const ResiteWatchWant *want, const ResiteWatchFacts *facts)
{
  g_autofree char *wanted = resite_text_duration (want->quiet_seconds);

  if (want->listed)
    return g_strdup_printf (ngettext ("%u package was seen, none was named for %s, and no line of "
                                      "the log is missing.",
                                      "All %u packages were seen, none was named for %s, and no "
                                      "line of the log is missing.",
                                      facts->listed),
                            facts->listed, wanted);
  /* TRANSLATORS: %s is a duration. */
  return g_strdup_printf (_ ("The good sign came, no error came for %s, and no line is missing."),
                          wanted);
}

static ResiteWatchVerdict
judge_quiet (const ResiteWatchWant *want, const ResiteWatchFacts *facts, char **why)
{
  const gboolean quiet = facts->quiet >= want->quiet_seconds;
  g_autofree char *wanted = resite_text_duration (want->quiet_seconds);

  if (facts->quiet < 0)
    return wait_for (why, g_strdup (_ ("the log cannot be read now")));
  if (facts->expects_line && !facts->good_line)
    return wait_for (why, g_strdup (_ ("the good sign did not come yet")));
  if (want->listed && facts->missing > 0)
    return judge_missing (facts, quiet, why);
  if (!quiet)
    return wait_for (why, g_strdup_printf (_ ("it has to be quiet for %s"), wanted));
  if (want->listed && facts->listed == 0)
    {
      *why = g_strdup (_ ("It is quiet, but it is not known which packages were preloaded. Look at "
                          "the package status at the parent and judge."));
      return RESITE_WATCH_UNKNOWN;
    }
  if (weigh (want, facts, why) != RESITE_WATCH_GOOD)
    return RESITE_WATCH_UNKNOWN;
  if (*why == NULL)
    *why = describe_quiet (want, facts);
  return RESITE_WATCH_GOOD;
}

ResiteWatchVerdict
resite_watch_judge (const ResiteWatchWant *want, const ResiteWatchFacts *facts, char **why)
{
  g_return_val_if_fail (want != NULL && facts != NULL && why != NULL, RESITE_WATCH_GOES_ON);

  *why = NULL;
  if (want->witnessed)
    return facts->holds ? weigh (want, facts, why) : RESITE_WATCH_GOES_ON;
  if (want->quiet != RESITE_WATCH_QUIET_NO)
    return judge_quiet (want, facts, why);
  return facts->good_line ? weigh (want, facts, why) : RESITE_WATCH_GOES_ON;
}
