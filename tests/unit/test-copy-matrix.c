/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-copy-matrix"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "copy-fixture.h"
#include "faulty-folder.h"

/* Every option with every other, and every moment at which a copy can be held up. */

#define SAME_TIME (G_USEC_PER_SEC * 1000000000LL)

/* new: only in the source; same: size, time and content; stale: another size; twin: same size and
 * time, other content; S0100001.PCK: a package that is already there and may be written. */
static void
put_states (Fixture *self)
{
  put (self->source, "new.txt", "only here");
  put (self->source, "same.txt", "the same");
  put (self->target, "same.txt", "the same");
  put (self->source, "stale.txt", "the new content");
  put (self->target, "stale.txt", "old");
  put (self->source, "twin.txt", "AAAA");
  put (self->target, "twin.txt", "BBBB");
  put (self->source, "S0100001.PCK", "package");
  put (self->target, "S0100001.PCK", "package");
  put (self->target, "extra.txt", "only there");
  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "same.txt", "twin.txt", "S0100001.PCK" };
      set_time (self->source, names[i], SAME_TIME);
      set_time (self->target, names[i], SAME_TIME);
    }
}

static char *
read_text (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static void
assert_text (Fixture *self, const char *name, const char *expected)
{
  g_autofree char *text = read_text (self->target, name);

  g_assert_cmpstr (text, ==, expected);
}

/* What neither writes nor is told otherwise leaves the target as it was. */
static void
assert_untouched (Fixture *self)
{
  g_assert_false (exists (self->target, "new.txt"));
  assert_text (self, "stale.txt", "old");
  assert_text (self, "twin.txt", "BBBB");
  g_assert_true (may_write (self->target, "S0100001.PCK"));
}

static void
assert_written (Fixture *self, const ResiteCopyOptions *options)
{
  assert_text (self, "new.txt", "only here");
  assert_text (self, "stale.txt", "the new content");
  /* A comparison by size and time is what was asked for. */
  assert_text (self, "twin.txt", options->delta ? "BBBB" : "AAAA");
  g_assert_cmpint (may_write (self->target, "S0100001.PCK"), ==, !options->make_packages_read_only);
}

static void
run_combination (Fixture *self, const ResiteCopyOptions *options)
{
  ResiteJob *job = make_job_between (self, NULL, NULL, options);
  g_autoptr (GError) error = NULL;

  g_assert_true (run_job (job, &error));
  g_assert_no_error (error);
  if (options->verify_only || options->dry_run)
    assert_untouched (self);
  else
    assert_written (self, options);
  /* Nothing of ours stays, nothing of others goes, and the source is as it was. */
  assert_text (self, "extra.txt", "only there");
  assert_text (self, "same.txt", "the same");
  g_assert_cmpuint (count_strays (self->root), ==, 0);
  g_assert_false (exists (self->source, "extra.txt"));
  g_assert_cmpstr (state_of (job, "extra.txt"), ==, "extra");
  if (options->verify_only)
    {
      g_assert_cmpstr (state_of (job, "new.txt"), ==, "failed");
      /* Who only looks gets no file read. */
      g_assert_cmpstr (state_of (job, "twin.txt"), ==, options->dry_run ? "queued" : "failed");
      g_assert_cmpstr (state_of (job, "same.txt"), ==, options->dry_run ? "queued" : "verified");
    }
  else if (options->dry_run)
    {
      g_assert_cmpstr (state_of (job, "new.txt"), ==, "new");
      g_assert_cmpstr (state_of (job, "stale.txt"), ==, "changed");
    }
  g_assert_cmpfloat (resite_job_get_fraction (job), ==, 1);
  g_object_unref (job);
}

static void
test_combinations (void)
{
  static const guint workers[] = { 0, 1, 8 };

  for (guint bits = 0; bits < 32; bits++)
    {
      Fixture self;
      const ResiteCopyOptions options = { .delta = bits & 1,
                                          .verify_only = (bits & 2) != 0,
                                          .no_verify = (bits & 4) != 0,
                                          .dry_run = (bits & 8) != 0,
                                          .make_packages_read_only = (bits & 16) != 0,
                                          .workers = workers[bits % 3] };

      g_test_message ("delta %d verify %d no-verify %d dry %d read-only %d", options.delta,
                      options.verify_only, options.no_verify, options.dry_run,
                      options.make_packages_read_only);
      fixture_set_up (&self, NULL);
      put_states (&self);
      run_combination (&self, &options);
      fixture_tear_down (&self, NULL);
    }
}

/* A second run over the same ledger finds nothing to do, whatever the first one was. */
static void
test_twice (void)
{
  for (guint bits = 0; bits < 8; bits++)
    {
      Fixture self;
      const ResiteCopyOptions options = { .delta = bits & 1,
                                          .no_verify = (bits & 2) != 0,
                                          .make_packages_read_only = (bits & 4) != 0 };

      fixture_set_up (&self, NULL);
      put_states (&self);
      g_autoptr (ResiteJob) first = copy (&self, &options, RESITE_JOB_DONE);
      const gint64 changed = get_time (self.target, "new.txt");
      g_autoptr (ResiteJob) second = copy (&self, &options, RESITE_JOB_DONE);
      g_assert_cmpstr (state_of (second, "new.txt"), !=, "failed");
      g_assert_cmpint (get_time (self.target, "new.txt"), ==, changed);
      g_clear_object (&first);
      g_clear_object (&second);
      fixture_tear_down (&self, NULL);
    }
}

static void
test_only (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "new.txt", "stale.txt", "S0100001.PCK" };
  g_autoptr (GError) error = NULL;

  put_states (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const ResiteCopyOptions one = { .only = names[i], .make_packages_read_only = TRUE };
      g_autoptr (ResiteJob) job = copy (self, &one, RESITE_JOB_DONE);
      g_assert_cmpuint (g_list_model_get_n_items (resite_job_get_items (job)), ==, 1);
      assert_same_content (self, names[i]);
    }
  assert_text (self, "twin.txt", "BBBB");
  const ResiteCopyOptions missing = { .only = "nowhere.txt" };
  ResiteJob *job = make_job_between (self, NULL, NULL, &missing);
  gboolean good = run_job (job, &error);
  g_assert_true (!good || resite_job_count_items (job, RESITE_ITEM_FAILED) == 1);
  g_assert_false (exists (self->target, "nowhere.txt"));
  g_object_unref (job);
}

