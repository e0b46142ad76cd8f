/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-xml"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "resite-runbook-xml.h"

#define MAX_BYTES (4 * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)

typedef struct
{
  ResiteComplaints *complaints;
  gboolean stopped;
} Reading;

static void
take_error_cb (void *user_data, xmlErrorPtr error)
{
  xmlParserCtxt *context = user_data;
  Reading *reading = context->_private;

  if (!reading->stopped && error->level != XML_ERR_WARNING)
    resite_complaints_add (reading->complaints, error->line, "%s", error->message);
}

static void
refuse_document_type_cb (void *user_data, const xmlChar *name, const xmlChar *public_id,
                         const xmlChar *system_id)
{
  xmlParserCtxt *context = user_data;
  Reading *reading = context->_private;

  resite_complaints_add (reading->complaints, xmlSAX2GetLineNumber (context), "%s",
                         _ ("a runbook has no document type and no entities; take <!DOCTYPE out"));
  reading->stopped = TRUE;
  xmlStopParser (context);
}

xmlDoc *
resite_runbook_xml_read (GBytes *text, ResiteComplaints *complaints)
{
  g_autoptr (xmlParserCtxt) context = NULL;
  g_autoptr (xmlDoc) doc = NULL;
  Reading reading = { .complaints = complaints };
  gsize size;
  const char *data = g_bytes_get_data (text, &size);

  if (size == 0 || size > MAX_BYTES)
    {
      resite_complaints_add (complaints, 1, "%s",
                             size == 0 ? _ ("the file is empty")
                                       : _ ("the file is too large to be a runbook"));
      return NULL;
    }

  xmlInitParser ();
  context = xmlNewParserCtxt ();
  context->_private = &reading;
  context->sax->serror = take_error_cb;
  context->sax->internalSubset = refuse_document_type_cb;
  doc = xmlCtxtReadMemory (context, data, (int)size, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
  if (doc == NULL && resite_complaints_count (complaints) == 0)
    resite_complaints_add (complaints, 1, "%s", _ ("the file is no XML"));
  return resite_complaints_count (complaints) > 0 ? NULL : g_steal_pointer (&doc);
}

static xmlNode *
skip_to_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

xmlNode *
resite_runbook_xml_first (xmlNode *parent)
{
  return parent != NULL ? skip_to_element (parent->children) : NULL;
}

xmlNode *
resite_runbook_xml_next (xmlNode *node)
{
  return skip_to_element (node->next);
}

gboolean
resite_runbook_xml_is (xmlNode *node, const char *name)
{
  return xmlStrEqual (node->name, BAD_CAST name);
}

xmlNode *
resite_runbook_xml_find (xmlNode *parent, const char *name)
{
  xmlNode *node = resite_runbook_xml_first (parent);

  while (node != NULL && !resite_runbook_xml_is (node, name))
    node = resite_runbook_xml_next (node);
  return node;
}

static char *
steal_text (xmlChar *text)
{
  char *copy = g_strdup ((const char *)text);

  xmlFree (text);
  return copy;
}

char *
resite_runbook_xml_get (xmlNode *node, const char *attribute)
{
  char *value = steal_text (xmlGetNoNsProp (node, BAD_CAST attribute));

  return value != NULL ? g_strstrip (value) : NULL;
}

gboolean
resite_runbook_xml_get_yes (xmlNode *node, const char *attribute)
{
  g_autofree char *value = resite_runbook_xml_get (node, attribute);

  return g_strcmp0 (value, "yes") == 0;
}

GPtrArray *
resite_runbook_xml_get_words (xmlNode *node, const char *attribute)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *value = resite_runbook_xml_get (node, attribute);
  g_auto (GStrv) parts = g_strsplit_set (value != NULL ? value : "", " \t\r\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  return words;
}

char *
resite_runbook_xml_get_text (xmlNode *node)
{
  char *text = steal_text (xmlNodeGetContent (node));

  return text != NULL ? text : g_strdup ("");
}

int
resite_runbook_xml_get_line (xmlNode *node)
{
  return (int)xmlGetLineNo (node);
}
