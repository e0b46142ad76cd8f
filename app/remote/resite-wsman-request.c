/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-request"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-piece.h"
#include "resite-wsman-request.h"

#define SMALLEST_ENVELOPE 8192

char *
resite_wsman_new_message_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *upper = g_ascii_strup (uuid, -1);

  return g_strconcat ("uuid:", upper, NULL);
}

static void
must_understand (ResiteWsmanPiece *piece, const char *name, const char *text)
{
  resite_wsman_piece_open (piece, name);
  resite_wsman_piece_attribute (piece, "s:mustUnderstand", "true");
  resite_wsman_piece_text (piece, text);
  resite_wsman_piece_close (piece);
}

static void
write_language (ResiteWsmanPiece *piece, const char *name)
{
  resite_wsman_piece_open (piece, name);
  resite_wsman_piece_attribute (piece, "xml:lang", "en-US");
  resite_wsman_piece_attribute (piece, "s:mustUnderstand", "false");
  resite_wsman_piece_close (piece);
}

static void
write_reply_to (ResiteWsmanPiece *piece)
{
  resite_wsman_piece_open (piece, "a:ReplyTo");
  must_understand (piece, "a:Address", RESITE_WSMAN_ANONYMOUS);
  resite_wsman_piece_close (piece);
}

static void
write_limits (ResiteWsmanPiece *piece, const ResiteWsmanEnvelope *envelope)
{
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, envelope->envelope);
  g_autofree char *timeout = g_strdup_printf ("PT%u.000S", envelope->timeout_seconds);

  if (envelope->envelope > 0)
    must_understand (piece, "w:MaxEnvelopeSize", size);
  if (envelope->timeout_seconds > 0)
    resite_wsman_piece_element (piece, "w:OperationTimeout", timeout);
}

static void
write_header (ResiteWsmanPiece *piece, const ResiteWsmanEnvelope *envelope)
{
  resite_wsman_piece_open (piece, "s:Header");
  resite_wsman_piece_element (piece, "a:To", envelope->to);
  if (envelope->resource != NULL)
    must_understand (piece, "w:ResourceURI", envelope->resource);
  write_reply_to (piece);
  must_understand (piece, "a:Action", envelope->action);
  resite_wsman_piece_element (piece, "a:MessageID", envelope->message_id);
  write_language (piece, "w:Locale");
  write_language (piece, "p:DataLocale");
  write_limits (piece, envelope);
  resite_wsman_piece_raw (piece, envelope->headers);
  resite_wsman_piece_close (piece);
}

GBytes *
resite_wsman_build (const ResiteWsmanEnvelope *envelope, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;
  char *text;

  g_return_val_if_fail (envelope != NULL, NULL);
  g_return_val_if_fail (envelope->to != NULL && envelope->action != NULL, NULL);
  g_return_val_if_fail (envelope->message_id != NULL, NULL);
  g_return_val_if_fail (envelope->envelope == 0 || envelope->envelope >= SMALLEST_ENVELOPE, NULL);

  piece = resite_wsman_piece_new ();
  resite_wsman_piece_open (piece, "s:Envelope");
  resite_wsman_piece_attribute (piece, "xmlns:s", RESITE_NS_SOAP);
  resite_wsman_piece_attribute (piece, "xmlns:a", RESITE_NS_ADDRESS);
  resite_wsman_piece_attribute (piece, "xmlns:w", RESITE_NS_WSMAN);
  resite_wsman_piece_attribute (piece, "xmlns:p", RESITE_NS_MICROSOFT);
  write_header (piece, envelope);
  resite_wsman_piece_open (piece, "s:Body");
  resite_wsman_piece_raw (piece, envelope->body);
  resite_wsman_piece_close (piece);
  resite_wsman_piece_close (piece);
  text = resite_wsman_piece_end (piece, error);
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}

GBytes *
resite_wsman_build_identify (void)
{
  static const char text[] =
      "<s:Envelope xmlns:s=\"" RESITE_NS_SOAP "\" xmlns:wsmid=\"" RESITE_NS_IDENTITY "\">"
      "<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>";

  return g_bytes_new_static (text, strlen (text));
}

static gboolean
is_part_of_uri (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("_-.$", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_space (const char *space)
{
  g_auto (GStrv) parts = g_strsplit (space, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || !is_part_of_uri (parts[i]))
      return FALSE;
  return parts[0] != NULL;
}

char *
resite_wsman_resource (const char *space, const char *class_name, GError **error)
{
  g_autofree char *slashes = NULL;

  g_return_val_if_fail (space != NULL && class_name != NULL, NULL);

  slashes = g_strdelimit (g_strdup (space), "\\", '/');
  if (is_space (slashes) &&
      (g_str_equal (class_name, "*") || (*class_name != '\0' && is_part_of_uri (class_name))))
    return g_strconcat (RESITE_RESOURCE_WMI, slashes, "/", class_name, NULL);
  g_clear_pointer (&slashes, g_free);
  slashes = g_strconcat (space, ":", class_name, NULL);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("“%s” is no WMI class. It is written like root/cimv2 and Win32_Service."),
               slashes);
  return NULL;
}

char *
resite_wsman_selectors (const char *resource, ResiteCimObject *keys, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  g_return_val_if_fail (resource != NULL, NULL);

  if (!resite_wsman_xml_check_object (keys, error))
    return NULL;
  piece = resite_wsman_piece_new ();
  resite_wsman_xml_write_selectors (resite_wsman_piece_get_writer (piece), resource, keys);
  return resite_wsman_piece_end (piece, error);
}

char *
resite_wsman_options (const char *const *pairs, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  g_return_val_if_fail (pairs != NULL, NULL);

  piece = resite_wsman_piece_new ();
  if (pairs[0] != NULL)
    {
      resite_wsman_piece_open (piece, "w:OptionSet");
      resite_wsman_piece_attribute (piece, "xmlns:w", RESITE_NS_WSMAN);
      for (guint i = 0; pairs[i] != NULL && pairs[i + 1] != NULL; i += 2)
        {
          resite_wsman_piece_open (piece, "w:Option");
          resite_wsman_piece_attribute (piece, "Name", pairs[i]);
          resite_wsman_piece_text (piece, pairs[i + 1]);
          resite_wsman_piece_close (piece);
        }
      resite_wsman_piece_close (piece);
    }
  return resite_wsman_piece_end (piece, error);
}
