/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-log-time.h"

static void
assert_moment (ResiteLineShape shape, const char *text, const char *expected, gboolean zone_known)
{
  const ResiteLogLine line = { .shape = shape, .time = { text, strlen (text) } };
  ResiteLogTime time;
  g_autofree char *written = NULL;

  g_test_message ("%s", text);
  g_assert_cmpint (resite_log_time_read (&line, &time), ==, expected != NULL);
  if (expected == NULL)
    return;
  written = resite_log_time_format (time.time, time.offset);
  g_assert_cmpstr (written, ==, expected);
  g_assert_cmpint (time.zone_known, ==, zone_known);
}

static void
test_named (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
    gboolean zone_known;
  } cases[] = {
    { "Fri Oct 15 17:09:46.677 1999 Pacific Daylight Time", "1999-10-15T17:09:46.677-07:00", TRUE },
    { "Fri Oct 15 17:09:46.677 1999 Pacific Standard Time", "1999-10-15T17:09:46.677-08:00", TRUE },
    { "Fri Feb 13 8:13:13.819 2004 Central Standard Time", "2004-02-13T08:13:13.819-06:00", TRUE },
    { "Tue Oct  7 09:00:00.001 2008 W. Europe Daylight Time", "2008-10-07T09:00:00.001+02:00",
      TRUE },
    { "Mon Jul 03 12:25:46.750 2000 GMT Daylight Time", "2000-07-03T12:25:46.750+01:00", TRUE },
    { "Mon Jul 03 12:25:46.750 2000 India Standard Time", "2000-07-03T12:25:46.750+05:30", TRUE },
    { "Mon Jul 03 12:25:46.750 2000 Newfoundland Standard Time", "2000-07-03T12:25:46.750-03:30",
      TRUE },
    { "Mon Jul 03 12:25:46.750 2000 Nepal Standard Time", "2000-07-03T12:25:46.750+05:45", TRUE },
    { "Mon Jul 03 12:25:46.750 2000 Mitteleuropäische Zeit", "2000-07-03T12:25:46.750+00:00",
      FALSE },
    { "Mon Apr 21 09:02:14 1997~", "1997-04-21T09:02:14.000+00:00", FALSE },
    { "Thu Feb 29 00:00:00.000 2024 GMT Standard Time", "2024-02-29T00:00:00.000+00:00", TRUE },
    { "Thu Feb 29 00:00:00.000 2023 GMT Standard Time", NULL, FALSE },
    { "Mon Jul 00 12:25:46.750 2000 GMT Standard Time", NULL, FALSE },
    { "Mon Jul 32 12:25:46.750 2000 GMT Standard Time", NULL, FALSE },
    { "Mon Juli 03 12:25:46.750 2000", NULL, FALSE },
    { "Mon Jul 03 25:25:46.750 2000", NULL, FALSE },
    { "Mon Jul 03 12:25", NULL, FALSE },
    { "Mon Jul 03", NULL, FALSE },
    { "Mon", NULL, FALSE },
    { "", NULL, FALSE },
    { "   ", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_moment (RESITE_LINE_SERVER, cases[i].text, cases[i].expected, cases[i].zone_known);
}

static void
test_numbered (void)
{
  assert_moment (RESITE_LINE_SERVER, "07-15-2023 09:12:45.332+240", "2023-07-15T09:12:45.332-04:00",
                 TRUE);
  assert_moment (RESITE_LINE_SERVER, "07-15-2023 09:12:45.332-60", "2023-07-15T09:12:45.332+01:00",
                 TRUE);
  assert_moment (RESITE_LINE_SERVER, "07-15-2023 09:12:45.332+000", "2023-07-15T09:12:45.332+00:00",
                 TRUE);
  assert_moment (RESITE_LINE_SETUP, "04-21-2010 23:20:51", "2010-04-21T23:20:51.000+00:00", FALSE);
  assert_moment (RESITE_LINE_SETUP, "2010-04-21 23:20:51", "2010-04-21T23:20:51.000+00:00", FALSE);
  assert_moment (RESITE_LINE_SETUP, "4/21/2010 3:20:51", "2010-04-21T03:20:51.000+00:00", FALSE);
  assert_moment (RESITE_LINE_SETUP, "04-21-2010", NULL, FALSE);
  assert_moment (RESITE_LINE_SETUP, "21-04-2010 23:20:51", NULL, FALSE);
  assert_moment (RESITE_LINE_SETUP, "04-21/2010 23:20:51", NULL, FALSE);
  assert_moment (RESITE_LINE_SETUP, "23:20:51", NULL, FALSE);
}

static void
test_attributes (void)
{
  assert_moment (RESITE_LINE_CLIENT, "<time=\"08:50:00.123+300\" date=\"10-14-2008\" x=\"y\">",
                 "2008-10-14T08:50:00.123-05:00", TRUE);
  assert_moment (RESITE_LINE_CLIENT, "<date=\"10-14-2008\" time=\"08:50:00.123-60\">",
                 "2008-10-14T08:50:00.123+01:00", TRUE);
  assert_moment (RESITE_LINE_CLIENT, "<time=\"08:50:00\" date=\"10-14-2008\">",
                 "2008-10-14T08:50:00.000+00:00", FALSE);
  assert_moment (RESITE_LINE_CLIENT, "<time=\"08:50:00.123+300\">", NULL, FALSE);
  assert_moment (RESITE_LINE_CLIENT, "<time=\"08:50\" date=\"10-14-2008\">", NULL, FALSE);
  assert_moment (RESITE_LINE_CLIENT, "<time=\"08:50:00\" date=\"10-", NULL, FALSE);
  assert_moment (RESITE_LINE_CLIENT, "", NULL, FALSE);
}

static void
test_zones (void)
{
  static const struct
  {
    const char *name;
    int offset; /* 9999: not known */
  } cases[] = {
    { "Eastern Standard Time", -300 },
    { "Eastern Daylight Time", -240 },
    { "Romance Daylight Time", 120 },
    { "AUS Eastern Standard Time", 600 },
    { "New Zealand Daylight Time", 780 },
    { "Greenwich Standard Time", 0 },
    { "US Mountain Standard Time", -420 },
    { "FLE Daylight Time", 180 },
    { "Cen. Australia Standard Time", 570 },
    { "Eastern Time", 9999 },
    { "eastern standard time", 9999 },
    { " Standard Time", 9999 },
    { "Standard Time", 9999 },
    { "", 9999 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int offset = 9999;

      g_assert_cmpint (resite_log_zone_find (cases[i].name, strlen (cases[i].name), &offset), ==,
                       cases[i].offset != 9999);
      g_assert_cmpint (offset, ==, cases[i].offset);
    }
}

/* As far as the name is given, no further. */
static void
test_zone_is_no_string (void)
{
  int offset = 9999;

  g_assert_true (resite_log_zone_find ("Tokyo Standard Time><thread=1>", 19, &offset));
  g_assert_cmpint (offset, ==, 540);
  g_assert_false (resite_log_zone_find ("Tokyo Standard Time", 18, &offset));
}

static void
test_format (void)
{
  static const struct
  {
    gint64 time;
    int offset;
    const char *expected;
  } cases[] = {
    { 0, 0, "1970-01-01T00:00:00.000+00:00" },
    { (gint64)1204730531195000, -300, "2008-03-05T10:22:11.195-05:00" },
    { (gint64)1204730531195000, 345, "2008-03-05T21:07:11.195+05:45" },
    { (gint64)1204730531195999, 0, "2008-03-05T15:22:11.195+00:00" },
    { (gint64)1204730531000001, -30, "2008-03-05T14:52:11.000-00:30" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = resite_log_time_format (cases[i].time, cases[i].offset);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* What is written can be read again, to the millisecond. */
static void
test_there_and_back (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (1);

  for (guint i = 0; i < 2000; i++)
    {
      const gint64 time =
          (gint64)g_rand_int_range (chance, 400000000, 2000000000) * G_USEC_PER_SEC +
          g_rand_int_range (chance, 0, 1000) * 1000;
      g_autofree char *text = resite_log_time_format (time, g_rand_int_range (chance, -720, 780));
      g_autoptr (GError) error = NULL;
      gint64 read;

      g_assert_true (resite_log_time_from_text (text, &read, &error));
      g_assert_no_error (error);
      /* GDateTime keeps fractions of seconds as floating numbers. */
      g_assert_cmpint (ABS (read - time), <=, 1);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-time/named", test_named);
  g_test_add_func ("/log-time/numbered", test_numbered);
  g_test_add_func ("/log-time/attributes", test_attributes);
  g_test_add_func ("/log-time/zones", test_zones);
  g_test_add_func ("/log-time/zone-is-no-string", test_zone_is_no_string);
  g_test_add_func ("/log-time/format", test_format);
  g_test_add_func ("/log-time/there-and-back", test_there_and_back);
  return g_test_run ();
}
