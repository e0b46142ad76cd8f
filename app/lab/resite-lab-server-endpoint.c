/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-server-door.h"
#include "resite-lab-server-endpoint.h"
#include "resite-lab-server-gate.h"

/* Until a port is free again that another machine has just left. */
#define LISTEN_AGAIN_MS 50

struct _ResiteLabEndpoint
{
  ResiteLabWorld *world;
  ResiteLabTls *tls;
  ResiteLabService *service;
  ResiteLabGate gate;
  GPtrArray *names; /* all that the certificate is for; ended by NULL */
  GTlsCertificate *certificate;
  SoupServer *servers[2];  /* HTTPS, HTTP */
  ResiteLabDoor *doors[2]; /* theirs */
  guint16 ports[2];
  GHashTable *exchanges; /* those not answered yet */
  guint change_source, again_source;
  guint at_once, most_at_once;
};

static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  ResiteLabEndpoint *self = data;

  g_signal_handlers_disconnect_by_data (message, self);
  g_hash_table_remove (self->exchanges, message);
  self->at_once--;
}

static void
started_cb (SoupServer *server, SoupServerMessage *message, ResiteLabEndpoint *self)
{
  resite_lab_gate_watch (&self->gate, message);
}

static void
handler_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  ResiteLabEndpoint *self = data;
  const char *name = resite_lab_world_get_name (self->world, self->service->machine);
  ResiteLabExchange *exchange =
      resite_lab_exchange_new (message, self->service->behaviours, name != NULL ? name : "");

  self->at_once++;
  self->most_at_once = MAX (self->most_at_once, self->at_once);
  g_hash_table_insert (self->exchanges, message, exchange);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  resite_lab_gate_answer (&self->gate, message, path, exchange);
  /* The request itself may have moved the machine or brought it down: nothing is said any more. */
  if (self->change_source != 0)
    resite_lab_exchange_give_up (exchange);
  else
    resite_lab_exchange_wait (exchange);
}

static void
cut_lines (ResiteLabEndpoint *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->doors); i++)
    resite_lab_door_shut (self->doors[i]);
}

static gboolean
has_name (ResiteLabEndpoint *self, const char *name)
{
  return name == NULL || g_strv_contains ((const char *const *)self->names->pdata, name);
}

static void
add_name (ResiteLabEndpoint *self, const char *name)
{
  if (!has_name (self, name))
    g_ptr_array_insert (self->names, (int)self->names->len - 1, g_strdup (name));
}

/* A machine gets another certificate when it takes a name or an address that it never had. */
static gboolean
prepare_certificate (ResiteLabEndpoint *self, const char *address, GError **error)
{
  const char *name = resite_lab_world_get_name (self->world, self->service->machine);

  if (self->certificate != NULL && has_name (self, name) && has_name (self, address))
    return TRUE;
  add_name (self, name);
  add_name (self, address);
  g_clear_object (&self->certificate);
  self->certificate =
      resite_lab_tls_issue (self->tls, (const char *const *)self->names->pdata, error);
  return self->certificate != NULL;
}

static gboolean
start_listening (ResiteLabEndpoint *self, GError **error)
{
  const char *machine = self->service->machine;
  const char *address = resite_lab_world_get_address (self->world, machine);
  g_autoptr (GInetAddress) inet = address != NULL ? g_inet_address_new_from_string (address) : NULL;

  if (inet == NULL || !g_inet_address_get_is_loopback (inet))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("The rehearsal's machine %s has the address %s. A rehearsal speaks on this "
                      "computer's own addresses (127.x.x.x) only."),
                   machine, address != NULL ? address : "-");
      return FALSE;
    }
  if (prepare_certificate (self, address, error) &&
      resite_lab_door_open (self->doors[0], address, &self->ports[0], self->certificate, error) &&
      resite_lab_door_open (self->doors[1], address, &self->ports[1], NULL, error))
    return TRUE;
  cut_lines (self);
  return FALSE;
}

static gboolean listen_again_cb (gpointer data);

