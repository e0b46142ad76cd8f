/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-write"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-outcome.h"
#include "resite-run-reach-private.h"

/* How each move reads in the journal. Everything was checked before. */

typedef struct
{
  ResiteRun *run;
  GPtrArray *drafts;
  ResiteMove *move;
  ResiteStepRun *step;
  ResitePrepared *prepared;
} Writing;

static ResiteEvent *
draft (Writing *writing, const char *what)
{
  return _resite_run_draft (writing->drafts, what, resite_move_get_by (writing->move),
                            writing->step);
}

static void
copy_text (Writing *writing, ResiteEvent *event, const char *fact, const char *name)
{
  const char *value = resite_move_get (writing->move, name);

  if (value != NULL && *value != '\0')
    resite_event_set_text (event, fact, value);
}

static void
copy_fact (Writing *writing, ResiteEvent *event, const char *name)
{
  const char *value = resite_move_get (writing->move, name);

  if (value != NULL && *value != '\0')
    resite_event_set (event, name, value);
}

static void
write_attached (Writing *writing)
{
  if (writing->prepared == NULL || writing->prepared->bytes == NULL)
    return;

  ResiteEvent *event = draft (writing, RESITE_EVENT_ATTACHED);
  const char *name = resite_move_get (writing->move, "name");

  resite_event_set (event, "name", name != NULL && *name != '\0' ? name : writing->prepared->name);
  resite_event_set_int (event, "size", (gint64)g_bytes_get_size (writing->prepared->bytes));
  resite_event_set_bytes (event, "file", writing->prepared->bytes);
}

/* How a person knows: a file says more than a paste, a paste more than a word. */
static const char *
find_how (Writing *writing)
{
  const char *output = resite_move_get (writing->move, "output");

  if (resite_move_get_rows (writing->move) != NULL ||
      (writing->prepared != NULL && writing->prepared->bytes != NULL))
    return "F";
  return output != NULL && *output != '\0' ? "O" : "H";
}

static void
write_results (Writing *writing)
{
  ResitePrepared *prepared = writing->prepared;

  if (prepared == NULL || prepared->rows == NULL)
    return;

  g_autoptr (ResiteOutcome) outcome =
      resite_outcome_new_from_rows (prepared->action, prepared->rows, find_how (writing));
  ResiteEvent *event = draft (writing, RESITE_EVENT_ACTION_ENDED);
  resite_event_set (event, "action", resite_action_get_id (prepared->action));
  resite_event_set (event, "kind",
                    resite_action_kind_to_string (resite_action_get_kind (prepared->action)));
  resite_outcome_describe (outcome, event);
  resite_event_set (event, "items-digest", prepared->digest);
}

static void
write_unfilled_forms (Writing *writing)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (writing->step));
  const ResiteStepState *state = resite_step_run_get_state (writing->step);

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_FORM &&
        _resite_run_action_applies (writing->run, writing->step, actions->pdata[i]) &&
        resite_step_state_get_action (state, resite_action_get_id (actions->pdata[i])) == NULL)
      _resite_run_draft_filled (writing->run, writing->drafts, resite_move_get_by (writing->move),
                                writing->step, actions->pdata[i], writing->move);
}

static void
write_told (Writing *writing)
{
  const char *id = resite_move_get (writing->move, "action");
  ResiteAction *form = _resite_run_find_form (writing->run, writing->step, id);

  if (form != NULL)
    {
      _resite_run_draft_filled (writing->run, writing->drafts, resite_move_get_by (writing->move),
                                writing->step, form, writing->move);
      return;
    }
  if (writing->prepared != NULL && writing->prepared->rows != NULL &&
      g_str_equal (resite_action_get_id (writing->prepared->action), id))
    return;

  ResiteEvent *event = draft (writing, RESITE_EVENT_ACTION_ENDED);
  resite_event_set (event, "action", id);
  resite_event_set (event, "outcome", "told");
  resite_event_set (event, "how", find_how (writing));
  copy_text (writing, event, "message", "output");
  copy_text (writing, event, "note", "note");
}

static gboolean
shows_box (ResiteEntry *entry)
{
  const char *type = resite_entry_get (entry, "type");

  return g_strcmp0 (type, "reach") == 0 || g_strcmp0 (type, "identity") == 0;
}

static void
confirm_boxes (Writing *writing, ResiteAction *check)
{
  GPtrArray *entries = resite_action_get_entries (check);
  ResiteJobOrder order;

  _resite_run_fill_order (writing->run, writing->step, check, &order);
  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *role =
          resite_job_order_find_machine (&order, resite_entry_get (entries->pdata[i], "machine"));
      const ResiteMachineRecord *record =
          shows_box (entries->pdata[i]) ? _resite_run_ensure_machine (writing->run, role) : NULL;

      if (record != NULL && record->seen != NULL && record->facts.mismatch == NULL &&
          g_strcmp0 (record->facts.confirmed, "no") == 0)
        _resite_run_draft_known (writing->run, writing->drafts, resite_move_get_by (writing->move),
                                 role, record->seen, "person");
    }
}

/* Who signs where the box was shown says that it is the right one. */
static void
write_boxes (Writing *writing)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (writing->step));

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_CHECK &&
        _resite_run_action_applies (writing->run, writing->step, actions->pdata[i]))
      confirm_boxes (writing, actions->pdata[i]);
}

