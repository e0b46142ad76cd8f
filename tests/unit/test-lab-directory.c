/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab-directory-fixture.h"
#include "resite-lab-tls.h"

/* What the rehearsal's domain controller says, and to whom. */

static void
test_nobody (DirectoryFixture *fixture, gconstpointer data)
{
  g_auto (DirectoryClient) root = {
    .base = "",
    .scope = LDAP_SCOPE_BASE,
    .attributes = { "defaultNamingContext" },
  };
  g_auto (DirectoryClient) tree = { .scope = LDAP_SCOPE_SUBTREE };
  g_auto (DirectoryClient) deletes = { .delete = SITE_DN };

  directory_run (fixture, &root);
  g_assert_cmpint (root.code, ==, LDAP_SUCCESS);
  g_assert_cmpint (root.names->len, ==, 1);
  g_assert_cmpmem (root.value->data, root.value->len, RESITE_LAB_DOMAIN_DN,
                   strlen (RESITE_LAB_DOMAIN_DN));
  directory_run (fixture, &tree);
  g_assert_cmpint (tree.code, ==, LDAP_OPERATIONS_ERROR);
  g_assert_nonnull (strstr (tree.diagnostic, "successful bind must be completed"));
  directory_run (fixture, &deletes);
  g_assert_cmpint (deletes.code, ==, LDAP_OPERATIONS_ERROR);
  g_assert_true (directory_has (fixture, SITE_DN));
}

static void
test_log_on (DirectoryFixture *fixture, gconstpointer data)
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
      g_auto (DirectoryClient) client = { .user = cases[i].user, .secret = cases[i].secret };

      g_test_message ("%s", cases[i].user);
      directory_run (fixture, &client);
      g_assert_cmpint (client.bound, ==, cases[i].code);
      if (cases[i].says != NULL)
        g_assert_nonnull (strstr (client.diagnostic, cases[i].says));
    }
}

static void
test_no_password (DirectoryFixture *fixture, gconstpointer data)
{
  g_auto (DirectoryClient) client = { .user = ADMIN, .secret = "" };

  directory_run (fixture, &client);
  g_assert_cmpint (client.bound, ==, LDAP_SUCCESS);
  g_assert_cmpint (client.code, ==, LDAP_OPERATIONS_ERROR);
}

static void
test_filters (DirectoryFixture *fixture, gconstpointer data)
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
          directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, cases[i].filter),
          ==, cases[i].n);
    }
}

static void
test_scopes (DirectoryFixture *fixture, gconstpointer data)
{
  const char *any = "(objectClass=*)";

  g_assert_cmpint (directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_BASE, any), ==, 1);
  g_assert_cmpint (directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, any), ==,
                   12);
  g_assert_cmpint (directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_SUBTREE, any), ==,
                   13);
  g_assert_cmpint (directory_count (fixture,
                                    "cn=system management, cn=SYSTEM," RESITE_LAB_DOMAIN_DN,
                                    LDAP_SCOPE_SUBTREE, any),
                   ==, 13);
  g_assert_cmpint (directory_count (fixture, RESITE_LAB_DOMAIN_DN, LDAP_SCOPE_SUBTREE,
                                    "(sAMAccountName=BR01SMS$)"),
                   ==, 1);
}

static void
test_no_such_base (DirectoryFixture *fixture, gconstpointer data)
{
  g_auto (DirectoryClient)
      client = { .user = ADMIN, .base = "CN=Nothing," RESITE_LAB_CONTAINER_DN };
  g_auto (DirectoryClient) bad = { .user = ADMIN, .base = "no name at all" };

  directory_run (fixture, &client);
  g_assert_cmpint (client.code, ==, LDAP_NO_SUCH_OBJECT);
  g_assert_cmpstr (client.matched, ==, RESITE_LAB_CONTAINER_DN);
  g_assert_nonnull (strstr (client.diagnostic, "NO_OBJECT"));
  directory_run (fixture, &bad);
  g_assert_cmpint (bad.code, ==, LDAP_INVALID_DN_SYNTAX);
}

