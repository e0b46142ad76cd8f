/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-policy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-policy-private.h"

#define ALL_STEPS   "policy"
#define STEP_PREFIX "step "

struct _ResitePolicy
{
  GObject parent_instance;

  GKeyFile *file;
  char *by;
  ResitePolicyHands hands;
};

typedef struct
{
  const char *name;
  const char *choices; /* "|yes|no|", NULL: any text, "" a number */
  const char *fallback;
} Key;

static const Key keys[] = {
  { "start", "|yes|no|", "yes" },
  { "skip", "|yes|no|", "no" },
  { "reason", NULL, NULL },
  { "fill", "|yes|no|any|", "no" },
  { "done", "|yes|no|", "no" },
  { "note", NULL, NULL },
  { "sign", "|yes|no|", "no" },
  { "released-by", NULL, NULL },
  { "judge", "|no|evidence|good|", "no" },
  { "overrule", NULL, NULL },
  { "retry", "", "0" },
  { "failed", "|stop|done|skip|", "stop" },
  { "confirm", "|yes|no|", "no" },
  { "way-back", "|yes|no|", "no" },
  { "finish", "|yes|no|", "no" },
};

G_DEFINE_FINAL_TYPE (ResitePolicy, resite_policy, G_TYPE_OBJECT)

static void
resite_policy_finalize (GObject *object)
{
  ResitePolicy *self = RESITE_POLICY (object);

  g_clear_pointer (&self->file, g_key_file_unref);
  g_clear_pointer (&self->by, g_free);
  G_OBJECT_CLASS (resite_policy_parent_class)->finalize (object);
}

static void
resite_policy_class_init (ResitePolicyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_policy_finalize;
}

static void
resite_policy_init (ResitePolicy *self)
{
  self->file = g_key_file_new ();
}

ResitePolicy *
resite_policy_new (const char *by)
{
  g_return_val_if_fail (by != NULL, NULL);

  ResitePolicy *self = g_object_new (RESITE_TYPE_POLICY, NULL);
  self->by = g_strdup (by);
  return self;
}

static void
set_text (ResitePolicy *self, const char *name, const char *value)
{
  g_key_file_set_string (self->file, ALL_STEPS, name, value);
}

ResitePolicy *
resite_policy_new_rehearsal (const char *by)
{
  ResitePolicy *self = resite_policy_new (by);

  set_text (self, "fill", "any");
  set_text (self, "done", "yes");
  set_text (self, "note", _ ("Rehearsed: nobody stood at a machine."));
  set_text (self, "sign", "yes");
  set_text (self, "released-by", _ ("Rehearsal"));
  set_text (self, "judge", "good");
  set_text (self, "overrule", _ ("Rehearsed: nobody looked at a real console."));
  set_text (self, "retry", "1");
  set_text (self, "confirm", "yes");
  set_text (self, "finish", "yes");
  return self;
}

void
resite_policy_turn_back_after (ResitePolicy *self, const char *step_id, const char *reason)
{
  g_return_if_fail (RESITE_IS_POLICY (self));
  g_return_if_fail (step_id != NULL && reason != NULL);

  g_autofree char *group = g_strconcat (STEP_PREFIX, step_id, NULL);

  g_key_file_set_string (self->file, group, "way-back", "yes");
  g_key_file_set_string (self->file, group, "reason", reason);
}

/* Reading a file. */

static const Key *
find_key (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].name, name))
      return &keys[i];
  return NULL;
}

static gboolean
is_choice (const Key *key, const char *value)
{
  if (key->choices == NULL)
    return TRUE;
  if (*key->choices == '\0')
    return g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, NULL, NULL);
  g_autofree char *word = g_strconcat ("|", value, "|", NULL);
  return strchr (value, '|') == NULL && strstr (key->choices, word) != NULL;
}

static gboolean
check_line (ResitePolicy *self, const char *path, const char *group, const char *name,
            GError **error)
{
  const Key *key = find_key (name);
  g_autofree char *value = g_key_file_get_string (self->file, group, name, NULL);

  if (g_str_has_prefix (name, "field."))
    return TRUE;
  if (key != NULL && value != NULL && is_choice (key, value))
    return TRUE;
  if (key == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("%s: [%s] %s: a policy has no such key."), path, group, name);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("%s: [%s] %s: “%s” is none of its values."), path, group, name,
                 value != NULL ? value : "");
  return FALSE;
}

