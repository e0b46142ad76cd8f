/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-build"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-kit-private.h"
#include "resite-kit.h"
#include "resite-machine-words.h"

/* The steps in which a machine takes its other name, and those in which it gets its own back. */
#define RENAMES_OLD "C3"
#define RENAMES_NEW "C4"
#define RETURNS_OLD "B2"
#define RETURNS_NEW "B1"

/* After the one the other is refused: preinst /DELJOB would take away what the new site is sent. */
#define STEP_REMOVED "C6"
#define STEP_SETUP   "C11"

static gboolean
is_closed (ResiteRun *run, const char *step_id)
{
  ResiteStepRun *step = resite_run_find_step (run, step_id);

  return step != NULL && resite_step_run_get_status (step) == RESITE_STEP_DONE;
}

static gboolean
comes_after (ResiteKitStep *self, const char *name)
{
  GListModel *steps = resite_run_get_steps (self->run);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      if (step == self->step)
        return FALSE;
      if (g_str_equal (resite_step_run_get_name (step), name))
        return TRUE;
    }
  return FALSE;
}

static const char *
get_value (ResiteKitStep *self, const char *name)
{
  return resite_variables_get (self->variables, name);
}

/* On the way back a name is what the journal says, since nobody knows from where one turns round. */
static char *
find_server_back (ResiteKitStep *self, const char *returning, const char *renaming,
                  const char *before, const char *after)
{
  const char *machine = resite_step_run_get_machine (self->step);

  if (self->renamed || comes_after (self, returning))
    return g_strdup (get_value (self, before));
  if (!is_closed (self->run, resite_step_run_get_name (self->step)))
    return resite_run_get_name_now (self->run, machine);
  return g_strdup (get_value (self, is_closed (self->run, renaming) ? after : before));
}

static char *
find_changing_server (ResiteKitStep *self, const char *renaming, const char *returning,
                      const char *before, const char *after)
{
  const char *phase = resite_step_get_phase_id (resite_step_run_get_step (self->step));

  if (g_str_equal (phase, "back"))
    return find_server_back (self, returning, renaming, before, after);
  return g_strdup (
      get_value (self, self->renamed || comes_after (self, renaming) ? after : before));
}

/* The computer name of the step's machine when this step is at hand. */
static char *
find_server (ResiteKitStep *self)
{
  const char *machine = resite_step_run_get_machine (self->step);

  if (g_str_equal (machine, "old"))
    return find_changing_server (self, RENAMES_OLD, RETURNS_OLD, "site.server-name",
                                 "old.name-after");
  if (g_str_equal (machine, "new"))
    return find_changing_server (self, RENAMES_NEW, RETURNS_NEW, "new.name-before",
                                 "site.server-name");
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

static gboolean
is_taken (ResiteKitStep *self, const char *stem)
{
  for (guint i = 0; i < self->scripts->len; i++)
    {
      const char *name = ((ResiteKitScript *)self->scripts->pdata[i])->name;
      if (g_str_has_prefix (name, stem) && name[strlen (stem)] == '.')
        return TRUE;
    }
  return FALSE;
}

/* Two copies of one step are "C1-copy.cmd" and "C1-copy-2.cmd". */
static char *
make_name (ResiteKitStep *self, const char *slug)
{
  g_autofree char *step = make_stem (self);
  g_autofree char *stem = g_strdup_printf ("%s-%s", step, slug);

  for (guint number = 2; is_taken (self, stem); number++)
    {
      g_free (stem);
      stem = g_strdup_printf ("%s-%s-%u", step, slug, number);
    }
  return g_strconcat (stem, ".cmd", NULL);
}

static gboolean
is_sealed (ResiteKitStep *self)
{
  ResiteStepRun *setup = resite_run_find_step (self->run, STEP_SETUP);

  return g_str_equal (resite_step_get_id (resite_step_run_get_step (self->step)), STEP_REMOVED) &&
         setup != NULL && resite_step_run_get_state (setup) != NULL &&
         resite_step_run_get_status (setup) != RESITE_STEP_TODO;
}

ResiteKitScript *
_resite_kit_step_open (ResiteKitStep *self, const char *slug)
{
  /* What has a body of its own takes no further items. */
  if (self->script != NULL && self->script->body != NULL)
    _resite_kit_step_close (self);
  if (self->script != NULL)
    return self->script;

  g_autofree char *name = make_name (self, slug);
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
  else if (is_sealed (self))
    script->missing =
        g_strdup (_ ("Setup (C11) has begun. Removing the site and its jobs now would "
                     "take away what the new site needs."));
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

void
_resite_kit_step_close (ResiteKitStep *self)
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
  _resite_kit_step_close (self);
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
  _resite_kit_step_close (&kit);
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
