/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include "resite-lab-server-exchange.h"

#define SOAP_TYPE "application/soap+xml;charset=UTF-8"
/* By how much a lying server lies. */
#define TOO_MUCH 1000

struct _ResiteLabExchange
{
  SoupServerMessage *message;
  ResiteLabBehaviours *behaviours; /* (unowned): the service outlives what it answers */
  ResiteLabSoapRequest *request;
  char *name;
  gboolean is_open;
  gboolean is_paused;
  gboolean is_put_off;
  gulong gone_id;
  guint delay_source;
  guint status;
  const char *type; /* static; NULL: no body */
  GBytes *body;
};

static void
gone_cb (SoupServerMessage *message, gpointer data)
{
  ResiteLabExchange *self = data;

  g_clear_handle_id (&self->delay_source, g_source_remove);
  g_clear_signal_handler (&self->gone_id, self->message);
  self->is_open = FALSE;
}

ResiteLabExchange *
resite_lab_exchange_new (SoupServerMessage *message, ResiteLabBehaviours *behaviours,
                         const char *name)
{
  ResiteLabExchange *self = g_rc_box_new0 (ResiteLabExchange);

  self->message = g_object_ref (message);
  self->behaviours = behaviours;
  self->name = g_strdup (name);
  self->request = resite_lab_soap_request_new ();
  self->is_open = TRUE;
  self->gone_id = g_signal_connect (message, "finished", G_CALLBACK (gone_cb), self);
  return self;
}

ResiteLabExchange *
resite_lab_exchange_ref (ResiteLabExchange *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  ResiteLabExchange *self = data;

  g_clear_handle_id (&self->delay_source, g_source_remove);
  g_clear_signal_handler (&self->gone_id, self->message);
  g_clear_object (&self->message);
  g_clear_pointer (&self->request, resite_lab_soap_request_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->name);
}

void
resite_lab_exchange_unref (ResiteLabExchange *self)
{
  g_rc_box_release_full (self, clear);
}

ResiteLabSoapRequest *
resite_lab_exchange_get_request (ResiteLabExchange *self)
{
  return self->request;
}

gboolean
resite_lab_exchange_is_open (ResiteLabExchange *self)
{
  return self->is_open;
}

static void
pause_message (ResiteLabExchange *self)
{
  if (!self->is_paused)
    soup_server_message_pause (self->message);
  self->is_paused = TRUE;
}

void
resite_lab_exchange_put_off (ResiteLabExchange *self)
{
  self->is_put_off = TRUE;
}

void
resite_lab_exchange_wait (ResiteLabExchange *self)
{
  if (self->is_open)
    pause_message (self);
}

void
resite_lab_exchange_give_up (ResiteLabExchange *self)
{
  if (!self->is_open)
    return;
  pause_message (self);
  self->is_open = FALSE;
  g_clear_handle_id (&self->delay_source, g_source_remove);
}

typedef struct
{
  GIOStream *stream;
  GSocket *socket;
  GBytes *bytes;
  gboolean reset;
} Torn;

static void
torn_closed_cb (GObject *stream, GAsyncResult *result, gpointer data)
{
  Torn *torn = data;

  g_io_stream_close_finish (torn->stream, result, NULL);
  g_bytes_unref (torn->bytes);
  g_object_unref (torn->stream);
  g_clear_object (&torn->socket);
  g_free (torn);
}

static void
torn_written_cb (GObject *output, GAsyncResult *result, gpointer data)
{
  Torn *torn = data;
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL, NULL);
  if (torn->reset && torn->socket != NULL)
    setsockopt (g_socket_get_fd (torn->socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_io_stream_close_async (torn->stream, G_PRIORITY_DEFAULT, NULL, torn_closed_cb, torn);
}

/* (nullable) (transfer none): below TLS too. */
static GSocket *
find_socket (GIOStream *stream)
{
  g_autoptr (GIOStream) below = NULL;

  if (G_IS_TLS_CONNECTION (stream))
    g_object_get (stream, "base-io-stream", &below, NULL);
  else
    below = g_object_ref (stream);
  return G_IS_SOCKET_CONNECTION (below)
             ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (below))
             : NULL;
}