static gboolean
check_group (ResitePolicy *self, const char *path, const char *group, GError **error)
{
  g_auto (GStrv) names = g_key_file_get_keys (self->file, group, NULL, error);

  if (!g_str_equal (group, ALL_STEPS) && !g_str_has_prefix (group, STEP_PREFIX))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: [%s]: a policy has [policy] and [step ID]."), path, group);
      return FALSE;
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!check_line (self, path, group, names[i], error))
      return FALSE;
  return names != NULL;
}

ResitePolicy *
resite_policy_new_from_file (const char *path, const char *by, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (by != NULL, NULL);

  g_autoptr (ResitePolicy) self = resite_policy_new (by);
  g_autoptr (GError) local_error = NULL;

  if (!g_key_file_load_from_file (self->file, path, G_KEY_FILE_NONE, &local_error))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s: %s", path, local_error->message);
      return NULL;
    }
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!check_group (self, path, groups[i], error))
      return NULL;
  return g_steal_pointer (&self);
}

/* Asking it. */

static char *
lookup (ResitePolicy *self, ResiteStepRun *step, const char *name)
{
  g_autofree char *by_name = g_strconcat (STEP_PREFIX, resite_step_run_get_name (step), NULL);
  g_autofree char *by_id =
      g_strconcat (STEP_PREFIX, resite_step_get_id (resite_step_run_get_step (step)), NULL);
  const char *groups[] = { by_name, by_id, ALL_STEPS };
  const Key *key = find_key (name);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      char *value = g_key_file_get_string (self->file, groups[i], name, NULL);
      if (value != NULL)
        return value;
    }
  return g_strdup (key != NULL ? key->fallback : NULL);
}

static gboolean
says (ResitePolicy *self, ResiteStepRun *step, const char *name, const char *value)
{
  g_autofree char *said = lookup (self, step, name);

  return g_strcmp0 (said, value) == 0;
}

static guint
get_number (ResitePolicy *self, ResiteStepRun *step, const char *name)
{
  g_autofree char *said = lookup (self, step, name);

  return said != NULL ? (guint)g_ascii_strtoull (said, NULL, 10) : 0;
}

static ResiteMove *
new_move (ResitePolicy *self, ResiteMoveKind kind, ResiteStepRun *step)
{
  return resite_move_new (kind, self->by, resite_step_run_get_name (step));
}

static void
add_fact (ResitePolicy *self, ResiteStepRun *step, ResiteMove *move, const char *name)
{
  g_autofree char *value = lookup (self, step, name);

  if (value != NULL)
    resite_move_set (move, name, value);
}

static ResiteMove *
ask_person (ResiteStepRun *step, char **reason)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  const char *waits_for = resite_step_run_get_waits_for (step);

  if (reason != NULL)
    *reason =
        resite_step_run_get_status (step) == RESITE_STEP_FAILED && state->message != NULL
            ? g_strdup_printf (_ ("%s failed: %s"), resite_step_run_get_name (step), state->message)
            : g_strdup (waits_for);
  return NULL;
}

/* Where one package was not proved before all, whoever begins gives a reason. */
static ResiteMove *
open_gate (ResitePolicy *self, ResiteStepRun *step, ResiteMove *move)
{
  g_autofree char *gate = resite_step_run_get_gate (step);

  if (gate != NULL)
    add_fact (self, step, move, "overrule");
  return move;
}

/* Forms. */

/* A believable word where a rehearsal has none. */
static const char *
invent_value (const char *type)
{
  if (g_strcmp0 (type, "address") == 0)
    return "10.0.0.1";
  if (g_strcmp0 (type, "mask") == 0)
    return "255.255.255.0";
  if (g_strcmp0 (type, "number") == 0)
    return "1";
  if (g_strcmp0 (type, "yes-no") == 0)
    return "yes";
  if (g_strcmp0 (type, "name") == 0)
    return "REHEARSAL";
  return _ ("rehearsed");
}

static void
add_field (ResitePolicy *self, ResiteStepRun *step, ResiteMove *move, ResiteAction *form,
           ResiteEntry *field)
{
  g_autofree char *name = g_strconcat ("field.", resite_entry_get_id (field), NULL);
  g_autofree char *said = lookup (self, step, name);
  g_autofree char *value = resite_step_run_get_field (step, form, resite_entry_get_id (field));
  gboolean required = g_strcmp0 (resite_entry_get (field, "required"), "yes") == 0;

  if (said != NULL)
    resite_move_set (move, name, said);
  else if (*value == '\0' && required && says (self, step, "fill", "any"))
    resite_move_set (move, name, invent_value (resite_entry_get (field, "type")));
}

