/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-reach-private.h"

G_BEGIN_DECLS

/* On the way to a machine: its password, its address, its line, its certificate, its box. Each
 * stage takes the task and goes on to the next one; one way a machine at a time. */

typedef struct
{
  char *role; /* the section's */
  char *by;
  ResiteReachFlags flags;
  ResiteMachine *machine;
  ResiteWindowsIdentity *seen;
  gboolean member;
  gboolean by_plan;
  gboolean asked_trust;
} ResiteWay;

/* resite-run-reach.c */
/* The end of the way, well or not. Takes @error (nullable). */
void _resite_way_arrive (GTask *task, GError *error);

/* resite-run-reach-line.c */
void _resite_way_find_address (GTask *task);

/* resite-run-reach-box.c */
/* Is what was seen the box that is meant? */
void _resite_way_judge (GTask *task);

G_END_DECLS
