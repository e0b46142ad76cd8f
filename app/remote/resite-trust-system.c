/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-trust"

#include "config.h"

#include "resite-trust-system.h"

struct _ResiteTrustSystem
{
  GTlsDatabase parent;
  GMutex mutex;
  GTlsDatabase *real; /* (nullable): not read yet */
};

G_DEFINE_TYPE (ResiteTrustSystem, resite_trust_system, G_TYPE_TLS_DATABASE)

/* NULL: the system has none. It stays until the process ends. */
static GTlsDatabase *
get_real (gpointer database)
{
  ResiteTrustSystem *self = RESITE_TRUST_SYSTEM (database);
  GTlsBackend *backend = g_tls_backend_get_default ();
  GTlsDatabase *real;

  g_mutex_lock (&self->mutex);
  /* The public call would give back this very object. */
  if (self->real == NULL)
    self->real = G_TLS_BACKEND_GET_INTERFACE (backend)->get_default_database (backend);
  real = self->real;
  g_mutex_unlock (&self->mutex);
  return real;
}

static GTlsCertificateFlags
verify_chain (GTlsDatabase *self, GTlsCertificate *chain, const char *purpose,
              GSocketConnectable *identity, GTlsInteraction *interaction,
              GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  GTlsDatabase *real = get_real (self);

  if (real == NULL)
    return G_TLS_CERTIFICATE_UNKNOWN_CA | g_tls_certificate_verify (chain, identity, NULL);
  return g_tls_database_verify_chain (real, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static char *
create_handle (GTlsDatabase *self, GTlsCertificate *certificate)
{
  GTlsDatabase *real = get_real (self);

  return real != NULL ? g_tls_database_create_certificate_handle (real, certificate) : NULL;
}

static GTlsCertificate *
lookup_for_handle (GTlsDatabase *self, const char *handle, GTlsInteraction *interaction,
                   GTlsDatabaseLookupFlags flags, GCancellable *cancellable, GError **error)
{
  GTlsDatabase *real = get_real (self);

  return real != NULL ? g_tls_database_lookup_certificate_for_handle (real, handle, interaction,
                                                                      flags, cancellable, error)
                      : NULL;
}

static GTlsCertificate *
lookup_issuer (GTlsDatabase *self, GTlsCertificate *certificate, GTlsInteraction *interaction,
               GTlsDatabaseLookupFlags flags, GCancellable *cancellable, GError **error)
{
  GTlsDatabase *real = get_real (self);

  return real != NULL ? g_tls_database_lookup_certificate_issuer (real, certificate, interaction,
                                                                  flags, cancellable, error)
                      : NULL;
}

static GList *
lookup_issued_by (GTlsDatabase *self, GByteArray *issuer, GTlsInteraction *interaction,
                  GTlsDatabaseLookupFlags flags, GCancellable *cancellable, GError **error)
{
  GTlsDatabase *real = get_real (self);

  return real != NULL ? g_tls_database_lookup_certificates_issued_by (real, issuer, interaction,
                                                                      flags, cancellable, error)
                      : NULL;
}

static void
finalize (GObject *object)
{
  ResiteTrustSystem *self = RESITE_TRUST_SYSTEM (object);

  g_clear_object (&self->real);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (resite_trust_system_parent_class)->finalize (object);
}

static void
resite_trust_system_class_init (ResiteTrustSystemClass *klass)
{
  GTlsDatabaseClass *database = G_TLS_DATABASE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  database->verify_chain = verify_chain;
  database->create_certificate_handle = create_handle;
  database->lookup_certificate_for_handle = lookup_for_handle;
  database->lookup_certificate_issuer = lookup_issuer;
  database->lookup_certificates_issued_by = lookup_issued_by;
}

static void
resite_trust_system_init (ResiteTrustSystem *self)
{
  g_mutex_init (&self->mutex);
}

ResiteTrustSystem *
resite_trust_system_get (void)
{
  static ResiteTrustSystem *one;

  if (g_once_init_enter (&one))
    {
      ResiteTrustSystem *made = g_object_new (RESITE_TYPE_TRUST_SYSTEM, NULL);

      g_tls_backend_set_default_database (g_tls_backend_get_default (), G_TLS_DATABASE (made));
      g_once_init_leave (&one, made);
    }
  return one;
}

gboolean
resite_trust_system_load (ResiteTrustSystem *self)
{
  g_return_val_if_fail (RESITE_IS_TRUST_SYSTEM (self), FALSE);

  return get_real (self) != NULL;
}

gboolean
resite_trust_system_is_loaded (ResiteTrustSystem *self)
{
  gboolean loaded;

  g_return_val_if_fail (RESITE_IS_TRUST_SYSTEM (self), FALSE);

  g_mutex_lock (&self->mutex);
  loaded = self->real != NULL;
  g_mutex_unlock (&self->mutex);
  return loaded;
}
