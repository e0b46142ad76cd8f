/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-known"

#include "config.h"

#include <string.h>

#include "resite-log-known.h"

#define N_TEXTS   64 /* a power of two */
#define LONGEST   128
#define ID_LENGTH 8
#define N_VECTORS (LONGEST / sizeof (Vector))

/* The compiler makes of it what the processor has. */
typedef guint64 Vector __attribute__ ((vector_size (32)));

typedef struct
{
  Vector text[N_VECTORS];
  Vector mask[N_VECTORS]; /* nothing for the id's bytes and behind the end */
  gsize length;           /* 0: free */
  ResiteLogFinding finding;
} Text;

struct _ResiteLogKnown
{
  Text texts[N_TEXTS];
};

ResiteLogKnown *
resite_log_known_new (void)
{
  return g_aligned_alloc0 (1, sizeof (ResiteLogKnown), _Alignof(ResiteLogKnown));
}

void
resite_log_known_free (ResiteLogKnown *self)
{
  g_aligned_free (self);
}

static inline guint64
load (const char *at)
{
  guint64 bytes;

  memcpy (&bytes, at, sizeof bytes);
  return bytes;
}

/* An id may stand at the end, but not at the beginning. */
static inline guint
get_place (const char *text, gsize length)
{
  return (guint)(((load (text) ^ length) * 0x9E3779B97F4A7C15u) >> 56) & (N_TEXTS - 1);
}

static inline gboolean
has_text (const Text *known, const char *text, gsize length)
{
  Vector differs = { 0 };

  for (gsize i = 0; i * sizeof (Vector) < length; i++)
    {
      Vector bytes;

      memcpy (&bytes, text + i * sizeof bytes, sizeof bytes);
      differs |= (bytes ^ known->text[i]) & known->mask[i];
    }
  return (differs[0] | differs[1] | differs[2] | differs[3]) == 0;
}

/* The highest bit of each byte from @first on; bytes are below 0x80. */
static inline guint64
from_byte (guint64 bytes, guint first)
{
  return bytes + (0x80 - first) * 0x0101010101010101u;
}

/* Three letters or digits and five hexadecimal digits, all eight at once. */
static inline gboolean
has_id (const char *at)
{
  const guint64 high = 0x8080808080808080u;
  const guint64 bytes = load (at);
  const guint64 small = (bytes & ~high) | 0x2020202020202020u;
  const guint64 digit = from_byte (bytes & ~high, '0') & ~from_byte (bytes & ~high, '9' + 1);
  const guint64 letter = from_byte (small, 'a') & ~from_byte (small, 'z' + 1);
  const guint64 hex = letter & ~from_byte (small, 'f' + 1);
  const guint8 first[ID_LENGTH] = { 0xFF, 0xFF, 0xFF };
  guint64 site;

  memcpy (&site, first, sizeof site);
  return ((digit | (letter & site) | (hex & ~site)) & ~bytes & high) == high;
}

const ResiteLogFinding *
resite_log_known_find (const ResiteLogKnown *self, const char *text, gsize length)
{
  const Text *known;

  if (length < ID_LENGTH)
    return NULL;
  known = &self->texts[get_place (text, length)];
  if (known->length != length || !has_text (known, text, length) ||
      (known->finding.id > 0 && !has_id (text + known->finding.id - ID_LENGTH)))
    return NULL;
  return &known->finding;
}

void
resite_log_known_take (ResiteLogKnown *self, const char *text, gsize length,
                       const ResiteLogFinding *finding)
{
  Text *known;

  if (length < ID_LENGTH || length > LONGEST)
    return;
  known = &self->texts[get_place (text, length)];
  memset (known->mask, 0, sizeof known->mask);
  memcpy (known->text, text, length);
  memset (known->mask, 0xFF, length);
  if (finding->id > 0)
    memset ((char *)known->mask + finding->id - ID_LENGTH, 0, ID_LENGTH);
  known->length = length;
  known->finding = *finding;
}
