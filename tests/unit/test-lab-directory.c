/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <ldap.h>
#include <locale.h>

#include "lab-fixture.h"
#include "resite-lab-directory.h"
#include "resite-lab-ldap.h"
#include "resite-lab-security.h"
#include "resite-lab-tls.h"

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
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lab_fixture_set_up (&self->lab, data);
  self->ldap = resite_lab_ldap_new (self->lab.world, self->lab.folder, SECRET, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
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
} Client;

static void
client_clear (Client *client)
{
  g_free (client->diagnostic);
  g_free (client->matched);
  g_clear_pointer (&client->names, g_ptr_array_unref);
  g_clear_pointer (&client->value, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)

static void
take_entry (Client *client, LDAP *ldap, LDAPMessage *entry)
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

static void
note_words (Client *client, LDAP *ldap)
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

static void
ask (Client *client, LDAP *ldap)
{
  LDAPMessage *result = NULL;

  if (client->delete != NULL)
    client->code = ldap_delete_ext_s (ldap, client->delete, NULL, NULL);
  else
    client->code =
        ldap_search_ext_s (ldap, client->base, client->scope, client->filter,
                           client->attributes[0] != NULL ? (char **)client->attributes : NULL, 0,
                           NULL, NULL, NULL, client->size_limit, &result);
  note_words (client, ldap);
  for (LDAPMessage *entry = result != NULL ? ldap_first_entry (ldap, result) : NULL; entry != NULL;
       entry = ldap_next_entry (ldap, entry))
    take_entry (client, ldap, entry);
  ldap_msgfree (result);
}

static void
log_on (Client *client, LDAP *ldap)
{
  struct berval secret = { strlen (client->secret), (char *)client->secret };

  client->bound =
      ldap_sasl_bind_s (ldap, client->user, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);
  if (client->bound != LDAP_SUCCESS)
    note_words (client, ldap);
}

static gpointer
work (gpointer data)
{
  Client *client = data;
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
    log_on (client, ldap);
  if (client->code == LDAP_SUCCESS && client->bound == LDAP_SUCCESS)
    ask (client, ldap);
  ldap_unbind_ext_s (ldap, NULL, NULL);
  g_atomic_int_set (&client->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
begin (Fixture *fixture, Client *client)
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

static void
run (Fixture *fixture, Client *client)
{
  GThread *thread;

  begin (fixture, client);
  thread = g_thread_new ("client", work, client);
  while (!g_atomic_int_get (&client->done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static guint
count (Fixture *fixture, const char *base, int scope, const char *filter)
{
  g_auto (Client) client = { .user = ADMIN, .base = base, .scope = scope, .filter = filter };

  run (fixture, &client);
  g_assert_cmpint (client.code, ==, LDAP_SUCCESS);
  return client.names->len;
}

static gboolean
has_object (Fixture *fixture, const char *dn)
{
  g_auto (Client) client = { .user = ADMIN, .base = dn, .scope = LDAP_SCOPE_BASE };

  run (fixture, &client);
  if (client.code != LDAP_NO_SUCH_OBJECT)
    g_assert_cmpint (client.code, ==, LDAP_SUCCESS);
  return client.code == LDAP_SUCCESS;
}

static void
act (Fixture *fixture, const char *step)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_lab_world_act (fixture->lab.world, step, &error));
  g_assert_no_error (error);
}

static void
set_fault (Fixture *fixture, const char *name, const char *value)
{
  g_assert_true (resite_lab_world_set_fault (fixture->lab.world, name, value));
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_auto (Client) root = {
    .base = "",
    .scope = LDAP_SCOPE_BASE,
    .attributes = { "defaultNamingContext" },
  };
  g_auto (Client) tree = { .scope = LDAP_SCOPE_SUBTREE };
  g_auto (Client) deletes = { .delete = SITE_DN };

  run (fixture, &root);
  g_assert_cmpint (root.code, ==, LDAP_SUCCESS);
  g_assert_cmpint (root.names->len, ==, 1);
  g_assert_cmpmem (root.value->data, root.value->len, RESITE_LAB_DOMAIN_DN,
                   strlen (RESITE_LAB_DOMAIN_DN));
  run (fixture, &tree);
  g_assert_cmpint (tree.code, ==, LDAP_OPERATIONS_ERROR);
  g_assert_nonnull (strstr (tree.diagnostic, "successful bind must be completed"));
  run (fixture, &deletes);
  g_assert_cmpint (deletes.code, ==, LDAP_OPERATIONS_ERROR);
  g_assert_true (has_object (fixture, SITE_DN));
}

static void
test_log_on (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *user, *secret;
    int code;
    const char *says;
  } cases[] = {
    { "CORP\\smsadmin", SECRET, LDAP_SUCCESS, NULL },
    { "corp\\SMSADMIN", SECRET, LDAP_SUCCESS, NULL },
    { "smsadmin@corp.example.com", SECRET, LDAP_SUCCESS, NULL },
    { "cn=smsadmin, CN=Users," RESITE_LAB_DOMAIN_DN, SECRET, LDAP_SUCCESS, NULL },
    { "CORP\\smsadmin", "S3cret: word", LDAP_INVALID_CREDENTIALS, "data 52e" },
    { "CORP\\nobody", SECRET, LDAP_INVALID_CREDENTIALS, "data 525" },
    { "OTHER\\smsadmin", SECRET, LDAP_INVALID_CREDENTIALS, "data 525" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Client) client = { .user = cases[i].user, .secret = cases[i].secret };

      g_test_message ("%s", cases[i].user);
      run (fixture, &client);
      g_assert_cmpint (client.bound, ==, cases[i].code);
      if (cases[i].says != NULL)
        g_assert_nonnull (strstr (client.diagnostic, cases[i].says));
    }
}

static void
test_no_password (Fixture *fixture, gconstpointer data)
{
  g_auto (Client) client = { .user = ADMIN, .secret = "" };

  run (fixture, &client);
  g_assert_cmpint (client.bound, ==, LDAP_SUCCESS);
  g_assert_cmpint (client.code, ==, LDAP_OPERATIONS_ERROR);
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *filter;
    guint n;
  } cases[] = {
    { "(cn=SMS-Site-S01)", 1 },
    { "(CN=sms-site-s01)", 1 },
    { "(cn=SMS-Site-S0)", 0 },
    { "(cn=SMS-Site-*)", 5 },
    /* The names of other servers end with it, too. */
    { "(cn=*S01*)", 5 },
    { "(cn=SMS*S01*BR01SMS)", 1 },
    { "(cn=*BR01SMS_OLD)", 0 },
    { "(mSSMSSiteCode=*)", 12 },
    { "(mSSMSNothing=*)", 0 },
    { "(&(objectClass=mSSMSSite)(mSSMSSiteCode=S01))", 1 },
    { "(&(objectClass=mSSMSManagementPoint)(|(mSSMSSiteCode=S01)(mSSMSSiteCode=S02)))", 2 },
    { "(|(cn=SMS-Site-S01)(cn=SMS-MP-S01-BR01SMS)(mSSMSSiteCode=S01))", 2 },
    { "(&(objectClass=mSSMSSite)(!(mSSMSSiteCode=S01)))", 4 },
    { "(objectClass=someUnknownClass)", 0 },
    { "(whenCreated>=20000101000000.0Z)", 12 },
    { "(whenCreated<=20000101000000.0Z)", 0 },
    { "(uSNCreated>=30000)", 0 },
    { "(distinguishedName=cn=sms-site-s01, cn=System Management,CN=System,dc=corp,dc=example,"
      "dc=com)",
      1 },
    { "(cn:1.2.840.113556.1.4.803:=1)", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].filter);
      g_assert_cmpint (
          count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, cases[i].filter), ==,
          cases[i].n);
    }
}

