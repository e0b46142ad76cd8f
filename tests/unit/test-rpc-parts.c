/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-rpc-parts"

#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-rpc-cim.h"
#include "resite-rpc-failure.h"
#include "resite-rpc-query.h"
#include "resite-rpc-text.h"
#include "resite-smbios.h"

/* What Samba prints, what this program asks, and what goes wrong: what needs no server. The texts are
 * those of Samba 4.17. */

static void
test_value (void)
{
  g_autoptr (ResiteRpcValue) text =
      resite_rpc_text_read_value ("Type       = REG_SZ\nValue      = \"a \"b\" c\"\n");
  g_autoptr (ResiteRpcValue) number =
      resite_rpc_text_read_value ("Type       = REG_DWORD\nValue      = 4\n");
  g_autoptr (ResiteRpcValue) several = resite_rpc_text_read_value (
      "Type       = REG_MULTI_SZ\nValue[000] = \"one\"\nValue[001] = \"two\"\n");
  g_autoptr (ResiteRpcValue) bytes =
      resite_rpc_text_read_value ("Type       = REG_BINARY\nValue      = 4 bytes\n");

  g_assert_cmpstr (text->texts[0], ==, "a \"b\" c");
  g_assert_cmpstr (number->type, ==, "REG_DWORD");
  g_assert_cmpstr (number->texts[0], ==, "4");
  g_assert_cmpuint (g_strv_length (several->texts), ==, 2);
  g_assert_cmpstr (several->texts[1], ==, "two");
  g_assert_null (bytes->texts);
  g_assert_null (resite_rpc_text_read_value (""));
  g_assert_null (resite_rpc_text_read_value ("Value      = \"a type is missing\"\n"));
}

#define EXPORT                                                                                     \
  "Windows Registry Editor Version 5.00\n\n"                                                       \
  "[HKLM\\SYSTEM\\Interfaces\\{1}]\n"                                                              \
  "\"EnableDHCP\"=dword:00000001\r\n"                                                              \
  "\"IPAddress\"=hex(7):31,00,30,00,2e,00,31,00,00,00,\\\n  32,00,00,00,00,00\n"                   \
  "\"Say \\\"it\\\"\"=\"a\\\\b\"\n"                                                                \
  "@=\"nameless\"\n\n"                                                                             \
  "[HKLM\\SYSTEM\\Other]\n"                                                                        \
  "\"Bytes\"=hex:01,02,0a,ff\n"                                                                    \
  ";coding: UTF-8\n"

static void
test_export (void)
{
  g_autoptr (GPtrArray) values = resite_rpc_text_read_export (EXPORT);
  const char *key = "hklm\\system\\interfaces\\{1}";
  ResiteRpcValue *addresses = resite_rpc_find_value (values, key, "ipaddress");
  ResiteRpcValue *bytes = resite_rpc_find_value (values, NULL, "Bytes");
  gsize size;
  const guint8 *data;

  g_assert_cmpuint (values->len, ==, 5);
  g_assert_cmpstr (resite_rpc_find_value (values, key, "EnableDHCP")->texts[0], ==, "1");
  g_assert_cmpstr (addresses->type, ==, "REG_MULTI_SZ");
  g_assert_cmpstr (addresses->texts[0], ==, "10.1");
  g_assert_cmpstr (addresses->texts[1], ==, "2");
  g_assert_null (addresses->texts[2]);
  g_assert_cmpstr (resite_rpc_find_value (values, key, "Say \"it\"")->texts[0], ==, "a\\b");
  g_assert_cmpstr (resite_rpc_find_value (values, key, "")->texts[0], ==, "nameless");
  g_assert_null (resite_rpc_find_value (values, key, "Bytes"));
  data = g_bytes_get_data (bytes->bytes, &size);
  g_assert_cmpmem (data, size, "\x01\x02\x0a\xff", 4);
}

