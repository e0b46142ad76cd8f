/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-ask.h"
#include "resite-wsman-fault.h"
#include "resite-wsman-queue.h"

/* Milliseconds that an answer may take longer than the server was given. */
#define MARGIN 30000
/* Milliseconds after which one who may not send an untried password yet looks again. */
#define TURN 25
/* Microseconds after its last answer in which a server has surely not given up its lines. */
#define FRESH (3 * G_USEC_PER_SEC)
/* How often a read is sent again. */
#define MOST_TIMED_OUT 2
#define MOST_CUT       2
#define MOST_AGAIN     1

typedef struct
{
  ResiteWsmanLink *link;
  ResiteWsmanQuestion question;
  ResiteWsmanMessage *message; /* (nullable) */
  char *message_id;
  guint timed_out, cut, again, waited; /* tries of each kind so far */
  gboolean trying;                     /* a password that nobody knows to be right */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_clear_pointer (&ask->message, resite_wsman_message_free);
  g_free (ask->message_id);
  g_free (ask);
}

static gboolean
is_read (Ask *ask)
{
  return ask->message == NULL || ask->message->is_read;
}

static ResiteWsmanMessage *
copy_message (const ResiteWsmanMessage *message)
{
  ResiteWsmanMessage *copy = g_new0 (ResiteWsmanMessage, 1);

  copy->action = g_strdup (message->action);
  copy->resource = g_strdup (message->resource);
  copy->headers = g_strdup (message->headers);
  copy->body = g_strdup (message->body);
  copy->is_read = message->is_read;
  return copy;
}

static void send_try (GTask *task);

static void
end (GTask *task, ResiteWsmanReply *reply, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify)resite_wsman_reply_unref);
  g_object_unref (task);
}

/* Whether a change was made is only known when an answer says so. */
static GError *
doubt (Ask *ask, GError *error)
{
  GError *unknown;

  if (is_read (ask) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;
  unknown = g_error_new (RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                         _ ("%s was told to change something, and no clear answer came: it may or "
                            "may not have been done. Look before you repeat it. (%s)"),
                         ask->link->host, error->message);
  g_error_free (error);
  return unknown;
}

static gboolean
take_one (guint *count, guint most)
{
  return *count < most && ++*count > 0;
}

static gboolean
has_time (Ask *ask)
{
  return g_get_monotonic_time () < ask->question.deadline;
}

/* Whether a read that ended in @error is worth another try, at once. */
static gboolean
may_repeat_error (Ask *ask, const GError *error, gboolean sent)
{
  if (!is_read (ask) || ask->question.lossy || !has_time (ask))
    return FALSE;
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE))
    return sent ? take_one (&ask->cut, MOST_CUT) : take_one (&ask->again, MOST_AGAIN);
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT))
    return sent && take_one (&ask->timed_out, MOST_TIMED_OUT);
  if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_MALFORMED))
    return sent && take_one (&ask->again, MOST_AGAIN);
  return FALSE;
}

/* After a wait: asked once more, or ended with what @explain says of the time that ran out. */
static void
go_on (GTask *task, GAsyncResult *result, GError *(*explain) (Ask *))
{
  g_autoptr (GError) error = NULL;

  if (resite_wsman_pause_finish (result, &error))
    send_try (task);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end (task, NULL, g_steal_pointer (&error));
  else
    end (task, NULL, explain (g_task_get_task_data (task)));
}

static GError *
explain_busy (Ask *ask)
{
  return g_error_new (RESITE_ERROR, RESITE_ERROR_BUSY,
                      _ ("%s is busy or at one of its limits, and stayed so. Try again later."),
                      ask->link->host);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  go_on (data, result, explain_busy);
}

