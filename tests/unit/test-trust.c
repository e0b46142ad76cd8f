/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificate is trusted, and what is said of one that is not. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-wsman-fixture.h"

#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define PAIRS                                                                                      \
  "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:"  \
  "FF"

static GTlsCertificate *
load (const char *name)
{
  g_autofree char *path = certificate_path (name);

  return g_tls_certificate_new_from_file (path, NULL);
}

static void
test_fingerprints (void)
{
  static const char *const good[] = { DIGITS, PAIRS, "  " PAIRS "\n" };
  static const char *const bad[] = { "",         "00",       DIGITS "0",     DIGITS "00",
                                     "x" DIGITS, "00-11-22", PAIRS ":" PAIRS };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, good[i], NULL);
      g_autofree char *kept = resite_trust_dup_fingerprint (trust);

      g_assert_true (resite_trust_is_fingerprint (good[i]));
      g_assert_cmpstr (kept, ==, PAIRS);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (resite_trust_is_fingerprint (bad[i]));
      g_assert_null (resite_trust_new (NULL, bad[i], &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

static void
test_ca_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-trust-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ca.pem", NULL);
  g_autofree char *ca = certificate_path ("ca");
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) nonsense = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteTrust) trust = NULL;

  g_assert_null (resite_trust_new (path, NULL, &missing));
  g_assert_error (missing, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (resite_trust_new (path, NULL, &empty));
  g_assert_error (empty, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_true (g_file_set_contents (path, "-----BEGIN CERTIFICATE-----\nnonsense\n", -1, NULL));
  g_assert_null (resite_trust_new (path, NULL, &nonsense));
  g_assert_error (nonsense, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (nonsense->message, path));
  trust = resite_trust_new (ca, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_trust_get_ca_file (trust), ==, ca);
  g_unlink (path);
  g_rmdir (folder);
}

typedef struct
{
  GTlsCertificateFlags faults;
  const char *said;
} Fault;

static const Fault faults[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA, "nobody whom we trust has signed it" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, "not made out to “br01sms”" },
  { G_TLS_CERTIFICATE_EXPIRED, "expired" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, "compare the clocks" },
  { G_TLS_CERTIFICATE_REVOKED, "revoked" },
  { G_TLS_CERTIFICATE_INSECURE, "too weak" },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, "not a proper certificate" },
  { G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_EXPIRED, "signed it; it has expired" },
};

static void
test_faults (void)
{
  g_autoptr (GTlsCertificate) certificate = load ("good");
  g_autofree char *shown = resite_trust_fingerprint_of (certificate);
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, NULL, NULL);

  g_assert_null (resite_trust_dup_seen_fingerprint (trust));
  g_assert_null (resite_trust_describe_seen (trust));
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (resite_trust_check (trust, certificate, faults[i].faults, "br01sms", &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
      g_assert_nonnull (strstr (error->message, faults[i].said));
      g_assert_nonnull (strstr (error->message, shown));
    }
  g_assert_true (resite_trust_check (trust, certificate, 0, "br01sms", NULL));
}

/* A pinned one is trusted with all its faults, and no other one without any. */
static void
test_pin (void)
{
  g_autoptr (GTlsCertificate) own = load ("own");
  g_autoptr (GTlsCertificate) good = load ("good");
  g_autofree char *fingerprint = resite_trust_fingerprint_of (own);
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, NULL, NULL);
  g_autofree char *seen = NULL;
  g_autoptr (GError) error = NULL;

  resite_trust_pin (trust, fingerprint);
  g_assert_true (resite_trust_check (trust, own, G_TLS_CERTIFICATE_VALIDATE_ALL, "br01sms", NULL));
  g_assert_false (resite_trust_check (trust, good, 0, "br01sms", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, fingerprint));
  seen = resite_trust_dup_seen_fingerprint (trust);
  g_assert_cmpstr (seen, !=, fingerprint);
}

static void
test_description (void)
{
  g_autoptr (GTlsCertificate) certificate = load ("expired");
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, NULL, NULL);
  g_autofree char *text = NULL;

  resite_trust_check (trust, certificate, G_TLS_CERTIFICATE_EXPIRED, "br01sms", NULL);
  text = resite_trust_describe_seen (trust);
  g_assert_nonnull (strstr (text, "BR01SMS"));
  g_assert_nonnull (strstr (text, "Test CA"));
  g_assert_nonnull (strstr (text, "2004-01-01"));
}

static void
test_fingerprint_is_that_of_others (void)
{
  g_autoptr (GTlsCertificate) certificate = load ("own");
  g_autofree char *ours = resite_trust_fingerprint_of (certificate);
  g_autofree char *path = certificate_path ("own");
  const char *command[] = {
    "certtool", "--fingerprint", "--hash", "sha256", "--infile", path, NULL
  };
  g_autofree char *output = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &output, NULL, NULL, NULL));
  g_autofree char *upper = g_ascii_strup (g_strstrip (output), -1);
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *c = ours; *c != '\0'; c++)
    if (*c != ':')
      g_string_append_c (digits, *c);
  g_assert_cmpstr (upper, ==, digits->str);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (certificates () == NULL)
    {
      g_printerr ("certtool (gnutls-bin) is not installed\n");
      return 77;
    }
  g_test_add_func ("/trust/fingerprints", test_fingerprints);
  g_test_add_func ("/trust/ca-files", test_ca_files);
  g_test_add_func ("/trust/faults", test_faults);
  g_test_add_func ("/trust/pin", test_pin);
  g_test_add_func ("/trust/description", test_description);
  g_test_add_func ("/trust/fingerprint-is-that-of-others", test_fingerprint_is_that_of_others);
  status = g_test_run ();
  certificates_remove ();
  return status;
}
