/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <unistd.h>

#include "lab-supply-fixture.h"

/* What goes wrong with packages on their way, each by the name of its fault. */

#define SENDER_LOG "primary.1/D/SMS/Logs/sender.log"

static void
test_full_send (LabFixture *fixture, gconstpointer data)
{
  guint64 content = 0;

  supply_set_fault (fixture, "full-send", "3");
  for (guint i = 0; i < 5; i++)
    supply_assign (fixture, supply_nth (fixture, i)->id);
  for (guint i = 0; i < 5; i++)
    supply_wait (fixture, supply_nth (fixture, i)->id, "0");
  for (guint i = 0; i < 5; i++)
    {
      const ResiteLabPackage *package = supply_nth (fixture, i);

      content += i < 2 ? 0 : package->size;
      g_assert_cmpuint (supply_count_bytes (fixture, package->id, "content"), ==,
                        i < 2 ? 0 : package->size);
    }
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "content"), ==, content);
}

/* A row of another site than the point's own. */
static void
test_wrong_site (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  g_autofree char *status = g_strdup_printf (
      "SELECT Status FROM SMS_PackageStatus WHERE PackageID = '%s' AND SiteCode = 'P01'", id);
  g_autoptr (GError) error = NULL;

  g_assert_true (supply_perform (fixture, RESITE_CIM_CREATE, id, "P01", &error));
  g_assert_no_error (error);
  supply_wait (fixture, id, "3");
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, status), "5");
  g_assert_true (
      supply_log_has (fixture, "primary.1/D/SMS/Logs/distmgr.log", "STATMSG: ID=2302", id));
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "info"), ==, 0);
  g_assert_false (supply_log_has (fixture, SENDER_LOG, "Found send request", id));
}

static void
test_hangs (LabFixture *fixture, gconstpointer data)
{
  const char *stuck = supply_nth (fixture, 1)->id;
  const char *good = supply_nth (fixture, 0)->id;

  supply_set_fault (fixture, "assign-hangs", stuck);
  supply_assign (fixture, stuck);
  supply_assign (fixture, good);
  supply_wait (fixture, good, "0");
  supply_assert (supply_get_state (fixture, stuck), "1");
  supply_assert (supply_get_status (fixture, stuck, "2"), "1");
  g_assert_cmpuint (supply_count_bytes (fixture, stuck, "info"), ==, 0);
  /* Another program changes nothing about it; it can be taken off. */
  lab_fixture_close (fixture);
  lab_fixture_open (fixture);
  supply_assert (supply_get_state (fixture, stuck), "1");
  supply_remove (fixture, stuck);
  supply_wait (fixture, stuck, NULL);
}

static void
test_point_fails (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;

  supply_set_fault (fixture, "dp-fails", "1");
  supply_assign (fixture, id);
  supply_wait (fixture, id, "3");
  supply_assert (supply_get_status (fixture, id, "2"), "5");
  g_assert_true (supply_log_has (fixture, "old/E/SMS/Logs/distmgr.log",
                                 "Cannot decompress package E:\\SMSPKG\\{}.PCK", id));
  supply_assign (fixture, supply_nth (fixture, 1)->id);
  supply_wait (fixture, supply_nth (fixture, 1)->id, "0");
}

/* Preloaded under another version than its own, a package is not unpacked. */
static void
test_versions_differ (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 1)->id;
  g_autofree char *stored =
      g_strdup_printf ("SELECT StoredPkgVersion FROM SMS_Package WHERE PackageID = '%s'", id);
  g_autofree char *version = g_strdup_printf ("%u", supply_nth (fixture, 1)->known_version + 1);

  supply_set_fault (fixture, "versions-differ", id);
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, stored), version);
  supply_act (fixture, "R10");
  supply_assign (fixture, id);
  supply_wait (fixture, id, "3");
  g_assert_true (supply_log_has (fixture, "old/E/SMS/Logs/distmgr.log",
                                 "of package {} has already arrived", id));
}

/* Without any fault, one of many is so. */
static void
test_one_differs (LabFixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < fixture->packages->len; i++)
    {
      const ResiteLabPackage *package = supply_nth (fixture, i);
      g_autofree char *query = g_strdup_printf (
          "SELECT StoredPkgVersion FROM SMS_Package WHERE PackageID = '%s'", package->id);
      g_autofree char *stored = lab_ask (fixture, "primary.1", SUPPLY_SPACE, query);

      n += stored != NULL && g_ascii_strtoull (stored, NULL, 10) != package->known_version;
    }
  g_assert_cmpuint (n, ==, 1);
}

