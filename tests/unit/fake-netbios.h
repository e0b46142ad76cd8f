/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-desk.h"

/* A NetBIOS name service over UDP. */
typedef enum
{
  FAKE_NETBIOS_GOOD,
  FAKE_NETBIOS_REFUSES, /* there is no such name */
  FAKE_NETBIOS_MUTE,
  FAKE_NETBIOS_LATE,   /* the first question gets lost */
  FAKE_NETBIOS_ECHOES, /* the question itself comes back */
  FAKE_NETBIOS_MIXED   /* an answer to another question and half of one come before the right one */
} FakeNetbiosWay;

typedef struct
{
  FakeNetbiosWay way;
  GCancellable *cancellable; /* (nullable): is cancelled by the first question */
  GPtrArray *questions;      /* of GBytes */

  GSocket *socket;
  GCancellable *end;
  GThread *thread;
  guint16 port;
} FakeNetbios;

static inline GByteArray *
fake_netbios_make (const GByteArray *question, guint16 id, guint8 result)
{
  g_autofree guint8 *copy = g_memdup2 (question->data, question->len);

  copy[0] = id >> 8;
  copy[1] = id & 0xFF;
  return question->data[47] == 0x21 ? fake_desk_make_status (id)
                                    : fake_desk_make_name_answer (copy, result);
}

static inline void
fake_netbios_send (FakeNetbios *self, GSocketAddress *peer, GByteArray *answer)
{
  g_socket_send_to (self->socket, peer, (const char *)answer->data, answer->len, NULL, NULL);
}

static inline void
fake_netbios_answer (FakeNetbios *self, GSocketAddress *peer, GByteArray *question)
{
  const guint16 id = question->data[0] << 8 | question->data[1];
  g_autoptr (GByteArray) answer =
      fake_netbios_make (question, id, self->way == FAKE_NETBIOS_REFUSES ? 0x83 : 0x80);

  if (self->way == FAKE_NETBIOS_MIXED)
    {
      g_autoptr (GByteArray) other = fake_netbios_make (question, id ^ 1, 0x80);
      g_autoptr (GByteArray) half = fake_netbios_make (question, id, 0x80);

      g_byte_array_set_size (half, 40);
      fake_netbios_send (self, peer, other);
      fake_netbios_send (self, peer, half);
    }
  if (self->way == FAKE_NETBIOS_ECHOES)
    fake_netbios_send (self, peer, question);
  else if (self->way != FAKE_NETBIOS_MUTE &&
           (self->way != FAKE_NETBIOS_LATE || self->questions->len > 1))
    fake_netbios_send (self, peer, answer);
}

static inline gpointer
fake_netbios_thread (gpointer data)
{
  FakeNetbios *self = data;
  guint8 buffer[512];
  gssize got;

  while (TRUE)
    {
      g_autoptr (GSocketAddress) peer = NULL;
      g_autoptr (GByteArray) question = g_byte_array_new ();

      got = g_socket_receive_from (self->socket, &peer, (char *)buffer, sizeof buffer, self->end,
                                   NULL);
      if (got < 0)
        return NULL;
      g_byte_array_append (question, buffer, got);
      g_ptr_array_add (self->questions, g_bytes_new (buffer, got));
      if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
      if (got == 50)
        fake_netbios_answer (self, peer, question);
    }
}

static inline FakeNetbios *
fake_netbios_new (const char *address, FakeNetbiosWay way)
{
  FakeNetbios *self = g_new0 (FakeNetbios, 1);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  self->way = way;
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->socket, wanted, FALSE, &error);
  g_assert_no_error (error);
  got = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->end = g_cancellable_new ();
  self->thread = g_thread_new ("fake-netbios", fake_netbios_thread, self);
  return self;
}

/* Ends its thread: the questions may be looked at behind this. */
static inline void
fake_netbios_stop (FakeNetbios *self)
{
  g_cancellable_cancel (self->end);
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
  g_socket_close (self->socket, NULL);
}

static inline void
fake_netbios_free (FakeNetbios *self)
{
  fake_netbios_stop (self);
  g_object_unref (self->socket);
  g_object_unref (self->end);
  g_ptr_array_unref (self->questions);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeNetbios, fake_netbios_free)
