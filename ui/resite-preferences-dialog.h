/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-preferences.h"

G_BEGIN_DECLS

/* Look, text size, sound. Every change counts at once. */
void resite_preferences_dialog_show (GtkWindow *parent, ResitePreferences *preferences);

G_END_DECLS
