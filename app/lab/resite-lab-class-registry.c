/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* The registry below HKEY_LOCAL_MACHINE: a record a key, its values as "TYPE:TEXT". */

#define KIND          "registry"
#define LOCAL_MACHINE G_GINT64_CONSTANT (2147483650)
#define TYPE_STRING   1
#define TYPE_EXPANDED 2
#define TYPE_DWORD    4
#define TYPE_MULTIPLE 7

enum
{
  DONE = 0,
  /* The provider's own answer to a missing value; a missing key is Windows' 2. */
  NO_SUCH_VALUE = 1,
  NO_SUCH_KEY = 2,
  ACCESS_DENIED = 5,
  BAD_PARAMETER = 87
};

static const ResiteLabProperty no_properties[] = {
  { NULL },
};

static ResiteLabRecord *
find_key (const ResiteLabMachine *machine, const char *key)
{
  return resite_lab_store_find (machine->store, machine->role, KIND, key);
}

/* With the keys above it. */
static ResiteLabRecord *
add_key (const ResiteLabMachine *machine, const char *key)
{
  for (const char *at = strchr (key, '\\'); at != NULL; at = strchr (at + 1, '\\'))
    {
      g_autofree char *above = g_strndup (key, at - key);

      resite_lab_store_add (machine->store, machine->role, KIND, above);
    }
  return resite_lab_store_add (machine->store, machine->role, KIND, key);
}

void
resite_lab_registry_set (const ResiteLabMachine *machine, const char *key, const char *name,
                         guint type, const char *value)
{
  g_autofree char *text = g_strdup_printf ("%u:%s", type, value);

  /* The value without a name is the key's default. */
  resite_lab_record_set (add_key (machine, key), *name != '\0' ? name : "@", text);
}

const char *
resite_lab_registry_get (const ResiteLabMachine *machine, const char *key, const char *name)
{
  ResiteLabRecord *record = find_key (machine, key);
  const char *text = record != NULL ? resite_lab_record_get (record, name) : NULL;
  const char *colon = text != NULL ? strchr (text, ':') : NULL;

  return colon != NULL ? colon + 1 : NULL;
}

static const char *
get_key (ResiteLabCall *call)
{
  const char *key = resite_cim_object_get_string (call->in, "sSubKeyName");

  if (resite_cim_object_get_int (call->in, "hDefKey", LOCAL_MACHINE) != LOCAL_MACHINE)
    return NULL;
  return key;
}

static ResiteLabRecord *
find_own_key (ResiteLabCall *call)
{
  const char *key = get_key (call);
  g_autofree char *trimmed = NULL;

  if (key == NULL)
    return NULL;
  trimmed = g_strdup (key);
  while (g_str_has_suffix (trimmed, "\\"))
    trimmed[strlen (trimmed) - 1] = '\0';
  return find_key (call->machine, trimmed);
}

static void
take_names (ResiteLabCall *call, const char *parameter, GPtrArray *names)
{
  g_ptr_array_add (names, NULL);
  if (names->len > 1)
    resite_cim_object_take (call->out, parameter,
                            resite_cim_value_new_strings ((const char *const *)names->pdata));
  else
    resite_cim_object_take (call->out, parameter, resite_cim_value_new_null ());
}

static guint32
call_enum_key (ResiteLabCall *call)
{
  ResiteLabRecord *key = find_own_key (call);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *start = NULL;

  if (key == NULL)
    return NO_SUCH_KEY;
  start = g_strconcat (resite_lab_record_get_name (key), "\\", NULL);
  keys = resite_lab_store_list (call->machine->store, call->machine->role, KIND);
  for (guint i = 0; i < keys->len; i++)
    {
      const char *name = resite_lab_record_get_name (keys->pdata[i]);

      if (g_ascii_strncasecmp (name, start, strlen (start)) == 0 &&
          strchr (name + strlen (start), '\\') == NULL)
        g_ptr_array_add (names, (gpointer)(name + strlen (start)));
    }
  take_names (call, "sNames", names);
  return DONE;
}

static guint32
call_enum_values (ResiteLabCall *call)
{
  ResiteLabRecord *key = find_own_key (call);
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);

  if (key == NULL)
    return NO_SUCH_KEY;
  fields = resite_lab_record_list_fields (key);
  for (guint i = 0; i < fields->len; i++)
    {
      const char *value = resite_lab_record_get (key, fields->pdata[i]);

      g_ptr_array_add (types, g_strndup (value, strcspn (value, ":")));
    }
  take_names (call, "sNames", fields);
  take_names (call, "Types", types);
  return DONE;
}