static void
test_scopes (Fixture *fixture, gconstpointer data)
{
  const char *any = "(objectClass=*)";

  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_BASE, any), ==, 1);
  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, any), ==, 12);
  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_SUBTREE, any), ==, 13);
  g_assert_cmpint (count (fixture, "cn=system management, cn=SYSTEM," RESITE_LAB_DOMAIN_DN,
                          LDAP_SCOPE_SUBTREE, any),
                   ==, 13);
  g_assert_cmpint (
      count (fixture, RESITE_LAB_DOMAIN_DN, LDAP_SCOPE_SUBTREE, "(sAMAccountName=BR01SMS$)"), ==,
      1);
}

static void
test_no_such_base (Fixture *fixture, gconstpointer data)
{
  g_auto (Client) client = { .user = ADMIN, .base = "CN=Nothing," RESITE_LAB_CONTAINER_DN };
  g_auto (Client) bad = { .user = ADMIN, .base = "no name at all" };

  run (fixture, &client);
  g_assert_cmpint (client.code, ==, LDAP_NO_SUCH_OBJECT);
  g_assert_cmpstr (client.matched, ==, RESITE_LAB_CONTAINER_DN);
  g_assert_nonnull (strstr (client.diagnostic, "NO_OBJECT"));
  run (fixture, &bad);
  g_assert_cmpint (bad.code, ==, LDAP_INVALID_DN_SYNTAX);
}