static void
test_attributes (DirectoryFixture *fixture, gconstpointer data)
{
  g_auto (DirectoryClient) one = {
    .user = ADMIN,
    .base = SITE_DN,
    .attributes = { "MSSMSSITECODE", "nothing" },
  };
  g_auto (DirectoryClient) none = { .user = ADMIN, .base = SITE_DN, .attributes = { "1.1" } };
  g_auto (DirectoryClient) hidden = {
    .user = ADMIN,
    .base = RESITE_LAB_CONTAINER_DN,
    .attributes = { "nTSecurityDescriptor" },
  };
  g_auto (DirectoryClient) all = { .user = ADMIN, .base = SITE_DN, .attributes = { "*" } };

  directory_run (fixture, &one);
  g_assert_cmpint (one.n_attributes, ==, 1);
  g_assert_cmpmem (one.value->data, one.value->len, "S01", 3);
  directory_run (fixture, &none);
  g_assert_cmpint (none.names->len, ==, 1);
  g_assert_cmpint (none.n_attributes, ==, 0);
  directory_run (fixture, &hidden);
  g_assert_cmpint (hidden.n_attributes, ==, 1);
  directory_run (fixture, &all);
  g_assert_cmpint (all.n_attributes, >, 10);
}

static void
test_size_limit (DirectoryFixture *fixture, gconstpointer data)
{
  g_auto (DirectoryClient)
      client = { .user = ADMIN, .scope = LDAP_SCOPE_ONELEVEL, .size_limit = 5 };
  g_auto (DirectoryClient)
      enough = { .user = ADMIN, .scope = LDAP_SCOPE_ONELEVEL, .size_limit = 12 };

  directory_run (fixture, &client);
  g_assert_cmpint (client.code, ==, LDAP_SIZELIMIT_EXCEEDED);
  g_assert_cmpint (client.names->len, ==, 5);
  directory_run (fixture, &enough);
  g_assert_cmpint (enough.code, ==, LDAP_SUCCESS);
}

static void
test_tls (DirectoryFixture *fixture, gconstpointer data)
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
      g_auto (DirectoryClient) good = { .url = url, .ca_file = ca, .user = ADMIN };
      g_auto (DirectoryClient) bad = { .url = url, .ca_file = other, .user = ADMIN };

      directory_run (fixture, &good);
      g_assert_cmpint (good.code, ==, LDAP_SUCCESS);
      g_assert_cmpint (good.names->len, ==, 1);
      directory_run (fixture, &bad);
      g_assert_cmpint (bad.names->len, ==, 0);
      g_assert_true (bad.code != LDAP_SUCCESS || bad.bound != LDAP_SUCCESS);
    }
}

static void
test_tls_on_request (DirectoryFixture *fixture, gconstpointer data)
{
  g_autofree char *ca = g_build_filename (fixture->lab.folder, "ca.pem", NULL);
  g_auto (DirectoryClient) plain = { .user = ADMIN };
  g_auto (DirectoryClient) secure = { .user = ADMIN, .ca_file = ca };
  g_auto (DirectoryClient) refused = { .user = ADMIN, .ca_file = ca };

  directory_set_fault (fixture, "directory-strong-auth", "yes");
  directory_run (fixture, &plain);
  g_assert_cmpint (plain.bound, ==, LDAP_STRONG_AUTH_REQUIRED);
  directory_run (fixture, &secure);
  g_assert_cmpint (secure.bound, ==, LDAP_SUCCESS);
  directory_set_fault (fixture, "directory-no-tls", "yes");
  directory_run (fixture, &refused);
  g_assert_cmpint (refused.code, ==, LDAP_UNAVAILABLE);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  directory_add ("nobody", test_nobody);
  directory_add ("log-on", test_log_on);
  directory_add ("no-password", test_no_password);
  directory_add ("filters", test_filters);
  directory_add ("scopes", test_scopes);
  directory_add ("no-such-base", test_no_such_base);
  directory_add ("attributes", test_attributes);
  directory_add ("size-limit", test_size_limit);
  directory_add ("tls", test_tls);
  directory_add ("tls-on-request", test_tls_on_request);
  return g_test_run ();
}
