/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* Where this is done: a shape, a word and a colour for the role, then the machine's name as it is
 * now, its serial number and its place. */
#define RESITE_TYPE_MACHINE_BADGE (resite_machine_badge_get_type ())
G_DECLARE_FINAL_TYPE (ResiteMachineBadge, resite_machine_badge, RESITE, MACHINE_BADGE, GtkBin)

GtkWidget *resite_machine_badge_new (void);
/* @machine: "old", "primary.2" ... Call again when something may have changed. */
void resite_machine_badge_show_machine (ResiteMachineBadge *self, ResiteRun *run,
                                        const char *machine);
/* Instead of "Do this on:". */
void resite_machine_badge_set_lead (ResiteMachineBadge *self, const char *lead);
/* Translated, in capitals: "OLD SERVER", in a rehearsal "SIMULATED OLD SERVER". */
char *resite_machine_badge_dup_word (ResiteRun *run, const char *machine);

G_END_DECLS
