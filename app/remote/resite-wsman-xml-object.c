/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-xml"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-xml.h"

#define DEPTH_LIMIT 16

static ResiteCimObject *read_properties (const xmlNode *node, const char *class_name, guint depth,
                                         GError **error);
static ResiteCimObject *read_keys (const xmlNode *node, guint depth, GError **error);

static gboolean
is_nil (const xmlNode *node)
{
  g_autofree char *nil = resite_wsman_xml_dup_attribute (node, RESITE_NS_XSI, "nil");

  return nil != NULL && (g_ascii_strcasecmp (nil, "true") == 0 || g_str_equal (nil, "1"));
}

/* The class that xsi:type names, "p:Win32_Service_Type"; (nullable). */
static char *
dup_type (const xmlNode *node)
{
  g_autofree char *type = resite_wsman_xml_dup_attribute (node, RESITE_NS_XSI, "type");
  const char *local;

  if (type == NULL)
    return NULL;
  local = strrchr (type, ':');
  local = local != NULL ? local + 1 : type;
  return g_str_has_suffix (local, "_Type") ? g_strndup (local, strlen (local) - strlen ("_Type"))
                                           : g_strdup (local);
}

static gboolean
is_time (const xmlNode *child)
{
  static const char *const names[] = { "Datetime", "CIM_DateTime", "Interval", "Date", "Time" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (resite_wsman_xml_is (child, RESITE_NS_CIM, names[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_reference (const xmlNode *node)
{
  return resite_wsman_xml_child (node, RESITE_NS_ADDRESS, "ReferenceParameters") != NULL ||
         resite_wsman_xml_child (node, RESITE_NS_ADDRESS, "EndpointReference") != NULL ||
         resite_wsman_xml_child (node, RESITE_NS_ADDRESS, "Address") != NULL;
}

static ResiteCimValue *
read_reference (const xmlNode *node, guint depth, GError **error)
{
  g_autoptr (ResiteCimObject) keys = read_keys (node, depth + 1, error);

  return keys != NULL ? resite_cim_value_new_reference (keys) : NULL;
}

static ResiteCimValue *
read_embedded (const xmlNode *node, guint depth, GError **error)
{
  g_autofree char *class_name = dup_type (node);
  g_autoptr (ResiteCimObject) object = read_properties (node, class_name, depth + 1, error);

  return object != NULL ? resite_cim_value_new_object (object) : NULL;
}

static ResiteCimValue *
read_value (const xmlNode *node, guint depth, GError **error)
{
  const xmlNode *child = resite_wsman_xml_child (node, NULL, NULL);
  g_autofree char *text = NULL;

  if (is_nil (node))
    return resite_cim_value_new_null ();
  if (child == NULL)
    {
      text = resite_wsman_xml_dup_content (node);
      return resite_cim_value_new_string (text);
    }
  if (is_time (child))
    {
      text = resite_wsman_xml_dup_text (child);
      return resite_cim_value_new_datetime (text);
    }
  return is_reference (node) ? read_reference (node, depth, error)
                             : read_embedded (node, depth, error);
}

/* Elements of one name, which are an array when there are several. */
typedef struct
{
  const char *name;
  GPtrArray *values;
} Group;

static void
group_clear (gpointer data)
{
  g_ptr_array_unref (((Group *)data)->values);
}

static Group *
find_group (GArray *groups, GHashTable *indexes, const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  gpointer index;

  if (!g_hash_table_lookup_extended (indexes, folded, NULL, &index))
    {
      Group group = { name,
                      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_value_unref) };

      index = GUINT_TO_POINTER (groups->len);
      g_hash_table_insert (indexes, g_steal_pointer (&folded), index);
      g_array_append_val (groups, group);
    }
  return &g_array_index (groups, Group, GPOINTER_TO_UINT (index));
}

static ResiteCimObject *
object_from_groups (const char *class_name, GArray *groups)
{
  ResiteCimObject *object = resite_cim_object_new (class_name);

  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = &g_array_index (groups, Group, i);
      ResiteCimValue *value = group->values->len > 1
                                  ? resite_cim_value_new_array (group->values)
                                  : resite_cim_value_ref (g_ptr_array_index (group->values, 0));

      resite_cim_object_append (object, group->name, value);
    }
  return object;
}

static ResiteCimObject *
read_properties (const xmlNode *node, const char *class_name, guint depth, GError **error)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_autoptr (GHashTable) indexes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_array_set_clear_func (groups, group_clear);
  if (depth > DEPTH_LIMIT)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The answer has an instance in an instance more than %d deep (line %ld)."),
                   DEPTH_LIMIT, xmlGetLineNo (node));
      return NULL;
    }
  for (const xmlNode *child = resite_wsman_xml_child (node, NULL, NULL); child != NULL;
       child = resite_wsman_xml_next (child, NULL, NULL))
    {
      ResiteCimValue *value = read_value (child, depth, error);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (find_group (groups, indexes, (char *)child->name)->values, value);
    }
  return object_from_groups (class_name, groups);
}

