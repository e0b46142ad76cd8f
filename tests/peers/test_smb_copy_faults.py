#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies over lines that are cut, hang or flip bits, to disks that are full, with servers that die
and come back, and with passwords that are wrong: what is told is true, and the next run, if this one
could not, makes it right."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

from smb_copy_case import SmbCopyCase, is_there

from copy_case import GOOD, MIB, SEED, count_of, main
from copy_tree import ARCHIVE, READ_ONLY, blob, files
from patience import PATIENCE

CUTS = count_of("RESITE_TEST_SMB_CUTS", 2)


class FaultCase(SmbCopyCase):
    FAULTY = "target"

    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)

    def make(self, large=24 * MIB):
        for number in range(40):
            folder = self.source / f"folder {number % 3}"
            folder.mkdir(exist_ok=True)
            (folder / f"file-{number}").write_bytes(
                self.chance.randbytes(self.chance.choice((0, 100, 5000, 300_000))))
        (self.source / "large").write_bytes(self.chance.randbytes(large))

    def assert_true(self, states):
        """What was told to be there is there."""
        for name, state in states.items():
            if state in GOOD:
                self.assertEqual((self.target / name).read_bytes(),
                                 (self.source / name).read_bytes(), name)

    def finish_right(self):
        for _ in range(3):
            states, result = self.copy(status=None)
            self.assert_true(states)
            if result.status == 0:
                break
        self.assertEqual(result.status, 0, result)
        self.check()

    def run_over(self, **faults):
        line = self.line(self.FAULTY, **faults)
        self.make()
        states, result = self.copy(status=None)
        self.assertIn(result.status, (0, 1, 2), result)
        if result.status == 0:
            self.check()
        else:
            self.assertTrue(result.err or "failed" in states.values(), result)
            self.assert_true(states)
        line.set()
        self.finish_right()


