/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* The emergency card of this phase: where people at the site find the unpacked packages while the
 * site is down. Shown, and saved as PDF. */
#define RESITE_TYPE_EMERGENCY_DIALOG (resite_emergency_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteEmergencyDialog, resite_emergency_dialog, RESITE, EMERGENCY_DIALOG,
                      GtkDialog)

void resite_emergency_dialog_show (GtkWidget *parent, ResiteRun *run);

G_END_DECLS
