/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job.h"

G_BEGIN_DECLS

/* What an assignment has on its way that is not proved, of what it may have at most; what crossed
 * the line and what did not; and, where a package is sent in full, a STOP with what to do.
 *
 * Signals: "undo" (): what was added is to be taken off again. */
#define RESITE_TYPE_ASSIGN_BOX (resite_assign_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteAssignBox, resite_assign_box, RESITE, ASSIGN_BOX, GtkBox)

GtkWidget *resite_assign_box_new (void);
/* @job (nullable): none works now; @items (nullable): of it, or as the journal has them. */
void resite_assign_box_set (ResiteAssignBox *self, ResiteJob *job, GListModel *items);
/* The site that things are sent to, for the sentences. */
void resite_assign_box_set_site (ResiteAssignBox *self, const char *code);
void resite_assign_box_set_editable (ResiteAssignBox *self, gboolean editable);

G_END_DECLS