class BadLines:
    def test_cut(self):
        for number in range(CUTS):
            faults = {"cut": self.chance.choice(("rst", "fin")),
                      "cut_after": int(10 ** self.chance.uniform(2, 7)),
                      "skip": self.chance.randrange(3), "only": self.chance.randrange(4, 8)}
            with self.subTest(seed=SEED, number=number, **faults):
                self.go_to(f"cut-{number}")
                self.run_over(**faults)

    def test_line_that_comes_back(self):
        """The server cannot be reached for some seconds: nobody has to start the copy again."""
        line = self.line(self.FAULTY, rate=6 * MIB)
        self.make()
        process = self.start_copy("--jobs", "2")
        self.wait_for(lambda: process.poll() is not None or files(self.target))
        line.set(refuse=1, cut="rst", cut_after=1)
        time.sleep(3)
        line.set()
        states, _, err = self.finish(process)
        self.assertEqual(set(states.values()) - GOOD, set(), err)
        self.check()

    def test_line_that_hangs(self):
        line = self.line(self.FAULTY)
        self.make()
        line.set(cut="hang", cut_after=200_000, only=2)
        states, result = self.copy(status=None)
        self.assert_true(states)
        line.set()
        self.finish_right()

    def test_an_end_while_the_line_hangs(self):
        """Nobody has to wait for a server that does not answer any more."""
        line = self.line(self.FAULTY, rate=4 * MIB)
        self.make()
        process = self.start_copy()
        self.wait_for(lambda: process.poll() is not None or files(self.target))
        line.set(blackhole=1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.fail("it goes on waiting")
        self.assertGreater(process.returncode, 0)
        line.set()
        self.finish_right()


class ToServerFaults(BadLines, FaultCase):
    def test_flipped_bit(self):
        """A bit that is another on the server is found, since all is read again."""
        for number in range(CUTS):
            place = self.chance.randrange(4000, 20 * MIB)
            with self.subTest(seed=SEED, number=number, place=place):
                self.go_to(f"flip-{number}")
                self.run_over(corrupt_sent_at=place, only=3)

    def test_share_nobody_may_write_to(self):
        self.make()
        words = self.copy_words()
        words = [word.replace("/smspkg/", "/look/") if str(word).startswith("smb:") else word
                 for word in words]
        before = files(self.server.path("look"))
        result = self.call(*words, status=None)
        self.assertIn(result.status, (1, 2))
        self.assertRegex(result.out + result.err, "ccess|denied")
        self.assertEqual(files(self.server.path("look")), before)

    def test_two_names_that_differ_in_case(self):
        (self.source / "Setup.exe").write_bytes(b"one")
        (self.source / "SETUP.EXE").write_bytes(b"other")
        (self.source / "else").write_bytes(b"else")
        states, result = self.copy(status=1)
        self.assertEqual(sorted(states.values()), ["copied", "copied", "failed"])
        failed = next(item for item in result.of_type("item") if item["state"] == "failed")
        self.assertIn("case", failed["message"])
        states.pop("else")
        kept = next(name for name, state in states.items() if state == "copied")
        self.assertEqual((self.target / kept).read_bytes(), (self.source / kept).read_bytes())
        self.assertEqual(files(self.target), {kept, "else"})

    def test_file_of_another_case_is_replaced(self):
        (self.source / "setup.exe").write_bytes(b"new")
        (self.target / "SETUP.EXE").write_bytes(b"old one")
        self.copy()
        found = files(self.target)
        self.assertEqual({name.lower() for name in found}, {"setup.exe"})
        self.assertEqual([(self.target / name).read_bytes() for name in found], [b"new"])
        self.assertEqual(self.strays(), [])

    def test_wrong_password_is_tried_once(self):
        self.make()
        before = len(self.server.log_ons())
        self.password = "Wr0ng.2003"
        result = self.call(*self.copy_words("--jobs", "8"), status=None)
        self.assertIn(result.status, (1, 2))
        self.assertIn("password", result.err)
        tries = self.server.log_ons()[before:]
        self.assertEqual(tries, ["NT_STATUS_WRONG_PASSWORD"])
        self.assertEqual(files(self.target), set())

    def test_names(self):
        names = ["smspkgE$", "a blank", " leading", "%41", "100%", "a+b", "semi;colon", "ümläut",
                 "文件", "n" * 255, "ม" * 85, "café", "cafe\u0301", "\U0001f600", "it's", "#1", "&",
                 "~1", "@", "=", "[x]", "{y}", "^", "!", "a.b.c", ".dot", "COM10", "-rf"]
        for name in names:
            (self.source / name).mkdir()
            (self.source / name / name).write_bytes(name.encode())
        states, _ = self.copy()
        self.assertEqual(states, {f"{name}/{name}": "copied" for name in names})
        self.check()


class FromServerFaults(BadLines, FaultCase):
    FROM, TO, FAULTY = "SMSPKGE$", "desk", "source"

    test_line_that_hangs = None


class FromSigningServer(FaultCase):
    """Where the server signs, no bit can be another without being noticed."""

    FROM, TO, FAULTY = "SMSPKGE$", "desk", "source"
    WORDS = ("full=0", "signing=mandatory")

    def test_flipped_bit(self):
        for number in range(CUTS):
            place = self.chance.randrange(4000, 20 * MIB)
            with self.subTest(seed=SEED, number=number, place=place):
                self.go_to(f"flip-{number}")
                self.run_over(corrupt_at=place, only=3)


class OldServerFaults(BadLines, FaultCase):
    PROTOCOL = "NT1"

    test_line_that_comes_back = test_line_that_hangs = None
    test_an_end_while_the_line_hangs = None

    def test_it_has_to_be_allowed(self):
        self.make()
        words = [word for word in self.copy_words() if word != "--smb1"]
        result = self.call(*words, status=2)
        self.assertIn("SMB 1", result.err)
        self.assertEqual(files(self.target), set())


class FullShare(FaultCase):
    TO, WORDS = "full", ("full=8m",)

    def setUp(self):
        super().setUp()
        if not os.path.ismount(self.server.path("full")):
            self.skipTest("no small disk can be mounted here")

    def test_what_fits_gets_there(self):
        old = self.target / "too large"
        old.write_bytes(b"the old one")
        os.setxattr(old, "user.DOSATTRIB", blob(READ_ONLY | ARCHIVE))
        (self.source / "too large").write_bytes(self.chance.randbytes(20 * MIB))
        for name in ("a small one", "z small one"):
            (self.source / name).write_bytes(self.chance.randbytes(200_000))
        states, result = self.copy(status=1)
        self.assertEqual(states, {"too large": "failed", "a small one": "copied",
                                  "z small one": "copied"})
        failed = next(item for item in result.of_type("item") if item["state"] == "failed")
        self.assertIn("space", failed["message"])
        self.assertEqual(old.read_bytes(), b"the old one")
        self.assertEqual(self.strays(), [])
        self.assert_true(states)

    def test_it_fills_up_on_the_way(self):
        for number in range(12):
            (self.source / f"file-{number:02}").write_bytes(self.chance.randbytes(MIB))
        states, _ = self.copy(status=1)
        self.assertEqual(set(states.values()), {"copied", "failed"})
        self.assert_true(states)
        self.assertEqual(self.strays(), [])
        for number in range(6):
            (self.source / f"file-{number:02}").unlink()
            (self.target / f"file-{number:02}").unlink(missing_ok=True)
        self.copy()
        self.check()

    def tearDown(self):
        shutil.rmtree(self.target, ignore_errors=True)


class DyingServer(FaultCase):
    def test_killed_and_started_again(self):
        """While the copy runs; it goes on by itself."""
        self.make(large=60 * MIB)
        line = self.line("target", rate=20 * MIB)
        process = self.start_copy("--jobs", "2")
        self.wait_for(lambda: process.poll() is not None or files(self.target))
        self.server.stop()
        time.sleep(1)
        self.server.restart()
        line.set()
        states, _, err = self.finish(process)
        self.assertEqual(set(states.values()) - GOOD, set(), err)
        self.check()


if __name__ == "__main__":
    if not is_there():
        print("a file server of one's own needs root", file=sys.stderr)
        sys.exit(77)
    print("seed", SEED, flush=True)
    main()
