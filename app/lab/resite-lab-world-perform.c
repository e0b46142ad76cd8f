/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-world-private.h"
#include "resite-lab-wql.h"

/* The six verbs of ResiteCim on one machine of the world. */

typedef struct
{
  ResiteLabMachine machine;
  const ResiteCimRequest *request;
  const ResiteLabClass *class;
} Work;

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
}

static GPtrArray *
list_of (ResiteCimObject *object)
{
  GPtrArray *list = list_new ();

  g_ptr_array_add (list, object);
  return list;
}

static void
set_unknown (GError **error, const char *space, const char *name)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("The class %s is not known in the namespace %s."), name, space);
}

/* WMI answers a query about a property that the class has not with a fault. */
static gboolean
knows_names (const ResiteLabClass *class, const char *const *names, GError **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (resite_lab_class_find_property (class, names[i]) != NULL ||
          g_str_has_prefix (names[i], "__"))
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("The query is not valid: %s has no property %s."), class->name, names[i]);
      return FALSE;
    }
  return TRUE;
}

/* (nullable) (transfer container): the values of the first key of which every row must have one. */
static GPtrArray *
list_wanted (const ResiteLabClass *class, ResiteLabWql *wql)
{
  g_autofree char *key = NULL;

  if (class->keys == NULL)
    return NULL;
  key = g_strndup (class->keys, strcspn (class->keys, ","));
  return resite_lab_wql_list_wanted (wql, key);
}

/* (nullable): the only text that every row has to have there. */
static const char *
find_only (ResiteLabWql *wql, const char *name, GPtrArray **wanted)
{
  *wanted = resite_lab_wql_list_wanted (wql, name);
  return *wanted != NULL && (*wanted)->len == 1 ? (*wanted)->pdata[0] : NULL;
}

/* A question for the whole disk takes long here, too. */
static GPtrArray *
list_rows (Work *work, const ResiteLabClass *class, ResiteLabWql *wql, const char *wanted)
{
  g_autoptr (GPtrArray) drives = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  const char *drive;
  const char *path;
  GPtrArray *rows;

  if (wanted != NULL || class->list_in == NULL)
    return resite_lab_class_list (class, &work->machine, wanted);
  drive = find_only (wql, "Drive", &drives);
  path = find_only (wql, "Path", &paths);
  if (drive == NULL || path == NULL)
    return resite_lab_class_list (class, &work->machine, wanted);
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  class->list_in (class, &work->machine, drive, path, rows);
  return rows;
}

static void
add_matches_of (Work *work, const ResiteLabClass *class, ResiteLabWql *wql, const char *wanted,
                GPtrArray *found)
{
  g_autoptr (GPtrArray) rows = list_rows (work, class, wql, wanted);

  for (guint i = 0; i < rows->len; i++)
    {
      if (resite_lab_wql_matches (wql, rows->pdata[i]))
        g_ptr_array_add (found, resite_lab_wql_project (wql, rows->pdata[i]));
    }
}

static void
add_matches (Work *work, const ResiteLabClass *class, ResiteLabWql *wql, GPtrArray *found)
{
  g_autoptr (GPtrArray) wanted = list_wanted (class, wql);

  if (wanted == NULL || (wanted->len > 1 && !class->narrows))
    add_matches_of (work, class, wql, NULL, found);
  else
    for (guint i = 0; i < wanted->len; i++)
      add_matches_of (work, class, wql, wanted->pdata[i], found);
}

static GPtrArray *
perform_list (Work *work, gboolean *unknown, GError **error)
{
  g_autoptr (ResiteLabWql) wql = resite_lab_wql_new (work->request->query, error);
  g_autoptr (GPtrArray) classes = NULL;
  g_autoptr (GPtrArray) found = list_new ();
  const char *name;

  if (wql == NULL)
    return NULL;
  name = resite_lab_wql_get_class (wql);
  classes = resite_lab_class_list_derived (&work->machine, work->request->space, name);
  if (classes->len == 0)
    {
      *unknown = TRUE;
      set_unknown (error, work->request->space, name);
      return NULL;
    }
  for (guint i = 0; i < classes->len; i++)
    {
      const ResiteLabClass *class = classes->pdata[i];

      if (!knows_names (class, resite_lab_wql_get_selected (wql), error) ||
          !knows_names (class, resite_lab_wql_get_used (wql), error))
        return NULL;
      add_matches (work, class, wql, found);
    }
  return g_steal_pointer (&found);
}

