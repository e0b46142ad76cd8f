#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""'resite-cli run-on' over a bad line: a program is never run twice, one that is said not to have
been started was not, and one that is said to have ended well did so once."""

import pathlib
import unittest

from fault_case import FaultCase, Line


class Faults(FaultCase):
    DEADLINE = 400
    # What is cut off at Create's answer stays there until it is idle too long.
    BEHAVIOUR = "old:shell-limit=1000"

    def count(self, name):
        """How often the program was run: a line for each time."""
        folder = pathlib.Path(self.machine()["files"])
        found = [path for path in folder.rglob(name) if path.is_file()]
        return len(found[0].read_text().splitlines()) if found else 0

    def check(self, line, name, allowed=(0, 1, 2)):
        done = self.run_resite("run-on", "--data-dir", str(self.folder / "data"),
                               line.url(self.user), "--", "cmd", "/c",
                               f"echo x>>C:\\{name}& echo said")
        times = self.count(name)
        self.assertIn(done.returncode, allowed, done.stderr)
        if done.returncode == 0:
            self.assertEqual(times, 1, done)
        elif done.returncode == 2:
            self.assertEqual(times, 0, done)
        else:
            self.assertLessEqual(times, 1, done)
        if done.returncode != 0:
            self.assertGreater(len(done.stderr), 20)
        return done

    def test_good_line(self):
        for scheme in ("http", "https"):
            done = self.check(Line(self, self.machine()[scheme]), f"good-{scheme}.txt", allowed=[0])
            self.assertEqual(done.stdout, "said\n")

    def test_slow_line(self):
        line = Line(self, self.machine()["https"], delay_ms=60)
        self.assertEqual(self.check(line, "slow.txt", allowed=[0]).stdout, "said\n")

    def test_one_cut_anywhere(self):
        """Each request has a connection of its own; one of them is cut at some byte."""
        seen = set()

        def cut(place):
            number, at = place
            line = Line(self, self.machine()["http"], cut_after=at, skip=number, only=number + 1,
                        cut=("rst", "fin")[at % 2])
            done = self.check(line, f"cut-{number}-{at}.txt")
            seen.add((number, done.returncode))
            if done.returncode == 0:
                self.assertEqual(done.stdout == "said\n", "is lost" not in done.stderr, done)
            elif number > 0:
                self.assertIn("No program was started", done.stderr)

        self.in_parallel(cut, [(number, at) for number in range(8)
                               for at in (1, 16, 120, 300, 700, 900)])
        # Who signs in there is not known to be let in: that is not tried twice.
        self.assertIn((0, 2), seen)
        self.assertIn((7, 0), seen)
        self.assertEqual({status for _, status in seen}, {0, 2})

    def test_every_connection_is_cut(self):
        def cut(at):
            line = Line(self, self.machine()["http"], cut_after=at, cut="rst")
            self.check(line, f"always-{at}.txt")

        self.in_parallel(cut, (900, 1700, 2300, 3100))


if __name__ == "__main__":
    unittest.main(verbosity=2)
