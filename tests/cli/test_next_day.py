# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The next day: Package Status of the new server, repaired where it is wrong, in a run over the
rehearsal's machines."""

import cli_case
import road_case
from cli_case import SOURCE

RUNBOOK = SOURCE / "tests" / "data" / "runbooks" / "engine" / "next-day.xml"


class NextDay(road_case.RoadCase):
    def setUp(self):
        super().setUp()
        self.make_site(packages=5)
        self.facts = self.site.facts

    def ask(self, verb, *rest, status=None):
        return self.call_in(verb, "--json", "--provider", self.facts["provider"], "--user",
                            self.facts["user"], "--ca", self.facts["ca"], *rest, status=status)

    def assign(self):
        result = self.ask("assign", "--from", self.facts["source_dp"], "--to",
                          self.facts["target_dp"], "--no-wait", status=0)
        return sorted(item["name"] for item in result.of_type("item"))

    def states(self):
        result = self.ask("package-status", "--server", self.facts["target_dp"])
        return {item["name"]: item["state"] for item in result.of_type("item")}

    def wait_for(self, states):
        self.wait_until(lambda: self.states() == states)

    def begin_day(self):
        self.id = self.start_run(self.facts["plan"], "--rehearsal", "--runbook", RUNBOOK)

    def fill(self, packages):
        """What a person fills in, and all that follows."""
        answers = {**road_case.PEOPLE, "field.packages": packages}
        return self.run_policy({"policy": road_case.NOBODY, "step N1": answers}, 3)

    def outcomes(self):
        return [(event["facts"]["action"], event["facts"]["outcome"])
                for event in self.events("action-ended")]

    def events(self, what):
        return [event for event in self.call("journal", self.id, "--json").of_type("event")
                if event["what"] == what]

    def test_all_right(self):
        packages = self.assign()
        self.wait_for({package: "installed" for package in packages})
        self.begin_day()
        self.go("N1")
        self.assertEqual(self.status_of("N1"), "done")
        self.assertEqual(self.outcomes(), [("table", "ok")])

    def test_one_is_repaired(self):
        packages = self.assign_with_a_fault()
        self.begin_day()
        result = self.go("N1", 3)
        items = {item["name"]: item for item in result.of_type("item")}
        self.assertEqual(items[packages[1]]["state"], "left-out", result)
        self.assertEqual(self.status_of("N1"), "waiting")
        self.assertEqual(self.outcomes(), [("table", "warning"), ("refresh", "ok")])
        self.assertIn("1 of 5 packages are not right",
                      self.events("action-ended")[0]["facts"]["message"])
        self.site.order("fault dp-fails")
        self.fill(packages[1])
        self.assertEqual(self.outcomes()[2:], [("update-all", "ok"), ("distmgr", "ok"),
                                               ("again", "ok")])
        self.assertEqual(self.status_of("N1"), "done")
        self.assertEqual(self.states(), {package: "installed" for package in packages})
        self.assertIn("4 installed, 1 failed", self.call("summary", self.id).out)
        self.assertIn("5 installed", self.call("summary", self.id).out)

    def assign_with_a_fault(self):
        listed = self.ask("package-status", "--server", self.facts["source_dp"], status=0)
        packages = sorted(item["name"] for item in listed.of_type("item"))
        self.site.order(f"fault dp-fails {packages[1]}")
        self.assertEqual(self.assign(), packages)
        self.wait_for({package: "failed" if package == packages[1] else "installed"
                       for package in packages})
        return packages

    def test_nothing_is_sent_that_nobody_named(self):
        packages = self.assign_with_a_fault()
        self.begin_day()
        self.go("N1", 3)
        self.fill("")
        self.assertEqual(self.outcomes()[2:], [("update-all", "ok"), ("distmgr", "unknown"),
                                               ("again", "warning")])
        self.assertEqual(self.status_of("N1"), "done")
        self.assertIn(packages[1], self.call("summary", self.id).out)
        self.assertIn("1 of 5 packages are not right",
                      self.events("action-ended")[-1]["facts"]["message"])
        self.assertEqual(self.states()[packages[1]], "failed")


if __name__ == "__main__":
    cli_case.main()
