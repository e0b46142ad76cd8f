/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-lab-server-wmi.h"
#include "resite-lab-soap-names.h"
#include "resite-lab-soap-value.h"

/* Below this version WMI's instances are neither created nor deleted. */
#define FIRST_STACK_THAT_CREATES '3'

typedef struct
{
  ResiteLabService *service;
  ResiteLabExchange *exchange;
  ResiteLabSoapRequest *request;
  char *space;           /* as asked, in slashes */
  char *class_name;      /* as asked; "*" */
  ResiteCimObject *keys; /* the selectors, without those that only name the namespace */
} Question;

static void
question_clear (Question *question)
{
  g_free (question->space);
  g_free (question->class_name);
  g_clear_pointer (&question->keys, resite_cim_object_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

static const char *
skip_prefix (const char *text, const char *prefix)
{
  const gsize length = strlen (prefix);

  return g_ascii_strncasecmp (text, prefix, length) == 0 ? text + length : NULL;
}

static void
read_keys (Question *question)
{
  ResiteCimObject *selectors = question->request->selectors;
  const guint n = resite_cim_object_get_n_properties (selectors);

  for (guint i = 0; i < n; i++)
    {
      const char *name = resite_cim_object_get_name (selectors, i);

      if (g_ascii_strcasecmp (name, "__cimnamespace") == 0)
        continue;
      if (question->keys == NULL)
        question->keys = resite_cim_object_new (question->class_name);
      resite_cim_object_take (question->keys, name,
                              resite_cim_value_ref (resite_cim_object_get_value (selectors, i)));
    }
}

static gboolean
read_resource (Question *question)
{
  static const char *const schemas[] = { LAB_CIM_SCHEMA, LAB_WINDOWS_SCHEMA, LAB_ALL_CLASSES };
  const char *resource = question->request->resource;
  const char *space = resite_lab_soap_request_get_selector (question->request, "__cimnamespace");
  const char *rest = skip_prefix (resource, LAB_WMI);
  const char *slash = rest != NULL ? strrchr (rest, '/') : NULL;

  if (slash != NULL)
    {
      question->space = g_strndup (rest, (gsize)(slash - rest));
      question->class_name = g_strdup (slash + 1);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (schemas) && rest == NULL; i++)
    rest = skip_prefix (resource, schemas[i]);
  if (rest == NULL || *rest == '\0' || strchr (rest, '/') != NULL)
    return FALSE;
  question->space = g_strdup (space != NULL ? space : "root/cimv2");
  g_strdelimit (question->space, "\\", '/');
  question->class_name = g_strdup (rest);
  return TRUE;
}

/* As the class itself is spelled, which is how clients expect elements; as asked when there is none. */
static const char *
spell (Question *question)
{
  const char *spelled = resite_lab_world_spell_class (question->service->world, question->space,
                                                      question->class_name);

  return spelled != NULL ? spelled : question->class_name;
}

/* (nullable): answered already then. */
static GPtrArray *
perform (Question *question, ResiteCimRequest *cim)
{
  ResiteLabService *service = question->service;
  gboolean unknown = FALSE;
  GError *error = NULL;
  GPtrArray *results;

  cim->space = question->space;
  results = resite_lab_world_perform (service->world, service->machine, cim, &unknown, &error);
  if (error != NULL)
    {
      g_clear_pointer (&results, g_ptr_array_unref);
      resite_lab_exchange_fail (
          question->exchange,
          resite_lab_fault_from_world (error, unknown, cim->verb == RESITE_CIM_LIST));
      return NULL;
    }
  if (!resite_lab_behaviours_take (service->behaviours, "timed-out"))
    return results != NULL ? results : g_ptr_array_new ();
  g_clear_pointer (&results, g_ptr_array_unref);
  resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_TIMED_OUT,
                             "The WS-Management service cannot complete the operation within the "
                             "time specified in OperationTimeout.");
  return NULL;
}

static ResiteCimObject *
get_first (GPtrArray *results)
{
  return results->len > 0 ? g_ptr_array_index (results, 0) : NULL;
}

/* Answers with the one instance, or with an empty body where the world gives none. */
static void
answer_instance (Question *question, ResiteCimRequest *cim)
{
  g_autoptr (GPtrArray) results = perform (question, cim);
  ResiteCimObject *instance = results != NULL ? get_first (results) : NULL;
  const char *fragment = question->request->fragment;
  GString *xml;

  if (results == NULL)
    return;
  xml = resite_lab_soap_answer (question->request);
  if (instance != NULL && fragment != NULL)
    resite_lab_soap_append_fragment (xml, fragment, resite_cim_object_get (instance, fragment));
  else if (instance != NULL)
    resite_lab_soap_append_object (xml, instance, question->space, NULL);
  resite_lab_exchange_answer (question->exchange, xml);
}

static void
answer_get (Question *question)
{
  ResiteCimRequest cim = { .verb = RESITE_CIM_GET,
                           .class_name = question->class_name,
                           .keys = question->keys };

  answer_instance (question, &cim);
}

static gboolean
refuse_without_body (Question *question)
{
  if (question->request->body != NULL && question->request->fragment == NULL)
    return FALSE;
  if (question->request->fragment != NULL)
    resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_UNSUPPORTED,
                               "One property alone cannot be written; send the whole instance.");
  else
    resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_SCHEMA,
                               "The body has no instance.");
  return TRUE;
}

