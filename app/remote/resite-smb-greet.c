/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "resite-desk-private.h"
#include "resite-error.h"
#include "resite-smb-greet.h"

/* Layouts: [MS-SMB2] 2.2.1, 2.2.3, 2.2.4, 2.2.28; [MS-CIFS] 2.2.3.1, 2.2.4.39, 2.2.4.52. */
#define HEADER         64
#define OLD_HEADER     32
#define LONGEST_ANSWER 65536
/* RFC 1002 4.3.2, 4.3.3. */
#define SESSION_CALL   0x81
#define SESSION_OPENED 0x82
#define SESSION_NAME   34

/* Microseconds from 1601 to 1970. */
#define UNIX_EPOCH ((guint64)11644473600 * G_USEC_PER_SEC)

/* Seconds; where a firewall swallows the one, it often swallows the other, too. */
#define OLD_PATIENCE 5

/* What the measuring of a round trip may cost. */
#define MOST_ECHOES 5
#define ECHO_TIME   (10 * G_TIME_SPAN_MILLISECOND)

static const guint16 dialects[] = { 0x0202, 0x0210, 0x0300, 0x0302, 0x0311 };

static void
put16 (GByteArray *to, guint16 value)
{
  const guint16 bytes = GUINT16_TO_LE (value);

  g_byte_array_append (to, (const guint8 *)&bytes, sizeof bytes);
}

static void
put32 (GByteArray *to, guint32 value)
{
  put16 (to, value & 0xffff);
  put16 (to, value >> 16);
}

static void
put_zeros (GByteArray *to, guint count)
{
  const guint old = to->len;

  g_byte_array_set_size (to, old + count);
  memset (to->data + old, 0, count);
}

static guint
get16 (const guint8 *bytes)
{
  return bytes[0] | bytes[1] << 8;
}

/* A FILETIME of [MS-DTYP] 2.3.3; who has no clock sends none. */
static gint64
get_time (const guint8 *bytes)
{
  guint64 ticks = 0;

  for (guint i = 8; i > 0; i--)
    ticks = ticks << 8 | bytes[i - 1];
  return ticks / 10 > UNIX_EPOCH ? (gint64)(ticks / 10 - UNIX_EPOCH) : 0;
}

static void
put_header (GByteArray *to, guint command, guint number, guint charge)
{
  g_byte_array_append (to, (const guint8 *)"\xfeSMB", 4);
  put16 (to, HEADER);
  put16 (to, charge);
  put32 (to, 0);
  put16 (to, command);
  put16 (to, 2); /* credits wanted */
  put32 (to, 0);
  put32 (to, 0);
  put32 (to, number);
  put_zeros (to, HEADER - to->len);
}

static void
put_contexts (GByteArray *to)
{
  put16 (to, 1); /* integrity before authentication: SHA-512 with a salt */
  put16 (to, 38);
  put32 (to, 0);
  put16 (to, 1);
  put16 (to, 32);
  put16 (to, 1);
  for (guint i = 0; i < 8; i++)
    put32 (to, g_random_int ());
  put_zeros (to, 2);
  put16 (to, 2); /* ciphers: AES-128-GCM and -CCM */
  put16 (to, 6);
  put32 (to, 0);
  put16 (to, 2);
  put16 (to, 2);
  put16 (to, 1);
}

static GByteArray *
make_question (void)
{
  GByteArray *question = g_byte_array_new ();
  const guint end = HEADER + 36 + sizeof dialects;
  const guint contexts = (end + 7) / 8 * 8;

  put_header (question, 0, 0, 0);
  put16 (question, 36);
  put16 (question, G_N_ELEMENTS (dialects));
  put16 (question, 1); /* can sign */
  put16 (question, 0);
  put32 (question, 0x7f); /* all capabilities */
  for (guint i = 0; i < 4; i++)
    put32 (question, g_random_int ());
  put32 (question, contexts);
  put16 (question, 2);
  put16 (question, 0);
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    put16 (question, dialects[i]);
  put_zeros (question, contexts - end);
  put_contexts (question);
  return question;
}

static GByteArray *
make_echo (guint dialect, guint number)
{
  GByteArray *echo = g_byte_array_new ();

  put_header (echo, 0x0d, number, dialect > 0x0202 ? 1 : 0);
  put16 (echo, 4);
  put16 (echo, 0);
  return echo;
}

static void
put_old_header (GByteArray *to, guint8 command, guint16 number)
{
  const guint8 flags = 0x18; /* paths without regard to case, as they are */

  g_byte_array_append (to, (const guint8 *)"\xffSMB", 4);
  g_byte_array_append (to, &command, 1);
  put32 (to, 0);
  g_byte_array_append (to, &flags, 1);
  put16 (to, 0xc843); /* Unicode, 32-bit codes, extended security, long names */
  put_zeros (to, 12);
  put16 (to, 0xffff);
  put16 (to, 1);
  put16 (to, 0);
  put16 (to, number);
}

