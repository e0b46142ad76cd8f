/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* "What Resite sees": the probes of a check, each with mark, word and what was found, and when it
 * was looked at. Probes that only a person can tell stand there too, as questions. */
#define RESITE_TYPE_SIGHT_LIST (resite_sight_list_get_type ())
G_DECLARE_FINAL_TYPE (ResiteSightList, resite_sight_list, RESITE, SIGHT_LIST, GtkBox)

GtkWidget *resite_sight_list_new (void);
/* @items: a GListModel of ResiteJobItem, one a probe by its id, as far as was looked. */
void resite_sight_list_show (ResiteSightList *self, ResiteRun *run, ResiteStepRun *step,
                             ResiteAction *action, GListModel *items);
/* (nullable) (transfer full): the first probe that does not hold, in words, for Next's reason. */
char *resite_sight_list_dup_fault (ResiteSightList *self);

G_END_DECLS
