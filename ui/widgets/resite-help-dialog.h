/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* Help for a step: why, advice, what goes wrong, by hand, the way back; then the words that the
 * procedure uses. @step NULL: the words alone. Opens beside the window and stays open. */
void resite_help_dialog_show (GtkWidget *parent, ResiteRun *run, ResiteStepRun *step);

G_END_DECLS
