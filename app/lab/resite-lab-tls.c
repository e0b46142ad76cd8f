/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-tls"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sys/stat.h>
#include <time.h>

#include "resite-error.h"
#include "resite-lab-tls.h"

#define CA_FILE  "ca.pem"
#define KEY_FILE "ca-key.pem"
#define DAY      (24 * 60 * 60)
/* Longer than any rehearsal; shorter than what browsers refuse. */
#define VALID_DAYS 365

struct _ResiteLabTls
{
  char *ca_file;
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
};

void
resite_lab_tls_free (ResiteLabTls *self)
{
  g_clear_pointer (&self->certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&self->key, gnutls_x509_privkey_deinit);
  g_free (self->ca_file);
  g_free (self);
}

static gboolean
check (int result, GError **error)
{
  if (result >= 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               _ ("A certificate of the rehearsal could not be made: %s"),
               gnutls_strerror (result));
  return FALSE;
}

static gnutls_x509_privkey_t
make_key (GError **error)
{
  gnutls_x509_privkey_t key = NULL;

  if (check (gnutls_x509_privkey_init (&key), error) &&
      check (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                           GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
             error))
    return key;
  g_clear_pointer (&key, gnutls_x509_privkey_deinit);
  return NULL;
}

static int
set_random_serial (gnutls_x509_crt_t certificate)
{
  guint8 serial[16];
  int result = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  if (result < 0)
    return result;
  serial[0] = (serial[0] & 0x7f) | 0x01; /* positive, and never zero */
  return gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
}

static int
set_key_id (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  guint8 id[64];
  size_t size = sizeof id;
  int result = gnutls_x509_crt_get_key_id (certificate, 0, id, &size);

  if (result >= 0)
    result = gnutls_x509_crt_set_subject_key_id (certificate, id, size);
  size = sizeof id;
  if (result >= 0)
    result = gnutls_x509_crt_get_key_id (issuer, 0, id, &size);
  return result >= 0 ? gnutls_x509_crt_set_authority_key_id (certificate, id, size) : result;
}

/* What all certificates have. @issuer NULL: its own. */
static gnutls_x509_crt_t
begin_certificate (gnutls_x509_privkey_t key, gnutls_x509_crt_t issuer, const char *name,
                   GError **error)
{
  const time_t now = time (NULL);
  gnutls_x509_crt_t certificate = NULL;

  if (check (gnutls_x509_crt_init (&certificate), error) &&
      check (gnutls_x509_crt_set_version (certificate, 3), error) &&
      check (set_random_serial (certificate), error) &&
      check (gnutls_x509_crt_set_key (certificate, key), error) &&
      check (gnutls_x509_crt_set_activation_time (certificate, now - DAY), error) &&
      check (gnutls_x509_crt_set_expiration_time (certificate, now + VALID_DAYS * (time_t)DAY),
             error) &&
      check (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                            (unsigned)strlen (name)),
             error) &&
      check (set_key_id (certificate, issuer != NULL ? issuer : certificate), error))
    return certificate;
  g_clear_pointer (&certificate, gnutls_x509_crt_deinit);
  return NULL;
}

static gboolean
make_authority (ResiteLabTls *self, GError **error)
{
  /* Two labs must not be taken for each other by a client that looks for the issuer by name. */
  g_autofree char *name =
      g_strdup_printf ("Resite rehearsal authority %08x", (guint)g_random_int ());

  self->key = make_key (error);
  if (self->key == NULL)
    return FALSE;
  self->certificate = begin_certificate (self->key, NULL, name, error);
  return self->certificate != NULL &&
         check (gnutls_x509_crt_set_basic_constraints (self->certificate, 1, 0), error) &&
         check (gnutls_x509_crt_set_key_usage (self->certificate,
                                               GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN),
                error) &&
         check (gnutls_x509_crt_sign2 (self->certificate, self->certificate, self->key,
                                       GNUTLS_DIG_SHA256, 0),
                error);
}

/* (nullable) (transfer full). */
static char *
take_text (gnutls_datum_t *datum)
{
  char *text = g_strndup ((const char *)datum->data, datum->size);

  gnutls_free (datum->data);
  return text;
}

static char *
export_certificate (gnutls_x509_crt_t certificate, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };

  return check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem), error)
             ? take_text (&pem)
             : NULL;
}

