/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* A question of the run, asked in place and not in a dialog; the run goes on once it is answered.
 * Hidden while there is none. Emits "answer" (id of the question, choice). */
#define RESITE_TYPE_QUESTION_BAR (resite_question_bar_get_type ())
G_DECLARE_FINAL_TYPE (ResiteQuestionBar, resite_question_bar, RESITE, QUESTION_BAR, GtkInfoBar)

GtkWidget *resite_question_bar_new (void);
/* Shows what is asked from now on, and what was asked before and has no answer yet. */
void resite_question_bar_set_run (ResiteQuestionBar *self, ResiteRun *run);

G_END_DECLS
