/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <string.h>

#include "resite-error.h"
#include "resite-permissions.h"

#define ADMINISTRATORS "S-1-5-32-544"
#define USERS          "S-1-5-32-545"
#define GUESTS         "S-1-5-32-546"

/* As libsmbclient tells it. */
#define MODEL                                                                                      \
  "REVISION:1,OWNER:" ADMINISTRATORS ",GROUP:S-1-5-21-1-2-3-513,ACL:" ADMINISTRATORS               \
  ":0/3/0x001f01ff,ACL:" USERS ":0/3/0x001200a9"

static ResitePermissions *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  ResitePermissions *permissions = resite_permissions_parse (text, &error);

  g_assert_no_error (error);
  return permissions;
}

/* All differences, one a line. */
static char *
tell (const char *is, const char *should)
{
  g_autoptr (ResitePermissions) a = read_text (is);
  g_autoptr (ResitePermissions) b = read_text (should);
  g_autoptr (GPtrArray) differences = resite_permissions_compare (a, b);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < differences->len; i++)
    {
      const ResitePermissionDifference *difference = differences->pdata[i];

      g_string_append_printf (text, "%s%s\n", difference->minor ? "(minor) " : "",
                              difference->text);
    }
  return g_string_free (text, FALSE);
}

static void
test_parse (void)
{
  g_autoptr (ResitePermissions) permissions = read_text (MODEL);
  const ResiteAce *ace;

  g_assert_cmpstr (resite_permissions_get_owner (permissions)->sid, ==, ADMINISTRATORS);
  g_assert_cmpstr (resite_permissions_get_group (permissions)->sid, ==, "S-1-5-21-1-2-3-513");
  g_assert_cmpuint (resite_permissions_get_n_aces (permissions), ==, 2);
  ace = resite_permissions_get_ace (permissions, 1);
  g_assert_cmpstr (ace->account.sid, ==, USERS);
  g_assert_cmpuint (ace->type, ==, RESITE_ACE_ALLOWED);
  g_assert_cmpuint (ace->flags, ==, RESITE_ACE_TO_FILES | RESITE_ACE_TO_FOLDERS);
  g_assert_cmphex (ace->mask, ==, RESITE_RIGHT_RUN);
}

static void
test_refuse (void)
{
  static const char *const wrong[] = {
    "OWNER:BUILTIN\\Administrators",
    "ACL:S-1-1-0",
    "ACL:S-1-1-0:0/3",
    "ACL:S-1-1-0:0/3/0x1ffffffff",
    "ACL:S-1-1-0:0/3/12 ",
    "ACL:S-1-1-0:0/3/-1",
    "ACL:S-1-1-0:256/3/1",
    "ACL:S-1-1-0:ALLOWED/3/READ",
    "ACL::0/3/1",
    "ACL:Everyone:0/3/1",
    "OWNER:S-1-",
    "OWNER:S-1--5",
    "hello",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResitePermissions) permissions = resite_permissions_parse (wrong[i], &error);

      g_test_message ("%s", wrong[i]);
      g_assert_null (permissions);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
    }
}

/* Any hexadecimal number among what is to be set locks everybody out. */
static void
test_write (void)
{
  g_autoptr (ResitePermissions) permissions = read_text (MODEL);
  g_autofree char *text = resite_permissions_to_text (permissions);

  g_assert_cmpstr (text, ==,
                   "REVISION:1,ACL:" ADMINISTRATORS ":0/3/2032127,ACL:" USERS ":0/3/1179817");
}

