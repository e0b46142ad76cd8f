/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-past"

#include "config.h"

#include <string.h>

#include "resite-watch-past.h"

#define MARK "head:"

void
resite_watch_past_restore (GPtrArray *rows, const char *name, ResiteLogTail *tail)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, name) && row->digest != NULL &&
          g_str_has_prefix (row->digest, MARK))
        resite_log_tail_set_place (tail, row->bytes, row->digest + strlen (MARK));
    }
}

void
resite_watch_past_note (ResiteLedgerRow *row, guint64 offset, const char *mark)
{
  row->bytes = (gint64)offset;
  if (mark != NULL)
    row->digest = g_strconcat (MARK, mark, NULL);
}
