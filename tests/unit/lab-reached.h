/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-lab.h"

/* A rehearsal whose machines are all reached over HTTPS. */

typedef struct
{
  ResiteLab *lab;
  ResiteLabWorld *world;
  ResiteConnections *connections;
  ResiteCredentials *credentials;
} LabReached;

static inline void
lab_reached_set_way (LabReached *self, const char *role)
{
  ResiteLabServer *server = resite_lab_get_server (self->lab);
  const ResiteRemoteWay way = { .host = resite_lab_world_get_address (self->world, role),
                                .port = resite_lab_server_get_https_port (server, role),
                                .user = resite_lab_get_user (self->lab),
                                .ca_file = resite_lab_server_get_ca_file (server) };

  resite_connections_add (self->connections, role, RESITE_REACH_WINRM, NULL);
  resite_connections_set_way (self->connections, role, &way);
  resite_connections_set_credentials (self->connections, role, self->credentials);
}

/* @pace: how many times faster than real time the lab is. */
static inline void
lab_reached_set_up (LabReached *self, double pace)
{
  static const char *const roles[] = { "old", "new", "source", "primary.1", "primary.2" };
  const ResiteLabOptions options = {
    .packages = 3, .bytes = 30000, .pace = pace, .reach = RESITE_LAB_WINRM
  };
  const char *servers[] = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  self->lab = resite_lab_new (&options, &error);
  g_assert_no_error (error);
  self->world = resite_lab_get_world (self->lab);
  self->connections = resite_connections_new ();
  self->credentials =
      resite_credentials_new (resite_lab_get_user (self->lab), resite_lab_get_secret (self->lab));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    lab_reached_set_way (self, roles[i]);
  servers[0] = resite_lab_server_get_name_server (resite_lab_get_server (self->lab));
  resite_connections_set_name_servers (self->connections, servers);
}

static inline void
lab_reached_tear_down (LabReached *self)
{
  g_object_unref (self->connections);
  resite_credentials_unref (self->credentials);
  resite_lab_destroy (self->lab);
  g_object_unref (self->lab);
}
