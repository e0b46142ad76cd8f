/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A run written straight into a journal, for the tests of what is printed from it: the program's
 * own runbook, the sample plan, every step closed up to a given one, with fixed times. */

#include <string.h>
#include <glib/gstdio.h>

#include "resite-journal.h"
#include "resite-plan.h"
#include "resite-run-state.h"
#include "resite-runbook.h"
#include "resite-summary.h"

typedef struct
{
  gboolean rehearsal;
  gboolean ended;
  const char *stop_before; /* step id, or NULL: all steps are done */
  guint packages;
  guint failed; /* of the packages */
  guint notes;
  guint open_points;
  guint attachments;
  gboolean strange; /* long texts, right-to-left and emoji names, blanks and line ends */
  guint primaries;  /* 0: the plan's two */
} RunShape;

#define RUN_BEGIN G_GINT64_CONSTANT (1795340400000000)
#define LONG_TEXT                                                                                  \
  "Ein sehr langer Satz, der so lang ist, dass er in keiner Spalte Platz hat, mit Wörtern wie "   \
  "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkunde und mehr. "

typedef struct
{
  ResiteJournal *journal;
  gint64 time;
  const RunShape *shape;
} RunWriter;

static void
run_append (RunWriter *writer, ResiteEvent *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) event = NULL;

  writer->time += 90 * G_USEC_PER_SEC;
  event = resite_journal_append (writer->journal, draft, writer->time, &error);
  g_assert_no_error (error);
  g_object_unref (draft);
}

static const char *
run_person (RunWriter *writer)
{
  return writer->shape->strange
             ? "عبد الله بن محمد 👷🏽 von und zu Hohenstaufen-Wolfenbüttel"
             : "J. Doe";
}

static char *
run_read_plan (const RunShape *shape)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests/data/sample.siteplan", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sample = NULL;
  gboolean read = g_file_get_contents (path, &sample, NULL, NULL);

  g_assert_true (read);
  g_string_append (text, sample);
  for (guint i = 3; i <= shape->primaries; i++)
    g_string_append_printf (text, "\n[primary.%u]\nserver-name=HQSMS%02u\nsite-code=Q%02u\n", i, i,
                            i);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
run_append_start (RunWriter *writer, ResiteRunbook *runbook, const char *plan)
{
  ResiteEvent *draft =
      resite_event_new (RESITE_EVENT_RUN_STARTED, run_person (writer), NULL, NULL, 0);
  GBytes *source = resite_runbook_get_source (runbook);
  g_autofree char *text = g_strndup (g_bytes_get_data (source, NULL), g_bytes_get_size (source));

  resite_event_set (draft, "run", "S01-2026-014");
  resite_event_set (draft, "rehearsal", writer->shape->rehearsal ? "yes" : "no");
  resite_event_set_text (draft, "runbook", text);
  resite_event_set_text (draft, "plan", plan);
  run_append (writer, draft);
}

static void
run_put_packages (RunWriter *writer, const char *scope, const char *good, const char *bad)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < writer->shape->packages; i++)
    {
      gboolean fails = i < writer->shape->failed;
      g_autofree char *name =
          g_strdup_printf ("C01%05X%s", i + 1, writer->shape->strange ? " حزمة 📦" : "");
      ResiteItemRecord *record = resite_item_record_new (name, fails ? bad : good);

      record->size = record->bytes = 1000000 + i;
      record->seconds = 0.5;
      record->tries = fails ? 3 : 1;
      g_free (record->message);
      record->message = g_strdup (fails ? "the package file is not read-only" : "");
      g_ptr_array_add (records, record);
    }
  resite_journal_put_items (writer->journal, scope, records, &error);
  g_assert_no_error (error);
}

static gboolean
run_moves_packages (ResiteAction *action)
{
  const char *selection = resite_action_get (action, "selection");

  return resite_action_get_kind (action) == RESITE_ACTION_COPY || g_strcmp0 (selection, "all") == 0;
}

static void
run_append_action (RunWriter *writer, ResiteStep *step, const char *target, ResiteAction *action)
{
  const char *id = resite_step_get_id (step);
  const char *action_id = resite_action_get_id (action);
  gboolean copies = resite_action_get_kind (action) == RESITE_ACTION_COPY;
  g_autofree char *scope = resite_run_state_format_scope (id, target, 1, action_id);
  g_autofree char *digest = NULL;
  ResiteEvent *draft;

  draft = resite_event_new (RESITE_EVENT_ACTION_STARTED, "resite", id, target, 1);
  resite_event_set (draft, "action", action_id);
  run_append (writer, draft);
  if (run_moves_packages (action) && writer->shape->packages > 0)
    run_put_packages (writer, scope, copies ? "copied" : "forwarded", copies ? "copied" : "failed");
  digest = resite_journal_digest_items (writer->journal, scope, NULL);
  draft = resite_event_new (RESITE_EVENT_ACTION_ENDED, "resite", id, target, 1);
  resite_event_set (draft, "action", action_id);
  resite_event_set (draft, "outcome", "ok");
  resite_event_set (draft, "how", copies ? "V" : "H");
  resite_event_set (draft, "seconds", "75");
  resite_event_set (draft, "items-digest", digest);
  run_append (writer, draft);
}

