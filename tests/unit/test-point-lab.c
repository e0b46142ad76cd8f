/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fake-cim.h"
#include "lab-reached.h"
#include "lab-role.h"
#include "resite-point-writer.h"
#include "resite-sms-package.h"

/* The rehearsal's provider over HTTPS: rows written by both ways, by a server that creates instances
 * and by one that does not, as those of the year 2003. */

#define PACE 300

typedef struct
{
  LabReached site;
  ResiteMachine *machine;
  ResiteCim *cim;
  char *space;
  ResiteSmsPoint *target;
  GHashTable *rows; /* of the target */
  GPtrArray *points;
  GPtrArray *ids; /* all packages, NULL-terminated */
  ResitePointWriter *writer;
  gboolean removes;
  GHashTable *told; /* id → outcome + 1 */
  GError *error;
} Fixture;

static void
behave (Fixture *self, const char *name, const char *value)
{
  g_assert_true (resite_lab_server_set_behaviour (resite_lab_get_server (self->site.lab),
                                                  "primary.2", name, value));
}

static void
explore (gpointer data)
{
  Fixture *self = data;
  g_autoptr (GHashTable) packages = NULL;
  g_autoptr (GList) keys = NULL;

  self->space = resite_sms_find_provider (self->cim, NULL, NULL, &self->error);
  g_assert_no_error (self->error);
  self->points = resite_sms_list_points (self->cim, self->space, NULL, &self->error);
  g_assert_no_error (self->error);
  packages = resite_sms_list_packages (self->cim, self->space, NULL, &self->error);
  g_assert_no_error (self->error);
  keys = g_list_sort (g_hash_table_get_keys (packages), (GCompareFunc)strcmp);
  for (GList *at = keys; at != NULL; at = at->next)
    g_ptr_array_add (self->ids, g_strdup (at->data));
  g_ptr_array_add (self->ids, NULL);
}

static void
set_up (Fixture *self, gconstpointer stack)
{
  lab_reached_set_up (&self->site, PACE);
  if (stack != NULL)
    behave (self, "stack", stack);
  self->machine =
      resite_connections_open_machine (self->site.connections, "primary.2", NULL, &self->error);
  g_assert_no_error (self->error);
  self->cim = resite_machine_get_cim (self->machine);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fake_cim_work (explore, self);
  g_assert_cmpuint (self->ids->len, >, 2);
  self->target =
      resite_sms_point_copy (resite_sms_find_point (self->points, "BR01SMS", "S01", &self->error));
  g_assert_no_error (self->error);
  self->writer = resite_point_writer_new (self->machine, self->space, self->target);
}

static void
close_writer (gpointer data)
{
  resite_point_writer_close (((Fixture *)data)->writer);
}

static void
tear_down (Fixture *self, gconstpointer stack)
{
  fake_cim_work (close_writer, self);
  g_assert_finalize_object (self->writer);
  g_object_unref (self->machine);
  g_free (self->space);
  resite_sms_point_free (self->target);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_ptr_array_unref (self->points);
  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->told);
  g_clear_error (&self->error);
  lab_reached_tear_down (&self->site);
}

static void
written (const char *id, ResitePointOutcome outcome, const GError *error, gpointer data)
{
  Fixture *self = data;

  g_test_message ("%s: %d %s", id, outcome, error != NULL ? error->message : "");
  /* Once for each. */
  g_assert_true (
      g_hash_table_insert (self->told, g_strdup (id), GINT_TO_POINTER ((int)outcome + 1)));
}

static void
write_rows (gpointer data)
{
  Fixture *self = data;

  g_hash_table_remove_all (self->told);
  g_clear_error (&self->error);
  (self->removes ? resite_point_writer_remove : resite_point_writer_add) (
      self->writer, (const char *const *)self->ids->pdata, written, self, NULL, &self->error);
}

static void
read_rows (gpointer data)
{
  Fixture *self = data;

  g_clear_pointer (&self->rows, g_hash_table_unref);
  self->rows =
      resite_sms_list_point_rows (self->cim, self->space, self->target, NULL, &self->error);
}

