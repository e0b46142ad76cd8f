/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "job-files.h"
#include "resite-error.h"
#include "resite-log-scan.h"

static ResiteLogScan *
make_scan (void)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();

  return resite_log_scan_new (rules);
}

static ResiteLogScan *
scan_bytes (const char *bytes, gsize length)
{
  ResiteLogScan *scan = make_scan ();

  resite_log_scan_feed (scan, bytes, length);
  resite_log_scan_end (scan);
  return scan;
}

static ResiteLogScan *
scan_data (const char *name)
{
  gsize length;
  g_autofree char *path = g_strconcat ("logs/", name, NULL);
  g_autofree char *bytes = job_run_read_data (path, &length);

  return scan_bytes (bytes, length);
}

/* All that a scan found, as one text. */
static char *
describe (ResiteLogScan *scan)
{
  const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);
  const ResiteLogTally *tally = resite_log_scan_get_tally (scan);
  g_autoptr (GPtrArray) packages = resite_log_tally_list_packages (tally);
  g_autoptr (GPtrArray) kinds = resite_log_kinds_list (resite_log_scan_get_kinds (scan));
  g_autofree char *first = resite_log_time_format (counts->first, 0);
  g_autofree char *last = resite_log_time_format (counts->last, 0);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "lines %d errors %d warnings %d named %d from %s to %s\n",
                          (int)counts->lines, (int)counts->errors, (int)counts->warnings,
                          (int)counts->package_lines, first, last);
  for (guint i = 0; i < resite_log_tally_count_components (tally); i++)
    {
      const ResiteLogComponent *component = resite_log_tally_component_at (tally, i);

      g_string_append_printf (text, "%s %d\n", component->name, (int)component->lines);
    }
  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLogPackage *package = g_ptr_array_index (packages, i);

      g_string_append_printf (text, "%s %d", package->id, (int)package->lines);
      for (guint e = 0; e < RESITE_LOG_N_EVENTS; e++)
        if (package->events[e] > 0)
          g_string_append_printf (text, " %s=%u", resite_log_event_get_name (e),
                                  package->events[e]);
      if (package->bytes > 0)
        g_string_append_printf (text, " bytes=%d", (int)package->bytes);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < kinds->len; i++)
    {
      const ResiteLogKind *kind = g_ptr_array_index (kinds, i);

      g_string_append_printf (text, "%d× %s\n", (int)kind->lines, kind->folded);
    }
  return g_string_free (text, FALSE);
}

