/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-text"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <string.h>

#include "resite-runbook-text.h"

char *
resite_runbook_text_collapse (const char *text)
{
  g_autoptr (GString) result = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (result, *p);
    else if (result->len > 0 && result->str[result->len - 1] != ' ')
      g_string_append_c (result, ' ');
  return g_strstrip (g_string_free (g_steal_pointer (&result), FALSE));
}

char *
resite_runbook_text_to_command (const char *text)
{
  g_autofree char *whole = g_strstrip (g_strdup (text));
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_strstrip (lines[i]);
  return g_strjoinv ("\n", lines);
}

char *
resite_runbook_text_translate (const char *text)
{
  /* The translation of "" is the catalogue's header. */
  return g_strdup (*text == '\0' ? text : dgettext (GETTEXT_PACKAGE, text));
}

static gboolean
is_name (const char *name)
{
  if (!g_ascii_isalpha (*name))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '.' && *p != '-')
      return FALSE;
  return TRUE;
}

gboolean
resite_runbook_text_scan (const char *text, GHashTable *names, char **problem)
{
  const char *mark = text;

  while ((mark = strstr (mark, "${")) != NULL)
    {
      const char *end = strchr (mark, '}');
      g_autofree char *name = NULL;

      if (mark > text && mark[-1] == '$')
        {
          mark += 2;
          continue;
        }
      if (end == NULL)
        {
          *problem = g_strdup_printf (_ ("\"%s\" has a ${ without its }"), text);
          return FALSE;
        }
      name = g_strndup (mark + 2, end - mark - 2);
      if (!is_name (name))
        {
          *problem = g_strdup_printf (_ ("\"%s\" in ${} is no name"), name);
          return FALSE;
        }
      g_hash_table_add (names, g_steal_pointer (&name));
      mark = end + 1;
    }
  return TRUE;
}

void
resite_runbook_text_scan_condition (const char *condition, GHashTable *names)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("(?:^|\\b(?:and|or)\\s)\\s*([a-z][a-z0-9.-]*)", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_utf8_validate (condition, -1, NULL))
    return;
  g_regex_match (regex, condition, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    g_hash_table_add (names, g_match_info_fetch (match, 1));
}
