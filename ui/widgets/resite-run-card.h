/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-list.h"

G_BEGIN_DECLS

/* One run on the start page: site, where it stands, how long it was closed, and its button.
 * Emits "open" (path). */
#define RESITE_TYPE_RUN_CARD (resite_run_card_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRunCard, resite_run_card, RESITE, RUN_CARD, GtkBox)

GtkWidget *resite_run_card_new (const ResiteRunSummary *summary);
GtkWidget *resite_run_card_get_button (ResiteRunCard *self);

G_END_DECLS
