/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action-section.h"
#include "resite-page.h"

G_BEGIN_DECLS

/* The page of a step, whatever its actions are: why, state and means to start, trouble if there is
 * any, the lock of a dangerous deed, a section for each action, the by-hand twin with its sign-off,
 * the end that a subclass adds, evidence, and what else is known. Subclasses give the emphasis. */
#define RESITE_TYPE_STEP_PAGE (resite_step_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ResiteStepPage, resite_step_page, RESITE, STEP_PAGE, ResitePage)

struct _ResiteStepPageClass
{
  ResitePageClass parent_class;

  /* What closes the step on this page, instead of the sign-off; (transfer floating). */
  GtkWidget *(*make_end) (ResiteStepPage *self);
  void (*refresh_end) (ResiteStepPage *self);
  /* (nullable) (transfer full): what Next waits for, when no section has a reason. */
  char *(*dup_end_reason) (ResiteStepPage *self);
  /* Bits, 1 << ResiteActionKind: sections of these kinds get the room and the first focus. */
  guint emphasis;
};

/* (element-type ResiteActionSection) (transfer none): those whose condition holds. */
GPtrArray *resite_step_page_get_sections (ResiteStepPage *self);
/* A move of this page: while it is under way nothing can be pressed twice, and the focus stays
 * somewhere. Errors are shown. */
void resite_step_page_perform (ResiteStepPage *self, ResiteMove *move);
/* (nullable) (transfer full): why @move cannot be done now, for a button. */
char *resite_step_page_dup_obstacle (ResiteStepPage *self, ResiteMoveKind kind);
gboolean resite_step_page_is_busy (ResiteStepPage *self);
gboolean resite_step_page_is_unlocked (ResiteStepPage *self);
void resite_step_page_keep_text (ResiteStepPage *self, const char *name, const char *text);

G_END_DECLS