/* By status. */

static gboolean
is_told_or_seen (ResiteStepRun *step, ResiteAction *action)
{
  const ResiteActionState *state = resite_step_state_get_action (resite_step_run_get_state (step),
                                                                 resite_action_get_id (action));

  return state != NULL && state->outcome != NULL &&
         (g_str_equal (state->outcome, "ok") || g_str_equal (state->outcome, "warning") ||
          g_str_equal (state->outcome, "told"));
}

/* Of the form that waits, or of all that are still open. */
static void
add_fields (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, ResiteMove *move, gboolean all)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *form = actions->pdata[i];
      GPtrArray *fields = resite_action_get_entries (form);

      if (resite_action_get_kind (form) != RESITE_ACTION_FORM || is_told_or_seen (step, form) ||
          !_resite_run_action_applies (run, step, form))
        continue;
      for (guint j = 0; j < fields->len; j++)
        add_field (self, step, move, form, fields->pdata[j]);
      if (!all)
        return;
    }
}

/* The action that waits for a person while Resite has something to do behind it; NULL when the
 * whole step can be signed off. */
static ResiteAction *
find_action_to_tell (ResiteRun *run, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
  ResiteAction *first = NULL;

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = actions->pdata[i];

      if (!_resite_run_action_applies (run, step, action) || is_told_or_seen (step, action))
        continue;
      if (!resite_step_run_is_automatic (step, action, NULL))
        first = first != NULL ? first : action;
      else if (first != NULL)
        return first;
    }
  return NULL;
}

static ResiteMove *
decide_done (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, char **reason)
{
  ResiteAction *action = find_action_to_tell (run, step);
  ResiteMove *move;

  if (!says (self, step, "done", "yes"))
    return ask_person (step, reason);
  move = new_move (self, RESITE_MOVE_DONE, step);
  if (action != NULL)
    resite_move_set (move, "action", resite_action_get_id (action));
  add_fact (self, step, move, "note");
  add_fields (self, run, step, move, TRUE);
  return open_gate (self, step, move);
}

static ResiteMove *
decide_fill (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, char **reason)
{
  ResiteMove *move;

  if (says (self, step, "fill", "no"))
    return ask_person (step, reason);
  move = new_move (self, RESITE_MOVE_FILL, step);
  add_fields (self, run, step, move, FALSE);
  return open_gate (self, step, move);
}

static ResiteMove *
decide_sign (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, char **reason)
{
  g_autofree char *objection = _resite_run_find_objection (run, step);
  ResiteMove *move;

  if (!says (self, step, "sign", "yes"))
    return ask_person (step, reason);
  move = new_move (self, RESITE_MOVE_SIGN, step);
  add_fact (self, step, move, "note");
  if (resite_step_get_released_by (resite_step_run_get_step (step)) != NULL)
    add_fact (self, step, move, "released-by");
  if (objection != NULL)
    add_fact (self, step, move, "overrule");
  return move;
}

static ResiteMove *
decide_judge (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, char **reason)
{
  gboolean seen = g_str_equal (_resite_run_weigh_evidence (run, step), "good");
  ResiteMove *move;

  if (says (self, step, "judge", "no") || (!seen && says (self, step, "judge", "evidence")))
    return ask_person (step, reason);
  move = new_move (self, RESITE_MOVE_JUDGE, step);
  resite_move_set (move, "verdict", "good");
  if (!seen)
    add_fact (self, step, move, "overrule");
  return move;
}

/* A person told an action, and the program was cut off before it went on to what Resite does behind
 * it: to sign the step off now would pass over that. */
static gboolean
goes_on_by_itself (ResiteRun *run, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = actions->pdata[i];
      const ResiteActionState *state = resite_step_state_get_action (
          resite_step_run_get_state (step), resite_action_get_id (action));

      if (_resite_run_action_applies (run, step, action) && !is_told_or_seen (step, action))
        return resite_step_run_is_automatic (step, action, NULL) &&
               (state == NULL || state->outcome == NULL);
    }
  return FALSE;
}

static ResiteMove *
decide_waiting (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, char **reason)
{
  const char *waits_for = resite_step_run_get_state (step)->waits_for;

  if (resite_step_is_pause (resite_step_run_get_step (step)))
    return decide_sign (self, run, step, reason);
  if (g_strcmp0 (waits_for, "form") == 0)
    return decide_fill (self, run, step, reason);
  if (g_strcmp0 (waits_for, "judgement") == 0)
    return decide_judge (self, run, step, reason);
  if (says (self, step, "start", "yes") && goes_on_by_itself (run, step))
    return open_gate (self, step, new_move (self, RESITE_MOVE_START, step));
  return decide_done (self, run, step, reason);
}

