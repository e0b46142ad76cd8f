/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-supply-fixture.h"

/* What is told of a package was done: rows, logs, status and counted bytes agree. */

/* The old site has the compressed copies: information goes down, and nothing else. */
static void
test_information (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  g_autofree char *sender = NULL;

  supply_assert (supply_get_status (fixture, id, "1"), "3");
  supply_assert (supply_get_state (fixture, id), NULL);
  supply_assign (fixture, id);
  supply_assert (supply_ask (fixture, "Status", "SMS_DistributionPoint", id), "2");
  supply_assert (supply_get_state (fixture, id), "1");
  supply_assert (supply_get_status (fixture, id, "2"), "1");
  supply_assert (supply_ask (fixture, "LastCopied", "SMS_PackageStatusDistPointsSummarizer", id),
                 NULL);
  supply_wait (fixture, id, "0");
  supply_assert (supply_get_status (fixture, id, "2"), "3");
  supply_assert (supply_ask (fixture, "Status", "SMS_DistributionPoint", id), "0");
  sender = supply_read_sender (fixture);
  g_assert_null (strstr (sender, "SMSPKG\\"));
  g_assert_cmpuint (supply_count (sender, "~Sending completed successfully"), ==, 1);
  g_assert_cmpuint (supply_sum_written (fixture, "PCK") + supply_sum_written (fixture, "TMP"), ==,
                    SUPPLY_INFO);
  g_assert_cmpuint (supply_count_bytes (fixture, id, "info"), ==, SUPPLY_INFO);
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "info"), ==, SUPPLY_INFO);
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "content"), ==, 0);
  g_assert_false (supply_log_has (fixture, "primary.1/D/SMS/Logs/distmgr.log", "compressed", id));
  g_assert_true (supply_log_has (fixture, "primary.1/D/SMS/Logs/distmgr.log",
                                 "adding site S01 to the list of sites to which we are sending "
                                 "package {}.",
                                 id));
  g_assert_true (supply_log_has (fixture, "primary.1/D/SMS/Logs/sched.log", "|TRANSFER~", id));
  g_assert_true (
      supply_log_has (fixture, "old/E/SMS/Logs/distmgr.log", "Start adding package {}", id));
  g_assert_true (supply_log_has (fixture, "old/E/SMS/Logs/despool.log",
                                 "~Despooler successfully executed one instruction.", id));
  g_assert_false (supply_log_has (fixture, "old/E/SMS/Logs/despool.log", "~Received package", id));
}

static void
test_content (LabFixture *fixture, gconstpointer data)
{
  const ResiteLabPackage *package = supply_nth (fixture, 3);
  g_autofree char *json = NULL;
  g_autofree char *written = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "wire.json", NULL);

  supply_set_fault (fixture, "sends-in-full", "1");
  supply_assign (fixture, package->id);
  supply_wait (fixture, package->id, "0");
  g_assert_cmpuint (supply_sum_written (fixture, "PCK"), ==, package->size);
  g_assert_cmpuint (supply_count_bytes (fixture, package->id, "content"), ==, package->size);
  g_assert_true (supply_log_has (fixture, "primary.1/D/SMS/Logs/sender.log",
                                 "~Package file = E:\\SMSPKG\\{}.PCK", package->id));
  g_assert_true (supply_log_has (fixture, "primary.1/D/SMS/Logs/distmgr.log",
                                 "Needs to send the compressed package for package {} to site S01",
                                 package->id));
  g_assert_true (
      supply_log_has (fixture, "primary.1/D/SMS/Logs/sched.log", "Package ID = {}]", package->id));
  g_assert_true (
      supply_log_has (fixture, "old/E/SMS/Logs/despool.log", "~Received package {} ", package->id));
  /* The fault was for once. */
  supply_assign (fixture, supply_nth (fixture, 4)->id);
  supply_wait (fixture, supply_nth (fixture, 4)->id, "0");
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "content"), ==, package->size);
  json = resite_lab_world_count_bytes (fixture->world);
  lab_fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_cmpstr (g_strchomp (written), ==, json);
}

