/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-plan.h"

/* What each type of value takes and what it refuses. A key of the real table stands for its type,
 * so that the choices and the rest of the row are the ones people meet. */

typedef struct
{
  const char *group;
  const char *key;
  ResitePlanType type;
  const char *good[14];
  const char *bad[26];
} TypeCase;

static const TypeCase cases[] = {
  { "site",
    "code",
    RESITE_PLAN_SITE_CODE,
    { "S01", "s01", "000", "ABC", "abc", "9ZZ", "ZZZ" },
    { "S",
      "S0",
      "S001",
      "S 1",
      " S01",
      "S01 ",
      "S_1",
      "S-1",
      "S.1",
      "S\xc3\xa4",
      "\xc3\xa4\xc3\xb6\xc3\xbc",
      "AUX",
      "aux",
      "Con",
      "NUL",
      "prn",
      "SMS",
      "sms",
      "S\\1",
      "S/1",
      "S\t1",
      "S*1",
      "S'1" } },
  { "site",
    "server-name",
    RESITE_PLAN_COMPUTER_NAME,
    { "A", "BR01SMS", "br-01", "BR_01", "1A", "A1", "ABCDEFGHIJKLMNO", "A-B-C", "0X0", "_A" },
    { "ABCDEFGHIJKLMNOP",
      "-A",
      "A-",
      "-",
      "1",
      "12345",
      "999999999999999",
      "BR01.corp",
      "A B",
      "A\\B",
      "A/B",
      "A:B",
      "A*B",
      "A?B",
      "A\"B",
      "A<B",
      "A>B",
      "A|B",
      "A,B",
      "A;B",
      "B\xc3\xbcro",
      ".",
      "A$" } },
  { "ad",
    "domain",
    RESITE_PLAN_DOMAIN,
    { "corp", "corp.example.com", "CORP.EXAMPLE.COM", "a.b", "1.2", "x-y.z",
      "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij123.de" },
    { ".", "..", "corp.", ".corp", "corp..com", "corp_x.com", "-a.com", "a-.com", "a b.com",
      "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij1234.de", "k\xc3\xb6ln.de",
      "corp/com", "DC=corp,DC=com", "corp:389" } },
  { "site",
    "address",
    RESITE_PLAN_ADDRESS,
    { "10.4.1.20", "1.0.0.0", "126.255.255.255", "127.44.5.6", "128.0.0.1", "223.255.255.255",
      "192.168.0.1" },
    { "10.4.1",      "10.4.1.20.1",  "10.4.1.256", "10.4.1.-1",       "10.4.1.020",
      "10.4.1.0x14", "0.0.0.0",      "0.1.2.3",    "127.0.0.1",       "127.255.255.255",
      "127.0.0.77",  "224.0.0.1",    "240.0.0.1",  "255.255.255.255", "::1",
      "fe80::1",     "10.4.1.20/24", " 10.4.1.20", "10.4.1.20 ",      "10,4,1,20",
      "server",      "10",           "10.4..20",   ".10.4.1.20",      "1234567890" } },
  { "old",
    "winrm-host",
    RESITE_PLAN_HOST,
    { "10.1.0.31", "BR01SMS", "br01sms.corp.example.com", "br_01" },
    { "https://br01sms", "br01sms:5986", "10.1.0", "10.1.0.256", "a b", "br01sms/", "::1" } },
  { "primary.2",
    "winrm-port",
    RESITE_PLAN_PORT,
    { "1", "80", "443", "5986", "65535" },
    { "0", "65536", "-1", "x", "59 86", "5986/tcp" } },
  { "new",
    "uuid",
    RESITE_PLAN_UUID,
    { "4C4C4544-0058-4B10-8034-B7C04F333132", "{4c4c4544-0058-4b10-8034-b7c04f333132}" },
    { "00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "4C4C4544",
      "4C4C454400584B108034B7C04F333132", "4C4C4544-0058-4B10-8034-B7C04F33313G" } },
  { "central",
    "winrm-fingerprint",
    RESITE_PLAN_FINGERPRINT,
    { "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
      "A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90:A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:"
      "8F:"
      "90" },
    { "a1b2", "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4", "sha256:00",
      "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9" } },
  { "desk",
    "name-servers",
    RESITE_PLAN_SERVER_LIST,
    { "10.1.0.10", "127.9.9.9:5353", "10.1.0.10, 10.1.0.11:53" },
    { "dns.corp", "10.1.0.10:", "10.1.0.10:0", "10.1.0.10,", "10.1.0.10:99999" } },
  { "site",
    "mask",
    RESITE_PLAN_MASK,
    { "255.255.255.0", "255.0.0.0", "128.0.0.0", "255.255.255.254", "255.255.255.252",
      "255.255.252.0", "254.0.0.0" },
    { "0.0.0.0", "255.255.255.255", "255.0.255.0", "0.0.0.255", "255.255.255.1", "24", "/24",
      "255.255.255", "255.255.253.0", "1.0.0.0" } },
  { "site",
    "dns",
    RESITE_PLAN_ADDRESS_LIST,
    { "10.1.0.1", "10.1.0.1,10.1.0.2", "10.1.0.1, 10.1.0.2 , 10.1.0.3", "10.1.0.1;10.1.0.2" },
    { ",", "10.1.0.1,", ",10.1.0.1", "10.1.0.1,,10.1.0.2", "10.1.0.1 10.1.0.2", "10.1.0.1,x",
      "10.1.0.1,127.0.0.1", "x" } },
  { "old",
    "mac",
    RESITE_PLAN_MAC,
    { "00:0C:29:4F:8E:35", "00-0c-29-4f-8e-35", "000C294F8E35", "000c.294f.8e35",
      "FF:FF:FF:FF:FF:FE" },
    { "00:0C:29:4F:8E", "00:0C:29:4F:8E:3", "00:0C:29:4F:8E:355", "00:0C:29:4F:8E:3G",
      "00 0C 29 4F 8E 35", "00:0C:29:4F:8E:35:00:00", ":", "00_0C_29_4F_8E_35" } },
  { "site",
    "drive",
    RESITE_PLAN_DRIVE,
    { "C", "c", "Z", "E" },
    { "A", "b", "B", "E:", "E:\\", "EE", "1", "\xc3\x84", "$", "." } },
  { "site",
    "sms-folder",
    RESITE_PLAN_WINDOWS_PATH,
    { "E:\\", "E:\\SMS", "e:\\Program Files (x86)\\SMS", "Z:\\a\\b\\c", "E:\\SMS\\",
      "E:\\\xc3\x84pfel", "C:\\$x" },
    { "SMS",       "\\SMS",   "E:",        "E:SMS",     "E:/SMS",   "\\\\SERVER\\SMS", "EE:\\SMS",
      "1:\\SMS",   "E:\\a:b", "E:\\a|b",   "E:\\a?b",   "E:\\a*",   "E:\\a<b",         "E:\\a>b",
      "E:\\\"a\"", "E:\\a/b", "E:\\..\\b", "E:\\a\\..", "/srv/sms", "\xc3\x84:\\SMS" } },
  { "old",
    "files",
    RESITE_PLAN_FILES,
    { "/", "/srv/x", "/mnt/a b", "/mnt/\xc3\xbc", "file:///srv/x", "smb://", "smb://BR01DP2",
      "SMB://10.4.1.20/" },
    { "srv/x", "./x", "../x", "~/x", "E:\\x", "x", "\\\\server\\share", "e:/x", "smb:server",
      "smb://BR01DP2/E$", "smb://user@BR01DP2", "smb://user:word@BR01DP2", "smb://a b",
      "smb://10.4.1", "smb://BR01DP2:445" } },
  { "desk",
    "setup-source",
    RESITE_PLAN_FOLDER,
    { "/", "/srv/x", "/mnt/a b", "/mnt/\xc3\xbc", "file:///srv/x", "smb://server/share" },
    { "srv/x", "./x", "../x", "~/x", "E:\\x", "x", "\\\\server\\share", "e:/x" } },
  { "new",
    "drive.D",
    RESITE_PLAN_DRIVE_FILES,
    { "/mnt/d", "smb://BR01NEW/D$", "smb://10.4.1.77/data/disk d", "smb:///data" },
    { "mnt/d", "smb://", "smb://BR01NEW", "smb://BR01NEW/", "smb:///", "smb://a@b/D$" } },
  { "source",
    "share.2",
    RESITE_PLAN_SHARE,
    { "E:\\SMSPKGE$ = SMSPKGE$", "D:\\SMSPKG=packages", "E:\\a b = share with blanks" },
    { "SMSPKGE$", "E:\\SMSPKGE$", "E:\\SMSPKGE$ =", "= SMSPKGE$", "SMSPKG = SMSPKG$",
      "E:\\SMSPKG = \\\\BR01DP2\\SMSPKG", "E:\\SMSPKG = a/b", "E:\\..\\x = y" } },
  { "old", "smb-port", RESITE_PLAN_PORT, { "445", "1445" }, { "0", "smb" } },
  { "tools",
    "preinst",
    RESITE_PLAN_FILE,
    { "/a/preinst.exe", "file:///a/preinst.exe", "/a b/c" },
    { "preinst.exe", "C:\\preinst.exe", "a/b", "~/preinst.exe" } },
  { "options",
    "delta",
    RESITE_PLAN_YES_NO,
    { "yes", "no", "YES", "No" },
    { "y", "n", "true", "false", "1", "0", "ja", "yes ", "yesno", "on" } },
  { "options",
    "first-copy",
    RESITE_PLAN_CHOICE,
    { "copy", "verify", "by-hand", "COPY", "By-Hand" },
    { "byhand", "by hand", "copy|verify", "copyx", "cop", "|", "-" } },
  { "options",
    "preload-patience",
    RESITE_PLAN_NUMBER,
    { "1", "600", "10000000", "0600" },
    { "0", "-1", "+5", "10000001", "1.5", "1,5", "1e3", "0x10", "600s", " 600",
      "99999999999999999999", "six" } },
  { "options",
    "canary-package",
    RESITE_PLAN_PACKAGE_ID,
    { "C0100012", "c0100012", "S01FFFFF", "0000000F", "ABCabcde" },
    { "C010001", "C01000123", "C01000GG", "C0100012.pkg", "C01 0012", "C-100012", "C010001 ",
      "\xc3\x84\x31\x30\x30\x30\x30\x31", "........" } },
  { "preinst",
    "query.1",
    RESITE_PLAN_QUERY,
    { "SELECT 1", "select a from b", "(SELECT 1)", "((SELECT 1))",
      "Select x From y Where z='UPDATE a'", "SELECT deleted FROM t", "SELECT 'it''s DROP time'",
      "SELECT a FROM updates", "SELECT created FROM t" },
    { "UPDATE Sites SET x=1", "DELETE FROM Sites", "SELECT 1; DELETE FROM a", "EXEC sp_who",
      "SELECT a INTO b FROM c", "drop table a", "sp_who", "SELECTED 1", "TRUNCATE TABLE a",
      "dbcc checkdb", "SELECT 1 shutdown", "restore database x", "MERGE a", "1",
      "SELECT 'a' DELETE FROM b WHERE c='d'" } },
  { "preinst",
    "delsite",
    RESITE_PLAN_LINE,
    { "preinst /DELSITE S01 P01", "x", "\xc3\xa4", "a\tb" },
    { "a\x01"
      "b",
      "\x7f", "\x1b[31m" } },
  { "site",
    "name",
    RESITE_PLAN_TEXT,
    { "x", "Aalen \"1\"", "\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a", "=[]#;" },
    { "a\x01", "\x02", "a\x7f" } },
};

