/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-soap"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "resite-lab-soap-names.h"
#include "resite-lab-soap-request.h"
#include "resite-lab-soap-value.h"
#include "resite-lab-soap-writer.h"

/* Deeper than any instance of WMI, so that a request cannot exhaust the stack. */
#define DEEPEST 16

typedef struct
{
  GString *xml;
  const char *space;  /* of the references inside */
  const char *prefix; /* of properties: "p:" or "" */
} Writer;

static void append_property (const Writer *writer, const char *name, ResiteCimValue *value);

static void
append_properties (const Writer *writer, ResiteCimObject *object)
{
  for (guint i = 0; i < resite_cim_object_get_n_properties (object); i++)
    append_property (writer, resite_cim_object_get_name (object, i),
                     resite_cim_object_get_value (object, i));
}

/* "20140403144550.468750+480" → "2014-04-03T14:45:50.468750+08:00"; FALSE: it is another form. */
static gboolean
append_cim_time (GString *xml, const char *text)
{
  int offset;

  if (strspn (text, "0123456789*.+-") != 25 || text[14] != '.' || text[25] != '\0' ||
      (text[21] != '+' && text[21] != '-'))
    return FALSE;
  offset = atoi (text + 22);
  g_string_append (xml, "<cim:Datetime>");
  g_string_append_printf (xml, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s%.7s", text, text + 4, text + 6,
                          text + 8, text + 10, text + 12, text + 14);
  if (offset == 0)
    g_string_append_c (xml, 'Z');
  else
    g_string_append_printf (xml, "%c%02d:%02d", text[21], offset / 60, offset % 60);
  g_string_append (xml, "</cim:Datetime>");
  return TRUE;
}

/* "00000001020304.000000:000" → P1DT2H3M4S. */
static gboolean
append_cim_interval (GString *xml, const char *text)
{
  guint days, hours, minutes, seconds;

  if (strlen (text) != 25 || text[21] != ':' ||
      sscanf (text, "%8u%2u%2u%2u", &days, &hours, &minutes, &seconds) != 4)
    return FALSE;
  g_string_append_printf (xml, "<cim:Interval>P%uDT%uH%uM%uS</cim:Interval>", days, hours, minutes,
                          seconds);
  return TRUE;
}

static void
append_datetime (GString *xml, const char *text)
{
  if (!append_cim_time (xml, text) && !append_cim_interval (xml, text))
    resite_lab_soap_append (xml, "<cim:Datetime>%s</cim:Datetime>", text);
}

static void
append_text (GString *xml, const char *text)
{
  g_autofree char *escaped = resite_lab_soap_escape (text);

  g_string_append (xml, escaped);
}

static void
append_content (const Writer *writer, ResiteCimValue *value)
{
  const char *text = resite_cim_value_get_string (value);
  ResiteCimObject *object = resite_cim_value_get_object (value);

  switch (resite_cim_value_get_kind (value))
    {
    case RESITE_CIM_TEXT:
      append_text (writer->xml, text != NULL ? text : "");
      break;
    case RESITE_CIM_DATETIME:
      append_datetime (writer->xml, text);
      break;
    case RESITE_CIM_OBJECT:
      append_properties (writer, object);
      break;
    case RESITE_CIM_REFERENCE:
      resite_lab_soap_append_reference (writer->xml, writer->space,
                                        resite_cim_object_get_class (object), object);
      break;
    case RESITE_CIM_NULL:
    case RESITE_CIM_ARRAY:
    default:
      break;
    }
}

static void
append_item (const Writer *writer, const char *name, ResiteCimValue *value)
{
  ResiteCimObject *object = resite_cim_value_get_kind (value) == RESITE_CIM_OBJECT
                                ? resite_cim_value_get_object (value)
                                : NULL;
  const char *class_name = object != NULL ? resite_cim_object_get_class (object) : NULL;

  g_string_append_printf (writer->xml, "<%s%s", writer->prefix, name);
  if (class_name != NULL)
    resite_lab_soap_append (writer->xml, " xsi:type=\"%s%s_Type\"", writer->prefix, class_name);
  g_string_append_c (writer->xml, '>');
  append_content (writer, value);
  g_string_append_printf (writer->xml, "</%s%s>", writer->prefix, name);
}

