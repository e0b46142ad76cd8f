/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-drive-private.h"
#include "resite-run-reach-private.h"
#include "resite-transition.h"

/* Steps of the procedure that bound what may be taken back. */
#define STEP_SERVICES_OFF "C2"
#define STEP_SITE_REMOVED "C6"
#define STEP_SETUP        "C11"

typedef gboolean (*Checker) (ResiteRun *self, ResiteMove *move, ResiteStepRun *step,
                             GError **error);

static gboolean
forbid (GError **error, const char *reason)
{
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE, reason);
  return FALSE;
}

static gboolean
lack (GError **error, const char *what)
{
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, what);
  return FALSE;
}

static gboolean
is_given (ResiteMove *move, const char *name)
{
  const char *value = resite_move_get (move, name);

  return value != NULL && *value != '\0';
}

/* preinst /DELJOB would take away what the new site is being sent once its setup has begun. */
static gboolean
check_removal (ResiteRun *self, ResiteStepRun *step, GError **error)
{
  const char *id = resite_step_get_id (resite_step_run_get_step (step));

  if (g_str_equal (id, STEP_SITE_REMOVED) && _resite_run_is_begun (self, STEP_SETUP))
    return forbid (error, _ ("Setup (C11) has begun. Removing the site and its jobs now would "
                             "take away what the new site needs; go on from C11 instead."));
  return TRUE;
}

static gboolean
check_rerun (ResiteMove *move, ResiteStepRun *step, GError **error)
{
  if (resite_step_run_get_status (step) != RESITE_STEP_INTERRUPTED)
    return TRUE;

  switch (resite_step_run_get_rerun (step))
    {
    case RESITE_RERUN_SAFE:
      return TRUE;
    case RESITE_RERUN_ASK:
      if (g_strcmp0 (resite_move_get (move, "confirm"), "yes") == 0)
        return TRUE;
      return lack (error, _ ("This step was cut off in the middle. Look at the machine first; "
                             "if it may be done once more, confirm that."));
    case RESITE_RERUN_NEVER:
    default:
      return forbid (error, _ ("This step was cut off in the middle and must not be run again "
                               "by itself. Look at the machine, finish it by hand and sign it "
                               "off, or set the step back."));
    }
}

/* What comes after a form or a told action would take up again what was cut off beside it. */
static gboolean
check_going_on (ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  for (guint i = 0; state != NULL && i < state->actions->len; i++)
    {
      const ResiteActionState *action = state->actions->pdata[i];
      if (g_strcmp0 (action->outcome, "interrupted") == 0 &&
          g_strcmp0 (action->id, resite_move_get (move, "action")) != 0)
        return check_rerun (move, step, error);
    }
  return TRUE;
}

/* Canary, then herd. */
static gboolean
check_gate (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  g_autofree char *gate = is_given (move, "overrule") ? NULL : _resite_run_find_gate (self, step);

  return gate == NULL || lack (error, gate);
}

static gboolean
check_start (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  return check_removal (self, step, error) && check_gate (self, move, step, error) &&
         check_rerun (move, step, error);
}

static gboolean
has_failed_items (ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  for (guint i = 0; state != NULL && i < state->actions->len; i++)
    if (((ResiteActionState *)state->actions->pdata[i])->failed > 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_retry (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  if (resite_step_run_get_status (step) == RESITE_STEP_DONE && !has_failed_items (step))
    return forbid (error, _ ("Nothing failed in this step, so there is nothing to try again."));
  return check_start (self, move, step, error);
}

static gboolean
check_stop (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  if (!_resite_run_is_driving (self, step))
    return forbid (error, _ ("Nothing runs in this step, so there is nothing to stop."));
  return TRUE;
}

static ResiteAction *
find_action (ResiteStepRun *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    if (g_str_equal (resite_action_get_id (actions->pdata[i]), id))
      return actions->pdata[i];
  return NULL;
}

static gboolean
check_action (ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *id = resite_move_get (move, "action");

  if (id == NULL || find_action (step, id) != NULL)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s has no action “%s”."),
               resite_step_run_get_name (step), id);
  return FALSE;
}

/* @forms: all that the move may fill. */
static gboolean
check_these_forms (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GPtrArray *forms,
                   GError **error)
{
  g_autofree char *fault = _resite_run_find_unknown_field (forms, move);

  for (guint i = 0; fault == NULL && i < forms->len; i++)
    fault = _resite_run_check_form (self, step, forms->pdata[i], move);
  return fault == NULL || lack (error, fault);
}

static gboolean
check_form (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, ResiteAction *form,
            GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new ();

  g_ptr_array_add (forms, form);
  return check_these_forms (self, move, step, forms, error);
}

static gboolean
check_forms (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
  g_autoptr (GPtrArray) forms = g_ptr_array_new ();

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_FORM &&
        _resite_run_action_applies (self, step, actions->pdata[i]))
      g_ptr_array_add (forms, actions->pdata[i]);
  return forms->len == 0 || check_these_forms (self, move, step, forms, error);
}

