/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-desk-private.h"

/* A log-on is begun and never gone on with: what the server answers to its first message says who
 * it is. No account is named, so none can be locked out. libsmbclient does not show this answer. */

#define ANSWER_LIMIT 65536

#define SMB1_HEADER 32
#define SMB2_HEADER 64

/* [MS-CIFS] 2.2.3.1 */
#define FLAGS2_LONG_NAMES 0x0001u
#define FLAGS2_EXTENDED   0x0800u
#define FLAGS2_NT_STATUS  0x4000u
#define FLAGS2_UNICODE    0x8000u
#define CAPS_UNICODE      0x00000004u
#define CAPS_NT_STATUS    0x00000040u
#define CAPS_EXTENDED     0x80000000u

static void
add (GByteArray *bytes, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++)
    {
      const guint8 byte = value >> (8 * i);

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
add_zeros (GByteArray *bytes, guint count)
{
  for (guint i = 0; i < count; i++)
    add (bytes, 0, 1);
}

/* In one piece: half a message would wait for the other side to confirm it. */
static gboolean
send_message (GIOStream *stream, guint8 kind, const GByteArray *message, GCancellable *cancellable)
{
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  const guint8 frame[4] = { kind, message->len >> 16, message->len >> 8, message->len & 0xFF };
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  g_byte_array_append (whole, frame, sizeof frame);
  g_byte_array_append (whole, message->data, message->len);
  return g_output_stream_write_all (output, whole->data, whole->len, NULL, cancellable, NULL);
}

/* Each piece is waited for RESITE_DESK_PATIENCE; who sends many small ones gets until @end. */
static gboolean
read_until (GInputStream *input, guint8 *data, gsize length, gint64 end, GCancellable *cancellable)
{
  gsize at = 0;

  while (at < length && g_get_monotonic_time () < end)
    {
      const gssize got = g_input_stream_read (input, data + at, length - at, cancellable, NULL);

      if (got <= 0)
        return FALSE;
      at += got;
    }
  return at == length;
}

/* (transfer full): one message; *@kind: of the session service (RFC 1002 4.3.1). */
static GByteArray *
receive_message (GIOStream *stream, guint8 *kind, GCancellable *cancellable)
{
  const gint64 end = g_get_monotonic_time () + RESITE_DESK_PATIENCE * G_USEC_PER_SEC;
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 frame[4];
  gsize length;

  if (!read_until (input, frame, sizeof frame, end, cancellable))
    return NULL;
  length = (gsize)frame[1] << 16 | (gsize)frame[2] << 8 | frame[3];
  if (length > ANSWER_LIMIT)
    return NULL;
  g_byte_array_set_size (message, length);
  if (!read_until (input, message->data, length, end, cancellable))
    return NULL;
  *kind = frame[0];
  return g_steal_pointer (&message);
}

static GByteArray *
exchange (GIOStream *stream, GByteArray *message, GCancellable *cancellable)
{
  g_autoptr (GByteArray) sent = message;
  guint8 kind;
  GByteArray *answer = send_message (stream, 0, sent, cancellable)
                           ? receive_message (stream, &kind, cancellable)
                           : NULL;

  if (answer == NULL || kind == 0)
    return answer;
  g_byte_array_unref (answer);
  return NULL;
}

/* Windows listens on 139 to who calls it by its name, or by this one ([MS-NBTE] 2.1). */
static gboolean
open_session (GIOStream *stream, GCancellable *cancellable)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GByteArray) answer = NULL;
  guint8 name[34];
  guint8 kind = 0;

  resite_netbios_encode ("*SMBSERVER", ' ', 0x20, name);
  g_byte_array_append (request, name, sizeof name);
  resite_netbios_encode ("RESITE", ' ', 0, name);
  g_byte_array_append (request, name, sizeof name);
  if (!send_message (stream, 0x81, request, cancellable))
    return FALSE;
  answer = receive_message (stream, &kind, cancellable);
  return answer != NULL && kind == 0x82;
}

