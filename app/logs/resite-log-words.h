/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-line.h"

G_BEGIN_DECLS

/* What the words of a log's text say. Server logs have no severity of their own. Pure. */

/* "error", "failed", "cannot" ... are errors, "warning" and "retrying" warnings; "0 errors", "error =
 * 0" and the like are none. */
ResiteLineSeverity resite_log_words_judge (const char *text, gsize length);

/* Where the first package id stands, eight characters as "C0100012": with something before it that
 * says package ("package", "pkg", a path below SMSPKG), or with a letter among its site's three
 * characters and a digit behind, which job numbers, positions and words do not have. NULL: none. */
const char *resite_log_words_find_package (const char *text, gsize length);
/* The same, where the first word that may be one is known: it begins at @from. */
const char *resite_log_words_find_package_from (const char *text, gsize length, const char *from);
/* In capital letters; @id takes nine bytes. */
void resite_log_words_copy_package (const char *at, char *id);

/* What a first look over a text finds. */
typedef struct
{
  gboolean words; /* may hold a word that resite_log_words_judge() knows */
  gsize id;       /* behind the first word that may be a package id; 0: none */
} ResiteLogLook;

/* Many bytes at once, and never misses: what it does not find is not there. Reads up to 64 bytes
 * behind @text and two before it, which must be readable. */
typedef ResiteLogLook (*ResiteLogLookFunc) (const char *text, gsize length);
/* The fastest that this processor has. */
ResiteLogLookFunc resite_log_look_get_func (void);
/* (array zero-terminated=1): all that this processor has, for tests. */
const ResiteLogLookFunc *resite_log_look_list_funcs (void);

G_END_DECLS
