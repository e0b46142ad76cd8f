/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-words"

#include "config.h"

#include <string.h>

#include "resite-log-words.h"

#define ID_LENGTH 8

typedef struct
{
  const char *word;
  ResiteLineSeverity severity;
  gboolean begins; /* longer words that begin like it count, too */
} Word;

/* Every word here must hold one of the pieces that resite-log-look.c looks for. */
static const Word words[] = {
  { "error", RESITE_LINE_ERROR, FALSE },      { "errors", RESITE_LINE_ERROR, FALSE },
  { "fail", RESITE_LINE_ERROR, FALSE },       { "fails", RESITE_LINE_ERROR, FALSE },
  { "failed", RESITE_LINE_ERROR, FALSE },     { "failing", RESITE_LINE_ERROR, FALSE },
  { "failure", RESITE_LINE_ERROR, FALSE },    { "failures", RESITE_LINE_ERROR, FALSE },
  { "fatal", RESITE_LINE_ERROR, FALSE },      { "cannot", RESITE_LINE_ERROR, FALSE },
  { "can't", RESITE_LINE_ERROR, FALSE },      { "could not", RESITE_LINE_ERROR, FALSE },
  { "couldn't", RESITE_LINE_ERROR, FALSE },   { "unable", RESITE_LINE_ERROR, FALSE },
  { "abort", RESITE_LINE_ERROR, TRUE },       { "warning", RESITE_LINE_WARNING, FALSE },
  { "warnings", RESITE_LINE_WARNING, FALSE }, { "retry", RESITE_LINE_WARNING, TRUE },
  { "retried", RESITE_LINE_WARNING, FALSE },  { "retries", RESITE_LINE_WARNING, FALSE },
};

static gboolean
is_word_at (const char *at, const char *end, const Word *word)
{
  const gsize length = strlen (word->word);
  const char *behind = at + length;

  if ((gsize)(end - at) < length || g_ascii_strncasecmp (at, word->word, length) != 0)
    return FALSE;
  return word->begins || behind == end || !g_ascii_isalpha (*behind);
}

static const Word *
find_word_at (const char *at, const char *end)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((*at | 0x20) == words[i].word[0] && is_word_at (at, end, &words[i]))
      return &words[i];
  return NULL;
}

static const char *
skip (const char *at, const char *end, const char *bytes)
{
  while (at < end && strchr (bytes, *at) != NULL && *at != '\0')
    at++;
  return at;
}

/* " = 0", " code: 0x0": that it went well. "Retry:" is the name of a column. */
static gboolean
is_harmless_behind (const char *at, const char *end, const Word *word)
{
  const gboolean column = g_str_equal (word->word, "retry") && at < end && *at == ':';
  const char *number;

  at = skip (at, end, " ");
  if (end - at > 4 && g_ascii_strncasecmp (at, "code", 4) == 0)
    at = skip (at + 4, end, " ");
  number = skip (at, end, "=:( ");
  if (number == at || number == end || *number != '0')
    return column;
  number = skip (number, end, "0xX");
  return column || number == end || !g_ascii_isxdigit (*number);
}

static gboolean
ends_with_word (const char *start, const char *end, const char *word)
{
  const gsize length = strlen (word);

  if ((gsize)(end - start) < length || g_ascii_strncasecmp (end - length, word, length) != 0)
    return FALSE;
  return end - length == start || !g_ascii_isalnum (end[-(gssize)length - 1]);
}

/* "0 errors", "without errors". */
static gboolean
is_harmless_before (const char *start, const char *at)
{
  if (at == start || at[-1] != ' ')
    return FALSE;
  return ends_with_word (start, at - 1, "0") || ends_with_word (start, at - 1, "no") ||
         ends_with_word (start, at - 1, "without");
}

