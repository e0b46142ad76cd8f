#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that are really reached: passwords that are right, wrong, or nobody's; deeds that the
window does by itself; what no longer holds; and a page that says STOP."""
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ax import (Atspi, STATE, Window, cells, click, enter, faults, find, find_all, focused,  # noqa: E402
                get, gone, has, key, name_of, own_user, press, rows, says, texts, type_text, wait)
from guide import first, parts  # noqa: E402
from lab_road import LabRoad  # noqa: E402
from patience import PATIENCE  # noqa: E402

SCREEN = (1024, 768)
WRONG = "wrong-0815"
LARGE = 300_000_000


class Reach(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="resite-reach-")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.surroundings = own_user(scratch.name, "J. Doe")

    def open(self, road):
        return Window("--data-dir", road.data, road.journal, environment=self.surroundings)

    # What is on the screen.

    def on(self, window, step):
        says(window.root, step + "  ")

    def button(self, window, part):
        """One that can be scrolled to, too."""
        return wait(lambda: first(window.root, lambda w: w.get_role_name() in (
            "push button", "toggle button") and part in name_of(w) and
            has(w, STATE.SENSITIVE)), "a button with %r" % part)

    def press(self, window, part):
        click(self.button(window, part))

    def reads(self, window, part, patience=PATIENCE):
        return wait(lambda: next((w.get_name() for w in parts(window.root)
                                  if part in (w.get_name() or "")), None),
                    "a text with %r" % part, patience)

    def clean(self, window):
        found = faults(window.root, SCREEN)
        self.assertEqual(found, [], "\n".join(found))

    # What is asked.

    def question(self, window, name):
        dialog = get(window.root, "dialog", "Password for " + name)
        get(dialog, "password text", "Password:")
        return dialog

    def answer(self, window, name, password):
        self.question(window, name)
        wait(lambda: name_of(focused(window.root)) == "Password:", "the focus in the entry")
        type_text(password)
        self.assertNotIn(password, " ".join(texts(window.root)))
        key("Return")
        gone(window.root, "dialog", "Password for " + name)

    def refuse(self, window, name):
        press(self.question(window, name), "By hand instead")
        gone(window.root, "dialog", "Password for " + name)

    def assert_kept_nowhere(self, road, *secrets):
        for folder, _, names in os.walk(road.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    data = file.read()
                for secret in secrets:
                    self.assertNotIn(secret.encode(), data, name)

    # The tests.

    def test_right_wrong_and_by_hand(self):
        with LabRoad(self.folder) as road, self.open(road) as window:
            self.on(window, "P0.1")
            self.reads(window, "not tried yet")
            self.press(window, "Check now")
            self.clean(window)
            self.answer(window, "BR01SMS", WRONG)
            self.answer(window, "BR01NEW", road.password)
            self.refuse(window, "BR01DP2")
            self.reads(window, "✗ not reached")
            self.reads(window, "refuses")
            self.reads(window, "✓ reached")
            self.reads(window, "Nobody gave the password")
            # What was refused is not sent again by itself; a person may try once more.
            self.press(window, "Check again")
            says(self.question(window, "BR01SMS"), "refused")
            self.clean(window)
            self.answer(window, "BR01SMS", road.password)
            wait(lambda: sum(t == "✓ reached" for t in texts(window.root)) == 2, "two of three")
            self.press(window, "Try again")
            self.answer(window, "BR01DP2", road.password)
            wait(lambda: sum(t == "✓ reached" for t in texts(window.root)) == 3, "all three")
            self.reads(window, "(V: seen by Resite)")
            press(window.root, "Next")
            self.on(window, "P0.2")
        self.assertEqual(road.step("P0.1")["how"], "V")
        self.assert_kept_nowhere(road, WRONG, road.password)

    def test_escape_is_no(self):
        with LabRoad(self.folder) as road, self.open(road) as window:
            self.on(window, "P0.1")
            self.press(window, "Check now")
            for name in ("BR01SMS", "BR01NEW", "BR01DP2"):
                self.question(window, name)
                type_text(WRONG)
                key("Escape")
                gone(window.root, "dialog", "Password for " + name)
            self.reads(window, "Nobody gave the password")
            wait(lambda: focused(window.root), "the focus to be somewhere")
        self.assert_kept_nowhere(road, WRONG)

    def test_the_window_closes_over_a_question(self):
        with LabRoad(self.folder) as road, self.open(road) as window:
            self.on(window, "P0.1")
            self.press(window, "Check now")
            self.question(window, "BR01SMS")
            window.process.terminate()
            self.assertEqual(window.status(), 0)
        self.assertNotEqual(road.step("P0.1")["status"], "done")

    def test_an_unknown_certificate(self):
        changes = {("old", "winrm-ca"): None}
        with LabRoad(self.folder, plan=changes) as road, self.open(road) as window:
            road_question = "Is this the certificate of "
            self.on(window, "P0.1")
            self.press(window, "Check now")
            self.answer(window, "BR01SMS", road.password)
            dialog = wait(lambda: next((d for d in find_all(window.root, "dialog")
                                        if name_of(d).startswith(road_question)), None), "dialog")
            says(dialog, "valid until")
            says(dialog, "Fingerprint: ")
            self.clean(window)
            self.assertEqual(name_of(focused(window.root)), "Do not trust it")
            press(dialog, "Trust this certificate")
            self.answer(window, "BR01NEW", road.password)
            self.refuse(window, "BR01DP2")
            self.reads(window, "✓ reached")
        self.assertIn("trusted", [event.get("what") for event in road.events()])

    def test_the_way_that_was_found_is_taken(self):
        """By the keyboard alone: who signs in there is asked for, and then it is gone that way."""
        changes = {("old", "reach"): "by-hand", ("old", "winrm-user"): None}
        name = "Use this way for OLD SERVER BR01SMS"
        with LabRoad(self.folder, plan=changes) as road, self.open(road) as window:
            self.on(window, "P0.1")
            self.press(window, "Look from this desk")
            self.reads(window, "A better way was found.")
            self.clean(window)
            Atspi.Component.grab_focus(self.button(window, name))
            wait(lambda: name_of(focused(window.root)) == name, "the focus on the button")
            key("space")
            dialog = get(window.root, "dialog", "Reach the OLD SERVER by winrm?")
            says(dialog, "By WinRM Resite does there all that it can do.")
            self.clean(window)
            wait(lambda: focused(window.root).get_role_name() == "text", "the focus in the entry")
            type_text("Administrator")
            key("Return")
            gone(window.root, "dialog", "Reach the OLD SERVER by winrm?")
            wait(lambda: sum("as Administrator" in t for t in texts(window.root)) == 3, "three ways")
            self.assertIsNone(first(window.root, lambda w: name_of(w) == name and
                                    has(w, STATE.SHOWING)))
            self.press(window, "Check now")
            for machine in ("BR01SMS", "BR01NEW", "BR01DP2"):
                self.answer(window, machine, road.password)
            wait(lambda: sum(t == "✓ reached" for t in texts(window.root)) == 3, "all three")
        facts = [event for event in road.events() if event.get("what") == "corrected"]
        self.assertEqual([(event["facts"]["key"], event["facts"]["new"]) for event in facts],
                         [("old.winrm-user", "Administrator"), ("old.reach", "winrm")])
        self.assertEqual({event["actor"] for event in facts}, {"J. Doe"})

    def test_another_box_locks_its_page(self):
        changes = {("old", "uuid"): "11111111-2222-3333-4444-555555555555",
                   ("old", "serial"): None, ("old", "mac"): None}
        with LabRoad(self.folder, plan=changes) as road:
            road.walk_to("C2")
            with self.open(road) as window:
                self.on(window, "C2")
                self.press(window, "Start: ")
                self.answer(window, "BR01SMS", road.password)
                self.reads(window, "✗ This is not the old server.")
                self.clean(window)
                press(window.root, "Next")
                self.assertIn("the right machine", says(window.root, "Next waits for"))
                self.assertIsNone(first(window.root, lambda w: name_of(w).startswith("Start")))
                press(window.root, "It is the right machine…")
                dialog = get(window.root, "dialog", "Is this box the OLD SERVER?")
                enter(get(dialog, "text"), "the label on its case says so")
                press(dialog, "It is the OLD SERVER")
                self.reads(window, "✓ the right box")
                self.button(window, "Start")
            self.assertEqual(road.step("C2")["status"], "failed")

    def test_a_deed_by_itself(self):
        with LabRoad(self.folder) as road:
            road.walk_to("C2")
            with self.open(road) as window:
                self.on(window, "C2")
                self.reads(window, "Resite does this by itself on: OLD SERVER BR01SMS")
                self.reads(window, "RUN: Resite does it, over the network")
                self.press(window, "Start: ")
                self.answer(window, "BR01SMS", road.password)
                self.reads(window, "✓ Done, J. Doe", patience=PATIENCE)
                table = get(window.root, "table", "Stages")
                self.assertEqual(cells(table, 0)[0], "Is it this machine?")
                self.assertIn("SMS_EXECUTIVE",
                              [cells(table, row)[0] for row in range(rows(table))])
                self.clean(window)
            self.assertEqual(road.step("C2")["how"], "V")

    def check_the_tools(self, road):
        with self.open(road) as window:
            self.on(window, "P0.1")
            self.press(window, "Check now")
            for name in ("BR01SMS", "BR01NEW", "BR01DP2"):
                self.answer(window, name, road.password)
            self.reads(window, "✓ Done, J. Doe")
            press(window.root, "Next")
            self.on(window, "P0.2")
            self.press(window, "Check now")
            self.reads(window, "✓ Done, J. Doe")

    def cut_off_a_copy(self, road):
        target = os.path.join(road.site, "machines", "new", "E", "SMSPKG")
        with self.open(road) as window:
            self.on(window, "P1")
            self.press(window, "Start: Copy and check")
            wait(lambda: os.path.isdir(target) and len(os.listdir(target)) >= 4, "some files")
            window.kill()

    def test_welcome_back(self):
        with LabRoad(self.folder, packages=30, size=LARGE) as road:
            self.check_the_tools(road)
            road.walk_to("P1")
            self.cut_off_a_copy(road)
            shutil.rmtree(os.path.join(road.site, "desk", "os"))
            with self.open(road) as window:
                self.welcome(window, road)
            self.assertEqual(road.step("P0.1")["status"], "done")
            self.assertEqual(road.step("P0.2")["status"], "look-again")

    def welcome(self, window, road):
        """What the desk sees changed at once; the machines wait for their passwords."""
        self.reads(window, "✗ 1 thing is different now")
        table = get(window.root, "table", "What is different now")
        self.assertEqual(cells(table, 0)[0], "P0.2")
        self.assertIn("Windows setup files", cells(table, 0)[1])
        self.reads(window, "could not be seen from here now")
        self.clean(window)
        self.assertEqual(name_of(focused(window.root)), "Continue")
        press(window.root, "Ask for passwords and look again")
        asked = set()
        while len(asked) < 3:
            dialog = wait(lambda: next((d for d in find_all(window.root, "dialog")
                                        if name_of(d).startswith("Password for ") and
                                        name_of(d) not in asked), None), "a question")
            asked.add(name_of(dialog))
            self.answer(window, name_of(dialog).split()[-1], road.password)
        wait(lambda: first(window.root, lambda w: "could not be seen" in (w.get_name() or "") and
                           has(w, STATE.SHOWING)) is None, "all of it to be seen")
        self.reads(window, "still hold")
        press(window.root, "Continue")
        self.on(window, "P0.2")

    def test_stop(self):
        with LabRoad(self.folder) as road:
            road.walk_to("C6@primary.1")
            road.order("fault", "sibling", "S02")
            with self.open(road) as window:
                self.on(window, "C6")
                enter(get(window.root, "text", "Type the name HQSMS01 to unlock this step:"),
                      "HQSMS01")
                self.remove_the_site(window, road)
                self.clean(window)
                self.assertIsNone(find(window.root, "push button", "Next"))
                self.assertIsNone(find(window.root, "push button", "Skip…"))
                self.press(window, "The central administrator takes over…")
                dialog = get(window.root, "dialog", "Go on in spite of STOP?")
                enter(get(dialog, "text", "Why is it right to go on?"), "S02 was closed today")
                press(dialog, "Take over")
                wait(lambda: road.step("C6@primary.1")["status"] == "done", "the step to be closed")
                get(window.root, "push button", "Next")
        self.assertIn("takes over: S02 was closed today",
                      str([e["facts"] for e in road.events() if e.get("step") == "C6"]))

    def remove_the_site(self, window, road):
        """Own instructions are a person's, the rest is done by itself; other servers may be asked,
        too, whether they are where they should be."""
        self.press(window, "I have done it")
        while wait(lambda: self.next_question(window) or self.says_stop(window),
                   "STOP or a question", PATIENCE) != "STOP":
            self.answer(window, self.next_question(window), road.password)

    def next_question(self, window):
        dialog = next((name_of(d) for d in find_all(window.root, "dialog")
                       if name_of(d).startswith("Password for ")), "")
        return dialog.replace("Password for ", "")

    def says_stop(self, window):
        return first(window.root, lambda w: w.get_name() == "STOP") and "STOP"


if __name__ == "__main__":
    unittest.main(verbosity=2)
