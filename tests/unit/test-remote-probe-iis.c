/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "fake-web.h"
#include "remote-probe-fixture.h"
#include "resite-iis.h"

/* IIS and its management point as checks of a runbook see them: through WMI, by HTTP, in logs. */

#define IIS        "list root/MicrosoftIISv2 "
#define EXTENSIONS IIS "SELECT WebSvcExtRestrictionList FROM *"
#define PLACES     IIS "SELECT Name FROM IIsWebVirtualDirSetting"
#define VERSION    "call root/default StdRegProv*InetStp*"
#define W3SVC      LIST "SELECT *'W3SVC'*"

static void
test_iis (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_answer (fixture->cim, VERSION, "ReturnValue=0|uValue=6", NULL);
  fake_cim_answer (fixture->cim, W3SVC, "Name=W3SVC|State=Running|StartMode=Auto", NULL);
  probe_fixture_check (fixture, "iis", NULL, NULL, "ok", "IIS 6");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, VERSION, "ReturnValue=0|uValue=6", NULL);
  fake_cim_answer (fixture->cim, W3SVC, "Name=W3SVC|State=Stopped|StartMode=Auto", NULL);
  probe_fixture_check (fixture, "iis", NULL, NULL, "failed", "start it");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, VERSION, "ReturnValue=2", NULL);
  fake_cim_answer (fixture->cim, W3SVC, NULL);
  probe_fixture_check (fixture, "iis", NULL, NULL, "failed", "do C5");
  fake_cim_forget (fixture->cim);
  fake_cim_fail (fixture->cim, "*", RESITE_ERROR_UNREACHABLE, "nobody answers");
  probe_fixture_check (fixture, "iis", NULL, NULL, "unknown", "nobody answers");
}

static void
test_extensions (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_answer (fixture->cim, EXTENSIONS,
                   "WebSvcExtRestrictionList=1;C:\\inetsrv\\httpext.dll;0;WEBDAV;WebDAV", NULL);
  /* A list of one comes as a text. */
  probe_fixture_check (fixture, "web-extensions", NULL, "WEBDAV", "failed", "not listed");
  fake_cim_forget (fixture->cim);
  fake_cim_fail (fixture->cim, EXTENSIONS, RESITE_ERROR_NOT_FOUND, "no such namespace");
  probe_fixture_check (fixture, "web-extensions", NULL, "WEBDAV,BITS", "unknown", "IIS Manager");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, EXTENSIONS, NULL);
  probe_fixture_check (fixture, "web-extensions", NULL, "WEBDAV,BITS", "unknown", "no list");
}

/* Rows as IIS 6 keeps them. */
static void
test_rows (void)
{
  static const char *const rows[] = {
    "0,*.dll",
    "0,*.exe",
    "1,C:\\WINDOWS\\system32\\inetsrv\\httpext.dll,0,WEBDAV,WebDAV",
    "0,C:\\WINDOWS\\system32\\bitssrv.dll,0,BITSEXT,BITS Server",
    "broken",
    NULL
  };
  static const char *const places[] = { "W3SVC/1/ROOT", "W3SVC/1/ROOT/SMS_MP", "x", NULL };
  gboolean allowed = FALSE;

  g_assert_true (resite_iis_find_extension (rows, "webdav", &allowed));
  g_assert_true (allowed);
  g_assert_true (resite_iis_find_extension (rows, "BITS", &allowed));
  g_assert_false (allowed);
  g_assert_false (resite_iis_find_extension (rows, "ASP", &allowed));
  g_assert_true (resite_iis_has_directory (places, "sms_mp"));
  g_assert_false (resite_iis_has_directory (places, "x"));
  g_assert_false (resite_iis_has_directory (places, "CCM_System"));
}

static void
test_leftovers (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_answer (fixture->cim, PLACES, "Name=W3SVC/1/ROOT", "Name=W3SVC/1/ROOT/Printers", NULL);
  probe_fixture_check (fixture, "no-web-directories", NULL, "SMS_MP,CCM_System", "ok", "is left");
  fake_cim_forget (fixture->cim);
  fake_cim_answer (fixture->cim, PLACES, "Name=W3SVC/1/ROOT", "Name=W3SVC/1/ROOT/CCM_System", NULL);
  probe_fixture_check (fixture, "no-web-directories", NULL, "SMS_MP,CCM_System", "failed",
                       "CCM_System");
  fake_cim_forget (fixture->cim);
  fake_cim_fail (fixture->cim, PLACES, RESITE_ERROR_NO_ACCESS, "access denied");
  probe_fixture_check (fixture, "no-web-directories", NULL, "SMS_MP", "unknown", "access denied");
}

static void
test_machine (ProbeFixture *fixture, gconstpointer data)
{
  fake_cim_answer (fixture->cim, "list root SELECT Name FROM __NAMESPACE*'ccm'", "Name=ccm", NULL);
  fake_cim_answer (fixture->cim, "list root SELECT Name FROM __NAMESPACE*'other'", NULL);
  fake_cim_answer (fixture->cim, LIST "SELECT DeviceID, FileSystem *",
                   "DeviceID=C:|FileSystem=NTFS", "DeviceID=E:|FileSystem=FAT32", NULL);
  probe_fixture_check (fixture, "wmi-namespace", "root/ccm", NULL, "ok", "root/ccm");
  probe_fixture_check (fixture, "wmi-namespace", "root/other", NULL, "failed", "mpMSI.log");
  probe_fixture_check (fixture, "ntfs", NULL, "c", "ok", "C: is NTFS");
  probe_fixture_check (fixture, "ntfs", NULL, "E:\\SMS", "failed", "FAT32");
  probe_fixture_check (fixture, "ntfs", NULL, "Q", "failed", "no fixed drive");
}

