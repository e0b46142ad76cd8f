/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-directory-place.h"
#include "resite-directory-rights.h"
#include "resite-error.h"

#define CONTAINER "CN=System Management,CN=System,DC=corp,DC=example,DC=com"

/* Names. */

static void
test_escape_filter (void)
{
  static const char *const cases[][2] = {
    { "SMS-Site-S01", "SMS-Site-S01" }, { "a*b", "a\\2ab" },      { "(x)", "\\28x\\29" },
    { "back\\slash", "back\\5cslash" }, { "Prüfung", "Prüfung" }, { "line\n", "line\\0a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *escaped = resite_directory_escape_filter (cases[i][0]);

      g_assert_cmpstr (escaped, ==, cases[i][1]);
    }
}

/* What was escaped is one value again, whatever stood in it. */
static void
test_escape_name (void)
{
  static const char *const values[] = { "BR01SMS",    "a,CN=b",      " leading",
                                        "trailing ",  "#hash",       "a+b=c;d",
                                        "\"quoted\"", "back\\slash", "<x>" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *escaped = resite_directory_escape_name (values[i]);
      g_autofree char *dn = g_strdup_printf ("CN=%s,%s", escaped, CONTAINER);
      g_autofree char *leaf = resite_directory_get_leaf (dn);
      g_autofree char *parent = resite_directory_get_parent (dn);

      g_assert_true (resite_directory_is_name (dn));
      g_assert_cmpstr (leaf, ==, values[i]);
      g_assert_true (resite_directory_is_same_name (parent, CONTAINER));
    }
}

static void
test_same_name (void)
{
  g_assert_true (resite_directory_is_same_name (
      CONTAINER, "cn=system management, cn=SYSTEM, dc=corp, dc=example, dc=com"));
  g_assert_false (resite_directory_is_same_name (CONTAINER, "CN=System,DC=corp,DC=example,DC=com"));
  g_assert_false (resite_directory_is_same_name ("CN=System,DC=corp,DC=example,DC=com", CONTAINER));
  g_assert_false (resite_directory_is_same_name ("OU=a,DC=b", "CN=a,DC=b"));
  g_assert_false (resite_directory_is_same_name ("nonsense", "nonsense"));
  g_assert_false (resite_directory_is_same_name (NULL, CONTAINER));
  g_assert_false (resite_directory_is_name (""));
  g_assert_null (resite_directory_get_parent ("DC=com"));
  g_assert_null (resite_directory_get_leaf ("CN=a+OU=b,DC=com"));
}

static void
test_aim (void)
{
  static const struct
  {
    ResiteDirectoryAim aim;
    gboolean good;
  } cases[] = {
    { { NULL, "S01", "BR01SMS" }, TRUE },
    { { CONTAINER, "S01", "BR01SMS" }, TRUE },
    { { NULL, "S1", "BR01SMS" }, FALSE },
    { { NULL, "S0*", "BR01SMS" }, FALSE },
    { { NULL, "S01X", "BR01SMS" }, FALSE },
    { { NULL, NULL, "BR01SMS" }, FALSE },
    { { NULL, "S01", "" }, FALSE },
    { { NULL, "S01", NULL }, FALSE },
    { { NULL, "S01", "*" }, FALSE },
    { { NULL, "S01", "A,CN=B" }, FALSE },
    { { NULL, "S01", "A)(cn=*" }, FALSE },
    { { NULL, "S01", "ABCDEFGHIJKLMNOP" }, FALSE },
    { { "System Management", "S01", "BR01SMS" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (resite_directory_aim_check (&cases[i].aim, &error) == cases[i].good);
      if (!cases[i].good)
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

static void
test_url (void)
{
  static const char *const good[][2] = {
    { "dc1", "ldap://dc1:389" },
    { "ldap://dc1.corp.example.com", "ldap://dc1.corp.example.com:389" },
    { "ldaps://dc1", "ldaps://dc1:636" },
    { "ldaps://10.1.0.1:6360/", "ldaps://10.1.0.1:6360" },
    { "ldap://[::1]:3890", "ldap://[::1]:3890" },
  };
  static const char *const bad[] = { "http://dc1",      "ldap://",
                                     "ldap://dc1/dc=x", "ldap://u@dc1",
                                     "ldap://dc1?x",    "ldap://dc:0",
                                     "ldap://dc:99999", "" };
  const ResiteDirectoryOptions options = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (ResiteDirectory) directory = resite_directory_new (good[i][0], &options, NULL);

      g_assert_nonnull (directory);
      g_assert_cmpstr (resite_directory_get_url (directory), ==, good[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_directory_new (bad[i], &options, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

/* Access lists. */

static void
add_bytes (GByteArray *bytes, guint64 value, guint width)
{
  for (guint i = 0; i < width; i++)
    {
      const guint8 byte = (guint8)(value >> (8 * i));

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* S-1-5-21-1-@last. */
static void
add_sid (GByteArray *bytes, guint32 last)
{
  static const guint8 head[] = { 1, 3, 0, 0, 0, 0, 0, 5 };

  g_byte_array_append (bytes, head, sizeof head);
  add_bytes (bytes, 21, 4);
  add_bytes (bytes, 1, 4);
  add_bytes (bytes, last, 4);
}

typedef struct
{
  guint8 type, flags;
  guint32 mask;
  guint32 sid;
} Entry;

static GBytes *
make_descriptor (const Entry *entries, guint n_entries)
{
  GByteArray *bytes = g_byte_array_new ();

  add_bytes (bytes, 1, 2);
  add_bytes (bytes, 0x8004, 2);
  add_bytes (bytes, 0, 12);
  add_bytes (bytes, 20, 4);
  add_bytes (bytes, 4, 2);
  add_bytes (bytes, 8 + n_entries * 28, 2);
  add_bytes (bytes, n_entries, 4);
  for (guint i = 0; i < n_entries; i++)
    {
      add_bytes (bytes, entries[i].type, 1);
      add_bytes (bytes, entries[i].flags, 1);
      add_bytes (bytes, 28, 2);
      add_bytes (bytes, entries[i].mask, 4);
      add_sid (bytes, entries[i].sid);
    }
  return g_byte_array_free_to_bytes (bytes);
}

static GPtrArray *
make_sids (void)
{
  GPtrArray *sids = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (sids, g_strdup ("S-1-5-21-1-1000"));
  g_ptr_array_add (sids, g_strdup ("S-1-5-21-1-513"));
  return sids;
}

static ResiteDirectoryRights
read_rights (const Entry *entries, guint n_entries)
{
  g_autoptr (GBytes) descriptor = make_descriptor (entries, n_entries);
  g_autoptr (GPtrArray) sids = make_sids ();
  g_autoptr (GError) error = NULL;
  ResiteDirectoryRights rights;

  g_assert_true (resite_directory_rights_read (descriptor, sids, &rights, &error));
  g_assert_no_error (error);
  return rights;
}

#define FULL RESITE_DIRECTORY_RIGHT_FULL

static void
test_rights (void)
{
  static const struct
  {
    Entry entries[2];
    guint n_entries;
    const char *missing; /* a part of it, or NULL: nothing */
  } cases[] = {
    { { { 0, 2, 0x10000000, 1000 } }, 1, NULL },
    { { { 0, 2, FULL, 513 } }, 1, NULL },
    { { { 0, 0, FULL, 1000 } }, 1, "container only" },
    { { { 0, 2, FULL, 1001 } }, 1, "Create All Child Objects" },
    { { { 0, 0x0a, FULL, 1000 } }, 1, "on the container itself" },
    { { { 0, 2, FULL & ~1u, 1000 } }, 1, "Create All Child Objects" },
    { { { 0, 2, FULL & ~0x10000u, 1000 } }, 1, "on the objects below it: Delete" },
    /* A denial counts where it comes first, and only for what it denies. */
    { { { 1, 2, 2, 513 }, { 0, 2, FULL, 1000 } }, 2, "Delete All Child Objects" },
    { { { 0, 2, FULL, 1000 }, { 1, 2, 2, 513 } }, 2, NULL },
    { { { 0 } }, 0, "Create All Child Objects" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ResiteDirectoryRights rights = read_rights (cases[i].entries, cases[i].n_entries);
      g_autofree char *missing = resite_directory_rights_describe_missing (&rights);

      if (cases[i].missing == NULL)
        g_assert_cmpstr (missing, ==, NULL);
      else
        g_assert_nonnull (strstr (missing != NULL ? missing : "", cases[i].missing));
    }
}

/* Whatever is cut off or said to be longer than it is: an error, and nothing is read behind it. */
static void
test_broken_descriptors (void)
{
  static const Entry entries[] = { { 0, 2, FULL, 1000 }, { 5, 2, FULL, 1000 } };
  g_autoptr (GBytes) whole = make_descriptor (entries, 2);
  g_autoptr (GPtrArray) sids = make_sids ();
  gsize length;
  const guint8 *data = g_bytes_get_data (whole, &length);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, cut);
      g_autoptr (GBytes) part = g_bytes_new (copy, cut);
      g_autoptr (GError) error = NULL;
      ResiteDirectoryRights rights;

      g_assert_false (resite_directory_rights_read (part, sids, &rights, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
    }
  for (gsize i = 0; i < length; i++)
    for (guint value = 0; value < 256; value += 5)
      {
        g_autofree guint8 *copy = g_memdup2 (data, length);
        g_autoptr (GBytes) other = NULL;
        ResiteDirectoryRights rights;

        copy[i] = (guint8)value;
        other = g_bytes_new (copy, length);
        resite_directory_rights_read (other, sids, &rights, NULL);
      }
}

/* Places. */

static void
test_password_is_needed_once (void)
{
  static const char *const servers[] = { "127.0.0.1:1", NULL };
  const ResiteDirectoryWay way = { .servers = servers, .user = "a@b" };
  g_autoptr (ResiteDirectoryPlace) place = resite_directory_place_new (&way);
  g_autoptr (ResiteDirectoryPlace) next = resite_directory_place_new (&way);
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("a@b", "secret");
  g_autoptr (GError) error = NULL;

  g_assert_true (resite_directory_place_needs_credentials (place));
  g_assert_null (resite_directory_place_visit (place, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
  resite_directory_place_set_credentials (place, credentials);
  g_assert_false (resite_directory_place_needs_credentials (place));
  resite_directory_place_inherit (next, place);
  g_assert_false (resite_directory_place_needs_credentials (next));
  resite_credentials_set_refused (credentials);
  g_assert_true (resite_directory_place_needs_credentials (next));
}

static void
test_refused_password_is_not_sent (void)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("a@b", "secret");
  const ResiteDirectoryOptions options = { .credentials = credentials };
  g_autoptr (ResiteDirectory) directory =
      resite_directory_new ("ldap://127.0.0.1:1", &options, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_assert_false (resite_directory_open (directory, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (resite_directory_open (directory, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A server that takes the connection and never says a word. */
static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_silence_ends (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  const guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *plain = g_strdup_printf ("ldap://127.0.0.1:%u", port);
  g_autofree char *tls = g_strdup_printf ("ldaps://127.0.0.1:%u", port);
  const char *const urls[] = { plain, tls };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("a@b", "secret");
      const ResiteDirectoryOptions brief = { .credentials = credentials, .patience = 1 };
      const ResiteDirectoryOptions patient = { .credentials = credentials, .patience = 600 };
      g_autoptr (ResiteDirectory) one = resite_directory_new (urls[i], &brief, NULL);
      g_autoptr (ResiteDirectory) other = resite_directory_new (urls[i], &patient, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GThread *thread;

      g_assert_false (resite_directory_open (one, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
      g_clear_error (&error);
      thread = g_thread_new ("cancel", cancel_soon, cancellable);
      g_assert_false (resite_directory_open (other, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/directory/escape-filter", test_escape_filter);
  g_test_add_func ("/directory/escape-name", test_escape_name);
  g_test_add_func ("/directory/same-name", test_same_name);
  g_test_add_func ("/directory/aim", test_aim);
  g_test_add_func ("/directory/url", test_url);
  g_test_add_func ("/directory/rights", test_rights);
  g_test_add_func ("/directory/broken-descriptors", test_broken_descriptors);
  g_test_add_func ("/directory/password-once", test_password_is_needed_once);
  g_test_add_func ("/directory/refused-password", test_refused_password_is_not_sent);
  g_test_add_func ("/directory/silence", test_silence_ends);

  return g_test_run ();
}
