/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "deed-run.h"

/* What the other deeds refuse, and what they find when they look again. */

typedef struct
{
  DeedWorld *world;
  DeedBox *box;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = deed_world_new ();
  fixture->box = &fixture->world->boxes[0];
  deed_world_know (fixture->world);
  deed_world_set (fixture->world, "patience-minutes", "0.01");
  deed_world_set (fixture->world, "uuid.self", fixture->box->uuid);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  deed_world_free (fixture->world);
}

static void
assert_fails (Fixture *fixture, const char *verb, int expected, const char *part)
{
  int code;

  g_assert_cmpint (deed_world_run (fixture->world, verb, "old", &code), ==, RESITE_JOB_FAILED);
  g_test_message ("%s", fixture->world->message);
  g_assert_cmpint (code, ==, expected);
  g_assert_nonnull (strstr (fixture->world->message, part));
}

static void
set_service (Fixture *fixture, const char *name, const char *facts)
{
  g_hash_table_replace (fixture->box->services, g_strdup (name), g_strdup (facts));
}

static void
test_knows (void)
{
  static const char *const verbs[] = { "services-disable", "services-restore", "rename",
                                       "reboot",           "unshare",          "delete-site" };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_assert_true (resite_command_job_knows (verbs[i]));
  g_assert_false (resite_command_job_knows ("format"));
  g_assert_false (resite_command_job_knows (NULL));
  g_assert_cmpstr (resite_command_job_get_item_title ("identity"), ==, "Is it this machine?");
  g_assert_cmpstr (resite_command_job_get_item_title ("SMS_EXECUTIVE"), ==, "SMS_EXECUTIVE");
}

static void
test_no_services (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "services-disable", RESITE_ERROR_NOT_FOUND, "wrong server");
}

static DeedFate
start_again (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  if (request->verb == RESITE_CIM_LIST && strstr (request->query, "LIKE") != NULL &&
      world->at++ > 0)
    g_hash_table_replace (box->services, g_strdup ("SMS_EXECUTIVE"), g_strdup ("Auto/Running"));
  return DEED_PASS;
}

/* Somebody started one again between the deed and its proof. */
static void
test_comes_up_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GHashTable) notes = NULL;

  set_service (fixture, "SMS_EXECUTIVE", "Auto/Running");
  set_service (fixture, "CcmExec", "Auto/Running");
  fixture->world->hook = start_again;
  assert_fails (fixture, "services-disable", RESITE_ERROR_FAILED, "SMS_EXECUTIVE");
  deed_world_assert_state (fixture->world, "proof", "failed");
  deed_world_assert_state (fixture->world, "SMS_EXECUTIVE", "good");

  /* The next job does it again, and what is noted stays what it was before the first. */
  fixture->world->hook = NULL;
  set_service (fixture, "CcmExec", "Disabled/Stopped");
  g_assert_cmpint (deed_world_run (fixture->world, "services-disable", "old", NULL), ==,
                   RESITE_JOB_DONE);
  rows = resite_ledger_read (fixture->world->ledger, NULL);
  notes = resite_command_job_read_notes (rows);
  g_assert_cmpstr (g_hash_table_lookup (notes, "mode.CcmExec"), ==, "Auto");
  g_assert_cmpstr (g_hash_table_lookup (notes, "state.CcmExec"), ==, "Running");
}

static gboolean
is_service_change (const ResiteCimRequest *request)
{
  return request->verb == RESITE_CIM_CALL && g_str_equal (request->class_name, "Win32_Service");
}

/* When the first is changed, the former start type of the last is durable already. */
static DeedFate
look_at_notes (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GHashTable) notes = NULL;

  if (!is_service_change (request))
    return DEED_PASS;
  rows = resite_ledger_read (world->ledger, NULL);
  notes = resite_command_job_read_notes (rows);
  g_assert_cmpstr (g_hash_table_lookup (notes, "mode.SMS_SITE_COMPONENT_MANAGER"), ==, "Auto");
  g_assert_cmpstr (g_hash_table_lookup (notes, "mode.CcmExec"), ==, "Manual");
  g_assert_cmpstr (g_hash_table_lookup (notes, "state.CcmExec"), ==, "Running");
  world->at++;
  return DEED_PASS;
}

static void
test_notes_come_first (Fixture *fixture, gconstpointer data)
{
  set_service (fixture, "SMS_SITE_COMPONENT_MANAGER", "Auto/Running");
  set_service (fixture, "CcmExec", "Manual/Running");
  fixture->world->hook = look_at_notes;
  g_assert_cmpint (deed_world_run (fixture->world, "services-disable", "old", NULL), ==,
                   RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->world->at, >=, 4);
  /* The one that starts the others is the first. */
  g_assert_nonnull (strstr (fixture->world->log->pdata[0], "SMS_SITE_COMPONENT_MANAGER"));
}

static void
test_nothing_noted (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "services-restore", RESITE_ERROR_INVALID, "by hand");
}

static void
test_restore_missing (Fixture *fixture, gconstpointer data)
{
  deed_world_set (fixture->world, "mode.SMS_EXECUTIVE", "Auto");
  assert_fails (fixture, "services-restore", RESITE_ERROR_NOT_FOUND, "SMS_EXECUTIVE");
}

