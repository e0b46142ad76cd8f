/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-rules.h"
#include "resite-log-words.h"

G_BEGIN_DECLS

/* Components write the same few texts again and again, with nothing new but a package's id: what a
 * look over such a text found is remembered, so that the next one is compared instead. */
typedef struct _ResiteLogKnown ResiteLogKnown;

ResiteLogKnown *resite_log_known_new (void);
void resite_log_known_free (ResiteLogKnown *self);

/* What was found in a text; a look finds no words in it. */
typedef struct
{
  gsize id;             /* behind the first word that may be a package's id; 0: none */
  gboolean settled;     /* what follows is known, too, whatever the id is */
  ResiteLogMatch match; /* rule NULL: no pattern fits */
  gsize package;        /* where the match names it, counted from 1; 0: not at all */
  gboolean dull;        /* nothing of it counts */
} ResiteLogFinding;

/* (nullable): until the next one is taken. Reads up to 64 bytes behind @text. */
const ResiteLogFinding *resite_log_known_find (const ResiteLogKnown *self, const char *text,
                                               gsize length);
void resite_log_known_take (ResiteLogKnown *self, const char *text, gsize length,
                            const ResiteLogFinding *finding);

G_END_DECLS
