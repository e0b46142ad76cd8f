/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-error.h"
#include "resite-machine.h"
#include "resite-shell-private.h"
#include "shell-server.h"

/* What is written down, in order, and what an earlier program left. */
typedef struct
{
  ShellServer *server;
  GPtrArray *lines;
  guint n_commands_at_open;
  gboolean full;
  const char *left;
} Book;

static gboolean
book_opened (const char *url, const char *shell_id, gpointer data, GError **error)
{
  Book *book = data;

  g_assert_cmpstr (url, ==, book->server->url);
  g_assert_false (g_main_context_is_owner (g_main_context_default ()));
  book->n_commands_at_open = server_count (book->server, "Command");
  g_ptr_array_add (book->lines, g_strdup_printf ("+%s", shell_id));
  if (!book->full)
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE, "the disk is full");
  return FALSE;
}

static void
book_closed (const char *url, const char *shell_id, gpointer data)
{
  Book *book = data;

  g_ptr_array_add (book->lines, g_strdup_printf ("-%s", shell_id));
}

static GStrv
book_list_left (const char *url, gpointer data)
{
  Book *book = data;

  return g_strsplit (book->left != NULL ? book->left : "", " ", -1);
}

typedef struct
{
  ShellServer *server;
  ResiteWsman *wsman;
  Book book;
  ResiteShell *shell;
  GString *told;
  ResiteShellOptions options;
  GCancellable *cancellable;

  /* of one call */
  const char *line;
  ResiteShellResult *result;
  GError *error;
  gboolean truth;
} Fixture;

