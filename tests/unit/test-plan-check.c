/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-plan.h"

static ResitePlan *
load (const char *name)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  ResitePlan *plan = resite_plan_new_from_file (path, &error);

  g_assert_no_error (error);
  return plan;
}

static const ResitePlanFault *
find_fault (GPtrArray *faults, const char *group, const char *key)
{
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      if (strcmp (fault->group, group) == 0 && g_strcmp0 (fault->key, key) == 0)
        return fault;
    }
  return NULL;
}

static guint
count_errors (GPtrArray *faults)
{
  guint count = 0;

  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_test_message ("%u %s.%s: %s", fault->line, fault->group, fault->key, fault->message);
      if (fault->severity == RESITE_PLAN_FAULT_ERROR)
        count++;
    }
  return count;
}

static void
test_sample_is_good (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");
  g_autoptr (GPtrArray) faults = resite_plan_check (plan);

  g_assert_cmpuint (count_errors (faults), ==, 0);
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_nonnull (find_fault (faults, "old", "name-after"));
}

static void
test_template_wants_only_what_is_needed (void)
{
  g_autofree char *text = resite_plan_to_template ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan = resite_plan_new_from_data ("t", bytes, &error);
  g_autoptr (GPtrArray) faults = NULL;
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  g_assert_no_error (error);
  faults = resite_plan_check (plan);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);
      const ResitePlanKey *key = resite_plan_keys_find (fault->group, fault->key);

      g_assert_nonnull (key);
      g_assert_true (key->required);
      g_assert_cmpuint (fault->line, >, 0);
    }
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *name = resite_plan_key_format_first (&keys[i]);
      g_autofree char *line = g_strdup_printf ("\n%s%s=", keys[i].required ? "" : "#", name);

      g_assert_nonnull (strstr (text, line));
    }
}

/* What the template shows as an example must be right when the sign before it is taken away. */
static void
test_examples_are_good (void)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *message = NULL;

      g_assert_nonnull (keys[i].label);
      g_assert_nonnull (keys[i].help);
      g_assert_nonnull (resite_plan_keys_get_group_title (keys[i].group));
      g_assert_false (resite_plan_keys_smells_of_secret (keys[i].key));
      if (keys[i].example != NULL && !resite_plan_key_check (&keys[i], keys[i].example, &message))
        g_error ("%s.%s: %s", keys[i].group, keys[i].key, message);
    }
}

