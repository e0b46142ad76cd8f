/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-build"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-kit-private.h"
#include "resite-kit.h"
#include "resite-machine-words.h"

/* The steps in which a machine takes its other name. */
#define RENAMES_OLD "C3"
#define RENAMES_NEW "C4"

static gboolean
is_closed (ResiteRun *run, const char *step_id)
{
  ResiteStepRun *step = resite_run_find_step (run, step_id);

  return step != NULL && resite_step_run_get_status (step) == RESITE_STEP_DONE;
}

/* Where is this step, seen from the one that renames its machine? On the way back a name is what the
 * journal says, since nobody knows from where one turns round. */
static gboolean
is_renamed_before (ResiteKitStep *self, const char *renaming)
{
  GListModel *steps = resite_run_get_steps (self->run);
  const char *phase = resite_step_get_phase_id (resite_step_run_get_step (self->step));

  if (g_str_equal (phase, "back"))
    return is_closed (self->run, renaming);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      if (step == self->step)
        return FALSE;
      if (g_str_equal (resite_step_run_get_name (step), renaming))
        return TRUE;
    }
  return FALSE;
}

static const char *
get_value (ResiteKitStep *self, const char *name)
{
  return resite_variables_get (self->variables, name);
}

/* The computer name of the step's machine when this step is at hand. */
static char *
find_server (ResiteKitStep *self)
{
  const char *machine = resite_step_run_get_machine (self->step);
  gboolean is_back =
      g_str_equal (resite_step_get_phase_id (resite_step_run_get_step (self->step)), "back");

  if (g_str_equal (machine, "old"))
    {
      gboolean renamed = is_renamed_before (self, RENAMES_OLD) != self->renamed;
      return g_strdup (get_value (
          self, renamed && !(is_back && self->renamed) ? "old.name-after" : "site.server-name"));
    }
  if (g_str_equal (machine, "new"))
    {
      gboolean renamed = is_renamed_before (self, RENAMES_NEW) != self->renamed;
      return g_strdup (get_value (
          self, renamed && !(is_back && self->renamed) ? "site.server-name" : "new.name-before"));
    }
  return resite_run_get_name_now (self->run, machine);
}

/* "C6-P01": several machines of a role are told apart by their site. */
static char *
make_stem (ResiteKitStep *self)
{
  const char *id = resite_step_get_id (resite_step_run_get_step (self->step));
  const char *target = resite_step_run_get_target (self->step);
  const char *site = get_value (self, "primary.site-code");

  if (target == NULL || *target == '\0')
    return g_strdup (id);
  return g_strdup_printf ("%s-%s", id, site != NULL && *site != '\0' ? site : target);
}

ResiteKitScript *
_resite_kit_step_open (ResiteKitStep *self, const char *slug)
{
  if (self->script != NULL)
    return self->script;

  g_autofree char *stem = make_stem (self);
  g_autofree char *name = g_strdup_printf ("%s-%s.cmd", stem, slug);
  g_autofree char *title = resite_step_run_get_title (self->step);
  ResiteKitScript *script = resite_kit_script_new (name);
  ResiteStep *step = resite_step_run_get_step (self->step);

  script->run = g_strdup (resite_run_get_id (self->run));
  script->step = g_strdup (resite_step_run_get_name (self->step));
  script->title = g_strdup_printf ("%s  %s", resite_step_get_id (step), title);
  script->machine = g_strdup (resite_machine_words_get (resite_step_run_get_machine (self->step)));
  script->server = find_server (self);
  script->once = resite_step_get_rerun (step) == RESITE_RERUN_NEVER && !self->renamed;
  if (script->server == NULL || *script->server == '\0')
    script->missing = g_strdup (_ ("The plan does not say what the machine is called."));
  self->script = script;
  return script;
}

void
_resite_kit_step_miss (ResiteKitStep *self, const char *slug, GError *error)
{
  ResiteKitScript *script = _resite_kit_step_open (self, slug);

  if (script->missing == NULL)
    script->missing = g_strdup (error->message);
  g_error_free (error);
}

char *
_resite_kit_step_get (ResiteKitStep *self, ResiteAction *action, const char *name, const char *slug)
{
  const char *text = resite_action_get (action, name);
  GError *error = NULL;
  char *value = text != NULL ? resite_variables_expand (self->variables, text, &error) : NULL;

  if (error != NULL)
    _resite_kit_step_miss (self, slug, error);
  return value;
}

static void
close_script (ResiteKitStep *self)
{
  ResiteKitScript *script = g_steal_pointer (&self->script);

  if (script == NULL)
    return;
  if (script->items->len > 0 || script->body != NULL || script->missing != NULL)
    g_ptr_array_add (self->scripts, script);
  else
    resite_kit_script_free (script);
}

/* After a restart the machine has its new name, and a script of its own. */
static void
split_at_restart (ResiteKitStep *self)
{
  GPtrArray *items = self->script != NULL ? self->script->items : NULL;
  const ResiteKitItem *last = items != NULL && items->len > 0 ? items->pdata[items->len - 1] : NULL;

  if (last == NULL || !last->last)
    return;
  close_script (self);
  self->renamed = TRUE;
}

static void
add_action (ResiteKitStep *self, ResiteAction *action)
{
  switch (resite_action_get_kind (action))
    {
    case RESITE_ACTION_COMMAND:
      _resite_kit_add_command (self, action);
      split_at_restart (self);
      break;
    case RESITE_ACTION_CHECK:
      _resite_kit_add_check (self, action);
      break;
    case RESITE_ACTION_COPY:
      _resite_kit_add_copy (self, action);
      break;
    case RESITE_ACTION_BULK:
      _resite_kit_add_bulk (self, action);
      break;
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_DIRECTORY:
    case RESITE_ACTION_WATCH:
    case RESITE_ACTION_WAIT:
    default:
      break;
    }
}

static gboolean
wants_script (ResiteStepRun *step)
{
  const char *machine = resite_step_run_get_machine (step);

  return !g_str_equal (machine, "desk") && !g_str_equal (machine, "ad") &&
         !resite_step_is_pause (resite_step_run_get_step (step)) &&
         resite_step_run_get_status (step) != RESITE_STEP_LEFT_OUT;
}

static void
add_step (ResiteRun *run, ResiteStepRun *step, GPtrArray *scripts)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));
  ResiteKitStep kit = {
    .run = run, .step = step, .variables = resite_step_run_get_variables (step), .scripts = scripts
  };

  for (guint i = 0; i < actions->len; i++)
    if (resite_step_run_holds (step, resite_action_get (actions->pdata[i], "when")))
      add_action (&kit, actions->pdata[i]);
  close_script (&kit);
}

GPtrArray *
resite_kit_list (ResiteRun *run)
{
  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  GPtrArray *scripts = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_kit_script_free);
  GListModel *steps = resite_run_get_steps (run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      if (wants_script (step))
        add_step (run, step, scripts);
    }
  return scripts;
}
