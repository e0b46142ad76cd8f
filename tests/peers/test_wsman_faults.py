#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""'resite-cli wmi' over a bad line to the rehearsal's machines: each question ends in the answer or
in a clear error, with the documented exit status, within its deadline."""

import json
import os
import time
import unittest

from fault_case import FaultCase, Line

QUERY = "SELECT Name, State FROM Win32_Service WHERE Name LIKE 'SMS[_]%'"


class Faults(FaultCase):
    def ask(self, url):
        """(status, items, what was said)"""
        done = self.run_resite("wmi", "--json", url, "root\\cimv2", QUERY)
        items = [json.loads(line) for line in done.stdout.splitlines()]
        return done.returncode, sorted(item["name"] for item in items if item["type"] == "item"), \
            done.stdout + done.stderr

    def check_ends(self, url, allowed=(0, 1, 2)):
        status, names, said = self.ask(url)
        self.assertIn(status, allowed, said)
        if status == 0:
            self.assertEqual(names, self.good)
        else:
            self.assertGreater(len(said.strip()), 20)
        return status, said

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("ask")
        url = case.machine()["http"].replace("://", "://%s@" % cls.user)
        status, cls.good, said = case.ask(url)
        assert status == 0 and cls.good, said

    def test_good_line(self):
        for scheme in ("http", "https"):
            line = Line(self, self.machine()[scheme])
            self.assertEqual(self.check_ends(line.url(self.user))[0], 0)

    def test_delay_and_slowness(self):
        for faults in ({"delay_ms": 150}, {"rate": 20000}):
            line = Line(self, self.machine()["https"], **faults)
            self.assertEqual(self.check_ends(line.url(self.user))[0], 0)

    def test_one_cut_is_survived_anywhere(self):
        """A question that changes nothing is asked again over the next connection."""

        def cut(at):
            for scheme in ("http", "https"):
                line = Line(self, self.machine()[scheme], cut_after=at, skip=1, only=2,
                            cut=("rst", "fin")[at % 2])
                status, said = self.check_ends(line.url(self.user))
                self.assertEqual(status, 0, (scheme, said))

        self.in_parallel(cut, range(1, 1200, 31))

    def test_cut_at_the_log_on(self):
        """A password that nobody knows to be right is not sent again by itself."""

        def cut(at):
            for scheme in ("http", "https"):
                line = Line(self, self.machine()[scheme], cut_after=at, only=1,
                            cut=("rst", "fin")[at % 2])
                self.check_ends(line.url(self.user), allowed=(0, 2))

        self.in_parallel(cut, range(1, 1200, 31))

    def test_always_cut_at_every_byte_of_a_header(self):
        def cut(at):
            line = Line(self, self.machine()["http"], cut_after=at, cut=("rst", "fin")[at % 2])
            status, said = self.check_ends(line.url(self.user))
            self.assertNotEqual(status, 0, said)

        self.in_parallel(cut, range(1, 200, 3))

    def test_cut_anywhere_in_tls(self):
        def cut(at):
            line = Line(self, self.machine()["https"], cut_after=at, cut=("fin", "rst")[at % 2])
            self.check_ends(line.url(self.user))

        self.in_parallel(cut, range(1, 4000, 97))

    def test_flipped_bits(self):
        """In TLS nothing wrong ever looks right; in plain HTTP it is never nonsense for us."""

        def flip(at):
            line = Line(self, self.machine()["https"], corrupt_at=at)
            self.check_ends(line.url(self.user))
            sent = Line(self, self.machine()["https"], corrupt_sent_at=at)
            self.check_ends(sent.url(self.user))
            plain = Line(self, self.machine()["http"], corrupt_at=at)
            status, _, said = self.ask(plain.url(self.user))
            self.assertIn(status, (0, 1, 2), said)

        self.in_parallel(flip, range(3, 1500, 53))

    def test_nobody_and_nothing(self):
        for faults in ({"refuse": 1}, {"cut_after": 1, "cut": "rst"}):
            line = Line(self, self.machine()["https"], **faults)
            self.assertNotEqual(self.check_ends(line.url(self.user))[0], 0)

    @unittest.skipUnless(os.environ.get("RESITE_LONG"), "waits for deadlines: RESITE_LONG=1")
    def test_silence_ends_at_the_deadline(self):
        def wait(faults):
            line = Line(self, self.machine()["http"], **faults)
            begun = time.monotonic()
            status, said = self.check_ends(line.url(self.user))
            self.assertNotEqual(status, 0, said)
            self.assertLess(time.monotonic() - begun, self.DEADLINE)

        self.in_parallel(wait, [{"blackhole": 1}, {"cut_after": 1, "cut": "hang"},
                                {"cut_after": 150, "cut": "hang"},
                                {"cut_after": 1200, "cut": "hang"}])


if __name__ == "__main__":
    unittest.main(verbosity=2)
