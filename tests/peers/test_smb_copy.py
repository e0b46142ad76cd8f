#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies from a server, to a server and between servers, as trees of this desk are copied: content,
time and attributes, changes and silent changes, kills. Servers of today and servers that speak only
SMB 1."""

import os
import random
import sys

from smb_copy_case import SmbCopyCase, is_there

from copy_case import GOOD, MIB, SEED, count_of, main, put_large
from copy_tree import ARCHIVE, READ_ONLY, Chance, Rules, blob, files, is_temporary, read_attributes

TREES = count_of("RESITE_TEST_SMB_TREES", 2)
KILLS = count_of("RESITE_TEST_SMB_KILLS", 3)


class Trees:
    def make_chance(self, seed, **options):
        return Chance(self.source, seed, largest=3 * MIB, served=self.FROM != "desk", **options)

    def test_trees(self):
        chance = random.Random(SEED)
        for number in range(TREES):
            seed = SEED + number
            with self.subTest(seed=seed):
                self.go_to(f"tree-{number}")
                tree = self.make_chance(seed)
                tree.make(files=20)
                states, _ = self.copy()
                self.assertEqual(states, dict.fromkeys(tree.files(), "copied"))
                self.check()
                for _ in range(2):
                    self.one_change(tree, chance)

    def one_change(self, tree, chance):
        if self.FROM != "desk":
            # Samba tells the time of the last modification as that of the last change.
            tree.silent = tree.same_size
            tree.turn_read_only = tree.remark = tree.grow
        content, touched = tree.change(chance.randrange(2, 10))
        extra = files(self.target) - set(tree.files())
        states, _ = self.copy("--delta")
        self.check(extra=extra)
        self.assertEqual({name for name, state in states.items() if state == "extra"}, extra)
        for name in tree.files():
            if name in content:
                self.assertEqual((name, states[name]), (name, "copied"))
            elif name not in touched:
                self.assertEqual((name, states[name]), (name, "unchanged"))

    def test_killed_at_any_moment(self):
        chance = random.Random(SEED)
        tree = self.make_chance(SEED)
        tree.make(files=30)
        for _ in range(60):
            tree.add(size=chance.choice((0, 1, 700, 90000)))
        put_large(self.source / "S01000A0.PCK", 90 * MIB, 1)
        for number in range(KILLS):
            process = self.start_copy("--delta")
            self.kill_after(process, 0.05 + 1.5 * chance.random() ** 2)
            for name in files(self.target):
                if not is_temporary(name):
                    self.assertEqual((self.source / name).stat().st_size,
                                     (self.target / name).stat().st_size)
        states, _ = self.copy("--delta")
        self.assertEqual(set(states.values()) - GOOD, set())
        self.check()
        self.assertEqual(set(self.copy("--delta")[0].values()), {"unchanged"})

    def test_old_read_only_files_are_replaced_while_it_is_killed(self):
        """At each moment either the old or the new one is there, whole."""
        chance = random.Random(SEED)
        for number in range(40):
            (self.source / f"S0100{number:03X}.PCK").write_bytes(chance.randbytes(3000) + b"new")
            old = self.target / f"S0100{number:03X}.PCK"
            old.write_bytes(chance.randbytes(2000) + b"old")
            os.setxattr(old, "user.DOSATTRIB", blob(READ_ONLY | ARCHIVE))
        before = {name: (self.target / name).read_bytes() for name in files(self.target)}
        for _ in range(KILLS):
            process = self.start_copy("--set-read-only")
            self.wait_for(lambda: process.poll() is not None or self.began(before))
            self.kill_after(process, 0.15 * chance.random())
            self.assert_nothing_lost(before)
        states, _ = self.copy("--set-read-only")
        self.assertEqual(set(states.values()) - GOOD, set())
        self.check(rules=Rules(extended=False, archive=False,
                               packages_read_only=True))
        for name in before:
            self.assertTrue(read_attributes(self.target / name) & READ_ONLY, name)

    def began(self, before):
        return any(is_temporary(name) for name in files(self.target)) or \
            any(not (self.target / name).exists() for name in before)

    def assert_nothing_lost(self, before):
        now = {name: (self.target / name).read_bytes() for name in files(self.target)}
        for name, old in before.items():
            new = (self.source / name).read_bytes()
            if name in now:
                self.assertIn(now[name], (old, new), name)
            else:
                aside = [content for other, content in now.items() if is_temporary(other)]
                self.assertTrue(old in aside or new in aside, name)


class ToServer(Trees, SmbCopyCase):
    def test_a_desk_tells_of_changes(self):
        (self.source / "one").write_bytes(b"1")
        self.assertNotIn("--full-hash", self.call(*self.copy_words("--delta", "--dry-run")).err)


class FromServer(Trees, SmbCopyCase):
    FROM, TO = "SMSPKGE$", "desk"

    def say(self, *options):
        return self.call(*self.copy_words(*options)).err

    def test_a_source_that_hides_changes_is_told_of(self):
        """Samba gives the time of the last writing as that of the last change."""
        (self.source / "one").write_bytes(b"1")
        self.assertIn("--full-hash", self.say("--delta", "--dry-run"))
        self.assertIn("--full-hash", self.say("--delta"))
        self.assertNotIn("--full-hash", self.say("--delta", "--full-hash"))
        self.assertNotIn("--full-hash", self.say())


class BetweenServers(Trees, SmbCopyCase):
    FROM, TO = "public", "smspkg"


class ToOldServer(Trees, SmbCopyCase):
    PROTOCOL = "NT1"


class FromOldServer(Trees, SmbCopyCase):
    PROTOCOL, FROM, TO = "NT1", "SMSPKGE$", "desk"


class BetweenOldServers(Trees, SmbCopyCase):
    PROTOCOL, FROM, TO = "NT1", "public", "smspkg"


if __name__ == "__main__":
    if not is_there():
        print("a file server of one's own needs root", file=sys.stderr)
        sys.exit(77)
    print("seed", SEED, flush=True)
    main()
