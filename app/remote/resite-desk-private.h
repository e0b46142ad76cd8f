/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-desk-sight.h"

G_BEGIN_DECLS

/* One way of asking; all of them wait at most these seconds for each answer. */
#define RESITE_DESK_PATIENCE 3

/* What a server that was asked to log somebody on says of itself ([MS-NLMP] 2.2.1.2). */
typedef struct
{
  char *computer, *domain, *dns_name, *dns_domain; /* nullable */
  char *version;                                   /* (nullable) "5.2.3790" */
} ResiteNtlmChallenge;

/* (transfer full) (nullable): UTF-16 of a stranger as a person may be shown it; NULL: it is empty, or
 * would draw on the screen. */
char *resite_desk_read_wide (const guint8 *at, gsize length);

void resite_ntlm_challenge_clear (ResiteNtlmChallenge *self);
/* The message that asks for it ([MS-NLMP] 2.2.1.1); it names nobody. (transfer full) */
GBytes *resite_ntlm_make_greeting (void);
/* Finds it in @data, bare or wrapped by SPNEGO. FALSE: there is none. */
gboolean resite_ntlm_read_challenge (const guint8 *data, gsize length,
                                     ResiteNtlmChallenge *challenge);

/* NetBIOS names as they go over the wire (RFC 1001 14.1). @buffer: 34 bytes. */
void resite_netbios_encode (const char *name, char pad, guint8 suffix, guint8 *buffer);
/* RFC 1002 4.2.17, 4.2.18. (transfer full) */
GBytes *resite_netbios_make_status_query (guint16 id);
/* NULL: @data is no answer to it. */
ResiteDeskSight *resite_netbios_read_status (const guint8 *data, gsize length, guint16 id);
GBytes *resite_netbios_make_name_query (const char *name, guint16 id, gboolean broadcast);
/* Adds its addresses (utf8) to @addresses; FALSE: no answer to it. */
gboolean resite_netbios_read_name (const guint8 *data, gsize length, guint16 id,
                                   GPtrArray *addresses);

/* Each asks @address in its way: NULL where nobody answers so. */
ResiteDeskSight *resite_desk_ask_netbios (const char *address, guint port,
                                          GCancellable *cancellable);
/* @session: through a NetBIOS session, as on port 139. */
ResiteDeskSight *resite_desk_ask_smb (const char *address, guint port, gboolean session,
                                      GCancellable *cancellable);
ResiteDeskSight *resite_desk_ask_http (const char *address, guint port, GCancellable *cancellable);

G_END_DECLS
