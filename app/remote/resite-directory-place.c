/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-place"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-place.h"
#include "resite-error.h"

struct _ResiteDirectoryPlace
{
  gatomicrefcount references;
  GStrv servers;
  char *domain;
  gboolean kerberos;
  ResiteDirectoryTls tls;
  char *ca_file;
  char *user;
  guint patience;
  GMutex mutex; /* the rest */
  ResiteCredentials *credentials;
};

ResiteDirectoryPlace *
resite_directory_place_new (const ResiteDirectoryWay *way)
{
  ResiteDirectoryPlace *self;

  g_return_val_if_fail (way != NULL, NULL);

  self = g_new0 (ResiteDirectoryPlace, 1);
  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  self->servers = way->servers != NULL ? g_strdupv ((GStrv)way->servers) : g_new0 (char *, 1);
  self->domain = g_strdup (way->domain);
  self->kerberos = way->kerberos;
  self->tls = way->tls;
  self->ca_file = g_strdup (way->ca_file);
  self->user = g_strdup (way->user);
  self->patience = way->patience;
  return self;
}

ResiteDirectoryPlace *
resite_directory_place_ref (ResiteDirectoryPlace *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_directory_place_unref (ResiteDirectoryPlace *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_strfreev (self->servers);
  g_free (self->domain);
  g_free (self->ca_file);
  g_free (self->user);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

const char *
resite_directory_place_get_user (ResiteDirectoryPlace *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

const char *
resite_directory_place_get_name (ResiteDirectoryPlace *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->servers[0] != NULL)
    return self->servers[0];
  return self->domain != NULL ? self->domain : "";
}

void
resite_directory_place_set_credentials (ResiteDirectoryPlace *self, ResiteCredentials *credentials)
{
  ResiteCredentials *former;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  former = self->credentials;
  self->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&former, resite_credentials_unref);
}

ResiteCredentials *
resite_directory_place_dup_credentials (ResiteDirectoryPlace *self)
{
  ResiteCredentials *credentials;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->mutex);
  credentials = self->credentials != NULL ? resite_credentials_ref (self->credentials) : NULL;
  g_mutex_unlock (&self->mutex);
  return credentials;
}

gboolean
resite_directory_place_needs_credentials (ResiteDirectoryPlace *self)
{
  g_autoptr (ResiteCredentials) credentials = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->kerberos)
    return FALSE;
  credentials = resite_directory_place_dup_credentials (self);
  return credentials == NULL || resite_credentials_is_refused (credentials);
}

void
resite_directory_place_inherit (ResiteDirectoryPlace *self, ResiteDirectoryPlace *former)
{
  g_autoptr (ResiteCredentials) credentials = NULL;

  g_return_if_fail (self != NULL && former != NULL);

  if (g_strcmp0 (self->user, former->user) != 0 || g_strcmp0 (self->domain, former->domain) != 0 ||
      !g_strv_equal ((const char *const *)self->servers, (const char *const *)former->servers))
    return;
  credentials = resite_directory_place_dup_credentials (former);
  resite_directory_place_set_credentials (self, credentials);
}

/* Visits. */

void
resite_directory_visit_free (ResiteDirectoryVisit *visit)
{
  if (visit == NULL)
    return;
  g_free (visit->name);
  g_clear_object (&visit->directory);
  g_clear_error (&visit->error);
  g_free (visit);
}

static ResiteDirectory *
make_directory (ResiteDirectoryPlace *self, const char *server, GError **error)
{
  g_autoptr (ResiteCredentials) credentials = resite_directory_place_dup_credentials (self);
  g_autofree char *url =
      strstr (server, "://") != NULL
          ? g_strdup (server)
          : g_strconcat (self->tls == RESITE_DIRECTORY_LDAPS ? "ldaps://" : "ldap://", server,
                         NULL);
  const ResiteDirectoryOptions options = {
    .ca_file = self->ca_file,
    .credentials = self->kerberos ? NULL : credentials,
    .start_tls = self->tls == RESITE_DIRECTORY_START_TLS,
    .patience = self->patience,
  };

  if (!self->kerberos && credentials == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                   _ ("There is no password for %s at the directory."),
                   self->user != NULL ? self->user : "?");
      return NULL;
    }
  return resite_directory_new (url, &options, error);
}

static gboolean
is_visited (GPtrArray *visits, const char *name)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (g_ascii_strcasecmp (visit->name, name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* One that answers under two names is visited once. */
static void
visit_one (ResiteDirectoryPlace *self, const char *server, GPtrArray *visits,
           GCancellable *cancellable)
{
  ResiteDirectoryVisit *visit = g_new0 (ResiteDirectoryVisit, 1);

  visit->directory = make_directory (self, server, &visit->error);
  if (visit->directory != NULL &&
      !resite_directory_open (visit->directory, cancellable, &visit->error))
    g_clear_object (&visit->directory);
  visit->name =
      g_strdup (visit->directory != NULL ? resite_directory_get_name (visit->directory) : server);
  if (is_visited (visits, visit->name))
    resite_directory_visit_free (visit);
  else
    g_ptr_array_add (visits, visit);
}

/* What is the same for every controller, or no reason to go on. */
static gboolean
ends_all (const ResiteDirectoryVisit *visit)
{
  return visit->error != NULL &&
         (visit->error->domain != RESITE_ERROR || visit->error->code == RESITE_ERROR_NO_ACCESS ||
          visit->error->code == RESITE_ERROR_NEEDS_PERSON ||
          visit->error->code == RESITE_ERROR_INVALID);
}

static gboolean
visit_all (ResiteDirectoryPlace *self, GPtrArray *servers, GPtrArray *visits,
           GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < servers->len; i++)
    {
      const ResiteDirectoryVisit *last;

      if (is_visited (visits, servers->pdata[i]))
        continue;
      visit_one (self, servers->pdata[i], visits, cancellable);
      last = visits->pdata[visits->len - 1];
      if (ends_all (last))
        {
          g_propagate_error (error, g_error_copy (last->error));
          return FALSE;
        }
    }
  return TRUE;
}

static const ResiteDirectoryVisit *
find_open (GPtrArray *visits)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (visit->directory != NULL)
        return visit;
    }
  return NULL;
}

static GPtrArray *
find_servers (ResiteDirectoryPlace *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *servers;

  if (self->servers[0] == NULL)
    return resite_directory_find_controllers (self->domain != NULL ? self->domain : "", cancellable,
                                              error);
  servers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; self->servers[i] != NULL; i++)
    g_ptr_array_add (servers, g_strdup (self->servers[i]));
  return servers;
}

GPtrArray *
resite_directory_place_visit (ResiteDirectoryPlace *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) visits =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_directory_visit_free);
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  const ResiteDirectoryVisit *open;

  g_return_val_if_fail (self != NULL, NULL);

  servers = find_servers (self, cancellable, error);
  if (servers == NULL || !visit_all (self, servers, visits, cancellable, error))
    return NULL;
  open = find_open (visits);
  if (open == NULL)
    {
      const ResiteDirectoryVisit *first = visits->pdata[0];

      g_propagate_error (error, g_error_copy (first->error));
      return NULL;
    }
  listed = resite_directory_list_controllers (open->directory, cancellable, error);
  if (listed == NULL || !visit_all (self, listed, visits, cancellable, error))
    return NULL;
  return g_steal_pointer (&visits);
}
