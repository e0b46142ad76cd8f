/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-private.h"
#include "resite-shell.h"

G_BEGIN_DECLS

/* Where a run writes down the shells that it opens at machines, so that a program that is started
 * after a crash can delete them. */
typedef struct _ResiteShells ResiteShells;

void _resite_shells_free (ResiteShells *self);
/* A ResiteShellBookMaker; @run is a ResiteRun that may act, or nothing is written. */
gboolean _resite_run_make_book (const char *machine, ResiteShellBook *book, gpointer run);
/* Deletes what an earlier program left at @machine, in the background, once in a program's life. */
void _resite_run_sweep_shells (ResiteRun *self, const char *role, ResiteMachine *machine);

G_END_DECLS
