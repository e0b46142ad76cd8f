/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* The table of machines that the step of @page asks about: whether they are reached, and who is there
 * as seen from this desk. (nullable): it asks about none. */
GtkWidget *resite_step_reach_new (ResitePage *page);
/* A check of this step, by this plan, goes to a machine. Before anything begins the table is there
 * without one, too: for machines that a person goes to. */
gboolean resite_step_reach_is_asked (ResitePage *page);

G_END_DECLS
