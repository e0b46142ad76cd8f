#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills preloads at moments nobody chose, and calls the program again until all is done: no package
is lost, and none runs more often than kills can explain. The tool's own record is the witness."""

import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from patience import PATIENCE

PROGRAM = pathlib.Path(os.environ.get("RESITE_BUILD_ROOT", ".")) / "app" / "cli" / "resite-cli"
ROUNDS = int(os.environ.get("RESITE_TEST_KILLS", "12"))
PACKAGES = 60


class PreloadKill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.lab = self.make_lab()
        self.calls = pathlib.Path(self.lab["preload_calls"])

    def make_lab(self):
        """Slow enough that a kill finds a tool at work: 20 ms a package."""
        process = subprocess.Popen(
            [PROGRAM, "lab", "--packages", str(PACKAGES), "--bytes", "60000", "--pace", "100",
             "--keep", self.folder / "lab"], stdout=subprocess.PIPE)
        lab = json.loads(process.stdout.readline())
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        return lab

    def start(self):
        return subprocess.Popen(
            [PROGRAM, "preload", self.lab["smspkg"], "--tool", self.lab["preload_tool"],
             "--data-dir", self.folder / "data", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def record(self, what):
        if not self.calls.exists():
            return []
        fields = [line.split("\t") for line in self.calls.read_text().splitlines()]
        return [(entry[3], entry[4]) for entry in fields if entry[2] == what]

    def wait_for_tool_to_rest(self):
        """A tool whose caller was killed goes on to its end, which is as it is at a server."""
        deadline = time.monotonic() + PATIENCE
        while (len(self.record("begin")) > len(self.record("end"))
               and time.monotonic() < deadline):
            time.sleep(0.01)

    def kill_once(self, chance):
        """TRUE when the program was killed before it came to its end."""
        process = self.start()
        target = len(self.record("begin")) + chance.randint(1, 6)
        while process.poll() is None and len(self.record("begin")) < target:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.communicate()
        self.wait_for_tool_to_rest()
        return process.returncode == -signal.SIGKILL

    def test_kills(self):
        chance = random.Random(20260101)
        kills = sum(self.kill_once(chance) for _ in range(ROUNDS))
        self.assertGreater(kills, 0)
        process = self.start()
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1, err)

        objects = [json.loads(line) for line in out.splitlines()]
        states = {entry["name"]: entry["state"] for entry in objects if entry["type"] == "item"}
        forwarded = collections.Counter(
            name for name, state in self.record("end") if state == "forwarded")
        # What is told is what the tool did: nothing is lost, nothing is invented.
        self.assertEqual({name for name, state in states.items() if state == "forwarded"},
                         set(forwarded))
        # A package that went through runs again only where a kill came before its row.
        self.assertLessEqual(sum(forwarded.values()) - len(forwarded), kills)
        self.assertEqual(len(states), PACKAGES - 1)

        # Once more: only what had failed is tried.
        before = len(self.record("begin"))
        process = self.start()
        process.communicate(timeout=PATIENCE)
        again = {name for name, _ in self.record("begin")[before:]}
        self.assertEqual(again, {name for name, state in states.items() if state != "forwarded"})


if __name__ == "__main__":
    if not PROGRAM.exists():
        print(f"{PROGRAM} is not built", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
