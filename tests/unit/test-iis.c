/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-iis.h"

/* What WMI tells of an IIS 6, and what it tells where there is none. */

#define IIS        "list root/MicrosoftIISv2 "
#define EXTENSIONS IIS "SELECT WebSvcExtRestrictionList FROM IIsWebServiceSetting WHERE *'W3SVC'"
#define PLACES     IIS "SELECT Name FROM IIsWebVirtualDirSetting"
#define DRIVES                                                                                     \
  "list root/cimv2 SELECT DeviceID, FileSystem FROM Win32_LogicalDisk WHERE DriveType = 3"

static void
test_extensions (void)
{
  static const char *const lines[] = {
    "0,*.dll", "1,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV",
    "0,C:\\WINDOWS\\system32\\bitssrv.dll,0,BITSEXT,BITS Server", NULL
  };
  g_autoptr (FakeCim) cim = fake_cim_new ();
  ResiteCimObject *row = resite_cim_object_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = NULL;
  gboolean allowed = FALSE;

  resite_cim_object_take (row, "WebSvcExtRestrictionList", resite_cim_value_new_strings (lines));
  g_ptr_array_add (fake_cim_add (cim, EXTENSIONS), row);
  list = resite_iis_list_extensions (RESITE_CIM (cim), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_equal ((const char *const *)list, lines));
  g_assert_true (resite_iis_find_extension ((const char *const *)list, "WebDAV", &allowed));
  g_assert_true (allowed);
  g_assert_true (resite_iis_find_extension ((const char *const *)list, "BITS", &allowed));
  g_assert_false (allowed);
}

