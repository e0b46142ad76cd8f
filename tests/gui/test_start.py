#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The start page: what it leads with, whom it asks for, what it opens and what it refuses."""
import os
import signal
import subprocess
import tempfile
import unittest

from ax import (RESITE, Window, click, enter, faults, find, focused, get, key, name_of, own_user,
                press, says, text_of, type_text, wait)
from road import Road

SCREEN = (1024, 768)
SAMPLE = os.path.join(os.environ["RESITE_SOURCE_ROOT"], "tests", "data", "sample.siteplan")


class Start(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.data = os.path.join(place.name, "data")
        self.place = place.name

    def window(self, *arguments, data=None):
        """Each test is a user of its own."""
        return Window("--data-dir", data or self.data, *arguments,
                      environment=own_user(self.place))

    def test_first_start_leads_with_the_rehearsal(self):
        with self.window() as window:
            says(window.root, "Rehearse first")
            self.assertEqual(faults(window.root, SCREEN), [])
            for way in ("Rehearse", "New site", "Open a site plan", "Open a run"):
                get(window.root, "push button", way)
            self.assertIsNone(find(window.root, "push button", "Next"))

    def test_every_way_is_reached_with_the_tab_key(self):
        with self.window() as window:
            enter(get(window.root, "text", "Your name"), "J. Doe")
            wait(lambda: focused(window.root), "the focus")
            reached = []
            for _ in range(12):
                key("Tab")
                reached.append(name_of(wait(lambda: focused(window.root), "the focus")))
            for way in ("Phone", "Rehearse", "New site", "Open a site plan", "Open a run"):
                self.assertIn(way, reached)

    def test_opening_a_run_asks_for_a_name_first(self):
        road = Road(self.place)
        with self.window(data=road.data) as window:
            says(window.root, "Welcome back")
            press(window.root, "Continue S01 BR01SMS")
            says(window.root, "Write your name first")
            self.assertEqual(name_of(focused(window.root)), "Your name")
            type_text("A. Next")
            press(window.root, "Continue S01 BR01SMS")
            get(window.root, "push button", "Next")
            says(window.root, "technician: A. Next")

    def test_who_only_rehearsed_has_not_said_who_they_are(self):
        road = Road(self.place)
        environment = own_user(self.place, "Trainee")
        with Window("--data-dir", road.data, environment=environment) as window:
            press(window.root, "Continue S01 BR01SMS")
            says(window.root, "Write your name, then open the run.")
            entry = wait(lambda: name_of(focused(window.root)) == "Your name" and
                         focused(window.root), "the focus on the name")
            self.assertEqual(text_of(entry), "")
            type_text("A. Next")
            press(window.root, "Continue S01 BR01SMS")
            says(window.root, "technician: A. Next")

    def test_the_name_is_kept_for_the_next_start(self):
        with self.window() as window:
            enter(get(window.root, "text", "Your name"), "J. Doe")
            enter(get(window.root, "text", "Phone"), "0142")
            press(window.root, "Rehearse")
            get(window.root, "push button", "Next")
        with self.window() as window:
            entry = get(window.root, "text", "Your name")
            wait(lambda: text_of(entry) == "J. Doe", "the name")
            self.assertEqual(text_of(get(window.root, "text", "Phone")), "0142")

    def test_a_plan_on_the_command_line_opens_its_form(self):
        with self.window(SAMPLE) as window:
            wait(lambda: text_of(get(window.root, "text", "Site code (needed)")) == "S01", "the plan")

    def test_a_file_that_is_no_run_is_refused_in_words(self):
        bad = os.path.join(self.place, "bad.resite")
        with open(bad, "w", encoding="utf-8") as file:
            file.write("this is no journal\n" * 100)
        with self.window() as window:
            enter(get(window.root, "text", "Your name"), "J. Doe")
            press(window.root, "Rehearse")
            get(window.root, "push button", "Next")
        with self.window(bad) as window:
            says(window.root, "bad.resite")
            get(window.root, "push button", "Rehearse")

    def test_a_plan_that_is_no_key_file_is_refused_with_its_line(self):
        bad = os.path.join(self.place, "bad.siteplan")
        with open(bad, "w", encoding="utf-8") as file:
            file.write("[site]\ncode=S01\nwhat is this\n")
        with self.window(bad) as window:
            says(window.root, "bad.siteplan:3")

    def test_a_closed_run_is_among_the_earlier_ones(self):
        road = Road(self.place)
        road.call("abort", road.run_id, "--by", "J. Doe", "--reason", "wrong site")
        with self.window(data=road.data) as window:
            says(window.root, "No run is open")
            click(get(window.root, "toggle button", "Earlier runs"))
            says(window.root, "Given up")
            get(window.root, "push button", "Show S01 BR01SMS")

    def test_without_a_window(self):
        version = subprocess.run([RESITE, "--version"], capture_output=True, text=True, check=True)
        self.assertRegex(version.stdout, r"^resite \d+\.\d+")
        surroundings = {k: v for k, v in os.environ.items() if k != "DISPLAY"}
        road = Road(self.place)
        pdf = os.path.join(self.place, "summary.pdf")
        subprocess.run([RESITE, "--print-summary=" + pdf, road.journal], check=True,
                       env=surroundings)
        with open(pdf, "rb") as file:
            self.assertEqual(file.read(5), b"%PDF-")
        lost = subprocess.run([RESITE, "--print-summary=" + pdf, road.journal + ".gone"],
                              capture_output=True, text=True, env=surroundings)
        self.assertEqual(lost.returncode, 2)
        self.assertEqual(len(lost.stderr.strip().splitlines()), 1)
        self.assertIn(".gone", lost.stderr)
        self.assertEqual(subprocess.run([RESITE, "--print-summary=" + pdf], env=surroundings,
                                        capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