/* Bytes of no length, of an odd one, and those of no text. */
/* A text of several lines, one that was cut off, and what only looks like an octal number. */
static void
test_export_odd (void)
{
  g_autoptr (GPtrArray) values =
      resite_rpc_text_read_export ("[HKLM\\K]\n\"cut\"=\"ends so\\\"\n\"lines\"=\"one\ntwo\"\n"
                                   "\"path\"=\"E:\\\\071\\\\n\"\n\"quote\\\"d\"=\"say "
                                   "\\\"x\\\"\"\n\"bare\"=\"\n\"dword\"=dword:\n");

  g_assert_cmpstr (resite_rpc_find_value (values, NULL, "cut")->texts[0], ==, "ends so\\");
  g_assert_cmpstr (resite_rpc_find_value (values, NULL, "path")->texts[0], ==, "E:\\071\\n");
  g_assert_cmpstr (resite_rpc_find_value (values, NULL, "quote\"d")->texts[0], ==, "say \"x\"");
  g_assert_cmpstr (resite_rpc_find_value (values, NULL, "dword")->texts[0], ==, "0");
}

/* Answers cut off anywhere: nothing is read behind the end, and nothing is complained of. */
static void
test_cut (void)
{
  for (gsize length = 0; length <= strlen (EXPORT); length++)
    {
      g_autofree char *text = g_strndup (EXPORT, length);
      g_autoptr (GPtrArray) values = resite_rpc_text_read_export (text);
      g_autoptr (ResiteRpcValue) value = resite_rpc_text_read_value (text);
      g_auto (GStrv) services = resite_rpc_text_list_services (text);
      g_autofree char *state = resite_rpc_text_read_state (text);
      g_autofree char *detail = resite_rpc_text_read_detail (text, "Display Name");

      g_assert_nonnull (values);
      g_assert_cmpuint (g_strv_length (services) % 2, ==, 0);
    }
}

static void
test_export_empty (void)
{
  g_autoptr (GPtrArray) values = resite_rpc_text_read_export (
      "[HKLM\\K]\n\"None\"=hex(7):\n\"One\"=hex(2):61\n\"Wrong\"=hex(7):00,d8\n\"Bytes\"=hex:\n");

  g_assert_cmpuint (values->len, ==, 4);
  g_assert_cmpuint (g_strv_length (resite_rpc_find_value (values, NULL, "None")->texts), ==, 0);
  g_assert_cmpuint (g_strv_length (resite_rpc_find_value (values, NULL, "One")->texts), ==, 0);
  g_assert_cmpuint (g_strv_length (resite_rpc_find_value (values, NULL, "Wrong")->texts), ==, 0);
  g_assert_cmpuint (g_bytes_get_size (resite_rpc_find_value (values, NULL, "Bytes")->bytes), ==, 0);
}

static void
test_services (void)
{
  g_auto (GStrv) pairs = resite_rpc_text_list_services (
      "CcmExec                 \"SMS Agent Host\"\n"
      "SMS_SITE_COMPONENT_MANAGER    \"SMS_SITE_COMPONENT_MANAGER\"\n\n");
  const char *status = ".\nSMS_EXECUTIVE service is stop pending.\nConfiguration details:\n"
                       "\tStart Type           = 0x3\n\tDisplay Name         = SMS Executive\n";
  g_autofree char *state = resite_rpc_text_read_state (status);
  g_autofree char *display = resite_rpc_text_read_detail (status, "Display Name");

  g_assert_cmpuint (g_strv_length (pairs), ==, 4);
  g_assert_cmpstr (pairs[0], ==, "CcmExec");
  g_assert_cmpstr (pairs[1], ==, "SMS Agent Host");
  g_assert_cmpstr (pairs[2], ==, "SMS_SITE_COMPONENT_MANAGER");
  g_assert_cmpstr (state, ==, "Stop Pending");
  g_assert_cmpstr (display, ==, "SMS Executive");
  g_assert_null (resite_rpc_text_read_state ("Failed to open service."));
  g_assert_null (resite_rpc_text_read_detail (status, "Tag ID"));
}

/* Questions. */

