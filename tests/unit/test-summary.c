/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "resite-error.h"
#include "summary-run.h"

static JsonObject *
read_json (ResiteSummary *summary, JsonParser *parser)
{
  g_autofree char *text = resite_summary_to_json (summary);
  g_autoptr (GError) error = NULL;

  g_assert_null (strchr (text, '\n'));
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static JsonObject *
find_object (JsonObject *root, const char *array, const char *member, const char *value)
{
  JsonArray *rows = json_object_get_array_member (root, array);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_strcmp0 (json_object_get_string_member (row, member), value) == 0)
        return row;
    }
  return NULL;
}

static guint
count_rows (JsonObject *root, const char *array)
{
  return json_array_get_length (json_object_get_array_member (root, array));
}

static void
test_numbers (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = {
    .ended = TRUE, .packages = 60, .failed = 2, .notes = 4, .open_points = 3, .attachments = 5
  };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *hash = NULL;
  JsonObject *root = read_json (summary, parser);
  JsonObject *copy = find_object (root, "works", "step", "P1");
  JsonObject *preload = find_object (root, "works", "step", "R10");

  g_assert_cmpstr (json_object_get_string_member (root, "condition"), ==, "ended");
  g_assert_cmpstr (json_object_get_string_member (root, "result"), ==,
                   "Site S01 runs on new hardware. There are 3 open points.");
  g_assert_false (json_object_get_boolean_member (root, "draft"));
  g_assert_cmpint (json_object_get_int_member (copy, "good"), ==, 60);
  g_assert_cmpint (json_object_get_int_member (copy, "failed"), ==, 0);
  /* 1000000 + 1000001 + ... + 1000059 */
  g_assert_cmpint (json_object_get_int_member (copy, "bytes"), ==, 60001770);
  g_assert_cmpint (json_object_get_int_member (preload, "good"), ==, 58);
  g_assert_cmpint (json_object_get_int_member (preload, "failed"), ==, 2);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (preload, "states"), "forwarded"),
      ==, 58);
  g_assert_cmpuint (count_rows (root, "notes"), ==, 4);
  g_assert_cmpuint (count_rows (root, "open_points"), ==, 3);
  g_assert_cmpuint (count_rows (root, "attachments"), ==, 5);
  g_assert_true (resite_journal_verify (fixture->path, NULL, &hash, NULL));
  g_assert_cmpstr (json_object_get_string_member (root, "sha256"), ==, hash);
}

static void
test_steps (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .ended = TRUE, .packages = 3 };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = read_json (summary, parser);
  JsonObject *copy = find_object (root, "steps", "step", "P1");
  JsonObject *second = find_object (root, "steps", "target", "primary.2");
  JsonObject *skipped = find_object (root, "steps", "step", "R2");
  JsonObject *pause = find_object (root, "steps", "step", "G2");
  JsonObject *verdict = find_object (root, "steps", "step", "C15");
  JsonObject *departure = find_object (root, "departures", "step", "R2");

  g_assert_cmpstr (json_object_get_string_member (copy, "status"), ==, "done");
  g_assert_cmpstr (json_object_get_string_member (copy, "how"), ==, "V");
  g_assert_cmpstr (json_object_get_string_member (copy, "by"), ==, "J. Doe");
  g_assert_nonnull (strstr (json_object_get_string_member (copy, "title"), "E:\\SMSPKG"));
  g_assert_nonnull (strstr (json_object_get_string_member (second, "machine"), "CENSMS01"));
  g_assert_cmpstr (json_object_get_string_member (skipped, "status"), ==, "skipped");
  g_assert_cmpstr (json_object_get_string_member (skipped, "remark"), ==,
                   "nobody uses the share here");
  g_assert_cmpstr (json_object_get_string_member (departure, "text"), ==,
                   "nobody uses the share here");
  g_assert_cmpstr (json_object_get_string_member (pause, "released_by"), ==, "M. Ivanova");
  g_assert_cmpstr (json_object_get_string_member (verdict, "verdict"), ==, "good");
  g_assert_null (find_object (root, "steps", "step", "B1"));
}

static gboolean
find_gap (JsonObject *root)
{
  JsonArray *rows = json_object_get_array_member (root, "steps");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *title =
          json_object_get_string_member (json_array_get_object_element (rows, i), "title");

      if (strstr (title, "not in the plan") != NULL || strstr (title, "${") != NULL)
        {
          g_test_message ("%s", title);
          return TRUE;
        }
    }
  return FALSE;
}

static void
test_titles_have_no_gap (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "P0.1" };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = read_json (summary, parser);

  g_assert_false (find_gap (root));
  g_assert_true (json_object_get_boolean_member (root, "draft"));
  g_assert_nonnull (strstr (json_object_get_string_member (root, "result"), "P0.1"));
}

static ResiteJournal *
reopen (RunFolder *fixture)
{
  g_autoptr (GError) error = NULL;
  ResiteJournal *journal = resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);

  g_assert_no_error (error);
  return journal;
}