static void
test_point_vanishes (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  supply_set_fault (fixture, "point-vanishes", "2");
  supply_assign (fixture, supply_nth (fixture, 0)->id);
  supply_assign (fixture, supply_nth (fixture, 1)->id);
  g_assert_false (
      supply_perform (fixture, RESITE_CIM_CREATE, supply_nth (fixture, 2)->id, "S01", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  lab_assert (fixture, "primary.1",
              "SELECT ServerName FROM SMS_SystemResourceList WHERE RoleName = 'SMS Distribution "
              "Point' AND ServerName = 'BR01SMS'",
              NULL);
  /* What went before goes on, and it can come back. */
  supply_wait (fixture, supply_nth (fixture, 0)->id, "0");
  supply_act (fixture, "C14");
  supply_assign (fixture, supply_nth (fixture, 2)->id);
}

static void
assert_each_third (LabFixture *fixture, const char *fault, int code, gboolean is_done)
{
  supply_set_fault (fixture, fault, "3");
  for (guint i = 0; i < 6; i++)
    {
      const char *id = supply_nth (fixture, i)->id;
      g_autoptr (GError) error = NULL;
      const gboolean answered = supply_perform (fixture, RESITE_CIM_CREATE, id, "S01", &error);

      if (i % 3 != 2)
        g_assert_no_error (error);
      else
        g_assert_error (error, RESITE_ERROR, code);
      g_assert_cmpint (answered, ==, i % 3 != 2);
    }
  supply_set_fault (fixture, fault, NULL);
  supply_assert (supply_get_state (fixture, supply_nth (fixture, 1)->id), "1");
  supply_assert (supply_get_state (fixture, supply_nth (fixture, 2)->id), is_done ? "1" : NULL);
  supply_assert (supply_get_state (fixture, supply_nth (fixture, 5)->id), is_done ? "1" : NULL);
}

static void
test_quota (LabFixture *fixture, gconstpointer data)
{
  assert_each_third (fixture, "provider-quota", RESITE_ERROR_BUSY, FALSE);
}

static void
test_timed_out (LabFixture *fixture, gconstpointer data)
{
  assert_each_third (fixture, "provider-timed-out", RESITE_ERROR_TIMED_OUT, TRUE);
}

static void
test_no_create (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  supply_set_fault (fixture, "no-create", "yes");
  g_assert_false (
      supply_perform (fixture, RESITE_CIM_CREATE, supply_nth (fixture, 0)->id, "S01", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
  supply_set_fault (fixture, "no-create", NULL);
  supply_assign (fixture, supply_nth (fixture, 0)->id);
}

/* The point has it long before the summary says so. */
static void
test_summary_lags (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  g_autofree char *status = g_strdup_printf (
      "SELECT Status FROM SMS_PackageStatus WHERE PackageID = '%s' AND SiteCode = 'S01' AND Type = "
      "2",
      id);

  supply_set_fault (fixture, "summarizer-lag", "100000000");
  supply_assign (fixture, id);
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE, status, "3");
  supply_assert (supply_get_state (fixture, id), "1");
}

/* Two turns at once: what was in the log before is nowhere. */
static void
test_log_rolls (LabFixture *fixture, gconstpointer data)
{
  const char *second = supply_nth (fixture, 1)->id;
  g_autofree char *former = NULL;
  g_autofree char *now = NULL;

  supply_assign (fixture, supply_nth (fixture, 0)->id);
  supply_wait (fixture, supply_nth (fixture, 0)->id, "0");
  supply_set_fault (fixture, "log-rolls", "1");
  supply_assign (fixture, second);
  supply_wait (fixture, second, "0");
  former = supply_read (fixture, "primary.1/D/SMS/Logs/sender.lo_");
  now = supply_read_sender (fixture);
  g_assert_nonnull (former);
  g_assert_null (strstr (former, "00000E2B"));
  g_assert_null (strstr (now, "00000E2B"));
  g_assert_nonnull (strstr (now, "00000E2C"));
}

static void
test_log_unreadable (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  g_autofree char *path = g_build_filename (fixture->folder, "machines", SENDER_LOG, NULL);
  g_autofree char *text = NULL;

  supply_set_fault (fixture, "log-unreadable", "yes");
  supply_set_fault (fixture, "log-unreadable", "yes");
  supply_assign (fixture, id);
  supply_wait (fixture, id, "0");
  g_assert_cmpint (open (path, O_RDONLY | O_CLOEXEC), ==, -1);
  g_assert_cmpint (errno, !=, ENOENT);
  supply_set_fault (fixture, "log-unreadable", NULL);
  text = supply_read_sender (fixture);
  g_assert_nonnull (strstr (text, "~Wait for new/rescheduled send requests..."));
  g_assert_nonnull (strstr (text, "~Sending completed successfully"));
}

/* Through C11 with the parent's memory of the old site. */
static void
rebuild (LabFixture *fixture)
{
  static const char *const row = "SELECT SiteCode FROM SMS_Site WHERE SiteCode = 'S01'";

  supply_act (fixture, "C3");
  supply_act (fixture, "C4");
  supply_act (fixture, "C6");
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE, row, NULL);
  supply_act (fixture, "C11");
  supply_act (fixture, "C9");
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE, row, "S01");
  supply_act (fixture, "C14");
  supply_act (fixture, "R3");
}

static guint64
read_highest_number (LabFixture *fixture)
{
  g_autofree char *text =
      supply_read (fixture, "primary.1/D/SMS/inboxes/replmgr.box/history/S01.trs");
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\r\n", -1);
  guint64 highest = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *equals = strrchr (lines[i], '=');

      if (equals != NULL)
        highest = MAX (highest, g_ascii_strtoull (equals + 1, NULL, 10));
    }
  return highest;
}

