/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-question-dialog.h"

G_BEGIN_DECLS

/* Is this box the one that is meant? Asked before anything is done to one that neither the plan nor
 * a person has confirmed. */
#define RESITE_TYPE_BOX_DIALOG (resite_box_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteBoxDialog, resite_box_dialog, RESITE, BOX_DIALOG, ResiteQuestionDialog)

GtkWidget *resite_box_dialog_show (GtkWindow *parent, ResiteRun *run, ResiteQuestion *question);

G_END_DECLS
