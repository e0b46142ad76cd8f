/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ftw.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

#include "resite-error.h"
#include "resite-run.h"

/* What the tests of runs share: a site in a temporary folder – a plan, machines that are folders, a
 * preload tool that keeps a list of its calls – and a run over it that is moved step by step. */

#define FIXTURE_BY "J. Doe"

typedef struct
{
  char *folder;
  char *data;
  char *plan;
  char *runbook;
  char *calls; /* what the tool was called with, a line each */
  ResiteClock *clock;
  ResiteRun *run;
} Fixture;

static inline char *
fixture_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static inline void
fixture_write (Fixture *fixture, const char *name, const char *text, int mode)
{
  g_autofree char *path = fixture_path (fixture, name);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, (guint)mode), ==, 0);
}

/* Decides by what the real tool decides by: is the file there, is it read-only? */
static inline void
fixture_write_tool (Fixture *fixture)
{
  g_autofree char *text = g_strdup_printf (
      "#!/bin/sh\n"
      "echo \"$1\" >> '%s'\n"
      "test -e \"$1.PCK\" || { echo \"No file for $1\"; exit 1; }\n"
      "case $(stat -c %%A \"$1.PCK\") in *w*) echo \"Cannot open $1\"; exit 0;; esac\n"
      "echo \"Forward package status for pkg $1 to site S01\"\n"
      "echo 'Successfully set the Compressed Package Path on this site'\n"
      "echo 'Successfully forwarded the information up the hierarchy'\n",
      fixture->calls);

  fixture_write (fixture, "tool", text, 0755);
}

static inline void
fixture_set_plan (Fixture *fixture, const char *group, const char *key, const char *value)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_file (file, fixture->plan, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  if (value != NULL)
    g_key_file_set_string (file, group, key, value);
  else
    g_key_file_remove_key (file, group, key, NULL);
  g_key_file_save_to_file (file, fixture->plan, &error);
  g_assert_no_error (error);
}

static inline void
fixture_set_plan_path (Fixture *fixture, const char *group, const char *key, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);

  fixture_set_plan (fixture, group, key, path);
}

static inline void
fixture_write_plan (Fixture *fixture)
{
  g_autofree char *sample =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "sample.siteplan", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (sample, &text, NULL, &error);
  g_assert_no_error (error);
  fixture_write (fixture, "site.siteplan", text, 0644);
  fixture_set_plan_path (fixture, "old", "files", "old");
  fixture_set_plan_path (fixture, "new", "files", "new");
  fixture_set_plan_path (fixture, "source", "files", "source");
  fixture_set_plan_path (fixture, "desk", "snapshot-folder", "stick");
  fixture_set_plan_path (fixture, "tools", "preload-desk", "tool");
  fixture_set_plan (fixture, "options", "known-packages", NULL);
  fixture_set_plan (fixture, "options", "canary-package", NULL);
  fixture_set_plan (fixture, "options", "proof-package", NULL);
  fixture_set_plan (fixture, "options", "first-package", NULL);
  fixture_set_plan (fixture, "options", "emergency-share", "no");
}

static inline void
fixture_write_site (Fixture *fixture)
{
  fixture_write (fixture, "source/D/SMSPKG/C0100010.PCK", "ten thousand bytes, nearly", 0444);
  fixture_write (fixture, "source/D/SMSPKG/C0100011.PCK", "small", 0444);
  fixture_write (fixture, "source/D/SMSPKG/C0100012.PCK", "of middling size", 0444);
  fixture_write (fixture, "new/E/marker.txt", "here", 0644);
  fixture_write (fixture, "new/E/SMS/Logs/setup.log", "setup begins\r\n", 0644);
  fixture_write (fixture, "old/E/there.txt", "here", 0644);
  fixture_write (fixture, "stick/readme.txt", "a stick", 0644);
}

static inline char *
fixture_find_runbook (const char *name)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "runbooks", "engine",
                           name, NULL);
}

static inline Fixture *
fixture_new (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("resite-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->data = fixture_path (fixture, "data");
  fixture->plan = fixture_path (fixture, "site.siteplan");
  fixture->calls = fixture_path (fixture, "calls.txt");
  fixture->runbook = fixture_find_runbook ("road.xml");
  fixture_write_plan (fixture);
  fixture_write_site (fixture);
  fixture_write_tool (fixture);
  return fixture;
}

static inline int
fixture_remove_entry (const char *path, const struct stat *info, int type, struct FTW *place)
{
  return remove (path);
}

/* Turning the main loop until a callback was called. */

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} FixtureWait;

