# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run finds when it is opened again: a wait goes on, a preload runs nothing twice, and what was
verified is looked at once more."""

import json
import time

import road_case
from road_case import KillCase
from patience import PATIENCE


class Waits(KillCase):
    def test_a_wait_survives(self):
        """The minute of C8 is over when it is over, however often the program starts."""
        self.begin()
        self.walk("C5")
        self.site.act("C5")
        self.site.act("C8")
        self.walk("C8@primary.1")
        process = self.start_in("run", self.id, "--policy", self.write_policy(
            {"policy": road_case.NOBODY, "step C8": road_case.PEOPLE}), "--by", "J. Doe",
            "--pace", 2, "--json")
        line = json.loads(self.wait_for(process, b'action-started', b'"minute"'))
        until = line["facts"]["until"]
        process.kill()
        process.wait(PATIENCE)
        self.by_hand("C8@primary.1")
        again = [event["facts"]["until"] for event in self.events("action-started", "C8@primary.1")
                 if event["facts"]["action"] == "minute"]
        self.assertEqual(set(again), {until})


class Preload(KillCase):
    def test_line_is_cut_and_nothing_runs_twice(self):
        self.begin()
        self.site.act("P2")
        for step in ("C5", "C8@primary.1", "C9@primary.1", "W3", "C11", "C14", "R1", "R6"):
            self.walk(step, status=None)
            self.go(step, None)
            self.site.act(step.split("@")[0])
            if step == "C9@primary.1":
                self.run_on("primary.1", "net", "localgroup", "SMS_SiteToSiteConnection_P01",
                            "CORP\\BR01SMS$", "/add")
        self.walk("R10", status=None)
        self.assertEqual(self.status_of("R10"), "todo")
        process = self.start_in("run", self.id, "R10", "--by", "J. Doe", "--pace", self.PACE,
                                "--json")
        self.wait_for(process, b'"type":"item"')
        process.kill()
        process.wait(PATIENCE)
        self.go("R10", None, "--confirm")
        self.assertEqual(self.status_of("R10"), "done")
        ends = {}
        with open(self.site.facts["preload_calls"]) as calls:
            for call in calls:
                words = call.rstrip("\n").split("\t")
                if words[2] == "end":
                    ends[words[3]] = ends.get(words[3], 0) + 1
        # What was in flight may be asked again: the tool does it no harm. No other is.
        self.assertLessEqual(sum(count - 1 for count in ends.values()), 1, ends)


class WelcomeBack(road_case.RoadCase):
    def test_what_no_longer_holds(self):
        self.begin()
        self.walk("C5")
        self.run_on("old", "sc", "config", "SMS_EXECUTIVE", "start=", "auto")
        self.site.act("C5")
        self.by_hand("C5")
        deadline = time.monotonic() + PATIENCE
        # It is looked at beside what brings the program to that machine.
        while self.status_of("C2") != "look-again":
            self.go("G2", None)
            self.assertLess(time.monotonic(), deadline, self.call("status", self.id).out)
        event = [event for event in self.events() if event["step"] == "C2"][-1]
        self.assertIn("SMS_EXECUTIVE", json.dumps(event["facts"]))
        # It has to be right again before the site is removed.
        self.say("sign", "G2", "--released-by", "C. Entral", status=2)
        self.go("C2", None, "--confirm")
        self.assertEqual(self.status_of("C2"), "done")
        self.assertEqual(self.services("old")["SMS_EXECUTIVE"], ("Disabled", "Stopped"))

    def test_what_still_holds(self):
        self.begin()
        self.walk("C5")
        self.walk("C5")
        for step in ("C2", "C3", "C4"):
            self.assertEqual(self.status_of(step), "done")

    def test_what_cannot_be_seen(self):
        """A server that is off says nothing about what was seen there."""
        self.begin()
        self.walk("C5")
        self.site.order("off old")
        self.walk("C5")
        self.assertEqual(self.status_of("C2"), "done")


if __name__ == "__main__":
    road_case.main()
