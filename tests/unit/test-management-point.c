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
  { RESITE_MP_KEY, 200,
    "<MPKEYINFORMATION><TRUSTEDROOTKEY>0602</TRUSTEDROOTKEY><MPCERTIFICATE>3082</MPCERTIFICATE>"
    "<MACHINENAME>BR01SMS",
    "warning", "broken or cut off" },
  { RESITE_MP_KEY, 200,
    "<MPKEYINFORMATION><TRUSTEDROOTKEY> </TRUSTEDROOTKEY><MPCERTIFICATE>3082</MPCERTIFICATE>"
    "</MPKEYINFORMATION>",
    "warning", "without a root key" },
  { RESITE_MP_KEY, 200,
    "<mpkeyinformation><trustedrootkey>0602</trustedrootkey><mpcertificate>3082</mpcertificate>"
    "</mpkeyinformation>",
    "ok", "root key" },
  { RESITE_MP_KEY, 404, "", "failed", "Web Service Extensions" },
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

/* What stands for each status that an IIS, or something before it, answers with. */
static void
test_statuses (void)
{
  static const struct
  {
    guint status;
    const char *words;
  } rows[] = {
    { 100, "another web server" },
    { 400, "without blanks" },
    { 401, "IUSR_" },
    { 402, "another web server" },
    { 403, "require SSL" },
    { 404, "URLScan" },
    { 405, "ISAPI" },
    { 407, "proxy" },
    { 408, "cuts the line" },
    { 410, "another web server" },
    { 500, "IWAM_" },
    { 501, "event log" },
    { 502, "in between" },
    { 503, "SMS Management Point Pool" },
    { 504, "in between" },
    { 599, "event log" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (rows[i].status, NULL, "");
      g_autoptr (ResiteFinding) finding = resite_management_point_judge_status (answer);
      g_autofree char *number = g_strdup_printf ("answers %u", rows[i].status);

      g_assert_nonnull (finding);
      g_assert_cmpstr (finding->state, ==, "failed");
      g_assert_nonnull (strstr (finding->seen, number));
      g_assert_nonnull (strstr (finding->advice, rows[i].words));
    }
  for (guint status = 200; status < 300; status += 33)
    {
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (status, NULL, "");

      g_assert_null (resite_management_point_judge_status (answer));
    }
}

static void
test_redirects (void)
{
  static const char *const places[] = { NULL, "https://br01sms/", "/login" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (301 + i, NULL, "");
      g_autoptr (ResiteFinding) finding = NULL;
      g_autofree char *words =
          g_strdup_printf ("sends on to %s.", places[i] != NULL ? places[i] : "?");

      answer->location = g_strdup (places[i]);
      finding = resite_management_point_judge_status (answer);
      g_assert_cmpstr (finding->state, ==, "failed");
      g_assert_nonnull (strstr (finding->seen, words));
      g_assert_nonnull (strstr (finding->advice, "redirection"));
    }
}

/* Good answers that end too early are never good, wherever they end. */
static void
test_cut (void)
{
  static const char *const wholes[] = {
    START "<MPList><MP Name=\"BR01SMS\" FQDN=\"BR01SMS.corp.example.com\"/></MPList>",
    START "<MPCertificate><Certificate>" HEX32 HEX32 HEX32 "</Certificate></MPCertificate>",
    "<MPKEYINFORMATION><TRUSTEDROOTKEY>0602</TRUSTEDROOTKEY><MPCERTIFICATE>3082</MPCERTIFICATE>"
    "<MACHINENAME>BR01SMS</MACHINENAME></MPKEYINFORMATION>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    for (gsize length = 0; length <= strlen (wholes[i]); length++)
      {
        g_autofree char *body = g_strndup (wholes[i], length);
        g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (200, NULL, body);
        g_autoptr (ResiteFinding) finding =
            resite_management_point_judge ((ResiteMpQuestion)i, answer, "BR01SMS");

        g_assert_true (g_str_equal (finding->state, "ok") == (wholes[i][length] == '\0'));
      }
  /* Endless ones are not read to their end, and are none of a management point. */
  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    {
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (200, NULL, wholes[i]);
      g_autoptr (ResiteFinding) finding = NULL;

      answer->cut = TRUE;
      finding = resite_management_point_judge ((ResiteMpQuestion)i, answer, "BR01SMS");
      g_assert_cmpstr (finding->state, ==, "warning");
      g_assert_nonnull (strstr (finding->advice, "far longer"));
    }
}

/* Plans and answers say short names and full ones. */
static void
test_names (void)
{
  static const struct
  {
    const char *listed, *asked;
    gboolean same;
  } rows[] = {
    { "BR01SMS", "br01sms", TRUE },
    { "BR01SMS", "br01sms.corp.example.com", TRUE },
    { "br01sms.corp.example.com", "BR01SMS", TRUE },
    { "br01sms.corp.example.com", "BR01SMS.CORP.EXAMPLE.COM", TRUE },
    { "br01sms.corp.example.com", "br01sms.other.example.com", FALSE },
    { "BR01SMS_OLD", "BR01SMS", FALSE },
    { "BR01SM", "BR01SMS", FALSE },
    { " BR01SMS ", "BR01SMS", TRUE },
    { ".corp.example.com", ".other", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body =
          g_strdup_printf ("<MPList><MP Name=\"%s\"/></MPList>", rows[i].listed);
      g_autoptr (ResiteWebAnswer) answer = resite_web_answer_new (200, NULL, body);
      g_autoptr (ResiteFinding) finding =
          resite_management_point_judge (RESITE_MP_LIST, answer, rows[i].asked);

      g_assert_cmpstr (finding->state, ==, rows[i].same ? "ok" : "warning");
    }
}

/* Of a long list some are named. */
static void
test_long_list (void)
{
  g_autoptr (GString) body = g_string_new ("<MPList>");
  g_autoptr (ResiteWebAnswer) answer = NULL;
  g_autoptr (ResiteFinding) finding = NULL;

  for (guint i = 1; i <= 9; i++)
    g_string_append_printf (body, "<MP Name=\"HQSMS%02u\"/>", i);
  g_string_append (body, "</MPList>");
  answer = resite_web_answer_new (200, NULL, body->str);
  finding = resite_management_point_judge (RESITE_MP_LIST, answer, "BR01SMS");
  g_assert_cmpstr (finding->state, ==, "warning");
  g_assert_nonnull (strstr (finding->seen, "HQSMS08, … and not BR01SMS"));
  g_assert_null (strstr (finding->seen, "HQSMS09"));
}

/* A name that this desk does not know says nothing of the server. */
static void
test_silence (void)
{
  static const struct
  {
    ResiteError code;
    const char *state;
  } rows[] = { { RESITE_ERROR_NOT_FOUND, "unknown" },
               { RESITE_ERROR_UNREACHABLE, "failed" },
               { RESITE_ERROR_TIMED_OUT, "failed" },
               { RESITE_ERROR_MALFORMED, "failed" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new (RESITE_ERROR, (int)rows[i].code, "nobody %u", i);
      g_autoptr (ResiteFinding) finding = resite_management_point_judge_silence (error);

      g_assert_cmpstr (finding->state, ==, rows[i].state);
      g_assert_cmpstr (finding->seen, ==, error->message);
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

typedef struct
{
  const char *base;
  GCancellable *cancellable;
  guint refused; /* how many of its looks failed with @code */
  GQuark domain;
  int code;
  gboolean ended;
} Refusal;

static gpointer
look_in_vain (gpointer data)
{
  Refusal *refusal = data;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteFinding) finding =
          i == 0 ? resite_management_point_look (refusal->base, RESITE_MP_KEY, "BR01SMS",
                                                 refusal->cancellable, &error)
          : i == 1
              ? resite_management_point_look_at_site (refusal->base, refusal->cancellable, &error)
              : resite_management_point_look_at_directory (refusal->base, "SMS_MP",
                                                           refusal->cancellable, &error);

      refusal->refused +=
          finding == NULL && g_error_matches (error, refusal->domain, refusal->code);
    }
  g_atomic_int_set (&refusal->ended, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Only these two are errors of the look itself. */
static void
test_look_errors (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FakeWeb *web = fake_web_new ();
  Refusal foreign = { .base = "ftp://BR01SMS/",
                      .domain = RESITE_ERROR,
                      .code = RESITE_ERROR_INVALID };
  Refusal cancelled = { .base = web->base,
                        .cancellable = cancellable,
                        .domain = G_IO_ERROR,
                        .code = G_IO_ERROR_CANCELLED };
  g_autofree char *asked = NULL;

  fake_web_in_worker (look_in_vain, &foreign, &foreign.ended);
  g_assert_cmpuint (foreign.refused, ==, 3);
  g_cancellable_cancel (cancellable);
  fake_web_in_worker (look_in_vain, &cancelled, &cancelled.ended);
  g_assert_cmpuint (cancelled.refused, ==, 3);
  asked = fake_web_dup_asked (web);
  g_assert_cmpstr (asked, ==, "");
  fake_web_stop (web);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/management-point/cases", test_cases);
  g_test_add_func ("/management-point/hostile", test_hostile);
  g_test_add_func ("/management-point/urls", test_urls);
  g_test_add_func ("/management-point/looks", test_looks);
  g_test_add_func ("/management-point/statuses", test_statuses);
  g_test_add_func ("/management-point/redirects", test_redirects);
  g_test_add_func ("/management-point/cut", test_cut);
  g_test_add_func ("/management-point/names", test_names);
  g_test_add_func ("/management-point/long-list", test_long_list);
  g_test_add_func ("/management-point/silence", test_silence);
  g_test_add_func ("/management-point/look-errors", test_look_errors);
  return g_test_run ();
}
