#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a copy in the middle of a large file and lets the next program go on: in the end it is
right, nothing is left over, and it was not copied again as a whole."""

import filecmp
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

from copy_case import MIB, let_rest, put_large, recorded
from patience import PATIENCE

PROGRAM = os.path.join(os.environ.get("RESITE_BUILD_ROOT", ""), "tests/fault/copy-driver")
MARK = 64 * MIB


class CopyKill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data, self.source, self.target = (
            os.path.join(folder.name, name) for name in ("data", "source", "target"))
        for path in (self.data, self.source, self.target):
            os.mkdir(path)

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
        output, errors = program.communicate(timeout=2 * PATIENCE)
        self.assertEqual(program.returncode, 0, output + errors)
        self.assertEqual(errors, "")
        lines = output.splitlines()
        states = {line.split()[2]: line.split()[1] for line in lines if line.startswith("item\t")}
        resumed = [line.split()[1] for line in lines if line.startswith("resumed_bytes ")]
        return states, int(resumed[0])

    def parts(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.target)
                for name in names if name.startswith(".resite-")]

    def kill_beyond(self, name, size):
        """Kills it when @size bytes of the file are on record. How many then are."""
        program = self.start()
        self.addCleanup(program.kill)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and program.poll() is None:
            if recorded(self.data, name) >= size:
                break
            time.sleep(0.002)
        self.assertIsNotNone(self.kill(program), "the copy was over before it could be killed")
        on_record = recorded(self.data, name)
        self.assertGreaterEqual(on_record, size)
        return on_record

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
        put_large(large, 6 * MARK + 12345, 1)
        os.utime(large, ns=(1079431123456789000, 1079431123456789000))
        let_rest(large)
        old = os.path.join(self.target, "S0100001.PCK")
        with open(old, "wb") as file:
            file.write(b"an older version")
        os.chmod(old, 0o444)

        self.kill_beyond("S0100001.PCK", 2 * MARK)
        self.assertEqual(len(self.parts()), 1)
        self.assertEqual(os.path.getsize(old), 16)
        on_record = self.kill_beyond("S0100001.PCK", 3 * MARK)
        states, resumed = self.finish()
        self.assertEqual(states, {"S0100001.PCK": "resumed"})
        self.assertEqual(resumed, on_record)
        self.assert_right()

        states, resumed = self.finish()
        self.assertEqual(states, {"S0100001.PCK": "unchanged"})
        self.assertEqual(resumed, 0)

    def test_bytes_that_rotted_meanwhile(self):
        put_large(os.path.join(self.source, "large"), 5 * MARK + 9, 2)
        let_rest(os.path.join(self.source, "large"))
        self.kill_beyond("large", MARK)
        with open(self.parts()[0], "r+b") as file:
            file.seek(5 * MIB + 1)
            file.write(b"rot")
        states, resumed = self.finish()
        self.assertEqual(states, {"large": "copied"})
        self.assertEqual(resumed, 0)
        self.assert_right()


if __name__ == "__main__":
    if not os.path.exists(PROGRAM):
        print("copy-driver is not built", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
