/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "remote-probe-fixture.h"

/* What would be sent in full: of the model's packages those that the new point lacks and the site does
 * not have. */

#define ROWS "list " SPACE " SELECT PackageID, ServerNALPath, SiteCode, Status *"
#define ROW(server, code)                                                                          \
  "ServerNALPath=[\"Display=\\\\" server "\\\"]MSWNET:[\"SMS_SITE=" code "\"]\\\\" server          \
  "\\|SiteCode=" code

static void
add_rows (ProbeFixture *fixture)
{
  fake_cim_answer (fixture->cim, ROWS "BR02SMS*",
                   "PackageID=P0100010|Status=0|" ROW ("BR02SMS", "S02"),
                   "PackageID=P0100011|Status=1|" ROW ("BR02SMS", "S02"),
                   "PackageID=P0100012|Status=0|" ROW ("BR02SMS", "S02"),
                   "PackageID=P0100013|Status=3|" ROW ("BR02SMS", "S02"),
                   "PackageID=P0100014|Status=0|" ROW ("BR02SMS", "S02"), NULL);
  fake_cim_answer (fixture->cim, ROWS "BR01SMS*",
                   "PackageID=P0100010|Status=2|" ROW ("BR01SMS", "S01"),
                   "PackageID=P0100014|Status=3|" ROW ("BR01SMS", "S01"), NULL);
}

static void
add_site (ProbeFixture *fixture)
{
  fake_cim_answer (fixture->cim, PROVIDER,
                   "Machine=HQSMS01|NamespacePath=\\\\HQSMS01\\root\\sms\\site_P01|"
                   "ProviderForLocalSite=TRUE|SiteCode=P01",
                   NULL);
  fake_cim_answer (fixture->cim, COMPUTER, "Name=HQSMS01", NULL);
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT SiteCode, SiteName*",
                   "SiteCode=P01|SiteName=Head|ServerName=HQSMS01|Type=2|Status=1",
                   "SiteCode=S01|SiteName=Branch 01|ServerName=BR01SMS|Type=1|Status=1", NULL);
  fake_cim_answer (
      fixture->cim, "list " SPACE " SELECT * FROM SMS_SystemResourceList*",
      "NALPath=[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\|SiteCode=S01|"
      "ServerName=BR01SMS|RoleName=SMS Distribution Point",
      "NALPath=[\"Display=\\\\BR02SMS\\\"]MSWNET:[\"SMS_SITE=S02\"]\\\\BR02SMS\\|SiteCode=S02|"
      "ServerName=BR02SMS|RoleName=SMS Distribution Point",
      NULL);
}

static void
add_packages (ProbeFixture *fixture)
{
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT PackageID, Name*",
                   "PackageID=P0100010|Name=Ten|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=P0100011|Name=Eleven|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=P0100012|Name=Twelve|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=P0100014|Name=Fourteen|SourceVersion=1|StoredPkgVersion=1", NULL);
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT PackageID, SourceCompressedSize*",
                   "PackageID=P0100012|SourceCompressedSize=300000|SourceSize=400000", NULL);
}

static void
add_masters (ProbeFixture *fixture, const char *twelve, const char *fourteen)
{
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT PackageID, Status FROM SMS_PackageStatus *",
                   "PackageID=P0100011|Status=3", twelve, fourteen, NULL);
}

static void
test_crossing (ProbeFixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  ResiteJobItem *item;

  add_site (fixture);
  add_rows (fixture);
  add_packages (fixture);
  add_masters (fixture, "PackageID=P0100012|Status=1", "PackageID=P0100014|Status=5");
  job = probe_fixture_run (fixture,
                           probe_fixture_make ("crossing", "new", "S01", "BR02SMS|S02|BR01SMS"));
  probe_fixture_assert (job, "failed", "2 packages, 307 MB (size not known of 1)");
  item = resite_job_find_item (job, "P0100012");
  g_assert_nonnull (item);
  g_assert_cmpstr (resite_job_item_get_state (item), ==, "would-cross");
  g_assert_cmpint (resite_job_item_get_size (item), ==, 300000 * 1024);
  g_assert_nonnull (strstr (resite_job_item_get_output (item), "name=Twelve"));
  g_assert_nonnull (resite_job_find_item (job, "P0100014"));
  g_assert_null (resite_job_find_item (job, "P0100010"));
  g_assert_null (resite_job_find_item (job, "P0100011"));
  g_assert_null (resite_job_find_item (job, "P0100013"));
}

static void
test_nothing (ProbeFixture *fixture, gconstpointer data)
{
  add_site (fixture);
  add_rows (fixture);
  add_packages (fixture);
  add_masters (fixture, "PackageID=P0100012|Status=3", "PackageID=P0100014|Status=3");
  probe_fixture_check (fixture, "crossing", "S01", "BR02SMS|S02|BR01SMS", "ok",
                       "Nothing would come down the wire");
}

static void
test_not_known (ProbeFixture *fixture, gconstpointer data)
{
  probe_fixture_check (fixture, "crossing", "S01", "|S02|BR01SMS", "unknown",
                       "no model distribution point");
  add_site (fixture);
  probe_fixture_check (fixture, "crossing", "S01", "BR09SMS|S09|BR01SMS", "unknown", "BR09SMS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/probe-crossing/crossing", ProbeFixture, NULL, probe_fixture_set_up, test_crossing,
              probe_fixture_tear_down);
  g_test_add ("/probe-crossing/nothing", ProbeFixture, NULL, probe_fixture_set_up, test_nothing,
              probe_fixture_tear_down);
  g_test_add ("/probe-crossing/not-known", ProbeFixture, NULL, probe_fixture_set_up, test_not_known,
              probe_fixture_tear_down);
  return g_test_run ();
}
