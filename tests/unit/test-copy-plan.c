/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"
#include "resite-copy-arena.h"
#include "resite-copy-list.h"
#include "resite-copy-name.h"
#include "resite-copy-plan.h"
#include "resite-copy-progress.h"

/* Plans a copy from one folder of the fixture to the other. */
static ResiteCopyPlan *
plan (Fixture *self, const ResiteCopyOptions *options)
{
  static const ResiteCopyOptions plain = { 0 };
  g_autoptr (ResiteFolder) source = resite_folder_local_new (self->source, NULL);
  g_autoptr (ResiteFolder) target = resite_folder_local_new (self->target, NULL);
  g_autoptr (ResiteCopyGate) gate = resite_copy_gate_new ();
  g_autoptr (GError) error = NULL;
  ResiteCopyPlan *made;

  resite_copy_gate_enter (gate);
  made = resite_copy_plan_new (source, target, self->ledger, options != NULL ? options : &plain,
                               gate, NULL, NULL, &error);
  resite_copy_gate_leave (gate);
  g_assert_no_error (error);
  return made;
}

/* A folder as a Windows server has it: of what is planned, only case matters. */
G_DECLARE_FINAL_TYPE (CaseFolder, case_folder, CASE, FOLDER, GObject)

struct _CaseFolder
{
  GObject parent_instance;

  ResiteFolder *local;
};

static char *
case_folder_describe (ResiteFolder *folder)
{
  return g_strdup ("server");
}

static GPtrArray *
case_folder_list (ResiteFolder *folder, const char *name, GCancellable *cancellable, GError **error)
{
  return resite_folder_list (CASE_FOLDER (folder)->local, name, cancellable, error);
}

static gboolean
case_folder_get_traits (ResiteFolder *folder, ResiteFolderTraits *traits, GCancellable *cancellable,
                        GError **error)
{
  *traits = (ResiteFolderTraits){ .remote = TRUE, .round_trip = 10, .ignores_case = TRUE };
  return TRUE;
}

static void
case_folder_init_folder (ResiteFolderInterface *iface)
{
  iface->describe = case_folder_describe;
  iface->list = case_folder_list;
  iface->get_traits = case_folder_get_traits;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CaseFolder, case_folder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER, case_folder_init_folder))

static void
case_folder_finalize (GObject *object)
{
  g_object_unref (CASE_FOLDER (object)->local);
  G_OBJECT_CLASS (case_folder_parent_class)->finalize (object);
}

static void
case_folder_class_init (CaseFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = case_folder_finalize;
}

static void
case_folder_init (CaseFolder *self)
{
}

static const ResiteCopyEntry *
find (const ResiteCopyPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->entries->len; i++)
    if (g_str_equal (((ResiteCopyEntry *)plan->entries->pdata[i])->name, name))
      return plan->entries->pdata[i];
  return NULL;
}

static void
assert_in_order (const ResiteCopyPlan *plan)
{
  for (guint i = 0; i < plan->entries->len; i++)
    {
      const ResiteCopyEntry *entry = plan->entries->pdata[i];

      g_assert_cmpuint (entry->index, ==, i);
      if (i > 0)
        g_assert_cmpint (
            strcmp (((ResiteCopyEntry *)plan->entries->pdata[i - 1])->name, entry->name), <, 0);
    }
}

static void
record (Fixture *self, const char *name, const char *state, const char *digest)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  ResiteLedgerRow *row = resite_ledger_row_new (name, state);

  row->digest = g_strdup (digest);
  g_ptr_array_add (rows, row);
  g_assert_true (resite_ledger_commit (self->ledger, rows, NULL));
}

