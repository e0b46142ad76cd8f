/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-reply.h"
#include "wsman-data.h"

#define F(name) RESITE_WSMAN_FAULT_##name
#define E(name) RESITE_ERROR_##name

static const struct
{
  const char *name;
  ResiteError error;
  guint flags;
  guint32 inner;
} faults[] = {
  { "timed-out", E (TIMED_OUT), F (TIMED_OUT), 2150858793u },
  { "timed-out-code-only", E (TIMED_OUT), F (TIMED_OUT), 2150858793u },
  { "timed-out-dmtf", E (TIMED_OUT), F (TIMED_OUT), 0 },
  { "context-timed-out", E (TIMED_OUT), F (CONTEXT_LOST), 0 },
  { "context-invalid", E (FAILED), F (CONTEXT_LOST), 2150858779u },
  { "access-denied", E (NO_ACCESS), 0, 5 },
  { "selectors", E (NOT_FOUND), 0, 0 },
  { "selectors-missing", E (INVALID), 0, 2150858842u },
  { "selectors-type", E (INVALID), 0, 0 },
  { "selectors-ambiguous", E (INVALID), 0, 2150858846u },
  { "shell-gone", E (NOT_FOUND), F (SHELL_GONE), 2150858843u },
  { "unreachable", E (NOT_FOUND), 0, 2150858752u },
  { "unreachable-dmtf", E (NOT_FOUND), 0, 0 },
  { "unavailable", E (BUSY), F (RETRY), 0 },
  { "unavailable-windows", E (BUSY), F (RETRY), 2150858770u },
  { "unreachable-windows", E (NOT_FOUND), 0, 2150858770u },
  { "action-not-supported", E (REFUSED), 0, 2150858771u },
  { "encoding-limit", E (FAILED), F (TOO_LARGE), 2150858790u },
  { "encoding-limit-dmtf", E (FAILED), F (TOO_LARGE), 0 },
  { "envelope-too-small", E (INVALID), F (OUR_MISTAKE), 2150858878u },
  { "quota", E (BUSY), F (RETRY), 2150858815u },
  { "quota-shells", E (BUSY), F (RETRY) | F (SHELLS_FULL), 2150859173u },
  { "quota-operations", E (BUSY), F (RETRY) | F (NEW_SHELL), 2150859174u },
  { "quota-user", E (BUSY), F (RETRY), 2150859175u },
  { "quota-system", E (BUSY), F (RETRY), 2150859176u },
  { "quota-shell-users", E (BUSY), F (RETRY), 2150859179u },
  { "concurrency", E (BUSY), F (RETRY), 2150858802u },
  { "exists", E (FAILED), F (EXISTS), 2150858803u },
  { "filter", E (INVALID), 0, 2150858778u },
  { "filter-dmtf", E (INVALID), 0, 0 },
  { "filter-dialect", E (INVALID), 0, 2150858777u },
  { "filter-none", E (INVALID), 0, 0 },
  { "schema", E (INVALID), F (OUR_MISTAKE), 2150858817u },
  { "representation", E (INVALID), F (OUR_MISTAKE), 0 },
  { "parameter", E (INVALID), F (OUR_MISTAKE), 0 },
  { "options", E (INVALID), F (OUR_MISTAKE), 0 },
  { "header-invalid", E (INVALID), F (OUR_MISTAKE), 0 },
  { "header-required", E (INVALID), F (OUR_MISTAKE), 0 },
  { "must-understand", E (INVALID), F (OUR_MISTAKE), 0 },
  { "version-mismatch", E (INVALID), F (OUR_MISTAKE), 0 },
  { "locale", E (INVALID), F (OUR_MISTAKE), 2150858887u },
  { "internal", E (FAILED), F (READ_AGAIN), 0 },
  { "aborted", E (FAILED), F (ABORTED), 995 },
  { "cancelled", E (FAILED), F (ABORTED), 1223 },
  { "line-too-long", E (INVALID), 0, 2147942606u },
  { "pull-differs", E (INVALID), F (OUR_MISTAKE), 2150859181u },
  { "unknown", E (FAILED), 0, 305419896 },
  { "bare", E (FAILED), 0, 0 },
  { "other-prefixes", E (NO_ACCESS), 0, 0 },
  { "default-namespace", E (REFUSED), 0, 0 },
  { "false-prefix", E (FAILED), 0, 0 },
  { "nested", E (INVALID), 0, 0x80041017u },
  { "nested-not-found", E (NOT_FOUND), 0, 0x80041002u },
  { "nested-denied", E (NO_ACCESS), 0, 0x80041003u },
  { "wmi-failed", E (FAILED), 0, 0x80041001u },
  { "wmi-provider-failure", E (FAILED), F (READ_AGAIN), 0x80041004u },
  { "wmi-type", E (INVALID), 0, 0x80041005u },
  { "wmi-parameter", E (INVALID), 0, 0x80041008u },
  { "wmi-namespace", E (NOT_FOUND), 0, 0x8004100Eu },
  { "wmi-class", E (NOT_FOUND), 0, 0x80041010u },
  { "wmi-load", E (FAILED), F (READ_AGAIN), 0x80041013u },
  { "wmi-exists", E (FAILED), F (EXISTS), 0x80041019u },
  { "wmi-gave-up", E (FAILED), 0, 0x80041021u },
  { "wmi-denied", E (NO_ACCESS), 0, 0x80070005u },
  { "wmi-rpc", E (FAILED), F (READ_AGAIN), 0x800706BAu },
  { "msft-wmi-error", E (BUSY), F (RETRY) | F (SHELLS_FULL), 2150859173u },
  { "omi-failed", E (FAILED), 0, 0 },
  { "omi-denied", E (NO_ACCESS), 0, 0 },
  { "omi-namespace", E (NOT_FOUND), 0, 0 },
  { "omi-parameter", E (INVALID), 0, 0 },
  { "omi-class", E (NOT_FOUND), 0, 0 },
  { "omi-instance", E (NOT_FOUND), 0, 0 },
  { "omi-unsupported", E (REFUSED), 0, 0 },
  { "omi-exists", E (FAILED), F (EXISTS), 0 },
  { "omi-type", E (INVALID), 0, 0 },
  { "omi-query", E (INVALID), 0, 0 },
  { "omi-unavailable", E (REFUSED), 0, 0 },
  { "omi-method", E (NOT_FOUND), 0, 0 },
};