static void
answer_put (Question *question)
{
  g_autoptr (ResiteCimObject) instance = NULL;
  ResiteCimRequest cim = { .verb = RESITE_CIM_PUT,
                           .class_name = question->class_name,
                           .keys = question->keys };

  if (refuse_without_body (question))
    return;
  instance = resite_lab_soap_read_object (question->request->body, spell (question));
  cim.object = instance;
  answer_instance (question, &cim);
}

static gboolean
refuse_by_stack (Question *question)
{
  const char *stack = resite_lab_behaviours_get (question->service->behaviours, "stack");

  if (stack != NULL && stack[0] >= FIRST_STACK_THAT_CREATES)
    return FALSE;
  resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_ACTION,
                             "The WS-Management service cannot process the request because the "
                             "resource does not support the action.");
  return TRUE;
}

static void
answer_create (Question *question)
{
  g_autoptr (ResiteCimObject) instance = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (ResiteCimObject) none = resite_cim_object_new (NULL);
  ResiteCimRequest cim = { .verb = RESITE_CIM_CREATE, .class_name = question->class_name };
  ResiteCimObject *keys;
  GString *xml;

  if (refuse_by_stack (question) || refuse_without_body (question))
    return;
  instance = resite_lab_soap_read_object (question->request->body, spell (question));
  cim.object = instance;
  results = perform (question, &cim);
  if (results == NULL)
    return;
  keys = get_first (results);
  xml = resite_lab_soap_answer (question->request);
  g_string_append (xml, "<x:ResourceCreated>");
  resite_lab_soap_append_reference (xml, question->space, spell (question),
                                    keys != NULL ? keys : none);
  g_string_append (xml, "</x:ResourceCreated>");
  resite_lab_exchange_answer (question->exchange, xml);
}

static void
answer_delete (Question *question)
{
  ResiteCimRequest cim = { .verb = RESITE_CIM_DELETE,
                           .class_name = question->class_name,
                           .keys = question->keys };
  g_autoptr (GPtrArray) results = NULL;

  if (refuse_by_stack (question))
    return;
  results = perform (question, &cim);
  if (results != NULL)
    resite_lab_exchange_answer (question->exchange, resite_lab_soap_answer (question->request));
}

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
read_query (Question *question)
{
  xmlNode *filter = resite_lab_soap_find (question->request->body, NULL, "Filter");
  g_autofree char *dialect = resite_lab_soap_get_attribute (filter, "Dialect");

  if (filter == NULL && strcmp (question->class_name, "*") != 0)
    return g_strdup_printf ("SELECT * FROM %s", question->class_name);
  if (filter != NULL && dialect != NULL && g_ascii_strcasecmp (dialect, LAB_WQL) == 0)
    return resite_lab_soap_get_text (filter);
  if (filter != NULL && dialect != NULL && g_ascii_strcasecmp (dialect, LAB_SELECTOR_FILTER) == 0)
    return write_selector_query (filter, question->class_name);
  if (filter == NULL)
    resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_QUERY,
                               "A resource of all classes needs a filter.");
  else
    resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_DIALECT,
                               "The filter's dialect is not known here: %s",
                               dialect != NULL ? dialect : "none");
  return NULL;
}

static gboolean
refuse_mode (Question *question)
{
  xmlNode *mode = resite_lab_soap_find (question->request->body, LAB_NS_WSMAN, "EnumerationMode");
  g_autofree char *text = resite_lab_soap_get_text (mode);

  if (*text == '\0')
    return FALSE;
  resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_UNSUPPORTED,
                             "The enumeration mode %s is not offered.", text);
  return TRUE;
}

