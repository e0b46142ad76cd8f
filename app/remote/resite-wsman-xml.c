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
/* Of one element. libxml compares each with each, which for 100,000 takes half a minute. */
#define ATTRIBUTE_LIMIT 1000
/* Bytes of a document in which attributes cannot be counted before it is read. */
#define WIDE_LIMIT (64 * 1024)

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

/* Behind what begins at @at and ends with @mark; @end when that is missing. */
static const char *
skip (const char *at, const char *end, const char *mark)
{
  const char *found = g_strstr_len (at, end - at, mark);

  return found != NULL ? found + strlen (mark) : end;
}

static gboolean
begins (const char *at, const char *end, const char *mark)
{
  return (gsize)(end - at) >= strlen (mark) && strncmp (at, mark, strlen (mark)) == 0;
}

/* Counts the values of the tag that begins at *@at, and moves behind it. */
static guint
count_values (const char **at, const char *end)
{
  guint count = 0;
  char quote = '\0';

  for (; *at < end && (quote != '\0' || **at != '>'); ++*at)
    if (quote == '\0' && (**at == '"' || **at == '\''))
      quote = **at;
    else if (**at == quote)
      {
        quote = '\0';
        count++;
      }
  return count;
}

static gboolean
has_crowd (const char *bytes, gsize size)
{
  const char *end = bytes + size;
  const char *at = bytes;

  while ((at = memchr (at, '<', (gsize)(end - at))) != NULL)
    {
      if (begins (at, end, "<!--"))
        at = skip (at, end, "-->");
      else if (begins (at, end, "<![CDATA["))
        at = skip (at, end, "]]>");
      else if (begins (at, end, "<?"))
        at = skip (at, end, "?>");
      else if (count_values (&at, end) > ATTRIBUTE_LIMIT)
        return TRUE;
    }
  return FALSE;
}

/* Every byte of ASCII means itself, as in all that servers are known to send. */
static gboolean
is_narrow (const char *bytes, gsize size)
{
  const gsize head_size = MIN (size, 200);
  g_autofree char *head = g_ascii_strdown (bytes, (gssize)head_size);
  const char *encoding = strstr (head, "encoding");
  const char *end = strstr (head, "?>");

  if (memchr (bytes, '\0', size) != NULL)
    return FALSE;
  if (encoding == NULL || end == NULL || encoding > end)
    return strstr (head, "<?xml") == NULL || end != NULL;
  encoding = strpbrk (encoding, "\"'");
  if (encoding == NULL)
    return FALSE;
  return g_str_has_prefix (encoding + 1, "utf-8") || g_str_has_prefix (encoding + 1, "us-ascii") ||
         g_str_has_prefix (encoding + 1, "iso-8859-");
}

static const char *
find_refusal (const char *bytes, gsize size)
{
  if (size > SIZE_LIMIT)
    return _ ("it is too long");
  if (size > WIDE_LIMIT && !is_narrow (bytes, size))
    return _ ("it is too long for its kind of characters");
  return size > 0 && has_crowd (bytes, size) ? _ ("an element of it has too many attributes")
                                             : NULL;
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
  watch.refusal = find_refusal (bytes, size);
  if (watch.refusal == NULL && size > 0)
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
