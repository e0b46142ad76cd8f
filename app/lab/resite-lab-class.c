/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-class.h"

static const ResiteLabClass *const *const areas[] = {
  resite_lab_classes_system,   resite_lab_classes_hardware, resite_lab_classes_service,
  resite_lab_classes_network,  resite_lab_classes_share,    resite_lab_classes_file,
  resite_lab_classes_process,  resite_lab_classes_user,     resite_lab_classes_registry,
  resite_lab_classes_sms,      resite_lab_classes_package,  resite_lab_classes_status,
  resite_lab_classes_security, resite_lab_classes_iis,
};

#define SITE_SPACE "root/sms/site"
/* It comes with IIS. */
#define IIS_SPACE "root/MicrosoftIISv2"

/* (nullable): the site whose provider the machine is. */
static const char *
get_site (ResiteLabMachine *machine)
{
  return resite_lab_record_get (machine->facts, "Site");
}

/* Is a class of @class_space one of the machine's namespace @space? */
static gboolean
is_in_space (ResiteLabMachine *machine, const char *class_space, const char *space)
{
  g_autofree char *site_space = NULL;
  const char *site = get_site (machine);

  if (g_str_has_prefix (class_space, "root/sms") && site == NULL)
    return FALSE;
  if (g_str_equal (class_space, IIS_SPACE) &&
      resite_lab_store_find (machine->store, machine->role, "Win32_Service", "W3SVC") == NULL)
    return FALSE;
  if (!g_str_equal (class_space, SITE_SPACE))
    return g_ascii_strcasecmp (class_space, space) == 0;
  site_space = g_strconcat (SITE_SPACE "_", site, NULL);
  return g_ascii_strcasecmp (site_space, space) == 0;
}

