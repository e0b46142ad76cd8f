/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-question-dialog.h"

G_BEGIN_DECLS

/* Is this certificate the server's? */
#define RESITE_TYPE_CERTIFICATE_DIALOG (resite_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCertificateDialog, resite_certificate_dialog, RESITE,
                      CERTIFICATE_DIALOG, ResiteQuestionDialog)

GtkWidget *resite_certificate_dialog_show (GtkWindow *parent, ResiteRun *run,
                                           ResiteQuestion *question);
/* (transfer full): hexadecimal pairs with colons, in lines that an eye can follow. */
char *resite_certificate_dialog_format_fingerprint (const char *fingerprint);

G_END_DECLS
