/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* Below the badge: what speaks against the machine of this page, who answers there instead as seen from
 * this desk, why it was not reached, and what the way to it is not safe from. Hidden when there is
 * nothing to say. */
#define RESITE_TYPE_REACH_BAND (resite_reach_band_get_type ())
G_DECLARE_FINAL_TYPE (ResiteReachBand, resite_reach_band, RESITE, REACH_BAND, GtkBox)

GtkWidget *resite_reach_band_new (void);
/* @machine is nullable: none. Call again when something may have changed. */
void resite_reach_band_show_machine (ResiteReachBand *self, ResiteRun *run, const char *machine);
/* While somebody is on the way there, nobody else sets out. */
void resite_reach_band_set_busy (ResiteReachBand *self, gboolean busy);

/* Signals: "try-again" (): go there and look; "confirm" (): a person says that the box is right. */

G_END_DECLS