static gboolean
list_has (const char *list, const char *name)
{
  g_auto (GStrv) items = g_strsplit (list != NULL ? list : "", ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (items[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
resite_lab_class_is_a (const ResiteLabClass *self, const char *name)
{
  return g_ascii_strcasecmp (self->name, name) == 0 || list_has (self->bases, name);
}

GPtrArray *
resite_lab_class_list_derived (ResiteLabMachine *machine, const char *space, const char *name)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      for (guint k = 0; areas[i][k] != NULL; k++)
        {
          if (is_in_space (machine, areas[i][k]->space, space) &&
              resite_lab_class_is_a (areas[i][k], name))
            g_ptr_array_add (found, (gpointer)areas[i][k]);
        }
    }
  return found;
}

const ResiteLabClass *
resite_lab_class_find (ResiteLabMachine *machine, const char *space, const char *name)
{
  g_autoptr (GPtrArray) found = resite_lab_class_list_derived (machine, space, name);

  for (guint i = 0; i < found->len; i++)
    {
      const ResiteLabClass *each = g_ptr_array_index (found, i);

      if (g_ascii_strcasecmp (each->name, name) == 0)
        return each;
    }
  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

gboolean
resite_lab_class_has_space (ResiteLabMachine *machine, const char *space)
{
  if (g_ascii_strcasecmp (space, "root") == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      for (guint k = 0; areas[i][k] != NULL; k++)
        {
          if (is_in_space (machine, areas[i][k]->space, space))
            return TRUE;
        }
    }
  return FALSE;
}

const ResiteLabProperty *
resite_lab_class_find_property (const ResiteLabClass *self, const char *name)
{
  for (guint i = 0; self->properties[i].name != NULL; i++)
    {
      if (g_ascii_strcasecmp (self->properties[i].name, name) == 0)
        return &self->properties[i];
    }
  return NULL;
}

/* As Windows writes it into an answer. */
static ResiteCimValue *
make_time (const char *text)
{
  const gint64 time = g_ascii_strtoll (text, NULL, 10);
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *day = NULL;
  g_autofree char *whole = NULL;

  if (moment == NULL)
    return resite_cim_value_new_null ();
  day = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%S");
  whole = g_strdup_printf ("%s.%06d+00:00", day, (int)(time % G_USEC_PER_SEC));
  return resite_cim_value_new_datetime (whole);
}

static ResiteCimValue *
make_array (const char *text)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; items[i] != NULL; i++)
    {
      if (*g_strstrip (items[i]) != '\0')
        g_ptr_array_add (kept, items[i]);
    }
  if (kept->len == 0)
    return resite_cim_value_new_null ();
  g_ptr_array_add (kept, NULL);
  return resite_cim_value_new_strings ((const char *const *)kept->pdata);
}

ResiteCimValue *
resite_lab_class_make_value (ResiteLabType type, const char *text)
{
  if (text == NULL)
    return resite_cim_value_new_null ();
  switch (type)
    {
    case RESITE_LAB_TIME:
      return make_time (text);
    case RESITE_LAB_TEXTS:
    case RESITE_LAB_NUMBERS:
      return make_array (text);
    case RESITE_LAB_BOOLEAN:
      return resite_cim_value_new_boolean (g_ascii_strcasecmp (text, "true") == 0);
    case RESITE_LAB_TEXT:
    case RESITE_LAB_NUMBER:
    default:
      return resite_cim_value_new_string (text);
    }
}

static const char *
find_text (const ResiteLabProperty *property, ResiteLabMachine *machine,
           const ResiteLabRecord *record)
{
  const char *text = record != NULL ? resite_lab_record_get (record, property->name) : NULL;

  if (text != NULL || property->fallback == NULL)
    return text;
  if (*property->fallback == '@')
    return resite_lab_record_get (machine->facts, property->fallback + 1);
  return property->fallback;
}

ResiteCimObject *
resite_lab_class_make_row (const ResiteLabClass *self, ResiteLabMachine *machine,
                           const ResiteLabRecord *record)
{
  ResiteCimObject *row = resite_cim_object_new (self->name);

  for (guint i = 0; self->properties[i].name != NULL; i++)
    {
      const ResiteLabProperty *property = &self->properties[i];

      resite_cim_object_take (
          row, property->name,
          resite_lab_class_make_value (property->type, find_text (property, machine, record)));
    }
  return row;
}

void
resite_lab_class_list_single (const ResiteLabClass *self, ResiteLabMachine *machine,
                              const char *wanted, GPtrArray *rows)
{
  g_ptr_array_add (rows, resite_lab_class_make_row (self, machine, NULL));
}

GPtrArray *
resite_lab_class_list (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  g_autoptr (GPtrArray) records = NULL;

  if (self->list != NULL)
    {
      self->list (self, machine, wanted, rows);
      return rows;
    }
  records = resite_lab_store_list (machine->store, machine->role, self->name);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (rows, resite_lab_class_make_row (self, machine, records->pdata[i]));
  return rows;
}

static gboolean
same_value (ResiteCimValue *value, ResiteCimValue *wanted)
{
  const char *a = value != NULL ? resite_cim_value_get_string (value) : NULL;
  const char *b = wanted != NULL ? resite_cim_value_get_string (wanted) : NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  first = g_utf8_casefold (a, -1);
  second = g_utf8_casefold (b, -1);
  return g_str_equal (first, second);
}

gboolean
resite_lab_class_has_keys (const ResiteLabClass *self, ResiteCimObject *row, ResiteCimObject *keys)
{
  g_auto (GStrv) names = g_strsplit (self->keys != NULL ? self->keys : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (keys == NULL || !same_value (resite_cim_object_get (row, names[i]),
                                       resite_cim_object_get (keys, names[i])))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_keys (const ResiteLabClass *self, ResiteCimObject *keys, GError **error)
{
  g_auto (GStrv) names = g_strsplit (self->keys != NULL ? self->keys : "", ",", -1);
  const guint n = keys != NULL ? resite_cim_object_get_n_properties (keys) : 0;
  gboolean good = n == g_strv_length (names);

  for (guint i = 0; good && names[i] != NULL; i++)
    good = resite_cim_object_get (keys, names[i]) != NULL;
  if (!good)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("An instance of %s is named by its keys and by nothing else: %s."), self->name,
                 self->keys != NULL ? self->keys : _ ("none"));
  return good;
}

ResiteCimObject *
resite_lab_class_get (const ResiteLabClass *self, ResiteLabMachine *machine, ResiteCimObject *keys,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  const char *wanted = NULL;

  if (!check_keys (self, keys, error))
    return NULL;
  if (self->keys != NULL)
    {
      g_autofree char *first = g_strndup (self->keys, strcspn (self->keys, ","));

      wanted = resite_cim_object_get_string (keys, first);
    }
  rows = resite_lab_class_list (self, machine, wanted);
  for (guint i = 0; i < rows->len; i++)
    {
      if (!resite_lab_class_has_keys (self, rows->pdata[i], keys))
        continue;
      if (self->fill != NULL)
        self->fill (self, machine, rows->pdata[i]);
      return resite_cim_object_ref (rows->pdata[i]);
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("There is no such %s."), self->name);
  return NULL;
}

char *
resite_lab_class_name_record (const ResiteLabClass *self, ResiteCimObject *keys)
{
  g_auto (GStrv) names = g_strsplit (self->keys != NULL ? self->keys : "", ",", -1);
  GString *name = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *value = keys != NULL ? resite_cim_object_get_string (keys, names[i]) : NULL;

      g_string_append_printf (name, "%s%s", i > 0 ? "," : "", value != NULL ? value : "");
    }
  return g_string_free (name, FALSE);
}

void
resite_lab_class_take_reference (ResiteCimObject *row, const char *name, const char *class_name,
                                 const char *key, const char *value, const char *second_key,
                                 const char *second_value)
{
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (class_name);

  resite_cim_object_set_string (keys, key, value);
  if (second_key != NULL)
    resite_cim_object_set_string (keys, second_key, second_value);
  resite_cim_object_take (row, name, resite_cim_value_new_reference (keys));
}
