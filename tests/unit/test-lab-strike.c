/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <sys/statvfs.h>

#include "lab-strike-site.h"
#include "resite-plan.h"

/* What scenarios do to the machines, and what a person does about it. */

static void
test_old_returns (void)
{
  g_autoptr (Site) site = site_new ("old-server-returns");
  g_autofree char *address = g_strdup (resite_lab_world_get_address (site->world, "old"));

  act (site, "C3");
  resite_lab_reach_step (site->lab, "C4");
  g_assert_cmpstr (resite_lab_world_get_name (site->world, "old"), ==, "BR01SMS");
  g_assert_cmpstr (resite_lab_world_get_address (site->world, "old"), ==, address);
  act (site, "C4");
  g_assert_cmpstr (resite_lab_world_get_name (site->world, "new"), ==, "BR01NEW");
  remedy (site, "C4");
  g_assert_cmpstr (resite_lab_world_get_name (site->world, "old"), ==, "BR01SMS_OLD");
  g_assert_cmpstr (resite_lab_world_get_address (site->world, "old"), !=, address);
  act (site, "C4");
  g_assert_cmpstr (resite_lab_world_get_name (site->world, "new"), ==, "BR01SMS");
}

static void
test_services_on (void)
{
  static const char *const running =
      "SELECT Name FROM Win32_Service WHERE Name LIKE 'SMS[_]%' AND State = 'Running'";
  g_autoptr (Site) site = site_new ("services-on");

  act (site, "C2");
  g_assert_cmpuint (count (site, "old", running), ==, 0);
  resite_lab_reach_step (site->lab, "G2");
  g_assert_cmpuint (count (site, "old", running), >, 0);
  assert_no_remedy (site, "P1");
  remedy (site, "G2");
  g_assert_cmpuint (count (site, "old", running), ==, 0);
}

static void
test_iis_early (void)
{
  static const char *const early = "SELECT Name FROM Win32_UserAccount WHERE Name LIKE 'I%BR01NEW'";
  static const char *const right = "SELECT Name FROM Win32_UserAccount WHERE Name LIKE 'I%BR01SMS'";
  g_autoptr (Site) site = site_new ("iis-former-name");

  act (site, "C3");
  act (site, "C4");
  act (site, "C5");
  g_assert_cmpuint (count (site, "new", early), ==, 2);
  g_assert_cmpuint (count (site, "new", right), ==, 0);
  remedy (site, "C5");
  g_assert_cmpuint (count (site, "new", early), ==, 0);
  g_assert_cmpuint (count (site, "new", right), ==, 2);
  g_assert_cmpuint (
      count (site, "new", "SELECT * FROM Win32_Service WHERE Name = 'W3SVC' AND State = 'Running'"),
      ==, 1);
}

static void
test_sibling (void)
{
  static const char *const sister = "SELECT * FROM SMS_Site WHERE SiteCode = 'S03'";
  static const char *const own = "SELECT * FROM SMS_Site WHERE SiteCode = 'S01'";
  static const char *const roles = "SELECT * FROM SMS_SystemResourceList WHERE SiteCode = 'S03'";
  g_autoptr (Site) site = site_new ("sibling-vanishes");
  const guint n_roles = count (site, "primary.1", roles);

  resite_lab_reach_step (site->lab, "C6@primary.1");
  act (site, "C6@primary.1");
  wait_for (site, "primary.1", own, 0);
  wait_for (site, "primary.1", sister, 0);
  g_assert_cmpuint (count (site, "primary.1", roles), ==, 0);
  g_assert_cmpuint (count (site, "primary.2", sister), ==, 1);
  remedy (site, "C6@primary.1");
  g_assert_cmpuint (count (site, "primary.1", sister), ==, 1);
  g_assert_cmpuint (count (site, "primary.1", roles), ==, n_roles);
  g_assert_cmpuint (count (site, "primary.1", own), ==, 0);
  act (site, "C6@primary.2");
  wait_for (site, "primary.2", own, 0);
  g_assert_cmpuint (count (site, "primary.2", sister), ==, 1);
}