static void
test_arena (void)
{
  g_autoptr (ResiteCopyArena) arena = resite_copy_arena_new ();
  const char *first = resite_copy_arena_copy (arena, "first");
  guint8 *large = resite_copy_arena_take (arena, 3 * 1024 * 1024);

  g_assert_null (resite_copy_arena_copy (arena, NULL));
  for (guint i = 0; i < 100000; i++)
    {
      guint64 *number;

      resite_copy_arena_copy_part (arena, "abc", i % 4);
      number = resite_copy_arena_take (arena, sizeof *number);
      g_assert_cmpuint ((guintptr)number % 16, ==, 0);
      g_assert_cmpuint (*number, ==, 0);
      *number = i;
    }
  large[3 * 1024 * 1024 - 1] = 1;
  g_assert_cmpstr (first, ==, "first");
  g_assert_cmpstr (resite_copy_arena_join (arena, "", "name"), ==, "name");
  g_assert_cmpstr (resite_copy_arena_join (arena, "a/b", "name"), ==, "a/b/name");
}

/* "a.b" lies before "a/x", and "a/x" before "a0": the order of whole paths, not of folders. */
static void
test_order_of_paths (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.b", "a/b/c", "a/b.c", "a/x", "a0", "a", "z/a", "B" };
  g_autoptr (ResiteCopyPlan) made = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!g_str_equal (names[i], "a"))
      put (self->source, names[i], "x");
  put (self->target, "a/aa", "extra");
  put (self->target, "zz", "extra");
  record (self, "a/ab", "failed", NULL);
  made = plan (self, NULL);
  assert_in_order (made);
  g_assert_cmpuint (made->entries->len, ==, 7 + 2 + 1);
  g_assert_cmpstr (find (made, "a/aa")->state, ==, "extra");
  g_assert_cmpstr (find (made, "a/ab")->state, ==, "left-out");
  g_assert_cmpuint (made->preview.fresh.files, ==, 7);
  g_assert_cmpuint (made->preview.extra.files, ==, 2);
}

/* As many folders as threads and more, so that they meet. */
static void
test_many_folders (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteCopyPlan) made = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u/%u/%u/file", i % 7, i % 31, i);

      put (self->source, name, "12345");
      if (i % 3 == 0)
        put (self->target, name, "12345");
    }
  made = plan (self, NULL);
  assert_in_order (made);
  g_assert_cmpuint (made->entries->len, ==, 300);
  g_assert_cmpuint (made->bytes_total, ==, 1500);
  g_assert_cmpuint (made->preview.fresh.files, ==, 200);
  g_assert_cmpuint (made->preview.changed.files, ==, 100);
  for (guint i = 1; i < made->folders->len; i++)
    g_assert_cmpint (strcmp (((ResiteFileInfo *)made->folders->pdata[i - 1])->name,
                             ((ResiteFileInfo *)made->folders->pdata[i])->name),
                     <, 0);
}

static void
test_threads_by_the_way (void)
{
  const ResiteFolderTraits here = { .syncs = TRUE };
  const ResiteFolderTraits near = { .remote = TRUE, .round_trip = 300 };
  const ResiteFolderTraits far = { .remote = TRUE, .round_trip = 20 * 1000 };
  const ResiteFolderTraits narrow = { .remote = TRUE, .round_trip = 20 * 1000, .most_at_once = 2 };

  g_assert_cmpuint (resite_copy_list_count_threads (&here), >, 1);
  g_assert_cmpuint (resite_copy_list_count_threads (&far), >,
                    resite_copy_list_count_threads (&near));
  g_assert_cmpuint (resite_copy_list_count_threads (&narrow), ==, 2);
}

static void
test_case_twins_at_the_source (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteCopyPlan) made = NULL;

  put (self->source, "Sub/File.txt", "1");
  put (self->source, "sub/file.TXT", "2");
  put (self->source, "sub/other", "3");
  put (self->source, "Änderung", "4");
  put (self->source, "äNDERUNG", "5");
  made = plan (self, NULL);
  g_assert_cmpuint (made->preview.barred.files, ==, 2);
  g_assert_cmpuint (made->preview.fresh.files, ==, 3);
  g_assert_cmpint (find (made, "sub/other")->deed, ==, RESITE_COPY_WRITE);
}

