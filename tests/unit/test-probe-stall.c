/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "remote-probe-fixture.h"
#include "resite-transaction-id.h"

/* Why what was preloaded does not arrive at the parent. */

#define HISTORY                                                                                    \
  "[SMS_COMPONENT_STATUS_SUMMARIZER]\r\nS01=7382\r\n[PKGSTATUSDATA]\r\n"                           \
  "P0100012|S01|BR01SMS|1=17\r\n"                                                                  \
  "P010001A|S01|[\"DISPLAY=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\|2=9001\r\n"      \
  "[SMS_OFFER_STATUS_SUMMARIZER]\r\nS01=6927\r\n"
#define NUMBER "call root/default StdRegProv*.GetDWORDValue(*Transaction ID*"
#define PATH   "primary.1:D:\\SMS\\inboxes\\replmgr.box\\history\\S01.trs"

static void
test_numbers (void)
{
  g_autofree char *section = NULL;
  g_autofree char *none = NULL;
  g_autofree char *trap = NULL;
  g_autofree char *missing = NULL;

  g_assert_cmpint (resite_transaction_id_read_highest (HISTORY, strlen (HISTORY), &section), ==,
                   9001);
  g_assert_cmpstr (section, ==, "PKGSTATUSDATA");
  g_assert_cmpint (resite_transaction_id_read_highest ("[A]\nS01=x\nS01\n", 14, &none), ==, -1);
  g_assert_null (none);
  trap = resite_transaction_id_find_trap (41, 9001, section);
  g_assert_nonnull (strstr (trap, "remembers the number 9001 (PKGSTATUSDATA)"));
  g_assert_nonnull (strstr (trap, "counts from 41"));
  g_assert_nonnull (strstr (trap, "set Transaction ID to 9021"));
  missing = resite_transaction_id_find_trap (-1, 9001, NULL);
  g_assert_nonnull (strstr (missing, "counts from 0"));
  g_assert_null (resite_transaction_id_find_trap (9002, 9001, section));
  g_assert_null (resite_transaction_id_find_trap (41, -1, NULL));
}

static void
add_parent (ProbeFixture *fixture, const char *folder)
{
  resite_connections_add (fixture->connections, "primary.1", RESITE_REACH_LOCAL, folder);
}

static void
test_trap (ProbeFixture *fixture, gconstpointer data)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path =
      job_run_write (folder, "D/SMS/inboxes/replmgr.box/history/S01.trs", HISTORY);

  add_parent (fixture, folder);
  fake_cim_answer (fixture->cim, NUMBER, "ReturnValue=0|uValue=41", NULL);
  fake_cim_answer (fixture->cim, NUMBER, "ReturnValue=0|uValue=9021", NULL);
  probe_fixture_check (fixture, "transaction-id", PATH, NULL, "failed", "to 9021");
  probe_fixture_check (fixture, "transaction-id", PATH, NULL, "ok", "9021 > 9001");
  job_run_remove_folder (folder);
}

static void
test_no_history (ProbeFixture *fixture, gconstpointer data)
{
  char *folder = job_run_make_folder ();

  probe_fixture_check (fixture, "transaction-id", PATH, NULL, "unknown", "cannot be seen");
  add_parent (fixture, folder);
  fake_cim_answer (fixture->cim, NUMBER, "ReturnValue=0|uValue=41", NULL);
  probe_fixture_check (fixture, "transaction-id", PATH, NULL, "ok", "remembers no number");
  job_run_remove_folder (folder);
}

static void
test_versions (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_answer (fixture->cim, PROVIDER,
                   "Machine=HQSMS01|NamespacePath=\\\\HQSMS01\\root\\sms\\site_P01|"
                   "ProviderForLocalSite=TRUE|SiteCode=P01",
                   NULL);
  fake_cim_answer (fixture->cim, COMPUTER, "Name=HQSMS01", NULL);
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT PackageID, Status FROM SMS_PackageStatus *",
                   "PackageID=P0100010|Status=3", "PackageID=P0100011|Status=1", NULL);
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT PackageID, Name*",
                   "PackageID=P0100010|Name=Ten|SourceVersion=2|StoredPkgVersion=1",
                   "PackageID=P0100011|Name=Eleven|SourceVersion=4|StoredPkgVersion=3", NULL);
  fake_cim_answer (fixture->cim, "list " SPACE " SELECT PackageID, SourceCompressedSize*", NULL);
  probe_fixture_check (fixture, "stored-versions", "S01", NULL, "failed",
                       "differ for 1 package, so that it does not unpack: P0100011 (3, 4)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe-stall/numbers", test_numbers);
  g_test_add ("/probe-stall/trap", ProbeFixture, NULL, probe_fixture_set_up, test_trap,
              probe_fixture_tear_down);
  g_test_add ("/probe-stall/no-history", ProbeFixture, NULL, probe_fixture_set_up, test_no_history,
              probe_fixture_tear_down);
  g_test_add ("/probe-stall/versions", ProbeFixture, NULL, probe_fixture_set_up, test_versions,
              probe_fixture_tear_down);
  return g_test_run ();
}
