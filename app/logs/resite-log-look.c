/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-look"

#include "config.h"

#include "resite-log-words.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* The words that judge a line hold rare pieces: e(rr)or, (fa)il, (fa)tal, ca(nn)ot, can('t),
 * cou(ld) not, a(bo)rt, wa(rn)ing, u(nab)le, r(etr)y. A table for each half of a byte says which
 * pieces it may be a part of, one bit a piece, so that sixteen and more bytes are asked at once. */

#define RR   0x01
#define FA   0x02
#define NN   0x04
#define QT   0x08
#define LD   0x10
#define BO   0x20
#define RN   0x40
#define LONG 0x80 /* (nab), (etr) */

typedef struct
{
  guint8 low[16];
  guint8 high[16];
} Nibbles;

/* The last byte of a piece, the one before, and the one before that. Letters have 4 to 7 in their
 * upper half, in both cases; the apostrophe is 0x27. */
static const Nibbles last = {
  .low = { [0x1] = FA, [0x2] = RR | LONG, [0x4] = QT | LD, [0xE] = NN | RN, [0xF] = BO },
  .high = { [0x4] = FA | LD | BO | NN | RN | LONG,
            [0x5] = RR | QT | LONG,
            [0x6] = FA | LD | BO | NN | RN | LONG,
            [0x7] = RR | QT | LONG },
};
static const Nibbles second = {
  .low = { [0x1] = LONG,
           [0x2] = RR | RN | BO,
           [0x4] = LONG,
           [0x6] = FA,
           [0x7] = QT,
           [0xC] = LD,
           [0xE] = NN },
  .high = { [0x2] = QT,
            [0x4] = FA | LD | BO | NN | LONG,
            [0x5] = RR | RN | LONG,
            [0x6] = FA | LD | BO | NN | LONG,
            [0x7] = RR | RN | LONG },
};
#define SHORT (RR | FA | NN | QT | LD | BO | RN)
static const Nibbles third = {
  .low = { SHORT, SHORT, SHORT, SHORT, SHORT, SHORT | LONG, SHORT, SHORT, SHORT, SHORT, SHORT,
           SHORT, SHORT, SHORT, SHORT | LONG, SHORT },
  .high = { SHORT, SHORT, SHORT, SHORT, SHORT | LONG, SHORT, SHORT | LONG, SHORT, SHORT, SHORT,
            SHORT, SHORT, SHORT, SHORT, SHORT, SHORT },
};

/* The bits of a block of 64 bytes, and what the next one needs of them. */
typedef struct
{
  guint64 word; /* letters and digits */
  guint64 two;  /* ... of which two, four, eight stand in a row up to here */
  guint64 four;
  guint64 eight;
  guint64 hex;
  guint64 hex_two;
  guint64 hex_four;
  guint64 hex_five;
} Runs;

static inline guint64
move_up (guint64 bits, guint64 before, guint count)
{
  return bits << count | before >> (64 - count);
}

/* Bits behind a word of exactly eight whose last five are hexadecimal. */
static inline guint64
find_ids (guint64 word, guint64 hex, Runs *runs)
{
  const guint64 two = word & move_up (word, runs->word, 1);
  const guint64 four = two & move_up (two, runs->two, 2);
  const guint64 eight = four & move_up (four, runs->four, 4);
  const guint64 hex_two = hex & move_up (hex, runs->hex, 1);
  const guint64 hex_four = hex_two & move_up (hex_two, runs->hex_two, 2);
  const guint64 hex_five = hex_four & move_up (hex, runs->hex, 4);
  const guint64 found = ~word & move_up (eight, runs->eight, 1) & ~move_up (word, runs->word, 9) &
                        move_up (hex_five, runs->hex_five, 1);

  *runs = (Runs){ word, two, four, eight, hex, hex_two, hex_four, hex_five };
  return found;
}

