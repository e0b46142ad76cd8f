/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-private.h"

typedef struct
{
  ResiteCimVerb verb;
  ResiteWsmanMessage *message;
  char *what; /* for texts */
  gint64 deadline;
  char *space, *query;     /* of a list */
  ResiteCimObject *object; /* (nullable) */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->message, resite_wsman_message_free);
  g_clear_pointer (&call->object, resite_cim_object_unref);
  g_free (call->what);
  g_free (call->space);
  g_free (call->query);
  g_free (call);
}

/* Takes @task; one of @results and @error, which are taken. */
static void
end (GTask *task, GPtrArray *results, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, results, (GDestroyNotify)g_ptr_array_unref);
  g_object_unref (task);
}

static ResiteCimObject *
read_result (Call *call, ResiteWsmanReply *reply, GError **error)
{
  /* Some servers answer a Put with nothing: what was put is what is there. */
  if (call->verb == RESITE_CIM_PUT && resite_wsman_reply_is_empty (reply))
    return resite_cim_object_ref (call->object);
  if (call->verb == RESITE_CIM_CREATE)
    return resite_wsman_reply_read_keys (reply, error);
  if (call->verb == RESITE_CIM_CALL)
    return resite_wsman_reply_read_output (reply, error);
  return resite_wsman_reply_read_instance (reply, error);
}

static GPtrArray *
read_results (Call *call, ResiteWsmanReply *reply, GError **error)
{
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  ResiteCimObject *object;

  if (call->verb == RESITE_CIM_DELETE)
    return g_steal_pointer (&results);
  object = read_result (call, reply, error);
  if (object == NULL)
    return NULL;
  g_ptr_array_add (results, object);
  return g_steal_pointer (&results);
}

/* The server says that it did it, but not what came of it. */
static GError *
doubt (Call *call, GError *error)
{
  GError *unknown;

  if (call->message->is_read)
    return error;
  unknown =
      g_error_new (RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                   _ ("%s: the server took it, but its answer cannot be read. Look before you "
                      "repeat it. (%s)"),
                   call->what, error->message);
  g_error_free (error);
  return unknown;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (ResiteWsmanReply) reply = resite_wsman_ask_finish (result, &error);
  const ResiteWsmanFault *fault = reply != NULL ? resite_wsman_reply_get_fault (reply) : NULL;
  GPtrArray *results = NULL;

  resite_wsman_queue_leave (resite_wsman_get_queue (self), FALSE);
  if (fault != NULL)
    error = resite_wsman_fault_to_error (fault, call->what, !call->message->is_read);
  else if (reply != NULL)
    results = read_results (call, reply, &error);
  if (reply != NULL && fault == NULL && results == NULL)
    error = doubt (call, error);
  end (task, results, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  GPtrArray *rows = resite_wsman_list_finish (RESITE_WSMAN (source), result, &error);

  end (data, rows, error);
}

static void
send (GTask *task)
{
  ResiteWsman *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  const ResiteWsmanQuestion question = { .message = call->message,
                                         .timeout_seconds = resite_wsman_get_timeout (self),
                                         .deadline = call->deadline,
                                         .may_be_empty = call->verb == RESITE_CIM_DELETE };

  if (call->verb == RESITE_CIM_LIST)
    resite_wsman_list_async (self, call->space, call->query, call->deadline,
                             g_task_get_cancellable (task), listed_cb, task);
  else
    resite_wsman_ask_async (resite_wsman_get_link (self), &question, g_task_get_cancellable (task),
                            answered_cb, task);
}

static gboolean
is_offered (ResiteWsman *self, ResiteCimVerb verb)
{
  return (verb != RESITE_CIM_CREATE && verb != RESITE_CIM_DELETE) ||
         resite_wsman_get_identity (self)->can_create;
}

static GError *
explain_not_offered (ResiteWsman *self, Call *call)
{
  const ResiteWsmanIdentity *identity = resite_wsman_get_identity (self);

  return g_error_new (
      RESITE_ERROR, RESITE_ERROR_REFUSED,
      _ ("%s: WinRM before 3.0 can neither create nor delete WMI instances, and this "
         "server says that it is “%s”. Nothing was sent. Do it by a script in a "
         "remote shell, or by hand."),
      call->what, identity->version != NULL ? identity->version : "?");
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!resite_wsman_enter_finish (self, result, &error))
    end (task, NULL, error);
  else if (resite_wsman_get_identity (self) == NULL || is_offered (self, call->verb))
    send (task);
  else
    {
      resite_wsman_queue_leave (resite_wsman_get_queue (self), FALSE);
      end (task, NULL, explain_not_offered (self, call));
    }
}

static char *
describe (ResiteWsman *self, const ResiteCimRequest *request)
{
  const char *host = resite_wsman_get_link (self)->host;

  if (request->verb == RESITE_CIM_LIST)
    return g_strdup_printf ("%s: %s", host, request->query);
  return g_strdup_printf ("%s: %s%s%s", host, request->class_name,
                          request->method != NULL ? "." : "",
                          request->method != NULL ? request->method : "");
}

void
resite_wsman_call_async (ResiteWsman *self, const ResiteCimRequest *request,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);
  GError *error = NULL;

  call->verb = request->verb;
  call->what = describe (self, request);
  call->space = g_strdup (request->space);
  call->query = g_strdup (request->query);
  call->object = request->object != NULL ? resite_cim_object_ref (request->object) : NULL;
  call->deadline = resite_wsman_get_deadline (self);
  call->message = resite_wsman_message_new (request, 1, &error);
  g_task_set_source_tag (task, resite_wsman_call_async);
  g_task_set_task_data (task, call, call_free);
  if (call->message == NULL)
    end (task, NULL, error);
  else
    resite_wsman_enter_async (self, call->verb == RESITE_CIM_LIST, call->deadline, cancellable,
                              entered_cb, task);
}

GPtrArray *
resite_wsman_call_finish (ResiteWsman *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
