# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole procedure in the window, from the start page to the printed summary, closed and opened
again on the way. What the paper says is compared with the disk and with the tool's own record."""
import collections
import glob
import os
import re
import subprocess
import tempfile
import unittest

from ax import (Atspi, RESITE, Window, cells, click, enter, find, get, gone, key, own_user, press,
                rows, wait)
from guide import Guide, first, parts
from road import Road
from patience import PATIENCE

ARTICLE = """P0.1 P0.2 P0.3 P1 P2 P3 P4 P5 C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15
             R1 R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 R12 R13 R14 N1""".split()
ADDED = "W1 W2 W3 G1 G2 G3 G4 G5 G6".split()
WAY_BACK = "B1 B2 B3 B4".split()
# What D2 to D4 ask for; D1 to D6 as such are the way by hand, which is not taken here.
CLONE_DP = ("Which model, which destination?", "Primary site server that has the packages",
            "Model distribution point", "Destination: the new distribution point")
PACKAGES = 8


class Desk:
    """A home of its own on this desk, with a rehearsal's site somewhere in it."""

    def __init__(self, folder):
        self.data = os.path.join(folder, "data")
        self.environment = {**own_user(folder), "XDG_DATA_HOME": self.data}

    def open(self):
        return Window("--packages", str(PACKAGES), environment=self.environment)

    def open_again(self):
        """As from the menu of the desktop: the program that is there already answers."""
        return subprocess.run([RESITE], env={**os.environ, **self.environment},
                              timeout=PATIENCE).returncode

    def site(self):
        site, = glob.glob(os.path.join(self.data, "resite", "rehearsals", "site-*"))
        return site

    def files(self, *path):
        found = []
        for folder, _, names in os.walk(os.path.join(self.site(), "machines", *path)):
            found += [os.path.join(folder, name) for name in names]
        return found

    def last_states(self):
        """Package to the word that the tool itself wrote down at last."""
        states = {}
        with open(os.path.join(self.site(), "preload-calls.log"), encoding="utf-8") as log:
            for line in log:
                _, _, what, package, state = line.rstrip("\n").split("\t")
                if what == "end":
                    states[package] = state
        return states


def rehearse(window):
    enter(get(window.root, "text", "Your name"), "J. Doe")
    press(window.root, "Rehearse")
    return Guide(window)


def continue_run(window):
    """From the start page, which says Welcome back, to where the run stood; what was told of it."""
    get(window.root, "label", "Welcome back")
    frame = get(window.root, "frame")
    button = wait(lambda: first(frame, lambda w: w.get_role_name() == "push button" and
                                (w.get_name() or "").startswith("Continue ")), "Continue")
    told = [w.get_name() for w in parts(frame) if w.get_name()]
    click(button)
    guide = Guide(window)
    guide.keep_picture("again")
    if guide.heading() == "Welcome back":
        told += guide.texts()
        guide.press("Continue")
        wait(lambda: guide.heading() != "Welcome back", "the page where it goes on")
    return guide, told


def save_paper(guide, path):
    guide.press("Save PDF…")
    dialog = wait(lambda: find(guide.window.root, "dialog", "Save this paper as PDF") or
                  find(guide.window.root, "file chooser", "Save this paper as PDF"), "where to save")
    enter(get(dialog, "text"), path)
    press(dialog, "Save")
    wait(lambda: guide.bar() == "Saved as %s." % path, "the word that it is saved")


def read_paper(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, text=True,
                          capture_output=True).stdout


def numbers(paper, step, *words):
    """What the table of the works says of a step: "8 ready, 3 ignored" with ready, ignored."""
    found = []
    for line in re.findall(r"^%s(?: \(\d+\))?\s{2,}.*$" % re.escape(step), paper, re.M):
        counts = [re.search(r"\b(\d+) %s\b" % word, line) for word in words]
        if any(counts):
            found.append(tuple(int(c.group(1)) if c else 0 for c in counts))
    return found[0] if len(found) == 1 else found