static void
write_done (Writing *writing)
{
  write_attached (writing);
  write_results (writing);
  if (resite_move_get (writing->move, "action") != NULL)
    {
      write_told (writing);
      return;
    }
  write_unfilled_forms (writing);

  ResiteEvent *event = draft (writing, RESITE_EVENT_SIGNED_OFF);
  resite_event_set (event, "how", find_how (writing));
  if (resite_step_is_verdict (resite_step_run_get_step (writing->step)))
    resite_event_set (event, "then", "judgement");
  copy_text (writing, event, "note", "note");
  copy_text (writing, event, "output", "output");
  copy_text (writing, event, "overruled", "overrule");
  write_boxes (writing);
}

static void
write_filled (Writing *writing)
{
  ResiteAction *form = _resite_run_find_form (writing->run, writing->step,
                                              resite_move_get (writing->move, "action"));

  _resite_run_draft_filled (writing->run, writing->drafts, resite_move_get_by (writing->move),
                            writing->step, form, writing->move);
}

static void
write_judged (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_JUDGED);

  copy_fact (writing, event, "verdict");
  resite_event_set (event, "evidence", _resite_run_weigh_evidence (writing->run, writing->step));
  copy_text (writing, event, "overrule", "overrule");
  copy_text (writing, event, "note", "note");
}

static void
write_signed (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_SIGNED);

  copy_fact (writing, event, "released-by");
  copy_text (writing, event, "note", "note");
  copy_text (writing, event, "overruled", "overrule");
  write_boxes (writing);
}

static void
write_skipped (Writing *writing)
{
  const char *reason = resite_move_get (writing->move, "reason");
  ResiteEvent *event = draft (writing, RESITE_EVENT_SKIPPED);

  resite_event_set_text (event, "reason",
                         reason != NULL && *reason != '\0' ? reason
                                                           : _ ("Optional, and not wanted here."));
  copy_text (writing, event, "overruled", "overrule");
}

static void
write_back (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_SET_BACK);

  copy_text (writing, event, "reason", "reason");
  copy_text (writing, event, "overruled", "overrule");
}

static void
write_noted (Writing *writing)
{
  copy_text (writing, draft (writing, RESITE_EVENT_NOTED), "note", "note");
}

static void
write_answered (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_ANSWERED);

  copy_fact (writing, event, "question");
  copy_fact (writing, event, "choice");
}

static void
write_corrected (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_CORRECTED);
  const char *old = resite_plan_get (writing->run->plan, resite_move_get (writing->move, "key"));

  copy_fact (writing, event, "key");
  resite_event_set (event, "old", old != NULL ? old : "");
  resite_event_set (event, "new", resite_move_get (writing->move, "value"));
  copy_text (writing, event, "reason", "reason");
}

static void
write_open_point (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_OPEN_POINT);

  copy_text (writing, event, "text", "note");
  copy_fact (writing, event, "owner");
  copy_fact (writing, event, "until");
}

static void
write_blanked (Writing *writing)
{
  ResiteEvent *event = draft (writing, RESITE_EVENT_BLANKED);

  copy_fact (writing, event, "sequence");
  copy_fact (writing, event, "name");
  copy_text (writing, event, "reason", "reason");
}

static void
write_way_back (Writing *writing)
{
  copy_text (writing, draft (writing, RESITE_EVENT_WAY_BACK), "reason", "reason");
}

static void
write_aborted (Writing *writing)
{
  copy_text (writing, draft (writing, RESITE_EVENT_ABORTED), "reason", "reason");
}

static void
write_ended (Writing *writing)
{
  resite_event_set (draft (writing, RESITE_EVENT_ENDED), "how",
                    resite_run_state_is_way_back (writing->run->state) ? "went-back" : "finished");
}

static void
write_confirmed (Writing *writing)
{
  const char *role = resite_move_get (writing->move, "machine");
  ResiteMachineRecord *record = _resite_run_ensure_machine (writing->run, role);

  _resite_run_draft_known (writing->run, writing->drafts, resite_move_get_by (writing->move), role,
                           record->seen, "person");
}

static void (*const writers[]) (Writing *writing) = {
  [RESITE_MOVE_DONE] = write_done,
  [RESITE_MOVE_FILL] = write_filled,
  [RESITE_MOVE_JUDGE] = write_judged,
  [RESITE_MOVE_SIGN] = write_signed,
  [RESITE_MOVE_SKIP] = write_skipped,
  [RESITE_MOVE_BACK] = write_back,
  [RESITE_MOVE_NOTE] = write_noted,
  [RESITE_MOVE_ATTACH] = write_attached,
  [RESITE_MOVE_ANSWER] = write_answered,
  [RESITE_MOVE_CORRECT] = write_corrected,
  [RESITE_MOVE_OPEN_POINT] = write_open_point,
  [RESITE_MOVE_BLANK] = write_blanked,
  [RESITE_MOVE_WAY_BACK] = write_way_back,
  [RESITE_MOVE_ABORT] = write_aborted,
  [RESITE_MOVE_FINISH] = write_ended,
  [RESITE_MOVE_CONFIRM] = write_confirmed,
};

void
_resite_run_draft_move (ResiteRun *self, GPtrArray *drafts, ResiteMove *move, ResiteStepRun *step,
                        ResitePrepared *prepared)
{
  Writing writing = {
    .run = self, .drafts = drafts, .move = move, .step = step, .prepared = prepared
  };

  g_assert (writers[resite_move_get_kind (move)] != NULL);

  writers[resite_move_get_kind (move)](&writing);
}