static void
assert_scan (const char *name, const char *expected)
{
  g_autoptr (ResiteLogScan) scan = scan_data (name);
  g_autofree char *text = describe (scan);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_distmgr (void)
{
  assert_scan (
      "distmgr-secondary-fail.log",
      "lines 12 errors 6 warnings 0 named 9 from 2008-10-14T14:40:00.115+00:00 to "
      "2008-10-14T14:40:13.865+00:00\n"
      "SMS_DISTRIBUTION_MANAGER 12\n"
      "P0100007 5 started=1 finished=1 failed=1 unpack-failed=1\n"
      "P010001B 1 newer-version-needed=1\n"
      "P01000B6 3 version-compared=1 newer-version-refused=1\n"
      "1× A newer version … of package … has already arrived, delete the replication file … for "
      "version … .\n"
      "1× Cannot decompress package … to … CTool return code = 4\n"
      "1× Failed to write to the output file, Win32 Error = 13\n"
      "1× Package … requires a newer version … of source files and the new compressed files "
      "haven't arrived yet, current version is … skip …\n"
      "1× STATMSG: ID=2302 SEV=E LEV=M … GMTDATE=Tue Oct …\n"
      "1× STATMSG: ID=2321 SEV=E LEV=M … GMTDATE=Tue Oct …\n");
  assert_scan ("distmgr-secondary-ok.log",
               "lines 39 errors 0 warnings 0 named 26 from 2008-10-14T14:02:11.220+00:00 to "
               "2008-10-14T15:03:56.770+00:00\n"
               "SMS_DISTRIBUTION_MANAGER 39\n"
               "P0100012 14 started=2 processed=2 finished=2 version-compared=1 distributed=1\n"
               "P0100013 6 started=1 processed=1 finished=1 version-compared=1\n"
               "P010001A 6 started=1 processed=1 finished=1 version-compared=1\n");
}

static void
test_parent (void)
{
  assert_scan ("distmgr-primary-info-only.log",
               "lines 9 errors 0 warnings 0 named 7 from 2008-10-14T19:10:03.600+00:00 to "
               "2008-10-14T19:10:04.300+00:00\n"
               "SMS_DISTRIBUTION_MANAGER 9\n"
               "P0100012 7 started=1 processed=1 finished=1 information-sent=1\n");
  assert_scan ("distmgr-primary-content-sent.log",
               "lines 15 errors 0 warnings 2 named 11 from 2008-10-14T19:10:03.600+00:00 to "
               "2008-10-14T19:10:05.100+00:00\n"
               "SMS_DISTRIBUTION_MANAGER 15\n"
               "P0100012 11 started=1 processed=1 finished=1 information-sent=1 "
               "content-ordered=1\n");
}

/* The bytes of the package and not those of the instructions around it. */
static void
test_sender (void)
{
  assert_scan ("sender-content-sent.log",
               "lines 68 errors 0 warnings 1 named 3 from 2008-10-14T19:10:20.000+00:00 to "
               "2008-10-14T19:10:56.200+00:00\n"
               "SMS_LAN_SENDER 68\n"
               "P0100012 3 content-sent=1 content-complete=1 bytes=1268544\n");
  assert_scan ("sender-info-only.log",
               "lines 50 errors 0 warnings 0 named 0 from 2008-10-14T19:10:20.000+00:00 to "
               "2008-10-14T19:10:30.600+00:00\n"
               "SMS_LAN_SENDER 50\n");
  assert_scan ("sender-errors.log",
               "lines 9 errors 4 warnings 1 named 0 from 2008-10-14T19:30:15.100+00:00 to "
               "2008-10-14T19:32:40.400+00:00\n"
               "SMS_LAN_SENDER 9\n"
               "1× Can't re-establish the connection.\n"
               "1× Cannot create/open the remote file … Win32 error = 32.\n"
               "1× Error during … to …\n"
               "1× There is no longer an address to destination site …\n");
}

static void
test_other_logs (void)
{
  assert_scan ("despool-content-arrived.log",
               "lines 5 errors 0 warnings 1 named 3 from 2008-10-14T19:13:00.100+00:00 to "
               "2008-10-14T19:13:02.350+00:00\n"
               "SMS_DESPOOLER 5\n"
               "P0100012 3 content-received=1 stored=1\n");
  assert_scan ("mpcontrol-fail.log",
               "lines 2 errors 1 warnings 0 named 0 from 2008-10-14T13:55:00.000+00:00 to "
               "2008-10-14T14:00:00.000+00:00\n"
               "SMS_MP_CONTROL_MANAGER 2\n"
               "1× Call to HttpSendRequestSync failed for port … with status code 503, text: "
               "Service Unavailable\n");
  assert_scan ("mpsetup-failure.log",
               "lines 13 errors 4 warnings 0 named 0 from 2008-10-14T08:41:05.000+00:00 to "
               "2008-10-14T08:42:17.000+00:00\n"
               "1× Fatal MSI Error - MP.MSI could not be installed.\n"
               "1× MP.MSI exited with return code: 1603\n"
               "1× Setup was unable to create the Internet virtual directory CCM_System The error "
               "code is …\n"
               "1× … @@ERR:25006\n");
}

/* Errors and warnings of the samples that the tests above do not name. */
static void
test_all_samples (void)
{
  static const struct
  {
    const char *name;
    guint lines, errors, warnings;
  } samples[] = {
    { "despool-key-problem.log", 4, 2, 1 }, { "hman.log", 2, 1, 0 },
    { "line-formats.log", 12, 2, 0 },       { "mpcontrol-ok.log", 3, 0, 0 },
    { "mpsetup-reboot.log", 9, 0, 0 },      { "mpsetup-running.log", 8, 0, 0 },
    { "mpsetup-success.log", 10, 0, 0 },    { "mpsetup-fail-then-success.log", 23, 4, 0 },
    { "sched-content-sent.log", 8, 0, 0 },  { "sched-info-only.log", 7, 0, 0 },
    { "sitecomp-fail.log", 4, 3, 0 },       { "sitecomp-ok.log", 3, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (ResiteLogScan) scan = scan_data (samples[i].name);
      const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);

      g_test_message ("%s", samples[i].name);
      g_assert_cmpuint (counts->lines, ==, samples[i].lines);
      g_assert_cmpuint (counts->errors, ==, samples[i].errors);
      g_assert_cmpuint (counts->warnings, ==, samples[i].warnings);
    }
}

static void
test_every_split (void)
{
  static const char *const names[] = { "line-formats.log", "sender-content-sent.log",
                                       "distmgr-secondary-fail.log" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length;
      g_autofree char *path = g_strconcat ("logs/", names[i], NULL);
      g_autofree char *bytes = job_run_read_data (path, &length);
      g_autoptr (ResiteLogScan) whole = scan_bytes (bytes, length);
      g_autofree char *expected = describe (whole);

      for (gsize at = 0; at <= length; at += at < 3000 ? 1 : 17)
        {
          g_autoptr (ResiteLogScan) scan = make_scan ();
          g_autofree char *text = NULL;

          resite_log_scan_feed (scan, bytes, at);
          resite_log_scan_feed (scan, bytes + at, length - at);
          resite_log_scan_end (scan);
          text = describe (scan);
          g_assert_cmpstr (text, ==, expected);
        }
    }
}

static void
test_byte_by_byte (void)
{
  gsize length;
  g_autofree char *bytes = job_run_read_data ("logs/distmgr-secondary-fail.log", &length);
  g_autoptr (ResiteLogScan) whole = scan_bytes (bytes, length);
  g_autoptr (ResiteLogScan) scan = make_scan ();
  g_autofree char *expected = describe (whole);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < length; i++)
    resite_log_scan_feed (scan, bytes + i, 1);
  resite_log_scan_end (scan);
  text = describe (scan);
  g_assert_cmpstr (text, ==, expected);
}

