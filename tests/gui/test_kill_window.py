#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL of the window in the middle of a copy and in the middle of the preloads: the next start
says what was cut off, and going on loses nothing and does nothing twice that was done."""
import collections
import filecmp
import os
import shutil
import tempfile
import unittest

from ax import Window, own_user, wait
from guide import Guide
from road import Road

LARGE = 300_000_000
PACKAGES = 8
SLOW = 5  # so many times faster than life is the simulated tool


class KillWindow(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="resite-kill-")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.surroundings = own_user(scratch.name, "J. Doe")

    def open(self, road):
        return Window("--data-dir", road.data, road.journal, environment=self.surroundings)

    def begin(self, window, step):
        guide = Guide(window)
        self.assertEqual(guide.step(), step)
        guide.obey(guide.reason())
        return guide

    def go_on(self, window, step, title):
        """What the next start says, and the way back to the step that was cut off."""
        guide = Guide(window)
        wait(lambda: guide.heading() == "Welcome back", "the page that welcomes back")
        told = " ".join(guide.texts())
        self.assertIn(step, told)
        self.assertIn(title, told)
        guide.press("Continue")
        wait(lambda: guide.step() == step, step)
        self.assertRegex(guide.state(), r"^\? ")
        self.assertRegex(guide.reason(), "“.*”")
        return guide

    def machine(self, road, *path):
        return os.path.join(road.site, "machines", *path)

    def whole(self, source, target):
        """The names in target that are there as they are in source."""
        return [name for name in os.listdir(source)
                if os.path.exists(os.path.join(target, name)) and
                filecmp.cmp(os.path.join(source, name), os.path.join(target, name), False)]

    def test_a_copy_is_cut_off(self):
        road = Road(self.folder, packages=30, size=LARGE).walk_to("P1")
        source = self.machine(road, "source", "E", "SMSPKG")
        target = self.machine(road, "new", "E", "SMSPKG")
        with self.open(road) as window:
            self.begin(window, "P1")
            wait(lambda: os.path.isdir(target) and len(os.listdir(target)) >= 6, "some files")
            window.kill()
        before = {name: os.stat(os.path.join(target, name)) for name in self.whole(source, target)}
        self.assertLess(len(before), len(os.listdir(source)), "the kill came too late")
        with self.open(road) as window:
            guide = self.go_on(window, "P1", "Copy the package files")
            guide.follow()
            self.assertEqual(guide.step(), "P2")
        self.assertEqual(sorted(os.listdir(target)), sorted(os.listdir(source)))
        self.assertEqual(sorted(self.whole(source, target)), sorted(os.listdir(source)))
        again = [name for name, was in before.items()
                 if os.stat(os.path.join(target, name)).st_ino != was.st_ino]
        self.assertLessEqual(len(again), 1, "files that were whole were copied again")

    def calls(self, road):
        """What the tool itself wrote down: [(begin or end, package, state)]."""
        path = os.path.join(road.site, "preload-calls.log")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as log:
            return [tuple(line.split("\t")[2:]) for line in log.read().splitlines()]

    def count(self, road, what):
        return collections.Counter(call[1] for call in self.calls(road) if call[0] == what)

    def put_packages(self, road):
        """What P1 does, which the road only signed off."""
        target = self.machine(road, "new", "E", "SMSPKG")
        shutil.copytree(self.machine(road, "source", "E", "SMSPKG"), target)
        for name in os.listdir(target):
            os.chmod(os.path.join(target, name), 0o444)

    def test_the_preloads_are_cut_off(self):
        road = Road(self.folder, packages=PACKAGES, size=200_000, pace=SLOW).walk_to("R10")
        self.put_packages(road)
        with self.open(road) as window:
            self.begin(window, "R10")
            wait(lambda: len(self.count(road, "end")) >= 2, "some preloads")
            window.kill()
        ended = self.count(road, "end")
        begun = self.count(road, "begin")
        self.assertLess(len(begun), PACKAGES, "the kill came too late")
        with self.open(road) as window:
            guide = self.go_on(window, "R10", "Preload all packages")
            guide.follow()
            self.assertEqual(guide.step(), "R11")
        states = {call[1]: call[2] for call in self.calls(road) if call[0] == "end"}
        self.assertEqual(collections.Counter(states.values()), {"forwarded": PACKAGES})
        twice = [package for package, n in self.count(road, "begin").items() if n > 1]
        # One that had just ended may not be recorded yet; all others that ended are not run again.
        self.assertLessEqual(len([package for package in twice if package in ended]), 1, twice)
        self.assertLessEqual(len(twice), 2, twice)


if __name__ == "__main__":
    unittest.main(verbosity=2)
