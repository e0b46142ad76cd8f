# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back, B1 to B4, call by call, after the last step from which it is offered, or after each
(RESITE_LONG=1; test_rehearse_back.py goes it after each without a person): in the end the world is
what it was in the morning, and the record says so."""

import os
import unittest

import road_case

is_long = unittest.skipUnless(os.environ.get("RESITE_LONG") == "1",
                              "a long test; tests/run --long runs it")

AFTER = ("C2", "C3", "C4", "C5")


class RoadBack(road_case.RoadCase):
    def look(self):
        """What has to be the same again."""
        facts = {}
        for role in ("old", "new"):
            adapter = self.adapter(role)
            facts[role] = {key: adapter[key] for key in
                           ("IPAddress", "IPSubnet", "DefaultIPGateway", "DNSServerSearchOrder",
                            "WINSPrimaryServer", "DHCPEnabled")}
            facts[role]["name"] = self.name_of(role)
            facts[role]["uuid"] = self.wmi(
                role, "SELECT * FROM Win32_ComputerSystemProduct")[0]["UUID"]
        facts["services"] = self.services("old")
        facts["sites"] = {role: sorted(self.sites(role)) for role in ("primary.1", "primary.2")}
        facts["addresses"] = {role: sorted(self.addresses(role))
                              for role in ("primary.1", "primary.2")}
        return facts

    def check(self, last):
        self.begin()
        # A service of another start type than the usual ones, that ran.
        self.run_on("old", "sc", "config", "SMS_SITE_BACKUP", "start=", "demand")
        before = self.look()
        self.walk("C2")
        for step in AFTER[:AFTER.index(last) + 1]:
            if step == "C5":
                self.site.act(step)
            self.by_hand(step)
        self.assertNotEqual(self.look(), before)
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "The network is down")
        self.go("C6@primary.1", 2)
        for step in ("B1", "B2", "B3", "B4"):
            self.by_hand(step)
        self.assertEqual(self.look(), before)
        self.assert_recorded(before)

    def assert_recorded(self, before):
        summary = self.call("summary", self.id).out
        self.assertIn("The network is down", summary)
        self.assertRegex(summary, r"Name now +BR01SMS +BR01NEW\n")
        for step in ("B2", "B3"):
            self.assertEqual(self.how_of(step), "V", step)
        self.assertEqual(self.actions_of("B3")["enable"], ("ok", "V"))
        self.call("finish", self.id, "--by", "J. Doe")
        run = self.call("list", "--json").of_type("run")[0]
        self.assertNotEqual(run["condition"], "open")
        self.call("verify", self.id)
        self.assertIn(before["old"]["IPAddress"], self.call("summary", self.id).out)

    def test_after_c5(self):
        self.check("C5")

    @is_long
    def test_after_c4(self):
        self.check("C4")

    @is_long
    def test_after_c3(self):
        self.check("C3")

    @is_long
    def test_after_c2(self):
        self.check("C2")


class Order(road_case.RoadCase):
    def test_old_gets_nothing_that_the_new_one_has(self):
        """B2 does not begin while B1 is open, nor take what somebody else took meanwhile."""
        self.begin()
        self.walk("C5")
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "Too late tonight")
        self.go("B2", 2)
        self.by_hand("B1")
        self.site.act("C4")
        self.go_in_vain("B2", "BR01SMS")
        self.assertEqual(self.name_of("old"), "BR01SMS_OLD")
        self.site.act("B1")
        self.go("B2", 0, "--retry-failed")
        self.assertEqual(self.name_of("old"), "BR01SMS")

    def test_not_after_the_release(self):
        self.begin()
        self.walk("C5")
        self.site.act("C5")
        self.site.act("C8")
        self.walk("C6")
        self.go("C6@primary.1", 3)
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "No", status=2)


if __name__ == "__main__":
    road_case.main()
