/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-names"

#include "config.h"

#include <string.h>

#include "resite-lab-names.h"

/* RFC 1035. */
#define HEADER_SIZE     12
#define LONGEST         512
#define TYPE_A          1
#define TYPE_PTR        12
#define CLASS_IN        1
#define FORMAT_ERROR    1
#define NO_SUCH_NAME    3
#define NOT_SUPPORTED   4
#define SECONDS_TO_KEEP 5

struct _ResiteLabNames
{
  ResiteLabWorld *world;
  const char *const *machines;
  GSocket *socket;
  GSource *source;
  guint16 port;
};

typedef struct
{
  const guint8 *bytes;
  gsize size;
  gsize question_end;
  char *name; /* small letters, without the dot at the end */
  guint type, class;
} Question;

static guint
read_number (const guint8 *at)
{
  return (guint)at[0] << 8 | at[1];
}

static void
append_number (GByteArray *bytes, guint number)
{
  const guint8 two[] = { (guint8)(number >> 8), (guint8)number };

  g_byte_array_append (bytes, two, 2);
}

/* A name in a question is never compressed. */
static gboolean
read_name (Question *question)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = HEADER_SIZE;

  while (at < question->size && question->bytes[at] != 0)
    {
      const gsize length = question->bytes[at];

      if (length > 63 || at + 1 + length >= question->size)
        return FALSE;
      if (name->len > 0)
        g_string_append_c (name, '.');
      g_string_append_len (name, (const char *)question->bytes + at + 1, (gssize)length);
      at += 1 + length;
    }
  if (at + 5 > question->size)
    return FALSE;
  question->type = read_number (question->bytes + at + 1);
  question->class = read_number (question->bytes + at + 3);
  question->question_end = at + 5;
  question->name = g_ascii_strdown (name->str, (gssize)name->len);
  return TRUE;
}

/* Windows' clients append domains: the first part alone is the machine. */
static gboolean
is_name_of (const char *machine_name, const char *asked)
{
  const gsize length = machine_name != NULL ? strlen (machine_name) : 0;

  return length > 0 && g_ascii_strncasecmp (machine_name, asked, length) == 0 &&
         (asked[length] == '\0' || asked[length] == '.');
}

static const char *
find_address (ResiteLabNames *self, const char *name)
{
  for (guint i = 0; self->machines[i] != NULL; i++)
    if (is_name_of (resite_lab_world_get_name (self->world, self->machines[i]), name))
      return resite_lab_world_get_address (self->world, self->machines[i]);
  return NULL;
}

static const char *
find_name (ResiteLabNames *self, const char *reverse)
{
  g_auto (GStrv) parts = g_strsplit (reverse, ".", -1);
  g_autofree char *address = NULL;

  if (g_strv_length (parts) != 6 || strcmp (parts[4], "in-addr") != 0 ||
      strcmp (parts[5], "arpa") != 0)
    return NULL;
  address = g_strdup_printf ("%s.%s.%s.%s", parts[3], parts[2], parts[1], parts[0]);
  for (guint i = 0; self->machines[i] != NULL; i++)
    if (g_strcmp0 (resite_lab_world_get_address (self->world, self->machines[i]), address) == 0)
      return resite_lab_world_get_name (self->world, self->machines[i]);
  return NULL;
}

static void
append_record (GByteArray *answer, guint type, const guint8 *data, gsize size)
{
  append_number (answer, 0xc000 | HEADER_SIZE); /* the name of the question */
  append_number (answer, type);
  append_number (answer, CLASS_IN);
  append_number (answer, 0);
  append_number (answer, SECONDS_TO_KEEP);
  append_number (answer, (guint)size);
  g_byte_array_append (answer, data, (guint)size);
}

static gboolean
append_address (GByteArray *answer, const char *text)
{
  g_autoptr (GInetAddress) address = text != NULL ? g_inet_address_new_from_string (text) : NULL;

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;
  append_record (answer, TYPE_A, g_inet_address_to_bytes (address), 4);
  return TRUE;
}

