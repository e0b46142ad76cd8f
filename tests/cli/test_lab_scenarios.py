# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab --scenario`: what goes wrong comes at its moment, is told, put right, and outlives nobody."""

import os
import re
import signal
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import road_case
from patience import PATIENCE

SOURCE = Path(os.environ.get("RESITE_SOURCE_ROOT", "."))
RESOURCES = SOURCE / "resources/scenarios"
PIECE = """<scenario id="mine" level="usual">
  <title>Mine</title>
  <story>One of my own.</story>
  <site packages="2" bytes="2000"/>
  {}
</scenario>
"""


class Scenarios(road_case.RoadCase):
    PACE = 6000

    def met(self):
        return [line.split()[:2] + [line.split()[3] == "0"] for line in self.site.order("met")]

    def write(self, *faults):
        path = self.folder / "mine.xml"
        path.write_text(PIECE.format("\n".join(faults)))
        return path

    def test_list(self):
        listed = self.call("lab", "--scenarios").out.splitlines()
        ids = [line.split()[0] for line in listed]
        there = [scenario.get("id")
                 for scenario in ElementTree.parse(RESOURCES / "scenarios.xml").getroot()]
        self.assertEqual(ids, there)
        self.assertLessEqual({line.split()[1] for line in listed}, {"first", "usual", "hard"})

    def test_check(self):
        """What stands for the end of the road, and what for the morning."""
        self.make_site()
        self.assertEqual(self.site.order("check back"), [])
        amiss = "".join(self.site.order("check"))
        self.assertIn("old server's service SMS_EXECUTIVE is not disabled", amiss)
        self.site.act("C2")
        self.assertNotIn("old server's service", "".join(self.site.order("check")))
        self.assertIn("SMS_EXECUTIVE", "".join(self.site.order("check back")))

    def test_strikes_at_its_step_and_is_put_right(self):
        self.make_site("--scenario", "services-on")
        self.site.act("C2")
        self.assertEqual(self.site.order("reach C3"), [])
        self.assertEqual(self.met(), [])
        self.site.order("reach G2")
        self.assertEqual(self.met(), [["services-on", "G2", True]])
        self.assertEqual(self.site.order("remedy C14"), [])
        said = self.site.order("remedy G2")
        self.assertEqual(len(said), 1)
        self.assertIn("services", said[0])
        self.assertEqual(self.met(), [["services-on", "G2", False]])
        self.assertEqual(self.site.order("remedy G2"), [])

    def test_plan_is_wrong_and_no_run_begins(self):
        self.make_site("--scenario", "name-too-long")
        data = ["--data-dir", self.folder / "runs"]
        refused = self.call("start", *data, "--rehearsal", self.site.facts["plan"], "--by", "J. Doe",
                            status=2)
        self.assertIn("name-after", refused.err)
        self.assertEqual(len(self.site.order("remedy")), 1)
        self.call("plan", "check", self.site.facts["plan"])

    def test_own_file(self):
        path = self.write('<fault name="mp-503" count="2"/>',
                          '<fault name="sibling" value="S02" at="C6@primary.2"/>')
        self.make_site("--scenario", path, packages=2)
        self.assertEqual(self.met(), [["mp-503", "-", True]])
        self.site.order("reach C6@primary.1")
        self.assertEqual(len(self.met()), 1)
        self.site.order("reach C6@primary.2")
        self.assertEqual(self.met()[1], ["sibling", "C6@primary.2", True])

    def test_power_cut(self):
        kept = self.folder / "kept"
        done = subprocess.run(
            self.command(["lab", "--orders", "--pace", self.PACE, "--packages", "3", "--bytes",
                          "3000", "--scenario", "power-cut", "--keep", kept]),
            input="reach R10\n", capture_output=True, text=True, env=self.environment(),
            timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
        self.assertIn("Fault=power-cut", (kept / "world.ini").read_text())

    def test_refused(self):
        for word, said in (("no-such-day", "no-such-day"),
                           (self.write("<weather/>"), "mine.xml:5: "),
                           (self.write('<fault name="rain"/>'), "rain")):
            refused = self.call("lab", "--scenario", word, status=2)
            self.assertIn(said, refused.err)
            self.assertEqual(refused.out, "")

    def test_surprise_by_seed(self):
        told = []
        for seed in (1, 1, 2, 3, 4):
            folder = self.folder / f"surprise-{len(told)}"
            self.make_site("--scenario", "surprise", "--seed", seed, "--keep", folder)
            text = (folder / "world.ini").read_text()
            told.append(re.findall(r"\[site/(?:coming|met)/\d+\][^\[]*?Fault=(\S+)", text))
        self.assertEqual(told[0], told[1])
        self.assertGreater(len({tuple(faults) for faults in told}), 1)


class Grammar(unittest.TestCase):
    """scenario.rng says what the program says; editors and the central administration go by it."""

    def validate(self, path):
        return subprocess.run(["xmllint", "--noout", "--relaxng", RESOURCES / "scenario.rng", path],
                              capture_output=True, text=True, timeout=PATIENCE)

    @classmethod
    def setUpClass(cls):
        try:
            subprocess.run(["xmllint", "--version"], capture_output=True, timeout=PATIENCE)
        except FileNotFoundError:
            raise unittest.SkipTest("xmllint is not installed")

    def test_built_in(self):
        done = self.validate(RESOURCES / "scenarios.xml")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_wrong_ones(self):
        for piece, good in (('<fault name="trs"/>', True),
                            ('<fault name="trs" at="C6@primary.1" chance="0.5"/>', True),
                            ('<fault name="trs" value="a" count="2"/>', False),
                            ('<fault name="trs" at="tomorrow"/>', False),
                            ('<fault name="trs" chance="2"/>', False),
                            ('<fault/>', False), ("<weather/>", False),
                            ("<title>Twice</title>", False)):
            with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
                file.write(PIECE.format(piece))
                file.flush()
                done = self.validate(file.name)
            self.assertEqual(done.returncode == 0, good, (piece, done.stderr))


if __name__ == "__main__":
    road_case.main()
