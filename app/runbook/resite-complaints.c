/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-complaints"

#include "config.h"

#include "resite-complaints.h"
#include "resite-error.h"

typedef struct
{
  int line;
  guint number;
  char *text;
} Complaint;

struct _ResiteComplaints
{
  char *name;
  GPtrArray *list;
};

static void
complaint_free (gpointer data)
{
  Complaint *complaint = data;

  g_free (complaint->text);
  g_free (complaint);
}

ResiteComplaints *
resite_complaints_new (const char *name)
{
  ResiteComplaints *self = g_new0 (ResiteComplaints, 1);

  self->name = g_utf8_make_valid (name, -1);
  self->list = g_ptr_array_new_with_free_func (complaint_free);
  return self;
}

void
resite_complaints_free (ResiteComplaints *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->list);
  g_free (self);
}

void
resite_complaints_add (ResiteComplaints *self, int line, const char *format, ...)
{
  Complaint *complaint = g_new0 (Complaint, 1);
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  complaint->line = MAX (line, 1);
  complaint->number = self->list->len;
  complaint->text = g_strdelimit (g_strstrip (g_utf8_make_valid (text, -1)), "\r\n", ' ');
  g_ptr_array_add (self->list, complaint);
}

guint
resite_complaints_count (ResiteComplaints *self)
{
  return self->list->len;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Complaint *left = *(const Complaint *const *)a;
  const Complaint *right = *(const Complaint *const *)b;

  if (left->line != right->line)
    return left->line < right->line ? -1 : 1;
  return left->number < right->number ? -1 : 1;
}

void
resite_complaints_propagate (ResiteComplaints *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->list->len == 0)
    return;

  g_ptr_array_sort (self->list, compare);
  for (guint i = 0; i < self->list->len; i++)
    {
      Complaint *complaint = g_ptr_array_index (self->list, i);
      char *line = g_strdup_printf ("%s:%d: %s", self->name, complaint->line, complaint->text);

      if (!g_hash_table_contains (seen, line))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
      g_hash_table_add (seen, line);
    }
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, text->str);
}
