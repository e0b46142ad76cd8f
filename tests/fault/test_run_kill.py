# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole small run, killed without a word after every single thing it wrote, then gone on with.

Afterwards the end must be the one of a run that nobody killed: the same state of every step, every
file copied, every package preloaded, and none preloaded twice but the one that was in flight."""

import configparser
from patience import PATIENCE
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ["RESITE_SOURCE_ROOT"]
BUILD = os.environ["RESITE_BUILD_ROOT"]
DRIVER = os.path.join(BUILD, "tests", "fault", "run-driver")
RUNBOOK = os.path.join(ROOT, "tests", "data", "runbooks", "engine", "road.xml")
SAMPLE = os.path.join(ROOT, "tests", "data", "sample.siteplan")

PACKAGES = {"C0100010": "a" * 300, "C0100011": "b" * 200, "C0100012": "c" * 100}

TOOL = """#!/bin/sh
echo "$1" >> '{calls}'
test -e "$1.PCK" || {{ echo "No file for $1"; exit 1; }}
echo "Forward package status for pkg $1 to site S01"
echo 'Successfully set the Compressed Package Path on this site'
echo 'Successfully forwarded the information up the hierarchy'
"""


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Site:
    """A plan, and machines that are folders."""

    def __init__(self, folder):
        self.folder = folder
        self.data = self.path("data")
        self.plan = self.path("site.siteplan")
        self.calls_path = self.path("calls.txt")
        for name, text in PACKAGES.items():
            write(self.path("source", "D", "SMSPKG", name + ".PCK"), text, 0o444)
        write(self.path("new", "E", "marker.txt"), "here")
        write(self.path("new", "E", "SMS", "Logs", "setup.log"), "Setup of S01 completed\r\n")
        write(self.path("old", "E", "there.txt"), "here")
        write(self.path("tool"), TOOL.format(calls=self.calls_path), 0o755)
        self.write_plan()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write_plan(self):
        plan = configparser.RawConfigParser(delimiters="=", comment_prefixes="#")
        plan.optionxform = str
        plan.read(SAMPLE, encoding="utf-8")
        for machine in ("old", "new", "source"):
            plan[machine]["files"] = self.path(machine)
        plan["tools"]["preload-desk"] = self.path("tool")
        plan["options"]["emergency-share"] = "no"
        for key in ("known-packages", "canary-package", "proof-package", "first-package"):
            plan.remove_option("options", key)
        plan.remove_option("desk", "snapshot-folder")
        with open(self.plan, "w", encoding="utf-8") as file:
            plan.write(file, space_around_delimiters=False)

    def drive(self, kill_at):
        return subprocess.run([DRIVER, self.data, self.plan, RUNBOOK, str(kill_at), "-"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=PATIENCE, check=False)

    def calls(self):
        with open(self.calls_path, encoding="utf-8") as file:
            return file.read().split()

    def check_files(self, case):
        for name, text in PACKAGES.items():
            path = self.path("new", "E", "SMSPKG", name + ".PCK")
            with open(path, encoding="utf-8") as file:
                case.assertEqual(file.read(), text)
            case.assertEqual(stat.S_IMODE(os.stat(path).st_mode) & 0o222, 0)
        copied = os.listdir(self.path("new", "E", "SMSPKG"))
        case.assertEqual(sorted(copied), sorted(name + ".PCK" for name in PACKAGES))


class Rehearsal:
    """The whole procedure in the lab."""

    def __init__(self, folder):
        self.folder = folder
        self.lab = os.path.join(folder, "lab")

    def drive(self, kill_at):
        return subprocess.run([DRIVER, os.path.join(self.folder, "data"), "-", "-", str(kill_at),
                               self.lab],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=3 * PATIENCE, check=False)

    def packages(self):
        """Package → how often the tool came to an end with it, from the tool's own record."""
        counts = {}
        with open(os.path.join(self.lab, "preload-calls.log"), encoding="utf-8") as file:
            for line in file:
                _, _, what, package, state = line.rstrip("\n").split("\t")
                if what == "end" and state == "forwarded":
                    counts[package] = counts.get(package, 0) + 1
        return counts


def split(output):
    lines = output.splitlines()
    return int(lines[0].split()[1]), lines[1:]


class RunKill(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="resite-test-")

    def tearDown(self):
        shutil.rmtree(self.folder)

    def new_site(self, name):
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        return Site(folder)

    def finish(self, site):
        ended = site.drive(0)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(ended.stderr, "")
        return split(ended.stdout)

    def test_kill_after_every_write(self):
        reference = self.new_site("reference")
        written, expected = self.finish(reference)
        self.assertEqual(expected[-1], "condition ended")
        self.assertEqual(sorted(reference.calls()), sorted(PACKAGES))
        self.assertGreater(written, 60)
        for kill_at in range(1, written + 1):
            with self.subTest(kill_at=kill_at):
                site = self.new_site(f"killed-{kill_at}")
                killed = site.drive(kill_at)
                self.assertEqual(killed.returncode, -signal.SIGKILL, killed.stderr)
                _, steps = self.finish(site)
                self.assertEqual(steps, expected)
                site.check_files(self)
                calls = site.calls()
                self.assertEqual(sorted(set(calls)), sorted(PACKAGES))
                self.assertLessEqual(len(calls), len(PACKAGES) + 1)
                shutil.rmtree(site.folder)

    def test_killed_again_and_again(self):
        """Every start gets a few things done and is killed; in the end all is done all the same.

        A check is asked afresh as a whole, so that a start must get further than one check."""
        reference = self.new_site("reference")
        _, expected = self.finish(reference)
        site = self.new_site("stubborn")
        starts = 0
        while True:
            starts += 1
            self.assertLess(starts, 40)
            ended = site.drive(12)
            if ended.returncode == 0:
                break
            self.assertEqual(ended.returncode, -signal.SIGKILL, ended.stderr)
        self.assertGreater(starts, 5)
        self.assertEqual(split(ended.stdout)[1], expected)
        site.check_files(self)
        self.assertEqual(sorted(set(site.calls())), sorted(PACKAGES))


class ProcedureKill(unittest.TestCase):
    """The same with the procedure that is in the program, at some of the places it can be cut."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="resite-test-")

    def tearDown(self):
        shutil.rmtree(self.folder)

    def rehearse(self, name, kill_at):
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        rehearsal = Rehearsal(folder)
        if kill_at:
            killed = rehearsal.drive(kill_at)
            self.assertEqual(killed.returncode, -signal.SIGKILL, killed.stderr)
        ended = rehearsal.drive(0)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        written, steps = split(ended.stdout)
        self.assertEqual(steps[-1], "condition ended")
        packages = rehearsal.packages()
        shutil.rmtree(folder)
        return written, [line.split()[:3] for line in steps], packages

    def test_kill_here_and_there(self):
        written, expected, packages = self.rehearse("reference", 0)
        self.assertGreater(written, 300)
        self.assertEqual(set(packages.values()), {1})
        step = 20 if os.environ.get("RESITE_LONG") else max(40, written // 9)
        for kill_at in range(7, written, step):
            with self.subTest(kill_at=kill_at):
                _, steps, again = self.rehearse(f"killed-{kill_at}", kill_at)
                self.assertEqual(steps, expected)
                self.assertEqual(set(again), set(packages))
                self.assertLessEqual(sum(again.values()), len(packages) + 1)


if __name__ == "__main__":
    if not os.path.exists(DRIVER):
        print(f"{DRIVER} is not built", file=sys.stderr)
        sys.exit(77)
    unittest.main()
