/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-shell"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-shell-private.h"

/* Means something to cmd.exe, or ends an argument of a batch file. */
#define SPECIAL " &|<>^()=,;!'`"
/* Where cmd.exe would read them although the program's own quotes stand around them. */
#define SPECIAL_IN_QUOTES "%&|<>^()!"

static gboolean
refuse (const char *argument, const char *why, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (argument, (gssize)strnlen (argument, 60));

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("\"%s\" cannot be an argument of a program on Windows: %s"), valid, why);
  return FALSE;
}

static gboolean
check (const char *argument, GError **error)
{
  if (!g_utf8_validate (argument, -1, NULL))
    return refuse (argument, _ ("it is not UTF-8"), error);
  for (const char *c = argument; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return refuse (argument, _ ("it has a line end or another control character"), error);
  if (strchr (argument, '"') != NULL && strpbrk (argument, SPECIAL_IN_QUOTES) != NULL)
    return refuse (
        argument,
        _ ("a quotation mark together with % & | < > ^ ! or ( ) cannot be said to cmd.exe; "
           "put the line into a batch file there, and run that"),
        error);
  return TRUE;
}

/* Programs read a backslash before a quotation mark as "the mark itself", so those that end up
 * there are doubled. */
static void
double_last_backslashes (GString *line)
{
  gsize count = 0;

  while (count < line->len && line->str[line->len - 1 - count] == '\\')
    count++;
  for (gsize i = 0; i < count; i++)
    g_string_append_c (line, '\\');
}

static void
append_quoted (GString *line, const char *text, gsize length)
{
  g_string_append_c (line, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        {
          double_last_backslashes (line);
          g_string_append_c (line, '\\');
        }
      g_string_append_c (line, text[i]);
    }
  double_last_backslashes (line);
  g_string_append_c (line, '"');
}

/* A percent sign is a variable's even between quotation marks. Outside of them a caret keeps it, and
 * marks around what is between two of them make that a name that no variable has. */
static void
append_with_percent (GString *line, const char *argument)
{
  const char *at = argument;

  while (*at != '\0')
    {
      const gsize length = strcspn (at, "%");
      const gboolean is_between = at > argument && at[length] == '%';

      if (length > 0 && (is_between || strcspn (at, SPECIAL) < length))
        append_quoted (line, at, length);
      else
        g_string_append_len (line, at, (gssize)length);
      at += length;
      if (*at == '%')
        {
          g_string_append (line, "^%");
          at++;
        }
    }
}

static void
append (GString *line, const char *argument)
{
  if (strchr (argument, '%') != NULL)
    append_with_percent (line, argument);
  else if (*argument == '\0' || strpbrk (argument, SPECIAL "\"") != NULL)
    append_quoted (line, argument, strlen (argument));
  else
    g_string_append (line, argument);
}

char *
resite_shell_quote (const char *argument, GError **error)
{
  g_autoptr (GString) line = NULL;

  g_return_val_if_fail (argument != NULL, NULL);

  if (!check (argument, error))
    return NULL;
  line = g_string_new (NULL);
  append (line, argument);
  if (g_utf8_strlen (line->str, -1) <= RESITE_SHELL_LINE_LIMIT)
    return g_string_free (g_steal_pointer (&line), FALSE);
  refuse (argument, _ ("it is longer than the 8191 characters that cmd.exe takes"), error);
  return NULL;
}