/* Killed after the old file was set aside, before the new one had its name. */
static void
test_set_aside_is_put_back (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = resite_copy_name_make_aside ("sub/file");
  g_autofree char *gone = resite_copy_name_make_aside ("sub/gone");
  g_autofree char *nobody = resite_copy_name_make_aside ("sub/nobody knows");
  g_autoptr (ResiteCopyPlan) made = NULL;
  const ResiteCopyRestore *restore;

  put (self->source, "sub/file", "new content");
  put (self->target, aside, "old content");
  put (self->target, gone, "old, and gone at the source");
  put (self->target, nobody, "old");
  record (self, "sub/gone", "running", NULL);
  made = plan (self, NULL);
  g_assert_cmpuint (made->restores->len, ==, 2);
  restore = made->restores->pdata[0];
  g_assert_cmpstr (restore->aside, ==, aside);
  g_assert_cmpstr (restore->name, ==, "sub/file");
  restore = made->restores->pdata[1];
  g_assert_cmpstr (restore->name, ==, "sub/gone");
  g_assert_true (find (made, "sub/file")->replaces);
  g_assert_cmpuint (made->leavings->len, ==, 0);
  g_assert_cmpstr (find (made, nobody)->state, ==, "extra");
  assert_in_order (made);
}

/* Killed after the new file had its name, before the old one was removed. */
static void
test_set_aside_is_removed (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = resite_copy_name_make_aside ("file");
  g_autofree char *part = resite_copy_name_make_temporary ("another");
  g_autoptr (ResiteCopyPlan) made = NULL;

  put (self->source, "file", "new content");
  put (self->target, "file", "new content");
  put (self->target, aside, "old content");
  put (self->target, part, "beginning");
  made = plan (self, NULL);
  g_assert_cmpuint (made->restores->len, ==, 0);
  g_assert_cmpuint (made->leavings->len, ==, 2);
  g_assert_cmpuint (made->entries->len, ==, 1);
}

static void
test_restored_by_a_copy (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = resite_copy_name_make_aside ("file");
  g_autofree char *gone = resite_copy_name_make_aside ("gone");
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "file", "new content");
  put (self->target, aside, "old content");
  put (self->target, gone, "kept");
  record (self, "gone", "running", NULL);
  job = copy (self, NULL, RESITE_JOB_DONE);
  assert_same_content (self, "file");
  g_assert_true (exists (self->target, "gone"));
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

/* What the server spells in another way is the same file, neither new nor extra. */
static void
test_case_does_not_count_there (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions delta = { .delta = TRUE, .delete_extra = TRUE };
  g_autoptr (ResiteFolder) source = resite_folder_local_new (self->source, NULL);
  g_autoptr (CaseFolder) target = g_object_new (case_folder_get_type (), NULL);
  g_autoptr (ResiteCopyGate) gate = resite_copy_gate_new ();
  g_autoptr (ResiteCopyPlan) made = NULL;

  put (self->source, "sub/file.pkg", "1");
  put (self->source, "sub/other.pkg", "1");
  put (self->target, "SUB/FILE.PKG", "1");
  put (self->target, "SUB/Other.pkg", "22");
  put (self->target, "SUB/extra", "22");
  set_time (self->source, "sub/file.pkg", G_USEC_PER_SEC * 1000);
  set_time (self->target, "SUB/FILE.PKG", G_USEC_PER_SEC * 1000);
  target->local = resite_folder_local_new (self->target, NULL);
  resite_copy_gate_enter (gate);
  made = resite_copy_plan_new (source, RESITE_FOLDER (target), self->ledger, &delta, gate, NULL,
                               NULL, NULL);
  resite_copy_gate_leave (gate);
  g_assert_cmpuint (made->entries->len, ==, 3);
  g_assert_cmpstr (find (made, "sub/file.pkg")->state, ==, "unchanged");
  g_assert_cmpint (find (made, "sub/other.pkg")->deed, ==, RESITE_COPY_WRITE);
  g_assert_true (find (made, "sub/other.pkg")->replaces);
  g_assert_true (find (made, "SUB/extra")->removes);
  g_assert_cmpuint (made->emptied->len, ==, 0);
}

