/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A port that says what a test tells it to, byte for byte, whatever it is asked. */
typedef struct
{
  GSocketService *service;
  char *base;
  GHashTable *answers; /* "GET /path" → bytes; "" is for all others */
  gboolean hold;       /* keeps the line open behind its answer, until the other side ends it */
  GMutex mutex;
  GString *asked; /* heads of all questions */
} FakeWeb;

static inline char *
fake_web_read_head (GInputStream *stream)
{
  GString *head = g_string_new (NULL);
  char byte;

  /* A greeting of TLS has no blank line to wait for. */
  while (!g_str_has_suffix (head->str, "\r\n\r\n") && head->str[0] != 0x16 && head->len < 65536 &&
         g_input_stream_read (stream, &byte, 1, NULL, NULL) == 1)
    g_string_append_c (head, byte);
  return g_string_free (head, FALSE);
}

static inline const char *
fake_web_find (FakeWeb *self, const char *head)
{
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  g_autofree char *key = NULL;
  const char *answer = NULL;

  if (words[0] != NULL && words[1] != NULL)
    key = g_strdup_printf ("%s %s", words[0], words[1]);
  if (key != NULL)
    answer = g_hash_table_lookup (self->answers, key);
  return answer != NULL ? answer : g_hash_table_lookup (self->answers, "");
}

static inline gboolean
fake_web_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
              gpointer data)
{
  FakeWeb *self = data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *head = fake_web_read_head (in);
  const char *answer;
  char byte;

  g_mutex_lock (&self->mutex);
  g_string_append (self->asked, head);
  answer = fake_web_find (self, head);
  g_mutex_unlock (&self->mutex);
  if (answer != NULL)
    g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
  while (self->hold && g_input_stream_read (in, &byte, 1, NULL, NULL) == 1)
    ;
  return TRUE;
}

static inline FakeWeb *
fake_web_new (void)
{
  FakeWeb *self = g_new0 (FakeWeb, 1);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->asked = g_string_new (NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->service = g_threaded_socket_service_new (16);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->base = g_strdup_printf ("http://127.0.0.1:%u",
                                g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  g_signal_connect (self->service, "run", G_CALLBACK (fake_web_run), self);
  g_socket_service_start (self->service);
  return self;
}

/* @what: "GET /path", or "" for everything else. @answer: all bytes of it. */
static inline void
fake_web_say (FakeWeb *self, const char *what, const char *answer)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->answers, g_strdup (what), g_strdup (answer));
  g_mutex_unlock (&self->mutex);
}

static inline void
fake_web_say_body (FakeWeb *self, const char *what, const char *status, const char *body)
{
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.1 %s\r\nServer: Microsoft-IIS/6.0\r\nContent-Type: text/xml\r\n"
                       "Content-Length: %u\r\nConnection: close\r\n\r\n%s",
                       status, (guint)strlen (body), body);

  fake_web_say (self, what, answer);
}

static inline char *
fake_web_dup_asked (FakeWeb *self)
{
  char *asked;

  g_mutex_lock (&self->mutex);
  asked = g_strdup (self->asked->str);
  g_mutex_unlock (&self->mutex);
  return asked;
}

/* Its threads end with their lines; what they use stays for the rest of the test. */
static inline void
fake_web_stop (FakeWeb *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
}

/* Calls @call in a worker while the main loop turns here. */
static inline void
fake_web_in_worker (GThreadFunc call, gpointer data, const gboolean *ended)
{
  g_autoptr (GThread) thread = g_thread_new ("asker", call, data);

  while (!g_atomic_int_get (ended))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (g_steal_pointer (&thread));
}