static inline void
note_ids (ResiteLogLook *look, guint64 found, gsize at, gsize length)
{
  if (found != 0 && look->id == 0 && at + (gsize)__builtin_ctzll (found) <= length)
    look->id = at + (gsize)__builtin_ctzll (found);
}

static ResiteLogLook
look_by_bytes (const char *text, gsize length)
{
  ResiteLogLook look = { FALSE, 0 };
  gsize run = 0;
  gsize hex = 0;

  for (gsize i = 0; i < length; i++)
    {
      const guint8 a = (guint8)text[i];
      const guint8 b = i > 0 ? (guint8)text[i - 1] : 0;
      const guint8 c = i > 1 ? (guint8)text[i - 2] : 0;

      if (last.low[a & 15] & last.high[a >> 4] & second.low[b & 15] & second.high[b >> 4] &
          third.low[c & 15] & third.high[c >> 4])
        look.words = TRUE;
      if (!g_ascii_isalnum (a) && run == 8 && hex >= 5 && look.id == 0)
        look.id = i;
      run = g_ascii_isalnum (a) ? run + 1 : 0;
      hex = g_ascii_isxdigit (a) ? hex + 1 : 0;
    }
  if (run == 8 && hex >= 5 && look.id == 0)
    look.id = length;
  return look;
}

#if defined(__x86_64__)

#define AVX2   __attribute__ ((target ("avx2")))
#define AVX512 __attribute__ ((target ("avx512bw")))

typedef struct
{
  __m256i low[3];
  __m256i high[3];
} Tables;

AVX2 static inline __m256i
spread (const guint8 *table)
{
  return _mm256_broadcastsi128_si256 (_mm_loadu_si128 ((const __m128i *)(gconstpointer)table));
}

AVX2 static inline __m256i
classify (__m256i bytes, __m256i low, __m256i high)
{
  const __m256i nibble = _mm256_set1_epi8 (15);
  const __m256i upper = _mm256_and_si256 (_mm256_srli_epi16 (bytes, 4), nibble);

  return _mm256_and_si256 (_mm256_shuffle_epi8 (low, _mm256_and_si256 (bytes, nibble)),
                           _mm256_shuffle_epi8 (high, upper));
}

AVX2 static inline __m256i
load (const char *at)
{
  return _mm256_loadu_si256 ((const __m256i *)(gconstpointer)at);
}

/* Bytes from @first on, @count of them. */
AVX2 static inline __m256i
is_between (__m256i bytes, char first, char count)
{
  const __m256i from = _mm256_sub_epi8 (bytes, _mm256_set1_epi8 (first));

  return _mm256_cmpeq_epi8 (_mm256_min_epu8 (from, _mm256_set1_epi8 ((char)(count - 1))), from);
}

AVX2 static inline guint32
look_at_half (const char *at, const Tables *tables, guint32 *word, guint32 *hex)
{
  const __m256i bytes = load (at);
  const __m256i small = _mm256_or_si256 (bytes, _mm256_set1_epi8 (0x20));
  const __m256i digit = is_between (bytes, '0', 10);
  const __m256i pieces = _mm256_and_si256 (
      _mm256_and_si256 (classify (bytes, tables->low[0], tables->high[0]),
                        classify (load (at - 1), tables->low[1], tables->high[1])),
      classify (load (at - 2), tables->low[2], tables->high[2]));

  *word = (guint32)_mm256_movemask_epi8 (_mm256_or_si256 (digit, is_between (small, 'a', 26)));
  *hex = (guint32)_mm256_movemask_epi8 (_mm256_or_si256 (digit, is_between (small, 'a', 6)));
  return ~(guint32)_mm256_movemask_epi8 (_mm256_cmpeq_epi8 (pieces, _mm256_setzero_si256 ()));
}

