/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-cmd.h"

static guint
count_marks (const char *line)
{
  guint n = 0;

  for (; *line != '\0'; line++)
    n += *line == '"';
  return n;
}

char *
resite_lab_cmd_unwrap (const char *line)
{
  g_autofree char *text = g_strstrip (g_strdup (line));
  char *last = strrchr (text, '"');

  if (*text != '"' || last == text ||
      (count_marks (text) == 2 && strpbrk (text, "&<>()@^|") == NULL))
    return g_steal_pointer (&text);
  memmove (last, last + 1, strlen (last));
  return g_strdup (text + 1);
}

char *
resite_lab_cmd_expand (const char *text, char mark,
                       const char *(*look_up) (const char *name, gpointer user_data),
                       gpointer user_data)
{
  GString *expanded = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = *text == mark ? strchr (text + 1, mark) : NULL;
      g_autofree char *name = end != NULL ? g_strndup (text + 1, end - text - 1) : NULL;
      const char *value = name != NULL && *name != '\0' ? look_up (name, user_data) : NULL;

      if (value == NULL)
        {
          g_string_append_c (expanded, *text++);
          continue;
        }
      g_string_append (expanded, value);
      text = end + 1;
    }
  return g_string_free (expanded, FALSE);
}

GStrv
resite_lab_cmd_split (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();

  for (;;)
    {
      g_autoptr (GString) word = g_string_new (NULL);
      gboolean quoted = FALSE;
      gboolean any = FALSE;

      while (*text == ' ' || *text == '\t')
        text++;
      for (; *text != '\0' && (quoted || (*text != ' ' && *text != '\t')); text++, any = TRUE)
        {
          if (*text == '"')
            quoted = !quoted;
          else
            g_string_append_c (word, *text);
        }
      if (!any)
        break;
      g_ptr_array_add (words, g_strdup (word->str));
    }
  g_ptr_array_add (words, NULL);
  return (GStrv)g_ptr_array_free (words, FALSE);
}
