/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-trust"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-trust-private.h"
#include "resite-trust-system.h"

#define DIGITS 64 /* of a SHA-256 in hexadecimal */

struct _ResiteTrust
{
  gatomicrefcount references;
  char *ca_file;
  GMutex mutex;           /* the rest */
  char *fingerprint;      /* AA:BB:... */
  GTlsDatabase *database; /* (nullable): not loaded yet */
  GTlsCertificate *seen;
};

/* "aa bb:CC" → "AA:BB:CC"; NULL when it is no SHA-256. */
static char *
normalize (const char *text)
{
  g_autoptr (GString) pairs = g_string_new (NULL);
  guint digits = 0;

  for (; *text != '\0'; text++)
    {
      if (*text == ':' || g_ascii_isspace (*text))
        continue;
      if (!g_ascii_isxdigit (*text))
        return NULL;
      if (digits > 0 && digits % 2 == 0)
        g_string_append_c (pairs, ':');
      g_string_append_c (pairs, g_ascii_toupper (*text));
      digits++;
    }
  return digits == DIGITS ? g_string_free (g_steal_pointer (&pairs), FALSE) : NULL;
}

gboolean
resite_trust_is_fingerprint (const char *text)
{
  g_autofree char *pairs = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  pairs = normalize (text);
  return pairs != NULL;
}

ResiteTrust *
resite_trust_new (const char *ca_file, const char *fingerprint, GError **error)
{
  g_autofree char *pairs = fingerprint != NULL ? normalize (fingerprint) : NULL;
  ResiteTrust *self;

  if (fingerprint != NULL && pairs == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("“%s” is not the fingerprint of a certificate: that is 64 hexadecimal digits "
                      "(SHA-256)."),
                   fingerprint);
      return NULL;
    }
  /* Before GIO's first connection. */
  resite_trust_system_get ();
  self = g_new0 (ResiteTrust, 1);
  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  self->ca_file = g_strdup (ca_file);
  self->fingerprint = g_steal_pointer (&pairs);
  return self;
}

ResiteTrust *
resite_trust_ref (ResiteTrust *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_trust_unref (ResiteTrust *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->ca_file);
  g_free (self->fingerprint);
  g_clear_object (&self->seen);
  g_clear_object (&self->database);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

char *
resite_trust_fingerprint_of (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  g_object_get (certificate, "certificate", &bytes, NULL);
  digits = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  return normalize (digits);
}

GTlsDatabase *
resite_trust_dup_database (ResiteTrust *self)
{
  GTlsDatabase *database = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->mutex);
  if (self->fingerprint == NULL && self->database != NULL)
    database = g_object_ref (self->database);
  g_mutex_unlock (&self->mutex);
  return database;
}

gboolean
resite_trust_is_loaded (ResiteTrust *self)
{
  gboolean loaded;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  loaded = self->fingerprint != NULL || self->database != NULL;
  g_mutex_unlock (&self->mutex);
  return loaded;
}

static void
add_reason (GString *reasons, const char *reason)
{
  if (reasons->len > 0)
    g_string_append (reasons, "; ");
  g_string_append (reasons, reason);
}

static char *
describe_faults (GTlsCertificateFlags faults, const char *host)
{
  GString *reasons = g_string_new (NULL);
  g_autofree char *name = g_strdup_printf (_ ("it is not made out to “%s”"), host);

  if (faults & G_TLS_CERTIFICATE_UNKNOWN_CA)
    add_reason (reasons, _ ("nobody whom we trust has signed it"));
  if (faults & G_TLS_CERTIFICATE_BAD_IDENTITY)
    add_reason (reasons, name);
  if (faults & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    add_reason (reasons, _ ("it is not valid yet: compare the clocks"));
  if (faults & G_TLS_CERTIFICATE_EXPIRED)
    add_reason (reasons, _ ("it has expired"));
  if (faults & G_TLS_CERTIFICATE_REVOKED)
    add_reason (reasons, _ ("it was revoked"));
  if (faults & G_TLS_CERTIFICATE_INSECURE)
    add_reason (reasons, _ ("its signature is too weak"));
  if (reasons->len == 0)
    add_reason (reasons, _ ("it is not a proper certificate"));
  return g_string_free (reasons, FALSE);
}

static void
set_untrusted (const char *host, const char *reason, const char *fingerprint, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED,
               _ ("The certificate of %s is not trusted: %s. Its fingerprint (SHA-256) is %s. "
                  "Compare it with the one shown on that machine itself before you trust it."),
               host, reason, fingerprint);
}