static GIOStream *
connect_to (const char *address, guint port, gboolean session, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_timeout (client, RESITE_DESK_PATIENCE);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, address, port, cancellable, NULL);
  if (connection == NULL || (session && !open_session (G_IO_STREAM (connection), cancellable)))
    return NULL;
  return G_IO_STREAM (g_steal_pointer (&connection));
}

/* [MS-SMB2] 2.2.1 */
static GByteArray *
begin_smb2 (guint16 command, guint64 id)
{
  GByteArray *message = g_byte_array_new ();

  g_byte_array_append (message, (const guint8 *)"\xFESMB", 4);
  add (message, SMB2_HEADER, 2);
  add_zeros (message, 6);
  add (message, command, 2);
  add (message, 1, 2);
  add_zeros (message, 8);
  add (message, id, 8);
  add_zeros (message, SMB2_HEADER - message->len);
  return message;
}

/* [MS-SMB2] 2.2.3, without contexts, which only 3.1.1 wants. */
static GByteArray *
make_smb2_negotiate (void)
{
  static const guint16 dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302 };
  GByteArray *message = begin_smb2 (0, 0);

  add (message, 36, 2);
  add (message, G_N_ELEMENTS (dialects), 2);
  add (message, 1, 2);
  add_zeros (message, 2 + 4);
  for (guint i = 0; i < 4; i++)
    add (message, g_random_int (), 4);
  add_zeros (message, 8);
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    add (message, dialects[i], 2);
  return message;
}

/* [MS-SMB2] 2.2.5 */
static GByteArray *
make_smb2_log_on (GBytes *greeting)
{
  GByteArray *message = begin_smb2 (1, 1);
  gsize length;
  const guint8 *data = g_bytes_get_data (greeting, &length);

  add (message, 25, 2);
  add (message, 0, 1);
  add (message, 1, 1);
  add_zeros (message, 8);
  add (message, SMB2_HEADER + 24, 2);
  add (message, length, 2);
  add_zeros (message, 8);
  g_byte_array_append (message, data, length);
  return message;
}

/* [MS-CIFS] 2.2.3.1 */
static GByteArray *
begin_smb1 (guint8 command)
{
  GByteArray *message = g_byte_array_new ();

  g_byte_array_append (message, (const guint8 *)"\xFFSMB", 4);
  add (message, command, 1);
  add_zeros (message, 4);
  add (message, 0x18, 1);
  add (message, FLAGS2_LONG_NAMES | FLAGS2_EXTENDED | FLAGS2_NT_STATUS | FLAGS2_UNICODE, 2);
  add_zeros (message, SMB1_HEADER - message->len);
  return message;
}

static GByteArray *
make_smb1_negotiate (void)
{
  static const char dialect[] = "\x02NT LM 0.12";
  GByteArray *message = begin_smb1 (0x72);

  add (message, 0, 1);
  add (message, sizeof dialect, 2);
  g_byte_array_append (message, (const guint8 *)dialect, sizeof dialect);
  return message;
}

/* [MS-SMB] 2.2.4.6.1. A circuit number of 0 would make Windows hang up on everything else that
 * this desk has open there. */
static GByteArray *
make_smb1_log_on (GBytes *greeting)
{
  GByteArray *message = begin_smb1 (0x73);
  gsize length;
  const guint8 *data = g_bytes_get_data (greeting, &length);
  const guint pad = (SMB1_HEADER + 27 + length) % 2;

  add (message, 12, 1);
  add (message, 0xFF, 2);
  add (message, 0, 2);
  add (message, 0x1104, 2);
  add (message, 1, 2);
  add (message, 1, 2);
  add (message, 0, 4);
  add (message, length, 2);
  add (message, 0, 4);
  add (message, CAPS_UNICODE | CAPS_NT_STATUS | CAPS_EXTENDED, 4);
  add (message, length + pad + 4, 2);
  g_byte_array_append (message, data, length);
  add_zeros (message, pad + 4);
  return message;
}

