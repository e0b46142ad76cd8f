# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program is killed in the middle of the cutover. What it did stays done, nothing is done twice,
and going on looks at the machines first."""

import road_case
from road_case import KillCase
from patience import PATIENCE


class Killed(KillCase):
    def test_services(self):
        self.begin()
        self.walk("C2")
        self.kill_at("C2", '"SMS_EXECUTIVE"')
        self.assertEqual(self.services("old")["CcmExec"], ("Auto", "Running"))
        self.go_on("C2")
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})
        # The start types of before are those of the first look.
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "Tried")
        for step in ("B1", "B2", "B3"):
            self.by_hand(step)
        self.assertEqual(self.services("old")["SMS_EXECUTIVE"], ("Auto", "Running"))
        self.assertEqual(self.services("old")["SMS_SITE_BACKUP"][0], "Manual")

    def check_rename(self, step, role, at, before, after):
        self.begin()
        self.walk(step)
        uuid = self.wmi(role, "SELECT * FROM Win32_ComputerSystemProduct")[0]["UUID"]
        self.kill_at(step, '"type":"item"', f'"name":"{at}"')
        self.assertIn(self.wait_until_up(role), (before, after))
        told = self.go_on(step)
        self.assertEqual(self.name_of(role), after)
        self.assertEqual(self.wmi(role, "SELECT * FROM Win32_ComputerSystemProduct")[0]["UUID"],
                         uuid)
        self.assertIn(after, told["back"])
        return told

    def test_old_before_its_rename(self):
        self.check_rename("C3", "old", "free", "BR01SMS", "BR01SMS_OLD")

    def test_old_between_address_and_restart(self):
        """It is under its former name at the new address."""
        told = self.check_rename("C3", "old", "network", "BR01SMS", "BR01SMS_OLD")
        self.assertIn("already", told["network"])

    def test_old_while_it_restarts(self):
        self.check_rename("C3", "old", "reboot", "BR01SMS", "BR01SMS_OLD")

    def test_new_between_name_and_address(self):
        self.check_rename("C4", "new", "rename", "BR01NEW", "BR01SMS")

    def test_new_between_address_and_restart(self):
        self.check_rename("C4", "new", "network", "BR01NEW", "BR01SMS")
        self.assertEqual(self.adapter("new")["DHCPEnabled"], "false")

    def test_new_while_it_restarts(self):
        self.check_rename("C4", "new", "reboot", "BR01NEW", "BR01SMS")


class KilledRemoval(KillCase):
    def test_between_lines_and_proof(self):
        self.reach_removal()
        self.go("C6@primary.1", 3)
        self.say("done", "C6@primary.1", "--action", "own")
        self.kill_at("C6@primary.1", '"name":"line.1"')
        self.go("C6@primary.1", 2)
        self.by_hand("C6@primary.1")
        self.assertNotIn("S01", self.sites("primary.1"))
        self.assertEqual(set(self.sites("primary.1")), {"P01", "S02", "S03"})
        self.assertIn("S01", self.sites("primary.2"))

    def test_between_the_primaries(self):
        self.reach_removal()
        self.by_hand("C6@primary.1")
        process = self.start_in("run", self.id, "--policy", self.write_policy(
            {"policy": road_case.NOBODY, "step C6@primary.2": road_case.PEOPLE}), "--by", "J. Doe",
            "--pace", 600, "--json")
        self.wait_for(process, b'"name":"line.2"')
        process.kill()
        process.wait(PATIENCE)
        self.by_hand("C6@primary.2")
        self.assertNotIn("S01", self.sites("primary.2"))
        # Nothing was removed twice, and nothing of the first primary was touched again.
        deleted = [event for event in self.events("action-started", "C6@primary.1")
                   if event["facts"]["action"] == "delete"]
        self.assertEqual(len(deleted), 1)


if __name__ == "__main__":
    road_case.main()
