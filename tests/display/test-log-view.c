/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-log-view.h"

typedef struct
{
  GtkWidget *window;
  ResiteLogView *log;
  GtkTextBuffer *buffer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->log = RESITE_LOG_VIEW (resite_log_view_new ());
  fixture->window = display_show (GTK_WIDGET (fixture->log));
  fixture->buffer = gtk_text_view_get_buffer (display_child (fixture->log, "view"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
}

static char *
read_all (Fixture *fixture)
{
  char *text = NULL;

  g_object_get (fixture->buffer, "text", &text, NULL);
  return text;
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = read_all (fixture);

  g_assert_cmpstr (text, ==, expected);
}

static void
append (Fixture *fixture, ResiteLogSeverity severity, const char *word, const char *line)
{
  resite_log_view_append (fixture->log, severity, word, line);
}

static int
get_cursor_line (Fixture *fixture)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (fixture->buffer, &iter,
                                    gtk_text_buffer_get_insert (fixture->buffer));
  return gtk_text_iter_get_line (&iter);
}

static gboolean
is_sensitive (Fixture *fixture, const char *id)
{
  return gtk_widget_get_sensitive (display_child (fixture->log, id));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  resite_log_view_set_source (fixture->log, "E:\\SMS\\Logs\\distmgr.log");
  resite_log_view_set_empty_text (fixture->log, "No line since 12:00. " STRANGE_TEXT);
  display_assert_says (fixture->log, "E:\\SMS\\Logs\\distmgr.log");
  display_assert_says (fixture->log, "No line since 12:00. " STRANGE_TEXT);
  display_assert_says (fixture->log, "0 lines, 0 errors");
  g_assert_false (is_sensitive (fixture, "copy_button"));
  g_assert_false (is_sensitive (fixture, "keep_button"));
  g_assert_false (is_sensitive (fixture, "error_button"));
}

/* A line that means something says so in words: colour alone tells nobody. */
static void
test_lines (Fixture *fixture, gconstpointer data)
{
  append (fixture, RESITE_LOG_PLAIN, NULL, "begins");
  append (fixture, RESITE_LOG_GOOD, "the package was sent", "Sent C0100010");
  append (fixture, RESITE_LOG_BAD, "it failed", "Error 5");
  append (fixture, RESITE_LOG_BAD, NULL, "Error 6");
  assert_text (fixture,
               "begins\n✓ the package was sent: Sent C0100010\n✗ it failed: Error 5\n✗ Error 6");
  display_assert_says (fixture->log, "4 lines, 2 errors");
  g_assert_true (is_sensitive (fixture, "copy_button"));
  g_assert_true (is_sensitive (fixture, "error_button"));
}

static void
test_one_line_each (Fixture *fixture, gconstpointer data)
{
  append (fixture, RESITE_LOG_PLAIN, NULL, "with\r\nbreaks\n");
  append (fixture, RESITE_LOG_PLAIN, NULL, "");
  append (fixture, RESITE_LOG_PLAIN, NULL, "last");
  assert_text (fixture, "with  breaks \n\nlast");
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, 3);
  display_assert_says (fixture->log, "3 lines, 0 errors");
}

static void
test_strange_lines (Fixture *fixture, gconstpointer data)
{
  append (fixture, RESITE_LOG_GOOD, STRANGE_TEXT, STRANGE_TEXT);
  append (fixture, RESITE_LOG_PLAIN, NULL, RTL_TEXT);
  assert_text (fixture, "✓ " STRANGE_TEXT ": " STRANGE_TEXT "\n" RTL_TEXT);
  gtk_widget_set_direction (GTK_WIDGET (fixture->log), GTK_TEXT_DIR_RTL);
  g_assert_cmpint (gtk_widget_get_direction (display_child (fixture->log, "view")), ==,
                   GTK_TEXT_DIR_LTR);
}

