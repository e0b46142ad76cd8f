# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every scenario goes to its end, its faults are met and put right, and the site is rebuilt."""

import shutil
import subprocess

import cli_case
import rehearsed

# Faults that are no one's to put right: they come as often as the scenario says, or end the program.
BY_THEMSELVES = {"power-cut", "directory-leftover"}
SURPRISES = 100 if rehearsed.LONG else 3


class Scenarios(rehearsed.Rehearsed):
    def list_scenarios(self):
        names = [line.split()[0] for line in self.call("lab", "--scenarios").out.splitlines()]
        self.assertIn("quiet-day", names)
        self.assertGreaterEqual(len(names), 18)
        return names

    def check_scenario(self, name):
        trainer = self.folder / f"{name}.pdf"
        result = self.tour("--scenario", name, "--trainer", trainer)
        self.assert_rebuilt(result)
        met = self.met(result)
        self.assertEqual(result.total["scenario"], name)
        self.assertEqual(result.total["faults_met"], len(met))
        self.assertEqual(len(met) == 0, name == "quiet-day", met)
        for fault in met:
            if fault["name"] not in BY_THEMSELVES:
                self.assertIsNotNone(fault["remedied"], fault)
        self.assertEqual(result.total["restarts"], 1 if name == "power-cut" else 0)
        self.assertTrue(trainer.read_bytes().startswith(b"%PDF-"))

    def read_pdf(self, path):
        if shutil.which("pdftotext") is None:
            self.skipTest("pdftotext is not installed")
        return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def test_every_scenario(self):
        self.for_each(self.list_scenarios(), self.check_scenario)

    def check_reach(self, reach):
        self.assert_rebuilt(self.tour("--reach", reach))

    def test_other_ways_to_the_machines(self):
        self.for_each(("local", "by-hand"), self.check_reach)

    def test_what_nobody_looked_at_is_found(self):
        """Where all is signed off by hand, the services of the old server are on at the end."""
        result = self.tour("--reach", "by-hand", "--scenario", "services-on", status=1)
        self.assertIn("SMS_EXECUTIVE is not disabled", result.out)
        self.assertIsNone(self.met(result)[0]["remedied"])

    def check_surprise(self, seed):
        result = self.tour("--scenario", "surprise", "--seed", seed)
        self.assert_rebuilt(result)
        self.assertGreaterEqual(len(self.met(result)), 1)

    def test_surprises(self):
        self.for_each(range(1, SURPRISES + 1), self.check_surprise)

    def test_scenario_of_ones_own(self):
        """What was put right before the power failed stands on the trainer's page, too."""
        trainer = self.folder / "trainer.pdf"
        path = self.folder / "mine.xml"
        path.write_text('<scenario id="mine" level="hard"><title>Mine</title><story>Two, and the power.'
                        '</story><site packages="5" bytes="100000"/>'
                        '<fault name="services-on" at="G2"/>'
                        '<fault name="sibling" value="S02" at="C6"/>'
                        '<fault name="power-cut" at="R4"/></scenario>')
        result = self.tour("--scenario", path, "--trainer", trainer)
        self.assert_rebuilt(result)
        self.assertEqual({fault["name"] for fault in self.met(result)},
                         {"services-on", "sibling", "power-cut"})
        self.assertEqual(result.total["restarts"], 1)
        helped = {event["step"] for event in result.of_type("event") if event["what"] == "noted"}
        self.assertTrue(helped, result.err)
        text = self.read_pdf(trainer)
        for step in helped:
            self.assertRegex(text, rf"did what the\s+page says at .*{step}")

    def test_scenario_that_is_none(self):
        self.refuse("rehearse", "--scenario", "no-such-thing", says="no-such-thing")
        path = self.folder / "broken.xml"
        path.write_text('<scenario id="x" level="hard">\n<fault name="no-such-fault"/></scenario>')
        self.refuse("rehearse", "--scenario", path, says="broken.xml:")


if __name__ == "__main__":
    cli_case.main()