/* As wide characters, either byte first, in pieces that part them. */
static void
test_wide (void)
{
  static const char *const orders[] = { "UTF-16LE", "UTF-16BE" };
  gsize length;
  g_autofree char *bytes = job_run_read_data ("logs/distmgr-secondary-fail.log", &length);
  g_autoptr (ResiteLogScan) whole = scan_bytes (bytes, length);
  g_autofree char *expected = describe (whole);

  for (guint i = 0; i < 2; i++)
    for (gsize piece = 1; piece < 5000; piece = piece * 3 + 1)
      {
        gsize size;
        g_autofree char *marked = g_strconcat ("\xEF\xBB\xBF", bytes, NULL);
        g_autofree char *wide =
            g_convert (marked, (gssize)length + 3, orders[i], "UTF-8", NULL, &size, NULL);
        g_autoptr (ResiteLogScan) scan = make_scan ();
        g_autofree char *text = NULL;

        for (gsize at = 0; at < size; at += piece)
          resite_log_scan_feed (scan, wide + at, MIN (piece, size - at));
        resite_log_scan_end (scan);
        text = describe (scan);
        g_assert_cmpstr (text, ==, expected);
      }
}

static void
test_mark_of_utf8 (void)
{
  static const char text[] = "\xEF\xBB\xBFSuccessfully deleted the package C0100012\r\n";
  g_autoptr (ResiteLogScan) scan = scan_bytes (text, strlen (text));
  const ResiteLogPackage *package =
      resite_log_tally_find_package (resite_log_scan_get_tally (scan), "c0100012");

  g_assert_nonnull (package);
  g_assert_cmpuint (package->events[RESITE_LOG_EVENT_DELETED], ==, 1);
}

