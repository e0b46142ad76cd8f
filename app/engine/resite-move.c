/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-move"

#include "config.h"

#include <string.h>

#include "resite-move.h"

struct _ResiteMove
{
  gatomicrefcount references;
  ResiteMoveKind kind;
  char *by;
  char *step;
  GHashTable *facts;
  GPtrArray *rows; /* or NULL */
};

static const char *const kind_names[] = {
  [RESITE_MOVE_START] = "start",     [RESITE_MOVE_RETRY] = "retry",
  [RESITE_MOVE_STOP] = "stop",       [RESITE_MOVE_DONE] = "done",
  [RESITE_MOVE_FILL] = "fill",       [RESITE_MOVE_JUDGE] = "judge",
  [RESITE_MOVE_SIGN] = "sign",       [RESITE_MOVE_SKIP] = "skip",
  [RESITE_MOVE_BACK] = "back",       [RESITE_MOVE_NOTE] = "note",
  [RESITE_MOVE_ATTACH] = "attach",   [RESITE_MOVE_ANSWER] = "answer",
  [RESITE_MOVE_CORRECT] = "correct", [RESITE_MOVE_OPEN_POINT] = "open-point",
  [RESITE_MOVE_BLANK] = "blank",     [RESITE_MOVE_WAY_BACK] = "way-back",
  [RESITE_MOVE_ABORT] = "abort",     [RESITE_MOVE_FINISH] = "finish",
  [RESITE_MOVE_CONFIRM] = "confirm",
};

ResiteMove *
resite_move_new (ResiteMoveKind kind, const char *by, const char *step)
{
  g_return_val_if_fail (by != NULL, NULL);

  ResiteMove *self = g_new0 (ResiteMove, 1);
  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->by = g_strdup (by);
  self->step = g_strdup (step);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

ResiteMove *
resite_move_ref (ResiteMove *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_move_unref (ResiteMove *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->by);
  g_free (self->step);
  g_hash_table_unref (self->facts);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

void
resite_move_set (ResiteMove *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (value == NULL)
    g_hash_table_remove (self->facts, name);
  else
    g_hash_table_replace (self->facts, g_strdup (name), g_strdup (value));
}

void
resite_move_set_rows (ResiteMove *self, GPtrArray *rows)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->rows = rows != NULL ? g_ptr_array_ref (rows) : NULL;
}

GPtrArray *
resite_move_get_rows (ResiteMove *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->rows;
}

const char *
resite_move_get (ResiteMove *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->facts, name);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

GStrv
resite_move_list (ResiteMove *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->facts), compare_names);

  for (GList *l = names; l != NULL; l = l->next)
    g_strv_builder_add (builder, l->data);
  return g_strv_builder_end (builder);
}

ResiteMoveKind
resite_move_get_kind (ResiteMove *self)
{
  g_return_val_if_fail (self != NULL, RESITE_MOVE_NOTE);

  return self->kind;
}

const char *
resite_move_get_by (ResiteMove *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->by;
}

const char *
resite_move_get_step (ResiteMove *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->step;
}

const char *
resite_move_kind_to_string (ResiteMoveKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}