static GByteArray *
make_old_question (void)
{
  static const char dialect[] = "\x02NT LM 0.12";
  GByteArray *question = g_byte_array_new ();

  put_old_header (question, 0x72, 0);
  put_zeros (question, 1);
  put16 (question, sizeof dialect);
  g_byte_array_append (question, (const guint8 *)dialect, sizeof dialect);
  return question;
}

static GByteArray *
make_old_echo (void)
{
  GByteArray *echo = g_byte_array_new ();

  put_old_header (echo, 0x2b, 1);
  g_byte_array_append (echo, (const guint8 *)"\x01\x01\x00\x01\x00r", 6);
  return echo;
}

gboolean
resite_smb_greet_read (const guint8 *bytes, gsize size, ResiteSmbGreeting *greeting)
{
  guint dialect;

  g_return_val_if_fail (greeting != NULL, FALSE);

  if (size < HEADER + 65 - 1 || memcmp (bytes, "\xfeSMB", 4) != 0 || get16 (bytes + 12) != 0 ||
      memcmp (bytes + 8, "\0\0\0\0", 4) != 0 || get16 (bytes + HEADER) != 65)
    return FALSE;
  dialect = get16 (bytes + HEADER + 4);
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    if (dialects[i] == dialect)
      {
        greeting->dialect = dialect;
        greeting->signs = (get16 (bytes + HEADER + 2) & 2) != 0;
        greeting->time = get_time (bytes + HEADER + 40);
        return TRUE;
      }
  return FALSE;
}

gboolean
resite_smb_greet_read_old (const guint8 *bytes, gsize size, ResiteSmbGreeting *greeting)
{
  g_return_val_if_fail (greeting != NULL, FALSE);

  if (size < OLD_HEADER + 1 + 34 || memcmp (bytes, "\xffSMB\x72", 5) != 0 ||
      memcmp (bytes + 5, "\0\0\0\0", 4) != 0 || bytes[OLD_HEADER] != 17 ||
      get16 (bytes + OLD_HEADER + 1) != 0)
    return FALSE;
  greeting->dialect = RESITE_SMB_DIALECT_1;
  greeting->signs = (bytes[OLD_HEADER + 3] & 8) != 0;
  greeting->time = get_time (bytes + OLD_HEADER + 24);
  return TRUE;
}

/* NULL when the other side ends the conversation, which is @closed, or does not speak SMB. */
static GByteArray *
receive (GInputStream *input, GCancellable *cancellable, gboolean *closed, GError **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint8 head[4];
  gsize got = 0;
  gsize size;

  *closed = FALSE;
  if (!g_input_stream_read_all (input, head, sizeof head, &got, cancellable, error))
    return NULL;
  size = (gsize)head[1] << 16 | head[2] << 8 | head[3];
  *closed = got < sizeof head;
  if (*closed || head[0] != 0 || size > LONGEST_ANSWER)
    return NULL;
  g_byte_array_set_size (answer, size);
  if (!g_input_stream_read_all (input, answer->data, size, &got, cancellable, error))
    return NULL;
  *closed = got < size;
  return *closed ? NULL : g_steal_pointer (&answer);
}

static GByteArray *
ask (GIOStream *line, GByteArray *question, gint64 *round_trip, gboolean *closed,
     GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) framed = g_byte_array_new ();
  const guint8 head[4] = { 0, question->len >> 16, question->len >> 8, question->len };
  const gint64 start = g_get_monotonic_time ();
  GByteArray *answer;

  g_byte_array_append (framed, head, sizeof head);
  g_byte_array_append (framed, question->data, question->len);
  *closed = FALSE;
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (line), framed->data, framed->len,
                                  NULL, cancellable, error))
    return NULL;
  answer = receive (g_io_stream_get_input_stream (line), cancellable, closed, error);
  *round_trip = MIN (*round_trip, g_get_monotonic_time () - start);
  return answer;
}

/* Windows answers who calls it by its name, or by this one ([MS-NBTE] 2.1). FALSE without @error: it
 * does not take the call. */
static gboolean
open_session (GIOStream *line, GCancellable *cancellable, GError **error)
{
  guint8 call[4 + 2 * SESSION_NAME] = { SESSION_CALL, 0, 0, 2 * SESSION_NAME };
  guint8 answer[4] = { 0 };
  gsize got = 0;

  resite_netbios_encode ("*SMBSERVER", ' ', 0x20, call + 4);
  resite_netbios_encode ("RESITE", ' ', 0, call + 4 + SESSION_NAME);
  return g_output_stream_write_all (g_io_stream_get_output_stream (line), call, sizeof call, NULL,
                                    cancellable, error) &&
         g_input_stream_read_all (g_io_stream_get_input_stream (line), answer, sizeof answer, &got,
                                  cancellable, error) &&
         got == sizeof answer && answer[0] == SESSION_OPENED;
}

