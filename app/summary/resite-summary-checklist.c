/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-checklist"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

static gboolean
is_shown (ResiteSummary *self, const ResiteBlock *block)
{
  gboolean shown = TRUE;

  return block->when == NULL ||
         !resite_variables_test (self->variables, block->when, &shown, NULL) || shown;
}

static void
add_block (ResiteSummary *self, ResiteDocument *document, const ResiteBlock *block,
           const char *target, guint *number)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (!is_shown (self, block))
    return;
  text = resite_summary_expand (self, target, block->text);
  switch (block->kind)
    {
    case RESITE_BLOCK_ITEM:
      line = g_strdup_printf ("%u. %s", ++*number, text);
      resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, line);
      break;
    case RESITE_BLOCK_COMMAND:
      resite_document_add (document, RESITE_DOCUMENT_COMMAND, text);
      break;
    case RESITE_BLOCK_VALUE:
      line = g_strdup_printf ("%s: %s", block->label != NULL ? block->label : "", text);
      resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, line);
      break;
    case RESITE_BLOCK_PARAGRAPH:
    default:
      resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, text);
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
name_target (ResiteSummary *self, ResiteStep *step, const char *target)
{
  const char *role = resite_summary_role_to_word (resite_step_get_role (step));
  g_autofree char *key = NULL;

  if (target == NULL)
    return g_strdup (role);
  key = g_strconcat (target, ".server-name", NULL);
  return g_strdup_printf ("%s %s", role, resite_summary_get_value (self, key));
}

static void
add_step (ResiteSummary *self, ResiteDocument *document, ResiteStep *step, const char *target)
{
  g_autofree char *title = resite_summary_expand (self, target, resite_step_get_title (step));
  g_autofree char *machine = name_target (self, step, target);
  g_autofree char *head = NULL;
  GPtrArray *blocks = resite_step_get_by_hand (step);
  guint number = 0;

  /* TRANSLATORS: a step's id, its title, the machine it is done on, a warning or nothing. */
  head = g_strdup_printf (_ ("%s  %s  [on the %s]%s"), resite_step_get_id (step), title, machine,
                          say_hazard (step));
  resite_document_add (document, RESITE_DOCUMENT_HEADING, head);
  for (guint i = 0; i < blocks->len; i++)
    add_block (self, document, g_ptr_array_index (blocks, i), target, &number);
  resite_document_add (document, RESITE_DOCUMENT_CHECK,
                       _ ("done    by ______________________   on ______________   at ________   "
                          "remark ______________________"));
}

static void
add_step_for_all (ResiteSummary *self, ResiteDocument *document, ResiteStep *step)
{
  const char *role = resite_step_get_for_each (step);
  g_auto (GStrv) machines = NULL;

  if (!resite_runbook_has_step_for (self->runbook, step, self->variables))
    return;
  if (role != NULL)
    machines = resite_plan_list_machines (self->plan, role);
  if (machines == NULL)
    add_step (self, document, step, NULL);
  for (guint i = 0; machines != NULL && machines[i] != NULL; i++)
    add_step (self, document, step, machines[i]);
}

static void
add_phase (ResiteSummary *self, ResiteDocument *document, ResitePhase *phase, GPtrArray *steps)
{
  g_autofree char *title = resite_summary_expand (self, NULL, resite_phase_get_title (phase));
  g_autofree char *intro = NULL;

  if (resite_phase_get_intro (phase) != NULL)
    intro = resite_summary_expand (self, NULL, resite_phase_get_intro (phase));
  resite_document_add (document, RESITE_DOCUMENT_RESULT, title);
  if (intro != NULL && *intro != '\0')
    resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, intro);
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);

      if (g_strcmp0 (resite_step_get_phase_id (step), resite_phase_get_id (phase)) == 0)
        add_step_for_all (self, document, step);
    }
}

ResiteDocument *
resite_summary_build_checklist (ResiteSummary *self)
{
  g_autoptr (GPtrArray) steps = resite_runbook_list_steps_for (self->runbook, self->variables);
  GPtrArray *phases = resite_runbook_get_phases (self->runbook);
  g_autofree char *title = NULL;
  ResiteDocument *document;

  title = g_strdup_printf (_ ("Checklist: new hardware for SMS site %s, all by hand"),
                           resite_summary_get_value (self, "site.code"));
  document = resite_document_new (title);
  document->size = 8.5;
  resite_summary_set_frame (self, document, _ ("Checklist"));
  resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH,
                       _ ("For the day on which the computer with Resite fails. Every step, in its "
                          "order, with the values of this site. Sign each one; type it into Resite "
                          "later."));
  for (guint i = 0; i < phases->len; i++)
    add_phase (self, document, g_ptr_array_index (phases, i), steps);
  /* What was done already is the business of the slip. */
  g_clear_pointer (&document->mark, g_free);
  if (resite_run_state_is_rehearsal (self->state))
    document->mark = g_strdup (_ ("REHEARSAL"));
  return document;
}
