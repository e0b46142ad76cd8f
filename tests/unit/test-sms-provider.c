/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-sms-provider.h"

/* What a site tells through its provider. */

#define PROVIDER                                                                                   \
  "list root/sms SELECT * FROM SMS_ProviderLocation WHERE ProviderForLocalSite = TRUE"
#define COMPUTER                                                                                   \
  "list root/cimv2 SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem"
#define SPACE "root/sms/site_P01"
#define SITES                                                                                      \
  "list " SPACE                                                                                    \
  " SELECT SiteCode, SiteName, ServerName, ReportingSiteCode, Version, BuildNumber, "              \
  "Type, Status FROM SMS_Site"
#define ADDRESSES                                                                                  \
  "list " SPACE " SELECT * FROM SMS_SCI_Address WHERE SiteCode = 'P01' AND DesSiteCode = 'S01' "   \
  "AND AddressType = 'MS_LAN' AND FileType = 1"
#define ROLES "list " SPACE " SELECT * FROM SMS_SystemResourceList WHERE SiteCode = 'S01'"

static void
find_provider (gpointer data)
{
  FakeQuestion *question = data;

  question->text = resite_sms_find_provider (
      question->cim, question->flag ? &question->machine : NULL, NULL, &question->error);
}

static void
test_provider (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { .flag = TRUE };

  fake_cim_answer (cim, PROVIDER,
                   "Machine=HQSMS01|SiteCode=P01|NamespacePath=\\\\HQSMS01\\root\\sms\\site_P01",
                   NULL);
  fake_cim_answer (cim, PROVIDER, "Machine=HQSQL01.corp.example.com|SiteCode=P01", NULL);
  fake_cim_answer (cim, COMPUTER, "Name=hqsms01", NULL);
  fake_cim_ask (cim, find_provider, &question);
  g_assert_no_error (question.error);
  g_assert_cmpstr (question.text, ==, SPACE);
  g_assert_null (question.machine);
  g_clear_pointer (&question.text, g_free);

  fake_cim_ask (cim, find_provider, &question);
  g_assert_cmpstr (question.text, ==, SPACE);
  g_assert_cmpstr (question.machine, ==, "HQSQL01.corp.example.com");
  g_clear_pointer (&question.text, g_free);
  g_clear_pointer (&question.machine, g_free);
}

/* A secondary site has none, and says so in two ways. */
static void
test_no_provider (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  fake_cim_fail (cim, PROVIDER, RESITE_ERROR_NOT_FOUND, "no such namespace");
  fake_cim_answer (cim, PROVIDER, NULL);
  for (guint i = 0; i < 2; i++)
    {
      fake_cim_ask (cim, find_provider, &question);
      g_assert_null (question.text);
      g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (question.error->message, "primary"));
      g_clear_error (&question.error);
    }
  fake_cim_forget (cim);
  fake_cim_fail (cim, PROVIDER, RESITE_ERROR_NO_ACCESS, "denied");
  fake_cim_ask (cim, find_provider, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&question.error);
}

static void
list_sites (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_sms_list_sites (question->cim, SPACE, NULL, &question->error);
}

static void
test_sites (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GPtrArray) sites = NULL;
  g_auto (GStrv) children = NULL;
  const ResiteSmsSite *site;
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, SITES, "SiteCode=S03|ServerName=BR03|ReportingSiteCode=P01|Type=1|Status=1",
                   "SiteCode=P01|ServerName=HQSMS01|ReportingSiteCode=C01|Type=2|Status=1|"
                   "BuildNumber=4253|Version=2.50.4253.3000",
                   "SiteCode=S01|ServerName=BR01SMS|ReportingSiteCode=p01|Type=1|Status=1",
                   "SiteCode=S02|ServerName=BR02|ReportingSiteCode=P01|Type=1|Status=4",
                   "SiteCode=C01|ServerName=CENSMS01|ReportingSiteCode-=|Type=2|Status=1", NULL);
  fake_cim_ask (cim, list_sites, &question);
  g_assert_no_error (question.error);
  sites = question.result;
  g_assert_cmpuint (sites->len, ==, 5);
  g_assert_cmpstr (((ResiteSmsSite *)g_ptr_array_index (sites, 0))->code, ==, "C01");
  g_assert_cmpstr (((ResiteSmsSite *)g_ptr_array_index (sites, 0))->parent, ==, "");
  children = resite_sms_list_children (sites, "P01");
  g_assert_cmpuint (g_strv_length (children), ==, 2);
  g_assert_cmpstr (children[0], ==, "S01");
  g_assert_cmpstr (children[1], ==, "S03");
  site = resite_sms_find_site (sites, "p01");
  g_assert_cmpuint (site->build, ==, 4253);
  g_assert_cmpuint (site->type, ==, 2);
  g_assert_null (resite_sms_find_site (sites, "S09"));
}

