/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-text"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-kit-text.h"

#define CODE_PAGE        "CP850"
#define SCRIPT_CODE_PAGE "CP1252"

static gboolean
is_impossible (char character)
{
  return (guchar)character < 0x20 || character == '"' || character == 0x7f;
}

static gboolean
wants_quotes (const char *value)
{
  return strpbrk (value, " \t&|<>()^;,=!") != NULL;
}

static gboolean
check_value (const char *value, GError **error)
{
  for (const char *at = value; *at != '\0'; at++)
    if (is_impossible (*at))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("“%s” cannot stand in a batch file: it holds a quote or a control "
                        "character. Correct it in the plan."),
                     value);
        return FALSE;
      }
  return TRUE;
}

static void
append_doubled (GString *text, const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '%')
        g_string_append_c (text, '%');
      g_string_append_c (text, *at);
    }
}

/* One word of a line on its way: what it has become, and whether it has to be quoted. */
typedef struct
{
  GString *line;
  GString *word;
  gboolean in_quotes;
  gboolean has_quotes; /* of its own */
  gboolean wants_quotes;
} Words;

static void
end_word (Words *words)
{
  if (words->wants_quotes && !words->has_quotes)
    g_string_append_printf (words->line, "\"%s\"", words->word->str);
  else
    g_string_append (words->line, words->word->str);
  g_string_truncate (words->word, 0);
  words->has_quotes = FALSE;
  words->wants_quotes = FALSE;
}

static void
add_character (Words *words, char character)
{
  if (character == '"')
    {
      words->in_quotes = !words->in_quotes;
      words->has_quotes = TRUE;
    }
  if (!words->in_quotes && (character == ' ' || character == '\t'))
    {
      end_word (words);
      g_string_append_c (words->line, character);
      return;
    }
  g_string_append_c (words->word, character);
}

/* Lines of the plan are lines, with blanks between their words. */
static gboolean
is_line (const char *name)
{
  return g_str_has_prefix (name, "${preinst.");
}

static gboolean
add_value (Words *words, ResiteVariables *variables, const char *name, GError **error)
{
  g_autofree char *value = resite_variables_expand (variables, name, error);

  if (value == NULL || !check_value (value, error))
    return FALSE;
  if (is_line (name))
    {
      g_string_append (words->word, value);
      return TRUE;
    }
  words->wants_quotes = words->wants_quotes || (!words->in_quotes && wants_quotes (value));
  append_doubled (words->word, value);
  return TRUE;
}

char *
resite_kit_line_expand (ResiteVariables *variables, const char *line, GError **error)
{
  g_return_val_if_fail (RESITE_IS_VARIABLES (variables), NULL);
  g_return_val_if_fail (line != NULL, NULL);

  g_autoptr (GString) result = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);
  Words words = { .line = result, .word = word };

  for (const char *at = line; *at != '\0'; at++)
    {
      const char *end = g_str_has_prefix (at, "${") ? strchr (at, '}') : NULL;

      if (end == NULL)
        {
          add_character (&words, *at);
          continue;
        }
      g_autofree char *name = g_strndup (at, end - at + 1);
      if (!add_value (&words, variables, name, error))
        return NULL;
      at = end;
    }
  end_word (&words);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

char *
resite_kit_quote_inside (const char *value)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (value != NULL, NULL);

  for (const char *at = value; *at != '\0'; at++)
    {
      if (is_impossible (*at) || strchr ("<>|*?", *at) != NULL)
        continue;
      if (*at == '%')
        g_string_append_c (text, '%');
      g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

char *
resite_kit_echo_escape (const char *text)
{
  GString *escaped = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\n' || *at == '\r' || *at == '\t')
        {
          g_string_append_c (escaped, ' ');
          continue;
        }
      if ((guchar)*at < 0x20 || *at == 0x7f)
        continue;
      if (strchr ("&|<>()^\"", *at) != NULL)
        g_string_append_c (escaped, '^');
      else if (*at == '%')
        g_string_append_c (escaped, '%');
      g_string_append_c (escaped, *at);
    }
  return g_string_free (escaped, FALSE);
}

char *
resite_kit_script_literal (const char *text)
{
  GString *literal = g_string_new ("\"");

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if ((guchar)*at < 0x20)
        continue;
      if (*at == '"')
        g_string_append_c (literal, '"');
      g_string_append_c (literal, *at);
    }
  g_string_append_c (literal, '"');
  return g_string_free (literal, FALSE);
}

char *
resite_kit_to_crlf (GString *text)
{
  g_string_replace (text, "\n", "\r\n", 0);
  return g_string_free (text, FALSE);
}

static char *
encode (const char *text, const char *code_page, gsize *length, gboolean *whole)
{
  char *bytes = g_convert (text, -1, code_page, "UTF-8", NULL, length, NULL);

  *whole = bytes != NULL;
  if (bytes == NULL)
    bytes = g_convert_with_fallback (text, -1, code_page, "UTF-8", "?", NULL, length, NULL);
  return bytes;
}

char *
resite_kit_encode (const char *text, gsize *length, gboolean *whole)
{
  g_return_val_if_fail (text != NULL && length != NULL && whole != NULL, NULL);

  return encode (text, CODE_PAGE, length, whole);
}

char *
resite_kit_encode_for (const char *name, const char *text, gsize *length, gboolean *whole)
{
  g_return_val_if_fail (name != NULL && text != NULL, NULL);
  g_return_val_if_fail (length != NULL && whole != NULL, NULL);

  return encode (text, g_str_has_suffix (name, ".vbs") ? SCRIPT_CODE_PAGE : CODE_PAGE, length,
                 whole);
}

char *
resite_kit_fit (const char *text)
{
  gsize length;
  gboolean whole;

  g_return_val_if_fail (text != NULL, NULL);

  g_autofree char *bytes = resite_kit_encode (text, &length, &whole);
  return g_convert (bytes, (gssize)length, "UTF-8", CODE_PAGE, NULL, NULL, NULL);
}
