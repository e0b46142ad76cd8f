/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-phase.h"

G_BEGIN_DECLS

/* Takes @title, @intro and @steps. */
ResitePhase *resite_phase_new (const char *id, char *title, char *intro, gboolean way_back,
                               GPtrArray *steps);
void resite_phase_free (ResitePhase *phase);

G_END_DECLS