static guint
count_plan_errors (Site *site)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan =
      resite_plan_new_from_file (resite_lab_get_plan_path (site->lab), &error);
  g_autoptr (GPtrArray) faults = NULL;
  guint errors = 0;

  g_assert_no_error (error);
  faults = resite_plan_check (plan);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = faults->pdata[i];

      if (fault->severity != RESITE_PLAN_FAULT_ERROR)
        continue;
      g_assert_cmpstr (fault->key, ==, "name-after");
      errors++;
    }
  return errors;
}

static void
test_name_too_long (void)
{
  g_autoptr (Site) site = site_new ("name-too-long");

  g_assert_cmpuint (count_plan_errors (site), ==, 1);
  assert_met (site, 0, "name-too-long@ open");
  remedy (site, "");
  g_assert_cmpuint (count_plan_errors (site), ==, 0);
  assert_met (site, 0, "name-too-long@ over");
}

static guint64
measure (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (guint64)info.st_size : 0;
}

static void
test_disk_full (void)
{
  static const char stray[] = "machines/source/E/SMSPKG/image of drive D.bkf";
  g_autoptr (Site) site = site_new ("disk-full");
  struct statvfs room;

  g_assert_cmpint (statvfs (site->folder, &room), ==, 0);
  g_assert_cmpuint (measure (site, stray), >, (guint64)room.f_bavail * room.f_frsize);
  remedy (site, "P0.2");
  g_assert_false (is_there (site, stray));
  g_assert_true (is_there (site, "machines/source/E/SMSPKG"));
}

