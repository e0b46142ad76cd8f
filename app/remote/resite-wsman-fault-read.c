/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-fault"

#include "config.h"

#include <string.h>

#include "resite-wsman-fault-private.h"
#include "resite-wsman-names.h"
#include "resite-wsman-xml.h"

void
resite_wsman_fault_free (ResiteWsmanFault *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->soap_code);
  g_free (self->subcode_space);
  g_free (self->subcode);
  g_free (self->reason);
  g_free (self->detail);
  g_free (self->message);
  g_free (self->provider);
  g_free (self->culprit);
  g_free (self);
}

/* One line, since it becomes part of a sentence; NULL when it says nothing. */
static char *
dup_line (const xmlNode *node)
{
  g_autofree char *text = resite_wsman_xml_dup_text (node);
  GString *line = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isspace (*c))
      g_string_append_c (line, *c);
    else if (line->len > 0 && line->str[line->len - 1] != ' ')
      g_string_append_c (line, ' ');
  return g_string_free (line, line->len == 0);
}

/* Replaces unless the new one says nothing. */
static void
take_line (char **place, char *line)
{
  if (line == NULL || *line == '\0')
    {
      g_free (line);
      return;
    }
  g_free (*place);
  *place = line;
}

/* Codes are unsigned, but some print them signed, or in hex after a word. */
static gboolean
read_code (const char *text, guint32 *code)
{
  const char *hex = text != NULL ? strstr (text, "0x") : NULL;
  guint64 number;
  gint64 negative;

  if (hex != NULL && g_ascii_string_to_unsigned (hex + 2, 16, 0, G_MAXUINT32, &number, NULL))
    *code = number;
  else if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    *code = number;
  else if (text != NULL &&
           g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &negative, NULL))
    *code = (guint32)negative;
  else
    return FALSE;
  return TRUE;
}

/* The first is the symptom, the last and deepest the cause. */
static void
add_code (ResiteWsmanFault *self, const char *text)
{
  guint32 code;

  if (!read_code (text, &code) || code == 0)
    return;
  if (self->outer == 0)
    self->outer = code;
  self->inner = code;
}

static void
read_qname (const xmlNode *node, char **space, char **name)
{
  g_autofree char *text = resite_wsman_xml_dup_text (node);
  char *colon = strchr (text, ':');
  xmlNs *found;

  if (colon != NULL)
    *colon = '\0';
  found = xmlSearchNs (node->doc, (xmlNode *)node, colon != NULL ? BAD_CAST text : NULL);
  if (space != NULL)
    *space = found != NULL ? g_strdup ((char *)found->href) : NULL;
  *name = g_strdup (colon != NULL ? colon + 1 : text);
}

static void
read_codes (ResiteWsmanFault *self, const xmlNode *fault)
{
  const xmlNode *code = resite_wsman_xml_child (fault, RESITE_NS_SOAP, "Code");
  const xmlNode *value = resite_wsman_xml_child (code, RESITE_NS_SOAP, "Value");
  const xmlNode *subcode = resite_wsman_xml_child (code, RESITE_NS_SOAP, "Subcode");

  if (value != NULL)
    read_qname (value, NULL, &self->soap_code);
  value = resite_wsman_xml_child (subcode, RESITE_NS_SOAP, "Value");
  if (value != NULL)
    read_qname (value, &self->subcode_space, &self->subcode);
}

static gboolean
is_english (const xmlNode *text)
{
  g_autofree char *language =
      resite_wsman_xml_dup_attribute (text, (char *)XML_XML_NAMESPACE, "lang");

  return language != NULL && g_ascii_strncasecmp (language, "en", 2) == 0;
}

static void
read_reason (ResiteWsmanFault *self, const xmlNode *fault)
{
  const xmlNode *reason = resite_wsman_xml_child (fault, RESITE_NS_SOAP, "Reason");

  for (const xmlNode *text = resite_wsman_xml_child (reason, RESITE_NS_SOAP, "Text"); text != NULL;
       text = resite_wsman_xml_next (text, RESITE_NS_SOAP, "Text"))
    if (self->reason == NULL || is_english (text))
      take_line (&self->reason, dup_line (text));
}

static void
read_fault_detail (ResiteWsmanFault *self, const xmlNode *node)
{
  g_autofree char *text = resite_wsman_xml_dup_text (node);
  const char *slash = strrchr (text, '/');

  if (self->detail == NULL && *text != '\0')
    self->detail = g_strdup (slash != NULL ? slash + 1 : text);
}

static void
read_provider (ResiteWsmanFault *self, const xmlNode *node)
{
  take_line (&self->provider, resite_wsman_xml_dup_attribute (node, NULL, "path"));
  take_line (&self->provider, resite_wsman_xml_dup_attribute (node, NULL, "provider"));
}

static void
read_cim_code (ResiteWsmanFault *self, const char *text)
{
  guint32 code;

  if (read_code (text, &code))
    self->cim_code = code;
}

/* Elements of WMI's own errors: their namespace is that of the class, so only the name tells. */
static void
read_property (ResiteWsmanFault *self, const xmlNode *node)
{
  static const char *const codes[] = { "StatusCode", "error_Code", "MessageID", NULL };
  static const char *const messages[] = { "Message", "Description", "error_WindowsErrorMessage",
                                          NULL };
  g_autofree char *text = resite_wsman_xml_dup_text (node);
  const char *name = (char *)node->name;

  if (g_strv_contains (codes, name))
    add_code (self, text);
  else if (g_strv_contains (messages, name))
    take_line (&self->message, dup_line (node));
  else if (g_str_equal (name, "CIMStatusCode"))
    read_cim_code (self, text);
  else if (g_str_equal (name, "ProviderName"))
    take_line (&self->provider, dup_line (node));
}

static void
walk_detail (ResiteWsmanFault *self, const xmlNode *parent)
{
  for (const xmlNode *node = resite_wsman_xml_child (parent, NULL, NULL); node != NULL;
       node = resite_wsman_xml_next (node, NULL, NULL))
    {
      if (resite_wsman_xml_is (node, RESITE_NS_WSMAN, "FaultDetail"))
        read_fault_detail (self, node);
      else if (resite_wsman_xml_is (node, RESITE_NS_FAULT, "ProviderFault"))
        read_provider (self, node);
      else if (resite_wsman_xml_is (node, RESITE_NS_FAULT, "WSManFault"))
        {
          g_autofree char *code = resite_wsman_xml_dup_attribute (node, NULL, "Code");

          add_code (self, code);
        }
      else
        read_property (self, node);
      walk_detail (self, node);
    }
}

static void
read_culprit (ResiteWsmanFault *self, const xmlNode *header)
{
  const xmlNode *block = resite_wsman_xml_child (header, RESITE_NS_SOAP, "NotUnderstood");

  if (block != NULL)
    self->culprit = resite_wsman_xml_dup_attribute (block, NULL, "qname");
}

ResiteWsmanFault *
resite_wsman_fault_read (const xmlNode *fault, const xmlNode *header)
{
  ResiteWsmanFault *self;

  g_return_val_if_fail (fault != NULL, NULL);

  self = g_new0 (ResiteWsmanFault, 1);
  read_codes (self, fault);
  read_reason (self, fault);
  walk_detail (self, resite_wsman_xml_child (fault, RESITE_NS_SOAP, "Detail"));
  read_culprit (self, header);
  resite_wsman_fault_classify (self);
  return self;
}