static void
run_append_close (RunWriter *writer, ResiteStep *step, const char *target)
{
  const char *id = resite_step_get_id (step);
  ResiteEvent *draft;

  if (resite_step_is_pause (step))
    {
      draft = resite_event_new (RESITE_EVENT_SIGNED, run_person (writer), id, target, 1);
      if (resite_step_get_released_by (step) != NULL)
        resite_event_set (draft, "released-by", "M. Ivanova");
    }
  else if (resite_step_is_verdict (step))
    {
      draft = resite_event_new (RESITE_EVENT_JUDGED, run_person (writer), id, target, 1);
      resite_event_set (draft, "verdict", "good");
      resite_event_set (draft, "evidence", "good");
    }
  else
    draft = resite_event_new (RESITE_EVENT_STEP_DONE, run_person (writer), id, target, 1);
  run_append (writer, draft);
}

static void
run_append_step (RunWriter *writer, ResiteStep *step, const char *target)
{
  const char *id = resite_step_get_id (step);
  GPtrArray *actions = resite_step_get_actions (step);
  ResiteEvent *draft;

  if (g_str_equal (id, "R2"))
    {
      draft = resite_event_new (RESITE_EVENT_SKIPPED, run_person (writer), id, target, 1);
      resite_event_set_text (draft, "reason", "nobody uses the share here");
      run_append (writer, draft);
      return;
    }
  run_append (writer,
              resite_event_new (RESITE_EVENT_STEP_STARTED, run_person (writer), id, target, 1));
  for (guint i = 0; i < actions->len; i++)
    run_append_action (writer, step, target, g_ptr_array_index (actions, i));
  run_append_close (writer, step, target);
}

static void
run_append_steps (RunWriter *writer, ResiteRunbook *runbook, ResitePlan *plan)
{
  g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
  g_autoptr (GPtrArray) steps = resite_runbook_list_steps_for (runbook, variables);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *role = resite_step_get_for_each (step);
      g_auto (GStrv) machines = role != NULL ? resite_plan_list_machines (plan, role) : NULL;

      if (g_strcmp0 (resite_step_get_id (step), writer->shape->stop_before) == 0)
        return;
      if (g_str_equal (resite_step_get_phase_id (step), "back") ||
          !resite_runbook_has_step_for (runbook, step, variables))
        continue;
      if (machines == NULL)
        run_append_step (writer, step, NULL);
      for (guint j = 0; machines != NULL && machines[j] != NULL; j++)
        run_append_step (writer, step, machines[j]);
    }
}

static void
run_append_remarks (RunWriter *writer)
{
  const RunShape *shape = writer->shape;
  ResiteEvent *draft;

  for (guint i = 0; i < shape->notes; i++)
    {
      g_autofree char *note =
          g_strdup_printf ("note %u%s", i + 1, shape->strange ? ": " LONG_TEXT LONG_TEXT : "");

      draft = resite_event_new (RESITE_EVENT_NOTED, run_person (writer), "C3", NULL, 1);
      resite_event_set_text (draft, "note", note);
      run_append (writer, draft);
    }
  for (guint i = 0; i < shape->open_points; i++)
    {
      draft = resite_event_new (RESITE_EVENT_OPEN_POINT, run_person (writer), NULL, NULL, 0);
      resite_event_set_text (draft, "text",
                             shape->strange ? LONG_TEXT : "send the old server back");
      resite_event_set (draft, "owner", "K. Lang");
      resite_event_set (draft, "until", "2026-12-01");
      run_append (writer, draft);
    }
  for (guint i = 0; i < shape->attachments; i++)
    {
      g_autofree char *name =
          g_strdup_printf ("%sphoto %u.jpg", shape->strange ? "../صورة/" : "", i);
      g_autoptr (GBytes) bytes = g_bytes_new (name, strlen (name));

      draft = resite_event_new (RESITE_EVENT_ATTACHED, run_person (writer), "C3", NULL, 1);
      resite_event_set (draft, "name", name);
      resite_event_set_int (draft, "size", (gint64)strlen (name));
      resite_event_set_bytes (draft, "file", bytes);
      run_append (writer, draft);
    }
}

static void
run_write (const char *path, const RunShape *shape)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = resite_journal_create (path, &error);
  g_autofree char *text = run_read_plan (shape);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (&error);
  g_autoptr (ResitePlan) plan = NULL;
  RunWriter writer = { .journal = journal, .time = RUN_BEGIN, .shape = shape };

  g_assert_no_error (error);
  plan = resite_plan_new_from_data ("sample", bytes, &error);
  g_assert_no_error (error);
  run_append_start (&writer, runbook, text);
  run_append_steps (&writer, runbook, plan);
  run_append_remarks (&writer);
  if (shape->ended)
    {
      ResiteEvent *draft =
          resite_event_new (RESITE_EVENT_ENDED, run_person (&writer), NULL, NULL, 0);

      resite_event_set (draft, "how", "finished");
      run_append (&writer, draft);
    }
}

/* A folder for one test; what is in it goes with it. */
typedef struct
{
  char *folder;
  char *path; /* of the journal */
} RunFolder;

static inline void
run_folder_set_up (RunFolder *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("resite-summary-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "run.resite", NULL);
}

static inline void
run_folder_tear_down (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static inline ResiteSummary *
run_summarize (RunFolder *fixture, const RunShape *shape)
{
  g_autoptr (GError) error = NULL;
  ResiteSummary *summary;

  run_write (fixture->path, shape);
  summary = resite_summary_new (fixture->path, &error);
  g_assert_no_error (error);
  return summary;
}