/* In PKCS 8, the form that every reader takes. */
static char *
export_key (gnutls_x509_privkey_t key, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };

  return check (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL,
                                                   GNUTLS_PKCS_PLAIN, &pem),
                error)
             ? take_text (&pem)
             : NULL;
}

static gboolean
save_authority (ResiteLabTls *self, const char *key_file, GError **error)
{
  g_autofree char *certificate = export_certificate (self->certificate, error);
  g_autofree char *key = certificate != NULL ? export_key (self->key, error) : NULL;

  return key != NULL &&
         g_file_set_contents_full (key_file, key, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error) &&
         g_file_set_contents_full (self->ca_file, certificate, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0644, error);
}

static gboolean
read_datum (const char *path, gnutls_datum_t *datum, GError **error)
{
  g_autofree char *text = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;
  datum->data = (guint8 *)g_steal_pointer (&text);
  datum->size = (unsigned)size;
  return TRUE;
}

static gboolean
load_authority (ResiteLabTls *self, const char *key_file, GError **error)
{
  gnutls_datum_t certificate = { NULL, 0 }, key = { NULL, 0 };
  gboolean good =
      read_datum (self->ca_file, &certificate, error) && read_datum (key_file, &key, error) &&
      check (gnutls_x509_crt_init (&self->certificate), error) &&
      check (gnutls_x509_crt_import (self->certificate, &certificate, GNUTLS_X509_FMT_PEM),
             error) &&
      check (gnutls_x509_privkey_init (&self->key), error) &&
      check (gnutls_x509_privkey_import2 (self->key, &key, GNUTLS_X509_FMT_PEM, NULL, 0), error);

  g_free (certificate.data);
  g_free (key.data);
  return good;
}

ResiteLabTls *
resite_lab_tls_new (const char *folder, GError **error)
{
  g_autoptr (ResiteLabTls) self = g_new0 (ResiteLabTls, 1);
  g_autofree char *key_file = g_build_filename (folder, KEY_FILE, NULL);
  gboolean good;

  self->ca_file = g_build_filename (folder, CA_FILE, NULL);
  if (g_file_test (self->ca_file, G_FILE_TEST_EXISTS))
    good = load_authority (self, key_file, error);
  else
    good = make_authority (self, error) && save_authority (self, key_file, error);
  return good ? g_steal_pointer (&self) : NULL;
}

const char *
resite_lab_tls_get_ca_file (ResiteLabTls *self)
{
  return self->ca_file;
}

static int
add_name (gnutls_x509_crt_t certificate, const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (address != NULL)
    return gnutls_x509_crt_set_subject_alt_name (
        certificate, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (address),
        (unsigned)g_inet_address_get_native_size (address), GNUTLS_FSAN_APPEND);
  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name,
                                               (unsigned)strlen (name), GNUTLS_FSAN_APPEND);
}

static gboolean
add_names (gnutls_x509_crt_t certificate, const char *const *names, GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (!check (add_name (certificate, names[i]), error))
      return FALSE;
  return TRUE;
}

static gboolean
finish_server (ResiteLabTls *self, gnutls_x509_crt_t certificate, const char *const *names,
               GError **error)
{
  return add_names (certificate, names, error) &&
         check (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1), error) &&
         check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE), error) &&
         check (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
                error) &&
         check (gnutls_x509_crt_sign2 (certificate, self->certificate, self->key, GNUTLS_DIG_SHA256,
                                       0),
                error);
}

GTlsCertificate *
resite_lab_tls_issue (ResiteLabTls *self, const char *const *names, GError **error)
{
  gnutls_x509_privkey_t key = make_key (error);
  gnutls_x509_crt_t certificate =
      key != NULL ? begin_certificate (key, self->certificate, names[0], error) : NULL;
  g_autofree char *certificate_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autofree char *both = NULL;

  if (certificate != NULL && finish_server (self, certificate, names, error))
    certificate_pem = export_certificate (certificate, error);
  if (certificate_pem != NULL)
    key_pem = export_key (key, error);
  g_clear_pointer (&certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&key, gnutls_x509_privkey_deinit);
  if (key_pem == NULL)
    return NULL;
  both = g_strconcat (certificate_pem, key_pem, NULL);
  return g_tls_certificate_new_from_pem (both, -1, error);
}
