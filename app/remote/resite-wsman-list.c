/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-fault.h"
#include "resite-wsman-private.h"

#define FIRST_BATCH 100
/* Rows of one answer to a query; more is no question that this program asks. */
#define MOST_ROWS 200000
/* Milliseconds before a server that had nothing to say is asked for more. */
#define NOTHING_YET 200
/* Seconds for giving an enumeration up: the answer does not matter. */
#define RELEASE_TIME 5

typedef struct
{
  char *space;
  char *query;
  gint64 deadline;
  guint timeout;
  guint batch; /* MaxElements */
  gboolean begun_anew;
  char *resource;
  char *context; /* (nullable): open at the server */
  GPtrArray *rows;
  gsize size; /* bytes of the answers with them */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->space);
  g_free (list->query);
  g_free (list->resource);
  g_free (list->context);
  g_clear_pointer (&list->rows, g_ptr_array_unref);
  g_free (list);
}

/* FALSE: nothing is open there. The answer does not matter. */
static gboolean
release (ResiteWsman *self, List *list, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (ResiteWsmanMessage) message = NULL;
  ResiteWsmanQuestion question = { .timeout_seconds = RELEASE_TIME, .may_be_empty = TRUE };

  if (list->context != NULL)
    message = resite_wsman_message_new_release (list->resource, list->context, NULL);
  g_clear_pointer (&list->context, g_free);
  if (message == NULL)
    return FALSE;
  message->is_read = FALSE;
  question.message = message;
  question.deadline = g_get_monotonic_time () + RELEASE_TIME * G_USEC_PER_SEC;
  resite_wsman_ask_async (resite_wsman_get_link (self), &question, NULL, callback, data);
  return TRUE;
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ResiteWsman) self = data;
  ResiteWsmanReply *reply = resite_wsman_ask_finish (result, NULL);

  g_clear_pointer (&reply, resite_wsman_reply_unref);
  resite_wsman_queue_leave (resite_wsman_get_queue (self), TRUE);
}

/* Leaves the queue now, or when the server has been told that nobody reads on. */
static void
leave (ResiteWsman *self, List *list)
{
  if (release (self, list, left_cb, self))
    g_object_ref (self);
  else
    resite_wsman_queue_leave (resite_wsman_get_queue (self), TRUE);
}

static void
end (GTask *task, GError *error)
{
  List *list = g_task_get_task_data (task);

  leave (g_task_get_source_object (task), list);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&list->rows), (GDestroyNotify)g_ptr_array_unref);
  g_object_unref (task);
}

static void begin (GTask *task);
static void pull (GTask *task);

static GError *
explain_slowness (GTask *task)
{
  List *list = g_task_get_task_data (task);

  return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                      _ ("%s did not come to an end of its answer to “%s” in time. Try again, or "
                         "ask for less."),
                      resite_wsman_get_link (g_task_get_source_object (task))->host, list->query);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr (GError) error = NULL;

  if (resite_wsman_pause_finish (result, &error))
    pull (task);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    end (task, explain_slowness (task));
  else
    end (task, g_steal_pointer (&error));
}

static void
take_batch (GTask *task, ResiteWsmanBatch *batch)
{
  ResiteWsman *self = g_task_get_source_object (task);
  List *list = g_task_get_task_data (task);

  g_free (list->context);
  list->context = batch->ended ? NULL : g_strdup (batch->context);
  for (guint i = 0; i < batch->objects->len; i++)
    g_ptr_array_add (list->rows, resite_cim_object_ref (batch->objects->pdata[i]));
  if (batch->ended)
    end (task, NULL);
  else if (list->rows->len > MOST_ROWS || list->size > resite_wsman_get_link (self)->list_limit)
    end (task, g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                            _ ("%s does not come to an end of its answer to “%s”."),
                            resite_wsman_get_link (self)->host, list->query));
  else if (batch->objects->len == 0)
    resite_wsman_pause_async (NOTHING_YET, list->deadline, g_task_get_cancellable (task), paused_cb,
                              task);
  else
    pull (task);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ResiteWsmanReply *reply = resite_wsman_ask_finish (result, NULL);

  g_clear_pointer (&reply, resite_wsman_reply_unref);
  begin (data);
}

