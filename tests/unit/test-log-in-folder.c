/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs on a server: nothing is lost and nothing comes twice, whatever happens to the log, the line,
 * the server and whoever follows. */
#include "config.h"

#include <stdio.h>

#include "job-files.h"
#include "resite-folder-local.h"
#include "resite-log-in-folder.h"
#include "smb-server.h"

static SmbServer *server;

static gboolean
have_server (void)
{
  if (server == NULL)
    server = smb_server_start ("");
  return server != NULL;
}

/* A log of numbered lines that its own program writes on the server, and one who follows it. */
typedef struct
{
  char *folder; /* as the server has it */
  char *path;
  char *former;
  guint written;
  guint next; /* the number that is to come */
  guint lost;
} Log;

static Log *
log_new (const char *folder)
{
  Log *self = g_new0 (Log, 1);

  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, "sender.log", NULL);
  self->former = g_build_filename (folder, "sender.lo_", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  return self;
}

static Log *
log_new_on_server (const char *name)
{
  g_autofree char *folder = smb_server_path (server, name);

  return log_new (folder);
}

static void
log_free (Log *self)
{
  g_free (self->folder);
  g_free (self->path);
  g_free (self->former);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Log, log_free)

static void
write_lines (Log *log, guint count)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < count; i++, log->written++)
    g_string_append_printf (
        text,
        "Line %u of all  $$<SMS_LAN_SENDER><Tue Oct 14 %02u:%02u:%02u.%03u 2008 "
        "Greenwich Standard Time><thread=7 (0x7)>\r\n",
        log->written, log->written / 3600 % 24, log->written / 60 % 60, log->written % 60,
        log->written % 1000);
  job_run_append (log->path, text->str);
}

static void
turn_over (Log *log)
{
  g_assert_cmpint (g_rename (log->path, log->former), ==, 0);
  job_run_append (log->path, "");
}

/* Every number once, in its order. */
static void
take_line (Log *log, const char *text)
{
  guint number;

  g_assert_cmpint (sscanf (text, "Line %u of all", &number), ==, 1);
  g_assert_cmpuint (number, >=, log->next);
  log->lost += number - log->next;
  log->next = number + 1;
}

static void
look (Log *log, ResiteLogTail *tail)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GPtrArray) lines = resite_log_tail_poll (tail, &more);

      for (guint i = 0; i < lines->len; i++)
        take_line (log, ((ResiteLogTailLine *)lines->pdata[i])->text);
    }
}

static void
assert_all (const Log *log)
{
  g_assert_cmpuint (log->next, ==, log->written);
  g_assert_cmpuint (log->lost, ==, 0);
}

/* Grows and is turned over at random, at most once between two looks. */
static void
live (Log *log, ResiteLogTail *tail, guint looks)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  write_lines (log, 1);
  look (log, tail);
  for (guint i = 0; i < looks; i++)
    {
      write_lines (log, (guint)g_rand_int_range (chance, 0, 300));
      if (g_rand_int_range (chance, 0, 3) == 0)
        turn_over (log);
      write_lines (log, (guint)g_rand_int_range (chance, 1, 9));
      look (log, tail);
      assert_all (log);
    }
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_FOLLOWING);
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 0);
  g_assert_cmpuint (resite_log_tail_get_turns (tail), >, 0);
}

static void
test_counted_here (void)
{
  char *root = job_run_make_folder ();
  g_autoptr (Log) log = log_new (root);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (root, NULL);
  g_autoptr (ResiteLogTail) tail = resite_log_tail_new_in_folder (folder, "sender.log", TRUE);

  g_assert_cmpstr (resite_log_tail_get_path (tail), ==, "sender.log");
  live (log, tail, 200);
  job_run_remove_folder (root);
}

static void
test_counted (void)
{
  g_autoptr (Log) log = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteLogTail) tail = NULL;

  if (!have_server ())
    return;
  log = log_new_on_server ("public/Logs");
  opened = smb_folder_open (server->port, "public", NULL, NULL, NULL);
  tail = resite_log_tail_new_in_folder (opened->folder, "Logs/SENDER.log", TRUE);
  live (log, tail, 60);
}

/* Not there yet, gone, cut short, another one of its name. */
static void
test_comes_and_goes (void)
{
  g_autoptr (Log) log = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteLogTail) tail = NULL;

  if (!have_server ())
    return;
  log = log_new_on_server ("public/coming");
  opened = smb_folder_open (server->port, "public", NULL, NULL, NULL);
  tail = resite_log_tail_new_in_folder (opened->folder, "coming/sender.log", FALSE);
  look (log, tail);
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_MISSING);
  write_lines (log, 10);
  look (log, tail);
  assert_all (log);
  g_assert_cmpint (g_remove (log->path), ==, 0);
  look (log, tail);
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_MISSING);
  write_lines (log, 3);
  look (log, tail);
  assert_all (log);
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 1);
  write_lines (log, 5);
  look (log, tail);
  g_assert_cmpint (truncate (log->path, 0), ==, 0);
  write_lines (log, 2);
  look (log, tail);
  assert_all (log);
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 2);
}

