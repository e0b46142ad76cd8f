/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-log-code.h"

static void
test_find (void)
{
  static const struct
  {
    const char *text;
    int type; /* -1: no code */
    guint32 number;
  } cases[] = {
    { "Cannot create/open the remote file \\\\srv\\SMS_SITE\\2_4O7PRI.PCK, Win32 error = 32.",
      RESITE_LOG_CODE_WIN32, 32 },
    { "Failed to write to the output file, Win32 Error = 13", RESITE_LOG_CODE_WIN32, 13 },
    { "Error during WNetAddConnection2 to \\\\BR01SMS\\SMS_SITE (487).", RESITE_LOG_CODE_WIN32,
      487 },
    { "MP.MSI exited with return code: 1603", RESITE_LOG_CODE_INSTALLER, 1603 },
    { "MainEngineThread is returning 1618", RESITE_LOG_CODE_INSTALLER, 1618 },
    { "[08:42:17] @@ERR:25006", RESITE_LOG_CODE_SETUP, 25006 },
    { "Call to HttpSendRequestSync failed for port 80 with status code 503, text: x",
      RESITE_LOG_CODE_HTTP, 503 },
    { "Setup was unable to create the directory CCM_System The error code is 80020009",
      RESITE_LOG_CODE_COM, 0x80020009 },
    { "RPC failed, 0x800706BA", RESITE_LOG_CODE_COM, 0x800706BA },
    { "Cannot decompress package E:\\SMSPKG\\P0100007.PCK to E:\\_S, CTool return code = 4",
      RESITE_LOG_CODE_UNPACK, 4 },
    { "STATMSG: ID=2302 SEV=E LEV=M", RESITE_LOG_CODE_STATUS, 2302 },
    { "Sleep 3600 seconds...", -1, 0 },
    { "Win32 error = unknown", -1, 0 },
    { "Win32 error = 53x", -1, 0 },
    { "at address 0x8004", -1, 0 },
    { "(487)", -1, 0 },
    { "", -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ResiteLogCode code;
      const gboolean found = resite_log_code_find (cases[i].text, strlen (cases[i].text), &code);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (found, ==, cases[i].type >= 0);
      if (!found)
        continue;
      g_assert_cmpint (code.type, ==, cases[i].type);
      g_assert_cmpuint (code.number, ==, cases[i].number);
      g_assert_nonnull (resite_log_code_explain (&code));
    }
}

/* Only what is within the length counts. */
static void
test_length (void)
{
  static const char text[] = "Win32 error = 532";
  ResiteLogCode code;

  g_assert_true (resite_log_code_find (text, strlen (text) - 1, &code));
  g_assert_cmpuint (code.number, ==, 53);
  g_assert_false (resite_log_code_find (text, 13, &code));
}

static void
test_words (void)
{
  static const struct
  {
    ResiteLogCode code;
    const char *title;
    const char *words;
  } cases[] = {
    { { RESITE_LOG_CODE_WIN32, 53 }, "Windows error 53", "not found on the network" },
    { { RESITE_LOG_CODE_WIN32, 112 }, "Windows error 112", "disk is full" },
    { { RESITE_LOG_CODE_INSTALLER, 3010 }, "Windows Installer 3010", "restarted" },
    { { RESITE_LOG_CODE_HTTP, 503 }, "HTTP 503", "application pool" },
    { { RESITE_LOG_CODE_COM, 0x800706BE }, "Error 0x800706BE", "address" },
    { { RESITE_LOG_CODE_STATUS, 3400 }, "Status message 3400", "DELJOB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = resite_log_code_get_title (&cases[i].code);

      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_nonnull (strstr (resite_log_code_explain (&cases[i].code), cases[i].words));
    }
}

static void
test_unknown (void)
{
  const ResiteLogCode code = { RESITE_LOG_CODE_WIN32, 4711 };
  g_autofree char *title = resite_log_code_get_title (&code);

  g_assert_null (resite_log_code_explain (&code));
  g_assert_cmpstr (title, ==, "Windows error 4711");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-code/find", test_find);
  g_test_add_func ("/log-code/length", test_length);
  g_test_add_func ("/log-code/words", test_words);
  g_test_add_func ("/log-code/unknown", test_unknown);
  return g_test_run ();
}
