/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-record"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-text.h"
#include "resite-watch-record.h"

typedef struct
{
  char *text;
  guint file;
  int pattern;
} KeptLine;

struct _ResiteWatchRecord
{
  GArray *counts;
  GHashTable *packages;
  GPtrArray *kept; /* a ring, once it is full */
  guint oldest;    /* in it */
  KeptLine *hint;
};

static void
kept_line_free (gpointer data)
{
  KeptLine *line = data;

  g_free (line->text);
  g_free (line);
}

static void
clear_count (gpointer data)
{
  ResiteWatchCount *count = data;

  g_free (count->mark);
  g_free (count->last);
  g_free (count->deciding);
  g_free (count->gap);
  g_free (count->broken);
}

ResiteWatchRecord *
resite_watch_record_new (void)
{
  ResiteWatchRecord *self = g_new0 (ResiteWatchRecord, 1);

  self->counts = g_array_new (FALSE, TRUE, sizeof (ResiteWatchCount));
  g_array_set_clear_func (self->counts, clear_count);
  self->packages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->kept = g_ptr_array_new_with_free_func (kept_line_free);
  return self;
}

void
resite_watch_record_free (ResiteWatchRecord *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->counts);
  g_hash_table_unref (self->packages);
  g_ptr_array_unref (self->kept);
  g_clear_pointer (&self->hint, kept_line_free);
  g_free (self);
}

void
resite_watch_record_add_file (ResiteWatchRecord *self)
{
  g_array_set_size (self->counts, self->counts->len + 1);
}

guint
resite_watch_record_count_files (ResiteWatchRecord *self)
{
  return self->counts->len;
}

ResiteWatchCount *
resite_watch_record_get (ResiteWatchRecord *self, guint file)
{
  g_return_val_if_fail (file < self->counts->len, NULL);

  return &g_array_index (self->counts, ResiteWatchCount, file);
}

ResiteWatchCount
resite_watch_record_get_sum (ResiteWatchRecord *self)
{
  ResiteWatchCount sum = { 0 };

  for (guint i = 0; i < self->counts->len; i++)
    {
      sum.lines += resite_watch_record_get (self, i)->lines;
      sum.errors += resite_watch_record_get (self, i)->errors;
    }
  return sum;
}

guint
resite_watch_record_count_packages (ResiteWatchRecord *self)
{
  return g_hash_table_size (self->packages);
}

static KeptLine *
kept_line_new (const ResiteWatchLine *line)
{
  KeptLine *kept = g_new0 (KeptLine, 1);

  kept->text = g_strdup (line->text);
  kept->file = line->file;
  kept->pattern = line->pattern;
  return kept;
}

static void
keep_line (ResiteWatchRecord *self, const ResiteWatchLine *line)
{
  KeptLine *kept = kept_line_new (line);

  if (self->kept->len < RESITE_WATCH_LINES)
    {
      g_ptr_array_add (self->kept, kept);
      return;
    }
  kept_line_free (self->kept->pdata[self->oldest]);
  self->kept->pdata[self->oldest] = kept;
  self->oldest = (self->oldest + 1) % RESITE_WATCH_LINES;
}

void
resite_watch_record_take_line (ResiteWatchRecord *self, const ResiteWatchLine *line)
{
  ResiteWatchCount *count = resite_watch_record_get (self, line->file);

  keep_line (self, line);
  g_free (count->last);
  count->last = g_strdup (line->text);
  if (line->past)
    return;
  count->lines++;
  count->errors += line->error;
  if (line->package != NULL)
    g_hash_table_add (self->packages, g_strdup (line->package));
}

void
resite_watch_record_take_file (ResiteWatchRecord *self, guint index, const ResiteWatchFile *file)
{
  ResiteWatchCount *count = resite_watch_record_get (self, index);

  g_free (count->gap);
  count->gap = g_strdup (file->gap);
  g_free (count->broken);
  count->broken = g_strdup (file->broken);
  if (count->offset == file->offset && g_strcmp0 (count->mark, file->mark) == 0)
    return;
  count->changed = TRUE;
  count->offset = file->offset;
  g_free (count->mark);
  count->mark = g_strdup (file->mark);
}

void
resite_watch_record_keep_deciding (ResiteWatchRecord *self, const ResiteWatchLine *line)
{
  ResiteWatchCount *count = resite_watch_record_get (self, line->file);

  g_free (count->deciding);
  count->deciding = g_strdup (line->text);
  count->pattern = line->pattern;
}

void
resite_watch_record_forget_deciding (ResiteWatchRecord *self, guint file)
{
  g_clear_pointer (&resite_watch_record_get (self, file)->deciding, g_free);
}

void
resite_watch_record_keep_hint (ResiteWatchRecord *self, const ResiteWatchLine *line)
{
  g_clear_pointer (&self->hint, kept_line_free);
  self->hint = kept_line_new (line);
}

const char *
resite_watch_record_get_hint (ResiteWatchRecord *self, guint *file, int *pattern)
{
  if (self->hint == NULL)
    return NULL;
  *file = self->hint->file;
  *pattern = self->hint->pattern;
  return self->hint->text;
}

char *
resite_watch_count_describe (const ResiteWatchCount *count)
{
  g_autofree char *lines =
      g_strdup_printf (ngettext ("%u line", "%u lines", count->lines), count->lines);
  g_autofree char *errors =
      g_strdup_printf (ngettext ("%u error", "%u errors", count->errors), count->errors);
  g_autofree char *last = resite_text_ellipsize (count->last != NULL ? count->last : "", 120);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s, %s", lines, errors);
  if (*last != '\0')
    /* TRANSLATORS: %s is a line of a log. */
    g_string_append_printf (text, _ (". Last: %s"), last);
  if (count->gap != NULL)
    g_string_append_printf (text, " %s", count->gap);
  return g_string_free (text, FALSE);
}

guint
resite_watch_record_count_lines (ResiteWatchRecord *self)
{
  return self->kept->len;
}

const char *
resite_watch_record_get_line (ResiteWatchRecord *self, guint index, guint *file, int *pattern)
{
  const KeptLine *line;

  g_return_val_if_fail (index < self->kept->len, NULL);

  line = g_ptr_array_index (self->kept, (self->oldest + index) % self->kept->len);
  *file = line->file;
  *pattern = line->pattern;
  return line->text;
}