static void
test_attributes (Fixture *fixture, gconstpointer data)
{
  g_auto (Client) one = {
    .user = ADMIN,
    .base = SITE_DN,
    .attributes = { "MSSMSSITECODE", "nothing" },
  };
  g_auto (Client) none = { .user = ADMIN, .base = SITE_DN, .attributes = { "1.1" } };
  g_auto (Client) hidden = {
    .user = ADMIN,
    .base = RESITE_LAB_CONTAINER_DN,
    .attributes = { "nTSecurityDescriptor" },
  };
  g_auto (Client) all = { .user = ADMIN, .base = SITE_DN, .attributes = { "*" } };

  run (fixture, &one);
  g_assert_cmpint (one.n_attributes, ==, 1);
  g_assert_cmpmem (one.value->data, one.value->len, "S01", 3);
  run (fixture, &none);
  g_assert_cmpint (none.names->len, ==, 1);
  g_assert_cmpint (none.n_attributes, ==, 0);
  run (fixture, &hidden);
  g_assert_cmpint (hidden.n_attributes, ==, 1);
  run (fixture, &all);
  g_assert_cmpint (all.n_attributes, >, 10);
}

static void
test_size_limit (Fixture *fixture, gconstpointer data)
{
  g_auto (Client) client = { .user = ADMIN, .scope = LDAP_SCOPE_ONELEVEL, .size_limit = 5 };
  g_auto (Client) enough = { .user = ADMIN, .scope = LDAP_SCOPE_ONELEVEL, .size_limit = 12 };

  run (fixture, &client);
  g_assert_cmpint (client.code, ==, LDAP_SIZELIMIT_EXCEEDED);
  g_assert_cmpint (client.names->len, ==, 5);
  run (fixture, &enough);
  g_assert_cmpint (enough.code, ==, LDAP_SUCCESS);
}

static void
test_tls (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca = g_build_filename (fixture->lab.folder, "ca.pem", NULL);
  g_autofree char *other_folder = g_build_filename (fixture->lab.folder, "other", NULL);
  g_autofree char *other = g_build_filename (other_folder, "ca.pem", NULL);
  g_autoptr (ResiteLabTls) stranger = NULL;

  g_assert_cmpint (g_mkdir (other_folder, 0700), ==, 0);
  stranger = resite_lab_tls_new (other_folder, NULL);
  g_assert_nonnull (stranger);
  for (guint i = 0; i < 2; i++)
    {
      const char *url = resite_lab_ldap_get_url (fixture->ldap, i == 1);
      g_auto (Client) good = { .url = url, .ca_file = ca, .user = ADMIN };
      g_auto (Client) bad = { .url = url, .ca_file = other, .user = ADMIN };

      run (fixture, &good);
      g_assert_cmpint (good.code, ==, LDAP_SUCCESS);
      g_assert_cmpint (good.names->len, ==, 1);
      run (fixture, &bad);
      g_assert_cmpint (bad.names->len, ==, 0);
      g_assert_true (bad.code != LDAP_SUCCESS || bad.bound != LDAP_SUCCESS);
    }
}

static void
test_tls_on_request (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca = g_build_filename (fixture->lab.folder, "ca.pem", NULL);
  g_auto (Client) plain = { .user = ADMIN };
  g_auto (Client) secure = { .user = ADMIN, .ca_file = ca };
  g_auto (Client) refused = { .user = ADMIN, .ca_file = ca };

  set_fault (fixture, "directory-strong-auth", "yes");
  run (fixture, &plain);
  g_assert_cmpint (plain.bound, ==, LDAP_STRONG_AUTH_REQUIRED);
  run (fixture, &secure);
  g_assert_cmpint (secure.bound, ==, LDAP_SUCCESS);
  set_fault (fixture, "directory-no-tls", "yes");
  run (fixture, &refused);
  g_assert_cmpint (refused.code, ==, LDAP_UNAVAILABLE);
}

