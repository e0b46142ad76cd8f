/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-mp-log.h"

/* Logs of a management point in all the shapes that they come in, and what is said of them. */

#define RULER "<11-21-2026 10:15:02> ======================================\r\n"
#define BEGIN RULER "<11-21-2026 10:15:02> SMSMP Setup Started....\r\n"
#define WORK                                                                                       \
  "<11-21-2026 10:15:03> Installing E:\\SMS\\bin\\i386\\mp.msi CCMINSTALLDIR=\"E:\\SMS_CCM\"\r\n"
#define RETURN  "<11-21-2026 10:16:40> MP.MSI exited with return code: "
#define SUCCESS BEGIN WORK RETURN "0\r\n<11-21-2026 10:16:40> Installation was successful.\r\n"
#define FAILURE                                                                                    \
  BEGIN WORK "<11-21-2026 10:16:30> [10:16:30] @@ERR:25006\r\n"                                    \
             "<11-21-2026 10:16:30> Setup was unable to create the Internet virtual directory "    \
             "CCM_System The error code is 80020009\r\n" RETURN "1603\r\n"                         \
             "<11-21-2026 10:16:41> Fatal MSI Error - MP.MSI could not be installed.\r\n"
#define SERVER(text)                                                                               \
  text "  $$<SMS_MP_CONTROL_MANAGER><Sat Nov 21 10:20:00.000 2026 Central "                        \
       "Daylight Time><thread=3300 (0xCE4)>\r\n"
#define LOOK(how, code)                                                                            \
  SERVER ("Call to HttpSendRequestSync " how " for port 80 with status code " code)
#define CLIENT(text, type)                                                                         \
  "<![LOG[" text "]LOG]!><time=\"10:20:00.000+360\" date=\"11-21-2026\" "                          \
  "component=\"MP_GetPolicy\" context=\"\" type=\"" type "\" thread=\"12\" file=\"x.cpp:1\">\r\n"

typedef ResiteFinding *(*Judge) (const char *bytes, gsize length);

typedef struct
{
  Judge judge;
  const char *text;
  const char *state;
  const char *words;
} Case;

