/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action.h"

G_BEGIN_DECLS

/* Takes @text as it is shown. */
ResiteBlock *resite_block_new (ResiteBlockKind kind, char *text);
void resite_block_free (ResiteBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteBlock, resite_block_free)

/* FALSE: no block has this name. */
gboolean resite_block_kind_from_string (const char *name, ResiteBlockKind *kind);

/* @element is one of the interned names of resite_entry_get_element(). Takes @arguments, a table of
 * strings, and @label. */
ResiteEntry *resite_entry_new (const char *element, GHashTable *arguments, char *label);
void resite_entry_free (ResiteEntry *entry);

G_END_DECLS
