#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills copies of trees that chance made, at moments nobody chose, while their sources change
between one program and the next. What has its own name is whole at every moment; in the end all is
right, nothing is left over, and no more was done again than what one kill may cost."""

import hashlib
import os
import random
import unittest

from copy_case import CopyCase, GOOD, MIB, SEED, count_of, main, put_large
from copy_tree import Chance, files, is_temporary, same_content

KILLS = count_of("RESITE_TEST_KILLS", 8)
# What one kill may cost at most: what is on its way to the disk, and what is gathered meanwhile.
MOST_AGAIN = 2 * 64 * MIB


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "blake2b").digest()


class CopyResume(CopyCase):
    maxDiff = 2000

    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.versions = {}

    def note_versions(self):
        """What each name may hold on the target from now on."""
        for name in files(self.source):
            self.versions.setdefault(name, set()).add(digest(self.source / name))

    def assert_whole(self):
        for name in files(self.target):
            if not is_temporary(name):
                self.assertIn(digest(self.target / name), self.versions[name], name)

    def options(self):
        return self.chance.choice(([], [], ["--jobs", "1"], ["--jobs", "5"], ["--no-verify"]))

    def one_tree(self, seed, kills, longest):
        tree = Chance(self.source, seed, largest=3 * MIB)
        tree.make(files=60)
        for number in range(150):
            tree.add(size=self.chance.choice((0, 1, 700, 20000, 90000)))
        for number in range(2):
            put_large(tree.path(f"S01000A{number}.PCK"), 90 * MIB + number, number)
        self.note_versions()
        killed = 0
        for _ in range(kills):
            process = self.start_copy(*self.options())
            killed += self.kill_after(process, 0.01 + longest * self.chance.random() ** 2)
            self.assert_whole()
            if self.chance.random() < 0.4:
                tree.change(self.chance.choice((4, 60)))
                self.note_versions()
        extra = files(self.target) - files(self.source)
        extra = {name for name in extra if not is_temporary(name)}
        states, _ = self.copy()
        self.assertEqual(set(states.values()) - GOOD - {"extra", "left-out"}, set())
        self.assertEqual(self.strays(), [])
        self.check(extra=extra)
        states, _ = self.copy("--delta")
        self.assertEqual({states[name] for name in files(self.source)}, {"unchanged"})
        return killed

    def test_killed_at_any_moment(self):
        done = killed = number = 0
        while done < KILLS:
            seed, number = SEED + number, number + 1
            kills = min(8, KILLS - done)
            done += kills
            with self.subTest(seed=seed):
                self.source = self.folder / f"source-{seed}"
                self.target = self.folder / f"target-{seed}"
                self.source.mkdir()
                self.target.mkdir()
                self.versions = {}
                killed += self.one_tree(seed, kills, 0.8)
                self.remove_folder()
                self.folder.mkdir()
        self.assertGreater(killed, KILLS // 4)

    def arrived(self):
        return sum(not is_temporary(name) for name in files(self.target))

    def test_many_small_ones_go_on(self):
        for number in range(4500):
            folder = self.source / f"folder-{number % 7}"
            folder.mkdir(exist_ok=True)
            (folder / f"file-{number}").write_bytes(self.chance.randbytes(8) * 8192)
        process = self.start_copy("--limit", "100M")
        self.wait_for(lambda: process.poll() is not None or self.arrived() > 3200)
        self.assertTrue(self.kill_after(process, 0), "it was over before it could be killed")
        arrived = {name for name in files(self.target) if not is_temporary(name)
                   and same_content(self.source / name, self.target / name)}
        self.assertGreater(len(arrived) * 65536, MOST_AGAIN)
        states, _ = self.copy()
        again = [name for name in arrived if states[name] == "copied"]
        self.assertLessEqual(len(again) * 65536, MOST_AGAIN)
        self.check()


if __name__ == "__main__":
    print("seed", SEED, flush=True)
    main()
