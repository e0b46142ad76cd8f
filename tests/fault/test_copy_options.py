#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a copy is told to do, and not to do: a preview that comes true and touches nothing, extra
files removed only where that was asked for, other hashes, a limit, and an end on request."""

import collections
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import time

from copy_case import CopyCase, GOOD, MIB, SEED, count_of, items_of, main, put_large
from copy_tree import Chance, files, is_temporary, remove_tree, walk
from patience import PATIENCE

TREES = count_of("RESITE_TEST_TREES", 20) // 4


def look_at(folder):
    """Everything about a tree that a preview must not change."""
    found = {}
    for name in walk(folder):
        status = os.lstat(folder / name)
        found[name] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return found


class CopyOptions(CopyCase):
    def make(self, seed):
        """Both sides, some of it the same, some not, some on one side only."""
        tree = Chance(self.source, seed)
        tree.make(files=40, folders=8)
        self.copy()
        tree.change(15)
        return tree

    def each_tree(self, work):
        for number in range(TREES):
            seed = SEED + number
            with self.subTest(seed=seed):
                for path in (self.source, self.target, self.data):
                    remove_tree(path)
                    path.mkdir()
                work(self.make(seed))

    def test_a_preview_comes_true(self):
        self.each_tree(self.one_preview)

    def one_preview(self, tree):
        before = look_at(self.source), look_at(self.target)
        preview, result = self.copy("--delta", "--dry-run")
        self.assertEqual((look_at(self.source), look_at(self.target)), before)
        there = files(self.target)
        states, _ = self.copy("--delta")
        self.assertEqual(set(preview), set(states))
        for name, state in preview.items():
            self.assertIn(state, ("new", "changed", "unchanged", "extra"))
            if state == "new":
                self.assertNotIn(name, there)
            if state in ("new", "changed"):
                self.assertEqual((name, states[name]), (name, "copied"))
            else:
                self.assertEqual((name, states[name]), (name, state))
        self.assertEqual(result.total["states"], dict(collections.Counter(preview.values())))

    def test_extra_files_go_where_asked(self):
        self.each_tree(self.one_removal)

    def one_removal(self, tree):
        extra = files(self.target) - files(self.source)
        self.copy("--delta")
        self.check(extra=extra)
        (self.target / "only here").mkdir()
        (self.target / "only here" / "one").write_bytes(b"1")
        read_only = self.target / "read-only one"
        read_only.write_bytes(b"2")
        read_only.chmod(0o444)
        extra |= {"only here/one", "read-only one"}
        states, _ = self.copy("--delta", "--delete-extra")
        self.assertEqual({name for name, state in states.items() if state == "removed"}, extra)
        self.assertEqual(files(self.target), files(self.source))
        self.check(extra=walk(self.target).keys() - files(self.target))

    def test_extra_is_kept_where_the_source_cannot_be_listed(self):
        """A folder that is gone or unreadable is no reason to remove its copies."""
        (self.source / "folder").mkdir()
        (self.source / "folder" / "one").write_bytes(b"1")
        (self.source / "two").write_bytes(b"2")
        self.copy()
        shutil.rmtree(self.source / "folder")
        os.symlink("/nowhere", self.source / "folder")
        self.call(*self.copy_words("--delete-extra"), status=None)
        self.assertTrue((self.target / "two").exists())
        os.rename(self.source, self.folder / "away")
        self.call(*self.copy_words("--delete-extra"), status=2)
        self.assertTrue((self.target / "two").exists())

    def test_removal_that_is_killed_goes_on(self):
        (self.source / "stays").write_bytes(b"stays")
        self.copy()
        for number in range(400):
            (self.target / f"extra-{number}").write_bytes(b"x")
        chance = random.Random(SEED)
        for _ in range(3):
            process = self.start_copy("--delete-extra")
            self.kill_after(process, chance.uniform(0.01, 0.2))
            self.assertTrue((self.target / "stays").exists())
        self.copy("--delete-extra")
        self.check()

    def test_other_hashes(self):
        """Each goes on with what the other has on record."""
        self.each_tree(self.one_change_of_hash)

    def one_change_of_hash(self, tree):
        for options in (["--hash", "sha256"], [], ["--hash", "sha256"]):
            extra = files(self.target) - files(self.source)
            self.copy("--delta", *options)
            self.check(extra=extra)
            states, _ = self.copy("--delta", *options)
            self.assertEqual({states[name] for name in tree.files()} - {"unchanged"}, set())
            tree.change(6)

    def test_full_hash_finds_what_no_time_tells(self):
        """As from a server that has no change times."""
        (self.source / "one").write_bytes(b"A" * 5000)
        (self.source / "two").write_bytes(b"B" * 5000)
        self.copy()
        status = os.stat(self.source / "one")
        (self.source / "one").write_bytes(b"C" * 5000)
        os.utime(self.source / "one", ns=(status.st_atime_ns, status.st_mtime_ns))
        changed = os.stat(self.source / "one").st_ctime_ns // 1000
        with sqlite3.connect(self.journal()) as journal:
            journal.execute("UPDATE item SET digest = substr (digest, 1, instr (digest, "
                            "'changed:') - 1) || ? WHERE name = 'one'", (f"changed:{changed}",))
        journal.close()
        self.assertEqual(self.copy("--delta")[0]["one"], "unchanged")
        states, _ = self.copy("--delta", "--full-hash")
        self.assertEqual(states, {"one": "copied", "two": "unchanged"})
        self.check()

    def test_limit(self):
        """No faster than it may, however many at a time; a second's worth may come at once."""
        for number in range(6):
            (self.source / f"large-{number}").write_bytes(os.urandom(MIB // 2))
        for number in range(100):
            (self.source / f"small-{number}").write_bytes(os.urandom(10_000))
        size = 3 * MIB + 1_000_000
        started = time.monotonic()
        self.copy("--limit", "1M", "--jobs", "4")
        self.assertGreater(time.monotonic() - started, size / 1_048_576 - 1.5)
        self.check()

    def written(self):
        """What the target holds, and when it was written to."""
        seen = {}
        for path in self.target.rglob("*") if self.target.exists() else ():
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                seen[path] = (status.st_mtime_ns, status.st_size, status.st_blocks)
        return seen

    def test_end_on_request(self):
        """What was told is true, what was not told goes on later."""
        for number in range(4):
            put_large(self.source / f"large-{number}", 100 * MIB, number)
        for number in range(100):
            (self.source / f"small-{number}").write_bytes(os.urandom(3000))
        for number in (signal.SIGINT, signal.SIGTERM):
            before = self.written()
            process = self.start_copy()
            # It goes on with what the last one left, so that there are temporary files before it.
            self.wait_for(lambda: process.poll() is not None or self.written() != before)
            process.send_signal(number)
            process.wait(PATIENCE)
            out, err = self.told()
            self.assertNotIn(process.returncode, (0, 2), err)
            self.assertGreater(process.returncode, 0)
            for name, state in items_of(out).items():
                self.assertIn(state, GOOD)
                self.assertTrue((self.target / name).exists())
            for name in files(self.target):
                if not is_temporary(name):
                    self.assertEqual((self.source / name).stat().st_size,
                                     (self.target / name).stat().st_size)
        self.copy()
        self.check()

    def test_low_priority(self):
        (self.source / "one").write_bytes(b"1" * 100)
        self.assertEqual(self.copy("--low-priority")[0], {"one": "copied"})
        self.check()


if __name__ == "__main__":
    print("seed", SEED, flush=True)
    main()
