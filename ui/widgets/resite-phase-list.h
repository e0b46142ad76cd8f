/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* The sidebar: phases with "3 of 15", and their steps. One Tab stop; arrow keys move, Enter or a
 * click opens a step. Emits "open-step" (name). */
#define RESITE_TYPE_PHASE_LIST (resite_phase_list_get_type ())
G_DECLARE_FINAL_TYPE (ResitePhaseList, resite_phase_list, RESITE, PHASE_LIST, GtkScrolledWindow)

GtkWidget *resite_phase_list_new (void);
void resite_phase_list_set_run (ResitePhaseList *self, ResiteRun *run);
/* Shows where the person stands (@place, may be no step) and brings it into view. */
void resite_phase_list_set_place (ResitePhaseList *self, const char *place);
void resite_phase_list_grab_focus (ResitePhaseList *self);

G_END_DECLS