/* TRUE: the question is asked again because of a fault in @reply. */
static gboolean
repeat_after_fault (GTask *task, ResiteWsmanReply *reply)
{
  Ask *ask = g_task_get_task_data (task);
  const ResiteWsmanFault *fault = resite_wsman_reply_get_fault (reply);

  if (fault == NULL || !is_read (ask) || !has_time (ask))
    return FALSE;
  if (fault->flags & RESITE_WSMAN_FAULT_RETRY)
    {
      if (!take_one (&ask->waited, G_N_ELEMENTS (ask->link->backoff)))
        return FALSE;
      resite_wsman_pause_async (ask->link->backoff[ask->waited - 1], ask->question.deadline,
                                g_task_get_cancellable (task), paused_cb, task);
      return TRUE;
    }
  if (((fault->flags & RESITE_WSMAN_FAULT_TIMED_OUT) &&
       take_one (&ask->timed_out, MOST_TIMED_OUT)) ||
      ((fault->flags & RESITE_WSMAN_FAULT_READ_AGAIN) && take_one (&ask->again, MOST_AGAIN)))
    {
      send_try (task);
      return TRUE;
    }
  return FALSE;
}

/* Servers of shells only answer Identify with an empty failure of SOAP's type; they are met. */
static gboolean
knows_no_identify (Ask *ask, const ResiteWsmanAnswer *answer)
{
  return ask->message == NULL && answer->status == 500 && g_bytes_get_size (answer->body) == 0 &&
         g_strcmp0 (answer->type, "application/soap+xml") == 0;
}

/* A header that was cut may look like a whole one, and a line may garble what it carries. What
 * follows on this connection may be the rest of an answer that lied about its length. */
static gboolean
may_repeat_garbled (Ask *ask, const GError *error)
{
  if (!g_error_matches (error, RESITE_ERROR, RESITE_ERROR_MALFORMED))
    return FALSE;
  resite_wsman_transport_forget (ask->link->transport);
  return may_repeat_error (ask, error, TRUE);
}

static void
judge (GTask *task, ResiteWsmanAnswer *answer)
{
  Ask *ask = g_task_get_task_data (task);
  ResiteWsmanReply *reply;
  GError *error = NULL;

  ask->link->time_difference = answer->time_difference;
  ask->link->answered = g_get_real_time ();
  if (knows_no_identify (ask, answer))
    {
      end (task, resite_wsman_reply_new_empty (), NULL);
      return;
    }
  reply = resite_wsman_read_answer (ask->link, answer, ask->message_id, ask->question.may_be_empty,
                                    &error);
  if (reply != NULL)
    {
      if (repeat_after_fault (task, reply))
        resite_wsman_reply_unref (reply);
      else
        end (task, reply, NULL);
      return;
    }
  if (answer->status == 200 && may_repeat_garbled (ask, error))
    {
      g_error_free (error);
      send_try (task);
      return;
    }
  if (answer->status < 300 || answer->status >= 500)
    error = doubt (ask, error);
  end (task, NULL, error);
}

static gboolean
body_has (const ResiteWsmanAnswer *answer, const char *text)
{
  gsize size;
  const char *body = g_bytes_get_data (answer->body, &size);

  return size > 0 && g_strstr_len (body, (gssize)size, text) != NULL;
}

/* Who the server is, some tell everybody; but its version only to those whom they let in. */
static gboolean
proves_log_on (Ask *ask, const ResiteWsmanAnswer *answer)
{
  if (ask->message == NULL)
    return answer->status == 200 && body_has (answer, "Stack:") && !body_has (answer, "OS: 0.0.0");
  return answer->status == 200 || (answer->status >= 400 && answer->status != 401 &&
                                   answer->status != 407 && body_has (answer, "Envelope"));
}

/* @answer: (nullable). */
static void
end_try (Ask *ask, const ResiteWsmanAnswer *answer)
{
  ResiteCredentials *credentials = ask->link->credentials;

  if (credentials == NULL)
    return;
  if (answer != NULL && answer->status == 401)
    resite_credentials_take_refusal (credentials);
  else if (answer != NULL && proves_log_on (ask, answer))
    resite_credentials_set_proven (credentials);
  if (ask->trying)
    resite_credentials_end_try (credentials);
  ask->trying = FALSE;
}

