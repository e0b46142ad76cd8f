/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text of which the first paragraph can be read at once, and the others when they are unfolded:
 * errors say what happened first, and then what it may come from. */
#define RESITE_TYPE_FOLDED_TEXT (resite_folded_text_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFoldedText, resite_folded_text, RESITE, FOLDED_TEXT, GtkBox)

GtkWidget *resite_folded_text_new (void);
/* NULL or "" hides it. */
void resite_folded_text_set_text (ResiteFoldedText *self, const char *text);

G_END_DECLS
