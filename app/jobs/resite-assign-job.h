/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-assign-entry.h"
#include "resite-job.h"
#include "resite-machine.h"
#include "resite-sms-point.h"
#include "resite-wire-proof.h"

G_BEGIN_DECLS

/* Assigns to a distribution point what another one has, or takes off again what was assigned so:
 * one row of SMS_DistributionPoint for each package, the smallest first, through the provider of the
 * site above.
 *
 * SMS sends as soon as a row is written, so that no more than a window of packages is assigned and
 * not proved. A package is proved when the distribution point has it at the right version and, where
 * logs of senders are followed, their unbroken record shows information only. One that is sent in
 * full ends all assigning at once.
 *
 * Ledger: "running" is durable before a row is written; then assigned (written and read back),
 * installed (proved; the message is the verdict's sentence), in-full, already, left-out, failed, and
 * removed by an undo. What is "running" or held back is read at the provider before it is written
 * again, so nothing is written twice. Pausing stops what would be written, not what SMS sends; proofs
 * are still taken in. Stopped at will or by itself, the next one over the same ledger goes on. */
#define RESITE_TYPE_ASSIGN_JOB (resite_assign_job_get_type ())
G_DECLARE_FINAL_TYPE (ResiteAssignJob, resite_assign_job, RESITE, ASSIGN_JOB, ResiteJob)

/* Copied. All but machine, space and target may be NULL, 0 or FALSE. */
typedef struct
{
  ResiteMachine *machine; /* of the provider */
  const char *space;
  const ResiteSmsPoint *target;
  const ResiteSmsPoint *source; /* the model; NULL: ids alone say what */
  GPtrArray *ids;               /* utf8; NULL: all that the model has */
  GHashTable *left_out;         /* id → why */
  GHashTable *may_cross;        /* ids that a person said may be sent in full */
  gboolean only_preloaded;      /* leave out what is not known to be at the target's site */
  guint window_packages;        /* 0: 20 */
  gint64 window_bytes;          /* 0: 200 MB */
  guint jobs;                   /* rows at once; 0: as many as are of use */
  guint patience;               /* minutes without a proof; 0: 30 */
  ResiteWireProof *proof;       /* not started; NULL: nobody watches the line */
  gboolean leave_last;          /* ends when the last row is written, not when it is proved */
  gboolean dry_run;             /* tells what it would do: state "ready" */
  gboolean undo; /* takes off what the ledger says was added; ids (nullable) of these */
} ResiteAssignOptions;

/* Totals: "installed", "crossed_bytes", "not_crossed_bytes". Items: see resite-assign-entry.h. */
ResiteJob *resite_assign_job_new (const ResiteAssignOptions *options, ResiteLedger *ledger,
                                  ResiteClock *clock);

/* What is assigned and not proved now, and what the window takes. */
void resite_assign_job_get_window (ResiteAssignJob *self, guint *packages, gint64 *bytes,
                                   guint *most_packages, gint64 *most_bytes);
/* A package was sent in full, and assigning ended for that. */
gboolean resite_assign_job_is_crossing (ResiteAssignJob *self);

G_END_DECLS