static void
test_names (void)
{
  g_autoptr (ResitePermissions) permissions =
      read_text ("OWNER:S-1-5-21-1-2-3-500,ACL:S-1-5-21-1-2-3-1104:0/3/0x001200a9");
  g_autofree char *before = resite_permissions_describe (permissions);
  g_autofree char *after = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_assert_true (resite_permissions_lacks_names (permissions));
  g_assert_cmpstr (before, ==, "S-1-5-21-1-2-3-1104: may read and run only");
  /* Of something else: nothing is taken. */
  resite_permissions_take_names (permissions, "OWNER:X\\a,ACL:X\\b:0/3/0x1");
  g_assert_true (resite_permissions_lacks_names (permissions));
  resite_permissions_take_names (permissions,
                                 "OWNER:CORP\\Administrator,ACL:CORP\\SMS Readers:0/3/0x001200a9");
  g_assert_false (resite_permissions_lacks_names (permissions));
  after = resite_permissions_describe (permissions);
  g_assert_cmpstr (after, ==, "CORP\\SMS Readers: may read and run only");
  g_assert_cmpstr (resite_permissions_get_owner (permissions)->name, ==, "CORP\\Administrator");
  resite_permissions_tell_names (permissions, names);
  g_assert_cmpstr (g_hash_table_lookup (names, "S-1-5-21-1-2-3-1104"), ==, "CORP\\SMS Readers");
}

typedef struct
{
  const char *name, *is, *told;
} Comparison;

static const Comparison comparisons[] = {
  { "same", MODEL, "" },
  { "more", MODEL ",ACL:" GUESTS ":0/3/0x00120089",
    "Guests: may read only, should not be there\n" },
  { "less", "ACL:" ADMINISTRATORS ":0/3/0x001f01ff",
    "Users: is missing, should be: may read and run only\n" },
  { "other", "ACL:" ADMINISTRATORS ":0/3/0x001f01ff,ACL:" USERS ":0/3/0x001f01ff",
    "Users: Full Control, should be: may read and run only\n" },
  { "here-only", "ACL:" ADMINISTRATORS ":0/3/0x001f01ff,ACL:" USERS ":0/0/0x001200a9",
    "Users: what it gives files below is: nothing, should be: may read and run only\n" },
  { "folders-only", "ACL:" ADMINISTRATORS ":0/3/0x001f01ff,ACL:" USERS ":0/1/0x001200a9",
    "Users: what it gives folders below is: nothing, should be: may read and run only\n" },
  { "denied",
    "ACL:" GUESTS ":1/3/0x001f01ff,ACL:" ADMINISTRATORS ":0/3/0x001f01ff,ACL:" USERS
    ":0/3/0x001200a9",
    "Guests: nothing, forbidden: Full Control, should not be there\n" },
  { "inherited", "ACL:" ADMINISTRATORS ":0/19/0x001f01ff,ACL:" USERS ":0/19/0x001200a9",
    "(minor) Administrators: inherited from the folder above, the model has it of its own\n"
    "(minor) Users: inherited from the folder above, the model has it of its own\n" },
  { "owner", "OWNER:S-1-5-18,ACL:" ADMINISTRATORS ":0/3/0x001f01ff,ACL:" USERS ":0/3/0x001200a9",
    "(minor) It belongs to System, the model to Administrators\n" },
  { "generic", "ACL:" ADMINISTRATORS ":0/3/0x10000000,ACL:" USERS ":0/3/0xa0000000", "" },
  { "split",
    "ACL:" ADMINISTRATORS ":0/0/0x001f01ff,ACL:" ADMINISTRATORS ":0/11/0x10000000,ACL:" USERS
    ":0/3/0x001200a9",
    "" },
  { "special", "ACL:" ADMINISTRATORS ":0/3/0x001f01ff,ACL:" USERS ":0/3/0x00000002",
    "Users: special rights (0x2), should be: may read and run only\n" },
  { "nothing", "REVISION:1",
    "Administrators: is missing, should be: Full Control\n"
    "Users: is missing, should be: may read and run only\n" },
};

static void
test_compare (gconstpointer data)
{
  const Comparison *comparison = data;
  g_autofree char *told = tell (comparison->is, MODEL);

  g_assert_cmpstr (told, ==, comparison->told);
}

/* The same entries in another order mean something else where one of them forbids. */
static void
test_order (void)
{
  const char *first = "ACL:" GUESTS ":1/0/0x001f01ff,ACL:S-1-1-0:0/0/0x001f01ff";
  const char *last = "ACL:S-1-1-0:0/0/0x001f01ff,ACL:" GUESTS ":1/0/0x001f01ff";
  g_autofree char *told = tell (last, first);
  g_autofree char *same = tell (last, last);

  g_assert_true (g_str_has_prefix (told, "The order differs"));
  g_assert_cmpstr (same, ==, "");
}

