/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-move.h"

G_BEGIN_DECLS

/* "I have done it": a note, the pasted output, a file, and the button. Signal "done". */
#define RESITE_TYPE_SIGN_OFF (resite_sign_off_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSignOff, resite_sign_off, RESITE, SIGN_OFF, GtkBox)

GtkWidget *resite_sign_off_new (void);
/* "I have done it" by default. */
void resite_sign_off_set_label (ResiteSignOff *self, const char *label);
/* Puts "note", "output" and "file" into @move, those that are not empty. */
void resite_sign_off_fill (ResiteSignOff *self, ResiteMove *move);
/* Why the button cannot be pressed, NULL when it can. */
void resite_sign_off_set_reason (ResiteSignOff *self, const char *reason);
void resite_sign_off_clear (ResiteSignOff *self);
void resite_sign_off_grab (ResiteSignOff *self);

G_END_DECLS
