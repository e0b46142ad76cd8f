#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The road over machines that speak RPC and nothing else, to the swap of the servers and back again:
RPC does what it can, people do the rest, and in the end the rehearsal is asked, by another way, what
became of its machines."""

import pathlib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import windows_case  # noqa: E402
import road_case  # noqa: E402


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
        self.begin()
        self.walk("C2")
        self.go("C2")
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})
        self.assertEqual(self.actions_of("C2"), {"disable": ("ok", "V"), "after": ("ok", "V")})
        self.assertIn("ControlService", self.calls("old"))
        self.by_person("C3", "old", "BR01SMS_OLD")
        self.by_person("C4", "new", "BR01SMS")
        for role in ("old", "new"):
            self.assertIn("NetrRenameMachineInDomain2", self.calls(role))

    def test_way_back(self):
        self.swap()
        self.call("way-back", self.id, "--by", "J. Doe", "--reason", "The network is down")
        self.by_person("B1", "new", "BR01NEW")
        self.by_person("B2", "old", "BR01SMS")
        for step in ("B3", "B4"):
            self.by_hand(step)
        self.assertEqual(self.services("old")["SMS_EXECUTIVE"], ("Auto", "Running"))
        self.assertEqual(self.actions_of("B3")["enable"], ("ok", "V"))
        self.assertIn("StartServiceW", self.calls("old"))
        self.call("verify", self.id)


if __name__ == "__main__":
    why = windows_case.must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
