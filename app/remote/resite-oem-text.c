/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-oem-text"

#include "config.h"

#include <errno.h>
#include <string.h>

#include "resite-oem-text.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define FALLBACK    850

struct _ResiteOemText
{
  GIConv converter;  /* (GIConv)-1 until something is no UTF-8 */
  char *page;        /* "CP850" */
  GByteArray *waits; /* the begin of a character */
};

static GIConv
open_page (guint code_page, char **name)
{
  *name = g_strdup_printf ("CP%u", code_page);
  return g_iconv_open ("UTF-8", *name);
}

ResiteOemText *
resite_oem_text_new (guint code_page)
{
  ResiteOemText *self = g_new0 (ResiteOemText, 1);
  GIConv probe = open_page (code_page != 0 ? code_page : FALLBACK, &self->page);

  if (probe == (GIConv)-1)
    {
      g_free (self->page);
      probe = open_page (FALLBACK, &self->page);
    }
  if (probe != (GIConv)-1)
    g_iconv_close (probe);
  self->converter = (GIConv)-1;
  self->waits = g_byte_array_new ();
  return self;
}

void
resite_oem_text_free (ResiteOemText *self)
{
  g_return_if_fail (self != NULL);

  if (self->converter != (GIConv)-1)
    g_iconv_close (self->converter);
  g_free (self->page);
  g_byte_array_unref (self->waits);
  g_free (self);
}

gboolean
resite_oem_text_is_oem (ResiteOemText *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->converter != (GIConv)-1;
}

static void
drop_waiting (ResiteOemText *self, gsize count)
{
  if (count > 0)
    g_byte_array_remove_range (self->waits, 0, count);
}

/* Takes what is UTF-8; FALSE at a byte that cannot be. */
static gboolean
take_utf8 (ResiteOemText *self, GString *text)
{
  const char *bytes = (char *)self->waits->data;
  gsize done = 0;
  gboolean could_be = TRUE;

  while (done < self->waits->len)
    {
      const char *end;
      gsize left = self->waits->len - done;
      gunichar next;

      g_utf8_validate_len (bytes + done, left, &end);
      g_string_append_len (text, bytes + done, end - (bytes + done));
      left -= end - (bytes + done);
      done = end - bytes;
      if (left == 0)
        break;
      if (*end == '\0')
        {
          g_string_append (text, REPLACEMENT);
          done++;
          continue;
        }
      next = g_utf8_get_char_validated (end, left);
      could_be = next == (gunichar)-2;
      break;
    }
  drop_waiting (self, done);
  return could_be;
}

/* Converts up to a byte that is no character, or to the begin of one. */
static int
convert (ResiteOemText *self, char **in, gsize *left, GString *text)
{
  int reason = 0;

  while (*left > 0 && (reason == 0 || reason == E2BIG))
    {
      char buffer[256];
      char *out = buffer;
      gsize room = sizeof buffer;

      reason = g_iconv (self->converter, in, left, &out, &room) == (gsize)-1 ? errno : 0;
      g_string_append_len (text, buffer, out - buffer);
    }
  return reason;
}

static void
take_oem (ResiteOemText *self, GString *text)
{
  char *in = (char *)self->waits->data;
  char *end = in + self->waits->len;

  while (in < end)
    {
      char *stop = memchr (in, '\0', end - in);
      gsize left = (stop != NULL ? stop : end) - in;
      int reason = convert (self, &in, &left, text);

      if (reason == EINVAL && stop == NULL)
        break;
      if (in == end)
        break;
      g_string_append (text, REPLACEMENT);
      in++;
    }
  drop_waiting (self, self->waits->len - (end - in));
}

static void
become_oem (ResiteOemText *self)
{
  self->converter = g_iconv_open ("UTF-8", self->page);
}

char *
resite_oem_text_add (ResiteOemText *self, const void *bytes, gsize size)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (bytes != NULL || size == 0, NULL);

  text = g_string_new (NULL);
  if (size > 0)
    g_byte_array_append (self->waits, bytes, size);
  if (!resite_oem_text_is_oem (self) && !take_utf8 (self, text))
    become_oem (self);
  if (resite_oem_text_is_oem (self))
    take_oem (self, text);
  return g_string_free (text, FALSE);
}

char *
resite_oem_text_end (ResiteOemText *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  if (self->waits->len > 0 && !resite_oem_text_is_oem (self))
    become_oem (self);
  if (self->waits->len > 0 && resite_oem_text_is_oem (self))
    take_oem (self, text);
  for (guint i = 0; i < self->waits->len; i++)
    g_string_append (text, REPLACEMENT);
  g_byte_array_set_size (self->waits, 0);
  return g_string_free (text, FALSE);
}
