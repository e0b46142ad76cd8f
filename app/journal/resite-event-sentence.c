/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-event-sentence"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-event-private.h"
#include "resite-text.h"

/* "C6 (primary.2)" */
static char *
name_step (ResiteEvent *event)
{
  if (event->step == NULL)
    return g_strdup (_ ("the run"));
  if (event->target == NULL || *event->target == '\0')
    return g_strdup (event->step);
  return g_strdup_printf ("%s (%s)", event->step, event->target);
}

static const char *
get (ResiteEvent *event, const char *name)
{
  const char *value = resite_event_get (event, name);

  return value != NULL ? value : "";
}

/* ": reason", or nothing; one that was blanked says so. */
static char *
say_reason (ResiteEvent *event, const char *name)
{
  const char *text = resite_event_get (event, name);

  if (text == NULL)
    return g_strdup ("");
  if (*text == '\0')
    return resite_event_get_digest (event, name) != NULL && event->sequence != 0 &&
                   resite_event_get_bytes (event, name) == NULL
               ? g_strdup (_ (" [text blanked]"))
               : g_strdup ("");
  return g_strdup_printf (": %s", text);
}

static const char *
say_who (ResiteEvent *event)
{
  return g_str_equal (event->actor, "resite") ? "Resite" : event->actor;
}

/* Sentences that need only who, which step and one free text. The order in each: who, step,
 * ": text". */
static const struct
{
  const char *what;
  const char *sentence;
  const char *text;
} plain_sentences[] = {
  /* TRANSLATORS: %1 is a person or Resite, %2 a step such as C6, %3 a colon and a reason, or
   * nothing. */
  { RESITE_EVENT_RUN_CLOSED, N_ ("%1$s closed the run; it can be opened again where it is"), NULL },
  { RESITE_EVENT_STEP_STARTED, N_ ("%1$s started %2$s%3$s"), "overruled" },
  { RESITE_EVENT_STEP_STOPPED, N_ ("%1$s stopped %2$s; it can go on where it was"), NULL },
  { RESITE_EVENT_STEP_FAILED, N_ ("%2$s failed%3$s"), "message" },
  { RESITE_EVENT_SIGNED_OFF, N_ ("%1$s signed off %2$s by hand%3$s"), "note" },
  { RESITE_EVENT_SKIPPED, N_ ("%1$s skipped %2$s%3$s"), "reason" },
  { RESITE_EVENT_SET_BACK, N_ ("%1$s set %2$s back, to be done once more%3$s"), "reason" },
  { RESITE_EVENT_NOTED, N_ ("%1$s noted for %2$s%3$s"), "note" },
  { RESITE_EVENT_WAY_BACK, N_ ("%1$s chose the way back to the old server%3$s"), "reason" },
  { RESITE_EVENT_ABORTED, N_ ("%1$s gave up the run%3$s"), "reason" },
  { RESITE_EVENT_FILLED, N_ ("%1$s filled in the form of %2$s"), NULL },
  { RESITE_EVENT_LEFT_OUT, N_ ("%2$s does not belong to this run, by the plan"), NULL },
  { RESITE_EVENT_TAKEN_IN, N_ ("%2$s belongs to this run after all, by the plan as corrected"),
    NULL },
};

static char *
say_plain (ResiteEvent *event)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain_sentences); i++)
    {
      if (g_str_equal (event->what, plain_sentences[i].what))
        {
          g_autofree char *step = name_step (event);
          g_autofree char *text = NULL;
          /* A catalogue may reorder the three, and not every sentence names them all. */
          g_autoptr (GString) sentence = g_string_new (_ (plain_sentences[i].sentence));

          text = plain_sentences[i].text != NULL ? say_reason (event, plain_sentences[i].text)
                                                 : g_strdup ("");
          g_string_replace (sentence, "%1$s", say_who (event), 0);
          g_string_replace (sentence, "%2$s", step, 0);
          g_string_replace (sentence, "%3$s", text, 0);
          return g_string_free (g_steal_pointer (&sentence), FALSE);
        }
    }
  return NULL;
}

static char *
say_run_started (ResiteEvent *event)
{
  if (g_str_equal (get (event, "rehearsal"), "yes"))
    return g_strdup_printf (_ ("%s began the rehearsal %s"), say_who (event), get (event, "run"));
  return g_strdup_printf (_ ("%s began the run %s"), say_who (event), get (event, "run"));
}

static char *
say_run_opened (ResiteEvent *event)
{
  return g_strdup_printf (_ ("%s opened the run on %s"), say_who (event), get (event, "host"));
}

static char *
say_welcome_back (ResiteEvent *event)
{
  g_autofree char *away = resite_text_duration (resite_event_get_int (event, "away-seconds", 0));

  return g_strdup_printf (_ ("%s came back after %s"), say_who (event), away);
}

