/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-event-private.h"
#include "resite-run-state.h"

/* One event of a script; facts as "name=value|name=value". */
typedef struct
{
  const char *what;
  guint attempt;
  const char *facts;
} Line;

typedef struct
{
  const char *name;
  Line lines[10];
  ResiteStepStatus status;
  guint attempt;
  const char *how;
  const char *waits_for;
  const char *reason; /* or the message of a failed one */
} Script;

static ResiteEvent *
make_event (const char *what, const char *actor, const char *step, guint attempt, const char *facts,
            gint64 time)
{
  g_auto (GStrv) parts = g_strsplit (facts != NULL ? facts : "", "|", -1);
  ResiteEvent *event = resite_event_new (what, actor, step, NULL, attempt);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (parts[i], "=", 2);

      resite_event_set (event, pair[0], pair[1]);
    }
  event->time = time;
  event->sequence = 1;
  return event;
}

#define START                                                                                      \
  {                                                                                                \
    RESITE_EVENT_STEP_STARTED, 1, NULL                                                             \
  }
#define BEGIN(a)                                                                                   \
  {                                                                                                \
    RESITE_EVENT_ACTION_STARTED, 1, "action=" a "|kind=copy"                                       \
  }
#define END(a, outcome, how)                                                                       \
  {                                                                                                \
    RESITE_EVENT_ACTION_ENDED, 1,                                                                  \
        "action=" a "|outcome=" outcome "|how=" how "|message=said " outcome                       \
  }