static void
begin_anew (GTask *task)
{
  List *list = g_task_get_task_data (task);

  g_ptr_array_set_size (list->rows, 0);
  list->size = 0;
  if (!release (g_task_get_source_object (task), list, released_cb, task))
    begin (task);
}

/* TRUE: the list was begun anew, because @fault says that this helps. */
static gboolean
answer_fault (GTask *task, const ResiteWsmanFault *fault)
{
  List *list = g_task_get_task_data (task);

  if ((fault->flags & RESITE_WSMAN_FAULT_TOO_LARGE) && list->batch > 1)
    list->batch /= 2;
  else if ((fault->flags & RESITE_WSMAN_FAULT_CONTEXT_LOST) && !list->begun_anew)
    {
      list->begun_anew = TRUE;
      g_clear_pointer (&list->context, g_free);
    }
  else
    return FALSE;
  begin_anew (task);
  return TRUE;
}

/* The line broke while rows were on their way: they are lost, and only the whole list can be had. */
static gboolean
answer_break (GTask *task, const GError *error)
{
  List *list = g_task_get_task_data (task);

  if (list->context == NULL || list->begun_anew ||
      !(g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE) ||
        g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT)) ||
      g_get_monotonic_time () >= list->deadline)
    return FALSE;
  list->begun_anew = TRUE;
  begin_anew (task);
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  List *list = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWsmanReply) reply = resite_wsman_ask_finish (result, &error);
  const ResiteWsmanFault *fault = reply != NULL ? resite_wsman_reply_get_fault (reply) : NULL;
  g_autoptr (ResiteWsmanBatch) batch = NULL;

  if (fault != NULL)
    {
      g_autofree char *what =
          g_strdup_printf ("%s: %s", resite_wsman_get_link (self)->host, list->query);

      if (!answer_fault (task, fault))
        end (task, resite_wsman_fault_to_error (fault, what, FALSE));
      return;
    }
  if (reply != NULL)
    {
      list->size += resite_wsman_reply_get_size (reply);
      batch = resite_wsman_reply_read_batch (reply, &error);
    }
  if (batch != NULL)
    take_batch (task, batch);
  else if (!answer_break (task, error))
    end (task, g_steal_pointer (&error));
}

static void
ask (GTask *task, const ResiteWsmanMessage *message)
{
  List *list = g_task_get_task_data (task);
  const ResiteWsmanQuestion question = { .message = message,
                                         .timeout_seconds = list->timeout,
                                         .deadline = list->deadline,
                                         .lossy = list->context != NULL };

  resite_wsman_ask_async (resite_wsman_get_link (g_task_get_source_object (task)), &question,
                          g_task_get_cancellable (task), answered_cb, task);
}

static void
pull (GTask *task)
{
  List *list = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new_pull (
      list->resource, list->context, list->batch, list->timeout, &error);

  if (message == NULL)
    end (task, error);
  else
    ask (task, message);
}

static void
begin (GTask *task)
{
  List *list = g_task_get_task_data (task);
  const ResiteCimRequest request = { .verb = RESITE_CIM_LIST,
                                     .space = list->space,
                                     .query = list->query };
  GError *error = NULL;
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new (&request, list->batch, &error);

  if (message == NULL)
    {
      end (task, error);
      return;
    }
  g_free (list->resource);
  list->resource = g_strdup (message->resource);
  ask (task, message);
}

void
resite_wsman_list_async (ResiteWsman *self, const char *space, const char *query, gint64 deadline,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  List *list = g_new0 (List, 1);

  list->space = g_strdup (space);
  list->query = g_strdup (query);
  list->deadline = deadline;
  list->timeout = resite_wsman_get_timeout (self);
  list->batch = FIRST_BATCH;
  list->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  g_task_set_source_tag (task, resite_wsman_list_async);
  g_task_set_task_data (task, list, list_free);
  begin (task);
}

GPtrArray *
resite_wsman_list_finish (ResiteWsman *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