static int delete (Fixture *fixture, const char *user, const char *dn)
{
  g_auto (Client) client = { .user = user, .delete = dn };

  run (fixture, &client);
  g_assert_cmpint (client.bound, ==, LDAP_SUCCESS);
  return client.code;
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (delete (fixture, "CORP\\tech", SITE_DN), ==, LDAP_INSUFFICIENT_ACCESS);
  g_assert_true (has_object (fixture, SITE_DN));
  set_fault (fixture, "directory-no-rights", "1");
  g_assert_cmpint (delete (fixture, ADMIN, SITE_DN), ==, LDAP_INSUFFICIENT_ACCESS);
  g_assert_cmpint (delete (fixture, ADMIN, SITE_DN), ==, LDAP_SUCCESS);
  g_assert_false (has_object (fixture, SITE_DN));
  g_assert_cmpint (delete (fixture, ADMIN, SITE_DN), ==, LDAP_NO_SUCH_OBJECT);
  g_assert_cmpint (delete (fixture, ADMIN, RESITE_LAB_CONTAINER_DN), ==,
                   LDAP_NOT_ALLOWED_ON_NONLEAF);
  g_assert_cmpint (delete (fixture, ADMIN, "CN=BR01SMS,CN=Computers," RESITE_LAB_DOMAIN_DN), ==,
                   LDAP_UNWILLING_TO_PERFORM);
  g_assert_cmpint (delete (fixture, ADMIN, "nonsense"), ==, LDAP_INVALID_DN_SYNTAX);
  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, "(cn=*)"), ==, 11);
}

/* What was deleted stays so when the lab is opened again, and it listens where it did. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strdup (resite_lab_ldap_get_url (fixture->ldap, TRUE));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (delete (fixture, ADMIN, POINT_DN), ==, LDAP_SUCCESS);
  g_clear_pointer (&fixture->ldap, resite_lab_ldap_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  lab_fixture_close (&fixture->lab);
  lab_fixture_open (&fixture->lab);
  fixture->ldap = resite_lab_ldap_new (fixture->lab.world, fixture->lab.folder, SECRET, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_lab_ldap_get_url (fixture->ldap, TRUE), ==, url);
  g_assert_false (has_object (fixture, POINT_DN));
  g_assert_true (has_object (fixture, SITE_DN));
}

static gboolean
has_right (Fixture *fixture, guint rid)
{
  g_autofree char *text = resite_lab_directory_make_sid (rid);
  g_autoptr (GBytes) sid = resite_lab_sid_to_bytes (text);
  gsize size;
  const void *bytes = g_bytes_get_data (sid, &size);
  g_auto (Client) client = {
    .user = "CORP\\tech",
    .attributes = { "nTSecurityDescriptor" },
  };

  run (fixture, &client);
  return memmem (client.value->data, client.value->len, bytes, size) != NULL;
}

static guint
find_rid (Fixture *fixture, const char *account)
{
  g_autofree char *filter = g_strdup_printf ("(sAMAccountName=%s)", account);
  g_auto (Client) client = {
    .user = ADMIN,
    .base = RESITE_LAB_DOMAIN_DN,
    .scope = LDAP_SCOPE_SUBTREE,
    .filter = filter,
    .attributes = { "objectSid" },
  };
  guint32 rid = 0;

  run (fixture, &client);
  g_assert_cmpint (client.value->len, ==, 28);
  memcpy (&rid, client.value->data + 24, sizeof rid);
  return GUINT32_FROM_LE (rid);
}

/* Rights are a SID's: the new server has the old name, and none of the old one's rights. */
static void
test_rights (Fixture *fixture, gconstpointer data)
{
  const guint old = find_rid (fixture, "BR01SMS$"), new = find_rid (fixture, "BR01NEW$");

  g_assert_cmpint (old, !=, new);
  act (fixture, "C3");
  act (fixture, "C4");
  g_assert_cmpint (find_rid (fixture, "BR01SMS$"), ==, new);
  g_assert_cmpint (find_rid (fixture, "BR01SMS_OLD$"), ==, old);
  g_assert_true (has_right (fixture, old));
  g_assert_false (has_right (fixture, new));
  act (fixture, "W3");
  g_assert_true (has_right (fixture, new));
}

