/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-point-script.h"
#include "resite-point-writer.h"

G_BEGIN_DECLS

typedef enum
{
  RESITE_POINT_PENDING, /* nothing was tried */
  RESITE_POINT_WRITTEN, /* the server says that it did it */
  RESITE_POINT_DOUBT,   /* it may have been done */
  RESITE_POINT_SETTLED
} ResitePointStage;

/* One id of a call. */
typedef struct
{
  char *id;   /* in capitals */
  char *told; /* as the caller wrote it */
  ResitePointStage stage;
  ResitePointOutcome if_there; /* when the row is found afterwards */
  ResitePointOutcome outcome;
  GError *error;
} ResitePointItem;

/* One call of add or remove. */
typedef struct
{
  ResitePointWriter *writer;
  ResiteCim *cim;
  const char *space;
  const ResiteSmsPoint *target;
  gboolean removes;
  GPtrArray *items; /* ResitePointItem */
  GCancellable *cancellable;
  GError *failure; /* (nullable): what cut it short */
} ResitePointCall;

/* Goes all the way; afterwards every item is settled. */
void _resite_point_call_run (ResitePointCall *self);

/* resite-point-writer.c */
gboolean _resite_point_writer_goes_by_script (ResitePointWriter *self);
/* FALSE: no programs can be run there. */
gboolean _resite_point_writer_turn_to_script (ResitePointWriter *self);
/* As resite_point_script_run(), one at a time. */
ResitePointReport *_resite_point_writer_run_script (ResitePointWriter *self, const char *verb,
                                                    const char *const *ids,
                                                    GCancellable *cancellable, GError **error);

G_END_DECLS
