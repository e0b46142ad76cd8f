/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-ldap"

#include "config.h"

#include "resite-lab-ldap-line.h"
#include "resite-lab-ldap-message.h"

/* No question that anybody asks here is as long as that. */
#define LONGEST_MESSAGE (64 * 1024)
/* What may wait to be sent before further questions are read. */
#define MOST_WAITING (1024 * 1024)
#define PIECE        4096

struct _ResiteLabLdapLine
{
  GSocketConnection *connection;
  GIOStream *stream; /* the connection, or TLS over it */
  GTlsCertificate *certificate;
  ResiteLabLdapSession session;
  GByteArray *in, *out;
  guint8 piece[PIECE];
  GCancellable *cancellable;
  void (*ended) (ResiteLabLdapLine *line, gpointer data);
  gpointer data;
  ResiteLabLdapVerdict verdict;
  gboolean is_closed, is_waiting; /* for an operation to come back */
};

ResiteLabLdapLine *
resite_lab_ldap_line_new (GSocketConnection *connection, const ResiteLabLdapSession *session,
                          GTlsCertificate *certificate,
                          void (*ended) (ResiteLabLdapLine *line, gpointer data), gpointer data)
{
  ResiteLabLdapLine *self = g_new0 (ResiteLabLdapLine, 1);

  self->connection = g_object_ref (connection);
  self->stream = g_object_ref (G_IO_STREAM (connection));
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->session = *session;
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->ended = ended;
  self->data = data;
  return self;
}

static void
line_free (ResiteLabLdapLine *self)
{
  /* Not the TLS stream: its farewell might wait for a client that is not there. */
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->connection);
  g_clear_object (&self->certificate);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_object_unref (self->cancellable);
  g_free (self);
}

void
resite_lab_ldap_line_close (ResiteLabLdapLine *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  /* The line ends now, its number with what still uses it: a handshake's thread that is about to
   * wait would otherwise wait for nothing, or for another line. */
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
  self->ended (self, self->data);
  if (!self->is_waiting)
    line_free (self);
}

/* TRUE: the line was closed meanwhile, and is gone. */
static gboolean
come_back (ResiteLabLdapLine *self)
{
  self->is_waiting = FALSE;
  if (!self->is_closed)
    return FALSE;
  line_free (self);
  return TRUE;
}

static void go_on (ResiteLabLdapLine *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ResiteLabLdapLine *self = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (come_back (self))
    return;
  if (n <= 0)
    {
      resite_lab_ldap_line_close (self);
      return;
    }
  g_byte_array_append (self->in, self->piece, (guint)n);
  go_on (self);
}

static void
read_more (ResiteLabLdapLine *self)
{
  self->is_waiting = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->piece,
                             sizeof self->piece, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                             self);
}

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ResiteLabLdapLine *self = data;
  g_autoptr (GError) error = NULL;
  const gboolean good =
      g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);

  if (come_back (self))
    return;
  if (good)
    {
      self->session.is_secure = TRUE;
      read_more (self);
      return;
    }
  g_debug ("no TLS: %s", error->message);
  resite_lab_ldap_line_close (self);
}

static void
start_tls (ResiteLabLdapLine *self)
{
  GIOStream *secure = self->certificate != NULL
                          ? g_tls_server_connection_new (self->stream, self->certificate, NULL)
                          : NULL;

  /* What came before the handshake was not protected by it. */
  if (secure == NULL || self->in->len > 0)
    {
      g_clear_object (&secure);
      resite_lab_ldap_line_close (self);
      return;
    }
  g_object_unref (self->stream);
  self->stream = secure;
  self->is_waiting = TRUE;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (secure), G_PRIORITY_DEFAULT,
                                    self->cancellable, handshake_cb, self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ResiteLabLdapLine *self = data;
  const gboolean good =
      g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  if (come_back (self))
    return;
  g_byte_array_set_size (self->out, 0);
  if (!good || self->verdict == RESITE_LAB_LDAP_HANG_UP)
    resite_lab_ldap_line_close (self);
  else if (self->verdict == RESITE_LAB_LDAP_START_TLS)
    {
      self->verdict = RESITE_LAB_LDAP_GO_ON;
      start_tls (self);
    }
  else
    go_on (self);
}

static void
write_out (ResiteLabLdapLine *self)
{
  self->is_waiting = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), self->out->data,
                                   self->out->len, G_PRIORITY_DEFAULT, self->cancellable,
                                   written_cb, self);
}

/* Whole messages that are there. */
static void
answer_all (ResiteLabLdapLine *self)
{
  gboolean is_bad = FALSE;
  gsize length;

  while (self->verdict == RESITE_LAB_LDAP_GO_ON && self->out->len < MOST_WAITING &&
         (length = resite_lab_ldap_measure (self->in->data, self->in->len, LONGEST_MESSAGE,
                                            &is_bad)) > 0)
    {
      self->verdict = resite_lab_ldap_answer (&self->session, self->in->data, length, self->out);
      g_byte_array_remove_range (self->in, 0, (guint)length);
    }
  if (is_bad)
    self->verdict = RESITE_LAB_LDAP_HANG_UP;
}

static void
go_on (ResiteLabLdapLine *self)
{
  answer_all (self);
  if (self->out->len > 0)
    write_out (self);
  else if (self->verdict != RESITE_LAB_LDAP_GO_ON)
    resite_lab_ldap_line_close (self);
  else
    read_more (self);
}

void
resite_lab_ldap_line_start (ResiteLabLdapLine *self, gboolean with_tls)
{
  if (with_tls)
    start_tls (self);
  else
    read_more (self);
}
