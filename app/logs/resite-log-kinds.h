/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Errors folded by kind: two lines that differ only in names, paths and numbers are one, but what
 * stands behind "error" and "code" stays, since it is the kind. Bounded. */
typedef struct
{
  char *text;   /* the first of them, as it stands */
  char *folded; /* what they have in common, "…" for what differs */
  guint64 lines;
  gint64 first; /* microseconds since 1970; 0: no line had a time */
  gint64 last;
} ResiteLogKind;

typedef struct _ResiteLogKinds ResiteLogKinds;

ResiteLogKinds *resite_log_kinds_new (void);
void resite_log_kinds_free (ResiteLogKinds *self);

/* @time: 0 where it is not known. */
void resite_log_kinds_take (ResiteLogKinds *self, const char *text, gsize length, gint64 time);
/* (element-type ResiteLogKind) (transfer container), the most frequent first. */
GPtrArray *resite_log_kinds_list (const ResiteLogKinds *self);
/* Lines of kinds that found no room. */
guint64 resite_log_kinds_get_others (const ResiteLogKinds *self);
void resite_log_kinds_add (ResiteLogKinds *self, const ResiteLogKinds *other);

/* (transfer full): what lines of this kind have in common. */
char *resite_log_kinds_fold (const char *text, gsize length);

G_END_DECLS
