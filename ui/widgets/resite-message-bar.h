/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One line that is seen and heard: screen readers speak an info bar when it appears, so each new
 * message hides it first. Esc and the close button put it away. */
#define RESITE_TYPE_MESSAGE_BAR (resite_message_bar_get_type ())
G_DECLARE_FINAL_TYPE (ResiteMessageBar, resite_message_bar, RESITE, MESSAGE_BAR, GtkInfoBar)

GtkWidget *resite_message_bar_new (void);
void resite_message_bar_say (ResiteMessageBar *self, GtkMessageType type, const char *text);
void resite_message_bar_clear (ResiteMessageBar *self);

G_END_DECLS