static ResiteWsmanReply *
load_fault (const char *name)
{
  g_autofree char *file = g_strconcat ("fault-", name, NULL);
  ResiteWsmanReply *reply = load_reply (file);

  g_assert_nonnull (resite_wsman_reply_get_fault (reply));
  return reply;
}

static void
test_all (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (ResiteWsmanReply) reply = load_fault (faults[i].name);
      const ResiteWsmanFault *fault = resite_wsman_reply_get_fault (reply);
      g_autoptr (GError) error = resite_wsman_fault_to_error (fault, "BR01SMS: a list", FALSE);

      g_test_message ("%s: %s", faults[i].name, error->message);
      g_assert_cmpint (fault->error, ==, faults[i].error);
      g_assert_cmphex (fault->flags, ==, faults[i].flags);
      g_assert_cmphex (fault->inner, ==, faults[i].inner);
      g_assert_error (error, RESITE_ERROR, (int)faults[i].error);
      g_assert_true (g_str_has_prefix (error->message, "BR01SMS: a list: "));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

/* Every file of a fault has its row above. */
static void
test_none_forgotten (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "wsman", NULL);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *file;
  guint count = 0;

  while ((file = g_dir_read_name (directory)) != NULL)
    count += g_str_has_prefix (file, "fault-");
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (faults));
}

static void
test_parts (void)
{
  g_autoptr (ResiteWsmanReply) reply = load_fault ("nested");
  const ResiteWsmanFault *fault = resite_wsman_reply_get_fault (reply);

  g_assert_cmpstr (fault->soap_code, ==, "Receiver");
  g_assert_cmpstr (fault->subcode_space, ==, RESITE_NS_WSMAN);
  g_assert_cmpstr (fault->subcode, ==, "InternalError");
  g_assert_cmpstr (fault->reason, ==, "The provider cannot do it.");
  g_assert_cmpuint (fault->outer, ==, 2150858778u);
  g_assert_cmpstr (fault->message, ==, "Syntax error near SMS_Pakage.");
  g_assert_cmpstr (fault->provider, ==, "ExtnProv");
}

