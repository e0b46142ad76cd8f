/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-action"

#include "config.h"

#include "resite-action-private.h"

struct _ResiteAction
{
  GObject parent_instance;

  ResiteActionKind kind;
  char *id;
  char *title;
  GHashTable *arguments;
  GPtrArray *entries;
  GPtrArray *blocks;
};

G_DEFINE_FINAL_TYPE (ResiteAction, resite_action, G_TYPE_OBJECT)

static void
resite_action_finalize (GObject *object)
{
  ResiteAction *self = RESITE_ACTION (object);

  g_free (self->id);
  g_free (self->title);
  g_clear_pointer (&self->arguments, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  G_OBJECT_CLASS (resite_action_parent_class)->finalize (object);
}

static void
resite_action_class_init (ResiteActionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_action_finalize;
}

static void
resite_action_init (ResiteAction *self)
{
}

ResiteAction *
resite_action_new (ResiteActionKind kind, const char *id, char *title, GHashTable *arguments,
                   GPtrArray *entries, GPtrArray *blocks)
{
  ResiteAction *self = g_object_new (RESITE_TYPE_ACTION, NULL);

  self->kind = kind;
  self->id = g_strdup (id);
  self->title = title;
  self->arguments = arguments;
  self->entries = entries;
  self->blocks = blocks;
  return self;
}

ResiteActionKind
resite_action_get_kind (ResiteAction *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION (self), RESITE_ACTION_INSTRUCTION);

  return self->kind;
}

const char *
resite_action_get_id (ResiteAction *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION (self), NULL);

  return self->id;
}

const char *
resite_action_get_title (ResiteAction *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION (self), NULL);

  return self->title;
}

const char *
resite_action_get (ResiteAction *self, const char *name)
{
  g_return_val_if_fail (RESITE_IS_ACTION (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->arguments, name);
}

GPtrArray *
resite_action_get_entries (ResiteAction *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION (self), NULL);

  return self->entries;
}

GPtrArray *
resite_action_get_blocks (ResiteAction *self)
{
  g_return_val_if_fail (RESITE_IS_ACTION (self), NULL);

  return self->blocks;
}