/* Writes what no well-behaved server writes, and closes. */
static void
tear (ResiteLabExchange *self, gsize told, gsize sent, gboolean reset)
{
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 %u \r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
      self->status, self->type, told);
  GByteArray *bytes = g_byte_array_new ();
  GSocket *socket;
  Torn *torn = g_new0 (Torn, 1);

  g_byte_array_append (bytes, (const guint8 *)head, (guint)strlen (head));
  g_byte_array_append (bytes, g_bytes_get_data (self->body, NULL), (guint)sent);
  torn->bytes = g_byte_array_free_to_bytes (bytes);
  torn->reset = reset;
  torn->stream = soup_server_message_steal_connection (self->message);
  socket = find_socket (torn->stream);
  torn->socket = socket != NULL ? g_object_ref (socket) : NULL;
  g_output_stream_write_all_async (
      g_io_stream_get_output_stream (torn->stream), g_bytes_get_data (torn->bytes, NULL),
      g_bytes_get_size (torn->bytes), G_PRIORITY_DEFAULT, NULL, torn_written_cb, torn);
}

static gboolean
tear_if_told (ResiteLabExchange *self)
{
  const gsize size = self->body != NULL ? g_bytes_get_size (self->body) : 0;

  if (size == 0)
    return FALSE;
  if (resite_lab_behaviours_take (self->behaviours, "cut-reply"))
    tear (self, size, size / 2, TRUE);
  else if (resite_lab_behaviours_take (self->behaviours, "lying-length"))
    tear (self, size + TOO_MUCH, size, FALSE);
  else
    return FALSE;
  return TRUE;
}

static gboolean
send_cb (gpointer data)
{
  ResiteLabExchange *self = data;

  self->delay_source = 0;
  self->is_open = FALSE;
  g_clear_signal_handler (&self->gone_id, self->message);
  if (tear_if_told (self))
    return G_SOURCE_REMOVE;
  soup_server_message_set_status (self->message, self->status, NULL);
  if (self->type != NULL)
    soup_server_message_set_response (self->message, self->type, SOUP_MEMORY_COPY,
                                      g_bytes_get_data (self->body, NULL),
                                      g_bytes_get_size (self->body));
  else
    soup_server_message_set_response (self->message, NULL, SOUP_MEMORY_STATIC, NULL, 0);
  if (self->is_paused)
    soup_server_message_unpause (self->message);
  return G_SOURCE_REMOVE;
}

static guint
get_delay (ResiteLabExchange *self)
{
  const gboolean is_pull =
      self->request->action != NULL && g_str_has_suffix (self->request->action, "/Pull");

  return resite_lab_behaviours_get_number (self->behaviours, "delay", 0) +
         (is_pull ? resite_lab_behaviours_get_number (self->behaviours, "slow-pull", 0) : 0);
}

/* Takes @body. */
static void
send_answer (ResiteLabExchange *self, guint status, const char *type, GBytes *body)
{
  const guint delay = get_delay (self);

  if (!self->is_open || self->delay_source != 0)
    {
      g_clear_pointer (&body, g_bytes_unref);
      return;
    }
  self->status = status;
  self->type = type;
  self->body = body;
  if (delay == 0 && !self->is_put_off)
    {
      send_cb (self);
      return;
    }
  pause_message (self);
  self->delay_source =
      g_timeout_add_full (G_PRIORITY_DEFAULT, delay, send_cb, resite_lab_exchange_ref (self),
                          (GDestroyNotify)resite_lab_exchange_unref);
}

void
resite_lab_exchange_answer (ResiteLabExchange *self, GString *xml)
{
  GBytes *body = resite_lab_soap_end (xml);
  const gsize limit = self->request->max_envelope;

  if (limit == 0 || g_bytes_get_size (body) <= limit)
    {
      send_answer (self, SOUP_STATUS_OK, SOAP_TYPE, body);
      return;
    }
  resite_lab_exchange_fault (self, RESITE_LAB_FAULT_ENCODING_LIMIT,
                             "The answer has %" G_GSIZE_FORMAT
                             " bytes, more than the client takes.",
                             g_bytes_get_size (body));
  g_bytes_unref (body);
}

void
resite_lab_exchange_fail (ResiteLabExchange *self, GError *error)
{
  guint status = 0;
  GBytes *body = resite_lab_fault_write (error, self->request, self->name, &status);

  send_answer (self, status, SOAP_TYPE, body);
  g_error_free (error);
}

void
resite_lab_exchange_fault (ResiteLabExchange *self, ResiteLabFault fault, const char *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = g_error_new_valist (RESITE_LAB_FAULT, (int)fault, format, arguments);
  va_end (arguments);
  resite_lab_exchange_fail (self, error);
}

void
resite_lab_exchange_answer_plain (ResiteLabExchange *self, guint status, const char *type,
                                  const char *text)
{
  send_answer (self, status, type, type != NULL ? g_bytes_new (text, strlen (text)) : NULL);
}
