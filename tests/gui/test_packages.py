#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What crosses the wire, in the real window against machines that are reached: the plan filled by
the central site, the choice before the night, the gate before all packages, the table of the
assignment, a STOP where packages are sent in full, and taking it back."""
import os
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ax import (STATE, Window, cells, checked, click, enter, faults, find, focused,  # noqa: E402
                get, gone, has, key, name_of, own_user, press, rows, says, text_of, type_text, wait)
from guide import first, parts  # noqa: E402
from lab_road import LabRoad  # noqa: E402
from patience import PATIENCE  # noqa: E402

SCREEN = (1024, 768)


class Packages(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="resite-packages-")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.surroundings = own_user(scratch.name, "J. Doe")

    def open(self, road):
        return Window("--data-dir", road.data, road.journal, environment=self.surroundings)

    # What is on the screen.

    def find_part(self, root, role, part):
        return first(root, lambda w: w.get_role_name() == role and part in name_of(w) and
                     has(w, STATE.SENSITIVE))

    def part(self, root, role, part):
        return wait(lambda: self.find_part(root, role, part), "%s with %r" % (role, part))

    def reads(self, root, part, patience=PATIENCE):
        return wait(lambda: next((w.get_name() for w in parts(root)
                                  if part in (w.get_name() or "")), None),
                    "a text with %r" % part, patience)

    def clean(self, root):
        found = [fault for fault in faults(root, SCREEN) if "table cell" not in fault]
        self.assertEqual(found, [], "\n".join(found))

    def sign_in_until(self, window, road, seen, what):
        """Answers for every machine that asks until what is waited for is there."""
        def look():
            dialog = find(window.root, "dialog")
            if dialog and "Password for" in name_of(dialog):
                type_text(road.password)
                key("Return")
                time.sleep(0.5)
                return None
            return seen()
        return wait(look, what)

    def table(self, root, name):
        def look():
            for table in parts(root):
                if table.get_role_name() in ("table", "tree table") and name_of(table) == name and \
                        rows(table) > 0:
                    return table
            return None
        return look

    # The plan.

    def test_plan_from_the_central_site(self):
        with LabRoad(self.folder) as road:
            plan = road.change_plan(road.facts["plan"], {("site", "name"): "", ("site", "place"): ""})
            with Window("--data-dir", os.path.join(self.folder, "other"), plan,
                        environment=self.surroundings) as window:
                press(window.root, "Ask the central site…")
                dialog = get(window.root, "dialog", "Ask the central site")
                enter(get(dialog, "password text"), "wrong-0815")
                press(dialog, "Ask")
                wait(lambda: has(get(dialog, "push button", "Ask"), STATE.SENSITIVE), "an answer")
                self.assertIsNone(self.table(dialog, "What the site says")())
                enter(get(dialog, "password text"), road.password)
                press(dialog, "Ask")
                table = wait(self.table(dialog, "What the site says"), "what the site says")
                found = {tuple(cells(table, row)[1:4]) for row in range(rows(table))}
                self.assertIn(("The site: Name of the site", "", "Branch 01 (rehearsal)"), found)
                self.clean(window.root)
                press(dialog, "Take 1 value")
                says(window.root, "1 value was taken into the plan.")
                gone(window.root, "dialog", "Ask the central site")
                name = self.part(window.root, "text", "Name of the site")
                self.assertEqual(text_of(name), "Branch 01 (rehearsal)")

    # The night.

    def test_choice_before_the_night(self):
        with LabRoad(self.folder, packages=30) as road:
            road.walk_to("G5")
            with self.open(road) as window:
                says(window.root, "G5  ")
                click(self.part(window.root, "push button", "Check now"))
                come = self.sign_in_until(
                    window, road, lambda: self.find_part(window.root, "radio button", "come down"),
                    "what would come down the line")
                self.reads(window.root, "would come down the line in full")
                leave = self.part(window.root, "radio button", "Leave these out")
                self.assertTrue(checked(leave))
                click(come)
                dialog = get(window.root, "dialog", "Let them come down the line?")
                press(dialog, "Cancel")
                gone(window.root, "dialog", "Let them come down the line?")
                self.assertTrue(checked(leave))
                click(come)
                dialog = get(window.root, "dialog", "Let them come down the line?")
                enter(get(dialog, "text"), "the line is free")
                press(dialog, "Let them come")
                wait(lambda: checked(come), "the other choice")
                facts = [e["facts"] for e in road.events() if e.get("what") == "corrected"]
                self.assertEqual((facts[-1]["key"], facts[-1]["new"], facts[-1]["reason"]),
                                 ("options.crossing", "send", "the line is free"))
                self.clean(window.root)

    # All packages.

    def pass_gate(self, window):
        says(window.root, "FIRST ONE, THEN MANY")
        wait(lambda: name_of(focused(window.root)) == "Begin all the same…", "the focus on it")
        wait(lambda: "press “Begin all the same…”" in get(
            window.root, "push button", "Next").get_description(), "what Next waits for")
        self.clean(window.root)
        press(window.root, "Begin all the same…")
        dialog = get(window.root, "dialog", "Begin without the proof?")
        enter(get(dialog, "text", "Why is it right to go on?"), "seen at S02 yesterday")
        press(dialog, "Take over")
        gone(window.root, "dialog", "Begin without the proof?")

    def begin_all(self, window):
        self.pass_gate(window)
        click(self.part(window.root, "push button", "Write it down"))

    def test_gate_model_and_table(self):
        with LabRoad(self.folder, packages=30) as road:
            road.walk_to("R14")
            with self.open(road) as window:
                says(window.root, "R14  ")
                self.pass_gate(window)
                click(self.part(window.root, "push button", "most like it?"))
                self.reads(window.root, "Resite has no password for")
                click(self.part(window.root, "push button", "Write it down"))
                self.sign_in_until(
                    window, road, lambda: road.step("R14")["status"] in ("done", "failed"),
                    "R14 to end: what was never preloaded here stops it")
                table = wait(self.table(window.root, "Packages"), "the packages")
                row = cells(table, 0)
                self.assertEqual(row[1], "Rehearsal package " + row[0])
                self.assertEqual((row[3], row[6]), ("yes", "information only"))
                self.clean(window.root)
            opened = [e["facts"].get("overruled") for e in road.events() if e.get("step") == "R14" and
                      e.get("what") == "step-started"]
            self.assertIn("seen at S02 yesterday", opened[0])

    def test_sent_in_full(self):
        with LabRoad(self.folder, packages=30, plan={("options", "window-packages"): "5"}) as road:
            road.order("fault", "sends-in-full", "3")
            road.walk_to("R14")
            with self.open(road) as window:
                says(window.root, "R14  ")
                self.begin_all(window)
                self.sign_in_until(window, road, lambda: next((
                    w for w in parts(window.root) if "STOP: SENT IN FULL" in (w.get_name() or "")),
                    None), "the STOP")
                undo = self.part(window.root, "push button", "Take off again what was assigned…")
                self.assertNotEqual(road.step("R14")["status"], "done")
                self.clean(window.root)
                click(undo)
                dialog = wait(lambda: first(window.root, lambda w: w.get_role_name() == "alert" and
                                            self.find_part(w, "push button", "Take it off")),
                              "the question")
                press(dialog, "Take it off")
                table = wait(self.table(window.root, "Packages"), "the packages")
                wait(lambda: any("removed" in cells(table, row)[4] for row in range(rows(table))),
                     "what was taken off")


if __name__ == "__main__":
    unittest.main(verbosity=2)