/* No row, and a row without the list, are both an IIS that tells nothing. */
static void
test_no_extensions (void)
{
  static const char *const rows[] = { NULL, "Name=W3SVC" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FakeCim) cim = fake_cim_new ();
      g_autoptr (GError) error = NULL;

      fake_cim_answer (cim, EXTENSIONS, rows[i], NULL);
      g_assert_null (resite_iis_list_extensions (RESITE_CIM (cim), NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
    }
}

/* The first number of a line decides, and its words stand behind it. */
static void
test_find_extension (void)
{
  static const struct
  {
    const char *line, *word;
    gboolean found, allowed;
  } rows[] = {
    { "1,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV", "webdav", TRUE, TRUE },
    { "1,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV", "HTTPEXT.DLL", TRUE, TRUE },
    { "0,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV", "WebDAV", TRUE, FALSE },
    { "1,C:\\WINDOWS\\system32\\inetsrv\\asp.dll,0,ASP,Active Server Pages", "WebDAV", FALSE,
      FALSE },
    { "1", "1", FALSE, FALSE },
    { "1,", "x", FALSE, FALSE },
    { "", "x", FALSE, FALSE },
    { ",bits", "bits", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const lines[] = { rows[i].line, NULL };
      gboolean allowed = !rows[i].allowed;

      g_assert_true (resite_iis_find_extension (lines, rows[i].word, &allowed) == rows[i].found);
      /* What is not found is left as it was. */
      g_assert_true (allowed == (rows[i].found ? rows[i].allowed : !rows[i].allowed));
    }
}

static void
test_directories (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) places = NULL;
  const char *const *list;

  fake_cim_answer (cim, PLACES, "Name=W3SVC/1/ROOT", "Name=W3SVC/1/ROOT/SMS_MP",
                   "Name=W3SVC/2/ROOT/SMS_DP_SMSPKGE$", NULL);
  places = resite_iis_list_directories (RESITE_CIM (cim), NULL, &error);
  g_assert_no_error (error);
  list = (const char *const *)places;
  g_assert_cmpuint (g_strv_length (places), ==, 3);
  g_assert_true (resite_iis_has_directory (list, "sms_mp"));
  g_assert_true (resite_iis_has_directory (list, "SMS_DP_SMSPKGE$"));
  g_assert_true (resite_iis_has_directory (list, "Root"));
  g_assert_false (resite_iis_has_directory (list, "SMS_M"));
  g_assert_false (resite_iis_has_directory (list, "ROOT/SMS_MP"));
  g_assert_false (resite_iis_has_directory (list, ""));
}

static void
test_namespaces (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GError) error = NULL;
  gboolean there = FALSE;

  fake_cim_answer (cim, "list root/sms SELECT Name FROM __NAMESPACE WHERE Name = 'site_S01'",
                   "Name=site_S01", NULL);
  fake_cim_answer (cim, "list root SELECT Name FROM __NAMESPACE WHERE Name = 'ccm'", NULL);
  fake_cim_fail (cim, "list root/broken *", RESITE_ERROR_NO_ACCESS, "access denied");
  g_assert_true (
      resite_iis_has_namespace (RESITE_CIM (cim), "root/sms/site_S01", &there, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (there);
  /* Without its parent it lies below root. */
  g_assert_true (resite_iis_has_namespace (RESITE_CIM (cim), "ccm", &there, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (there);
  there = TRUE;
  g_assert_false (
      resite_iis_has_namespace (RESITE_CIM (cim), "root/broken/x", &there, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_true (there);
}

static void
test_file_systems (void)
{
  static const struct
  {
    const char *drive, *system;
  } rows[] = { { "C:", "NTFS" }, { "e:", "FAT32" }, { "F:", "?" }, { "Q:", NULL }, { "", NULL } };
  g_autoptr (FakeCim) cim = fake_cim_new ();

  fake_cim_answer (cim, DRIVES, "DeviceID=C:|FileSystem=NTFS", "FileSystem=NTFS",
                   "DeviceID=E:|FileSystem=FAT32", "DeviceID=F:", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *system =
          resite_iis_get_file_system (RESITE_CIM (cim), rows[i].drive, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (system, ==, rows[i].system);
    }
}

/* A machine that does not answer is an error of each question, and so is being cancelled. */
static void
test_errors (void)
{
  static const struct
  {
    GQuark (*domain) (void);
    int code;
  } rows[] = { { resite_error_quark, RESITE_ERROR_UNREACHABLE },
               { g_io_error_quark, G_IO_ERROR_CANCELLED } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FakeCim) cim = fake_cim_new ();
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GError *errors[4] = { NULL };
      gboolean there;

      if (i == 1)
        g_cancellable_cancel (cancellable);
      cim->deaf = i == 1;
      fake_cim_fail (cim, "*", RESITE_ERROR_UNREACHABLE, "nobody answers");
      g_assert_null (resite_iis_list_extensions (RESITE_CIM (cim), cancellable, &errors[0]));
      g_assert_null (resite_iis_list_directories (RESITE_CIM (cim), cancellable, &errors[1]));
      g_assert_null (resite_iis_get_file_system (RESITE_CIM (cim), "C:", cancellable, &errors[2]));
      g_assert_false (
          resite_iis_has_namespace (RESITE_CIM (cim), "root/ccm", &there, cancellable, &errors[3]));
      for (guint j = 0; j < G_N_ELEMENTS (errors); j++)
        {
          g_assert_error (errors[j], rows[i].domain (), rows[i].code);
          g_error_free (errors[j]);
        }
    }
}

/* Workers ask; what they ask goes out from the main loop. */
static gpointer
run_tests (gpointer loop)
{
  const int result = g_test_run ();

  g_main_loop_quit (loop);
  return GINT_TO_POINTER (result);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/iis/extensions", test_extensions);
  g_test_add_func ("/iis/no-extensions", test_no_extensions);
  g_test_add_func ("/iis/find-extension", test_find_extension);
  g_test_add_func ("/iis/directories", test_directories);
  g_test_add_func ("/iis/namespaces", test_namespaces);
  g_test_add_func ("/iis/file-systems", test_file_systems);
  g_test_add_func ("/iis/errors", test_errors);
  thread = g_thread_new ("tests", run_tests, loop);
  g_main_loop_run (loop);
  return GPOINTER_TO_INT (g_thread_join (thread));
}