static GIOStream *
open_line (const char *host, guint port, guint patience, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *line;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, patience);
  line = g_socket_client_connect_to_host (client, host, port, cancellable, error);
  if (line != NULL)
    g_socket_set_option (g_socket_connection_get_socket (line), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  return (GIOStream *)line;
}

/* A first answer may wait for a server that starts a process for it, and any for a busy machine: the
 * shortest of several counts. */
static void
measure (GIOStream *line, ResiteSmbGreeting *greeting, GCancellable *cancellable)
{
  const gboolean old = greeting->dialect == RESITE_SMB_DIALECT_1;
  const gint64 start = g_get_monotonic_time ();
  gboolean goes_on = TRUE;

  for (guint i = 0; i < MOST_ECHOES && goes_on; i++)
    {
      g_autoptr (GByteArray) echo = old ? make_old_echo () : make_echo (greeting->dialect, i + 1);
      gboolean closed;
      g_autoptr (GByteArray) answer =
          ask (line, echo, &greeting->round_trip, &closed, cancellable, NULL);

      goes_on = answer != NULL && g_get_monotonic_time () - start < ECHO_TIME;
    }
}

static gboolean
is_closing (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}

/* FALSE without @error: somebody is there who does not speak this. */
static gboolean
greet_once (const char *host, guint port, guint patience, gboolean old, ResiteSmbGreeting *greeting,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GIOStream) line = open_line (host, port, patience, cancellable, error);
  g_autoptr (GByteArray) question = old ? make_old_question () : make_question ();
  g_autoptr (GByteArray) answer = NULL;
  gboolean closed;

  if (line == NULL)
    return FALSE;
  if (port == RESITE_SMB_OLD_PORT && !open_session (line, cancellable, &failure))
    {
      if (failure != NULL && !is_closing (failure))
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  greeting->port = port;
  greeting->round_trip = G_MAXINT64;
  answer = ask (line, question, &greeting->round_trip, &closed, cancellable, &failure);
  if (answer == NULL)
    {
      if (failure != NULL && !is_closing (failure))
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (old ? !resite_smb_greet_read_old (answer->data, answer->len, greeting)
          : !resite_smb_greet_read (answer->data, answer->len, greeting))
    return FALSE;
  measure (line, greeting, cancellable);
  return TRUE;
}

/* Takes @failure. */
static GError *
explain (GError *failure, const char *host)
{
  GError *own;

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return failure;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    own = g_error_new (RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                       _ ("%s was asked for its files, and no answer came in time."), host);
  else
    own = g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                       _ ("The files of %s cannot be reached: %s"), host, failure->message);
  g_error_free (failure);
  return own;
}

gboolean
resite_smb_greet (const char *host, guint port, guint patience, ResiteSmbGreeting *greeting,
                  GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;

  g_return_val_if_fail (host != NULL, FALSE);
  g_return_val_if_fail (greeting != NULL, FALSE);

  if (greet_once (host, port, patience, FALSE, greeting, cancellable, &failure) ||
      (failure == NULL && greet_once (host, port, patience, TRUE, greeting, cancellable, &failure)))
    return TRUE;
  if (failure != NULL)
    g_propagate_error (error, explain (failure, host));
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("%s answers at port %u, but not as a file server of Windows does."), host,
                 port);
  return FALSE;
}

gboolean
resite_smb_greet_default (const char *host, guint patience, ResiteSmbGreeting *greeting,
                          GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;

  if (resite_smb_greet (host, RESITE_SMB_PORT, patience, greeting, cancellable, &failure))
    return TRUE;
  if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      resite_smb_greet (host, RESITE_SMB_OLD_PORT, MIN (patience, OLD_PATIENCE), greeting,
                        cancellable, NULL))
    {
      g_error_free (failure);
      return TRUE;
    }
  /* Also while the second door was tried. */
  if (g_cancellable_is_cancelled (cancellable))
    g_clear_error (&failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  else
    g_cancellable_set_error_if_cancelled (cancellable, error);
  return FALSE;
}

char *
resite_smb_greeting_to_text (const ResiteSmbGreeting *greeting)
{
  const guint dialect = greeting->dialect;
  g_autofree char *version = NULL;

  g_return_val_if_fail (greeting != NULL, NULL);

  if (dialect == RESITE_SMB_DIALECT_1)
    version = g_strdup ("SMB 1");
  else if (dialect == 0x0202)
    version = g_strdup ("SMB 2.0.2");
  else if ((dialect & 0xf) == 0)
    version = g_strdup_printf ("SMB %u.%u", dialect >> 8, dialect >> 4 & 0xf);
  else
    version = g_strdup_printf ("SMB %u.%u.%u", dialect >> 8, dialect >> 4 & 0xf, dialect & 0xf);
  return greeting->signs ? g_strdup_printf (_ ("%s, signed"), version) : g_steal_pointer (&version);
}
