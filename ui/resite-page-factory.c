/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-page-factory"
#include "config.h"
#include "resite-check-page.h"
#include "resite-decision-page.h"
#include "resite-form-page.h"
#include "resite-instruction-page.h"
#include "resite-job-page.h"
#include "resite-page-factory.h"
#include "resite-pause-page.h"
#include "resite-summary-page.h"
#include "resite-watch-page.h"

/* Which class an action asks for, and how much it weighs in a step that has several. What Resite
 * does itself weighs most, then what the person does, then what both only look at. */
static const struct
{
  ResiteActionKind action;
  ResitePageClassKind page;
  guint weight;
} kinds[] = {
  { RESITE_ACTION_COPY, RESITE_PAGE_JOB, 9 },
  { RESITE_ACTION_BULK, RESITE_PAGE_JOB, 8 },
  { RESITE_ACTION_COMMAND, RESITE_PAGE_INSTRUCTION, 7 },
  { RESITE_ACTION_DIRECTORY, RESITE_PAGE_INSTRUCTION, 6 },
  { RESITE_ACTION_INSTRUCTION, RESITE_PAGE_INSTRUCTION, 5 },
  { RESITE_ACTION_WATCH, RESITE_PAGE_WATCH, 4 },
  { RESITE_ACTION_FORM, RESITE_PAGE_FORM, 3 },
  { RESITE_ACTION_CHECK, RESITE_PAGE_CHECK, 2 },
  { RESITE_ACTION_WAIT, RESITE_PAGE_JOB, 1 },
};

static guint
find_kind (ResiteActionKind action)
{
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (kinds) && kinds[i].action != action)
    i++;
  return i;
}

ResitePageClassKind
resite_page_factory_choose (ResiteStep *step)
{
  GPtrArray *actions;
  ResitePageClassKind page = RESITE_PAGE_INSTRUCTION;
  guint weight = 0;

  g_return_val_if_fail (RESITE_IS_STEP (step), RESITE_PAGE_INSTRUCTION);
  if (resite_step_is_pause (step))
    return RESITE_PAGE_PAUSE;
  if (resite_step_is_verdict (step))
    return RESITE_PAGE_DECISION;
  actions = resite_step_get_actions (step);
  for (guint i = 0; i < actions->len; i++)
    {
      guint kind = find_kind (resite_action_get_kind (g_ptr_array_index (actions, i)));

      if (kinds[kind].weight <= weight)
        continue;
      weight = kinds[kind].weight;
      page = kinds[kind].page;
    }
  return page;
}

static GType
get_type_of (ResitePageClassKind page)
{
  switch (page)
    {
    case RESITE_PAGE_FORM:
      return RESITE_TYPE_FORM_PAGE;
    case RESITE_PAGE_CHECK:
      return RESITE_TYPE_CHECK_PAGE;
    case RESITE_PAGE_JOB:
      return RESITE_TYPE_JOB_PAGE;
    case RESITE_PAGE_WATCH:
      return RESITE_TYPE_WATCH_PAGE;
    case RESITE_PAGE_PAUSE:
      return RESITE_TYPE_PAUSE_PAGE;
    case RESITE_PAGE_DECISION:
      return RESITE_TYPE_DECISION_PAGE;
    case RESITE_PAGE_INSTRUCTION:
    default:
      return RESITE_TYPE_INSTRUCTION_PAGE;
    }
}

GtkWidget *
resite_page_factory_new_step_page (ResiteRun *run, ResiteStepRun *step, const char *person)
{
  ResitePageClassKind page = resite_page_factory_choose (resite_step_run_get_step (step));

  return g_object_new (get_type_of (page), "run", run, "step-run", step, "person", person,
                       "visible", TRUE, NULL);
}

GtkWidget *
resite_page_factory_new_summary_page (ResiteRun *run, const char *person)
{
  return g_object_new (RESITE_TYPE_SUMMARY_PAGE, "run", run, "person", person, "visible", TRUE,
                       NULL);
}