static char *
say_taken_over (ResiteEvent *event)
{
  g_autofree char *reason = say_reason (event, "reason");

  return g_strdup_printf (_ ("%s took the run over from %s%s"), say_who (event),
                          get (event, "from-host"), reason);
}

static char *
say_corrected (ResiteEvent *event)
{
  g_autofree char *reason = say_reason (event, "reason");

  return g_strdup_printf (_ ("%s corrected %s from “%s” to “%s”%s"), say_who (event),
                          get (event, "key"), get (event, "old"), get (event, "new"), reason);
}

static char *
say_action_started (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);

  return g_strdup_printf (_ ("%s: %s begins"), step, get (event, "action"));
}

static const char *
say_outcome (const char *outcome)
{
  static const struct
  {
    const char *outcome;
    const char *word;
  } words[] = {
    { "ok", N_ ("good") },
    { "warning", N_ ("good, with a warning") },
    { "failed", N_ ("failed") },
    { "stopped", N_ ("stopped") },
    { "told", N_ ("told by a person") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_equal (outcome, words[i].outcome))
        return _ (words[i].word);
    }
  return _ ("not known");
}

static char *
say_action_ended (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);
  g_autofree char *message = say_reason (event, "message");

  /* TRANSLATORS: a step, a part of it, how it ended, and ": message" or nothing. */
  return g_strdup_printf (_ ("%s: %s ended: %s%s"), step, get (event, "action"),
                          say_outcome (get (event, "outcome")), message);
}

static char *
say_step_waits (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);
  const char *waits_for = get (event, "for");

  if (g_str_equal (waits_for, "form"))
    return g_strdup_printf (_ ("%s waits for its form to be filled in"), step);
  if (g_str_equal (waits_for, "judgement"))
    return g_strdup_printf (_ ("%s waits to be judged"), step);
  return g_strdup_printf (_ ("%s waits for somebody to sign it off"), step);
}

static char *
say_step_done (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);

  if (g_str_equal (get (event, "how"), "V"))
    return g_strdup_printf (_ ("%s is done, verified by Resite"), step);
  return g_strdup_printf (_ ("%s is done"), step);
}

static char *
say_signed (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);
  g_autofree char *overruled = say_reason (event, "overruled");
  const char *released_by = get (event, "released-by");

  if (*released_by != '\0')
    return g_strdup_printf (_ ("%s signed %s, released by %s%s"), say_who (event), step,
                            released_by, overruled);
  return g_strdup_printf (_ ("%s signed %s%s"), say_who (event), step, overruled);
}

static char *
say_judged (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);
  g_autofree char *overrule = say_reason (event, "overrule");
  gboolean good = g_str_equal (get (event, "verdict"), "good");

  if (*overrule != '\0')
    return g_strdup_printf (_ ("%s judged %s good against the evidence%s"), say_who (event), step,
                            overrule);
  return g_strdup_printf (good ? _ ("%s judged %s good") : _ ("%s judged %s bad"), say_who (event),
                          step);
}

static char *
say_offered_again (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);

  return g_strdup_printf (_ ("%s is offered once more before %s"), step, get (event, "before"));
}

static char *
say_asked (ResiteEvent *event)
{
  return g_strdup_printf (_ ("%s asked: %s"), say_who (event), get (event, "text"));
}

static char *
say_answered (ResiteEvent *event)
{
  return g_strdup_printf (_ ("%s answered: %s"), say_who (event), get (event, "choice"));
}

static char *
say_attached (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);

  return g_strdup_printf (_ ("%s attached %s to %s"), say_who (event), get (event, "name"), step);
}

static char *
say_blanked (ResiteEvent *event)
{
  g_autofree char *reason = say_reason (event, "reason");

  return g_strdup_printf (_ ("%s blanked a text of entry %s%s"), say_who (event),
                          get (event, "sequence"), reason);
}

static char *
say_snapshot (ResiteEvent *event)
{
  g_autofree char *message = say_reason (event, "message");

  if (g_str_equal (get (event, "outcome"), "failed"))
    return g_strdup_printf (_ ("The snapshot to %s failed%s"), get (event, "path"), message);
  return g_strdup_printf (_ ("A snapshot of the run lies in %s"), get (event, "path"));
}

static char *
say_ended (ResiteEvent *event)
{
  if (g_str_equal (get (event, "how"), "went-back"))
    return g_strdup_printf (_ ("%s ended the run: the old server is back"), say_who (event));
  return g_strdup_printf (_ ("%s ended the run: everything is done"), say_who (event));
}

static char *
say_open_point (ResiteEvent *event)
{
  return g_strdup_printf (_ ("%s left an open point to %s, until %s: %s"), say_who (event),
                          get (event, "owner"), get (event, "until"), get (event, "text"));
}

