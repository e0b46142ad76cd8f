/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "job-run.h"
#include "lab-reached.h"
#include "resite-command-job.h"
#include "resite-error.h"
#include "resite-package-scan.h"
#include "resite-preload-job.h"

/* The deeds of the cutover over HTTPS at the rehearsal's machines, which really move, rename
 * themselves and restart. */

#define PACE 300

typedef struct
{
  LabReached site;
  ResiteClock *clock;
  ResiteLedger *ledger; /* of the newest deed */
  GHashTable *values;
  char *site_address;
  char *message;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  lab_reached_set_up (&fixture->site, PACE);
  fixture->clock = resite_clock_new (PACE);
  fixture->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->site_address = g_strdup (resite_lab_world_get_address (fixture->site.world, "old"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->clock);
  g_clear_object (&fixture->ledger);
  g_hash_table_unref (fixture->values);
  g_free (fixture->site_address);
  g_free (fixture->message);
  lab_reached_tear_down (&fixture->site);
}

static void
set (Fixture *fixture, const char *key, const char *value)
{
  g_hash_table_replace (fixture->values, g_strdup (key), g_strdup (value));
}

static ResiteMachine *
look_up (const char *role, const char *address, gpointer data, GError **error)
{
  return resite_connections_open_machine (((Fixture *)data)->site.connections, role, address,
                                          error);
}

/* A deed of its own, with a new ledger. */
static void
begin (Fixture *fixture, const char *role)
{
  g_clear_object (&fixture->ledger);
  fixture->ledger = resite_memory_ledger_new ();
  g_hash_table_remove_all (fixture->values);
  set (fixture, "uuid.self", resite_lab_world_get_fact (fixture->site.world, role, "UUID"));
  set (fixture, "name.self", resite_lab_world_get_name (fixture->site.world, role));
}

static ResiteJobState
run (Fixture *fixture, const char *verb, const char *role, int *code)
{
  g_autoptr (ResiteJob) job = resite_command_job_new (verb, role, fixture->values, look_up, fixture,
                                                      fixture->ledger, fixture->clock);
  g_autoptr (GError) error = NULL;

  resite_command_job_set_credentials (RESITE_COMMAND_JOB (job), fixture->site.credentials);
  job_run_to_end (job, NULL, &error);
  g_free (fixture->message);
  fixture->message = g_strdup (error != NULL ? error->message : "");
  if (code != NULL)
    *code = error != NULL ? error->code : -1;
  g_test_message ("%s at %s: %s", verb, role, fixture->message);
  resite_connections_set_host (fixture->site.connections, role,
                               resite_lab_world_get_address (fixture->site.world, role));
  return resite_job_get_state (job);
}

static void
run_well (Fixture *fixture, const char *verb, const char *role)
{
  g_assert_cmpint (run (fixture, verb, role, NULL), ==, RESITE_JOB_DONE);
}

static void
set_names (Fixture *fixture, const char *self, const char *other, const char *name)
{
  set (fixture, "name", name);
  set (fixture, "free-name", name);
  set (fixture, "account", "CORP\\sms-install");
  set (fixture, "name-servers",
       resite_lab_server_get_name_server (resite_lab_get_server (fixture->site.lab)));
  set (fixture, "role.other", other);
  set (fixture, "uuid.other", resite_lab_world_get_fact (fixture->site.world, other, "UUID"));
}

static void
set_static (Fixture *fixture)
{
  set (fixture, "network", "static");
  set (fixture, "free-address", fixture->site_address);
  set (fixture, "address", fixture->site_address);
  set (fixture, "mask", "255.255.255.0");
  set (fixture, "gateway", resite_lab_world_get_fact (fixture->site.world, "primary.1", "Gateway"));
  set (fixture, "dns", resite_lab_world_get_fact (fixture->site.world, "primary.1", "DNS"));
}

static void
do_c2 (Fixture *fixture)
{
  begin (fixture, "old");
  run_well (fixture, "services-disable", "old");
}

static void
do_c3 (Fixture *fixture)
{
  begin (fixture, "old");
  set_names (fixture, "old", "new", "BR01SMS_OLD");
  set (fixture, "network", "dhcp");
  run_well (fixture, "rename", "old");
}

static void
prepare_c4 (Fixture *fixture)
{
  begin (fixture, "new");
  set_names (fixture, "new", "old", "BR01SMS");
  set_static (fixture);
}

static void
assert_is (Fixture *fixture, const char *role, const char *name, const char *address)
{
  g_assert_cmpstr (resite_lab_world_get_name (fixture->site.world, role), ==, name);
  g_assert_cmpstr (resite_lab_world_get_address (fixture->site.world, role), ==, address);
  g_assert_true (resite_lab_world_is_up (fixture->site.world, role));
}

static void
remove_site (Fixture *fixture, const char *role, const char *folder)
{
  begin (fixture, role);
  set (fixture, "site", "S01");
  set (fixture, "directory", folder);
  set (fixture, "line.1", "preinst /DELSITE S01 P01");
  set (fixture, "line.2", "preinst /DELJOB S01");
  run_well (fixture, "delete-site", role);
}

static char *
place_of (Fixture *fixture, const char *below)
{
  return g_build_filename (resite_lab_get_folder (fixture->site.lab), "machines", below, NULL);
}

static void
put_share_aside (Fixture *fixture)
{
  g_autofree char *folder = place_of (fixture, "new/E/SMSPKGE$");
  g_autofree char *aside = place_of (fixture, "new/E/SMSPKGE$_OLD");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  begin (fixture, "new");
  set (fixture, "share", "SMSPKGE$");
  set (fixture, "folder", "E:\\SMSPKGE$");
  set (fixture, "folder-after", "E:\\SMSPKGE$_OLD");
  run_well (fixture, "unshare", "new");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_DIR));
}

