/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-desk-private.h"

/* What strangers say of themselves is read from bytes that anybody can send. */

static void
add_value (GByteArray *values, guint16 name, const char *text)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *wide = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &length, &error);
  const guint8 head[] = { name, 0, length & 0xFF, length >> 8 };

  g_assert_no_error (error);
  g_byte_array_append (values, head, sizeof head);
  g_byte_array_append (values, (const guint8 *)wide, length);
}

/* [MS-NLMP] 2.2.1.2, as Windows Server 2003 answers. */
static GByteArray *
make_challenge (const char *computer, const char *dns_name)
{
  GByteArray *message = g_byte_array_new ();
  g_autoptr (GByteArray) values = g_byte_array_new ();
  guint8 head[56] = { 'N', 'T', 'L', 'M', 'S', 'S', 'P', 0, 2 };

  add_value (values, 2, "CORP");
  add_value (values, 1, computer);
  add_value (values, 4, "corp.example");
  add_value (values, 3, dns_name);
  g_byte_array_append (values, (const guint8 *)"\0\0\0\0", 4);
  head[12] = 12;
  head[16] = 56;
  head[23] = 0x02;
  head[40] = values->len & 0xFF;
  head[41] = values->len >> 8;
  head[44] = 56;
  head[48] = 5;
  head[49] = 2;
  head[50] = 3790 & 0xFF;
  head[51] = 3790 >> 8;
  g_byte_array_append (message, head, sizeof head);
  g_byte_array_append (message, values->data, values->len);
  return message;
}

static void
test_challenge (void)
{
  g_autoptr (GByteArray) message = make_challenge ("BR01SMS", "br01sms.corp.example");
  g_autoptr (GByteArray) wrapped = g_byte_array_new ();
  ResiteNtlmChallenge challenge = { NULL };

  g_byte_array_append (wrapped, (const guint8 *)"\x60\x48\x06\x06 wrapped", 12);
  g_byte_array_append (wrapped, message->data, message->len);
  g_assert_true (resite_ntlm_read_challenge (wrapped->data, wrapped->len, &challenge));
  g_assert_cmpstr (challenge.computer, ==, "BR01SMS");
  g_assert_cmpstr (challenge.domain, ==, "CORP");
  g_assert_cmpstr (challenge.dns_name, ==, "br01sms.corp.example");
  g_assert_cmpstr (challenge.dns_domain, ==, "corp.example");
  g_assert_cmpstr (challenge.version, ==, "5.2.3790");
  resite_ntlm_challenge_clear (&challenge);
}

/* A name that would draw on a person's screen is none. */
static void
test_challenge_with_control_letters (void)
{
  g_autoptr (GByteArray) message = make_challenge ("BR01\033[2J", "x.example");
  ResiteNtlmChallenge challenge = { NULL };

  g_assert_true (resite_ntlm_read_challenge (message->data, message->len, &challenge));
  g_assert_null (challenge.computer);
  g_assert_cmpstr (challenge.dns_name, ==, "x.example");
  resite_ntlm_challenge_clear (&challenge);
}

static void
test_challenge_cut (void)
{
  g_autoptr (GByteArray) message = make_challenge ("BR01SMS", "br01sms.corp.example");

  for (gsize length = 0; length < message->len; length++)
    {
      /* A copy of just that length, so that reading on is seen by a checker of memory. */
      g_autofree guint8 *copy = g_memdup2 (message->data, length);
      ResiteNtlmChallenge challenge = { NULL };

      if (resite_ntlm_read_challenge (copy, length, &challenge))
        g_assert_cmpuint (length, >=, 48);
      resite_ntlm_challenge_clear (&challenge);
    }
}

/* RFC 1002 4.2.18; Windows Server 2003 as a member of CORP. */
static GByteArray *
make_status (guint16 id)
{
  static const struct
  {
    const char *name;
    guint8 suffix, flags;
  } names[] = { { "BR01SMS", 0x00, 0x04 },
                { "CORP", 0x00, 0x84 },
                { "BR01SMS", 0x20, 0x04 },
                { "CORP", 0x1E, 0x84 } };
  const guint8 head[] = { id >> 8, id & 0xFF, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0 };
  const guint8 rest[] = { 0, 0x21, 0, 1, 0, 0, 0, 0, 0, 1 + 4 * 18 + 46, 4 };
  const guint8 mac[46] = { 0x00, 0x0C, 0x29, 0xAB, 0xCD, 0xEF };
  GByteArray *bytes = g_byte_array_new ();
  guint8 encoded[34];

  resite_netbios_encode ("*", '\0', 0, encoded);
  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, encoded, sizeof encoded);
  g_byte_array_append (bytes, rest, sizeof rest);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint8 entry[18];

      memset (entry, ' ', 15);
      memcpy (entry, names[i].name, strlen (names[i].name));
      entry[15] = names[i].suffix;
      entry[16] = names[i].flags;
      entry[17] = 0;
      g_byte_array_append (bytes, entry, sizeof entry);
    }
  g_byte_array_append (bytes, mac, sizeof mac);
  return bytes;
}