static void
test_may_be_set (void)
{
  static const struct
  {
    const char *text;
    gboolean may;
  } cases[] = {
    { MODEL, TRUE },
    { "REVISION:1", FALSE },
    { "ACL:" USERS ":0/3/0x001f01ff", FALSE },
    { "ACL:" ADMINISTRATORS ":0/3/0x001200a9", FALSE },
    { "ACL:" ADMINISTRATORS ":1/3/0x001f01ff", FALSE },
    { "ACL:" ADMINISTRATORS ":0/3/0x10000000", TRUE },
    { MODEL ",ACL:" GUESTS ":5/3/0x1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ResitePermissions) permissions = read_text (cases[i].text);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (resite_permissions_may_be_set (permissions, &error), ==, cases[i].may);
      if (!cases[i].may)
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
    }
}

static void
test_for_setting (void)
{
  g_autoptr (ResitePermissions) read =
      read_text ("OWNER:S-1-5-18,ACL:" ADMINISTRATORS ":0/19/0x001f01ff");
  g_autoptr (ResitePermissions) wanted = resite_permissions_dup_for_setting (read);

  g_assert_null (resite_permissions_get_owner (wanted));
  g_assert_cmpuint (resite_permissions_get_ace (wanted, 0)->flags, ==, 3);
  g_assert_true (resite_permissions_are_alike (read, wanted));
}

static void
test_below (void)
{
  g_autoptr (ResitePermissions) folder =
      read_text ("ACL:" ADMINISTRATORS ":0/3/2032127,ACL:" USERS ":0/1/1179817,ACL:" GUESTS
                 ":0/0/1,ACL:S-1-5-18:0/6/2,ACL:S-1-3-0:0/11/268435456");
  g_autoptr (ResitePermissions) file =
      resite_permissions_dup_for_below (folder, FALSE, "S-1-5-21-9-9-9-500");
  g_autoptr (ResitePermissions) below = resite_permissions_dup_for_below (folder, TRUE, NULL);
  g_autofree char *of_file = resite_permissions_to_text (file);
  g_autofree char *of_folder = resite_permissions_to_text (below);

  g_assert_cmpstr (of_file, ==,
                   "REVISION:1,ACL:" ADMINISTRATORS ":0/16/2032127,ACL:" USERS
                   ":0/16/1179817,ACL:S-1-5-21-9-9-9-500:0/16/268435456");
  g_assert_cmpstr (of_folder, ==,
                   "REVISION:1,ACL:" ADMINISTRATORS ":0/19/2032127,ACL:" USERS
                   ":0/25/1179817,ACL:S-1-5-18:0/16/2,ACL:S-1-3-0:0/27/268435456");
}

static void
test_cim (void)
{
  g_autoptr (ResitePermissions) permissions =
      read_text ("ACL:" ADMINISTRATORS ":0/3/2032127,ACL:S-1-5-21-4294967295-2-3-1104:1/19/1");
  g_autoptr (ResiteCimObject) descriptor = resite_permissions_to_cim (permissions);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePermissions) again = NULL;
  g_autofree char *before = resite_permissions_to_text (permissions);
  g_autofree char *after = NULL;
  ResiteCimValue *list = resite_cim_object_get (descriptor, "DACL");
  ResiteCimObject *ace = resite_cim_value_get_object (resite_cim_value_get_item (list, 1));
  ResiteCimObject *trustee = resite_cim_value_get_object (resite_cim_object_get (ace, "Trustee"));

  g_assert_cmpstr (resite_cim_object_get_class (descriptor), ==, "Win32_SecurityDescriptor");
  g_assert_cmpstr (resite_cim_object_get_class (ace), ==, "Win32_ACE");
  g_assert_cmpint (resite_cim_object_get_int (trustee, "SidLength", 0), ==, 28);
  /* The bytes alone tell it, too. */
  resite_cim_object_take (trustee, "SIDString", resite_cim_value_new_null ());
  again = resite_permissions_from_cim (descriptor, &error);
  g_assert_no_error (error);
  after = resite_permissions_to_text (again);
  g_assert_cmpstr (before, ==, after);
}

