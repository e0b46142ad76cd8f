#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""RPC over SMB against a real smbd: who answers, who is let in, and the orders of C2, C3 and C10. What
Samba cannot play (services of Windows and their start types in its own memory, the name of a member of
a domain) is listed at the end, and is held to the exact request instead."""

import pathlib
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402
import smb_case  # noqa: E402
from patience import PATIENCE  # noqa: E402
from rpc_case import SERVICES, step  # noqa: E402
from smb_case import PASSWORD  # noqa: E402

NOT_PROVEN = """not proven here, for want of a Windows: that its service manager takes a start type from
the registry at its next start; that NetRenameMachineInDomain renames a member and its account;
SMBiosData of a real machine; the milliseconds that NetRemoteTOD counts since its start; an address
that changes under a line. Each is looked at again after the order."""

UNSHARE = step("C10", """<command id="aside" on="new" verb="unshare">
<argument id="share" value="SMSPKGE$"/><argument id="folder" value="FOLDER"/>
<argument id="folder-after" value="FOLDER_OLD"/></command>
<check id="after"><probe id="gone" type="no-share" machine="new" path="SMSPKGE$"><label>l</label>
</probe></check>""", "new")
DISABLE = step("C2", """<command id="disable" on="old" verb="services-disable"/>
<check id="after"><probe id="down" type="services-down" machine="old"><label>l</label></probe>
</check>""")
RENAME = step("C3", """<command id="rename" on="old" verb="rename">
<argument id="name" value="BR01SMS_OLD"/><argument id="network" value="static"/>
<argument id="address" value="10.4.1.20"/><argument id="mask" value="255.255.255.0"/>
<argument id="gateway" value="10.4.1.1"/><argument id="dns" value="10.1.0.10,10.1.0.11"/>
<argument id="account" value="smsadmin"/></command>""")
REBOOT = step("C4", '<command id="reboot" on="old" verb="reboot"/>')


class Recorder:
    """A line that keeps what is sent to the server: nothing of it is encrypted."""

    def __init__(self, case, address, target):
        self.sent = []
        self.listener = socket.create_server((address, 445))
        self.target = target
        case.addCleanup(self.stop)
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection((self.target, 445))
            for line in (client, server):  # what comes in pieces does not wait for acknowledgements
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pump, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.pump, args=(server, client, False), daemon=True).start()

    def pump(self, source, sink, keep):
        try:
            while True:
                piece = source.recv(65536)
                if not piece:
                    break
                if keep:
                    self.sent.append(piece)
                sink.sendall(piece)
        except OSError:
            pass
        finally:
            for one in (source, sink):
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
            source.close()

    def requests(self):
        """(number of the call, its bytes) of every request of DCE/RPC, [C706] 12.6.4.9."""
        stream = b"".join(self.sent)
        found, at = [], stream.find(b"\x05\x00\x00")
        while at >= 0:
            length = int.from_bytes(stream[at + 8:at + 10], "little")
            if stream[at + 4:at + 8] == b"\x10\0\0\0" and length >= 24:
                found.append((int.from_bytes(stream[at + 22:at + 24], "little"),
                              stream[at + 24:at + length]))
            at = stream.find(b"\x05\x00\x00", at + 1)
        return found


def wide(text):
    return text.encode("utf-16-le")


class Reaching(rpc_case.RpcCase):
    def test_who_answers(self):
        address = self.start_windows()
        seen = self.reach(self.plan(address, "old"))
        self.assertEqual(seen["old"][0], "ok", seen)
        self.assertIn("BR01SMS answers", seen["old"][1])
        self.assertIn("smsadmin", seen["old"][1])
        self.assertIn("old files", seen)

    def test_wrong_password_is_sent_once(self):
        address = self.start_windows()
        seen = self.reach(self.plan(address, "old", old__files=""), password="wrong one", status=1)
        self.assertEqual(seen["old"][0], "failed")
        self.assertIn("password is wrong", seen["old"][1])
        self.assertIn("locked out", seen["old"][1])
        self.assertEqual(self.log_ons("box")[1], 1)

    def test_password_shows_nowhere(self):
        address = self.start_windows()
        self.play_services()
        secret = "Passw0rd.2003"
        self.reach(self.plan(address, "old"))
        self.assertTrue(self.calls())
        for call in self.calls():
            self.assertNotIn(secret, " ".join(call["words"]))
            self.assertNotIn(secret, " ".join(call["environment"].values()))
            self.assertIn("--use-kerberos=off", call["words"])

    def test_smb_1_only_where_it_is_allowed(self):
        address = self.start_windows("protocol=NT1")
        seen = self.reach(self.plan(address, "old", old__files=""), status=1)
        self.assertIn("only speaks SMB 1", seen["old"][1])
        self.assertEqual(self.log_ons("box"), (0, 0))
        seen = self.reach(self.plan(address, "old", old__smb1="yes"))
        self.assertEqual(seen["old"][0], "ok", seen)

    def test_signing_that_the_server_wants(self):
        address = self.start_windows("signing=mandatory")
        seen = self.reach(self.plan(address, "old"))
        self.assertEqual(seen["old"][0], "ok", seen)

    def test_nobody_listens(self):
        seen = self.reach(self.plan(rpc_case.free_address(), "old", old__files=""), status=1)
        self.assertEqual(seen["old"][0], "failed")
        self.assertRegex(seen["old"][1], "(?i)refuse|nobody")

    def test_numbers_of_the_box(self):
        """Another box under the right name is noticed before anything is done to it."""
        address = self.start_windows(box="11111111-2222-3333-4444-555555555555")
        self.play_services()
        self.begin(self.plan(address, "old"), DISABLE)
        result = self.go("C2", None)
        self.assertNotEqual(result.status, 0, result)
        self.assertFalse([order for order in self.orders() if "setvalue" in order or
                          "service stop" in order])


class Orders(rpc_case.AskingCase):
    def test_services_are_disabled_and_stopped(self):
        address = self.start_windows()
        services = self.play_services()
        self.begin(self.plan(address, "old"), DISABLE)
        self.go("C2")
        self.assertEqual(self.statuses(self.id)["C2"], "done")
        self.assertEqual({name: (services / name).read_text() for name in SERVICES},
                         {"SMS_EXECUTIVE": "stopped", "SMS_SITE_COMPONENT_MANAGER": "stopped",
                          "CcmExec": "stopped", "W3SVC": "running"})
        # The exact requests: the manager first; the start type, then the stop.
        changes = [order.replace("HKLM\\SYSTEM\\CurrentControlSet\\Services\\", "")
                   for order in self.orders() if "setvalue" in order or "service stop" in order]
        self.assertEqual(changes, [
            words for name in ("SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE", "CcmExec")
            for words in (f"rpc registry setvalue {name} Start dword 4", f"rpc service stop {name}")])
        # Read by another way than ours.
        for name, start in (("SMS_EXECUTIVE", 4), ("W3SVC", 2)):
            self.assertIn(f"= {start}\n", self.look_up(name, "Start"))

    def look_up(self, service, value):
        done = subprocess.run(
            ["/usr/bin/net", "registry", "getvalue",
             f"HKLM\\SYSTEM\\CurrentControlSet\\Services\\{service}", value,
             f"--configfile={self.folder / 'box/etc/smb.conf'}"],
            capture_output=True, text=True, check=True)
        return done.stdout

    def test_a_service_that_does_not_stop(self):
        address = self.start_windows()
        services = self.play_services()
        (services / "SMS_EXECUTIVE.refuses-stop").write_text("WERR_DEPENDENT_SERVICES_RUNNING")
        self.begin(self.plan(address, "old"), DISABLE)
        result = self.go("C2", 1)
        self.assertIn("other services that need this one", result.out)
        (services / "SMS_EXECUTIVE.refuses-stop").unlink()
        self.go("C2")
        self.assertEqual(self.statuses(self.id)["C2"], "done")

    def test_no_right_to_change_services(self):
        address = self.start_windows()
        services = self.play_services()
        (services / "SMS_SITE_COMPONENT_MANAGER.refuses-stop").write_text("WERR_ACCESS_DENIED")
        self.begin(self.plan(address, "old"), DISABLE)
        self.assertIn("no right", self.go("C2", 1).out)

    def share_folder(self):
        """As Samba tells it: its own path, as if it were on a drive C:."""
        return "C:" + str(self.folder / "box/E/SMSPKGE$").replace("/", "\\")

    def begin_unshare(self, folder, *words, **more):
        self.address = self.start_windows(*words, name="BR01NEW")
        self.drive = self.folder / "box/E"
        (self.drive / "SMSPKGE$" / "C0100010").mkdir()
        self.begin(self.plan(self.address, "new", **more),
                   UNSHARE.replace("FOLDER", folder or self.share_folder()))

    def shares(self):
        return (self.folder / "box/etc/smb.conf").read_text()

    def test_share_is_taken_away(self):
        """Samba does not tell everybody who has files open; then that is said."""
        self.begin_unshare(None)
        self.assertIn("could not be found out", self.go("C10").out)
        self.assertEqual(self.statuses(self.id)["C10"], "done")
        self.assertNotIn("[SMSPKGE$]", self.shares())
        self.assertIn("[smspkg]", self.shares())
        self.assertTrue((self.drive / "SMSPKGE$_OLD" / "C0100010").is_dir())
        self.assertFalse((self.drive / "SMSPKGE$").exists())

    def hold_open(self, name):
        """Somebody works with a file of the share."""
        login = self.folder / "login"
        login.write_text(f"username=tech\npassword={PASSWORD}\n")
        process = subprocess.Popen(
            ["smbclient", f"//{self.address}/SMSPKGE$", "--authentication-file", login],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)

        def end():
            process.kill()
            process.communicate()

        self.addCleanup(end)
        process.stdin.write(f"open {name}\n")
        process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        while "|1" not in self.ask("share-users", "SMSPKGE$").stdout:
            self.assertLess(time.monotonic(), deadline)
        return process

    def test_open_files_are_told_before_they_are_cut_off(self):
        self.begin_unshare(None, "rpc=files")
        (self.drive / "SMSPKGE$/C0100010/install.cmd").write_text("x")
        process = self.hold_open("C0100010\\install.cmd")
        told = self.go("C10", 1).out
        self.assertIn("Files of the share are open at", told)
        # Samba lets everybody work there as root.
        self.assertIn("root (1)", told)
        self.assertIn("[SMSPKGE$]", self.shares())
        self.assertTrue((self.drive / "SMSPKGE$").is_dir())
        process.communicate("quit\n", timeout=PATIENCE)
        self.go("C10")
        self.assertEqual(self.statuses(self.id)["C10"], "done")
        self.assertNotIn("[SMSPKGE$]", self.shares())

    def test_share_that_leads_elsewhere_stays(self):
        self.begin_unshare("E:\\SMSPKGE$")
        self.assertIn("nothing was changed", self.go("C10", 1).out)
        self.assertIn("[SMSPKGE$]", self.shares())
        self.assertTrue((self.drive / "SMSPKGE$").is_dir())

    def test_restart_is_ordered_and_proven(self):
        address = self.start_windows()
        self.begin(self.plan(address, "old"), REBOOT)
        self.go("C4")
        self.assertEqual(self.statuses(self.id)["C4"], "done")
        self.assertEqual((self.folder / "box/restarts").read_text(), "-r -f\n")

    def test_share_without_a_right(self):
        self.begin_unshare(None, **{"new__smb-user": "tech"})
        self.assertIn("no right", self.go("C10", 1).out)
        self.assertIn("[SMSPKGE$]", self.shares())
        self.assertTrue((self.drive / "SMSPKGE$").is_dir())

    def test_address_is_left_to_a_person(self):
        """What RPC has no way to is a person's from the start, and nothing is tried."""
        address = self.start_windows()
        self.begin(self.plan(address, "old"), RENAME)
        result = self.go("C3", None)
        self.assertNotEqual(result.status, 0)
        self.assertFalse((self.folder / "box/restarts").exists())


