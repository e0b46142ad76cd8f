/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job-items.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* What resite-job.c, the work and its state, and resite-job-rows.c, the things it is done to, know
 * together. */
typedef struct
{
  char *title;
  char *detail;
  char *message;
  char *how;
  double fraction;
  ResiteJobState state;
  ResiteJobState outcome; /* PENDING: to be told from the items */
  gint64 bytes_done;
  gint64 bytes_total;

  ResiteJobItems *items;
  GHashTable *index;                     /* name → item, owned by items */
  GByteArray *statuses;                  /* ResiteItemStatus, of rows without items */
  guint counts[RESITE_ITEM_UNKNOWN + 1]; /* of the same */
  GHashTable *totals;

  ResiteClock *clock;
  gint64 worked;        /* microseconds, up to running_since */
  gint64 running_since; /* 0: stands still */

  GCancellable *cancellable;
  GCancellable *outer;
  gulong outer_handler;
} ResiteJobPrivate;

ResiteJobPrivate *_resite_job_get_private (ResiteJob *self);
/* The signals of rows. */
void _resite_job_rows_class_init (void);
/* Items of rows are made when somebody asks for one. */
void _resite_job_make_rows (ResiteJob *self);

G_END_DECLS
