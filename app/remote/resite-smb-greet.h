/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RESITE_SMB_DIALECT_1 0x0100
#define RESITE_SMB_PORT      445
/* SMB within a session of NetBIOS, as before Windows 2000. */
#define RESITE_SMB_OLD_PORT 139

/* What a server says of itself before anybody logs on. */
typedef struct
{
  guint dialect;     /* DialectRevision of [MS-SMB2] 2.2.4; RESITE_SMB_DIALECT_1: nothing newer */
  gboolean signs;    /* it takes nothing that is not signed */
  gint64 round_trip; /* microseconds */
  guint port;
  gint64 time; /* of its own clock, microseconds since 1970; 0: it does not say */
} ResiteSmbGreeting;

/* Asks a server which SMB it speaks, on a connection of its own, without name and secret. Blocks;
 * @patience in seconds. RESITE_ERROR_UNREACHABLE (nobody, or somebody who speaks no SMB),
 * RESITE_ERROR_TIMED_OUT. */
gboolean resite_smb_greet (const char *host, guint port, guint patience,
                           ResiteSmbGreeting *greeting, GCancellable *cancellable, GError **error);
/* The same at port 445 and, where that is closed, at 139; @error: of the former. */
gboolean resite_smb_greet_default (const char *host, guint patience, ResiteSmbGreeting *greeting,
                                   GCancellable *cancellable, GError **error);
/* "SMB 3.1.1, signed". (transfer full) */
char *resite_smb_greeting_to_text (const ResiteSmbGreeting *greeting);

/* The answers, without what comes before their length; for tests of answers that no server gives.
 * FALSE: not an answer to that question. Pure. */
gboolean resite_smb_greet_read (const guint8 *bytes, gsize size, ResiteSmbGreeting *greeting);
gboolean resite_smb_greet_read_old (const guint8 *bytes, gsize size, ResiteSmbGreeting *greeting);

G_END_DECLS
