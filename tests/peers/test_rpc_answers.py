#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Windows may answer by RPC and Samba never does: behind a real smbd, that lets in and carries,
the named pipes are served by the test."""

import os
import pathlib
import signal
import struct
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402
import smb_case  # noqa: E402

# ResiteError
NO_ACCESS, FAILED = "7", "20"
NAME = "system\\currentcontrolset\\control\\computername\\activecomputername"
WINDOWS = "system\\currentcontrolset\\control\\windows"
EPOCH, NOW, DAY = 11644473600, 1167609600, 86400

NET = r'''#!/usr/bin/python3
import pathlib, sys
pathlib.Path("%s").open("a").write("called\n")
print("""%s""", file=sys.stderr)
sys.exit(255)
'''


class Stood:
    """A machine as windows_calls.py asks for it: what it is to answer is in its attributes."""

    def __init__(self):
        self.shares = {"SMSPKGE$": "E:\\SMSPKGE$", "whole": "E:\\", "IPC$": ""}
        self.open = [("SMSPKGE$", "tom", 2), ("whole", "eve", 1)]
        self.registry = {NAME: {"ComputerName": (1, "BR01SMS\0".encode("utf-16-le"))}, WINDOWS: {}}
        self.up = 3 * DAY
        self.down = None

    def note(self, _name, _call):
        pass

    def computer(self):
        return {"Name": ["BR01SMS"], "Domain": ["corp.example.com"], "Model": ["PowerEdge"]}

    def times(self):
        return NOW, self.up

    def rows(self, query):
        if "Win32_Share" in query:
            return [{"Name": [name], "Path": [path], "Type": ["0"]} for name, path in self.shares.items()]
        return [{"ShareName": [share], "UserName": [user], "NumberOfFiles": [count]}
                for share, user, count in self.open]

    def keys(self, path):
        found = {key[len(path):].lstrip("\\").split("\\")[0] for key in self.registry
                 if key.startswith(path.lower())}
        return sorted(found - {""}) if found else None

    def values(self, path):
        if path.lower() == WINDOWS and self.down is not None:
            return {"ShutdownTime": (3, struct.pack("<Q", self.down))}
        return self.registry.get(path.lower(), {})


class Answers(rpc_case.AskingCase):
    def setUp(self):
        super().setUp()
        self.machine = Stood()

    def start(self):
        import windows_accounts
        import windows_calls
        import windows_pipes
        self.faults = []
        for pipe, kind in {**windows_calls.PIPES, **windows_accounts.PIPES}.items():
            windows_pipes.listen(self.folder / "box/ncalrpc/np", pipe,
                                 lambda kind=kind: {kind.syntax(): kind(self.machine)}, self.faults)
        self.address = rpc_case.free_address()
        self.folder.chmod(0o755)
        self.start_server("box", "pipes=own", f"address={self.address}", "port=445")
        self.addCleanup(lambda: self.assertEqual(self.faults, []))

    def play_net(self, said):
        """Samba's program fails, and says this."""
        folder = self.folder / "played"
        folder.mkdir()
        (folder / "net").write_text(NET % (folder / "calls", said))
        (folder / "net").chmod(0o755)
        self.extra_path = folder


class OpenFiles(Answers):
    def test_below_the_share(self):
        self.start()
        self.machine.open.append(("SMSPKGE$", "eve", 1))
        self.assertEqual(sorted(self.answer("share-users", "SMSPKGE$")), ["eve|1", "tom|2"])

    def test_of_a_whole_disk(self):
        """E:\\ has what is open in all of its folders."""
        self.start()
        self.assertEqual(sorted(self.answer("share-users", "whole")), ["eve|1", "tom|2"])

    def test_of_a_folder_with_a_longer_name(self):
        self.start()
        self.machine.shares["E_OLD"] = "E:\\SMSPKGE$_OLD"
        self.assertEqual(self.answer("share-users", "E_OLD"), [])
        self.assertEqual(self.answer("share-users", "IPC$"), [])


class Renaming(Answers):
    """The account of the domain is another than the one that was let in."""

    def rename(self, status):
        from windows_calls import Workstation

        def answer(_self, call):
            call.result = status

        kept, Workstation.NetrRenameMachineInDomain2 = Workstation.NetrRenameMachineInDomain2, answer
        self.addCleanup(lambda: setattr(Workstation, "NetrRenameMachineInDomain2", kept))
        return self.refusal("rename-as", "BR01SMS_OLD", "CORP\\joiner")

    def test_account_that_is_not_taken(self):
        self.start()
        for status, words in ((1326, "password is wrong"), (1909, "is locked"), (1330, "has expired"),
                              (1907, "must be changed"), (86, "password of the account is wrong")):
            with self.subTest(status=status):
                code, text = self.rename(status)
                self.assertEqual(code, NO_ACCESS)
                self.assertIn(words, text)
                self.assertIn("was not renamed", text)
                self.assertEqual((self.lines, self.password), (["refused"], "proven"))

    def test_account_without_a_right(self):
        self.start()
        code, text = self.rename(5)
        self.assertEqual(code, NO_ACCESS)
        self.assertIn("no right to rename", text)
        self.assertEqual((self.lines, self.password), (["open"], "proven"))

    def test_nobody_to_ask_for_the_account(self):
        self.start()
        for status in (1311, 1355):
            with self.subTest(status=status):
                self.assertIn("domain", self.rename(status)[1])
                self.assertEqual((self.lines, self.password), (["open"], "proven"))


