/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-move.h"
#include "resite-run-state.h"

G_BEGIN_DECLS

/* The one table of legal changes: may a step in @status be moved so? Looks at nothing else; what
 * else must hold (predecessors, kind of step, facts of the move) is for resite_run_check_move().
 * FALSE sets *@reason to a translated sentence: why not, and what to do. */
gboolean resite_transition_is_legal (ResiteStepStatus status, ResiteMoveKind move,
                                     const char **reason);
/* TRUE for moves that are about one step. */
gboolean resite_transition_needs_step (ResiteMoveKind move);

G_END_DECLS