/* Status 3 for a while, and no second row over it. */
static void
test_removal (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 1)->id;
  g_autoptr (GError) error = NULL;

  supply_assign (fixture, id);
  g_assert_false (supply_perform (fixture, RESITE_CIM_CREATE, id, "S01", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS);
  g_clear_error (&error);
  supply_wait (fixture, id, "0");
  supply_remove (fixture, id);
  supply_assert (supply_ask (fixture, "Status", "SMS_DistributionPoint", id), "3");
  supply_assert (supply_get_state (fixture, id), "4");
  supply_assert (supply_get_status (fixture, id, "2"), "7");
  g_assert_false (supply_perform (fixture, RESITE_CIM_CREATE, id, "S01", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS);
  g_clear_error (&error);
  supply_wait (fixture, id, NULL);
  g_assert_false (supply_perform (fixture, RESITE_CIM_DELETE, id, "S01", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  supply_assign (fixture, id);
  supply_wait (fixture, id, "0");
}

/* Taken off before anything went: nothing goes. */
static void
test_early_removal (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 1)->id;

  supply_set_fault (fixture, "sends-in-full", "1");
  supply_assign (fixture, id);
  supply_remove (fixture, id);
  supply_wait (fixture, id, NULL);
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "content"), ==, 0);
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "info"), ==, 0);
}

/* More than there are threads: each once, whatever the order. */
static void
test_many (LabFixture *fixture, gconstpointer data)
{
  const guint n = GPOINTER_TO_UINT (data);
  g_autofree char *sender = NULL;
  guint64 content = 0;
  guint n_known = 0;

  supply_set_fault (fixture, "log-limit", "100000000");
  for (guint i = 0; i < n; i++)
    {
      if (supply_nth (fixture, i)->known_version == 0)
        continue;
      supply_assign (fixture, supply_nth (fixture, i)->id);
      n_known++;
    }
  for (guint i = 0; i < n; i++)
    if (supply_nth (fixture, i)->known_version != 0)
      supply_wait (fixture, supply_nth (fixture, i)->id, "0");
  /* The old site lacks one and has one of an older version. */
  for (guint i = 0; i < n; i++)
    if (supply_nth (fixture, i)->known_version != 0 &&
        (!supply_nth (fixture, i)->has_file ||
         supply_nth (fixture, i)->version != supply_nth (fixture, i)->known_version))
      content += supply_nth (fixture, i)->size;
  g_assert_cmpuint (supply_count_bytes (fixture, NULL, "content"), ==, content);
  g_assert_cmpuint (content, >, 0);
  sender = supply_read_sender (fixture);
  g_assert_cmpuint (supply_count (sender, "Found send request."), ==, n_known);
  g_assert_cmpuint (supply_count (sender, "~Sending completed successfully"), ==, n_known);
  g_assert_cmpuint (supply_count (sender, "~Package file = E:\\SMSPKG\\"), ==, 2);
}

static void
test_refresh (LabFixture *fixture, gconstpointer data)
{
  const ResiteLabPackage *package = supply_nth (fixture, 2);
  const char *id = package->id;
  g_autofree char *version = g_strdup_printf ("%u", package->known_version);
  g_autofree char *next = g_strdup_printf ("%u", package->known_version + 1);
  g_autofree char *of_package =
      g_strdup_printf ("SELECT SourceVersion FROM SMS_Package WHERE PackageID = '%s'", id);
  g_autofree char *others =
      g_strdup_printf ("SELECT State FROM SMS_PackageStatusDistPointsSummarizer WHERE PackageID = "
                       "'%s' AND ServerNALPath LIKE '%%BR02SMS%%'",
                       id);
  g_autoptr (ResiteCimObject) out = NULL;

  supply_assign (fixture, id);
  supply_wait (fixture, id, "0");
  out = lab_call_for (fixture, "primary.1", SUPPLY_SPACE, "SMS_Package",
                      lab_object ("PackageID", id, NULL), "RefreshPkgSource", NULL);
  g_assert_cmpint (resite_cim_object_get_int (out, "ReturnValue", -1), ==, 0);
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, of_package), next);
  supply_assert (supply_get_state (fixture, id), "1");
  supply_assert (supply_ask (fixture, "SourceVersion", "SMS_PackageStatusDistPointsSummarizer", id),
                 version);
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, others), "1");
  supply_wait (fixture, id, "0");
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE, others, "0");
  supply_assert (supply_ask (fixture, "SourceVersion", "SMS_PackageStatusDistPointsSummarizer", id),
                 next);
  /* To each site once, though one of them has two points. */
  g_assert_cmpuint (supply_count_bytes (fixture, id, "content"), ==, 2 * package->size);
}

