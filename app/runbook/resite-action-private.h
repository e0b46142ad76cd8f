/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action.h"

G_BEGIN_DECLS

/* FALSE: there is no such kind. */
gboolean resite_action_kind_from_string (const char *name, ResiteActionKind *kind);

/* "form, instruction, ...", for messages. (transfer full) */
char *resite_action_kind_list (void);

/* The arguments that this kind cannot do without, NULL-terminated. */
const char *const *resite_action_kind_get_required (ResiteActionKind kind);

/* Takes everything but @id: @arguments is a table of strings, @title may be NULL. */
ResiteAction *resite_action_new (ResiteActionKind kind, const char *id, char *title,
                                 GHashTable *arguments, GPtrArray *entries, GPtrArray *blocks);

G_END_DECLS