/* Where a STOP stands, nobody goes past it without saying why; that is printed. */
static gboolean
check_overruled (ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *stop = resite_step_run_get_stop (step);

  if (stop == NULL || is_given (move, "overrule"))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("STOP: %s Touch nothing and call. If who is responsible takes over all the same, "
                  "give the reason; it will be printed."),
               stop);
  return FALSE;
}

static gboolean
check_done (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *id = resite_move_get (move, "action");

  if (resite_step_is_pause (resite_step_run_get_step (step)))
    return forbid (error, _ ("This is a pause: it is signed by name, not ticked off."));
  if (!check_action (move, step, error) || !check_overruled (move, step, error) ||
      !check_gate (self, move, step, error))
    return FALSE;
  if (id == NULL)
    return check_forms (self, move, step, error);
  if (resite_action_get_kind (find_action (step, id)) == RESITE_ACTION_FORM &&
      !check_form (self, move, step, find_action (step, id), error))
    return FALSE;
  return check_going_on (move, step, error);
}

static gboolean
check_fill (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  ResiteAction *form = _resite_run_find_form (self, step, resite_move_get (move, "action"));

  if (form == NULL)
    return forbid (error, _ ("This step has no such form to fill in."));
  return check_form (self, move, step, form, error) && check_removal (self, step, error) &&
         check_gate (self, move, step, error) && check_going_on (move, step, error);
}

static gboolean
check_judge (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *verdict = resite_move_get (move, "verdict");
  const char *evidence = _resite_run_weigh_evidence (self, step);

  if (!resite_step_is_verdict (resite_step_run_get_step (step)))
    return forbid (error, _ ("This step is not judged; it is done, or signed off by hand."));
  if (g_strcmp0 (verdict, "bad") == 0)
    return TRUE;
  if (g_strcmp0 (verdict, "good") != 0)
    return lack (error, _ ("The verdict is “good” or “bad”."));
  if (g_str_equal (evidence, "good") || is_given (move, "overrule"))
    return TRUE;
  return lack (error,
               g_str_equal (evidence, "bad")
                   ? _ ("What was seen speaks against this. To judge it good all the same, give "
                        "the reason; it will be printed.")
                   : _ ("Nothing was seen that speaks for this. To judge it good all the same, "
                        "give the reason; it will be printed."));
}

static gboolean
check_sign (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  ResiteStep *what = resite_step_run_get_step (step);
  g_autofree char *objection = NULL;

  if (!resite_step_is_pause (what))
    return forbid (error, _ ("Only pauses are signed. This step is done, or signed off by hand."));
  if (resite_step_get_released_by (what) != NULL && !is_given (move, "released-by"))
    return lack (error, _ ("Somebody else releases this pause: give the name of who did."));
  objection = _resite_run_find_objection (self, step);
  if (objection == NULL || is_given (move, "overrule"))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("This does not hold: %s. To sign all the same, give the reason; it will be "
                  "printed."),
               objection);
  return FALSE;
}

static gboolean
check_skip (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  ResiteStep *what = resite_step_run_get_step (step);

  if (resite_step_is_pause (what))
    return forbid (error, _ ("A pause cannot be skipped: this is where forgetting is fatal."));
  if (resite_step_is_verdict (what))
    return forbid (error, _ ("A step that is judged cannot be skipped. Judge it, with the reason "
                             "if nothing could be seen."));
  if (!resite_step_is_optional (what) && !is_given (move, "reason"))
    return lack (error, _ ("Why is this step skipped? The reason will be printed."));
  return check_overruled (move, step, error);
}

static gboolean
check_back (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  /* A new attempt would take what is left now for what there was before. */
  return check_removal (self, step, error) && check_overruled (move, step, error);
}

static gboolean
check_note (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  return is_given (move, "note") || lack (error, _ ("The note is empty."));
}

static gboolean
check_attach (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  return is_given (move, "file") || lack (error, _ ("Which file is to be attached?"));
}

