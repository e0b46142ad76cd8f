/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-fixture.h"

typedef struct
{
  GString *out, *err;
  guint32 code;
  gboolean ended;
} Told;

static void
told (const void *bytes, gsize size, gboolean is_error, gpointer user_data)
{
  Told *self = user_data;

  g_string_append_len (is_error ? self->err : self->out, bytes, size);
}

static void
ended (guint32 exit_code, gpointer user_data)
{
  Told *self = user_data;

  self->code = exit_code;
  self->ended = TRUE;
}

static const ResiteLabProgramEvents events = { told, ended };

static void
told_init (Told *self)
{
  self->out = g_string_new (NULL);
  self->err = g_string_new (NULL);
  self->code = 12345;
  self->ended = FALSE;
}

static void
told_clear (Told *self)
{
  g_string_free (self->out, TRUE);
  g_string_free (self->err, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static void
run_there (LabFixture *fixture, const char *machine, const char *line, const char *directory,
           const char *input, gboolean skip_cmd, Told *result)
{
  ResiteLabProgram *program;

  told_init (result);
  program = resite_lab_world_start_program (fixture->world, machine, line, directory, skip_cmd,
                                            &events, result);
  if (input != NULL)
    resite_lab_program_send (program, input, strlen (input), TRUE);
  while (!result->ended)
    g_main_context_iteration (NULL, TRUE);
  resite_lab_program_free (program);
}

/* On the old server, in E:\, without anything typed. */
static void
assert_says (LabFixture *fixture, const char *line, const char *out, const char *err, guint32 code)
{
  g_auto (Told) result = { 0 };

  run_there (fixture, "old", line, "E:\\", NULL, FALSE, &result);
  g_test_message ("%s", line);
  g_assert_cmpstr (result.out->str, ==, out);
  g_assert_cmpstr (result.err->str, ==, err);
  g_assert_cmpuint (result.code, ==, code);
}

static void
assert_has (LabFixture *fixture, const char *machine, const char *line, const char *part,
            guint32 code)
{
  g_auto (Told) result = { 0 };

  run_there (fixture, machine, line, NULL, NULL, FALSE, &result);
  g_test_message ("%s: %s%s", line, result.out->str, result.err->str);
  g_assert_true (strstr (result.out->str, part) != NULL || strstr (result.err->str, part) != NULL);
  g_assert_cmpuint (result.code, ==, code);
}

static char *
read_file (LabFixture *fixture, const char *machine, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, "machines", machine, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static const struct
{
  const char *line, *out, *err;
  guint32 code;
} lines[] = {
  { "echo hello", "hello\r\n", "", 0 },
  { "ECHO  two  blanks", " two  blanks\r\n", "", 0 },
  { "echo.", "\r\n", "", 0 },
  { "echo a & echo b", "a \r\nb\r\n", "", 0 },
  { "echo a&&echo b||echo c", "a\r\nb\r\n", "", 0 },
  { "cmd /c exit 3", "", "", 3 },
  { "exit 4294967295", "", "", 4294967295U },
  { "exit -1", "", "", 4294967295U },
  { "exit 3 & echo never", "", "", 3 },
  { "type missing.txt || echo no", "no\r\n", "The system cannot find the file specified.\r\n", 0 },
  { "type missing.txt && echo yes", "", "The system cannot find the file specified.\r\n", 1 },
  { "echo %COMPUTERNAME%", "BR01SMS\r\n", "", 0 },
  { "echo %NOSUCH%", "%NOSUCH%\r\n", "", 0 },
  { "echo %^COMPUTERNAME%", "%COMPUTERNAME%\r\n", "", 0 },
  { "call echo %^COMPUTERNAME%", "BR01SMS\r\n", "", 0 },
  { "echo a ^& b ^> c ^^", "a & b > c ^\r\n", "", 0 },
  { "echo \"a & b > c\"", "\"a & b > c\"\r\n", "", 0 },
  { "echo err 1>&2", "", "err \r\n", 0 },
  { "nosuch /x", "",
    "'nosuch' is not recognized as an internal or external command,\r\noperable program or batch "
    "file.\r\n",
    9009 },
  { "(echo a & echo b) | find \"b\"", "b\r\n", "", 0 },
  { "echo x| findstr /i X", "x\r\n", "", 0 },
  { "echo x| find \"y\"", "", "", 1 },
  { "echo (x", "(x\r\n", "", 0 },
  { "if exist E:\\SMSPKG echo there", "", "", 0 },
  { "if exist C:\\WINDOWS (echo there) else echo not", "there\r\n", "", 0 },
  { "if not exist C:\\NO echo none & echo more", "none \r\nmore\r\n", "", 0 },
  { "if \"%COMPUTERNAME%\"==\"BR01SMS\" echo it is", "it is\r\n", "", 0 },
  { "if /i \"br01sms\"==\"%COMPUTERNAME%\" echo it is", "it is\r\n", "", 0 },
  { "if 2 gtr 10 (echo wrong) else (echo right)", "right\r\n", "", 0 },
  { "cmd /v:on /c \"type no.txt 2>nul & echo !errorlevel!\"", "1\r\n", "", 0 },
  { "set X=1 2& echo %X%", "%X%\r\n", "", 0 },
  { "set X=1 2& call echo %^X%", "1 2\r\n", "", 0 },
  { "hostname", "BR01SMS\r\n", "", 0 },
  { "C:\\WINDOWS\\system32\\hostname.exe", "BR01SMS\r\n", "", 0 },
  { "\"C:\\WINDOWS\\system32\\hostname.exe\"", "BR01SMS\r\n", "", 0 },
  { "\"\"C:\\WINDOWS\\hostname.exe\" \"a b\"\"", "BR01SMS\r\n", "", 0 },
  { "cmd /c \"\"C:\\WINDOWS\\hostname.exe\" & echo \"a b\"\"", "BR01SMS\r\n\"a b\"\r\n", "", 0 },
  { "cmd /c \"echo a & echo b\"", "a \r\nb\r\n", "", 0 },
  { "whoami", "br01sms\\administrator\r\n", "", 0 },
  { "ver", "\r\nMicrosoft Windows [Version 5.2.3790]\r\n", "", 0 },
  { "cd", "E:\\\r\n", "", 0 },
  { "cd SMS & cd", "E:\\SMS\r\n", "", 0 },
  { "cd C:\\WINDOWS & cd", "E:\\\r\n", "", 0 },
  { "cd /d c:\\windows & cd", "C:\\windows\r\n", "", 0 },
  { "c: & cd", "C:\\\r\n", "", 0 },
  { "q:", "", "The system cannot find the drive specified.\r\n", 1 },
  { "echo b>E:\\s.txt & echo a>>E:\\s.txt & sort < E:\\s.txt", "a\r\nb\r\n", "", 0 },
  { "", "", "", 0 },
  { "echo a &", "a \r\n", "", 0 },
  { "echo a | | b", "", "| was unexpected at this time.\r\n", 1 },
  { "(echo a", "", "The syntax of the command is incorrect.\r\n", 1 },
};

static void
test_lines (LabFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_says (fixture, lines[i].line, lines[i].out, lines[i].err, lines[i].code);
}

static void
test_files (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *moved = NULL;

  assert_says (fixture, "md \"E:\\a b\\c\" && echo one > \"e:\\A B\\c\\one.txt\"", "", "", 0);
  text = read_file (fixture, "old", "E/a b/c/one.txt");
  g_assert_cmpstr (text, ==, "one \r\n");
  assert_says (fixture, "md \"E:\\a b\\c\"", "",
               "A subdirectory or file E:\\a b\\c already exists.\r\n", 1);
  assert_says (fixture, "dir /b \"E:\\a b\\c\"", "one.txt\r\n", "", 0);
  assert_says (fixture, "dir /b E:\\*.nosuch", "", "File Not Found\r\n", 1);
  assert_says (fixture, "copy \"E:\\a b\\c\\one.txt\" E:\\two.txt", "        1 file(s) copied.\r\n",
               "", 0);
  assert_says (fixture, "copy nul C:\\NO_SMS_ON_DRIVE.SMS", "        1 file(s) copied.\r\n", "", 0);
  assert_says (fixture, "attrib +r E:\\two.txt & attrib E:\\two.txt", "A    R       two.txt\r\n",
               "", 0);
  lab_assert (fixture, "old", "SELECT Writeable FROM CIM_DataFile WHERE Name = 'E:\\\\two.txt'",
              "false");
  assert_says (fixture, "attrib -r E:\\two.txt & del E:\\t*.txt", "", "", 0);
  gone = read_file (fixture, "old", "E/two.txt");
  g_assert_null (gone);
  assert_says (fixture, "ren \"E:\\a b\" new", "", "", 0);
  moved = read_file (fixture, "old", "E/new/c/one.txt");
  g_assert_nonnull (moved);
  assert_says (fixture, "ren E:\\nosuch x", "", "The system cannot find the file specified.\r\n",
               1);
  assert_says (fixture, "rd E:\\new", "", "The directory is not empty.\r\n", 1);
  assert_says (fixture, "rd /s /q E:\\new & if not exist E:\\new echo gone", "gone\r\n", "", 0);
  assert_says (fixture, "echo x > Q:\\x", "", "The system cannot find the path specified.\r\n", 1);
  assert_says (fixture, "type ..\\..\\..\\..\\etc\\passwd", "",
               "The system cannot find the file specified.\r\n", 1);
}

static void
test_input (LabFixture *fixture, gconstpointer data)
{
  g_auto (Told) result = { 0 };
  g_auto (Told) direct = { 0 };
  g_auto (Told) built_in = { 0 };

  run_there (fixture, "old", "sort", NULL, "b\r\na\r\n", FALSE, &result);
  g_assert_cmpstr (result.out->str, ==, "a\r\nb\r\n");
  run_there (fixture, "old", "hostname.exe & echo no", NULL, NULL, TRUE, &direct);
  g_assert_cmpstr (direct.out->str, ==, "BR01SMS\r\n");
  run_there (fixture, "old", "echo no", NULL, NULL, TRUE, &built_in);
  g_assert_cmpuint (built_in.code, ==, 2);
}

static void
test_stop (LabFixture *fixture, gconstpointer data)
{
  g_auto (Told) result = { 0 };
  g_auto (Told) lost = { 0 };
  ResiteLabProgram *program;

  told_init (&result);
  program = resite_lab_world_start_program (fixture->world, "old", "ping -n 3600 localhost > nul",
                                            NULL, FALSE, &events, &result);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (result.ended);
  resite_lab_program_stop (program);
  g_assert_true (result.ended);
  g_assert_cmpuint (result.code, ==, 0xC000013AU);
  resite_lab_program_free (program);

  /* A machine that goes down takes its programs with it. */
  told_init (&lost);
  program =
      resite_lab_world_start_program (fixture->world, "old", "pause", NULL, FALSE, &events, &lost);
  resite_lab_world_switch_on (fixture->world, "old", FALSE);
  g_assert_true (lost.ended);
  resite_lab_program_free (program);
}

static void
test_outlives_world (LabFixture *fixture, gconstpointer data)
{
  g_auto (Told) result = { 0 };
  ResiteLabProgram *program;

  told_init (&result);
  program = resite_lab_world_start_program (fixture->world, "old", "pause", NULL, FALSE, &events,
                                            &result);
  lab_fixture_close (fixture);
  resite_lab_program_send (program, "x", 1, TRUE);
  resite_lab_program_stop (program);
  resite_lab_program_free (program);
  g_assert_false (result.ended);
}

static void
test_ping (LabFixture *fixture, gconstpointer data)
{
  assert_has (fixture, "old", "ping -n 1 HQSMS01", "Received = 1", 0);
  assert_has (fixture, "old", "ping -n 1 127.0.0.1 > nul & echo done", "done", 0);
  assert_has (fixture, "old", "ping -n 2 NOSUCH", "Request timed out.", 1);
  resite_lab_world_switch_on (fixture->world, "primary.1", FALSE);
  assert_has (fixture, "old", "ping -n 1 HQSMS01", "Lost = 1", 1);
}

static void
test_services (LabFixture *fixture, gconstpointer data)
{
  assert_has (fixture, "old", "sc query SMS_EXECUTIVE", "STATE              : 4  RUNNING", 0);
  assert_has (fixture, "old", "sc query NoSuch", "FAILED 1060", 1060);
  assert_has (fixture, "old", "sc stop SMS_EXECUTIVE", "STOP_PENDING", 0);
  lab_wait_for (fixture, "old", "root/cimv2",
                "SELECT State FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'", "Stopped");
  assert_has (fixture, "old", "sc stop SMS_EXECUTIVE", "FAILED 1062", 1062);
  assert_has (fixture, "old", "sc config SMS_EXECUTIVE start= disabled", "SUCCESS", 0);
  lab_assert (fixture, "old", "SELECT StartMode FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'",
              "Disabled");
  assert_has (fixture, "old", "sc qc SMS_EXECUTIVE", "DISABLED", 0);
  assert_has (fixture, "old", "sc start SMS_EXECUTIVE", "FAILED 1058", 1058);
  assert_has (fixture, "old", "sc query state= all | findstr /i SMS_EXEC", "SMS_EXECUTIVE", 0);
  assert_has (fixture, "old", "net stop CcmExec", "stopped successfully", 0);
  assert_has (fixture, "old", "net start CcmExec", "started successfully", 0);
  assert_has (fixture, "old", "net start", "SMS Agent Host", 0);
  assert_has (fixture, "old", "net stop NoSuch", "HELPMSG 2185", 2);
}

static void
test_net (LabFixture *fixture, gconstpointer data)
{
  assert_has (fixture, "old", "net share", "SMSPKGE$", 0);
  assert_has (fixture, "old", "net share SMSPKGE$ /delete", "deleted successfully", 0);
  assert_has (fixture, "old", "net share SMSPKGE$ /delete", "does not exist", 2);
  assert_has (fixture, "old", "net share TMP=C:\\WINDOWS", "shared successfully", 0);
  lab_assert (fixture, "old", "SELECT Path FROM Win32_Share WHERE Name = 'tmp'", "C:\\WINDOWS");
  assert_has (fixture, "old", "net user", "IUSR_BR01SMS", 0);
  assert_has (fixture, "old", "net localgroup IIS_WPG", "IWAM_BR01SMS", 0);
  assert_has (fixture, "primary.1", "net localgroup SMS_SiteToSiteConnection_P01 CORP\\X$ /add",
              "completed successfully", 0);
  assert_has (fixture, "primary.1", "net localgroup SMS_SiteToSiteConnection_P01", "CORP\\X$", 0);
  assert_has (fixture, "old", "net localgroup NoSuch", "1376", 2);
  assert_has (fixture, "old", "reg query HKLM\\SOFTWARE\\Microsoft\\InetStp /v MajorVersion",
              "REG_DWORD\t0x6", 0);
  assert_has (fixture, "old", "reg query HKLM\\SOFTWARE\\Microsoft\\SMS", "SMS\\Setup", 0);
  assert_has (fixture, "new", "reg query HKLM\\SOFTWARE\\Microsoft\\SMS", "unable to find", 1);
  assert_has (fixture, "old",
              "reg add HKLM\\SOFTWARE\\Test /v \"Transaction ID\" /t REG_DWORD /d 0x20 /f",
              "completed successfully", 0);
  assert_has (fixture, "old", "reg query HKLM\\SOFTWARE\\Test /v \"Transaction ID\"",
              "REG_DWORD\t0x20", 0);
  assert_has (fixture, "old", "reg add HKLM\\SOFTWARE\\Test /v Name /d text /f",
              "completed successfully", 0);
  assert_has (fixture, "old", "reg query HKLM\\SOFTWARE\\Test /v Name", "REG_SZ\ttext", 0);
  /* Without /f it would ask. */
  assert_has (fixture, "old", "reg add HKLM\\SOFTWARE\\Test /v Name /d other", "Invalid", 1);
}

static void
test_rename (LabFixture *fixture, gconstpointer data)
{
  g_auto (Told) typed = { 0 };
  g_auto (Told) nothing = { 0 };
  static const char *const line =
      "netdom renamecomputer BR01SMS /newname:BR01SMS_OLD /userd:CORP\\x /passwordd:* /force";

  run_there (fixture, "old", line, NULL, "", FALSE, &nothing);
  g_assert_cmpuint (nothing.code, ==, 1326);
  run_there (fixture, "old", line, NULL, "secret\r\n", FALSE, &typed);
  g_assert_cmpuint (typed.code, ==, 0);
  g_assert_null (strstr (typed.out->str, "secret"));
  g_assert_cmpstr (resite_lab_world_get_name (fixture->world, "old"), ==, "BR01SMS");
  assert_has (fixture, "new", "netdom renamecomputer BR01NEW /newname:HQSMS01", "already exists",
              2224);
  assert_has (fixture, "new", "netdom renamecomputer OTHER /newname:X", "not found", 53);
  assert_has (fixture, "old", "shutdown -r -t 1", "", 0);
  lab_wait_for (fixture, "old", "root/cimv2", "SELECT Name FROM Win32_ComputerSystem",
                "BR01SMS_OLD");
  g_assert_true (resite_lab_world_set_fault (fixture->world, "rename-denied", "new"));
  assert_has (fixture, "new", "netdom renamecomputer BR01NEW /newname:BR01SMS", "denied", 5);
}

static void
test_network (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *before = g_strdup (resite_lab_world_get_address (fixture->world, "old"));
  g_autofree char *back = g_strdup_printf (
      "netsh interface ip set address name=\"Local Area Connection\" source=static addr=%s "
      "mask=255.255.255.0 gateway=127.0.0.9 gwmetric=1",
      before);

  assert_has (fixture, "old", "ipconfig /all", before, 0);
  assert_has (fixture, "old",
              "netsh interface ip set address name=\"Local Area Connection\" source=dhcp", "Ok.",
              0);
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), ==,
                   resite_lab_world_get_fact (fixture->world, "old", "DHCPAddress"));
  assert_has (fixture, "old", back, "Ok.", 0);
  g_assert_cmpstr (resite_lab_world_get_address (fixture->world, "old"), ==, before);
  g_assert_cmpstr (resite_lab_world_get_fact (fixture->world, "old", "Gateway"), ==, "127.0.0.9");
  assert_has (fixture, "old", "netsh interface ip set address name=x addr=y mask=z", "not valid",
              1);
}

static void
test_preinst (LabFixture *fixture, gconstpointer data)
{
  assert_has (fixture, "primary.1", "preinst /DELSITE S01 P01", "not recognized", 9009);
  assert_has (fixture, "primary.1",
              "cd /d D:\\SMS\\bin\\i386\\00000409 && preinst /DELSITE S99 P01", "no site S99", 1);
  assert_has (fixture, "primary.1",
              "cd /d D:\\SMS\\bin\\i386\\00000409 && preinst /DELSITE S01 C01", "no site S01", 1);
  assert_has (fixture, "primary.1",
              "cd /d D:\\SMS\\bin\\i386\\00000409 && preinst /DELSITE S01 P01", "order", 0);
  lab_assert (fixture, "primary.1", "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'", "1");
  lab_wait_for (fixture, "primary.1", "root/sms/site_P01",
                "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'", NULL);
  lab_assert (fixture, "primary.1", "SELECT Status FROM SMS_Site WHERE SiteCode = 'S02'", "1");
  lab_assert (fixture, "primary.2", "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'", "1");
  assert_has (fixture, "primary.1", "D:\\SMS\\bin\\i386\\00000409\\preinst.exe /DELJOB S01",
              "deleted", 0);
  assert_has (fixture, "primary.1", "type D:\\SMS\\Logs\\sched.log | find \"S01\"",
              "Deleting send request with ID", 0);
}

static void
test_preload (LabFixture *fixture, gconstpointer data)
{
  const char *id = resite_lab_packages_get_good (fixture->packages, 0);
  g_autofree char *line = g_strdup_printf ("E:\\SMSTools\\PreLoadPkgOnSite.exe %s", id);
  g_autofree char *prepare = g_strdup_printf (
      "md E:\\SMSTools & md E:\\SMSPKG & copy nul E:\\SMSTools\\PreLoadPkgOnSite.exe");
  g_autofree char *from = g_strdup_printf ("%s/machines/source/E/SMSPKG", fixture->folder);
  g_autofree char *copy =
      g_strdup_printf ("cp -p '%s/%s.PCK' '%s/machines/new/E/SMSPKG/'", from, id, fixture->folder);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "..", "app", "lab",
                                                    "resite-preload-stand-in", NULL);
  g_autofree char *tool = g_canonicalize_filename (program, NULL);

  assert_has (fixture, "new", line, "not recognized", 9009);
  assert_has (fixture, "new", prepare, "1 file(s) copied", 0);
  assert_has (fixture, "new", line, "no package folder", 1);
  resite_lab_world_set_tool (fixture->world, tool);
  assert_has (fixture, "new", line, "was not found", 1);
  g_assert_true (g_spawn_command_line_sync (copy, NULL, NULL, NULL, NULL));
  assert_has (fixture, "new", line, "Successfully forwarded", 0);
}