static void
wait_for (Fixture *fixture, const char *dn)
{
  while (!has_object (fixture, dn))
    g_main_context_iteration (NULL, FALSE);
}

static void
replace (Fixture *fixture)
{
  static const char *const steps[] = { "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    act (fixture, steps[i]);
}

static void
test_procedure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *filter = NULL;

  replace (fixture);
  g_assert_false (has_object (fixture, SITE_DN));
  g_assert_false (has_object (fixture, POINT_DN));
  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, "(cn=*S02*)"), ==,
                   3);
  act (fixture, "W3");
  act (fixture, "C11");
  wait_for (fixture, SITE_DN);
  filter = g_date_time_format (now, "(&(mSSMSSiteCode=S01)(whenCreated>=%Y%m%d%H%M%S.0Z))");
  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, filter), ==, 1);
  g_assert_false (has_object (fixture, POINT_DN));
  act (fixture, "C14");
  wait_for (fixture, POINT_DN);
}

/* Without its rights the new server writes nothing, until somebody gives them. */
static void
test_rights_missing (Fixture *fixture, gconstpointer data)
{
  replace (fixture);
  act (fixture, "C11");
  for (guint i = 0; i < 20; i++)
    {
      g_assert_false (has_object (fixture, SITE_DN));
      g_main_context_iteration (NULL, TRUE);
    }
  act (fixture, "W3");
  wait_for (fixture, SITE_DN);
}

static void
test_leftover (Fixture *fixture, gconstpointer data)
{
  set_fault (fixture, "directory-leftover", "1");
  g_assert_cmpint (delete (fixture, ADMIN, POINT_DN), ==, LDAP_SUCCESS);
  wait_for (fixture, POINT_DN);
  g_assert_cmpint (count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL,
                          "(&(cn=SMS-MP-S01*)(whenCreated<=20260101000000.0Z))"),
                   ==, 1);
  g_assert_cmpint (delete (fixture, ADMIN, POINT_DN), ==, LDAP_SUCCESS);
  g_assert_false (has_object (fixture, POINT_DN));
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    int code;
  } cases[] = {
    { "directory-busy", LDAP_BUSY },       { "directory-unavailable", LDAP_UNAVAILABLE },
    { "directory-cut", LDAP_SERVER_DOWN }, { "directory-garbage", LDAP_SERVER_DOWN },
    { "directory-hang", LDAP_TIMEOUT },    { "directory-password", LDAP_INVALID_CREDENTIALS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Client) client = { .user = ADMIN, .timeout = 1 };

      g_test_message ("%s", cases[i].name);
      set_fault (fixture, cases[i].name, "1");
      run (fixture, &client);
      g_assert_cmpint (client.bound, !=, LDAP_SUCCESS);
      if (cases[i].code != LDAP_SERVER_DOWN)
        g_assert_cmpint (client.bound, ==, cases[i].code);
      g_assert_true (has_object (fixture, SITE_DN));
    }
  g_assert_false (resite_lab_world_set_fault (fixture->lab.world, "directory-nonsense", "yes"));
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* A line that sends @bytes and says nothing more; what it is told until the server hangs up. */
static void
throw_bytes (Fixture *fixture, const guint8 *bytes, gsize size)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *host = g_strdup (strstr (resite_lab_ldap_get_url (fixture->ldap, FALSE), "127"));
  g_autoptr (GSocketConnection) line =
      g_socket_client_connect_to_host (client, host, 0, NULL, NULL);
  GSocket *socket = g_socket_connection_get_socket (line);
  g_autoptr (GSource) source = g_socket_create_source (socket, G_IO_IN, NULL);
  char answer[4096];
  gssize n = 0;

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), NULL, NULL);
  g_source_attach (source, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (line)), bytes, size, NULL,
                             NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  g_socket_set_blocking (socket, FALSE);
  /* The end comes, whatever it was. */
  for (gboolean over = FALSE; !over;)
    {
      g_autoptr (GError) error = NULL;

      g_main_context_iteration (NULL, TRUE);
      n = g_socket_receive (socket, answer, sizeof answer, NULL, &error);
      over = n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
    }
  g_source_destroy (source);
}

