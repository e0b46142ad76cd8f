#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies to a disk that is too small: what does not fit fails with its reason, the rest gets there,
and the next run over the same journal does only what is left."""

import os
import subprocess
import sys
import tempfile
import unittest

from patience import PATIENCE

PROGRAM = os.path.join(os.environ.get("RESITE_BUILD_ROOT", ""), "tests/fault/copy-driver")
MIB = 1024 * 1024
# A disk of eight MiB, mounted where no other process sees it. $1 is the target, the rest is run.
MOUNT = 'mount -t tmpfs -o size=8m none "$1" && cd / && shift && exec "$@"'


def can_mount():
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(["unshare", "-rm", "sh", "-c", MOUNT, "sh", folder, "true"],
                              capture_output=True).returncode == 0


class CopyFull(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data, self.source, self.target = (
            os.path.join(folder.name, name) for name in ("data", "source", "target"))
        for path in (self.data, self.source, self.target):
            os.mkdir(path)

    def put(self, name, size):
        with open(os.path.join(self.source, name), "wb") as file:
            file.write(os.urandom(size))

    def run_on_small_disk(self, script):
        """@script runs with P, D, S and T set, as long as the small disk is there."""
        environment = dict(os.environ, P=PROGRAM, D=self.data, S=self.source, T=self.target)
        result = subprocess.run(
            ["unshare", "-rm", "sh", "-c", MOUNT, "sh", self.target, "sh", "-c", script],
            capture_output=True, text=True, timeout=PATIENCE, env=environment)
        self.assertEqual(result.stderr, "")
        return result.stdout.splitlines()

    def states(self, lines):
        return {line.split()[2]: line.split()[1] for line in lines if line.startswith("item\t")}

    def test_what_fits_gets_there(self):
        self.put("a-small", 1000)
        self.put("too-large", 20 * MIB)
        self.put("z-small", 300000)
        lines = self.run_on_small_disk('"$P" "$D" "$S" "$T"; echo status $?; ls -A "$T"')
        self.assertEqual(self.states(lines),
                         {"a-small": "copied", "too-large": "failed", "z-small": "copied"})
        self.assertIn("status 1", lines)
        self.assertEqual(lines[lines.index("status 1") + 1:], ["a-small", "z-small"])
        reason = next(line for line in lines if "\ttoo-large\t" in line)
        self.assertIn("Not enough space", reason)

    def test_many_that_fit_alone_but_not_together(self):
        for number in range(12):
            self.put(f"file-{number:02}", MIB)
        lines = self.run_on_small_disk(
            '"$P" "$D" "$S" "$T"; rm "$S"/file-0[0-5]; rm -f "$T"/file-0[0-5]; echo again;'
            '"$P" "$D" "$S" "$T"; echo status $?; ls -A "$T"')
        first = self.states(lines[:lines.index("again")])
        second = self.states(lines[lines.index("again"):])
        self.assertEqual(set(first.values()), {"copied", "failed"})
        self.assertIn("status 0", lines)
        left = [f"file-{number:02}" for number in range(6, 12)]
        self.assertEqual(lines[lines.index("status 0") + 1:], left)
        for name in left:
            self.assertEqual(second[name], "unchanged" if first[name] == "copied" else "copied")


if __name__ == "__main__":
    if not os.path.exists(PROGRAM):
        print("copy-driver is not built", file=sys.stderr)
        sys.exit(77)
    if not can_mount():
        print("a small disk cannot be mounted here", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
