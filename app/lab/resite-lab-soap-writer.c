/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-soap"

#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "resite-lab-soap-names.h"
#include "resite-lab-soap-writer.h"

static gboolean
is_allowed (gunichar character)
{
  return character >= 0x20 ? character != 0xfffe && character != 0xffff
                           : character == '\t' || character == '\n' || character == '\r';
}

char *
resite_lab_soap_escape (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *escaped = g_string_sized_new (strlen (valid) + 16);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);

      if (character == '&')
        g_string_append (escaped, "&amp;");
      else if (character == '<')
        g_string_append (escaped, "&lt;");
      else if (character == '>')
        g_string_append (escaped, "&gt;");
      else if (character == '"')
        g_string_append (escaped, "&quot;");
      else if (character == '\r')
        g_string_append (escaped, "&#13;");
      else
        g_string_append_unichar (escaped, is_allowed (character) ? character : 0xfffd);
    }
  return g_string_free (escaped, FALSE);
}

void
resite_lab_soap_append (GString *xml, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (xml, text);
}

static void
append_echo (GString *xml, const char *name, const char *text)
{
  if (text != NULL)
    resite_lab_soap_append (xml, "<p:%s s:mustUnderstand=\"false\">%s</p:%s>", name, text, name);
}

GString *
resite_lab_soap_begin (ResiteLabSoapRequest *request, const char *action)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *large = g_ascii_strup (id, -1);
  GString *xml = g_string_new (
      "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"" LAB_NS_SOAP "\" xmlns:a=\"" LAB_NS_ADDRESS
      "\" xmlns:x=\"" LAB_NS_TRANSFER "\" xmlns:n=\"" LAB_NS_LIST "\" xmlns:w=\"" LAB_NS_WSMAN
      "\" xmlns:rsp=\"" LAB_NS_SHELL "\" xmlns:p=\"" LAB_NS_WINDOWS "\"><s:Header>");

  resite_lab_soap_append (
      xml, "<a:Action>%s</a:Action><a:MessageID>uuid:%s</a:MessageID><a:To>%s</a:To>", action,
      large, LAB_ANONYMOUS);
  append_echo (xml, "OperationID", request->operation_id);
  append_echo (xml, "SequenceId", request->sequence_id);
  if (request->message_id != NULL)
    resite_lab_soap_append (xml, "<a:RelatesTo>%s</a:RelatesTo>", request->message_id);
  return xml;
}

void
resite_lab_soap_begin_body (GString *xml)
{
  g_string_append (xml, "</s:Header><s:Body>");
}

GBytes *
resite_lab_soap_end (GString *xml)
{
  g_string_append (xml, "</s:Body></s:Envelope>");
  return g_string_free_to_bytes (xml);
}

GString *
resite_lab_soap_answer (ResiteLabSoapRequest *request)
{
  g_autofree char *action = g_strconcat (request->action, "Response", NULL);
  GString *xml = resite_lab_soap_begin (request, action);

  resite_lab_soap_begin_body (xml);
  return xml;
}
