# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What crosses the line while packages are assigned, by the senders' logs: a full send in the middle
is stopped within the window, and what was not watched without a break is not decided."""

import json
import unittest

import road_case

WINDOW = 5


class Wire(road_case.RoadCase):
    def make(self, *options, packages=12):
        self.make_site(*options, packages=packages, size=200_000)
        self.facts = self.site.facts

    def assign(self, *more, status=0):
        return self.call_in("assign", "--provider", self.site.sign_in("primary.1"), "--ca",
                            self.facts["ca"], "--from", self.facts["source_dp"], "--to",
                            self.facts["target_dp"], "--sender-log", self.facts["sender_log"],
                            "--window", str(WINDOW), "--json", *more, status=status)

    def wire(self):
        return json.loads(self.site.order("wire")[0])

    @staticmethod
    def items(result):
        return {item["name"]: item for item in result.of_type("item")}

    def proofs(self, result):
        return [item.get("proof") for item in self.items(result).values()]

    def test_full_send_from_package_30(self):
        self.make("--fault", "full-send:30", packages=60)
        sizes = [item["bytes"] for item in self.items(self.assign("--dry-run", status=None)).values()]
        done = self.assign(status=1)
        proofs = self.proofs(done)
        self.assertGreaterEqual(proofs.count("in-full"), 1, done)
        self.assertLessEqual(proofs.count("in-full"), WINDOW)
        self.assertGreaterEqual(proofs.count("info-only"), 29 - WINDOW)
        self.assertLess(proofs.count("info-only"), 30 + WINDOW)
        # The lab counts, whatever Resite saw.
        self.assertGreater(self.wire()["bytes_content"], 0)
        self.assertLessEqual(self.wire()["bytes_content"], WINDOW * max(sizes))
        self.assertIn("is being sent in full", done.err)

    def test_log_turned_over_twice(self):
        self.make("--fault", "log-rolls:4")
        done = self.assign("--patience", "1", status=1)
        proofs = self.proofs(done)
        self.assertGreaterEqual(proofs.count("not-decided"), 1, done)
        self.assertNotIn("in-full", proofs)
        undecided = [item for item in self.items(done).values()
                     if item.get("proof") == "not-decided"]
        self.assertTrue(all("may be missing" in item["message"] for item in undecided), undecided)
        self.assertLessEqual(len(undecided), WINDOW)

    def test_log_that_cannot_be_read(self):
        self.make("--fault", "log-unreadable")
        done = self.assign("--patience", "1", status=1)
        proofs = self.proofs(done)
        self.assertNotIn("info-only", proofs)
        self.assertGreaterEqual(proofs.count("not-decided"), 1, done)
        self.assertLessEqual(done.total["states"].get("assigned", 0), WINDOW)


if __name__ == "__main__":
    unittest.main()