static guint
count_rows (Fixture *self)
{
  GHashTableIter iter;
  gpointer row;
  guint n = 0;

  fake_cim_work (read_rows, self);
  g_assert_no_error (self->error);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    n += ((ResiteSmsPointRow *)row)->status != RESITE_SMS_ROW_DELETED;
  return n;
}

static void
do_all (Fixture *self, gboolean removes)
{
  self->removes = removes;
  fake_cim_work (write_rows, self);
}

static void
assert_all (Fixture *self, ResitePointOutcome outcome)
{
  g_assert_no_error (self->error);
  g_assert_cmpuint (g_hash_table_size (self->told), ==, self->ids->len - 1);
  for (guint i = 0; i + 1 < self->ids->len; i++)
    g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (self->told, self->ids->pdata[i])), ==,
                     outcome + 1);
}

/* Whatever the rehearsal begins with: all are taken off and wait until they are gone. */
static void
begin_empty (Fixture *self)
{
  do_all (self, TRUE);
  g_assert_no_error (self->error);
  do
    g_assert_cmpuint (count_rows (self), ==, 0);
  while (g_hash_table_size (self->rows) > 0);
}

static void
test_both_ways (Fixture *self, gconstpointer stack)
{
  const gboolean creates = strcmp (stack, "3.0") >= 0;

  begin_empty (self);
  do_all (self, FALSE);
  assert_all (self, RESITE_POINT_ADDED);
  g_assert_cmpstr (resite_point_writer_get_way (self->writer), ==, creates ? "create" : "script");
  g_assert_cmpuint (resite_point_writer_get_jobs (self->writer), ==, creates ? 8 : 1);
  g_assert_cmpuint (count_rows (self), ==, self->ids->len - 1);

  do_all (self, FALSE);
  assert_all (self, RESITE_POINT_ALREADY);
  do_all (self, TRUE);
  assert_all (self, RESITE_POINT_REMOVED);
  g_assert_cmpuint (count_rows (self), ==, 0);
}

/* A package that nobody knows fails alone. */
static void
test_strange_package (Fixture *self, gconstpointer stack)
{
  begin_empty (self);
  g_free (g_ptr_array_index (self->ids, 0));
  g_ptr_array_index (self->ids, 0) = g_strdup ("XYZ00001");
  do_all (self, FALSE);
  g_assert_no_error (self->error);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (self->told, "XYZ00001")), ==,
                   RESITE_POINT_FAILED + 1);
  g_assert_cmpuint (count_rows (self), ==, self->ids->len - 2);
}

/* Creates are offered by the version, and refused all the same: the script takes over in the middle. */
static void
test_turn (Fixture *self, gconstpointer stack)
{
  begin_empty (self);
  g_assert_true (resite_lab_world_set_fault (self->site.world, "no-create", "yes"));
  do_all (self, FALSE);
  assert_all (self, RESITE_POINT_ADDED);
  g_assert_cmpstr (resite_point_writer_get_way (self->writer), ==, "script");
  g_assert_cmpuint (resite_point_writer_get_jobs (self->writer), ==, 1);
  g_assert_cmpuint (count_rows (self), ==, self->ids->len - 1);
}

static gboolean
is_all_there (Fixture *self)
{
  if (g_hash_table_size (self->told) != self->ids->len - 1)
    return FALSE;
  for (guint i = 0; i + 1 < self->ids->len; i++)
    if (GPOINTER_TO_INT (g_hash_table_lookup (self->told, self->ids->pdata[i])) >
        RESITE_POINT_ALREADY + 1)
      return FALSE;
  return TRUE;
}

/* What one call leaves open the next one finds or writes; nothing is told twice or lost. */
static void
add_until_there (Fixture *self)
{
  for (guint i = 0; i < 20; i++)
    {
      do_all (self, FALSE);
      g_assert_cmpuint (g_hash_table_size (self->told), ==, self->ids->len - 1);
      g_clear_error (&self->error);
      if (is_all_there (self))
        return;
    }
  g_assert_not_reached ();
}

