/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-desk.h"

/* Asked who it is: servers of both ages of SMB, with and without a NetBIOS session before it, and
 * some that break off, lie or say nothing. */

#define ADDRESS "127.83.6.20"

static ResiteDeskSight *
ask (FakeDesk *desk, gboolean session)
{
  return resite_desk_ask_smb (ADDRESS, desk->port, session, NULL);
}

static void
assert_nobody (FakeDesk *desk, gboolean session)
{
  g_autoptr (ResiteDeskSight) sight = ask (desk, session);

  g_assert_null (sight);
}

static void
assert_seen (FakeDesk *desk, gboolean session, const char *system)
{
  g_autoptr (ResiteDeskSight) sight = ask (desk, session);
  g_autofree char *port = g_strdup_printf ("%u", desk->port);

  g_assert_nonnull (sight);
  g_assert_cmpstr (sight->source, ==, "smb");
  g_assert_cmpint (sight->sure, ==, RESITE_SURE_CERTAIN);
  g_assert_cmpstr (sight->computer, ==, "BR01SMS");
  g_assert_cmpstr (sight->domain, ==, "CORP");
  g_assert_cmpstr (sight->dns_name, ==, "br01sms.corp.example");
  g_assert_cmpstr (sight->system, ==, system);
  g_assert_nonnull (strstr (sight->text, "BR01SMS of CORP"));
  g_assert_nonnull (strstr (sight->text, port));
  g_assert_true ((strstr (sight->text, "SMB 1 only") != NULL) ==
                 g_str_equal (system, FAKE_DESK_SYSTEM));
}

/* It hangs up on the newer greeting and gets a call of its own. */
static void
test_windows_2003 (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  desk->smb2 = FALSE;
  assert_seen (desk, FALSE, FAKE_DESK_SYSTEM);
  fake_desk_stop (desk);
  g_assert_cmpuint (desk->lines, ==, 2);
  g_assert_cmpuint (desk->questions->len, ==, 3);
}

static void
test_smb_2_only (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  desk->smb1 = FALSE;
  assert_seen (desk, FALSE, "5.2.3790");
  fake_desk_stop (desk);
  g_assert_cmpuint (desk->lines, ==, 1);
  g_assert_cmpuint (desk->questions->len, ==, 2);
}

/* It spoke SMB 2, so it is no server that speaks SMB 1 only, whatever came of the log-on. */
static void
test_smb_2_broken_off (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  desk->closed = TRUE;
  assert_nobody (desk, FALSE);
  fake_desk_stop (desk);
  g_assert_cmpuint (desk->lines, ==, 1);
}

/* What a stranger says is shown: nothing of it may draw on the screen. */
static void
test_system_with_control_letters (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  g_autoptr (ResiteDeskSight) sight = NULL;

  desk->smb2 = FALSE;
  desk->system = "Windows\033[2J";
  sight = ask (desk, FALSE);
  fake_desk_stop (desk);
  g_assert_nonnull (sight);
  g_assert_cmpstr (sight->system, ==, "5.2.3790");
}

/* What goes out names no account, and would not throw out who is there already. */
static void
test_questions (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  g_autoptr (GBytes) greeting = resite_ntlm_make_greeting ();
  gsize size;
  const guint8 *data = g_bytes_get_data (greeting, &size);

  desk->smb2 = FALSE;
  assert_seen (desk, FALSE, FAKE_DESK_SYSTEM);
  fake_desk_stop (desk);
  for (guint i = 0; i < desk->questions->len; i++)
    {
      gsize length;
      const guint8 *question = g_bytes_get_data (desk->questions->pdata[i], &length);

      g_assert_cmpuint (length, ==, 4 + (question[2] << 8 | question[3]));
      g_assert_cmpmem (question + 4, 4, i == 0 ? "\xFESMB" : "\xFFSMB", 4);
      if (i == 1)
        g_assert_nonnull (memmem (question, length, "\x02NT LM 0.12", 12));
      if (i < 2)
        continue;
      /* VcNumber of [MS-CIFS] 2.2.4.53.1. */
      g_assert_cmpuint (question[4 + 32 + 1 + 8] | question[4 + 32 + 1 + 9] << 8, ==, 1);
      g_assert_nonnull (memmem (question, length, data, size));
    }
  /* Neither a domain nor a workstation stands in it. */
  for (gsize i = 16; i < size; i++)
    g_assert_cmpuint (data[i], ==, 0);
}

