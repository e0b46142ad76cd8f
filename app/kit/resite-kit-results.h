/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-kit-script.h"
#include "resite-ledger.h"

G_BEGIN_DECLS

/* What a script left behind. Pure; any thread. */
typedef struct
{
  char *action;
  char *name;
  char *output;
  GArray *exit_codes; /* gint64, one a line of the item; -1 where it is no number */
} ResiteKitFinding;

typedef struct
{
  char *run, *step, *machine; /* of the head; NULL: none */
  GPtrArray *findings;        /* ResiteKitFinding, of the newest pass that came to its end, or of
                                 the newest */
  guint passes;
  gboolean complete;
} ResiteKitReport;

/* Bytes of any kind; RESITE_ERROR_INVALID when no script of ours wrote them. */
ResiteKitReport *resite_kit_report_parse (const char *bytes, gssize length, GError **error);
void resite_kit_report_free (ResiteKitReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteKitReport, resite_kit_report_free)

/* The rows of one action: what was found of each of its items; an item of which nothing was found is
 * "unknown". */
typedef struct
{
  char *action;
  GPtrArray *rows; /* ResiteLedgerRow: ok, failed, unknown, or a preload's states */
} ResiteKitVerdict;

/* (element-type ResiteKitVerdict), in the order of the items. */
GPtrArray *resite_kit_judge (const ResiteKitScript *script, const ResiteKitReport *report);
void resite_kit_verdict_free (ResiteKitVerdict *self);

G_END_DECLS
