/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-web.h"
#include "resite-error.h"
#include "resite-management-point.h"

/* What management points of several ages answer, and what is said of it. */

#define START "<?xml version=\"1.0\" ?>"
#define HEX32 "30820122300D06092A864886F70D0101"

typedef struct
{
  ResiteMpQuestion question;
  guint status;
  const char *body;
  const char *state;
  const char *words; /* stand in what is said */
} Case;

static const Case cases[] = {
  /* SMS 2003, ConfigMgr 2007, current branch. */
  { RESITE_MP_LIST, 200,
    START "<MPList><MP Name=\"BR01SMS\" FQDN=\"BR01SMS.corp.example.com\"/></MPList>", "ok",
    "names BR01SMS" },
  { RESITE_MP_LIST, 200, "<mplist><mp name=\"br01sms\"/></mplist>", "ok", "names BR01SMS" },
  { RESITE_MP_LIST, 200,
    START "<MPList><MP Name=\"HQSMS01\" SiteCode=\"P01\"><Version>6487</Version></MP>"
          "<MP Name=\"BR01SMS\" SiteCode=\"S01\"><Capabilities SchemaVersion=\"1.0\"/></MP>"
          "</MPList>",
    "ok", "names BR01SMS" },
  { RESITE_MP_LIST, 200,
    "<MPList><MP Name=\"BR01SMS.corp.example.com\"><Capabilities><Property Name=\"SSLState\" "
    "Value=\"0\"/></Capabilities></MP><Other/></MPList>",
    "ok", "names BR01SMS" },
  { RESITE_MP_LIST, 200, START "<MPList></MPList>", "warning", "is empty" },
  { RESITE_MP_LIST, 200, START "<MPList><MP/></MPList>", "warning", "is empty" },
  { RESITE_MP_LIST, 200, START "<MPList><MP Name=\"BR01SMS_OLD\"/></MPList>", "warning",
    "names BR01SMS_OLD and not BR01SMS" },
  { RESITE_MP_LIST, 200, START "<MPList><MP Name=\"BR01SMS\"/>", "warning", "broken or cut off" },
  { RESITE_MP_LIST, 200, "<?xml version '1.0' ?><MPList><MP Name='BR01SMS'/></MPList>", "warning",
    "broken or cut off" },
  { RESITE_MP_LIST, 200, START "<MPList><MP Name=\"BR01", "warning", "broken or cut off" },
  /* Not what was asked for. */
  { RESITE_MP_LIST, 200, "", "failed", "with nothing" },
  { RESITE_MP_LIST, 200, " \r\n ", "failed", "with nothing" },
  { RESITE_MP_LIST, 200, "<html><body>Under Construction</body></html>", "failed",
    "Under Construction" },
  { RESITE_MP_LIST, 200, "\x1b[31mBR01SMS", "failed", "Another program" },
  { RESITE_MP_LIST, 206, "<MPList><MP Name=\"BR01SMS\"/></MPList>", "failed", "not with" },
  { RESITE_MP_LIST, 302, "", "failed", "sends on" },
  { RESITE_MP_LIST, 401, "", "failed", "KB 886213" },
  { RESITE_MP_LIST, 403, "", "failed", "403 Forbidden" },
  { RESITE_MP_LIST, 404, "", "failed", "Web Service Extensions" },
  { RESITE_MP_LIST, 405, "", "failed", "ISAPI" },
  { RESITE_MP_LIST, 500, "", "failed", "database" },
  { RESITE_MP_LIST, 503, "<html><body><h1>Service Unavailable</h1></body></html>", "failed",
    "SMS Management Point Pool" },
  { RESITE_MP_LIST, 505, "", "failed", "event log" },
  { RESITE_MP_LIST, 418, "", "failed", "another web server" },
  { RESITE_MP_CERTIFICATE, 200,
    START "<MPCertificate><Certificate>" HEX32 HEX32 "\r\n" HEX32 "</Certificate></MPCertificate>",
    "ok", "48 " },
  { RESITE_MP_CERTIFICATE, 200, "<MPCertificate><Certificate/></MPCertificate>", "failed",
    "no certificate" },
  { RESITE_MP_CERTIFICATE, 200,
    "<MPCertificate><Certificate>" HEX32 HEX32 "not at all</Certificate></MPCertificate>", "failed",
    "no certificate" },
  { RESITE_MP_CERTIFICATE, 200, "<MPCertificate/>", "failed", "<MPCertificate>" },
  { RESITE_MP_CERTIFICATE, 200, "<MPCertificate><Certificate>" HEX32 HEX32, "warning",
    "broken or cut off" },
  { RESITE_MP_CERTIFICATE, 200, START "<MPList></MPList>", "failed", "not with <MPCertificate>" },
  { RESITE_MP_CERTIFICATE, 503, "", "failed", "SMS Management Point Pool" },
  { RESITE_MP_KEY, 200,
    "<MPKEYINFORMATION><TRUSTEDROOTKEY Signature=\"A0\">0602</TRUSTEDROOTKEY><MPCERTIFICATE "
    "Signature=\"A0\">3082</MPCERTIFICATE><MACHINENAME>BR01SMS</MACHINENAME><FQDN>"
    "BR01SMS.corp.example.com</FQDN></MPKEYINFORMATION>",
    "ok", "root key" },
  { RESITE_MP_KEY, 200,
    "<MPKEYINFORMATION><TRUSTEDROOTKEY>0602</TRUSTEDROOTKEY><MPCERTIFICATE>3082</MPCERTIFICATE>"
    "<MACHINENAME>BR01SMS_OLD</MACHINENAME></MPKEYINFORMATION>",
    "warning", "BR01SMS_OLD" },
  { RESITE_MP_KEY, 200, "<MPKEYINFORMATION><MPCERTIFICATE>1</MPCERTIFICATE></MPKEYINFORMATION>",
    "warning", "without a root key" },
  { RESITE_MP_KEY, 200, "<SiteAssignment/>", "failed", "not with <MPKEYINFORMATION>" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (one->status, NULL, one->body);
      g_autoptr (ResiteFinding) finding =
          resite_management_point_judge (one->question, answer, "BR01SMS");
      g_autofree char *said = resite_finding_describe (finding);

      g_test_message ("%u %s: %s: %s", one->status, one->body, finding->state, said);
      g_assert_cmpstr (finding->state, ==, one->state);
      g_assert_nonnull (strstr (said, one->words));
      g_assert_null (strchr (said, '\x1b'));
      /* Whatever is not good says what to do. */
      g_assert_true (g_str_equal (finding->state, "ok") == (finding->advice == NULL));
    }
}