static void
test_trouble (Fixture *self, gconstpointer stack)
{
  static const char *const behaviours[] = { "timed-out", "cut-reply", "lying-length",
                                            "internal-error", "shell-gone" };

  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++)
    {
      g_test_message ("%s", behaviours[i]);
      begin_empty (self);
      behave (self, behaviours[i], "2");
      add_until_there (self);
      behave (self, behaviours[i], NULL);
      g_assert_cmpuint (count_rows (self), ==, self->ids->len - 1);
    }
}

/* Letters and marks that XML, WQL, cmd.exe and a console each read in their own way. */
static void
test_odd_path (Fixture *self, gconstpointer stack)
{
  static const char server[] = "B\303\234RO'S & <\"100%^\"> \360\237\230\200";

  lab_role_add_point (self->site.world, "primary.2", server);
  g_ptr_array_unref (self->points);
  g_ptr_array_set_size (self->ids, 0);
  g_clear_pointer (&self->space, g_free);
  fake_cim_work (explore, self);
  g_clear_pointer (&self->target, resite_sms_point_free);
  for (guint i = 0; i < self->points->len; i++)
    {
      const ResiteSmsPoint *point = g_ptr_array_index (self->points, i);

      if (strstr (point->nal_path, server) != NULL)
        self->target = resite_sms_point_copy (point);
    }
  g_assert_nonnull (self->target);
  g_object_unref (self->writer);
  self->writer = resite_point_writer_new (self->machine, self->space, self->target);
  do_all (self, FALSE);
  assert_all (self, RESITE_POINT_ADDED);
  g_assert_cmpuint (count_rows (self), ==, self->ids->len - 1);
  do_all (self, TRUE);
  assert_all (self, RESITE_POINT_REMOVED);
}

static void
cancelled_write (gpointer data)
{
  Fixture *self = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_false (resite_point_writer_add (self->writer, (const char *const *)self->ids->pdata,
                                           written, self, cancellable, &self->error));
}

static void
test_cancelled (Fixture *self, gconstpointer stack)
{
  begin_empty (self);
  g_hash_table_remove_all (self->told);
  fake_cim_work (cancelled_write, self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&self->error);
  g_assert_cmpuint (g_hash_table_size (self->told), ==, self->ids->len - 1);
  g_assert_cmpuint (count_rows (self), ==, 0);
}

static guint
count_temporary_files (Fixture *self)
{
  g_autofree char *path = g_build_filename (resite_lab_get_folder (self->site.lab), "machines",
                                            "primary.2", "C", "WINDOWS", "Temp", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, &self->error);
  guint n = 0;

  g_assert_no_error (self->error);
  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
open_writer (gpointer data)
{
  Fixture *self = data;

  g_assert_true (resite_point_writer_open (self->writer, NULL, &self->error));
}

/* A program that was cut off left its script there: the next one takes it away, whether it has
 * something to write or not. */
static void
test_leftover (Fixture *self, gconstpointer stack)
{
  begin_empty (self);
  do_all (self, FALSE);
  g_assert_cmpuint (count_temporary_files (self), ==, 1);
  g_assert_finalize_object (self->writer);
  self->writer = resite_point_writer_new (self->machine, self->space, self->target);
  fake_cim_work (open_writer, self);
  fake_cim_work (close_writer, self);
  g_assert_cmpuint (count_temporary_files (self), ==, 1);
  resite_point_writer_expect_leftover (self->writer);
  fake_cim_work (close_writer, self);
  g_assert_cmpuint (count_temporary_files (self), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, stack, function)                                                                 \
  g_test_add ("/point-lab/" name, Fixture, stack, set_up, function, tear_down)
  ADD ("create", "3.0", test_both_ways);
  ADD ("script", "1.1", test_both_ways);
  ADD ("strange/create", "3.0", test_strange_package);
  ADD ("strange/script", "2.0", test_strange_package);
  ADD ("turn", "3.0", test_turn);
  ADD ("trouble/create", "3.0", test_trouble);
  ADD ("trouble/script", "1.1", test_trouble);
  ADD ("odd-path/create", "3.0", test_odd_path);
  ADD ("odd-path/script", "1.1", test_odd_path);
  ADD ("cancelled/create", "3.0", test_cancelled);
  ADD ("cancelled/script", "2.0", test_cancelled);
  ADD ("leftover", "1.1", test_leftover);
  return g_test_run ();
}