class Requests(rpc_case.RpcCase):
    """What Samba does not do is asked for exactly as [MS-WKST] says."""

    def record(self):
        box = self.start_windows(number=40)
        address = rpc_case.free_address()
        self.recorder = Recorder(self, address, box)
        return address

    def test_name_of_a_member(self):
        address = self.record()
        done = subprocess.run([rpc_case.ASK, address, "smsadmin", "rename", "BR01SMS_OLD"], text=True, check=False,
                              input=PASSWORD + "\n", capture_output=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("does not offer this", done.stderr)
        # NetrRenameMachineInDomain2, [MS-WKST] 3.2.4.18: name, account, password, options.
        calls = [body for number, body in self.recorder.requests()
                 if number == 24 and wide("BR01SMS_OLD") in body]
        self.assertEqual(len(calls), 1)
        self.assertIn(wide("smsadmin"), calls[0])
        self.assertNotIn(wide(PASSWORD), calls[0])
        self.assertEqual(calls[0][-4:], b"\x02\0\0\0")

    def test_start_type(self):
        address = self.record()
        self.play_services()
        self.begin(self.plan(address, "old"), DISABLE)
        self.go("C2")
        # BaseRegSetValue, [MS-RRP] 3.1.5.22.
        calls = [body for number, body in self.recorder.requests()
                 if number == 22 and wide("Start") in body]
        self.assertEqual(len(calls), 3)
        for body in calls:
            self.assertIn(b"\x04\0\0\0\x04\0\0\0", body)


def tearDownModule():
    print(NOT_PROVEN, file=sys.stderr)


if __name__ == "__main__":
    why = smb_case.must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
