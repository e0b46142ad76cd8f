/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A program to be killed: appends to a journal without end, and says on its output what it was
 * told is durable. "journal-appender PATH" appends, "journal-appender --verify PATH" looks. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resite-journal.h"
#include "resite-run-state.h"

#define AT_ONCE 5

static GMainLoop *loop;
static guint round_number;

static void append_more (ResiteJournal *journal);

static void
fail (GError *error)
{
  fprintf (stderr, "journal-appender: %s\n", error->message);
  exit (1);
}

/* One line is one write, so that a kill leaves it whole or not there. */
static void
say (const char *line)
{
  fputs (line, stdout);
  fflush (stdout);
}

static void
items_put_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autofree char *line = g_strdup_printf ("items %u\n", GPOINTER_TO_UINT (data));

  if (!resite_journal_put_items_finish (RESITE_JOURNAL (object), result, &error))
    fail (error);
  say (line);
  append_more (RESITE_JOURNAL (object));
}

static void
appended_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (ResiteEvent) event = NULL;
  g_autofree char *line = NULL;

  event = resite_journal_append_finish (RESITE_JOURNAL (object), result, &error);
  if (event == NULL)
    fail (error);
  line = g_strdup_printf ("event %" G_GUINT64_FORMAT " %s\n", resite_event_get_sequence (event),
                          resite_event_get_hash (event));
  say (line);
}

static void
append_more (ResiteJournal *journal)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  g_autofree char *text = g_strnfill (700 * (1 + round_number % 7), 'x');

  for (int i = 0; i < AT_ONCE; i++)
    {
      g_autoptr (ResiteEvent) draft =
          resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "P1", NULL, 1);
      g_autofree char *name = g_strdup_printf ("item-%u-%d", round_number, i);

      resite_event_set_text (draft, "note", text);
      resite_journal_append_async (journal, draft, 0, appended_cb, NULL);
      g_ptr_array_add (records, resite_item_record_new (name, "copied"));
    }
  resite_journal_put_items_async (journal, "P1#1/copy-1", records, items_put_cb,
                                  GUINT_TO_POINTER (round_number));
  round_number++;
}

static int
append (const char *path)
{
  GError *error = NULL;
  ResiteJournal *journal;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
  else
    journal = resite_journal_create (path, &error);
  if (journal == NULL)
    fail (error);
  round_number = (guint)(g_get_real_time () / 1000);
  say ("open\n");
  append_more (journal);
  loop = g_main_loop_new (NULL, FALSE);
  g_main_loop_run (loop);
  return 0;
}

static int
verify (const char *path)
{
  GError *error = NULL;
  g_autofree char *hash = NULL;

  if (!resite_journal_verify (path, NULL, &hash, &error))
    fail (error);
  printf ("%s\n", hash);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--verify") == 0)
    return verify (argv[2]);
  if (argc == 2)
    return append (argv[1]);
  fprintf (stderr, "usage: journal-appender [--verify] PATH\n");
  return 2;
}
