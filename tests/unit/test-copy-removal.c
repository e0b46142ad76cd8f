/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"
#include "resite-copy-removal.h"

/* A ledger that lets the test look on, and step in, as rows come. */
G_DECLARE_FINAL_TYPE (WatchedLedger, watched_ledger, WATCHED, LEDGER, GObject)

struct _WatchedLedger
{
  GObject parent_instance;

  ResiteLedger *kept;
  void (*look) (WatchedLedger *self, const ResiteLedgerRow *row);
  const char *folder;
  GCancellable *cancellable;
  const char *refuses; /* a digest or state */
  guint announced;
  guint removed;
};

static gboolean
watched_ledger_commit (ResiteLedger *ledger, GPtrArray *rows, GError **error)
{
  WatchedLedger *self = WATCHED_LEDGER (ledger);

  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];

      if (self->refuses != NULL && (g_strcmp0 (row->digest, self->refuses) == 0 ||
                                    g_strcmp0 (row->state, self->refuses) == 0))
        {
          g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE, "the disk is full");
          return FALSE;
        }
      if (self->look != NULL)
        self->look (self, row);
    }
  return resite_ledger_commit (self->kept, rows, error);
}

static GPtrArray *
watched_ledger_read (ResiteLedger *ledger, GError **error)
{
  return resite_ledger_read (WATCHED_LEDGER (ledger)->kept, error);
}

static void
watched_ledger_init_ledger (ResiteLedgerInterface *iface)
{
  iface->commit = watched_ledger_commit;
  iface->read = watched_ledger_read;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WatchedLedger, watched_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER,
                                                      watched_ledger_init_ledger))

static void
watched_ledger_finalize (GObject *object)
{
  g_object_unref (WATCHED_LEDGER (object)->kept);
  G_OBJECT_CLASS (watched_ledger_parent_class)->finalize (object);
}

static void
watched_ledger_class_init (WatchedLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = watched_ledger_finalize;
}

static void
watched_ledger_init (WatchedLedger *self)
{
  self->kept = resite_memory_ledger_new ();
}

static WatchedLedger *
watch (Fixture *self)
{
  WatchedLedger *ledger = g_object_new (watched_ledger_get_type (), NULL);

  g_object_unref (self->ledger);
  self->ledger = RESITE_LEDGER (ledger);
  ledger->folder = self->target;
  return ledger;
}

static gboolean
is_announced (const ResiteLedgerRow *row)
{
  return g_strcmp0 (row->digest, RESITE_COPY_REMOVING) == 0;
}

/* First the word, then the deed, then the word. */
static void
look_at_order (WatchedLedger *self, const ResiteLedgerRow *row)
{
  if (is_announced (row))
    {
      g_assert_true (exists (self->folder, row->name));
      g_assert_cmpstr (row->state, ==, "extra");
      self->announced++;
    }
  else if (g_str_equal (row->state, "removed"))
    {
      g_assert_false (exists (self->folder, row->name));
      self->removed++;
    }
}

static const ResiteCopyOptions delete_extra = { .delete_extra = TRUE };

static void
test_word_before_deed (Fixture *self, gconstpointer data)
{
  WatchedLedger *ledger = watch (self);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "kept/file", "1");
  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *name = g_strdup_printf ("gone/%u/file", i);

      put (self->target, name, "22");
    }
  put (self->target, "kept/old", "22");
  ledger->look = look_at_order;
  job = copy (self, &delete_extra, RESITE_JOB_DONE);
  g_assert_cmpuint (ledger->announced, ==, 451);
  g_assert_cmpuint (ledger->removed, ==, 451);
  g_assert_cmpstr (state_of (job, "gone/7/file"), ==, "removed");
  g_assert_false (exists (self->target, "gone"));
  assert_same_content (self, "kept/file");
  g_assert_cmpint (get_total (job, "extra_files"), ==, 451);
  g_assert_cmpint (get_total (job, "extra_bytes"), ==, 902);
}

/* What cannot be announced stays. */
static void
test_ledger_is_full (Fixture *self, gconstpointer data)
{
  WatchedLedger *ledger = watch (self);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "file", "1");
  put (self->target, "old", "22");
  ledger->refuses = RESITE_COPY_REMOVING;
  job = copy (self, &delete_extra, RESITE_JOB_FAILED);
  g_assert_true (exists (self->target, "old"));
  assert_same_content (self, "file");
}

/* Killed, so to say, between the deed and the second word: the next copy knows who it was. */
static void
test_second_word_is_lost (Fixture *self, gconstpointer data)
{
  WatchedLedger *ledger = watch (self);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJob) again = NULL;
  g_autoptr (ResiteLedgerRow) row = NULL;

  put (self->source, "file", "1");
  put (self->target, "old", "22");
  ledger->refuses = "removed";
  job = copy (self, &delete_extra, RESITE_JOB_FAILED);
  g_assert_false (exists (self->target, "old"));
  ledger->refuses = NULL;
  again = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (again, "old"), ==, "removed");
  row = find_row (self->ledger, "old");
  g_assert_cmpstr (row->state, ==, "removed");
}

