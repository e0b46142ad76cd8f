/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-soap"

#include "config.h"

#include <string.h>

#include "resite-lab-soap-element.h"

gboolean
resite_lab_soap_is (const xmlNode *node, const char *space, const char *name)
{
  if (node == NULL || node->type != XML_ELEMENT_NODE ||
      strcmp ((const char *)node->name, name) != 0)
    return FALSE;
  return space == NULL || (node->ns != NULL && strcmp ((const char *)node->ns->href, space) == 0);
}

static xmlNode *
skip_to_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

xmlNode *
resite_lab_soap_first (const xmlNode *parent)
{
  return parent != NULL ? skip_to_element (parent->children) : NULL;
}

xmlNode *
resite_lab_soap_next (const xmlNode *node)
{
  return skip_to_element (node->next);
}

xmlNode *
resite_lab_soap_find (const xmlNode *parent, const char *space, const char *name)
{
  xmlNode *node = resite_lab_soap_first (parent);

  while (node != NULL && !resite_lab_soap_is (node, space, name))
    node = resite_lab_soap_next (node);
  return node;
}

char *
resite_lab_soap_get_text (const xmlNode *node)
{
  xmlChar *content = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *text = g_strdup (content != NULL ? (const char *)content : "");

  if (content != NULL)
    xmlFree (content);
  return g_strstrip (text);
}

char *
resite_lab_soap_get_attribute (const xmlNode *node, const char *name)
{
  for (const xmlAttr *attribute = node != NULL ? node->properties : NULL; attribute != NULL;
       attribute = attribute->next)
    if (strcmp ((const char *)attribute->name, name) == 0)
      return resite_lab_soap_get_text ((const xmlNode *)(gconstpointer)attribute);
  return NULL;
}

static gboolean
parse_time_parts (const char *text, double *seconds)
{
  static const struct
  {
    char letter;
    gboolean is_time;
    double seconds;
  } parts[] = { { 'D', FALSE, 86400 }, { 'H', TRUE, 3600 }, { 'M', TRUE, 60 }, { 'S', TRUE, 1 } };
  gboolean in_time = FALSE;
  guint next = 0;

  while (*text != '\0')
    {
      char *end = NULL;
      double number;

      if (*text == 'T' && !in_time)
        {
          in_time = TRUE;
          text++;
          continue;
        }
      number = g_ascii_strtod (text, &end);
      while (next < G_N_ELEMENTS (parts) &&
             (parts[next].letter != *end || parts[next].is_time != in_time))
        next++;
      if (!g_ascii_isdigit (*text) || next == G_N_ELEMENTS (parts))
        return FALSE;
      *seconds += number * parts[next++].seconds;
      text = end + 1;
    }
  return TRUE;
}

gboolean
resite_lab_soap_parse_duration (const char *text, guint *milliseconds)
{
  double seconds = 0;

  if (text[0] != 'P' || text[1] == '\0' || !parse_time_parts (text + 1, &seconds))
    return FALSE;
  *milliseconds = (guint)MIN (seconds * 1000, G_MAXINT);
  return TRUE;
}