static const Script scripts[] = {
  { "started", { START }, RESITE_STEP_RUNNING, 1, NULL, NULL, NULL },
  { "done",
    { START, BEGIN ("copy-1"), END ("copy-1", "ok", "V"), { RESITE_EVENT_STEP_DONE, 1, NULL } },
    RESITE_STEP_DONE,
    1,
    "V",
    NULL,
    NULL },
  { "weakest-how",
    { START,
      END ("a", "ok", "V"),
      END ("b", "told", "F"),
      END ("c", "ok", "L"),
      { RESITE_EVENT_STEP_DONE, 1, NULL } },
    RESITE_STEP_DONE,
    1,
    "F",
    NULL,
    NULL },
  { "how-of-the-event-counts",
    { START, END ("a", "told", "H"), { RESITE_EVENT_STEP_DONE, 1, "how=O" } },
    RESITE_STEP_DONE,
    1,
    "O",
    NULL,
    NULL },
  { "failed",
    { START,
      BEGIN ("copy-1"),
      END ("copy-1", "failed", "V"),
      { RESITE_EVENT_STEP_FAILED, 1, "action=copy-1" } },
    RESITE_STEP_FAILED,
    1,
    NULL,
    NULL,
    "said failed" },
  { "failed-and-tried-again",
    { START, { RESITE_EVENT_STEP_FAILED, 1, "message=no space" }, START },
    RESITE_STEP_RUNNING,
    1,
    NULL,
    NULL,
    NULL },
  { "stopped",
    { START, BEGIN ("copy-1"), { RESITE_EVENT_STEP_STOPPED, 1, NULL } },
    RESITE_STEP_STOPPED,
    1,
    NULL,
    NULL,
    NULL },
  { "interrupted",
    { START, BEGIN ("copy-1"), { RESITE_EVENT_RUN_OPENED, 0, NULL } },
    RESITE_STEP_INTERRUPTED,
    1,
    NULL,
    NULL,
    NULL },
  { "waiting-survives",
    { START, { RESITE_EVENT_STEP_WAITS, 1, "for=form" }, { RESITE_EVENT_RUN_OPENED, 0, NULL } },
    RESITE_STEP_WAITING,
    1,
    NULL,
    "form",
    NULL },
  { "done-survives",
    { START, { RESITE_EVENT_STEP_DONE, 1, "how=V" }, { RESITE_EVENT_RUN_OPENED, 0, NULL } },
    RESITE_STEP_DONE,
    1,
    "V",
    NULL,
    NULL },
  { "signed-off",
    { START,
      { RESITE_EVENT_STEP_WAITS, 1, "for=sign-off" },
      { RESITE_EVENT_SIGNED_OFF, 1, "how=O|note=seen" } },
    RESITE_STEP_DONE,
    1,
    "O",
    NULL,
    NULL },
  { "signed-off-without-a-word",
    { { RESITE_EVENT_SIGNED_OFF, 1, NULL } },
    RESITE_STEP_DONE,
    1,
    "H",
    NULL,
    NULL },
  { "signed-off-and-to-be-judged",
    { START, { RESITE_EVENT_SIGNED_OFF, 1, "how=H|then=judgement" } },
    RESITE_STEP_WAITING,
    1,
    "H",
    "judgement",
    NULL },
  { "judged-good",
    { START,
      { RESITE_EVENT_STEP_WAITS, 1, "for=judgement" },
      { RESITE_EVENT_JUDGED, 1, "verdict=good|evidence=good" } },
    RESITE_STEP_DONE,
    1,
    "H",
    NULL,
    NULL },
  { "judged-good-keeps-how",
    { START, END ("a", "ok", "L"), { RESITE_EVENT_JUDGED, 1, "verdict=good" } },
    RESITE_STEP_DONE,
    1,
    "L",
    NULL,
    NULL },
  { "judged-bad-stays-shut",
    { START, { RESITE_EVENT_JUDGED, 1, "verdict=bad" } },
    RESITE_STEP_FAILED,
    1,
    "H",
    NULL,
    "Judged bad." },
  { "judged-bad-then-good",
    { START,
      { RESITE_EVENT_JUDGED, 1, "verdict=bad" },
      { RESITE_EVENT_JUDGED, 1, "verdict=good|overrule=seen" } },
    RESITE_STEP_DONE,
    1,
    "H",
    NULL,
    NULL },
  { "skipped",
    { { RESITE_EVENT_SKIPPED, 1, "reason=no time" } },
    RESITE_STEP_SKIPPED,
    1,
    NULL,
    NULL,
    "no time" },
  { "skipped-after-failing",
    { START,
      { RESITE_EVENT_STEP_FAILED, 1, "message=gone" },
      { RESITE_EVENT_SKIPPED, 1, "reason=no time" } },
    RESITE_STEP_SKIPPED,
    1,
    NULL,
    NULL,
    "no time" },
  { "left-out",
    { { RESITE_EVENT_LEFT_OUT, 1, "condition=options.delta = yes" } },
    RESITE_STEP_LEFT_OUT,
    1,
    NULL,
    NULL,
    "options.delta = yes" },
  { "taken-in",
    { { RESITE_EVENT_LEFT_OUT, 1, "condition=x" }, { RESITE_EVENT_TAKEN_IN, 1, NULL } },
    RESITE_STEP_TODO,
    1,
    NULL,
    NULL,
    NULL },
  { "set-back-with-old-number",
    { START,
      { RESITE_EVENT_STEP_DONE, 1, "how=V" },
      { RESITE_EVENT_SET_BACK, 1, "reason=wrong server" } },
    RESITE_STEP_LOOK_AGAIN,
    2,
    NULL,
    NULL,
    "wrong server" },
  { "set-back-with-new-number",
    { START,
      { RESITE_EVENT_STEP_DONE, 1, "how=V" },
      { RESITE_EVENT_SET_BACK, 2, "reason=wrong server" } },
    RESITE_STEP_LOOK_AGAIN,
    2,
    NULL,
    NULL,
    "wrong server" },
  { "set-back-twice-and-done",
    { START,
      { RESITE_EVENT_STEP_DONE, 1, "how=V" },
      { RESITE_EVENT_SET_BACK, 1, NULL },
      { RESITE_EVENT_STEP_STARTED, 2, NULL },
      { RESITE_EVENT_SET_BACK, 2, NULL },
      { RESITE_EVENT_STEP_STARTED, 3, NULL },
      { RESITE_EVENT_STEP_DONE, 3, "how=L" } },
    RESITE_STEP_DONE,
    3,
    "L",
    NULL,
    NULL },
  { "offered-again",
    { START,
      { RESITE_EVENT_STEP_DONE, 1, "how=V" },
      { RESITE_EVENT_OFFERED_AGAIN, 1, "before=C6" } },
    RESITE_STEP_LOOK_AGAIN,
    2,
    NULL,
    NULL,
    NULL },
  { "pause",
    { { RESITE_EVENT_SIGNED, 1, "released-by=M. Roe" } },
    RESITE_STEP_DONE,
    1,
    "H",
    NULL,
    NULL },
};

