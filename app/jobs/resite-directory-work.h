/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory-place.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* What a directory job does, in its worker. */
typedef struct
{
  ResiteJob *job; /* touched on the main thread only */
  ResiteDirectoryPlace *place;
  ResiteDirectoryAim aim;
  ResiteLedger *ledger;
  ResiteClock *clock;
  double pace;
  double interval;
  gint64 after, until;
  GHashTable *shown; /* (nullable): GUIDs that may be deleted */
  GCancellable *cancellable;
} ResiteDirectoryWork;

gboolean resite_directory_work_find (ResiteDirectoryWork *self, GError **error);
gboolean resite_directory_work_delete (ResiteDirectoryWork *self, GError **error);
gboolean resite_directory_work_poll (ResiteDirectoryWork *self, GError **error);

/* resite-directory-row.c: takes @message; shows the row on the main thread and writes it down. */
gboolean resite_directory_work_tell (ResiteDirectoryWork *self, const char *name, const char *state,
                                     char *message, const char *output, GError **error);
/* (transfer full): "SMS-Site-S01 @ dc1.corp.example.com". */
char *resite_directory_work_name (const char *object, const ResiteDirectoryVisit *visit);
/* A controller that was not reached, in its own row. */
gboolean resite_directory_work_tell_unreached (ResiteDirectoryWork *self,
                                               const ResiteDirectoryVisit *visit, GError **error);
/* (transfer full): "guid=...\ndn=...\n". */
char *resite_directory_work_format_output (const ResiteDirectoryRecord *record);
/* (transfer full): full name and age, for a person. */
char *resite_directory_work_describe (const ResiteDirectoryRecord *record);
/* The job stops itself, and says why. Takes @message. */
void resite_directory_work_stop (ResiteDirectoryWork *self, char *message);

G_END_DECLS
