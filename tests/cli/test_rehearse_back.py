# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsals that turn round after each step from which the way back is offered: the run ends with
the old server in its place, and a look at the machines, which knows nothing of the run, finds the
site as it was in the morning."""

import json

import cli_case
import rehearsed
from test_rehearse_sabotage import World, rewrite

AFTER = ("C2", "C3", "C4", "C5")
FOLDER = "machines/source/E/SMSPKG"


def leave_script(world):
    (world.folder / "machines/old/C/WINDOWS/Temp/resite-x.vbs").write_text("x")


def damage_source(world):
    package = sorted((world.folder / FOLDER).glob("*.PCK"))[0]
    rewrite(package, lambda data: data[:10])


# What is done to the site that went back, and what has to be said of it; all of it at once.
SABOTAGE = (
    (lambda world: world.set("old/machine/facts", "Name", "BR01SMS_OLD"), "BR01SMS_OLD"),
    (lambda world: world.set("old/machine/facts", "DHCP", "true"), "DHCP of facts"),
    (lambda world: world.set("old/machine/facts", "Gateway", "127.9.9.1"), "127.9.9.1"),
    (lambda world: world.set("new/machine/facts", "Name", "BR01NOW"), "BR01NOW"),
    (lambda world: world.set("new/machine/facts", "DNS", "127.9.9.53"), "127.9.9.53"),
    (lambda world: world.set("old/Win32_Service/SMS_EXECUTIVE", "StartMode", "Disabled"),
     "StartMode of SMS_EXECUTIVE"),
    (lambda world: world.set("old/Win32_Service/SMS_SITE_BACKUP", "StartMode", "Auto"),
     "StartMode of SMS_SITE_BACKUP"),
    (lambda world: world.set("old/Win32_Service/CcmExec", "State", "Stopped"), "State of CcmExec"),
    (lambda world: world.remove("old/Win32_Share/SMS_S01"), "SMS_S01 is not there"),
    (lambda world: world.add("old/Win32_Share/SMSPKGX$", Name="SMSPKGX$"), "SMSPKGX$ was not there"),
    (lambda world: world.remove("primary.1/SMS_Site/S02"), "S02 is not there"),
    (lambda world: world.set("primary.2/SMS_Site/S01", "Status", "3"), "Status of S01"),
    (lambda world: world.remove("primary.2/SMS_SCI_Address/S01"), "primary.2: S01 is not there"),
    (lambda world: world.remove("directory/object/SMS-Site-S01"), "SMS-Site-S01 is not there"),
    (lambda world: world.set("directory/object/SMS-MP-S01-BR01SMS", "Owner", "new"),
     "Owner of SMS-MP-S01-BR01SMS"),
    (lambda world: world.call("C0100001", "forwarded"), "tool was called"),
    (leave_script, "resite-x.vbs was left behind"),
    (damage_source, "of the source is damaged"),
)


class Back(rehearsed.Rehearsed):
    def go_back(self, step, **more):
        return self.tour("--way-back", step, packages=3, folder=self.folder / step, **more)

    def look(self, result):
        return [check for check in result.of_type("check") if check["name"] == "site"][0]

    def check_after(self, step):
        result = self.go_back(step)
        self.assertEqual((self.look(result)["verdict"], self.look(result)["faults"]), ("ok", 0))
        self.assertEqual(result.total["condition"], "went-back")
        known = self.read_steps(step)
        self.assertEqual({known[name] for name in ("B1", "B2", "B3", "B4")}, {"done"})
        self.assertEqual([name for name in AFTER if known[name] in ("done", "skipped")],
                         list(AFTER[:AFTER.index(step) + 1]))
        self.assertNotIn(known["C6@primary.1"], ("done", "skipped"))

    def read_steps(self, step):
        data = self.folder / step / "data"
        run = json.loads(self.call("list", "--json", "--data-dir", data).out.splitlines()[0])
        self.call("verify", run["id"], "--data-dir", data)
        steps = self.call("status", run["id"], "--json", "--data-dir", data)
        return {entry["step"]: entry["status"] for entry in steps.of_type("step")}

    def test_after_each_step(self):
        self.for_each(AFTER, self.check_after)

    def test_what_is_not_as_it_was_is_found(self):
        self.go_back("C4")
        world = World(self.folder / "C4")
        for change, _ in SABOTAGE:
            change(world)
        result = self.go_back("C4", status=1)
        said = [check["message"] for check in result.of_type("check") if check["name"] == "fault"]
        for _, says in SABOTAGE:
            with self.subTest(says):
                self.assertTrue(any(says in message for message in said), "\n".join(said))
        self.assertEqual(self.look(result)["faults"], len(said))
        self.assertIn("not as it was", result.err)

    def test_not_after_every_step(self):
        with self.subTest("none of the road"):
            result = self.tour("--way-back", "X9", status=2)
            self.assertIn("no such step", result.err)
        with self.subTest("before there is anything to put back"):
            result = self.tour("--way-back", "P1", packages=2, status=1)
            self.assertIn("simply stop here", result.err)


if __name__ == "__main__":
    cli_case.main()
