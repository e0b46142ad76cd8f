/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-piece"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-piece.h"

struct _ResiteWsmanPiece
{
  xmlBuffer *buffer;
  xmlTextWriter *writer;
  char *open; /* the element that is written, for the error */
  char *spoiled;
};

ResiteWsmanPiece *
resite_wsman_piece_new (void)
{
  ResiteWsmanPiece *self = g_new0 (ResiteWsmanPiece, 1);

  self->buffer = xmlBufferCreate ();
  self->writer = xmlNewTextWriterMemory (self->buffer, 0);
  return self;
}

void
resite_wsman_piece_free (ResiteWsmanPiece *self)
{
  g_return_if_fail (self != NULL);

  xmlFreeTextWriter (self->writer);
  xmlBufferFree (self->buffer);
  g_free (self->open);
  g_free (self->spoiled);
  g_free (self);
}

xmlTextWriter *
resite_wsman_piece_get_writer (ResiteWsmanPiece *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->writer;
}

void
resite_wsman_piece_open (ResiteWsmanPiece *self, const char *name)
{
  g_return_if_fail (self != NULL && name != NULL);

  g_free (self->open);
  self->open = g_strdup (name);
  xmlTextWriterStartElement (self->writer, BAD_CAST name);
}

static gboolean
can_write (ResiteWsmanPiece *self, const char *text)
{
  if (resite_wsman_xml_can_hold (text))
    return TRUE;
  if (self->spoiled == NULL)
    self->spoiled = g_strdup (self->open != NULL ? self->open : "");
  return FALSE;
}

void
resite_wsman_piece_attribute (ResiteWsmanPiece *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  if (can_write (self, value))
    xmlTextWriterWriteAttribute (self->writer, BAD_CAST name, BAD_CAST value);
}

void
resite_wsman_piece_text (ResiteWsmanPiece *self, const char *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  if (can_write (self, text))
    xmlTextWriterWriteString (self->writer, BAD_CAST text);
}

void
resite_wsman_piece_close (ResiteWsmanPiece *self)
{
  g_return_if_fail (self != NULL);

  xmlTextWriterEndElement (self->writer);
}

void
resite_wsman_piece_element (ResiteWsmanPiece *self, const char *name, const char *text)
{
  resite_wsman_piece_open (self, name);
  resite_wsman_piece_text (self, text);
  resite_wsman_piece_close (self);
}

void
resite_wsman_piece_raw (ResiteWsmanPiece *self, const char *xml)
{
  g_return_if_fail (self != NULL);

  if (xml != NULL && *xml != '\0')
    xmlTextWriterWriteRaw (self->writer, BAD_CAST xml);
}

char *
resite_wsman_piece_end (ResiteWsmanPiece *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->spoiled != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("This cannot be sent: the text of %s has control characters, or bytes that "
                      "are no UTF-8."),
                   self->spoiled);
      return NULL;
    }
  xmlTextWriterFlush (self->writer);
  return g_strdup ((char *)xmlBufferContent (self->buffer));
}
