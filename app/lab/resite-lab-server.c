/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-names.h"
#include "resite-lab-server-endpoint.h"
#include "resite-lab-server.h"

/* Ports stand in plans, so they are the same ones when the lab is opened again. */
#define KEPT_FILE  "servers.ini"
#define NAMES      "names"
#define OLD_SUFFIX "_OLD"

static const char *const roles[] = { "old",       "new",       "source",  "primary.1",
                                     "primary.2", "primary.3", "central", NULL };

struct _ResiteLabServer
{
  GObject parent_instance;

  ResiteLabWorld *world;
  ResiteLabTls *tls;
  ResiteLabNames *names;
  char *names_address; /* with the port */
  char *user, *secret;
  GHashTable *endpoints; /* role → ResiteLabEndpoint */
  GHashTable *aliases;   /* role → the role that it is another name of */
};

G_DEFINE_FINAL_TYPE (ResiteLabServer, resite_lab_server, G_TYPE_OBJECT)

static void
resite_lab_server_dispose (GObject *object)
{
  resite_lab_server_close (RESITE_LAB_SERVER (object));

  G_OBJECT_CLASS (resite_lab_server_parent_class)->dispose (object);
}

static void
resite_lab_server_finalize (GObject *object)
{
  ResiteLabServer *self = RESITE_LAB_SERVER (object);

  g_clear_pointer (&self->endpoints, g_hash_table_unref);
  g_clear_pointer (&self->aliases, g_hash_table_unref);
  g_clear_pointer (&self->tls, resite_lab_tls_free);
  g_clear_object (&self->world);
  g_free (self->names_address);
  g_free (self->user);
  g_free (self->secret);

  G_OBJECT_CLASS (resite_lab_server_parent_class)->finalize (object);
}

static void
resite_lab_server_class_init (ResiteLabServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = resite_lab_server_dispose;
  object_class->finalize = resite_lab_server_finalize;
}

static void
resite_lab_server_init (ResiteLabServer *self)
{
  self->endpoints = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                           (GDestroyNotify)resite_lab_endpoint_free);
  self->aliases = g_hash_table_new (g_str_hash, g_str_equal);
}

/* (nullable). */
static ResiteLabEndpoint *
find_endpoint (ResiteLabServer *self, const char *machine)
{
  const char *alias = g_hash_table_lookup (self->aliases, machine);

  return g_hash_table_lookup (self->endpoints, alias != NULL ? alias : machine);
}

static void
changed_cb (ResiteLabWorld *world, const char *machine, ResiteLabServer *self)
{
  ResiteLabEndpoint *endpoint = find_endpoint (self, machine);

  if (endpoint != NULL)
    resite_lab_endpoint_follow (endpoint);
}

/* (nullable): an earlier role that is the same machine: the central site's server is a primary. */
static const char *
find_same (ResiteLabServer *self, const char *role)
{
  const char *name = resite_lab_world_get_name (self->world, role);
  const char *address = resite_lab_world_get_address (self->world, role);

  for (guint i = 0; strcmp (roles[i], role) != 0; i++)
    if (g_hash_table_contains (self->endpoints, roles[i]) &&
        g_strcmp0 (resite_lab_world_get_name (self->world, roles[i]), name) == 0 &&
        g_strcmp0 (resite_lab_world_get_address (self->world, roles[i]), address) == 0)
      return roles[i];
  return NULL;
}

static void
add_if_known (GStrvBuilder *names, const char *name)
{
  if (name != NULL)
    g_strv_builder_add (names, name);
}

/* The old and the new server change names and addresses with each other: with all of them in both
 * certificates from the start, one that a person has trusted stays the same. */
static GStrv
list_names (ResiteLabServer *self, const char *role)
{
  static const char *const pair[] = { "old", "new" };
  const char *old_name = resite_lab_world_get_name (self->world, "old");
  g_autofree char *name_after = old_name != NULL ? g_strconcat (old_name, OLD_SUFFIX, NULL) : NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (strcmp (role, "old") == 0 || strcmp (role, "new") == 0)
    {
      for (guint i = 0; i < G_N_ELEMENTS (pair); i++)
        {
          add_if_known (names, resite_lab_world_get_name (self->world, pair[i]));
          add_if_known (names, resite_lab_world_get_address (self->world, pair[i]));
        }
      add_if_known (names, name_after);
    }
  return g_strv_builder_end (names);
}

static guint16
get_kept_port (GKeyFile *kept, const char *group, const char *key)
{
  return (guint16)CLAMP (g_key_file_get_integer (kept, group, key, NULL), 0, G_MAXUINT16);
}

static gboolean
add_endpoint (ResiteLabServer *self, const char *role, GKeyFile *kept, GError **error)
{
  g_auto (GStrv) names = list_names (self, role);
  ResiteLabEndpointOptions options = {
    .world = self->world,
    .tls = self->tls,
    .machine = role,
    .user = self->user,
    .secret = self->secret,
    .names = (const char *const *)names,
    .https_port = get_kept_port (kept, role, "https"),
    .http_port = get_kept_port (kept, role, "http"),
  };
  ResiteLabEndpoint *endpoint = resite_lab_endpoint_new (&options, error);

  if (endpoint == NULL)
    return FALSE;
  g_hash_table_insert (self->endpoints, (gpointer)role, endpoint);
  g_key_file_set_integer (kept, role, "https", resite_lab_endpoint_get_https_port (endpoint));
  g_key_file_set_integer (kept, role, "http", resite_lab_endpoint_get_http_port (endpoint));
  return TRUE;
}

