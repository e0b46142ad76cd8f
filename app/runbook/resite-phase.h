/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of the road with the steps in it. Immutable, owned by its runbook. */
typedef struct _ResitePhase ResitePhase;

/* "P", "C", "R", "N", "start" or "back". Texts are translated. */
const char *resite_phase_get_id (ResitePhase *phase);
const char *resite_phase_get_title (ResitePhase *phase);
const char *resite_phase_get_intro (ResitePhase *phase);
gboolean resite_phase_is_way_back (ResitePhase *phase);

/* (element-type ResiteStep), in document order. */
GPtrArray *resite_phase_get_steps (ResitePhase *phase);

G_END_DECLS