/* Whatever it is fed with, it ends, counts every line end, and takes no memory without end. */
static void
test_random_bytes (void)
{
  static const char signs[] = "$<>[]!\n\r~C01 A0\\\"'=errofail";
  g_autoptr (GRand) chance = g_rand_new_with_seed (3);

  for (guint round = 0; round < 60; round++)
    {
      const gsize length = (gsize)g_rand_int_range (chance, 0, 700 * 1024);
      g_autofree char *bytes = g_malloc (length + 1);
      g_autoptr (ResiteLogScan) scan = NULL;
      guint ends = 0;
      g_autofree char *text = NULL;

      for (gsize i = 0; i < length; i++)
        {
          const guint32 number = g_rand_int (chance);

          bytes[i] = round % 2 ? (char)number : signs[number % strlen (signs)];
          ends += bytes[i] == '\n';
        }
      /* No mark of wide text by chance. */
      if (length > 0)
        bytes[0] = 'x';
      scan = scan_bytes (bytes, length);
      g_assert_cmpuint (resite_log_scan_get_counts (scan)->lines, >=, ends);
      g_assert_cmpuint (resite_log_scan_get_counts (scan)->bytes, ==, length);
      text = describe (scan);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

static void
test_bounds (void)
{
  g_autoptr (ResiteLogScan) scan = make_scan ();
  const ResiteLogTally *tally = resite_log_scan_get_tally (scan);
  guint64 errors = 0;
  g_autoptr (GPtrArray) kinds = NULL;

  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *line = g_strdup_printf (
          "package C%02X%05X error%c%c%c x  $$<COMPONENT_%u><t><thread=%u (0x1)>\r\n",
          i >> 16 & 0xFF, i, 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26, i, i);

      resite_log_scan_feed (scan, line, strlen (line));
    }
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *line =
          g_strdup_printf ("error %c%c%c\n", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26);

      resite_log_scan_feed (scan, line, strlen (line));
    }
  resite_log_scan_end (scan);
  g_assert_cmpuint (resite_log_scan_get_counts (scan)->lines, ==, 105000);
  g_assert_cmpuint (resite_log_tally_count_packages (tally), <, 50000);
  g_assert_cmpuint (resite_log_tally_count_packages (tally) + resite_log_tally_get_others (tally),
                    ==, 100000);
  g_assert_cmpuint (resite_log_tally_count_components (tally), <=, 256);
  kinds = resite_log_kinds_list (resite_log_scan_get_kinds (scan));
  g_assert_cmpuint (kinds->len, ==, 500);
  for (guint i = 0; i < kinds->len; i++)
    errors += ((ResiteLogKind *)g_ptr_array_index (kinds, i))->lines;
  g_assert_cmpuint (errors + resite_log_kinds_get_others (resite_log_scan_get_kinds (scan)), ==,
                    resite_log_scan_get_counts (scan)->errors);
}

/* A log of several forms, large enough to be cut into pieces. */
static char *
write_large (const char *folder, gsize *length)
{
  GString *text = g_string_new (NULL);
  const gint64 start = 1204712531;
  char *path;

  for (guint i = 0; text->len < 9 * 1024 * 1024; i++)
    {
      g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (start + i / 3);
      g_autofree char *day = g_date_time_format (moment, "%a %b %d %H:%M:%S");
      const guint thread = 1000 + i / 50 % 7 * 4;

      if (i % 50 == 0)
        g_string_append_printf (text, "~Package file = E:\\SMSPKG\\C01%05X.PCK", i / 50 % 90);
      else if (i % 11 == 0)
        g_string_append_printf (text, "Failed to copy package C01%05X. Win32 error = %u", i % 90,
                                i % 3 + 1);
      else
        g_string_append_printf (text, "~Wrote %u bytes to \\\\A\\SMS_SITE\\2.PCK at position 0", i);
      g_string_append_printf (text,
                              "  $$<%s><%s.%03u 2008 Eastern Standard Time><thread=%u (0x%X)>\r\n",
                              i % 11 == 0 ? "SMS_DISTRIBUTION_MANAGER" : "SMS_LAN_SENDER", day,
                              i % 1000, thread, thread);
    }
  *length = text->len;
  path = job_run_write (folder, "large.log", text->str);
  g_string_free (text, TRUE);
  return path;
}