static void
test_status (void)
{
  g_autoptr (GByteArray) answer = make_status (0x1234);
  g_autoptr (ResiteDeskSight) sight =
      resite_netbios_read_status (answer->data, answer->len, 0x1234);

  g_assert_nonnull (sight);
  g_assert_cmpstr (sight->computer, ==, "BR01SMS");
  g_assert_cmpstr (sight->domain, ==, "CORP");
  g_assert_cmpstr (sight->mac, ==, "00:0C:29:AB:CD:EF");
  g_assert_cmpint (sight->sure, ==, RESITE_SURE_LIKELY);
  g_assert_null (resite_netbios_read_status (answer->data, answer->len, 0x1235));
}

static void
test_status_cut (void)
{
  g_autoptr (GByteArray) answer = make_status (7);

  for (gsize length = 0; length < answer->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (answer->data, length);
      g_autoptr (ResiteDeskSight) sight = resite_netbios_read_status (copy, length, 7);

      if (length < 12 + 34 + 11 + 18)
        g_assert_null (sight);
    }
}

static void
test_random_bytes (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint8 bytes[160];
      const gsize length = g_test_rand_int_range (0, sizeof bytes);
      g_autofree guint8 *copy = NULL;
      g_autoptr (ResiteDeskSight) sight = NULL;
      g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
      ResiteNtlmChallenge challenge = { NULL };

      for (gsize j = 0; j < length; j++)
        bytes[j] = g_test_rand_int_range (0, 256);
      if (length >= 12)
        memcpy (bytes, "NTLMSSP\0\2\0\0\0", 12);
      copy = g_memdup2 (bytes, length);
      resite_ntlm_read_challenge (copy, length, &challenge);
      resite_ntlm_challenge_clear (&challenge);
      if (length >= 12)
        memcpy (copy, "\0\1\x84\0\0\0\0\1\0\0\0\0", 12);
      sight = resite_netbios_read_status (copy, length, 1);
      resite_netbios_read_name (copy, length, 1, addresses);
    }
}

static void
test_name_answer (void)
{
  g_autoptr (GBytes) query = resite_netbios_make_name_query ("BR01SMS", 9, TRUE);
  const guint8 head[] = { 0, 9, 0x85, 0, 0, 0, 0, 1, 0, 0, 0, 0 };
  const guint8 rest[] = {
    0, 0x20, 0, 1, 0, 0, 0, 0, 0, 12, 0, 0, 10, 4, 1, 20, 0, 0, 10, 4, 1, 21
  };
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  gsize length;
  const guint8 *sent = g_bytes_get_data (query, &length);

  g_assert_cmpuint (length, ==, 50);
  g_assert_cmpuint (sent[3] & 0x10, ==, 0x10);
  g_byte_array_append (answer, head, sizeof head);
  g_byte_array_append (answer, sent + 12, 34);
  g_byte_array_append (answer, rest, sizeof rest);
  g_assert_true (resite_netbios_read_name (answer->data, answer->len, 9, addresses));
  g_assert_cmpuint (addresses->len, ==, 2);
  g_assert_cmpstr (addresses->pdata[0], ==, "10.4.1.20");
  g_assert_cmpstr (addresses->pdata[1], ==, "10.4.1.21");
  g_assert_false (resite_netbios_read_name (answer->data, answer->len, 8, addresses));
}

static ResiteDeskSight *
make_sight (ResiteSureness sure, const char *computer)
{
  ResiteDeskSight *sight = resite_desk_sight_new ("smb", sure);

  sight->computer = g_strdup (computer);
  sight->text = g_strdup_printf ("it says %s", computer);
  return sight;
}

/* What is sure counts, and a hint alone never. */
static void
test_verdict (void)
{
  g_autoptr (GPtrArray) sights =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_desk_sight_free);
  const ResiteDeskSight *by = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (resite_desk_judge (sights, "BR01SMS", &by), ==, RESITE_DESK_NOBODY);
  g_assert_null (resite_desk_describe (sights));
  g_ptr_array_add (sights, make_sight (RESITE_SURE_HINT, "BR01SMS"));
  g_assert_cmpint (resite_desk_judge (sights, "BR01SMS", &by), ==, RESITE_DESK_NOBODY);
  g_ptr_array_add (sights, make_sight (RESITE_SURE_LIKELY, "BR01SMS"));
  g_assert_cmpint (resite_desk_judge (sights, "br01sms.corp.example", &by), ==, RESITE_DESK_SAME);
  g_ptr_array_add (sights, make_sight (RESITE_SURE_CERTAIN, "FILE07"));
  g_assert_cmpint (resite_desk_judge (sights, "BR01SMS", &by), ==, RESITE_DESK_OTHER);
  g_assert_true (by == sights->pdata[2]);
  text = resite_desk_describe (sights);
  g_assert_nonnull (strstr (text, "FILE07"));
  g_assert_nonnull (strstr (text, "certain"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk/challenge", test_challenge);
  g_test_add_func ("/desk/challenge-with-control-letters", test_challenge_with_control_letters);
  g_test_add_func ("/desk/challenge-cut", test_challenge_cut);
  g_test_add_func ("/desk/status", test_status);
  g_test_add_func ("/desk/status-cut", test_status_cut);
  g_test_add_func ("/desk/random-bytes", test_random_bytes);
  g_test_add_func ("/desk/name-answer", test_name_answer);
  g_test_add_func ("/desk/verdict", test_verdict);
  return g_test_run ();
}
