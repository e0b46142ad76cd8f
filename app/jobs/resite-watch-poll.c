/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-poll"

#include "config.h"

#include <string.h>

#include "resite-log-in-folder.h"
#include "resite-under-way.h"
#include "resite-watch-poll.h"

typedef ResiteWatchScope Poll;

static void
poll_free (gpointer data)
{
  Poll *poll = data;

  g_ptr_array_unref (poll->tails);
  g_ptr_array_unref (poll->expressions);
  g_ptr_array_unref (poll->patterns);
  g_clear_object (&poll->folder);
  g_free (poll);
}

static void
watch_line_free (gpointer data)
{
  ResiteWatchLine *line = data;

  g_free (line->text);
  g_free (line);
}

static void
watch_file_free (gpointer data)
{
  ResiteWatchFile *file = data;

  g_free (file->reason);
  g_free (file->mark);
  g_free (file->gap);
  g_free (file->broken);
  g_free (file);
}

void
resite_watch_look_free (ResiteWatchLook *look)
{
  if (look == NULL)
    return;
  g_ptr_array_unref (look->lines);
  g_ptr_array_unref (look->files);
  g_ptr_array_unref (look->appeared);
  g_free (look);
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

static ResiteWatchLine *
judge_line (Poll *poll, guint file, const ResiteLogTailLine *from)
{
  ResiteWatchLine *line = g_new0 (ResiteWatchLine, 1);
  ResiteLogLine parsed;
  g_autofree char *message = NULL;

  resite_log_line_parse (&parsed, from->text, strlen (from->text));
  message = resite_log_part_dup (&parsed.text);
  resite_watch_reading_take (&line->reading, from->text);
  line->file = file;
  line->text = g_strdup (from->text);
  line->past = from->past || (line->reading.time != 0 && line->reading.time < poll->since);
  line->error = line->reading.severity == RESITE_LINE_ERROR;
  line->pattern = find_pattern (poll, message, from->text);
  line->package = *line->reading.package != '\0' ? line->reading.package : NULL;
  return line;
}

/* (nullable): where lines may be missing, the newest such place. */
static char *
describe_gap (ResiteLogTail *tail)
{
  const ResiteLogRecord *record = resite_log_tail_get_record (tail);
  const ResiteLogGap *gap = resite_log_record_get_newest_gap (record);

  return gap != NULL ? resite_log_gap_describe (gap) : NULL;
}

/* (nullable): why lines since the moment that counts may be missing. A log that is read from its
 * first line on, while the watch is there, need not reach back to before it. */
static char *
describe_break (Poll *poll, ResiteLogTail *tail)
{
  const ResiteLogRecord *record = resite_log_tail_get_record (tail);
  const ResiteLogGap *gap = resite_log_record_get_newest_gap (record);
  char *why = NULL;

  if (poll->since != 0)
    resite_log_tail_is_unbroken (tail, poll->unbroken_since, &why);
  else if (gap != NULL && (gap->until == 0 || gap->until > poll->unbroken_since))
    why = resite_log_gap_describe (gap);
  return why;
}

static ResiteWatchFile *
describe_file (Poll *poll, ResiteLogTail *tail)
{
  ResiteWatchFile *file = g_new0 (ResiteWatchFile, 1);

  file->state = resite_log_tail_get_state (tail);
  file->reason = g_strdup (resite_log_tail_get_reason (tail));
  file->offset = resite_log_tail_get_offset (tail);
  file->mark = resite_log_tail_get_mark (tail);
  file->gap = describe_gap (tail);
  if (file->state == RESITE_LOG_TAIL_FOLLOWING)
    file->broken = describe_break (poll, tail);
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
  g_ptr_array_add (look->files, describe_file (poll, tail));
}

static gboolean
is_followed (Poll *poll, const char *path)
{
  for (guint i = 0; i < poll->tails->len; i++)
    {
      if (g_str_equal (resite_log_tail_get_path (g_ptr_array_index (poll->tails, i)), path))
        return TRUE;
    }
  return FALSE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
add_appeared (Poll *poll, char *path, GPtrArray *appeared)
{
  if (is_followed (poll, path))
    g_free (path);
  else
    g_ptr_array_add (appeared, path);
}

static void
find_appeared_there (Poll *poll, const char *pattern, GPtrArray *appeared)
{
  g_autoptr (GPtrArray) names = resite_log_folder_list (poll->folder, pattern, NULL, NULL);

  for (guint i = 0; names != NULL && i < names->len; i++)
    add_appeared (poll, g_strdup (names->pdata[i]), appeared);
}

/* A folder that is not there yet has no logs yet. */
static void
find_appeared (Poll *poll, const char *pattern, GPtrArray *appeared)
{
  g_autofree char *folder = g_path_get_dirname (pattern);
  g_autofree char *base = g_path_get_basename (pattern);
  g_autofree char *lower = g_ascii_strdown (base, -1);
  g_autoptr (GPatternSpec) spec = g_pattern_spec_new (lower);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *lower_name = g_ascii_strdown (name, -1);

      if (g_pattern_spec_match_string (spec, lower_name) && g_utf8_validate (name, -1, NULL))
        add_appeared (poll, g_build_filename (folder, name, NULL), appeared);
    }
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Poll *poll = data;
  ResiteWatchLook *look;

  look = g_new0 (ResiteWatchLook, 1);
  look->lines = g_ptr_array_new_with_free_func (watch_line_free);
  look->files = g_ptr_array_new_with_free_func (watch_file_free);
  look->appeared = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < poll->tails->len; i++)
    poll_tail (poll, i, look);
  for (guint i = 0; i < poll->patterns->len; i++)
    {
      if (poll->folder != NULL)
        find_appeared_there (poll, poll->patterns->pdata[i], look->appeared);
      else
        find_appeared (poll, poll->patterns->pdata[i], look->appeared);
    }
  g_ptr_array_sort (look->appeared, compare_paths);
  g_task_return_pointer (task, look, (GDestroyNotify)resite_watch_look_free);
}

static gpointer
ref_tail (gconstpointer tail, gpointer data)
{
  return resite_log_tail_ref ((ResiteLogTail *)tail);
}

void
resite_watch_poll_async (const ResiteWatchScope *scope, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Poll *poll;

  g_return_if_fail (scope != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  poll = g_new0 (Poll, 1);
  g_task_set_source_tag (task, resite_watch_poll_async);
  *poll = *scope;
  /* A copy: the list grows on the main thread while a worker that was given up may still read. */
  poll->tails = g_ptr_array_copy (scope->tails, ref_tail, NULL);
  g_ptr_array_set_free_func (poll->tails, (GDestroyNotify)resite_log_tail_unref);
  poll->expressions = g_ptr_array_ref (scope->expressions);
  poll->patterns = g_ptr_array_ref (scope->patterns);
  if (scope->folder != NULL)
    g_object_ref (poll->folder);
  g_task_set_task_data (task, poll, poll_free);
  g_task_set_return_on_cancel (task, TRUE);
  resite_under_way_run_task (task, look_in_worker);
}

ResiteWatchLook *
resite_watch_poll_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
