/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for one sentence before something that is to stand on record: a skip, a step set back, a
 * run taken over. Does not close before there is one. Emits "given" (the sentence) and destroys
 * itself; a person who thinks better of it presses Cancel or Esc. */
#define RESITE_TYPE_REASON_DIALOG (resite_reason_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteReasonDialog, resite_reason_dialog, RESITE, REASON_DIALOG, GtkDialog)

/* @verb: what the button says, "Skip C1". @prompt: label of the entry, with a mnemonic. The dialog
 * is shown at once. */
GtkWidget *resite_reason_dialog_show (GtkWidget *parent, const char *title, const char *explanation,
                                      const char *prompt, const char *verb);

G_END_DECLS