static void
told_cb (const char *text, gboolean is_error, gpointer data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append_printf (data, "%s%s", is_error ? "!" : "", text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ResiteShellBook book = { book_opened, book_closed, &fixture->book, book_list_left };

  resite_shell_second_in_ms = 10;
  fixture->server = server_new ();
  fixture->wsman = server_connect (fixture->server);
  fixture->book.server = fixture->server;
  fixture->book.lines = g_ptr_array_new_with_free_func (g_free);
  fixture->shell = resite_shell_new (fixture->wsman, &book);
  fixture->told = g_string_new (NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->server->cancel_at = fixture->cancellable;
  fixture->options.told = told_cb;
  fixture->options.user_data = fixture->told;
  fixture->options.patience_seconds = 3000;
}

static void
forget (Fixture *fixture)
{
  g_clear_pointer (&fixture->result, resite_shell_result_free);
  g_clear_error (&fixture->error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  forget (fixture);
  g_clear_object (&fixture->shell);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->wsman);
  server_free (fixture->server);
  g_ptr_array_unref (fixture->book.lines);
  g_string_free (fixture->told, TRUE);
  g_object_unref (fixture->cancellable);
}

static void
run_worker (gpointer data)
{
  Fixture *fixture = data;

  fixture->result = resite_shell_run (fixture->shell, fixture->line, &fixture->options,
                                      fixture->cancellable, &fixture->error);
}

static void
run (Fixture *fixture, const char *line)
{
  forget (fixture);
  fixture->line = line;
  work (run_worker, fixture);
  g_assert_true ((fixture->result == NULL) != (fixture->error == NULL));
}

static void
run_well (Fixture *fixture, const char *line)
{
  run (fixture, line);
  g_assert_no_error (fixture->error);
}

static void
close_worker (gpointer data)
{
  resite_shell_close (data);
}

static void
close_shell (Fixture *fixture)
{
  work (close_worker, fixture->shell);
}

static void
assert_talk (Fixture *fixture, const char *expected)
{
  g_autofree char *talk = server_get_talk (fixture->server);

  g_assert_cmpstr (talk, ==, expected);
}

static void
assert_book (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_ptr_array_add (fixture->book.lines, NULL);
  text = g_strjoinv (" ", (char **)fixture->book.lines->pdata);
  g_ptr_array_set_size (fixture->book.lines, (gint)fixture->book.lines->len - 1);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_no_shells (Fixture *fixture)
{
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 0);
}

static void
test_one_command (Fixture *fixture, gconstpointer data)
{
  server_output (fixture->server, "hello\r\n", -1, "careful\r\n", 3);
  run_well (fixture, "echo hello");
  g_assert_cmpstr (fixture->result->output, ==, "hello\r\n");
  g_assert_cmpstr (fixture->result->errors, ==, "careful\r\n");
  g_assert_cmpstr (fixture->told->str, ==, "hello\r\n!careful\r\n");
  g_assert_true (fixture->result->has_exit_code);
  g_assert_cmpuint (fixture->result->exit_code, ==, 3);
  g_assert_false (fixture->result->incomplete);
  g_assert_false (fixture->result->timed_out);
  g_assert_cmpfloat (fixture->result->seconds, >=, 0);
  assert_talk (fixture,
               "Identify | Create | Command echo hello | Send | Receive | Signal terminate");
  g_assert_cmpuint (fixture->book.n_commands_at_open, ==, 0);
  assert_book (fixture, "+SHELL-1");
  close_shell (fixture);
  g_assert_cmpuint (server_count (fixture->server, "Delete SHELL-1"), ==, 1);
  assert_book (fixture, "+SHELL-1 -SHELL-1");
  assert_no_shells (fixture);
  close_shell (fixture);
  g_assert_cmpuint (server_count (fixture->server, "Delete"), ==, 1);
}

static void
test_quiet_program (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 7; i++)
    server_script (fixture->server, "Receive", ANSWER_FAULT, "w:TimedOut",
                   RESITE_WSMAN_CODE_TIMED_OUT);
  server_output (fixture->server, "at last", -1, NULL, 0);
  run_well (fixture, "slow");
  g_assert_cmpstr (fixture->result->output, ==, "at last");
  g_assert_false (fixture->result->incomplete);
  g_assert_cmpuint (server_count (fixture->server, "Receive"), ==, 8);
}

static void
test_output_in_pieces (Fixture *fixture, gconstpointer data)
{
  const char *umlaut = "gr\xc3\xbc\xc3\x9f";

  server_output (fixture->server, umlaut, 3, "a", -1);
  server_output (fixture->server, umlaut + 3, 2, NULL, -1);
  server_output (fixture->server, umlaut + 5, 1, "b", 0);
  run_well (fixture, "x");
  g_assert_cmpstr (fixture->result->output, ==, "grüß");
  g_assert_cmpstr (fixture->result->errors, ==, "ab");
  g_assert_cmpuint (g_bytes_get_size (fixture->result->raw_output), ==, 6);
}

static void
test_oem_output (Fixture *fixture, gconstpointer data)
{
  fixture->options.code_page = 850;
  server_output (fixture->server, "gr\x81\xe1", -1, NULL, 0);
  run_well (fixture, "x");
  g_assert_cmpstr (fixture->result->output, ==, "grüß");
  g_assert_cmpmem (g_bytes_get_data (fixture->result->raw_output, NULL), 4, "gr\x81\xe1", 4);
}

static void
test_output_limit (Fixture *fixture, gconstpointer data)
{
  fixture->options.output_limit = 10;
  server_output (fixture->server, "0123456", -1, NULL, -1);
  server_output (fixture->server, "789abc", -1, NULL, -1);
  server_output (fixture->server, "more", -1, "e", 0);
  run_well (fixture, "x");
  g_assert_cmpstr (fixture->result->output, ==, "0123456789");
  g_assert_cmpstr (fixture->result->errors, ==, "e");
  g_assert_true (fixture->result->cut_off);
  g_assert_true (fixture->result->has_exit_code);
}

static void
test_exit_codes (Fixture *fixture, gconstpointer data)
{
  server_output (fixture->server, "", -1, NULL, 3221225477);
  server_output (fixture->server, "all of it", -1, NULL, -2);
  run_well (fixture, "crash");
  g_assert_cmphex (fixture->result->exit_code, ==, 0xC0000005);
  run_well (fixture, "silent");
  g_assert_false (fixture->result->has_exit_code);
  g_assert_cmpstr (fixture->result->output, ==, "all of it");
}

static void
test_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) input = NULL;
  guchar *bytes = g_malloc (200000);

  for (guint i = 0; i < 200000; i++)
    bytes[i] = (guchar)(i * 7);
  input = g_bytes_new_take (bytes, 200000);
  fixture->options.input = input;
  run_well (fixture, "sort");
  g_assert_cmpmem (fixture->server->input->str, fixture->server->input->len, bytes, 200000);
  g_assert_true (fixture->server->input_ended);
  g_assert_cmpuint (server_count (fixture->server, "Send"), >, 1);
}

