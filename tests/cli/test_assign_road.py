# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps that assign by themselves where the central site's server is reached: R1 as far as its row,
R6, and what R6 added taken off again."""

import time

import cli_case
import road_case
from patience import PATIENCE


class AssignRoad(road_case.RoadCase):
    def rows(self, package):
        result = self.call_in("wmi", self.site.sign_in("primary.1"), self.site.facts["namespace"],
                              "SELECT * FROM SMS_DistributionPoint", "--ca", self.site.facts["ca"],
                              "--json")
        return [row["Status"] for row in (item["properties"] for item in result.of_type("item"))
                if row["PackageID"] == package and row["SiteCode"] == "S01" and
                "\\BR01SMS\\" in row["ServerNALPath"].upper()]

    def package_of(self, step):
        return [event["facts"]["package"] for event in self.events("action-ended", step)
                if "package" in event["facts"]][-1]

    def test_written_and_taken_off_again(self):
        self.begin()
        self.site.act("P2")
        for step in ("C5", "C8@primary.1", "C9@primary.1", "W3", "C11", "C14"):
            self.walk(step, status=None)
            self.go(step, None)
            self.site.act(step.split("@")[0])
            if step == "C9@primary.1":
                self.run_on("primary.1", "net", "localgroup", "SMS_SiteToSiteConnection_P01",
                            "CORP\\BR01SMS$", "/add")
        self.walk("R6", status=None)
        self.assertEqual(self.actions_of("R1")["assign"], ("ok", "V"))
        package = self.package_of("R3")
        self.assertEqual(self.rows(package), [])

        self.go("R6")
        self.assertEqual(self.status_of("R6"), "done")
        self.assertEqual(self.actions_of("R6")["assign"], ("ok", "V"))
        self.assertEqual(len(self.rows(package)), 1)

        self.say("back", "R6")
        self.go("R6", 1, "--undo")
        self.assertEqual(self.status_of("R6"), "failed")
        self.assertIn("taken off BR01SMS again", self.message_of("R6"))
        end = time.monotonic() + PATIENCE
        while self.rows(package):
            self.assertLess(time.monotonic(), end, "the row does not go")
            time.sleep(0.1)
        self.go("R6")
        self.assertEqual(self.status_of("R6"), "done")
        self.assertEqual(len(self.rows(package)), 1)
        refused = self.go("R5", 2, "--undo")
        self.assertIn("assigns no packages", refused.err)

        self.cut_off_while_taken_off()
        gone_on = self.go("R6", 1, "--confirm")
        self.assertIn("taken off BR01SMS again", self.message_of("R6"), gone_on)
        self.assertEqual(self.undone("R6"), [False, True, False, True, True])

    def undone(self, step):
        """Of each start: whether it took off what was assigned."""
        return ["undo=yes" in event["facts"]["arguments"].splitlines()
                for event in self.events("action-started", step)
                if event["facts"]["action"] == "assign"]

    def cut_off_while_taken_off(self):
        """Whoever goes on then goes on with that, and assigns nothing anew."""
        before = len(self.undone("R6"))
        self.say("back", "R6")
        self.site.order("behaviour central:delay=1000")
        process = self.start_in("run", self.id, "R6", "--undo", "--pace", self.PACE)
        self.wait_until(lambda: len(self.undone("R6")) > before)
        process.kill()
        process.wait(PATIENCE)
        self.site.order("behaviour central:delay=0")


if __name__ == "__main__":
    cli_case.main()
