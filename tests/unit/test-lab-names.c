/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gnutls/x509.h>

#include "lab-server-fixture.h"
#include "resite-lab-tls.h"

typedef struct
{
  guint8 bytes[600];
  gssize size;
} Packet;

#define TYPE_A   1
#define TYPE_MX  15
#define TYPE_PTR 12

static void
append_name (Packet *packet, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const gsize length = strlen (parts[i]);

      packet->bytes[packet->size++] = (guint8)length;
      memcpy (packet->bytes + packet->size, parts[i], length);
      packet->size += (gssize)length;
    }
  packet->bytes[packet->size++] = 0;
}

static Packet
make_question (const char *name, guint8 type)
{
  static const guint8 head[] = { 0x12, 0x34, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
  Packet packet = { .size = sizeof head };

  memcpy (packet.bytes, head, sizeof head);
  append_name (&packet, name);
  packet.bytes[packet.size + 1] = type;
  packet.bytes[packet.size + 3] = 1;
  packet.size += 4;
  return packet;
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
too_late_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* An answer without bytes: none came. */
static Packet
ask (LabFixture *fixture, const Packet *question, guint patience_ms)
{
  const char *where = resite_lab_server_get_name_server (fixture->server);
  g_auto (GStrv) parts = g_strsplit (where, ":", 2);
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (parts[0], (guint)atoi (parts[1]));
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSource) source = g_socket_create_source (socket, G_IO_IN, NULL);
  gboolean readable = FALSE, late = FALSE;
  guint timer = g_timeout_add (patience_ms, too_late_cb, &late);
  Packet answer = { .size = 0 };

  g_socket_send_to (socket, address, (const char *)question->bytes, (gsize)question->size, NULL,
                    NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), &readable, NULL);
  g_source_attach (source, NULL);
  while (!readable && !late)
    g_main_context_iteration (NULL, TRUE);
  if (readable)
    answer.size = g_socket_receive (socket, (char *)answer.bytes, sizeof answer.bytes, NULL, NULL);
  g_source_destroy (source);
  g_source_remove (timer);
  return answer;
}

static Packet
ask_for (LabFixture *fixture, const char *name, guint8 type)
{
  const Packet question = make_question (name, type);
  Packet answer = ask (fixture, &question, 10000);

  g_assert_cmpint (answer.size, >=, question.size);
  g_assert_cmpmem (answer.bytes, 2, question.bytes, 2);
  g_assert_cmpuint (answer.bytes[2] & 0x80, ==, 0x80);
  g_assert_cmpmem (answer.bytes + 12, question.size - 12, question.bytes + 12, question.size - 12);
  return answer;
}

static guint
get_code (const Packet *packet)
{
  return packet->bytes[3] & 0x0f;
}

static void
assert_address (LabFixture *fixture, const char *name, const char *expected)
{
  const Packet answer = ask_for (fixture, name, TYPE_A);
  g_autofree char *text = NULL;

  g_assert_cmpuint (get_code (&answer), ==, 0);
  g_assert_cmpuint (answer.bytes[7], ==, 1);
  text =
      g_strdup_printf ("%u.%u.%u.%u", answer.bytes[answer.size - 4], answer.bytes[answer.size - 3],
                       answer.bytes[answer.size - 2], answer.bytes[answer.size - 1]);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_addresses (LabFixture *fixture, gconstpointer data)
{
  const FakeMachine *machines = fixture->world->machines;

  assert_address (fixture, "BR01SMS", machines[0].address);
  assert_address (fixture, "br01sms.corp.example.com", machines[0].address);
  assert_address (fixture, "br01new", machines[1].address);
}

static void
test_unknown (LabFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "br01", "br01smsx", "nobody.example.com",
                                       "1.0.0.10.in-addr.arpa" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const Packet answer = ask_for (fixture, names[i], TYPE_A);

      g_assert_cmpuint (get_code (&answer), ==, 3);
      g_assert_cmpuint (answer.bytes[7], ==, 0);
    }
}

/* A name that has no record of that type is no unknown name. */
static void
test_other_type (LabFixture *fixture, gconstpointer data)
{
  const Packet answer = ask_for (fixture, "BR01SMS", TYPE_MX);

  g_assert_cmpuint (get_code (&answer), ==, 0);
  g_assert_cmpuint (answer.bytes[7], ==, 0);
}

static void
test_reverse (LabFixture *fixture, gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (fixture->world->machines[1].address, ".", -1);
  g_autofree char *name =
      g_strdup_printf ("%s.%s.%s.%s.IN-ADDR.arpa", parts[3], parts[2], parts[1], parts[0]);
  const Packet answer = ask_for (fixture, name, TYPE_PTR);

  g_assert_cmpuint (get_code (&answer), ==, 0);
  g_assert_cmpmem (answer.bytes + answer.size - 9, 9, "\007BR01NEW\0", 9);
}