static gboolean
check_answer (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *question = resite_move_get (move, "question");
  const char *choice = resite_move_get (move, "choice");
  const char *choices =
      question != NULL ? g_hash_table_lookup (self->open_questions, question) : NULL;
  g_auto (GStrv) words = g_strsplit (choices != NULL ? choices : "", "|", -1);

  if (question == NULL || !g_hash_table_contains (self->open_questions, question))
    return forbid (error, _ ("Nobody asked this, or it was answered already."));
  if (choice != NULL && g_strv_contains ((const char *const *)words, choice))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("The answers are: %s."), choices);
  return FALSE;
}

/* What the plan's checker says of the plan with the new value and did not say before. */
static char *
find_new_fault (ResitePlan *former, ResitePlan *latter)
{
  g_autoptr (GPtrArray) old_faults = resite_plan_check (former);
  g_autoptr (GPtrArray) new_faults = resite_plan_check (latter);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < old_faults->len; i++)
    g_hash_table_add (known, ((ResitePlanFault *)old_faults->pdata[i])->message);
  for (guint i = 0; i < new_faults->len; i++)
    {
      const ResitePlanFault *fault = new_faults->pdata[i];
      if (fault->severity == RESITE_PLAN_FAULT_ERROR &&
          !g_hash_table_contains (known, fault->message))
        return g_strdup (fault->message);
    }
  return NULL;
}

static const ResitePlanKey *
find_key (const char *name)
{
  const char *dot = name != NULL ? strchr (name, '.') : NULL;

  /* "primary.2.reach" and "preinst.query.1": the group may end in a number. */
  while (dot != NULL)
    {
      g_autofree char *group = g_strndup (name, (gsize)(dot - name));
      const ResitePlanKey *key = resite_plan_keys_find (group, dot + 1);
      if (key != NULL)
        return key;
      dot = strchr (dot + 1, '.');
    }
  return NULL;
}

static gboolean
check_correct (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *name = resite_move_get (move, "key");
  const char *value = resite_move_get (move, "value");
  const ResitePlanKey *key = find_key (name);
  g_autofree char *fault = NULL;

  if (key == NULL)
    return lack (error, _ ("The plan has no such key."));
  if (value == NULL || (*value == '\0' && key->required))
    return lack (error, _ ("The plan needs a value here."));
  if (*value != '\0' && !resite_plan_key_check (key, value, &fault))
    return lack (error, fault);

  g_autofree char *text = resite_plan_to_data (self->plan);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ResitePlan) trial = resite_plan_new_from_data ("plan", bytes, error);
  if (trial == NULL)
    return FALSE;
  resite_plan_set (trial, name, *value != '\0' ? value : NULL);
  fault = find_new_fault (self->plan, trial);
  return fault == NULL || lack (error, fault);
}

static gboolean
check_open_point (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  if (!is_given (move, "note"))
    return lack (error, _ ("What is left open?"));
  return is_given (move, "owner") ||
         lack (error, _ ("Who will see to it? An open point has an owner."));
}

static gboolean
check_blank (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *sequence = resite_move_get (move, "sequence");
  guint64 number;

  if (!is_given (move, "name") || sequence == NULL ||
      !g_ascii_string_to_unsigned (sequence, 10, 1, G_MAXINT64, &number, NULL))
    return lack (error, _ ("Which text of which entry is to be blanked out?"));
  /* The run is read from its first entry. */
  return number > 1 ||
         forbid (error, _ ("The plan and the runbook of a run cannot be blanked out."));
}

static gboolean
check_way_back (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  if (resite_run_state_is_way_back (self->state))
    return forbid (error, _ ("This run is on the way back already."));
  if (!_resite_run_is_begun (self, STEP_SERVICES_OFF))
    return forbid (error, _ ("Nothing was changed on the old server yet (C2), so there is no way "
                             "to go back: simply stop here."));
  if (_resite_run_is_begun (self, STEP_SITE_REMOVED))
    return forbid (error, _ ("The site is being removed from its primaries (C6). From here on the "
                             "only way is forward, to C14."));
  if (self->drives->len > 0)
    return forbid (error, _ ("Something is still running. Stop it first."));
  return is_given (move, "reason") ||
         lack (error, _ ("Why is the old server put back? The reason will be printed."));
}

static gboolean
check_abort (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  if (self->drives->len > 0)
    return forbid (error, _ ("Something is still running. Stop it first."));
  return is_given (move, "reason") ||
         lack (error, _ ("Why does this run end here? The reason will be printed."));
}