static void
append_property (const Writer *writer, const char *name, ResiteCimValue *value)
{
  const guint n_items = value != NULL ? resite_cim_value_get_n_items (value) : 0;

  if (n_items == 0)
    g_string_append_printf (writer->xml, "<%s%s xsi:nil=\"true\"/>", writer->prefix, name);
  for (guint i = 0; i < n_items; i++)
    append_item (writer, name, resite_cim_value_get_item (value, i));
}

static void
begin_fragment (GString *xml)
{
  g_string_append (xml,
                   "<w:XmlFragment xmlns:xsi=\"" LAB_NS_XSI "\" xmlns:cim=\"" LAB_NS_CIM "\">");
}

void
resite_lab_soap_append_fragment (GString *xml, const char *name, ResiteCimValue *value)
{
  const Writer writer = { xml, "root/cimv2", "" };

  begin_fragment (xml);
  append_property (&writer, name, value);
  g_string_append (xml, "</w:XmlFragment>");
}

void
resite_lab_soap_append_object (GString *xml, ResiteCimObject *object, const char *space,
                               const char *element)
{
  const char *class_name = resite_cim_object_get_class (object);
  const Writer writer = { xml, space, class_name != NULL ? "p:" : "" };

  if (class_name == NULL)
    {
      begin_fragment (xml);
      append_properties (&writer, object);
      g_string_append (xml, "</w:XmlFragment>");
      return;
    }
  g_string_append_printf (xml, "<p:%s", element != NULL ? element : class_name);
  resite_lab_soap_append (xml,
                          " xmlns:p=\"" LAB_WMI "%s/%s\" xmlns:xsi=\"" LAB_NS_XSI
                          "\" xmlns:cim=\"" LAB_NS_CIM "\"",
                          space, class_name);
  if (element == NULL)
    resite_lab_soap_append (xml, " xsi:type=\"p:%s_Type\"", class_name);
  g_string_append_c (xml, '>');
  append_properties (&writer, object);
  g_string_append_printf (xml, "</p:%s>", element != NULL ? element : class_name);
}

void
resite_lab_soap_append_reference (GString *xml, const char *space, const char *class_name,
                                  ResiteCimObject *keys)
{
  const Writer writer = { xml, space, "" };

  /* The selectors declare their own prefix: some clients send them back as the text that they are. */
  resite_lab_soap_append (xml,
                          "<a:Address>%s</a:Address><a:ReferenceParameters><w:ResourceURI>" LAB_WMI
                          "%s/%s</w:ResourceURI><w:SelectorSet xmlns:w=\"" LAB_NS_WSMAN "\">",
                          LAB_ANONYMOUS, space, class_name != NULL ? class_name : "*");
  for (guint i = 0; i < resite_cim_object_get_n_properties (keys); i++)
    {
      resite_lab_soap_append (xml, "<w:Selector Name=\"%s\">",
                              resite_cim_object_get_name (keys, i));
      append_content (&writer, resite_cim_object_get_value (keys, i));
      g_string_append (xml, "</w:Selector>");
    }
  g_string_append (xml, "</w:SelectorSet></a:ReferenceParameters>");
}

static ResiteCimObject *read_object (const xmlNode *node, const char *class_name, guint depth);

/* (nullable): what follows the last slash of a resource's address. */
static char *
find_class (const xmlNode *parameters)
{
  g_autofree char *uri =
      resite_lab_soap_get_text (resite_lab_soap_find (parameters, NULL, "ResourceURI"));
  const char *slash = strrchr (uri, '/');

  return slash != NULL ? g_strdup (slash + 1) : NULL;
}

static ResiteCimValue *
read_reference (const xmlNode *holder)
{
  xmlNode *parameters = resite_lab_soap_find (holder, LAB_NS_ADDRESS, "ReferenceParameters");
  g_autofree char *class_name = find_class (parameters);
  g_autoptr (ResiteCimObject) bare =
      resite_lab_soap_read_selectors (resite_lab_soap_find (parameters, NULL, "SelectorSet"));
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (class_name);

  for (guint i = 0; i < resite_cim_object_get_n_properties (bare); i++)
    resite_cim_object_take (keys, resite_cim_object_get_name (bare, i),
                            resite_cim_value_ref (resite_cim_object_get_value (bare, i)));
  return resite_cim_value_new_reference (keys);
}