class Tour(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="resite-tour-")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.desk = Desk(scratch.name)
        self.visits, self.reasons, self.texts, self.faults = [], {}, {}, []

    def collect(self, guide):
        self.visits += guide.visits
        self.reasons.update(guide.reasons)
        self.texts.update(guide.pages)
        self.faults += guide.faults

    def ids(self):
        return {heading.split("  ")[0] for heading in self.visits}

    # The legs of the road.

    def first_leg(self):
        """To W1, where the window is closed while nothing runs."""
        with self.desk.open() as window:
            guide = rehearse(window)
            guide.walk("W1")
            self.collect(guide)
            press(window.root, "Not now, close")
            self.assertEqual(window.status(), 0)

    def second_leg(self):
        """To the watch of C11, which goes on while the window is away, and then is set aside."""
        with self.desk.open() as window:
            guide, told = continue_run(window)
            self.assertTrue([line for line in told if line.startswith("At W1 ")], told)
            self.assertEqual(guide.step(), "W1")
            guide.walk("C11")
            guide.arrive()
            while "Seen enough" not in guide.reason():
                before = guide.standing()
                guide.obey(before[1])
                guide.wait_for_change(before)
            self.collect(guide)
            self.keep_working(window, guide)
            press(window.root, "Not now, close")
            press(get(window.root, "dialog"), "Pause and close")
            self.assertEqual(window.status(), 0)

    def keep_working(self, window, guide):
        press(window.root, "Not now, close")
        dialog = get(window.root, "dialog", "Work is running")
        guide.keep_picture("closing")
        get(dialog, "label", holds="C11 Install SMS as secondary site S01")
        press(dialog, "Keep working")
        gone(window.root, "frame")
        self.assertIsNone(window.process.poll())
        self.assertEqual(self.desk.open_again(), 0)
        guide.find_window()
        self.assertEqual(guide.step(), "C11")
        self.assertIn("Seen enough", guide.reason(), "the watch did not go on")

    def third_leg(self, paper):
        with self.desk.open() as window:
            guide, told = continue_run(window)
            self.assertTrue([line for line in told if line.startswith("At C11 ")], told)
            self.assertEqual(guide.step(), "C11")
            self.assertIn("“Go on”", guide.reason())
            guide.follow()
            guide.walk()
            self.collect(guide)
            guide.look("papers")
            guide.press("Close this run: all is done")
            wait(lambda: guide.button("Close this run: all is done") is None, "the run to be closed")
            save_paper(guide, paper)
            press(window.root, "Not now, close")
            self.assertEqual(window.status(), 0)

    # What is left of it.

    def check_road(self):
        self.assertEqual(sorted(set(ARTICLE + ADDED) - self.ids()), [])
        self.assertEqual(sorted(self.ids() - set(ARTICLE + ADDED)), [])
        counts = collections.Counter(heading.split("  ")[0] for heading in self.visits)
        self.assertEqual([counts[name] for name in ("P0.3", "C6", "C8", "C9", "W1", "W2")],
                         [2, 2, 2, 2, 2, 3], "two primaries; W1 again before C6, W2 after C1 and R8")
        clone_dp = " ".join(self.texts["R14"])
        self.assertEqual([words for words in CLONE_DP if words not in clone_dp], [])
        self.assertNotIn("Start CloneDP", clone_dp)
        self.assertEqual([h for h, reason in self.reasons.items() if len(reason) < 8], [])

    def check_paper(self, paper):
        """The numbers are those of the disk, and of what the tool itself wrote down."""
        packages = [path for path in self.desk.files("new", "E", "SMSPKG")
                    if path.upper().endswith((".PCK", ".PKG"))]
        others = len(self.desk.files("new", "E", "SMSPKG")) - len(packages)
        locked = [path for path in packages if os.stat(path).st_mode & 0o222 == 0]
        states = self.desk.last_states()
        self.assertEqual((len(packages), len(locked)), (PACKAGES, PACKAGES))
        self.assertEqual(set(states), {os.path.basename(p).split(".")[0] for p in packages})
        self.assertEqual(numbers(paper, "P1", "copied"), (len(packages) + others,))
        self.assertEqual(numbers(paper, "P2", "copied"),
                         (len(self.desk.files("source", "E", "SMSPKGE$")),))
        self.assertEqual(numbers(paper, "P3", "copied"),
                         (len(self.desk.files("new", "E", "SMSTools", "setup")),))
        for step in ("W2", "R8", "R9"):
            self.assertEqual(numbers(paper, step, "ready", "ignored"), (len(locked), others), step)
        forwarded = sum(state == "forwarded" for state in states.values())
        self.assertEqual(numbers(paper, "R3", "forwarded")[0] +
                         numbers(paper, "R10", "forwarded")[0], forwarded)
        self.assertEqual(forwarded, PACKAGES)

    def check_sizes(self, paper):
        total = sum(os.path.getsize(path) for path in self.desk.files("new", "E", "SMSPKG"))
        self.assertRegex(paper, r"(?m)^P1\s.*\b%.1f MB" % (total / 1e6))

    def test_the_whole_procedure(self):
        path = os.path.join(self.folder, "summary.pdf")
        self.first_leg()
        self.second_leg()
        self.third_leg(path)
        self.check_road()
        paper = read_paper(path)
        self.assertNotIn("DRAFT", paper)
        self.check_paper(paper)
        self.check_sizes(paper)
        for name in ARTICLE + ADDED:
            self.assertRegex(paper, r"(?m)^%s\s" % re.escape(name))
        self.assertEqual(self.faults, [])

    def take_the_way_back(self, window):
        press(window.root, "Can't do this…")
        press(get(window.root, "dialog", "Can't do C3"), "Take the way back to the old server…")
        dialog = get(window.root, "dialog", "Take the way back?")
        enter(get(dialog, "text", "Why do you go back?"), "the new server does not start")
        press(dialog, "Take the way back")

    def test_the_way_back_to_its_record(self):
        path = os.path.join(self.folder, "record.pdf")
        road = Road(self.folder, packages=6).walk_to("C3")
        with Window("--data-dir", road.data, environment=self.desk.environment) as window:
            enter(get(window.root, "text", "Your name"), "J. Doe")
            guide, _ = continue_run(window)
            self.assertEqual(guide.step(), "C3")
            self.take_the_way_back(window)
            wait(lambda: guide.step() == "B1", "the first step of the way back")
            guide.walk()
            self.collect(guide)
            guide.press("Close this run: all is done")
            wait(lambda: guide.button("Close this run: all is done") is None, "the run to be closed")
            save_paper(guide, path)
        self.assertEqual(sorted(self.ids()), WAY_BACK)
        self.assertEqual(self.faults, [])
        paper = read_paper(path)
        self.assertIn("the new server does not start", " ".join(paper.split()))
        for name in WAY_BACK:
            self.assertRegex(paper, r"(?m)^%s\s" % name)

    def print_to_file(self, window):
        """GTK's own dialog: the printer that is a file, as the keys choose it."""
        dialog = get(window.root, "dialog", "Print")
        printers = wait(lambda: first(dialog, lambda w: w.get_role_name() == "table"), "printers")
        wait(lambda: any("Print to File" in cells(printers, row) for row in range(rows(printers))),
             "the printer that is a file")
        Atspi.Component.grab_focus(printers)
        key("Home")
        Atspi.Selection.select_child(printers, 0)
        press(dialog, "Print")

    def test_the_paper_through_the_print_dialog(self):
        road = Road(self.folder, packages=6).walk_to("P3")
        # The dialog complains about its own tabs when somebody asks for their names.
        surroundings = {**self.desk.environment, "G_DEBUG": ""}
        os.chdir(self.folder)
        self.addCleanup(os.chdir, "/")
        with Window("--data-dir", road.data, environment=surroundings) as window:
            enter(get(window.root, "text", "Your name"), "J. Doe")
            guide, _ = continue_run(window)
            key("ctrl+p")
            wait(lambda: guide.heading() == "Summary and papers", "the papers")
            guide.press("Print…")
            self.print_to_file(window)
            wait(lambda: guide.bar() == "Printed.", "the word that it is printed")
        paper = read_paper(os.path.join(self.folder, "output.pdf"))
        self.assertIn(road.run_id, paper)
        self.assertRegex(paper, r"(?m)^P2\s")


if __name__ == "__main__":
    unittest.main(verbosity=2)