static void
put_folder_in_its_place (WatchedLedger *self, const ResiteLedgerRow *row)
{
  g_autofree char *path = g_build_filename (self->folder, row->name, NULL);

  if (!is_announced (row))
    return;
  g_assert_cmpint (g_remove (path), ==, 0);
  put (path, "below", "somebody's");
}

static void
test_what_cannot_be_removed (Fixture *self, gconstpointer data)
{
  WatchedLedger *ledger = watch (self);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteLedgerRow) row = NULL;

  put (self->source, "file", "1");
  put (self->target, "old", "22");
  ledger->look = put_folder_in_its_place;
  job = copy (self, &delete_extra, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "old", "old");
  g_assert_true (exists (self->target, "old/below"));
  row = find_row (self->ledger, "old");
  g_assert_cmpstr (row->state, ==, "failed");
}

static void
take_it_away (WatchedLedger *self, const ResiteLedgerRow *row)
{
  g_autofree char *path = g_build_filename (self->folder, row->name, NULL);

  if (is_announced (row))
    g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_somebody_else_was_quicker (Fixture *self, gconstpointer data)
{
  WatchedLedger *ledger = watch (self);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "file", "1");
  put (self->target, "old", "22");
  ledger->look = take_it_away;
  job = copy (self, &delete_extra, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "old"), ==, "removed");
}

static void
cancel_then (WatchedLedger *self, const ResiteLedgerRow *row)
{
  if (is_announced (row))
    g_cancellable_cancel (self->cancellable);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  WatchedLedger *ledger = watch (self);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJob) again = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  put (self->source, "file", "1");
  put (self->target, "old", "22");
  ledger->look = cancel_then;
  ledger->cancellable = cancellable;
  job = make_job_between (self, NULL, NULL, &delete_extra);
  resite_job_run_async (job, cancellable, job_over_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (resite_job_run_finish (job, result, NULL));
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_CANCELLED);
  g_assert_true (exists (self->target, "old"));
  ledger->look = NULL;
  again = copy (self, &delete_extra, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (again, "old"), ==, "removed");
  g_assert_false (exists (self->target, "old"));
}

static void
test_read_only_and_hidden (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->target, "C0100001.PCK", NULL);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "file", "1");
  put (self->target, "C0100001.PCK", "22");
  put (self->target, ".hidden", "22");
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  job = copy (self, &delete_extra, RESITE_JOB_DONE);
  g_assert_false (exists (self->target, "C0100001.PCK"));
  g_assert_false (exists (self->target, ".hidden"));
}

/* A link is a name like others: it goes, and what it leads to stays. */
static void
test_links (Fixture *self, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (self->root, "outside", NULL);
  g_autofree char *link = g_build_filename (self->target, "link", NULL);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "file", "1");
  put (outside, "precious", "1");
  g_assert_cmpint (symlink (outside, link), ==, 0);
  job = copy (self, &delete_extra, RESITE_JOB_DONE);
  g_assert_false (exists (self->target, "link"));
  g_assert_true (exists (outside, "precious"));
}

/* A folder of the source that nobody may read could hold what looks extra. */
static void
test_source_in_the_dark (Fixture *self, gconstpointer data)
{
  g_autofree char *dark = g_build_filename (self->source, "dark", NULL);
  g_autoptr (ResiteJob) job = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may read everything");
      return;
    }
  put (self->source, "file", "1");
  put (self->source, "dark/file", "1");
  put (self->target, "dark/file", "1");
  put (self->target, "old", "22");
  g_assert_cmpint (g_chmod (dark, 0), ==, 0);
  job = copy (self, &delete_extra, RESITE_JOB_DONE_WITH_FAILURES);
  g_assert_cmpint (g_chmod (dark, 0755), ==, 0);
  g_assert_true (exists (self->target, "dark/file"));
  g_assert_cmpstr (state_of (job, "old"), ==, "extra");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/copy-removal/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("word-before-deed", test_word_before_deed);
  ADD ("ledger-is-full", test_ledger_is_full);
  ADD ("second-word-is-lost", test_second_word_is_lost);
  ADD ("what-cannot-be-removed", test_what_cannot_be_removed);
  ADD ("somebody-else-was-quicker", test_somebody_else_was_quicker);
  ADD ("cancelled", test_cancelled);
  ADD ("read-only-and-hidden", test_read_only_and_hidden);
  ADD ("links", test_links);
  ADD ("source-in-the-dark", test_source_in_the_dark);
  return g_test_run ();
}