static ResiteMove *
decide_interrupted (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, char **reason)
{
  ResiteRerun rerun = resite_step_run_get_rerun (step);
  ResiteMove *move;

  if (rerun == RESITE_RERUN_NEVER)
    return decide_done (self, run, step, reason);
  if (rerun == RESITE_RERUN_ASK && !says (self, step, "confirm", "yes"))
    return ask_person (step, reason);
  move = new_move (self, RESITE_MOVE_START, step);
  if (rerun == RESITE_RERUN_ASK)
    resite_move_set (move, "confirm", "yes");
  return open_gate (self, step, move);
}

static ResiteMove *
decide_skip (ResitePolicy *self, ResiteStepRun *step)
{
  ResiteMove *move = new_move (self, RESITE_MOVE_SKIP, step);

  add_fact (self, step, move, "reason");
  return move;
}

ResitePolicyHands *
_resite_policy_get_hands (ResitePolicy *self)
{
  return &self->hands;
}

ResiteMove *
_resite_policy_try_again (ResitePolicy *self, ResiteStepRun *step)
{
  return open_gate (self, step, new_move (self, RESITE_MOVE_RETRY, step));
}

ResiteMove *
_resite_policy_turn_back (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step)
{
  ResiteStepStatus status = resite_step_run_get_status (step);
  ResiteMove *move;

  if ((status != RESITE_STEP_DONE && status != RESITE_STEP_SKIPPED) ||
      !_resite_run_is_on_road (run, step) || !says (self, step, "way-back", "yes"))
    return NULL;
  move = resite_move_new (RESITE_MOVE_WAY_BACK, self->by, NULL);
  add_fact (self, step, move, "reason");
  return move;
}

static ResiteMove *
decide_failed (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, guint tries, char **reason)
{
  const ResiteStepState *state = resite_step_run_get_state (step);

  if (g_strcmp0 (state->verdict, "bad") == 0)
    return ask_person (step, reason);
  if (tries < get_number (self, step, "retry"))
    return _resite_policy_try_again (self, step);
  if (says (self, step, "failed", "done"))
    return decide_done (self, run, step, reason);
  if (says (self, step, "failed", "skip"))
    return decide_skip (self, step);
  return ask_person (step, reason);
}

static ResiteMove *
decide_start (ResitePolicy *self, ResiteStepRun *step, char **reason)
{
  gboolean can_answer =
      says (self, step, "done", "yes") || resite_step_is_pause (resite_step_run_get_step (step));

  if (says (self, step, "start", "yes") && (can_answer || resite_step_run_has_automatic (step)))
    return open_gate (self, step, new_move (self, RESITE_MOVE_START, step));
  return ask_person (step, reason);
}

ResiteMove *
resite_policy_decide (ResitePolicy *self, ResiteRun *run, ResiteStepRun *step, guint tries,
                      char **reason)
{
  g_return_val_if_fail (RESITE_IS_POLICY (self), NULL);
  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), NULL);

  ResiteStepStatus status = resite_step_run_get_status (step);

  if (says (self, step, "skip", "yes") && status != RESITE_STEP_RUNNING)
    return decide_skip (self, step);
  switch (status)
    {
    case RESITE_STEP_TODO:
    case RESITE_STEP_LOOK_AGAIN:
    case RESITE_STEP_STOPPED:
      return decide_start (self, step, reason);
    case RESITE_STEP_WAITING:
      return decide_waiting (self, run, step, reason);
    case RESITE_STEP_INTERRUPTED:
      return decide_interrupted (self, run, step, reason);
    case RESITE_STEP_FAILED:
      return decide_failed (self, run, step, tries, reason);
    case RESITE_STEP_RUNNING:
    case RESITE_STEP_DONE:
    case RESITE_STEP_SKIPPED:
    case RESITE_STEP_LEFT_OUT:
    default:
      return ask_person (step, reason);
    }
}

gboolean
_resite_policy_finishes (ResitePolicy *self)
{
  g_autofree char *said = g_key_file_get_string (self->file, ALL_STEPS, "finish", NULL);

  return g_strcmp0 (said, "yes") == 0;
}

const char *
_resite_policy_get_by (ResitePolicy *self)
{
  return self->by;
}
