#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies trees that chance made and changed, and compares: content bit by bit, time, read-only,
DOS attributes, extended attributes, nothing left over. What did not change is not copied again, and
what changed behind the back of its time is found."""

import os
import random
import unittest

from copy_case import CopyCase, SEED, count_of, main
from copy_tree import Chance, Rules, files, remove_tree, same_content

TREES = count_of("RESITE_TEST_TREES", 20)


class CopyRandom(CopyCase):
    def options(self, chance):
        words = []
        if chance.random() < 0.4:
            words += ["--jobs", str(chance.choice((1, 2, 3, 8)))]
        if chance.random() < 0.3:
            words.append("--no-verify")
        return words

    def start_anew(self, number):
        self.source = self.folder / f"source-{number}"
        self.target = self.folder / f"target-{number}"
        self.data = self.folder / f"data-{number}"
        self.source.mkdir()

    def clear(self):
        for path in (self.source, self.target, self.data):
            remove_tree(path)

    def one_tree(self, seed):
        chance = random.Random(seed)
        tree = Chance(self.source, seed)
        tree.make()
        states, _ = self.copy(*self.options(chance))
        self.assertEqual(states, dict.fromkeys(tree.files(), "copied"))
        self.check()
        for _ in range(chance.randrange(1, 4)):
            self.one_change(tree, chance)

    def one_change(self, tree, chance):
        content, touched = tree.change(chance.randrange(1, 12))
        # Two changes may undo each other, an empty file may be written anew as an empty one.
        content -= {name for name in content if (self.target / name).is_file() and
                    same_content(self.source / name, self.target / name)}
        extra = files(self.target) - set(tree.files())
        states, _ = self.copy("--delta", *self.options(chance))
        self.assertEqual({name for name, state in states.items() if state == "extra"}, extra)
        self.check(extra=extra)
        for name in tree.files():
            if name in content:
                self.assertEqual((name, states[name]), (name, "copied"))
            elif name not in touched:
                self.assertEqual((name, states[name]), (name, "unchanged"))
        again, _ = self.copy("--delta")
        self.assertEqual({again[name] for name in tree.files()} - {"unchanged"}, set())

    def test_trees(self):
        for number in range(TREES):
            seed = SEED + number
            with self.subTest(seed=seed):
                self.start_anew(number)
                self.one_tree(seed)
                self.clear()

    def test_into_a_target_that_is_there(self):
        """Another tree lies there already, some of it the same, and nothing is on record."""
        for number in range(max(TREES // 5, 2)):
            seed = SEED + 5000 + number
            with self.subTest(seed=seed):
                self.start_anew(number)
                tree = Chance(self.source, seed)
                tree.make()
                self.copy()
                remove_tree(self.data)
                tree.change(8)
                extra = files(self.target) - set(tree.files())
                self.copy()
                self.check(extra=extra)
                self.clear()

    def test_packages_become_read_only(self):
        self.start_anew(0)
        tree = Chance(self.source, SEED)
        tree.make()
        for name in ("S0100001.PCK", "S01000FF.pkg"):
            tree.write(name, 3000)
        self.copy("--set-read-only")
        self.check(rules=Rules(packages_read_only=True))
        for name in ("S0100001.PCK", "S01000FF.pkg"):
            self.assertFalse(os.stat(self.target / name).st_mode & 0o222, name)


if __name__ == "__main__":
    print("seed", SEED, flush=True)
    main()
