/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim-object.h"

G_BEGIN_DECLS

/* A WQL question, as far as the questions of this program go: SELECT ... FROM CLASS, and
 * comparisons (=, <>, LIKE) joined by AND and OR without parentheses. Pure. */
typedef struct _ResiteRpcQuery ResiteRpcQuery;

/* RESITE_ERROR_REFUSED: a question of another kind. */
ResiteRpcQuery *resite_rpc_query_new (const char *text, GError **error);
void resite_rpc_query_free (ResiteRpcQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRpcQuery, resite_rpc_query_free)
const char *resite_rpc_query_get_class (ResiteRpcQuery *self);
/* Is @column asked for? */
gboolean resite_rpc_query_wants (ResiteRpcQuery *self, const char *column);
/* (nullable): what @property must be in every row. */
const char *resite_rpc_query_get_only (ResiteRpcQuery *self, const char *property);
/* A property that the row lacks fits no comparison. */
gboolean resite_rpc_query_fits (ResiteRpcQuery *self, ResiteCimObject *row);

G_END_DECLS
