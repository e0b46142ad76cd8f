/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-kit-script.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* A step on its way to its scripts. */
typedef struct
{
  ResiteRun *run;
  ResiteStepRun *step;
  ResiteVariables *variables; /* (transfer none): the step's */
  GPtrArray *scripts;         /* ResiteKitScript */
  ResiteKitScript *script;    /* in hand, or NULL */
  gboolean renamed;           /* the machine has its other name from here on */
} ResiteKitStep;

/* The script that items of @action go into; begins one called after @slug where none is open. */
ResiteKitScript *_resite_kit_step_open (ResiteKitStep *self, const char *slug);
/* What is missing for the script in hand. Takes @error. */
void _resite_kit_step_miss (ResiteKitStep *self, const char *slug, GError *error);
/* (nullable) (transfer full): an argument of the action, expanded; what it lacks is noted. */
char *_resite_kit_step_get (ResiteKitStep *self, ResiteAction *action, const char *name,
                            const char *slug);

/* One file each. */
void _resite_kit_add_command (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_check (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_copy (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_bulk (ResiteKitStep *self, ResiteAction *action);

G_END_DECLS