static void
set_share (Fixture *fixture, const char *share, const char *folder)
{
  deed_box_set (&fixture->box->share, share);
  deed_box_set (&fixture->box->folder, folder);
  deed_world_set (fixture->world, "share", "SMSPKGE$");
  deed_world_set (fixture->world, "folder", "E:\\SMSPKGE$");
  deed_world_set (fixture->world, "folder-after", "E:\\SMSPKGE$_OLD");
}

static void
test_share_values (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "unshare", RESITE_ERROR_INVALID, "share");
  g_assert_cmpuint (fixture->world->n_calls, ==, 0);
}

static void
test_share_of_another_folder (Fixture *fixture, gconstpointer data)
{
  set_share (fixture, "F:\\SMSPKGE$", "E:\\SMSPKGE$");
  assert_fails (fixture, "unshare", RESITE_ERROR_DIFFERS, "F:\\SMSPKGE$");
  g_assert_cmpuint (fixture->world->log->len, ==, 0);
}

static void
test_share_without_folder (Fixture *fixture, gconstpointer data)
{
  set_share (fixture, NULL, NULL);
  assert_fails (fixture, "unshare", RESITE_ERROR_NOT_FOUND, "drive letter");
}

static void
test_share_in_another_case (Fixture *fixture, gconstpointer data)
{
  set_share (fixture, "e:\\smspkge$", "E:\\SMSPKGE$");
  g_assert_cmpint (deed_world_run (fixture->world, "unshare", "old", NULL), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (fixture->box->folder, ==, "E:\\SMSPKGE$_OLD");
}

static void
test_share_done_by_hand (Fixture *fixture, gconstpointer data)
{
  set_share (fixture, NULL, "E:\\SMSPKGE$_OLD");
  g_assert_cmpint (deed_world_run (fixture->world, "unshare", "old", NULL), ==, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->world->log->len, ==, 0);
  deed_world_assert_state (fixture->world, "proof", "good");
}

static void
set_site (Fixture *fixture)
{
  deed_world_set (fixture->world, "site", "S01");
  deed_world_set (fixture->world, "directory", "D:\\SMS\\bin\\i386\\00000409");
  deed_world_set (fixture->world, "line.1", "preinst /DELSITE S01 P01");
  deed_world_set (fixture->world, "line.2", "preinst /DELJOB s01");
  set_service (fixture, "SMS_EXECUTIVE", "Auto/Running");
}

static void
test_site_sealed (Fixture *fixture, gconstpointer data)
{
  set_site (fixture);
  deed_world_set (fixture->world, "sealed", "yes");
  assert_fails (fixture, "delete-site", RESITE_ERROR_ILLEGAL_MOVE, "C11");
  g_assert_cmpuint (fixture->world->n_calls, ==, 0);
}

static void
test_site_lines (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "preinst /DELSITE S02 P01", "preinst /DELJOB", "preinst S011",
                                     "preinst /DELSITE\nS01" };

  set_site (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      deed_world_set (fixture->world, "line.2", bad[i]);
      assert_fails (fixture, "delete-site", RESITE_ERROR_INVALID, "plan");
    }
  deed_world_set (fixture->world, "line.1", "");
  assert_fails (fixture, "delete-site", RESITE_ERROR_INVALID, "line.1");
  g_assert_cmpuint (fixture->world->n_calls, ==, 0);
}

static void
test_site_service (Fixture *fixture, gconstpointer data)
{
  set_site (fixture);
  set_service (fixture, "SMS_EXECUTIVE", "Auto/Stopped");
  assert_fails (fixture, "delete-site", RESITE_ERROR_NEEDS_PERSON, "SMS_EXECUTIVE does not run");
  g_hash_table_remove (fixture->box->services, "SMS_EXECUTIVE");
  assert_fails (fixture, "delete-site", RESITE_ERROR_NEEDS_PERSON, "SMS_EXECUTIVE does not run");
}

/* WMI alone runs no programs: that is said, and nothing is left half done. */
static void
test_site_without_shell (Fixture *fixture, gconstpointer data)
{
  set_site (fixture);
  assert_fails (fixture, "delete-site", RESITE_ERROR_REFUSED, "");
  deed_world_assert_state (fixture->world, "line.1", "failed");
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

  g_test_add_func ("/deed-faults/knows", test_knows);
  add ("/deed-faults/services/none", test_no_services);
  add ("/deed-faults/services/comes-up-again", test_comes_up_again);
  add ("/deed-faults/services/notes-come-first", test_notes_come_first);
  add ("/deed-faults/services/nothing-noted", test_nothing_noted);
  add ("/deed-faults/services/restore-missing", test_restore_missing);
  add ("/deed-faults/share/values", test_share_values);
  add ("/deed-faults/share/another-folder", test_share_of_another_folder);
  add ("/deed-faults/share/without-folder", test_share_without_folder);
  add ("/deed-faults/share/another-case", test_share_in_another_case);
  add ("/deed-faults/share/by-hand", test_share_done_by_hand);
  add ("/deed-faults/site/sealed", test_site_sealed);
  add ("/deed-faults/site/lines", test_site_lines);
  add ("/deed-faults/site/service", test_site_service);
  add ("/deed-faults/site/without-shell", test_site_without_shell);
  return g_test_run ();
}
