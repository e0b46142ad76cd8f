/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One fact of a run, immutable once it is in the journal. An event is made as a draft, filled on
 * one thread, and handed to the journal, which returns it with number, time and hash. */
#define RESITE_TYPE_EVENT (resite_event_get_type ())
G_DECLARE_FINAL_TYPE (ResiteEvent, resite_event, RESITE, EVENT, GObject)

/* @what: one of the RESITE_EVENT_ names below. @step, @target (nullable). @actor: who says or does
 * it; "resite" for the program itself. */
ResiteEvent *resite_event_new (const char *what, const char *actor, const char *step,
                               const char *target, guint attempt);

/* A short fact, part of the hash chain as it is. */
void resite_event_set (ResiteEvent *self, const char *name, const char *value);
void resite_event_set_int (ResiteEvent *self, const char *name, gint64 value);

/* A longer text or a file: the chain holds its SHA-256, the text itself can be blanked later. */
void resite_event_set_text (ResiteEvent *self, const char *name, const char *text);
void resite_event_set_bytes (ResiteEvent *self, const char *name, GBytes *bytes);

guint64 resite_event_get_sequence (ResiteEvent *self);
/* Microseconds since 1970, UTC. */
gint64 resite_event_get_time (ResiteEvent *self);
const char *resite_event_get_what (ResiteEvent *self);
const char *resite_event_get_actor (ResiteEvent *self);
const char *resite_event_get_step (ResiteEvent *self);
const char *resite_event_get_target (ResiteEvent *self);
guint resite_event_get_attempt (ResiteEvent *self);
/* Hexadecimal SHA-256 of this event, over a serialisation that holds the former's. */
const char *resite_event_get_hash (ResiteEvent *self);

/* (nullable): a short fact, or a text that was read together with the event. A text that was
 * blanked reads "". */
const char *resite_event_get (ResiteEvent *self, const char *name);
gint64 resite_event_get_int (ResiteEvent *self, const char *name, gint64 fallback);
/* (nullable) (transfer none): of a text or a draft's file. The bytes of files are not read
 * together with their events; see resite_journal_read_file(). */
GBytes *resite_event_get_bytes (ResiteEvent *self, const char *name);
/* (nullable): hexadecimal SHA-256 of a text or file. */
const char *resite_event_get_digest (ResiteEvent *self, const char *name);
/* (transfer full): names in order. */
GStrv resite_event_list_facts (ResiteEvent *self);

/* One sentence for a person, translated: "J. Doe signed off C3 by hand." */
char *resite_event_to_sentence (ResiteEvent *self);

/* What happened. Facts in brackets; t: text that can be blanked. */
#define RESITE_EVENT_RUN_STARTED                                                                   \
  "run-started" /* run, runbook(t), plan(t), plan-name, rehearsal yes/no */
#define RESITE_EVENT_RUN_OPENED     "run-opened" /* host, pid, version */
#define RESITE_EVENT_RUN_CLOSED     "run-closed"
#define RESITE_EVENT_WELCOME_BACK   "welcome-back" /* away-seconds, interrupted (ids), phone */
#define RESITE_EVENT_TAKEN_OVER     "taken-over"   /* reason(t), from-host */
#define RESITE_EVENT_LEFT_OUT       "left-out" /* condition: the step does not belong to this run */
#define RESITE_EVENT_TAKEN_IN       "taken-in" /* after a correction the step belongs to it after all */
#define RESITE_EVENT_CORRECTED      "corrected"      /* key, old, new, reason(t) */
#define RESITE_EVENT_STEP_STARTED   "step-started"   /* the intent */
#define RESITE_EVENT_ACTION_STARTED "action-started" /* action, kind, arguments(t) */
#define RESITE_EVENT_ACTION_ENDED                                                                  \
  "action-ended" /* action, kind, outcome ok|warning|failed|stopped|unknown|told, how V|L|O|F|H, message(t), items-digest, good, failed, bytes, seconds, stop(t): why nothing may go on */
#define RESITE_EVENT_STEP_WAITS    "step-waits"   /* for: sign-off|form|judgement */
#define RESITE_EVENT_STEP_DONE     "step-done"    /* how */
#define RESITE_EVENT_STEP_FAILED   "step-failed"  /* action */
#define RESITE_EVENT_STEP_STOPPED  "step-stopped" /* a person stopped it */
#define RESITE_EVENT_SIGNED_OFF    "signed-off" /* by hand: how H|O|F, note(t), overruled(t): a STOP */
#define RESITE_EVENT_SIGNED        "signed"     /* a pause: released-by, note(t), overruled(t) */
#define RESITE_EVENT_JUDGED        "judged" /* verdict good|bad, evidence good|bad|none, overrule(t) */
#define RESITE_EVENT_SKIPPED       "skipped"       /* reason(t), overruled(t): a STOP */
#define RESITE_EVENT_SET_BACK      "set-back"      /* reason(t): the next attempt begins */
#define RESITE_EVENT_OFFERED_AGAIN "offered-again" /* before: id */
#define RESITE_EVENT_FILLED        "filled"        /* action, and field.NAME for each (t) */
#define RESITE_EVENT_ASKED         "asked"         /* question, text(t), choices */
#define RESITE_EVENT_ANSWERED      "answered"      /* question, choice */
#define RESITE_EVENT_NOTED         "noted"         /* note(t) */
#define RESITE_EVENT_ATTACHED      "attached"      /* name, size, file(bytes) */
#define RESITE_EVENT_BLANKED       "blanked"       /* sequence, name, reason(t) */
#define RESITE_EVENT_SNAPSHOT      "snapshot"      /* path, outcome, message(t) */
#define RESITE_EVENT_WAY_BACK      "way-back"      /* reason(t): from here on only B1 to B4 */
#define RESITE_EVENT_ENDED         "ended"         /* how finished|went-back */
#define RESITE_EVENT_ABORTED       "aborted"       /* reason(t) */
#define RESITE_EVENT_OPEN_POINT    "open-point"    /* text(t), owner, until */
#define RESITE_EVENT_CLOCK_JUMPED  "clock-jumped"  /* seconds */
#define RESITE_EVENT_MACHINE_KNOWN                                                                 \
  "machine-known" /* role, uuid, serial, macs (blanks between), name, model, address, confirmed plan|person|no */
#define RESITE_EVENT_MACHINE_MOVED "machine-moved" /* role, name, address: where a deed left it */
#define RESITE_EVENT_TRUSTED       "trusted"       /* role, fingerprint, description(t) */
#define RESITE_EVENT_VALUES_READ                                                                   \
  "values-read" /* action, and field.NAME for each (t): by a machine */
#define RESITE_EVENT_LOOKED_AGAIN                                                                  \
  "looked-again" /* action, probe, label(t), was(t), is(t): holds no longer */

G_END_DECLS
