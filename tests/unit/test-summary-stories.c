/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "summary-story.h"

/* What is told of runs in which something happened: as text, as JSON, and both the same. */

static void
assert_text (const Story *story, const char *text)
{
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);
  g_autofree char *words = g_regex_replace_literal (blanks, text, -1, 0, " ", 0, NULL);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strstr (text, "${"));
  g_assert_null (strstr (text, "not in the plan"));
  g_assert_null (strstr (text, "(null)"));
  for (guint i = 0; i < G_N_ELEMENTS (story->says) && story->says[i] != NULL; i++)
    if (strstr (words, story->says[i]) == NULL)
      g_error ("%s: “%s” is missing in:\n%s", story->name, story->says[i], text);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_null_member (object, name) ? NULL
                                                    : json_object_get_string_member (object, name);
}

/* The first words of a text: later ones may stand on the next line or be cut. */
static char *
take_beginning (const char *text)
{
  glong length = MIN (g_utf8_strlen (text, -1), 14);

  return g_utf8_substring (text, 0, length);
}

/* Of very many the first forty are told. */
static void
assert_told (const Story *story, const char *text, JsonArray *rows, const char *member)
{
  for (guint i = 0; i < MIN (json_array_get_length (rows), 40); i++)
    {
      const char *value = get_string (json_array_get_object_element (rows, i), member);
      g_autofree char *beginning = value != NULL ? take_beginning (value) : NULL;

      if (beginning != NULL && strstr (text, beginning) == NULL)
        g_error ("%s: “%s” of the JSON is not in the text:\n%s", story->name, beginning, text);
    }
}

static void
assert_steps (JsonArray *steps, const char *text)
{
  static const char *const known[] = { "todo",        "running",  "waiting",    "stopped",
                                       "interrupted", "failed",   "look-again", "done",
                                       "skipped",     "left-out", NULL };

  g_assert_cmpuint (json_array_get_length (steps), >, 45);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *status = get_string (step, "status");
      const char *ended = get_string (step, "ended");

      g_assert_true (g_strv_contains (known, status));
      g_assert_cmpint (json_object_get_int_member (step, "attempt"), >=, 1);
      g_assert_true (ended == NULL || get_string (step, "started") != NULL);
      if (g_str_equal (status, "done"))
        {
          g_assert_nonnull (get_string (step, "by"));
          g_assert_nonnull (strstr (text, get_string (step, "step")));
        }
    }
}

static void
assert_works (JsonArray *works)
{
  for (guint i = 0; i < json_array_get_length (works); i++)
    {
      JsonObject *work = json_array_get_object_element (works, i);
      JsonObject *states = json_object_get_object_member (work, "states");
      g_autoptr (GList) values = json_object_get_values (states);
      gint64 sum = 0;

      for (GList *l = values; l != NULL; l = l->next)
        sum += json_node_get_int (l->data);
      g_assert_cmpint (json_object_get_int_member (work, "good") +
                           json_object_get_int_member (work, "failed"),
                       <=, sum);
      g_assert_cmpfloat (json_object_get_double_member (work, "seconds"), >=, 0);
    }
}

static void
test_story (RunFolder *fixture, gconstpointer data)
{
  const Story *story = data;
  g_autoptr (ResiteSummary) summary = story_summarize (fixture->path, story);
  g_autofree char *text = resite_summary_to_text (summary);
  g_autofree char *json = resite_summary_to_json (summary);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  assert_text (story, text);
  g_assert_null (strchr (json, '\n'));
  json_parser_load_from_data (parser, json, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (json_object_get_boolean_member (root, "rehearsal") == story->shape.rehearsal);
  assert_told (story, text, json_object_get_array_member (root, "departures"), "text");
  assert_told (story, text, json_object_get_array_member (root, "open_points"), "text");
  assert_told (story, text, json_object_get_array_member (root, "not_right"), "name");
  assert_steps (json_object_get_array_member (root, "steps"), text);
  assert_works (json_object_get_array_member (root, "works"));
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (root, "attachments")), ==,
                   story->shape.attachments);
  g_assert_cmpint (json_object_get_int_member (root, "seconds"), >=, 0);
}

static JsonParser *
parse_story (RunFolder *fixture, const char *name)
{
  JsonParser *parser = json_parser_new ();
  g_autoptr (ResiteSummary) summary = NULL;
  g_autofree char *json = NULL;
  guint i = 0;

  while (!g_str_equal (stories[i].name, name))
    i++;
  g_unlink (fixture->path);
  summary = story_summarize (fixture->path, &stories[i]);
  json = resite_summary_to_json (summary);
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  return parser;
}

static JsonObject *
find_step (JsonParser *parser, const char *id)
{
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonArray *steps = json_object_get_array_member (root, "steps");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);

      if (g_str_equal (get_string (step, "step"), id))
        return step;
    }
  g_error ("no step %s", id);
}

static void
test_conditions (RunFolder *fixture, gconstpointer data)
{
  static const struct
  {
    const char *story;
    const char *condition;
    gboolean draft;
  } rows[] = {
    { "nothing", "open", TRUE },        { "one-step", "open", TRUE },
    { "way-back", "went-back", FALSE }, { "aborted", "aborted", FALSE },
    { "corrected", "ended", FALSE },    { "running", "open", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonParser) parser = parse_story (fixture, rows[i].story);
      JsonObject *root = json_node_get_object (json_parser_get_root (parser));

      g_assert_cmpstr (get_string (root, "condition"), ==, rows[i].condition);
      g_assert_true (json_object_get_boolean_member (root, "draft") == rows[i].draft);
    }
}

static void
test_attempts (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (JsonParser) parser = parse_story (fixture, "attempts");
  JsonObject *step = find_step (parser, "C5");

  g_assert_cmpint (json_object_get_int_member (step, "attempt"), ==, 3);
  g_assert_cmpstr (get_string (step, "status"), ==, "done");
  g_assert_cmpstr (get_string (step, "how"), ==, "H");
}

static void
test_people (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (JsonParser) parser = parse_story (fixture, "take-over");
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonArray *people = json_object_get_array_member (root, "people");

  g_assert_cmpuint (json_array_get_length (people), ==, 3);
  g_assert_cmpstr (json_array_get_string_element (people, 0), ==, "J. Doe");
  g_assert_cmpstr (json_array_get_string_element (people, 1), ==, "A. Second");
  g_assert_cmpstr (json_array_get_string_element (people, 2), ==, "B. Third");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autofree char *path = g_strconcat ("/summary-stories/", stories[i].name, NULL);

      g_test_add (path, RunFolder, &stories[i], run_folder_set_up, test_story,
                  run_folder_tear_down);
    }
  g_test_add ("/summary-stories/is/condition", RunFolder, NULL, run_folder_set_up, test_conditions,
              run_folder_tear_down);
  g_test_add ("/summary-stories/is/attempts", RunFolder, NULL, run_folder_set_up, test_attempts,
              run_folder_tear_down);
  g_test_add ("/summary-stories/is/people", RunFolder, NULL, run_folder_set_up, test_people,
              run_folder_tear_down);
  return g_test_run ();
}