static void
append (ResiteJournal *journal, const char *what, const char *step, const char *name,
        const char *value)
{
  g_autoptr (ResiteEvent) draft = resite_event_new (what, "M. Roe", step, NULL, 1);
  g_autoptr (ResiteEvent) event = NULL;

  resite_event_set_text (draft, name, value);
  if (g_str_equal (what, RESITE_EVENT_JUDGED))
    {
      resite_event_set (draft, "verdict", "good");
      resite_event_set (draft, "evidence", "bad");
    }
  event = resite_journal_append (journal, draft, RUN_BEGIN + G_TIME_SPAN_DAY, NULL);
  g_assert_nonnull (event);
}

/* Who overruled what, and why, stands on the paper. */
static void
test_departures_are_printed (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "C15" };
  g_autoptr (ResiteSummary) summary = NULL;
  g_autoptr (ResiteJournal) journal = NULL;
  g_autofree char *text = NULL;

  run_write (fixture->path, &shape);
  journal = reopen (fixture);
  append (journal, RESITE_EVENT_JUDGED, "C15", "overrule", "the page answers, the log is late");
  append (journal, RESITE_EVENT_SET_BACK, "C12", "reason", "wrong folder was watched");
  append (journal, RESITE_EVENT_TAKEN_OVER, NULL, "reason", "desk of the night shift");
  append (journal, RESITE_EVENT_ABORTED, NULL, "reason", "the disk of the new server died");
  g_clear_object (&journal);
  summary = resite_summary_new (fixture->path, NULL);
  text = resite_summary_to_text (summary);
  g_assert_nonnull (strstr (text, "the page answers, the log is late"));
  g_assert_nonnull (strstr (text, "overruled"));
  g_assert_nonnull (strstr (text, "wrong folder was watched"));
  g_assert_nonnull (strstr (text, "desk of the night shift"));
  g_assert_nonnull (strstr (text, "the disk of the new server died"));
  g_assert_nonnull (strstr (text, "M. Roe"));
  g_assert_nonnull (strstr (text, "the run was given up at C12"));
}

static void
test_corrections_count (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "P1" };
  g_autoptr (ResiteSummary) summary = NULL;
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (ResiteEvent) draft =
      resite_event_new (RESITE_EVENT_CORRECTED, "J. Doe", NULL, NULL, 0);
  g_autoptr (ResiteEvent) event = NULL;
  g_autofree char *text = NULL;

  run_write (fixture->path, &shape);
  journal = reopen (fixture);
  resite_event_set (draft, "key", "new.serial");
  resite_event_set (draft, "old", "CZ20914F3K");
  resite_event_set (draft, "new", "CZ-OTHER-77");
  event = resite_journal_append (journal, draft, 0, NULL);
  g_clear_object (&journal);
  summary = resite_summary_new (fixture->path, NULL);
  text = resite_summary_to_text (summary);
  g_assert_nonnull (strstr (text, "CZ-OTHER-77"));
  g_assert_nonnull (strstr (text, "plan corrected"));
}

static void
test_text (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .rehearsal = TRUE, .stop_before = "C6", .packages = 7, .notes = 2 };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *text = resite_summary_to_text (summary);
  g_autofree char *path = g_build_filename (fixture->folder, "summary.txt", NULL);
  g_autofree char *saved = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (text, "*** REHEARSAL, DRAFT ***"));
  g_assert_nonnull (strstr (text, "7 copied"));
  g_assert_nonnull (strstr (text, "7XK4211"));
  g_assert_nonnull (strstr (text, "2026-11-22 09:41"));
  g_assert_nonnull (strstr (text, "(times are local, UTC+00:00)"));
  g_assert_null (strstr (text, "${"));
  g_assert_true (resite_summary_save_text (summary, path, &error));
  g_assert_true (g_file_get_contents (path, &saved, NULL, &error));
  g_assert_cmpstr (saved, ==, text);
}

static void
test_no_run (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal = NULL;

  g_assert_null (resite_summary_new (fixture->path, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  journal = resite_journal_create (fixture->path, &error);
  g_clear_object (&journal);
  g_assert_null (resite_summary_new (fixture->path, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_cannot_be_saved (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "P1" };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "summary.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (resite_summary_save_text (summary, nowhere, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_summary_save_pdf (summary, RESITE_PAPER_SUMMARY, FALSE, nowhere, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_summary_save_text (summary, "/dev/full/x", &error));
  g_assert_nonnull (error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/summary/" name, RunFolder, NULL, run_folder_set_up, function, run_folder_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("numbers", test_numbers);
  ADD ("steps", test_steps);
  ADD ("titles-have-no-gap", test_titles_have_no_gap);
  ADD ("departures-are-printed", test_departures_are_printed);
  ADD ("corrections-count", test_corrections_count);
  ADD ("text", test_text);
  ADD ("no-run", test_no_run);
  ADD ("cannot-be-saved", test_cannot_be_saved);
  return g_test_run ();
}