static void
test_one_file (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions only = { .only = "sub/b", .delete_extra = FALSE };
  g_autoptr (ResiteCopyPlan) made = NULL;

  put (self->source, "sub/a", "1");
  put (self->source, "sub/b", "22");
  put (self->target, "extra", "1");
  record (self, "sub/c", "failed", NULL);
  made = plan (self, &only);
  g_assert_cmpuint (made->entries->len, ==, 1);
  g_assert_cmpstr (find (made, "sub/b")->name, ==, "sub/b");
  g_assert_cmpuint (made->bytes_total, ==, 2);
}

static void
test_file_in_a_folders_place (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteCopyPlan) made = NULL;

  put (self->source, "name/below", "1");
  put (self->source, "other", "1");
  put (self->target, "name", "a file");
  put (self->target, "other/below", "1");
  made = plan (self, NULL);
  g_assert_cmpstr (find (made, "name/below")->state, ==, "failed");
  g_assert_cmpstr (find (made, "other")->state, ==, "failed");
  g_assert_cmpstr (find (made, "other/below")->state, ==, "extra");
}

static void
test_what_is_to_go (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .delete_extra = TRUE };
  const ResiteCopyOptions dry = { .delete_extra = TRUE, .dry_run = TRUE };
  g_autoptr (ResiteCopyPlan) made = NULL;
  g_autoptr (ResiteCopyPlan) preview = NULL;

  put (self->source, "kept/file", "1");
  put (self->target, "kept/extra", "1");
  put (self->target, "gone/deep/extra", "1");
  made = plan (self, &options);
  g_assert_true (find (made, "kept/extra")->removes);
  g_assert_cmpuint (made->emptied->len, ==, 2);
  g_assert_cmpstr (made->emptied->pdata[0], ==, "gone/deep");
  g_assert_cmpstr (made->emptied->pdata[1], ==, "gone");
  preview = plan (self, &dry);
  g_assert_false (find (preview, "kept/extra")->removes);
  g_assert_cmpuint (preview->emptied->len, ==, 0);
}

static void
test_past (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteCopyPast) past = NULL;
  g_autoptr (ResiteCopyPast) none = NULL;

  none = resite_copy_past_read (self->ledger, NULL);
  g_assert_cmpuint (resite_copy_past_count (none), ==, 0);
  g_assert_null (resite_copy_past_find (none, "a"));
  record (self, "b", "copied", "xxh3-128:1");
  record (self, "a/c", "failed", NULL);
  record (self, "a.c", "copied", NULL);
  past = resite_copy_past_read (self->ledger, NULL);
  g_assert_cmpuint (resite_copy_past_count (past), ==, 3);
  g_assert_cmpstr (resite_copy_past_get (past, 0)->name, ==, "a.c");
  g_assert_cmpstr (resite_copy_past_get (past, 1)->name, ==, "a/c");
  g_assert_cmpstr (resite_copy_past_find (past, "b")->digest, ==, "xxh3-128:1");
  g_assert_cmpstr (resite_copy_past_find (past, "a/c")->state, ==, "failed");
  g_assert_null (resite_copy_past_find (past, "a"));
  g_assert_null (resite_copy_past_find (past, "c"));
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { 0 };
  g_autoptr (ResiteFolder) source = resite_folder_local_new (self->source, NULL);
  g_autoptr (ResiteFolder) target = resite_folder_local_new (self->target, NULL);
  g_autoptr (ResiteCopyGate) gate = resite_copy_gate_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  put (self->source, "a/b/c", "1");
  g_cancellable_cancel (cancellable);
  resite_copy_gate_enter (gate);
  g_assert_null (resite_copy_plan_new (source, target, self->ledger, &options, gate, cancellable,
                                       NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  resite_copy_gate_leave (gate);
}

static ResiteCopyUpdate
say (const ResiteCopyEntry *entry, const char *state, gboolean ended)
{
  return (ResiteCopyUpdate){ .index = entry->index,
                             .state = state,
                             .bytes = ended ? entry->size : 0,
                             .size = entry->size,
                             .ended = ended };
}

static void
assert_says (ResiteCopyProgress *progress, const char *words)
{
  g_autofree char *text = resite_copy_progress_describe (progress, TRUE);

  g_assert_nonnull (strstr (text, words));
}

/* What is removed is no part of what is copied; a file that is tried again is told. */
static void
test_progress_in_words (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .delete_extra = TRUE };
  g_autoptr (ResiteCopyPlan) made = NULL;
  g_autoptr (ResiteCopyProgress) progress = NULL;
  ResiteCopyUpdate update;

  put (self->source, "a", "1234");
  put (self->source, "b", "1234");
  put (self->target, "x", "12");
  put (self->target, "y", "12");
  made = plan (self, &options);
  progress = resite_copy_progress_new (self->clock, made, 1);
  assert_says (progress, "0 of 2 files");
  assert_says (progress, "2 only on the target");
  update = say (find (made, "a"), "retrying", FALSE);
  resite_copy_progress_take (progress, &update, 0);
  assert_says (progress, "1 trying again");
  update = say (find (made, "a"), "copied", TRUE);
  resite_copy_progress_take (progress, &update, 0);
  assert_says (progress, "1 of 2 files");
  update = say (find (made, "x"), "removed", TRUE);
  resite_copy_progress_take (progress, &update, 0);
  assert_says (progress, "1 removed");
  assert_says (progress, "1 only on the target");
  update = say (find (made, "y"), "failed", TRUE);
  resite_copy_progress_take (progress, &update, 0);
  assert_says (progress, "1 failed");
  g_assert_cmpint (resite_copy_progress_get_bytes (progress), ==, 4);
  {
    g_autofree char *text = resite_copy_progress_describe (progress, TRUE);

    g_assert_null (strstr (text, "trying"));
    g_assert_null (strstr (text, "only on"));
  }
}

