/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "guarded-folder.h"
#include "job-run.h"
#include "resite-clock.h"
#include "resite-command-job.h"
#include "resite-ledger.h"

#define OLD "SMSPKGE$_OLD"
#define NEW "SMSPKGE$"

typedef struct
{
  char *drive;
  GuardedFolder *folder;
  ResiteLedger *ledger;
  ResiteClock *clock;
  GHashTable *values;
  ResiteJob *job; /* the last one */
} Fixture;

static void
write_file (Fixture *self, const char *name, const char *text)
{
  g_free (job_run_write (self->drive, name, text));
}

static void
set_value (Fixture *self, const char *key, const char *value)
{
  g_hash_table_insert (self->values, (gpointer)key, (gpointer)value);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->drive = job_run_make_folder ();
  write_file (self, NEW "/C0100010/new.txt", "new");
  write_file (self, OLD "/C0100010/old.txt", "old");
  write_file (self, OLD "/C0100010/sub/old.txt", "old");
  write_file (self, OLD "/C0100011/a.txt", "a");
  write_file (self, OLD "/C0100011/sub/b.txt", "b");
  write_file (self, OLD "/C0100012/c.txt", "c");
  self->folder = guarded_folder_new (self->drive);
  g_hash_table_insert (self->folder->permissions, g_strdup (NEW "/C0100010"),
                       g_strdup (GUARDED_MODEL));
  self->ledger = resite_memory_ledger_new ();
  self->clock = resite_clock_new (1);
  self->values = g_hash_table_new (g_str_hash, g_str_equal);
  set_value (self, "old", "E:\\" OLD);
  set_value (self, "folder", "E:\\" NEW);
  set_value (self, "built", "C0100010");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->job);
  g_object_unref (self->folder);
  g_object_unref (self->ledger);
  g_object_unref (self->clock);
  g_hash_table_unref (self->values);
  job_run_remove_folder (self->drive);
}

static ResiteMachine *
look_up_nobody (const char *role, const char *address, gpointer user_data, GError **error)
{
  g_assert_not_reached ();
}

/* A program of its own each time: only the ledger is kept. */
static gboolean
run (Fixture *self, const char *verb, GError **error)
{
  g_clear_object (&self->job);
  self->job = resite_command_job_new (verb, "new", self->values, look_up_nobody, NULL, self->ledger,
                                      self->clock);
  resite_command_job_set_files (RESITE_COMMAND_JOB (self->job), RESITE_FOLDER (self->folder));
  return job_run_to_end (self->job, NULL, error);
}

static void
run_well (Fixture *self, const char *verb)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run (self, verb, &error));
  g_assert_no_error (error);
}

static gboolean
has (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->drive, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
remember (Fixture *self, const char *name, const char *state)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (rows, resite_ledger_row_new (name, state));
  resite_ledger_commit (self->ledger, rows, &error);
  g_assert_no_error (error);
}

static char *
recall (Fixture *self, const char *name, gboolean output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = resite_ledger_read (self->ledger, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteLedgerRow *row = rows->pdata[i];

      if (g_str_equal (row->name, name))
        return g_strdup (output ? row->output : row->state);
    }
  return NULL;
}

static void
assert_recalled (Fixture *self, const char *name, const char *state)
{
  g_autofree char *found = recall (self, name, FALSE);

  g_assert_cmpstr (found, ==, state);
}

static void
test_move (Fixture *self, gconstpointer data)
{
  run_well (self, "move-back");
  g_assert_true (has (self, NEW "/C0100011/sub/b.txt"));
  g_assert_true (has (self, NEW "/C0100012/c.txt"));
  g_assert_true (has (self, NEW "/C0100010/new.txt"));
  g_assert_false (has (self, NEW "/C0100010/old.txt"));
  g_assert_false (has (self, OLD "/C0100011"));
  g_assert_true (has (self, OLD "/C0100010/old.txt"));
  assert_recalled (self, "C0100011", "good");
  assert_recalled (self, "proof", "good");
  /* Once more: nothing is left to do, and that is well. */
  run_well (self, "move-back");
}

