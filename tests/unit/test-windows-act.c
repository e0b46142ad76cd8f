/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-windows.h"

/* What is done to a machine: in which order, and how its answers are taken. */

#define LIST "list root/cimv2 "
#define CALL "call root/cimv2 "
#define SERVICE                                                                                    \
  LIST "SELECT Name, DisplayName, State, StartMode FROM Win32_Service WHERE Name = '*'"
#define COMPUTER LIST "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem"
#define CARD     LIST "SELECT * FROM Win32_NetworkAdapterConfiguration WHERE IPEnabled = TRUE"
#define CARDS                                                                                      \
  LIST "SELECT Index, MACAddress, NetConnectionID, PNPDeviceID FROM Win32_NetworkAdapter"
#define ADAPTER "Win32_NetworkAdapterConfiguration[Index=7]"

typedef struct
{
  ResiteCim *cim;
  const char *const *words;
  guint patience;
  gboolean good;
  guint32 number;
  GError *error;
} Deed;

static void
act (FakeCim *cim, void (*run) (gpointer data), Deed *deed)
{
  deed->cim = RESITE_CIM (cim);
  g_clear_error (&deed->error);
  fake_cim_work (run, deed);
  g_assert_cmpint (deed->good, ==, deed->error == NULL);
}

static void
assert_calls (FakeCim *cim, const char *expected)
{
  g_autofree char *calls = fake_cim_list_calls (cim);

  g_assert_cmpstr (calls, ==, expected);
}

static void
assert_fails (Deed *deed, ResiteError code, const char *part)
{
  g_assert_error (deed->error, RESITE_ERROR, (int)code);
  g_test_message ("%s", deed->error->message);
  g_assert_nonnull (strstr (deed->error->message, part));
  g_clear_error (&deed->error);
}

static void
set_mode (gpointer data)
{
  Deed *deed = data;

  deed->good =
      resite_windows_set_start_mode (deed->cim, "CcmExec", deed->words[0], NULL, &deed->error);
}

static void
stop (gpointer data)
{
  Deed *deed = data;

  deed->good =
      resite_windows_stop_service (deed->cim, "CcmExec", deed->patience, NULL, &deed->error);
}

static void
start (gpointer data)
{
  Deed *deed = data;

  deed->good =
      resite_windows_start_service (deed->cim, "CcmExec", deed->patience, NULL, &deed->error);
}

/* What is queried as Auto is set as Automatic. */
static void
test_start_mode (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  const char *const automatic[] = { "Auto", NULL };
  const char *const disabled[] = { "Disabled", NULL };
  Deed deed = { .words = automatic };

  fake_cim_answer (cim, CALL "*ChangeStartMode*", "ReturnValue=0", NULL);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Auto", NULL);
  act (cim, set_mode, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, "Win32_Service[Name=CcmExec].ChangeStartMode(StartMode=Automatic)\n");

  /* It said yes and did not do it. */
  deed.words = disabled;
  act (cim, set_mode, &deed);
  assert_fails (&deed, RESITE_ERROR_DIFFERS, "Auto");

  fake_cim_forget (cim);
  fake_cim_answer (cim, CALL "*ChangeStartMode*", "ReturnValue=2", NULL);
  fake_cim_answer (cim, CALL "*ChangeStartMode*", "ReturnValue=16", NULL);
  fake_cim_answer (cim, CALL "*ChangeStartMode*", "ReturnValue=777", NULL);
  act (cim, set_mode, &deed);
  assert_fails (&deed, RESITE_ERROR_NO_ACCESS, "administrator");
  act (cim, set_mode, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "marked for removal");
  act (cim, set_mode, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "777");
}

/* The state lags behind the order. */
static void
test_stop (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { .patience = 60 };

  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Running|StartMode=Auto", NULL);
  fake_cim_answer (cim, CALL "Win32_Service[Name=CcmExec].StopService()", "ReturnValue=0", NULL);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stop Pending|StartMode=Auto", NULL);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Auto", NULL);
  act (cim, stop, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, "Win32_Service[Name=CcmExec].StopService()\n");
  g_assert_cmpuint (fake_cim_count (cim, SERVICE), ==, 3);
}

