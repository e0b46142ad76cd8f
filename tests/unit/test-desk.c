/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fake-desk.h"

/* What strangers say of themselves is read from bytes that anybody can send. */

static void
test_challenge (void)
{
  g_autoptr (GByteArray) message = fake_desk_make_challenge ("BR01SMS", "br01sms.corp.example");
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
  g_autoptr (GByteArray) message = fake_desk_make_challenge ("BR01\033[2J", "x.example");
  ResiteNtlmChallenge challenge = { NULL };

  g_assert_true (resite_ntlm_read_challenge (message->data, message->len, &challenge));
  g_assert_null (challenge.computer);
  g_assert_cmpstr (challenge.dns_name, ==, "x.example");
  resite_ntlm_challenge_clear (&challenge);
}

/* Neither is one that is another before its end than behind it. */
static void
test_challenge_with_nul (void)
{
  g_autoptr (GByteArray) message = fake_desk_make_challenge ("BR01SMS?OTHER", "x.example");
  ResiteNtlmChallenge challenge = { NULL };
  guint8 *mark = memmem (message->data, message->len, "?\0O", 3);

  g_assert_nonnull (mark);
  *mark = 0;
  g_assert_true (resite_ntlm_read_challenge (message->data, message->len, &challenge));
  g_assert_null (challenge.computer);
  resite_ntlm_challenge_clear (&challenge);
}

static void
test_challenge_cut (void)
{
  g_autoptr (GByteArray) message = fake_desk_make_challenge ("BR01SMS", "br01sms.corp.example");

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

static void
test_status (void)
{
  g_autoptr (GByteArray) answer = fake_desk_make_status (0x1234);
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
  g_autoptr (GByteArray) answer = fake_desk_make_status (7);

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

static GPtrArray *
make_sights (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_desk_sight_free);
}

/* Two that are equally sure and say different names: somebody else is there, whoever is told first. */
static void
test_contradiction (void)
{
  static const char *const names[][2] = { { "BR01SMS", "FILE07" }, { "FILE07", "BR01SMS" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) sights = make_sights ();
      const ResiteDeskSight *by = NULL;

      g_ptr_array_add (sights, make_sight (RESITE_SURE_LIKELY, names[i][0]));
      g_ptr_array_add (sights, make_sight (RESITE_SURE_LIKELY, names[i][1]));
      g_assert_cmpint (resite_desk_judge (sights, "BR01SMS", &by), ==, RESITE_DESK_OTHER);
      g_assert_cmpstr (by->computer, ==, "FILE07");
      /* One that is surer than both decides. */
      g_ptr_array_add (sights, make_sight (RESITE_SURE_CERTAIN, "BR01SMS"));
      g_assert_cmpint (resite_desk_judge (sights, "BR01SMS", &by), ==, RESITE_DESK_SAME);
      g_assert_cmpint (by->sure, ==, RESITE_SURE_CERTAIN);
      g_assert_cmpint (resite_desk_judge (sights, "FILE07", &by), ==, RESITE_DESK_OTHER);
    }
}

static void
assert_verdict (const char *computer, const char *dns_name, const char *expected,
                ResiteDeskVerdict verdict)
{
  g_autoptr (GPtrArray) sights = make_sights ();
  ResiteDeskSight *sight = make_sight (RESITE_SURE_CERTAIN, computer);

  sight->dns_name = g_strdup (dns_name);
  g_ptr_array_add (sights, sight);
  if (resite_desk_judge (sights, expected, NULL) != verdict)
    g_error ("%s (%s) is judged wrongly as %s", computer, dns_name, expected);
}

/* NetBIOS keeps 15 letters of a name. */
static void
test_long_name (void)
{
  assert_verdict ("BRANCH-SMS-SERV", NULL, "branch-sms-server-01", RESITE_DESK_SAME);
  assert_verdict ("BRANCH-SMS-SERV", NULL, "branch-sms-server-01.corp.example", RESITE_DESK_SAME);
  assert_verdict ("BRANCH-SMS-SERV", "branch-sms-server-01", "BRANCH-SMS-SERVER-01",
                  RESITE_DESK_SAME);
  assert_verdict ("BRANCH-SMS-SERV", "branch-sms-server-01.corp.example", "BRANCH-SMS-SERVER-01",
                  RESITE_DESK_SAME);
  assert_verdict ("BRANCH-SMS-SERV", "branch-sms-server-02.corp.example", "BRANCH-SMS-SERVER-01",
                  RESITE_DESK_OTHER);
  assert_verdict ("BRANCH-SMS-SER", NULL, "branch-sms-server-01", RESITE_DESK_OTHER);
  assert_verdict ("BRANCH-SMS-SERV", NULL, "BRANCH-SMS-SER", RESITE_DESK_OTHER);
  assert_verdict ("BRANCH-SMS-SERV", NULL, "BRANCH-SMS-SERV", RESITE_DESK_SAME);
  /* A short name counts as the machine says it, whatever DNS calls it. */
  assert_verdict ("BR01SMS", "br01new.corp.example", "BR01SMS", RESITE_DESK_SAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk/challenge", test_challenge);
  g_test_add_func ("/desk/challenge-with-control-letters", test_challenge_with_control_letters);
  g_test_add_func ("/desk/challenge-with-nul", test_challenge_with_nul);
  g_test_add_func ("/desk/challenge-cut", test_challenge_cut);
  g_test_add_func ("/desk/status", test_status);
  g_test_add_func ("/desk/status-cut", test_status_cut);
  g_test_add_func ("/desk/random-bytes", test_random_bytes);
  g_test_add_func ("/desk/name-answer", test_name_answer);
  g_test_add_func ("/desk/verdict", test_verdict);
  g_test_add_func ("/desk/contradiction", test_contradiction);
  g_test_add_func ("/desk/long-name", test_long_name);
  return g_test_run ();
}
