/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* What was looked at again when a run was opened: first what changed, then what could not be seen
 * from here, and folded away what still holds. */
#define RESITE_TYPE_LOOK_LIST (resite_look_list_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLookList, resite_look_list, RESITE, LOOK_LIST, GtkBox)

GtkWidget *resite_look_list_new (void);
/* @looks: ResiteLook; they are followed. */
void resite_look_list_set_looks (ResiteLookList *self, GListModel *looks);
/* Of these, how many are in @state. */
guint resite_look_list_count (ResiteLookList *self, ResiteLookState state);

/* Signals: "open-step" (string): a row was activated; "changed" (): the numbers did. */

G_END_DECLS
