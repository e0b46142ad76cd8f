/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-past"

#include "config.h"

#include <string.h>

#include "resite-copy-arena.h"
#include "resite-copy-past.h"

struct _ResiteCopyPast
{
  ResiteCopyArena *arena;
  GPtrArray *rows;   /* ResiteLedgerRow */
  const char *state; /* of the last row: most of them have the same */
};

static const char *
keep_state (ResiteCopyPast *self, const char *state)
{
  if (g_strcmp0 (self->state, state) != 0)
    self->state = resite_copy_arena_copy (self->arena, state);
  return self->state;
}

static char *
keep_text (ResiteCopyPast *self, const char *text)
{
  return text == NULL || *text != '\0' ? resite_copy_arena_copy (self->arena, text) : (char *)"";
}

static gboolean
add_row_cb (const ResiteLedgerRow *row, gpointer user_data)
{
  ResiteCopyPast *self = user_data;
  ResiteLedgerRow *kept = resite_copy_arena_take (self->arena, sizeof *kept);

  *kept = *row;
  kept->name = resite_copy_arena_copy (self->arena, row->name);
  kept->state = (char *)keep_state (self, row->state);
  kept->message = keep_text (self, row->message);
  kept->digest = keep_text (self, row->digest);
  kept->output = NULL;
  g_ptr_array_add (self->rows, kept);
  return TRUE;
}

ResiteCopyPast *
resite_copy_past_read (ResiteLedger *ledger, GError **error)
{
  g_autoptr (ResiteCopyPast) self = g_new0 (ResiteCopyPast, 1);

  self->arena = resite_copy_arena_new ();
  self->rows = g_ptr_array_new ();
  if (!resite_ledger_visit (ledger, add_row_cb, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
resite_copy_past_free (ResiteCopyPast *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->rows);
  resite_copy_arena_free (self->arena);
  g_free (self);
}

guint
resite_copy_past_count (const ResiteCopyPast *self)
{
  return self->rows->len;
}

const ResiteLedgerRow *
resite_copy_past_get (const ResiteCopyPast *self, guint place)
{
  return self->rows->pdata[place];
}

const ResiteLedgerRow *
resite_copy_past_find (const ResiteCopyPast *self, const char *name)
{
  guint first = 0;
  guint end = self->rows->len;

  while (first < end)
    {
      const guint middle = first + (end - first) / 2;
      const ResiteLedgerRow *row = self->rows->pdata[middle];
      const int order = strcmp (name, row->name);

      if (order == 0)
        return row;
      if (order < 0)
        end = middle;
      else
        first = middle + 1;
    }
  return NULL;
}
