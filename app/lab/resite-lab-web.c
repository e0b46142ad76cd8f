/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-web"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

#include "resite-lab-kept.h"
#include "resite-lab-web-private.h"
#include "resite-lab-web.h"

#define GROUP "web"
/* Until a port is free again that was just left. */
#define LISTEN_AGAIN_MS 50
/* Lines on which nothing is said any more. */
#define MOST_SILENT 64

struct _ResiteLabWeb
{
  ResiteLabWorld *world;
  SoupServer *server;
  char *url;
  guint16 port;
  char *address; /* (nullable): where it listens now */
  GPtrArray *silent;
  guint change_source, again_source;
};

static void
cut (GIOStream *stream)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (G_IS_SOCKET_CONNECTION (stream))
    setsockopt (g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))),
                SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_io_stream_close (stream, NULL, NULL);
}

static void
end_without_answer (ResiteLabWeb *self, SoupServerMessage *message, gboolean at_once)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  if (at_once || self->silent->len >= MOST_SILENT)
    cut (stream);
  else
    g_ptr_array_add (self->silent, g_object_ref (stream));
}

static void
handler_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  ResiteLabWeb *self = data;
  g_autofree char *decoded = g_uri_unescape_string (path, NULL);
  ResiteLabMachine machine;
  const ResiteLabWebRequest request = { &machine, message, decoded };
  ResiteLabWebVerdict verdict;

  if (!resite_lab_world_find_machine (self->world, LAB_WEB_MACHINE, &machine))
    return;
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    {
      soup_server_message_set_status (message, 400, NULL);
      return;
    }
  verdict = resite_lab_web_answer (&request);
  if (verdict != RESITE_LAB_WEB_ANSWERED)
    end_without_answer (self, message, verdict == RESITE_LAB_WEB_CUT);
}

static gboolean
may_listen (ResiteLabWeb *self)
{
  ResiteLabMachine machine;

  return resite_lab_world_is_up (self->world, LAB_WEB_MACHINE) &&
         resite_lab_world_find_machine (self->world, LAB_WEB_MACHINE, &machine) &&
         resite_lab_service_is_running (&machine, "W3SVC");
}

static void
stop_listening (ResiteLabWeb *self)
{
  g_clear_handle_id (&self->again_source, g_source_remove);
  if (self->address != NULL)
    soup_server_disconnect (self->server);
  g_clear_pointer (&self->address, g_free);
}

static gboolean listen_again_cb (gpointer data);

static void
start_listening (ResiteLabWeb *self)
{
  const char *address = resite_lab_world_get_address (self->world, LAB_WEB_MACHINE);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, self->port);
  g_autoptr (GError) error = NULL;

  if (soup_server_listen (self->server, wanted, 0, &error))
    {
      self->address = g_strdup (address);
      return;
    }
  g_debug ("%s: %s", address, error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    self->again_source = g_timeout_add (LISTEN_AGAIN_MS, listen_again_cb, self);
}

static gboolean
listen_again_cb (gpointer data)
{
  ResiteLabWeb *self = data;

  self->again_source = 0;
  if (may_listen (self))
    start_listening (self);
  return G_SOURCE_REMOVE;
}

static gboolean
change_cb (gpointer data)
{
  ResiteLabWeb *self = data;
  const char *address = resite_lab_world_get_address (self->world, LAB_WEB_MACHINE);

  self->change_source = 0;
  if (!may_listen (self) || g_strcmp0 (self->address, address) != 0)
    stop_listening (self);
  if (may_listen (self) && self->address == NULL && self->again_source == 0)
    start_listening (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ResiteLabWorld *world, const char *machine, gpointer data)
{
  ResiteLabWeb *self = data;

  /* Not at once: this may come out of a request that is being answered. */
  if (strcmp (machine, LAB_WEB_MACHINE) == 0 && self->change_source == 0)
    self->change_source = g_idle_add_full (G_PRIORITY_HIGH, change_cb, self, NULL);
}

/* One that nobody has on the site's address, where the new server comes to in the end. */
static gboolean
choose_port (ResiteLabWeb *self, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (self->port != 0)
    return TRUE;
  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL || !g_socket_bind (socket, wanted, TRUE, error))
    return FALSE;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

static gboolean
start (ResiteLabWeb *self, const char *folder, GError **error)
{
  g_autoptr (ResiteLabKept) kept = resite_lab_kept_open (folder, error);
  const ResiteLabRecord *network =
      resite_lab_store_find (self->world->store, "site", "network", "address");
  const char *address = network != NULL ? resite_lab_record_get (network, "Address") : "127.0.0.1";

  if (kept == NULL)
    return FALSE;
  self->port = resite_lab_kept_get_port (kept, GROUP, "http");
  if (!choose_port (self, address, error))
    return FALSE;
  resite_lab_kept_set_port (kept, GROUP, "http", self->port);
  self->url = g_strdup_printf ("http://%s:%u", address, self->port);
  if (!resite_lab_kept_save (kept, error))
    return FALSE;
  self->server = soup_server_new ("server-header", "Microsoft-IIS/6.0", "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->server, NULL, handler_cb, self, NULL);
  g_signal_connect (self->world, "moved", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->world, "up-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->world, "web-changed", G_CALLBACK (changed_cb), self);
  if (may_listen (self))
    start_listening (self);
  return TRUE;
}

ResiteLabWeb *
resite_lab_web_new (ResiteLabWorld *world, const char *folder, GError **error)
{
  ResiteLabWeb *self;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (world) && folder != NULL, NULL);

  self = g_new0 (ResiteLabWeb, 1);
  self->world = g_object_ref (world);
  self->silent = g_ptr_array_new_with_free_func (g_object_unref);
  if (start (self, folder, error))
    return self;
  g_prefix_error (error, _ ("Starting the rehearsal's web server: "));
  resite_lab_web_free (self);
  return NULL;
}

void
resite_lab_web_free (ResiteLabWeb *self)
{
  g_signal_handlers_disconnect_by_data (self->world, self);
  g_clear_handle_id (&self->change_source, g_source_remove);
  if (self->server != NULL)
    stop_listening (self);
  g_clear_object (&self->server);
  for (guint i = 0; i < self->silent->len; i++)
    cut (self->silent->pdata[i]);
  g_ptr_array_unref (self->silent);
  g_object_unref (self->world);
  g_free (self->address);
  g_free (self->url);
  g_free (self);
}

const char *
resite_lab_web_get_url (ResiteLabWeb *self)
{
  return self->url;
}

gboolean
resite_lab_web_is_listening (ResiteLabWeb *self)
{
  return self->address != NULL;
}