static gboolean
check_finish (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  ResiteStepRun *open = _resite_run_find_open (self);

  if (open == NULL && self->drives->len == 0)
    return TRUE;
  if (open == NULL)
    return forbid (error, _ ("Something is still running. Stop it first."));
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE,
               _ ("The run cannot be closed yet: %s is still open."),
               resite_step_run_get_name (open));
  return FALSE;
}

static gboolean
check_confirm (ResiteRun *self, ResiteMove *move, ResiteStepRun *step, GError **error)
{
  const char *role = resite_move_get (move, "machine");

  if (role == NULL || resite_connections_get_reach (self->connections, role) != RESITE_REACH_WINRM)
    return lack (error, _ ("Which machine is meant? Only one that is reached over the network can "
                           "be confirmed."));
  return _resite_run_ensure_machine (self, role)->seen != NULL ||
         forbid (error, _ ("This machine was not reached yet, so there is no box to confirm."));
}

static const Checker checkers[] = {
  [RESITE_MOVE_START] = check_start,     [RESITE_MOVE_RETRY] = check_retry,
  [RESITE_MOVE_STOP] = check_stop,       [RESITE_MOVE_DONE] = check_done,
  [RESITE_MOVE_FILL] = check_fill,       [RESITE_MOVE_JUDGE] = check_judge,
  [RESITE_MOVE_SIGN] = check_sign,       [RESITE_MOVE_SKIP] = check_skip,
  [RESITE_MOVE_BACK] = check_back,       [RESITE_MOVE_NOTE] = check_note,
  [RESITE_MOVE_ATTACH] = check_attach,   [RESITE_MOVE_ANSWER] = check_answer,
  [RESITE_MOVE_CORRECT] = check_correct, [RESITE_MOVE_OPEN_POINT] = check_open_point,
  [RESITE_MOVE_BLANK] = check_blank,     [RESITE_MOVE_WAY_BACK] = check_way_back,
  [RESITE_MOVE_ABORT] = check_abort,     [RESITE_MOVE_FINISH] = check_finish,
  [RESITE_MOVE_CONFIRM] = check_confirm,
};

/* The run itself. */

static gboolean
check_run (ResiteRun *self, ResiteMove *move, GError **error)
{
  ResiteMoveKind kind = resite_move_get_kind (move);

  if (!resite_run_may_act (self))
    return forbid (error, _ ("This run is open for looking only."));
  if (kind == RESITE_MOVE_BLANK || g_str_equal (resite_run_get_condition (self), "open"))
    return TRUE;
  return forbid (error, _ ("This run is closed. Nothing can be added to it."));
}

static gboolean
check_place (ResiteRun *self, ResiteMoveKind kind, ResiteStepRun *step, GError **error)
{
  if (!resite_transition_needs_step (kind))
    return TRUE;
  if (!_resite_run_is_on_road (self, step))
    return forbid (error, resite_run_state_is_way_back (self->state)
                              ? _ ("This run is on the way back; only its steps can be done.")
                              : _ ("This step belongs to the way back, which was not taken."));
  if (kind == RESITE_MOVE_STOP || kind == RESITE_MOVE_BACK || resite_step_run_is_reached (step))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE, _ ("%s cannot be done yet. %s."),
               resite_step_run_get_name (step), resite_step_run_get_waits_for (step));
  return FALSE;
}

gboolean
resite_run_check_move (ResiteRun *self, ResiteMove *move, GError **error)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);
  g_return_val_if_fail (move != NULL, FALSE);

  ResiteMoveKind kind = resite_move_get_kind (move);
  const char *name = resite_move_get_step (move);
  ResiteStepRun *step = name != NULL ? resite_run_find_step (self, name) : NULL;
  const char *reason = NULL;

  if (*resite_move_get_by (move) == '\0')
    return lack (error, _ ("Who says this? Every entry has a name."));
  if (!check_run (self, move, error))
    return FALSE;
  if (name != NULL && step == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("This run has no step %s."),
                   name);
      return FALSE;
    }
  if (step == NULL && resite_transition_needs_step (kind))
    return lack (error, _ ("Which step is meant?"));
  if (step != NULL &&
      !resite_transition_is_legal (resite_step_run_get_status (step), kind, &reason))
    return forbid (error, reason);
  return (step == NULL || check_place (self, kind, step, error)) &&
         checkers[kind](self, move, step, error);
}
