/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-directory-private.h"
#include "resite-error.h"

#define PORT            389
#define PORT_UNDER_TLS  636
#define CONNECT_SECONDS 10
#define PATIENCE        30

G_DEFINE_FINAL_TYPE (ResiteDirectory, resite_directory, G_TYPE_OBJECT)

static void
resite_directory_finalize (GObject *object)
{
  ResiteDirectory *self = RESITE_DIRECTORY (object);

  resite_directory_close (self);
  g_free (self->url);
  g_free (self->host);
  g_free (self->ca_file);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_free (self->name);
  g_free (self->domain);
  g_free (self->configuration);

  G_OBJECT_CLASS (resite_directory_parent_class)->finalize (object);
}

static void
resite_directory_class_init (ResiteDirectoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_directory_finalize;
}

static void
resite_directory_init (ResiteDirectory *self)
{
  self->fd = -1;
}

/* "ldaps://dc1.corp.example.com:636", "dc1". */
static gboolean
take_url (ResiteDirectory *self, const char *url, GError **error)
{
  g_autofree char *whole =
      strstr (url, "://") != NULL ? g_strdup (url) : g_strconcat ("ldap://", url, NULL);
  g_autoptr (GUri) uri = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";

  if ((!g_str_equal (scheme, "ldap") && !g_str_equal (scheme, "ldaps")) || host == NULL ||
      *host == '\0' || (*path != '\0' && !g_str_equal (path, "/")) ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_port (uri) == 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("“%s” is no address of a directory: write ldap://HOST or ldaps://HOST, with "
                      ":PORT where it is another than usual."),
                   url);
      return FALSE;
    }
  self->tls_from_start = g_str_equal (scheme, "ldaps");
  self->host = g_strdup (host);
  self->port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri)
               : self->tls_from_start   ? PORT_UNDER_TLS
                                        : PORT;
  self->url = g_strdup_printf (strchr (host, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u", scheme,
                               host, self->port);
  self->name = g_strdup (host);
  return TRUE;
}

ResiteDirectory *
resite_directory_new (const char *url, const ResiteDirectoryOptions *options, GError **error)
{
  g_autoptr (ResiteDirectory) self = NULL;

  g_return_val_if_fail (url != NULL && options != NULL, NULL);

  self = g_object_new (RESITE_TYPE_DIRECTORY, NULL);
  if (!take_url (self, url, error))
    return NULL;
  self->ca_file = g_strdup (options->ca_file);
  if (options->credentials != NULL)
    self->credentials = resite_credentials_ref (options->credentials);
  self->start_tls = options->start_tls;
  self->connect_seconds = options->connect_seconds > 0 ? options->connect_seconds : CONNECT_SECONDS;
  self->patience = options->patience > 0 ? options->patience : PATIENCE;
  return g_steal_pointer (&self);
}

/* Both clocks are read as near to each other as can be. */
static gboolean
meet (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  static const char *const attributes[] = { "defaultNamingContext", "configurationNamingContext",
                                            "dnsHostName", "currentTime", NULL };
  g_autoptr (ResiteDirectoryEntry) root =
      resite_directory_read (self, "", attributes, cancellable, error);
  const char *name;
  gint64 time;

  if (root == NULL)
    return FALSE;
  g_free (self->domain);
  self->domain = g_strdup (resite_directory_entry_get_text (root, "defaultNamingContext"));
  g_free (self->configuration);
  self->configuration =
      g_strdup (resite_directory_entry_get_text (root, "configurationNamingContext"));
  time = resite_directory_entry_get_time (root, "currentTime");
  self->clock_lead = time != 0 ? time - resite_clock_desk_now () : 0;
  name = resite_directory_entry_get_text (root, "dnsHostName");
  if (name != NULL)
    {
      g_free (self->name);
      self->name = g_strdup (name);
    }
  if (self->domain == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                 _ ("%s is a directory, but no domain controller: it names no domain."),
                 self->host);
  return self->domain != NULL;
}

gboolean
resite_directory_open (ResiteDirectory *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->ldap != NULL)
    return TRUE;
  if (_resite_directory_connect (self, cancellable, error) &&
      _resite_directory_log_on (self, cancellable, error) && meet (self, cancellable, error))
    return TRUE;
  resite_directory_close (self);
  return FALSE;
}

void
resite_directory_close (ResiteDirectory *self)
{
  g_return_if_fail (RESITE_IS_DIRECTORY (self));

  if (self->ldap != NULL)
    ldap_unbind_ext_s (self->ldap, NULL, NULL);
  self->ldap = NULL;
  self->fd = -1;
}

const char *
resite_directory_get_url (ResiteDirectory *self)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  return self->url;
}

const char *
resite_directory_get_name (ResiteDirectory *self)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  return self->name;
}

char *
resite_directory_describe_account (ResiteDirectory *self)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  return g_strdup (self->credentials != NULL ? resite_credentials_get_user (self->credentials)
                                             : _ ("the account of this desk's Kerberos ticket"));
}

const char *
resite_directory_get_domain (ResiteDirectory *self)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  return self->domain;
}

const char *
resite_directory_get_configuration (ResiteDirectory *self)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  return self->configuration;
}

gint64
resite_directory_get_clock_lead (ResiteDirectory *self)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), 0);

  return self->clock_lead;
}
