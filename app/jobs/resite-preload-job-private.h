/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-preload-job.h"
#include "resite-preload-preparation.h"
#include "resite-rate.h"
#include "resite-remote-tool.h"
#include "resite-tool-run.h"

G_BEGIN_DECLS

struct _ResitePreloadJob
{
  ResiteJob parent_instance;

  char *tool;
  char *directory;
  ResiteRemoteTool *remote; /* instead of the two above */
  char *token;              /* of the run in hand there */
  GPtrArray *ids;
  ResiteLedger *ledger;
  ResiteClock *clock;
  guint patience;

  ResitePreloadPreparation *preparation;
  ResiteRate *rate;

  GTask *task; /* while it runs */
  guint next;
  ResiteJobItem *current;
  guint tries; /* of the current item, before this run */
  gboolean paused;
  gboolean waiting; /* stands still until it is told to go on */

  guint n_runs;
  guint n_runs_failed;
  guint n_failed; /* items, those of earlier runs with them */
  guint n_over;
};

/* resite-preload-outcome.c */
/* (nullable) (transfer none): none is there, or the folder was not seen. */
ResitePackageFile *_resite_preload_get_file (ResitePreloadJob *self, ResiteJobItem *item);
void _resite_preload_show_progress (ResitePreloadJob *self);
/* What the tool said of the current package. */
void _resite_preload_take_result (ResitePreloadJob *self, ResiteToolResult *result);
/* Of those that were run; and none was good before. */
gboolean _resite_preload_has_only_failures (ResitePreloadJob *self);
/* @stopped: after those that came first. */
void _resite_preload_tell_all_failed (ResitePreloadJob *self, gboolean stopped);

G_END_DECLS