static void
try_to_listen (ResiteLabEndpoint *self)
{
  g_autoptr (GError) error = NULL;

  if (!resite_lab_world_is_up (self->world, self->service->machine) ||
      start_listening (self, &error))
    return;
  g_debug ("%s: %s", self->service->machine, error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    self->again_source = g_timeout_add (LISTEN_AGAIN_MS, listen_again_cb, self);
}

static gboolean
listen_again_cb (gpointer data)
{
  ResiteLabEndpoint *self = data;

  self->again_source = 0;
  try_to_listen (self);
  return G_SOURCE_REMOVE;
}

static gboolean
change_cb (gpointer data)
{
  ResiteLabEndpoint *self = data;

  self->change_source = 0;
  g_clear_handle_id (&self->again_source, g_source_remove);
  cut_lines (self);
  if (!resite_lab_world_is_up (self->world, self->service->machine))
    resite_lab_service_forget (self->service);
  try_to_listen (self);
  return G_SOURCE_REMOVE;
}

static void
fall_silent (ResiteLabEndpoint *self)
{
  GHashTableIter iter;
  gpointer exchange;

  g_hash_table_iter_init (&iter, self->exchanges);
  while (g_hash_table_iter_next (&iter, NULL, &exchange))
    resite_lab_exchange_give_up (exchange);
}

void
resite_lab_endpoint_follow (ResiteLabEndpoint *self)
{
  fall_silent (self);
  /* Not at once: this may be called while libsoup handles a request on such a line. */
  if (self->change_source == 0)
    self->change_source = g_idle_add_full (G_PRIORITY_HIGH, change_cb, self, NULL);
}

static SoupServer *
make_server (ResiteLabEndpoint *self)
{
  SoupServer *server = soup_server_new ("server-header", "Microsoft-HTTPAPI/1.0", NULL);

  g_signal_connect (server, "request-started", G_CALLBACK (started_cb), self);
  soup_server_add_handler (server, NULL, handler_cb, self, NULL);
  return server;
}

ResiteLabEndpoint *
resite_lab_endpoint_new (const ResiteLabEndpointOptions *options, GError **error)
{
  ResiteLabEndpoint *self = g_new0 (ResiteLabEndpoint, 1);

  self->world = g_object_ref (options->world);
  self->tls = options->tls;
  self->service = resite_lab_service_new (options->world, options->machine, options->user);
  self->gate.service = self->service;
  self->gate.authorization = g_strconcat (options->user, ":", options->secret, NULL);
  self->ports[0] = options->https_port;
  self->ports[1] = options->http_port;
  self->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->names, NULL);
  self->exchanges =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)resite_lab_exchange_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->servers); i++)
    {
      self->servers[i] = make_server (self);
      self->doors[i] = resite_lab_door_new (self->servers[i]);
    }
  add_name (self, resite_lab_world_get_name (self->world, options->machine));
  for (guint i = 0; options->names != NULL && options->names[i] != NULL; i++)
    add_name (self, options->names[i]);
  if (!resite_lab_world_is_up (self->world, options->machine) || start_listening (self, error))
    return self;
  resite_lab_endpoint_free (self);
  return NULL;
}

void
resite_lab_endpoint_free (ResiteLabEndpoint *self)
{
  GHashTableIter iter;
  gpointer message;

  g_clear_handle_id (&self->change_source, g_source_remove);
  g_clear_handle_id (&self->again_source, g_source_remove);
  fall_silent (self);
  resite_lab_service_forget (self->service);
  cut_lines (self);
  g_hash_table_iter_init (&iter, self->exchanges);
  while (g_hash_table_iter_next (&iter, &message, NULL))
    g_signal_handlers_disconnect_by_data (message, self);
  for (guint i = 0; i < G_N_ELEMENTS (self->servers); i++)
    {
      g_signal_handlers_disconnect_by_data (self->servers[i], self);
      resite_lab_door_free (self->doors[i]);
      g_object_unref (self->servers[i]);
    }
  g_hash_table_unref (self->exchanges);
  g_clear_object (&self->certificate);
  resite_lab_service_free (self->service);
  g_ptr_array_unref (self->names);
  g_object_unref (self->world);
  g_free (self->gate.authorization);
  g_free (self);
}

ResiteLabBehaviours *
resite_lab_endpoint_get_behaviours (ResiteLabEndpoint *self)
{
  return self->service->behaviours;
}

guint16
resite_lab_endpoint_get_https_port (ResiteLabEndpoint *self)
{
  return self->ports[0];
}

guint16
resite_lab_endpoint_get_http_port (ResiteLabEndpoint *self)
{
  return self->ports[1];
}

guint
resite_lab_endpoint_get_most_at_once (ResiteLabEndpoint *self)
{
  return self->most_at_once;
}
