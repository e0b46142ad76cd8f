/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <sys/statvfs.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-lab.h"
#include "resite-plan.h"

/* What scenarios do to a rehearsal's machines, and what a person does about it. */

typedef struct
{
  char *parent, *folder;
  ResiteLab *lab;
  ResiteLabWorld *world;
} Site;

static void
open_site (Site *site, const ResiteLabScenario *scenario, guint32 seed, guint packages)
{
  const ResiteLabOptions options = { .packages = packages,
                                     .bytes = packages * 1000,
                                     .pace = 6000,
                                     .seed = seed,
                                     .folder = site->folder,
                                     .reach = RESITE_LAB_BY_HAND,
                                     .scenario = scenario };
  g_autoptr (GError) error = NULL;

  site->lab = resite_lab_new (&options, &error);
  g_assert_no_error (error);
  site->world = resite_lab_get_world (site->lab);
}

static Site *
site_new (const char *scenario)
{
  Site *site = g_new0 (Site, 1);

  site->parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  site->folder = g_build_filename (site->parent, "site", NULL);
  open_site (site, scenario != NULL ? resite_lab_scenario_find (scenario) : NULL, 5, 24);
  return site;
}

static void
site_free (Site *site)
{
  resite_lab_destroy (site->lab);
  g_object_unref (site->lab);
  g_rmdir (site->folder);
  g_assert_cmpint (g_rmdir (site->parent), ==, 0);
  g_free (site->folder);
  g_free (site->parent);
  g_free (site);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Site, site_free)

/* As the next program finds it. */
static void
reopen (Site *site)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (site->lab);
  site->lab = resite_lab_open (site->folder, &error);
  g_assert_no_error (error);
  site->world = resite_lab_get_world (site->lab);
}

static void
act (Site *site, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_act (site->lab, step, &error));
  g_assert_no_error (error);
}

/* Something was done, and the person can say what. */
static void
remedy (Site *site, const char *step)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_remedy (site->lab, step, &said, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (said), >, 10);
}

static void
assert_no_remedy (Site *site, const char *step)
{
  g_autoptr (GError) error = NULL;
  char *said = NULL;

  g_assert_false (resite_lab_remedy (site->lab, step, &said, &error));
  g_assert_no_error (error);
  g_assert_null (said);
}

static guint
count (Site *site, const char *machine, const char *query)
{
  const char *space = strstr (query, "FROM SMS_") == NULL  ? "root/cimv2"
                      : g_str_equal (machine, "primary.1") ? "root/sms/site_P01"
                                                           : "root/sms/site_C01";
  const ResiteCimRequest request = { .verb = RESITE_CIM_LIST, .space = space, .query = query };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      resite_lab_world_perform (site->world, machine, &request, NULL, &error);

  g_assert_no_error (error);
  return rows->len;
}

/* The test's own time limit is the only one. */
static void
wait_for (Site *site, const char *machine, const char *query, guint number)
{
  while (count (site, machine, query) != number)
    g_main_context_iteration (NULL, TRUE);
}

static char *
place_of (Site *site, const char *name)
{
  return g_build_filename (site->folder, name, NULL);
}