static void
test_session (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  const guint8 *question;
  guint8 name[34];
  gsize length;

  desk->smb2 = FALSE;
  assert_seen (desk, TRUE, FAKE_DESK_SYSTEM);
  fake_desk_stop (desk);
  g_assert_cmpuint (desk->questions->len, ==, 5);
  question = g_bytes_get_data (desk->questions->pdata[0], &length);
  resite_netbios_encode ("*SMBSERVER", ' ', 0x20, name);
  g_assert_cmpuint (length, ==, 4 + 2 * sizeof name);
  g_assert_cmpuint (question[0], ==, 0x81);
  g_assert_cmpmem (question + 4, sizeof name, name, sizeof name);
}

/* RFC 1002 4.3.4 and 4.3.5: nobody of that name; call elsewhere; and kinds that are no answer. */
static void
test_session_refused (void)
{
  static const guint8 kinds[] = { 0x83, 0x84, 0x85, 0x00, 0x81 };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

      desk->session = kinds[i];
      assert_nobody (desk, TRUE);
      fake_desk_stop (desk);
      /* Nothing is said to who did not take the call. */
      g_assert_cmpuint (desk->questions->len, ==, 1);
    }
}

/* Half a yes is none. */
static void
test_session_cut (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  desk->part = FAKE_DESK_SESSION;
  for (desk->cut = 0; desk->cut < 4; desk->cut++)
    assert_nobody (desk, TRUE);
  fake_desk_reset (desk);
  assert_seen (desk, TRUE, "5.2.3790");
}

static gsize
measure (FakeDesk *desk, FakeDeskPart part, gboolean new_one)
{
  g_autoptr (GByteArray) answer = new_one ? fake_desk_make_smb2 (desk, part == FAKE_DESK_LOG_ON)
                                          : fake_desk_make_smb1 (desk, part == FAKE_DESK_LOG_ON);

  return answer->len;
}

/* The line ends behind each byte: half an answer is none. */
static void
test_cut (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  for (guint i = 0; i < 4; i++)
    {
      const gboolean new_one = i % 2 == 0;
      gssize whole;

      fake_desk_reset (desk);
      desk->smb1 = !new_one;
      desk->smb2 = new_one;
      desk->part = i < 2 ? FAKE_DESK_GREETING : FAKE_DESK_LOG_ON;
      whole = 4 + (gssize)measure (desk, desk->part, new_one);
      for (desk->cut = 0; desk->cut < whole; desk->cut++)
        assert_nobody (desk, FALSE);
      desk->cut = -1;
      assert_seen (desk, FALSE, new_one ? "5.2.3790" : FAKE_DESK_SYSTEM);
    }
}

/* Messages that are too short but say so: a name is whole or none, and nothing is read behind
 * their end. */
static void
test_short (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  for (guint i = 0; i < 2; i++)
    {
      const gboolean new_one = i == 0;
      guint named = 0;
      gssize whole;

      fake_desk_reset (desk);
      desk->smb1 = !new_one;
      desk->smb2 = new_one;
      whole = measure (desk, FAKE_DESK_LOG_ON, new_one);
      for (desk->length = 0; desk->length <= whole; desk->length++)
        {
          g_autoptr (ResiteDeskSight) sight = ask (desk, FALSE);

          if (sight == NULL)
            continue;
          named++;
          g_assert_cmpstr (sight->computer, ==, "BR01SMS");
          g_assert_true (g_strcmp0 (sight->system, FAKE_DESK_SYSTEM) == 0 ||
                         g_strcmp0 (sight->system, "5.2.3790") == 0);
        }
      g_assert_cmpuint (named, >=, 1);
      g_assert_cmpuint (named, <, 100);
    }
}