static void
test_input_of_one_that_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) input = g_bytes_new_static ("y\r\n", 3);

  fixture->options.input = input;
  server_script (fixture->server, "Send", ANSWER_FAULT, "w:InvalidParameter", 87);
  server_output (fixture->server, "done", -1, NULL, 0);
  run_well (fixture, "x");
  g_assert_cmpstr (fixture->result->output, ==, "done");
}

static void
test_input_that_is_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) input = g_bytes_new_static ("y\r\n", 3);

  fixture->options.input = input;
  server_script (fixture->server, "Send", ANSWER_DROP, NULL, 0);
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  assert_no_shells (fixture);
}

static void
test_cancelled_while_running (Fixture *fixture, gconstpointer data)
{
  server_output (fixture->server, "begun ", -1, NULL, -1);
  server_output (fixture->server, "stopped", -1, NULL, 1);
  fixture->server->cancel_action = "Receive";
  run (fixture, "long");
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_talk (fixture, "Identify | Create | Command long | Send | Receive | Signal ctrl_c | "
                        "Receive | Signal terminate | Delete SHELL-1");
  assert_book (fixture, "+SHELL-1 -SHELL-1");
  assert_no_shells (fixture);
}

static void
test_cancelled_while_waiting (Fixture *fixture, gconstpointer data)
{
  server_script (fixture->server, "Receive", ANSWER_HANG, NULL, 0);
  fixture->server->cancel_action = "Receive";
  run (fixture, "long");
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (server_count (fixture->server, "Signal terminate"), ==, 1);
  assert_no_shells (fixture);
}

static void
test_cancelled_at_create (Fixture *fixture, gconstpointer data)
{
  fixture->server->cancel_action = "Create";
  run (fixture, "never");
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);
  assert_book (fixture, "+SHELL-1 -SHELL-1");
  assert_no_shells (fixture);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  run (fixture, "never");
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_talk (fixture, "");
}

static void
test_patience_ends (Fixture *fixture, gconstpointer data)
{
  fixture->options.patience_seconds = 50;
  for (guint i = 0; i < 50; i++)
    server_output (fixture->server, ".", -1, NULL, -1);
  for (guint i = 0; i < 50; i++)
    server_output (fixture->server, "", -1, NULL, -1);
  run_well (fixture, "endless");
  g_assert_true (fixture->result->timed_out);
  g_assert_false (fixture->result->has_exit_code);
  g_assert_true (g_str_has_prefix (fixture->result->output, "...."));
  g_assert_cmpuint (server_count (fixture->server, "Signal ctrl_c"), ==, 1);
  g_assert_cmpuint (server_count (fixture->server, "Signal terminate"), ==, 1);
  assert_no_shells (fixture);
}

static void
test_line_breaks_and_comes_back (Fixture *fixture, gconstpointer data)
{
  server_output (fixture->server, "first ", -1, NULL, -1);
  server_script (fixture->server, "Receive", ANSWER_DROP, NULL, 0);
  server_script (fixture->server, "Receive", ANSWER_DROP, NULL, 0);
  server_script (fixture->server, "Receive", ANSWER_FAULT, "w:TimedOut",
                 RESITE_WSMAN_CODE_TIMED_OUT);
  server_output (fixture->server, "last", -1, NULL, 0);
  run_well (fixture, "x");
  g_assert_true (fixture->result->incomplete);
  g_assert_cmpstr (fixture->result->output, ==, "first last");
  g_assert_true (fixture->result->has_exit_code);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 1);
}