static void
assert_below (GPtrArray *sites, const char *own, const char *expected)
{
  g_auto (GStrv) below = resite_sms_list_below (sites, own);
  g_autofree char *joined = g_strjoinv (" ", below);

  g_assert_cmpstr (joined, ==, expected);
}

/* At the central site those below its primaries count, too; a primary's own parents do not, whether
 * it lists them or not, nor does the one that was deleted. */
static void
test_below (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GPtrArray) sites = NULL;
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, SITES, "SiteCode=C01|ReportingSiteCode-=|Type=2|Status=1",
                   "SiteCode=P01|ReportingSiteCode=C01|Type=2|Status=1",
                   "SiteCode=P02|ReportingSiteCode=p01|Type=2|Status=1",
                   "SiteCode=S01|ReportingSiteCode=P01|Type=1|Status=1",
                   "SiteCode=S02|ReportingSiteCode=P02|Type=1|Status=1",
                   "SiteCode=S03|ReportingSiteCode=P02|Type=1|Status=4",
                   "SiteCode=S04|ReportingSiteCode=P09|Type=1|Status=1", NULL);
  fake_cim_ask (cim, list_sites, &question);
  g_assert_no_error (question.error);
  sites = question.result;
  assert_below (sites, "C01", "P01 P02 S01 S02 S04");
  assert_below (sites, "p02", "S01 S02 S04");
  assert_below (sites, "P09", "C01 P01 P02 S01 S02 S04");
}

/* Two that name each other as parent: an answer all the same. */
static void
test_ring (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GPtrArray) sites = NULL;
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, SITES, "SiteCode=P01|ReportingSiteCode=P02|Type=2|Status=1",
                   "SiteCode=P02|ReportingSiteCode=P01|Type=2|Status=1",
                   "SiteCode=S01|ReportingSiteCode=P02|Type=1|Status=1", NULL);
  fake_cim_ask (cim, list_sites, &question);
  g_assert_no_error (question.error);
  sites = question.result;
  assert_below (sites, "P01", "S01");
}

/* A primary site always knows itself: no row at all is no right, not an empty hierarchy. */
static void
test_no_rows (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, SITES, NULL);
  fake_cim_ask (cim, list_sites, &question);
  g_assert_null (question.result);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (question.error->message, "no right"));
  g_clear_error (&question.error);
}

static void
count_addresses (gpointer data)
{
  FakeQuestion *question = data;

  question->number = resite_sms_count_addresses (question->cim, SPACE, "S01", &question->text, NULL,
                                                 &question->error);
}

static ResiteCimObject *
make_address (const char *server)
{
  ResiteCimObject *address = fake_cim_row ("DesSiteCode=S01|AddressType=MS_LAN");
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_value_unref);
  g_autofree char *text =
      g_strdup_printf ("PropertyName=Connection Point|Value1=%s|Value2=SMS_SITE", server);
  g_autoptr (ResiteCimObject) login = fake_cim_row ("PropertyName=LAN Login|Value1=nobody");
  g_autoptr (ResiteCimObject) point = fake_cim_row (text);

  g_ptr_array_add (items, resite_cim_value_new_object (login));
  g_ptr_array_add (items, resite_cim_value_new_object (point));
  resite_cim_object_take (address, "Props", resite_cim_value_new_array (items));
  return address;
}

