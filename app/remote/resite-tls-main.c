/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-tls"

#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>

#include "resite-error.h"
#include "resite-tls-pipe.h"
#include "resite-wsman-transport.h"

/* Speaks HTTPS for another process of Resite, with what its environment lets TLS do; see
 * resite-old-tls.c. Knows one server, keeps nothing, ends with its pipe or its parent. */

typedef struct
{
  GMainLoop *loop;
  ResiteTlsPipe *pipe;
  ResiteTrust *trust;
  ResiteWsmanTransport *transport; /* NULL before the first message */
  GHashTable *asked;               /* number → GCancellable */
} Speaker;

typedef struct
{
  Speaker *speaker;
  guint number;
} Post;

static char *
dup_string (GVariantDict *message, const char *key)
{
  char *text = NULL;

  g_variant_dict_lookup (message, key, "s", &text);
  return text;
}

static void
put_string (GVariantDict *message, const char *key, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (message, key, "s", text);
}

static void
set_up (Speaker *self, GVariantDict *message)
{
  g_autofree char *url = dup_string (message, "url");
  g_autofree char *ca = dup_string (message, "ca");
  g_autofree char *fingerprint = dup_string (message, "fingerprint");
  g_autofree char *user = dup_string (message, "user");
  g_autofree char *secret = dup_string (message, "secret");
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;
  guint32 connections = 1;

  if (user != NULL && secret != NULL)
    {
      credentials = resite_credentials_new (user, secret);
      explicit_bzero (secret, strlen (secret));
    }
  self->trust = resite_trust_new (ca, fingerprint, NULL);
  if (uri == NULL || self->trust == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  g_variant_dict_lookup (message, "connections", "u", &connections);
  self->transport = resite_wsman_transport_new (uri, credentials, self->trust, FALSE);
  resite_wsman_transport_set_connections (self->transport, MAX (connections, 1));
}

static void
put_answer (GVariantDict *message, ResiteWsmanAnswer *answer)
{
  g_variant_dict_insert (message, "status", "u", answer->status);
  g_variant_dict_insert (message, "difference", "x", answer->time_difference);
  put_string (message, "type", answer->type);
  put_string (message, "encoding", answer->encoding);
  put_string (message, "location", answer->location);
  g_variant_dict_insert_value (
      message, "body", g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, answer->body, TRUE));
}

static void
put_error (Speaker *self, GVariantDict *message, const GError *error)
{
  g_autoptr (GTlsCertificate) seen = resite_trust_dup_seen (self->trust);
  g_autofree char *pem = NULL;

  g_variant_dict_insert (message, "code", "i",
                         error->domain == RESITE_ERROR ? error->code : RESITE_ERROR_FAILED);
  put_string (message, "error", error->message);
  if (seen != NULL)
    g_object_get (seen, "certificate-pem", &pem, NULL);
  put_string (message, "certificate", pem);
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Post *post = data;
  Speaker *self = post->speaker;
  g_autoptr (GError) error = NULL;
  gboolean sent = FALSE;
  g_autoptr (ResiteWsmanAnswer) answer =
      resite_wsman_transport_post_finish (RESITE_WSMAN_TRANSPORT (source), result, &sent, &error);
  GVariantDict message;

  g_hash_table_remove (self->asked, GUINT_TO_POINTER (post->number));
  g_variant_dict_init (&message, NULL);
  g_variant_dict_insert (&message, "number", "u", post->number);
  g_variant_dict_insert (&message, "sent", "b", sent);
  if (answer != NULL)
    put_answer (&message, answer);
  else
    put_error (self, &message, error);
  resite_tls_pipe_send (self->pipe, &message);
}

static void
post (Speaker *self, GVariantDict *message)
{
  g_autoptr (GVariant) body =
      g_variant_dict_lookup_value (message, "body", G_VARIANT_TYPE_BYTESTRING);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Post *asked;
  guint64 limit = 0;
  guint32 number = 0, patience = 1;
  gboolean reuse = FALSE;
  gsize size = 0;
  gconstpointer data = body != NULL ? g_variant_get_fixed_array (body, &size, 1) : NULL;

  bytes = g_bytes_new (data, size);
  g_variant_dict_lookup (message, "number", "u", &number);
  g_variant_dict_lookup (message, "limit", "t", &limit);
  g_variant_dict_lookup (message, "patience", "u", &patience);
  g_variant_dict_lookup (message, "reuse", "b", &reuse);
  asked = g_new0 (Post, 1);
  asked->speaker = self;
  asked->number = number;
  g_hash_table_insert (self->asked, GUINT_TO_POINTER (number), g_object_ref (cancellable));
  resite_wsman_transport_post_async (self->transport, bytes, limit, patience, reuse, cancellable,
                                     posted_cb, asked);
}

static void
received_cb (GVariantDict *message, gpointer data)
{
  Speaker *self = data;
  guint32 number;

  if (self->transport == NULL)
    set_up (self, message);
  else if (g_variant_dict_lookup (message, "cancel", "u", &number))
    {
      GCancellable *cancellable = g_hash_table_lookup (self->asked, GUINT_TO_POINTER (number));

      if (cancellable != NULL)
        g_cancellable_cancel (cancellable);
    }
  else
    post (self, message);
}

static void
closed_cb (gpointer data)
{
  g_main_loop_quit (((Speaker *)data)->loop);
}

int
main (void)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  Speaker self = { NULL };

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  signal (SIGPIPE, SIG_IGN);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.asked = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self.pipe = resite_tls_pipe_new (input, output, received_cb, closed_cb, &self);
  g_main_loop_run (self.loop);
  /* Questions that are still open end with the process. */
  return 0;
}
