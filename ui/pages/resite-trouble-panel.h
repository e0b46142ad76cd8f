/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* A failure is a page, not a dialog: what happened, what it means, what to do now, whom to call.
 * Shown while the step failed, was cut off, stopped itself or was judged bad; else hidden. The word
 * STOP stands over what must not be passed by. Spoken by a screen reader when it appears. */
#define RESITE_TYPE_TROUBLE_PANEL (resite_trouble_panel_get_type ())
G_DECLARE_FINAL_TYPE (ResiteTroublePanel, resite_trouble_panel, RESITE, TROUBLE_PANEL, GtkBox)

/* Inside @page. */
GtkWidget *resite_trouble_panel_new (ResitePage *page);
void resite_trouble_panel_refresh (ResiteTroublePanel *self);

G_END_DECLS