static void
test_script (gconstpointer data)
{
  const Script *script = data;
  g_autoptr (ResiteRunState) state = resite_run_state_new ();
  const ResiteStepState *step;

  for (guint i = 0; i < G_N_ELEMENTS (script->lines) && script->lines[i].what != NULL; i++)
    {
      const Line *line = &script->lines[i];
      g_autoptr (ResiteEvent) event = NULL;

      event = make_event (line->what, "J. Doe", line->attempt > 0 ? "C2" : NULL, line->attempt,
                          line->facts, 1000 + i);
      resite_run_state_fold (state, event);
    }
  step = resite_run_state_get (state, "C2", NULL);
  g_assert_nonnull (step);
  g_assert_cmpstr (resite_step_status_to_string (step->status), ==,
                   resite_step_status_to_string (script->status));
  g_assert_cmpuint (step->attempt, ==, script->attempt);
  g_assert_cmpstr (step->how, ==, script->how);
  g_assert_cmpstr (step->waits_for, ==, script->waits_for);
  g_assert_cmpstr (step->reason != NULL ? step->reason : step->message, ==, script->reason);
  if (step->status == RESITE_STEP_DONE)
    {
      g_assert_cmpstr (step->by, ==, "J. Doe");
      g_assert_cmpint (step->ended_at, >=, step->started_at);
      g_assert_cmpint (step->started_at, >, 0);
    }
  else if (step->status != RESITE_STEP_SKIPPED)
    g_assert_cmpint (step->ended_at, ==, 0);
}

static void
fold (ResiteRunState *state, const char *what, const char *step, const char *facts)
{
  g_autoptr (ResiteEvent) event = make_event (what, "J. Doe", step, 1, facts, 5000);

  resite_run_state_fold (state, event);
}

