/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <string.h>

#include "fake-listener.h"
#include "resite-desk-private.h"

/* What a Windows Server 2003 and its successors say of themselves to anybody, and servers that say
 * it over TCP and UDP, whole or in other ways. */

#define FAKE_DESK_SYSTEM "Windows Server 2003 3790 Service Pack 2"

static inline void
fake_desk_add_wide (GByteArray *bytes, const char *text)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *wide = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &length, &error);

  g_assert_no_error (error);
  g_byte_array_append (bytes, (const guint8 *)wide, length);
}

static inline void
fake_desk_add_value (GByteArray *values, guint8 name, const char *text)
{
  g_autoptr (GByteArray) wide = g_byte_array_new ();
  guint8 head[4] = { name, 0 };

  fake_desk_add_wide (wide, text);
  head[2] = wide->len & 0xFF;
  head[3] = wide->len >> 8;
  g_byte_array_append (values, head, sizeof head);
  g_byte_array_append (values, wide->data, wide->len);
}

/* [MS-NLMP] 2.2.1.2, as Windows Server 2003 answers. */
static inline GByteArray *
fake_desk_make_challenge (const char *computer, const char *dns_name)
{
  GByteArray *message = g_byte_array_new ();
  g_autoptr (GByteArray) values = g_byte_array_new ();
  guint8 head[56] = { 'N', 'T', 'L', 'M', 'S', 'S', 'P', 0, 2 };

  fake_desk_add_value (values, 2, "CORP");
  fake_desk_add_value (values, 1, computer);
  fake_desk_add_value (values, 4, "corp.example");
  fake_desk_add_value (values, 3, dns_name);
  g_byte_array_append (values, (const guint8 *)"\0\0\0\0", 4);
  head[12] = 12;
  head[16] = 56;
  head[23] = 0x02;
  head[40] = values->len & 0xFF;
  head[41] = values->len >> 8;
  head[44] = 56;
  head[48] = 5;
  head[49] = 2;
  head[50] = 3790 & 0xFF;
  head[51] = 3790 >> 8;
  g_byte_array_append (message, head, sizeof head);
  g_byte_array_append (message, values->data, values->len);
  return message;
}

/* RFC 1002 4.2.18; Windows Server 2003 as a member of CORP. */
static inline GByteArray *
fake_desk_make_status (guint16 id)
{
  static const struct
  {
    const char *name;
    guint8 suffix, flags;
  } names[] = { { "BR01SMS", 0x00, 0x04 },
                { "CORP", 0x00, 0x84 },
                { "BR01SMS", 0x20, 0x04 },
                { "CORP", 0x1E, 0x84 } };
  const guint8 head[] = { id >> 8, id & 0xFF, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0 };
  const guint8 rest[] = { 0, 0x21, 0, 1, 0, 0, 0, 0, 0, 1 + 4 * 18 + 46, 4 };
  const guint8 mac[46] = { 0x00, 0x0C, 0x29, 0xAB, 0xCD, 0xEF };
  GByteArray *bytes = g_byte_array_new ();
  guint8 encoded[34];

  resite_netbios_encode ("*", '\0', 0, encoded);
  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, encoded, sizeof encoded);
  g_byte_array_append (bytes, rest, sizeof rest);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint8 entry[18];

      memset (entry, ' ', 15);
      memcpy (entry, names[i].name, strlen (names[i].name));
      entry[15] = names[i].suffix;
      entry[16] = names[i].flags;
      entry[17] = 0;
      g_byte_array_append (bytes, entry, sizeof entry);
    }
  g_byte_array_append (bytes, mac, sizeof mac);
  return bytes;
}

/* RFC 1002 4.2.13, with two addresses; @result other than 0 is a refusal (4.2.14). */
static inline GByteArray *
fake_desk_make_name_answer (const guint8 *query, guint8 result)
{
  const guint8 head[] = { query[0], query[1], 0x85, result, 0, 0, 0, 1, 0, 0, 0, 0 };
  const guint8 rest[] = {
    0, 0x20, 0, 1, 0, 0, 0, 0, 0, 12, 0, 0, 10, 4, 1, 20, 0, 0, 10, 4, 1, 21
  };
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, query + 12, 34);
  g_byte_array_append (bytes, rest, sizeof rest);
  return bytes;
}