/* Whoever carries it there by hand is told before the disk of this desk is full. */
static void
test_disk_full_by_hand (void)
{
  g_autoptr (Site) site = site_new ("disk-full");
  g_autoptr (GError) error = NULL;

  g_assert_false (resite_lab_act (site->lab, "P1", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_false (is_there (site, "machines/new/E/SMSPKG/image of drive D.bkf"));
  remedy (site, "P1");
  act (site, "P1");
  g_assert_cmpuint (count_files (site, "machines/new/E/SMSPKG"), >, 20);
}

/* What cannot be brought about did not go wrong. */
static void
test_disk_full_in_vain (void)
{
  g_autoptr (Site) site = site_new (NULL);
  g_autofree char *source = place_of (site, "machines/source/E");
  g_autofree char *away = place_of (site, "machines/source/F");

  g_assert_cmpint (g_rename (source, away), ==, 0);
  g_assert_true (resite_lab_world_set_fault (site->world, "disk-full", "yes"));
  assert_n_met (site, 0);
  g_assert_cmpint (g_rename (away, source), ==, 0);
  g_assert_true (resite_lab_world_set_fault (site->world, "disk-full", "yes"));
  assert_met (site, 0, "disk-full@ open");
}

/* A lab may be made in a worker: what is wrong from the start must not set the main loop on it. */
static void
test_begins_quietly (void)
{
  g_autoptr (Site) site = site_new ("iis-former-name");

  g_assert_false (g_main_context_pending (NULL));
  g_assert_cmpuint (count (site, "new", "SELECT * FROM Win32_Service WHERE Name = 'W3SVC'"), ==, 1);
  remedy (site, "C5");
  resite_lab_world_write_down (site->world);
}

static void
test_iis_too_late (void)
{
  g_autoptr (Site) site = site_new (NULL);

  act (site, "C3");
  act (site, "C4");
  g_assert_true (resite_lab_world_set_fault (site->world, "iis-early", "yes"));
  assert_n_met (site, 0);
}

/* Either end of the copy tells that it has begun. */
static void
test_source_drops (gconstpointer at_source)
{
  g_autoptr (Site) site = site_new ("source-drops-out");
  const guint packages = count_files (site, "machines/source/E/SMSPKG");
  const guint shared = count_files (site, "machines/source/E/SMSPKGE$");
  g_autofree char *readme = place_of (site, "machines/source/E/SMSPKG/readme.txt");
  g_autofree char *text = NULL;

  g_assert_cmpuint (packages, >, 20);
  resite_lab_reach_step (site->lab, "P1");
  g_usleep (20000);
  g_assert_cmpuint (count_files (site, "machines/source/E/SMSPKG"), ==, packages);
  if (at_source != NULL)
    g_file_get_contents (readme, &text, NULL, NULL);
  else
    write_file (site, "machines/new/E/SMSPKG/S0000001.PCK.part");
  while (is_there (site, "machines/source/E"))
    g_thread_yield ();
  g_assert_cmpuint (count_files (site, "machines/source/E/SMSPKG"), ==, 0);
  reopen (site);
  assert_met (site, 0, "source-drops@P1 open");
  remedy (site, "P1");
  g_assert_cmpuint (count_files (site, "machines/source/E/SMSPKG"), ==, packages);
  g_assert_cmpuint (count_files (site, "machines/source/E/SMSPKGE$"), ==, shared);
  g_assert_false (is_there (site, "machines/source/E is gone"));
}

/* Nobody copies anything: the lab ends all the same, and nothing is lost. */
static void
test_source_waits_in_vain (void)
{
  g_autoptr (Site) site = site_new ("source-drops-out");

  resite_lab_reach_step (site->lab, "P1");
  reopen (site);
  g_assert_true (is_there (site, "machines/source/E/SMSPKG"));
  remedy (site, "P1");
  g_assert_true (is_there (site, "machines/source/E/SMSPKG"));
}

/* The program that saw it strike may be gone before the copy begins. */
static void
test_source_drops_later (void)
{
  g_autoptr (Site) site = site_new ("source-drops-out");

  resite_lab_reach_step (site->lab, "P1");
  reopen (site);
  write_file (site, "machines/new/E/SMSPKG/S0000001.PCK.part");
  while (is_there (site, "machines/source/E"))
    g_thread_yield ();
  reopen (site);
  assert_met (site, 0, "source-drops@P1 open");
  remedy (site, "P1");
  reopen (site);
  write_file (site, "machines/new/E/SMSPKG/S0000002.PCK.part");
  g_usleep (20000);
  g_assert_true (is_there (site, "machines/source/E/SMSPKG"));
}

static void
test_not_read_only (void)
{
  static const char *const packages[] = { "S0100001.PCK", "S0100002.pkg" };
  static const char other[] = "S0100001.DLT.2";
  g_autoptr (Site) site = site_new ("not-read-only");
  g_autofree char *path = place_of (site, "machines/new/E/SMSPKG");
  g_autoptr (ResiteFolder) folder = NULL;

  write_file (site, "machines/new/E/SMSPKG/S0100001.DLT.2");
  folder = resite_folder_local_new (path, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (packages); i++)
    {
      g_autofree char *name = g_build_filename ("machines/new/E/SMSPKG", packages[i], NULL);

      write_file (site, name);
      g_assert_true (resite_folder_set_read_only (folder, packages[i], TRUE, NULL));
      g_assert_true (is_read_only (site, packages[i]));
    }
  resite_lab_reach_step (site->lab, "R3");
  g_assert_false (is_read_only (site, packages[0]) || is_read_only (site, packages[1]));
  remedy (site, "R4");
  g_assert_true (is_read_only (site, packages[0]) && is_read_only (site, packages[1]));
  g_assert_false (is_read_only (site, other));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-strike/old-returns", test_old_returns);
  g_test_add_func ("/lab-strike/services-on", test_services_on);
  g_test_add_func ("/lab-strike/iis-early", test_iis_early);
  g_test_add_func ("/lab-strike/sibling", test_sibling);
  g_test_add_func ("/lab-strike/name-too-long", test_name_too_long);
  g_test_add_func ("/lab-strike/disk-full", test_disk_full);
  g_test_add_data_func ("/lab-strike/source-drops", NULL, test_source_drops);
  g_test_add_data_func ("/lab-strike/source-is-read", "source", test_source_drops);
  g_test_add_func ("/lab-strike/source-waits-in-vain", test_source_waits_in_vain);
  g_test_add_func ("/lab-strike/source-drops-later", test_source_drops_later);
  g_test_add_func ("/lab-strike/disk-full-by-hand", test_disk_full_by_hand);
  g_test_add_func ("/lab-strike/disk-full-in-vain", test_disk_full_in_vain);
  g_test_add_func ("/lab-strike/begins-quietly", test_begins_quietly);
  g_test_add_func ("/lab-strike/iis-too-late", test_iis_too_late);
  g_test_add_func ("/lab-strike/not-read-only", test_not_read_only);
  return g_test_run ();
}
