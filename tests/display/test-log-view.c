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

typedef enum
{
  PLAIN,
  GOOD,
  BAD
} Kind;

static void
append_of (Fixture *fixture, const char *file, Kind kind, const char *word, const char *line)
{
  resite_log_view_append (fixture->log, file, line, word,
                          kind == BAD ? RESITE_LINE_ERROR : RESITE_LINE_INFORMATION, kind == GOOD);
  resite_log_view_flush (fixture->log);
}

static void
append (Fixture *fixture, Kind kind, const char *word, const char *line)
{
  append_of (fixture, "distmgr.log", kind, word, line);
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
  append (fixture, PLAIN, NULL, "begins");
  append (fixture, GOOD, "the package was sent", "Sent C0100010");
  append (fixture, BAD, "it failed", "Error 5");
  append (fixture, BAD, NULL, "Error 6");
  assert_text (fixture,
               "begins\n✓ the package was sent: Sent C0100010\n✗ it failed: Error 5\n✗ Error 6");
  display_assert_says (fixture->log, "4 lines, 2 errors");
  g_assert_true (is_sensitive (fixture, "copy_button"));
  g_assert_true (is_sensitive (fixture, "error_button"));
}

static void
test_one_line_each (Fixture *fixture, gconstpointer data)
{
  append (fixture, PLAIN, NULL, "with\r\nbreaks\n");
  append (fixture, PLAIN, NULL, "");
  append (fixture, PLAIN, NULL, "last");
  assert_text (fixture, "with  breaks\n\nlast");
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, 3);
  display_assert_says (fixture->log, "3 lines, 0 errors");
}

static void
test_strange_lines (Fixture *fixture, gconstpointer data)
{
  append (fixture, GOOD, STRANGE_TEXT, STRANGE_TEXT);
  append (fixture, PLAIN, NULL, RTL_TEXT);
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

  append (fixture, BAD, "it failed", "an error that goes out of sight");
  for (guint i = 0; i < RESITE_LOG_VIEW_LINES + 50; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u", i);

      resite_log_view_append (fixture->log, "distmgr.log", line, NULL,
                              i == 2000 ? RESITE_LINE_ERROR : RESITE_LINE_INFORMATION, FALSE);
      if (i % 7000 == 0)
        resite_log_view_flush (fixture->log);
    }
  resite_log_view_flush (fixture->log);
  text = read_all (fixture);
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, RESITE_LOG_VIEW_LINES);
  g_assert_true (g_str_has_prefix (text, "line 50\n"));
  g_assert_true (g_str_has_suffix (text, "\nline 20049"));
  g_assert_null (strstr (text, "out of sight"));
  display_assert_says (fixture->log, "lines, 1 error");
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  append (fixture, BAD, NULL, "Error 5");
  resite_log_view_clear (fixture->log);
  assert_text (fixture, "");
  display_assert_says (fixture->log, "0 lines, 0 errors");
  g_assert_false (is_sensitive (fixture, "error_button"));
  append (fixture, PLAIN, NULL, "anew");
  assert_text (fixture, "anew");
}

static void
test_errors_in_turn (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *follow = display_child (fixture->log, "follow_button");

  for (int i = 0; i < 30; i++)
    append (fixture, i == 5 || i == 20 ? BAD : PLAIN, NULL, "line");
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
  append (fixture, PLAIN, NULL, "fine");
  resite_log_view_find_error (fixture->log, 1);
  resite_log_view_find_error (fixture->log, -1);
  resite_log_view_clear (fixture->log);
  append (fixture, BAD, NULL, "first");
  append (fixture, PLAIN, NULL, "fine");
  append (fixture, BAD, NULL, "last");
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

  append (fixture, PLAIN, NULL, "one");
  append (fixture, GOOD, "well", "two");
  display_click (display_child (fixture->log, "copy_button"));
  all = display_read_clipboard ();
  g_assert_cmpstr (all, ==, "one\ntwo\n");
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
  append (fixture, BAD, "it failed", STRANGE_TEXT);
  display_click (display_child (fixture->log, "keep_button"));
  g_assert_cmpuint (heard.count, ==, 1);
  g_assert_cmpstr (heard.text, ==, STRANGE_TEXT "\n");
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
    append (fixture, PLAIN, NULL, "line");
  display_until (get_distance_to_end (fixture) < 30);
  gtk_toggle_button_set_active (follow, FALSE);
  for (int i = 0; i < 200; i++)
    append (fixture, PLAIN, NULL, "line");
  display_until (get_distance_to_end (fixture) > 200);
  gtk_toggle_button_set_active (follow, TRUE);
  display_until (get_distance_to_end (fixture) < 30);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  append (fixture, BAD, NULL, "Error 5");
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

  append (fixture, BAD, NULL, "Error 5");
  gtk_widget_grab_focus (display_child (fixture->log, "view"));
  display_press (fixture->window, GDK_KEY_Tab, 0);
  g_assert_true (display_focus (fixture->window) != display_child (fixture->log, "view"));
  stops = display_list_tab_stops (fixture->window);
  g_assert_cmpuint (stops->len, ==, 9);
  gtk_widget_grab_focus (display_child (fixture->log, "view"));
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
    resite_log_view_append (RESITE_LOG_VIEW (log), "a.log", "line", NULL, RESITE_LINE_INFORMATION,
                            FALSE);
  display_destroy (window);
}

