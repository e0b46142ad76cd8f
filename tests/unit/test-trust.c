/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which certificate is trusted, and what is said of one that is not. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-trust-system.h"
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
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static gboolean
load_within (ResiteTrust *trust, guint patience, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  resite_trust_load_async (trust, patience, cancellable, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return resite_trust_load_finish (result, error);
}

static void
check_bad_file (const char *path, int code)
{
  g_autoptr (ResiteTrust) trust = resite_trust_new (path, NULL, NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (load_within (trust, 10000, NULL, &error));
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_false (resite_trust_is_loaded (trust));
  database = resite_trust_dup_database (trust);
  g_assert_null (database);
}

static void
test_ca_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-trust-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ca.pem", NULL);
  g_autofree char *ca = certificate_path ("ca");
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteTrust) trust = NULL;

  check_bad_file (path, RESITE_ERROR_NOT_FOUND);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  check_bad_file (path, RESITE_ERROR_INVALID);
  g_assert_true (g_file_set_contents (path, "-----BEGIN CERTIFICATE-----\nnonsense\n", -1, NULL));
  check_bad_file (path, RESITE_ERROR_INVALID);

  trust = resite_trust_new (ca, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_trust_get_ca_file (trust), ==, ca);
  g_assert_true (load_within (trust, 10000, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (load_within (trust, 10000, NULL, NULL));
  database = resite_trust_dup_database (trust);
  g_assert_true (G_IS_TLS_FILE_DATABASE (database));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_systems_certificates (void)
{
  g_autoptr (ResiteTrust) trust = resite_trust_new (NULL, NULL, NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GTlsDatabase) after = NULL;

  g_assert_false (resite_trust_is_loaded (trust));
  g_assert_true (load_within (trust, 10000, NULL, NULL));
  database = resite_trust_dup_database (trust);
  g_assert_nonnull (database);
  /* One certificate alone counts from now on. */
  resite_trust_pin (trust, DIGITS);
  g_assert_true (resite_trust_is_loaded (trust));
  after = resite_trust_dup_database (trust);
  g_assert_null (after);
}

static void
answer_service (Request *request, gpointer data)
{
  reply_soap (request, 200, INSTANCE);
}

static ResiteCimObject *
ask (Server *server, const char *ca, const char *pinned, GError **error)
{
  g_autofree char *url = server_get_url (server);
  g_autoptr (ResiteTrust) trust = resite_trust_new (ca, pinned, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (url, trust, FALSE, 20);

  return get_service (wsman, error);
}

/* Hundreds of certificates are not read where none of them decides. */
static void
test_system_is_left_alone (void)
{
  g_autofree char *path = certificate_path ("good");
  g_autofree char *ca = certificate_path ("ca");
  g_autoptr (GTlsCertificate) good = load ("good");
  g_autofree char *pinned = resite_trust_fingerprint_of (good);
  g_autoptr (Server) server = server_new_tls (path, answer_service, NULL);
  g_autoptr (ResiteCimObject) by_file = ask (server, ca, NULL, NULL);
  g_autoptr (ResiteCimObject) by_pin = ask (server, NULL, pinned, NULL);
  g_autoptr (ResiteCimObject) by_system = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (by_file);
  g_assert_nonnull (by_pin);
  g_assert_false (resite_trust_system_is_loaded (resite_trust_system_get ()));
  by_system = ask (server, NULL, NULL, &error);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED);
  g_assert_true (resite_trust_system_is_loaded (resite_trust_system_get ()));
}

static GTlsCertificateFlags
judge_by_default (GTlsCertificate *certificate)
{
  g_autoptr (GTlsDatabase) database =
      g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_autoptr (GError) error = NULL;
  const GTlsCertificateFlags faults = g_tls_database_verify_chain (
      database, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, NULL, NULL,
      G_TLS_DATABASE_VERIFY_NONE, NULL, &error);

  g_assert_no_error (error);
  return faults;
}

/* What the system trusts is trusted, as it is without us; and nothing else is. */
static void
test_system_judges (void)
{
  g_autoptr (GTlsCertificate) own = load ("own");
  GList *roots = g_tls_certificate_list_new_from_file ("/etc/ssl/certs/ca-certificates.crt", NULL);
  guint trusted = 0;

  resite_trust_system_get ();
  g_assert_cmpuint (judge_by_default (own) & G_TLS_CERTIFICATE_UNKNOWN_CA, !=, 0);
  if (roots == NULL)
    {
      g_test_skip ("ca-certificates is not installed");
      return;
    }
  for (GList *l = roots; l != NULL; l = l->next)
    trusted += judge_by_default (l->data) == 0;
  /* A few of them may have expired. */
  g_assert_cmpuint (trusted * 2, >, g_list_length (roots));
  g_list_free_full (roots, g_object_unref);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
let_readers_go (const char *path)
{
  const int fd = g_open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);

  if (fd >= 0)
    close (fd);
}

/* As on a share whose server is down: the window goes on, and so does who waits. */
static void
test_file_that_hangs (void)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-trust-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ca.pem", NULL);
  g_autofree char *url = g_strdup ("https://127.0.0.1:9/wsman");
  g_autoptr (ResiteTrust) trust = resite_trust_new (path, NULL, NULL);
  g_autoptr (ResiteWsman) wsman = wsman_with (url, trust, FALSE, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) slow = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GError) call = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (load_within (trust, 50, NULL, &slow));
  g_assert_error (slow, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (slow->message, path));
  g_timeout_add (50, cancel_cb, cancellable);
  g_assert_false (load_within (trust, 60000, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (get_service (wsman, &call));
  g_assert_error (call, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
  let_readers_go (path);
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
  /* First: what the system trusts stays read. */
  g_test_add_func ("/trust/system-is-left-alone", test_system_is_left_alone);
  g_test_add_func ("/trust/system-judges", test_system_judges);
  g_test_add_func ("/trust/fingerprints", test_fingerprints);
  g_test_add_func ("/trust/ca-files", test_ca_files);
  g_test_add_func ("/trust/systems-certificates", test_systems_certificates);
  g_test_add_func ("/trust/file-that-hangs", test_file_that_hangs);
  g_test_add_func ("/trust/faults", test_faults);
  g_test_add_func ("/trust/pin", test_pin);
  g_test_add_func ("/trust/description", test_description);
  g_test_add_func ("/trust/fingerprint-is-that-of-others", test_fingerprint_is_that_of_others);
  status = g_test_run ();
  certificates_remove ();
  return status;
}