static void
test_cutover (Fixture *fixture, gconstpointer data)
{
  do_c2 (fixture);
  do_c3 (fixture);
  assert_is (fixture, "old", "BR01SMS_OLD",
             resite_lab_world_get_fact (fixture->site.world, "old", "DHCPAddress"));
  prepare_c4 (fixture);
  run_well (fixture, "rename", "new");
  assert_is (fixture, "new", "BR01SMS", fixture->site_address);
  /* Once more, as after a crash at the very end: nothing is restarted. */
  {
    g_autofree char *booted =
        g_strdup (resite_lab_world_get_fact (fixture->site.world, "new", "BootTime"));

    run_well (fixture, "rename", "new");
    g_assert_cmpstr (resite_lab_world_get_fact (fixture->site.world, "new", "BootTime"), ==,
                     booted);
  }
  remove_site (fixture, "primary.1", "D:\\SMS\\bin\\i386\\00000409");
  remove_site (fixture, "primary.2", "D:\\SMS\\bin\\i386\\00000409");
  put_share_aside (fixture);
}

static void
copy_note (gpointer key, gpointer value, gpointer data)
{
  set (data, key, value);
}

static void
test_way_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GHashTable) notes = NULL;

  do_c2 (fixture);
  rows = resite_ledger_read (fixture->ledger, NULL);
  notes = resite_command_job_read_notes (rows);
  do_c3 (fixture);

  begin (fixture, "old");
  set_names (fixture, "old", "new", "BR01SMS");
  set_static (fixture);
  run_well (fixture, "rename", "old");
  assert_is (fixture, "old", "BR01SMS", fixture->site_address);

  begin (fixture, "old");
  g_hash_table_foreach (notes, copy_note, fixture);
  run_well (fixture, "services-restore", "old");
}

