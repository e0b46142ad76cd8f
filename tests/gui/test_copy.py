#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a copy: a look before it begins, how fast it goes, and what is extra."""
import os
import pathlib
import tempfile
import unittest

from ax import (Window, checked, click, faults, find, find_all, get, gone, name_of, own_user,
                picture, press, says, wait)
from road import Road

SCREEN = (1024, 768)
LOOK = "Look first what would be copied"
# RESITE_TEST_PICTURES=FOLDER keeps what the page looked like.
PICTURES = os.environ.get("RESITE_TEST_PICTURES")


class Copy(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name
        self.road = Road(self.place, packages=12).walk_to("P1")
        self.surroundings = own_user(self.place, "J. Doe")
        site = pathlib.Path(self.road.site)
        self.new, = [path for path in site.rglob("E") if path.parent.name == "new"]

    def open(self):
        window = Window("--data-dir", self.road.data, self.road.journal,
                        environment=self.surroundings)
        window.__enter__()
        self.addCleanup(window.end)
        get(window.root, "push button", "Next")
        return window

    def keep(self, name):
        if PICTURES:
            picture(os.path.join(PICTURES, name + ".png"))

    def leave_extra(self):
        extra = self.new / "SMSPKG" / "left over.txt"
        extra.parent.mkdir(parents=True, exist_ok=True)
        extra.write_text("nobody knows")
        return extra

    def test_look_first(self):
        window = self.open()
        get(window.root, "push button", LOOK)
        self.keep("before")
        press(window.root, LOOK)
        says(window.root, "Only on the target")
        says(window.root, "0 files")
        get(window.root, "push button", "Look again")
        self.keep("looked")
        self.assertEqual(faults(window.root, SCREEN), [])
        # It was only a look.
        self.assertEqual(list(self.new.glob("SMSPKG/*")), [])
        self.assertNotIn(self.road.step("P1")["status"], ("done", "running", "failed"))
        # Nothing is extra, so nothing can be removed.
        self.assertIsNone(find(window.root, "push button", holds="Remove"))

    def remove_button(self, window):
        return wait(lambda: next((b for b in find_all(window.root, "push button")
                                  if name_of(b).startswith("Remove 1 extra file")), None),
                    "the button that removes")

    def test_what_is_extra_stays_unless_asked(self):
        extra = self.leave_extra()
        window = self.open()
        press(window.root, LOOK)
        click(self.remove_button(window))
        get(window.root, "dialog", "Remove what is extra?")
        says(window.root, "left over.txt")
        self.keep("ask")
        self.assertEqual(faults(window.root, SCREEN), [])
        press(get(window.root, "dialog", "Remove what is extra?"), "Keep them")
        gone(window.root, "dialog", "Remove what is extra?")
        says(window.root, "stays there")
        self.start(window)
        self.assertTrue(extra.exists())

    def test_what_is_extra_goes_when_asked(self):
        extra = self.leave_extra()
        window = self.open()
        press(window.root, LOOK)
        click(self.remove_button(window))
        dialog = get(window.root, "dialog", "Remove what is extra?")
        click(wait(lambda: next((b for b in find_all(dialog, "push button")
                                 if name_of(b).startswith("Remove 1 file on")), None), "the verb"))
        says(window.root, "After the copy 1 file that only the target has is removed.")
        self.keep("chosen")
        self.start(window)
        self.assertFalse(extra.exists())
        started = [event for event in self.road.events() if event.get("what") == "action-started"
                   and event.get("step") == "P1"]
        self.assertIn("delete-extra=yes", started[-1]["facts"]["arguments"])

    def start(self, window):
        button = wait(lambda: next((b for b in find_all(window.root, "push button")
                                    if name_of(b).startswith("Start")), None), "the start")
        click(button)
        wait(lambda: self.road.step("P1")["status"] == "done", "the copy to be done")

    def test_limit_and_priority_are_written_down(self):
        window = self.open()
        combo = get(window.root, "combo box", "How fast this copies")
        combo.get_action_iface().do_action(0)
        click(get(window.root, "menu item", "At most 50.0 MB a second"))
        check = get(window.root, "check box", "Let others on this desk go first")
        click(check)
        wait(lambda: checked(check), "the tick")
        self.keep("choices")
        self.start(window)
        started = [event for event in self.road.events() if event.get("what") == "action-started"
                   and event.get("step") == "P1"]
        self.assertIn("limit=50000000", started[-1]["facts"]["arguments"])
        self.assertIn("low-priority=yes", started[-1]["facts"]["arguments"])
        self.keep("done")


if __name__ == "__main__":
    unittest.main(verbosity=2)
