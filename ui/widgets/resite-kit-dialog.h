/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-kit.h"

G_BEGIN_DECLS

/* What the field kit's scripts found, before it is taken into the run: a row for each thing that was
 * looked at, what could not be used beside it. Emits "take" when the person wants it; the results
 * are kept until the dialog goes. */
#define RESITE_TYPE_KIT_DIALOG (resite_kit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteKitDialog, resite_kit_dialog, RESITE, KIT_DIALOG, GtkDialog)

/* Takes @scripts, @results and @strange, as resite_kit_read() leaves them. */
GtkWidget *resite_kit_dialog_show (GtkWidget *parent, ResiteRun *run, GPtrArray *scripts,
                                   GPtrArray *results, GPtrArray *strange);
/* (transfer none). */
GPtrArray *resite_kit_dialog_get_results (ResiteKitDialog *self);

G_END_DECLS
