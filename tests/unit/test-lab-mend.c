/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "lab-strike-site.h"

/* Packages and points that went wrong, and how they come right again; what is carried by hand. */

/* What is copied by hand: all that is needed, read-only where it has to be, and never twice. */
static void
test_carried_by_hand (void)
{
  static const char *const steps[] = { "P1", "P2", "P3", "P4", "P5", "C1" };
  g_autoptr (Site) site = site_new (NULL);
  const guint packages = count_files (site, "machines/source/E/SMSPKG");
  g_autofree char *tool = place_of (site, "machines/new/E/SMSTools/PreLoadPkgOnSite.exe");
  GStatBuf before;
  GStatBuf after;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    act (site, steps[i]);
  g_assert_cmpuint (count_files (site, "machines/new/E/SMSPKG"), ==, packages);
  g_assert_cmpuint (count_files (site, "machines/new/E/SMSPKGE$"), ==,
                    count_files (site, "machines/source/E/SMSPKGE$"));
  g_assert_true (is_there (site, "machines/new/E/SMSTools/setup/SMSSETUP/BIN/I386/setup.exe"));
  g_assert_true (is_there (site, "machines/new/E/SMSTools/preload.bat"));
  g_assert_cmpint (g_stat (tool, &before), ==, 0);
  act (site, "P4");
  g_assert_cmpint (g_stat (tool, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

/* What is gone cannot be carried, and that is all. */
static void
test_carried_from_nowhere (void)
{
  g_autoptr (Site) site = site_new ("source-drops-out");

  resite_lab_reach_step (site->lab, "P1");
  act (site, "P1");
  while (is_there (site, "machines/source/E"))
    g_thread_yield ();
  act (site, "P1");
  g_assert_false (is_there (site, "machines/source/E"));
}

static void
test_carried_packages_are_read_only (void)
{
  g_autoptr (Site) site = site_new (NULL);
  g_autofree char *path = place_of (site, "machines/new/E/SMSPKG");
  g_autoptr (GDir) directory = NULL;
  const char *name;
  guint packages = 0;

  act (site, "P1");
  directory = g_dir_open (path, 0, NULL);
  while ((name = g_dir_read_name (directory)) != NULL)
    if (g_str_has_suffix (name, ".PCK") || g_str_has_suffix (name, ".pkg"))
      {
        g_assert_true (is_read_only (site, name));
        packages++;
      }
  g_assert_cmpuint (packages, >, 20);
}

static void
test_versions_differ (void)
{
  g_autoptr (Site) plain = site_new (NULL);
  g_autoptr (Site) site = site_new ("versions-differ");
  const ResiteCimRequest request = { .verb = RESITE_CIM_LIST,
                                     .space = "root/sms/site_P01",
                                     .query = "SELECT PackageID, SourceVersion, StoredPkgVersion "
                                              "FROM SMS_Package" };
  guint differ[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) rows = resite_lab_world_perform (i == 0 ? plain->world : site->world,
                                                             "primary.1", &request, NULL, NULL);

      for (guint k = 0; k < rows->len; k++)
        differ[i] +=
            g_strcmp0 (resite_cim_object_get_string (rows->pdata[k], "SourceVersion"),
                       resite_cim_object_get_string (rows->pdata[k], "StoredPkgVersion")) != 0;
    }
  g_assert_cmpuint (differ[1], ==, differ[0] + 4);
  remedy (site, "W2");
}

static gboolean
has_object (Site *site)
{
  g_autofree char *path = place_of (site, "world.ini");
  g_autofree char *text = NULL;

  resite_lab_world_write_down (site->world);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return strstr (text, "/SMS-MP-S01-BR01SMS]") != NULL;
}

static void
wait_for_object (Site *site)
{
  while (!has_object (site))
    g_main_context_iteration (NULL, TRUE);
}

/* It is over when the object was deleted and stayed away, whoever saw to that, and when. */
static void
test_leftover (gconstpointer by_remedy)
{
  g_autoptr (Site) site = site_new ("leftover-object");

  g_assert_true (has_object (site));
  resite_lab_reach_step (site->lab, "C7");
  act (site, "C7");
  g_assert_false (has_object (site));
  assert_met (site, 0, "directory-leftover@C7 open");
  if (g_strcmp0 (by_remedy, "early") != 0)
    wait_for_object (site);
  if (by_remedy != NULL)
    remedy (site, "C7");
  else
    act (site, "C7");
  g_assert_false (has_object (site));
  assert_met (site, 0, "directory-leftover@C7 over");
}

/* Setup tries again by itself once its cause is gone. */
static void
test_management_point (gconstpointer data)
{
  g_autoptr (Site) site = site_new (data);
  static const char *const log = "machines/new/E/SMS/Logs/MPSetup.log";
  g_autofree char *path = place_of (site, log);
  g_autofree char *text = NULL;

  act (site, "C3");
  act (site, "C4");
  act (site, "C5");
  act (site, "W3");
  act (site, "C11");
  resite_lab_reach_step (site->lab, "C14");
  act (site, "C14");
  while (text == NULL || strstr (text, "Fatal MSI Error") == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&text, g_free);
      g_file_get_contents (path, &text, NULL, NULL);
    }
  remedy (site, "C15");
  while (strstr (text, "Installation was successful") == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (text);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    }
}

static void
act_all (Site *site, const char *const *steps)
{
  for (guint i = 0; steps[i] != NULL; i++)
    act (site, steps[i]);
}

static void
assign (Site *site)
{
  static const char *const own = "SELECT * FROM SMS_Site WHERE SiteCode = 'S01'";
  static const char *const off[] = { "C2", "C3", "C4", "C5", "C8", "C6", NULL };
  static const char *const on[] = { "C7", "C9", "C10", "W3", "C11", NULL };

  act_all (site, off);
  wait_for (site, "primary.1", own, 0);
  act_all (site, on);
  wait_for (site, "primary.1", own, 1);
  act (site, "C14");
  act (site, "R10");
  resite_lab_reach_step (site->lab, "R14");
  act (site, "R14");
}

#define STATUS                                                                                     \
  "SELECT * FROM SMS_PackageStatus WHERE SiteCode = 'S01' AND Type = 2 AND PkgServer LIKE "        \
  "'%BR01SMS%' AND Status "

/* What was sent again arrives, and is one of all then. */
static void
test_package_is_sent_again (gconstpointer data)
{
  const gboolean hangs = g_str_equal (data, "hangs-overnight");
  g_autoptr (Site) site = site_new (data);
  guint good;

  assign (site);
  g_assert_cmpuint (count (site, "primary.1", STATUS "< 3"), >, 10);
  wait_for (site, "primary.1", STATUS "< 3", hangs);
  good = count (site, "primary.1", STATUS "= 3");
  g_assert_cmpuint (good, >, 10);
  /* It happens once, but what it came to is still there. */
  assert_met (site, 0, hangs ? "assign-hangs@R14 open" : "dp-fails@R14 open");
  reopen (site);
  remedy (site, "N1");
  wait_for (site, "primary.1", STATUS "= 3", good + 1);
  assert_met (site, 0, hangs ? "assign-hangs@R14 over" : "dp-fails@R14 over");
}

static void
test_sends_in_full (void)
{
  g_autoptr (Site) site = site_new ("sends-in-full");

  act (site, "C14");
  resite_lab_reach_step (site->lab, "R13");
  assert_met (site, 0, "sends-in-full@R13 open");
  act (site, "R13");
  /* It happens once, but the parent has yet to be shown that the site has the packages. */
  assert_met (site, 0, "sends-in-full@R13 open");
  reopen (site);
  remedy (site, "R13");
  assert_met (site, 0, "sends-in-full@R13 over");
  assert_no_remedy (site, "R13");
}

static void
test_transaction_number (void)
{
  g_autoptr (Site) site = site_new ("transaction-id");

  resite_lab_reach_step (site->lab, "C6@primary.1");
  act (site, "C6");
  wait_for (site, "primary.1", "SELECT * FROM SMS_Site WHERE SiteCode = 'S01'", 0);
  g_assert_true (is_there (site, "machines/primary.1/D/SMS/inboxes/replmgr.box/history/S01.trs"));
  act (site, "C3");
  act (site, "C4");
  act (site, "C11");
  assert_no_remedy (site, "C7");
  remedy (site, "R7");
  assert_met (site, 0, "trs@C6@primary.1 over");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-mend/carried-by-hand", test_carried_by_hand);
  g_test_add_func ("/lab-mend/carried-read-only", test_carried_packages_are_read_only);
  g_test_add_func ("/lab-mend/carried-from-nowhere", test_carried_from_nowhere);
  g_test_add_func ("/lab-mend/versions-differ", test_versions_differ);
  g_test_add_data_func ("/lab-mend/leftover-deleted-again", NULL, test_leftover);
  g_test_add_data_func ("/lab-mend/leftover-settled", "early", test_leftover);
  g_test_add_data_func ("/lab-mend/leftover-settled-late", "late", test_leftover);
  g_test_add_data_func ("/lab-mend/mp-1603", "mp-setup-fatal", test_management_point);
  g_test_add_data_func ("/lab-mend/mp-1618", "mp-setup-busy", test_management_point);
  g_test_add_data_func ("/lab-mend/mp-accounts", "mp-setup-accounts", test_management_point);
  g_test_add_data_func ("/lab-mend/one-fails", "one-fails", test_package_is_sent_again);
  g_test_add_data_func ("/lab-mend/hangs", "hangs-overnight", test_package_is_sent_again);
  g_test_add_func ("/lab-mend/sends-in-full", test_sends_in_full);
  g_test_add_func ("/lab-mend/transaction-number", test_transaction_number);
  return g_test_run ();
}
