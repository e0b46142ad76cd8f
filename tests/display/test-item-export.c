/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "display-items.h"
#include "display.h"
#include "job-run.h"
#include "resite-item-table.h"
#include "resite-row-text.h"

#define MANY 10000

/* A reader of CSV by RFC 4180: what any spreadsheet would make of the file. */

static GPtrArray *
parse_line (const char **place)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  GString *cell = g_string_new (NULL);
  const char *c = *place;
  gboolean quoted = FALSE;

  for (; *c != '\0'; c++)
    {
      if (*c == '"' && quoted && c[1] == '"')
        g_string_append_c (cell, *c++);
      else if (*c == '"')
        quoted = !quoted;
      else if (!quoted && *c == ',')
        {
          g_ptr_array_add (cells, g_string_free (cell, FALSE));
          cell = g_string_new (NULL);
        }
      else if (!quoted && *c == '\r' && c[1] == '\n')
        break;
      else
        g_string_append_c (cell, *c);
    }
  g_assert_false (quoted);
  g_ptr_array_add (cells, g_string_free (cell, FALSE));
  *place = *c == '\r' ? c + 2 : c;
  return cells;
}

static GPtrArray *
parse (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  while (*text != '\0')
    g_ptr_array_add (lines, parse_line (&text));
  return lines;
}

static const char *
get_cell (GPtrArray *lines, guint line, guint cell)
{
  GPtrArray *cells;

  g_assert_cmpuint (line, <, lines->len);
  cells = g_ptr_array_index (lines, line);
  g_assert_cmpuint (cells->len, ==, 7);
  return g_ptr_array_index (cells, cell);
}

static GPtrArray *export(GListStore *items)
{
  g_autofree char *csv = resite_row_text_csv (G_LIST_MODEL (items));

  return parse (csv);
}

static void
test_heading (void)
{
  g_autoptr (GListStore) items = items_new ();
  g_autofree char *csv = resite_row_text_csv (G_LIST_MODEL (items));

  g_assert_cmpstr (csv, ==, "name,size,state,message,tries,seconds,output\r\n");
}

static void
test_plain (void)
{
  g_autoptr (GListStore) items = items_new ();
  ResiteJobItem *item = items_add (items, "C0100010", NULL, NULL);
  g_autofree char *csv = NULL;

  resite_job_item_set_progress (item, 20, 1500);
  resite_job_item_set_result (item, "fine", 0, 12.7, 2);
  resite_job_item_set (item, "forwarded", "as told");
  csv = resite_row_text_csv (G_LIST_MODEL (items));
  g_assert_true (g_str_has_suffix (csv, "\r\nC0100010,1500,forwarded,as told,2,12,fine\r\n"));
}

/* The raw state stands there, not its word: a file is for programs as well. */
static void
test_unknown_size (void)
{
  g_autoptr (GListStore) items = items_new ();
  g_autoptr (GPtrArray) lines = NULL;

  items_add (items, "a", "half-done", "");
  lines = export(items);
  g_assert_cmpstr (get_cell (lines, 1, 1), ==, "");
  g_assert_cmpstr (get_cell (lines, 1, 2), ==, "half-done");
}

static void
test_quoting (void)
{
  static const char *const texts[] = {
    "a,b",          "say \"yes\"", "\"", "\"\"", "two\nlines",
    "two\r\nlines", "tail,",       ",",  "\r",   "a\"b,c\nd",
  };
  g_autoptr (GListStore) items = items_new ();
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ResiteJobItem *item = items_add (items, texts[i], "failed", texts[i]);

      resite_job_item_set_result (item, texts[i], 0, 1, 1);
    }
  lines = export(items);
  g_assert_cmpuint (lines->len, ==, 1 + G_N_ELEMENTS (texts));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *name = get_cell (lines, i + 1, 0);

      /* An apostrophe may stand before what would be a formula. */
      g_assert_cmpstr (*name == '\'' ? name + 1 : name, ==, texts[i]);
      g_assert_true (g_str_has_suffix (get_cell (lines, i + 1, 3), texts[i]));
      g_assert_true (g_str_has_suffix (get_cell (lines, i + 1, 6), texts[i]));
    }
}