gboolean
resite_trust_check (ResiteTrust *self, GTlsCertificate *certificate, GTlsCertificateFlags faults,
                    const char *host, GError **error)
{
  g_autofree char *shown = NULL;
  g_autofree char *pinned = NULL;
  g_autofree char *reason = NULL;

  g_return_val_if_fail (self != NULL && host != NULL, FALSE);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);

  g_mutex_lock (&self->mutex);
  g_set_object (&self->seen, certificate);
  g_mutex_unlock (&self->mutex);

  shown = resite_trust_fingerprint_of (certificate);
  pinned = resite_trust_dup_fingerprint (self);
  if (pinned != NULL ? g_str_equal (pinned, shown) : faults == 0)
    return TRUE;
  if (pinned != NULL)
    reason = g_strdup_printf (_ ("it is another one than the one that was trusted (%s)"), pinned);
  else
    reason = describe_faults (faults, host);
  set_untrusted (host, reason, shown, error);
  return FALSE;
}

GTlsCertificate *
resite_trust_dup_seen (ResiteTrust *self)
{
  GTlsCertificate *seen;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->mutex);
  seen = self->seen != NULL ? g_object_ref (self->seen) : NULL;
  g_mutex_unlock (&self->mutex);
  return seen;
}

char *
resite_trust_dup_seen_fingerprint (ResiteTrust *self)
{
  g_autoptr (GTlsCertificate) seen = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  seen = resite_trust_dup_seen (self);
  return seen != NULL ? resite_trust_fingerprint_of (seen) : NULL;
}

/* Names in certificates are whatever their makers wrote: one line of valid text is shown. */
static char *
clean_name (const char *name)
{
  char *text = name != NULL ? g_utf8_make_valid (name, -1) : g_strdup ("?");

  return g_strdelimit (text, "\r\n\t", ' ');
}

char *
resite_trust_describe_seen (ResiteTrust *self)
{
  g_autoptr (GTlsCertificate) seen = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *day = NULL;
  g_autofree char *shown_subject = NULL;
  g_autofree char *shown_issuer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  seen = resite_trust_dup_seen (self);
  if (seen == NULL)
    return NULL;
  g_object_get (seen, "subject-name", &subject, "issuer-name", &issuer, "not-valid-after", &end,
                NULL);
  day = end != NULL ? g_date_time_format (end, "%Y-%m-%d") : g_strdup ("?");
  shown_subject = clean_name (subject);
  shown_issuer = clean_name (issuer);
  /* Translators: name in a certificate, who signed it, a date. */
  return g_strdup_printf (_ ("made out to %s, signed by %s, valid until %s"), shown_subject,
                          shown_issuer, day);
}

void
resite_trust_pin (ResiteTrust *self, const char *fingerprint)
{
  char *pairs;

  g_return_if_fail (self != NULL && fingerprint != NULL);
  g_return_if_fail (resite_trust_is_fingerprint (fingerprint));

  pairs = normalize (fingerprint);
  g_mutex_lock (&self->mutex);
  g_free (self->fingerprint);
  self->fingerprint = pairs;
  g_mutex_unlock (&self->mutex);
}

char *
resite_trust_dup_fingerprint (ResiteTrust *self)
{
  char *pairs;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->mutex);
  pairs = g_strdup (self->fingerprint);
  g_mutex_unlock (&self->mutex);
  return pairs;
}

void
_resite_trust_take_database (ResiteTrust *self, GTlsDatabase *database)
{
  g_mutex_lock (&self->mutex);
  if (self->database == NULL)
    self->database = g_object_ref (database);
  g_mutex_unlock (&self->mutex);
  g_object_unref (database);
}

const char *
resite_trust_get_ca_file (ResiteTrust *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->ca_file;
}
