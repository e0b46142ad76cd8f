/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-tell"
#include "config.h"
#include <math.h>
#include <glib/gi18n.h>
#include "resite-machine-badge.h"
#include "resite-reach-limits.h"
#include "resite-reach-tell.h"
#include "resite-reach-words.h"
#include "resite-run-offer.h"

/* Seconds. Kerberos bears five minutes; a minute is worth a word. */
#define CLOCK_ODD   60
#define CLOCK_WRONG 300

const char *
resite_reach_tell_verdict (ResiteRun *run, const char *machine, const char **style)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, machine);

  *style = "resite-verdict-none";
  if (!resite_reach_words_is_remote (run, machine))
    return _ ("for you to say");
  if (facts == NULL)
    return _ ("not tried yet");
  *style = "resite-verdict-bad";
  if (facts->mismatch != NULL)
    return _ ("✗ another box");
  if (facts->fault != NULL)
    return _ ("✗ not reached");
  *style = facts->reached ? "resite-verdict-good" : "resite-verdict-none";
  return facts->reached ? _ ("✓ reached") : _ ("not tried yet");
}

static char *
format_clock (double ahead)
{
  double seconds = fabs (ahead);

  if (seconds < CLOCK_ODD)
    return g_strdup (_ ("clock right"));
  /* TRANSLATORS: a number of minutes. */
  return g_strdup_printf (
      seconds > CLOCK_WRONG
          ? (ahead > 0 ? _ ("⚠ clock %.0f minutes ahead: set it, or signing in by Kerberos fails")
                       : _ ("⚠ clock %.0f minutes behind: set it, or signing in by Kerberos fails"))
          : (ahead > 0 ? _ ("clock %.0f minutes ahead") : _ ("clock %.0f minutes behind")),
      seconds / 60);
}

static void
append (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, part);
}

char *
resite_reach_tell_seen (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, machine);
  g_autoptr (GString) text = g_string_new (NULL);

  if (facts != NULL && facts->reached)
    {
      g_autofree char *clock = format_clock (facts->clock_ahead);
      append (text, facts->product);
      append (text, clock);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
resite_reach_tell_trouble (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, machine);
  g_autoptr (GString) text = g_string_new (resite_reach_words_find_warning (run, machine));
  const char *mismatch = facts != NULL ? facts->mismatch : NULL;

  append (text, mismatch != NULL ? mismatch : facts != NULL ? facts->fault : NULL);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
resite_reach_tell_desk (ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (run, machine);
  const ResiteDeskOpinion *opinion = resite_reach_words_find_opinion (run, machine);

  if (facts != NULL && facts->is_looked_at)
    return g_strdup (_ ("Looking from this desk who is there…"));
  return opinion != NULL ? resite_desk_opinion_describe (opinion) : NULL;
}

char *
resite_reach_tell_offer (ResiteRun *run, const char *machine)
{
  g_autoptr (ResiteReachOffer) offer = resite_run_find_offer (run, machine);
  g_auto (GStrv) parts = NULL;
  g_autofree char *lines = NULL;

  if (offer == NULL)
    return NULL;
  parts = g_strsplit (offer->lines, "\n", -1);
  lines = g_strjoinv ("  ", parts);
  /* TRANSLATORS: sentences, then lines of the plan: "[old]  reach=rpc". */
  return g_strdup_printf (_ ("A better way was found. %s In the plan: %s"), offer->text, lines);
}

char *
resite_reach_tell_limits (ResiteRun *run, const char *machine)
{
  g_autofree char *word = resite_machine_badge_dup_word (run, machine);
  g_autofree char *name = resite_run_get_name_now (run, machine);
  g_autofree char *limits = resite_reach_limits_describe (resite_run_get_plan (run), machine);

  return g_strdup_printf ("%s %s: %s", word, name, limits);
}