static gboolean
fits (const char *query, const char *name, const char *value)
{
  g_autoptr (ResiteRpcQuery) self = resite_rpc_query_new (query, NULL);
  g_autoptr (ResiteCimObject) row = resite_cim_object_new (NULL);

  g_assert_nonnull (self);
  resite_cim_object_set_string (row, name, value);
  return resite_rpc_query_fits (self, row);
}

static void
test_query (void)
{
  g_autoptr (ResiteRpcQuery) services = resite_rpc_query_new (
      "SELECT Name, State FROM Win32_Service WHERE Name LIKE 'SMS[_]%' OR Name = 'CcmExec'", NULL);
  g_autoptr (ResiteRpcQuery) one =
      resite_rpc_query_new ("select * from X where Name = 'it''s' AND Kind = 3", NULL);
  g_autoptr (ResiteRpcQuery) path =
      resite_rpc_query_new ("SELECT Name FROM D WHERE Name = 'E:\\\\SMSPKGE$'", NULL);

  g_assert_cmpstr (resite_rpc_query_get_class (services), ==, "Win32_Service");
  g_assert_true (resite_rpc_query_wants (services, "state"));
  g_assert_false (resite_rpc_query_wants (services, "StartMode"));
  g_assert_null (resite_rpc_query_get_only (services, "Name"));
  g_assert_cmpstr (resite_rpc_query_get_only (path, "name"), ==, "E:\\SMSPKGE$");
  g_assert_null (one);
  g_assert_true (fits ("SELECT * FROM X WHERE Name LIKE 'SMS[_]%'", "Name", "SMS_EXECUTIVE"));
  g_assert_false (fits ("SELECT * FROM X WHERE Name LIKE 'SMS[_]%'", "Name", "SMSX"));
  g_assert_true (fits ("SELECT * FROM X WHERE Name LIKE '%exec'", "Name", "CcmExec"));
  g_assert_true (fits ("SELECT * FROM X WHERE Up = TRUE", "Up", "true"));
  g_assert_true (fits ("SELECT * FROM X WHERE Name <> 'a'", "Name", "b"));
  g_assert_false (fits ("SELECT * FROM X WHERE Name = 'a'", "Other", "a"));
  g_assert_false (fits ("SELECT * FROM X WHERE Name = 'a' AND Other = 'b'", "Name", "a"));
  g_assert_true (
      fits ("SELECT * FROM X WHERE No = 'a' AND Other = 'b' OR Name = 'a'", "Name", "a"));
}

