# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsals that are killed at random moments, and go on each time: in the end the site is the one of
the rehearsal that nobody killed, and nothing was done twice that must not be."""

import os
import random
import signal
import subprocess
import sys
import time
import unittest

import toured_site
from patience import PATIENCE
from toured_site import PROGRAM, STAND_IN, TouredSite

LONG = os.environ.get("RESITE_LONG") == "1"
KILLS = 200 if LONG else 5
# As many as one rehearsal bears until there is nothing left of its road.
KILLS_OF_ONE = 5
PACE = "max"


class RehearsalRandom(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = toured_site.make_folder("random")
        cls.addClassCleanup(toured_site.remove, cls.folder)
        cls.calm = TouredSite(cls.folder + "/calm", pace=PACE)
        began = time.monotonic()
        ended = cls.calm.tour()
        cls.seconds = time.monotonic() - began
        assert ended.returncode == 0, ended.stderr

    def run_for(self, site, seconds):
        """True: it ended before it was killed."""
        process = subprocess.Popen([*map(str, [PROGRAM, "rehearse", *site.options])],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        said = process.communicate(timeout=PATIENCE)[1]
        self.assertIn(process.returncode, (0, -signal.SIGKILL), said)
        return process.returncode == 0

    def kill_often(self, site, chance, most):
        kills = 0
        while kills < most:
            if self.run_for(site, chance.uniform(0.05, 0.6) * self.seconds):
                return kills
            kills += 1
        ended = site.tour()
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return kills

    def check_end(self, site, kills):
        self.assertEqual(site.machines().items() ^ self.calm.machines().items(), set())
        self.assertEqual(site.world().items() ^ self.calm.world().items(), set())
        calls, calm = site.calls(), self.calm.calls()
        self.assertEqual(sorted(calls), sorted(calm))
        for package, states in calls.items():
            self.assertEqual(states[-1], "forwarded", package)
        # Only a call that was in flight may have been made again.
        doubled = sum(map(len, calls.values())) - sum(map(len, calm.values()))
        self.assertLessEqual(doubled, kills)
        verified = site.verify()
        self.assertEqual(verified.returncode, 0, verified.stderr)
        self.assertEqual(self.close_words(site), self.close_words(self.calm))

    @staticmethod
    def close_words(site):
        return {step: entry["status"] for step, entry in site.states().items()}

    def test_killed_at_random_moments(self):
        kills = 0
        seed = random.SystemRandom().randrange(1 << 30)
        print(f"seed {seed}", file=sys.stderr)
        chance = random.Random(seed)
        while kills < KILLS:
            site = TouredSite(f"{self.folder}/killed-{kills}", pace=PACE)
            with self.subTest(seed=seed, kills=kills):
                of_this = self.kill_often(site, chance, min(KILLS_OF_ONE, KILLS - kills))
                self.check_end(site, of_this)
            kills += max(1, of_this)
            toured_site.remove(site.folder)


if __name__ == "__main__":
    for program in PROGRAM, STAND_IN:
        if not program.exists():
            print(f"{program} is not built", file=sys.stderr)
            sys.exit(77)
    unittest.main(verbosity=2)