static const Case cases[] = {
  { resite_mp_log_judge_setup, SUCCESS, "ok", "return code 0" },
  { resite_mp_log_judge_setup, BEGIN WORK RETURN "3010\r\n", "ok", "restart" },
  { resite_mp_log_judge_setup, BEGIN WORK, "unknown", "has not said how it ended" },
  { resite_mp_log_judge_setup, FAILURE, "failed", "CCM_System" },
  /* Only the newest attempt counts. */
  { resite_mp_log_judge_setup, FAILURE SUCCESS, "ok", "return code 0" },
  { resite_mp_log_judge_setup, SUCCESS FAILURE, "failed", "@@ERR:25006" },
  { resite_mp_log_judge_setup, SUCCESS BEGIN WORK, "unknown", "10:15:02" },
  { resite_mp_log_judge_setup, FAILURE BEGIN, "unknown", "has not said" },
  /* In any case, and where its beginning was cut off. */
  { resite_mp_log_judge_setup, "<x> mp.msi EXITED WITH RETURN CODE: 1618\n", "failed",
    "KB 886213" },
  { resite_mp_log_judge_setup, "<x> MP.MSI exited with return code: 0", "ok", "return code 0" },
  { resite_mp_log_judge_setup, BEGIN RETURN "1620\r\n", "failed", "could not be opened" },
  { resite_mp_log_judge_setup, BEGIN RETURN "1603\r\n", "failed", "return value 3" },
  { resite_mp_log_judge_setup, BEGIN RETURN "10\r\n", "failed", "newest attempt failed" },
  { resite_mp_log_judge_setup, BEGIN "<x> MP.MSI exited with return code: \r\n", "unknown",
    "ended" },
  { resite_mp_log_judge_setup, "<x> FATAL MSI ERROR\r\n", "failed", "FATAL" },
  { resite_mp_log_judge_setup, "", "unknown", "Nothing in it" },
  { resite_mp_log_judge_setup, "\r\n\r\n", "unknown", "Nothing in it" },

  { resite_mp_log_judge_installer, "MSI (s) (A0:B4): MainEngineThread is returning 0\r\n", "ok",
    "ended well" },
  { resite_mp_log_judge_installer, "MSI (s): MainEngineThread is returning 3010\r\n", "ok",
    "3010" },
  { resite_mp_log_judge_installer,
    "=== Verbose logging started: 11/21/2026  10:15:03 ===\r\n"
    "CheckIfIISObjectExists(E:\\SMS_CCM\\ccmisapi.dll) returning FALSE\r\n"
    "Action ended 10:16:30: CcmCreateIISVirtualDirectories. Return value 3.\r\n"
    "Action ended 10:16:31: INSTALL. Return value 3.\r\n"
    "MSI (s) (A0:B4): MainEngineThread is returning 1603\r\n",
    "failed", "CcmCreateIISVirtualDirectories" },
  { resite_mp_log_judge_installer, "MSI (s): MainEngineThread is returning 1618\r\n", "failed",
    "Another installation" },
  { resite_mp_log_judge_installer,
    "=== Logging started: a ===\r\nMainEngineThread is returning 1603\r\n"
    "=== Logging started: b ===\r\nMainEngineThread is returning 0\r\n",
    "ok", "ended well" },
  { resite_mp_log_judge_installer,
    "MainEngineThread is returning 0\r\n=== Logging started: b ===\r\nAction start\r\n", "unknown",
    "has not come to an end" },

  { resite_mp_log_judge_control,
    LOOK ("failed", "503, text: Service Unavailable") LOOK ("succeeded", "200, text: OK"), "ok",
    "200" },
  { resite_mp_log_judge_control,
    LOOK ("succeeded", "200, text: OK") LOOK ("failed", "503, text: Service Unavailable")
        SERVER ("Something else"),
    "failed", "SMS Management Point Pool" },
  { resite_mp_log_judge_control, LOOK ("failed", "500, text: x"), "failed", "database" },
  { resite_mp_log_judge_control, LOOK ("failed", "403, text: x"), "failed", "anonymous" },
  { resite_mp_log_judge_control, LOOK ("failed", "404, text: x"), "failed", "extension" },
  { resite_mp_log_judge_control, LOOK ("failed", "0, text: x"), "failed", "W3SVC" },
  { resite_mp_log_judge_control, SERVER ("SMS_MP_CONTROL_MANAGER started"), "unknown",
    "not looked" },

  { resite_mp_log_judge_service, CLIENT ("all is well", "1") CLIENT ("hm", "2"), "ok", "2 lines" },
  { resite_mp_log_judge_service, CLIENT ("Failed to reach the database", "3") CLIENT ("on", "1"),
    "warning", "Failed to reach the database" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ResiteFinding) finding = cases[i].judge (cases[i].text, strlen (cases[i].text));
      g_autofree char *said = resite_finding_describe (finding);

      g_test_message ("%u: %s: %s", i, finding->state, said);
      g_assert_cmpstr (finding->state, ==, cases[i].state);
      g_assert_nonnull (strstr (said, cases[i].words));
    }
}

static void
test_wide (void)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  g_autofree char *wide =
      g_convert ("\xef\xbb\xbf" FAILURE SUCCESS, -1, "UTF-16LE", "UTF-8", NULL, &size, &error);
  g_autoptr (ResiteFinding) finding = NULL;

  g_assert_no_error (error);
  finding = resite_mp_log_judge_setup (wide, size);
  g_assert_cmpstr (finding->state, ==, "ok");
}

/* Cut off anywhere, and of any bytes: nothing is read that is not there. */
static void
test_pieces (void)
{
  static const Judge judges[] = { resite_mp_log_judge_setup, resite_mp_log_judge_installer,
                                  resite_mp_log_judge_control, resite_mp_log_judge_service };

  for (gsize length = 0; length <= strlen (FAILURE); length++)
    {
      g_autofree char *piece = g_memdup2 (FAILURE, MAX (length, 1));
      g_autoptr (ResiteFinding) finding = resite_mp_log_judge_setup (piece, length);

      g_assert_cmpstr (finding->state, !=, "ok");
    }
  for (guint i = 0; i < 400; i++)
    {
      const gsize length = g_test_rand_int_range (1, 400);
      g_autofree char *bytes = g_malloc (length);

      for (gsize at = 0; at < length; at++)
        bytes[at] = (char)g_test_rand_int_range (0, 256);
      for (guint j = 0; j < G_N_ELEMENTS (judges); j++)
        {
          g_autoptr (ResiteFinding) finding = judges[j](bytes, length);

          g_assert_true (g_utf8_validate (finding->seen, -1, NULL));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mp-log/cases", test_cases);
  g_test_add_func ("/mp-log/wide", test_wide);
  g_test_add_func ("/mp-log/pieces", test_pieces);
  return g_test_run ();
}