static void
test_other_questions (void)
{
  static const char *const texts[] = { "",
                                       "DELETE FROM X",
                                       "SELECT Name",
                                       "SELECT * FROM X WHERE",
                                       "SELECT * FROM X WHERE (Name = 'a')",
                                       "SELECT * FROM X ORDER BY Name" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_rpc_query_new (texts[i], &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
    }
}

/* Firmware: a head, a table of another type, that of the system, the end. */

static const guint8 tables[] = {
  0,    2,    4,    0,    60,   0,    0,    0, /* the head */
  0,    4,    0,    0,    'x',  0,    0,       /* a table of type 0 with one string */
  1,    27,   1,    0,    1,    2,    0,    3, 0x44, 0x45, 0x4c, 0x4c, 0x58, 0,   0x10, 0x4b, 0x80,
  0x34, 0xb7, 0xc0, 0x4f, 0x33, 0x31, 0x32, 6, 0,    0,    'D',  'e',  'l',  'l', 0,    '2',  '8',
  '5',  '0',  0,    ' ',  'A',  '1',  ' ',  0, 0,    127,  4,    0,    0,    0,   0,
};

static void
test_firmware (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (tables, sizeof tables);
  g_autoptr (ResiteSmbios) smbios = resite_smbios_read (bytes);

  g_assert_nonnull (smbios);
  g_assert_cmpstr (smbios->uuid, ==, "4C4C4544-0058-4B10-8034-B7C04F333132");
  g_assert_cmpstr (smbios->maker, ==, "Dell");
  g_assert_cmpstr (smbios->model, ==, "2850");
  g_assert_cmpstr (smbios->serial, ==, "A1");
}

/* Whatever is cut off, nothing is read beyond it. */
static void
test_firmware_cut (void)
{
  for (gsize size = 0; size < sizeof tables; size++)
    {
      g_autofree guint8 *copy = g_memdup2 (tables, size);
      g_autoptr (GBytes) bytes = g_bytes_new (copy, size);
      g_autoptr (ResiteSmbios) smbios = resite_smbios_read (bytes);

      if (smbios != NULL)
        g_assert_cmpuint (size, >, 50);
    }
}

/* What goes wrong. */

static const struct
{
  const char *said;
  ResiteRpcFault fault;
  int code;
  const char *words;
} failures[] = {
  { "Could not connect to server X\nThe username or password was not correct.\n"
    "Connection failed: NT_STATUS_LOGON_FAILURE",
    RESITE_RPC_FAULT_LOG_ON, RESITE_ERROR_NO_ACCESS, "password is wrong" },
  { "Connection failed: NT_STATUS_ACCOUNT_LOCKED_OUT", RESITE_RPC_FAULT_LOG_ON,
    RESITE_ERROR_NO_ACCESS, "is locked" },
  { "Connection failed: NT_STATUS_TIME_DIFFERENCE_AT_DC", RESITE_RPC_FAULT_UNJUDGED,
    RESITE_ERROR_NO_ACCESS, "clocks" },
  { "session setup failed: NT_STATUS_NO_TRUST_SAM_ACCOUNT", RESITE_RPC_FAULT_UNJUDGED,
    RESITE_ERROR_NO_ACCESS, "do not trust each other" },
  { "session setup failed: NT_STATUS_NO_LOGON_SERVERS", RESITE_RPC_FAULT_UNJUDGED,
    RESITE_ERROR_NO_ACCESS, "no domain controller" },
  { "Connection failed: NT_STATUS_CONNECTION_REFUSED", RESITE_RPC_FAULT_LINE,
    RESITE_ERROR_UNREACHABLE, "refuses port 445" },
  { "Connection failed: NT_STATUS_IO_TIMEOUT", RESITE_RPC_FAULT_LINE, RESITE_ERROR_TIMED_OUT,
    "firewall" },
  { "Could not connect to server X\nConnection failed: NT_STATUS_ACCESS_DENIED",
    RESITE_RPC_FAULT_DENIED, RESITE_ERROR_NO_ACCESS, "no right to administer" },
  { "Could not initialise pipe winreg. Error was NT_STATUS_OBJECT_NAME_NOT_FOUND",
    RESITE_RPC_FAULT_PIPE, RESITE_ERROR_REFUSED, "Remote Registry" },
  { "rpc call failed: NT_STATUS_CONNECTION_DISCONNECTED", RESITE_RPC_FAULT_LINE,
    RESITE_ERROR_UNREACHABLE, "was cut" },
};

static void
test_failures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (resite_rpc_judge (failures[i].said), ==, failures[i].fault);
      resite_rpc_failure_set (&error, failures[i].fault, "BR01SMS", "tom", failures[i].said);
      g_assert_error (error, RESITE_ERROR, failures[i].code);
      g_assert_nonnull (strstr (error->message, failures[i].words));
      g_assert_nonnull (strstr (error->message, "BR01SMS"));
    }
}