/* Nobody said so, but the server may have counted a wrong password. */
static gboolean
may_have_been_a_try (Ask *ask, gboolean sent)
{
  return sent && ask->link->credentials != NULL &&
         !resite_credentials_is_proven (ask->link->credentials);
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Ask *ask = g_task_get_task_data (task);
  gboolean sent = FALSE;
  GError *error = NULL;
  g_autoptr (ResiteWsmanAnswer) answer =
      resite_wsman_transport_post_finish (RESITE_WSMAN_TRANSPORT (source), result, &sent, &error);

  end_try (ask, answer);
  if (answer != NULL)
    judge (task, answer);
  else if (!may_have_been_a_try (ask, sent) && may_repeat_error (ask, error, sent))
    {
      g_clear_error (&error);
      send_try (task);
    }
  else
    end (task, NULL, sent ? doubt (ask, error) : error);
}

/* A change goes on a line of its own: one that lies idle may be just being closed, or cut on the way,
 * and nobody could say then whether it was done. Right after an answer neither is so. */
static gboolean
may_reuse_line (Ask *ask)
{
  const gint64 age = g_get_real_time () - ask->link->answered;

  return !ask->question.lossy && (is_read (ask) || (age >= 0 && age < FRESH));
}

static GBytes *
build (Ask *ask, GError **error)
{
  const ResiteWsmanEnvelope envelope = {
    .to = ask->link->url,
    .action = ask->message != NULL ? ask->message->action : NULL,
    .resource = ask->message != NULL ? ask->message->resource : NULL,
    .headers = ask->message != NULL ? ask->message->headers : NULL,
    .body = ask->message != NULL ? ask->message->body : NULL,
    .envelope = ask->link->envelope,
    .timeout_seconds = ask->question.timeout_seconds,
  };
  ResiteWsmanEnvelope with_id = envelope;

  if (ask->message == NULL)
    return resite_wsman_build_identify ();
  g_free (ask->message_id);
  with_id.message_id = ask->message_id = resite_wsman_new_message_id ();
  return resite_wsman_build (&with_id, error);
}

static GError *
explain_refused (Ask *ask)
{
  return g_error_new (RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                      _ ("%s refused the log-on of %s before. It is not tried again, so that the "
                         "account is not locked out: give the password anew."),
                      ask->link->host, resite_credentials_get_user (ask->link->credentials));
}

static GError *
explain_untried (Ask *ask)
{
  return g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                      _ ("It is not known yet whether the password of %s is right, because an "
                         "earlier question is not answered. This one was not sent to %s."),
                      resite_credentials_get_user (ask->link->credentials), ask->link->host);
}

static void
turn_came_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  go_on (data, result, explain_untried);
}

/* FALSE: somebody else is just trying the password; it is this one's turn later. */
static gboolean
begin_try (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  ResiteCredentials *credentials = ask->link->credentials;

  if (credentials == NULL || resite_credentials_is_proven (credentials))
    return TRUE;
  ask->trying = resite_credentials_begin_try (credentials);
  if (!ask->trying)
    resite_wsman_pause_async (TURN, ask->question.deadline, g_task_get_cancellable (task),
                              turn_came_cb, task);
  return ask->trying;
}

static void
send_try (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  ResiteCredentials *credentials = ask->link->credentials;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  guint patience;

  if (credentials != NULL && resite_credentials_is_refused (credentials))
    {
      end (task, NULL, explain_refused (ask));
      return;
    }
  bytes = build (ask, &error);
  if (bytes == NULL)
    {
      end (task, NULL, error);
      return;
    }
  if (!begin_try (task))
    return;
  patience = MIN (ask->question.timeout_seconds * 1000 + MARGIN,
                  resite_wsman_time_left (ask->question.deadline));
  resite_wsman_transport_post_async (ask->link->transport, bytes, 4 * ask->link->envelope, patience,
                                     may_reuse_line (ask), g_task_get_cancellable (task), posted_cb,
                                     task);
}

void
resite_wsman_ask_async (ResiteWsmanLink *link, const ResiteWsmanQuestion *question,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Ask *ask = g_new0 (Ask, 1);

  ask->link = link;
  ask->question = *question;
  ask->message = question->message != NULL ? copy_message (question->message) : NULL;
  ask->question.message = NULL;
  g_task_set_source_tag (task, resite_wsman_ask_async);
  g_task_set_task_data (task, ask, ask_free);
  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else
    send_try (task);
}

ResiteWsmanReply *
resite_wsman_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
