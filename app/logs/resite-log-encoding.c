/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-encoding"

#include "config.h"

#include <string.h>

#include "resite-log-encoding.h"
#include "resite-text.h"

ResiteLogEncoding
resite_log_encoding_find (const char *bytes, gsize length)
{
  if (length >= 2 && memcmp (bytes, "\xFF\xFE", 2) == 0)
    return RESITE_LOG_LOW_FIRST;
  if (length >= 2 && memcmp (bytes, "\xFE\xFF", 2) == 0)
    return RESITE_LOG_HIGH_FIRST;
  return RESITE_LOG_NARROW;
}

gsize
resite_log_encoding_find_end (ResiteLogEncoding encoding, const char *bytes, gsize length)
{
  const gsize low = encoding == RESITE_LOG_HIGH_FIRST ? 1 : 0;

  if (encoding == RESITE_LOG_NARROW)
    {
      const char *end = memchr (bytes, '\n', length);

      return end != NULL ? (gsize)(end - bytes) + 1 : 0;
    }
  for (gsize i = 0; i + 1 < length; i += 2)
    if (bytes[i + low] == '\n' && bytes[i + 1 - low] == '\0')
      return i + 2;
  return 0;
}

char *
resite_log_encoding_decode (ResiteLogEncoding encoding, const char *bytes, gsize length)
{
  g_autofree char *text = NULL;

  if (encoding == RESITE_LOG_NARROW)
    return resite_text_from_foreign (bytes, (gssize)length);
  text = g_convert_with_fallback (bytes, (gssize)(length - length % 2), "UTF-8",
                                  encoding == RESITE_LOG_HIGH_FIRST ? "UTF-16BE" : "UTF-16LE", "?",
                                  NULL, NULL, NULL);
  return g_utf8_make_valid (text != NULL ? text : "?", -1);
}