/* The parts of a conversation over SMB. */
typedef enum
{
  FAKE_DESK_SESSION,
  FAKE_DESK_GREETING,
  FAKE_DESK_LOG_ON,
  FAKE_DESK_N_PARTS
} FakeDeskPart;

typedef struct
{
  /* What it does; set while nobody asks. */
  gboolean smb1, smb2;
  gboolean mute;             /* takes everything and says nothing */
  gboolean trickles;         /* sends its answers byte by byte, with pauses */
  guint8 session;            /* its answer to a NetBIOS session: 0x82 is yes */
  guint8 kind;               /* of its other answers: 0 */
  FakeDeskPart part;         /* the one that the next three are about */
  gssize cut;                /* >= 0: hangs up after so many bytes of the frame and what is in it */
  gssize length;             /* >= 0: makes the message so long, honestly */
  gssize announced;          /* >= 0: says that it is so long, and hangs up behind it */
  const char *computer;      /* its name */
  const char *system;        /* what it says of itself behind its log-on */
  gboolean closed;           /* to who wants to log on by SMB 2 */
  GCancellable *cancellable; /* (nullable): is cancelled by the first question */

  /* What it saw. */
  GPtrArray *questions; /* of GBytes, frames included */
  guint lines;

  GSocketListener *listener;
  GCancellable *end;
  GThread *thread;
  guint16 port;
} FakeDesk;

static inline void
fake_desk_reset (FakeDesk *self)
{
  self->smb1 = self->smb2 = TRUE;
  self->mute = self->trickles = FALSE;
  self->session = 0x82;
  self->kind = 0;
  self->part = FAKE_DESK_LOG_ON;
  self->cut = self->length = self->announced = -1;
  self->computer = "BR01SMS";
  self->system = FAKE_DESK_SYSTEM;
  self->closed = FALSE;
}

static inline GByteArray *
fake_desk_make_smb1 (FakeDesk *self, gboolean log_on)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GByteArray) blob = fake_desk_make_challenge (self->computer, "br01sms.corp.example");
  const guint8 head[32] = { 0xFF, 'S', 'M', 'B', log_on ? 0x73 : 0x72 };
  const guint8 words[] = { 4, 0xFF, 0, 0, 0, 0, 0, blob->len & 0xFF, blob->len >> 8, 0, 0 };

  g_byte_array_append (bytes, head, sizeof head);
  if (!log_on)
    {
      g_byte_array_append (bytes, (const guint8 *)"\0\0\0", 3);
      return bytes;
    }
  g_byte_array_append (bytes, words, sizeof words);
  g_byte_array_append (bytes, blob->data, blob->len);
  if (bytes->len % 2 != 0)
    g_byte_array_append (bytes, (const guint8 *)"", 1);
  fake_desk_add_wide (bytes, self->system);
  g_byte_array_append (bytes, (const guint8 *)"\0", 2);
  return bytes;
}

static inline GByteArray *
fake_desk_make_smb2 (FakeDesk *self, gboolean log_on)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GByteArray) blob = fake_desk_make_challenge (self->computer, "br01sms.corp.example");
  const guint8 head[72] = { 0xFE, 'S', 'M', 'B', 64, [12] = log_on };

  g_byte_array_append (bytes, head, sizeof head);
  if (log_on)
    g_byte_array_append (bytes, blob->data, blob->len);
  return bytes;
}

