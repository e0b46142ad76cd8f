/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* Somebody else answers for going on where this procedure says STOP: who, and why. */
#define RESITE_TYPE_OVERRULE_DIALOG (resite_overrule_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteOverruleDialog, resite_overrule_dialog, RESITE, OVERRULE_DIALOG,
                      GtkDialog)

/* @stop: what speaks against it. Emits "given" (string: "A. Central takes over: ...") when both are
 * there; destroys itself. */
GtkWidget *resite_overrule_dialog_show (GtkWidget *parent, ResiteRun *run, const char *stop);

G_END_DECLS
