/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-old-tls"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-old-tls.h"
#include "resite-program.h"
#include "resite-tls-pipe.h"

#define PROGRAM "resite-tls-helper"
/* What Windows 2003 speaks: glib-networking reads this once, at a program's first TLS. */
#define PRIORITY "NORMAL:%COMPAT:+VERS-TLS1.0:+3DES-CBC:+ARCFOUR-128"

struct _ResiteOldTls
{
  GObject parent_instance;

  GUri *uri;
  ResiteCredentials *credentials; /* (nullable) */
  ResiteTrust *trust;
  guint connections;
  GSubprocess *process; /* (nullable) */
  ResiteTlsPipe *pipe;
  GHashTable *asked; /* number → GTask, referenced */
  guint last;
};

/* Milliseconds that the process may take longer than the server. */
#define GRACE 1000

typedef struct
{
  guint number;
  gulong cancel_handler;
  guint timer;
  ResiteWsmanAnswer *answer;
  gboolean sent;
} Post;

G_DEFINE_FINAL_TYPE (ResiteOldTls, resite_old_tls, G_TYPE_OBJECT)

static void
stop (ResiteOldTls *self)
{
  if (self->pipe != NULL)
    resite_tls_pipe_close (self->pipe);
  g_clear_object (&self->pipe);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
}

