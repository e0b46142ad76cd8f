/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who may write to a journal: a file PATH.lock beside it, which names its owner and is held by
 * the kernel for as long as that program lives. A lock that its program left behind on this
 * machine is taken without a word; one of another machine only with @take_over, since from here
 * nobody can tell whether that program still runs. */
typedef struct _ResiteJournalLock ResiteJournalLock;

ResiteJournalLock *resite_journal_lock_take (const char *path, gboolean take_over, GError **error);
/* Gives it back. */
void resite_journal_lock_free (ResiteJournalLock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteJournalLock, resite_journal_lock_free)

G_END_DECLS
