/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One program on one machine. A process id alone says little: it is given out again, and after a
 * restart of the machine everything begins anew. */
typedef struct
{
  char *person;
  char *host;
  char *boot_id;
  gint64 pid;
  char *start_time; /* of the process, in the kernel's own count */
  gint64 since;     /* microseconds since 1970, UTC */
} ResiteJournalOwner;

ResiteJournalOwner *resite_journal_owner_new_self (void);
/* NULL when the text names nobody. */
ResiteJournalOwner *resite_journal_owner_parse (const char *text);
char *resite_journal_owner_to_text (const ResiteJournalOwner *self);
/* On this machine, started since? */
gboolean resite_journal_owner_is_here (const ResiteJournalOwner *self);
gboolean resite_journal_owner_is_alive (const ResiteJournalOwner *self);
/* "J. Doe on desk1, since 2026-11-22 10:41", translated. */
char *resite_journal_owner_describe (const ResiteJournalOwner *self);
void resite_journal_owner_free (ResiteJournalOwner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteJournalOwner, resite_journal_owner_free)

G_END_DECLS
