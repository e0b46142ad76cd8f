/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* What some faults do to the machines when they strike, and what it takes to undo it: with @value
 * NULL they are as they should be again. Faults without such a deed are left alone, and one that
 * cannot come about is not recorded. Blocks for
 * as long as the files of the packages take. */
void resite_lab_strike (ResiteLabWorld *world, const char *name, const char *value);

/* What was to come of faults that struck in an earlier program, and had not come yet. */
void resite_lab_strike_go_on (ResiteLabWorld *world);

G_END_DECLS
