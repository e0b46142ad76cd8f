/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-probe.h"
#include "resite-run-private.h"
#include "resite-run-reach.h"

G_BEGIN_DECLS

/* What a machine verified once, in one step: to be looked at again. */
typedef struct
{
  ResiteLook *look;
  ResiteStepRun *step;
  char *action;
  char *id;           /* of the probe in that action */
  ResiteProbe *probe; /* with an id among the others of its machine */
  guint attempt;      /* of the step, when it was verified */
} ResiteTick;

/* The ticks of one machine. */
typedef struct
{
  char *machine;
  gboolean remote;
  GPtrArray *ticks;
  ResiteJob *job;
} ResiteTickGroup;

void _resite_tick_group_free (gpointer group);

/* (element-type ResiteTickGroup) (transfer full) (no free function): all ticks of steps that are
 * done, with a new row each among the looks. @only (nullable): what this machine is asked over the
 * network. */
GPtrArray *_resite_run_list_ticks (ResiteRun *self, const char *only);

G_END_DECLS