class LoggingOn(Answers):
    def test_proven(self):
        self.start()
        self.answer("shares")
        self.assertEqual(self.password, "proven")

    def test_registry_that_does_not_know(self):
        """The machine answered, so it had let somebody in."""
        self.machine.registry.clear()
        self.start()
        self.answer("shares")
        self.assertEqual(self.password, "proven")

    def test_program_that_fails_for_its_own_reasons(self):
        self.start()
        self.play_net("net: cannot allocate memory")
        code, text = self.refusal("shares")
        self.assertEqual(code, FAILED)
        self.assertIn("cannot allocate memory", text)
        self.assertEqual(self.password, "open")

    def test_nobody_could_judge(self):
        """Clocks, network and trust are put right without another password."""
        self.start()
        for status in ("TIME_DIFFERENCE_AT_DC", "NO_LOGON_SERVERS", "TRUSTED_RELATIONSHIP_FAILURE"):
            with self.subTest(status=status):
                if self.extra_path is not None:
                    (self.extra_path / "net").unlink()
                    (self.extra_path / "calls").unlink()
                    self.extra_path.rmdir()
                self.play_net(f"Could not connect to server\nConnection failed: NT_STATUS_{status}")
                self.assertEqual(self.refusal("shares")[0], NO_ACCESS)
                self.assertEqual(self.password, "open")
                self.assertEqual((self.extra_path / "calls").read_text(), "called\n")

    def test_refused_is_refused(self):
        self.start()
        self.play_net("Connection failed: NT_STATUS_LOGON_FAILURE")
        self.assertEqual(self.refusal("shares")[0], NO_ACCESS)
        self.assertEqual(self.password, "refused")


class Times(Answers):
    def booted(self):
        return int(self.answer("identity")[5])

    def test_counted(self):
        self.machine.down = (NOW - 3 * DAY - 60 + EPOCH) * 10**7
        self.start()
        self.assertEqual(self.booted(), NOW - 3 * DAY)

    def test_counted_once_around(self):
        """After 49.7 days the count begins anew; when it went down says which of them it is."""
        self.machine.up = 50 * DAY
        self.machine.down = (NOW - 50 * DAY - 60 + EPOCH) * 10**7
        self.start()
        self.assertAlmostEqual(self.booted(), NOW - 50 * DAY, delta=1)

    def test_written_wrong(self):
        for ticks in (0, 2**64 - 1, 1):
            with self.subTest(ticks=ticks):
                self.machine.down = ticks
                if not hasattr(self, "address"):
                    self.start()
                self.assertEqual(self.booted(), NOW - 3 * DAY)


class Ends(Answers):
    """A program that is killed while Samba's program is at work leaves nothing of it behind."""

    def play_hanging_net(self):
        """Returns the file into which it writes who it is, and what it may do."""
        folder = self.folder / "played"
        folder.mkdir()
        (folder / "net").write_text(
            f"#!/bin/sh\n(echo $$; echo $PPID; ulimit -c; cat <&3) > {folder}/told.new\n"
            f"mv {folder}/told.new {folder}/told\nexec sleep 1000\n")
        (folder / "net").chmod(0o755)
        self.extra_path = folder
        return folder / "told"

    def wait(self, look, what):
        for _ in range(int(rpc_case.PATIENCE) * 20):
            if look():
                return
            time.sleep(0.05)
        self.fail("waited for " + what)

    def is_there(self, pid):
        """One that nobody has asked about yet is dead, too."""
        try:
            return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except FileNotFoundError:
            return False

    def hang(self):
        """(the program that asks, the worker, Samba's program)"""
        told = self.play_hanging_net()
        self.start()
        asking = subprocess.Popen([rpc_case.ASK, self.address, "smsadmin", "shares"],
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env=self.environment())
        self.addCleanup(asking.wait)
        self.addCleanup(asking.kill)
        asking.stdin.write(rpc_case.PASSWORD.encode() + b"\n")
        asking.stdin.close()
        self.wait(told.exists, "Samba's program")
        net, worker, limit, secret = told.read_text().split("\n")[:4]
        self.assertEqual(secret, rpc_case.PASSWORD)
        # The one number that forbids a core also where the system hands it to a program.
        limits = pathlib.Path(f"/proc/{net}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +1 +1 ")
        for pid in (net, worker):
            self.assertNotIn(rpc_case.PASSWORD.encode(),
                             pathlib.Path(f"/proc/{pid}/cmdline").read_bytes())
        return asking, int(worker), int(net)

    def check_gone(self, *pids):
        for pid in pids:
            self.wait(lambda pid=pid: not self.is_there(pid), f"the end of {pid}")

    def test_with_who_asks(self):
        asking, worker, net = self.hang()
        self.assertTrue(self.is_there(worker) and self.is_there(net))
        asking.send_signal(signal.SIGKILL)
        self.check_gone(worker, net)

    def test_with_its_worker(self):
        asking, worker, net = self.hang()
        os.kill(worker, signal.SIGKILL)
        self.check_gone(net)
        self.assertEqual(asking.wait(rpc_case.PATIENCE), 1)


def must_skip():
    try:
        import samba  # noqa: F401
    except ImportError:
        return "python3-samba is not installed"
    return smb_case.must_skip()


if __name__ == "__main__":
    why = must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