/* The old server is as it was: the new one is told who is there, and stays what it is. */
static void
test_old_is_there (Fixture *fixture, gconstpointer data)
{
  int code;

  prepare_c4 (fixture);
  g_assert_cmpint (run (fixture, "rename", "new", &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (fixture->message, "BR01SMS"));
  g_assert_nonnull (strstr (fixture->message, "the other server"));
  g_assert_cmpstr (resite_lab_world_get_name (fixture->site.world, "new"), ==, "BR01NEW");

  /* Switched off instead of renamed: nobody answers, but the domain still has its account. */
  resite_lab_world_switch_on (fixture->site.world, "old", FALSE);
  g_assert_cmpint (run (fixture, "rename", "new", &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_FAILED);
  g_assert_nonnull (strstr (fixture->message, "account already exists"));
  g_assert_cmpstr (resite_lab_world_get_name (fixture->site.world, "new"), ==, "BR01NEW");

  /* On again and out of the way, as C3 wants it. */
  resite_lab_world_switch_on (fixture->site.world, "old", TRUE);
  do_c3 (fixture);
  prepare_c4 (fixture);
  run_well (fixture, "rename", "new");
  assert_is (fixture, "new", "BR01SMS", fixture->site_address);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  int code;

  resite_lab_world_set_fault (fixture->site.world, "rename-denied", "yes");
  begin (fixture, "old");
  set_names (fixture, "old", "new", "BR01SMS_OLD");
  set (fixture, "network", "dhcp");
  g_assert_cmpint (run (fixture, "rename", "old", &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_FAILED);
  g_assert_cmpstr (resite_lab_world_get_address (fixture->site.world, "old"), ==,
                   fixture->site_address);
  resite_lab_world_set_fault (fixture->site.world, "rename-denied", NULL);

  resite_lab_world_set_fault (fixture->site.world, "no-reboot", "yes");
  set (fixture, "patience-minutes", "0.05");
  g_assert_cmpint (run (fixture, "rename", "old", &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_TIMED_OUT);
  resite_lab_world_set_fault (fixture->site.world, "no-reboot", NULL);
  set (fixture, "patience-minutes", "15");
  run_well (fixture, "rename", "old");
  g_assert_cmpstr (resite_lab_world_get_name (fixture->site.world, "old"), ==, "BR01SMS_OLD");
}

static void
copy_packages (Fixture *fixture, GPtrArray *ids)
{
  g_autofree char *from = place_of (fixture, "source/E/SMSPKG");
  g_autofree char *to = place_of (fixture, "new/E/SMSPKG");
  g_autofree char *tool = place_of (fixture, "new/E");
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_cmpint (g_mkdir_with_parents (to, 0755), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *copy = g_build_filename (to, name, NULL);
      char *id = resite_package_id_from_file_name (name);
      g_autofree char *text = NULL;
      gsize size;

      if (id == NULL)
        continue;
      g_ptr_array_add (ids, id);
      g_assert_true (g_file_get_contents (source, &text, &size, NULL));
      g_assert_true (g_file_set_contents (copy, text, (gssize)size, NULL));
      g_assert_cmpint (g_chmod (copy, 0444), ==, 0);
    }
  g_free (job_run_write (tool, "SMSTools/preloadpkgonsite.exe", "stand-in"));
}

static void
test_preload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine = look_up ("new", NULL, fixture, &error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = NULL;

  g_assert_no_error (error);
  copy_packages (fixture, ids);
  job = resite_preload_job_new_remote (machine, "E:\\SMSTools\\preloadpkgonsite.exe", "E:\\SMSPKG",
                                       "E:\\SMSTools\\resite-preload", ids, ledger, fixture->clock,
                                       60);
  job_run_to_end (job, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ids->len; i++)
    {
      ResiteJobItem *item = resite_job_find_item (job, ids->pdata[i]);
      g_autofree char *below =
          g_strdup_printf ("new/E/SMSTools/resite-preload/%s.txt", (char *)ids->pdata[i]);
      g_autofree char *file = place_of (fixture, below);

      g_test_message ("%s: %s: %s", resite_job_item_get_name (item),
                      resite_job_item_get_state (item), resite_job_item_get_message (item));
      g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
      g_assert_cmpstr (resite_job_item_get_state (item), ==, "forwarded");
      g_assert_cmpint (resite_job_item_get_exit_code (item), ==, 0);
      g_assert_cmpint (resite_job_item_get_size (item), >, 0);
    }
}

static void
add (const char *path, void (*function) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/deed-lab/cutover", test_cutover);
  add ("/deed-lab/way-back", test_way_back);
  add ("/deed-lab/old-is-there", test_old_is_there);
  add ("/deed-lab/faults", test_faults);
  add ("/deed-lab/preload", test_preload);
  return g_test_run ();
}
