#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first pages with nothing but keys, and the page classes in the dark: the focus is always
somewhere that can be seen, and nothing is nameless, too small or outside the window."""
import os
import tempfile
import unittest

from ax import (STATE, Window, extents, find, focused, get, gone, has, key, name_of, own_user,
                type_text, wait)
from guide import SCREEN, Guide

GO_TO = "Step, for instance C6:"
CLASSES = "P0.1 P0.3 P1 W1 W2 G1 C3 C6 C7 C12 C15 R4 R10 R11 R14 N1 G6 B1".split()
DARK = {"GTK_THEME": "Adwaita:dark"}


class Keys(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="resite-keys-")
        self.addCleanup(scratch.cleanup)
        self.environment = {**own_user(scratch.name), "XDG_DATA_HOME": scratch.name}

    def open(self, **environment):
        window = Window("--packages", "6", environment={**self.environment, **environment})
        window.__enter__()
        self.addCleanup(window.end)
        return window

    def focus(self, window):
        """The widget that has the focus, which can be seen and has a name."""
        widget = wait(lambda: self.seen(focused(window.root)), "a focus that can be seen")
        self.assertNotEqual(name_of(widget), "", widget.get_role_name())
        return widget

    @staticmethod
    def seen(widget):
        """What has just got the focus scrolls into view first."""
        if widget is None or not has(widget, STATE.SHOWING):
            return None
        left, top, right, bottom = extents(widget)
        inside = 0 <= left < right <= SCREEN[0] and 0 <= top < bottom <= SCREEN[1]
        return widget if inside else None

    def tab_to(self, window, name):
        for _ in range(40):
            if name_of(self.focus(window)) == name:
                return
            key("Tab")
        self.fail("the Tab key does not come to %r" % name)

    def rehearse(self, window):
        wait(lambda: name_of(self.focus(window)) == "Your name", "the focus on the name")
        type_text("J. Doe")
        self.tab_to(window, "Rehearse")
        key("space")
        return Guide(window)

    def do(self, window, guide, button, then):
        """The button has the focus or is a few Tabs away; after it, Alt+N turns the page."""
        self.tab_to(window, button)
        key("space")
        wait(lambda: guide.reason() == "", "%s to do its work" % button)
        self.focus(window)
        key("alt+n")
        wait(lambda: guide.step() == then, "the page of " + then)
        self.focus(window)

    def look_and_say(self, window, guide):
        """What Resite cannot see is said when it has looked."""
        before = guide.reason()
        self.tab_to(window, "Check now")
        key("space")
        wait(lambda: guide.reason() != before, "the look")
        self.tab_to(window, "I have looked: all of it holds")
        key("space")
        wait(lambda: guide.reason() == "", "the word to be taken")

    def test_the_first_pages_with_keys_only(self):
        window = self.open()
        guide = self.rehearse(window)
        wait(lambda: guide.step() == "P0.1", "the first page")
        self.assertEqual(name_of(self.focus(window)), "Check now")
        key("alt+n")
        wait(lambda: guide.bar().startswith("Next waits for: "), "what Next waits for")
        self.focus(window)
        self.do(window, guide, "Check now", "P0.2")
        self.do(window, guide, "Check now", "P0.3")
        second = guide.heading().replace("HQSMS01", "CENSMS01")
        self.look_and_say(window, guide)
        key("alt+n")
        wait(lambda: guide.heading() == second, "the other primary")
        self.look_and_say(window, guide)
        key("alt+n")
        wait(lambda: guide.step() == "P1", "the page of P1")
        self.do(window, guide, "Start: Copy and check SMSPKG", "P2")
        key("alt+b")
        wait(lambda: guide.step() == "P1", "the page before")
        self.focus(window)

    def test_the_tab_key_goes_round_and_is_never_lost(self):
        window = self.open()
        guide = self.rehearse(window)
        wait(lambda: guide.step() == "P0.1", "the first page")
        seen = []
        while len(seen) < 60:
            seen.append(name_of(self.focus(window)))
            key("Tab")
            if len(seen) > 3 and name_of(self.focus(window)) == seen[0]:
                break
        self.assertLess(len(seen), 60, "the Tab key does not come round: %r" % seen)
        for name in ("Check now", "Note", "Advice", "Not now, close", "Next", "Help"):
            self.assertIn(name, seen)

    def go_to(self, window, guide, step):
        key("ctrl+g")
        get(window.root, "text", GO_TO)
        type_text(step)
        key("Return")
        gone(window.root, "text", GO_TO)
        wait(lambda: guide.step() == step, "the page of " + step)

    def test_every_class_of_page_in_the_dark(self):
        window = self.open(**DARK)
        guide = self.rehearse(window)
        guide.pictures = guide.pictures and self.dark_folder(guide.pictures)
        for step in CLASSES:
            self.go_to(window, guide, step)
            self.focus(window)
            guide.visits.append(guide.heading())
            guide.look("dark")
        self.assertEqual(guide.faults, [])
        self.assertIsNone(find(window.root, "dialog"))

    def dark_folder(self, pictures):
        folder = os.path.join(pictures, "dark")
        os.makedirs(folder, exist_ok=True)
        return folder


if __name__ == "__main__":
    unittest.main(verbosity=2)