static void
test_action (void)
{
  g_autoptr (ResiteRunState) state = resite_run_state_new ();
  const ResiteActionState *action;

  fold (state, RESITE_EVENT_ACTION_STARTED, "P1", "action=copy-1|kind=copy");
  action = resite_step_state_get_action (resite_run_state_get (state, "P1", ""), "copy-1");
  g_assert_cmpstr (action->outcome, ==, "running");
  g_assert_cmpstr (action->kind, ==, "copy");
  resite_run_state_mark_interrupted (state);
  g_assert_cmpstr (action->outcome, ==, "interrupted");
  fold (state, RESITE_EVENT_ACTION_ENDED, "P1",
        "action=copy-1|outcome=warning|how=V|good=60|failed=1|bytes=5000000000|seconds=12.5");
  action = resite_step_state_get_action (resite_run_state_get (state, "P1", ""), "copy-1");
  g_assert_cmpstr (action->outcome, ==, "warning");
  g_assert_cmpint (action->good, ==, 60);
  g_assert_cmpint (action->failed, ==, 1);
  g_assert_cmpint (action->bytes, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpfloat (action->seconds, ==, 12.5);
  fold (state, RESITE_EVENT_ACTION_STARTED, "P1", "action=copy-1|kind=copy");
  g_assert_cmpint (action->good, ==, 0);
  g_assert_null (resite_step_state_get_action (resite_run_state_get (state, "P1", ""), "copy-2"));
  g_assert_null (resite_step_state_get_action (NULL, "copy-2"));
}

static void
test_machines_apart (void)
{
  g_autoptr (ResiteRunState) state = resite_run_state_new ();
  g_autoptr (ResiteEvent) event =
      resite_event_new (RESITE_EVENT_SKIPPED, "J. Doe", "C6", "primary.2", 1);

  resite_run_state_fold (state, event);
  g_assert_null (resite_run_state_get (state, "C6", "primary.1"));
  g_assert_null (resite_run_state_get (state, "C6", NULL));
  g_assert_cmpint (resite_run_state_get (state, "C6", "primary.2")->status, ==,
                   RESITE_STEP_SKIPPED);
}

static void
test_what_belongs_to_the_step_stays (void)
{
  g_autoptr (ResiteRunState) state = resite_run_state_new ();
  const ResiteStepState *step;

  fold (state, RESITE_EVENT_STEP_STARTED, "C3", NULL);
  fold (state, RESITE_EVENT_FILLED, "C3", "action=form-1|field.address=10.4.1.20|field.mask=");
  fold (state, RESITE_EVENT_NOTED, "C3", "note=needed domain admin");
  fold (state, RESITE_EVENT_ATTACHED, "C3", "name=a.jpg");
  fold (state, RESITE_EVENT_SET_BACK, "C3", NULL);
  step = resite_run_state_get (state, "C3", NULL);
  g_assert_cmpstr (g_hash_table_lookup (step->fields, "address"), ==, "10.4.1.20");
  g_assert_cmpstr (g_hash_table_lookup (step->fields, "mask"), ==, "");
  g_assert_cmpuint (step->notes->len, ==, 1);
  g_assert_cmpuint (step->attachments, ==, 1);
  g_assert_cmpuint (step->actions->len, ==, 0);
}

static void
test_run (void)
{
  g_autoptr (ResiteRunState) state = resite_run_state_new ();
  g_auto (GStrv) corrections = NULL;

  g_assert_cmpstr (resite_run_state_get_condition (state), ==, "open");
  fold (state, RESITE_EVENT_RUN_STARTED, NULL, "run=2026-014|rehearsal=yes");
  fold (state, RESITE_EVENT_CORRECTED, NULL, "key=site.mask|old=a|new=b");
  fold (state, RESITE_EVENT_CORRECTED, NULL, "key=site.address|old=a|new=c");
  fold (state, RESITE_EVENT_CORRECTED, NULL, "key=site.mask|old=b|new=d");
  g_assert_cmpstr (resite_run_state_get_run_id (state), ==, "2026-014");
  g_assert_true (resite_run_state_is_rehearsal (state));
  g_assert_cmpint (resite_run_state_get_started_at (state), ==, 5000);
  g_assert_cmpstr (resite_run_state_get_correction (state, "site.mask"), ==, "d");
  g_assert_null (resite_run_state_get_correction (state, "site.code"));
  corrections = resite_run_state_list_corrections (state);
  g_assert_cmpstr (corrections[0], ==, "site.address");
  g_assert_cmpstr (corrections[1], ==, "site.mask");
  g_assert_null (corrections[2]);
  g_assert_false (resite_run_state_is_way_back (state));
  fold (state, RESITE_EVENT_WAY_BACK, NULL, NULL);
  g_assert_true (resite_run_state_is_way_back (state));
  fold (state, RESITE_EVENT_ENDED, NULL, "how=went-back");
  g_assert_cmpstr (resite_run_state_get_condition (state), ==, "went-back");
  fold (state, RESITE_EVENT_ABORTED, NULL, NULL);
  g_assert_cmpstr (resite_run_state_get_condition (state), ==, "aborted");
  fold (state, RESITE_EVENT_ENDED, NULL, "how=finished");
  g_assert_cmpstr (resite_run_state_get_condition (state), ==, "ended");
}

static void
test_scope (void)
{
  g_autofree char *single = resite_run_state_format_scope ("P1", NULL, 1, "copy-1");
  g_autofree char *empty = resite_run_state_format_scope ("P1", "", 12, "copy-1");
  g_autofree char *several = resite_run_state_format_scope ("C6", "primary.2", 1, "command-1");

  g_assert_cmpstr (single, ==, "P1#1/copy-1");
  g_assert_cmpstr (empty, ==, "P1#12/copy-1");
  g_assert_cmpstr (several, ==, "C6@primary.2#1/command-1");
}

/* Events of a later version, or of another kind, change nothing. */
static void
test_unknown_is_ignored (void)
{
  g_autoptr (ResiteRunState) state = resite_run_state_new ();

  fold (state, RESITE_EVENT_STEP_STARTED, "C2", NULL);
  fold (state, "of-a-later-version", "C2", "outcome=failed");
  fold (state, RESITE_EVENT_ACTION_ENDED, "C2", "outcome=failed");
  fold (state, RESITE_EVENT_CORRECTED, NULL, NULL);
  g_assert_cmpint (resite_run_state_get (state, "C2", NULL)->status, ==, RESITE_STEP_RUNNING);
  g_assert_cmpuint (resite_run_state_get (state, "C2", NULL)->actions->len, ==, 0);
}

static void
test_words (void)
{
  for (int status = RESITE_STEP_TODO; status <= RESITE_STEP_LEFT_OUT; status++)
    {
      gboolean closed = status == RESITE_STEP_DONE || status == RESITE_STEP_SKIPPED ||
                        status == RESITE_STEP_LEFT_OUT;

      g_assert_cmpstr (resite_step_status_to_string (status), !=, NULL);
      g_assert_cmpstr (resite_step_status_to_word (status), !=, NULL);
      g_assert_cmpint (resite_step_status_is_closed (status), ==, closed);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *name = g_strconcat ("/run-state/step/", scripts[i].name, NULL);

      g_test_add_data_func (name, &scripts[i], test_script);
    }
  g_test_add_func ("/run-state/action", test_action);
  g_test_add_func ("/run-state/machines-apart", test_machines_apart);
  g_test_add_func ("/run-state/what-belongs-to-the-step-stays",
                   test_what_belongs_to_the_step_stays);
  g_test_add_func ("/run-state/run", test_run);
  g_test_add_func ("/run-state/scope", test_scope);
  g_test_add_func ("/run-state/unknown-is-ignored", test_unknown_is_ignored);
  g_test_add_func ("/run-state/words", test_words);
  return g_test_run ();
}
