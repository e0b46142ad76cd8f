/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes a list with one selected row one stop for Tab, at that row: the arrow keys move inside. */
void resite_list_focus_make_one_stop (GtkListBox *list);

G_END_DECLS