static char *
say_clock_jumped (ResiteEvent *event)
{
  gint64 seconds = resite_event_get_int (event, "seconds", 0);
  g_autofree char *length = resite_text_duration (ABS (seconds));

  return g_strdup_printf (seconds < 0 ? _ ("The clock of this machine went back by %s")
                                      : _ ("The clock of this machine jumped ahead by %s"),
                          length);
}

static char *
say_machine_known (ResiteEvent *event)
{
  const char *confirmed = get (event, "confirmed");
  const gboolean is_known_by_number =
      *get (event, "serial") != '\0' || *get (event, "uuid") != '\0';
  /* TRANSLATORS: a role such as old, a name, a serial number and a hardware number. */
  g_autofree char *who = g_strdup_printf (
      _ ("“%s” answers as %s, serial number %s, hardware number %s"), get (event, "role"),
      get (event, "name"), get (event, "serial"), get (event, "uuid"));

  if (!is_known_by_number && g_str_equal (confirmed, "person"))
    return g_strdup_printf (_ ("What answers at %s is “%s”, %s now, says %s"),
                            get (event, "address"), get (event, "role"), get (event, "name"),
                            say_who (event));
  if (g_str_equal (confirmed, "plan"))
    return g_strdup_printf (_ ("%s: the box that the plan means"), who);
  if (g_str_equal (confirmed, "person"))
    return g_strdup_printf (_ ("%s: the right box, says %s"), who, say_who (event));
  return g_strdup_printf (_ ("%s; nobody confirmed yet that it is the right box"), who);
}

static char *
say_machine_moved (ResiteEvent *event)
{
  return g_strdup_printf (_ ("“%s” is now called %s and answers at %s"), get (event, "role"),
                          get (event, "name"), get (event, "address"));
}

static char *
say_trusted (ResiteEvent *event)
{
  return g_strdup_printf (_ ("%s trusts the certificate of “%s” with the fingerprint %s"),
                          say_who (event), get (event, "role"), get (event, "fingerprint"));
}

static char *
say_values_read (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);

  return g_strdup_printf (_ ("%s: its values were read from the machine"), step);
}

static char *
say_looked_again (ResiteEvent *event)
{
  g_autofree char *step = name_step (event);

  return g_strdup_printf (_ ("%s no longer holds: it was “%s”, it is “%s”"), step,
                          get (event, "was"), get (event, "is"));
}

static char *
say_special (ResiteEvent *event)
{
  static const struct
  {
    const char *what;
    char *(*say) (ResiteEvent *event);
  } all[] = {
    { RESITE_EVENT_RUN_STARTED, say_run_started },
    { RESITE_EVENT_RUN_OPENED, say_run_opened },
    { RESITE_EVENT_WELCOME_BACK, say_welcome_back },
    { RESITE_EVENT_TAKEN_OVER, say_taken_over },
    { RESITE_EVENT_CORRECTED, say_corrected },
    { RESITE_EVENT_ACTION_STARTED, say_action_started },
    { RESITE_EVENT_ACTION_ENDED, say_action_ended },
    { RESITE_EVENT_STEP_WAITS, say_step_waits },
    { RESITE_EVENT_STEP_DONE, say_step_done },
    { RESITE_EVENT_SIGNED, say_signed },
    { RESITE_EVENT_JUDGED, say_judged },
    { RESITE_EVENT_OFFERED_AGAIN, say_offered_again },
    { RESITE_EVENT_ASKED, say_asked },
    { RESITE_EVENT_ANSWERED, say_answered },
    { RESITE_EVENT_ATTACHED, say_attached },
    { RESITE_EVENT_BLANKED, say_blanked },
    { RESITE_EVENT_SNAPSHOT, say_snapshot },
    { RESITE_EVENT_ENDED, say_ended },
    { RESITE_EVENT_OPEN_POINT, say_open_point },
    { RESITE_EVENT_CLOCK_JUMPED, say_clock_jumped },
    { RESITE_EVENT_MACHINE_KNOWN, say_machine_known },
    { RESITE_EVENT_MACHINE_MOVED, say_machine_moved },
    { RESITE_EVENT_TRUSTED, say_trusted },
    { RESITE_EVENT_VALUES_READ, say_values_read },
    { RESITE_EVENT_LOOKED_AGAIN, say_looked_again },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (g_str_equal (event->what, all[i].what))
        return all[i].say (event);
    }
  return NULL;
}

char *
resite_event_to_sentence (ResiteEvent *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (RESITE_IS_EVENT (self), NULL);

  text = say_plain (self);
  if (text == NULL)
    text = say_special (self);
  if (text == NULL)
    {
      g_autofree char *step = name_step (self);

      text = g_strdup_printf ("%s: %s: %s", say_who (self), step, self->what);
    }
  if (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "!") || g_str_has_suffix (text, "?"))
    return g_steal_pointer (&text);
  return g_strconcat (text, ".", NULL);
}