/* One file asked for by a name that leads elsewhere. */
static void
test_only_outside (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "../outside", "a/../../outside", "/etc/hostname" };

  put (self->root, "outside", "not asked for");
  put_states (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const ResiteCopyOptions one = { .only = names[i] };
      g_autoptr (GError) error = NULL;
      ResiteJob *job = make_job_between (self, NULL, NULL, &one);
      gboolean good = run_job (job, &error);
      g_test_message ("%s: %s", names[i], error != NULL ? error->message : "");
      g_assert_true (!good || resite_job_count_items (job, RESITE_ITEM_FAILED) == 1);
      g_object_unref (job);
    }
  g_assert_false (exists (self->target, "outside"));
  g_assert_false (exists (self->target, "etc"));
}

/* Moments. */

typedef struct
{
  ResiteJobState at;
  gboolean cancel;
  guint seen;
} Moment;

static void
state_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  Moment *moment = data;

  moment->seen++;
  if (resite_job_get_state (job) == RESITE_JOB_RUNNING && moment->at == RESITE_JOB_RUNNING)
    resite_job_cancel (job);
  else if (resite_job_get_state (job) == RESITE_JOB_RUNNING && moment->seen == 1)
    resite_job_set_paused (job, TRUE);
  else if (resite_job_get_state (job) == moment->at && moment->cancel)
    resite_job_cancel (job);
  else if (resite_job_get_state (job) == moment->at)
    resite_job_set_paused (job, FALSE);
}

static void
hold_up (Fixture *self, ResiteJobState at, gboolean cancel)
{
  Moment moment = { at, cancel, 0 };
  g_autoptr (GError) error = NULL;
  ResiteJob *job = make_job_between (self, NULL, NULL, NULL);

  g_signal_connect (job, "notify::state", G_CALLBACK (state_cb), &moment);
  const gboolean good = run_job (job, &error);
  g_assert_cmpint (good, ==, !cancel);
  if (cancel)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (job), ==, cancel ? RESITE_JOB_CANCELLED : RESITE_JOB_DONE);
  g_assert_cmpuint (moment.seen, >=, 2);
  g_assert_finalize_object (job);
}