static void
test_line_breaks_for_good (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    server_script (fixture->server, "Receive", ANSWER_DROP, NULL, 0);
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 1);
  assert_no_shells (fixture);
}

static void
test_answer_to_command_lost (Fixture *fixture, gconstpointer data)
{
  server_script (fixture->server, "Command", ANSWER_DROP, NULL, 0);
  server_output (fixture->server, "it ran", -1, NULL, 0);
  run_well (fixture, "x");
  g_assert_cmpstr (fixture->result->output, ==, "it ran");
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 1);
}

static void
test_answer_to_command_lost_on_old (Fixture *fixture, gconstpointer data)
{
  fixture->server->stack = 1.1;
  server_script (fixture->server, "Command", ANSWER_DROP, NULL, 0);
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpstr (fixture->server->command, ==, "ITS-OWN-ID");
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 1);
  g_assert_cmpuint (server_count (fixture->server, "Receive"), ==, 0);
  assert_no_shells (fixture);
}

static void
test_lost_command_never_came (Fixture *fixture, gconstpointer data)
{
  server_script (fixture->server, "Command", ANSWER_DROP, NULL, 0);
  server_script (fixture->server, "Receive", ANSWER_FAULT, "w:InvalidParameter", 87);
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 1);
  assert_no_shells (fixture);
}

static void
test_shell_gone_before (Fixture *fixture, gconstpointer data)
{
  run_well (fixture, "one");
  g_hash_table_remove_all (fixture->server->shells);
  run_well (fixture, "two");
  g_assert_cmpuint (server_count (fixture->server, "Create"), ==, 2);
  g_assert_cmpuint (server_count (fixture->server, "Command two"), ==, 2);
  assert_book (fixture, "+SHELL-1 -SHELL-1 +SHELL-2");
}

static void
test_shell_used_up (Fixture *fixture, gconstpointer data)
{
  run_well (fixture, "one");
  server_script (fixture->server, "Command", ANSWER_FAULT, "w:QuotaLimit",
                 RESITE_WSMAN_CODE_TOO_MANY_CALLS);
  run_well (fixture, "two");
  g_assert_cmpuint (server_count (fixture->server, "Create"), ==, 2);
  g_assert_cmpuint (server_count (fixture->server, "Delete SHELL-1"), ==, 1);
}

static void
test_ends_that_say_nothing (Fixture *fixture, gconstpointer data)
{
  static const guint codes[] = { RESITE_WSMAN_CODE_SHELL_GONE, RESITE_WSMAN_CODE_ABORTED,
                                 RESITE_WSMAN_CODE_CANCELLED };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      server_script (fixture->server, "Receive", ANSWER_FAULT, "w:InternalError", codes[i]);
      run (fixture, "x");
      g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
      g_assert_cmpuint (server_count (fixture->server, "Command"), ==, i + 1);
    }
  assert_no_shells (fixture);
}

static void
test_few_commands_a_shell (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    run_well (fixture, "x");
  g_assert_cmpuint (server_count (fixture->server, "Create"), ==, 2);
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 1);
  fixture->options.directory = "E:\\SMSPKG";
  run_well (fixture, "x");
  g_assert_cmpuint (server_count (fixture->server, "Create"), ==, 3);
  close_shell (fixture);
  assert_no_shells (fixture);
}

static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  g_hash_table_add (fixture->server->shells, g_strdup ("OLD-1"));
  g_hash_table_add (fixture->server->shells, g_strdup ("FOREIGN"));
  fixture->book.left = "OLD-1 OLD-2";
  run_well (fixture, "x");
  assert_talk (fixture, "Identify | Delete OLD-1 | Delete OLD-2 | Create | Command x | Send | "
                        "Receive | Signal terminate");
  assert_book (fixture, "-OLD-1 -OLD-2 +SHELL-1");
  g_assert_true (g_hash_table_contains (fixture->server->shells, "FOREIGN"));
}

