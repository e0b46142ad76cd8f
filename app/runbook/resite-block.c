/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-block"

#include "config.h"

#include "resite-block-private.h"

static const char *const kind_names[] = {
  [RESITE_BLOCK_PARAGRAPH] = "p",
  [RESITE_BLOCK_ITEM] = "item",
  [RESITE_BLOCK_COMMAND] = "command",
  [RESITE_BLOCK_VALUE] = "value",
};

gboolean
resite_block_kind_from_string (const char *name, ResiteBlockKind *kind)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_str_equal (kind_names[i], name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

ResiteBlock *
resite_block_new (ResiteBlockKind kind, char *text)
{
  ResiteBlock *block;

  g_return_val_if_fail (text != NULL, NULL);

  block = g_new0 (ResiteBlock, 1);
  block->kind = kind;
  block->text = text;
  return block;
}

void
resite_block_free (ResiteBlock *block)
{
  g_free ((char *)block->text);
  g_free ((char *)block->label);
  g_free ((char *)block->on);
  g_free ((char *)block->when);
  g_free (block);
}
