/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* "Can't do this…": what kind of trouble it is, what the runbook says about it, whom to call, and
 * the ways on. Emits "noted" (the sentence), "skip", "set-back" and "way-back"; closes itself. */
#define RESITE_TYPE_TROUBLE_DIALOG (resite_trouble_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteTroubleDialog, resite_trouble_dialog, RESITE, TROUBLE_DIALOG, GtkDialog)

GtkWidget *resite_trouble_dialog_show (GtkWidget *parent, ResiteRun *run, ResiteStepRun *step,
                                       const char *person);

G_END_DECLS