static const guint8 message[] = {
  0x30, 0x38, 0x02, 0x01, 0x01, 0x63, 0x33, 0x04, 0x00, 0x0a, 0x01, 0x00, 0x0a, 0x01, 0x00,
  0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x01, 0x01, 0x00, 0xa0, 0x19, 0x87, 0x0b, 'o',  'b',
  'j',  'e',  'c',  't',  'C',  'l',  'a',  's',  's',  0xa3, 0x0a, 0x04, 0x02, 'c',  'n',
  0x04, 0x04, 'n',  'a',  'm',  'e',  0x30, 0x05, 0x04, 0x03, '1',  '.',  '1',
};

static void
test_broken_bytes (Fixture *fixture, gconstpointer data)
{
  static const guint8 huge[] = { 0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x01 };
  static const guint8 endless[] = { 0x30, 0x80, 0x02, 0x01, 0x01 };
  static const guint8 web[] = "GET / HTTP/1.1\r\n\r\n";

  throw_bytes (fixture, huge, sizeof huge);
  throw_bytes (fixture, endless, sizeof endless);
  throw_bytes (fixture, web, sizeof web);
  for (gsize length = 0; length <= sizeof message; length++)
    throw_bytes (fixture, message, length);
  for (gsize at = 0; at < sizeof message; at++)
    {
      g_autofree guint8 *flipped = g_memdup2 (message, sizeof message);

      flipped[at] ^= (guint8)g_test_rand_int_range (1, 256);
      throw_bytes (fixture, flipped, sizeof message);
    }
  g_assert_true (has_object (fixture, SITE_DN));
}

static void
test_random_bytes (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      guint8 bytes[130];
      const guint8 length = (guint8)g_test_rand_int_range (3, 126);

      for (guint k = 0; k < sizeof bytes; k++)
        bytes[k] = (guint8)g_test_rand_int ();
      bytes[0] = 0x30;
      bytes[1] = length;
      throw_bytes (fixture, bytes, length + 2u);
    }
  g_assert_true (has_object (fixture, SITE_DN));
}

/* Filters within filters, more than anybody needs. */
static void
test_deep_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) filter = g_string_new (NULL);
  g_auto (Client) client = { .user = ADMIN };

  for (guint i = 0; i < 500; i++)
    g_string_append (filter, "(!");
  g_string_append (filter, "(cn=x)");
  for (guint i = 0; i < 500; i++)
    g_string_append_c (filter, ')');
  client.filter = filter->str;
  run (fixture, &client);
  g_assert_cmpint (client.code, !=, LDAP_SUCCESS);
  g_assert_true (has_object (fixture, SITE_DN));
}

static void
test_many_clients (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 60
  };
  Client clients[N] = { { .user = NULL } };
  GThread *threads[N];

  for (guint i = 0; i < N; i++)
    {
      clients[i].user = ADMIN;
      clients[i].scope = LDAP_SCOPE_ONELEVEL;
      begin (fixture, &clients[i]);
      threads[i] = g_thread_new ("client", work, &clients[i]);
    }
  for (guint i = 0; i < N; i++)
    {
      while (!g_atomic_int_get (&clients[i].done))
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (threads[i]);
      g_assert_cmpint (clients[i].code, ==, LDAP_SUCCESS);
      g_assert_cmpint (clients[i].names->len, ==, 12);
      client_clear (&clients[i]);
    }
  while (resite_lab_ldap_get_n_lines (fixture->ldap) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *full = g_strconcat ("/lab-directory/", path, NULL);

  g_test_add (full, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  add ("nobody", test_nobody);
  add ("log-on", test_log_on);
  add ("no-password", test_no_password);
  add ("filters", test_filters);
  add ("scopes", test_scopes);
  add ("no-such-base", test_no_such_base);
  add ("attributes", test_attributes);
  add ("size-limit", test_size_limit);
  add ("tls", test_tls);
  add ("tls-on-request", test_tls_on_request);
  add ("delete", test_delete);
  add ("again", test_again);
  add ("rights", test_rights);
  add ("procedure", test_procedure);
  add ("rights-missing", test_rights_missing);
  add ("leftover", test_leftover);
  add ("faults", test_faults);
  add ("broken-bytes", test_broken_bytes);
  add ("random-bytes", test_random_bytes);
  add ("deep-filter", test_deep_filter);
  add ("many-clients", test_many_clients);
  return g_test_run ();
}