static inline void
fixture_wait_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  FixtureWait *wait = data;

  wait->result = g_object_ref (result);
  if (wait->loop != NULL)
    g_main_loop_quit (wait->loop);
}

static inline GAsyncResult *
fixture_wait (FixtureWait *wait)
{
  if (wait->result == NULL)
    {
      wait->loop = g_main_loop_new (NULL, FALSE);
      g_main_loop_run (wait->loop);
      g_clear_pointer (&wait->loop, g_main_loop_unref);
    }
  return g_steal_pointer (&wait->result);
}

static inline void
fixture_close (Fixture *fixture)
{
  FixtureWait wait = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  if (fixture->run == NULL)
    return;
  resite_run_close_async (fixture->run, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  resite_run_close_finish (fixture->run, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&fixture->run));
}

static inline void
fixture_free (Fixture *fixture)
{
  fixture_close (fixture);
  nftw (fixture->folder, fixture_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_clear_object (&fixture->clock);
  g_free (fixture->folder);
  g_free (fixture->data);
  g_free (fixture->plan);
  g_free (fixture->runbook);
  g_free (fixture->calls);
  g_free (fixture);
}

static inline void
fixture_try_start (Fixture *fixture, gboolean rehearsal, GError **error)
{
  FixtureWait wait = { NULL, NULL };
  ResiteRunOptions options = { .clock = fixture->clock, .phone = "0711" };

  resite_run_start_async (fixture->data, fixture->plan, fixture->runbook, rehearsal, FIXTURE_BY,
                          &options, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  fixture->run = resite_run_new_finish (result, error);
}

static inline void
fixture_start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture_try_start (fixture, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->run);
}

static inline ResiteRun *
fixture_try_open (Fixture *fixture, const char *path, ResiteRunMode mode, const char *reason,
                  GError **error)
{
  FixtureWait wait = { NULL, NULL };
  ResiteRunOptions options = { .clock = fixture->clock, .phone = "0712" };

  resite_run_open_async (path, mode, FIXTURE_BY, reason, &options, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  return resite_run_new_finish (result, error);
}

/* Closes the run and opens it again, as the next morning. */
static inline void
fixture_reopen (Fixture *fixture)
{
  g_autofree char *path =
      g_strdup (resite_journal_get_path (resite_run_get_journal (fixture->run)));
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  fixture->run = fixture_try_open (fixture, path, RESITE_RUN_ACT, NULL, &error);
  g_assert_no_error (error);
}

/* Facts are name, value ... NULL. */
static inline ResiteMove *
fixture_move_valist (ResiteMoveKind kind, const char *step, va_list facts)
{
  ResiteMove *move = resite_move_new (kind, FIXTURE_BY, step);
  const char *name;

  while ((name = va_arg (facts, const char *)) != NULL)
    resite_move_set (move, name, va_arg (facts, const char *));
  return move;
}

/* Every signature has its snapshot in the journal, and the run has taken in the last event. */
static inline gboolean
fixture_is_settled (Fixture *fixture)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);
  const char *hash = resite_run_state_get_last_hash (resite_run_get_state (fixture->run));
  int owed = 0;

  g_assert_nonnull (events);
  for (guint i = 0; i < events->len; i++)
    {
      const char *what = resite_event_get_what (events->pdata[i]);

      owed += g_str_equal (what, RESITE_EVENT_SIGNED);
      owed -= g_str_equal (what, RESITE_EVENT_SNAPSHOT);
    }
  return owed <= 0 && g_strcmp0 (resite_event_get_hash (events->pdata[events->len - 1]), hash) == 0;
}

/* A snapshot goes on behind the signature that asked for it, and says so in the journal when it
 * is over; what a test compares with the journal next must not come in between. */
static inline void
fixture_wait_for_snapshot (Fixture *fixture)
{
  const char *folder = resite_plan_get (resite_run_get_plan (fixture->run), "desk.snapshot-folder");
  gint64 end = g_get_monotonic_time () + 120 * G_TIME_SPAN_SECOND;

  if (folder == NULL || *folder == '\0')
    return;
  while (!fixture_is_settled (fixture) && g_get_monotonic_time () < end)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (1000);
    }
}