static GPtrArray *
perform_get (Work *work, GError **error)
{
  ResiteCimObject *object =
      resite_lab_class_get (work->class, &work->machine, work->request->keys, error);

  return object != NULL ? list_of (object) : NULL;
}

static ResiteLabRecord *
find_record (Work *work)
{
  g_autofree char *name = resite_lab_class_name_record (work->class, work->request->keys);

  return resite_lab_store_find (work->machine.store, work->machine.role, work->class->name, name);
}

static gboolean
may_write (const ResiteLabClass *class, const char *name)
{
  g_auto (GStrv) names = g_strsplit (class->writable != NULL ? class->writable : "", ",", -1);

  return g_strv_contains ((const char *const *)names, name);
}

/* The whole instance comes back; only what may be changed may differ. */
static GPtrArray *
perform_put (Work *work, GError **error)
{
  g_autoptr (GPtrArray) now = perform_get (work, error);
  ResiteLabRecord *record = find_record (work);
  ResiteCimObject *wanted = work->request->object;

  if (now == NULL)
    return NULL;
  for (guint i = 0; wanted != NULL && i < resite_cim_object_get_n_properties (wanted); i++)
    {
      const char *name = resite_cim_object_get_name (wanted, i);
      const char *value = resite_cim_object_get_string (wanted, name);

      if (g_strcmp0 (value, resite_cim_object_get_string (now->pdata[0], name)) == 0 ||
          value == NULL)
        continue;
      if (record == NULL || !may_write (work->class, name))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                       _ ("The property %s of %s cannot be changed."), name, work->class->name);
          return NULL;
        }
      resite_lab_record_set (record, name, value);
    }
  return perform_get (work, error);
}

static void
set_refused (GError **error, const char *class_name, const char *what)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED, _ ("%s of %s is not offered here."), what,
               class_name);
}

static GPtrArray *
perform_create (Work *work, GError **error)
{
  g_auto (GStrv) names = NULL;
  ResiteCimObject *keys;

  if (work->class->create == NULL || work->request->object == NULL ||
      resite_lab_world_get_fault (work->machine.world, "no-create") != NULL)
    {
      set_refused (error, work->class->name, "Create");
      return NULL;
    }
  if (!work->class->create (&work->machine, work->request->object, error))
    return NULL;
  keys = resite_cim_object_new (work->class->name);
  names = g_strsplit (work->class->keys, ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    resite_cim_object_set_string (keys, names[i],
                                  resite_cim_object_get_string (work->request->object, names[i]));
  return list_of (keys);
}

static GPtrArray *
perform_delete (Work *work, GError **error)
{
  g_autoptr (GPtrArray) there = NULL;

  if (work->class->remove == NULL)
    {
      set_refused (error, work->class->name, "Delete");
      return NULL;
    }
  there = perform_get (work, error);
  if (there == NULL || !work->class->remove (&work->machine, work->request->keys, error))
    return NULL;
  return list_new ();
}

static const ResiteLabMethod *
find_method (const ResiteLabClass *class, const char *name)
{
  for (guint i = 0; name != NULL && class->methods != NULL && class->methods[i].name != NULL; i++)
    {
      if (g_ascii_strcasecmp (class->methods[i].name, name) == 0)
        return &class->methods[i];
    }
  return NULL;
}

static GPtrArray *
perform_call (Work *work, GError **error)
{
  const ResiteLabMethod *method = find_method (work->class, work->request->method);
  g_autoptr (ResiteCimObject) nothing = resite_cim_object_new (NULL);
  g_autoptr (ResiteCimObject) out = resite_cim_object_new (NULL);
  g_autoptr (GPtrArray) there = NULL;
  ResiteLabCall call = { .machine = &work->machine,
                         .keys = work->request->keys,
                         .in = work->request->object != NULL ? work->request->object : nothing,
                         .out = out };

  if (method == NULL)
    {
      set_refused (error, work->class->name, work->request->method);
      return NULL;
    }
  if (!method->is_static)
    {
      there = perform_get (work, error);
      if (there == NULL)
        return NULL;
      call.record = find_record (work);
    }
  resite_cim_object_take (out, "ReturnValue", resite_cim_value_new_uint (method->call (&call)));
  return list_of (g_steal_pointer (&out));
}

static GPtrArray *
perform_on_class (Work *work, gboolean *unknown, GError **error)
{
  const ResiteCimRequest *request = work->request;

  work->class = resite_lab_class_find (&work->machine, request->space, request->class_name);
  if (work->class == NULL)
    {
      *unknown = TRUE;
      set_unknown (error, request->space, request->class_name);
      return NULL;
    }
  switch (request->verb)
    {
    case RESITE_CIM_GET:
      return perform_get (work, error);
    case RESITE_CIM_PUT:
      return perform_put (work, error);
    case RESITE_CIM_CREATE:
      return perform_create (work, error);
    case RESITE_CIM_DELETE:
      return perform_delete (work, error);
    case RESITE_CIM_CALL:
      return perform_call (work, error);
    case RESITE_CIM_LIST:
    default:
      g_return_val_if_reached (NULL);
    }
}

static gboolean
is_of_provider (const ResiteCimRequest *request)
{
  static const char prefix[] = "root/sms/site_";

  return request->space != NULL &&
         g_ascii_strncasecmp (request->space, prefix, strlen (prefix)) == 0;
}

static gboolean
meets_limit (ResiteLabWorld *self, const ResiteCimRequest *request, GError **error)
{
  if (!is_of_provider (request) || !resite_lab_world_is_nth_time (self, "provider-quota"))
    return FALSE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_BUSY,
               "The maximum number of concurrent operations for this user has been exceeded.");
  return TRUE;
}

