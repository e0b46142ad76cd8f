/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <locale.h>

#include "lab-fixture.h"
#include "resite-lab-web.h"

/* IIS of the rehearsal's new server, and the logs that tell of it. */

#define LIST "/sms_mp/.sms_aut?mplist"

typedef struct
{
  LabFixture lab;
  ResiteLabWeb *web;
  SoupSession *session;
} Fixture;

typedef struct
{
  guint status; /* 0: nothing came */
  char *text;
  SoupMessage *message;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->text, g_free);
  g_clear_object (&answer->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
serve (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->web = resite_lab_web_new (self->lab.world, self->lab.folder, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  lab_fixture_set_up (&self->lab, data);
  serve (self);
  self->session = soup_session_new ();
}

static void
stop (Fixture *self)
{
  soup_session_abort (self->session);
  g_clear_pointer (&self->web, resite_lab_web_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  stop (self);
  g_clear_object (&self->session);
  lab_fixture_tear_down (&self->lab, data);
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* @header (nullable): "Name: value". */
static Answer
ask_with (Fixture *fixture, const char *method, const char *path, const char *header,
          GCancellable *cancellable)
{
  g_autofree char *url = g_strconcat (resite_lab_web_get_url (fixture->web), path, NULL);
  Answer answer = { .message = soup_message_new (method, url) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_nonnull (answer.message);
  if (header != NULL)
    {
      g_auto (GStrv) sides = g_strsplit (header, ": ", 2);

      soup_message_headers_append (soup_message_get_request_headers (answer.message), sides[0],
                                   sides[1]);
    }
  soup_session_send_and_read_async (fixture->session, answer.message, G_PRIORITY_DEFAULT,
                                    cancellable, stored_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (fixture->session, result, NULL);
  if (bytes != NULL)
    {
      answer.status = soup_message_get_status (answer.message);
      answer.text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  return answer;
}

static Answer
ask (Fixture *fixture, const char *path)
{
  return ask_with (fixture, "GET", path, NULL, NULL);
}

static void
assert_status (Fixture *fixture, const char *path, guint status)
{
  g_auto (Answer) answer = ask (fixture, path);

  g_test_message ("%s", path);
  g_assert_cmpint (answer.status, ==, status);
}

static void
assert_says (Fixture *fixture, const char *path, const char *text)
{
  g_auto (Answer) answer = ask (fixture, path);

  g_assert_cmpint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer.text, text));
}

static void
act (Fixture *fixture, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_world_act (fixture->lab.world, step, &error));
  g_assert_no_error (error);
}

static void
act_all (Fixture *fixture, const char *list)
{
  g_auto (GStrv) steps = g_strsplit (list, " ", -1);

  for (guint i = 0; steps[i] != NULL; i++)
    act (fixture, steps[i]);
}

static void
wait_until (Fixture *fixture, gboolean listens)
{
  while (resite_lab_web_is_listening (fixture->web) != listens)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_fault (Fixture *fixture, const char *name, const char *value)
{
  g_assert_true (resite_lab_world_set_fault (fixture->lab.world, name, value));
}

/* Waits for a line of a log of the new server; all that it holds then. */
static char *
wait_for_line (Fixture *fixture, const char *log, const char *line)
{
  g_autofree char *path = g_build_filename (fixture->lab.folder, "machines/new", log, NULL);

  for (;;)
    {
      char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, line) != NULL)
        return text;
      g_free (text);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
wait_for_point (Fixture *fixture)
{
  g_autofree char *text =
      wait_for_line (fixture, "E/SMS/Logs/MPcontrol.log", "status code 200, text: OK");

  g_assert_nonnull (strstr (text, "$$<SMS_MP_CONTROL_MANAGER>"));
}

static void
set_up_site (Fixture *fixture)
{
  g_autofree char *file =
      g_build_filename (fixture->lab.folder, "machines/new/E/SMSPKGE$/C0100012", NULL);

  act_all (fixture, "C2 C3 C4 C5 C6 C7 C8 C9 C10 W3 C11 C14");
  wait_for_point (fixture);
  wait_until (fixture, TRUE);
  g_assert_cmpint (g_mkdir_with_parents (file, 0755), ==, 0);
  g_assert_true (resite_lab_write_text (file, "Grüße 1.txt", "0123456789", NULL));
  g_assert_true (resite_lab_write_text (file, "deep/two.txt", "two", NULL));
}

/* Nothing listens before there is an IIS; the management point comes with C14 and not before. */
static void
test_comes_with_time (Fixture *fixture, gconstpointer data)
{
  assert_status (fixture, "/", 0);
  act_all (fixture, "C3 C4");
  assert_status (fixture, "/", 0);
  act (fixture, "C5");
  wait_until (fixture, TRUE);
  assert_status (fixture, "/", 200);
  assert_status (fixture, LIST, 404);
  assert_status (fixture, "/SMS_DP_SMSPKGE$/", 404);
  assert_status (fixture, "/CCM_System/", 404);
  act_all (fixture, "C6 C7 C8 C9 C10 W3 C11 C14");
  wait_for_point (fixture);
  assert_says (fixture, LIST,
               "<MPList><MP Name=\"BR01SMS\" FQDN=\"BR01SMS.corp.example.com\"/></MPList>");
  assert_says (fixture, "/SMS_MP/.sms_aut?MPCERT", "<MPCertificate><Certificate>3082");
  assert_says (fixture, "/sms_mp/.sms_aut?MPKEYINFORMATION", "<MACHINENAME>BR01SMS</MACHINENAME>");
  assert_status (fixture, "/sms_mp/.sms_aut?other", 400);
  assert_status (fixture, "/CCM_System/", 403);
  assert_status (fixture, "/nothing", 404);
}

/* The machine's own state decides who answers: service, restart, another program. */
static void
test_follows_the_machine (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strdup (resite_lab_web_get_url (fixture->web));

  set_up_site (fixture);
  resite_lab_world_switch_on (fixture->lab.world, "new", FALSE);
  wait_until (fixture, FALSE);
  assert_status (fixture, LIST, 0);
  resite_lab_world_switch_on (fixture->lab.world, "new", TRUE);
  wait_until (fixture, TRUE);
  assert_status (fixture, LIST, 200);
  stop (fixture);
  lab_fixture_close (&fixture->lab);
  lab_fixture_open (&fixture->lab);
  serve (fixture);
  g_assert_cmpstr (resite_lab_web_get_url (fixture->web), ==, url);
  assert_status (fixture, LIST, 200);
}

static void
test_virtual_directories (Fixture *fixture, gconstpointer data)
{
  const ResiteCimRequest request = {
    .verb = RESITE_CIM_LIST,
    .space = "root/MicrosoftIISv2",
    .query = "SELECT Name FROM IIsWebVirtualDirSetting",
  };
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean unknown = FALSE;

  none = resite_lab_world_perform (fixture->lab.world, "new", &request, &unknown, &error);
  g_assert_null (none);
  g_assert_true (unknown);
  act_all (fixture, "C3 C4 C5");
  before = lab_list (&fixture->lab, "new", request.space, request.query);
  g_assert_cmpint (before->len, ==, 1);
  set_up_site (fixture);
  after = lab_list (&fixture->lab, "new", request.space, request.query);
  g_assert_cmpint (after->len, ==, 6);
}

static void
test_spaces (Fixture *fixture, gconstpointer data)
{
  const char *query = "SELECT Name FROM __NAMESPACE WHERE Name = 'ccm'";
  g_autoptr (GPtrArray) before = lab_list (&fixture->lab, "new", "root", query);
  g_autoptr (GPtrArray) after = NULL;

  g_assert_cmpint (before->len, ==, 0);
  act_all (fixture, "C3 C4 C5 C11");
  after = lab_list (&fixture->lab, "new", "root", query);
  g_assert_cmpint (after->len, ==, 1);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path, *header;
    guint status;
    const char *has, *has_not;
  } cases[] = {
    { "/SMS_DP_SMSPKGE$/C0100012/", "Depth: 1", 207, "Gr%C3%BC%C3%9Fe%201.txt</a:href>",
      "two.txt" },
    { "/sms_dp_smspkge$/c0100012", "Depth: 0", 207, "<a:collection/>", "Gr%C3%BC" },
    { "/SMS_DP_SMSPKGE$/C0100012/Gr%C3%BC%C3%9Fe%201.txt", "Depth: 0", 207,
      "<a:getcontentlength>10</a:getcontentlength>", "<a:collection/>" },
    { "/SMS_DP_SMSPKGE$/C0100099/", "Depth: 1", 404, "cannot be found", "multistatus" },
    { "/SMS_DP_SMSPKGE$/", NULL, 403, "Infinite", "multistatus" },
    { "/SMS_DP_SMSPKGE$/..%5C..%5CSMS/", "Depth: 1", 404, "cannot be found", "Logs" },
    { "/SMS_DP_SMSPKGE$/%2E%2E/SMS/", "Depth: 1", 404, "cannot be found", "Logs" },
  };

  set_up_site (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Answer) answer = ask_with (fixture, "PROPFIND", cases[i].path, cases[i].header, NULL);

      g_test_message ("%s: %s", cases[i].path, answer.text);
      g_assert_cmpint (answer.status, ==, cases[i].status);
      g_assert_nonnull (strstr (answer.text, cases[i].has));
      g_assert_null (strstr (answer.text, cases[i].has_not));
    }
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  const char *path = "/SMS_DP_SMSPKGE$/C0100012/Gr%C3%BC%C3%9Fe%201.txt";
  g_auto (Answer) whole = { 0 };
  g_auto (Answer) part = { 0 };
  g_auto (Answer) told = { 0 };
  g_auto (Answer) put = { 0 };

  set_up_site (fixture);
  whole = ask (fixture, path);
  g_assert_cmpstr (whole.text, ==, "0123456789");
  part = ask_with (fixture, "GET", path, "Range: bytes=3-5", NULL);
  g_assert_cmpint (part.status, ==, 206);
  g_assert_cmpstr (part.text, ==, "345");
  set_fault (fixture, "dp-no-range", "1");
  told = ask_with (fixture, "GET", path, "Range: bytes=3-5", NULL);
  g_assert_cmpint (told.status, ==, 200);
  g_assert_cmpstr (told.text, ==, "0123456789");
  put = ask_with (fixture, "DELETE", path, NULL, NULL);
  g_assert_cmpint (put.status, ==, 405);
  assert_status (fixture, path, 200);
  assert_status (fixture, "/SMS_DP_SMSPKGE$/C0100012/", 403);
  assert_status (fixture, "/SMS_DP_SMSPKGE$/C0100012/none.txt", 404);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name, *path;
    guint status;
    const char *has;
  } cases[] = {
    { "mp-401", LIST, 401, "not authorized" },
    { "mp-403", LIST, 403, "not authorized" },
    { "mp-404", LIST, 404, "cannot be found" },
    { "mp-500", LIST, 500, "Internal Server Error" },
    { "mp-503", LIST, 503, "Service Unavailable" },
    { "mp-empty", LIST, 200, "<MPList></MPList>" },
    { "mp-other", LIST, 200, "BR01SMS_OLD" },
    { "mp-html", LIST, 200, "<html>" },
    { "mp-broken", LIST, 200, "<MPList><MP Name=\"BR01" },
    { "mp-cut", LIST, 0, NULL },
    { "mpcert-empty", "/sms_mp/.sms_aut?mpcert", 200, "<Certificate></Certificate>" },
    { "mpcert-500", "/sms_mp/.sms_aut?mpcert", 500, "Internal Server Error" },
    { "dp-401", "/SMS_DP_SMSPKGE$/", 401, "not authorized" },
    { "dp-404", "/SMS_DP_SMSPKGE$/", 404, "cannot be found" },
    { "dp-503", "/SMS_DP_SMSPKGE$/", 503, "Service Unavailable" },
  };

  set_up_site (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Answer) answer = { 0 };

      g_test_message ("%s", cases[i].name);
      /* On a line that was used before, a client asks once more by itself. */
      set_fault (fixture, cases[i].name, cases[i].status == 0 ? "yes" : "1");
      answer = ask (fixture, cases[i].path);
      if (cases[i].status == 0)
        set_fault (fixture, cases[i].name, NULL);
      g_assert_cmpint (answer.status, ==, cases[i].status);
      if (cases[i].has != NULL)
        g_assert_nonnull (strstr (answer.text, cases[i].has));
      /* Once was told, and once it was. */
      assert_says (fixture, LIST, "\"BR01SMS\"");
    }
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_hang (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = { 0 };

  set_up_site (fixture);
  set_fault (fixture, "mp-hang", "1");
  g_timeout_add (200, cancel_cb, cancellable);
  answer = ask_with (fixture, "GET", LIST, NULL, cancellable);
  g_assert_cmpint (answer.status, ==, 0);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  assert_status (fixture, LIST, 200);
}

static void
test_no_dav (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GPtrArray) rows = NULL;

  set_up_site (fixture);
  set_fault (fixture, "webdav-off", "yes");
  answer = ask_with (fixture, "PROPFIND", "/SMS_DP_SMSPKGE$/", "Depth: 1", NULL);
  g_assert_cmpint (answer.status, ==, 501);
  rows = lab_list (&fixture->lab, "new", "root/MicrosoftIISv2",
                   "SELECT WebSvcExtRestrictionList FROM IIsWebServiceSetting");
  g_assert_cmpint (rows->len, ==, 1);
}

static void
test_setup_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  set_fault (fixture, "mp-setup", "1603");
  act_all (fixture, "C2 C3 C4 C5 C6 C7 C8 C9 C10 W3 C11 C14");
  text = wait_for_line (fixture, "E/SMS/Logs/MPSetup.log", "Fatal MSI Error");
  g_assert_nonnull (strstr (text, "MP.MSI exited with return code: 1603"));
  g_assert_null (strstr (text, "return code: 0"));
  wait_until (fixture, TRUE);
  assert_status (fixture, LIST, 404);
  /* Setup tries again by itself, and the cause is mended by then. */
  set_fault (fixture, "mp-setup", NULL);
  again = wait_for_line (fixture, "E/SMS/Logs/MPSetup.log", "MP.MSI exited with return code: 0");
  wait_for_point (fixture);
  assert_status (fixture, LIST, 200);
}