/* A file name can be anything; a spreadsheet must not run it. */
static void
test_formulas (void)
{
  static const char *const texts[] = {
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://example.invalid\",\"x\")",
    "\t=1+1",
    "\r=1+1",
    "-",
    "=",
  };
  g_autoptr (GListStore) items = items_new ();
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ResiteJobItem *item = items_add (items, texts[i], "failed", texts[i]);

      resite_job_item_set_result (item, texts[i], 0, 1, 1);
    }
  lines = export(items);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint column = 0; column < 7; column += 3)
      {
        const char *cell = get_cell (lines, i + 1, column);

        g_assert_cmpint (cell[0], ==, '\'');
        g_assert_cmpstr (cell + 1, ==, texts[i]);
      }
}

/* What only has such a sign inside is left as it is. */
static void
test_no_formulas (void)
{
  static const char *const texts[] = { "C01-10", "a=b", "x@y", "1+1", "'quoted'", "", " =1" };
  g_autoptr (GListStore) items = items_new ();
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    items_add (items, texts[i], "failed", texts[i]);
  lines = export(items);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpstr (get_cell (lines, i + 1, 0), ==, texts[i]);
}

static void
test_unicode (void)
{
  g_autoptr (GListStore) items = items_new ();
  g_autoptr (GPtrArray) lines = NULL;

  items_add (items, RTL_TEXT, "failed", "Größe über 4 GiB, „zu viel“ 😀");
  items_add (items, STRANGE_TEXT, "copied", NULL);
  lines = export(items);
  g_assert_cmpstr (get_cell (lines, 1, 0), ==, RTL_TEXT);
  g_assert_cmpstr (get_cell (lines, 1, 3), ==, "Größe über 4 GiB, „zu viel“ 😀");
  g_assert_cmpstr (get_cell (lines, 2, 0), ==, STRANGE_TEXT);
}

static void
test_every_row (void)
{
  g_autoptr (GListStore) items = items_new ();
  g_autoptr (GPtrArray) lines = NULL;

  items_add_many (items, MANY, "copied");
  lines = export(items);
  g_assert_cmpuint (lines->len, ==, MANY + 1);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("C01%05X", i);

      g_assert_cmpstr (get_cell (lines, i + 1, 0), ==, name);
    }
}

/* For the clipboard: one line, whatever the message holds. */
static void
test_copy_is_one_line (void)
{
  g_autoptr (ResiteJobItem) item = resite_job_item_new ("C0100010");
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  resite_job_item_set (item, "failed", "one\ntwo\tthree\r\nfour");
  resite_job_item_set_progress (item, 0, 2000);
  text = resite_row_text_copy (item);
  g_assert_null (strpbrk (text, "\r\n"));
  parts = g_strsplit (text, "\t", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_cmpstr (parts[0], ==, "C0100010");
  g_assert_cmpstr (parts[1], ==, "2.0 kB");
  g_assert_cmpstr (parts[2], ==, "✗ failed");
}

static gboolean
holds (const char *path, const char *expected)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_equal (text, expected);
}

/* Through the button and the file chooser, down to the disk; a filter leaves nothing out. */
static void
test_file (void)
{
  g_autoptr (GListStore) items = items_new ();
  GtkWidget *table = resite_item_table_new ();
  char *folder = job_run_make_folder ();
  g_autofree char *path = g_build_filename (folder, "table & <b>.csv", NULL);
  g_autofree char *expected = NULL;
  GtkWidget *window;

  items_add (items, "=evil", "failed", "a,\"b\"");
  items_add (items, RTL_TEXT, "copied", "");
  resite_item_table_set_items (RESITE_ITEM_TABLE (table), G_LIST_MODEL (items), "Packages");
  window = display_show (table);
  display_until (gtk_widget_get_sensitive (display_child (table, "export_button")));
  display_type (display_child (table, "search_entry"), "evil");
  display_click (display_child (table, "export_button"));
  display_choose_file (path);
  expected = resite_row_text_csv (G_LIST_MODEL (items));
  display_until (holds (path, expected));
  display_settle ();
  display_destroy (window);
  job_run_remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/item-export/heading", test_heading);
  g_test_add_func ("/item-export/plain", test_plain);
  g_test_add_func ("/item-export/unknown-size", test_unknown_size);
  g_test_add_func ("/item-export/quoting", test_quoting);
  g_test_add_func ("/item-export/formulas", test_formulas);
  g_test_add_func ("/item-export/no-formulas", test_no_formulas);
  g_test_add_func ("/item-export/unicode", test_unicode);
  g_test_add_func ("/item-export/every-row", test_every_row);
  g_test_add_func ("/item-export/copy-is-one-line", test_copy_is_one_line);
  g_test_add_func ("/item-export/file", test_file);
  return g_test_run ();
}
