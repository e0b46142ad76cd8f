/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-xml"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-xml.h"

#define DEPTH_LIMIT 16

typedef struct
{
  xmlTextWriter *writer;
  char *base;  /* URI of the WMI namespace, with the slash */
  guint depth; /* makes the prefixes of embedded classes differ */
} Output;

static void write_properties (Output *output, const char *prefix, ResiteCimObject *object);

static char *
base_of (const char *resource)
{
  const char *slash = strrchr (resource, '/');

  return slash != NULL ? g_strndup (resource, slash + 1 - resource) : g_strdup ("");
}

static void
attribute (Output *output, const char *name, const char *value)
{
  xmlTextWriterWriteAttribute (output->writer, BAD_CAST name, BAD_CAST value);
}

static void
text_element (Output *output, const char *name, const char *text)
{
  xmlTextWriterWriteElement (output->writer, BAD_CAST name, BAD_CAST text);
}

static const char *
class_of (ResiteCimObject *object)
{
  const char *class_name = resite_cim_object_get_class (object);

  return class_name != NULL ? class_name : "*";
}

static gboolean
matches (const char *text, const char *pattern)
{
  for (; *pattern != '\0'; text++, pattern++)
    if (*pattern == '0' ? !g_ascii_isdigit (*text) : *text != *pattern)
      return FALSE;
  return *text == '\0';
}

/* CIM's own form of a moment becomes XML's, which every server reads. */
static char *
moment_for_xml (const char *text)
{
  int minutes = atoi (text + 22);

  return g_strdup_printf ("%.4s-%.2s-%.2sT%.2s:%.2s:%.2s.%.6s%c%02d:%02d", text, text + 4, text + 6,
                          text + 8, text + 10, text + 12, text + 15, text[21], minutes / 60,
                          minutes % 60);
}

static char *
interval_for_xml (const char *text)
{
  g_autofree char *days = g_strndup (text, 8);
  g_autofree char *hours = g_strndup (text + 8, 2);
  g_autofree char *minutes = g_strndup (text + 10, 2);
  g_autofree char *seconds = g_strndup (text + 12, 2);
  g_autofree char *fraction = g_strndup (text + 14, 7);

  return g_strdup_printf ("P%dDT%dH%dM%d%sS", atoi (days), atoi (hours), atoi (minutes),
                          atoi (seconds), g_str_equal (fraction, ".000000") ? "" : fraction);
}

static void
write_time (Output *output, const char *text)
{
  g_autofree char *converted = NULL;
  const char *name = "cim:Datetime";

  if (matches (text, "00000000000000.000000+000") || matches (text, "00000000000000.000000-000"))
    converted = moment_for_xml (text);
  else if (matches (text, "00000000000000.000000:000"))
    converted = interval_for_xml (text);
  if (text[0] == 'P' || (converted != NULL && converted[0] == 'P'))
    name = "cim:Interval";
  xmlTextWriterStartElement (output->writer, BAD_CAST name);
  attribute (output, "xmlns:cim", RESITE_NS_CIM);
  xmlTextWriterWriteString (output->writer, BAD_CAST (converted != NULL ? converted : text));
  xmlTextWriterEndElement (output->writer);
}

static void write_selector (Output *output, const char *name, ResiteCimValue *value);

static void
write_selector_set (Output *output, ResiteCimObject *keys)
{
  guint count = keys != NULL ? resite_cim_object_get_n_properties (keys) : 0;

  if (count == 0)
    return;
  xmlTextWriterStartElement (output->writer, BAD_CAST "w:SelectorSet");
  attribute (output, "xmlns:w", RESITE_NS_WSMAN);
  for (guint i = 0; i < count; i++)
    write_selector (output, resite_cim_object_get_name (keys, i),
                    resite_cim_object_get_value (keys, i));
  xmlTextWriterEndElement (output->writer);
}

static void
write_endpoint (Output *output, ResiteCimObject *keys)
{
  g_autofree char *uri = g_strconcat (output->base, class_of (keys), NULL);

  xmlTextWriterStartElement (output->writer, BAD_CAST "a:Address");
  attribute (output, "xmlns:a", RESITE_NS_ADDRESS);
  xmlTextWriterWriteString (output->writer, BAD_CAST RESITE_WSMAN_ANONYMOUS);
  xmlTextWriterEndElement (output->writer);
  xmlTextWriterStartElement (output->writer, BAD_CAST "a:ReferenceParameters");
  attribute (output, "xmlns:a", RESITE_NS_ADDRESS);
  attribute (output, "xmlns:w", RESITE_NS_WSMAN);
  text_element (output, "w:ResourceURI", uri);
  write_selector_set (output, keys);
  xmlTextWriterEndElement (output->writer);
}

