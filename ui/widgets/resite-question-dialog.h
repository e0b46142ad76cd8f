/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* One question that only a person can answer before a machine is spoken to: which machine it is
 * about, what is asked and why, and what the kinds of questions add. Closing it in any way but the
 * one that says yes answers "no". Ask no second one before it is destroyed. */
#define RESITE_TYPE_QUESTION_DIALOG (resite_question_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (ResiteQuestionDialog, resite_question_dialog, RESITE, QUESTION_DIALOG,
                          GtkDialog)

struct _ResiteQuestionDialogClass
{
  GtkDialogClass parent_class;

  /* Yes was pressed. FALSE: something is missing, which was said; it stays open. */
  gboolean (*accept) (ResiteQuestionDialog *self);
};

/* What all of them begin with. @type: a subclass; @title is its heading, too. */
gpointer resite_question_dialog_new (GType type, GtkWindow *parent, ResiteRun *run,
                                     ResiteQuestion *question, const char *title);
ResiteQuestion *resite_question_dialog_get_question (ResiteQuestionDialog *self);
ResiteRun *resite_question_dialog_get_run (ResiteQuestionDialog *self);
/* A vertical box below the heading. */
GtkBox *resite_question_dialog_get_body (ResiteQuestionDialog *self);
/* A wrapped line of text at the end of the body; @style is nullable. */
GtkWidget *resite_question_dialog_add_text (ResiteQuestionDialog *self, const char *text,
                                            const char *style);
/* Both texts have mnemonics. Enter presses no, unless @yes_is_default. */
void resite_question_dialog_add_buttons (ResiteQuestionDialog *self, const char *no,
                                         const char *yes, gboolean yes_is_default);

G_END_DECLS
