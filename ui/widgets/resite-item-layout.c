/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-item-layout"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-item-layout.h"
#include "resite-text.h"

static const ResiteItemColumn plain[] = {
  { RESITE_LIST_COLUMN_NAME, N_ ("Name"), 190, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_STATE, N_ ("State"), 130, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_PROGRESS, N_ ("Done"), 60, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_SIZE, N_ ("Size"), 84, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_MESSAGE, N_ ("Remark"), 160, NULL, RESITE_FACT_TEXT },
};

static const ResiteItemColumn assign[] = {
  { RESITE_LIST_COLUMN_NAME, N_ ("Package"), 84, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 0, N_ ("Name"), 104, "name", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_SIZE, N_ ("Size"), 64, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 1, N_ ("Preloaded?"), 96, "preloaded", RESITE_FACT_YES_NO },
  { RESITE_LIST_COLUMN_STATE, N_ ("State"), 92, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_SENT, N_ ("Sent"), 56, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 2, N_ ("Wire"), 108, "proof", RESITE_FACT_VERDICT },
  { RESITE_LIST_COLUMN_MESSAGE, N_ ("Remark"), 64, NULL, RESITE_FACT_TEXT },
};

static const ResiteItemColumn preflight[] = {
  { RESITE_LIST_COLUMN_NAME, N_ ("Package"), 84, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 0, N_ ("Name"), 80, "name", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_SIZE, N_ ("Size"), 66, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_STATE, N_ ("Verdict"), 120, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 2, N_ ("Read-only"), 80, "read_only", RESITE_FACT_YES_NO },
  { RESITE_LIST_COLUMN_FACT + 3, N_ ("Source ver."), 92, "source_version", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 4, N_ ("Stored ver."), 92, "stored_version", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_MESSAGE, N_ ("Remark"), 60, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 1, N_ ("File"), 104, "file", RESITE_FACT_TEXT },
};

static const ResiteItemColumn status[] = {
  { RESITE_LIST_COLUMN_NAME, N_ ("Package"), 90, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 0, N_ ("Name"), 100, "name", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_STATE, N_ ("State"), 110, NULL, RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 1, N_ ("Version"), 68, "installed_version", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 2, N_ ("Source ver."), 92, "source_version", RESITE_FACT_TEXT },
  { RESITE_LIST_COLUMN_FACT + 3, N_ ("Looked at"), 136, "summary_date", RESITE_FACT_TIME },
  { RESITE_LIST_COLUMN_MESSAGE, N_ ("Remark"), 80, NULL, RESITE_FACT_TEXT },
};

#define LAYOUT(name)                                                                               \
  const ResiteItemLayout *resite_item_layout_get_##name (void)                                     \
  {                                                                                                \
    static const ResiteItemLayout layout = { name, G_N_ELEMENTS (name) };                          \
                                                                                                   \
    return &layout;                                                                                \
  }

LAYOUT (plain)
LAYOUT (assign)
LAYOUT (preflight)
LAYOUT (status)

static const char *
find_line (const char *output, const char *key)
{
  const gsize length = strlen (key);

  for (const char *line = output; line != NULL && *line != '\0';)
    {
      if (strncmp (line, key, length) == 0 && line[length] == '=')
        return line + length + 1;
      line = strchr (line, '\n');
      line = line != NULL ? line + 1 : NULL;
    }
  return NULL;
}

static gboolean
has_fact (ResiteJobItem *item, const char *key)
{
  return find_line (resite_job_item_get_output (item), key) != NULL;
}

const ResiteItemLayout *
resite_item_layout_find (ResiteJobItem *item)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (item), NULL);

  if (has_fact (item, "preloaded") || has_fact (item, "proof"))
    return resite_item_layout_get_assign ();
  if (has_fact (item, "summary_date") || has_fact (item, "installed_version"))
    return resite_item_layout_get_status ();
  if (has_fact (item, "read_only") || has_fact (item, "source_version"))
    return resite_item_layout_get_preflight ();
  return resite_item_layout_get_plain ();
}

char *
resite_item_layout_dup_fact (ResiteJobItem *item, const char *key)
{
  const char *value;

  g_return_val_if_fail (RESITE_IS_JOB_ITEM (item), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  value = find_line (resite_job_item_get_output (item), key);
  return value != NULL ? g_strndup (value, strcspn (value, "\r\n")) : NULL;
}

static char *
read_time (const char *value)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (value, NULL);
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup (value);
}

static const char *
read_word (const char *value)
{
  static const char *const words[][2] = {
    { "yes", N_ ("yes") },
    { "no", N_ ("no") },
    { "unknown", N_ ("not known") },
    { "info-only", N_ ("information only") },
    { "in-full", N_ ("sent in full") },
    { "not-decided", N_ ("not decided") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i][0], value) == 0)
      return _ (words[i][1]);
  return value;
}

char *
resite_item_layout_dup_text (const ResiteItemColumn *column, ResiteJobItem *item)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (column != NULL && column->key != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (item), NULL);

  value = resite_item_layout_dup_fact (item, column->key);
  if (value == NULL || *value == '\0')
    return g_strdup ("");
  switch (column->kind)
    {
    case RESITE_FACT_BYTES:
      return resite_text_size (g_ascii_strtoull (value, NULL, 10));
    case RESITE_FACT_TIME:
      return read_time (value);
    case RESITE_FACT_YES_NO:
    case RESITE_FACT_VERDICT:
      return g_strdup (read_word (value));
    case RESITE_FACT_TEXT:
    default:
      return g_steal_pointer (&value);
    }
}

char *
resite_item_layout_describe (const ResiteItemLayout *layout, ResiteJobItem *item)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (layout != NULL, NULL);

  for (guint i = 0; i < layout->n_columns; i++)
    {
      const ResiteItemColumn *column = &layout->columns[i];
      g_autofree char *value =
          column->key != NULL ? resite_item_layout_dup_text (column, item) : NULL;

      if (value == NULL || *value == '\0')
        continue;
      /* TRANSLATORS: what it is, and its value: "Stored version: 2". */
      g_string_append_printf (text, _ ("%s: %s"), _ (column->title), value);
      g_string_append_c (text, '\n');
    }
  g_string_truncate (text, text->len > 0 ? text->len - 1 : 0);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
