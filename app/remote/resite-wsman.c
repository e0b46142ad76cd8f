/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-main-call.h"
#include "resite-wsman-private.h"

#define DEADLINE     120 /* seconds */
#define MOST_TIMEOUT 60  /* seconds, what a server's own limit is */
#define FIRST_PLACES 2
#define FIRST_SIZE   153600
/* More than any list of a site holds: packages with all they say of themselves take some KiB each. */
#define LIST_LIMIT  (256 * 1024 * 1024)
#define PORT_PLAIN  5985
#define PORT_SECURE 5986
#define PATH        "/wsman"

struct _ResiteWsman
{
  GObject parent_instance;

  ResiteWsmanLink link;
  ResiteWsmanQueue *queue;
  ResiteWsmanQueue *door;
  gboolean plain;
  guint deadline; /* seconds */
  ResiteTrust *trust;
  gboolean allow_old_tls;
  gboolean allow_plain;
  GMutex mutex;
  GHashTable *redirects; /* namespace in small letters → ResiteWsman; under the mutex */
  GPtrArray *identities;
  const ResiteWsmanIdentity *identity; /* (nullable): the last of them, unless it was forgotten */
};

static void resite_wsman_init_cim (ResiteCimInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteWsman, resite_wsman, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_CIM, resite_wsman_init_cim))

static void
resite_wsman_finalize (GObject *object)
{
  ResiteWsman *self = RESITE_WSMAN (object);

  g_free (self->link.url);
  g_free (self->link.host);
  g_clear_object (&self->link.transport);
  g_clear_pointer (&self->trust, resite_trust_unref);
  g_hash_table_unref (self->redirects);
  g_mutex_clear (&self->mutex);
  g_clear_pointer (&self->link.credentials, resite_credentials_unref);
  g_clear_pointer (&self->queue, resite_wsman_queue_free);
  g_clear_pointer (&self->door, resite_wsman_queue_free);
  g_clear_pointer (&self->identities, g_ptr_array_unref);
  G_OBJECT_CLASS (resite_wsman_parent_class)->finalize (object);
}

static void
resite_wsman_class_init (ResiteWsmanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_wsman_finalize;
}

static void
resite_wsman_init (ResiteWsman *self)
{
  const guint backoff[3] = { 5000, 15000, 45000 };

  g_mutex_init (&self->mutex);
  self->redirects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->queue = resite_wsman_queue_new (FIRST_PLACES);
  self->door = resite_wsman_queue_new (1);
  self->identities = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_wsman_identity_free);
  self->link.envelope = FIRST_SIZE;
  self->link.time_difference = G_MININT64;
  self->link.list_limit = LIST_LIMIT;
  resite_wsman_set_backoff (self, backoff);
}

static GPtrArray *
perform_finish (ResiteCim *cim, GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) asked = g_async_result_get_source_object (result);

  return resite_wsman_call_finish (RESITE_WSMAN (asked), result, error);
}

/* (transfer full) */
static ResiteWsman *
choose (ResiteWsman *self, const char *space)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = NULL;
  ResiteWsman *other = NULL;

  if (space != NULL && g_hash_table_size (self->redirects) > 0)
    {
      key = g_ascii_strdown (space, -1);
      other = g_hash_table_lookup (self->redirects, key);
    }
  return g_object_ref (other != NULL ? other : self);
}

static void
perform_async (ResiteCim *cim, const ResiteCimRequest *request, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (ResiteWsman) asked = choose (RESITE_WSMAN (cim), request->space);

  resite_wsman_call_async (asked, request, cancellable, callback, user_data);
}

