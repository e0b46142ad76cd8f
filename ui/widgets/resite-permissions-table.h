/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job-item.h"

G_BEGIN_DECLS

/* Folders beside their model: what each folder's permissions are, what they should be, what differs,
 * and whether it is to be reset. Signal "changed": somebody chose others. */
#define RESITE_TYPE_PERMISSIONS_TABLE (resite_permissions_table_get_type ())
G_DECLARE_FINAL_TYPE (ResitePermissionsTable, resite_permissions_table, RESITE, PERMISSIONS_TABLE,
                      GtkBox)

/* It tells of a folder's permissions. */
gboolean resite_permissions_table_fits (ResiteJobItem *item);

GtkWidget *resite_permissions_table_new (void);
/* A GListModel of ResiteJobItem. Those that differ are chosen at first. */
void resite_permissions_table_set_items (ResitePermissionsTable *self, GListModel *items);
/* (transfer full): "C0100011, C0100012"; "none". */
char *resite_permissions_table_dup_chosen (ResitePermissionsTable *self);

G_END_DECLS