static void
test_detail (void)
{
  g_autoptr (ResiteWsmanReply) uri = load_fault ("unreachable");
  g_autoptr (ResiteWsmanReply) header = load_fault ("must-understand");
  g_autoptr (ResiteWsmanReply) wmi = load_fault ("msft-wmi-error");

  g_assert_cmpstr (resite_wsman_reply_get_fault (uri)->detail, ==, "InvalidResourceURI");
  g_assert_cmpstr (resite_wsman_reply_get_fault (header)->culprit, ==, "p:Strange");
  g_assert_cmpuint (resite_wsman_reply_get_fault (wmi)->cim_code, ==, 27);
  g_assert_nonnull (strstr (resite_wsman_reply_get_fault (wmi)->message, "5 shells at most"));
}

static void
test_languages (void)
{
  g_autoptr (ResiteWsmanReply) several = load_fault ("other-prefixes");
  g_autoptr (ResiteWsmanReply) one = load_fault ("default-namespace");

  g_assert_cmpstr (resite_wsman_reply_get_fault (several)->reason, ==, "Access was denied.");
  g_assert_cmpstr (resite_wsman_reply_get_fault (one)->reason, ==, "Nein.");
  g_assert_cmpstr (resite_wsman_reply_get_fault (one)->subcode_space, ==, RESITE_NS_ADDRESS);
}

static void
test_false_prefix (void)
{
  g_autoptr (ResiteWsmanReply) reply = load_fault ("false-prefix");

  g_assert_cmpstr (resite_wsman_reply_get_fault (reply)->subcode_space, ==, "urn:not-wsman");
}

static void
test_text (void)
{
  g_autoptr (ResiteWsmanReply) reply = load_fault ("nested");
  g_autoptr (GError) error =
      resite_wsman_fault_to_error (resite_wsman_reply_get_fault (reply), "PRI01", FALSE);

  g_assert_nonnull (strstr (error->message, "Syntax error near SMS_Pakage."));
  g_assert_nonnull (strstr (error->message, "0x8033801A = 2150858778"));
  g_assert_nonnull (strstr (error->message, "0x80041017 = 2147749911"));
}

static void
test_changes_that_time_out (void)
{
  g_autoptr (ResiteWsmanReply) reply = load_fault ("timed-out");
  g_autoptr (ResiteWsmanReply) denied = load_fault ("access-denied");
  g_autoptr (GError) late =
      resite_wsman_fault_to_error (resite_wsman_reply_get_fault (reply), "PRI01", TRUE);
  g_autoptr (GError) refused =
      resite_wsman_fault_to_error (resite_wsman_reply_get_fault (denied), "PRI01", TRUE);

  g_assert_error (late, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_nonnull (strstr (late->message, "Look at the machine"));
  g_assert_error (refused, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
}

static void
test_describe (void)
{
  g_assert_cmpstr (resite_wsman_fault_describe_code (RESITE_WSMAN_CODE_TOO_MANY_SHELLS), ==,
                   "this user has too many shells");
  g_assert_cmpstr (resite_wsman_fault_describe_code (0x80041002u), ==, "WMI has no such instance");
  g_assert_null (resite_wsman_fault_describe_code (0));
  g_assert_null (resite_wsman_fault_describe_code (0x12345678u));
  g_assert_nonnull (strstr (resite_wsman_fault_get_silent_causes (), "AllowUnencrypted"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wsman-fault/all", test_all);
  g_test_add_func ("/wsman-fault/none-forgotten", test_none_forgotten);
  g_test_add_func ("/wsman-fault/parts", test_parts);
  g_test_add_func ("/wsman-fault/detail", test_detail);
  g_test_add_func ("/wsman-fault/languages", test_languages);
  g_test_add_func ("/wsman-fault/false-prefix", test_false_prefix);
  g_test_add_func ("/wsman-fault/text", test_text);
  g_test_add_func ("/wsman-fault/changes-that-time-out", test_changes_that_time_out);
  g_test_add_func ("/wsman-fault/describe", test_describe);
  return g_test_run ();
}
