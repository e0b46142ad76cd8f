#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The road over machines that speak RPC and nothing else, from the morning to the first package on the
new server, and back again from the swap: RPC does what it can, people do the rest, and in the end the
rehearsal is asked, by another way, what became of its machines."""

import contextlib
import pathlib
import socket
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import windows_case  # noqa: E402
import road_case  # noqa: E402

# Where people have something to do at the machines, which the policy only says.
PREPARATION = ("P2",)
REMOVAL = ("C5", "C8@primary.1", "C8@primary.2", "C6@primary.1", "C6@primary.2", "C9@primary.1",
           "C9@primary.2", "W3")
SETUP = ("C11", "C14")
PACKAGES = ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14")


class Rehearsal(windows_case.WindowsCase):
    def wait_until_there(self, role, name):
        """Its restart is over, and RPC is spoken where it is now."""
        def is_there():
            try:
                socket.create_connection((self.site.machine(role)["address"], 445), 5).close()
            except OSError:
                return False
            return True

        self.wait_until(is_there)
        self.assertEqual(self.name_of(role), name)

    def by_person(self, step, role, name):
        """As far as RPC goes; then somebody sets the address, and the program looks again."""
        self.run_policy({"policy": road_case.NOBODY, f"step {step}": road_case.PEOPLE}, 1)
        self.assertIn("RPC has no way to change the address", self.message_of(step))
        self.site.act(step)
        self.wait_until_there(role, name)
        self.go(step, None, "--retry-failed")
        if self.status_of(step) != "done":
            self.by_hand(step)

    def swap(self):
        """C2 by RPC alone; C3 and C4 with the hands that RPC needs."""
        self.walk("C2")
        self.go("C2")
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})
        self.assertEqual(self.actions_of("C2"), {"disable": ("ok", "V"), "after": ("ok", "V")})
        self.assertTrue("ControlService" in self.calls("old"))
        self.by_person("C3", "old", "BR01SMS_OLD")
        self.by_person("C4", "new", "BR01SMS")
        for role in ("old", "new"):
            self.assertTrue("NetrRenameMachineInDomain2" in self.calls(role))

    def looks_of(self, step, action):
        """What the program noted down of each thing that it looked at."""
        with contextlib.closing(sqlite3.connect(self.data / f"{self.id}.resite")) as record:
            return dict(record.execute("SELECT name, state FROM item WHERE scope = ?", (f"{step}#1/{action}",)))

    def walk_with_people(self, steps):
        for step in steps:
            self.walk(step)
            self.site.act(step)

    def walk_to(self, step):
        """A step with several works of people's waits for each of them."""
        for _ in range(8):
            stopped = self.walk(step)
            if f"run: {step}:" in stopped.err:
                return
        self.fail(stopped.err)

    def work_with_people(self, steps):
        """What they do counts from the step's beginning."""
        for step in steps:
            self.walk_to(step)
            begun = self.run_policy({"policy": road_case.NOBODY,
                                     f"step {step}": {**road_case.PEOPLE, "done": "no"}}, None)
            # One in which RPC has nothing to do begins when they say that it is done.
            self.assertIn(self.status_of(step), ("todo", "waiting", "done"), (step, begun.err))
            self.site.act(step)

    def test_to_the_end(self):
        """From the copy of the packages to the morning after."""
        self.begin()
        self.walk_with_people(PREPARATION)
        self.swap()
        self.assertIn("SMSPKGE$", self.shares("new"))
        self.walk_with_people(REMOVAL[:1])
        self.walk(REMOVAL[1])
        self.check_installed()
        self.walk_with_people(REMOVAL[1:-1])
        self.take_share_away()
        self.walk_with_people(REMOVAL[-1:])
        self.check_removal()
        self.walk_with_people(SETUP)
        self.send_first_package()
        self.work_with_people(PACKAGES[1:])
        self.walk("N1")
        self.site.act("N1")
        ended = self.run_policy({"policy": {**road_case.PEOPLE, "finish": "yes"}}, 0)
        self.assertEqual(self.status_of("G6"), "done", ended)
        self.check_site()

    def check_installed(self):
        """C5's accounts, group, component and service, each asked for by a call of its own."""
        seen = self.looks_of("C5", "after")
        self.assertEqual({name for name, state in seen.items() if state == "ok"},
                         {"accounts", "bits", "w3svc", "group"}, seen)
        calls = set(self.calls("new"))
        self.assertLessEqual({"EnumDomainUsers", "GetMembersInAlias", "QueryValue", "QueryServiceStatus"}, calls)
        self.assertFalse(calls & {"NetFileEnum", "NetShareDel"})

    def take_share_away(self):
        """C10: nobody is cut off unasked."""
        self.site.order("fault share-in-use yes")
        self.walk("W3", status=None)
        self.assertEqual(self.status_of("C10"), "failed")
        self.assertIn("CORP\\user7 (3)", self.message_of("C10"))
        self.assertIn("SMSPKGE$", self.shares("new"))
        self.assertIn("NetFileEnum", self.calls("new"))
        self.assertNotIn("NetShareDel", self.calls("new"))
        self.site.order("fault share-in-use")
        self.go("C10", 0, "--retry-failed")
        self.assertEqual(self.status_of("C10"), "done")

    def check_removal(self):
        self.walk("C11")
        self.assertEqual(self.status_of("W3"), "done")
        self.assertNotIn("SMSPKGE$", self.shares("new"))
        self.assertEqual((self.name_of("old"), self.name_of("new")), ("BR01SMS_OLD", "BR01SMS"))
        self.assertNotIn("S01", self.sites("primary.1"))
        self.assertEqual(self.actions_of("C10"), {"aside": ("ok", "V"), "after": ("ok", "V")})
        self.assertTrue("NetShareDel" in self.calls("new"))
        self.assertEqual(self.actions_of("W3")["registry"], ("ok", "V"))
        self.assertEqual(self.looks_of("W3", "registry"), {"sms": "ok", "nal": "ok"})
        seen = self.looks_of("W3", "machine")
        self.assertEqual((seen["leftovers"], seen["marker"]), ("ok", "ok"))
        self.assertEqual(self.looks_of("W3", "rights"), {"container": "ok", "group": "ok"})
        self.assertIn("GetMembersInAlias", self.calls("primary.1"))

    def send_first_package(self):
        """R1: the share that SMS made is looked at by RPC."""
        self.walk_to(PACKAGES[0])
        before = len(self.calls("new"))
        self.work_with_people(PACKAGES[:1])
        self.walk_to(PACKAGES[1])
        self.assertEqual(self.actions_of("R1")["share"], ("ok", "V"))
        self.assertEqual(self.looks_of("R1", "share"), {"folder": "ok", "shared": "ok"})
        self.assertIn("NetShareEnumAll", self.calls("new")[before:])

    def check_site(self):
        """Asked by another way than the road's, and looked through by who knows of no run."""
        self.assertIn("S01", self.sites("primary.1"))
        self.assertIn("SMSPKGE$", self.shares("new"))
        self.assertEqual(self.services("new")["SMS_EXECUTIVE"], ("Auto", "Running"))
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})
        self.assertEqual(self.site.order("check"), [])
        self.call("verify", self.id)

    def test_way_back(self):
        self.begin()
        self.swap()
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "The network is down")
        self.by_person("B1", "new", "BR01NEW")
        self.by_person("B2", "old", "BR01SMS")
        for step in ("B3", "B4"):
            self.by_hand(step)
        self.assertEqual(self.services("old")["SMS_EXECUTIVE"], ("Auto", "Running"))
        self.assertEqual(self.actions_of("B3")["enable"], ("ok", "V"))
        self.assertTrue("StartServiceW" in self.calls("old"))
        self.assertEqual(self.site.order("check back"), [])
        self.call("verify", self.id)


if __name__ == "__main__":
    why = windows_case.must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
