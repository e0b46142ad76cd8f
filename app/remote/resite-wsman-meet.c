/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-fault.h"
#include "resite-wsman-private.h"

/* What is waited for, one after the other: the door (one Identify at a time), a place in the queue,
 * the answer. Whoever finds the identity known when the door opens goes on without asking. */
typedef struct
{
  gint64 deadline;
  gboolean is_list;
} Entry;

static GTask *
begin (ResiteWsman *self, gboolean is_list, gint64 deadline, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Entry *entry = g_new0 (Entry, 1);

  entry->is_list = is_list;
  entry->deadline = deadline;
  g_task_set_task_data (task, entry, g_free);
  return task;
}

/* Takes @task and @error. */
static void
fail (GTask *task, GError *error)
{
  ResiteWsman *self = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_error_free (error);
      error = g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                           _ ("%s has not answered earlier questions yet. This one was not sent."),
                           resite_wsman_get_link (self)->host);
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* @identity is kept as long as the server's object is, also when it is forgotten meanwhile. */
static void
met (GTask *task, const ResiteWsmanIdentity *identity)
{
  g_task_return_pointer (task, (gpointer)identity, NULL);
  g_object_unref (task);
}

/* "You may not ask", "not now": that is no answer. Any other fault only says that it does not know
 * the question. */
static GError *
read_refusal (ResiteWsman *self, ResiteWsmanReply *reply)
{
  const ResiteWsmanFault *fault = resite_wsman_reply_get_fault (reply);

  if (fault == NULL ||
      (fault->error != RESITE_ERROR_NO_ACCESS && fault->error != RESITE_ERROR_BUSY &&
       fault->error != RESITE_ERROR_TIMED_OUT))
    return NULL;
  return resite_wsman_fault_to_error (fault, resite_wsman_get_link (self)->host, FALSE);
}

static void
identified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (ResiteWsmanReply) reply = resite_wsman_ask_finish (result, &error);
  ResiteWsmanIdentity *identity = NULL;

  if (reply != NULL)
    error = read_refusal (self, reply);
  if (error == NULL)
    {
      identity = resite_wsman_identity_new (reply, resite_wsman_get_link (self)->time_difference);
      resite_wsman_take_identity (self, identity);
    }
  resite_wsman_queue_leave (resite_wsman_get_queue (self), FALSE);
  resite_wsman_queue_leave (resite_wsman_get_door (self), FALSE);
  if (error != NULL)
    fail (task, error);
  else
    met (task, identity);
}

static void
placed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  const Entry *entry = g_task_get_task_data (task);
  const ResiteWsmanQuestion identify = { .deadline = entry->deadline };
  GError *error = NULL;

  if (resite_wsman_queue_enter_finish (result, &error))
    {
      resite_wsman_ask_async (resite_wsman_get_link (self), &identify,
                              g_task_get_cancellable (task), identified_cb, task);
      return;
    }
  resite_wsman_queue_leave (resite_wsman_get_door (self), FALSE);
  fail (task, error);
}

static void
door_open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  const Entry *entry = g_task_get_task_data (task);
  const ResiteWsmanIdentity *identity;
  GError *error = NULL;

  if (!resite_wsman_queue_enter_finish (result, &error))
    {
      fail (task, error);
      return;
    }
  identity = resite_wsman_get_identity (self);
  if (identity != NULL)
    {
      resite_wsman_queue_leave (resite_wsman_get_door (self), FALSE);
      met (task, identity);
      return;
    }
  resite_wsman_queue_enter_async (resite_wsman_get_queue (self), FALSE, entry->deadline,
                                  g_task_get_cancellable (task), placed_cb, task);
}

void
resite_wsman_meet_async (ResiteWsman *self, gint64 deadline, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin (self, FALSE, deadline, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_wsman_meet_async);
  if (resite_wsman_get_identity (self) != NULL)
    met (task, resite_wsman_get_identity (self));
  else
    resite_wsman_queue_enter_async (resite_wsman_get_door (self), FALSE, deadline, cancellable,
                                    door_open_cb, task);
}

const ResiteWsmanIdentity *
resite_wsman_meet_finish (ResiteWsman *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (!resite_wsman_queue_enter_finish (result, &error))
    {
      fail (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
met_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsman *self = g_task_get_source_object (task);
  const Entry *entry = g_task_get_task_data (task);
  GError *error = NULL;

  if (resite_wsman_meet_finish (self, result, &error) == NULL)
    fail (task, error);
  else
    resite_wsman_queue_enter_async (resite_wsman_get_queue (self), entry->is_list, entry->deadline,
                                    g_task_get_cancellable (task), entered_cb, task);
}

void
resite_wsman_enter_async (ResiteWsman *self, gboolean is_list, gint64 deadline,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = begin (self, is_list, deadline, cancellable, callback, user_data);

  g_task_set_source_tag (task, resite_wsman_enter_async);
  /* Who has a place is told so, to leave it again. */
  g_task_set_check_cancellable (task, FALSE);
  resite_wsman_meet_async (self, deadline, cancellable, met_cb, task);
}

gboolean
resite_wsman_enter_finish (ResiteWsman *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