static void
test_type (gconstpointer data)
{
  const TypeCase *row = data;
  const ResitePlanKey *key = resite_plan_keys_find (row->group, row->key);

  g_assert_nonnull (key);
  g_assert_cmpint (key->type, ==, row->type);
  for (guint i = 0; i < G_N_ELEMENTS (row->good) && row->good[i] != NULL; i++)
    {
      g_autofree char *message = NULL;

      if (!resite_plan_key_check (key, row->good[i], &message))
        g_error ("%s.%s refuses “%s”: %s", row->group, row->key, row->good[i], message);
      g_assert_null (message);
    }
  for (guint i = 0; i < G_N_ELEMENTS (row->bad) && row->bad[i] != NULL; i++)
    {
      g_autofree char *message = NULL;

      if (resite_plan_key_check (key, row->bad[i], &message))
        g_error ("%s.%s takes “%s”", row->group, row->key, row->bad[i]);
      g_assert_nonnull (message);
      g_assert_true (g_utf8_validate (message, -1, NULL));
      /* A sentence, so that it can stand alone on a page. */
      g_assert_true (g_str_has_suffix (message, "."));
      g_assert_false (resite_plan_key_check (key, row->bad[i], NULL));
    }
}

/* Every row of the table: nothing is wrong only where nothing is needed; too long and control
 * characters are wrong everywhere. */