static void
test_too_many_shells (Fixture *fixture, gconstpointer data)
{
  run_well (fixture, "x");
  for (guint i = 0; i < 2; i++)
    server_script (fixture->server, "Delete", ANSWER_FAULT, "w:InternalError", 1);
  close_shell (fixture);
  g_hash_table_add (fixture->server->shells, g_strdup ("FOREIGN"));
  fixture->server->shells_limit = 2;
  run_well (fixture, "y");
  g_assert_true (g_hash_table_contains (fixture->server->shells, "FOREIGN"));
  g_assert_false (g_hash_table_contains (fixture->server->shells, "SHELL-1"));
  g_assert_cmpuint (server_count (fixture->server, "Delete FOREIGN"), ==, 0);
}

static void
test_too_many_foreign_shells (Fixture *fixture, gconstpointer data)
{
  g_hash_table_add (fixture->server->shells, g_strdup ("FOREIGN"));
  fixture->server->shells_limit = 1;
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_BUSY);
  g_assert_cmpuint (server_count (fixture->server, "Create"), ==, 4);
  g_assert_true (g_hash_table_contains (fixture->server->shells, "FOREIGN"));
}

static void
test_book_is_full (Fixture *fixture, gconstpointer data)
{
  fixture->book.full = TRUE;
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);
  assert_no_shells (fixture);
}

static void
test_answer_to_create_lost (Fixture *fixture, gconstpointer data)
{
  server_script (fixture->server, "Create", ANSWER_DROP, NULL, 0);
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_assert_cmpuint (server_count (fixture->server, "Create"), ==, 1);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);
}

static void
test_terse_server (Fixture *fixture, gconstpointer data)
{
  server_script (fixture->server, "Identify", ANSWER_FAULT, "a:ActionNotSupported",
                 RESITE_WSMAN_CODE_NO_ACTION);
  server_script (fixture->server, "Signal", ANSWER_EMPTY, NULL, 0);
  server_script (fixture->server, "Delete", ANSWER_EMPTY, NULL, 0);
  run_well (fixture, "x");
  g_assert_cmpstr (fixture->server->command, ==, "ITS-OWN-ID");
  close_shell (fixture);
  assert_book (fixture, "+SHELL-1 -SHELL-1");
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  soup_server_disconnect (fixture->server->soup);
  run (fixture, "x");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  const char *quoted =
      "Command &quot;&quot;C:\\a b\\x.exe&quot; &quot;c d&quot; &amp; echo &lt;x&gt;&quot;";
  g_autofree char *too_long = g_strnfill (8192, 'x');

  run (fixture, too_long);
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_INVALID);
  run (fixture, "a\nb");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_INVALID);
  run (fixture, "");
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_INVALID);
  assert_talk (fixture, "");
  run_well (fixture, "\"C:\\a b\\x.exe\" \"c d\" & echo <x>");
  g_assert_cmpuint (server_count (fixture->server, quoted), ==, 1);
  fixture->options.skip_cmd = TRUE;
  run_well (fixture, too_long);
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  run_well (fixture, "x");
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 1);
  g_clear_object (&fixture->shell);
  while (g_hash_table_size (fixture->server->shells) > 0)
    g_main_context_iteration (NULL, TRUE);
  assert_book (fixture, "+SHELL-1");
}

static void
delete_worker (gpointer data)
{
  Fixture *fixture = data;

  fixture->truth =
      resite_shell_delete_left_behind (fixture->wsman, fixture->line, NULL, &fixture->error);
}