/* The newest stay; what is counted is what is there. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  append (fixture, RESITE_LOG_BAD, "it failed", "an error that goes out of sight");
  for (guint i = 0; i < RESITE_LOG_VIEW_LINES + 50; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u", i);

      append (fixture, i == 2000 ? RESITE_LOG_BAD : RESITE_LOG_PLAIN, NULL, line);
    }
  text = read_all (fixture);
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, RESITE_LOG_VIEW_LINES);
  g_assert_true (g_str_has_prefix (text, "line 50\n"));
  g_assert_true (g_str_has_suffix (text, "\nline 2049"));
  g_assert_null (strstr (text, "out of sight"));
  display_assert_says (fixture->log, "lines, 1 error");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  append (fixture, RESITE_LOG_BAD, NULL, "Error 5");
  resite_log_view_clear (fixture->log);
  assert_text (fixture, "");
  display_assert_says (fixture->log, "0 lines, 0 errors");
  g_assert_false (is_sensitive (fixture, "error_button"));
  append (fixture, RESITE_LOG_PLAIN, NULL, "anew");
  assert_text (fixture, "anew");
}

static void
test_errors_in_turn (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *follow = display_child (fixture->log, "follow_button");

  for (int i = 0; i < 30; i++)
    append (fixture, i == 5 || i == 20 ? RESITE_LOG_BAD : RESITE_LOG_PLAIN, NULL, "line");
  g_assert_true (gtk_toggle_button_get_active (follow));
  display_click (display_child (fixture->log, "error_button"));
  g_assert_cmpint (get_cursor_line (fixture), ==, 5);
  g_assert_false (gtk_toggle_button_get_active (follow));
  g_assert_true (display_focus (fixture->window) == display_child (fixture->log, "view"));
  display_click (display_child (fixture->log, "error_button"));
  g_assert_cmpint (get_cursor_line (fixture), ==, 20);
  display_click (display_child (fixture->log, "error_button"));
  g_assert_cmpint (get_cursor_line (fixture), ==, 5);
  resite_log_view_find_error (fixture->log, 1);
  g_assert_cmpint (get_cursor_line (fixture), ==, 20);
  resite_log_view_find_error (fixture->log, -1);
  g_assert_cmpint (get_cursor_line (fixture), ==, 5);
}

/* The very first line counts too, and nothing happens where there is no error. */
static void
test_error_at_the_edges (Fixture *fixture, gconstpointer data)
{
  append (fixture, RESITE_LOG_PLAIN, NULL, "fine");
  resite_log_view_find_error (fixture->log, 1);
  resite_log_view_find_error (fixture->log, -1);
  resite_log_view_clear (fixture->log);
  append (fixture, RESITE_LOG_BAD, NULL, "first");
  append (fixture, RESITE_LOG_PLAIN, NULL, "fine");
  append (fixture, RESITE_LOG_BAD, NULL, "last");
  resite_log_view_find_error (fixture->log, 1);
  g_assert_cmpint (get_cursor_line (fixture), ==, 0);
  resite_log_view_find_error (fixture->log, 1);
  g_assert_cmpint (get_cursor_line (fixture), ==, 2);
  resite_log_view_find_error (fixture->log, -1);
  g_assert_cmpint (get_cursor_line (fixture), ==, 0);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *all = NULL;
  g_autofree char *chosen = NULL;

  append (fixture, RESITE_LOG_PLAIN, NULL, "one");
  append (fixture, RESITE_LOG_GOOD, "well", "two");
  display_click (display_child (fixture->log, "copy_button"));
  all = display_read_clipboard ();
  g_assert_cmpstr (all, ==, "one\n✓ well: two");
  gtk_text_buffer_get_iter_at_line (fixture->buffer, &start, 0);
  gtk_text_buffer_get_iter_at_line (fixture->buffer, &end, 1);
  gtk_text_buffer_select_range (fixture->buffer, &start, &end);
  display_click (display_child (fixture->log, "copy_button"));
  chosen = display_read_clipboard ();
  g_assert_cmpstr (chosen, ==, "one\n");
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_auto (DisplayHeard) heard = { 0 };

  display_listen (fixture->log, "keep", display_heard_text_cb, &heard);
  append (fixture, RESITE_LOG_BAD, "it failed", STRANGE_TEXT);
  display_click (display_child (fixture->log, "keep_button"));
  g_assert_cmpuint (heard.count, ==, 1);
  g_assert_cmpstr (heard.text, ==, "✗ it failed: " STRANGE_TEXT);
}

static double
get_distance_to_end (Fixture *fixture)
{
  GtkAdjustment *adjustment =
      gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (display_child (fixture->log, "view")));

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

static void
test_follow (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *follow = display_child (fixture->log, "follow_button");

  for (int i = 0; i < 200; i++)
    append (fixture, RESITE_LOG_PLAIN, NULL, "line");
  display_until (get_distance_to_end (fixture) < 30);
  gtk_toggle_button_set_active (follow, FALSE);
  for (int i = 0; i < 200; i++)
    append (fixture, RESITE_LOG_PLAIN, NULL, "line");
  display_until (get_distance_to_end (fixture) > 200);
  gtk_toggle_button_set_active (follow, TRUE);
  display_until (get_distance_to_end (fixture) < 30);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  append (fixture, RESITE_LOG_BAD, NULL, "Error 5");
  display_assert_named (fixture->window);
  g_assert_true (display_named (fixture->log, "Lines of the log") ==
                 display_child (fixture->log, "view"));
  g_assert_nonnull (display_named (fixture->log, "Copy the lines of the log"));
}

/* The view is left by Tab: it must not swallow it. */
static void
test_tab_leaves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  append (fixture, RESITE_LOG_BAD, NULL, "Error 5");
  gtk_widget_grab_focus (display_child (fixture->log, "view"));
  display_press (fixture->window, GDK_KEY_Tab, 0);
  g_assert_true (display_focus (fixture->window) != display_child (fixture->log, "view"));
  stops = display_list_tab_stops (fixture->window);
  g_assert_cmpuint (stops->len, ==, 5);
  display_press (fixture->window, GDK_KEY_x, 0);
  assert_text (fixture, "✗ Error 5");
}

/* The idle that scrolls must not outlive the view. */
static void
test_gone_while_scrolling (void)
{
  GtkWidget *log = resite_log_view_new ();
  GtkWidget *window = display_show (log);

  for (int i = 0; i < 100; i++)
    resite_log_view_append (RESITE_LOG_VIEW (log), RESITE_LOG_PLAIN, NULL, "line");
  display_destroy (window);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/log-view/empty", test_empty);
  add ("/log-view/lines", test_lines);
  add ("/log-view/one-line-each", test_one_line_each);
  add ("/log-view/strange-lines", test_strange_lines);
  add ("/log-view/limit", test_limit);
  add ("/log-view/clear", test_clear);
  add ("/log-view/errors-in-turn", test_errors_in_turn);
  add ("/log-view/error-at-the-edges", test_error_at_the_edges);
  add ("/log-view/copy", test_copy);
  add ("/log-view/keep", test_keep);
  add ("/log-view/follow", test_follow);
  add ("/log-view/names", test_names);
  add ("/log-view/tab-leaves", test_tab_leaves);
  g_test_add_func ("/log-view/gone-while-scrolling", test_gone_while_scrolling);
  return g_test_run ();
}
