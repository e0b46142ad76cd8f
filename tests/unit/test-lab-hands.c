/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-fixture.h"

/* What a person does at the consoles, and what comes of it later. */

static void
act (LabFixture *fixture, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_world_act (fixture->world, step, &error));
  g_assert_no_error (error);
}

static guint
count (LabFixture *fixture, const char *machine, const char *query)
{
  const char *space = strstr (query, "FROM SMS_") == NULL  ? "root/cimv2"
                      : g_str_equal (machine, "primary.1") ? "root/sms/site_P01"
                                                           : "root/sms/site_C01";
  g_autoptr (GPtrArray) rows = lab_list (fixture, machine, space, query);

  return rows->len;
}

static void
test_swap (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *site = g_strdup (resite_lab_world_get_address (fixture->world, "old"));
  g_autofree char *uuid = g_strdup (resite_lab_world_get_fact (fixture->world, "new", "UUID"));

  /* Not before the old one has given it up. */
  act (fixture, "C4");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "new"), ==, "BR01NEW");
  for (guint i = 0; i < 2; i++)
    {
      act (fixture, "C3");
      g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS_OLD");
      g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), !=, site);
    }
  for (guint i = 0; i < 2; i++)
    {
      act (fixture, "C4");
      g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "new"), ==, "BR01SMS");
      g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "new"), ==, site);
    }
  g_assert_cmpstr (resite_lab_world_get_fact (fixture->world, "new", "UUID"), ==, uuid);
  lab_assert (fixture, "new", "SELECT DHCPEnabled FROM Win32_NetworkAdapterConfiguration", "false");
  lab_assert (fixture, "old", "SELECT DHCPEnabled FROM Win32_NetworkAdapterConfiguration", "true");
}

static void
test_way_back (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *site = g_strdup (resite_lab_world_get_address (fixture->world, "old"));
  g_autofree char *first = g_strdup (resite_lab_world_get_address (fixture->world, "new"));
  static const char *const sms =
      "SELECT Name FROM Win32_Service WHERE (Name LIKE 'SMS[_]%' OR Name = 'CcmExec') AND State = "
      "'Running'";
  static const char *const backup =
      "SELECT StartMode FROM Win32_Service WHERE Name = 'SMS_SITE_BACKUP'";
  const guint running = count (fixture, "old", sms);

  g_assert_cmpuint (running, ==, 3);
  for (guint i = 0; i < 2; i++)
    act (fixture, "C2");
  g_assert_cmpuint (count (fixture, "old", sms), ==, 0);
  lab_assert (fixture, "old", backup, "Disabled");
  act (fixture, "C3");
  /* What is disabled survives the restart. */
  g_assert_cmpuint (count (fixture, "old", sms), ==, 0);
  act (fixture, "C4");
  act (fixture, "B1");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "new"), ==, "BR01NEW");
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "new"), ==, first);
  act (fixture, "B2");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS");
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), ==, site);
  act (fixture, "B3");
  g_assert_cmpuint (count (fixture, "old", sms), ==, running);
  lab_assert (fixture, "old", backup, "Manual");
  act (fixture, "C8");
  act (fixture, "B4");
  g_assert_cmpuint (
      count (fixture, "primary.1", "SELECT * FROM SMS_SCI_Address WHERE DesSiteCode = 'S01'"), ==,
      1);
}

static void
test_iis (LabFixture *fixture, gconstpointer data)
{
  static const char *const users = "SELECT Name FROM Win32_UserAccount WHERE Name LIKE 'IUSR[_]%'";

  g_assert_cmpuint (count (fixture, "new", users), ==, 0);
  act (fixture, "C5");
  /* Installed too early: the name of that time stays. */
  lab_assert (fixture, "new", users, "IUSR_BR01NEW");
  act (fixture, "C3");
  act (fixture, "C4");
  act (fixture, "C5");
  lab_assert (fixture, "new", users, "IUSR_BR01NEW");
  lab_assert (fixture, "new", "SELECT State FROM Win32_Service WHERE Name = 'W3SVC'", "Running");
}

