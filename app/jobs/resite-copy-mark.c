/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-mark"

#include "config.h"

#include <string.h>

#include "resite-copy-mark.h"

#define HASH_WORD    "xxh3-128:"
#define CHANGED_WORD "changed:"

char *
resite_copy_mark_format (const char *hash, gint64 changed)
{
  GString *text = g_string_new (NULL);

  if (hash != NULL)
    g_string_append_printf (text, HASH_WORD "%s", hash);
  if (changed != 0)
    g_string_append_printf (text, "%s" CHANGED_WORD "%" G_GINT64_FORMAT, hash != NULL ? " " : "",
                            changed);
  return g_string_free (text, text->len == 0);
}

ResiteCopyMark *
resite_copy_mark_parse (const char *text)
{
  ResiteCopyMark *mark = g_new0 (ResiteCopyMark, 1);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_has_prefix (words[i], HASH_WORD) && mark->hash == NULL)
        mark->hash = g_strdup (words[i] + strlen (HASH_WORD));
      else if (g_str_has_prefix (words[i], CHANGED_WORD))
        mark->changed = g_ascii_strtoll (words[i] + strlen (CHANGED_WORD), NULL, 10);
    }
  return mark;
}

void
resite_copy_mark_free (ResiteCopyMark *mark)
{
  if (mark == NULL)
    return;

  g_free (mark->hash);
  g_free (mark);
}
