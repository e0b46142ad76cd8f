/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab-directory-fixture.h"
#include "resite-lab-security.h"

/* Objects of the rehearsal's directory come and go as the site is replaced. */

static void
test_delete (DirectoryFixture *fixture, gconstpointer data)
{
  g_assert_cmpint (directory_delete (fixture, "CORP\\tech", SITE_DN), ==, LDAP_INSUFFICIENT_ACCESS);
  g_assert_true (directory_has (fixture, SITE_DN));
  directory_set_fault (fixture, "directory-no-rights", "1");
  g_assert_cmpint (directory_delete (fixture, ADMIN, SITE_DN), ==, LDAP_INSUFFICIENT_ACCESS);
  g_assert_cmpint (directory_delete (fixture, ADMIN, SITE_DN), ==, LDAP_SUCCESS);
  g_assert_false (directory_has (fixture, SITE_DN));
  g_assert_cmpint (directory_delete (fixture, ADMIN, SITE_DN), ==, LDAP_NO_SUCH_OBJECT);
  g_assert_cmpint (directory_delete (fixture, ADMIN, RESITE_LAB_CONTAINER_DN), ==,
                   LDAP_NOT_ALLOWED_ON_NONLEAF);
  g_assert_cmpint (
      directory_delete (fixture, ADMIN, "CN=BR01SMS,CN=Computers," RESITE_LAB_DOMAIN_DN), ==,
      LDAP_UNWILLING_TO_PERFORM);
  g_assert_cmpint (directory_delete (fixture, ADMIN, "nonsense"), ==, LDAP_INVALID_DN_SYNTAX);
  g_assert_cmpint (
      directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, "(cn=*)"), ==, 11);
}

/* What was deleted stays so when the lab is opened again, and it listens where it did. */
static void
test_again (DirectoryFixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strdup (resite_lab_ldap_get_url (fixture->ldap, TRUE));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (directory_delete (fixture, ADMIN, POINT_DN), ==, LDAP_SUCCESS);
  g_clear_pointer (&fixture->ldap, resite_lab_ldap_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  lab_fixture_close (&fixture->lab);
  lab_fixture_open (&fixture->lab);
  fixture->ldap = resite_lab_ldap_new (fixture->lab.world, fixture->lab.folder, SECRET, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resite_lab_ldap_get_url (fixture->ldap, TRUE), ==, url);
  g_assert_false (directory_has (fixture, POINT_DN));
  g_assert_true (directory_has (fixture, SITE_DN));
}

static gboolean
has_right (DirectoryFixture *fixture, guint rid)
{
  g_autofree char *text = resite_lab_directory_make_sid (rid);
  g_autoptr (GBytes) sid = resite_lab_sid_to_bytes (text);
  gsize size;
  const void *bytes = g_bytes_get_data (sid, &size);
  g_auto (DirectoryClient) client = {
    .user = "CORP\\tech",
    .attributes = { "nTSecurityDescriptor" },
  };

  directory_run (fixture, &client);
  return memmem (client.value->data, client.value->len, bytes, size) != NULL;
}

static guint
find_rid (DirectoryFixture *fixture, const char *account)
{
  g_autofree char *filter = g_strdup_printf ("(sAMAccountName=%s)", account);
  g_auto (DirectoryClient) client = {
    .user = ADMIN,
    .base = RESITE_LAB_DOMAIN_DN,
    .scope = LDAP_SCOPE_SUBTREE,
    .filter = filter,
    .attributes = { "objectSid" },
  };
  guint32 rid = 0;

  directory_run (fixture, &client);
  g_assert_cmpint (client.value->len, ==, 28);
  memcpy (&rid, client.value->data + 24, sizeof rid);
  return GUINT32_FROM_LE (rid);
}

/* Rights are a SID's: the new server has the old name, and none of the old one's rights. */
static void
test_rights (DirectoryFixture *fixture, gconstpointer data)
{
  const guint old = find_rid (fixture, "BR01SMS$"), new = find_rid (fixture, "BR01NEW$");

  g_assert_cmpint (old, !=, new);
  directory_act (fixture, "C3");
  directory_act (fixture, "C4");
  g_assert_cmpint (find_rid (fixture, "BR01SMS$"), ==, new);
  g_assert_cmpint (find_rid (fixture, "BR01SMS_OLD$"), ==, old);
  g_assert_true (has_right (fixture, old));
  g_assert_false (has_right (fixture, new));
  directory_act (fixture, "W3");
  g_assert_true (has_right (fixture, new));
}

static void
replace (DirectoryFixture *fixture)
{
  static const char *const steps[] = { "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    directory_act (fixture, steps[i]);
}

static void
test_procedure (DirectoryFixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *filter = NULL;

  replace (fixture);
  g_assert_false (directory_has (fixture, SITE_DN));
  g_assert_false (directory_has (fixture, POINT_DN));
  g_assert_cmpint (
      directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, "(cn=*S02*)"), ==, 3);
  directory_act (fixture, "W3");
  directory_act (fixture, "C11");
  directory_wait_for (fixture, SITE_DN);
  filter = g_date_time_format (now, "(&(mSSMSSiteCode=S01)(whenCreated>=%Y%m%d%H%M%S.0Z))");
  g_assert_cmpint (directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL, filter),
                   ==, 1);
  g_assert_false (directory_has (fixture, POINT_DN));
  directory_act (fixture, "C14");
  directory_wait_for (fixture, POINT_DN);
}

/* Without its rights the new server writes nothing, until somebody gives them. */
static void
test_rights_missing (DirectoryFixture *fixture, gconstpointer data)
{
  replace (fixture);
  directory_act (fixture, "C11");
  for (guint i = 0; i < 20; i++)
    {
      g_assert_false (directory_has (fixture, SITE_DN));
      g_main_context_iteration (NULL, TRUE);
    }
  directory_act (fixture, "W3");
  directory_wait_for (fixture, SITE_DN);
}

static void
test_leftover (DirectoryFixture *fixture, gconstpointer data)
{
  directory_set_fault (fixture, "directory-leftover", "1");
  g_assert_cmpint (directory_delete (fixture, ADMIN, POINT_DN), ==, LDAP_SUCCESS);
  directory_wait_for (fixture, POINT_DN);
  g_assert_cmpint (directory_count (fixture, RESITE_LAB_CONTAINER_DN, LDAP_SCOPE_ONELEVEL,
                                    "(&(cn=SMS-MP-S01*)(whenCreated<=20260101000000.0Z))"),
                   ==, 1);
  g_assert_cmpint (directory_delete (fixture, ADMIN, POINT_DN), ==, LDAP_SUCCESS);
  g_assert_false (directory_has (fixture, POINT_DN));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  directory_add ("delete", test_delete);
  directory_add ("again", test_again);
  directory_add ("rights", test_rights);
  directory_add ("procedure", test_procedure);
  directory_add ("rights-missing", test_rights_missing);
  directory_add ("leftover", test_leftover);
  return g_test_run ();
}
