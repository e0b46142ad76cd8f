/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* The journal in sentences, newest first, with the raw record of each a key away. */
#define RESITE_TYPE_JOURNAL_PAGE (resite_journal_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJournalPage, resite_journal_page, RESITE, JOURNAL_PAGE, ResitePage)

GtkWidget *resite_journal_page_new (ResiteRun *run, const char *person);

G_END_DECLS