/* What the tool forwarded is heard at the parent, and forgotten with the site. */
static void
test_preloaded (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  const char *other = supply_nth (fixture, 1)->id;
  g_autofree char *row =
      g_strdup_printf ("SELECT Status FROM SMS_PackageStatus WHERE PackageID = '%s' AND SiteCode = "
                       "'S01' AND Type = 1",
                       id);

  supply_act (fixture, "C3");
  supply_act (fixture, "C4");
  supply_act (fixture, "C6");
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE,
                "SELECT SiteCode FROM SMS_Site WHERE SiteCode = 'S01'", NULL);
  supply_act (fixture, "C11");
  supply_act (fixture, "C9");
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE,
                "SELECT SiteCode FROM SMS_Site WHERE SiteCode = 'S01'", "S01");
  supply_act (fixture, "C14");
  supply_assert (supply_get_status (fixture, id, "1"), NULL);
  supply_act (fixture, "R3");
  supply_act (fixture, "R3");
  supply_assert (supply_get_status (fixture, other, "1"), "3");
  supply_assert (supply_get_status (fixture, id, "1"), NULL);
  supply_assign (fixture, other);
  supply_assign (fixture, id);
  supply_wait (fixture, other, "0");
  supply_wait (fixture, id, "0");
  g_assert_cmpuint (supply_count_bytes (fixture, other, "content"), ==, 0);
  g_assert_cmpuint (supply_count_bytes (fixture, id, "content"), ==, supply_nth (fixture, 0)->size);
  /* With the content came the copy. */
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE, row, "3");
  g_assert_true (
      supply_log_has (fixture, "new/E/SMS/Logs/despool.log", "~Received package {}", id));
}

/* The tool's own record, as it grows. */
static void
test_tool_record (LabFixture *fixture, gconstpointer data)
{
  const char *id = supply_nth (fixture, 0)->id;
  g_autofree char *path = g_build_filename (fixture->folder, RESITE_LAB_CALLS, NULL);
  g_autofree char *line =
      g_strdup_printf ("2026-01-01T00:00:00.000000Z\t1\tbegin\t%s\t-\n"
                       "2036-01-01T00:00:00.000000Z\t1\tend\t%s\tforwarded\n"
                       "2026-01-01T00:00:00.000000Z\t1\tend\t%s\tforwarded\n"
                       "2026-01-01T00:00:00.000000Z\t1\tend\t%s\tolder\n2026-01-01T00:00",
                       id, supply_nth (fixture, 3)->id, id, supply_nth (fixture, 1)->id);

  supply_act (fixture, "C3");
  supply_act (fixture, "C4");
  supply_act (fixture, "C11");
  supply_assert (supply_get_status (fixture, id, "1"), NULL);
  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  supply_assert (supply_get_status (fixture, id, "1"), "3");
  supply_assert (supply_get_status (fixture, supply_nth (fixture, 1)->id, "1"), NULL);
  /* Not heard of yet. */
  supply_assert (supply_get_status (fixture, supply_nth (fixture, 3)->id, "1"), NULL);
}

