/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-reach.h"

G_BEGIN_DECLS

/* What the table of machines says of one. All but the first (transfer full). */

/* (transfer none): a few words, and the style for them. */
const char *resite_reach_tell_verdict (ResiteRun *run, const char *machine, const char **style);
/* "": it was not reached. */
char *resite_reach_tell_seen (ResiteRun *run, const char *machine);
/* "": there is none. */
char *resite_reach_tell_trouble (ResiteRun *run, const char *machine);
/* (nullable): who is there as seen from this desk; NULL: nobody looked yet. */
char *resite_reach_tell_desk (ResiteRun *run, const char *machine);
/* (nullable): a better way that was found, and what the plan would say then. */
char *resite_reach_tell_offer (ResiteRun *run, const char *machine);
/* A line: what the plan's way does there, and what it leaves to a person. */
char *resite_reach_tell_limits (ResiteRun *run, const char *machine);

G_END_DECLS