static void
write_selector (Output *output, const char *name, ResiteCimValue *value)
{
  const char *text = resite_cim_value_get_string (value);

  xmlTextWriterStartElement (output->writer, BAD_CAST "w:Selector");
  attribute (output, "Name", name);
  if (resite_cim_value_get_kind (value) == RESITE_CIM_REFERENCE)
    {
      xmlTextWriterStartElement (output->writer, BAD_CAST "a:EndpointReference");
      attribute (output, "xmlns:a", RESITE_NS_ADDRESS);
      write_endpoint (output, resite_cim_value_get_object (value));
      xmlTextWriterEndElement (output->writer);
    }
  else
    xmlTextWriterWriteString (output->writer, BAD_CAST (text != NULL ? text : ""));
  xmlTextWriterEndElement (output->writer);
}

static void
write_embedded (Output *output, ResiteCimObject *object)
{
  g_autofree char *prefix = g_strdup_printf ("q%u", ++output->depth);
  g_autofree char *declaration = g_strconcat ("xmlns:", prefix, NULL);
  g_autofree char *uri = g_strconcat (output->base, class_of (object), NULL);
  g_autofree char *type = g_strconcat (prefix, ":", class_of (object), "_Type", NULL);

  attribute (output, declaration, uri);
  attribute (output, "xmlns:xsi", RESITE_NS_XSI);
  attribute (output, "xsi:type", type);
  write_properties (output, prefix, object);
  output->depth--;
}

static void
write_null (Output *output)
{
  attribute (output, "xmlns:xsi", RESITE_NS_XSI);
  attribute (output, "xsi:nil", "true");
}

static void
write_content (Output *output, ResiteCimValue *value)
{
  switch (resite_cim_value_get_kind (value))
    {
    case RESITE_CIM_TEXT:
      xmlTextWriterWriteString (output->writer, BAD_CAST resite_cim_value_get_string (value));
      break;
    case RESITE_CIM_DATETIME:
      write_time (output, resite_cim_value_get_string (value));
      break;
    case RESITE_CIM_OBJECT:
      write_embedded (output, resite_cim_value_get_object (value));
      break;
    case RESITE_CIM_REFERENCE:
      write_endpoint (output, resite_cim_value_get_object (value));
      break;
    case RESITE_CIM_NULL:
    case RESITE_CIM_ARRAY:
    default:
      write_null (output);
      break;
    }
}

static void
write_property (Output *output, const char *name, ResiteCimValue *value)
{
  guint count = MAX (resite_cim_value_get_n_items (value), 1);
  gboolean is_empty = resite_cim_value_get_n_items (value) == 0;

  for (guint i = 0; i < count; i++)
    {
      xmlTextWriterStartElement (output->writer, BAD_CAST name);
      write_content (output, is_empty ? value : resite_cim_value_get_item (value, i));
      xmlTextWriterEndElement (output->writer);
    }
}

static void
write_properties (Output *output, const char *prefix, ResiteCimObject *object)
{
  for (guint i = 0; i < resite_cim_object_get_n_properties (object); i++)
    {
      g_autofree char *name =
          g_strconcat (prefix, ":", resite_cim_object_get_name (object, i), NULL);

      write_property (output, name, resite_cim_object_get_value (object, i));
    }
}

void
resite_wsman_xml_write_object (xmlTextWriter *writer, const char *name, const char *resource,
                               ResiteCimObject *object, gboolean typed)
{
  g_autofree char *base = NULL;
  Output output = { writer };

  g_return_if_fail (writer != NULL && name != NULL && resource != NULL);

  output.base = base = base_of (resource);
  xmlTextWriterStartElementNS (writer, BAD_CAST "p", BAD_CAST name, BAD_CAST resource);
  if (typed && object != NULL)
    {
      g_autofree char *type = g_strconcat ("p:", class_of (object), "_Type", NULL);

      attribute (&output, "xmlns:xsi", RESITE_NS_XSI);
      attribute (&output, "xsi:type", type);
    }
  if (object != NULL)
    write_properties (&output, "p", object);
  xmlTextWriterEndElement (writer);
}

void
resite_wsman_xml_write_reference (xmlTextWriter *writer, const char *resource,
                                  ResiteCimObject *keys)
{
  g_autofree char *base = NULL;
  Output output = { writer };

  g_return_if_fail (writer != NULL && resource != NULL && keys != NULL);

  output.base = base = base_of (resource);
  write_endpoint (&output, keys);
}

void
resite_wsman_xml_write_selectors (xmlTextWriter *writer, const char *resource,
                                  ResiteCimObject *keys)
{
  g_autofree char *base = NULL;
  Output output = { writer };

  g_return_if_fail (writer != NULL && resource != NULL);

  output.base = base = base_of (resource);
  write_selector_set (&output, keys);
}