/* FALSE: the line is to be ended. */
static inline gboolean
fake_desk_send (FakeDesk *self, GOutputStream *out, FakeDeskPart part, guint8 kind,
                GByteArray *message)
{
  const gboolean spoilt = part == self->part;
  guint8 frame[4] = { kind };
  gsize announced;
  gsize count;

  if (spoilt && self->length >= 0)
    g_byte_array_set_size (message, self->length);
  announced = spoilt && self->announced >= 0 ? (gsize)self->announced : message->len;
  frame[1] = announced >> 16;
  frame[2] = announced >> 8;
  frame[3] = announced;
  g_byte_array_prepend (message, frame, sizeof frame);
  count = spoilt && self->cut >= 0 ? MIN ((gsize)self->cut, message->len) : message->len;
  for (gsize i = 0; self->trickles && i < count; i++)
    {
      if (!g_output_stream_write_all (out, message->data + i, 1, NULL, NULL, NULL))
        return FALSE;
      g_usleep (250 * 1000);
    }
  return !self->trickles &&
         g_output_stream_write_all (out, message->data, count, NULL, NULL, NULL) &&
         (!spoilt || (self->cut < 0 && self->announced < 0));
}

static inline gboolean
fake_desk_answer (FakeDesk *self, GOutputStream *out, const guint8 *question, gsize length)
{
  const gboolean new_one = length > 16 && question[4] == 0xFE;
  gboolean log_on;
  g_autoptr (GByteArray) answer = NULL;

  if (self->mute)
    return TRUE;
  if (question[0] == 0x81)
    {
      answer = g_byte_array_new ();
      return fake_desk_send (self, out, FAKE_DESK_SESSION, self->session, answer);
    }
  if (length <= 16 || !(new_one ? self->smb2 : self->smb1))
    return FALSE;
  log_on = new_one ? question[4 + 12] == 1 : question[4 + 4] == 0x73;
  if (self->closed && new_one && log_on)
    return FALSE;
  answer = new_one ? fake_desk_make_smb2 (self, log_on) : fake_desk_make_smb1 (self, log_on);
  return fake_desk_send (self, out, log_on ? FAKE_DESK_LOG_ON : FAKE_DESK_GREETING, self->kind,
                         answer);
}

static inline gboolean
fake_desk_talk (FakeDesk *self, GIOStream *line)
{
  GInputStream *in = g_io_stream_get_input_stream (line);
  g_autoptr (GByteArray) question = g_byte_array_new ();
  gsize length, got;

  g_byte_array_set_size (question, 4);
  if (!g_input_stream_read_all (in, question->data, 4, &got, self->end, NULL) || got != 4)
    return FALSE;
  length = question->data[2] << 8 | question->data[3];
  g_byte_array_set_size (question, 4 + length);
  if (!g_input_stream_read_all (in, question->data + 4, length, &got, self->end, NULL) ||
      got != length)
    return FALSE;
  g_ptr_array_add (self->questions, g_bytes_new (question->data, question->len));
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  return fake_desk_answer (self, g_io_stream_get_output_stream (line), question->data,
                           question->len);
}

static inline gpointer
fake_desk_thread (gpointer data)
{
  FakeDesk *self = data;
  GSocketConnection *line;

  while ((line = g_socket_listener_accept (self->listener, NULL, self->end, NULL)) != NULL)
    {
      self->lines++;
      while (fake_desk_talk (self, G_IO_STREAM (line)))
        ;
      g_io_stream_close (G_IO_STREAM (line), NULL, NULL);
      g_object_unref (line);
    }
  return NULL;
}

/* Takes @listener, which listens at @port. */
static inline FakeDesk *
fake_desk_new_for (GSocketListener *listener, guint16 port)
{
  FakeDesk *self = g_new0 (FakeDesk, 1);

  fake_desk_reset (self);
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->listener = listener;
  self->port = port;
  self->end = g_cancellable_new ();
  self->thread = g_thread_new ("fake-desk", fake_desk_thread, self);
  return self;
}

static inline FakeDesk *
fake_desk_new (const char *address)
{
  guint16 port;
  GSocketListener *listener = fake_listener_new (address, &port);

  return fake_desk_new_for (listener, port);
}

/* Ends its thread: what it saw may be looked at behind this. */
static inline void
fake_desk_stop (FakeDesk *self)
{
  g_cancellable_cancel (self->end);
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
  g_socket_listener_close (self->listener);
}

static inline void
fake_desk_free (FakeDesk *self)
{
  fake_desk_stop (self);
  g_object_unref (self->listener);
  g_object_unref (self->end);
  g_ptr_array_unref (self->questions);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeDesk, fake_desk_free)
