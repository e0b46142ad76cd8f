/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-kinds"

#include "config.h"

#include <string.h>

#include "resite-log-kinds.h"
#include "resite-text.h"

#define MOST_KINDS   500
#define LONGEST_TEXT 400
#define GAP          "…"

struct _ResiteLogKinds
{
  GHashTable *table; /* signature, 64 bits → ResiteLogKind */
  guint64 others;
};

static void
kind_free (gpointer data)
{
  ResiteLogKind *kind = data;

  g_free (kind->text);
  g_free (kind->folded);
  g_free (kind);
}

ResiteLogKinds *
resite_log_kinds_new (void)
{
  ResiteLogKinds *self = g_new0 (ResiteLogKinds, 1);

  self->table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, kind_free);
  return self;
}

void
resite_log_kinds_free (ResiteLogKinds *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->table);
  g_free (self);
}

typedef struct
{
  const char *start;
  gsize length;
  guint64 hash;
  gboolean name; /* paths, names in quotes and brackets, whatever holds a digit */
} Word;

#define BLANK 1
#define NAME  2

static const guint8 bytes[256] = {
  [' '] = BLANK,        ['\t'] = BLANK, ['\r'] = BLANK, ['\n'] = BLANK,
  ['0' ... '9'] = NAME, ['\\'] = NAME,  ['"'] = NAME,   ['['] = NAME,
  [']'] = NAME,         ['{'] = NAME,   ['}'] = NAME,
};

/* Words that have a digit and are no names, by how they begin: error codes and message numbers. */
static gboolean
is_kept (const Word *word)
{
  static const char *const beginnings[] = { "ID=", "@@", "Win32" };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (word->length >= strlen (beginnings[i]) &&
        memcmp (word->start, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;
  return FALSE;
}

/* Behind the next word; its length is 0 when there is none. */
static const char *
take_word (const char *at, const char *end, Word *word)
{
  while (at < end && bytes[(guint8)*at] == BLANK)
    at++;
  *word = (Word){ at, 0, 14695981039346656037u, FALSE };
  for (; at < end && bytes[(guint8)*at] != BLANK; at++)
    {
      word->hash = (word->hash ^ (guint8)*at) * 1099511628211u;
      word->name |= bytes[(guint8)*at] == NAME;
    }
  word->length = (gsize)(at - word->start);
  word->name = word->length > 0 && (word->name || *word->start == '\'') && !is_kept (word);
  return at;
}

/* The word that says what a number behind it is. */
static gboolean
names_a_code (const Word *word)
{
  static const char *const names[] = { "error", "code", "code:", "error:", "status" };

  if (word->length < 4 || word->length > 6)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((*word->start | 0x20) == *names[i] && strlen (names[i]) == word->length &&
        g_ascii_strncasecmp (names[i], word->start, word->length) == 0)
      return TRUE;
  return FALSE;
}

/* Goes through the words that a kind consists of: a run of names is one gap. */
typedef struct
{
  const char *at;
  const char *end;
  gboolean code; /* what comes is a code */
  gboolean gap;  /* what came was one */
} Walk;

/* FALSE at the end. */
static gboolean
walk_on (Walk *walk, Word *word)
{
  while (TRUE)
    {
      gboolean sign, skipped;

      walk->at = take_word (walk->at, walk->end, word);
      if (word->length == 0)
        return FALSE;
      sign = word->length == 1 && (*word->start == '=' || *word->start == ':');
      word->name = word->name && !walk->code;
      walk->code = names_a_code (word) || (sign && walk->code);
      skipped = word->name && walk->gap;
      walk->gap = word->name;
      if (!skipped)
        return TRUE;
    }
}

static guint64
get_signature (const char *text, gsize length)
{
  Walk walk = { text, text + MIN (length, LONGEST_TEXT), FALSE, FALSE };
  guint64 signature = 0;
  Word word;

  while (walk_on (&walk, &word))
    signature = (signature * 31 + (word.name ? 1 : word.hash)) * 0x9E3779B97F4A7C15u;
  return signature;
}

char *
resite_log_kinds_fold (const char *text, gsize length)
{
  Walk walk = { text, text + MIN (length, LONGEST_TEXT), FALSE, FALSE };
  g_autoptr (GString) folded = g_string_new (NULL);
  Word word;

  while (walk_on (&walk, &word))
    {
      if (folded->len > 0)
        g_string_append_c (folded, ' ');
      if (word.name)
        g_string_append (folded, GAP);
      else
        g_string_append_len (folded, word.start, (gssize)word.length);
    }
  return resite_text_from_foreign (folded->str, (gssize)folded->len);
}

static ResiteLogKind *
get_kind (ResiteLogKinds *self, guint64 signature, const char *text, gsize length)
{
  ResiteLogKind *kind = g_hash_table_lookup (self->table, &signature);
  guint64 *key;

  if (kind != NULL || g_hash_table_size (self->table) == MOST_KINDS)
    return kind;
  kind = g_new0 (ResiteLogKind, 1);
  kind->folded = resite_log_kinds_fold (text, length);
  kind->text = resite_text_from_foreign (text, (gssize)MIN (length, LONGEST_TEXT));
  key = g_memdup2 (&signature, sizeof signature);
  g_hash_table_insert (self->table, key, kind);
  return kind;
}

void
resite_log_kinds_take (ResiteLogKinds *self, const char *text, gsize length, gint64 time)
{
  ResiteLogKind *kind = get_kind (self, get_signature (text, length), text, length);

  if (kind == NULL)
    {
      self->others++;
      return;
    }
  kind->lines++;
  if (kind->first == 0)
    kind->first = time;
  if (time != 0)
    kind->last = time;
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const ResiteLogKind *left = *(const ResiteLogKind *const *)a;
  const ResiteLogKind *right = *(const ResiteLogKind *const *)b;

  if (left->lines != right->lines)
    return left->lines < right->lines ? 1 : -1;
  return strcmp (left->folded, right->folded);
}

GPtrArray *
resite_log_kinds_list (const ResiteLogKinds *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer kind;

  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &kind))
    g_ptr_array_add (list, kind);
  g_ptr_array_sort (list, compare_kinds);
  return list;
}

guint64
resite_log_kinds_get_others (const ResiteLogKinds *self)
{
  return self->others;
}

void
resite_log_kinds_add (ResiteLogKinds *self, const ResiteLogKinds *other)
{
  GHashTableIter iter;
  gpointer key, value;

  self->others += other->others;
  g_hash_table_iter_init (&iter, other->table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const ResiteLogKind *from = value;
      ResiteLogKind *to = get_kind (self, *(const guint64 *)key, from->text, strlen (from->text));

      if (to == NULL)
        {
          self->others += from->lines;
          continue;
        }
      to->lines += from->lines;
      if (to->first == 0)
        to->first = from->first;
      if (from->last != 0)
        to->last = from->last;
    }
}