static inline gboolean
fixture_perform (Fixture *fixture, ResiteMove *move, GCancellable *cancellable, GError **error)
{
  FixtureWait wait = { NULL, NULL };
  gboolean done;

  resite_run_perform_async (fixture->run, move, cancellable, fixture_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = fixture_wait (&wait);
  done = resite_run_perform_finish (fixture->run, result, error);
  if (done && resite_move_get_kind (move) == RESITE_MOVE_SIGN)
    fixture_wait_for_snapshot (fixture);
  return done;
}

G_GNUC_NULL_TERMINATED static inline void
fixture_do (Fixture *fixture, ResiteMoveKind kind, const char *step, ...)
{
  g_autoptr (GError) error = NULL;
  va_list facts;

  va_start (facts, step);
  g_autoptr (ResiteMove) move = fixture_move_valist (kind, step, facts);
  va_end (facts);
  fixture_perform (fixture, move, NULL, &error);
  g_assert_no_error (error);
}

/* The move is refused, with @part in the reason, and nothing is written. */
G_GNUC_NULL_TERMINATED static inline void
fixture_refuse (Fixture *fixture, int code, const char *part, ResiteMoveKind kind, const char *step,
                ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) check_error = NULL;
  g_autofree char *hash =
      g_strdup (resite_run_state_get_last_hash (resite_run_get_state (fixture->run)));
  va_list facts;

  va_start (facts, step);
  g_autoptr (ResiteMove) move = fixture_move_valist (kind, step, facts);
  va_end (facts);
  g_assert_false (resite_run_check_move (fixture->run, move, &check_error));
  g_assert_false (fixture_perform (fixture, move, NULL, &error));
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_cmpstr (error->message, ==, check_error->message);
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, error->message);
  g_assert_cmpstr (resite_run_state_get_last_hash (resite_run_get_state (fixture->run)), ==, hash);
}

static inline ResiteStepRun *
fixture_step (Fixture *fixture, const char *name)
{
  ResiteStepRun *step = resite_run_find_step (fixture->run, name);

  g_assert_nonnull (step);
  return step;
}

#define fixture_assert_status(fixture, name, expected)                                             \
  g_assert_cmpstr (                                                                                \
      resite_step_status_to_string (resite_step_run_get_status (fixture_step (fixture, name))),    \
      ==, expected)

#define fixture_assert_current(fixture, name)                                                      \
  g_assert_cmpstr (resite_step_run_get_name (resite_run_get_current ((fixture)->run)), ==, name)

/* How many events of this kind the journal has. */
static inline guint
fixture_count_events (Fixture *fixture, const char *what, const char *step)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    count += g_str_equal (resite_event_get_what (events->pdata[i]), what) &&
             (step == NULL || g_strcmp0 (resite_event_get_step (events->pdata[i]), step) == 0);
  return count;
}

/* The newest event of this kind. */
static inline ResiteEvent *
fixture_find_event (Fixture *fixture, const char *what)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);

  for (guint i = events->len; i > 0; i--)
    if (g_str_equal (resite_event_get_what (events->pdata[i - 1]), what))
      return g_object_ref (events->pdata[i - 1]);
  g_error ("There is no event %s", what);
}

static inline char *
fixture_read_calls (Fixture *fixture)
{
  char *text = NULL;

  return g_file_get_contents (fixture->calls, &text, NULL, NULL) ? text : g_strdup ("");
}

/* From the start up to, but without, @step, everything as it should be. */
static inline void
fixture_walk_to (Fixture *fixture, const char *stop)
{
  static const struct
  {
    const char *step;
    ResiteMoveKind kind;
    const char *facts[4];
  } walk[] = {
    { "P1", RESITE_MOVE_START, { NULL } },
    { "P3", RESITE_MOVE_DONE, { NULL } },
    { "W1", RESITE_MOVE_FILL, { "field.limit", "25", NULL } },
    { "C1", RESITE_MOVE_START, { NULL } },
    { "G1", RESITE_MOVE_SIGN, { NULL } },
    { "C2", RESITE_MOVE_DONE, { NULL } },
    { "C3", RESITE_MOVE_DONE, { NULL } },
    { "W1", RESITE_MOVE_FILL, { "field.limit", "30", NULL } },
    { "C6@primary.1", RESITE_MOVE_DONE, { NULL } },
    { "C6@primary.2", RESITE_MOVE_DONE, { NULL } },
    { "C11", RESITE_MOVE_DONE, { NULL } },
    { "R3", RESITE_MOVE_START, { NULL } },
    { "R4", RESITE_MOVE_START, { NULL } },
    { "R4", RESITE_MOVE_JUDGE, { "verdict", "good", NULL } },
    { "R8", RESITE_MOVE_START, { NULL } },
    { "R10", RESITE_MOVE_START, { NULL } },
    { "N1", RESITE_MOVE_START, { NULL } },
    { "G6", RESITE_MOVE_SIGN, { "released-by", "M. Ivanova", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (walk); i++)
    {
      if (stop != NULL && g_str_equal (walk[i].step, stop))
        return;
      fixture_do (fixture, walk[i].kind, walk[i].step, walk[i].facts[0], walk[i].facts[1], NULL);
    }
}
