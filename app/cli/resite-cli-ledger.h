/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-driver.h"
#include "resite-ledger.h"

G_BEGIN_DECLS

/* Where a worker that was called alone keeps what it did: a journal of its own, by verb and key,
 * so that the same call after a kill goes on; or with --in the journal of a run. */
typedef struct _ResiteCliLedger ResiteCliLedger;

ResiteCliLedger *resite_cli_ledger_open (ResiteCli *cli, const char *key, GError **error);
ResiteLedger *resite_cli_ledger_get (ResiteCliLedger *ledger);
/* Writes down in the run, if there is one, what was done; closes and frees. */
gboolean resite_cli_ledger_close (ResiteCliLedger *ledger, const char *note, GError **error);

G_END_DECLS
