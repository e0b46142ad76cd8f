/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* The page classes that serve all kinds of action. */
typedef enum
{
  RESITE_PAGE_INSTRUCTION,
  RESITE_PAGE_FORM,
  RESITE_PAGE_CHECK,
  RESITE_PAGE_JOB,
  RESITE_PAGE_WATCH,
  RESITE_PAGE_PAUSE,
  RESITE_PAGE_DECISION
} ResitePageClassKind;

/* By the step alone: pauses are signed, verdicts are decided, else its weightiest action says which class; the other
 * actions of the step are sections of that page. */
ResitePageClassKind resite_page_factory_choose (ResiteStep *step);

/* A floating widget. */
GtkWidget *resite_page_factory_new_step_page (ResiteRun *run, ResiteStepRun *step,
                                              const char *person);
GtkWidget *resite_page_factory_new_summary_page (ResiteRun *run, const char *person);

G_END_DECLS
