/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-xml"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-xml.h"

#define DEPTH_LIMIT 16

static gboolean check_object (ResiteCimObject *object, guint depth, GError **error);

static gboolean
check_text (const char *name, const char *text, GError **error)
{
  if (text == NULL || resite_wsman_xml_can_hold (text))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("The value of %s has characters that cannot be sent: control characters, or "
                  "bytes that are no UTF-8."),
               name);
  return FALSE;
}

gboolean
resite_wsman_xml_check_name (const char *name, GError **error)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  if (g_utf8_validate (name, -1, NULL) && xmlValidateNCName (BAD_CAST name, 0) == 0)
    return TRUE;
  shown = g_utf8_make_valid (name, -1);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("“%s” is no name of a class, property or method."), shown);
  return FALSE;
}

static gboolean
check_value (const char *name, ResiteCimValue *value, guint depth, GError **error)
{
  if (resite_cim_value_get_kind (value) == RESITE_CIM_ARRAY)
    for (guint i = 0; i < resite_cim_value_get_n_items (value); i++)
      {
        ResiteCimValue *item = resite_cim_value_get_item (value, i);

        if (resite_cim_value_get_kind (item) == RESITE_CIM_ARRAY)
          {
            g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                         _ ("%s is an array of arrays, which WMI does not have."), name);
            return FALSE;
          }
        if (!check_value (name, item, depth, error))
          return FALSE;
      }
  if (!check_text (name, resite_cim_value_get_string (value), error))
    return FALSE;
  return resite_cim_value_get_object (value) == NULL ||
         check_object (resite_cim_value_get_object (value), depth - 1, error);
}

static gboolean
check_object (ResiteCimObject *object, guint depth, GError **error)
{
  const char *class_name = resite_cim_object_get_class (object);

  if (depth == 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("An instance holds others more than %d deep."), DEPTH_LIMIT);
      return FALSE;
    }
  if (class_name != NULL && !resite_wsman_xml_check_name (class_name, error))
    return FALSE;
  for (guint i = 0; i < resite_cim_object_get_n_properties (object); i++)
    {
      const char *name = resite_cim_object_get_name (object, i);

      if (!resite_wsman_xml_check_name (name, error) ||
          !check_value (name, resite_cim_object_get_value (object, i), depth, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
resite_wsman_xml_check_object (ResiteCimObject *object, GError **error)
{
  return object == NULL || check_object (object, DEPTH_LIMIT, error);
}
