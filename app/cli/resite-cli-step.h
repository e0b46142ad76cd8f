/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-report.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* A step as a line of text or an object of JSON; its state is counted. */
void resite_cli_print_step (ResiteCli *cli, ResiteCliReport *report, ResiteStepRun *step);

/* An event as a sentence or an object. */
void resite_cli_print_event (ResiteCli *cli, ResiteEvent *event);

/* Prints each event of @run as it is taken in, until it is freed. */
typedef struct _ResiteCliTrail ResiteCliTrail;
ResiteCliTrail *resite_cli_trail_new (ResiteCli *cli, ResiteRun *run, ResiteCliReport *report);
/* The last line: where the run stands. */
void resite_cli_trail_total (ResiteCliTrail *trail);
/* (nullable): the same as an object that is not ended yet; NULL where no JSON is wanted. */
JsonBuilder *resite_cli_trail_begin_total (ResiteCliTrail *trail);
void resite_cli_trail_free (ResiteCliTrail *trail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliTrail, resite_cli_trail_free)

G_END_DECLS