static void
test_rebuild (LabFixture *fixture, gconstpointer data)
{
  static const char *const row = "SELECT ServerName FROM SMS_Site WHERE SiteCode = 'S01'";
  static const char *const address =
      "SELECT DesSiteCode FROM SMS_SCI_Address WHERE DesSiteCode = 'S01'";
  static const char *const roles = "SELECT RoleName FROM SMS_SystemResourceList WHERE SiteCode = "
                                   "'S01' AND ServerName = 'BR01SMS'";
  static const char *const steps[] = { "P2", "C2", "C3", "C4", "C5" };
  g_autofree char *marker =
      g_build_filename (fixture->folder, "machines/new/C/NO_SMS_ON_DRIVE.SMS", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    act (fixture, steps[i]);
  act (fixture, "C8");
  lab_assert (fixture, "primary.1", address, NULL);
  act (fixture, "C6@primary.1");
  act (fixture, "C6@primary.1");
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01", row, NULL);
  g_assert_cmpuint (count (fixture, "primary.1", roles), ==, 0);
  lab_assert (fixture, "primary.2", row, "BR01SMS");
  act (fixture, "C6");
  lab_wait_for (fixture, "primary.2", "root/sms/site_C01", row, NULL);
  act (fixture, "W3");
  g_assert_true (g_file_test (marker, G_FILE_TEST_EXISTS));
  act (fixture, "C11");
  lab_assert (fixture, "new", "SELECT State FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'",
              "Running");
  lab_assert (fixture, "new", "SELECT Path FROM Win32_Share WHERE Name = 'SMS_S01'", "E:\\SMS");
  /* No address leads to it yet. */
  lab_assert (fixture, "primary.1", row, NULL);
  act (fixture, "C9");
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01", row, "BR01SMS");
  lab_wait_for (fixture, "primary.2", "root/sms/site_C01", row, "BR01SMS");
  lab_assert (fixture, "primary.1",
              "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01' AND Type = 1 AND "
              "ReportingSiteCode = 'P01'",
              "1");
  g_assert_cmpuint (count (fixture, "primary.1", roles), ==, 3);
  act (fixture, "C14");
  act (fixture, "C14");
  g_assert_cmpuint (count (fixture, "primary.1", roles), ==, 5);
}

static void
test_any_step (LabFixture *fixture, gconstpointer data)
{
  static const char *const steps[] = { "P0.1", "P1", "C7", "C10", "C10", "C12", "C13",
                                       "C15",  "R1", "R2", "R14", "N1",  "G1",  "no such step" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    act (fixture, steps[i]);
  g_assert_cmpuint (count (fixture, "primary.1", "SELECT * FROM SMS_Site"), ==, 4);
}

static void
test_shares (LabFixture *fixture, gconstpointer data)
{
  static const char *const share = "SELECT Path FROM Win32_Share WHERE Name = 'SMSPKGE$'";
  g_autofree char *folder = g_build_filename (fixture->folder, "machines/new/E/SMSPKGE$", NULL);

  act (fixture, "P2");
  lab_assert (fixture, "new", share, NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  act (fixture, "P2");
  lab_assert (fixture, "new", share, "E:\\SMSPKGE$");
  act (fixture, "C10");
  lab_assert (fixture, "new", share, NULL);
}

/* KB 872772, with the right site, and late. */
static void
test_sibling (LabFixture *fixture, gconstpointer data)
{
  static const char *const other = "SELECT Status FROM SMS_Site WHERE SiteCode = 'S02'";
  static const char *const own = "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'";

  g_assert_true (resite_lab_world_set_fault (fixture->world, "sibling", "S02@400"));
  act (fixture, "C6@primary.1");
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01", own, NULL);
  lab_assert (fixture, "primary.1", other, "1");
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01", other, NULL);
  lab_assert (fixture, "primary.1", "SELECT Status FROM SMS_Site WHERE SiteCode = 'S03'", "1");
  lab_assert (fixture, "primary.2", other, "1");
}

static void
test_row_stays (LabFixture *fixture, gconstpointer data)
{
  static const char *const row = "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'";

  g_assert_true (resite_lab_world_set_fault (fixture->world, "row-stays", "primary.1"));
  act (fixture, "C6");
  /* Both were told at the same time, and the mark comes first. */
  lab_wait_for (fixture, "primary.2", "root/sms/site_C01", row, NULL);
  lab_assert (fixture, "primary.1", row, "1");
}

static void
test_site_stays_away (LabFixture *fixture, gconstpointer data)
{
  static const char *const row = "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'";

  act (fixture, "C3");
  act (fixture, "C4");
  act (fixture, "C6");
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01", row, NULL);
  lab_wait_for (fixture, "primary.2", "root/sms/site_C01", row, NULL);
  g_assert_true (resite_lab_world_set_fault (fixture->world, "site-stays-away", "primary.1"));
  act (fixture, "C11");
  /* At the central site it is heard of later than at the parent. */
  lab_wait_for (fixture, "primary.2", "root/sms/site_C01", row, "1");
  lab_assert (fixture, "primary.1", row, NULL);
}

/* Hierarchy manager works only while SMS_EXECUTIVE runs. */
static void
test_needs_executive (LabFixture *fixture, gconstpointer data)
{
  static const char *const row = "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'";
  static const char *const other = "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'";

  lab_call (fixture, "primary.1", "Win32_Service", lab_object ("Name", "SMS_EXECUTIVE", NULL),
            "StopService", NULL);
  act (fixture, "C6");
  lab_wait_for (fixture, "primary.2", "root/sms/site_C01", other, NULL);
  lab_assert (fixture, "primary.1", row, "1");
  lab_call (fixture, "primary.1", "Win32_Service", lab_object ("Name", "SMS_EXECUTIVE", NULL),
            "StartService", NULL);
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01", row, NULL);
}

static void
test_old_comes_back (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *site = g_strdup (resite_lab_world_get_address (fixture->world, "old"));

  /* Switched off with its name and address, and on again at the worst moment. */
  resite_lab_world_switch_on (fixture->world, "old", FALSE);
  g_assert_false (resite_lab_world_is_up (fixture->world, "old"));
  resite_lab_world_switch_on (fixture->world, "old", FALSE);
  resite_lab_world_switch_on (fixture->world, "old", TRUE);
  g_assert_true (resite_lab_world_is_up (fixture->world, "old"));
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS");
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), ==, site);
}

static void
test_lost_rename (LabFixture *fixture, gconstpointer data)
{
  g_assert_true (resite_lab_world_set_fault (fixture->world, "rename-lost", "yes"));
  act (fixture, "C3");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS");
  g_assert_true (resite_lab_world_set_fault (fixture->world, "rename-lost", NULL));
  g_assert_true (resite_lab_world_set_fault (fixture->world, "rename-denied", "old"));
  act (fixture, "C3");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS");
}

/* A machine that another way has renamed already is left as it is. */
static void
test_renamed_before (LabFixture *fixture, gconstpointer data)
{
  ResiteLabProgram *program = resite_lab_world_start_program (
      fixture->world, "old", "netdom renamecomputer BR01SMS /newname:BR01SMS-X & shutdown -r -t 0",
      NULL, FALSE, NULL, NULL);

  lab_wait_for (fixture, "old", "root/cimv2", "SELECT Name FROM Win32_ComputerSystem", "BR01SMS-X");
  resite_lab_program_free (program);
  act (fixture, "C3");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS-X");
  act (fixture, "B1");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "new"), ==, "BR01NEW");
  act (fixture, "C4");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "new"), ==, "BR01SMS");
}