static gboolean
is_there (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Of the met ones, number @n: "sibling@C6 open". */
static void
assert_met (Site *site, guint n, const char *expected)
{
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (site->world);
  const ResiteLabMet *fault;
  g_autofree char *words = NULL;

  g_assert_cmpuint (met->len, >, n);
  fault = met->pdata[n];
  words = g_strdup_printf ("%s@%s %s", fault->name, fault->step,
                           fault->remedied == 0 ? "open" : "over");
  g_assert_cmpstr (words, ==, expected);
  g_assert_cmpint (fault->struck, >, 0);
  g_assert_true (fault->remedied == 0 || fault->remedied >= fault->struck);
}

static void
assert_n_met (Site *site, guint n)
{
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (site->world);

  g_assert_cmpuint (met->len, ==, n);
}

/* The record. */

static void
test_strikes_once (void)
{
  g_autoptr (Site) site = site_new ("sibling-vanishes");

  g_assert_cmpstr (resite_lab_get_scenario (site->lab), ==, "sibling-vanishes");
  resite_lab_reach_step (site->lab, "C5");
  resite_lab_reach_step (site->lab, "C60");
  assert_n_met (site, 0);
  resite_lab_reach_step (site->lab, "C6@primary.1");
  assert_met (site, 0, "sibling@C6@primary.1 open");
  remedy (site, "C6@primary.1");
  assert_met (site, 0, "sibling@C6@primary.1 over");
  resite_lab_reach_step (site->lab, "C6@primary.2");
  assert_n_met (site, 1);
  assert_no_remedy (site, "C6@primary.2");
}

static void
test_outlives_the_program (void)
{
  g_autoptr (Site) site = site_new ("sibling-vanishes");

  reopen (site);
  g_assert_cmpstr (resite_lab_get_scenario (site->lab), ==, "sibling-vanishes");
  resite_lab_reach_step (site->lab, "C6@primary.1");
  reopen (site);
  assert_met (site, 0, "sibling@C6@primary.1 open");
  act (site, "C6@primary.1");
  wait_for (site, "primary.1", "SELECT * FROM SMS_Site WHERE SiteCode = 'S03'", 0);
  reopen (site);
  remedy (site, "C6@primary.1");
  reopen (site);
  assert_met (site, 0, "sibling@C6@primary.1 over");
  resite_lab_reach_step (site->lab, "C6@primary.1");
  assert_n_met (site, 1);
}

static void
test_by_order (void)
{
  g_autoptr (Site) site = site_new (NULL);

  g_assert_null (resite_lab_get_scenario (site->lab));
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", "2"));
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", "3"));
  assert_n_met (site, 1);
  assert_met (site, 0, "mp-503@ open");
  /* A fault without a page of its own is put right by whoever stands at the machine. */
  assert_no_remedy (site, "");
  remedy (site, "C15");
  assert_met (site, 0, "mp-503@ over");
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", "1"));
  assert_n_met (site, 2);
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", NULL));
  assert_met (site, 1, "mp-503@ over");
  g_assert_false (resite_lab_world_set_fault (site->world, "rain", "yes"));
}

static const char text_of_chances[] =
    "<scenario id='x'><title>A title</title><story>A story</story>"
    "<fault name='mp-401' chance='0.5'/><fault name='mp-403' chance='0.5'/>"
    "<fault name='mp-404' chance='0.5'/><fault name='mp-500' chance='0.5'/>"
    "<fault name='mp-503'/></scenario>";

static char *
draw (const ResiteLabScenario *scenario, guint32 seed)
{
  g_autofree char *parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  const ResiteLabOptions options = { .packages = 1,
                                     .bytes = 10,
                                     .seed = seed,
                                     .folder = parent,
                                     .reach = RESITE_LAB_BY_HAND,
                                     .scenario = scenario };
  g_autoptr (ResiteLab) lab = resite_lab_new (&options, NULL);
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (resite_lab_get_world (lab));
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < met->len; i++)
    g_string_append_printf (words, "%s ", ((ResiteLabMet *)met->pdata[i])->name);
  resite_lab_destroy (lab);
  g_assert_true (g_str_has_suffix (words->str, "mp-503 "));
  return g_string_free (words, FALSE);
}

static void
test_chance (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "chances-XXXXXX", NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ResiteLabScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;

  g_close (g_mkstemp (path), NULL);
  g_assert_true (g_file_set_contents (path, text_of_chances, -1, NULL));
  scenario = resite_lab_scenario_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  for (guint32 seed = 1; seed <= 8; seed++)
    {
      g_autofree char *again = draw (scenario, seed);
      char *once = draw (scenario, seed);

      g_assert_cmpstr (once, ==, again);
      g_hash_table_add (seen, once);
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 2);
}

/* What strikes, one by one. */

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

