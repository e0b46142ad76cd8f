/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-rehearsal.h"

G_BEGIN_DECLS

/* The stripes above a rehearsal: nothing here is real, what time it is here, and what only a
 * rehearsal offers (the actions "rehearsal.…" of the window). Below it what the coach says, until
 * it is put away. */
#define RESITE_TYPE_REHEARSAL_BAND (resite_rehearsal_band_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRehearsalBand, resite_rehearsal_band, RESITE, REHEARSAL_BAND, GtkBox)

/* @rehearsal (nullable): its site is not open, so there are only the stripes. */
void resite_rehearsal_band_set_rehearsal (ResiteRehearsalBand *self, ResiteRehearsal *rehearsal);

G_END_DECLS