static void
resite_old_tls_finalize (GObject *object)
{
  ResiteOldTls *self = RESITE_OLD_TLS (object);

  stop (self);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_pointer (&self->trust, resite_trust_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  G_OBJECT_CLASS (resite_old_tls_parent_class)->finalize (object);
}

static void
resite_old_tls_class_init (ResiteOldTlsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_old_tls_finalize;
}

static void
resite_old_tls_init (ResiteOldTls *self)
{
  self->asked = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

ResiteOldTls *
resite_old_tls_new (GUri *uri, ResiteCredentials *credentials, ResiteTrust *trust,
                    guint connections)
{
  ResiteOldTls *self = g_object_new (RESITE_TYPE_OLD_TLS, NULL);

  self->uri = g_uri_ref (uri);
  self->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
  self->trust = resite_trust_ref (trust);
  self->connections = connections;
  return self;
}

static void
post_free (gpointer data)
{
  Post *post = data;

  resite_wsman_answer_free (post->answer);
  g_free (post);
}

/* Takes @error (nullable). */
static void
end (GTask *task, GError *error)
{
  Post *post = g_task_get_task_data (task);

  if (post->cancel_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), post->cancel_handler);
  post->cancel_handler = 0;
  g_clear_handle_id (&post->timer, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
closed_cb (gpointer data)
{
  g_autoptr (ResiteOldTls) self = g_object_ref (RESITE_OLD_TLS (data));
  g_autoptr (GHashTable) asked = g_steal_pointer (&self->asked);
  GHashTableIter iter;
  gpointer task;

  self->asked = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  stop (self);
  g_hash_table_iter_init (&iter, asked);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    {
      ((Post *)g_task_get_task_data (task))->sent = TRUE;
      end (task, g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                              _ ("The program that speaks old TLS with %s (%s) ended before the "
                                 "answer came."),
                              g_uri_get_host (self->uri), PROGRAM));
    }
}

static char *
dup_string (GVariantDict *message, const char *key)
{
  char *text = NULL;

  g_variant_dict_lookup (message, key, "s", &text);
  return text;
}

static ResiteWsmanAnswer *
read_answer (GVariantDict *message)
{
  ResiteWsmanAnswer *answer = g_new0 (ResiteWsmanAnswer, 1);
  g_autoptr (GVariant) body =
      g_variant_dict_lookup_value (message, "body", G_VARIANT_TYPE_BYTESTRING);
  gsize size = 0;
  gconstpointer bytes = body != NULL ? g_variant_get_fixed_array (body, &size, 1) : NULL;

  g_variant_dict_lookup (message, "status", "u", &answer->status);
  g_variant_dict_lookup (message, "difference", "x", &answer->time_difference);
  answer->type = dup_string (message, "type");
  answer->encoding = dup_string (message, "encoding");
  answer->location = dup_string (message, "location");
  answer->body = g_bytes_new (bytes, size);
  return answer;
}

/* The person is asked about the certificate here, so it must be known here. */
static void
note_certificate (ResiteOldTls *self, GVariantDict *message)
{
  g_autofree char *pem = dup_string (message, "certificate");
  g_autoptr (GTlsCertificate) certificate =
      pem != NULL ? g_tls_certificate_new_from_pem (pem, -1, NULL) : NULL;

  if (certificate != NULL)
    resite_trust_check (self->trust, certificate, G_TLS_CERTIFICATE_GENERIC_ERROR,
                        g_uri_get_host (self->uri), NULL);
}

static GError *
read_error (GVariantDict *message)
{
  g_autofree char *text = dup_string (message, "error");
  gint32 code = RESITE_ERROR_FAILED;

  if (text == NULL)
    return NULL;
  g_variant_dict_lookup (message, "code", "i", &code);
  return g_error_new_literal (RESITE_ERROR, code, text);
}

static void
received_cb (GVariantDict *message, gpointer data)
{
  g_autoptr (ResiteOldTls) self = g_object_ref (RESITE_OLD_TLS (data));
  guint32 number = 0;
  g_autoptr (GTask) task = NULL;
  GError *error;
  Post *post;

  g_variant_dict_lookup (message, "number", "u", &number);
  if (!g_hash_table_steal_extended (self->asked, GUINT_TO_POINTER (number), NULL,
                                    (gpointer *)&task))
    return;
  post = g_task_get_task_data (task);
  g_variant_dict_lookup (message, "sent", "b", &post->sent);
  note_certificate (self, message);
  error = read_error (message);
  if (error == NULL)
    post->answer = read_answer (message);
  end (task, error);
}

static void
put_string (GVariantDict *message, const char *key, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (message, key, "s", text);
}

static void
send_setup (ResiteOldTls *self)
{
  GVariantDict message;
  g_autofree char *url = g_uri_to_string (self->uri);
  g_autofree char *fingerprint = resite_trust_dup_fingerprint (self->trust);

  g_variant_dict_init (&message, NULL);
  put_string (&message, "url", url);
  put_string (&message, "ca", resite_trust_get_ca_file (self->trust));
  put_string (&message, "fingerprint", fingerprint);
  g_variant_dict_insert (&message, "connections", "u", self->connections);
  if (self->credentials != NULL)
    {
      put_string (&message, "user", resite_credentials_get_user (self->credentials));
      put_string (&message, "secret", resite_credentials_get_secret (self->credentials));
    }
  resite_tls_pipe_send (self->pipe, &message);
}

static gboolean
start (ResiteOldTls *self, GError **error)
{
  g_autofree char *program = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  if (self->process != NULL)
    return TRUE;
  program = resite_program_find (PROGRAM, error);
  if (program == NULL)
    return FALSE;
  g_subprocess_launcher_setenv (launcher, "G_TLS_GNUTLS_PRIORITY", PRIORITY, TRUE);
  self->process = g_subprocess_launcher_spawn (launcher, error, program, NULL);
  if (self->process == NULL)
    return FALSE;
  self->pipe = resite_tls_pipe_new (g_subprocess_get_stdout_pipe (self->process),
                                    g_subprocess_get_stdin_pipe (self->process), received_cb,
                                    closed_cb, self);
  send_setup (self);
  return TRUE;
}

/* A process that does not even say that it waits in vain is of no use any more. */
static gboolean
hanging_cb (gpointer data)
{
  Post *post = g_task_get_task_data (data);

  post->timer = 0;
  closed_cb (g_task_get_source_object (data));
  return G_SOURCE_REMOVE;
}

/* May run on any thread: the other end hears of it on this one's. */
static gboolean
tell_cancelled_cb (gpointer data)
{
  g_autoptr (GTask) task = NULL;
  ResiteOldTls *self = g_task_get_source_object (data);
  Post *post = g_task_get_task_data (data);
  GVariantDict message;

  if (!g_hash_table_steal_extended (self->asked, GUINT_TO_POINTER (post->number), NULL,
                                    (gpointer *)&task))
    return G_SOURCE_REMOVE;
  g_variant_dict_init (&message, NULL);
  g_variant_dict_insert (&message, "cancel", "u", post->number);
  resite_tls_pipe_send (self->pipe, &message);
  end (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled")));
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, GTask *task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_cancelled_cb, g_object_ref (task), g_object_unref);
}

void
resite_old_tls_post_async (ResiteOldTls *self, GBytes *body, gsize limit, guint patience,
                           gboolean reuse, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Post *post = g_new0 (Post, 1);
  GVariantDict message;
  GError *error = NULL;

  g_task_set_source_tag (task, resite_old_tls_post_async);
  g_task_set_task_data (task, post, post_free);
  if (!start (self, &error))
    {
      end (task, resite_error_from_gio (error));
      g_object_unref (task);
      return;
    }
  post->number = ++self->last;
  g_hash_table_insert (self->asked, GUINT_TO_POINTER (post->number), task);
  g_variant_dict_init (&message, NULL);
  g_variant_dict_insert (&message, "number", "u", post->number);
  g_variant_dict_insert (&message, "limit", "t", (guint64)limit);
  g_variant_dict_insert (&message, "patience", "u", patience);
  g_variant_dict_insert (&message, "reuse", "b", reuse);
  g_variant_dict_insert_value (&message, "body",
                               g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, body, TRUE));
  resite_tls_pipe_send (self->pipe, &message);
  post->timer = g_timeout_add (patience + GRACE, hanging_cb, task);
  if (cancellable != NULL)
    post->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), task, NULL);
}

ResiteWsmanAnswer *
resite_old_tls_post_finish (ResiteOldTls *self, GAsyncResult *result, gboolean *sent,
                            GError **error)
{
  Post *post;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  post = g_task_get_task_data (G_TASK (result));
  if (sent != NULL)
    *sent = post->sent;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&post->answer);
}