static ResiteLineSeverity
judge_word (const char *start, const char *at, const char *end)
{
  const Word *word = find_word_at (at, end);

  if (word == NULL || is_harmless_before (start, at) ||
      is_harmless_behind (at + strlen (word->word), end, word))
    return RESITE_LINE_INFORMATION;
  return word->severity;
}

ResiteLineSeverity
resite_log_words_judge (const char *text, gsize length)
{
  const char *end = text + length;
  ResiteLineSeverity worst = RESITE_LINE_INFORMATION;
  gboolean inside = FALSE;

  for (const char *at = text; at < end && worst != RESITE_LINE_ERROR; at++)
    {
      const gboolean letter = g_ascii_isalpha (*at);

      if (letter && !inside)
        worst = MAX (worst, judge_word (text, at, end));
      inside = letter;
    }
  return worst;
}

static gboolean
has_id_shape (const char *at)
{
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isalnum (at[i]))
      return FALSE;
  for (guint i = 3; i < ID_LENGTH; i++)
    if (!g_ascii_isxdigit (at[i]))
      return FALSE;
  return TRUE;
}

static gboolean
looks_like_id (const char *at)
{
  gboolean letter = FALSE;
  gboolean digit = FALSE;

  for (guint i = 0; i < 3; i++)
    letter = letter || g_ascii_isalpha (at[i]);
  for (guint i = 3; i < ID_LENGTH; i++)
    digit = digit || g_ascii_isdigit (at[i]);
  return letter && digit;
}

static gboolean
is_between (char c)
{
  return c == ' ' || c == '\'' || c == '"' || c == '=' || c == ':';
}

/* What the names below end with. */
static gboolean
may_end_name (char c)
{
  const char small = (char)(c | 0x20);

  return small == 'e' || small == 'g' || small == 'd' || c == '\\' || c == '0';
}

/* Skips what may stand between: blanks, quotes, "ID", "=", ":". */
static gboolean
is_named_before (const char *start, const char *at)
{
  static const char *const names[] = { "package", "pkg", "pkgid", "smspkg\\", "aval0" };

  while (at > start && is_between (at[-1]))
    at--;
  if (at == start || !may_end_name (at[-1]))
    return FALSE;
  if (at - start > 3 && g_ascii_strncasecmp (at - 3, " id", 3) == 0)
    at -= 3;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (ends_with_word (start, at, names[i]))
      return TRUE;
  return FALSE;
}

/* A GUID has eight such characters, too. */
static gboolean
is_in_guid (const char *start, const char *at, const char *end)
{
  const char *behind = at + ID_LENGTH;

  return (at > start && at[-1] == '{') ||
         (end - behind > 5 && behind[0] == '-' && behind[5] == '-');
}

static gboolean
is_package_at (const char *start, const char *at, const char *end)
{
  if (!has_id_shape (at) || is_in_guid (start, at, end))
    return FALSE;
  return looks_like_id (at) || is_named_before (start, at);
}

const char *
resite_log_words_find_package_from (const char *text, gsize length, const char *from)
{
  const char *end = text + length;
  const char *word = NULL;

  if (end - from >= ID_LENGTH && (from + ID_LENGTH == end || !g_ascii_isalnum (from[ID_LENGTH])) &&
      is_package_at (text, from, end))
    return from;
  for (const char *at = from; at <= end; at++)
    {
      const gboolean inside = at < end && g_ascii_isalnum (*at);

      if (inside && word == NULL)
        word = at;
      if (inside || word == NULL)
        continue;
      if (at - word == ID_LENGTH && is_package_at (text, word, end))
        return word;
      word = NULL;
    }
  return NULL;
}

const char *
resite_log_words_find_package (const char *text, gsize length)
{
  return resite_log_words_find_package_from (text, length, text);
}

void
resite_log_words_copy_package (const char *at, char *id)
{
  for (guint i = 0; i < ID_LENGTH; i++)
    id[i] = g_ascii_toupper (at[i]);
  id[ID_LENGTH] = '\0';
}
