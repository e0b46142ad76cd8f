/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-values"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "resite-run-reach-private.h"

/* The steps of the procedure in which names and addresses change hands. */
#define STEP_OLD_RENAMED  "C3"
#define STEP_NEW_RENAMED  "C4"
#define STEP_NEW_SET_BACK "B1"
#define STEP_OLD_SET_BACK "B2"
#define ACTION_RENAME     "rename"

static const char *
get_plan_value (ResiteRun *self, const char *machine, const char *key)
{
  g_autofree char *name = g_strconcat (machine, ".", key, NULL);
  const char *value = resite_plan_get (self->plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

const char *
_resite_run_find_section (ResiteRun *self, const char *machine)
{
  const char *other = get_plan_value (self, machine, "same-as");

  return other != NULL ? other : machine;
}

/* From the moment when the machine was renamed; what follows in the step looks at it by then. */
static gboolean
is_done (ResiteRun *self, const char *id)
{
  const ResiteStepState *state = resite_run_state_get (self->state, id, NULL);
  const ResiteActionState *rename =
      state != NULL ? resite_step_state_get_action (state, ACTION_RENAME) : NULL;

  return state != NULL && (state->status == RESITE_STEP_DONE ||
                           (rename != NULL && (g_strcmp0 (rename->outcome, "ok") == 0 ||
                                               g_strcmp0 (rename->outcome, "told") == 0)));
}

gboolean
_resite_run_has_new_identity (ResiteRun *self, const char *machine)
{
  if (g_str_equal (machine, "old"))
    return is_done (self, STEP_OLD_RENAMED) && !is_done (self, STEP_OLD_SET_BACK);
  return is_done (self, STEP_NEW_RENAMED) && !is_done (self, STEP_NEW_SET_BACK);
}

static const char *
find_name (ResiteRun *self, const char *machine)
{
  const char *section = _resite_run_find_section (self, machine);

  if (g_str_equal (section, "old"))
    return resite_plan_get (self->plan, _resite_run_has_new_identity (self, "old")
                                            ? "old.name-after"
                                            : "site.server-name");
  if (g_str_equal (section, "new"))
    return resite_plan_get (self->plan, _resite_run_has_new_identity (self, "new")
                                            ? "site.server-name"
                                            : "new.name-before");
  if (g_str_equal (section, "ad"))
    return get_plan_value (self, "ad", "domain");
  if (g_str_equal (section, "desk"))
    return g_get_host_name ();
  return get_plan_value (self, section, "server-name");
}

char *
resite_run_get_name_now (ResiteRun *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  const char *name = find_name (self, machine);
  return g_strdup (name != NULL ? name : "");
}

static const char *
find_address (ResiteRun *self, const char *machine)
{
  gboolean has_site_address = g_str_equal (machine, "old")
                                  ? !_resite_run_has_new_identity (self, "old")
                                  : _resite_run_has_new_identity (self, "new");
  const char *address = has_site_address ? resite_plan_get (self->plan, "site.address")
                                         : _resite_run_find_host (self, machine);

  if (address != NULL && !g_hostname_is_ip_address (address))
    address = NULL;
  return address != NULL ? address : _ ("by DHCP");
}

void
_resite_run_refresh_values (ResiteRun *self)
{
  resite_variables_set (self->variables, "run.id", resite_run_get_id (self));
  resite_variables_set (self->variables, "old.name-now", find_name (self, "old"));
  resite_variables_set (self->variables, "new.name-now", find_name (self, "new"));
  resite_variables_set (self->variables, "old.changed",
                        _resite_run_has_new_identity (self, "old") ? "yes" : "no");
  resite_variables_set (self->variables, "new.changed",
                        _resite_run_has_new_identity (self, "new") ? "yes" : "no");
  resite_variables_set (self->variables, "old.address-now", find_address (self, "old"));
  resite_variables_set (self->variables, "new.address-now", find_address (self, "new"));
  resite_variables_set (self->variables, "packages.all-right",
                        _resite_run_are_packages_right (self) ? "yes" : "no");
  _resite_run_refresh_fields (self);
  _resite_run_refresh_hosts (self);
}

void
_resite_run_rebuild_values (ResiteRun *self)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->steps));

  g_clear_object (&self->variables);
  self->variables = resite_plan_to_variables (self->plan);
  _resite_run_refresh_values (self);
  _resite_run_rebuild_connections (self);
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);
      _resite_step_run_forget_values (step);
    }
}

/* For one step: a step that runs once for each machine speaks of its own machine, and of what was
 * typed for that machine in other steps. */
ResiteVariables *
_resite_run_get_step_variables (ResiteRun *self, ResiteStepRun *step)
{
  const char *target = resite_step_run_get_target (step);
  ResiteVariables *variables = _resite_step_run_get_variables (step);

  if (*target != '\0')
    _resite_run_set_fields_of (self, variables, target);
  return variables;
}

gboolean
_resite_run_holds (ResiteRun *self, ResiteStepRun *step, const char *condition)
{
  g_autoptr (GError) error = NULL;
  gboolean holds = TRUE;

  if (condition == NULL)
    return TRUE;
  if (!resite_variables_test (_resite_run_get_step_variables (self, step), condition, &holds,
                              &error))
    {
      /* The runbook's checker refuses these; here the step is rather shown than lost. */
      g_debug ("Condition \"%s\": %s", condition, error->message);
      return TRUE;
    }
  return holds;
}

char *
resite_run_expand (ResiteRun *self, ResiteStepRun *step, const char *text)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (step == NULL || RESITE_IS_STEP_RUN (step), NULL);

  if (text == NULL)
    return g_strdup ("");
  return resite_variables_expand_for_reading (
      step != NULL ? _resite_run_get_step_variables (self, step) : self->variables, text);
}
