# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares and NTFS permissions over SMB against a real server, which is looked at with Samba's own tools:
what is compared, reset, moved and deleted, and what is not."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))

import aside_case  # noqa: E402
import cli_case  # noqa: E402
import smb_case  # noqa: E402
from aside_case import BUILT, PACKAGES  # noqa: E402
from smb_case import PASSWORD  # noqa: E402
from patience import PATIENCE  # noqa: E402

MODEL = ("ACL:S-1-5-32-544:ALLOWED/OI|CI/FULL,ACL:S-1-5-32-545:ALLOWED/OI|CI/READ,"
         "ACL:smsadmin:ALLOWED/OI|CI/FULL")
CLOSED = "ACL:S-1-5-32-544:ALLOWED/OI|CI/FULL,ACL:smsadmin:ALLOWED/OI|CI/FULL"


def free_address():
    """Permissions can be asked for on port 445 alone, so the address is one of our own."""
    for number in range(200):
        address = f"127.{(os.getpid() >> 8) % 200 + 40}.{os.getpid() % 256}.{number + 2}"
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, 445))
                return address
            except OSError:
                continue
    raise OSError("no address is free")


class Permissions(smb_case.SmbCase):
    WORDS = ()

    def setUp(self):
        super().setUp()
        # Here the server is its users, and they have to get through.
        self.folder.chmod(0o755)
        self.address = free_address()
        self.start_server("box", "acl=yes", f"address={self.address}", "port=445", *self.WORDS)
        self.drive = self.folder / "box/E"
        aside_case.make_folders(self.drive)
        for path in self.drive.rglob("*"):
            path.chmod(0o777 if path.is_dir() else 0o666)
        self.set(f"SMSPKGE$/{BUILT}", MODEL)

    # Samba's own tools.

    def cacls(self, name, *words):
        done = subprocess.run(["smbcacls", f"//{self.address}/E$", name, "-U", f"smsadmin%{PASSWORD}",
                               "--option=client min protocol=NT1", "--numeric", *words],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return sorted(line.split(":", 1)[1] for line in done.stdout.splitlines()
                      if line.startswith("ACL:"))

    def set(self, name, entries):
        done = subprocess.run(["smbcacls", f"//{self.address}/E$", name, "-U", f"smsadmin%{PASSWORD}",
                               "--option=client min protocol=NT1", "-S", entries],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    # Ours.

    def password(self):
        reading, writing = os.pipe()
        os.write(writing, f"{PASSWORD}\n".encode() * 8)
        os.close(writing)
        return reading

    def call_in(self, *arguments, status=0):
        words = 2 if arguments[0] == "check" else 1
        file = self.password()
        try:
            done = subprocess.run(
                self.command([*arguments[:words], "--password-fd", file, *arguments[words:]]),
                stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self.environment(),
                cwd=self.folder, timeout=PATIENCE, check=False, pass_fds=(file,))
        finally:
            os.close(file)
        result = cli_case.Result(arguments, done.returncode, done.stdout, done.stderr)
        self.assertNotIn("CRITICAL", result.err)
        self.assertNotIn(PASSWORD, result.out + result.err)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def url(self, user="smsadmin"):
        return f"smb://{user}@{self.address}"

    def check(self, *options, user="smsadmin", status=None):
        base = self.url(user) + "/E$"
        return self.call_in("check", "permissions", base + "/SMSPKGE$_OLD",
                            f"{base}/SMSPKGE$/{BUILT}", "--json", *options, status=status)

    def verdicts(self, *options):
        return {entry["name"]: entry["verdict"]
                for entry in self.check(*options).of_type("check")}

    def begin(self, folders="all"):
        self.ports = {"new": 445}
        plan = self.write_plan(new__files=f"smb://{self.address}", new__drive_D=None,
                               new__smb1="yes")
        self.id = self.start_run(plan, "--runbook",
                                 aside_case.write_runbook(self.folder, folders))

    def go(self, step, status=0):
        return self.call_in("run", self.id, step, "--json", status=status)

    def done(self, step):
        self.go(step, None)
        self.assertEqual(self.statuses(self.id)[step], "done")

    def left(self):
        return sorted(path.name for path in (self.drive / "SMSPKGE$_OLD").iterdir())


class Server(Permissions):
    def test_compared(self):
        self.set("SMSPKGE$_OLD/C0100011", MODEL)
        result = self.check(status=1)
        found = {entry["name"]: entry for entry in result.of_type("check")}
        self.assertEqual(found["C0100011"]["verdict"], "ok")
        self.assertEqual(found["C0100012"]["verdict"], "failed")
        self.assertIn("Users: is missing, should be: may read and run only",
                      found["C0100012"]["message"])
        self.assertIn("OTHERSERVER\\smsadmin: Full Control", found["C0100011"]["is"])

    def test_shares(self):
        result = self.call_in("check", "shares", self.url(), "--json")
        self.assertEqual({entry["name"] for entry in result.of_type("check")},
                         {"E$", "SMSPKGE$", "smspkg", "public", "look", "full"})
        self.call_in("check", "shares", self.url(), "smspkge$")
        self.call_in("check", "shares", self.url(), "NOBODY$", status=1)
        # Where a share leads SMB does not tell.
        result = self.call_in("check", "shares", self.url(), "SMSPKGE$", "--path", "E:\\SMSPKGE$",
                              "--json", status=1)
        self.assertEqual(result.of_type("check")[0]["verdict"], "unknown")

    def test_nobody_there(self):
        address = free_address()
        result = self.call_in("check", "shares", f"smb://smsadmin@{address}", "--json", status=1)
        self.assertEqual(result.of_type("check")[0]["verdict"], "unknown")
        self.assertIn(address, result.of_type("check")[0]["message"])

    def test_no_right_to_the_share(self):
        result = self.check(user="tech")
        self.assertNotEqual(result.status, 0)
        self.assertIn("no right", result.out + result.err)

    def test_all_the_way(self):
        model = self.cacls(f"SMSPKGE$/{BUILT}")
        (self.drive / "SMSPKGE$_OLD/C0100011/setup.exe").chmod(0o444)
        self.begin()
        self.go("W1")
        self.go("W2")
        for package in PACKAGES[1:]:
            self.assertEqual(self.cacls(f"SMSPKGE$_OLD/{package}"), model)
            below = self.cacls(f"SMSPKGE$_OLD/{package}/sub/data.cab")
            self.assertEqual({entry.split(":", 1)[0] for entry in below},
                             {entry.split(":", 1)[0] for entry in model})
            self.assertNotIn("/0x00000000", " ".join(below))
        self.assertEqual(self.verdicts()["C0100012"], "ok")
        self.go("W3")
        self.assertEqual(self.left(), [BUILT])
        self.assertEqual(self.cacls("SMSPKGE$/C0100012"), model)
        self.assertEqual((self.drive / "SMSPKGE$/C0100012/sub/data.cab").read_text(),
                         "more of C0100012")
        self.go("R3")
        self.assertFalse((self.drive / "SMSPKGE$_OLD").exists())
        self.assertEqual((self.drive / f"SMSPKGE$/{BUILT}/install.cmd").read_text(),
                         "unpacked by SMS")

    def test_selected_only(self):
        before = self.cacls("SMSPKGE$_OLD/C0100011")
        self.begin("C0100012")
        self.go("W2")
        self.assertEqual(self.cacls("SMSPKGE$_OLD/C0100011"), before)
        self.assertEqual(self.cacls("SMSPKGE$_OLD/C0100012"), self.cacls(f"SMSPKGE$/{BUILT}"))

    def test_model_without_administrators(self):
        self.set(f"SMSPKGE$/{BUILT}", "ACL:smsadmin:ALLOWED/OI|CI/FULL")
        before = self.cacls("SMSPKGE$_OLD/C0100011")
        self.begin()
        result = self.go("W2", 1)
        self.assertIn("lock you out", result.out + result.err)
        self.assertEqual(self.cacls("SMSPKGE$_OLD/C0100011"), before)

    def test_name_that_exists(self):
        there = self.drive / "SMSPKGE$/C0100011"
        there.mkdir()
        there.chmod(0o777)
        self.begin()
        self.go("W3", 1)
        self.assertEqual(self.left(), ["C0100010", "C0100011"])
        self.assertEqual(list(there.iterdir()), [])
        there.rmdir()
        self.done("W3")
        self.assertEqual(self.left(), [BUILT])

    def test_another_folder_left(self):
        self.begin()
        self.go("W3")
        stranger = self.drive / "SMSPKGE$_OLD/letters"
        stranger.mkdir()
        (stranger / "letter.txt").write_text("mine")
        result = self.go("R3", 1)
        self.assertIn("letters", result.out)
        self.assertEqual(self.left(), [BUILT, "letters"])
        self.assertTrue((self.drive / f"SMSPKGE$_OLD/{BUILT}/setup.exe").exists())

    def test_killed_while_it_moves(self):
        old = self.drive / "SMSPKGE$_OLD"
        names = [f"C01001{i:02X}" for i in range(60)]
        for name in names:
            (old / name).mkdir()
            (old / name).chmod(0o777)
            (old / name / "file").write_text(name)
        self.begin()
        file = self.password()
        process = subprocess.Popen(
            self.command(["run", "--password-fd", file, self.id, "W3"]), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment(),
            cwd=self.folder, pass_fds=(file,))
        os.close(file)
        deadline = time.monotonic() + PATIENCE
        while not (self.drive / "SMSPKGE$" / names[3]).exists():
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(process.poll(), "it ended before it was killed")
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.done("W3")
        self.assertEqual(self.left(), [BUILT])
        for name in names:
            self.assertEqual((self.drive / "SMSPKGE$" / name / "file").read_text(), name)
        self.assertEqual(len(list((self.drive / "SMSPKGE$").iterdir())), len(names) + 3)


class OldServer(Permissions):
    WORDS = ("protocol=NT1",)

    def test_said_and_allowed(self):
        result = self.check()
        self.assertNotEqual(result.status, 0)
        self.assertIn("only speaks SMB 1", result.out + result.err)
        self.assertEqual(self.verdicts("--smb1")["C0100012"], "failed")
        result = self.call_in("check", "shares", self.url(), "--json", status=1)
        self.assertIn("only speaks SMB 1", result.of_type("check")[0]["message"])
        self.call_in("check", "shares", self.url(), "SMSPKGE$", "--smb1")

    def test_reset_and_moved(self):
        model = self.cacls(f"SMSPKGE$/{BUILT}")
        self.begin()
        self.go("W2")
        self.assertEqual(self.cacls("SMSPKGE$_OLD/C0100011"), model)
        self.go("W3")
        self.assertEqual(self.left(), [BUILT])


if __name__ == "__main__":
    reason = smb_case.must_skip()
    if reason is None and shutil.which("smbcacls") is None:
        reason = "smbcacls is not installed"
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(77)
    cli_case.main()
