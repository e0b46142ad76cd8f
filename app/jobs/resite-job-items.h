/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-job-item.h"

G_BEGIN_DECLS

/* The rows of a job as a list model. A row may be without an item until somebody asks for it: a
 * copy of 60,000 files in the terminal needs none of them. Main thread. */
#define RESITE_TYPE_JOB_ITEMS (resite_job_items_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJobItems, resite_job_items, RESITE, JOB_ITEMS, GObject)

/* (transfer full) */
typedef ResiteJobItem *(*ResiteJobItemsMake) (gpointer maker, guint index);

ResiteJobItems *resite_job_items_new (void);
/* Until resite_job_items_settle(), @make is asked for the items of rows that have none. */
void resite_job_items_set_maker (ResiteJobItems *self, ResiteJobItemsMake make, gpointer maker);
/* (element-type ResiteJobItem) */
void resite_job_items_add (ResiteJobItems *self, GPtrArray *items);
void resite_job_items_add_empty (ResiteJobItems *self, guint count);
guint resite_job_items_count (ResiteJobItems *self);
/* (transfer none) */
ResiteJobItem *resite_job_items_get (ResiteJobItems *self, guint index);
/* (nullable) (transfer none): what was asked for so far. */
ResiteJobItem *resite_job_items_peek (ResiteJobItems *self, guint index);
/* Somebody shows the rows, so that adding very many at once would be felt. */
gboolean resite_job_items_are_watched (ResiteJobItems *self);
/* The maker goes: where somebody else still has the model, every row gets its item. */
void resite_job_items_settle (ResiteJobItems *self);

G_END_DECLS
