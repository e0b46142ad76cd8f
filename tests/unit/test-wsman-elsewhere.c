/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fake-cim.h"
#include "resite-sms-provider.h"
#include "resite-wsman-fixture.h"

/* A site whose provider is on a server of its own: what is asked of the site's namespace goes there,
 * all else stays. Both are the same program here, under two names. */

#define OTHER "localhost"
#define WMI   "http://schemas.microsoft.com/wbem/wsman/1/wmi/"

typedef struct
{
  GMutex mutex;
  guint gate, other; /* questions of the site that came under either name */
} Seen;

static void
answer_rows (Request *request, const char *class, const char *properties)
{
  g_autofree char *content =
      g_strdup_printf ("<n:EnumerateResponse><n:EnumerationContext/><w:Items><p:%s xmlns:p=\"" WMI
                       "x\">%s</p:%s></w:Items><w:EndOfSequence/></n:EnumerateResponse>",
                       class, properties, class);

  reply_soap (request, 200, content);
}

static void
count_name (Request *request, Seen *seen)
{
  g_mutex_lock (&seen->mutex);
  if (strstr (request->head, "Host: " OTHER ":") != NULL)
    seen->other++;
  else
    seen->gate++;
  g_mutex_unlock (&seen->mutex);
}

static void
answer (Request *request, gpointer data)
{
  if (strstr (request->body, "SMS_ProviderLocation") != NULL)
    answer_rows (request, "SMS_ProviderLocation",
                 "<p:SiteCode>P01</p:SiteCode><p:Machine>" OTHER "</p:Machine>");
  else if (strstr (request->body, "Win32_ComputerSystem") != NULL)
    answer_rows (request, "Win32_ComputerSystem", "<p:Name>HQSMS01</p:Name>");
  else
    {
      count_name (request, data);
      answer_rows (request, "SMS_Site",
                   "<p:SiteCode>P01</p:SiteCode><p:ServerName>HQSMS01</p:ServerName>");
    }
}

static void
find_and_ask (gpointer data)
{
  FakeQuestion *question = data;
  GPtrArray *sites;

  question->text =
      resite_sms_find_provider (question->cim, &question->machine, NULL, &question->error);
  if (question->text == NULL)
    return;
  sites = resite_sms_list_sites (question->cim, question->text, NULL, &question->error);
  question->number = sites != NULL ? sites->len : 0;
  g_clear_pointer (&sites, g_ptr_array_unref);
}

static void
test_redirect (void)
{
  Seen seen = { 0 };
  g_autoptr (Server) server = server_new (answer, &seen);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 60);
  FakeQuestion question = { .cim = RESITE_CIM (wsman) };

  for (guint i = 1; i <= 2; i++)
    {
      fake_cim_work (find_and_ask, &question);
      g_assert_no_error (question.error);
      g_assert_cmpstr (question.text, ==, "root/sms/site_P01");
      g_assert_null (question.machine);
      g_assert_cmpint (question.number, ==, 1);
      g_assert_cmpuint (seen.other, ==, i);
      g_assert_cmpuint (seen.gate, ==, 0);
      g_clear_pointer (&question.text, g_free);
    }
}

/* Without an account's password in any message, the other server's failure names that server. */
static void
answer_refusing (Request *request, gpointer data)
{
  if (strstr (request->head, "Host: " OTHER ":") != NULL)
    reply (request, 403, "text/plain", "no");
  else
    answer (request, data);
}

static void
test_refused_there (void)
{
  Seen seen = { 0 };
  g_autoptr (Server) server = server_new (answer_refusing, &seen);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 60);
  FakeQuestion question = { .cim = RESITE_CIM (wsman) };

  fake_cim_work (find_and_ask, &question);
  g_assert_nonnull (question.error);
  g_assert_nonnull (strstr (question.error->message, OTHER));
  g_assert_null (strstr (question.error->message, SECRET));
  g_assert_cmpuint (seen.gate, ==, 0);
  g_clear_error (&question.error);
  g_clear_pointer (&question.text, g_free);
}

/* Plain HTTP, which this desk may speak with itself, is no leave to tell the password to whatever server
 * somebody names. */
static void
test_plain_elsewhere (void)
{
  Seen seen = { 0 };
  g_autoptr (Server) server = server_new (answer, &seen);
  g_autoptr (ResiteWsman) wsman = wsman_for (server, 60);
  g_autoptr (ResiteWsman) other = NULL;
  g_autoptr (GError) error = NULL;

  other = resite_wsman_new_elsewhere (wsman, "hq-sql01.corp.example.com", &error);
  g_assert_null (other);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (
      resite_wsman_redirect (wsman, "root/sms/site_P01", "hq-sql01.corp.example.com", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wsman-elsewhere/redirect", test_redirect);
  g_test_add_func ("/wsman-elsewhere/refused-there", test_refused_there);
  g_test_add_func ("/wsman-elsewhere/plain", test_plain_elsewhere);
  return g_test_run ();
}
