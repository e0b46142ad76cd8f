/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-wide"

#include "config.h"

#include <string.h>

#include "resite-log-wide.h"

#define REPLACEMENT 0xFFFD

typedef enum
{
  PLAIN,
  UNSURE, /* one byte came, which may be the first half of a mark */
  LOW_FIRST,
  HIGH_FIRST
} Order;

struct _ResiteLogWide
{
  Order order;
  guint8 kept; /* half a unit, or the byte that leaves it unsure */
  gboolean has_kept;
  guint16 lead; /* first half of a pair of units; 0: none */
};

ResiteLogWide *
resite_log_wide_new (void)
{
  return g_new0 (ResiteLogWide, 1);
}

void
resite_log_wide_free (ResiteLogWide *self)
{
  g_free (self);
}

gboolean
resite_log_wide_is_plain (ResiteLogWide *self, const char *bytes, gsize length, gboolean first)
{
  const guint8 *at = (const guint8 *)bytes;

  if (!first || length == 0)
    return self->order == PLAIN;
  if (length == 1 && (at[0] == 0xFF || at[0] == 0xFE))
    self->order = UNSURE;
  else if (length > 1 && at[0] == 0xFF && at[1] == 0xFE)
    self->order = LOW_FIRST;
  else if (length > 1 && at[0] == 0xFE && at[1] == 0xFF)
    self->order = HIGH_FIRST;
  return self->order == PLAIN;
}

static void
take_unit (ResiteLogWide *self, GString *narrow, guint16 unit)
{
  const gboolean trail = unit >= 0xDC00 && unit <= 0xDFFF;

  if (self->lead != 0 && trail)
    {
      g_string_append_unichar (
          narrow, 0x10000 + (((gunichar)self->lead & 0x3FF) << 10 | ((gunichar)unit & 0x3FF)));
      self->lead = 0;
      return;
    }
  if (self->lead != 0)
    g_string_append_unichar (narrow, REPLACEMENT);
  self->lead = 0;
  if (unit >= 0xD800 && unit <= 0xDBFF)
    self->lead = unit;
  else if (trail || unit == 0)
    g_string_append_unichar (narrow, REPLACEMENT);
  else if (unit != 0xFEFF)
    g_string_append_unichar (narrow, unit);
}

/* The second byte of all decides. */
static void
settle (ResiteLogWide *self, GString *narrow, guint8 second)
{
  if (self->kept == 0xFF && second == 0xFE)
    self->order = LOW_FIRST;
  else if (self->kept == 0xFE && second == 0xFF)
    self->order = HIGH_FIRST;
  else
    {
      self->order = PLAIN;
      g_string_append_c (narrow, (char)self->kept);
    }
  self->has_kept = self->order != PLAIN;
}

char *
resite_log_wide_convert (ResiteLogWide *self, const char *bytes, gsize length, gsize *narrow_length)
{
  GString *narrow = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      const guint8 byte = (guint8)bytes[i];

      if (self->order == UNSURE && self->has_kept)
        settle (self, narrow, byte);
      if (self->order == PLAIN)
        g_string_append_c (narrow, (char)byte);
      else if (!self->has_kept)
        self->kept = byte;
      else
        take_unit (self, narrow,
                   self->order == LOW_FIRST ? (guint16)(byte << 8 | self->kept)
                                            : (guint16)(self->kept << 8 | byte));
      self->has_kept = self->order != PLAIN && !self->has_kept;
    }
  *narrow_length = narrow->len;
  return g_string_free (narrow, FALSE);
}
