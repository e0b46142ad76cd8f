/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-reach.h"

G_BEGIN_DECLS

/* What is said of the way to a machine. @machine: "old", "primary.2"; one that is the same as
 * another has that one's way. */

gboolean resite_reach_words_is_remote (ResiteRun *run, const char *machine);
/* Its files lie in a folder of this desk. */
gboolean resite_reach_words_is_local (ResiteRun *run, const char *machine);
/* Neither over the network nor as folders of this desk. */
gboolean resite_reach_words_is_by_hand (ResiteRun *run, const char *machine);
/* (nullable): a warning for whoever types a password there, or reads what came from there. */
const char *resite_reach_words_find_warning (ResiteRun *run, const char *machine);
/* (nullable): why nothing is done there: another box answers. */
const char *resite_reach_words_find_mismatch (ResiteRun *run, const char *machine);
/* (transfer full): three lines, "HTTPS", "10.4.1.20:5986", "as Administrator"; or that it is by
 * hand. */
char *resite_reach_words_format_way (ResiteRun *run, const char *machine);
/* (nullable): who is there as seen from this desk, under the name that it has now. */
const ResiteDeskOpinion *resite_reach_words_find_opinion (ResiteRun *run, const char *machine);
/* (nullable) (transfer full): in a few words, for the badge: what a person should know at a glance.
 * Of a machine that is reached, only a contradiction. */
char *resite_reach_words_sum_up_opinion (ResiteRun *run, const char *machine);
/* (nullable) (transfer full): the group of the plan that counts for this machine. */
char *resite_reach_words_dup_section (ResiteRun *run, const char *machine);

G_END_DECLS