static void
test_single_values (void)
{
  static const struct
  {
    const char *group;
    const char *key;
    const char *good;
    const char *bad;
  } cases[] = {
    { "site", "code", "s01", "S0" },
    { "site", "code", "ABC", "AUX" },
    { "site", "code", "S01", "S-1" },
    { "site", "server-name", "BR01SMS", "BRANCH01SERVER-0" },
    { "site", "server-name", "BR-01", "BR01.corp" },
    { "site", "server-name", "B1", "12345" },
    { "site", "server-name", "B1", "-B1" },
    { "site", "server-name", "B1", "B 1" },
    { "site", "address", "10.4.1.20", "10.4.1.256" },
    { "site", "address", "10.4.1.20", "10.4.1" },
    { "site", "address", "10.4.1.20", "127.0.0.1" },
    { "site", "address", "10.4.1.20", "010.4.1.20" },
    { "site", "mask", "255.255.252.0", "255.0.255.0" },
    { "site", "mask", "255.255.255.128", "0.0.0.0" },
    { "site", "dns", "10.1.0.1, 10.1.0.2", "10.1.0.1, x" },
    { "site", "drive", "e", "E:" },
    { "site", "drive", "D", "A" },
    { "site", "sms-folder", "E:\\SMS", "SMS" },
    { "site", "sms-folder", "E:\\Program Files\\SMS", "E:/SMS" },
    { "site", "sms-folder", "E:\\", "E:\\a|b" },
    { "site", "sms-folder", "E:\\SMS", "E:\\SMS\\..\\x" },
    { "site", "product", "sms2003-sp1", "sms2007" },
    { "old", "mac", "00:08:02:A1:44:10", "00:08:02:A1:44" },
    { "old", "mac", "0008-02a1-4410", "00:08:02:A1:44:1G" },
    { "old", "files", "/srv/x", "srv/x" },
    { "old", "files", "file:///srv/x", "E:\\x" },
    { "old", "reach", "winrm", "telnet" },
    { "options", "delta", "No", "maybe" },
    { "options", "preload-patience", "30", "0" },
    { "options", "preload-patience", "30", "-5" },
    { "options", "canary-package", "c0100012", "C0100012.PKG" },
    { "options", "canary-package", "C0100012", "C01000XX" },
    { "ad", "domain", "corp.example.com", "corp..com" },
    { "ad", "domain", "corp", "corp_x.com" },
    { "preinst", "query.1", "SELECT 1", "UPDATE Sites SET x = 1" },
    { "preinst", "query.7", "select * from Sites where n = 'DELETE it'", "SELECT 1; drop table a" },
    { "preinst", "query.2", "(SELECT 1)", "sp_who" },
    { "preinst", "query.3", "SELECT a FROM b", "SELECT a INTO b FROM c" },
    { "documents", "other.2", "/a/b.pdf", "b.pdf" },
    { "source", "drive.F", "/mnt/f", "mnt/f" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ResitePlanKey *key = resite_plan_keys_find (cases[i].group, cases[i].key);
      g_autofree char *none = NULL;
      g_autofree char *message = NULL;

      g_test_message ("%s.%s: %s / %s", cases[i].group, cases[i].key, cases[i].good, cases[i].bad);
      g_assert_nonnull (key);
      g_assert_true (resite_plan_key_check (key, cases[i].good, &none));
      g_assert_null (none);
      g_assert_false (resite_plan_key_check (key, cases[i].bad, &message));
      g_assert_cmpstr (message, !=, NULL);
    }
}

static void
test_find (void)
{
  g_assert_nonnull (resite_plan_keys_find ("primary.2", "server-name"));
  g_assert_nonnull (resite_plan_keys_find ("primary", "server-name"));
  g_assert_null (resite_plan_keys_find ("primary.0", "server-name"));
  g_assert_null (resite_plan_keys_find ("primary.x", "server-name"));
  g_assert_null (resite_plan_keys_find ("primary.2x", "server-name"));
  g_assert_null (resite_plan_keys_find ("site.1", "code"));
  g_assert_null (resite_plan_keys_find ("preinst", "query"));
  g_assert_null (resite_plan_keys_find ("preinst", "query.x"));
  g_assert_null (resite_plan_keys_find ("old", "drive.EE"));
}

/* One value of the good plan is changed; that one key must be found, with its line. */
static void
test_across (void)
{
  static const struct
  {
    const char *name;
    const char *value;
    const char *group;
    const char *key;
    ResitePlanSeverity severity;
  } cases[] = {
    { "site.gateway", "10.5.1.1", "site", "gateway", RESITE_PLAN_FAULT_ERROR },
    { "site.gateway", "10.4.1.20", "site", "gateway", RESITE_PLAN_FAULT_ERROR },
    { "site.address", "10.4.1.0", "site", "address", RESITE_PLAN_FAULT_ERROR },
    { "site.address", "10.4.1.255", "site", "address", RESITE_PLAN_FAULT_ERROR },
    { "site.mask", "255.255.255.240", "site", "gateway", RESITE_PLAN_FAULT_ERROR },
    { "new.name-before", "BR01SMS", "new", "name-before", RESITE_PLAN_FAULT_ERROR },
    { "new.name-before", "br01sms_old", "new", "name-before", RESITE_PLAN_FAULT_ERROR },
    { "new.name-before", "BR01DP2", "source", "server-name", RESITE_PLAN_FAULT_ERROR },
    { "new.name-before", NULL, "new", "name-before", RESITE_PLAN_FAULT_ERROR },
    { "new.serial", "7xk4211", "new", "serial", RESITE_PLAN_FAULT_ERROR },
    { "new.files", "/srv/reach/old", "new", "files", RESITE_PLAN_FAULT_ERROR },
    { "old.name-after", "BR01SMS", "old", "name-after", RESITE_PLAN_FAULT_ERROR },
    { "old.name-after", "BRANCH01SMS_OLDER", "old", "name-after", RESITE_PLAN_FAULT_ERROR },
    { "source.server-name", "BR01SMS", "source", "server-name", RESITE_PLAN_FAULT_ERROR },
    { "source.same-as", "old", "source", "server-name", RESITE_PLAN_FAULT_ERROR },
    { "primary.1.site-code", "S01", "primary.1", "site-code", RESITE_PLAN_FAULT_ERROR },
    { "primary.2.site-code", "P01", "primary.2", "site-code", RESITE_PLAN_FAULT_ERROR },
    { "primary.2.server-name", "BR01SMS", "primary.2", "server-name", RESITE_PLAN_FAULT_ERROR },
    { "central.same-as", "primary.3", "central", "same-as", RESITE_PLAN_FAULT_ERROR },
    { "central.server-name", "OTHER01", "central", "server-name", RESITE_PLAN_FAULT_ERROR },
    { "primary.2.reach", "rpc", "primary.2", "smb-user", RESITE_PLAN_FAULT_ERROR },
    { "primary.2.reach", "winrm", "primary.2", "winrm-user", RESITE_PLAN_FAULT_ERROR },
    { "ad.reach", "winrm", "ad", "reach", RESITE_PLAN_FAULT_WARNING },
    { "new.files", NULL, "new", "reach", RESITE_PLAN_FAULT_WARNING },
    { "options.address-first", "no", "options", "address-first", RESITE_PLAN_FAULT_WARNING },
    { "options.proof-package", "c0100012", "options", "proof-package", RESITE_PLAN_FAULT_WARNING },
    { "options.first-package", "C0100013", "options", "first-package", RESITE_PLAN_FAULT_WARNING },
    { "tools.preload-desk", NULL, "tools", "preload-desk", RESITE_PLAN_FAULT_WARNING },
    { "preinst.query.1", "EXEC x", "preinst", "query.1", RESITE_PLAN_FAULT_ERROR },
    { "preinst.query.1", "sp_who", "preinst", "query.1", RESITE_PLAN_FAULT_WARNING },
    { "site.name", "${site.nothing}", "site", "name", RESITE_PLAN_FAULT_ERROR },
    { "site.colour", "blue", "site", "colour", RESITE_PLAN_FAULT_WARNING },
    { "preinst.query.x", "SELECT 1", "preinst", "query.x", RESITE_PLAN_FAULT_WARNING },
    { "weather.rain", "yes", "weather", NULL, RESITE_PLAN_FAULT_WARNING },
    { "weather.Password", "x", "weather", "Password", RESITE_PLAN_FAULT_ERROR },
    { "accounts.sender-pwd", "x", "accounts", "sender-pwd", RESITE_PLAN_FAULT_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ResitePlan) plan = load ("sample.siteplan");
      g_autoptr (GPtrArray) faults = NULL;
      const ResitePlanFault *fault;

      g_test_message ("%s = %s", cases[i].name, cases[i].value);
      resite_plan_set (plan, cases[i].name, cases[i].value);
      faults = resite_plan_check (plan);
      fault = find_fault (faults, cases[i].group, cases[i].key);
      g_assert_nonnull (fault);
      g_assert_cmpint (fault->severity, ==, cases[i].severity);
    }
}

/* Keys of winrm that only matter beside each other. */
static void
test_winrm (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");
  g_autoptr (GPtrArray) fine = NULL;
  g_autoptr (GPtrArray) doubtful = NULL;
  g_autoptr (GPtrArray) ticket = NULL;

  resite_plan_set (plan, "primary.2.reach", "winrm");
  resite_plan_set (plan, "primary.2.winrm-user", "Administrator");
  fine = resite_plan_check (plan);
  g_assert_cmpuint (count_errors (fine), ==, 0);
  g_assert_null (find_fault (fine, "primary.2", "reach"));
  g_assert_null (find_fault (fine, "primary.2", "winrm-plain"));

  resite_plan_set (plan, "primary.2.winrm-plain", "yes");
  resite_plan_set (plan, "primary.2.winrm-old-tls", "yes");
  doubtful = resite_plan_check (plan);
  g_assert_cmpuint (count_errors (doubtful), ==, 0);
  g_assert_nonnull (find_fault (doubtful, "primary.2", "winrm-plain"));
  g_assert_nonnull (find_fault (doubtful, "primary.2", "winrm-old-tls"));

  resite_plan_set (plan, "primary.2.winrm-user", NULL);
  resite_plan_set (plan, "primary.2.winrm-logon", "kerberos");
  resite_plan_set (plan, "primary.2.winrm-host", "10.1.0.31");
  ticket = resite_plan_check (plan);
  g_assert_cmpuint (count_errors (ticket), ==, 0);
  g_assert_nonnull (find_fault (ticket, "primary.2", "winrm-host"));
}

/* Who is the central site is said once: what its machine can be reached by, too. */
static void
test_winrm_of_an_alias (void)
{
  g_autoptr (ResitePlan) plan = load ("sample.siteplan");

  resite_plan_set (plan, "primary.2.winrm-user", "CENSMS01\\Administrator");
  resite_plan_set (plan, "primary.2.winrm-port", "443");
  g_assert_cmpstr (resite_plan_get (plan, "central.winrm-port"), ==, "443");
  g_assert_cmpstr (resite_plan_get (plan, "central.winrm-user"), ==, "CENSMS01\\Administrator");
  g_assert_cmpstr (resite_plan_get (plan, "central.winrm-logon"), ==, "basic");
}

static void
test_secret_is_not_repeated (void)
{
  g_autoptr (ResitePlan) plan = load ("plans/password.siteplan");
  g_autoptr (GPtrArray) faults = resite_plan_check (plan);

  g_assert_cmpuint (count_errors (faults), ==, 1);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_assert_null (strstr (fault->message, "verysecret"));
    }
}