AVX2 static ResiteLogLook
look_by_32 (const char *text, gsize length)
{
  const Tables tables = { { spread (last.low), spread (second.low), spread (third.low) },
                          { spread (last.high), spread (second.high), spread (third.high) } };
  ResiteLogLook look = { FALSE, 0 };
  Runs runs = { 0 };
  guint64 pieces = 0;

  for (gsize at = 0; at <= length; at += 64)
    {
      const guint64 inside = length - at < 64 ? ((guint64)1 << (length - at)) - 1 : G_MAXUINT64;
      guint32 word[2];
      guint32 hex[2];

      pieces |= (look_at_half (text + at, &tables, &word[0], &hex[0]) |
                 (guint64)look_at_half (text + at + 32, &tables, &word[1], &hex[1]) << 32) &
                inside;
      note_ids (&look,
                find_ids ((word[0] | (guint64)word[1] << 32) & inside,
                          (hex[0] | (guint64)hex[1] << 32) & inside, &runs),
                at, length);
    }
  look.words = pieces != 0;
  return look;
}

AVX512 static inline __m512i
classify_64 (__m512i bytes, const Nibbles *nibbles)
{
  const __m512i nibble = _mm512_set1_epi8 (15);
  const __m512i low = _mm512_maskz_broadcast_i32x4 (
      G_MAXUINT16, _mm_loadu_si128 ((const __m128i *)(gconstpointer)nibbles->low));
  const __m512i high = _mm512_maskz_broadcast_i32x4 (
      G_MAXUINT16, _mm_loadu_si128 ((const __m128i *)(gconstpointer)nibbles->high));
  const __m512i upper = _mm512_and_si512 (_mm512_srli_epi16 (bytes, 4), nibble);

  return _mm512_and_si512 (_mm512_shuffle_epi8 (low, _mm512_and_si512 (bytes, nibble)),
                           _mm512_shuffle_epi8 (high, upper));
}

AVX512 static inline guint64
is_between_64 (__m512i bytes, char first, char count)
{
  return _mm512_cmplt_epu8_mask (_mm512_sub_epi8 (bytes, _mm512_set1_epi8 (first)),
                                 _mm512_set1_epi8 (count));
}

AVX512 static ResiteLogLook
look_by_64 (const char *text, gsize length)
{
  ResiteLogLook look = { FALSE, 0 };
  Runs runs = { 0 };
  guint64 pieces = 0;

  for (gsize at = 0; at <= length; at += 64)
    {
      const guint64 inside = length - at < 64 ? ((guint64)1 << (length - at)) - 1 : G_MAXUINT64;
      const __m512i bytes = _mm512_loadu_si512 (text + at);
      const __m512i small = _mm512_or_si512 (bytes, _mm512_set1_epi8 (0x20));
      const guint64 digit = is_between_64 (bytes, '0', 10);
      const __m512i two = _mm512_and_si512 (
          classify_64 (bytes, &last), classify_64 (_mm512_loadu_si512 (text + at - 1), &second));
      const __m512i three = classify_64 (_mm512_loadu_si512 (text + at - 2), &third);

      pieces |= _mm512_test_epi8_mask (two, three) & inside;
      note_ids (&look,
                find_ids ((digit | is_between_64 (small, 'a', 26)) & inside,
                          (digit | is_between_64 (small, 'a', 6)) & inside, &runs),
                at, length);
    }
  look.words = pieces != 0;
  return look;
}

#endif

const ResiteLogLookFunc *
resite_log_look_list_funcs (void)
{
  static ResiteLogLookFunc funcs[4];
  static gsize known = 0;

  if (g_once_init_enter (&known))
    {
      guint n = 0;

#if defined(__x86_64__)
      if (__builtin_cpu_supports ("avx512bw"))
        funcs[n++] = look_by_64;
      if (__builtin_cpu_supports ("avx2"))
        funcs[n++] = look_by_32;
#endif
      funcs[n] = look_by_bytes;
      g_once_init_leave (&known, 1);
    }
  return funcs;
}

ResiteLogLookFunc
resite_log_look_get_func (void)
{
  return resite_log_look_list_funcs ()[0];
}
