/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim-object.h"

G_BEGIN_DECLS

/* The part of WQL that clients send: SELECT with a list or *, FROM one class, WHERE with = <> != <
 * > <= >= LIKE, IS NULL, IS NOT NULL, AND, OR, NOT, parentheses, TRUE and FALSE. Names and texts
 * compare without regard to case, as WMI does; a comparison with a missing value never holds. */
typedef struct _ResiteLabWql ResiteLabWql;

/* RESITE_ERROR_INVALID says at which place. */
ResiteLabWql *resite_lab_wql_new (const char *statement, GError **error);
void resite_lab_wql_free (ResiteLabWql *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabWql, resite_lab_wql_free)

const char *resite_lab_wql_get_class (ResiteLabWql *self);
/* Names of the projection, NULL for all. */
const char *const *resite_lab_wql_get_selected (ResiteLabWql *self);
/* Every name that the condition uses. */
const char *const *resite_lab_wql_get_used (ResiteLabWql *self);
/* (nullable) (element-type utf8) (transfer container): the texts, each once, one of which @name must
 * equal for any row to match. */
GPtrArray *resite_lab_wql_list_wanted (ResiteLabWql *self, const char *name);
gboolean resite_lab_wql_matches (ResiteLabWql *self, ResiteCimObject *row);
/* (transfer full): @row, or of a projection only what was asked for, without a class. */
ResiteCimObject *resite_lab_wql_project (ResiteLabWql *self, ResiteCimObject *row);

/* LIKE: % any text, _ one character, [a-f] and [^x] one of a set. */
gboolean resite_lab_wql_like (const char *text, const char *pattern);

G_END_DECLS
