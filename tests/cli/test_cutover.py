# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cutover from C2 to C14 in the terminal, over HTTPS, at machines that really rename themselves,
move and restart; after every step the machines are asked by another way what became of them."""

import os
import pathlib
import re

import cli_case
import road_case
from patience import PATIENCE

DEEDS = ("C2", "C3", "C4", "C6@primary.1", "C6@primary.2", "C10")


class Cutover(road_case.RoadCase):
    def test_step_by_step(self):
        self.begin()
        self.uuids = {role: self.uuid_of(role) for role in ("old", "new", "primary.1")}
        self.address = self.site.machine("old")["address"]
        self.walk("C2")
        self.site.act("P2")
        self.look_at_services()
        self.look_at_old_aside()
        self.look_at_new_in_its_place()
        self.look_at_web_server()
        self.look_at_removal()
        self.look_at_addresses()
        self.look_at_share()
        self.look_at_setup()
        self.look_at_site_is_back()
        self.look_at_record()

    def uuid_of(self, role):
        return self.wmi(role, "SELECT * FROM Win32_ComputerSystemProduct")[0]["UUID"]

    def boot_of(self, role):
        return self.wmi(role, "SELECT * FROM Win32_OperatingSystem")[0]["LastBootUpTime"]

    def assert_seen(self, step, *actions):
        seen = self.actions_of(step)
        for action in actions:
            self.assertEqual(seen[action], ("ok", "V"), (step, action, seen))

    def look_at_services(self):
        before = self.services("old")
        self.assertEqual(before["SMS_EXECUTIVE"], ("Auto", "Running"))
        self.go("C2")
        after = self.services("old")
        self.assertEqual(set(after), set(before))
        self.assertEqual(set(after.values()), {("Disabled", "Stopped")})
        self.assert_seen("C2", "disable", "after")

    def look_at_old_aside(self):
        boot = self.boot_of("old")
        self.go("C3")
        self.assertEqual(self.name_of("old"), "BR01SMS_OLD")
        adapter = self.adapter("old")
        self.assertEqual(adapter["DHCPEnabled"], "true")
        self.assertNotEqual(adapter["IPAddress"], self.address)
        self.assertGreater(self.boot_of("old"), boot)
        self.assertEqual(self.uuid_of("old"), self.uuids["old"])
        self.assert_seen("C3", "before", "rename", "restart")
        # Nobody has its name or its address now.
        self.call("check", "address", self.address)
        # The services stay down over the restart.
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})

    def look_at_new_in_its_place(self):
        boot = self.boot_of("new")
        self.go("C4")
        self.assertEqual(self.name_of("new"), "BR01SMS")
        adapter = self.adapter("new")
        self.assertEqual((adapter["DHCPEnabled"], adapter["IPAddress"], adapter["IPSubnet"]),
                         ("false", self.address, "255.255.255.0"))
        self.assertEqual(adapter["DefaultIPGateway"], self.address.rsplit(".", 1)[0] + ".1")
        self.assertGreater(self.boot_of("new"), boot)
        self.assertEqual(self.uuid_of("new"), self.uuids["new"])
        self.assertEqual(self.site.machine("new")["address"], self.address)
        self.assert_seen("C4", "before", "rename", "restart", "after", "membership")
        self.call("check", "address", self.address, status=1)

    def look_at_web_server(self):
        self.go("C5", 3)
        self.say("done", "C5", "--action", "install", "--note", "IIS is on")
        self.go("C5", 1)
        self.assertEqual(self.status_of("C5"), "failed")
        self.site.act("C5")
        self.go("C5", 0, "--retry-failed")
        self.assert_seen("C5", "after")
        self.assertEqual(self.actions_of("C5")["install"], ("told", "H"))
        self.by_hand("G2")
        self.assertEqual(self.how_of("G2"), "H")

    def look_at_removal(self):
        for primary in ("primary.1", "primary.2"):
            self.site.act(f"C8@{primary}")
            self.by_hand(f"C8@{primary}")
        self.assertEqual(set(self.addresses("primary.1")), {"S02", "S03"})
        before = set(self.sites("primary.1"))
        self.assertIn("S01", self.sites("primary.2"))
        self.by_hand("W1")
        self.by_hand("C6@primary.1")
        self.assertEqual(before - set(self.sites("primary.1")), {"S01"})
        # One primary after the other.
        self.assertIn("S01", self.sites("primary.2"))
        self.by_hand("C6@primary.2")
        self.assertNotIn("S01", self.sites("primary.2"))
        for primary in ("primary.1", "primary.2"):
            self.assert_seen(f"C6@{primary}", "before", "delete", "gone", "children", "settle")

    def look_at_addresses(self):
        self.by_hand("C7")
        for primary in ("primary.1", "primary.2"):
            self.by_hand(f"C9@{primary}", status=1)
            self.assertEqual(self.status_of(f"C9@{primary}"), "failed")
            self.site.act(f"C9@{primary}")
            self.go(f"C9@{primary}", None, "--retry-failed")
            self.by_hand(f"C9@{primary}")
        self.assertEqual(set(self.addresses("primary.1")), {"S01", "S02", "S03"})

    def look_at_share(self):
        drive = pathlib.Path(self.site.facts["machines"]["new"]["files"]) / "E"
        self.assertIn("SMSPKGE$", self.shares("new"))
        inside = sorted(os.listdir(drive / "SMSPKGE$"))
        self.assertTrue(inside)
        self.go("C10")
        self.assertNotIn("SMSPKGE$", self.shares("new"))
        self.assertEqual(sorted(os.listdir(drive / "SMSPKGE$_OLD")), inside)
        self.assertFalse((drive / "SMSPKGE$").exists())
        self.assert_seen("C10", "aside", "after")

    def look_at_setup(self):
        self.by_hand("W3", status=1)
        self.site.act("W3")
        self.run_on("primary.1", "net", "localgroup", "SMS_SiteToSiteConnection_P01",
                    "CORP\\BR01SMS$", "/add")
        self.go("W3", None, "--retry-failed")
        self.by_hand("W3")
        self.site.act("C11")
        self.by_hand("C11")
        self.assertEqual(self.services("new")["SMS_EXECUTIVE"], ("Auto", "Running"))

    def look_at_site_is_back(self):
        for step in ("C12", "C13"):
            self.by_hand(step)
        self.site.act("C14")
        self.by_hand("C14")
        row = self.sites("primary.1")["S01"]
        self.assertEqual((row["ServerName"], row["ReportingSiteCode"]), ("BR01SMS", "P01"))
        self.assertEqual(self.actions_of("C14")["back"], ("ok", "V"))

    def look_at_record(self):
        summary = self.call("summary", self.id, "--json").objects[0]
        how = {step["step"] + ("@" + step["target"] if step["target"] else ""): step["how"]
               for step in summary["steps"]}
        for step in ("C2", "C3", "C4", "C10"):
            self.assertEqual(how[step], "V", step)
        text = self.call("summary", self.id, "--text", "-", status=None).out or self.call(
            "summary", self.id).out
        self.assertRegex(text, r"Name now +BR01SMS_OLD +BR01SMS\n")
        self.assertRegex(text, r"Address +by DHCP +" + re.escape(self.address))
        known = {event["facts"]["role"]: event["facts"]["uuid"]
                 for event in self.events("machine-known")}
        for role, uuid in self.uuids.items():
            self.assertEqual(known[role], uuid)
        moved = [(event["facts"]["role"], event["facts"]["name"])
                 for event in self.events("machine-moved")]
        self.assertEqual(moved, [("old", "BR01SMS_OLD"), ("new", "BR01SMS")])
        self.assertNotIn(self.site.password,
                         (self.data / f"{self.id}.resite").read_bytes().decode("latin-1"))
        self.call("verify", self.id)


class Rehearsed(cli_case.CliCase):
    def test_deeds_are_done_not_told(self):
        folder = self.folder / "keep"
        data, self.data = self.data, None
        self.call("rehearse", "--packages", 4, "--bytes", 80_000, "--keep", folder, "--pace", 600,
                  "--reach", "winrm", timeout=3 * PATIENCE)
        self.data = folder / "data"
        run = self.call("list", "--json").of_type("run")[0]["id"]
        ended = {}
        for event in self.call("journal", run, "--json").of_type("event"):
            if event["what"] == "action-ended" and event["facts"].get("kind") == "command":
                name = event["step"] + ("@" + event["target"] if event["target"] else "")
                ended[name] = (event["facts"]["outcome"], event["facts"]["how"])
        for step in DEEDS:
            self.assertEqual(ended.get(step), ("ok", "V"), step)
        # What the tool printed at the machine is how the preload is known.
        for step in ("R3", "R10"):
            self.assertEqual(self.step(run, step)["how"], "O", step)
        signed = {event["step"] for event in self.call("journal", run, "--json").of_type("event")
                  if event["what"] == "signed-off"}
        self.assertTrue(signed.isdisjoint({"C2", "C3", "C4", "C10", "R3", "R10"}), signed)


if __name__ == "__main__":
    road_case.main()
