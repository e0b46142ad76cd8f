/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-private.h"

G_BEGIN_DECLS

/* What starting and opening a run have in common. */
typedef struct
{
  char *path;
  char *by;
  char *reason;
  char *owner; /* (nullable): who had the lock before */
  gboolean owner_is_alive;
  ResiteRunMode mode;
  gboolean is_start;
  ResiteClock *clock;
  char *snapshot_folder;
  char *phone;
  gboolean no_looks;
  gint64 now; /* of the clock, 0: real time */
} ResiteOpening;

ResiteOpening *resite_opening_new (const char *by, const ResiteRunOptions *options);
void resite_opening_free (ResiteOpening *self);
/* The journal is there: reads it, says hello in it, and returns the run to @task. Takes @self and
 * @task. */
void resite_opening_go_on (ResiteOpening *self, ResiteJournal *journal, GTask *task);

G_END_DECLS
