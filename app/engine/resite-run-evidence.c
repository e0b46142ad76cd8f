/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-evidence"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"

const char *
_resite_run_judge_step_probe (ResiteRun *self, const char *step_id)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));
  gboolean open = FALSE;

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      const ResiteStepState *state = resite_step_run_get_state (step);

      if (!g_str_equal (resite_step_get_id (resite_step_run_get_step (step)), step_id))
        continue;
      if (state != NULL &&
          (state->status == RESITE_STEP_FAILED || g_strcmp0 (state->verdict, "bad") == 0))
        return "bad";
      open = open || state == NULL || !resite_step_status_is_closed (state->status);
    }
  return open ? "open" : "good";
}

/* What a verdict is weighed by: what was seen, not what was done. */
static gboolean
is_evidence (ResiteAction *action)
{
  switch (resite_action_get_kind (action))
    {
    case RESITE_ACTION_CHECK:
    case RESITE_ACTION_WATCH:
    case RESITE_ACTION_BULK:
    case RESITE_ACTION_COPY:
      return TRUE;
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_COMMAND:
    case RESITE_ACTION_DIRECTORY:
    case RESITE_ACTION_WAIT:
    default:
      return FALSE;
    }
}

/* That a package was assigned says nothing of what was sent then. */
static gboolean
is_assignment (ResiteAction *action)
{
  return resite_action_get_kind (action) == RESITE_ACTION_BULK &&
         g_strcmp0 (resite_action_get (action, "worker"), "assign") == 0;
}

/* -1 bad, 0 nothing, 1 good. A person's word counts as evidence when it comes with what was
 * printed or with a file. */
static int
weigh_action (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  const ResiteActionState *state = resite_step_state_get_action (resite_step_run_get_state (step),
                                                                 resite_action_get_id (action));

  if (state == NULL || state->outcome == NULL)
    return 0;
  if (g_str_equal (state->outcome, "failed"))
    return -1;
  if (is_assignment (action))
    return 0;
  if (g_str_equal (state->outcome, "ok") || g_str_equal (state->outcome, "warning"))
    return 1;
  if (g_str_equal (state->outcome, "told"))
    return g_strcmp0 (state->how, "O") == 0 || g_strcmp0 (state->how, "F") == 0 ? 1 : 0;
  return 0;
}

static void
weigh_actions (ResiteRun *self, ResiteStepRun *step, gboolean bulk_only, guint *good, guint *bad)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = actions->pdata[i];
      gboolean counts =
          bulk_only ? resite_action_get_kind (action) == RESITE_ACTION_BULK : is_evidence (action);
      int weight = counts && _resite_run_action_applies (self, step, action)
                       ? weigh_action (self, step, action)
                       : 0;
      *good += weight > 0;
      *bad += weight < 0;
    }
}

/* R4 judges what R3 did: the bulk work right before a verdict is part of its evidence. */
static void
weigh_predecessors (ResiteRun *self, ResiteStepRun *step, guint *good, guint *bad)
{
  GPtrArray *after =
      g_hash_table_lookup (self->after, resite_step_get_id (resite_step_run_get_step (step)));
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  for (guint i = 0; after != NULL && i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) other = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      const char *id = resite_step_get_id (resite_step_run_get_step (other));
      if (g_ptr_array_find_with_equal_func (after, id, g_str_equal, NULL))
        weigh_actions (self, other, TRUE, good, bad);
    }
}

/* (nullable): of a log that was followed and decided nothing: what else was seen does not make up
 * for that. */
static const ResiteActionState *
find_undecided (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      const ResiteActionState *state = resite_step_state_get_action (
          resite_step_run_get_state (step), resite_action_get_id (actions->pdata[i]));

      if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_WATCH &&
          _resite_run_action_applies (self, step, actions->pdata[i]) && state != NULL &&
          g_strcmp0 (state->outcome, "unknown") == 0)
        return state;
    }
  return NULL;
}

/* Paper of an earlier attempt, or from before the log was followed, says nothing of it. */
static gboolean
has_paper (const ResiteStepState *state, const ResiteActionState *undecided)
{
  return state != NULL && state->attached_at > 0 &&
         (undecided == NULL || state->attached_at >= undecided->started_at);
}

const char *
_resite_run_weigh_evidence (ResiteRun *self, ResiteStepRun *step)
{
  const ResiteStepState *state = resite_step_run_get_state (step);
  const ResiteActionState *undecided = find_undecided (self, step);
  guint good = 0, bad = 0;

  weigh_actions (self, step, FALSE, &good, &bad);
  weigh_predecessors (self, step, &good, &bad);
  if (bad > 0)
    return "bad";
  return has_paper (state, undecided) || (good > 0 && undecided == NULL) ? "good" : "none";
}

/* Pauses. */

static gboolean
holds_by_itself (ResiteRun *self, ResiteStepRun *step, ResiteEntry *probe)
{
  const char *type = resite_entry_get (probe, "type");
  const char *path = resite_entry_get (probe, "path");

  if (g_strcmp0 (type, "step") == 0 && path != NULL)
    return g_str_equal (_resite_run_judge_step_probe (self, path), "good");
  if (g_strcmp0 (type, "value") == 0 && path != NULL)
    {
      const char *value = resite_variables_get (_resite_run_get_step_variables (self, step), path);
      return value != NULL && *value != '\0';
    }
  return TRUE;
}

/* Names of the items that failed when the check was looked at last. */
static GPtrArray *
read_failed_items (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  GPtrArray *failed = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *scope = resite_run_state_format_scope (
      resite_step_get_id (resite_step_run_get_step (step)), resite_step_run_get_target (step),
      resite_step_run_get_attempt (step), resite_action_get_id (action));
  g_autoptr (GPtrArray) records = resite_journal_read_items (self->journal, scope, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ResiteItemRecord *record = records->pdata[i];
      if (g_strcmp0 (record->state, "failed") == 0)
        g_ptr_array_add (failed, g_strdup (record->name));
    }
  return failed;
}

static void
add_objections (ResiteRun *self, ResiteStepRun *step, ResiteAction *check, GPtrArray *labels)
{
  GPtrArray *probes = resite_action_get_entries (check);
  g_autoptr (GPtrArray) failed = read_failed_items (self, step, check);

  for (guint i = 0; i < probes->len; i++)
    {
      ResiteEntry *probe = probes->pdata[i];
      const char *label = resite_entry_get_label (probe);
      const char *type = resite_entry_get (probe, "type");
      gboolean is_own = g_strcmp0 (type, "step") == 0 || g_strcmp0 (type, "value") == 0;
      gboolean stands = is_own ? holds_by_itself (self, step, probe)
                               : !g_ptr_array_find_with_equal_func (
                                     failed, resite_entry_get_id (probe), g_str_equal, NULL);

      if (!stands && g_strcmp0 (resite_entry_get (probe, "required"), "no") != 0)
        g_ptr_array_add (
            labels,
            resite_run_expand (self, step, label != NULL ? label : resite_entry_get_id (probe)));
    }
}

char *
_resite_run_find_objection (ResiteRun *self, ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_CHECK &&
        _resite_run_action_applies (self, step, actions->pdata[i]))
      add_objections (self, step, actions->pdata[i], labels);
  if (labels->len == 0)
    return NULL;
  g_ptr_array_add (labels, NULL);
  return g_strjoinv ("; ", (GStrv)labels->pdata);
}
