/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"

G_BEGIN_DECLS

/* A by-hand run's output file read back: (element-type ResiteLedgerRow), one for each package, in
 * the order in which they first came; of several blocks of a package the last counts and "tries"
 * says how many there were. Knows the headings of our batch and the article's merged file. Lines
 * that name no package and follow a finished block become one row with an empty name, last; its
 * "tries" is the number of such lines. Bytes of any kind; see resite_foreign_text_decode(). */
GPtrArray *resite_preload_parse_results (const char *text, gssize length);

G_END_DECLS
