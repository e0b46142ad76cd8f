/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-poll"

#include "config.h"

#include <string.h>

#include "resite-watch-poll.h"

typedef struct
{
  GPtrArray *tails;
  GPtrArray *expressions;
  GPtrArray *names;
  ResiteLedger *ledger;
  GRegex *error_words;
  GRegex *package;
} Poll;

static void
poll_free (gpointer data)
{
  Poll *poll = data;

  g_ptr_array_unref (poll->tails);
  g_ptr_array_unref (poll->expressions);
  g_ptr_array_unref (poll->names);
  g_clear_object (&poll->ledger);
  g_regex_unref (poll->error_words);
  g_regex_unref (poll->package);
  g_free (poll);
}

static void
watch_line_free (gpointer data)
{
  ResiteWatchLine *line = data;

  g_free (line->text);
  g_free (line->package);
  g_free (line);
}

static void
watch_file_free (gpointer data)
{
  ResiteWatchFile *file = data;

  g_free (file->reason);
  g_free (file->mark);
  g_free (file);
}

void
resite_watch_look_free (ResiteWatchLook *look)
{
  if (look == NULL)
    return;
  g_ptr_array_unref (look->lines);
  g_ptr_array_unref (look->files);
  g_free (look);
}

/* The message alone: without component, time and thread behind the last "$$<", and without the
 * "~" that stand for line breaks (SMS 2003 server logs). */
static char *
get_message (const char *text)
{
  const char *tail = g_strrstr (text, "$$<");
  char *message;

  while (*text == '~')
    text++;
  message = tail != NULL && tail > text ? g_strndup (text, tail - text) : g_strdup (text);
  g_strchomp (message);
  for (gsize n = strlen (message); n > 0 && message[n - 1] == '~'; n--)
    message[n - 1] = '\0';
  return message;
}

static int
find_pattern (Poll *poll, const char *message, const char *text)
{
  for (guint i = 0; i < poll->expressions->len; i++)
    {
      GRegex *expression = g_ptr_array_index (poll->expressions, i);

      if (g_regex_match (expression, message, 0, NULL) || g_regex_match (expression, text, 0, NULL))
        return i;
    }
  return -1;
}

static char *
find_package (Poll *poll, const char *message)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *id = NULL;

  if (!g_regex_match (poll->package, message, 0, &match))
    return NULL;
  id = g_match_info_fetch (match, 1);
  return g_ascii_strup (id, -1);
}

static ResiteWatchLine *
judge_line (Poll *poll, guint file, const ResiteLogTailLine *from)
{
  ResiteWatchLine *line = g_new0 (ResiteWatchLine, 1);
  g_autofree char *message = get_message (from->text);

  line->file = file;
  line->text = g_strdup (from->text);
  line->past = from->past;
  line->error = g_regex_match (poll->error_words, message, 0, NULL);
  line->pattern = find_pattern (poll, message, from->text);
  line->package = find_package (poll, message);
  return line;
}

static ResiteWatchFile *
describe_file (ResiteLogTail *tail)
{
  ResiteWatchFile *file = g_new0 (ResiteWatchFile, 1);

  file->state = resite_log_tail_get_state (tail);
  file->reason = g_strdup (resite_log_tail_get_reason (tail));
  file->offset = resite_log_tail_get_offset (tail);
  file->mark = resite_log_tail_get_mark (tail);
  file->gaps = resite_log_tail_get_gaps (tail);
  return file;
}

static void
poll_tail (Poll *poll, guint index, ResiteWatchLook *look)
{
  ResiteLogTail *tail = g_ptr_array_index (poll->tails, index);
  gboolean more = FALSE;
  g_autoptr (GPtrArray) lines = resite_log_tail_poll (tail, &more);

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (look->lines, judge_line (poll, index, g_ptr_array_index (lines, i)));
  look->more = look->more || more;
  g_ptr_array_add (look->files, describe_file (tail));
}

static void
restore_places (Poll *poll, GPtrArray *rows)
{
  for (guint i = 0; i < poll->tails->len; i++)
    {
      for (guint j = 0; j < rows->len; j++)
        {
          const ResiteLedgerRow *row = g_ptr_array_index (rows, j);

          if (g_str_equal (row->name, g_ptr_array_index (poll->names, i)) && row->digest != NULL &&
              g_str_has_prefix (row->digest, RESITE_WATCH_MARK))
            resite_log_tail_set_place (g_ptr_array_index (poll->tails, i), row->bytes,
                                       row->digest + strlen (RESITE_WATCH_MARK));
        }
    }
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Poll *poll = data;
  ResiteWatchLook *look;

  if (poll->ledger != NULL)
    {
      GError *error = NULL;
      g_autoptr (GPtrArray) rows = resite_ledger_read (poll->ledger, &error);

      if (rows == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      restore_places (poll, rows);
    }
  look = g_new0 (ResiteWatchLook, 1);
  look->lines = g_ptr_array_new_with_free_func (watch_line_free);
  look->files = g_ptr_array_new_with_free_func (watch_file_free);
  for (guint i = 0; i < poll->tails->len; i++)
    poll_tail (poll, i, look);
  g_task_return_pointer (task, look, (GDestroyNotify)resite_watch_look_free);
}

void
resite_watch_poll_async (GPtrArray *tails, GPtrArray *expressions, ResiteLedger *ledger,
                         GPtrArray *names, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Poll *poll;

  g_return_if_fail (tails != NULL && expressions != NULL && names != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  poll = g_new0 (Poll, 1);
  g_task_set_source_tag (task, resite_watch_poll_async);
  poll->tails = g_ptr_array_ref (tails);
  poll->expressions = g_ptr_array_ref (expressions);
  poll->names = g_ptr_array_ref (names);
  g_set_object (&poll->ledger, ledger);
  poll->error_words =
      g_regex_new ("\\b(error|fail(ed|ure|s)?|cannot|can't|could not|abort(ed)?)\\b|\\bSEV=E\\b",
                   G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  poll->package = g_regex_new ("\\b(?:package|pkg) ([A-Z0-9]{3}[0-9A-F]{5})\\b",
                               G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  g_task_set_task_data (task, poll, poll_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, look_in_worker);
}

ResiteWatchLook *
resite_watch_poll_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
