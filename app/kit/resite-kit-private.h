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
/* Ends the script in hand: what comes next goes into one of its own. */
void _resite_kit_step_close (ResiteKitStep *self);
/* What is missing for the script in hand. Takes @error. */
void _resite_kit_step_miss (ResiteKitStep *self, const char *slug, GError *error);
/* (nullable) (transfer full): an argument of the action, expanded; what it lacks is noted. */
char *_resite_kit_step_get (ResiteKitStep *self, ResiteAction *action, const char *name,
                            const char *slug);

/* Lines by which the script in hand asks, before it does anything, whether somebody else has @name or
 * @address (nullable, both). */
void _resite_kit_ask_whether_free (ResiteKitScript *script, const char *name, const char *address);

/* Name servers and WINS servers of a static address, after @line, which sets it; netsh takes them one
 * by one. */
void _resite_kit_add_name_servers (ResiteKitStep *self, ResiteAction *action, const char *line,
                                   ResiteKitScript *script);
/* (nullable) (transfer full): a value that the command is done with. */
char *_resite_kit_get_argument (ResiteKitStep *self, ResiteAction *action, const char *id);

/* One file each. */
void _resite_kit_add_command (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_check (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_copy (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_bulk (ResiteKitStep *self, ResiteAction *action);
void _resite_kit_add_assign (ResiteKitStep *self, ResiteAction *action);

G_END_DECLS
