/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-web"

#include "config.h"

#include <string.h>

#include <libsoup/soup.h>

#include "resite-main-call.h"
#include "resite-web.h"

ResiteWebAnswer *
resite_web_answer_new (guint status, const char *type, const char *body)
{
  ResiteWebAnswer *self = g_new0 (ResiteWebAnswer, 1);

  self->status = status;
  self->reason = g_strdup (soup_status_get_phrase (status));
  self->type = g_strdup (type);
  self->body = g_bytes_new (body, strlen (body));
  self->length = (gint64)strlen (body);
  return self;
}

void
resite_web_answer_free (ResiteWebAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self->type);
  g_free (self->server);
  g_free (self->location);
  g_free (self->allow);
  g_free (self->range);
  g_free (self->logon);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

char *
resite_web_answer_describe (const ResiteWebAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return *self->reason != '\0' ? g_strdup_printf ("%u %s", self->status, self->reason)
                               : g_strdup_printf ("%u", self->status);
}

/* What a worker asks, kept until the main thread is done with it. */
typedef struct
{
  ResiteWebQuestion question;
  char *texts[5];
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  for (guint i = 0; i < G_N_ELEMENTS (call->texts); i++)
    g_free (call->texts[i]);
  g_clear_pointer (&call->question.credentials, resite_credentials_unref);
  g_clear_pointer (&call->question.trust, resite_trust_unref);
  g_free (call);
}

static Call *
call_new (const ResiteWebQuestion *question)
{
  Call *call = g_new0 (Call, 1);

  call->question = *question;
  call->question.method = call->texts[0] = g_strdup (question->method);
  call->question.url = call->texts[1] = g_strdup (question->url);
  call->question.range = call->texts[2] = g_strdup (question->range);
  call->question.depth = call->texts[3] = g_strdup (question->depth);
  call->question.authorization = call->texts[4] = g_strdup (question->authorization);
  if (question->credentials != NULL)
    resite_credentials_ref (question->credentials);
  if (question->trust != NULL)
    resite_trust_ref (question->trust);
  return call;
}

static void
start (gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = data;

  resite_web_ask_async (&call->question, cancellable, callback, user_data);
}

ResiteWebAnswer *
resite_web_ask (const ResiteWebQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (question != NULL && question->method != NULL && question->url != NULL,
                        NULL);

  result = resite_main_call (start, call_new (question), call_free, cancellable, error);
  return result != NULL ? resite_web_ask_finish (result, error) : NULL;
}
