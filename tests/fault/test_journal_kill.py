#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a program that appends to a journal, at moments nobody chose, and looks at what is left:
all that was called durable is there, nothing is there in part, and the next program can go on."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from patience import PATIENCE

PROGRAM = os.path.join(os.environ.get("RESITE_BUILD_ROOT", ""), "tests/fault/journal-appender")
ROUNDS = int(os.environ.get("RESITE_TEST_KILLS", "25"))


def start(path):
    return subprocess.Popen([PROGRAM, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def verify(path):
    return subprocess.run([PROGRAM, "--verify", path], capture_output=True, text=True)


class JournalKill(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "run.resite")
        self.random = random.Random(20261122)

    def kill_one(self, seconds):
        """What the program said before it died."""
        program = start(self.path)
        self.assertEqual(program.stdout.readline(), "open\n", program.poll())
        time.sleep(seconds)
        program.send_signal(signal.SIGKILL)
        # Not communicate(): it would pass over what readline() has read ahead.
        output, errors = program.stdout.read(), program.stderr.read()
        program.stdout.close()
        program.stderr.close()
        self.assertEqual(program.wait(), -signal.SIGKILL, errors)
        lines = output.split("\n")
        # What stands behind the last newline was cut off, so it was never said.
        return [line.split() for line in lines[:-1]]

    def read(self, sql):
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def test_what_was_durable_stays(self):
        promised = {}
        rounds = []
        for number in range(ROUNDS):
            for words in self.kill_one(self.random.uniform(0, 0.12)):
                if words[0] == "event":
                    promised[int(words[1])] = words[2]
                else:
                    rounds.append(words[1])
            result = verify(self.path)
            self.assertEqual(result.returncode, 0, result.stderr)
            events = dict(self.read("SELECT sequence, hash FROM event"))
            for sequence, digest in promised.items():
                self.assertEqual(events.get(sequence), digest, f"after kill {number}")
            self.assertEqual(sorted(events), list(range(1, len(events) + 1)))
            self.assertEqual(result.stdout.strip(), events.get(len(events), "0" * 64))
        self.assertGreater(len(promised), ROUNDS)
        names = {name for (name,) in self.read("SELECT name FROM item")}
        for number in rounds:
            # One transaction for all items of a call: five or none.
            for item in range(5):
                self.assertIn(f"item-{number}-{item}", names)
        self.assertEqual(len(names) % 5, 0)

    def test_killed_while_it_is_made(self):
        for _ in range(10):
            program = start(self.path)
            time.sleep(self.random.uniform(0, 0.03))
            program.send_signal(signal.SIGKILL)
            program.communicate()
            if os.path.exists(self.path):
                result = verify(self.path)
                # Either a journal, or a file of which it is said in one line that it is none.
                if result.returncode != 0:
                    self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
                    os.unlink(self.path)
                else:
                    break

    def test_second_writer_is_refused_while_the_first_lives(self):
        first = start(self.path)
        try:
            self.assertEqual(first.stdout.readline(), "open\n")
            second = subprocess.run([PROGRAM, self.path], capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(second.returncode, 1)
            self.assertIn("the run is open at", second.stderr)
            self.assertEqual(verify(self.path).returncode, 0)
        finally:
            first.kill()
            first.communicate()
        self.assertTrue(os.path.exists(self.path + ".lock"))
        self.assertTrue(self.kill_one(0.05) is not None)


if __name__ == "__main__":
    if not os.access(PROGRAM, os.X_OK):
        print("journal-appender was not built", file=sys.stderr)
        sys.exit(77)
    unittest.main()
