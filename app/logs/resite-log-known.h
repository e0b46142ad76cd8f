/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-words.h"

G_BEGIN_DECLS

/* Components write the same few texts again and again, with nothing new but a package's id: what a
 * look over such a text found is remembered, so that the next one is compared instead. */
typedef struct _ResiteLogKnown ResiteLogKnown;

ResiteLogKnown *resite_log_known_new (void);
void resite_log_known_free (ResiteLogKnown *self);

/* TRUE: the look would find no words, and *@id behind the first word that may be an id. *@dull: and
 * there is nothing else to it. Reads up to 64 bytes behind @text. */
gboolean resite_log_known_find (const ResiteLogKnown *self, const char *text, gsize length,
                                gsize *id, gboolean *dull);
/* What a look found; a text with words is not remembered. @dull: no pattern fits, and its marks make
 * it neither error nor warning. */
void resite_log_known_take (ResiteLogKnown *self, const char *text, gsize length,
                            const ResiteLogLook *look, gboolean dull);

G_END_DECLS
