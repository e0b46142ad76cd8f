/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-condition"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-variables.h"

/* One side of the recursive descent: the words of a condition and the next one to read. */
typedef struct
{
  ResiteVariables *variables;
  const char *text;
  GPtrArray *words;
  guint next;
} Reader;

static gboolean
is_word_character (char c)
{
  return c != '\0' && c != '=' && c != '!' && c != '"' && !g_ascii_isspace (c);
}

static char *
take_word (const char **rest)
{
  const char *start = *rest;
  const char *end = start;

  if (*start == '"')
    {
      end = strchr (start + 1, '"');
      if (end == NULL)
        return NULL;
      *rest = end + 1;
      return g_strndup (start, end + 1 - start);
    }
  if (*start == '=')
    end = start + (start[1] == '=' ? 2 : 1);
  else if (*start == '!')
    end = start[1] == '=' ? start + 2 : start;
  else
    while (is_word_character (*end))
      end++;
  if (end == start)
    return NULL;
  *rest = end;
  return g_strndup (start, end - start);
}

static GPtrArray *
split_words (const char *text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const char *rest = text;

  for (;;)
    {
      char *word;

      while (g_ascii_isspace (*rest))
        rest++;
      if (*rest == '\0')
        return g_steal_pointer (&words);
      word = take_word (&rest);
      if (word == NULL)
        return NULL;
      g_ptr_array_add (words, word);
    }
}

static const char *
peek (Reader *reader)
{
  return reader->next < reader->words->len ? g_ptr_array_index (reader->words, reader->next) : NULL;
}

static gboolean
is_sign (const char *word)
{
  return *word == '=' || *word == '!';
}

static gboolean
is_joint (const char *word)
{
  return g_ascii_strcasecmp (word, "and") == 0 || g_ascii_strcasecmp (word, "or") == 0;
}

static gboolean
fail (Reader *reader, GError **error)
{
  const char *word = peek (reader);

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("\"%s\" is no condition: it goes wrong at \"%s\"; write NAME = VALUE, NAME != "
                  "VALUE or NAME, joined by and, or"),
               reader->text, word != NULL ? word : _ ("the end"));
  return FALSE;
}

static gboolean
same_value (const char *actual, const char *word)
{
  g_autofree char *plain = *word == '"' ? g_strndup (word + 1, strlen (word) - 2) : g_strdup (word);
  g_autofree char *a = g_utf8_casefold (actual, -1);
  g_autofree char *b = g_utf8_casefold (plain, -1);

  return strcmp (a, b) == 0;
}

static gboolean
read_comparison (Reader *reader, gboolean *result, GError **error)
{
  const char *name = peek (reader);
  const char *actual;
  const char *sign;
  const char *wanted;

  if (name == NULL || is_sign (name) || is_joint (name) || *name == '"')
    return fail (reader, error);
  reader->next++;
  actual = resite_variables_get (reader->variables, name);
  if (actual == NULL)
    actual = "";

  sign = peek (reader);
  if (sign == NULL || !is_sign (sign))
    {
      *result = *actual != '\0' && !same_value (actual, "no");
      return TRUE;
    }
  reader->next++;
  wanted = peek (reader);
  if (wanted == NULL || is_sign (wanted))
    return fail (reader, error);
  reader->next++;
  *result = same_value (actual, wanted) == (*sign == '=');
  return TRUE;
}

static gboolean
take_joint (Reader *reader, const char *joint)
{
  const char *word = peek (reader);

  if (word == NULL || g_ascii_strcasecmp (word, joint) != 0)
    return FALSE;
  reader->next++;
  return TRUE;
}

static gboolean
read_conjunction (Reader *reader, gboolean *result, GError **error)
{
  gboolean all = TRUE;

  do
    {
      gboolean one = FALSE;

      if (!read_comparison (reader, &one, error))
        return FALSE;
      all = all && one;
    }
  while (take_joint (reader, "and"));
  *result = all;
  return TRUE;
}

static gboolean
read_condition (Reader *reader, gboolean *result, GError **error)
{
  gboolean any = FALSE;

  do
    {
      gboolean one = FALSE;

      if (!read_conjunction (reader, &one, error))
        return FALSE;
      any = any || one;
    }
  while (take_joint (reader, "or"));
  *result = any;
  return peek (reader) == NULL || fail (reader, error);
}

gboolean
resite_variables_test (ResiteVariables *self, const char *condition, gboolean *result,
                       GError **error)
{
  g_autoptr (GPtrArray) words = NULL;
  Reader reader = { .variables = self, .text = condition };
  gboolean answer = FALSE;

  g_return_val_if_fail (RESITE_IS_VARIABLES (self), FALSE);
  g_return_val_if_fail (condition != NULL, FALSE);

  words = split_words (condition);
  if (words == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("\"%s\" is no condition: a sign or a quotation mark stands alone"),
                   condition);
      return FALSE;
    }
  reader.words = words;
  if (!read_condition (&reader, &answer, error))
    return FALSE;
  if (result != NULL)
    *result = answer;
  return TRUE;
}