/* (nullable): the text of the value that is asked for. */
static const char *
find_value (ResiteLabCall *call, guint type, guint other_type, guint32 *result)
{
  ResiteLabRecord *key = find_own_key (call);
  const char *name = resite_cim_object_get_string (call->in, "sValueName");
  const char *value;
  guint found;

  *result = NO_SUCH_KEY;
  if (key == NULL)
    return NULL;
  value = resite_lab_record_get (key, name != NULL && *name != '\0' ? name : "@");
  found = value != NULL ? (guint)g_ascii_strtoull (value, NULL, 10) : 0;
  *result = value != NULL && (found == type || found == other_type) ? DONE : NO_SUCH_VALUE;
  return *result == DONE ? strchr (value, ':') + 1 : NULL;
}

static guint32
get_value (ResiteLabCall *call, guint type, guint other_type, ResiteLabType shown,
           const char *parameter)
{
  guint32 result;
  const char *value = find_value (call, type, other_type, &result);

  resite_cim_object_take (call->out, parameter, resite_lab_class_make_value (shown, value));
  return result;
}

static guint32
call_get_string (ResiteLabCall *call)
{
  return get_value (call, TYPE_STRING, TYPE_EXPANDED, RESITE_LAB_TEXT, "sValue");
}

static guint32
call_get_dword (ResiteLabCall *call)
{
  return get_value (call, TYPE_DWORD, TYPE_DWORD, RESITE_LAB_NUMBER, "uValue");
}

static guint32
call_get_multiple (ResiteLabCall *call)
{
  return get_value (call, TYPE_MULTIPLE, TYPE_MULTIPLE, TEXTS, "sValue");
}

static guint32
set_value (ResiteLabCall *call, guint type, const char *parameter)
{
  ResiteLabRecord *key = find_own_key (call);
  const char *name = resite_cim_object_get_string (call->in, "sValueName");
  const char *value = resite_cim_object_get_string (call->in, parameter);

  if (key == NULL)
    return NO_SUCH_KEY;
  if (name == NULL || value == NULL)
    return BAD_PARAMETER;
  resite_lab_registry_set (call->machine, resite_lab_record_get_name (key), name, type, value);
  return DONE;
}

static guint32
call_set_string (ResiteLabCall *call)
{
  return set_value (call, TYPE_STRING, "sValue");
}

static guint32
call_set_dword (ResiteLabCall *call)
{
  return set_value (call, TYPE_DWORD, "uValue");
}

static guint32
call_create_key (ResiteLabCall *call)
{
  const char *key = get_key (call);

  if (key == NULL || *key == '\0')
    return BAD_PARAMETER;
  add_key (call->machine, key);
  return DONE;
}

static guint32
call_delete_key (ResiteLabCall *call)
{
  ResiteLabRecord *key = find_own_key (call);
  g_autoptr (GPtrArray) keys = NULL;
  g_autofree char *start = NULL;

  if (key == NULL)
    return NO_SUCH_KEY;
  start = g_strconcat (resite_lab_record_get_name (key), "\\", NULL);
  keys = resite_lab_store_list (call->machine->store, call->machine->role, KIND);
  for (guint i = 0; i < keys->len; i++)
    {
      if (g_ascii_strncasecmp (resite_lab_record_get_name (keys->pdata[i]), start,
                               strlen (start)) == 0)
        return ACCESS_DENIED;
    }
  resite_lab_store_remove (call->machine->store, key);
  return DONE;
}

static guint32
call_delete_value (ResiteLabCall *call)
{
  ResiteLabRecord *key = find_own_key (call);
  const char *name = resite_cim_object_get_string (call->in, "sValueName");

  if (key == NULL)
    return NO_SUCH_KEY;
  if (name == NULL || resite_lab_record_get (key, name) == NULL)
    return NO_SUCH_KEY;
  resite_lab_record_set (key, name, NULL);
  return DONE;
}

static const ResiteLabMethod methods[] = {
  { "EnumKey", TRUE, call_enum_key },          { "EnumValues", TRUE, call_enum_values },
  { "GetStringValue", TRUE, call_get_string }, { "GetExpandedStringValue", TRUE, call_get_string },
  { "GetDWORDValue", TRUE, call_get_dword },   { "GetMultiStringValue", TRUE, call_get_multiple },
  { "SetStringValue", TRUE, call_set_string }, { "SetDWORDValue", TRUE, call_set_dword },
  { "CreateKey", TRUE, call_create_key },      { "DeleteKey", TRUE, call_delete_key },
  { "DeleteValue", TRUE, call_delete_value },  { NULL },
};

static void
list_none (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted,
           GPtrArray *rows)
{
}

static const ResiteLabClass registry = {
  .space = "root/default",
  .name = "StdRegProv",
  .properties = no_properties,
  .list = list_none,
  .methods = methods,
};

const ResiteLabClass *const resite_lab_classes_registry[] = { &registry, NULL };
