/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-pattern"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-log-pattern.h"

#define KEY_SIZE  4
#define ID_LENGTH 8
#define MOST      24 /* pieces */

typedef enum
{
  PIECE_TEXT,
  PIECE_ANYTHING,
  PIECE_PACKAGE,
  PIECE_NUMBER,
  PIECE_FAILURE,
  PIECE_REFUSAL,
  PIECE_BYTES
} PieceType;

typedef struct
{
  PieceType type;
  char *text; /* small letters */
  char *mask; /* what makes a letter small; 0 for what is no letter */
  gsize length;
} Piece;

struct _ResiteLogPattern
{
  Piece pieces[MOST];
  guint n_pieces;
};

typedef struct
{
  const Piece *end;
  const char *text_end;
  const char *package;
  guint64 bytes;
  const char *id;   /* (nullable): it is asked whether these eight bytes matter */
  gboolean depends; /* they were compared with something */
} Match;

static const struct
{
  const char *name;
  PieceType type;
} names[] = {
  { "*", PIECE_ANYTHING },        { "{package}", PIECE_PACKAGE }, { "{number}", PIECE_NUMBER },
  { "{failure}", PIECE_FAILURE }, { "{refusal}", PIECE_REFUSAL }, { "{bytes}", PIECE_BYTES },
};

static const char *
take_piece (const char *at, Piece *piece)
{
  const gsize plain = strcspn (at, "*{");

  for (guint i = 0; plain == 0 && i < G_N_ELEMENTS (names); i++)
    {
      if (!g_str_has_prefix (at, names[i].name))
        continue;
      piece->type = names[i].type;
      return at + strlen (names[i].name);
    }
  if (plain == 0)
    return NULL;
  piece->type = PIECE_TEXT;
  piece->text = g_ascii_strdown (at, (gssize)plain);
  piece->length = plain;
  piece->mask = g_malloc0 (plain);
  for (gsize i = 0; i < plain; i++)
    piece->mask[i] = g_ascii_isalpha (at[i]) ? 0x20 : 0;
  return at + plain;
}

static const char *
find_fault (const ResiteLogPattern *self)
{
  const Piece *first = self->pieces;

  if (self->n_pieces == 0)
    return N_ ("a text is missing");
  if (first->type == PIECE_TEXT ? first->length < KEY_SIZE : first->type != PIECE_ANYTHING)
    return N_ ("it must begin with four characters of plain text, or with *");
  if (first->type == PIECE_ANYTHING && (self->n_pieces < 2 || first[1].type != PIECE_TEXT))
    return N_ ("plain text must follow its first *");
  return NULL;
}

ResiteLogPattern *
resite_log_pattern_new (const char *text, const char **fault)
{
  ResiteLogPattern *self = g_new0 (ResiteLogPattern, 1);
  const char *at = text;

  *fault = NULL;
  while (*fault == NULL && *at != '\0')
    {
      if (self->n_pieces == MOST)
        *fault = N_ ("it has too many parts");
      else if ((at = take_piece (at, &self->pieces[self->n_pieces])) == NULL)
        *fault = N_ ("what stands in {} is not known");
      else
        self->n_pieces++;
    }
  if (*fault == NULL)
    *fault = find_fault (self);
  if (*fault == NULL)
    return self;
  resite_log_pattern_free (self);
  return NULL;
}

void
resite_log_pattern_free (ResiteLogPattern *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_pieces; i++)
    {
      g_free (self->pieces[i].text);
      g_free (self->pieces[i].mask);
    }
  g_free (self);
}

gboolean
resite_log_pattern_is_loose (const ResiteLogPattern *self)
{
  return self->pieces[0].type == PIECE_ANYTHING;
}

const char *
resite_log_pattern_get_head (const ResiteLogPattern *self, gsize *length)
{
  *length = resite_log_pattern_is_loose (self) ? 0 : self->pieces[0].length;
  return self->pieces[0].text;
}

guint32
resite_log_pattern_make_key (const char *text)
{
  guint32 key;

  memcpy (&key, text, KEY_SIZE);
  return key | 0x20202020;
}

guint32
resite_log_pattern_get_key (const ResiteLogPattern *self)
{
  return resite_log_pattern_make_key (self->pieces[0].text);
}

static inline guint64
load (const char *at)
{
  guint64 bytes;

  memcpy (&bytes, at, sizeof bytes);
  return bytes;
}

