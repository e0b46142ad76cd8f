/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"
#include "resite-journal.h"

G_BEGIN_DECLS

/* A ledger over a journal. */
#define RESITE_TYPE_JOURNAL_LEDGER (resite_journal_ledger_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJournalLedger, resite_journal_ledger, RESITE, JOURNAL_LEDGER, GObject)

ResiteLedger *resite_journal_ledger_new (ResiteJournal *journal, const char *scope);

/* For a worker started alone: opens or creates DATA/verbs/HASH.resite, keyed by @verb and @key
 * (its source and target), so that the same command after a kill goes on. (transfer full) */
ResiteJournal *resite_verb_journal_open (const char *data_folder, const char *verb, const char *key,
                                         GError **error);

G_END_DECLS