/* Lengths that are none of the message behind them. */
static void
test_wrong_lengths (void)
{
  static const gssize lengths[] = { 0, 1, 31, 63, 5000, 65536, 65537, 0xFFFFFF };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (lengths); i++)
    {
      desk->part = i % 2 == 0 ? FAKE_DESK_GREETING : FAKE_DESK_LOG_ON;
      desk->announced = lengths[i / 2];
      assert_nobody (desk, FALSE);
    }
  desk->part = FAKE_DESK_SESSION;
  desk->announced = 0xFFFFFF;
  assert_nobody (desk, TRUE);
}

/* Proper messages of a kind that does not belong there. */
static void
test_wrong_kinds (void)
{
  static const guint8 kinds[] = { 0x81, 0x82, 0x83, 0x85, 0xFF };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      desk->kind = kinds[i];
      assert_nobody (desk, FALSE);
    }
}

/* A name that would draw on a person's screen is none, and without a name nobody is seen. */
static void
test_no_name (void)
{
  static const char *const names[] = { "", "BR01\033[2J", "BR01\nSMS" };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      desk->computer = names[i];
      assert_nobody (desk, FALSE);
    }
}

static void
test_refused (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  fake_desk_stop (desk);
  assert_nobody (desk, FALSE);
  assert_nobody (desk, TRUE);
  g_assert_cmpuint (desk->lines, ==, 0);
}

static void
test_mute (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  desk->mute = TRUE;
  assert_nobody (desk, FALSE);
  assert_nobody (desk, TRUE);
  fake_desk_stop (desk);
  /* Both greetings, and one call for a session. */
  g_assert_cmpuint (desk->questions->len, ==, 3);
}

/* Who always sends one more byte holds nobody for hours. */
static void
test_trickle (void)
{
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);

  desk->trickles = TRUE;
  desk->part = FAKE_DESK_GREETING;
  desk->length = 60000;
  assert_nobody (desk, FALSE);
}

/* Cancelled while it waits for each of the answers. */
static void
test_cancel (void)
{
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (FakeDesk) unasked = fake_desk_new (ADDRESS);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      desk->mute = TRUE;
      desk->cancellable = cancellable;
      g_assert_null (resite_desk_ask_smb (ADDRESS, desk->port, i == 1, cancellable));
      fake_desk_stop (desk);
      /* Not asked a second time. */
      g_assert_cmpuint (desk->questions->len, ==, 1);
    }
  g_cancellable_cancel (before);
  g_assert_null (resite_desk_ask_smb (ADDRESS, unasked->port, FALSE, before));
  fake_desk_stop (unasked);
  g_assert_cmpuint (unasked->questions->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk-smb/smb-2-broken-off", test_smb_2_broken_off);
  g_test_add_func ("/desk-smb/system-with-control-letters", test_system_with_control_letters);
  g_test_add_func ("/desk-smb/windows-2003", test_windows_2003);
  g_test_add_func ("/desk-smb/smb-2-only", test_smb_2_only);
  g_test_add_func ("/desk-smb/questions", test_questions);
  g_test_add_func ("/desk-smb/session", test_session);
  g_test_add_func ("/desk-smb/session-refused", test_session_refused);
  g_test_add_func ("/desk-smb/session-cut", test_session_cut);
  g_test_add_func ("/desk-smb/cut", test_cut);
  g_test_add_func ("/desk-smb/short", test_short);
  g_test_add_func ("/desk-smb/wrong-lengths", test_wrong_lengths);
  g_test_add_func ("/desk-smb/wrong-kinds", test_wrong_kinds);
  g_test_add_func ("/desk-smb/no-name", test_no_name);
  g_test_add_func ("/desk-smb/refused", test_refused);
  g_test_add_func ("/desk-smb/mute", test_mute);
  g_test_add_func ("/desk-smb/trickle", test_trickle);
  g_test_add_func ("/desk-smb/cancel", test_cancel);
  return g_test_run ();
}