static gboolean
append_machine_name (GByteArray *answer, const char *name)
{
  const gsize length = name != NULL ? strlen (name) : 0;
  g_autoptr (GByteArray) data = g_byte_array_new ();
  const guint8 size = (guint8)length, end = 0;

  if (length == 0 || length > 63)
    return FALSE;
  g_byte_array_append (data, &size, 1);
  g_byte_array_append (data, (const guint8 *)name, (guint)length);
  g_byte_array_append (data, &end, 1);
  append_record (answer, TYPE_PTR, data->data, data->len);
  return TRUE;
}

static void
append_header (GByteArray *answer, const Question *question, guint code, guint n_answers)
{
  const guint kept = question->bytes[2] & 0x79; /* opcode, recursion desired */

  g_byte_array_append (answer, question->bytes, 2);
  append_number (answer, (0x80 | 0x04 | kept) << 8 | 0x80 | code);
  append_number (answer, question->name != NULL ? 1 : 0);
  append_number (answer, n_answers);
  append_number (answer, 0);
  append_number (answer, 0);
}

/* A name that is there without records of the asked type is no unknown name. */
static GByteArray *
answer_question (ResiteLabNames *self, const Question *question)
{
  g_autoptr (GByteArray) records = g_byte_array_new ();
  GByteArray *answer = g_byte_array_new ();
  const char *address = find_address (self, question->name);
  const char *name = find_name (self, question->name);
  guint n_answers = 0;

  if (question->type == TYPE_A && append_address (records, address))
    n_answers = 1;
  else if (question->type == TYPE_PTR && append_machine_name (records, name))
    n_answers = 1;
  append_header (answer, question, address == NULL && name == NULL ? NO_SUCH_NAME : 0, n_answers);
  g_byte_array_append (answer, question->bytes + HEADER_SIZE,
                       (guint)(question->question_end - HEADER_SIZE));
  g_byte_array_append (answer, records->data, records->len);
  return answer;
}

static GByteArray *
refuse (const Question *question, guint code)
{
  GByteArray *answer = g_byte_array_new ();

  append_header (answer, question, code, 0);
  return answer;
}

/* (nullable): answers are not answered, or two servers could talk for ever. */
static GByteArray *
answer_packet (ResiteLabNames *self, const guint8 *bytes, gsize size)
{
  Question question = { .bytes = bytes, .size = size };
  GByteArray *answer;

  if (size < HEADER_SIZE || (bytes[2] & 0x80) != 0)
    return NULL;
  if ((bytes[2] & 0x78) != 0)
    return refuse (&question, NOT_SUPPORTED);
  if (read_number (bytes + 4) != 1 || !read_name (&question))
    return refuse (&question, FORMAT_ERROR);
  answer = answer_question (self, &question);
  g_free (question.name);
  return answer;
}

static gboolean
asked_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  ResiteLabNames *self = data;
  guint8 bytes[LONGEST];
  g_autoptr (GSocketAddress) sender = NULL;
  g_autoptr (GByteArray) answer = NULL;
  const gssize size =
      g_socket_receive_from (socket, &sender, (char *)bytes, sizeof bytes, NULL, NULL);

  if (size > 0)
    answer = answer_packet (self, bytes, (gsize)size);
  if (answer != NULL)
    g_socket_send_to (socket, sender, (const char *)answer->data, answer->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
open_socket (ResiteLabNames *self, const char *address, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketAddress) bound = NULL;

  self->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, error);
  if (self->socket == NULL)
    return FALSE;
  g_socket_set_blocking (self->socket, FALSE);
  if (!g_socket_bind (self->socket, wanted, FALSE, error))
    return FALSE;
  bound = g_socket_get_local_address (self->socket, error);
  if (bound == NULL)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

ResiteLabNames *
resite_lab_names_new (ResiteLabWorld *world, const char *const *machines, const char *address,
                      guint16 port, GError **error)
{
  ResiteLabNames *self = g_new0 (ResiteLabNames, 1);

  self->world = g_object_ref (world);
  self->machines = machines;
  if (!open_socket (self, address, port, error))
    {
      resite_lab_names_free (self);
      return NULL;
    }
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (asked_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
resite_lab_names_free (ResiteLabNames *self)
{
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  g_clear_object (&self->socket);
  g_clear_object (&self->world);
  g_free (self);
}

guint16
resite_lab_names_get_port (ResiteLabNames *self)
{
  return self->port;
}