static void
resite_wsman_init_cim (ResiteCimInterface *iface)
{
  iface->perform_async = perform_async;
  iface->perform_finish = perform_finish;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/* @text without user, query and fragment, with port and path; NULL when it is no address. */
static GUri *
clean_uri (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *path;
  int port;

  if (scheme == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;
  path = g_uri_get_path (uri);
  port = g_uri_get_port (uri);
  if (port <= 0)
    port = g_str_equal (scheme, "http") ? PORT_PLAIN : PORT_SECURE;
  return g_uri_build (G_URI_FLAGS_ENCODED, scheme, NULL, g_uri_get_host (uri), port,
                      *path == '\0' || g_str_equal (path, "/") ? PATH : path, NULL, NULL);
}

static GUri *
check_options (const ResiteWsmanOptions *options, GError **error)
{
  g_autoptr (GUri) uri = clean_uri (options->url);

  if (uri == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("“%s” is not the address of a WinRM service. It looks like "
                      "https://br01sms.example.com:5986/wsman."),
                   options->url);
      return NULL;
    }
  if (options->credentials != NULL &&
      strchr (resite_credentials_get_user (options->credentials), ':') != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("“%s” cannot sign in at %s: a name with a colon cannot be sent."),
                   resite_credentials_get_user (options->credentials), g_uri_get_host (uri));
      return NULL;
    }
  if (g_str_equal (g_uri_get_scheme (uri), "http") && !options->allow_plain_http &&
      !is_loopback (g_uri_get_host (uri)))
    {
      g_set_error (
          error, RESITE_ERROR, RESITE_ERROR_INVALID,
          _ ("Plain HTTP to %s is not used: anybody on the way could read the password and "
             "all data. Use HTTPS, or allow plain HTTP for this machine in the plan."),
          g_uri_get_host (uri));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

ResiteWsman *
resite_wsman_new (const ResiteWsmanOptions *options, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  ResiteWsman *self;

  g_return_val_if_fail (options != NULL && options->url != NULL, NULL);

  uri = check_options (options, error);
  if (uri == NULL)
    return NULL;
  self = g_object_new (RESITE_TYPE_WSMAN, NULL);
  self->plain = g_str_equal (g_uri_get_scheme (uri), "http");
  self->deadline = options->deadline_seconds > 0 ? options->deadline_seconds : DEADLINE;
  self->trust = options->trust != NULL ? resite_trust_ref (options->trust) : NULL;
  self->allow_old_tls = options->allow_old_tls;
  self->allow_plain = options->allow_plain_http;
  self->link.url = g_uri_to_string (uri);
  self->link.host = g_strdup (g_uri_get_host (uri));
  if (options->credentials != NULL)
    self->link.credentials = resite_credentials_ref (options->credentials);
  self->link.transport = resite_wsman_transport_new (uri, options->credentials, options->trust,
                                                     options->allow_old_tls);
  return self;
}

ResiteWsman *
resite_wsman_new_elsewhere (ResiteWsman *self, const char *host, GError **error)
{
  g_autoptr (GUri) own = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autofree char *url = NULL;
  ResiteWsmanOptions options = { NULL };

  g_return_val_if_fail (RESITE_IS_WSMAN (self), NULL);
  g_return_val_if_fail (host != NULL && *host != '\0', NULL);

  own = g_uri_parse (self->link.url, G_URI_FLAGS_ENCODED, error);
  if (own == NULL)
    return NULL;
  uri = g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (own), NULL, host, g_uri_get_port (own),
                     g_uri_get_path (own), NULL, NULL);
  url = g_uri_to_string (uri);
  options.url = url;
  options.credentials = self->link.credentials;
  options.trust = self->trust;
  /* Loopback needs no permission, and gives none for a server that only a machine named. */
  options.allow_plain_http = self->allow_plain;
  options.allow_old_tls = self->allow_old_tls;
  options.deadline_seconds = self->deadline;
  return resite_wsman_new (&options, error);
}

gboolean
resite_wsman_redirect (ResiteWsman *self, const char *space, const char *host, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autofree char *key = NULL;
  ResiteWsman *other;

  g_return_val_if_fail (RESITE_IS_WSMAN (self), FALSE);
  g_return_val_if_fail (space != NULL && host != NULL && *host != '\0', FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  key = g_ascii_strdown (space, -1);
  other = g_hash_table_lookup (self->redirects, key);
  /* Others may be in the middle of asking it. */
  if (other != NULL && g_ascii_strcasecmp (other->link.host, host) == 0)
    return TRUE;
  other = resite_wsman_new_elsewhere (self, host, error);
  if (other == NULL)
    return FALSE;
  g_hash_table_replace (self->redirects, g_steal_pointer (&key), other);
  return TRUE;
}

const char *
resite_wsman_get_url (ResiteWsman *self)
{
  g_return_val_if_fail (RESITE_IS_WSMAN (self), NULL);

  return self->link.url;
}

gboolean
resite_wsman_is_plain (ResiteWsman *self)
{
  g_return_val_if_fail (RESITE_IS_WSMAN (self), FALSE);

  return self->plain;
}

ResiteWsmanLink *
resite_wsman_get_link (ResiteWsman *self)
{
  return &self->link;
}

ResiteWsmanQueue *
resite_wsman_get_queue (ResiteWsman *self)
{
  return self->queue;
}

ResiteWsmanQueue *
resite_wsman_get_door (ResiteWsman *self)
{
  return self->door;
}

gint64
resite_wsman_get_deadline (ResiteWsman *self)
{
  return g_get_monotonic_time () + self->deadline * G_USEC_PER_SEC;
}

guint
resite_wsman_get_timeout (ResiteWsman *self)
{
  return CLAMP (self->deadline / 2, 1, MOST_TIMEOUT);
}

void
resite_wsman_set_backoff (ResiteWsman *self, const guint backoff[3])
{
  for (guint i = 0; i < G_N_ELEMENTS (self->link.backoff); i++)
    self->link.backoff[i] = backoff[i];
}

void
resite_wsman_set_list_limit (ResiteWsman *self, gsize limit)
{
  self->link.list_limit = limit;
}

const ResiteWsmanIdentity *
resite_wsman_get_identity (ResiteWsman *self)
{
  return self->identity;
}

void
resite_wsman_take_identity (ResiteWsman *self, ResiteWsmanIdentity *identity)
{
  g_ptr_array_add (self->identities, identity);
  self->identity = identity;
  self->link.envelope = identity->envelope;
  resite_wsman_transport_set_connections (self->link.transport, identity->concurrency);
  resite_wsman_queue_set_most (self->queue, identity->concurrency);
}

void
resite_wsman_forget (ResiteWsman *self)
{
  g_return_if_fail (RESITE_IS_WSMAN (self));

  self->identity = NULL;
  self->link.envelope = FIRST_SIZE;
  resite_wsman_queue_set_most (self->queue, FIRST_PLACES);
  resite_wsman_transport_forget (self->link.transport);
}

void
resite_wsman_identify_async (ResiteWsman *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_WSMAN (self));

  resite_wsman_meet_async (self, resite_wsman_get_deadline (self), cancellable, callback,
                           user_data);
}

const ResiteWsmanIdentity *
resite_wsman_identify_finish (ResiteWsman *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RESITE_IS_WSMAN (self), NULL);

  return resite_wsman_meet_finish (self, result, error);
}

static void
start_identify (gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  resite_wsman_identify_async (data, cancellable, callback, user_data);
}

const ResiteWsmanIdentity *
resite_wsman_identify (ResiteWsman *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (RESITE_IS_WSMAN (self), NULL);

  result = resite_main_call (start_identify, self, NULL, cancellable, error);
  return result != NULL ? resite_wsman_identify_finish (self, result, error) : NULL;
}
