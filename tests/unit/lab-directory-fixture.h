/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <ldap.h>
#include <locale.h>

#include "lab-fixture.h"
#include "resite-lab-directory.h"
#include "resite-lab-ldap.h"

/* The rehearsal's domain controller, asked by libldap, which knows nothing of it. libldap waits, so it
 * does that in a thread of its own. */

#define SECRET   "s3cret: word"
#define ADMIN    "CORP\\smsadmin"
#define SITE_DN  "CN=SMS-Site-S01," RESITE_LAB_CONTAINER_DN
#define POINT_DN "CN=SMS-MP-S01-BR01SMS," RESITE_LAB_CONTAINER_DN

typedef struct
{
  LabFixture lab;
  ResiteLabLdap *ldap;
} DirectoryFixture;

static inline void
directory_set_up (DirectoryFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lab_fixture_set_up (&self->lab, data);
  self->ldap = resite_lab_ldap_new (self->lab.world, self->lab.folder, SECRET, &error);
  g_assert_no_error (error);
}

static inline void
directory_tear_down (DirectoryFixture *self, gconstpointer data)
{
  g_clear_pointer (&self->ldap, resite_lab_ldap_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  lab_fixture_tear_down (&self->lab, data);
}

/* What a client is to do, and what came of it. */
typedef struct
{
  const char *url, *ca_file; /* NULL: no TLS on a plain line */
  const char *user, *secret;
  const char *base, *filter;
  int scope;
  const char *attributes[4];
  int size_limit, timeout;
  const char *delete;

  int bound, code;
  char *diagnostic, *matched;
  GPtrArray *names;
  GByteArray *value; /* the first of the first attribute */
  guint n_attributes;
  int done;
} DirectoryClient;

static inline void
directory_client_clear (DirectoryClient *client)
{
  g_free (client->diagnostic);
  g_free (client->matched);
  g_clear_pointer (&client->names, g_ptr_array_unref);
  g_clear_pointer (&client->value, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DirectoryClient, directory_client_clear)

static inline void
directory_client_take (DirectoryClient *client, LDAP *ldap, LDAPMessage *entry)
{
  char *dn = ldap_get_dn (ldap, entry);
  BerElement *ber = NULL;

  g_ptr_array_add (client->names, g_strdup (dn));
  for (char *name = ldap_first_attribute (ldap, entry, &ber); name != NULL;
       name = ldap_next_attribute (ldap, entry, ber))
    {
      struct berval **values = ldap_get_values_len (ldap, entry, name);

      if (client->n_attributes++ == 0 && values != NULL && values[0] != NULL)
        g_byte_array_append (client->value, (const guint8 *)values[0]->bv_val,
                             (guint)values[0]->bv_len);
      ldap_value_free_len (values);
      ldap_memfree (name);
    }
  ber_free (ber, 0);
  ldap_memfree (dn);
}

static inline void
directory_client_note_words (DirectoryClient *client, LDAP *ldap)
{
  char *text = NULL;

  ldap_get_option (ldap, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  client->diagnostic = g_strdup (text);
  ldap_memfree (text);
  text = NULL;
  ldap_get_option (ldap, LDAP_OPT_MATCHED_DN, &text);
  client->matched = g_strdup (text);
  ldap_memfree (text);
}

static inline void
directory_client_ask (DirectoryClient *client, LDAP *ldap)
{
  LDAPMessage *result = NULL;

  if (client->delete != NULL)
    client->code = ldap_delete_ext_s (ldap, client->delete, NULL, NULL);
  else
    client->code =
        ldap_search_ext_s (ldap, client->base, client->scope, client->filter,
                           client->attributes[0] != NULL ? (char **)client->attributes : NULL, 0,
                           NULL, NULL, NULL, client->size_limit, &result);
  directory_client_note_words (client, ldap);
  for (LDAPMessage *entry = result != NULL ? ldap_first_entry (ldap, result) : NULL; entry != NULL;
       entry = ldap_next_entry (ldap, entry))
    directory_client_take (client, ldap, entry);
  ldap_msgfree (result);
}

static inline void
directory_client_log_on (DirectoryClient *client, LDAP *ldap)
{
  struct berval secret = { strlen (client->secret), (char *)client->secret };

  client->bound =
      ldap_sasl_bind_s (ldap, client->user, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);
  if (client->bound != LDAP_SUCCESS)
    directory_client_note_words (client, ldap);
}

static inline gpointer
directory_client_work (gpointer data)
{
  DirectoryClient *client = data;
  const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, is_server = 0;
  const struct timeval patience = { client->timeout > 0 ? client->timeout : 60, 0 };
  LDAP *ldap = NULL;

  g_assert_cmpint (ldap_initialize (&ldap, client->url), ==, LDAP_SUCCESS);
  ldap_set_option (ldap, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option (ldap, LDAP_OPT_TIMEOUT, &patience);
  ldap_set_option (ldap, LDAP_OPT_NETWORK_TIMEOUT, &patience);
  if (client->ca_file != NULL)
    {
      ldap_set_option (ldap, LDAP_OPT_X_TLS_CACERTFILE, client->ca_file);
      ldap_set_option (ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
      ldap_set_option (ldap, LDAP_OPT_X_TLS_NEWCTX, &is_server);
    }
  if (client->ca_file != NULL && g_str_has_prefix (client->url, "ldap:"))
    client->code = ldap_start_tls_s (ldap, NULL, NULL);
  if (client->code == LDAP_SUCCESS && client->secret != NULL)
    directory_client_log_on (client, ldap);
  if (client->code == LDAP_SUCCESS && client->bound == LDAP_SUCCESS)
    directory_client_ask (client, ldap);
  ldap_unbind_ext_s (ldap, NULL, NULL);
  g_atomic_int_set (&client->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static inline void
directory_begin (DirectoryFixture *fixture, DirectoryClient *client)
{
  client->names = g_ptr_array_new_with_free_func (g_free);
  client->value = g_byte_array_new ();
  if (client->url == NULL)
    client->url = resite_lab_ldap_get_url (fixture->ldap, FALSE);
  if (client->base == NULL)
    client->base = RESITE_LAB_CONTAINER_DN;
  if (client->filter == NULL)
    client->filter = "(objectClass=*)";
  if (client->user != NULL && client->secret == NULL)
    client->secret = SECRET;
}

static inline void
directory_run (DirectoryFixture *fixture, DirectoryClient *client)
{
  GThread *thread;

  directory_begin (fixture, client);
  thread = g_thread_new ("client", directory_client_work, client);
  while (!g_atomic_int_get (&client->done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static inline guint
directory_count (DirectoryFixture *fixture, const char *base, int scope, const char *filter)
{
  g_auto (DirectoryClient)
      client = { .user = ADMIN, .base = base, .scope = scope, .filter = filter };

  directory_run (fixture, &client);
  g_assert_cmpint (client.code, ==, LDAP_SUCCESS);
  return client.names->len;
}

static inline gboolean
directory_has (DirectoryFixture *fixture, const char *dn)
{
  g_auto (DirectoryClient) client = { .user = ADMIN, .base = dn, .scope = LDAP_SCOPE_BASE };

  directory_run (fixture, &client);
  if (client.code != LDAP_NO_SUCH_OBJECT)
    g_assert_cmpint (client.code, ==, LDAP_SUCCESS);
  return client.code == LDAP_SUCCESS;
}

static inline void
directory_act (DirectoryFixture *fixture, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_world_act (fixture->lab.world, step, &error));
  g_assert_no_error (error);
}

static inline void
directory_set_fault (DirectoryFixture *fixture, const char *name, const char *value)
{
  g_assert_true (resite_lab_world_set_fault (fixture->lab.world, name, value));
}

static inline int
directory_delete (DirectoryFixture *fixture, const char *user, const char *dn)
{
  g_auto (DirectoryClient) client = { .user = user, .delete = dn };

  directory_run (fixture, &client);
  g_assert_cmpint (client.bound, ==, LDAP_SUCCESS);
  return client.code;
}

static inline void
directory_wait_for (DirectoryFixture *fixture, const char *dn)
{
  while (!directory_has (fixture, dn))
    g_main_context_iteration (NULL, FALSE);
}

static inline void
directory_add (const char *path, void (*test) (DirectoryFixture *fixture, gconstpointer data))
{
  g_autofree char *full = g_strconcat ("/lab-directory/", path, NULL);

  g_test_add (full, DirectoryFixture, NULL, directory_set_up, test, directory_tear_down);
}