static void
test_threads (void)
{
  char *folder = job_run_make_folder ();
  gsize length;
  g_autofree char *path = write_large (folder, &length);
  g_autofree char *expected = NULL;

  for (guint threads = 1; threads <= 7; threads += 2)
    {
      g_autoptr (ResiteLogScan) scan = make_scan ();
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      resite_log_scan_set_threads (scan, threads);
      g_assert_true (resite_log_scan_read_file (scan, path, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (resite_log_scan_get_counts (scan)->bytes, ==, length);
      text = describe (scan);
      if (expected == NULL)
        expected = g_steal_pointer (&text);
      else
        g_assert_cmpstr (text, ==, expected);
    }
  g_assert_nonnull (strstr (expected, "content-sent="));
  g_assert_nonnull (strstr (expected, "bytes="));
  job_run_remove_folder (folder);
}

static void
count_cb (const ResiteLogEntry *entry, gpointer data)
{
  guint *count = data;

  g_assert_cmpint (entry->severity, ==, RESITE_LINE_ERROR);
  g_assert_cmpint (entry->line.shape, ==, RESITE_LINE_SERVER);
  g_assert_nonnull (entry->package);
  g_assert_cmpint (entry->time, >, 0);
  (*count)++;
}

static void
test_visit (void)
{
  char *folder = job_run_make_folder ();
  gsize length;
  g_autofree char *path = write_large (folder, &length);
  g_autoptr (ResiteLogScan) scan = make_scan ();
  guint count = 0;

  resite_log_scan_set_visit (scan, RESITE_LINE_ERROR, count_cb, &count);
  g_assert_true (resite_log_scan_read_file (scan, path, NULL, NULL));
  g_assert_cmpuint (count, >, 1000);
  g_assert_cmpuint (count, ==, resite_log_scan_get_counts (scan)->errors);
  job_run_remove_folder (folder);
}

static void
test_refused (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *missing = g_build_filename (folder, "none.log", NULL);
  g_autofree char *empty = job_run_write (folder, "empty.log", "");
  g_autoptr (ResiteLogScan) scan = make_scan ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (resite_log_scan_read_file (scan, missing, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_log_scan_read_file (scan, folder, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (resite_log_scan_read_file (scan, empty, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (resite_log_scan_get_counts (scan)->lines, ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_false (resite_log_scan_read_file (scan, empty, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  job_run_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  /* Times without a zone are the desk's. */
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-scan/distmgr", test_distmgr);
  g_test_add_func ("/log-scan/parent", test_parent);
  g_test_add_func ("/log-scan/sender", test_sender);
  g_test_add_func ("/log-scan/other-logs", test_other_logs);
  g_test_add_func ("/log-scan/all-samples", test_all_samples);
  g_test_add_func ("/log-scan/every-split", test_every_split);
  g_test_add_func ("/log-scan/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/log-scan/wide", test_wide);
  g_test_add_func ("/log-scan/mark-of-utf8", test_mark_of_utf8);
  g_test_add_func ("/log-scan/random-bytes", test_random_bytes);
  g_test_add_func ("/log-scan/bounds", test_bounds);
  g_test_add_func ("/log-scan/threads", test_threads);
  g_test_add_func ("/log-scan/visit", test_visit);
  g_test_add_func ("/log-scan/refused", test_refused);
  return g_test_run ();
}
