/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-xml"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "resite-error.h"
#include "resite-wsman-xml.h"

/* Far above what an envelope of half a megabyte can hold, far below what hurts. */
#define SIZE_LIMIT    (16 * 1024 * 1024)
#define ELEMENT_LIMIT 200000
#define DEPTH_LIMIT   64

typedef struct
{
  startElementNsSAX2Func start;
  guint elements;
  const char *refusal; /* translated */
} Watch;

static void
stop (xmlParserCtxt *parser, const char *refusal)
{
  Watch *watch = parser->_private;

  if (watch->refusal == NULL)
    watch->refusal = refusal;
  xmlStopParser (parser);
}

/* Stopped before its entities are read: SOAP forbids it, and it is how bombs are built. */
static void
refuse_dtd (void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
  stop (context, _ ("it has a document type, which SOAP forbids"));
}

static void
start_element (void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
               int n_spaces, const xmlChar **spaces, int n_attributes, int n_defaulted,
               const xmlChar **attributes)
{
  xmlParserCtxt *parser = context;
  Watch *watch = parser->_private;

  if (++watch->elements > ELEMENT_LIMIT)
    stop (parser, _ ("it has too many elements"));
  else if (parser->nodeNr >= DEPTH_LIMIT)
    stop (parser, _ ("its elements are nested too deeply"));
  else
    watch->start (context, name, prefix, space, n_spaces, spaces, n_attributes, n_defaulted,
                  attributes);
}

static void
set_error (GError **error, xmlParserCtxt *parser, const char *refusal)
{
  const xmlError *last = xmlCtxtGetLastError (parser);
  g_autofree char *reason = NULL;

  if (refusal != NULL)
    reason = g_strdup (refusal);
  else if (last != NULL && last->message != NULL)
    reason = g_strchomp (g_utf8_make_valid (last->message, -1));
  else
    reason = g_strdup (_ ("it ends too early"));
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
               _ ("The answer is no XML that can be read (line %d: %s)."),
               last != NULL ? last->line : 1, reason);
}

ResiteWsmanXml *
resite_wsman_xml_read (const void *bytes, gsize size, GError **error)
{
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;
  xmlParserCtxt *parser;
  Watch watch = { NULL };
  xmlDoc *document = NULL;

  g_return_val_if_fail (bytes != NULL || size == 0, NULL);

  parser = xmlNewParserCtxt ();
  watch.start = parser->sax->startElementNs;
  parser->_private = &watch;
  parser->sax->internalSubset = refuse_dtd;
  parser->sax->startElementNs = start_element;
  if (size > SIZE_LIMIT)
    watch.refusal = _ ("it is too long");
  else if (size > 0)
    document = xmlCtxtReadMemory (parser, bytes, (int)size, NULL, NULL, options);
  if (watch.refusal != NULL)
    g_clear_pointer (&document, xmlFreeDoc);
  if (document == NULL)
    set_error (error, parser, watch.refusal);
  xmlFreeParserCtxt (parser);
  return document;
}

gboolean
resite_wsman_xml_is (const xmlNode *node, const char *space, const char *name)
{
  if (node == NULL || node->type != XML_ELEMENT_NODE)
    return FALSE;
  if (name != NULL && !g_str_equal (node->name, name))
    return FALSE;
  return space == NULL || (node->ns != NULL && g_strcmp0 ((char *)node->ns->href, space) == 0);
}

static xmlNode *
find_from (xmlNode *node, const char *space, const char *name)
{
  while (node != NULL && !resite_wsman_xml_is (node, space, name))
    node = node->next;
  return node;
}

xmlNode *
resite_wsman_xml_child (const xmlNode *node, const char *space, const char *name)
{
  return node != NULL ? find_from (node->children, space, name) : NULL;
}

xmlNode *
resite_wsman_xml_next (const xmlNode *node, const char *space, const char *name)
{
  return node != NULL ? find_from (node->next, space, name) : NULL;
}

char *
resite_wsman_xml_dup_content (const xmlNode *node)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (node != NULL, g_string_free (text, FALSE));

  for (const xmlNode *child = node->children; child != NULL; child = child->next)
    if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
        child->content != NULL)
      g_string_append (text, (char *)child->content);
  return g_string_free (text, FALSE);
}

char *
resite_wsman_xml_dup_text (const xmlNode *node)
{
  return g_strstrip (resite_wsman_xml_dup_content (node));
}

char *
resite_wsman_xml_dup_attribute (const xmlNode *node, const char *space, const char *name)
{
  xmlChar *value;
  char *copy;

  g_return_val_if_fail (node != NULL && name != NULL, NULL);

  if (space != NULL)
    value = xmlGetNsProp (node, BAD_CAST name, BAD_CAST space);
  else
    value = xmlGetNoNsProp (node, BAD_CAST name);
  copy = g_strdup ((char *)value);
  xmlFree (value);
  return copy;
}

gboolean
resite_wsman_xml_can_hold (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF)
        return FALSE;
    }
  return TRUE;
}
