/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory-place.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* The two objects of a site in the directory, at every controller that can be reached:
 *
 *   find    shows them with their full names, and what else names the site and stays
 *   delete  deletes them where they still are, each written down as "running" before, and looks at
 *           every controller once more. What the ledger knows as begun is looked at, like all else
 *   poll    looks until the site's object is there and newer than the setup
 *
 * Items: "SMS-Site-S01 @ dc1.corp.example.com"; their output has a line "guid=..." and "dn=...". A
 * controller that is not reached is a warning: it hears of it from the others. */
#define RESITE_TYPE_DIRECTORY_JOB (resite_directory_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteDirectoryJob, resite_directory_job, RESITE, DIRECTORY_JOB, ResiteJob)

gboolean resite_directory_job_knows (const char *verb);

/* All copied. RESITE_ERROR_INVALID comes from the run. */
ResiteJob *resite_directory_job_new (const char *verb, ResiteDirectoryPlace *place,
                                     const ResiteDirectoryAim *aim, ResiteLedger *ledger,
                                     ResiteClock *clock);

/* Before it runs. Of a delete: (element-type ResiteLedgerRow) (nullable): the rows of the find that
 * was shown; then no other object than those is deleted. */
void resite_directory_job_set_shown (ResiteDirectoryJob *self, GPtrArray *rows);
/* Of a poll. @after: when setup began, on the clock of the run; 0: nobody knows, and then the age
 * is for a person to judge. @until: patience ends, 0: never. */
void resite_directory_job_set_times (ResiteDirectoryJob *self, gint64 after, gint64 until);
/* Seconds of the clock between two looks of a poll, 15 at first. */
void resite_directory_job_set_interval (ResiteDirectoryJob *self, double seconds);

G_END_DECLS
