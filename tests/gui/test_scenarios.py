#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsals in which something goes wrong, walked with nothing but keys: it is met where the page
says so, mended by the person at the machines, and told of by the coach."""
import glob
import os
import re
import signal
import subprocess
import tempfile
import unittest
from xml.etree import ElementTree

from ax import (Window, application_of, enter, faults, find, focused, get, key, name_of, own_user,
                press, says, text_of, type_text, wait)
from guide import SCREEN, first, parts
from keys import KeyGuide

LONG = bool(os.environ.get("RESITE_LONG"))
# All of them in one day: full disk at the beginning, well-meant help before the removal, and the
# power goes while packages are preloaded.
BAD_DAY = """<scenario id="bad-day" level="hard">
  <title>A bad day</title>
  <story>Everything at once.</story>
  <lesson>It can be mended, one thing after the other.</lesson>
  <fault name="disk-full"/>
  <fault name="services-on" at="G2"/>
  <fault name="power-cut" at="R10"/>
</scenario>
"""


class Scenarios(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="resite-scenarios-")
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.data = os.path.join(scratch.name, "data")
        self.environment = {**own_user(scratch.name), "XDG_DATA_HOME": self.data}
        self.mended, self.coached = [], []

    def open(self, *arguments):
        window = Window(*arguments, environment=self.environment)
        window.__enter__()
        self.addCleanup(window.end)
        return window

    def rehearse(self, scenario):
        window = self.open("--rehearse", "--scenario", scenario, "--seed", "3", "--pace", "300",
                           "--packages", "6")
        guide = KeyGuide(window)
        wait(lambda: guide.step() == "P0.1", "the first page")
        return guide

    # One step, with whatever is wrong there.

    def go_on(self, guide):
        """Does what Next waits for; where something failed, lets it be mended first."""
        step = guide.step()
        before = guide.standing()
        while before[1]:
            if self.is_wrong(before):
                self.mend(guide)
            guide.obey(before[1])
            guide.wait_for_change(before)
            before = guide.standing()
        guide.turn()
        if step.startswith("G"):
            self.note_coach(guide, step)

    def is_wrong(self, standing):
        _, reason, state, _ = standing
        return state.startswith(("✗", "?")) or "failed" in reason

    def mend(self, guide):
        step = guide.step()
        key("ctrl+m")
        said = wait(lambda: guide.bar().startswith("The person at the machines: ") and guide.bar(),
                    "what the person at the machines did")
        if "nothing is to be done" not in said:
            self.mended.append((step, said))

    def note_coach(self, guide, pause):
        label = wait(lambda: first(guide.frame, lambda w: (w.get_name() or "").startswith(
            "Coach, %s:" % pause), "label"), "the coach on " + pause)
        self.coached.append(label.get_name())

    def walk(self, guide, until=None):
        while guide.step() != until and guide.heading() != "Summary and papers":
            self.go_on(guide)

    def continue_after_the_cut(self, window):
        """The program is gone as with the power; at its next start it says so and goes on."""
        self.assertEqual(window.status(), -signal.SIGKILL)
        window = self.open()
        wait(lambda: first(window.root, lambda w: w.get_name() == "Welcome back", "label"),
             "Welcome back")
        wait(lambda: name_of(focused(window.root)).startswith("Continue "), "the focus on Continue")
        key("space")
        guide = KeyGuide(window)
        wait(lambda: guide.heading() == "Welcome back", "what was cut off")
        self.assertIn("R10", " ".join(guide.texts()))
        guide.press("Continue")
        wait(lambda: guide.heading() != "Welcome back", "the page where it goes on")
        self.assertEqual(guide.step(), "R10")
        return guide

    # What it came to.

    def finish(self, guide):
        guide.press("Close this run: all is done")
        says(guide.window.root, "Coach: the rehearsal is over.")
        key("ctrl+k")
        wait(lambda: guide.heading() == "What the rehearsal came to", "the coach's page")
        wait(lambda: first(guide.task, lambda w: w.get_name().startswith("Help that was"), "label"),
             "what the coach has to say")
        self.assertEqual(wait(lambda: [faults(guide.task, SCREEN)], "a page that stays")[0], [])
        return guide.texts()

    def save_page(self, guide):
        path = os.path.join(self.folder, "trainer.pdf")
        guide.press("Save PDF for the trainer…")
        title = "Save the page for the trainer"
        wait(lambda: find(guide.window.root, "dialog", title) or
             find(guide.window.root, "file chooser", title), "where to save")
        key("ctrl+a")
        type_text(path)
        key("Return")
        wait(lambda: guide.bar() == "Saved as %s." % path, "the word that it is saved")
        return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, text=True,
                              capture_output=True).stdout

    def check_lines(self, *pauses):
        self.assertEqual([re.match("Coach, (G[1-6]):", line).group(1) for line in self.coached],
                         list(pauses))

    def test_a_bad_day(self):
        path = os.path.join(self.folder, "bad-day.xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(BAD_DAY)
        guide = self.rehearse(path)
        self.walk(guide, "R10")
        guide.obey(guide.reason())
        guide = self.continue_after_the_cut(guide.window)
        self.walk(guide)
        texts = self.finish(guide)
        self.assertIn("3 things went wrong. Noticed: 3. Mended: 3.", texts)
        paper = self.save_page(guide)
        for title in ("The new server had no room for all that was to be copied",
                      "The power went",
                      "Somebody switched the services"):
            self.assertTrue([text for text in texts if text.startswith(title)], texts)
            self.assertIn(title.split()[-1], paper)
        self.assertIn("REHEARSAL", paper)
        self.assertEqual([step for step, _ in self.mended][:1], ["P0.2"])
        self.check_lines("G1", "G2", "G3", "G4", "G5", "G6")

    def to_the_end(self, scenario):
        guide = self.rehearse(scenario)
        self.walk(guide)
        return self.finish(guide)

    @unittest.skipUnless(LONG, "one of the long tests")
    def test_no_room(self):
        self.assertIn("1 thing went wrong. Noticed: 1. Mended: 1.", self.to_the_end("disk-full"))

    @unittest.skipUnless(LONG, "one of the long tests")
    def test_somebody_means_well(self):
        self.assertIn("1 thing went wrong. Noticed: 1. Mended: 1.", self.to_the_end("services-on"))

    @unittest.skipUnless(LONG, "one of the long tests")
    def test_a_quiet_day(self):
        self.assertIn("Nothing went wrong in this rehearsal.", self.to_the_end("quiet-day"))
        self.assertEqual(self.mended, [])

    # Short ones.

    def test_a_scenario_is_chosen_with_keys(self):
        window = self.open()
        root = window.root
        wait(lambda: name_of(focused(root)) == "Your name", "the focus on the name")
        type_text("J. Doe")
        self.tab_to(root, "Choose a rehearsal")
        key("space")
        wait(lambda: name_of(focused(root)).startswith("A quiet day"), "the focus on the first")
        self.assertEqual(faults(root, SCREEN), [])
        key("End")
        wait(lambda: name_of(focused(root)).startswith("A surprise") or
             "urprise" in name_of(focused(root)), "the surprise")
        key("Home", "Down")
        wait(lambda: name_of(focused(root)).startswith("A name too long"), "the second")
        says(root, "wanted to be clear")
        self.tab_to(root, "Packages")
        key("ctrl+a")
        type_text("4")
        self.look_at_another(root)
        self.tab_to(root, "Rehearse this")
        key("space")
        self.correct_the_name(root)
        guide = KeyGuide(window)
        wait(lambda: guide.step() == "P0.1", "the first page")

    def look_at_another(self, root):
        """The number that was written down stays."""
        self.tab_to(root, "A name too long, for the first time")
        key("Down")
        says(root, "ordered a year ago")
        key("Up")
        says(root, "wanted to be clear")
        self.assertEqual(text_of(find(root, "spin button", "Packages")), "4")

    def correct_the_name(self, root):
        """The plan itself is what is wrong: its form comes, and says where."""
        says(root, "has 20 characters")
        self.tab_to(root, "The site, complete")
        key("Down")
        wait(lambda: name_of(focused(root)).startswith("Old server, 1"), "the part that is wrong")
        field = wait(lambda: first(root, lambda w: text_of(w) == "BR01SMS_REPLACED_OLD", "text"),
                     "the name")
        label = name_of(field)
        self.tab_to(root, label + ": this is wrong")
        key("space")
        self.tab_to(root, label)
        key("ctrl+a")
        type_text("BR01SMS-OLD")
        self.tab_to(root, "Start this run", 80)
        key("space")

    def tab_to(self, root, name, most=40):
        for _ in range(most):
            if name_of(focused(root)) == name:
                return
            key("Tab")
        self.fail("the Tab key does not come to %r" % name)

    def test_tomorrow(self):
        guide = self.rehearse("quiet-day")
        key("ctrl+t")
        said = wait(lambda: guide.bar().startswith("Here it is ") and guide.bar(), "the morning")
        self.assertRegex(said, r"^Here it is \d{4}-\d\d-\d\d 08:00 now\.$")
        key("ctrl+k")
        wait(lambda: guide.heading() == "What the rehearsal came to", "the coach's page")
        says(guide.window.root, "Not at its end yet. Nothing was met and mended so far.")

    def test_the_coach_knows_all_that_can_go_wrong(self):
        folder = os.path.join(os.environ["RESITE_SOURCE_ROOT"], "resources", "scenarios")
        known = {fault.get("name") for fault in ElementTree.parse(
            os.path.join(folder, "coach.xml")).iter("fault")}
        offered = {fault.get("name") for fault in ElementTree.parse(
            os.path.join(folder, "scenarios.xml")).iter("fault")}
        self.assertGreater(len(offered), 12)
        self.assertEqual(sorted(offered - known), [])

    def test_who_only_looks_leaves_the_site_alone(self):
        """Two programs that both let the site live would write over each other's."""
        guide = self.rehearse("quiet-day")
        data = os.path.join(self.data, "resite")
        journal, = glob.glob(os.path.join(data, "*.resite"))
        world, = glob.glob(os.path.join(data, "rehearsals", "site-*", "world.ini"))
        with open(world, encoding="utf-8") as file:
            programs = re.findall(r"^\[lab/life/programs.*?(?=^\[|\Z)", file.read(), re.M | re.S)
        self.assertEqual(len(programs), 1)
        second = Window("--data-dir", data, journal, environment=self.environment)
        second.look = lambda: application_of(second)
        second.__enter__()
        self.addCleanup(second.end)
        says(second.root, "Open for looking only")
        says(second.root, "REHEARSAL")
        self.assertIsNone(find(second.root, "push button", "Let it be tomorrow"))
        with open(world, encoding="utf-8") as file:
            self.assertIn(programs[0], file.read())
        guide.window.kill()
        press(second.root, "Take over…")
        enter(get(second.root, "text", "Why do you take it over?"), "the first has gone home")
        press(second.root, "Take over")
        get(second.root, "push button", "Let it be tomorrow")

    def test_a_scenario_that_is_none(self):
        window = self.open("--rehearse", "--scenario", "no-such-day")
        says(window.root, "no-such-day")
        get(window.root, "push button", "Rehearse")


if __name__ == "__main__":
    unittest.main(verbosity=2)
