/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-desk.h"
#include "fake-names.h"

#include "resite-desk-opinion.h"

/* Who is where a machine is thought to be, and by which doors it could be reached. */

#define ADDRESS "127.83.7.21"

/* Nobody is asked but who a test says. */
static ResiteDeskQuestion
ask_nobody (const char *host)
{
  return (ResiteDeskQuestion){ .host = host,
                               .expected = "BR01SMS",
                               .ports = { RESITE_DESK_NO_PORT, RESITE_DESK_NO_PORT,
                                          RESITE_DESK_NO_PORT, RESITE_DESK_NO_PORT,
                                          RESITE_DESK_NO_PORT, RESITE_DESK_NO_PORT } };
}

static ResiteDeskOpinion *
form (const ResiteDeskQuestion *question)
{
  g_autoptr (GError) error = NULL;
  ResiteDeskOpinion *opinion = resite_desk_form_opinion (question, NULL, &error);

  g_assert_no_error (error);
  return opinion;
}

static void
assert_says (const ResiteDeskOpinion *opinion, const char *part)
{
  g_autofree char *text = resite_desk_opinion_describe (opinion);

  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, text);
}

static void
test_verdicts (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  ResiteDeskQuestion question = ask_nobody (ADDRESS);
  g_autoptr (ResiteDeskOpinion) same = NULL;
  g_autoptr (ResiteDeskOpinion) other = NULL;
  g_autoptr (ResiteDeskOpinion) nobody = NULL;

  question.name_servers = servers;
  question.ports.smb = desk->port;
  same = form (&question);
  g_assert_cmpint (same->verdict, ==, RESITE_DESK_SAME);
  g_assert_cmpint (same->doors, ==, RESITE_DESK_DOOR_SMB);
  assert_says (same, ADDRESS " is BR01SMS: its log-on service says BR01SMS of CORP");
  desk->computer = "FILE07";
  other = form (&question);
  g_assert_cmpint (other->verdict, ==, RESITE_DESK_OTHER);
  g_assert_cmpstr (other->computer, ==, "FILE07");
  assert_says (other, ADDRESS " is FILE07 and not BR01SMS");
  assert_says (other, "before anything is done there");
  fake_desk_stop (desk);
  nobody = form (&question);
  g_assert_cmpint (nobody->verdict, ==, RESITE_DESK_NOBODY);
  g_assert_cmpint (nobody->doors, ==, 0);
  g_assert_null (nobody->computer);
  assert_says (nobody, "nobody answers at " ADDRESS);
}

static void
test_doors (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  g_autoptr (FakeDesk) newer = fake_desk_new (ADDRESS);
  ResiteDeskQuestion question = ask_nobody (ADDRESS);
  g_autoptr (ResiteDeskOpinion) old_one = NULL;
  g_autoptr (ResiteDeskOpinion) both = NULL;
  g_autoptr (ResiteDeskOpinion) remote = NULL;

  question.name_servers = servers;
  desk->smb2 = FALSE;
  question.ports.session = desk->port;
  old_one = form (&question);
  g_assert_cmpint (old_one->doors, ==, RESITE_DESK_DOOR_SMB | RESITE_DESK_DOOR_SMB1_ONLY);
  question.ports.smb = newer->port;
  both = form (&question);
  g_assert_cmpint (both->doors, ==, RESITE_DESK_DOOR_SMB);

  /* Who listens there does not say who it is. */
  question = ask_nobody (ADDRESS);
  question.name_servers = servers;
  question.ports.winrm = newer->port;
  question.ports.winrm_tls = fake_names_find_closed_port ();
  remote = form (&question);
  g_assert_cmpint (remote->doors, ==, RESITE_DESK_DOOR_WINRM_PLAIN);
  g_assert_cmpint (remote->verdict, ==, RESITE_DESK_NOBODY);
  assert_says (remote, "nobody at " ADDRESS " says who it is: somebody listens where WinRM would");
}

/* Plans say names: short ones belong to the domain. */
static void
test_names (void)
{
  g_autoptr (FakeNames) names = fake_names_new ("br01sms.corp.example", ADDRESS, NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  ResiteDeskQuestion question = ask_nobody ("br01sms");
  g_autoptr (ResiteDeskOpinion) found = NULL;
  g_autoptr (ResiteDeskOpinion) unknown = NULL;

  question.name_servers = servers;
  question.domain = "corp.example";
  question.ports.smb = desk->port;
  found = form (&question);
  g_assert_cmpstr (found->address, ==, ADDRESS);
  g_assert_cmpint (found->verdict, ==, RESITE_DESK_SAME);
  question.host = "br02sms";
  unknown = form (&question);
  g_assert_null (unknown->address);
  g_assert_cmpint (unknown->verdict, ==, RESITE_DESK_NOBODY);
  assert_says (unknown, "nobody knows an address of br02sms");
}

static void
formed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
form_beside (const ResiteDeskQuestion *question, GCancellable *cancellable)
{
  GAsyncResult *result = NULL;

  resite_desk_form_opinion_async (question, cancellable, formed_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return result;
}

/* What was asked may be gone before the answer is there. */
static void
test_in_a_thread (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  ResiteDeskQuestion question = ask_nobody (ADDRESS);
  GAsyncResult *result = NULL;
  g_autoptr (ResiteDeskOpinion) opinion = NULL;
  char *expected = g_strdup ("BR01SMS");

  question.name_servers = servers;
  question.expected = expected;
  question.ports.smb = desk->port;
  resite_desk_form_opinion_async (&question, NULL, formed_cb, &result);
  memset (expected, 'x', strlen (expected));
  g_free (expected);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  opinion = resite_desk_form_opinion_finish (result, NULL);
  g_assert_cmpint (opinion->verdict, ==, RESITE_DESK_SAME);
  g_object_unref (result);
}

static void
test_cancel (void)
{
  g_autoptr (FakeNames) names = fake_names_new (NULL);
  const char *const servers[] = { names->server, NULL };
  g_autoptr (FakeDesk) desk = fake_desk_new (ADDRESS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ResiteDeskQuestion question = ask_nobody (ADDRESS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  question.name_servers = servers;
  question.ports.smb = desk->port;
  desk->mute = TRUE;
  desk->cancellable = cancellable;
  result = form_beside (&question, cancellable);
  g_assert_null (resite_desk_form_opinion_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk-opinion/verdicts", test_verdicts);
  g_test_add_func ("/desk-opinion/doors", test_doors);
  g_test_add_func ("/desk-opinion/names", test_names);
  g_test_add_func ("/desk-opinion/in-a-thread", test_in_a_thread);
  g_test_add_func ("/desk-opinion/cancel", test_cancel);
  return g_test_run ();
}