static inline gboolean
has_text (const char *at, const Piece *piece, const char *end)
{
  gsize i = 0;

  if ((gsize)(end - at) < piece->length)
    return FALSE;
  for (; i + 8 <= piece->length; i += 8)
    if ((load (at + i) | load (piece->mask + i)) != load (piece->text + i))
      return FALSE;
  for (; i < piece->length; i++)
    if ((at[i] | piece->mask[i]) != piece->text[i])
      return FALSE;
  return TRUE;
}

static gboolean
is_id (const char *at, const char *end)
{
  gboolean id = end - at >= ID_LENGTH;

  for (guint i = 0; id && i < 3; i++)
    id = g_ascii_isalnum (at[i]);
  for (guint i = 3; id && i < ID_LENGTH; i++)
    id = g_ascii_isxdigit (at[i]);
  return id && (at + ID_LENGTH == end || !g_ascii_isalnum (at[ID_LENGTH]));
}

static const char *
read_number (const char *at, const char *end, guint64 *number)
{
  const char *start = at;

  for (*number = 0; at < end && g_ascii_isdigit (*at) && at - start < 19; at++)
    *number = *number * 10 + (guint64)(*at - '0');
  return at > start ? at : NULL;
}

static void
note_reading (Match *match, const char *from, const char *last)
{
  if (match->id != NULL && from < match->id + ID_LENGTH && last >= match->id)
    match->depends = TRUE;
}

static void
note_comparison (Match *match, const char *at, const Piece *piece)
{
  gsize i = 0;

  while (i + 1 < piece->length && at + i < match->text_end &&
         (at[i] | piece->mask[i]) == piece->text[i])
    i++;
  note_reading (match, at, at + i);
}

static const char *
match_number (const char *at, Match *match, guint64 *number)
{
  const char *behind = read_number (at, match->text_end, number);

  note_reading (match, at, behind != NULL ? behind : at);
  return behind;
}

/* Behind the piece, or NULL. */
static const char *
match_piece (const Piece *piece, const char *at, Match *match)
{
  guint64 number;

  switch (piece->type)
    {
    case PIECE_TEXT:
      if (match->id != NULL)
        note_comparison (match, at, piece);
      return has_text (at, piece, match->text_end) ? at + piece->length : NULL;
    case PIECE_PACKAGE:
      if (!is_id (at, match->text_end))
        return NULL;
      match->package = at;
      return at + ID_LENGTH;
    case PIECE_NUMBER:
      return match_number (at, match, &number);
    case PIECE_FAILURE:
      at = match_number (at, match, &number);
      return number == 0 || number == 3010 ? NULL : at;
    case PIECE_REFUSAL:
      at = match_number (at, match, &number);
      return number == 200 ? NULL : at;
    case PIECE_BYTES:
      return match_number (at, match, &match->bytes);
    case PIECE_ANYTHING:
    default:
      return at;
    }
}

/* The pieces up to the next "*"; behind them, or NULL. */
static const char *
match_run (const Piece *piece, const char *at, Match *match)
{
  for (; at != NULL && piece < match->end && piece->type != PIECE_ANYTHING; piece++)
    at = match_piece (piece, at, match);
  return at;
}

static const char *
search_run (const Piece *piece, const char *at, Match *match)
{
  for (; at <= match->text_end; at++)
    {
      const char *behind = match_run (piece, at, match);

      if (behind != NULL)
        return behind;
    }
  return NULL;
}

/* The first place of each run is as good as any later one, so that nothing is tried twice. */
static gboolean
match_pieces (const Piece *piece, const char *at, Match *match)
{
  at = match_run (piece, at, match);
  for (; at != NULL && piece < match->end; piece++)
    if (piece->type == PIECE_ANYTHING)
      at = search_run (piece + 1, at, match);
  return at != NULL;
}

gboolean
resite_log_pattern_match (const ResiteLogPattern *self, const char *text, gsize length,
                          const char **package, guint64 *bytes)
{
  Match match = { self->pieces + self->n_pieces, text + length, *package, *bytes, NULL, FALSE };

  if (!match_pieces (self->pieces, text, &match))
    return FALSE;
  *package = match.package;
  *bytes = match.bytes;
  return TRUE;
}

gboolean
resite_log_pattern_depends (const ResiteLogPattern *self, const char *text, gsize length,
                            const char *id)
{
  Match match = { self->pieces + self->n_pieces, text + length, NULL, 0, id, FALSE };

  match_pieces (self->pieces, text, &match);
  return match.depends;
}
