/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-job-item.h"

/* Lists of items without a job. */

static inline ResiteJobItem *
items_add (GListStore *list, const char *name, const char *state, const char *message)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new (name);

  if (state != NULL)
    resite_job_item_set (item, state, message);
  g_list_store_append (list, item);
  return item; /* the list keeps it */
}

static inline GListStore *
items_new (void)
{
  return g_list_store_new (RESITE_TYPE_JOB_ITEM);
}

/* All at once, as a job does it. */
static inline void
items_add_many (GListStore *list, guint count, const char *state)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name = g_strdup_printf ("C01%05X", i);
      ResiteJobItem *item = resite_job_item_new (name);

      resite_job_item_set (item, state, "");
      resite_job_item_set_progress (item, 0, (gint64)i * 1000);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (list, g_list_model_get_n_items (G_LIST_MODEL (list)), 0, items->pdata,
                       items->len);
}
