/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* The machines that a page is to reach: each with its way, the verdict, and what was seen there.
 * Signal "take" (machine): a person wants the better way that was found. */
#define RESITE_TYPE_REACH_TABLE (resite_reach_table_get_type ())
G_DECLARE_FINAL_TYPE (ResiteReachTable, resite_reach_table, RESITE, REACH_TABLE, GtkBox)

/* @told (nullable): a machine of which the window says already what is wrong. */
GtkWidget *resite_reach_table_new (ResiteRun *run, const char *told);
/* A row more; twice the same machine is one row. */
void resite_reach_table_add (ResiteReachTable *self, const char *machine);
/* Shows what is known now; the run's signal "machine-changed" does it, too. */
void resite_reach_table_refresh (ResiteReachTable *self);

G_END_DECLS
