/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-checklist"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

/* The checklist while it is written: what a form would hold is a gap to be filled with a pen. */
typedef struct
{
  ResiteSummary *summary;
  ResiteDocument *document;
  ResiteVariables *variables;
  gboolean old_renamed;
  gboolean new_renamed;
} Checklist;

static ResiteVariables *
make_variables (ResiteSummary *self)
{
  ResiteVariables *variables = resite_variables_new (self->variables);
  const char *const *names = resite_runbook_get_variables (self->runbook);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_has_prefix (names[i], "step.") &&
          *resite_summary_get_value (self, names[i]) == '\0')
        resite_variables_set (variables, names[i], "__________");
    }
  return variables;
}

static gboolean
is_shown (Checklist *list, const ResiteBlock *block)
{
  gboolean shown = TRUE;

  return block->when == NULL ||
         !resite_variables_test (list->variables, block->when, &shown, NULL) || shown;
}

static void
add_block (Checklist *list, const ResiteBlock *block, const char *target, guint *number)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (!is_shown (list, block))
    return;
  text = resite_summary_expand_with (list->summary, list->variables, target, block->text);
  switch (block->kind)
    {
    case RESITE_BLOCK_ITEM:
      line = g_strdup_printf ("%u.", ++*number);
      resite_document_add_item (list->document, line, text);
      break;
    case RESITE_BLOCK_COMMAND:
      resite_document_add (list->document, RESITE_DOCUMENT_COMMAND, text);
      break;
    case RESITE_BLOCK_VALUE:
      line = g_strdup_printf ("%s: %s", block->label != NULL ? block->label : "", text);
      resite_document_add_item (list->document, "", line);
      break;
    case RESITE_BLOCK_PARAGRAPH:
    default:
      resite_document_add (list->document, RESITE_DOCUMENT_PARAGRAPH, text);
      break;
    }
}

static const char *
say_hazard (ResiteStep *step)
{
  if (resite_step_get_hazard (step) == RESITE_HAZARD_IRREVERSIBLE)
    return _ (" · CANNOT BE UNDONE");
  if (resite_step_is_pause (step))
    return _ (" · stop and sign");
  return "";
}

static char *
name_target (Checklist *list, ResiteStep *step, const char *target)
{
  const char *role = resite_summary_role_to_word (resite_step_get_role (step));
  g_autofree char *key = NULL;

  if (target == NULL)
    return g_strdup (role);
  key = g_strconcat (target, ".server-name", NULL);
  return g_strdup_printf ("%s %s", role, resite_summary_get_value (list->summary, key));
}

static void
add_step (Checklist *list, ResiteStep *step, const char *target)
{
  g_autofree char *title = NULL;
  g_autofree char *machine = name_target (list, step, target);
  g_autofree char *head = NULL;
  GPtrArray *blocks = resite_step_get_by_hand (step);
  guint number = 0;

  title = resite_summary_expand_with (list->summary, list->variables, target,
                                      resite_step_get_title (step));
  /* TRANSLATORS: a step's id, its title, the machine it is done on, a warning or nothing. */
  head = g_strdup_printf (_ ("%s  %s  [on: %s]%s"), resite_step_get_id (step), title, machine,
                          say_hazard (step));
  resite_document_add (list->document, RESITE_DOCUMENT_HEADING, head);
  for (guint i = 0; i < blocks->len; i++)
    add_block (list, g_ptr_array_index (blocks, i), target, &number);
  resite_document_add (list->document, RESITE_DOCUMENT_CHECK,
                       _ ("done    by ______________________   on ______________   at ________   "
                          "remark ______________________"));
}

/* Behind C3 and C4 the servers go by their new names in every text. */
static void
pass_step (Checklist *list, ResiteStep *step)
{
  list->old_renamed = list->old_renamed || g_str_equal (resite_step_get_id (step), "C3");
  list->new_renamed = list->new_renamed || g_str_equal (resite_step_get_id (step), "C4");
  resite_summary_set_names_now (list->summary, list->variables, list->old_renamed,
                                list->new_renamed);
}

static void
add_step_for_all (Checklist *list, ResiteStep *step)
{
  ResiteSummary *self = list->summary;
  const char *role = resite_step_get_for_each (step);
  g_auto (GStrv) machines = NULL;

  if (!resite_runbook_has_step_for (self->runbook, step, self->variables))
    return;
  if (role != NULL)
    machines = resite_plan_list_machines (self->plan, role);
  if (machines == NULL)
    add_step (list, step, NULL);
  for (guint i = 0; machines != NULL && machines[i] != NULL; i++)
    add_step (list, step, machines[i]);
  pass_step (list, step);
}

static void
add_phase (Checklist *list, ResitePhase *phase, GPtrArray *steps)
{
  const char *intro = resite_phase_get_intro (phase);
  g_autofree char *title = NULL;

  title = resite_summary_expand_with (list->summary, list->variables, NULL,
                                      resite_phase_get_title (phase));
  resite_document_add (list->document, RESITE_DOCUMENT_RESULT, title);
  if (intro != NULL && *intro != '\0')
    {
      g_autofree char *text = NULL;

      text = resite_summary_expand_with (list->summary, list->variables, NULL, intro);
      resite_document_add (list->document, RESITE_DOCUMENT_PARAGRAPH, text);
    }
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);

      if (g_strcmp0 (resite_step_get_phase_id (step), resite_phase_get_id (phase)) == 0)
        add_step_for_all (list, step);
    }
}

ResiteDocument *
resite_summary_build_checklist (ResiteSummary *self)
{
  g_autoptr (GPtrArray) steps = resite_runbook_list_steps_for (self->runbook, self->variables);
  g_autoptr (ResiteVariables) variables = make_variables (self);
  GPtrArray *phases = resite_runbook_get_phases (self->runbook);
  g_autofree char *title = NULL;
  Checklist list = { .summary = self, .variables = variables };

  title = g_strdup_printf (_ ("Checklist: new hardware for SMS site %s, all by hand"),
                           resite_summary_get_value (self, "site.code"));
  list.document = resite_document_new (title);
  list.document->size = 8.5;
  resite_summary_set_frame (self, list.document, _ ("Checklist"), FALSE);
  resite_summary_set_names_now (self, variables, FALSE, FALSE);
  resite_document_add (list.document, RESITE_DOCUMENT_PARAGRAPH,
                       _ ("For the day on which the computer with Resite fails. Every step, in its "
                          "order, with the values of this site. Sign each one; type it into Resite "
                          "later."));
  for (guint i = 0; i < phases->len; i++)
    add_phase (&list, g_ptr_array_index (phases, i), steps);
  return list.document;
}
