/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-lab-server-question.h"
#include "resite-lab-soap-names.h"
#include "resite-lab-soap-value.h"

/* (transfer full) (nullable): the selectors of a SelectorFilter as a statement. */
static char *
write_selector_query (const xmlNode *filter, const char *class_name)
{
  g_autoptr (ResiteCimObject) keys =
      resite_lab_soap_read_selectors (resite_lab_soap_find (filter, NULL, "SelectorSet"));
  GString *query = g_string_new (NULL);

  g_string_printf (query, "SELECT * FROM %s", class_name);
  for (guint i = 0; i < resite_cim_object_get_n_properties (keys); i++)
    {
      const char *name = resite_cim_object_get_name (keys, i);
      const char *text = resite_cim_object_get_string (keys, name);
      g_autofree char *quoted = resite_cim_quote (text != NULL ? text : "");

      g_string_append_printf (query, "%s %s = %s", i == 0 ? " WHERE" : " AND", name, quoted);
    }
  return g_string_free (query, FALSE);
}

/* (transfer full) (nullable): answered already then. */
static char *
read_query (ResiteLabQuestion *self)
{
  xmlNode *filter = resite_lab_soap_find (self->request->body, NULL, "Filter");
  g_autofree char *dialect = resite_lab_soap_get_attribute (filter, "Dialect");

  if (filter == NULL && strcmp (self->class_name, "*") != 0)
    return g_strdup_printf ("SELECT * FROM %s", self->class_name);
  if (filter != NULL && dialect != NULL && g_ascii_strcasecmp (dialect, LAB_WQL) == 0)
    return resite_lab_soap_get_text (filter);
  if (filter != NULL && dialect != NULL && g_ascii_strcasecmp (dialect, LAB_SELECTOR_FILTER) == 0)
    return write_selector_query (filter, self->class_name);
  if (filter == NULL)
    resite_lab_exchange_fault (self->exchange, RESITE_LAB_FAULT_QUERY,
                               "A resource of all classes needs a filter.");
  else
    resite_lab_exchange_fault (self->exchange, RESITE_LAB_FAULT_DIALECT,
                               "The filter's dialect is not known here: %s",
                               dialect != NULL ? dialect : "none");
  return NULL;
}

typedef enum
{
  MODE_OBJECT,
  MODE_REFERENCE,
  MODE_BOTH
} Mode;

/* FALSE: answered already. */
static gboolean
read_mode (ResiteLabQuestion *self, Mode *mode)
{
  static const struct
  {
    const char *word;
    Mode mode;
  } words[] = { { "", MODE_OBJECT },
                { "EnumerateObject", MODE_OBJECT },
                { "EnumerateEPR", MODE_REFERENCE },
                { "EnumerateObjectAndEPR", MODE_BOTH } };
  xmlNode *element = resite_lab_soap_find (self->request->body, LAB_NS_WSMAN, "EnumerationMode");
  g_autofree char *text = resite_lab_soap_get_text (element);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i].word) == 0)
      {
        *mode = words[i].mode;
        return TRUE;
      }
  resite_lab_exchange_fault (self->exchange, RESITE_LAB_FAULT_UNSUPPORTED,
                             "The enumeration mode %s is not offered.", text);
  return FALSE;
}

static void
append_reference (GString *xml, ResiteLabQuestion *self, ResiteCimObject *instance)
{
  const char *class_name = resite_cim_object_get_class (instance);
  const char *known =
      class_name != NULL ? resite_lab_world_get_keys (self->service->world, self->space, class_name)
                         : NULL;
  g_auto (GStrv) names = g_strsplit (known != NULL ? known : "", ",", -1);
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (class_name);

  for (guint i = 0; names[i] != NULL; i++)
    {
      ResiteCimValue *value = resite_cim_object_get (instance, g_strstrip (names[i]));

      if (value != NULL)
        resite_cim_object_take (keys, names[i], resite_cim_value_ref (value));
    }
  g_string_append (xml, "<a:EndpointReference>");
  resite_lab_soap_append_reference (xml, self->space, class_name, keys);
  g_string_append (xml, "</a:EndpointReference>");
}

/* (transfer full). */
static char *
write_item (ResiteLabQuestion *self, ResiteCimObject *instance, Mode mode)
{
  GString *xml = g_string_new (mode == MODE_BOTH ? "<w:Item>" : NULL);

  if (mode != MODE_REFERENCE)
    resite_lab_soap_append_object (xml, instance, self->space, NULL);
  if (mode != MODE_OBJECT)
    append_reference (xml, self, instance);
  if (mode == MODE_BOTH)
    g_string_append (xml, "</w:Item>");
  return g_string_free (xml, FALSE);
}

static gboolean
refuse_body (ResiteLabQuestion *self)
{
  if (resite_lab_soap_is (self->request->body, LAB_NS_LIST, "Enumerate"))
    return FALSE;
  resite_lab_exchange_fault (self->exchange, RESITE_LAB_FAULT_SCHEMA, "The body has no Enumerate.");
  return TRUE;
}

void
resite_lab_question_answer_list (ResiteLabQuestion *self)
{
  ResiteCimRequest cim = { .verb = RESITE_CIM_LIST };
  Mode mode = MODE_OBJECT;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) results = NULL;
  GPtrArray *items;

  if (refuse_body (self) || !read_mode (self, &mode))
    return;
  query = read_query (self);
  if (query == NULL)
    return;
  cim.query = query;
  results = resite_lab_question_perform (self, &cim);
  if (results == NULL)
    return;
  items = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < results->len; i++)
    g_ptr_array_add (items, write_item (self, g_ptr_array_index (results, i), mode));
  resite_lab_listings_begin (self->service->listings, self->exchange, items);
}
