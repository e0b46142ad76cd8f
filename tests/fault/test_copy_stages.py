#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a copy before each single deed that it does on the target, one after the other, and lets
the next program go on: where a file takes the place of another in one step, and where the old one,
read-only as it is, has to be set aside first. At no moment is a file lost that was there, and in
the end all is right."""

import os
import random
import shutil
import signal
import subprocess
import sys
import unittest

from copy_case import CopyCase, SEED, count_of
from copy_tree import ARCHIVE, READ_ONLY, blob, files, is_temporary
from patience import PATIENCE

PROGRAM = os.path.join(os.environ.get("RESITE_BUILD_ROOT", ""), "tests/fault/copy-driver")
# Every deed at most so often; the long set looks at each.
MOST = count_of("RESITE_TEST_STAGES", 60)


class CopyStages(CopyCase):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)

    def put(self, folder, name, content, read_only=False):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.utime(path, ns=(1_079_431_123_456_789_000 + len(content),) * 2)
        if read_only:
            os.setxattr(path, "user.DOSATTRIB", blob(READ_ONLY | ARCHIVE))
            path.chmod(0o444)

    def make(self):
        """New ones, and old ones that are replaced: read-only on either side, both, none."""
        shutil.rmtree(self.folder)
        for path in (self.folder, self.source, self.target, self.data):
            path.mkdir()
        for number, (here, there) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
            self.put(self.source, f"old-{number}", b"new content" * 99, here)
            self.put(self.target, f"old-{number}", b"old content", there)
            self.put(self.source, f"new/{number}", b"new" * number, here)
        self.put(self.source, "S0100001.PCK", self.chance.randbytes(2_000_000))
        self.put(self.target, "S0100001.PCK", self.chance.randbytes(2_000_000), True)

    def run_driver(self, *words):
        return subprocess.run([PROGRAM, self.data, self.source, self.target, *words],
                              capture_output=True, text=True, check=False, timeout=PATIENCE)

    def look(self):
        """Content of all that is there, temporary names or not."""
        return {name: (self.target / name).read_bytes() for name in files(self.target)}

    def assert_nothing_lost(self, before):
        """What was replaced is there whole: the new one, or else the old one under some name."""
        now = self.look()
        for name, old in before.items():
            new = (self.source / name).read_bytes()
            if name in now:
                self.assertIn(now[name], (old, new), name)
            else:
                aside = [content for other, content in now.items() if is_temporary(other)]
                self.assertTrue(old in aside or new in aside, name)
        for name in now:
            if name not in before and not is_temporary(name):
                self.assertEqual(now[name], (self.source / name).read_bytes(), name)

    def assert_ends_well(self, *words):
        done = self.run_driver(*words)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        states = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("item\t")]
        self.assertEqual(set(states) - {"copied", "resumed", "unchanged"}, set())
        self.assertEqual(self.strays(), [])
        self.check(rules=self.rules())

    def rules(self):
        return type(self.RULES)(packages_read_only=True)

    def kill_at_each(self, *words):
        self.make()
        done = self.run_driver(*words)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.check(rules=self.rules())
        deeds = int(done.stdout.split("deeds ")[1])
        self.assertGreater(deeds, 10)
        places = range(1, deeds + 1)
        if deeds > MOST:
            places = sorted(self.chance.sample(places, MOST))
        for place in places:
            with self.subTest(seed=SEED, deed=place, of=deeds):
                self.make()
                before = self.look()
                done = self.run_driver(*words, f"die={place}")
                self.assertIn(done.returncode, (-signal.SIGKILL, 0))
                self.assert_nothing_lost(before)
                if self.chance.random() < 0.4:
                    # The next one is killed, too, on its way back.
                    self.run_driver(*words, f"die={self.chance.randrange(1, 12)}")
                    self.assert_nothing_lost(before)
                self.assert_ends_well(*words)

    def test_in_one_step(self):
        self.kill_at_each()

    def test_set_aside(self):
        self.kill_at_each("server")


if __name__ == "__main__":
    if not os.path.exists(PROGRAM):
        print("copy-driver is not built", file=sys.stderr)
        sys.exit(77)
    print("seed", SEED, flush=True)
    unittest.main(verbosity=2)
