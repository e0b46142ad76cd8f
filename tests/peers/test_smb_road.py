# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run whose machines are reached over SMB: checks, copies and the list for the preload tool go to
real servers; passwords are asked once, and nothing is written before somebody said which box it is."""

import contextlib
import os
import pty
import select
import signal
import sys
import time

import smb_case
from smb_case import PASSWORD, has_mark
from patience import PATIENCE


class SmbRoad(smb_case.SmbCase):
    def assert_same(self):
        for path in self.source.iterdir():
            twin = self.target / path.name
            self.assertEqual(path.read_bytes(), twin.read_bytes(), path)
            self.assertEqual(path.stat().st_mtime_ns // 1_000_000,
                             twin.stat().st_mtime_ns // 1_000_000, path)
        self.assertEqual({path.name for path in self.target.iterdir()},
                         {path.name for path in self.source.iterdir()})

    def test_road(self):
        self.start_servers(source=("protocol=NT1",))
        run = self.start_smb_run(source__smb1="yes")
        status, said, asked = self.talk("run", run, "P1")
        self.assertEqual(status, 0, said)
        self.assertEqual(asked, 1, said)
        self.assertIn("127.0.0.1", said)
        self.assert_same()
        for path in self.target.glob("*.PCK"):
            self.assertTrue(has_mark(path), path)
        self.assertFalse(has_mark(self.target / "notes ä.txt"))
        self.check_probes(run)
        self.check_setup(run)
        self.check_record(run)

    def check_probes(self, run):
        status, said, asked = self.talk("run", run, "W2", passwords=(PASSWORD, PASSWORD))
        self.assertEqual((status, asked), (0, 0), said)
        batch = (self.folder / "to/E/SMSTools/preload.bat").read_text()
        for i in range(6):
            self.assertIn(f"C01000{i + 10}", batch)

    def check_setup(self, run):
        status, said, asked = self.talk("run", run, "P3")
        self.assertEqual((status, asked), (0, 0), said)
        self.assertEqual((self.folder / "to/E/SMSTools/setup/BIN/setup.exe").read_bytes(), b"MZ")

    def check_record(self, run):
        journal = self.call("journal", run, "--json").out
        self.assertNotIn(PASSWORD, journal)
        events = self.call("journal", run, "--json").of_type("event")
        known = [event for event in events if event["what"] == "machine-known"]
        self.assertEqual(len(known), 1, known)
        self.assertEqual(known[0]["facts"]["confirmed"], "person")
        self.assertEqual(known[0]["facts"]["address"], "127.0.0.1")
        written = [event["sequence"] for event in events
                   if event["what"] == "action-started" and event.get("step") == "P1"]
        self.assertGreater(min(written), known[0]["sequence"])

    def test_nothing_is_written_to_a_box_that_nobody_knows(self):
        self.start_servers()
        run = self.start_smb_run()
        status, said, asked = self.talk("run", run, "P1", answer="no")
        self.assertNotEqual(status, 0, said)
        self.assertEqual(asked, 1, said)
        self.assertIn("Nobody confirmed", said)
        self.assertEqual(list(self.target.iterdir()), [])
        self.assertEqual(self.step(run, "P1")["status"], "failed")
        # Looking is no writing.
        self.assertEqual(self.talk("run", run, "W2", answer="no")[2], 0)

    def test_wrong_password_is_tried_once(self):
        self.start_servers()
        run = self.start_smb_run()
        status, said, _ = self.talk("run", run, "P1", passwords=("Wr0ng-word", PASSWORD))
        self.assertNotEqual(status, 0, said)
        self.assertEqual(self.log_ons("from")[1], 1, said)
        self.assertNotIn("Wr0ng-word", self.call("journal", run, "--json").out)
        self.assertEqual(list(self.target.iterdir()), [])

    def test_asked_again_at_the_next_start(self):
        """Whoever did not know a password yesterday may know it today."""
        self.start_servers()
        run = self.start_smb_run()
        status, said, _ = self.talk("run", run, "P1", passwords=())
        self.assertNotEqual(status, 0, said)
        self.assertEqual(list(self.target.iterdir()), [])
        status, said, _ = self.talk("run", run, "P1")
        self.assertEqual(status, 0, said)
        self.assert_same()

    def test_only_smb_1_is_told(self):
        self.start_servers(source=("protocol=NT1",))
        run = self.start_smb_run()
        status, said, _ = self.talk("run", run, "P1")
        self.assertNotEqual(status, 0, said)
        self.assertIn("SMB 1", said)
        self.assertEqual(list(self.target.iterdir()), [])

    def test_server_that_is_gone(self):
        self.start_servers()
        self.ports["new"] = 9
        run = self.start_smb_run()
        status, said, _ = self.talk("run", run, "P1")
        self.assertNotEqual(status, 0, said)
        self.assertIn(self.step(run, "P1")["status"], ("failed", "stopped"))

    def test_share_of_a_folder(self):
        """An account that E$ does not let in."""
        self.start_servers()
        run = self.start_smb_run(
            new__smb_user="tech", source__smb_user="tech",
            **{"new__share.1": "E:\\smspkg = smspkg", "source__share.1": "D:\\smspkg = smspkg"})
        status, said, asked = self.talk("run", run, "P1")
        self.assertEqual((status, asked), (0, 1), said)
        self.assert_same()

    def test_changes_since_come_over(self):
        self.start_servers()
        run = self.start_smb_run()
        self.assertEqual(self.talk("run", run, "P1")[0], 0)
        (self.source / "C0100010.PCK").write_bytes(os.urandom(5000))
        (self.source / "C0100099.PCK").write_bytes(os.urandom(100))
        status, said, asked = self.talk("run", run, "C1")
        self.assertEqual((status, asked), (0, 0), said)
        self.assert_same()
        self.assertTrue(has_mark(self.target / "C0100010.PCK"))

    def test_reach_tries_the_files(self):
        self.start_servers(source=("protocol=NT1",))
        status, said, _ = self.talk("reach", self.write_plan(source__smb1="yes"))
        self.assertRegex(said, r"(?m)^new +\S+ +E:\\ is there, with \d+ entries")
        self.assertRegex(said, r"(?m)^source +\S+ +D:\\ is there, with \d+ entries")
        status, said, _ = self.talk("reach", self.write_plan())
        self.assertEqual(status, 1, said)
        self.assertIn("SMB 1", said)
        status, said, _ = self.talk("reach", self.write_plan(source__smb1="yes"),
                                    passwords=(PASSWORD, "Wr0ng-word"))
        self.assertEqual(status, 1, said)
        self.assertNotIn("Wr0ng-word", said)

    def test_killed_in_the_middle(self):
        self.start_servers()
        for i in range(3):
            (self.source / f"C01001{i}0.PCK").write_bytes(os.urandom(1 << 20) * 60)
        run = self.start_smb_run()
        self.kill_while_copying(run)
        status, said, asked = self.talk("run", run, "P1", "--confirm")
        self.assertEqual((status, asked), (0, 0), said)
        self.assert_same()

    def kill_while_copying(self, run):
        reading, writing = os.pipe()
        os.write(writing, f"{PASSWORD}\n{PASSWORD}\n".encode())
        os.close(writing)
        os.set_inheritable(reading, True)
        child, terminal = pty.fork()
        if child == 0:
            os.execvpe(self.command(["x"])[0],
                       self.command(["run", "--password-fd", reading, run, "P1"]),
                       self.environment())
        os.close(reading)
        os.write(terminal, b"yes\n")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if select.select([terminal], [], [], 0.01)[0]:
                    os.read(terminal, 65536)
            sizes = [path.stat().st_size for path in self.target.iterdir()]
            if sum(sizes) > 20 << 20:
                break
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


if __name__ == "__main__":
    reason = smb_case.must_skip()
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(77)
    smb_case.cli_case.main()