static void
test_swapped (LabFixture *fixture, gconstpointer data)
{
  FakeMachine *machines = fixture->world->machines;

  g_free (machines[0].name);
  machines[0].name = g_strdup ("BR01SMS_OLD");
  g_free (machines[1].name);
  machines[1].name = g_strdup ("BR01SMS");
  assert_address (fixture, "br01sms", machines[1].address);
  assert_address (fixture, "br01sms_old", machines[0].address);
}

static void
test_bad_packets (LabFixture *fixture, gconstpointer data)
{
  Packet answered = make_question ("BR01SMS", TYPE_A);
  Packet update = make_question ("BR01SMS", TYPE_A);
  Packet cut = make_question ("BR01SMS", TYPE_A);
  Packet many = make_question ("BR01SMS", TYPE_A);
  Packet little = { .bytes = { 1, 2, 3 }, .size = 3 };
  Packet answer;

  answered.bytes[2] |= 0x80;
  g_assert_cmpint (ask (fixture, &answered, 50).size, ==, 0);
  g_assert_cmpint (ask (fixture, &little, 50).size, ==, 0);
  update.bytes[2] |= 5 << 3;
  answer = ask (fixture, &update, 10000);
  g_assert_cmpuint (get_code (&answer), ==, 4);
  cut.size -= 6;
  answer = ask (fixture, &cut, 10000);
  g_assert_cmpuint (get_code (&answer), ==, 1);
  many.bytes[5] = 2;
  answer = ask (fixture, &many, 10000);
  g_assert_cmpuint (get_code (&answer), ==, 1);
  assert_address (fixture, "BR01SMS", fixture->world->machines[0].address);
}

/* No byte of a question, whatever it is, may stop the server. */
static void
test_any_byte (LabFixture *fixture, gconstpointer data)
{
  const Packet good = make_question ("br01sms.corp.example.com", TYPE_A);

  for (gssize i = 0; i < good.size; i++)
    for (guint value = 0; value < 256; value += 51)
      {
        Packet bad = good;

        bad.bytes[i] = (guint8)value;
        ask (fixture, &bad, i == 2 ? 5 : 1000);
      }
  assert_address (fixture, "BR01SMS", fixture->world->machines[0].address);
}

static gnutls_x509_crt_t
import (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  gnutls_datum_t datum;
  gnutls_x509_crt_t imported;

  g_object_get (certificate, "certificate", &der, NULL);
  datum.data = der->data;
  datum.size = der->len;
  g_assert_cmpint (gnutls_x509_crt_init (&imported), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (imported, &datum, GNUTLS_X509_FMT_DER), ==, 0);
  return imported;
}

static void
test_certificate_names (LabFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "BR01SMS", "127.9.8.7", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLabTls) tls = resite_lab_tls_new (fixture->folder, &error);
  g_autoptr (GTlsCertificate) certificate = resite_lab_tls_issue (tls, names, &error);
  g_autoptr (GTlsCertificate) authority =
      g_tls_certificate_new_from_file (resite_lab_tls_get_ca_file (tls), &error);
  gnutls_x509_crt_t imported;

  g_assert_no_error (error);
  imported = import (certificate);
  g_assert_cmpint (gnutls_x509_crt_check_hostname (imported, "br01sms"), !=, 0);
  g_assert_cmpint (gnutls_x509_crt_check_hostname (imported, "127.9.8.7"), !=, 0);
  g_assert_cmpint (gnutls_x509_crt_check_hostname (imported, "br01new"), ==, 0);
  gnutls_x509_crt_deinit (imported);
  g_assert_cmpint (g_tls_certificate_verify (certificate, NULL, authority), ==, 0);
}

static void
test_authority_is_kept (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *key = g_build_filename (fixture->folder, "ca-key.pem", NULL);
  g_autofree char *ca = g_build_filename (fixture->folder, "ca.pem", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_cmpint (g_stat (key, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_set_contents (key, "nonsense", -1, NULL));
  g_assert_null (resite_lab_tls_new (fixture->folder, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_assert_cmpint (g_stat (ca, &info), ==, 0);
}

static const struct
{
  const char *path;
  void (*test) (LabFixture *fixture, gconstpointer data);
} tests[] = {
  { "/lab-names/addresses", test_addresses },
  { "/lab-names/unknown", test_unknown },
  { "/lab-names/other-type", test_other_type },
  { "/lab-names/reverse", test_reverse },
  { "/lab-names/swapped", test_swapped },
  { "/lab-names/bad-packets", test_bad_packets },
  { "/lab-names/any-byte", test_any_byte },
  { "/lab-tls/certificate-names", test_certificate_names },
  { "/lab-tls/authority-is-kept", test_authority_is_kept },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, LabFixture, NULL, lab_set_up, tests[i].test, lab_tear_down);
  return g_test_run ();
}