static void
test_cim_bad (void)
{
  g_autoptr (ResiteCimObject) descriptor = resite_cim_object_new ("Win32_SecurityDescriptor");
  g_autoptr (ResiteCimObject) ace = resite_cim_object_new ("Win32_ACE");
  g_autoptr (GError) error = NULL;

  resite_cim_object_set_int (ace, "AccessMask", 1);
  resite_cim_object_set_int (ace, "AceType", 0);
  resite_cim_object_take (descriptor, "DACL", resite_cim_value_new_object (ace));
  g_assert_null (resite_permissions_from_cim (descriptor, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED);
}

/* Whatever was read is told so that reading that again gives the same. */
static void
test_random (void)
{
  static const guint kinds[] = { 0, 0, 0, 1, 5 };

  for (guint round = 0; round < 2000; round++)
    {
      GString *text = g_string_new ("REVISION:1");
      const guint count = g_test_rand_int_range (0, 9);
      g_autoptr (ResitePermissions) first = NULL;
      g_autoptr (ResitePermissions) second = NULL;
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;
      g_autofree char *given = NULL;

      for (guint i = 0; i < count; i++)
        g_string_append_printf (text, ",ACL:S-1-5-21-%u-%u:%u/%u/0x%08x",
                                (guint)g_test_rand_int () % 4, (guint)g_test_rand_int (),
                                kinds[g_test_rand_int_range (0, 5)],
                                (guint)g_test_rand_int () & 0x1f, (guint)g_test_rand_int ());
      given = g_string_free (text, FALSE);
      first = read_text (given);
      once = resite_permissions_to_text (first);
      g_assert_null (strstr (once, "0x"));
      second = read_text (once);
      twice = resite_permissions_to_text (second);
      g_assert_cmpstr (once, ==, twice);
      g_assert_true (resite_permissions_are_alike (first, second));
      g_assert_cmpuint (resite_permissions_get_n_aces (first), ==, count);
    }
}

/* Nothing that a server sends breaks it. */
static void
test_damaged (void)
{
  for (guint round = 0; round < 5000; round++)
    {
      g_autofree char *text = g_strdup (MODEL ",ACL:" GUESTS ":1/16/4294967295");
      const guint changes = g_test_rand_int_range (1, 5);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResitePermissions) permissions = NULL;

      for (guint i = 0; i < changes; i++)
        text[g_test_rand_int_range (0, strlen (text))] = (char)g_test_rand_int_range (1, 256);
      permissions = resite_permissions_parse (text, &error);
      g_assert_true ((permissions == NULL) == (error != NULL));
      if (permissions != NULL)
        {
          g_autofree char *words = resite_permissions_describe (permissions);
          g_autoptr (GError) refusal = NULL;

          g_assert_cmpuint (strlen (words), >, 0);
          if (!resite_permissions_may_be_set (permissions, &refusal))
            g_assert_nonnull (refusal);
        }
      else
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/permissions/parse", test_parse);
  g_test_add_func ("/permissions/refuse", test_refuse);
  g_test_add_func ("/permissions/write", test_write);
  g_test_add_func ("/permissions/names", test_names);
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      g_autofree char *path = g_strconcat ("/permissions/compare/", comparisons[i].name, NULL);

      g_test_add_data_func (path, &comparisons[i], test_compare);
    }
  g_test_add_func ("/permissions/order", test_order);
  g_test_add_func ("/permissions/may-be-set", test_may_be_set);
  g_test_add_func ("/permissions/for-setting", test_for_setting);
  g_test_add_func ("/permissions/below", test_below);
  g_test_add_func ("/permissions/cim", test_cim);
  g_test_add_func ("/permissions/cim-bad", test_cim_bad);
  g_test_add_func ("/permissions/random", test_random);
  g_test_add_func ("/permissions/damaged", test_damaged);
  return g_test_run ();
}
