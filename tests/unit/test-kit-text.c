/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-kit-text.h"

static ResiteVariables *
make_variables (const char *value)
{
  ResiteVariables *variables = resite_variables_new (NULL);

  resite_variables_set (variables, "value", value);
  resite_variables_set (variables, "plain", "BR01SMS");
  return variables;
}

static void
assert_line (const char *value, const char *line, const char *expected)
{
  g_autoptr (ResiteVariables) variables = make_variables (value);
  g_autoptr (GError) error = NULL;
  g_autofree char *expanded = resite_kit_line_expand (variables, line, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (expanded, ==, expected);
}

static void
test_lines (void)
{
  assert_line ("E:\\SMS", "cd /d ${value}\\bin", "cd /d E:\\SMS\\bin");
  assert_line ("E:\\SMS & Co", "cd /d ${value}\\bin", "cd /d \"E:\\SMS & Co\\bin\"");
  assert_line ("E:\\SMS & Co", "cd /d \"${value}\\bin\"", "cd /d \"E:\\SMS & Co\\bin\"");
  assert_line ("100% sure", "ren ${value} x", "ren \"100%% sure\" x");
  assert_line ("a^b", "ren ${value} x", "ren \"a^b\" x");
  assert_line ("50%", "net share ${value} /delete", "net share 50%% /delete");
  assert_line ("x", "netdom renamecomputer %COMPUTERNAME% /newname:${plain} >nul 2>&1",
               "netdom renamecomputer %COMPUTERNAME% /newname:BR01SMS >nul 2>&1");
  assert_line ("Local Area Connection", "netsh name=\"${value}\" source=dhcp",
               "netsh name=\"Local Area Connection\" source=dhcp");
  assert_line ("two words", "do ${plain}/${value} end", "do \"BR01SMS/two words\" end");
  assert_line ("x", "no names at all", "no names at all");
  assert_line ("x", "", "");
  assert_line ("x", "half ${plain and no end", "half ${plain and no end");
}

static void
test_whole_line (void)
{
  g_autoptr (ResiteVariables) variables = resite_variables_new (NULL);

  resite_variables_set (variables, "preinst.delsite", "preinst /DELSITE S01 P01");
  g_autofree char *line = resite_kit_line_expand (variables, "${preinst.delsite}", NULL);
  g_assert_cmpstr (line, ==, "preinst /DELSITE S01 P01");
}

static void
assert_refused (const char *value, const char *line, int code, const char *says)
{
  g_autoptr (ResiteVariables) variables = make_variables (value);
  g_autoptr (GError) error = NULL;
  g_autofree char *expanded = resite_kit_line_expand (variables, line, &error);

  g_assert_null (expanded);
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refused (void)
{
  assert_refused ("say \"hi\"", "echo ${value}", RESITE_ERROR_INVALID, "say");
  assert_refused ("two\nlines", "echo ${value}", RESITE_ERROR_INVALID, "lines");
  assert_refused ("x", "echo ${nowhere}", RESITE_ERROR_NOT_FOUND, "nowhere");
}

static void
test_echo (void)
{
  g_autofree char *escaped = resite_kit_echo_escape ("a & b | <c> (100%) ^ \"d\"\n\te");

  g_assert_cmpstr (escaped, ==, "a ^& b ^| ^<c^> ^(100%%^) ^^ ^\"d^\"  e");
}

static void
test_quotes (void)
{
  g_autofree char *path = resite_kit_quote_inside ("E:\\50% \"off\" <x>*?\\y & z");
  g_autofree char *literal = resite_kit_script_literal ("say \"hi\"\n & bye");

  g_assert_cmpstr (path, ==, "E:\\50%% off x\\y & z");
  g_assert_cmpstr (literal, ==, "\"say \"\"hi\"\" & bye\"");
}

static void
test_code_page (void)
{
  gsize length;
  gboolean whole;
  g_autofree char *bytes = resite_kit_encode ("Prüfung", &length, &whole);
  g_autofree char *foreign = NULL;

  g_assert_true (whole);
  g_assert_cmpmem (bytes, length,
                   "Pr\x81"
                   "fung",
                   7);
  foreign = resite_kit_encode ("日本", &length, &whole);
  g_assert_false (whole);
  g_assert_cmpmem (foreign, length, "??", 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kit-text/lines", test_lines);
  g_test_add_func ("/kit-text/whole-line", test_whole_line);
  g_test_add_func ("/kit-text/refused", test_refused);
  g_test_add_func ("/kit-text/echo", test_echo);
  g_test_add_func ("/kit-text/quotes", test_quotes);
  g_test_add_func ("/kit-text/code-page", test_code_page);
  return g_test_run ();
}
