/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"

G_BEGIN_DECLS

/* What was assigned by hand, read back: (element-type ResiteLedgerRow), one for each package, in the
 * order in which they first came; of several lines on a package the last counts. Knows the file that
 * the field kit's script writes, what it and the remote shell's script show, and a list that somebody
 * typed: an id, then assigned, already, left out, removed, waits or failed and what was said. Lines
 * that are none of these are passed over. Bytes of any kind; see resite_foreign_text_decode(). */
GPtrArray *resite_assign_parse_results (const char *text, gssize length);

G_END_DECLS