static void
test_web (ProbeFixture *fixture, gconstpointer data)
{
  FakeWeb *web = fake_web_new ();

  fake_web_say_body (web, "", "404 Not Found", "");
  fake_web_say_body (web, "GET /sms_mp/.sms_aut?mplist", "200 OK",
                     "<MPList><MP Name=\"BR01SMS\"/></MPList>");
  fake_web_say_body (web, "GET /SMS_MP/", "403 Forbidden", "");
  probe_fixture_check (fixture, "mp-list", web->base, "BR01SMS", "ok", "BR01SMS");
  probe_fixture_check (fixture, "mp-list", web->base, "BR02SMS", "warning", "and not BR02SMS");
  probe_fixture_check (fixture, "mp-certificate", web->base, "BR01SMS", "failed", "404");
  probe_fixture_check (fixture, "mp-key", web->base, "BR01SMS", "failed", "404");
  probe_fixture_check (fixture, "web-site", web->base, NULL, "ok", "answers");
  probe_fixture_check (fixture, "web-directories", web->base, "SMS_MP", "ok", "SMS_MP");
  probe_fixture_check (fixture, "web-directories", web->base, "SMS_MP CCM_System", "failed",
                       "CCM_System");
  probe_fixture_check (fixture, "dp-package", web->base, "P0100012,E", "failed", "404");
  probe_fixture_check (fixture, "dp-package", web->base, "", "unknown", "which package");
  probe_fixture_check (fixture, "mp-list", "", "BR01SMS", "unknown", "plan");
  probe_fixture_check (fixture, "mp-list", "http://no-such-server.invalid", "BR01SMS", "unknown",
                       "not known");
  fake_web_stop (web);
  probe_fixture_check (fixture, "web-site", web->base, NULL, "failed", "W3SVC");
}

static void
write_log (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (text != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  else
    g_assert_cmpint (g_remove (path), ==, 0);
}

/* On this desk, where the names of Windows' files may be written in any way. */
static void
test_logs (ProbeFixture *fixture, gconstpointer data)
{
  g_autofree char *files = g_dir_make_tmp ("resite-mp-XXXXXX", NULL);
  g_autofree char *logs = g_build_filename (files, "E", NULL);

  g_assert_cmpint (g_mkdir (logs, 0755), ==, 0);
  resite_connections_add (fixture->connections, "new", RESITE_REACH_LOCAL, files);
  probe_fixture_check (fixture, "mp-setup-log", "E:\\MPSetup.log", NULL, "unknown", "not begun");
  write_log (logs, "mpsetup.LOG", "<x> MP.MSI exited with return code: 0\r\n");
  write_log (logs, "MPcontrol.log", "failed for port 80 with status code 503, text: x\r\n");
  write_log (logs, "mpMSI.log", "MainEngineThread is returning 1618\r\n");
  probe_fixture_check (fixture, "mp-setup-log", "E:\\MPSetup.log", NULL, "ok", "mpsetup.LOG");
  probe_fixture_check (fixture, "mp-control-log", "E:\\mpcontrol.log", NULL, "failed", "Pool");
  probe_fixture_check (fixture, "mp-installer-log", "E:\\mpMSI.log", NULL, "failed", "1618");
  probe_fixture_check (fixture, "mp-service-logs", "E:\\", NULL, "unknown", "no MP_*.log");
  write_log (logs, "MP_Policy.log",
             "<![LOG[fine]LOG]!><time=\"1\" date=\"1\" component=\"a\" context=\"\" type=\"1\" "
             "thread=\"1\" file=\"a\">\r\n");
  probe_fixture_check (fixture, "mp-service-logs", "E:\\", NULL, "ok", "1 log");
  write_log (logs, "MP_Hinv.log",
             "<![LOG[no database]LOG]!><time=\"1\" date=\"1\" component=\"a\" context=\"\" "
             "type=\"3\" thread=\"1\" file=\"a\">\r\n");
  probe_fixture_check (fixture, "mp-service-logs", "E:\\", NULL, "warning", "no database");
  for (guint i = 0; i < 5; i++)
    {
      static const char *const all[] = { "mpsetup.LOG", "MPcontrol.log", "mpMSI.log",
                                         "MP_Policy.log", "MP_Hinv.log" };
      write_log (logs, all[i], NULL);
    }
  g_assert_cmpint (g_rmdir (logs), ==, 0);
  g_assert_cmpint (g_rmdir (files), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/remote-probe-iis/rows", test_rows);
#define ADD(name, func)                                                                            \
  g_test_add ("/remote-probe-iis/" name, ProbeFixture, NULL, probe_fixture_set_up, func,           \
              probe_fixture_tear_down)
  ADD ("iis", test_iis);
  ADD ("extensions", test_extensions);
  ADD ("leftovers", test_leftovers);
  ADD ("machine", test_machine);
  ADD ("web", test_web);
  ADD ("logs", test_logs);
  return g_test_run ();
}