static gboolean
refuse_body (Question *question)
{
  if (resite_lab_soap_is (question->request->body, LAB_NS_LIST, "Enumerate"))
    return FALSE;
  resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_SCHEMA,
                             "The body has no Enumerate.");
  return TRUE;
}

static void
answer_enumerate (Question *question)
{
  ResiteCimRequest cim = { .verb = RESITE_CIM_LIST };
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) results = NULL;
  GPtrArray *items;

  if (refuse_body (question) || refuse_mode (question))
    return;
  query = read_query (question);
  if (query == NULL)
    return;
  cim.query = query;
  results = perform (question, &cim);
  if (results == NULL)
    return;
  items = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < results->len; i++)
    {
      GString *xml = g_string_new (NULL);

      resite_lab_soap_append_object (xml, g_ptr_array_index (results, i), question->space, NULL);
      g_ptr_array_add (items, g_string_free (xml, FALSE));
    }
  resite_lab_listings_begin (question->service->listings, question->exchange, items);
}

static void
answer_pull (Question *question)
{
  resite_lab_listings_pull (question->service->listings, question->exchange);
}

static void
answer_release (Question *question)
{
  resite_lab_listings_release (question->service->listings, question->exchange);
}

/* The answer's parameters, in an element of the method's class. */
static void
append_output (GString *xml, Question *question, const char *method, ResiteCimObject *output)
{
  g_autofree char *element = g_strconcat (method, "_OUTPUT", NULL);
  g_autoptr (ResiteCimObject) named = resite_cim_object_new (spell (question));

  for (guint i = 0; output != NULL && i < resite_cim_object_get_n_properties (output); i++)
    resite_cim_object_take (named, resite_cim_object_get_name (output, i),
                            resite_cim_value_ref (resite_cim_object_get_value (output, i)));
  resite_lab_soap_append_object (xml, named, question->space, element);
}

static void
answer_call (Question *question, const char *method)
{
  g_autoptr (ResiteCimObject) input = resite_lab_soap_read_object (question->request->body, NULL);
  ResiteCimRequest cim = { .verb = RESITE_CIM_CALL,
                           .class_name = question->class_name,
                           .keys = question->keys,
                           .method = method,
                           .object = input };
  g_autoptr (GPtrArray) results = NULL;
  GString *xml;

  resite_lab_exchange_put_off (question->exchange);
  results = perform (question, &cim);
  if (results == NULL)
    return;
  xml = resite_lab_soap_answer (question->request);
  append_output (xml, question, method, get_first (results));
  resite_lab_exchange_answer (question->exchange, xml);
}

static const struct
{
  const char *action;
  void (*answer) (Question *question);
} actions[] = {
  { LAB_NS_TRANSFER "/Get", answer_get },         { LAB_NS_TRANSFER "/Put", answer_put },
  { LAB_NS_TRANSFER "/Create", answer_create },   { LAB_NS_TRANSFER "/Delete", answer_delete },
  { LAB_NS_LIST "/Enumerate", answer_enumerate }, { LAB_NS_LIST "/Pull", answer_pull },
  { LAB_NS_LIST "/Release", answer_release },
};

/* (nullable): behind the resource's address and a slash. */
static const char *
find_method (ResiteLabSoapRequest *request)
{
  const char *rest = skip_prefix (request->action, request->resource);

  return rest != NULL && rest[0] == '/' && rest[1] != '\0' && strchr (rest + 1, '/') == NULL
             ? rest + 1
             : NULL;
}

static void
answer_question (Question *question)
{
  const char *method = find_method (question->request);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (question->request->action, actions[i].action) == 0)
      {
        actions[i].answer (question);
        return;
      }
  if (method != NULL)
    answer_call (question, method);
  else
    resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_ACTION,
                               "The resource does not offer the action %s.",
                               question->request->action);
}

gboolean
resite_lab_server_answer_wmi (ResiteLabService *service, ResiteLabExchange *exchange)
{
  g_auto (Question) question = { .service = service,
                                 .exchange = exchange,
                                 .request = resite_lab_exchange_get_request (exchange) };

  if (!read_resource (&question))
    return FALSE;
  read_keys (&question);
  answer_question (&question);
  return TRUE;
}