static void
test_stop_stopped (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { .patience = 60 };

  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Auto", NULL);
  act (cim, stop, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, "");

  /* It stopped between the look and the order. */
  for (guint code = 5; code <= 6; code++)
    {
      g_autofree char *row = g_strdup_printf ("ReturnValue=%u", code);

      fake_cim_forget (cim);
      fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Running|StartMode=Auto", NULL);
      fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Auto", NULL);
      fake_cim_answer (cim, CALL "*StopService*", row, NULL);
      act (cim, stop, &deed);
      g_assert_no_error (deed.error);
    }
}

static void
test_stop_refused (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { .patience = 60 };

  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Running|StartMode=Auto", NULL);
  fake_cim_answer (cim, CALL "*StopService*", "ReturnValue=5", NULL);
  fake_cim_answer (cim, CALL "*StopService*", "ReturnValue=3", NULL);
  fake_cim_answer (cim, CALL "*StopService*", "ReturnValue=2", NULL);
  act (cim, stop, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "takes no orders");
  act (cim, stop, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "need this one");
  act (cim, stop, &deed);
  assert_fails (&deed, RESITE_ERROR_NO_ACCESS, "Stop CcmExec");

  fake_cim_forget (cim);
  fake_cim_answer (cim, SERVICE, NULL);
  act (cim, stop, &deed);
  assert_fails (&deed, RESITE_ERROR_NOT_FOUND, "CcmExec");
}

static void
test_stop_hangs (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { .patience = 0 };

  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stop Pending|StartMode=Auto", NULL);
  act (cim, stop, &deed);
  assert_fails (&deed, RESITE_ERROR_TIMED_OUT, "Stop Pending");
  assert_calls (cim, "");
}

/* Nobody knows whether the order arrived, so the state decides. */
static void
test_stop_unknown (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { .patience = 60 };

  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Running|StartMode=Auto", NULL);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Auto", NULL);
  fake_cim_fail (cim, CALL "*StopService*", RESITE_ERROR_OUTCOME_UNKNOWN, "the line broke");
  act (cim, stop, &deed);
  g_assert_no_error (deed.error);

  fake_cim_forget (cim);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Running|StartMode=Auto", NULL);
  fake_cim_fail (cim, CALL "*StopService*", RESITE_ERROR_UNREACHABLE, "nobody there");
  act (cim, stop, &deed);
  assert_fails (&deed, RESITE_ERROR_UNREACHABLE, "nobody there");
}

static void
test_start (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { .patience = 60 };

  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Auto", NULL);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Start Pending|StartMode=Auto", NULL);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Running|StartMode=Auto", NULL);
  fake_cim_answer (cim, CALL "*StartService*", "ReturnValue=10", NULL);
  act (cim, start, &deed);
  g_assert_no_error (deed.error);

  fake_cim_forget (cim);
  fake_cim_answer (cim, SERVICE, "Name=CcmExec|State=Stopped|StartMode=Disabled", NULL);
  fake_cim_answer (cim, CALL "*StartService*", "ReturnValue=14", NULL);
  act (cim, start, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "disabled");
}

static void
set_dhcp (gpointer data)
{
  Deed *deed = data;

  deed->good = resite_windows_set_dhcp (deed->cim, 7, NULL, &deed->error);
}

static void
set_static (gpointer data)
{
  static const char *const dns[] = { "10.1.0.10", "10.1.0.11", NULL };
  static const char *const wins[] = { "10.1.0.12", NULL };
  Deed *deed = data;

  deed->good = resite_windows_set_static (deed->cim, 7, "10.4.1.20", "255.255.255.0", "10.4.1.1",
                                          dns, wins, NULL, &deed->error);
}

#define BY_DHCP "Index=7|DHCPEnabled=true|IPAddress[]=10.4.1.99|IPSubnet[]=255.255.255.0"
#define HALF                                                                                       \
  "Index=7|DHCPEnabled=false|IPAddress[]=10.4.1.20|IPSubnet[]=255.255.255.0|"                      \
  "DNSServerSearchOrder[]=10.1.0.10,10.1.0.11|WINSPrimaryServer=10.1.0.12"
#define WHOLE HALF "|DefaultIPGateway[]=10.4.1.1"

