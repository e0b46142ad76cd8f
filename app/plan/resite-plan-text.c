/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-text"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-plan-text.h"

/* A plan is a page or two; whatever is larger is some other file. */
#define TEXT_SIZE_MAX (1024 * 1024)

static guint
count_line (const char *text, const char *position)
{
  guint line = 1;

  for (; text < position; text++)
    if (*text == '\n')
      line++;
  return line;
}

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (GError **error, const char *name, guint line, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (line > 0)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s:%u: %s", name, line, why);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s: %s", name, why);
  return FALSE;
}

char *
_resite_plan_text_decode (const char *name, GBytes *bytes, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end;

  if (size > TEXT_SIZE_MAX)
    {
      refuse (error, name, 0, _ ("this is too large for a plan (more than 1 MiB)"));
      return NULL;
    }
  if (size >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    {
      refuse (error, name, 1, _ ("this is UTF-16 text; save the file as UTF-8"));
      return NULL;
    }
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      size -= 3;
    }
  if (size > 0 && memchr (data, '\0', size) != NULL)
    {
      refuse (error, name, count_line (data, memchr (data, '\0', size)),
              _ ("this is no text file: there is a zero byte in it"));
      return NULL;
    }
  if (size > 0 && !g_utf8_validate (data, size, &end))
    {
      refuse (error, name, count_line (data, end),
              _ ("this is not UTF-8 text; save the file as UTF-8"));
      return NULL;
    }
  return size > 0 ? g_strndup (data, size) : g_strdup ("");
}

static void
place_free (gpointer data)
{
  ResitePlanPlace *place = data;

  g_free (place->group);
  g_free (place->key);
  g_free (place);
}

static void
add_place (GPtrArray *places, GHashTable *seen, guint line, const char *group, const char *key)
{
  ResitePlanPlace *place = g_new0 (ResitePlanPlace, 1);

  place->line = line;
  place->group = g_strdup (group);
  place->key = g_strdup (key);
  place->repeated = !g_hash_table_add (seen, g_strconcat (group, "\n", key, NULL));
  g_ptr_array_add (places, place);
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return TRUE;
  return FALSE;
}

static char *
parse_heading (const char *name, guint line, const char *text, GError **error)
{
  const char *end = strchr (text, ']');
  g_autofree char *group = NULL;

  if (end == NULL || end[1] != '\0')
    {
      refuse (error, name, line, _ ("a heading is a name in brackets, alone on its line: [site]"));
      return NULL;
    }
  group = g_strndup (text + 1, end - text - 1);
  if (*group == '\0' || strchr (group, '[') != NULL || has_control (group))
    {
      refuse (error, name, line, _ ("\"%s\" is no name for a heading"), text);
      return NULL;
    }
  return g_steal_pointer (&group);
}

static char *
parse_key (const char *name, guint line, const char *text, GError **error)
{
  const char *sign = strchr (text, '=');
  g_autofree char *key = NULL;

  if (sign == NULL)
    {
      refuse (error, name, line,
              _ ("neither a heading, nor \"name = value\", nor a comment that begins with #"));
      return NULL;
    }
  key = g_strchomp (g_strndup (text, sign - text));
  if (*key == '\0' || strpbrk (key, "[]") != NULL || has_control (key))
    {
      refuse (error, name, line, _ ("there is no proper name before the sign ="));
      return NULL;
    }
  return g_steal_pointer (&key);
}

GPtrArray *
_resite_plan_text_index (const char *name, const char *text, GError **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (place_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *group = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      g_autofree char *key = NULL;

      if (*line == '\0' || *line == '#')
        continue;
      if (*line == '[')
        {
          g_free (group);
          group = parse_heading (name, i + 1, line, error);
          if (group == NULL)
            return NULL;
          add_place (places, seen, i + 1, group, NULL);
          continue;
        }
      if (group == NULL)
        {
          refuse (error, name, i + 1, _ ("a value before the first heading; [site] comes first"));
          return NULL;
        }
      key = parse_key (name, i + 1, line, error);
      if (key == NULL)
        return NULL;
      add_place (places, seen, i + 1, group, key);
    }
  return g_steal_pointer (&places);
}
