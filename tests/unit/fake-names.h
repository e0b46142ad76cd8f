/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <arpa/inet.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A name server on loopback that answers by a table; what is not in it does not exist. A name that
 * begins with "servfail" gets that, "silent" none, "cut" half an answer. */
typedef struct
{
  char *name;
  char *address; /* of an A record; a PTR record has the name that it points to */
} FakeName;

typedef struct
{
  int fd;
  GThread *thread;
  char *server; /* "127.0.0.1:40053" */
  GPtrArray *names;
  gint over;
  gint asked;
} FakeNames;

static inline void
fake_name_free (gpointer data)
{
  FakeName *name = data;

  g_free (name->name);
  g_free (name->address);
  g_free (name);
}

/* The name of the question in text; returns the bytes behind the question. */
static inline gsize
fake_names_read_question (const guint8 *query, gsize length, GString *name)
{
  gsize at = 12;

  while (at < length && query[at] != 0)
    {
      if (name->len > 0)
        g_string_append_c (name, '.');
      g_string_append_len (name, (const char *)query + at + 1, query[at]);
      at += query[at] + 1;
    }
  return at + 5;
}

static inline void
fake_names_append_name (GByteArray *answer, const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      const guint8 length = strlen (labels[i]);

      g_byte_array_append (answer, &length, 1);
      g_byte_array_append (answer, (const guint8 *)labels[i], length);
    }
  g_byte_array_append (answer, (const guint8 *)"", 1);
}

static inline void
fake_names_append_record (GByteArray *answer, guint8 type, const char *value)
{
  const guint8 head[] = { 0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60 };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  struct in_addr address;
  guint16 length;

  if (type == 1 && inet_pton (AF_INET, value, &address) == 1)
    g_byte_array_append (data, (const guint8 *)&address, 4);
  else
    fake_names_append_name (data, value);
  length = g_htons (data->len);
  g_byte_array_append (answer, head, sizeof head);
  g_byte_array_append (answer, (const guint8 *)&length, 2);
  g_byte_array_append (answer, data->data, data->len);
}

static inline GByteArray *
fake_names_answer (FakeNames *self, const guint8 *query, gsize length)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const gsize end = fake_names_read_question (query, length, name);
  GByteArray *answer = g_byte_array_new ();
  guint8 n = 0;

  g_byte_array_append (answer, query, end);
  answer->data[2] = 0x85;
  answer->data[3] = 0x80;
  memset (answer->data + 6, 0, 6);
  for (guint i = 0; i < self->names->len; i++)
    {
      const FakeName *known = g_ptr_array_index (self->names, i);

      if (g_ascii_strcasecmp (known->name, name->str) != 0)
        continue;
      fake_names_append_record (answer, query[end - 3], known->address);
      n++;
    }
  answer->data[7] = n;
  if (g_str_has_prefix (name->str, "servfail"))
    answer->data[3] |= 2;
  else if (g_str_has_prefix (name->str, "silent"))
    g_byte_array_set_size (answer, 0);
  else if (g_str_has_prefix (name->str, "cut"))
    g_byte_array_set_size (answer, answer->len - 3);
  else if (n == 0)
    answer->data[3] |= 3;
  return answer;
}

static inline gpointer
fake_names_thread (gpointer data)
{
  FakeNames *self = data;
  guint8 query[512];

  while (TRUE)
    {
      struct sockaddr_in from;
      socklen_t size = sizeof from;
      const gssize length =
          recvfrom (self->fd, query, sizeof query, 0, (struct sockaddr *)&from, &size);
      g_autoptr (GByteArray) answer = NULL;

      if (g_atomic_int_get (&self->over))
        return NULL;
      if (length < 17)
        continue;
      g_atomic_int_inc (&self->asked);
      answer = fake_names_answer (self, query, length);
      if (answer->len > 0)
        sendto (self->fd, answer->data, answer->len, 0, (struct sockaddr *)&from, size);
    }
}

/* Names and addresses in turn, NULL at the end. */
static inline FakeNames *
fake_names_new (const char *first, ...)
{
  FakeNames *self = g_new0 (FakeNames, 1);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  va_list arguments;

  self->names = g_ptr_array_new_with_free_func (fake_name_free);
  va_start (arguments, first);
  for (const char *name = first; name != NULL; name = va_arg (arguments, const char *))
    {
      FakeName *known = g_new0 (FakeName, 1);

      known->name = g_strdup (name);
      known->address = g_strdup (va_arg (arguments, const char *));
      g_ptr_array_add (self->names, known);
    }
  va_end (arguments);
  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *)&address, size), ==, 0);
  g_assert_cmpint (getsockname (self->fd, (struct sockaddr *)&address, &size), ==, 0);
  self->server = g_strdup_printf ("127.0.0.1:%u", ntohs (address.sin_port));
  self->thread = g_thread_new ("names", fake_names_thread, self);
  return self;
}

static inline void
fake_names_free (FakeNames *self)
{
  struct sockaddr_in address;
  socklen_t size = sizeof address;

  g_atomic_int_set (&self->over, 1);
  getsockname (self->fd, (struct sockaddr *)&address, &size);
  sendto (self->fd, "", 1, 0, (struct sockaddr *)&address, size);
  g_thread_join (self->thread);
  close (self->fd);
  g_free (self->server);
  g_ptr_array_unref (self->names);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeNames, fake_names_free)

/* A port of loopback at which nobody listens, UDP or TCP. */
static inline guint16
fake_names_find_closed_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  const int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, size), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&address, &size), ==, 0);
  close (fd);
  return ntohs (address.sin_port);
}