#define SERVER_LINE(text, second)                                                                  \
  text "  $$<SMS_LAN_SENDER><Tue Oct 14 14:10:" second                                             \
       ".000 2008 Central Daylight Time><thread=1780 (0x6F4)>"
#define NO_SERVER SERVER_LINE ("~There is no existing connection, Win32 error = 53", "20")
#define CONTENT   SERVER_LINE ("~Package file = E:\\SMSPKG\\P0100012.PCK", "21")
#define IDLE      SERVER_LINE ("Checking for site-specific sending capacity.  Used 0 out of 3.~", "22")

/* The marks of the log go, its time comes first, and a code is told in words beside it. */
static void
test_meaning (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  append_of (fixture, "sender.log", PLAIN, NULL, NO_SERVER);
  append_of (fixture, "sender.log", PLAIN, NULL, CONTENT);
  append_of (fixture, "sender.log", PLAIN, NULL, IDLE);
  text = read_all (fixture);
  g_assert_true (g_str_has_prefix (text, "✗ 14:10:20 There is no existing connection, Win32 error "
                                         "= 53  ⇒ Windows error 53: "));
  g_assert_nonnull (strstr (text, "\n! 14:10:21 The whole package is being sent: Package file = "));
  g_assert_nonnull (strstr (text, "\n14:10:22 Checking for site-specific"));
  g_assert_null (strstr (text, "$$<"));
  display_assert_says (fixture->log, "3 lines, 1 error");
}

/* Nothing is lost, nothing moves. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *pause = display_child (fixture->log, "pause_button");

  append (fixture, PLAIN, NULL, "before");
  gtk_toggle_button_set_active (pause, TRUE);
  for (int i = 0; i < 300; i++)
    resite_log_view_append (fixture->log, "distmgr.log", "while it stands", NULL,
                            RESITE_LINE_INFORMATION, FALSE);
  display_until (display_says (fixture->log, "Paused, 300 new lines"));
  assert_text (fixture, "before");
  g_assert_true (resite_log_view_is_paused (fixture->log));
  resite_log_view_set_paused (fixture->log, FALSE);
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, 301);
  display_assert_says (fixture->log, "301 lines, 0 errors");
  display_assert_silent (fixture->log, "Paused");
}

/* Without a call to flush the lines come by themselves. */
static void
test_by_itself (Fixture *fixture, gconstpointer data)
{
  resite_log_view_append (fixture->log, "a.log", "one", NULL, RESITE_LINE_INFORMATION, FALSE);
  resite_log_view_append (fixture->log, "a.log", "two", NULL, RESITE_LINE_INFORMATION, FALSE);
  display_until (display_says (fixture->log, "2 lines"));
  assert_text (fixture, "one\ntwo");
}

static void
fill_mixed (Fixture *fixture)
{
  append_of (fixture, "sender.log", PLAIN, NULL, NO_SERVER);
  append_of (fixture, "sender.log", PLAIN, NULL, CONTENT);
  append_of (fixture, "distmgr.log", PLAIN, NULL, "Sleep 3600 seconds...");
  append_of (fixture, "distmgr.log", GOOD, "it is quiet", "Used 0 out of 3 allowed threads");
}

