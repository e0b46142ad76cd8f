/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-tls-probe"

#include "config.h"

#include <string.h>

#include "resite-tls-probe.h"

#define RECORD    6 /* bytes: type, version, length, type of the message */
#define ALERT     0x15
#define HANDSHAKE 0x16
#define HELLO     2

/* ClientHello of TLS 1.0 (RFC 2246, 7.4.1.2) with the ciphers of Windows 2003: RC4 with MD5 and with
 * SHA, 3DES. Random bytes follow where the zeros are. */
static const guint8 greeting[] = {
  HANDSHAKE, 3, 1, 0,    49,    /* record, 49 bytes */
  1,         0, 0, 45,   3,  1, /* ClientHello, 45 bytes, TLS 1.0 */
  0,         0, 0, 0,    0,  0,    0, 0,    0, 0, 0, 0, 0, 0, 0, 0, 0,
  0,         0, 0, 0,    0,  0,    0, 0,    0, 0, 0, 0, 0, 0, 0, 0, /* no session */
  0,         6, 0, 0x04, 0,  0x05, 0, 0x0a,                         /* ciphers */
  1,         0,                                                     /* no compression */
};
#define RANDOM 11 /* where the random bytes are */

typedef struct
{
  GSocketConnection *connection;
  guint8 hello[sizeof greeting];
  guint8 record[RECORD];
} Probe;

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_clear_object (&probe->connection);
  g_free (probe);
}

static void
end (GTask *task, ResiteTlsGreeting answer)
{
  g_task_return_int (task, answer);
  g_object_unref (task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Probe *probe = g_task_get_task_data (data);
  gsize got = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &got, NULL);
  if (got == RECORD && probe->record[0] == HANDSHAKE && probe->record[1] == 3 &&
      probe->record[5] == HELLO)
    end (data, RESITE_TLS_OLD);
  else if (got >= 2 && probe->record[0] == ALERT && probe->record[1] == 3)
    end (data, RESITE_TLS_REFUSED);
  else
    end (data, got > 0 ? RESITE_TLS_FOREIGN : RESITE_TLS_SILENT);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Probe *probe = g_task_get_task_data (data);

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    end (data, RESITE_TLS_SILENT);
  else
    g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (probe->connection)),
                                   probe->record, RECORD, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (data), read_cb, data);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Probe *probe = g_task_get_task_data (data);

  probe->connection =
      g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL);
  if (probe->connection == NULL)
    end (data, RESITE_TLS_SILENT);
  else
    g_output_stream_write_all_async (
        g_io_stream_get_output_stream (G_IO_STREAM (probe->connection)), probe->hello,
        sizeof probe->hello, G_PRIORITY_DEFAULT, g_task_get_cancellable (data), written_cb, data);
}

void
resite_tls_probe_async (const char *host, guint16 port, guint seconds, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Probe *probe = g_new0 (Probe, 1);

  memcpy (probe->hello, greeting, sizeof greeting);
  for (guint i = 0; i < 32; i++)
    probe->hello[RANDOM + i] = (guint8)g_random_int_range (0, 256);
  g_task_set_source_tag (task, resite_tls_probe_async);
  g_task_set_task_data (task, probe, probe_free);
  g_socket_client_set_timeout (client, seconds);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, host, port, cancellable, connected_cb, task);
}

ResiteTlsGreeting
resite_tls_probe_finish (GAsyncResult *result)
{
  const gssize answer = g_task_propagate_int (G_TASK (result), NULL);

  return answer < 0 ? RESITE_TLS_SILENT : (ResiteTlsGreeting)answer;
}
