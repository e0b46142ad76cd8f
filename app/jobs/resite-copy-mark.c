/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-mark"

#include "config.h"

#include <string.h>

#include "resite-copy-mark.h"

#define XXH3_WORD    "xxh3-128:"
#define SHA256_WORD  "sha256:"
#define CHANGED_WORD "changed:"

#define SHA256_DIGITS 64

static const char *
get_word (const char *hash)
{
  return strlen (hash) == SHA256_DIGITS ? SHA256_WORD : XXH3_WORD;
}

/* (nullable): what follows @word. */
static const char *
after (const char *text, const char *word)
{
  return g_str_has_prefix (text, word) ? text + strlen (word) : NULL;
}

char *
resite_copy_mark_format (const char *hash, gint64 changed)
{
  GString *text = g_string_new (NULL);

  if (hash != NULL)
    g_string_append_printf (text, "%s%s", get_word (hash), hash);
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
      const char *xxh3 = after (words[i], XXH3_WORD);
      const char *sha256 = after (words[i], SHA256_WORD);
      const char *changed = after (words[i], CHANGED_WORD);

      if ((xxh3 != NULL || sha256 != NULL) && mark->hash == NULL)
        mark->hash = g_strdup (xxh3 != NULL ? xxh3 : sha256);
      else if (changed != NULL)
        mark->changed = g_ascii_strtoll (changed, NULL, 10);
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
