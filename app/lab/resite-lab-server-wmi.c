/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-lab-server-question.h"
#include "resite-lab-server-wmi.h"
#include "resite-lab-soap-names.h"
#include "resite-lab-soap-value.h"

/* Below this version WMI's instances are neither created nor deleted. */
#define FIRST_STACK_THAT_CREATES '3'

static ResiteCimObject *
get_first (GPtrArray *results)
{
  return results->len > 0 ? g_ptr_array_index (results, 0) : NULL;
}

/* Answers with the one instance, or with an empty body where the world gives none. */
static void
answer_instance (ResiteLabQuestion *question, ResiteCimRequest *cim)
{
  g_autoptr (GPtrArray) results = resite_lab_question_perform (question, cim);
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
answer_get (ResiteLabQuestion *question)
{
  ResiteCimRequest cim = { .verb = RESITE_CIM_GET,
                           .class_name = question->class_name,
                           .keys = question->keys };

  answer_instance (question, &cim);
}

static gboolean
refuse_without_body (ResiteLabQuestion *question)
{
  if (question->request->body != NULL)
    return FALSE;
  resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_SCHEMA,
                             "The body has no instance.");
  return TRUE;
}

/* (transfer full) (nullable): the instance as it is, with the one property that was sent; answered
 * already where there is none. */
static ResiteCimObject *
read_fragment (ResiteLabQuestion *question)
{
  const char *name = question->request->fragment;
  g_autoptr (ResiteCimObject) sent = resite_lab_soap_read_object (question->request->body, NULL);
  ResiteCimValue *value = resite_cim_object_get (sent, name);
  ResiteCimRequest cim = { .verb = RESITE_CIM_GET,
                           .class_name = question->class_name,
                           .keys = question->keys };
  g_autoptr (GPtrArray) results = NULL;
  ResiteCimObject *instance;

  if (value == NULL)
    {
      resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_SCHEMA,
                                 "The fragment has no %s.", name);
      return NULL;
    }
  results = resite_lab_question_perform (question, &cim);
  if (results == NULL)
    return NULL;
  if (get_first (results) == NULL)
    {
      resite_lab_exchange_fault (question->exchange, RESITE_LAB_FAULT_INSTANCE,
                                 "There is no such instance.");
      return NULL;
    }
  instance = resite_cim_object_copy (get_first (results));
  resite_cim_object_take (instance, name, resite_cim_value_ref (value));
  return instance;
}

static void
answer_put (ResiteLabQuestion *question)
{
  g_autoptr (ResiteCimObject) instance = NULL;
  ResiteCimRequest cim = { .verb = RESITE_CIM_PUT,
                           .class_name = question->class_name,
                           .keys = question->keys };

  if (refuse_without_body (question))
    return;
  instance = question->request->fragment != NULL
                 ? read_fragment (question)
                 : resite_lab_soap_read_object (question->request->body,
                                                resite_lab_question_spell (question));
  if (instance == NULL)
    return;
  cim.object = instance;
  answer_instance (question, &cim);
}

static gboolean
refuse_by_stack (ResiteLabQuestion *question)
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
answer_create (ResiteLabQuestion *question)
{
  g_autoptr (ResiteCimObject) instance = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (ResiteCimObject) none = resite_cim_object_new (NULL);
  ResiteCimRequest cim = { .verb = RESITE_CIM_CREATE, .class_name = question->class_name };
  ResiteCimObject *keys;
  GString *xml;

  if (refuse_by_stack (question) || refuse_without_body (question))
    return;
  instance =
      resite_lab_soap_read_object (question->request->body, resite_lab_question_spell (question));
  cim.object = instance;
  results = resite_lab_question_perform (question, &cim);
  if (results == NULL)
    return;
  keys = get_first (results);
  xml = resite_lab_soap_answer (question->request);
  g_string_append (xml, "<x:ResourceCreated>");
  resite_lab_soap_append_reference (xml, question->space, resite_lab_question_spell (question),
                                    keys != NULL ? keys : none);
  g_string_append (xml, "</x:ResourceCreated>");
  resite_lab_exchange_answer (question->exchange, xml);
}

static void
answer_delete (ResiteLabQuestion *question)
{
  ResiteCimRequest cim = { .verb = RESITE_CIM_DELETE,
                           .class_name = question->class_name,
                           .keys = question->keys };
  g_autoptr (GPtrArray) results = NULL;

  if (refuse_by_stack (question))
    return;
  results = resite_lab_question_perform (question, &cim);
  if (results != NULL)
    resite_lab_exchange_answer (question->exchange, resite_lab_soap_answer (question->request));
}

static void
answer_pull (ResiteLabQuestion *question)
{
  resite_lab_listings_pull (question->service->listings, question->exchange);
}

static void
answer_release (ResiteLabQuestion *question)
{
  resite_lab_listings_release (question->service->listings, question->exchange);
}

/* The answer's parameters, in an element of the method's class. */
static void
append_output (GString *xml, ResiteLabQuestion *question, const char *method,
               ResiteCimObject *output)
{
  g_autofree char *element = g_strconcat (method, "_OUTPUT", NULL);
  g_autoptr (ResiteCimObject) named = resite_cim_object_new (resite_lab_question_spell (question));

  for (guint i = 0; output != NULL && i < resite_cim_object_get_n_properties (output); i++)
    resite_cim_object_take (named, resite_cim_object_get_name (output, i),
                            resite_cim_value_ref (resite_cim_object_get_value (output, i)));
  resite_lab_soap_append_object (xml, named, question->space, element);
}

static void
answer_call (ResiteLabQuestion *question, const char *method)
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
  results = resite_lab_question_perform (question, &cim);
  if (results == NULL)
    return;
  xml = resite_lab_soap_answer (question->request);
  append_output (xml, question, method, get_first (results));
  resite_lab_exchange_answer (question->exchange, xml);
}

static const struct
{
  const char *action;
  void (*answer) (ResiteLabQuestion *question);
} actions[] = {
  { LAB_NS_TRANSFER "/Get", answer_get },
  { LAB_NS_TRANSFER "/Put", answer_put },
  { LAB_NS_TRANSFER "/Create", answer_create },
  { LAB_NS_TRANSFER "/Delete", answer_delete },
  { LAB_NS_LIST "/Enumerate", resite_lab_question_answer_list },
  { LAB_NS_LIST "/Pull", answer_pull },
  { LAB_NS_LIST "/Release", answer_release },
};

static void
answer_question (ResiteLabQuestion *question)
{
  const char *method = resite_lab_question_get_method (question);

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
  g_auto (ResiteLabQuestion) question = { NULL };

  if (!resite_lab_question_read (&question, service, exchange))
    return FALSE;
  answer_question (&question);
  return TRUE;
}
