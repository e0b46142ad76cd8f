#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a copy, at moments nobody chose and in the middle of a large file, and lets the next
program go on: in the end every file is right, nothing is left over, and the large file was not
copied again as a whole."""

import filecmp
import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.join(os.environ.get("RESITE_BUILD_ROOT", ""), "tests/fault/copy-driver")
ROUNDS = int(os.environ.get("RESITE_TEST_KILLS", "15"))
MIB = 1024 * 1024
MARK = 64 * MIB


def write_large(path, size, seed):
    """Different everywhere and yet quickly made: some bytes now and then, holes between."""
    chance = random.Random(seed)
    with open(path, "wb") as file:
        file.truncate(size)
        for place in range(0, size - 4096, 3 * MIB // 2 + 17):
            file.seek(place)
            file.write(chance.randbytes(4096))


class CopyKill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data, self.source, self.target = (
            os.path.join(folder.name, name) for name in ("data", "source", "target"))
        for path in (self.data, self.source, self.target):
            os.mkdir(path)
        self.random = random.Random(20261122)

    def start(self):
        return subprocess.Popen([PROGRAM, self.data, self.source, self.target], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def kill(self, program):
        """What it said; None when it came to its end before."""
        program.send_signal(signal.SIGKILL)
        output, errors = program.communicate()
        self.assertIn(program.returncode, (-signal.SIGKILL, 0), errors)
        return output if program.returncode != 0 else None

    def finish(self):
        program = self.start()
        output, errors = program.communicate(timeout=200)
        self.assertEqual(program.returncode, 0, output + errors)
        self.assertEqual(errors, "")
        lines = output.splitlines()
        states = {line.split()[2]: line.split()[1] for line in lines if line.startswith("item ")}
        resumed = [line.split()[1] for line in lines if line.startswith("resumed_bytes ")]
        return states, int(resumed[0])

    def parts(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.target)
                for name in names if name.startswith(".resite-")]

    def kill_beyond(self, size):
        """Kills it when more than @size bytes of the large file have been written."""
        program = self.start()
        self.addCleanup(program.kill)
        until = time.monotonic() + 120
        while time.monotonic() < until and program.poll() is None:
            if any(os.path.getsize(part) > size for part in self.parts()):
                break
            time.sleep(0.002)
        self.assertIsNotNone(self.kill(program), "the copy was over before it could be killed")

    def assert_right(self):
        for folder, _, names in os.walk(self.source):
            for name in names:
                source = os.path.join(folder, name)
                target = os.path.join(self.target, os.path.relpath(source, self.source))
                with self.subTest(source):
                    self.assertTrue(filecmp.cmp(source, target, shallow=False))
                    self.assertEqual(os.stat(source).st_mtime_ns // 1000,
                                     os.stat(target).st_mtime_ns // 1000)
                    writable = os.stat(source).st_mode & 0o222 and not name.endswith(".PCK")
                    self.assertEqual(bool(os.stat(target).st_mode & stat.S_IWUSR), bool(writable))
        self.assertEqual(self.parts(), [])

    def test_large_file_goes_on(self):
        large = os.path.join(self.source, "S0100001.PCK")
        write_large(large, 4 * MARK + 12345, 1)
        os.utime(large, ns=(1079431123456789000, 1079431123456789000))
        old = os.path.join(self.target, "S0100001.PCK")
        with open(old, "wb") as file:
            file.write(b"an older version")
        os.chmod(old, 0o444)

        self.kill_beyond(2 * MARK + MIB)
        self.assertEqual(len(self.parts()), 1)
        self.assertEqual(os.path.getsize(old), 16)
        self.kill_beyond(3 * MARK + MIB)
        states, resumed = self.finish()
        self.assertEqual(states, {"S0100001.PCK": "resumed"})
        self.assertEqual(resumed, 3 * MARK)
        self.assert_right()

        states, resumed = self.finish()
        self.assertEqual(states, {"S0100001.PCK": "unchanged"})
        self.assertEqual(resumed, 0)

    def test_bytes_that_rotted_meanwhile(self):
        write_large(os.path.join(self.source, "large"), 2 * MARK + 9, 2)
        self.kill_beyond(MARK + MIB)
        with open(self.parts()[0], "r+b") as file:
            file.seek(5 * MIB + 1)
            file.write(b"rot")
        states, resumed = self.finish()
        self.assertEqual(states, {"large": "copied"})
        self.assertEqual(resumed, 0)
        self.assert_right()

    def make_tree(self):
        for number in range(400):
            folder = os.path.join(self.source, f"folder-{number % 9}")
            os.makedirs(folder, exist_ok=True)
            path = os.path.join(folder, f"file-{number}")
            with open(path, "wb") as file:
                file.write(self.random.randbytes(self.random.choice([0, 1, 700, 60000])))
            if number % 5 == 0:
                os.chmod(path, 0o444)
        for number in range(3):
            write_large(os.path.join(self.source, f"S010000{number}.PCK"), 90 * MIB + number, number)

    def test_killed_at_any_moment(self):
        self.make_tree()
        killed = 0
        for number in range(ROUNDS):
            program = self.start()
            self.addCleanup(program.kill)
            time.sleep(self.random.uniform(0.01, 0.35))
            killed += self.kill(program) is not None
            for folder, _, names in os.walk(self.target):
                for name in names:
                    if not name.startswith(".resite-"):
                        self.assert_complete(os.path.join(folder, name))
        self.assertGreater(killed, 0)
        states, _ = self.finish()
        self.assertEqual(len(states), 403)
        self.assertEqual(set(states.values()) - {"copied", "unchanged", "resumed"}, set())
        self.assert_right()
        states, _ = self.finish()
        self.assertEqual(set(states.values()), {"unchanged"})

    def assert_complete(self, target):
        """What has its own name is whole, at every moment."""
        source = os.path.join(self.source, os.path.relpath(target, self.target))
        self.assertEqual(os.path.getsize(source), os.path.getsize(target))
        if os.path.getsize(source) < MIB:
            self.assertTrue(filecmp.cmp(source, target, shallow=False), target)


if __name__ == "__main__":
    if not os.path.exists(PROGRAM):
        print("copy-driver is not built", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