/* The machine answered, and what it answered is no failure of the connection. */
static void
test_answers (void)
{
  g_autofree char *status = resite_rpc_find_status ("Failed.  [WERR_SERVICE_DOES_NOT_EXIST]\n");

  g_assert_cmpint (resite_rpc_judge ("registry_openkey failed: NT_STATUS_NO_SUCH_DEVICE"), ==,
                   RESITE_RPC_FAULT_NONE);
  g_assert_cmpint (resite_rpc_judge ("registry_setvalue failed: NT_STATUS_ACCESS_DENIED"), ==,
                   RESITE_RPC_FAULT_NONE);
  g_assert_cmpint (resite_rpc_judge (NULL), ==, RESITE_RPC_FAULT_NONE);
  g_assert_cmpint (resite_rpc_judge_number (5, ""), ==, RESITE_RPC_FAULT_NONE);
  g_assert_cmpint (resite_rpc_judge_number (1003, ""), ==, RESITE_RPC_FAULT_LINE);
  g_assert_cmpint (resite_rpc_judge_number (1909, ""), ==, RESITE_RPC_FAULT_LOG_ON);
  g_assert_cmpint (
      resite_rpc_judge_number (1003, "session setup failed: NT_STATUS_LOGON_FAILURE\n"), ==,
      RESITE_RPC_FAULT_LOG_ON);
  g_assert_cmpstr (status, ==, "WERR_SERVICE_DOES_NOT_EXIST");
  g_assert_cmpuint (resite_rpc_status_to_number (status), ==, 1060);
  g_assert_cmpuint (resite_rpc_status_to_number ("NT_STATUS_NO_SUCH_DEVICE"), ==, 2);
  g_assert_cmpuint (resite_rpc_status_to_number ("WERR_SOMETHING_ELSE"), ==, 0);
  g_assert_cmpuint (resite_rpc_status_to_number (NULL), ==, 0);
  g_assert_null (resite_rpc_find_status ("nothing of that kind"));
}

/* Who could not be judged was not refused, and a program that failed for another reason says nothing
 * of the secret. */
static void
test_judgements (void)
{
  static const guint32 unjudged[] = { 1311, 1398, 1786, 1787, 1788, 1789 };

  for (guint i = 0; i < G_N_ELEMENTS (unjudged); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (resite_rpc_judge_number (unjudged[i], ""), ==, RESITE_RPC_FAULT_UNJUDGED);
      resite_rpc_failure_set (&error, RESITE_RPC_FAULT_UNJUDGED, "BR01SMS", "", "");
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
      g_assert_nonnull (strstr (error->message, "domain controller"));
    }
  g_assert_true (
      resite_rpc_was_let_in ("registry_queryvalue failed: NT_STATUS_INSUFFICIENT_RESOURCES"));
  g_assert_true (resite_rpc_was_let_in ("Could not initialise pipe winreg. Error was "
                                        "NT_STATUS_INSTANCE_NOT_AVAILABLE"));
  g_assert_false (resite_rpc_was_let_in ("net: Invalid option"));
  g_assert_false (resite_rpc_was_let_in (
      "registry_x\nCould not connect to server X\nConnection failed: NT_STATUS_NO_MEMORY"));
  g_assert_false (resite_rpc_was_let_in (""));
}

/* Names that a program would take for something else. */
static void
test_names (void)
{
  static const char *const users[] = { "a%b", "-U", "a/b", "a\"b" };

  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autoptr (ResiteCredentials) credentials = resite_credentials_new (users[i], "x");
      const ResiteRpcOptions options = { .host = "BR01SMS", .credentials = credentials };
      g_autoptr (GError) error = NULL;

      g_assert_null (resite_rpc_cim_new (&options, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-parts/value", test_value);
  g_test_add_func ("/rpc-parts/export", test_export);
  g_test_add_func ("/rpc-parts/export-odd", test_export_odd);
  g_test_add_func ("/rpc-parts/cut", test_cut);
  g_test_add_func ("/rpc-parts/export-empty", test_export_empty);
  g_test_add_func ("/rpc-parts/services", test_services);
  g_test_add_func ("/rpc-parts/query", test_query);
  g_test_add_func ("/rpc-parts/other-questions", test_other_questions);
  g_test_add_func ("/rpc-parts/firmware", test_firmware);
  g_test_add_func ("/rpc-parts/firmware-cut", test_firmware_cut);
  g_test_add_func ("/rpc-parts/failures", test_failures);
  g_test_add_func ("/rpc-parts/answers", test_answers);
  g_test_add_func ("/rpc-parts/judgements", test_judgements);
  g_test_add_func ("/rpc-parts/names", test_names);
  return g_test_run ();
}
