#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies between disks that die, vanish, are too small or may not be written: what is told is true,
what was there before stays, and the next run makes it right. The disks are real file systems, in a
place that no other process sees."""

import fcntl
import json
import os
import random
import resource
import sqlite3
import struct
import subprocess
import sys
import time
import unittest

from copy_case import CopyCase, GOOD, MIB, SEED, count_of, main, put_large
from copy_tree import Chance, files, same_content
from patience import PATIENCE

CUTS = count_of("RESITE_TEST_CUTS", 4)
# FS_IOC_GOINGDOWN of linux/fs.h's relatives: every later call fails, and what was not on the disk
# is lost, as when the power goes.
GOING_DOWN = 0x8004587D
WITHOUT_ITS_LOG = struct.pack("I", 2)


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False).returncode


def go_where_mounts_are_ours():
    """In the same process, since a test mounts and looks."""
    if "RESITE_TEST_MOUNTS" in os.environ:
        return
    for words in (["unshare", "-m"], ["unshare", "-rm"]):
        if run(*words, "mount", "-t", "tmpfs", "none", "/mnt") == 0:
            os.environ["RESITE_TEST_MOUNTS"] = "yes"
            os.execvp(words[0], words + [sys.executable, *sys.argv])
    print("no disk can be mounted here", file=sys.stderr)
    sys.exit(77)


class Disk:
    """An ext4 of its own at @folder, on a file beside it."""

    def __init__(self, case, folder, size):
        self.folder, self.image = folder, f"{folder}.img"
        with open(self.image, "wb") as file:
            file.truncate(size)
        if run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=1", self.image) or \
                self.mount():
            raise unittest.SkipTest("no disk in a file can be mounted here")
        os.rmdir(os.path.join(folder, "lost+found"))
        run("sync", "-f", str(folder))
        case.addCleanup(self.unmount)

    def mount(self):
        return run("mount", "-o", "loop", self.image, str(self.folder))

    def unmount(self):
        return run("umount", str(self.folder))

    def die(self):
        fd = os.open(self.folder, os.O_RDONLY)
        fcntl.ioctl(fd, GOING_DOWN, WITHOUT_ITS_LOG)
        os.close(fd)

    def come_back(self):
        """As after a power cut: only what reached the disk is there."""
        assert self.unmount() == 0 and self.mount() == 0


class CopyDisk(CopyCase):
    maxDiff = 2000

    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)

    def put(self, name, size, folder=None):
        ((folder or self.source) / name).write_bytes(self.chance.randbytes(size))

    def tmpfs(self, size):
        self.assertEqual(run("mount", "-t", "tmpfs", "-o", f"size={size}", "none",
                             str(self.target)), 0)
        self.addCleanup(run, "umount", str(self.target))

    def assert_told(self, result, name, words):
        item = next(item for item in result.of_type("item") if item["name"] == name)
        self.assertEqual(item["state"], "failed")
        self.assertIn(words, item["message"])

    def many(self, number):
        for each in range(number):
            self.put(f"file-{each:04}", self.chance.choice((0, 100, 9000, 70000)))

    def test_target_dies_and_comes_back(self):
        """Whatever was told to be there is there when the power comes back."""
        for number in range(CUTS):
            seed = SEED + number
            with self.subTest(seed=seed):
                self.one_death(seed)

    def one_death(self, seed):
        self.remove_folder()
        for path in (self.folder, self.source, self.target):
            path.mkdir()
        disk = Disk(self, self.target, 500 * MIB)
        try:
            tree = Chance(self.source, seed, largest=3 * MIB)
            tree.make(files=200)
            self.many(300)
            put_large(self.source / "large", 150 * MIB + 3, seed)
            process = self.start_copy(*self.chance.choice(([], ["--no-verify"])))
            self.wait_for(lambda: process.poll() is not None or len(files(self.target)) > 3)
            time.sleep(self.chance.uniform(0, 0.5))
            disk.die()
            told, _, _ = self.finish(process, status=None)
            self.assertIn(process.returncode, (0, 1, 2), self.told())
            disk.come_back()
            for name in self.said_to_be_there(told):
                self.assertTrue((self.target / name).exists(), name)
                self.assertTrue(same_content(self.source / name, self.target / name), name)
            states, _ = self.copy("--delta")
            self.assertEqual(set(states.values()) - GOOD, set())
            self.check()
        finally:
            disk.unmount()

    def said_to_be_there(self, told):
        with sqlite3.connect(self.journal()) as journal:
            rows = dict(journal.execute("SELECT name, state FROM item"))
        return {name for states in (told, rows) for name, state in states.items()
                if state in GOOD}

    def test_dead_target_is_told(self):
        disk = Disk(self, self.target, 200 * MIB)
        put_large(self.source / "large", 150 * MIB, 1)
        self.many(50)
        process = self.start_copy("--jobs", "1")
        self.wait_for(lambda: process.poll() is not None or self.strays())
        disk.die()
        states, total, err = self.finish(process, status=None)
        self.assertIn(process.returncode, (1, 2), err)
        self.assertNotEqual(states.get("large"), "copied")
        out, err = self.told()
        self.assertIn("Input/output error", out + err)

    def test_dying_source(self):
        disk = Disk(self, self.source, 400 * MIB)
        put_large(self.source / "large", 200 * MIB, 1)
        self.many(100)
        os.sync()
        process = self.start_copy("--jobs", "1")
        self.wait_for(lambda: process.poll() is not None or self.strays())
        disk.die()
        states, total, err = self.finish(process, status=None)
        self.assertIn(process.returncode, (1, 2), err)
        self.assertNotEqual(states.get("large"), "copied")
        disk.come_back()
        states, _ = self.copy()
        self.assertEqual(set(states.values()) - GOOD, set())
        self.check()

    def test_target_that_may_not_be_written(self):
        self.put("one", 100)
        self.tmpfs("1m")
        self.assertEqual(run("mount", "-o", "remount,ro", str(self.target)), 0)
        result = self.call(*self.copy_words(), status=None)
        self.assertIn(result.status, (1, 2))
        self.assertIn("Read-only file system", result.out + result.err)

    def test_old_file_stays_where_the_new_one_does_not_fit(self):
        self.tmpfs("8m")
        old = self.chance.randbytes(3 * MIB)
        (self.target / "large").write_bytes(old)
        self.put("large", 6 * MIB)
        self.put("small", 5000)
        states, result = self.copy(status=1)
        self.assertEqual(states, {"large": "failed", "small": "copied"})
        self.assert_told(result, "large", "Not enough space")
        self.assertEqual((self.target / "large").read_bytes(), old)
        self.assertEqual(self.strays(), [])

    def test_source_that_vanishes(self):
        """Its folder is gone in the middle, and comes back."""
        for number in range(4):
            put_large(self.source / f"large-{number}", 60 * MIB, number)
        self.many(200)
        process = self.start_copy("--jobs", "1")
        self.wait_for(lambda: process.poll() is not None or files(self.target))
        away = self.source.with_name("away")
        self.source.rename(away)
        states, _, err = self.finish(process, status=None)
        self.assertIn(process.returncode, (1, 2), err)
        for name, state in states.items():
            self.assertIn(state, GOOD | {"failed"}, name)
        away.rename(self.source)
        states, _ = self.copy()
        self.assertEqual(set(states.values()) - GOOD, set())
        self.check()

    def test_limit_of_a_file_size(self):
        """What the system allows nobody to write is told of that file; the others get there."""
        self.put("too-large", 9 * MIB)
        self.put("fits", 3 * MIB)
        process = subprocess.run(
            self.command(self.copy_words()), stdin=subprocess.DEVNULL, capture_output=True,
            env=self.environment(), cwd=self.folder, check=False, timeout=PATIENCE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8 * MIB, 8 * MIB)))
        self.assertEqual(process.returncode, 1, process.stderr)
        items = {item["name"]: item for item in map(json.loads, process.stdout.splitlines())
                 if item["type"] == "item"}
        self.assertEqual(items["fits"]["state"], "copied")
        self.assertEqual(items["too-large"]["state"], "failed")
        self.assertIn("arge", items["too-large"]["message"])
        self.assertEqual(files(self.target), {"fits"})
        self.copy()
        self.check()


if __name__ == "__main__":
    go_where_mounts_are_ours()
    print("seed", SEED, flush=True)
    main()
