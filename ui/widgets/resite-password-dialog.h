/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-question-dialog.h"

G_BEGIN_DECLS

/* Asks for account and password. What is typed goes into ResiteCredentials and nowhere else, and is
 * wiped from the entry on every way out. */
#define RESITE_TYPE_PASSWORD_DIALOG (resite_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResitePasswordDialog, resite_password_dialog, RESITE, PASSWORD_DIALOG,
                      ResiteQuestionDialog)

/* Shows it; it answers the question and destroys itself. */
GtkWidget *resite_password_dialog_show (GtkWindow *parent, ResiteRun *run,
                                        ResiteQuestion *question);
/* There is a key ring on this desktop, so keeping the password there is offered. */
void resite_password_dialog_offer_key_ring (ResitePasswordDialog *self, gboolean offer);

/* Signal "given" (gpointer ResiteCredentials, gboolean keep): before the question is answered. */

G_END_DECLS
