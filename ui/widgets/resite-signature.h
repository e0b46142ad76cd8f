/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The signature under a pause: who signs, who released it, why lines that do not hold are accepted.
 * Signal "sign". */
#define RESITE_TYPE_SIGNATURE (resite_signature_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSignature, resite_signature, RESITE, SIGNATURE, GtkBox)

GtkWidget *resite_signature_new (void);
/* @released_by (nullable): who has to release it, when somebody does. */
void resite_signature_set_released_by (ResiteSignature *self, const char *released_by);
/* @person signs. @fault (nullable): a line that does not hold, which needs a reason.
 * @locked_reason (nullable): why it cannot be signed now. */
void resite_signature_show (ResiteSignature *self, const char *person, const char *fault,
                            const char *locked_reason);
/* NULL where empty; (transfer none). */
const char *resite_signature_get_released_by (ResiteSignature *self);
const char *resite_signature_get_overrule (ResiteSignature *self);
const char *resite_signature_get_note (ResiteSignature *self);
/* (nullable), translated: what is still missing. */
const char *resite_signature_get_missing (ResiteSignature *self);

G_END_DECLS
