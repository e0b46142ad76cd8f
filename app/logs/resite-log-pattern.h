/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One text of a file of patterns, made ready to be compared. */
typedef struct _ResiteLogPattern ResiteLogPattern;

/* NULL: @text is no pattern, and *@fault says why (static). */
ResiteLogPattern *resite_log_pattern_new (const char *text, const char **fault);
void resite_log_pattern_free (ResiteLogPattern *self);

/* Begins with "*". */
gboolean resite_log_pattern_is_loose (const ResiteLogPattern *self);
/* What it begins with, in small letters; not ended by a zero, of length 0 where it is loose. */
const char *resite_log_pattern_get_head (const ResiteLogPattern *self, gsize *length);
/* The first four bytes of what it fits, in small letters. */
guint32 resite_log_pattern_get_key (const ResiteLogPattern *self);
/* The key of a text of four bytes and more. */
guint32 resite_log_pattern_make_key (const char *text);

/* *@package: where the id stands, left as it is where the pattern has none; *@bytes likewise. */
gboolean resite_log_pattern_match (const ResiteLogPattern *self, const char *text, gsize length,
                                   const char **package, guint64 *bytes);
/* Whether another id in the place of the one at @id, with no letter or digit beside it, could make
 * the difference. A {package} fits any. */
gboolean resite_log_pattern_depends (const ResiteLogPattern *self, const char *text, gsize length,
                                     const char *id);

G_END_DECLS