static void
test_delete_left_behind (Fixture *fixture, gconstpointer data)
{
  g_hash_table_add (fixture->server->shells, g_strdup ("OLD"));
  fixture->line = "OLD";
  work (delete_worker, fixture);
  g_assert_true (fixture->truth);
  assert_no_shells (fixture);
  work (delete_worker, fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->truth);
  server_script (fixture->server, "Delete", ANSWER_FAULT, "w:AccessDenied", 5);
  work (delete_worker, fixture);
  g_assert_false (fixture->truth);
  g_assert_error (fixture->error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
}

/* As after a kill: what the first wrote down is all that the second knows. */
static void
test_second_program (Fixture *fixture, gconstpointer data)
{
  ResiteShellBook book = { book_opened, book_closed, &fixture->book, book_list_left };
  ResiteShell *first = fixture->shell;

  run_well (fixture, "one");
  fixture->book.left = "SHELL-1";
  fixture->shell = resite_shell_new (fixture->wsman, &book);
  run_well (fixture, "two");
  g_assert_false (g_hash_table_contains (fixture->server->shells, "SHELL-1"));
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 1);
  assert_book (fixture, "+SHELL-1 -SHELL-1 +SHELL-2");
  close_shell (fixture);
  assert_no_shells (fixture);
  g_object_unref (first);
}

static void
test_machine (Fixture *fixture, gconstpointer data)
{
  ResiteShellBook book = { book_opened, book_closed, &fixture->book, NULL };
  g_autoptr (ResiteMachine) machine =
      resite_machine_new ("old", RESITE_CIM (fixture->wsman), fixture->wsman, &book);
  g_autoptr (ResiteMachine) mute =
      resite_machine_new ("new", RESITE_CIM (fixture->wsman), NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (resite_machine_get_role (machine), ==, "old");
  g_assert_true (resite_machine_get_cim (machine) == RESITE_CIM (fixture->wsman));
  g_clear_object (&fixture->shell);
  fixture->shell = resite_machine_open_shell (machine, &error);
  g_assert_no_error (error);
  run_well (fixture, "x");
  assert_book (fixture, "+SHELL-1");
  g_assert_null (resite_machine_open_shell (mute, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
  close_shell (fixture);
}

/* A call that waits would stop the very loop that it waits for. */
static void
test_not_on_the_main_thread (Fixture *fixture, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_main_context_acquire (NULL);
      resite_shell_close (fixture->shell);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*CRITICAL*g_main_context_is_owner*");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/shell/" name, Fixture, NULL, set_up, test_##function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-command", one_command);
  ADD ("quiet-program", quiet_program);
  ADD ("output-in-pieces", output_in_pieces);
  ADD ("oem-output", oem_output);
  ADD ("output-limit", output_limit);
  ADD ("exit-codes", exit_codes);
  ADD ("input", input);
  ADD ("input-of-one-that-ended", input_of_one_that_ended);
  ADD ("input-that-is-lost", input_that_is_lost);
  ADD ("cancelled-while-running", cancelled_while_running);
  ADD ("cancelled-while-waiting", cancelled_while_waiting);
  ADD ("cancelled-at-create", cancelled_at_create);
  ADD ("cancelled-before", cancelled_before);
  ADD ("patience-ends", patience_ends);
  ADD ("line-breaks-and-comes-back", line_breaks_and_comes_back);
  ADD ("line-breaks-for-good", line_breaks_for_good);
  ADD ("answer-to-command-lost", answer_to_command_lost);
  ADD ("answer-to-command-lost-on-old", answer_to_command_lost_on_old);
  ADD ("lost-command-never-came", lost_command_never_came);
  ADD ("shell-gone-before", shell_gone_before);
  ADD ("shell-used-up", shell_used_up);
  ADD ("ends-that-say-nothing", ends_that_say_nothing);
  ADD ("few-commands-a-shell", few_commands_a_shell);
  ADD ("left-behind", left_behind);
  ADD ("too-many-shells", too_many_shells);
  ADD ("too-many-foreign-shells", too_many_foreign_shells);
  ADD ("book-is-full", book_is_full);
  ADD ("answer-to-create-lost", answer_to_create_lost);
  ADD ("terse-server", terse_server);
  ADD ("nobody-there", nobody_there);
  ADD ("lines", lines);
  ADD ("dropped", dropped);
  ADD ("delete-left-behind", delete_left_behind);
  ADD ("second-program", second_program);
  ADD ("machine", machine);
  ADD ("not-on-the-main-thread", not_on_the_main_thread);
  return g_test_run ();
}