static void
test_shells_of_others (LabFixture *fixture, gconstpointer data)
{
  static const char *const script = "Write-Output 'one'\n$x = 1\n\"two\"\nhostname\n"
                                    "$env:COMPUTERNAME";
  g_autofree char *wide = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *line = NULL;
  g_auto (Told) result = { 0 };
  gsize length;

  wide = g_convert (script, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
  encoded = g_base64_encode ((const guchar *)wide, length);
  line = g_strconcat ("PowerShell -NoProfile -NonInteractive -EncodedCommand ", encoded, NULL);
  run_there (fixture, "old", line, NULL, NULL, FALSE, &result);
  g_assert_cmpstr (result.out->str, ==, "one\r\ntwo\r\nBR01SMS\r\nBR01SMS\r\n");
  assert_has (fixture, "old", "powershell -Command exit 5", "", 5);
  assert_has (fixture, "old", "powershell -enc !!!", "not properly encoded", 1);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/lab-cmd/" path, LabFixture, NULL, lab_fixture_set_up, function,                    \
              lab_fixture_tear_down)
  ADD ("lines", test_lines);
  ADD ("files", test_files);
  ADD ("input", test_input);
  ADD ("stop", test_stop);
  ADD ("outlives-world", test_outlives_world);
  ADD ("ping", test_ping);
  ADD ("services", test_services);
  ADD ("net", test_net);
  ADD ("rename", test_rename);
  ADD ("network", test_network);
  ADD ("preinst", test_preinst);
  ADD ("preload", test_preload);
  ADD ("shells-of-others", test_shells_of_others);
  return g_test_run ();
}