/* Entities are neither fetched nor blown up. */
static void
test_hostile (void)
{
  g_autofree char *place = NULL;
  g_autofree char *fetch = NULL;
  g_autoptr (GString) bomb = g_string_new ("<!DOCTYPE MPList [<!ENTITY a0 \"BR01SMSBR01SMS\">");
  const int file = g_file_open_tmp ("resite-XXXXXX", &place, NULL);
  const char *bodies[2];

  g_assert_cmpint (write (file, "BR01SMS", 7), ==, 7);
  close (file);
  fetch = g_strdup_printf ("<!DOCTYPE MPList [<!ENTITY x SYSTEM \"file://%s\">]><MPList>"
                           "<MP Name=\"HQSMS01\"/>&x;</MPList>",
                           place);
  for (guint i = 1; i < 40; i++)
    g_string_append_printf (bomb, "<!ENTITY a%u \"&a%u;&a%u;\">", i, i - 1, i - 1);
  g_string_append (bomb, "]><MPList><MP Name=\"&a39;\"/></MPList>");
  bodies[0] = fetch;
  bodies[1] = bomb->str;
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (200, NULL, bodies[i]);
      g_autoptr (ResiteFinding) finding =
          resite_management_point_judge (RESITE_MP_LIST, answer, "BR01SMS");

      g_assert_cmpstr (finding->state, !=, "ok");
    }
  unlink (place);
}

static void
test_urls (void)
{
  static const char *const same[] = {
    "http://br01sms:8080",        "br01sms:8080",
    "http://br01sms:8080/",       "http://br01sms:8080/sms_mp/.sms_aut?mplist",
    "http://br01sms:8080/SMS_MP",
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *behind = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *url =
          resite_management_point_format_url (same[i], RESITE_MP_CERTIFICATE, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (url, ==, "http://br01sms:8080/sms_mp/.sms_aut?mpcert");
    }
  behind = resite_management_point_format_url ("http://h/a/b/", RESITE_MP_KEY, &error);
  g_assert_cmpstr (behind, ==, "http://h:80/a/b/sms_mp/.sms_aut?MPKEYINFORMATION");
  g_assert_null (resite_management_point_format_url ("file:///etc", RESITE_MP_LIST, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

typedef struct
{
  const char *base;
  const char *directory; /* NULL: the list; "": the web site */
  ResiteFinding *finding;
  gboolean ended;
} Look;

static gpointer
look_in_worker (gpointer data)
{
  Look *look = data;

  if (look->directory == NULL)
    look->finding =
        resite_management_point_look (look->base, RESITE_MP_LIST, "BR01SMS", NULL, NULL);
  else if (*look->directory == '\0')
    look->finding = resite_management_point_look_at_site (look->base, NULL, NULL);
  else
    look->finding =
        resite_management_point_look_at_directory (look->base, look->directory, NULL, NULL);
  g_atomic_int_set (&look->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
assert_look (FakeWeb *web, const char *directory, const char *state, const char *words)
{
  Look look = { .base = web->base, .directory = directory };
  g_autofree char *said = NULL;

  fake_web_in_worker (look_in_worker, &look, &look.ended);
  g_assert_nonnull (look.finding);
  said = resite_finding_describe (look.finding);
  g_assert_cmpstr (look.finding->state, ==, state);
  g_assert_nonnull (strstr (said, words));
  resite_finding_free (look.finding);
}

static void
test_looks (void)
{
  FakeWeb *web = fake_web_new ();

  fake_web_say_body (web, "", "404 Not Found", "");
  assert_look (web, NULL, "failed", "404 Not Found");
  assert_look (web, "", "ok", "404 Not Found, Microsoft-IIS/6.0");
  assert_look (web, "CCM_System", "failed", "no virtual directory CCM_System");
  fake_web_say_body (web, "GET /CCM_System/", "403 Forbidden", "");
  assert_look (web, "CCM_System", "ok", "is there");
  fake_web_say_body (web, "GET /sms_mp/.sms_aut?mplist", "200 OK",
                     "<MPList><MP Name=\"BR01SMS\"/></MPList>");
  assert_look (web, NULL, "ok", "names BR01SMS");
  fake_web_say_body (web, "", "503 Service Unavailable", "");
  assert_look (web, "", "failed", "pool");
  assert_look (web, "SMS_MP", "failed", "pool");
  fake_web_stop (web);
  assert_look (web, NULL, "failed", "W3SVC");
  assert_look (web, "", "failed", "W3SVC");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/management-point/cases", test_cases);
  g_test_add_func ("/management-point/hostile", test_hostile);
  g_test_add_func ("/management-point/urls", test_urls);
  g_test_add_func ("/management-point/looks", test_looks);
  return g_test_run ();
}