/* Held up at each moment, the next run brings it to the end. */
static void
test_moments (Fixture *self, gconstpointer data)
{
  static const ResiteJobState states[] = { RESITE_JOB_RUNNING, RESITE_JOB_PAUSING,
                                           RESITE_JOB_PAUSED };

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%02u", i);
      put_large (self->source, name, 300 * 1024 + i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    hold_up (self, states[i], TRUE);
  g_autoptr (ResiteJob) job = copy (self, NULL, RESITE_JOB_DONE);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%02u", i);
      assert_same_content (self, name);
    }
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

static void
test_pauses_and_goes_on (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%02u", i);
      put_large (self->source, name, 200 * 1024 + i);
    }
  hold_up (self, RESITE_JOB_PAUSED, FALSE);
  assert_same_content (self, "f29");
}

/* The target goes while the copy is on its way; nothing is made in its place. */
static void
take_target_away_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  Fixture *self = data;
  g_autofree char *aside = g_build_filename (self->root, "aside", NULL);

  if (resite_job_get_state (job) == RESITE_JOB_RUNNING)
    g_assert_cmpint (g_rename (self->target, aside), ==, 0);
}

static void
test_target_goes (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ResiteJob *job = NULL;

  put (self->source, "one", "1");
  put (self->source, "deep/two", "2");
  job = make_job_between (self, NULL, NULL, NULL);
  g_signal_connect (job, "notify::state", G_CALLBACK (take_target_away_cb), self);
  const gboolean good = run_job (job, &error);
  g_test_message ("%s", error != NULL ? error->message : "");
  g_assert_false (good && resite_job_get_state (job) == RESITE_JOB_DONE);
  g_assert_false (exists (self->root, "target/one"));
  g_object_unref (job);
}

/* Targets that do not tell cases apart. */

static gboolean
no_fault_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  return TRUE;
}

static void
keep_message_cb (ResiteJob *job, GParamSpec *pspec, GString *told)
{
  const char *message = resite_job_get_message (job);

  g_string_append (told, message != NULL ? message : "");
}

/* What was told on the way. */
static char *
copy_to_caseless (Fixture *self, gboolean remote)
{
  const ResiteFolderTraits traits = {
    .remote = remote, .syncs = TRUE, .renames_over = TRUE, .ignores_case = TRUE
  };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, no_fault_hook, NULL);
  ResiteJob *job = make_job_between (self, NULL, target, NULL);
  GString *told = g_string_new (NULL);

  FAULTY_FOLDER (target)->traits = &traits;
  g_signal_connect (job, "notify::message", G_CALLBACK (keep_message_cb), told);
  g_assert_true (run_job (job, NULL));
  g_assert_finalize_object (job);
  return g_string_free (told, FALSE);
}

static void
test_case_is_told_before (Fixture *self, gconstpointer data)
{
  g_autofree char *here = NULL;
  g_autofree char *server = NULL;

  put (self->source, "a", "a");
  here = copy_to_caseless (self, FALSE);
  g_assert_nonnull (strstr (here, "upper from lower case"));
  /* Of a server everybody knows that, so that it is told where it matters. */
  server = copy_to_caseless (self, TRUE);
  g_assert_null (strstr (server, "upper from lower case"));
}

static void
test_names_that_differ_in_case (Fixture *self, gconstpointer data)
{
  g_autofree char *told = NULL;

  put (self->source, "Name", "one");
  put (self->source, "name", "other");
  told = copy_to_caseless (self, TRUE);
  g_assert_nonnull (strstr (told, "only one of them"));
  g_assert_true (exists (self->target, "Name") != exists (self->target, "name"));
}

int
main (int argc, char *argv[])
{
#define ADD(path, function)                                                                        \
  g_test_add ("/copy-matrix/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copy-matrix/combinations", test_combinations);
  g_test_add_func ("/copy-matrix/twice", test_twice);
  ADD ("only", test_only);
  ADD ("only-outside", test_only_outside);
  ADD ("moments", test_moments);
  ADD ("pauses-and-goes-on", test_pauses_and_goes_on);
  ADD ("target-goes", test_target_goes);
  g_test_add ("/copy-matrix/case-is-told-before", Fixture, NULL, fixture_set_up,
              test_case_is_told_before, fixture_tear_down);
  g_test_add ("/copy-matrix/names-that-differ-in-case", Fixture, NULL, fixture_set_up,
              test_names_that_differ_in_case, fixture_tear_down);
  return g_test_run ();
}
