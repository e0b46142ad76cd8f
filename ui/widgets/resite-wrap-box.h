/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of buttons that goes on in the next line when there is no room: at 200 % text nothing is
 * cut. A child that was packed with "expand" takes the rest of its line. */
#define RESITE_TYPE_WRAP_BOX (resite_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWrapBox, resite_wrap_box, RESITE, WRAP_BOX, GtkBox)

GtkWidget *resite_wrap_box_new (void);

G_END_DECLS
