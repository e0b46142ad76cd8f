/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-mark"

#include "config.h"

#include <string.h>

#include "resite-copy-mark.h"

#define XXH3_WORD    "xxh3-128:"
#define SHA256_WORD  "sha256:"
#define CHANGED_WORD "changed:"
#define DOS_WORD     "dos:"

#define SHA256_DIGITS 64

static const char *
get_word (const char *hash)
{
  return strlen (hash) == SHA256_DIGITS ? SHA256_WORD : XXH3_WORD;
}

static void
add_word (GString *text, const char *word)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

char *
resite_copy_mark_to_text (const ResiteCopyMark *mark)
{
  GString *text;

  g_return_val_if_fail (mark != NULL, NULL);

  text = g_string_new (NULL);
  if (mark->hash != NULL)
    {
      add_word (text, get_word (mark->hash));
      g_string_append (text, mark->hash);
    }
  if (mark->changed != 0)
    {
      add_word (text, CHANGED_WORD);
      g_string_append_printf (text, "%" G_GINT64_FORMAT, mark->changed);
    }
  if (mark->attributes != 0)
    {
      add_word (text, DOS_WORD);
      g_string_append_printf (text, "%x", mark->attributes);
    }
  return g_string_free (text, text->len == 0);
}

char *
resite_copy_mark_format (const char *hash, gint64 changed)
{
  const ResiteCopyMark mark = { .hash = (char *)hash, .changed = changed };

  return resite_copy_mark_to_text (&mark);
}

/* (nullable): what follows @word, where @text begins with it. */
static const char *
after (const char *text, const char *word, gsize length)
{
  return strncmp (text, word, length) == 0 ? text + length : NULL;
}

#define AFTER(text, word) after ((text), (word), strlen (word))

static void
look_at_word (const char *word, gsize length, ResiteCopyMarkView *view)
{
  const char *rest;

  if (view->hash == NULL &&
      ((rest = AFTER (word, XXH3_WORD)) != NULL || (rest = AFTER (word, SHA256_WORD)) != NULL))
    {
      view->hash = rest;
      view->hash_length = word + length - rest;
    }
  else if ((rest = AFTER (word, CHANGED_WORD)) != NULL)
    view->changed = g_ascii_strtoll (rest, NULL, 10);
  else if ((rest = AFTER (word, DOS_WORD)) != NULL)
    view->attributes = g_ascii_strtoull (rest, NULL, 16);
}

void
resite_copy_mark_look (const char *text, ResiteCopyMarkView *view)
{
  g_return_if_fail (view != NULL);

  *view = (ResiteCopyMarkView){ 0 };
  while (text != NULL && *text != '\0')
    {
      const gsize length = strcspn (text, " ");

      look_at_word (text, length, view);
      text += length + (text[length] == ' ' ? 1 : 0);
    }
}

ResiteCopyMark *
resite_copy_mark_parse (const char *text)
{
  ResiteCopyMark *mark = g_new0 (ResiteCopyMark, 1);
  ResiteCopyMarkView view;

  resite_copy_mark_look (text, &view);
  mark->hash = view.hash != NULL ? g_strndup (view.hash, view.hash_length) : NULL;
  mark->changed = view.changed;
  mark->attributes = view.attributes;
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
