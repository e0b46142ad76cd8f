#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a copy has on record of the last one may be wrong, damaged, from elsewhere or gone: at worst
more is read than needed, or it is refused with a word, but no file stays wrong."""

import random
import shutil
import sqlite3

from copy_case import CopyCase, SEED, count_of, main
from copy_tree import Chance, files

DAMAGES = count_of("RESITE_TEST_DAMAGES", 12)


class CopyIndex(CopyCase):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.tree = Chance(self.source, SEED)
        self.tree.make(files=40)
        for size in (100, 5000, 70000, 2_000_000):
            self.tree.add(size=size)
        self.copy()
        self.check()

    def damage(self, statement):
        """Anything may stand in a row."""
        with sqlite3.connect(self.journal()) as journal:
            self.assertGreater(journal.execute(statement).rowcount, 0)
        journal.close()

    def change_silently(self):
        names = [name for name in self.tree.files() if (self.source / name).stat().st_size > 0]
        return {name for name in names if self.tree.silent(name)}

    def assert_found(self, changed):
        states, _ = self.copy("--delta")
        self.check()
        self.assertEqual({states[name] for name in changed}, {"copied"})
        states, _ = self.copy("--delta")
        self.assertEqual(set(states.values()), {"unchanged"})

    def test_silent_changes_are_found(self):
        self.assert_found(self.change_silently())

    def test_no_hash(self):
        self.damage("UPDATE item SET digest = NULL")
        self.change_silently()
        self.copy("--delta")
        self.check()

    def test_words_that_nobody_wrote(self):
        for words in ("xxh3-128: changed:", "changed:x xxh3-128:zzzz", "\x01\x02", "sha-1:00", ""):
            with self.subTest(words=words):
                self.damage(f"UPDATE item SET digest = '{words}'")
                self.change_silently()
                self.copy("--delta")
                self.check()

    def test_hash_of_something_else(self):
        self.damage("UPDATE item SET digest = 'xxh3-128:00000000000000000000000000000000 ' || "
                    "substr (digest, instr (digest, 'changed:'))")
        self.assert_found(self.change_silently())

    def test_rows_of_something_else(self):
        for statement in ("UPDATE item SET size = size + 1", "UPDATE item SET modified = 0",
                          "UPDATE item SET bytes = 0", "UPDATE item SET state = 'running'",
                          "UPDATE item SET state = 'failed'", "UPDATE item SET state = 'nonsense'",
                          "UPDATE item SET state = 'running', bytes = 1 << 60",
                          "UPDATE item SET state = 'extra'"):
            with self.subTest(statement=statement):
                self.damage(statement)
                self.change_silently()
                self.copy()
                self.check()

    def test_damaged_file(self):
        """Flipped bits anywhere: refused with a word, or right."""
        whole = self.journal().read_bytes()
        refused = 0
        for number in range(DAMAGES):
            with self.subTest(seed=SEED, number=number):
                damaged = bytearray(whole)
                for _ in range(self.chance.choice((1, 5, 200))):
                    damaged[self.chance.randrange(len(damaged))] ^= 1 << self.chance.randrange(8)
                self.journal().write_bytes(damaged)
                self.change_silently()
                result = self.call(*self.copy_words(), status=None)
                self.assertIn(result.status, (0, 1, 2), result)
                if result.status == 0:
                    self.check()
                else:
                    refused += 1
                    self.assertNotEqual(result.err, "", result)
                self.clear_data()
                self.copy()
                self.check()
                whole = self.journal().read_bytes()
        self.assertGreater(refused, 0)

    def clear_data(self):
        shutil.rmtree(self.data)

    def test_cut_file(self):
        for share in (0, 0.3, 0.9):
            with self.subTest(share=share):
                whole = self.journal().read_bytes()
                self.journal().write_bytes(whole[:int(len(whole) * share)])
                self.change_silently()
                result = self.call(*self.copy_words("--delta"), status=None)
                if result.status == 0:
                    self.check()
                else:
                    self.assertEqual(result.status, 2, result)
                    self.assertRegex(result.err, r"^resite-cli: .+: .+")
                self.clear_data()
                self.copy()
                self.check()

    def test_gone(self):
        self.clear_data()
        before = files(self.target)
        states, _ = self.copy("--delta")
        self.assertEqual(set(states.values()), {"unchanged"})
        self.assertEqual(files(self.target), before)
        self.check()


if __name__ == "__main__":
    print("seed", SEED, flush=True)
    main()
