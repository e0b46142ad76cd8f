/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-scenario.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* What a scenario has in store, what of it has struck and what was remedied: records of the world,
 * so that the next program knows. */

/* Fills the faults of a world that was opened again. */
void resite_lab_met_load (ResiteLabWorld *world);
/* @value NULL: it is over. */
void resite_lab_met_keep (ResiteLabWorld *world, const char *name, const char *value);
/* Nobody is told twice; a fault that is not there is no news. */
void resite_lab_met_note_remedied (ResiteLabWorld *world, const char *name);
/* It was to strike, and could not: nobody is told that it did. */
void resite_lab_met_take_back (ResiteLabWorld *world, const char *name);
/* (nullable): the value with which @name struck last, while it is not remedied. */
const char *resite_lab_met_get_open (ResiteLabWorld *world, const char *name);

/* Draws the chances of @scenario with @seed and remembers what is to come. */
void resite_lab_met_expect (ResiteLabWorld *world, const ResiteLabScenario *scenario, guint32 seed);
/* What was to come with @step ("C6@primary.1"; "": the start) comes. */
void resite_lab_met_reach (ResiteLabWorld *world, const char *step);

G_END_DECLS