static gboolean
add_endpoints (ResiteLabServer *self, GKeyFile *kept, GError **error)
{
  for (guint i = 0; roles[i] != NULL; i++)
    {
      const char *same;

      if (resite_lab_world_get_name (self->world, roles[i]) == NULL)
        continue;
      same = find_same (self, roles[i]);
      if (same != NULL)
        g_hash_table_insert (self->aliases, (gpointer)roles[i], (gpointer)same);
      else if (!add_endpoint (self, roles[i], kept, error))
        return FALSE;
    }
  return TRUE;
}

/* Beside the machines of the lab: 127.A.B.53 where they are 127.A.B.x. */
static char *
choose_names_address (ResiteLabServer *self)
{
  for (guint i = 0; roles[i] != NULL; i++)
    {
      const char *address = resite_lab_world_get_address (self->world, roles[i]);
      const char *dot = address != NULL ? strrchr (address, '.') : NULL;

      if (dot != NULL)
        return g_strdup_printf ("%.*s.53", (int)(dot - address), address);
    }
  return g_strdup ("127.0.0.1");
}

static gboolean
add_names (ResiteLabServer *self, GKeyFile *kept, GError **error)
{
  g_autofree char *address = g_key_file_get_string (kept, NAMES, "address", NULL);
  guint16 port;

  if (address == NULL)
    address = choose_names_address (self);
  self->names = resite_lab_names_new (self->world, roles, address,
                                      get_kept_port (kept, NAMES, "port"), error);
  if (self->names == NULL)
    return FALSE;
  port = resite_lab_names_get_port (self->names);
  self->names_address = g_strdup_printf ("%s:%u", address, port);
  g_key_file_set_string (kept, NAMES, "address", address);
  g_key_file_set_integer (kept, NAMES, "port", port);
  return TRUE;
}

static gboolean
start (ResiteLabServer *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, KEPT_FILE, NULL);
  g_autoptr (GKeyFile) kept = g_key_file_new ();

  if (g_file_test (path, G_FILE_TEST_EXISTS) &&
      !g_key_file_load_from_file (kept, path, G_KEY_FILE_NONE, error))
    return FALSE;
  self->tls = resite_lab_tls_new (folder, error);
  return self->tls != NULL && add_endpoints (self, kept, error) && add_names (self, kept, error) &&
         g_key_file_save_to_file (kept, path, error);
}

ResiteLabServer *
resite_lab_server_new (ResiteLabWorld *world, const char *folder, const char *user,
                       const char *secret, GError **error)
{
  g_autoptr (ResiteLabServer) self = NULL;

  g_return_val_if_fail (world != NULL && folder != NULL, NULL);
  g_return_val_if_fail (user != NULL && secret != NULL, NULL);

  self = g_object_new (RESITE_TYPE_LAB_SERVER, NULL);
  self->world = g_object_ref (world);
  self->user = g_strdup (user);
  self->secret = g_strdup (secret);
  if (!start (self, folder, error))
    {
      g_prefix_error (error, _ ("Starting the rehearsal's servers: "));
      return NULL;
    }
  g_signal_connect_object (world, "moved", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (world, "up-changed", G_CALLBACK (changed_cb), self, 0);
  return g_steal_pointer (&self);
}

const char *
resite_lab_server_get_ca_file (ResiteLabServer *self)
{
  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), NULL);

  return resite_lab_tls_get_ca_file (self->tls);
}

static char *
write_url (ResiteLabServer *self, const char *machine, gboolean https)
{
  ResiteLabEndpoint *endpoint = find_endpoint (self, machine);
  guint16 port;

  g_return_val_if_fail (endpoint != NULL, NULL);

  port = https ? resite_lab_endpoint_get_https_port (endpoint)
               : resite_lab_endpoint_get_http_port (endpoint);
  return g_strdup_printf ("%s://%s:%u/wsman", https ? "https" : "http",
                          resite_lab_world_get_address (self->world, machine), port);
}

char *
resite_lab_server_get_https (ResiteLabServer *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), NULL);

  return write_url (self, machine, TRUE);
}

char *
resite_lab_server_get_http (ResiteLabServer *self, const char *machine)
{
  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), NULL);

  return write_url (self, machine, FALSE);
}

guint16
resite_lab_server_get_https_port (ResiteLabServer *self, const char *machine)
{
  ResiteLabEndpoint *endpoint;

  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), 0);

  endpoint = find_endpoint (self, machine);
  return endpoint != NULL ? resite_lab_endpoint_get_https_port (endpoint) : 0;
}

const char *
resite_lab_server_get_name_server (ResiteLabServer *self)
{
  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), NULL);

  return self->names_address;
}

gboolean
resite_lab_server_set_behaviour (ResiteLabServer *self, const char *machine, const char *name,
                                 const char *value)
{
  ResiteLabEndpoint *endpoint;

  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), FALSE);

  endpoint = find_endpoint (self, machine);
  return endpoint != NULL &&
         resite_lab_behaviours_set (resite_lab_endpoint_get_behaviours (endpoint), name, value);
}

guint
resite_lab_server_get_most_at_once (ResiteLabServer *self, const char *machine)
{
  ResiteLabEndpoint *endpoint;

  g_return_val_if_fail (RESITE_IS_LAB_SERVER (self), 0);

  endpoint = find_endpoint (self, machine);
  return endpoint != NULL ? resite_lab_endpoint_get_most_at_once (endpoint) : 0;
}

void
resite_lab_server_close (ResiteLabServer *self)
{
  g_return_if_fail (RESITE_IS_LAB_SERVER (self));

  g_hash_table_remove_all (self->endpoints);
  g_clear_pointer (&self->names, resite_lab_names_free);
}