static void
hear_nothing (const void *bytes, gsize size, gboolean is_error, gpointer user_data)
{
}

/* KB Q288970. */
static void
test_transaction_numbers (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 1)->id;
  g_autofree char *line = NULL;
  ResiteLabProgram *program;
  static const ResiteLabProgramEvents events = { hear_nothing, NULL };

  g_assert_cmpuint (read_highest_number (fixture), >, 1000);
  supply_set_fault (fixture, "trs", "yes");
  rebuild (fixture);
  g_assert_cmpuint (read_highest_number (fixture), >, 1000);
  supply_assert (supply_get_status (fixture, id, "1"), NULL);
  line = g_strdup_printf ("reg add HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\"
                          "SMS_Replication_Manager /v \"Transaction ID\" /t REG_DWORD /d "
                          "%" G_GUINT64_FORMAT " /f",
                          read_highest_number (fixture) + 20);
  program =
      resite_lab_world_start_program (fixture->world, "new", line, NULL, FALSE, &events, NULL);
  resite_lab_program_send (program, NULL, 0, TRUE);
  for (;;)
    {
      g_autofree char *status = supply_get_status (fixture, id, "1");

      if (g_strcmp0 (status, "3") == 0)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  resite_lab_program_free (program);
}

/* Without the fault the removal clears what was remembered, and low numbers are heard. */
static void
test_numbers_cleared (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 1)->id;

  rebuild (fixture);
  supply_assert (supply_get_status (fixture, id, "1"), "3");
  supply_assign (fixture, id);
  supply_wait (fixture, id, "0");
  lab_fixture_close (fixture);
  g_assert_cmpuint (read_highest_number (fixture), >, 0);
  g_assert_cmpuint (read_highest_number (fixture), <, 1000);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, n, function)                                                                     \
  g_test_add ("/lab-supply-faults/" path, LabFixture, GUINT_TO_POINTER (n), lab_fixture_set_up,    \
              function, lab_fixture_tear_down)
  ADD ("full-send", 6, test_full_send);
  ADD ("wrong-site", 6, test_wrong_site);
  ADD ("hangs", 6, test_hangs);
  ADD ("point-fails", 6, test_point_fails);
  ADD ("versions-differ", 6, test_versions_differ);
  ADD ("one-differs", 40, test_one_differs);
  ADD ("point-vanishes", 6, test_point_vanishes);
  ADD ("quota", 6, test_quota);
  ADD ("timed-out", 6, test_timed_out);
  ADD ("no-create", 6, test_no_create);
  ADD ("summary-lags", 6, test_summary_lags);
  ADD ("log-rolls", 6, test_log_rolls);
  ADD ("log-unreadable", 6, test_log_unreadable);
  ADD ("transaction-numbers", 6, test_transaction_numbers);
  ADD ("numbers-cleared", 6, test_numbers_cleared);
  return g_test_run ();
}
