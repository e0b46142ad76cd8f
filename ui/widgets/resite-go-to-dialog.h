/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* "Go to step": type C6, Enter. Completes ids and titles. Emits "chosen" (name). */
#define RESITE_TYPE_GO_TO_DIALOG (resite_go_to_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteGoToDialog, resite_go_to_dialog, RESITE, GO_TO_DIALOG, GtkDialog)

GtkWidget *resite_go_to_dialog_show (GtkWidget *parent, ResiteRun *run);

G_END_DECLS