static guint
count_files (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
write_file (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, name);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
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

/* As the preload tool sees it: by the file's own attribute, too. */
static gboolean
is_read_only (Site *site, const char *name)
{
  g_autofree char *path = place_of (site, "machines/new/E/SMSPKG");
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, NULL);
  g_autoptr (ResiteFileInfo) entry = resite_folder_query (folder, name, NULL, NULL);

  g_assert_nonnull (entry);
  return entry->read_only;
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

/* It is over when the object was deleted and stayed away, whoever saw to that. */
static void
test_leftover (gconstpointer by_remedy)
{
  g_autoptr (Site) site = site_new ("leftover-object");

  g_assert_true (has_object (site));
  resite_lab_reach_step (site->lab, "C7");
  act (site, "C7");
  g_assert_false (has_object (site));
  assert_met (site, 0, "directory-leftover@C7 open");
  if (by_remedy != NULL)
    {
      remedy (site, "C7");
      g_assert_false (has_object (site));
    }
  else
    {
      while (!has_object (site))
        g_main_context_iteration (NULL, TRUE);
      act (site, "C7");
      g_assert_false (has_object (site));
    }
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
  /* Used up, and so over. */
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

/* The program dies as if by a power cut, and the next one finds what has happened. */
static void
die_at (const char *value)
{
  g_autofree char *text =
      g_strdup_printf ("<scenario id='x'><title>A title</title><story>A story</story>"
                       "<fault name='power-cut' value='%s' at='R10'/></scenario>",
                       value);
  Site site = { .folder = g_strdup (g_getenv ("RESITE_TEST_SITE")) };
  g_autofree char *path = g_strconcat (site.folder, ".xml", NULL);
  g_autoptr (ResiteLabScenario) scenario = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  scenario = resite_lab_scenario_read (path, NULL);
  open_site (&site, scenario, 1, 1);
  act (&site, "C2");
  resite_lab_reach_step (site.lab, "R10");
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_power_cut (gconstpointer value)
{
  g_autofree char *parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (parent, "site", NULL);
  g_autofree char *file = g_strconcat (folder, ".xml", NULL);
  Site site = { .folder = folder };
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    {
      die_at (value);
      return;
    }
  g_setenv ("RESITE_TEST_SITE", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_failed ();
  g_unsetenv ("RESITE_TEST_SITE");
  site.lab = resite_lab_open (folder, &error);
  g_assert_no_error (error);
  site.world = resite_lab_get_world (site.lab);
  assert_n_met (&site, 1);
  assert_met (&site, 0, "power-cut@R10 over");
  g_assert_cmpuint (
      count (&site, "old", "SELECT * FROM Win32_Service WHERE StartMode = 'Disabled'"), >, 0);
  /* And does not die of it again. */
  resite_lab_reach_step (site.lab, "R10");
  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  assert_n_met (&site, 1);
  resite_lab_destroy (site.lab);
  g_object_unref (site.lab);
  g_remove (file);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-strike/strikes-once", test_strikes_once);
  g_test_add_func ("/lab-strike/outlives-the-program", test_outlives_the_program);
  g_test_add_func ("/lab-strike/by-order", test_by_order);
  g_test_add_func ("/lab-strike/chance", test_chance);
  g_test_add_func ("/lab-strike/old-returns", test_old_returns);
  g_test_add_func ("/lab-strike/services-on", test_services_on);
  g_test_add_func ("/lab-strike/iis-early", test_iis_early);
  g_test_add_func ("/lab-strike/sibling", test_sibling);
  g_test_add_func ("/lab-strike/name-too-long", test_name_too_long);
  g_test_add_func ("/lab-strike/disk-full", test_disk_full);
  g_test_add_data_func ("/lab-strike/source-drops", NULL, test_source_drops);
  g_test_add_data_func ("/lab-strike/source-is-read", "source", test_source_drops);
  g_test_add_func ("/lab-strike/source-waits-in-vain", test_source_waits_in_vain);
  g_test_add_func ("/lab-strike/not-read-only", test_not_read_only);
  g_test_add_func ("/lab-strike/carried-by-hand", test_carried_by_hand);
  g_test_add_func ("/lab-strike/carried-read-only", test_carried_packages_are_read_only);
  g_test_add_func ("/lab-strike/carried-from-nowhere", test_carried_from_nowhere);
  g_test_add_func ("/lab-strike/versions-differ", test_versions_differ);
  g_test_add_data_func ("/lab-strike/leftover-deleted-again", NULL, test_leftover);
  g_test_add_data_func ("/lab-strike/leftover-remedied", "remedy", test_leftover);
  g_test_add_data_func ("/lab-strike/mp-1603", "mp-setup-fatal", test_management_point);
  g_test_add_data_func ("/lab-strike/mp-1618", "mp-setup-busy", test_management_point);
  g_test_add_data_func ("/lab-strike/mp-accounts", "mp-setup-accounts", test_management_point);
  g_test_add_data_func ("/lab-strike/one-fails", "one-fails", test_package_is_sent_again);
  g_test_add_data_func ("/lab-strike/hangs", "hangs-overnight", test_package_is_sent_again);
  g_test_add_func ("/lab-strike/sends-in-full", test_sends_in_full);
  g_test_add_func ("/lab-strike/transaction-number", test_transaction_number);
  g_test_add_data_func ("/lab-strike/power-cut-at-once", "yes", test_power_cut);
  g_test_add_data_func ("/lab-strike/power-cut-later", "20", test_power_cut);
  return g_test_run ();
}