/* The next program goes on where this one stopped, and says nothing twice. */
static void
test_goes_on (LabFixture *fixture, gconstpointer data)
{
  static const char half[] = "row\tC0100013\tcut off";
  const char *id = supply_nth (fixture, 0)->id;
  const char *gone = supply_nth (fixture, 1)->id;
  g_autofree char *path = g_build_filename (fixture->folder, "supply.log", NULL);
  g_autofree char *sender = NULL;
  FILE *file;

  supply_set_fault (fixture, "sends-in-full", "1");
  supply_assign (fixture, id);
  supply_assign (fixture, gone);
  while (supply_count_bytes (fixture, id, "content") == 0)
    g_main_context_iteration (NULL, TRUE);
  supply_remove (fixture, gone);
  lab_fixture_close (fixture);
  file = fopen (path, "ae");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (half, 1, strlen (half), file), ==, strlen (half));
  fclose (file);
  lab_fixture_open (fixture);
  supply_wait (fixture, id, "0");
  supply_wait (fixture, gone, NULL);
  sender = supply_read_sender (fixture);
  g_assert_cmpuint (supply_count (sender, "~Package file = E:\\SMSPKG\\"), ==, 1);
  g_assert_cmpuint (supply_sum_written (fixture, "PCK"), >=, supply_nth (fixture, 0)->size);
  g_assert_cmpuint (supply_count_bytes (fixture, id, "content"), ==, supply_nth (fixture, 0)->size);
  lab_fixture_close (fixture);
  lab_fixture_open (fixture);
  supply_assert (supply_get_state (fixture, id), "0");
  g_assert_cmpuint (supply_count_bytes (fixture, id, "content"), ==, supply_nth (fixture, 0)->size);
}

static void
test_totals (LabFixture *fixture, gconstpointer data)
{
  const ResiteLabPackage *package = supply_nth (fixture, 0);
  g_autofree char *size = g_strdup_printf (
      "SELECT SourceCompressedSize FROM SMS_PackageStatusRootSummarizer WHERE PackageID = '%s'",
      package->id);
  g_autofree char *targeted = g_strdup_printf (
      "SELECT Targeted FROM SMS_PackageStatusRootSummarizer WHERE PackageID = '%s'", package->id);
  g_autofree char *installed = g_strdup_printf (
      "SELECT Installed FROM SMS_PackageStatusDetailSummarizer WHERE PackageID = '%s' AND SiteCode "
      "= 'S01'",
      package->id);
  g_autofree char *kilobytes =
      g_strdup_printf ("%" G_GUINT64_FORMAT, (package->size + 1023) / 1024);

  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, size), kilobytes);
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, targeted), "2");
  supply_assign (fixture, package->id);
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, targeted), "3");
  supply_assert (lab_ask (fixture, "primary.1", SUPPLY_SPACE, installed), "1");
  lab_wait_for (fixture, "primary.1", SUPPLY_SPACE, installed, "2");
}

/* Several packages in one question: each row once, and nobody else's. */
static void
test_several (LabFixture *fixture, gconstpointer data)
{
  static const char *const classes[] = { "SMS_DistributionPoint", "SMS_Package",
                                         "SMS_PackageStatusDistPointsSummarizer" };
  static const guint n_rows[] = { 5, 2, 5 };
  const char *first = supply_nth (fixture, 0)->id;
  const char *second = supply_nth (fixture, 1)->id;
  g_autofree char *lower = g_ascii_strdown (first, -1);

  supply_assign (fixture, first);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autofree char *query =
          g_strdup_printf ("SELECT PackageID FROM %s WHERE PackageID = '%s' OR PackageID = '%s' OR "
                           "PackageID = '%s' OR PackageID = 'X0100001'",
                           classes[i], first, second, lower);
      g_autoptr (GPtrArray) rows = lab_list (fixture, "primary.1", SUPPLY_SPACE, query);
      guint n_first = 0;

      g_assert_cmpuint (rows->len, ==, n_rows[i]);
      for (guint k = 0; k < rows->len; k++)
        n_first +=
            g_strcmp0 (resite_cim_object_get_string (rows->pdata[k], "PackageID"), first) == 0;
      g_assert_cmpuint (n_first, ==, n_rows[i] / 2 + n_rows[i] % 2);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, n, function)                                                                     \
  g_test_add ("/lab-supply/" path, LabFixture, GUINT_TO_POINTER (n), lab_fixture_set_up, function, \
              lab_fixture_tear_down)
  ADD ("information", 6, test_information);
  ADD ("content", 6, test_content);
  ADD ("removal", 6, test_removal);
  ADD ("early-removal", 6, test_early_removal);
  ADD ("many", 60, test_many);
  ADD ("refresh", 6, test_refresh);
  ADD ("preloaded", 6, test_preloaded);
  ADD ("tool-record", 6, test_tool_record);
  ADD ("goes-on", 6, test_goes_on);
  ADD ("totals", 6, test_totals);
  ADD ("several", 6, test_several);
  return g_test_run ();
}