/* Done it is, and nobody is told. */
static gboolean
loses_answer (ResiteLabWorld *self, const ResiteCimRequest *request, GError **error)
{
  if (!is_of_provider (request) || !resite_lab_world_is_nth_time (self, "provider-timed-out"))
    return FALSE;
  g_clear_error (error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
               "The service cannot complete the operation within the time specified in "
               "OperationTimeout.");
  return TRUE;
}

static GPtrArray *
perform (Work *work, gboolean *unknown, GError **error)
{
  const ResiteCimRequest *request = work->request;

  if (request->space == NULL || !resite_lab_class_has_space (&work->machine, request->space))
    {
      *unknown = TRUE;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("The namespace %s is not known on this machine."),
                   request->space != NULL ? request->space : "");
      return NULL;
    }
  if (request->verb != RESITE_CIM_LIST)
    return perform_on_class (work, unknown, error);
  return perform_list (work, unknown, error);
}

GPtrArray *
resite_lab_world_perform (ResiteLabWorld *self, const char *machine,
                          const ResiteCimRequest *request, gboolean *unknown, GError **error)
{
  Work work = { .request = request };
  gboolean unknown_here = FALSE;
  GPtrArray *result;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && request != NULL, NULL);
  g_return_val_if_fail (resite_lab_world_find_machine (self, machine, &work.machine), NULL);
  g_return_val_if_fail (request->verb == RESITE_CIM_LIST ? request->query != NULL
                                                         : request->class_name != NULL,
                        NULL);

  if (meets_limit (self, request, error))
    return NULL;
  result = perform (&work, &unknown_here, error);
  if (loses_answer (self, request, error))
    {
      g_clear_pointer (&result, g_ptr_array_unref);
      unknown_here = FALSE;
    }
  if (unknown != NULL)
    *unknown = unknown_here;
  resite_lab_world_keep (self);
  return result;
}

/* (nullable): whichever machine has it. */
static const ResiteLabClass *
find_class_anywhere (ResiteLabWorld *self, const char *space, const char *class_name)
{
  const ResiteLabClass *class = NULL;
  ResiteLabMachine machine;

  for (guint i = 0; class == NULL && resite_lab_world_list_roles ()[i] != NULL; i++)
    if (resite_lab_world_find_machine (self, resite_lab_world_list_roles ()[i], &machine))
      class = resite_lab_class_find (&machine, space, class_name);
  return class;
}

const char *
resite_lab_world_spell_class (ResiteLabWorld *self, const char *space, const char *class_name)
{
  const ResiteLabClass *class;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && space != NULL && class_name != NULL, NULL);

  class = find_class_anywhere (self, space, class_name);
  return class != NULL ? class->name : NULL;
}

const char *
resite_lab_world_get_keys (ResiteLabWorld *self, const char *space, const char *class_name)
{
  const ResiteLabClass *class;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && space != NULL && class_name != NULL, NULL);

  class = find_class_anywhere (self, space, class_name);
  return class != NULL ? class->keys : NULL;
}
