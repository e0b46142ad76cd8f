/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* The by-hand twin of a step: how all of it is done without Resite, and the sign-off. */
#define RESITE_TYPE_BY_HAND_BOX (resite_by_hand_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteByHandBox, resite_by_hand_box, RESITE, BY_HAND_BOX, GtkBox)

/* Inside @page. */
GtkWidget *resite_by_hand_box_new (ResiteStepPage *page);
void resite_by_hand_box_refresh (ResiteByHandBox *self);
const char *resite_by_hand_box_get_command (ResiteByHandBox *self);
gboolean resite_by_hand_box_grab (ResiteByHandBox *self);

G_END_DECLS