/* Rows get their items when somebody asks, and these follow then. */
static void
test_items_when_asked_for (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJobItem) first = NULL;
  g_autoptr (GListModel) model = NULL;

  put (self->source, "a", "1");
  put (self->source, "b", "22");
  job = copy (self, NULL, RESITE_JOB_DONE);
  model = g_object_ref (resite_job_get_items (job));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_GOOD), ==, 2);
  first = g_list_model_get_item (model, 0);
  g_assert_true (first == resite_job_find_item (job, "a"));
  g_assert_cmpstr (resite_job_item_get_state (first), ==, "copied");
  g_assert_null (resite_job_find_item (job, "c"));
  g_assert_null (g_list_model_get_item (model, 2));
  g_clear_object (&job);
  {
    g_autoptr (ResiteJobItem) second = g_list_model_get_item (model, 1);

    g_assert_cmpstr (resite_job_item_get_name (second), ==, "b");
    g_assert_cmpint (resite_job_item_get_size (second), ==, 2);
  }
}

#define ADD(path, function)                                                                        \
  g_test_add ("/copy-plan/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copy-plan/arena", test_arena);
  g_test_add_func ("/copy-plan/threads-by-the-way", test_threads_by_the_way);
  ADD ("order-of-paths", test_order_of_paths);
  ADD ("many-folders", test_many_folders);
  ADD ("case-twins-at-the-source", test_case_twins_at_the_source);
  ADD ("set-aside-is-put-back", test_set_aside_is_put_back);
  ADD ("set-aside-is-removed", test_set_aside_is_removed);
  ADD ("restored-by-a-copy", test_restored_by_a_copy);
  ADD ("case-does-not-count-there", test_case_does_not_count_there);
  ADD ("one-file", test_one_file);
  ADD ("file-in-a-folders-place", test_file_in_a_folders_place);
  ADD ("what-is-to-go", test_what_is_to_go);
  ADD ("past", test_past);
  ADD ("cancelled", test_cancelled);
  ADD ("progress-in-words", test_progress_in_words);
  ADD ("items-when-asked-for", test_items_when_asked_for);
  return g_test_run ();
}