ResiteCimObject *
resite_wsman_xml_read_object (const xmlNode *node, GError **error)
{
  g_autofree char *class_name = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  if (!resite_wsman_xml_is (node, RESITE_NS_WSMAN, "XmlFragment"))
    {
      class_name = dup_type (node);
      if (class_name == NULL)
        class_name = g_strdup ((char *)node->name);
    }
  return read_properties (node, class_name, 0, error);
}

/* The first below @node, or @node itself. An EPR within a selector is deeper than its own set. */
static const xmlNode *
find_below (const xmlNode *node, const char *name)
{
  if (resite_wsman_xml_is (node, RESITE_NS_WSMAN, name))
    return node;
  for (const xmlNode *child = resite_wsman_xml_child (node, NULL, NULL); child != NULL;
       child = resite_wsman_xml_next (child, NULL, NULL))
    {
      const xmlNode *found = find_below (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static char *
dup_class_of_uri (const xmlNode *node)
{
  const xmlNode *uri = find_below (node, "ResourceURI");
  g_autofree char *text = uri != NULL ? resite_wsman_xml_dup_text (uri) : NULL;
  const char *slash = text != NULL ? strrchr (text, '/') : NULL;

  return slash != NULL && slash[1] != '\0' ? g_strdup (slash + 1) : NULL;
}

static gboolean
read_selector (ResiteCimObject *keys, const xmlNode *selector, guint depth, GError **error)
{
  g_autofree char *name = resite_wsman_xml_dup_attribute (selector, NULL, "Name");
  g_autofree char *text = NULL;
  ResiteCimValue *value;

  if (name == NULL || *name == '\0')
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The answer has a selector without a name (line %ld)."),
                   xmlGetLineNo (selector));
      return FALSE;
    }
  if (is_reference (selector))
    value = read_reference (selector, depth, error);
  else
    {
      text = resite_wsman_xml_dup_content (selector);
      value = resite_cim_value_new_string (text);
    }
  if (value == NULL)
    return FALSE;
  resite_cim_object_take (keys, name, value);
  return TRUE;
}

static ResiteCimObject *
read_keys (const xmlNode *node, guint depth, GError **error)
{
  g_autofree char *class_name = dup_class_of_uri (node);
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (class_name);
  const xmlNode *set = find_below (node, "SelectorSet");

  if (depth > DEPTH_LIMIT)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The answer has a reference in a reference more than %d deep (line %ld)."),
                   DEPTH_LIMIT, xmlGetLineNo (node));
      return NULL;
    }
  for (const xmlNode *selector = resite_wsman_xml_child (set, RESITE_NS_WSMAN, "Selector");
       selector != NULL; selector = resite_wsman_xml_next (selector, RESITE_NS_WSMAN, "Selector"))
    if (!read_selector (keys, selector, depth, error))
      return NULL;
  return g_steal_pointer (&keys);
}

ResiteCimObject *
resite_wsman_xml_read_keys (const xmlNode *node, GError **error)
{
  g_return_val_if_fail (node != NULL, NULL);

  return read_keys (node, 0, error);
}
