/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cim"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-cim.h"
#include "resite-error.h"
#include "resite-main-call.h"

G_DEFINE_INTERFACE (ResiteCim, resite_cim, G_TYPE_OBJECT)

static void
resite_cim_default_init (ResiteCimInterface *iface)
{
}

static gboolean
is_complete (const ResiteCimRequest *request)
{
  if (request == NULL || request->space == NULL)
    return FALSE;
  switch (request->verb)
    {
    case RESITE_CIM_LIST:
      return request->query != NULL;
    case RESITE_CIM_PUT:
    case RESITE_CIM_CREATE:
      return request->class_name != NULL && request->object != NULL;
    case RESITE_CIM_CALL:
      return request->class_name != NULL && request->method != NULL;
    case RESITE_CIM_GET:
    case RESITE_CIM_DELETE:
      return request->class_name != NULL;
    default:
      return FALSE;
    }
}

void
resite_cim_perform_async (ResiteCim *self, const ResiteCimRequest *request,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (RESITE_IS_CIM (self));
  g_return_if_fail (is_complete (request));

  RESITE_CIM_GET_IFACE (self)->perform_async (self, request, cancellable, callback, user_data);
}

GPtrArray *
resite_cim_perform_finish (ResiteCim *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RESITE_IS_CIM (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return RESITE_CIM_GET_IFACE (self)->perform_finish (self, result, error);
}

/* A request that outlives the caller, who may be cancelled and gone. */
typedef struct
{
  ResiteCim *cim;
  ResiteCimRequest request;
} Errand;

static ResiteCimObject *
ref_object (ResiteCimObject *object)
{
  return object != NULL ? resite_cim_object_ref (object) : NULL;
}

static Errand *
errand_new (ResiteCim *cim, const ResiteCimRequest *request)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->cim = g_object_ref (cim);
  errand->request.verb = request->verb;
  errand->request.space = g_strdup (request->space);
  errand->request.query = g_strdup (request->query);
  errand->request.class_name = g_strdup (request->class_name);
  errand->request.keys = ref_object (request->keys);
  errand->request.method = g_strdup (request->method);
  errand->request.object = ref_object (request->object);
  return errand;
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->cim);
  g_free ((char *)errand->request.space);
  g_free ((char *)errand->request.query);
  g_free ((char *)errand->request.class_name);
  g_clear_pointer (&errand->request.keys, resite_cim_object_unref);
  g_free ((char *)errand->request.method);
  g_clear_pointer (&errand->request.object, resite_cim_object_unref);
  g_free (errand);
}

static void
errand_start (gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  Errand *errand = data;

  resite_cim_perform_async (errand->cim, &errand->request, cancellable, callback, user_data);
}

GPtrArray *
resite_cim_perform (ResiteCim *self, const ResiteCimRequest *request, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (self), NULL);
  g_return_val_if_fail (is_complete (request), NULL);

  result =
      resite_main_call (errand_start, errand_new (self, request), errand_free, cancellable, error);
  return result != NULL ? resite_cim_perform_finish (self, result, error) : NULL;
}

GPtrArray *
resite_cim_list (ResiteCim *self, const char *space, const char *query, GCancellable *cancellable,
                 GError **error)
{
  const ResiteCimRequest request = { RESITE_CIM_LIST, space, .query = query };

  return resite_cim_perform (self, &request, cancellable, error);
}

static ResiteCimObject *
take_only (GPtrArray *objects, GError **error)
{
  ResiteCimObject *object = NULL;

  if (objects == NULL)
    return NULL;
  if (objects->len > 0)
    object = resite_cim_object_ref (g_ptr_array_index (objects, 0));
  else
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                         _ ("The machine answered, but the answer holds nothing."));
  g_ptr_array_unref (objects);
  return object;
}

ResiteCimObject *
resite_cim_get (ResiteCim *self, const char *space, const char *class_name, ResiteCimObject *keys,
                GCancellable *cancellable, GError **error)
{
  const ResiteCimRequest request = { RESITE_CIM_GET, space, .class_name = class_name,
                                     .keys = keys };

  return take_only (resite_cim_perform (self, &request, cancellable, error), error);
}

gboolean
resite_cim_put (ResiteCim *self, const char *space, ResiteCimObject *keys,
                ResiteCimObject *instance, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) objects = NULL;
  ResiteCimRequest request = { RESITE_CIM_PUT, space, .keys = keys, .object = instance };

  g_return_val_if_fail (instance != NULL, FALSE);

  request.class_name = resite_cim_object_get_class (instance);
  objects = resite_cim_perform (self, &request, cancellable, error);
  return objects != NULL;
}

ResiteCimObject *
resite_cim_create (ResiteCim *self, const char *space, ResiteCimObject *instance,
                   GCancellable *cancellable, GError **error)
{
  ResiteCimRequest request = { RESITE_CIM_CREATE, space, .object = instance };

  g_return_val_if_fail (instance != NULL, NULL);

  request.class_name = resite_cim_object_get_class (instance);
  return take_only (resite_cim_perform (self, &request, cancellable, error), error);
}

gboolean
resite_cim_delete (ResiteCim *self, const char *space, const char *class_name,
                   ResiteCimObject *keys, GCancellable *cancellable, GError **error)
{
  const ResiteCimRequest request = { RESITE_CIM_DELETE, space, .class_name = class_name,
                                     .keys = keys };
  g_autoptr (GPtrArray) objects = resite_cim_perform (self, &request, cancellable, error);

  return objects != NULL;
}

ResiteCimObject *
resite_cim_call (ResiteCim *self, const char *space, const char *class_name, ResiteCimObject *keys,
                 const char *method, ResiteCimObject *in, GCancellable *cancellable, GError **error)
{
  const ResiteCimRequest request = { RESITE_CIM_CALL,          space,
                                     .class_name = class_name, .keys = keys,
                                     .method = method,         .object = in };

  return take_only (resite_cim_perform (self, &request, cancellable, error), error);
}

static void
append_character (GString *text, char c)
{
  if (c == '\\' || c == '\'')
    g_string_append_c (text, '\\');
  g_string_append_c (text, c);
}

static char *
quote (const char *value, const char *wildcards)
{
  GString *text = g_string_new ("'");

  for (; *value != '\0'; value++)
    if (strchr (wildcards, *value) != NULL)
      g_string_append_printf (text, "[%c]", *value);
    else
      append_character (text, *value);
  g_string_append_c (text, '\'');
  return g_string_free (text, FALSE);
}

char *
resite_cim_quote (const char *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return quote (value, "");
}

/* A closing bracket stands for itself where none is open. */
char *
resite_cim_quote_like (const char *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return quote (value, "%_[");
}