static void
test_move_exists (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->drive, NEW "/C0100011/mine.txt", NULL);

  write_file (self, NEW "/C0100011/mine.txt", "newer");
  g_assert_false (run (self, "move-back", &error));
  g_assert_nonnull (strstr (error->message, "C0100011"));
  job_run_assert_state (self->job, "C0100011", "failed");
  job_run_assert_state (self->job, "C0100012", "good");
  g_assert_true (has (self, NEW "/C0100012/c.txt"));
  g_assert_true (has (self, OLD "/C0100011/a.txt"));
  g_assert_false (has (self, NEW "/C0100011/a.txt"));
  /* The person takes the one in the way elsewhere, and it goes on. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  *strrchr (path, '/') = '\0';
  g_assert_cmpint (g_rmdir (path), ==, 0);
  run_well (self, "move-back");
  g_assert_true (has (self, NEW "/C0100011/a.txt"));
}

/* Killed between the row and the move, and between the move and the row. */
static void
test_move_resumed (Fixture *self, gconstpointer data)
{
  g_autofree char *from = g_build_filename (self->drive, OLD "/C0100012", NULL);
  g_autofree char *to = g_build_filename (self->drive, NEW "/C0100012", NULL);

  remember (self, "C0100011", "running");
  remember (self, "C0100012", "running");
  g_assert_cmpint (g_rename (from, to), ==, 0);
  run_well (self, "move-back");
  g_assert_true (has (self, NEW "/C0100011/a.txt"));
  g_assert_true (has (self, NEW "/C0100012/c.txt"));
  assert_recalled (self, "C0100011", "good");
  assert_recalled (self, "C0100012", "good");
}

static void
test_move_vanished (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  remember (self, "C0100099", "running");
  g_assert_false (run (self, "move-back", &error));
  job_run_assert_state (self->job, "C0100099", "failed");
  job_run_assert_state (self->job, "C0100011", "good");
}