/* The system behind the log-on's data, "Windows Server 2003 3790 Service Pack 2". */
static char *
read_smb1_system (const GByteArray *answer)
{
  const guint8 *data = answer->data;
  const guint words = answer->len > SMB1_HEADER ? data[SMB1_HEADER] : 0;
  gsize at = SMB1_HEADER + 1 + 2 * words + 2;
  gsize end;

  if (words != 4 || at > answer->len)
    return NULL;
  at += data[SMB1_HEADER + 7] | data[SMB1_HEADER + 8] << 8;
  at += at % 2;
  for (end = at; end + 1 < answer->len && (data[end] != 0 || data[end + 1] != 0);)
    end += 2;
  if (end <= at || end + 1 >= answer->len)
    return NULL;
  return resite_desk_read_wide (data + at, end - at);
}

static gboolean
is_smb (const GByteArray *answer, const char *magic, gsize header)
{
  return answer != NULL && answer->len >= header && memcmp (answer->data, magic, 4) == 0;
}

/* @version: 1 or 2. (transfer full) (nullable): what it says of itself. *@spoken: it speaks that. */
static ResiteDeskSight *
greet (GIOStream *stream, guint version, gboolean *spoken, GCancellable *cancellable)
{
  const gboolean new_one = version == 2;
  const char *magic = new_one ? "\xFESMB" : "\xFFSMB";
  const gsize header = new_one ? SMB2_HEADER : SMB1_HEADER;
  g_autoptr (GBytes) greeting = resite_ntlm_make_greeting ();
  g_autoptr (ResiteDeskSight) sight = resite_desk_sight_new ("smb", RESITE_SURE_CERTAIN);
  g_autoptr (GByteArray) answer = NULL;
  ResiteNtlmChallenge challenge = { NULL };

  answer =
      exchange (stream, new_one ? make_smb2_negotiate () : make_smb1_negotiate (), cancellable);
  *spoken = is_smb (answer, magic, header);
  if (!*spoken)
    return NULL;
  g_clear_pointer (&answer, g_byte_array_unref);
  answer = exchange (stream, new_one ? make_smb2_log_on (greeting) : make_smb1_log_on (greeting),
                     cancellable);
  if (!is_smb (answer, magic, header) ||
      !resite_ntlm_read_challenge (answer->data, answer->len, &challenge))
    return NULL;
  sight->computer = g_steal_pointer (&challenge.computer);
  sight->domain = g_steal_pointer (&challenge.domain);
  sight->dns_name = g_steal_pointer (&challenge.dns_name);
  sight->system = new_one ? NULL : read_smb1_system (answer);
  if (sight->system == NULL)
    sight->system = g_steal_pointer (&challenge.version);
  resite_ntlm_challenge_clear (&challenge);
  return sight->computer != NULL ? g_steal_pointer (&sight) : NULL;
}

static char *
describe (const ResiteDeskSight *sight, guint port, guint version)
{
  const char *domain = sight->domain != NULL ? sight->domain : "?";

  if (version == 1)
    /* TRANSLATORS: computer, domain, port. SMB 1 is the name of a protocol. */
    return g_strdup_printf (_ ("its log-on service says %s of %s (port %u, SMB 1 only)"),
                            sight->computer, domain, port);
  /* TRANSLATORS: computer, domain, port. */
  return g_strdup_printf (_ ("its log-on service says %s of %s (port %u)"), sight->computer, domain,
                          port);
}

/* A server that speaks SMB 1 alone hangs up on the newer greeting, so it gets a call of its own. */
ResiteDeskSight *
resite_desk_ask_smb (const char *address, guint port, gboolean session, GCancellable *cancellable)
{
  gboolean spoken = FALSE;

  for (guint version = 2; version > 0 && !spoken; version--)
    {
      g_autoptr (GIOStream) stream = connect_to (address, port, session, cancellable);
      g_autoptr (ResiteDeskSight) sight =
          stream != NULL ? greet (stream, version, &spoken, cancellable) : NULL;

      if (stream == NULL)
        return NULL;
      g_io_stream_close (stream, NULL, NULL);
      if (sight == NULL)
        continue;
      sight->smb1_only = version == 1;
      sight->text = describe (sight, port, version);
      return g_steal_pointer (&sight);
    }
  return NULL;
}