static void
test_bootstrap_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *hman =
      g_build_filename (fixture->lab.folder, "machines/new/E/SMS/Logs/hman.log", NULL);

  set_fault (fixture, "bootstrap", "yes");
  act_all (fixture, "C3 C4 C5 C11");
  text = wait_for_line (fixture, "C/SMSSetup.log", "Installation failed");
  g_free (g_steal_pointer (&text));
  text = wait_for_line (fixture, "E/SMS/Logs/sitecomp.log", "Bootstrap operations aborted.");
  g_assert_false (g_file_test (hman, G_FILE_TEST_EXISTS));
}

static void
test_keys_fail (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  set_fault (fixture, "keys", "yes");
  act_all (fixture, "C3 C4 C5 C11");
  text = wait_for_line (fixture, "E/SMS/Logs/hman.log", "Cannot decrypt the SMS encryption key");
  g_assert_null (strstr (text, "Wait for site control changes"));
}

static char *
read_sender (Fixture *fixture)
{
  g_autofree char *path =
      g_build_filename (fixture->lab.folder, "machines/primary.1/D/SMS/Logs/sender.log", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* R6: a few bytes of information, unless the fault has it sent in full. */
static void
test_sending (Fixture *fixture, gconstpointer data)
{
  const char *canary = resite_lab_packages_get_good (fixture->lab.packages, 1);
  const char *proof = resite_lab_packages_get_good (fixture->lab.packages, 2);
  g_autofree char *canary_file = g_strdup_printf ("E:\\SMSPKG\\%s.PCK", canary);
  g_autofree char *proof_file = g_strdup_printf ("E:\\SMSPKG\\%s.PCK", proof);
  g_autofree char *canary_end =
      g_strdup_printf ("~Exiting package processing thread for package %s.", canary);
  g_autofree char *proof_end =
      g_strdup_printf ("~Exiting package processing thread for package %s.", proof);
  g_autofree char *log = NULL;
  g_autofree char *sender = NULL;

  act_all (fixture, "C3 C4 C5 C11 R3 R6 R6 R10");
  log = wait_for_line (fixture, "E/SMS/Logs/distmgr.log", canary_end);
  sender = read_sender (fixture);
  g_assert_null (strstr (sender, canary_file));
  g_assert_nonnull (strstr (sender, "schedule.box\\tosend\\00000E2B.P3E"));
  set_fault (fixture, "sends-in-full", "1");
  act (fixture, "R13");
  g_free (g_steal_pointer (&log));
  log = wait_for_line (fixture, "E/SMS/Logs/distmgr.log", proof_end);
  g_free (g_steal_pointer (&sender));
  sender = read_sender (fixture);
  g_assert_nonnull (strstr (sender, proof_file));
  g_assert_null (strstr (sender, canary_file));
}

/* A story that was begun is told to its end by the next program. */
static void
test_story_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  act_all (fixture, "C3 C4 C5 C11");
  before = wait_for_line (fixture, "C/SMSSetup.log", "SMS Setup Started....");
  stop (fixture);
  lab_fixture_close (&fixture->lab);
  lab_fixture_open (&fixture->lab);
  serve (fixture);
  after = wait_for_line (fixture, "C/SMSSetup.log", "Installation was successful.");
  g_assert_true (g_str_has_prefix (after, before));
  g_assert_null (strstr (after + strlen (before), "SMS Setup Started...."));
}

static void
test_turning_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char *former =
      g_build_filename (fixture->lab.folder, "machines/new/E/SMS/Logs/distmgr.lo_", NULL);
  g_autofree char *text = NULL;
  g_autofree char *old = NULL;

  set_fault (fixture, "log-limit", "200");
  act_all (fixture, "C3 C4 C5 C11 R6");
  while (!g_file_get_contents (former, &old, NULL, NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_suffix (old, "\r\n"));
  text = wait_for_line (fixture, "E/SMS/Logs/distmgr.log", "$$<SMS_DISTRIBUTION_MANAGER>");
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *full = g_strconcat ("/lab-web/", path, NULL);

  g_test_add (full, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  add ("comes-with-time", test_comes_with_time);
  add ("follows-the-machine", test_follows_the_machine);
  add ("virtual-directories", test_virtual_directories);
  add ("spaces", test_spaces);
  add ("list", test_list);
  add ("get", test_get);
  add ("faults", test_faults);
  add ("hang", test_hang);
  add ("no-dav", test_no_dav);
  add ("setup-fails", test_setup_fails);
  add ("bootstrap-fails", test_bootstrap_fails);
  add ("keys-fail", test_keys_fail);
  add ("sending", test_sending);
  add ("story-goes-on", test_story_goes_on);
  add ("turning-over", test_turning_over);
  return g_test_run ();
}