static void
test_opened_again (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autofree char *uuid = g_strdup (resite_lab_world_get_fact (fixture->world, "new", "UUID"));
  g_autofree char *boot = NULL;

  act (fixture, "C2");
  act (fixture, "C3");
  act (fixture, "C6@primary.1");
  address = g_strdup (resite_lab_world_get_address (fixture->world, "old"));
  boot = g_strdup (resite_lab_world_get_fact (fixture->world, "old", "BootTime"));
  lab_call (fixture, "new", "Win32_OperatingSystem", NULL, "Reboot", NULL);
  while (resite_lab_world_is_up (fixture->world, "new"))
    g_main_context_iteration (NULL, TRUE);
  lab_fixture_close (fixture);

  lab_fixture_open (fixture);
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS_OLD");
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), ==, address);
  g_assert_cmpstr (resite_lab_world_get_fact (fixture->world, "new", "UUID"), ==, uuid);
  g_assert_cmpstr (resite_lab_world_get_fact (fixture->world, "old", "BootTime"), ==, boot);
  lab_assert (fixture, "old", "SELECT StartMode FROM Win32_Service WHERE Name = 'CcmExec'",
              "Disabled");
  /* What was ordered goes on. */
  while (!resite_lab_world_is_up (fixture->world, "new"))
    g_main_context_iteration (NULL, TRUE);
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01",
                "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'", NULL);
}

static void
test_damaged (LabFixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "no key file at all", "[x]\ny=1\n", "[a/b/%zz]\nc=1\n",
                                       "[old/machine/facts]\nName=x\n", "" };
  g_autofree char *path = g_build_filename (fixture->folder, "world.ini", NULL);

  lab_fixture_close (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      g_assert_null (resite_lab_world_new (fixture->folder, fixture->packages, LAB_PACE, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/lab-hands/" path, LabFixture, NULL, lab_fixture_set_up, function,                  \
              lab_fixture_tear_down)
  ADD ("swap", test_swap);
  ADD ("way-back", test_way_back);
  ADD ("iis", test_iis);
  ADD ("rebuild", test_rebuild);
  ADD ("any-step", test_any_step);
  ADD ("shares", test_shares);
  ADD ("sibling", test_sibling);
  ADD ("row-stays", test_row_stays);
  ADD ("site-stays-away", test_site_stays_away);
  ADD ("needs-executive", test_needs_executive);
  ADD ("old-comes-back", test_old_comes_back);
  ADD ("lost-rename", test_lost_rename);
  ADD ("renamed-before", test_renamed_before);
  ADD ("opened-again", test_opened_again);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
