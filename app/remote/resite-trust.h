/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which certificate of one server is trusted: by the system, by a CA file, or one certificate by its
 * SHA-256, which a person was shown once. A pinned one is trusted whatever its name and issuer. */
typedef struct _ResiteTrust ResiteTrust;

/* @ca_file, @fingerprint (hexadecimal SHA-256, colons and blanks allowed) may be NULL.
 * RESITE_ERROR_INVALID for what is no fingerprint. The file is read by resite_trust_load_async(). */
ResiteTrust *resite_trust_new (const char *ca_file, const char *fingerprint, GError **error);
ResiteTrust *resite_trust_ref (ResiteTrust *self);
void resite_trust_unref (ResiteTrust *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteTrust, resite_trust_unref)

/* TRUE: go on. Else @error is RESITE_ERROR_UNTRUSTED and says why (unknown issuer, wrong name,
 * expired, not the pinned one), with the fingerprint. What was shown is kept. */
gboolean resite_trust_check (ResiteTrust *self, GTlsCertificate *certificate,
                             GTlsCertificateFlags faults, const char *host, GError **error);

/* What the server showed last: hexadecimal SHA-256 in pairs with colons, subject, issuer and end of
 * validity for a person; NULL before. (transfer full) */
char *resite_trust_dup_seen_fingerprint (ResiteTrust *self);
char *resite_trust_describe_seen (ResiteTrust *self);
GTlsCertificate *resite_trust_dup_seen (ResiteTrust *self); /* (nullable) */
/* From now on just this certificate. */
void resite_trust_pin (ResiteTrust *self, const char *fingerprint);
char *resite_trust_dup_fingerprint (ResiteTrust *self);   /* (nullable) */
const char *resite_trust_get_ca_file (ResiteTrust *self); /* (nullable) */
char *resite_trust_fingerprint_of (GTlsCertificate *certificate);
/* FALSE: @text is no SHA-256 in hexadecimal; colons and blanks do not count. */
gboolean resite_trust_is_fingerprint (const char *text);

/* Reads the CA file or the certificates of the system on a thread of its own: the file may lie on a
 * share that hangs. @patience: milliseconds. Nothing is read that was read before, nor where one
 * certificate is pinned. RESITE_ERROR_NOT_FOUND, RESITE_ERROR_INVALID, RESITE_ERROR_TIMED_OUT. Main
 * thread. */
void resite_trust_load_async (ResiteTrust *self, guint patience, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_trust_load_finish (GAsyncResult *result, GError **error);
gboolean resite_trust_is_loaded (ResiteTrust *self);

/* What a connection's certificate is to be judged by before resite_trust_check() is asked. NULL
 * where one certificate is pinned: all are asked about then; and before it is loaded. (transfer
 * full) */
GTlsDatabase *resite_trust_dup_database (ResiteTrust *self);

G_END_DECLS
