/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-lab-server-question.h"
#include "resite-lab-soap-names.h"

void
resite_lab_question_clear (ResiteLabQuestion *self)
{
  g_free (self->space);
  g_free (self->class_name);
  g_clear_pointer (&self->keys, resite_cim_object_unref);
}

static const char *
skip_prefix (const char *text, const char *prefix)
{
  const gsize length = strlen (prefix);

  return g_ascii_strncasecmp (text, prefix, length) == 0 ? text + length : NULL;
}

static void
read_keys (ResiteLabQuestion *self)
{
  ResiteCimObject *selectors = self->request->selectors;
  const guint n = resite_cim_object_get_n_properties (selectors);

  for (guint i = 0; i < n; i++)
    {
      const char *name = resite_cim_object_get_name (selectors, i);

      if (g_ascii_strcasecmp (name, "__cimnamespace") == 0)
        continue;
      if (self->keys == NULL)
        self->keys = resite_cim_object_new (self->class_name);
      resite_cim_object_take (self->keys, name,
                              resite_cim_value_ref (resite_cim_object_get_value (selectors, i)));
    }
}

static gboolean
read_resource (ResiteLabQuestion *self)
{
  static const char *const schemas[] = { LAB_CIM_SCHEMA, LAB_WINDOWS_SCHEMA, LAB_ALL_CLASSES };
  const char *resource = self->request->resource;
  const char *space = resite_lab_soap_request_get_selector (self->request, "__cimnamespace");
  const char *rest = skip_prefix (resource, LAB_WMI);
  const char *slash = rest != NULL ? strrchr (rest, '/') : NULL;

  if (slash != NULL)
    {
      self->space = g_strndup (rest, (gsize)(slash - rest));
      self->class_name = g_strdup (slash + 1);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (schemas) && rest == NULL; i++)
    rest = skip_prefix (resource, schemas[i]);
  if (rest == NULL || *rest == '\0' || strchr (rest, '/') != NULL)
    return FALSE;
  self->space = g_strdup (space != NULL ? space : "root/cimv2");
  g_strdelimit (self->space, "\\", '/');
  self->class_name = g_strdup (rest);
  return TRUE;
}

const char *
resite_lab_question_spell (ResiteLabQuestion *self)
{
  const char *spelled =
      resite_lab_world_spell_class (self->service->world, self->space, self->class_name);

  return spelled != NULL ? spelled : self->class_name;
}

GPtrArray *
resite_lab_question_perform (ResiteLabQuestion *self, ResiteCimRequest *cim)
{
  ResiteLabService *service = self->service;
  gboolean unknown = FALSE;
  GError *error = NULL;
  GPtrArray *results;

  cim->space = self->space;
  results = resite_lab_world_perform (service->world, service->machine, cim, &unknown, &error);
  if (error != NULL)
    {
      g_clear_pointer (&results, g_ptr_array_unref);
      resite_lab_exchange_fail (self->exchange, resite_lab_fault_from_world (
                                                    error, unknown, cim->verb == RESITE_CIM_LIST));
      return NULL;
    }
  if (!resite_lab_behaviours_take (service->behaviours, "timed-out"))
    return results != NULL ? results : g_ptr_array_new ();
  g_clear_pointer (&results, g_ptr_array_unref);
  resite_lab_exchange_fault (self->exchange, RESITE_LAB_FAULT_TIMED_OUT,
                             "The WS-Management service cannot complete the operation within the "
                             "time specified in OperationTimeout.");
  return NULL;
}

gboolean
resite_lab_question_read (ResiteLabQuestion *self, ResiteLabService *service,
                          ResiteLabExchange *exchange)
{
  self->service = service;
  self->exchange = exchange;
  self->request = resite_lab_exchange_get_request (exchange);
  if (!read_resource (self))
    return FALSE;
  read_keys (self);
  return TRUE;
}

const char *
resite_lab_question_get_method (ResiteLabQuestion *self)
{
  const char *rest = skip_prefix (self->request->action, self->request->resource);

  return rest != NULL && rest[0] == '/' && rest[1] != '\0' && strchr (rest + 1, '/') == NULL
             ? rest + 1
             : NULL;
}
