/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-instruction-page"

#include "config.h"
#include "resite-instruction-page.h"

struct _ResiteInstructionPage
{
  ResiteStepPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteInstructionPage, resite_instruction_page, RESITE_TYPE_STEP_PAGE)

static void
resite_instruction_page_class_init (ResiteInstructionPageClass *klass)
{
  RESITE_STEP_PAGE_CLASS (klass)->emphasis =
      (1u << RESITE_ACTION_INSTRUCTION) | (1u << RESITE_ACTION_COMMAND);
}

static void
resite_instruction_page_init (ResiteInstructionPage *self)
{
}
