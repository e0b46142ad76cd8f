/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-judge"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-text.h"
#include "resite-wire-count.h"
#include "resite-wire-judge.h"

static const char *const names[] = { "not-decided", "info-only", "in-full" };

const char *
resite_wire_verdict_get_name (ResiteWireVerdict verdict)
{
  g_return_val_if_fail ((guint)verdict < G_N_ELEMENTS (names), NULL);

  return names[verdict];
}

gboolean
resite_wire_verdict_from_name (const char *name, ResiteWireVerdict *verdict)
{
  g_return_val_if_fail (verdict != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (name, names[i]) != 0)
        continue;
      *verdict = (ResiteWireVerdict)i;
      return TRUE;
    }
  return FALSE;
}

guint64
resite_wire_get_limit (guint64 whole_bytes)
{
  return MAX ((guint64)RESITE_WIRE_LARGE, whole_bytes / 10);
}

/* "12 kB of 340 MB" (transfer full). */
static char *
describe_amount (guint64 bytes, guint64 whole_bytes)
{
  g_autofree char *sent = resite_text_size (bytes);
  g_autofree char *whole = resite_text_size (whole_bytes);

  if (whole_bytes == 0)
    return g_steal_pointer (&sent);
  /* TRANSLATORS: two amounts: "12 kB of 340 MB". */
  return g_strdup_printf (_ ("%s of %s"), sent, whole);
}

static ResiteWireVerdict
say_in_full (guint64 bytes, guint64 whole_bytes, char **sentence)
{
  g_autofree char *amount = describe_amount (bytes, whole_bytes);

  *sentence = g_strdup_printf (_ ("It is being sent in full, %s so far: the preload does not work "
                                  "for it."),
                               amount);
  return RESITE_WIRE_IN_FULL;
}

static ResiteWireVerdict
judge_large (const ResiteWireFacts *facts, char **sentence)
{
  g_autofree char *size = resite_text_size (facts->largest);

  if (!facts->shared)
    return say_in_full (facts->largest, facts->whole_bytes, sentence);
  *sentence = g_strdup_printf (_ ("A file of %s was sent to the site, and the log does not say of "
                                  "which package: not decided."),
                               size);
  return RESITE_WIRE_NOT_DECIDED;
}

static ResiteWireVerdict
say_not_decided (char *sentence, char **place)
{
  *place = sentence;
  return RESITE_WIRE_NOT_DECIDED;
}

/* A package that is smaller than the limit may be in what nobody knows of what it is. */
static gboolean
may_hide (const ResiteWireFacts *facts)
{
  return facts->unsure_bytes > 0 && facts->whole_bytes < RESITE_WIRE_LARGE &&
         facts->unsure_bytes >= facts->whole_bytes / 10;
}

static gboolean
is_large (const ResiteWireFacts *facts)
{
  return facts->largest > resite_wire_get_limit (facts->whole_bytes);
}

gboolean
resite_wire_is_beyond_proof (const ResiteWireFacts *facts)
{
  g_return_val_if_fail (facts != NULL, FALSE);

  if (facts->content_seen || facts->content_bytes > 0)
    return FALSE;
  return facts->gap != NULL || (facts->shared && is_large (facts)) || may_hide (facts);
}

static ResiteWireVerdict
say_unsure (const ResiteWireFacts *facts, char **sentence)
{
  g_autofree char *amount = describe_amount (facts->unsure_bytes, facts->whole_bytes);

  /* TRANSLATORS: %s: "12 kB of 20 kB". */
  *sentence = g_strdup_printf (_ ("Not decided: %s were sent of which the log does not say what "
                                  "they are, and that may be this package."),
                               amount);
  return RESITE_WIRE_NOT_DECIDED;
}

/* Information is counted for the site as a whole, so that it may be more than a small package. */
static char *
describe_information (const ResiteWireFacts *facts)
{
  g_autofree char *amount = NULL;

  if (facts->whole_bytes != 0 && facts->info_bytes >= facts->whole_bytes)
    {
      amount = resite_text_size (facts->info_bytes);
      /* TRANSLATORS: %s: "12 kB". */
      return g_strdup_printf (_ ("Only information was sent, %s of it: the preload works."),
                              amount);
    }
  amount = describe_amount (facts->info_bytes, facts->whole_bytes);
  /* TRANSLATORS: %s: "12 kB of 340 MB". */
  return g_strdup_printf (_ ("%s were sent: the preload works."), amount);
}

ResiteWireVerdict
resite_wire_judge (const ResiteWireFacts *facts, char **sentence)
{
  g_return_val_if_fail (facts != NULL && sentence != NULL, RESITE_WIRE_NOT_DECIDED);

  if (facts->content_seen || facts->content_bytes > 0)
    return say_in_full (facts->content_bytes, facts->whole_bytes, sentence);
  if (is_large (facts))
    return judge_large (facts, sentence);
  if (!facts->followed)
    return say_not_decided (g_strdup (_ ("Nothing watches the line, since no sender's log is "
                                         "followed: not decided.")),
                            sentence);
  if (facts->gap != NULL)
    return say_not_decided (g_strdup_printf (_ ("Not decided: %s"), facts->gap), sentence);
  if (!facts->installed)
    return say_not_decided (g_strdup (_ ("Not decided yet: the distribution point does not have it "
                                         "at the right version.")),
                            sentence);
  if (!facts->caught_up)
    return say_not_decided (g_strdup (_ ("Not decided yet: the senders' logs are being read.")),
                            sentence);
  if (may_hide (facts))
    return say_unsure (facts, sentence);
  *sentence = describe_information (facts);
  return RESITE_WIRE_INFO_ONLY;
}
