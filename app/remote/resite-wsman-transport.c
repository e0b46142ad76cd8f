/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include "resite-error.h"
#include "resite-old-tls.h"
#include "resite-wsman-http.h"
#include "resite-wsman-transport.h"

#define FIRST_CONNECTIONS 2

struct _ResiteWsmanTransport
{
  GObject parent_instance;

  GUri *uri;
  ResiteCredentials *credentials; /* (nullable) */
  ResiteTrust *trust;
  gboolean old_tls;
  guint connections;
  SoupSession *session; /* (nullable): made when it is needed */
  char *pinned;         /* (nullable): when the session was made */
  GThread *thread;      /* (nullable): on which the session was made */
  ResiteOldTls *old;    /* (nullable): the server turned out to need it */
};

G_DEFINE_FINAL_TYPE (ResiteWsmanTransport, resite_wsman_transport, G_TYPE_OBJECT)

static gboolean
nothing_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* Takes @object (nullable). A session has idle connections and timers on the thread where it was
 * made, and must end there; but a worker may be the last who needs the machine. */
static void
end_at_home (ResiteWsmanTransport *self, gpointer object)
{
  g_autoptr (GSource) source = NULL;

  if (object == NULL)
    return;
  if (self->thread == NULL || self->thread == g_thread_self ())
    {
      g_object_unref (object);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_callback (source, nothing_cb, object, g_object_unref);
  g_source_attach (source, NULL);
}

static void
resite_wsman_transport_finalize (GObject *object)
{
  ResiteWsmanTransport *self = RESITE_WSMAN_TRANSPORT (object);

  end_at_home (self, g_steal_pointer (&self->session));
  end_at_home (self, g_steal_pointer (&self->old));
  g_clear_pointer (&self->thread, g_thread_unref);
  g_clear_pointer (&self->pinned, g_free);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_pointer (&self->trust, resite_trust_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  G_OBJECT_CLASS (resite_wsman_transport_parent_class)->finalize (object);
}

static void
resite_wsman_transport_class_init (ResiteWsmanTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_wsman_transport_finalize;
}

static void
resite_wsman_transport_init (ResiteWsmanTransport *self)
{
  self->connections = FIRST_CONNECTIONS;
}

ResiteWsmanTransport *
resite_wsman_transport_new (GUri *uri, ResiteCredentials *credentials, ResiteTrust *trust,
                            gboolean old_tls)
{
  ResiteWsmanTransport *self;

  g_return_val_if_fail (uri != NULL, NULL);

  self = g_object_new (RESITE_TYPE_WSMAN_TRANSPORT, NULL);
  self->uri = g_uri_ref (uri);
  self->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
  self->trust = trust != NULL ? resite_trust_ref (trust) : resite_trust_new (NULL, NULL, NULL);
  self->old_tls = old_tls;
  return self;
}

/* What is under way keeps the old session and its connections until it ends. */
void
resite_wsman_transport_forget (ResiteWsmanTransport *self)
{
  g_return_if_fail (RESITE_IS_WSMAN_TRANSPORT (self));

  g_clear_object (&self->session);
  g_clear_object (&self->old);
}

void
resite_wsman_transport_set_connections (ResiteWsmanTransport *self, guint connections)
{
  g_return_if_fail (RESITE_IS_WSMAN_TRANSPORT (self));
  g_return_if_fail (connections > 0);

  if (self->connections == connections)
    return;
  self->connections = connections;
  /* libsoup takes these only at the making of a session. */
  resite_wsman_transport_forget (self);
}

static void
prepare_session (ResiteWsmanTransport *self)
{
  g_autofree char *pinned = resite_trust_dup_fingerprint (self->trust);

  if (g_strcmp0 (pinned, self->pinned) != 0)
    resite_wsman_transport_forget (self);
  if (self->session != NULL)
    return;
  g_free (self->pinned);
  self->pinned = g_steal_pointer (&pinned);
  self->session =
      resite_wsman_http_new_session (self->trust, self->credentials == NULL, self->connections);
  if (self->thread == NULL)
    self->thread = g_thread_ref (g_thread_self ());
}

typedef struct
{
  GBytes *body;
  gsize limit;
  gboolean reuse;
  gint64 deadline;
  ResiteWsmanAnswer *answer;
  gboolean sent;
} Outcome;

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_bytes_unref (outcome->body);
  resite_wsman_answer_free (outcome->answer);
  g_free (outcome);
}

/* Takes @task and @error (nullable). */
static void
end (GTask *task, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static guint
get_patience (Outcome *outcome)
{
  return (guint)MAX (1, (outcome->deadline - g_get_monotonic_time ()) / 1000);
}

static void
posted_elsewhere_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = g_task_get_task_data (data);
  GError *error = NULL;

  outcome->answer =
      resite_old_tls_post_finish (RESITE_OLD_TLS (source), result, &outcome->sent, &error);
  end (data, error);
}

static void
post_elsewhere (GTask *task)
{
  ResiteWsmanTransport *self = g_task_get_source_object (task);
  Outcome *outcome = g_task_get_task_data (task);

  if (self->old == NULL)
    self->old = resite_old_tls_new (self->uri, self->credentials, self->trust, self->connections);
  resite_old_tls_post_async (self->old, outcome->body, outcome->limit, get_patience (outcome),
                             outcome->reuse, g_task_get_cancellable (task), posted_elsewhere_cb,
                             task);
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ResiteWsmanTransport *self = g_task_get_source_object (task);
  Outcome *outcome = g_task_get_task_data (task);
  GError *error = NULL;

  outcome->answer = resite_wsman_http_post_finish (result, &outcome->sent, &error);
  if (self->old_tls && g_error_matches (error, RESITE_ERROR, RESITE_ERROR_OLD_TLS))
    {
      g_error_free (error);
      post_elsewhere (task);
    }
  else
    end (task, error);
}

static void
post_here (GTask *task)
{
  ResiteWsmanTransport *self = g_task_get_source_object (task);
  Outcome *outcome = g_task_get_task_data (task);
  const ResiteWsmanPost post = { .session = self->session,
                                 .uri = self->uri,
                                 .credentials = self->credentials,
                                 .trust = self->trust,
                                 .body = outcome->body,
                                 .limit = outcome->limit,
                                 .patience = get_patience (outcome),
                                 .reuse = outcome->reuse };

  resite_wsman_http_post_async (&post, g_task_get_cancellable (task), posted_cb, task);
}

static void
post (GTask *task)
{
  ResiteWsmanTransport *self = g_task_get_source_object (task);

  prepare_session (self);
  if (self->old != NULL)
    post_elsewhere (task);
  else
    post_here (task);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  if (resite_trust_load_finish (result, &error))
    post (data);
  else
    end (data, error);
}

static gboolean
is_plain (ResiteWsmanTransport *self)
{
  return g_str_equal (g_uri_get_scheme (self->uri), "http");
}

void
resite_wsman_transport_post_async (ResiteWsmanTransport *self, GBytes *body, gsize limit,
                                   guint patience, gboolean reuse, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Outcome *outcome;

  g_return_if_fail (RESITE_IS_WSMAN_TRANSPORT (self));
  g_return_if_fail (body != NULL);

  outcome = g_new0 (Outcome, 1);
  outcome->body = g_bytes_ref (body);
  outcome->limit = limit;
  outcome->reuse = reuse;
  outcome->deadline = g_get_monotonic_time () + patience * (gint64)1000;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, resite_wsman_transport_post_async);
  g_task_set_task_data (task, outcome, outcome_free);
  if (is_plain (self) || resite_trust_is_loaded (self->trust))
    post (task);
  else
    resite_trust_load_async (self->trust, patience, cancellable, loaded_cb, task);
}

ResiteWsmanAnswer *
resite_wsman_transport_post_finish (ResiteWsmanTransport *self, GAsyncResult *result,
                                    gboolean *sent, GError **error)
{
  Outcome *outcome;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  outcome = g_task_get_task_data (G_TASK (result));
  if (sent != NULL)
    *sent = outcome->sent;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&outcome->answer);
}
