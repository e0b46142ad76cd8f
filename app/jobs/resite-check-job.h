/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* A list of probes, each an item: ok, warning, failed, unknown (cannot be seen from here). */
#define RESITE_TYPE_CHECK_JOB (resite_check_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCheckJob, resite_check_job, RESITE, CHECK_JOB, ResiteJob)

typedef struct
{
  char *id;
  char *label;
  char *type;   /* file, folder, no-folder, space, packages, read-only, name-length, value, told, step */
  char *machine;
  char *path;
  char *argument; /* minimum size, value ... by type */
  gboolean required; /* failed, not warning, when it does not hold */
} ResiteProbe;

ResiteProbe *resite_probe_new (const char *id, const char *label, const char *type);
void resite_probe_free (ResiteProbe *probe);

/* Takes @probes (element-type ResiteProbe). */
ResiteJob *resite_check_job_new (GPtrArray *probes, ResiteConnections *connections,
                                 ResiteLedger *ledger, ResiteClock *clock);

G_END_DECLS