static void
test_static (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CARD, BY_DHCP, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL "*", "ReturnValue=0", NULL);
  act (cim, set_static, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, ADAPTER
                ".SetDNSServerSearchOrder(DNSServerSearchOrder=10.1.0.10,10.1.0.11)\n" ADAPTER
                ".SetWINSServer(WINSPrimaryServer=10.1.0.12|WINSSecondaryServer=)\n" ADAPTER
                ".EnableStatic(IPAddress=10.4.1.20|SubnetMask=255.255.255.0)\n" ADAPTER
                ".SetGateways(DefaultIPGateway=10.4.1.1|GatewayCostMetric=1)\n");
}

/* The address changes under the line that we speak over; called again, only the rest is done. */
static void
test_static_resumes (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CARD, BY_DHCP, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL "*DNSServer*", "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "*WINSServer*", "ReturnValue=1", NULL);
  fake_cim_fail (cim, CALL "*EnableStatic*", RESITE_ERROR_OUTCOME_UNKNOWN, "the line broke");
  act (cim, set_static, &deed);
  assert_fails (&deed, RESITE_ERROR_OUTCOME_UNKNOWN, "line");

  fake_cim_forget (cim);
  fake_cim_answer (cim, CARD, HALF, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL "*SetGateways*", "ReturnValue=0", NULL);
  act (cim, set_static, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, ADAPTER ".SetGateways(DefaultIPGateway=10.4.1.1|GatewayCostMetric=1)\n");

  fake_cim_forget (cim);
  fake_cim_answer (cim, CARD, WHOLE, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  act (cim, set_static, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, "");
}

/* 81 is an error only when the address is not there. */
static void
test_static_81 (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CARD, BY_DHCP, NULL);
  fake_cim_answer (cim, CARD, HALF, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL "*.Set*", "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "*.EnableStatic*", "ReturnValue=81", NULL);
  act (cim, set_static, &deed);
  g_assert_no_error (deed.error);

  fake_cim_forget (cim);
  fake_cim_answer (cim, CARD, BY_DHCP, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL "*.Set*", "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "*.EnableStatic*", "ReturnValue=81", NULL);
  act (cim, set_static, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "DHCP");

  fake_cim_forget (cim);
  fake_cim_answer (cim, CARD, BY_DHCP, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL "*.Set*", "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "*.EnableStatic*", "ReturnValue=70", NULL);
  fake_cim_answer (cim, CALL "*.EnableStatic*", "ReturnValue=91", NULL);
  act (cim, set_static, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "the address is wrong");
  act (cim, set_static, &deed);
  assert_fails (&deed, RESITE_ERROR_NO_ACCESS, "right");
}

static void
test_dhcp (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CARD, WHOLE, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  fake_cim_answer (cim, CALL ADAPTER ".EnableDHCP()", "ReturnValue=0", NULL);
  act (cim, set_dhcp, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, ADAPTER ".EnableDHCP()\n");

  fake_cim_forget (cim);
  fake_cim_answer (cim, CARD, BY_DHCP, NULL);
  fake_cim_answer (cim, CARDS, NULL);
  act (cim, set_dhcp, &deed);
  g_assert_no_error (deed.error);
  assert_calls (cim, "");
}

static void
rename_machine (gpointer data)
{
  Deed *deed = data;

  deed->good = resite_windows_rename (deed->cim, "BR01SMS_OLD", NULL, &deed->error);
}

static void
reboot (gpointer data)
{
  Deed *deed = data;

  deed->good = resite_windows_reboot (deed->cim, NULL, &deed->error);
}

static void
test_rename (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, COMPUTER, "Name=BR01SMS|PartOfDomain=false|Domain=WORKGROUP", NULL);
  fake_cim_answer (cim, CALL "Win32_ComputerSystem[Name=BR01SMS].Rename(Name=BR01SMS_OLD)",
                   "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "*Rename*", "ReturnValue=5", NULL);
  act (cim, rename_machine, &deed);
  g_assert_no_error (deed.error);
  act (cim, rename_machine, &deed);
  assert_fails (&deed, RESITE_ERROR_NO_ACCESS, "BR01SMS_OLD");

  /* Windows does not do it from afar, so it is not even tried. */
  fake_cim_forget (cim);
  fake_cim_answer (cim, COMPUTER, "Name=BR01SMS|PartOfDomain=true|Domain=corp.example.com", NULL);
  act (cim, rename_machine, &deed);
  assert_fails (&deed, RESITE_ERROR_REFUSED, "netdom");
  assert_calls (cim, "");
}

static void
test_reboot (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CALL "Win32_OperatingSystem.Reboot()", "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "Win32_OperatingSystem.Reboot()", "ReturnValue=1314", NULL);
  fake_cim_answer (cim, CALL "Win32_OperatingSystem.Reboot()", "Nothing=0", NULL);
  act (cim, reboot, &deed);
  g_assert_no_error (deed.error);
  act (cim, reboot, &deed);
  assert_fails (&deed, RESITE_ERROR_NO_ACCESS, "Restart");
  act (cim, reboot, &deed);
  assert_fails (&deed, RESITE_ERROR_OUTCOME_UNKNOWN, "Look");
}

static void
end_share (gpointer data)
{
  Deed *deed = data;

  deed->good = resite_windows_delete_share (deed->cim, "SMSPKGE$", NULL, &deed->error);
}

static void
rename_folder (gpointer data)
{
  Deed *deed = data;

  deed->good = resite_windows_rename_folder (deed->cim, "E:\\SMSPKGE$\\", "E:\\SMSPKGE_OLD", NULL,
                                             &deed->error);
}

static void
start_process (gpointer data)
{
  Deed *deed = data;

  deed->good = resite_windows_start_process (deed->cim, "cmd /c dir", "E:\\", &deed->number, NULL,
                                             &deed->error);
}

static void
test_share (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CALL "Win32_Share[Name=SMSPKGE$].Delete()", "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "Win32_Share[Name=SMSPKGE$].Delete()", "ReturnValue=25", NULL);
  fake_cim_answer (cim, CALL "Win32_Share[Name=SMSPKGE$].Delete()", "ReturnValue=2", NULL);
  act (cim, end_share, &deed);
  g_assert_no_error (deed.error);
  act (cim, end_share, &deed);
  g_assert_no_error (deed.error);
  act (cim, end_share, &deed);
  assert_fails (&deed, RESITE_ERROR_NO_ACCESS, "SMSPKGE$");
}

static void
test_folder_and_process (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  Deed deed = { 0 };

  fake_cim_answer (cim, CALL "Win32_Directory[Name=E:\\SMSPKGE$].Rename(FileName=E:\\SMSPKGE_OLD)",
                   "ReturnValue=0", NULL);
  fake_cim_answer (cim, CALL "Win32_Directory*", "ReturnValue=15", NULL);
  act (cim, rename_folder, &deed);
  g_assert_no_error (deed.error);
  act (cim, rename_folder, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "open");

  fake_cim_answer (cim, CALL "Win32_Process.Create(CommandLine=cmd /c dir|CurrentDirectory=E:\\)",
                   "ReturnValue=0|ProcessId=4711", NULL);
  fake_cim_answer (cim, CALL "Win32_Process*", "ReturnValue=9", NULL);
  act (cim, start_process, &deed);
  g_assert_no_error (deed.error);
  g_assert_cmpuint (deed.number, ==, 4711);
  act (cim, start_process, &deed);
  assert_fails (&deed, RESITE_ERROR_FAILED, "not found");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/windows-act/start-mode", test_start_mode);
  g_test_add_func ("/windows-act/stop", test_stop);
  g_test_add_func ("/windows-act/stop-stopped", test_stop_stopped);
  g_test_add_func ("/windows-act/stop-refused", test_stop_refused);
  g_test_add_func ("/windows-act/stop-hangs", test_stop_hangs);
  g_test_add_func ("/windows-act/stop-unknown", test_stop_unknown);
  g_test_add_func ("/windows-act/start", test_start);
  g_test_add_func ("/windows-act/static", test_static);
  g_test_add_func ("/windows-act/static-resumes", test_static_resumes);
  g_test_add_func ("/windows-act/static-81", test_static_81);
  g_test_add_func ("/windows-act/dhcp", test_dhcp);
  g_test_add_func ("/windows-act/rename", test_rename);
  g_test_add_func ("/windows-act/reboot", test_reboot);
  g_test_add_func ("/windows-act/share", test_share);
  g_test_add_func ("/windows-act/folder-and-process", test_folder_and_process);
  return g_test_run ();
}