/* (nullable): of xsi:type="p:Class_Type". */
static char *
read_type (const xmlNode *node)
{
  g_autofree char *type = resite_lab_soap_get_attribute (node, "type");
  const char *colon = type != NULL ? strchr (type, ':') : NULL;
  char *name = type != NULL ? g_strdup (colon != NULL ? colon + 1 : type) : NULL;

  if (name != NULL && g_str_has_suffix (name, "_Type"))
    name[strlen (name) - strlen ("_Type")] = '\0';
  return name;
}

static ResiteCimValue *
read_text (const xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  ResiteCimValue *value = resite_cim_value_new_string ((const char *)content);

  xmlFree (content);
  return value;
}

static ResiteCimValue *
read_embedded (const xmlNode *node, guint depth)
{
  g_autofree char *type = read_type (node);
  g_autoptr (ResiteCimObject) object = read_object (node, type, depth);

  return resite_cim_value_new_object (object);
}

static ResiteCimValue *
read_value (const xmlNode *node, guint depth)
{
  g_autofree char *nil = resite_lab_soap_get_attribute (node, "nil");
  g_autofree char *time = NULL;
  xmlNode *first = resite_lab_soap_first (node);

  if (nil != NULL && (strcmp (nil, "true") == 0 || strcmp (nil, "1") == 0))
    return resite_cim_value_new_null ();
  if (first == NULL || depth >= DEEPEST)
    return read_text (node);
  if (first->ns != NULL && strcmp ((const char *)first->ns->href, LAB_NS_CIM) == 0)
    {
      time = resite_lab_soap_get_text (first);
      return resite_cim_value_new_datetime (time);
    }
  if (resite_lab_soap_is (first, LAB_NS_ADDRESS, "EndpointReference"))
    return read_reference (first);
  if (resite_lab_soap_find (node, LAB_NS_ADDRESS, "ReferenceParameters") != NULL)
    return read_reference (node);
  return read_embedded (node, depth + 1);
}

/* Elements of one name are the items of one array, wherever they stand. */
static void
add_value (ResiteCimObject *object, const char *name, ResiteCimValue *value)
{
  ResiteCimValue *before = resite_cim_object_get (object, name);
  g_autoptr (GPtrArray) items = NULL;

  if (before == NULL)
    {
      resite_cim_object_take (object, name, value);
      return;
    }
  items = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_value_unref);
  for (guint i = 0; i < resite_cim_value_get_n_items (before); i++)
    g_ptr_array_add (items, resite_cim_value_ref (resite_cim_value_get_item (before, i)));
  g_ptr_array_add (items, value);
  resite_cim_object_take (object, name, resite_cim_value_new_array (items));
}

static ResiteCimObject *
read_object (const xmlNode *node, const char *class_name, guint depth)
{
  ResiteCimObject *object = resite_cim_object_new (class_name);

  for (xmlNode *child = resite_lab_soap_first (node); child != NULL;
       child = resite_lab_soap_next (child))
    add_value (object, (const char *)child->name, read_value (child, depth));
  return object;
}

ResiteCimObject *
resite_lab_soap_read_object (const xmlNode *node, const char *class_name)
{
  return read_object (node, class_name, 0);
}

ResiteCimObject *
resite_lab_soap_read_selectors (const xmlNode *selector_set)
{
  ResiteCimObject *keys = resite_cim_object_new (NULL);

  for (xmlNode *node = resite_lab_soap_first (selector_set); node != NULL;
       node = resite_lab_soap_next (node))
    {
      g_autofree char *name = resite_lab_soap_get_attribute (node, "Name");

      if (name != NULL && resite_lab_soap_is (node, LAB_NS_WSMAN, "Selector"))
        resite_cim_object_take (keys, name, read_value (node, 0));
    }
  return keys;
}