static void
test_every_key (void)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);
  g_autofree char *longest = g_strnfill (4097, '1');

  for (guint i = 0; i < n_keys; i++)
    {
      const ResitePlanKey *key = &keys[i];
      g_autofree char *first = resite_plan_key_format_first (key);
      g_autofree char *message = NULL;

      g_assert_true (resite_plan_key_check (key, "", NULL) == !key->required);
      g_assert_true (resite_plan_key_check (key, NULL, NULL) == !key->required);
      g_assert_false (resite_plan_key_check (key, longest, &message));
      g_assert_nonnull (strstr (message, "4096"));
      g_assert_false (resite_plan_key_check (key,
                                             "a\x01"
                                             "b",
                                             NULL));
      g_assert_true (resite_plan_keys_find (key->group, first) == key);
      g_assert_true ((key->type == RESITE_PLAN_CHOICE) == (key->choices != NULL));
      g_assert_true (key->fallback == NULL || !key->required);
    }
}

/* A default is written by us: what it comes to in a filled plan must pass its own check. */
static void
test_defaults_are_good (void)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);
  g_autoptr (ResitePlan) plan = resite_plan_new ();

  resite_plan_set (plan, "site.code", "S01");
  resite_plan_set (plan, "site.drive", "E");
  resite_plan_set (plan, "site.server-name", "BR01SMS");
  resite_plan_set (plan, "ad.domain", "corp.example.com");
  resite_plan_set (plan, "primary.1.server-name", "HQSMS01");
  resite_plan_set (plan, "primary.1.site-code", "P01");
  resite_plan_set (plan, "primary.1.sms-folder", "D:\\SMS");
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *name = g_strconcat (keys[i].group, ".", keys[i].key, NULL);
      g_autofree char *message = NULL;
      const char *value;

      if (keys[i].fallback == NULL)
        continue;
      value = resite_plan_get (plan, name);
      g_assert_nonnull (value);
      g_assert_null (strstr (value, "${"));
      if (!resite_plan_key_check (&keys[i], value, &message))
        g_error ("%s: the default %s is wrong: %s", name, value, message);
    }
  g_assert_cmpstr (resite_plan_get (plan, "primary.1.logs"), ==, "D:\\SMS\\Logs");
  g_assert_cmpstr (resite_plan_get (plan, "old.name-after"), ==, "BR01SMS_OLD");
  g_assert_cmpstr (resite_plan_get (plan, "preinst.delsite"), ==, "preinst /DELSITE S01 P01");
}

