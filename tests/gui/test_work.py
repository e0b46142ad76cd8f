#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that runs while somebody reads other pages, and what happens to it when the window closes."""
import os
import subprocess
import tempfile
import unittest

from ax import (RESITE, Window, click, faults, find, find_all, get, gone, key, name_of, own_user,
                press, says, type_text, wait)
from road import Road
from patience import PATIENCE

SCREEN = (1024, 768)
WATCH = "Start to watch: All logs in E:\\SMS\\Logs"


class Work(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name
        # A log that never says how it ends: the watch goes on until somebody stops it.
        self.road = Road(self.place).walk_to("C12")
        self.surroundings = own_user(self.place, "J. Doe")

    def open(self):
        window = Window("--data-dir", self.road.data, self.road.journal,
                        environment=self.surroundings)
        window.__enter__()
        self.addCleanup(window.end)
        get(window.root, "push button", "Next")
        return window

    def watch(self):
        window = self.open()
        press(window.root, WATCH)
        self.row(window, "Stop: ")
        return window

    def row(self, window, deed):
        return wait(lambda: next((b for b in find_all(window.root, "push button")
                                  if name_of(b).startswith(deed)), None), "the strip's %s" % deed)

    def read_p1(self, window):
        key("ctrl+g")
        get(window.root, "text", "Step, for instance C6:")
        type_text("P1")
        key("Return")
        says(window.root, "P1  ")

    def test_the_strip_is_on_every_page_and_leads_back(self):
        window = self.watch()
        self.read_p1(window)
        self.row(window, "Stop: ")
        self.assertEqual(faults(window.root, SCREEN), [])
        key("F7")
        says(window.root, "C12  ")
        self.assertEqual(self.road.step("C12")["status"], "running")

    def test_stop_in_the_strip_stops_and_keeps(self):
        window = self.watch()
        self.read_p1(window)
        click(self.row(window, "Stop: "))
        wait(lambda: not [b for b in find_all(window.root, "push button")
                          if name_of(b).startswith("Stop: ")], "the strip to go")
        wait(lambda: self.road.step("C12")["status"] == "stopped", "the step to be stopped")

    def test_closing_asks_while_work_runs(self):
        window = self.watch()
        press(window.root, "Not now, close")
        get(window.root, "dialog", "Work is running")
        self.assertEqual(faults(window.root, SCREEN), [])
        press(window.root, "Stay")
        gone(window.root, "dialog", "Work is running")
        self.row(window, "Stop: ")

    def test_pause_and_close_keeps_the_place(self):
        window = self.watch()
        press(window.root, "Not now, close")
        press(window.root, "Pause and close")
        self.assertEqual(window.status(), 0)
        self.assertIn(self.road.step("C12")["status"], ("stopped", "interrupted"))
        again = self.open()
        says(again.root, "C12")

    def test_keep_working_hides_the_window_and_a_second_start_shows_it(self):
        # Without --data-dir there is one program for the session.
        self.surroundings["XDG_DATA_HOME"] = os.path.join(self.place, "share")
        os.makedirs(self.surroundings["XDG_DATA_HOME"])
        os.symlink(self.road.data, os.path.join(self.surroundings["XDG_DATA_HOME"], "resite"))
        window = Window(self.road.journal, environment=self.surroundings)
        window.__enter__()
        self.addCleanup(window.end)
        press(window.root, WATCH)
        self.row(window, "Stop: ")
        key("ctrl+q")
        press(window.root, "Keep working")
        gone(window.root, "push button", "Next")
        self.assertIsNone(window.process.poll())
        self.assertEqual(self.road.step("C12")["status"], "running")
        subprocess.run([RESITE], env={**os.environ, **self.surroundings}, check=True, timeout=PATIENCE)
        get(window.root, "push button", "Next")
        self.row(window, "Stop: ")


if __name__ == "__main__":
    unittest.main(verbosity=2)