/* The list leaves the properties out; only the single address has its server. */
static void
test_addresses (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, ADDRESSES,
                   "SiteCode=P01|DesSiteCode=S01|AddressType=MS_LAN|FileType=1|"
                   "ItemName=S01\\,MS_LAN|ItemType=Address",
                   NULL);
  g_ptr_array_add (fake_cim_add (cim, "get " SPACE " SMS_SCI_Address[FileType=1|ItemName=S01\\,"
                                      "MS_LAN|ItemType=Address|SiteCode=P01]"),
                   make_address ("BR01SMS"));
  fake_cim_ask (cim, count_addresses, &question);
  g_assert_no_error (question.error);
  g_assert_cmpint (question.number, ==, 1);
  g_assert_cmpstr (question.text, ==, "BR01SMS");
  g_clear_pointer (&question.text, g_free);

  fake_cim_forget (cim);
  fake_cim_answer (cim, ADDRESSES, NULL);
  fake_cim_ask (cim, count_addresses, &question);
  g_assert_cmpint (question.number, ==, 0);
  g_assert_null (question.text);

  fake_cim_forget (cim);
  fake_cim_fail (cim, ADDRESSES, RESITE_ERROR_UNREACHABLE, "down");
  fake_cim_ask (cim, count_addresses, &question);
  g_assert_cmpint (question.number, ==, -1);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&question.error);
}

static void
list_roles (gpointer data)
{
  FakeQuestion *question = data;

  question->result =
      resite_sms_list_roles (question->cim, SPACE, "S01", "BR01SMS", NULL, &question->error);
}

static void
test_roles (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_auto (GStrv) roles = NULL;
  g_autofree char *joined = NULL;
  FakeQuestion question = { 0 };

  fake_cim_answer (
      cim, ROLES, "RoleName=SMS Site Server|ServerName=BR01SMS",
      "RoleName=SMS Management Point|ServerName=\\\\br01sms",
      "RoleName=SMS Distribution "
      "Point|NALPath=[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\",
      "RoleName=SMS Distribution "
      "Point|NALPath=[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\",
      "RoleName=SMS Reporting Point|ServerName=BR01SMS_OLD", NULL);
  fake_cim_ask (cim, list_roles, &question);
  g_assert_no_error (question.error);
  roles = question.result;
  joined = g_strjoinv (", ", roles);
  g_assert_cmpstr (joined, ==, "SMS Distribution Point, SMS Management Point, SMS Site Server");
}

static void
get_status (gpointer data)
{
  FakeQuestion *question = data;

  question->number = resite_sms_get_master_status (question->cim, SPACE, "C0100012", "S01", NULL,
                                                   &question->error);
}

static void
test_master_status (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };
  const char *line = "list " SPACE " SELECT Status FROM SMS_PackageStatus WHERE PackageID = "
                     "'C0100012' AND SiteCode = 'S01' AND Type = 1";

  fake_cim_answer (cim, line, "Status=3", NULL);
  fake_cim_answer (cim, line, NULL);
  fake_cim_ask (cim, get_status, &question);
  g_assert_cmpint (question.number, ==, 3);
  fake_cim_ask (cim, get_status, &question);
  g_assert_cmpint (question.number, ==, -1);
  g_assert_no_error (question.error);
}

static void
test_paths (void)
{
  static const struct
  {
    const char *path;
    const char *server;
  } paths[] = {
    { "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\", "BR01SMS" },
    { "[\"DISPLAY=\\\\SERVER\\SHARE\\\"]MSWNET:[\"SMS_SITE=ABC\"]\\\\SERVER\\SHARE\\", "SERVER" },
    { "MSWNET:[\"SMS_SITE=zzz\"]\\\\ServerName\\SMSPKGE$\\C0100012\\", "ServerName" },
    { "nothing", NULL },
  };
  g_autofree char *code = resite_sms_get_site_code ("root/sms/site_p01");

  g_assert_cmpstr (code, ==, "P01");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *server = resite_sms_get_nal_server (paths[i].path);

      g_assert_cmpstr (server, ==, paths[i].server);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sms-provider/provider", test_provider);
  g_test_add_func ("/sms-provider/no-provider", test_no_provider);
  g_test_add_func ("/sms-provider/sites", test_sites);
  g_test_add_func ("/sms-provider/below", test_below);
  g_test_add_func ("/sms-provider/ring", test_ring);
  g_test_add_func ("/sms-provider/no-rows", test_no_rows);
  g_test_add_func ("/sms-provider/addresses", test_addresses);
  g_test_add_func ("/sms-provider/roles", test_roles);
  g_test_add_func ("/sms-provider/master-status", test_master_status);
  g_test_add_func ("/sms-provider/paths", test_paths);
  return g_test_run ();
}