static void
test_files_and_lines (void)
{
  static const struct
  {
    const char *file;
    const char *group;
    const char *key;
    const char *starts; /* of the line that must be named; NULL: a line is not asked for */
    ResitePlanSeverity severity;
  } cases[] = {
    { "bad-site-code", "site", "code", "code=S0001", RESITE_PLAN_FAULT_ERROR },
    { "bad-gateway", "site", "gateway", "gateway=10.9", RESITE_PLAN_FAULT_ERROR },
    { "long-name", "old", "name-after", NULL, RESITE_PLAN_FAULT_ERROR },
    { "old-is-new", "new", "name-before", "name-before=", RESITE_PLAN_FAULT_ERROR },
    { "password", "accounts", "sender-password", "sender-password=", RESITE_PLAN_FAULT_ERROR },
    { "query-deletes", "preinst", "query.2", "query.2=", RESITE_PLAN_FAULT_ERROR },
    { "unknown-keys", "site", "colour", "colour=", RESITE_PLAN_FAULT_WARNING },
    { "unknown-keys", "weather", NULL, "[weather]", RESITE_PLAN_FAULT_WARNING },
    { "twice", "site", "address", "address=10.4.1.21", RESITE_PLAN_FAULT_ERROR },
    { "empty", "primary.1", NULL, NULL, RESITE_PLAN_FAULT_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("plans/%s.siteplan", cases[i].file);
      g_autofree char *path =
          g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", name, NULL);
      g_autoptr (ResitePlan) plan = load (name);
      g_autoptr (GPtrArray) faults = resite_plan_check (plan);
      const ResitePlanFault *fault = find_fault (faults, cases[i].group, cases[i].key);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      g_test_message ("%s", cases[i].file);
      g_assert_nonnull (fault);
      g_assert_cmpint (fault->severity, ==, cases[i].severity);
      if (cases[i].starts == NULL)
        continue;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      lines = g_strsplit (text, "\n", -1);
      g_assert_cmpuint (fault->line, >, 0);
      g_assert_true (g_str_has_prefix (lines[fault->line - 1], cases[i].starts));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-check/sample", test_sample_is_good);
  g_test_add_func ("/plan-check/template", test_template_wants_only_what_is_needed);
  g_test_add_func ("/plan-check/examples", test_examples_are_good);
  g_test_add_func ("/plan-check/values", test_single_values);
  g_test_add_func ("/plan-check/find", test_find);
  g_test_add_func ("/plan-check/across", test_across);
  g_test_add_func ("/plan-check/winrm", test_winrm);
  g_test_add_func ("/plan-check/winrm-of-an-alias", test_winrm_of_an_alias);
  g_test_add_func ("/plan-check/secret", test_secret_is_not_repeated);
  g_test_add_func ("/plan-check/files-and-lines", test_files_and_lines);
  return g_test_run ();
}