/* The line breaks again and again, also while a log is turned over: what was read stays read. */
static void
test_line_breaks (void)
{
  g_autoptr (Log) log = NULL;
  g_autoptr (SmbLine) line = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteLogTail) tail = NULL;

  if (!have_server ())
    return;
  log = log_new_on_server ("public/breaking");
  line = smb_line_start (server, "");
  opened = smb_folder_open (line->port, "public", NULL, NULL, NULL);
  tail = resite_log_tail_new_in_folder (opened->folder, "breaking/sender.log", TRUE);
  for (guint i = 0; i < 8; i++)
    {
      write_lines (log, 200);
      look (log, tail);
      smb_line_end (line);
      write_lines (log, 50);
      if (i % 2 == 1)
        turn_over (log);
      write_lines (log, 50);
      look (log, tail);
      g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_UNREADABLE);
      g_assert_nonnull (resite_log_tail_get_reason (tail));
      smb_line_run (line);
      for (guint tries = 0; tries < 20 && log->next < log->written; tries++)
        look (log, tail);
      assert_all (log);
    }
  g_assert_cmpint (resite_log_tail_get_state (tail), ==, RESITE_LOG_TAIL_FOLLOWING);
  g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 0);
}

/* Another program goes on where this one ended; the place is all that it knows. */
static void
test_gone_on_with (void)
{
  g_autoptr (Log) log = NULL;
  g_autoptr (SmbFolder) opened = NULL;

  if (!have_server ())
    return;
  log = log_new_on_server ("public/resumed");
  opened = smb_folder_open (server->port, "public", NULL, NULL, NULL);
  write_lines (log, 1);
  {
    guint64 offset = 0;
    g_autofree char *mark = g_strdup ("");

    for (guint i = 0; i < 20; i++)
      {
        g_autoptr (ResiteLogTail) tail =
            resite_log_tail_new_in_folder (opened->folder, "resumed/sender.log", TRUE);

        resite_log_tail_set_place (tail, offset, mark);
        write_lines (log, 20);
        if (i % 3 == 2)
          turn_over (log);
        write_lines (log, 1);
        look (log, tail);
        assert_all (log);
        g_assert_cmpuint (resite_log_tail_get_gaps (tail), ==, 0);
        offset = resite_log_tail_get_offset (tail);
        g_free (mark);
        mark = resite_log_tail_get_mark (tail);
      }
  }
}

/* Whether any process has it open: the server's would. */
static gboolean
is_open (const char *path)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  gboolean open = FALSE;
  const char *pid;

  while (!open && (pid = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
      g_autoptr (GDir) files = g_ascii_isdigit (*pid) ? g_dir_open (folder, 0, NULL) : NULL;
      const char *fd;

      while (!open && files != NULL && (fd = g_dir_read_name (files)) != NULL)
        {
          g_autofree char *link = g_build_filename (folder, fd, NULL);
          g_autofree char *target = g_file_read_link (link, NULL);

          open = g_strcmp0 (target, path) == 0;
        }
    }
  return open;
}

/* SMS cannot rename a log that somebody holds open without leave to delete it: between two looks
 * the server knows of no open file. */
static void
test_is_not_kept_open (void)
{
  g_autoptr (Log) log = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteLogTail) tail = NULL;

  if (!have_server ())
    return;
  log = log_new_on_server ("public/open");
  opened = smb_folder_open (server->port, "public/open", NULL, NULL, NULL);
  tail = resite_log_tail_new_in_folder (opened->folder, "sender.log", TRUE);
  for (guint i = 0; i < 5; i++)
    {
      write_lines (log, i == 0 ? 0 : 5); /* empty at first */
      look (log, tail);
      g_assert_false (is_open (log->path));
      turn_over (log);
      write_lines (log, 1);
      look (log, tail);
      assert_all (log);
    }
}

static void
test_read_once (void)
{
  g_autoptr (Log) log = NULL;
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  g_autoptr (ResiteLogScan) here = resite_log_scan_new (rules);
  g_autoptr (ResiteLogScan) there = resite_log_scan_new (rules);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;

  if (!have_server ())
    return;
  log = log_new_on_server ("public/once");
  write_lines (log, 20000);
  opened = smb_folder_open (server->port, "public/once", NULL, NULL, NULL);
  g_assert_true (resite_log_scan_read_file (here, log->path, NULL, NULL));
  resite_log_scan_read_in_folder (there, opened->folder, "sender.log", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (resite_log_scan_get_counts (there)->lines, ==, 20000);
  g_assert_cmpmem (resite_log_scan_get_counts (there), sizeof (ResiteLogCounts),
                   resite_log_scan_get_counts (here), sizeof (ResiteLogCounts));
  g_assert_false (resite_log_scan_read_in_folder (there, opened->folder, "none.log", NULL, &none));
  g_assert_error (none, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_list (void)
{
  char *root = job_run_make_folder ();
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (root, NULL);
  const char *const names[] = { "Logs/MP_A.log", "Logs/mp_b.LOG", "Logs/mpx.lo_",
                                "Logs/other.log" };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (job_run_write (root, names[i], "x"));
  found = resite_log_folder_list (folder, "Logs/mp*.log", NULL, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (found->pdata[0], ==, "Logs/MP_A.log");
  g_assert_cmpstr (found->pdata[1], ==, "Logs/mp_b.LOG");
  none = resite_log_folder_list (folder, "Nowhere/mp*.log", NULL, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  job_run_remove_folder (root);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-in-folder/counted-here", test_counted_here);
  g_test_add_func ("/log-in-folder/counted", test_counted);
  g_test_add_func ("/log-in-folder/comes-and-goes", test_comes_and_goes);
  g_test_add_func ("/log-in-folder/line-breaks", test_line_breaks);
  g_test_add_func ("/log-in-folder/gone-on-with", test_gone_on_with);
  g_test_add_func ("/log-in-folder/is-not-kept-open", test_is_not_kept_open);
  g_test_add_func ("/log-in-folder/read-once", test_read_once);
  g_test_add_func ("/log-in-folder/list", test_list);
  status = g_test_run ();
  g_clear_pointer (&server, smb_server_stop);
  return status;
}
