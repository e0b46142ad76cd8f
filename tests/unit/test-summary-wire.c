/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "summary-run.h"

/* What the summary says that crossed the line, and what did not. */

typedef struct
{
  const char *name, *state, *proof;
  gint64 bytes, size;
} Row;

static void
put_rows (RunFolder *fixture, const char *scope, const Row *rows, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteJournal) journal =
      resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);

  g_assert_no_error (error);
  for (guint i = 0; i < n_rows; i++)
    {
      ResiteItemRecord *record = resite_item_record_new (rows[i].name, rows[i].state);

      record->output = g_strdup_printf ("name=Any\npreloaded=yes\nproof=%s\n", rows[i].proof);
      record->bytes = rows[i].bytes;
      record->size = rows[i].size;
      g_ptr_array_add (records, record);
    }
  resite_journal_put_items (journal, scope, records, &error);
  g_assert_no_error (error);
}

static JsonObject *
read_wire (ResiteSummary *summary, JsonParser *parser)
{
  g_autofree char *text = resite_summary_to_json (summary);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                        "wire");
}

static void
assert_number (JsonObject *wire, const char *name, gint64 expected)
{
  g_assert_cmpint (json_object_get_int_member (wire, name), ==, expected);
}

static void
test_totals (RunFolder *fixture, gconstpointer data)
{
  static const Row first[] = { { "C0100001", "installed", "info-only", 0, 340000000 } };
  static const Row all[] = {
    { "C0100001", "already", "", 0, 340000000 },
    { "C0100002", "installed", "info-only", 0, 60000000 },
    { "C0100003", "installed", "info-only", 0, -1 },
    { "C0100004", "in-full", "in-full", 2000000, 50000000 },
    { "C0100005", "assigned", "not-decided", 0, 1000 },
    { "C0100006", "left-out", "", 0, 900000000 },
  };
  const RunShape shape = { .packages = 0 };
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (ResiteSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  JsonObject *wire;

  run_write (fixture->path, &shape);
  put_rows (fixture, "R6#1/assign", first, G_N_ELEMENTS (first));
  put_rows (fixture, "R14#1/D5", all, G_N_ELEMENTS (all));
  summary = resite_summary_new (fixture->path, &error);
  g_assert_no_error (error);
  wire = read_wire (summary, parser);
  assert_number (wire, "information_only", 3);
  assert_number (wire, "in_full", 1);
  assert_number (wire, "not_decided", 1);
  assert_number (wire, "crossed_bytes", 2000000);
  assert_number (wire, "not_crossed_bytes", 400000000);
  text = resite_summary_to_text (summary);
  g_assert_nonnull (strstr (text, "400 MB did not cross the line"));
  g_assert_nonnull (strstr (text, "2.0 MB crossed it"));
  g_assert_nonnull (strstr (text, "sent in full"));
}

static void
test_nothing (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .ended = TRUE, .packages = 3 };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = resite_summary_to_text (summary);
  JsonObject *wire = read_wire (summary, parser);

  assert_number (wire, "information_only", 0);
  assert_number (wire, "crossed_bytes", 0);
  g_assert_null (strstr (text, "cross the line"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/summary-wire/totals", RunFolder, NULL, run_folder_set_up, test_totals,
              run_folder_tear_down);
  g_test_add ("/summary-wire/nothing", RunFolder, NULL, run_folder_set_up, test_nothing,
              run_folder_tear_down);
  return g_test_run ();
}
