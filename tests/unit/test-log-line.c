/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-files.h"
#include "resite-log-line.h"
#include "resite-log-time.h"
#include "resite-log-words.h"

typedef struct
{
  ResiteLineShape shape;
  const char *text;
  const char *component;
  const char *time; /* in UTC; NULL: none */
  guint thread;
  gboolean cut;
} Expected;

static void
assert_part (const ResiteLogPart *part, const char *expected)
{
  g_autofree char *text = resite_log_part_dup (part);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_time (const ResiteLogLine *line, const char *expected)
{
  ResiteLogTime time;
  g_autofree char *text = NULL;

  g_assert_cmpint (resite_log_time_read (line, &time), ==, expected != NULL);
  if (expected == NULL)
    return;
  text = resite_log_time_format (time.time, time.offset);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_line (const char *bytes, gssize length, const Expected *expected)
{
  ResiteLogLine line;

  resite_log_line_parse (&line, bytes, length < 0 ? strlen (bytes) : (gsize)length);
  g_assert_cmpint (line.shape, ==, expected->shape);
  assert_part (&line.text, expected->text);
  assert_part (&line.component, expected->component);
  assert_time (&line, expected->time);
  g_assert_cmpuint (line.thread, ==, expected->thread);
  g_assert_cmpint (line.cut, ==, expected->cut);
}

/* Every shape that a reader meets, as tests/data/logs/line-formats.log has them. */
static void
test_shapes (void)
{
  static const Expected expected[] = {
    { RESITE_LINE_SERVER, "Starting package processing thread,thread ID = 129",
      "SMS_DISTRIBUTION_MANAGER", "1999-10-15T17:09:46.677-07:00", 297, FALSE },
    { RESITE_LINE_SERVER, "Starting CCMEXEC service...", "CcmExec", "2004-02-13T08:13:13.819-06:00",
      1216, FALSE },
    { RESITE_LINE_SERVER, "Wait for site control changes for maximum 3600 seconds...",
      "SMS_HIERARCHY_MANAGER", "2023-07-15T09:12:45.332-04:00", 4116, FALSE },
    { RESITE_LINE_SERVER, "     to access it, Win32 Error = 5", "SMS_SCHEDULER",
      "1997-04-21T09:02:14.000+00:00", 0x168, FALSE },
    { RESITE_LINE_PLAIN, "First line of a message with a newline", "", NULL, 0, FALSE },
    { RESITE_LINE_SERVER, "second line of the same message", "SMS_SITE_COMPONENT_MANAGER",
      "2000-07-03T12:25:46.750+01:00", 43, FALSE },
    { RESITE_LINE_SERVER, "text that contains $$< inside", "SMS_EXECUTIVE",
      "2008-10-07T09:00:00.001+02:00", 12, FALSE },
    { RESITE_LINE_CLIENT, "MP has started", "MpControl", "2008-10-14T08:50:00.123-05:00", 3300,
      FALSE },
    { RESITE_LINE_CLIENT, "Two lines", "", NULL, 0, FALSE },
    { RESITE_LINE_CLIENT, "in one entry", "CcmExec", "2008-10-14T08:50:01.000+01:00", 3301, FALSE },
    { RESITE_LINE_SETUP, "Schema extension line (ExtADSch.log form)", "",
      "2010-04-21T23:20:51.000+00:00", 0, FALSE },
    { RESITE_LINE_SERVER, "a truncated last line", "SMS_LAN_SENDER", NULL, 0, TRUE },
  };
  gsize length;
  g_autofree char *bytes = job_run_read_data ("logs/line-formats.log", &length);
  const char *at = bytes;
  guint n = 0;

  while (at < bytes + length)
    {
      const char *end = memchr (at, '\n', bytes + length - at);
      const char *next = end != NULL ? end + 1 : bytes + length;

      g_assert_cmpuint (n, <, G_N_ELEMENTS (expected));
      assert_line (at, next - at, &expected[n++]);
      at = next;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
}

static void
test_odd_lines (void)
{
  static const struct
  {
    const char *bytes;
    Expected expected;
  } cases[] = {
    { "", { RESITE_LINE_PLAIN, "", "", NULL, 0, FALSE } },
    { "\r\n", { RESITE_LINE_PLAIN, "", "", NULL, 0, FALSE } },
    { "~~\r\n", { RESITE_LINE_PLAIN, "", "", NULL, 0, FALSE } },
    { "$$<", { RESITE_LINE_PLAIN, "$$<", "", NULL, 0, FALSE } },
    { "a $$<b c> d", { RESITE_LINE_PLAIN, "a $$<b c> d", "", NULL, 0, FALSE } },
    { "a  $$<SMS_LAN_SEN", { RESITE_LINE_SERVER, "a", "SMS_LAN_SEN", NULL, 0, TRUE } },
    { "a  $$<X>", { RESITE_LINE_SERVER, "a", "X", NULL, 0, TRUE } },
    { "a  $$<X><", { RESITE_LINE_SERVER, "a", "X", NULL, 0, TRUE } },
    { "~Sleep~  $$<X><no time><thread=1 (0x1)>\n",
      { RESITE_LINE_SERVER, "Sleep", "X", NULL, 1, FALSE } },
    { "<JOB STATUS - COMPLETE>~  $$<S><Tue Oct 14 14:10:21.500 2008 Romance Standard Time>"
      "<thread=3120 (0xC30)>\r\n",
      { RESITE_LINE_SERVER, "<JOB STATUS - COMPLETE>", "S", "2008-10-14T14:10:21.500+01:00", 3120,
        FALSE } },
    { "<JOB STATUS - COMPLETE>",
      { RESITE_LINE_PLAIN, "<JOB STATUS - COMPLETE>", "", NULL, 0, FALSE } },
    { "a  $$<S><Tue Feb 30 14:10:21.500 2008 Romance Standard Time><thread=1 (0x1)>",
      { RESITE_LINE_SERVER, "a", "S", NULL, 1, FALSE } },
    { "a  $$<S><Tue Oct 14 14:10:21.500 2008 Zeit von Irgendwo><thread=1 (0x1)>",
      { RESITE_LINE_SERVER, "a", "S", "2008-10-14T14:10:21.500+00:00", 1, FALSE } },
    { "text here\tSMS_EXECUTIVE\t10/14/2008 2:10:21\t12 (0xC)",
      { RESITE_LINE_COPIED, "text here", "SMS_EXECUTIVE", "2008-10-14T02:10:21.000+00:00", 12,
        FALSE } },
    { "a\tb\tc\td", { RESITE_LINE_PLAIN, "a\tb\tc\td", "", NULL, 0, FALSE } },
    { "<![LOG[cut", { RESITE_LINE_CLIENT, "cut", "", NULL, 0, FALSE } },
    { "<![LOG[cut]LOG]!>", { RESITE_LINE_CLIENT, "cut", "", NULL, 0, TRUE } },
    { "<![LOG[a]LOG]!><time=\"08:50:00.123+300\" date=\"10-1",
      { RESITE_LINE_CLIENT, "a", "", NULL, 0, TRUE } },
    { "Gr\xFC\xDF"
      "e  $$<S><x><thread=1 (0x1)>",
      { RESITE_LINE_SERVER, "Grüße", "S", NULL, 1, FALSE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_line (cases[i].bytes, -1, &cases[i].expected);
}

/* A line that ends anywhere is still read, and never beyond its end. */
static void
test_every_cut (void)
{
  static const char *const whole[] = {
    "~Wrote 1024 bytes to \\\\A\\B\\2.PCK at position 0  $$<SMS_LAN_SENDER><Tue Oct 14 "
    "14:10:30.200 "
    "2008 Central Daylight Time><thread=4440 (0x1158)>\r\n",
    "<![LOG[MP]LOG]!><time=\"08:50:00.123+300\" date=\"10-14-2008\" component=\"MpControl\" "
    "context=\"\" type=\"1\" thread=\"3300\" file=\"m.cpp:100\">\r\n",
    "<04-21-2010 23:20:51> Schema extension\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    for (gsize n = 0; n <= strlen (whole[i]); n++)
      {
        /* A block of its own, so that a checker of memory sees a byte too far. */
        g_autofree char *bytes = g_memdup2 (whole[i], n + 1);
        g_autofree char *exact = g_memdup2 (bytes, MAX (n, 1));
        ResiteLogLine line;
        ResiteLogTime time;

        resite_log_line_parse (&line, exact, n);
        resite_log_time_read (&line, &time);
        resite_log_line_get_severity (&line);
        g_assert_cmpuint (line.text.length, <=, n);
        if (n + 2 >= strlen (whole[i]))
          g_assert_false (line.cut);
      }
}

static void
test_severity (void)
{
  static const struct
  {
    const char *text;
    ResiteLineSeverity severity;
  } cases[] = {
    { "Sleep 3600 seconds...", RESITE_LINE_INFORMATION },
    { "~ERROR: CreateDirectory failed, Win32 error = 5", RESITE_LINE_ERROR },
    { "Failed to write to the output file, Win32 Error = 13", RESITE_LINE_ERROR },
    { "Cannot decompress package", RESITE_LINE_ERROR },
    { "Can't re-establish the connection.", RESITE_LINE_ERROR },
    { "Could not install the performance counters.", RESITE_LINE_ERROR },
    { "Bootstrap operations aborted.", RESITE_LINE_ERROR },
    { "Setup was unable to create the directory", RESITE_LINE_ERROR },
    { "Fatal MSI Error - MP.MSI could not be installed.", RESITE_LINE_ERROR },
    { "Will retry instruction x 100 more times", RESITE_LINE_WARNING },
    { "Installation will be retried in the next polling cycle.", RESITE_LINE_WARNING },
    { "Warning: little space", RESITE_LINE_WARNING },
    { "Installation failed and will be retried", RESITE_LINE_ERROR },
    { "Finished with 0 errors, 0 warnings", RESITE_LINE_INFORMATION },
    { "Finished without errors", RESITE_LINE_INFORMATION },
    { "No errors and no failures", RESITE_LINE_INFORMATION },
    { "10 errors", RESITE_LINE_ERROR },
    { "Copied, Win32 error = 0", RESITE_LINE_INFORMATION },
    { "Copied, error code: 0x0", RESITE_LINE_INFORMATION },
    { "Not copied, error code: 0x05", RESITE_LINE_ERROR },
    { "Start: 12:00  Retry:   SWD PkgID: P0100012", RESITE_LINE_INFORMATION },
    { "The terror of failover, an interface to surfaces", RESITE_LINE_INFORMATION },
    { "STATMSG: ID=2301 SEV=I LEV=M ISTR0=\"Failed Package\"", RESITE_LINE_INFORMATION },
    { "STATMSG: ID=2302 SEV=E LEV=M SOURCE=\"SMS Server\"", RESITE_LINE_ERROR },
    { "STATMSG: ID=2302 SEV=W LEV=M SOURCE=\"SMS Server\"", RESITE_LINE_WARNING },
    { "<![LOG[an error]LOG]!><time=\"1\" type=\"1\">", RESITE_LINE_INFORMATION },
    { "<![LOG[fine]LOG]!><time=\"1\" type=\"2\">", RESITE_LINE_WARNING },
    { "<![LOG[fine]LOG]!><time=\"1\" type=\"3\">", RESITE_LINE_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ResiteLogLine line;

      resite_log_line_parse (&line, cases[i].text, strlen (cases[i].text));
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (resite_log_line_get_severity (&line), ==, cases[i].severity);
    }
}

static void
test_packages (void)
{
  static const struct
  {
    const char *text;
    const char *id;
  } cases[] = {
    { "Start adding package P0100012...", "P0100012" },
    { "Forward package status for pkg c01002f6 to site C01", "C01002F6" },
    { "~Package file = E:\\SMSPKG\\P0100012.PCK", "P0100012" },
    { "Found properties for package 'C01000E8'", "C01000E8" },
    { "SWD PkgID: P0100012  SWD Pkg Version: 3", "P0100012" },
    { "[Software Distribution for X, Package ID = 00100012]", "00100012" },
    { "package 00100012 of a site whose code has no letter", "00100012" },
    { "E:\\SMSPKG\\00100012.PCK", "00100012" },
    { "<Activating JOB 00000E2A>", NULL },
    { "Wrote 131072 bytes to \\\\A\\202SQP01.PCK at position 93882821", NULL },
    { "The error code is 80020009", NULL },
    { "{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}", NULL },
    { "the surfaced and prefaced words", NULL },
    { "0x8004ABCD, C01000123, xC0100012", NULL },
    { "C0100012", "C0100012" },
    { "first 20081014, then P010001B", "P010001B" },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *at = resite_log_words_find_package (cases[i].text, strlen (cases[i].text));
      char id[9] = "";

      if (at != NULL)
        resite_log_words_copy_package (at, id);
      g_assert_cmpstr (id, ==, cases[i].id != NULL ? cases[i].id : "");
    }
}

static const char *const pieces[] = {
  "error",  "FAILED",  "cannot",   "can't",    "could not", "aborted", "retry",
  "unable", "Warning", "C0100012", "P010001B", "12345678",  "x",       " ",
  ".",      "'",       "abcdef01", "package ", "\xFC",      "0",
};

static char *
make_text (GRand *chance)
{
  GString *text = g_string_new ("~\n");
  const guint n = (guint)g_rand_int_range (chance, 0, 40);

  for (guint i = 0; i < n; i++)
    g_string_append (text, pieces[g_rand_int_range (chance, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

/* The look never misses what the words' own functions find. */
static void
assert_look (ResiteLogLookFunc look, const char *text, gsize length)
{
  const ResiteLogLook found = look (text, length);
  const char *id = resite_log_words_find_package (text, length);

  if (resite_log_words_judge (text, length) != RESITE_LINE_INFORMATION)
    g_assert_true (found.words);
  if (id != NULL)
    {
      g_assert_cmpuint (found.id, >, 0);
      g_assert_cmpuint (found.id, <=, (gsize)(id - text) + 8);
    }
}

static void
test_looks (void)
{
  const ResiteLogLookFunc *funcs = resite_log_look_list_funcs ();
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  for (guint round = 0; round < 3000; round++)
    {
      g_autofree char *text = make_text (chance);
      const gsize length = strlen (text) - 2;
      g_autofree char *padded = g_malloc0 (length + 66 + 2);
      ResiteLogLook first;

      memcpy (padded, text, length + 2);
      first = funcs[0](padded + 2, length);
      for (guint i = 0; funcs[i] != NULL; i++)
        {
          const ResiteLogLook found = funcs[i](padded + 2, length);

          assert_look (funcs[i], padded + 2, length);
          g_assert_cmpuint (found.id, ==, first.id);
          g_assert_true (length > 0 || !found.words);
        }
    }
}

static void
test_look_is_choosy (void)
{
  static const char text[] = "\n\nUsed 0 out of 3 allowed processing threads.";
  g_autofree char *padded = g_malloc0 (sizeof text + 64);

  memcpy (padded, text, sizeof text);
  for (const ResiteLogLookFunc *func = resite_log_look_list_funcs (); *func != NULL; func++)
    {
      const ResiteLogLook found = (*func) (padded + 2, strlen (text) - 2);

      g_assert_false (found.words);
      g_assert_cmpuint (found.id, ==, 0);
    }
}

static void
test_since (void)
{
  static const struct
  {
    const char *text;
    const char *time;
  } cases[] = {
    { "2008-10-14T14:10:00-05:00", "2008-10-14T19:10:00.000+00:00" },
    { "2008-10-14T14:10:00.250Z", "2008-10-14T14:10:00.250+00:00" },
    { "2008-10-14 14:10", "2008-10-14T14:10:00.000+00:00" },
    { " 2008-10-14 ", "2008-10-14T00:00:00.000+00:00" },
    { "yesterday", NULL },
    { "", NULL },
    { "2008-13-14", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 time;
      gboolean read = resite_log_time_from_text (cases[i].text, &time, &error);
      g_autofree char *text = read ? resite_log_time_format (time, 0) : NULL;

      g_assert_cmpstr (text, ==, cases[i].time);
      g_assert_true (read == (error == NULL));
    }
}

static void
test_days (void)
{
  for (gint64 day = 5000; day < 30000; day += 13)
    {
      g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (day * 86400 + 5);
      gint64 local;

      g_assert_true (resite_log_time_compose (g_date_time_get_year (moment),
                                              g_date_time_get_month (moment),
                                              g_date_time_get_day_of_month (moment), 5, &local));
      g_assert_cmpint (local, ==, (day * 86400 + 5) * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  /* Times without a zone are the desk's. */
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-line/shapes", test_shapes);
  g_test_add_func ("/log-line/odd", test_odd_lines);
  g_test_add_func ("/log-line/every-cut", test_every_cut);
  g_test_add_func ("/log-line/severity", test_severity);
  g_test_add_func ("/log-line/packages", test_packages);
  g_test_add_func ("/log-line/looks", test_looks);
  g_test_add_func ("/log-line/look-is-choosy", test_look_is_choosy);
  g_test_add_func ("/log-line/since", test_since);
  g_test_add_func ("/log-line/days", test_days);
  return g_test_run ();
}
