/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* First one, then many: why a step that does something to all packages may not begin yet, and the
 * way past that, with a name and a reason. Hidden where nothing stands in the way. */
#define RESITE_TYPE_GATE_PANEL (resite_gate_panel_get_type ())
G_DECLARE_FINAL_TYPE (ResiteGatePanel, resite_gate_panel, RESITE, GATE_PANEL, GtkBox)

/* Inside @page. */
GtkWidget *resite_gate_panel_new (ResitePage *page);
void resite_gate_panel_refresh (ResiteGatePanel *self);

G_END_DECLS
