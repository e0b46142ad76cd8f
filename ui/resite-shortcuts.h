/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The list of keys (Ctrl+?). */
void resite_shortcuts_show (GtkWindow *parent);

G_END_DECLS