static void
test_filter_words (Fixture *fixture, gconstpointer data)
{
  GtkWidget *words = display_named (fixture->log, "Words that the lines hold");

  fill_mixed (fixture);
  display_type (words, "SLEEP");
  display_until (display_says (fixture->log, "1 of 4 lines, 0 errors"));
  append_of (fixture, "distmgr.log", PLAIN, NULL, "Sleep again");
  append_of (fixture, "distmgr.log", PLAIN, NULL, "something else");
  display_assert_says (fixture->log, "2 of 6 lines");
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, 2);
  display_type (words, "nowhere");
  display_until (display_says (fixture->log, "No line is as you look for it."));
  display_type (words, "");
  display_until (display_says (fixture->log, "6 lines, 1 error"));
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, 6);
}

static void
test_filter_rest (Fixture *fixture, gconstpointer data)
{
  GtkComboBox *show = GTK_COMBO_BOX (display_named (fixture->log, "Which lines are shown"));
  GtkWidget *package = display_named (fixture->log, "Only lines of this package");
  GtkComboBox *file;

  fill_mixed (fixture);
  file = GTK_COMBO_BOX (display_named (fixture->log, "Lines of which log"));
  gtk_combo_box_set_active_id (file, "distmgr.log");
  display_until (display_says (fixture->log, "2 of 4 lines, 0 errors"));
  gtk_combo_box_set_active (file, 0);
  gtk_combo_box_set_active (show, RESITE_LOG_SHOW_MARKED);
  display_assert_says (fixture->log, "3 of 4 lines, 1 error");
  gtk_combo_box_set_active (show, RESITE_LOG_SHOW_WARNINGS);
  display_assert_says (fixture->log, "2 of 4 lines, 1 error");
  gtk_combo_box_set_active (show, RESITE_LOG_SHOW_ERRORS);
  display_assert_says (fixture->log, "1 of 4 lines, 1 error");
  gtk_combo_box_set_active (show, RESITE_LOG_SHOW_ALL);
  display_type (package, "p0100012");
  display_until (display_says (fixture->log, "1 of 4 lines, 0 errors"));
}

/* What is kept is what is seen, with the log that each line is of. */
static void
test_keep_mixed (Fixture *fixture, gconstpointer data)
{
  g_auto (DisplayHeard) heard = { 0 };
  GtkTextIter start;
  GtkTextIter end;

  display_listen (fixture->log, "keep", display_heard_text_cb, &heard);
  fill_mixed (fixture);
  gtk_text_buffer_get_iter_at_line (fixture->buffer, &start, 1);
  gtk_text_buffer_get_iter_at_line_offset (fixture->buffer, &end, 2, 3);
  gtk_text_buffer_select_range (fixture->buffer, &start, &end);
  resite_log_view_keep (fixture->log);
  g_assert_cmpstr (heard.text, ==,
                   "[sender.log]\n" CONTENT "\n[distmgr.log]\nSleep 3600 seconds...\n");
  resite_log_view_clear (fixture->log);
  resite_log_view_keep (fixture->log);
  g_assert_cmpuint (heard.count, ==, 1);
}

/* A filter that hides the oldest lines must not make others go when those go. */
static void
test_limit_filtered (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < RESITE_LOG_VIEW_LINES + 10; i++)
    resite_log_view_append (fixture->log, "a.log", i % 2 == 0 ? "even" : "odd", NULL,
                            RESITE_LINE_INFORMATION, FALSE);
  resite_log_view_flush (fixture->log);
  display_type (display_named (fixture->log, "Words that the lines hold"), "odd");
  display_until (gtk_text_buffer_get_line_count (fixture->buffer) == 10000);
  for (guint i = 0; i < 5; i++)
    append_of (fixture, "a.log", PLAIN, NULL, "other");
  g_assert_cmpint (gtk_text_buffer_get_line_count (fixture->buffer), ==, 9998);
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
  add ("/log-view/meaning", test_meaning);
  add ("/log-view/pause", test_pause);
  add ("/log-view/by-itself", test_by_itself);
  add ("/log-view/filter-words", test_filter_words);
  add ("/log-view/filter-rest", test_filter_rest);
  add ("/log-view/keep-mixed", test_keep_mixed);
  add ("/log-view/limit-filtered", test_limit_filtered);
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