/* The words that are looked for in the names of unknown keys. */
static void
test_smells (void)
{
  static const char *const secret[] = { "password",  "Password",     "sender-password", "PWD",
                                        "pwd2",      "admin_passwd", "kennwort",        "secret",
                                        "api-token", "credentials",  "passphrase",      "PinCode" };
  static const char *const plain[] = { "sender", "path",        "pass-through", "word", "tokyo",
                                       "pin",    "server-name", "installer",    "" };

  for (guint i = 0; i < G_N_ELEMENTS (secret); i++)
    g_assert_true (resite_plan_keys_smells_of_secret (secret[i]));
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_assert_false (resite_plan_keys_smells_of_secret (plain[i]));
}

static void
test_names_of_variables (void)
{
  static const char *const known[] = {
    "site.code",       "primary.site-code", "primary.1.site-code", "primary.99.logs",
    "preinst.query.1", "old.drive.E",       "ad.domain-dn",        "machine",
    "machine.name",    "primary.count",     "source.smspkg"
  };
  static const char *const unknown[] = { "",
                                         ".",
                                         "site",
                                         "site.",
                                         ".code",
                                         "site.Code",
                                         "SITE.code",
                                         "primary.0.site-code",
                                         "primary.100.site-code",
                                         "primary.01.site-code",
                                         "primary.1",
                                         "primary.1.",
                                         "primary.-1.site-code",
                                         "old.drive",
                                         "old.drive.1",
                                         "preinst.query",
                                         "preinst.query.",
                                         "machine.x",
                                         "site.code.1",
                                         "x.y",
                                         "primary.1x.site-code" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (!resite_plan_keys_is_variable (known[i]))
      g_error ("%s should be known", known[i]);
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    if (resite_plan_keys_is_variable (unknown[i]))
      g_error ("%s should not be known", unknown[i]);
}

/* A type that no case stands for would be a type that nobody tries. */
static void
test_every_type_is_here (void)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      guint j = 0;

      while (j < G_N_ELEMENTS (cases) && cases[j].type != keys[i].type)
        j++;
      g_assert_cmpuint (j, <, G_N_ELEMENTS (cases));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/plan-types/%s/%s", cases[i].group, cases[i].key);

      g_test_add_data_func (path, &cases[i], test_type);
    }
  g_test_add_func ("/plan-types/every-key", test_every_key);
  g_test_add_func ("/plan-types/defaults", test_defaults_are_good);
  g_test_add_func ("/plan-types/smells", test_smells);
  g_test_add_func ("/plan-types/variables", test_names_of_variables);
  g_test_add_func ("/plan-types/all", test_every_type_is_here);
  return g_test_run ();
}