/* Without the line the others are not tried either, and it goes on from there. */
static void
test_move_cut (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder->n_until_cut = 1;
  g_assert_false (run (self, "move-back", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  assert_recalled (self, "C0100011", "unknown");
  g_assert_true (has (self, OLD "/C0100012"));
  run_well (self, "move-back");
  g_assert_true (has (self, NEW "/C0100011/a.txt"));
  g_assert_true (has (self, NEW "/C0100012/c.txt"));
}

static void
test_move_without_built (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_value (self, "built", "C0100077");
  g_assert_false (run (self, "move-back", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  g_assert_true (has (self, OLD "/C0100011"));
}

static const char *const wrong_values[][3] = {
  { "E:\\A", "D:\\A_OLD", "P" },    { "E:\\A", "E:\\a", "P" }, { "\\\\s\\A", "E:\\A", "P" },
  { "E:\\A\\..\\B", "E:\\C", "P" }, { "E:\\", "E:\\C", "P" },  { "E:\\A", "E:\\B", "..\\P" },
  { "E:\\A", "E:\\B", "" },
};

static void
test_values (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong_values); i++)
    {
      g_autoptr (GError) error = NULL;

      set_value (self, "old", wrong_values[i][0]);
      set_value (self, "folder", wrong_values[i][1]);
      set_value (self, "built", wrong_values[i][2]);
      g_test_message ("%s, %s, %s", wrong_values[i][0], wrong_values[i][1], wrong_values[i][2]);
      g_assert_false (run (self, "delete-aside", &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

static void
assert_alike (Fixture *self, const char *name)
{
  g_autoptr (ResitePermissions) is =
      resite_permissions_parse (guarded_folder_get (self->folder, name), NULL);
  g_autoptr (ResitePermissions) model = resite_permissions_parse (GUARDED_MODEL, NULL);
  g_autoptr (GPtrArray) differences = resite_permissions_compare (is, model);

  for (guint i = 0; i < differences->len; i++)
    g_test_message ("%s: %s", name, ((ResitePermissionDifference *)differences->pdata[i])->text);
  g_assert_true (resite_permissions_are_alike (is, model));
}

static void
test_reset (Fixture *self, gconstpointer data)
{
  g_autofree char *note = NULL;

  set_value (self, "folders", "all");
  run_well (self, "reset-permissions");
  assert_alike (self, OLD "/C0100011");
  assert_alike (self, OLD "/C0100011/sub");
  assert_alike (self, OLD "/C0100012");
  /* Files get what reaches files, as inherited. */
  g_assert_cmpstr (guarded_folder_get (self->folder, OLD "/C0100011/sub/b.txt"), ==,
                   "REVISION:1,ACL:S-1-5-32-544:0/16/2032127,ACL:S-1-5-32-545:0/16/1179817");
  g_assert_cmpstr (guarded_folder_get (self->folder, OLD "/C0100010"), ==, GUARDED_OPEN);
  note = recall (self, "C0100011", TRUE);
  g_assert_cmpstr (note, ==, "before=" GUARDED_OPEN "\n");
  /* What is right is not set again. */
  self->folder->n_set = 0;
  run_well (self, "reset-permissions");
  g_assert_cmpuint (self->folder->n_set, ==, 0);
}

static void
test_reset_selected (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_value (self, "folders", "c0100012");
  run_well (self, "reset-permissions");
  assert_alike (self, OLD "/C0100012");
  g_assert_cmpstr (guarded_folder_get (self->folder, OLD "/C0100011"), ==, GUARDED_OPEN);
  set_value (self, "folders", "C0100012, C0109999");
  g_assert_false (run (self, "reset-permissions", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_reset_denied (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder->denied = OLD "/C0100011/sub/b.txt";
  g_assert_false (run (self, "reset-permissions", &error));
  job_run_assert_state (self->job, "C0100011", "failed");
  job_run_assert_state (self->job, "C0100012", "good");
  /* The folder itself comes last, so what is missing below it still shows. */
  g_assert_cmpstr (guarded_folder_get (self->folder, OLD "/C0100011"), ==, GUARDED_OPEN);
  self->folder->denied = NULL;
  run_well (self, "reset-permissions");
  assert_alike (self, OLD "/C0100011");
}

static void
test_reset_deaf (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder->deaf = OLD "/C0100012";
  g_assert_false (run (self, "reset-permissions", &error));
  job_run_assert_state (self->job, "C0100012", "failed");
  g_assert_nonnull (
      strstr (resite_job_item_get_message (resite_job_find_item (self->job, "C0100012")),
              "read again they are not those"));
}

/* Broken off after the folder itself was set by somebody: it is gone through again. */
static void
test_reset_resumed (Fixture *self, gconstpointer data)
{
  g_hash_table_insert (self->folder->permissions, g_strdup (OLD "/C0100011"),
                       g_strdup (GUARDED_MODEL));
  remember (self, "C0100011", "running");
  run_well (self, "reset-permissions");
  assert_alike (self, OLD "/C0100011/sub");
}

static void
test_reset_bad_model (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_hash_table_replace (self->folder->permissions, g_strdup (NEW "/C0100010"),
                        g_strdup (GUARDED_OPEN));
  g_assert_false (run (self, "reset-permissions", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
  g_assert_cmpuint (self->folder->n_set, ==, 0);
}

static void
test_delete (Fixture *self, gconstpointer data)
{
  run_well (self, "move-back");
  run_well (self, "delete-aside");
  g_assert_false (has (self, OLD));
  g_assert_true (has (self, NEW "/C0100010/new.txt"));
  run_well (self, "delete-aside");
}

static void
test_delete_more_left (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (run (self, "delete-aside", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (error->message, "C0100011, C0100012"));
  g_assert_true (has (self, OLD "/C0100010/sub/old.txt"));
}

static void
test_delete_other_left (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_well (self, "move-back");
  write_file (self, OLD "/readme.txt", "somebody's");
  g_assert_false (run (self, "delete-aside", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  g_assert_true (has (self, OLD "/C0100010/sub/old.txt"));
  g_assert_true (has (self, OLD "/readme.txt"));
}

static void
test_delete_only_one (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *built = g_build_filename (self->drive, NEW "/C0100010", NULL);
  g_autofree char *away = g_build_filename (self->drive, "away", NULL);

  run_well (self, "move-back");
  g_assert_cmpint (g_rename (built, away), ==, 0);
  g_assert_false (run (self, "delete-aside", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  g_assert_true (has (self, OLD "/C0100010/old.txt"));
}

static void
test_delete_resumed (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_well (self, "move-back");
  self->folder->n_until_cut = 4;
  g_assert_false (run (self, "delete-aside", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_assert_true (has (self, OLD));
  g_assert_false (has (self, OLD "/C0100010/old.txt"));
  run_well (self, "delete-aside");
  g_assert_false (has (self, OLD));
}

/* Empty without a deletion that was begun: somebody else was there. */
static void
test_delete_empty (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *twin = g_build_filename (self->drive, OLD "/C0100010", NULL);
  g_autofree char *away = g_build_filename (self->drive, "away", NULL);

  run_well (self, "move-back");
  g_assert_cmpint (g_rename (twin, away), ==, 0);
  g_assert_false (run (self, "delete-aside", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  g_assert_true (has (self, OLD));
}

static void
test_desk (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_folder_read_permissions (self->folder->inner, NEW, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/deed-aside/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("move", test_move);
  ADD ("move/exists", test_move_exists);
  ADD ("move/resumed", test_move_resumed);
  ADD ("move/vanished", test_move_vanished);
  ADD ("move/cut", test_move_cut);
  ADD ("move/without-built", test_move_without_built);
  ADD ("values", test_values);
  ADD ("reset", test_reset);
  ADD ("reset/selected", test_reset_selected);
  ADD ("reset/denied", test_reset_denied);
  ADD ("reset/deaf", test_reset_deaf);
  ADD ("reset/resumed", test_reset_resumed);
  ADD ("reset/bad-model", test_reset_bad_model);
  ADD ("delete", test_delete);
  ADD ("delete/more-left", test_delete_more_left);
  ADD ("delete/other-left", test_delete_other_left);
  ADD ("delete/only-one", test_delete_only_one);
  ADD ("delete/resumed", test_delete_resumed);
  ADD ("delete/empty", test_delete_empty);
  ADD ("desk", test_desk);
  return g_test_run ();
}
