/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-foreign-text"

#include "config.h"

#include <string.h>

#include "resite-foreign-text.h"
#include "resite-text.h"

static char *
decode_utf16 (const char *bytes, gsize length, const char *charset)
{
  g_autofree char *text = NULL;

  text =
      g_convert_with_fallback (bytes, length - length % 2, "UTF-8", charset, "?", NULL, NULL, NULL);
  if (text != NULL)
    return g_utf8_make_valid (text, -1);
  return resite_text_from_foreign ("", 0);
}

static GString *
without_zero_bytes (const char *bytes, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\0')
        g_string_append (text, "\xEF\xBF\xBD");
      else
        g_string_append_c (text, bytes[i]);
    }
  return text;
}

static char *
decode_bytes (const char *bytes, gsize length)
{
  g_autoptr (GString) plain = NULL;

  if (memchr (bytes, '\0', length) == NULL)
    return resite_text_from_foreign (bytes, length);
  plain = without_zero_bytes (bytes, length);
  return resite_text_from_foreign (plain->str, plain->len);
}

static char *
unify_line_ends (char *text)
{
  char *to = text;

  for (const char *from = text; *from != '\0'; from++)
    {
      if (*from == '\r')
        {
          *to++ = '\n';
          if (from[1] == '\n')
            from++;
        }
      else
        *to++ = *from;
    }
  *to = '\0';
  return text;
}

char *
resite_foreign_text_decode (const char *bytes, gssize length)
{
  gsize size;

  g_return_val_if_fail (bytes != NULL || length == 0, g_strdup (""));

  if (length == 0)
    return g_strdup ("");
  size = length < 0 ? strlen (bytes) : (gsize)length;
  if (size >= 2 && memcmp (bytes, "\xFF\xFE", 2) == 0)
    return unify_line_ends (decode_utf16 (bytes + 2, size - 2, "UTF-16LE"));
  if (size >= 2 && memcmp (bytes, "\xFE\xFF", 2) == 0)
    return unify_line_ends (decode_utf16 (bytes + 2, size - 2, "UTF-16BE"));
  if (size >= 3 && memcmp (bytes, "\xEF\xBB\xBF", 3) == 0)
    return unify_line_ends (decode_bytes (bytes + 3, size - 3));
  return unify_line_ends (decode_bytes (bytes, size));
}
