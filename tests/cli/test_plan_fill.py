# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""plan fill: what a site's parents know is shown, and then taken into the plan."""

import os
import subprocess

import cli_case
import road_case
from patience import PATIENCE


class Fill(road_case.RoadCase):
    def setUp(self):
        super().setUp()
        self.site = road_case.Site(self, packages=20)
        self.path = self.folder / "s01.siteplan"
        self.call("plan", "new", self.path)

    def fill(self, *options, role="primary.2", status=0, site="S01"):
        """One call with the password on an open file; --yes, since a terminal may be there."""
        read, write = os.pipe()
        os.write(write, self.site.password.encode() + b"\n")
        os.close(write)
        words = ["plan", "fill", self.path, "--provider", self.site.sign_in(role), "--password-fd",
                 read, "--ca", self.site.facts["ca"], "--yes", "--json", *options]
        if site is not None:
            words += ["--site", site]
        try:
            done = subprocess.run(self.command(words), stdin=subprocess.DEVNULL,
                                  capture_output=True, env=self.environment(), pass_fds=[read],
                                  timeout=PATIENCE, check=False, text=True)
        finally:
            os.close(read)
        result = cli_case.Result(words, done.returncode, done.stdout, done.stderr)
        self.assertNotIn("CRITICAL", result.err, result)
        self.assertEqual(result.status, status, result)
        return result

    @staticmethod
    def states(result):
        return {item["name"]: item["state"] for item in result.of_type("item")}

    @staticmethod
    def values(result):
        return {item["name"]: item["value"] for item in result.of_type("item")}

    def text(self):
        return self.path.read_text()

    def has_line(self, line):
        return line in self.text().splitlines()

    def test_all_that_is_known(self):
        before = self.text()
        result = self.fill("--dry-run")
        self.assertEqual(self.text(), before)
        self.assertEqual(result.total["written"], 0)
        values = self.values(result)
        for key, value in (("site.code", "S01"), ("site.server-name", "BR01SMS"),
                           ("site.drive", "E"), ("site.sms-folder", "E:\\SMS"),
                           ("site.product", "sms2003-sp2"), ("primary.1.site-code", "P01"),
                           ("primary.1.server-name", "HQSMS01"), ("primary.2.site-code", "C01"),
                           ("primary.2.server-name", "CENSMS01"),
                           ("clone.source-dp", "BR02SMS"), ("clone.source-site", "S02")):
            self.assertEqual(values.get(key), value, result)
        picked = [values[f"options.{name}-package"] for name in ("first", "canary", "proof")]
        self.assertEqual(len(set(picked)), 3)
        for item in result.of_type("item"):
            self.assertTrue(item["message"], item)

        result = self.fill()
        self.assertEqual(result.total["written"], result.total["states"]["new"])
        self.assertTrue(self.has_line("server-name=BR01SMS"), self.text())
        self.assertTrue(self.has_line("source-dp=BR02SMS"), self.text())
        # The plan names its site now, and there is nothing left to do.
        result = self.fill(site=None)
        self.assertEqual(set(self.states(result).values()), {"same"}, result)
        self.assertEqual(result.total["written"], 0)

    def test_what_somebody_wrote_stays(self):
        self.fill()
        text = self.text().replace("server-name=HQSMS01", "server-name=OTHER01")
        text = text.replace("source-dp=BR02SMS", "source-dp=BR07SMS")
        self.path.write_text(text)
        result = self.fill()
        self.assertEqual(self.states(result)["primary.1.server-name"], "differs")
        self.assertEqual(self.states(result)["clone.source-dp"], "differs")
        self.assertEqual(self.text(), text)
        result = self.fill("--replace")
        self.assertEqual(self.states(result)["primary.1.server-name"], "replaced")
        self.assertTrue(self.has_line("server-name=HQSMS01"))
        # A choice is nobody's mistake.
        self.assertTrue(self.has_line("source-dp=BR07SMS"))

    def test_facts_only(self):
        result = self.fill("--no-suggestions")
        self.assertEqual(self.states(result)["clone.source-dp"], "left-out")
        self.assertFalse(self.has_line("source-dp=BR02SMS"))
        self.assertTrue(self.has_line("server-name=BR01SMS"))

    def test_wrong_sites(self):
        before = self.text()
        result = self.fill(site="X99", status=2)
        self.assertIn("S01", result.err)
        self.assertIn("X99", result.err)
        result = self.fill(site="P01", status=2)
        self.assertIn("primary", result.err)
        result = self.fill(site=None, status=2)
        self.assertIn("S01 BR01SMS", result.err)
        # A secondary site has no provider.
        result = self.fill(role="old", status=2)
        self.assertIn("provider", result.err)
        self.assertEqual(self.text(), before)

    def test_unlike_calls(self):
        self.refuse("plan", "fill", self.path, "--yes", says="--provider")
        self.refuse("plan", "fill", self.folder / "none.siteplan", "--provider",
                    "http://x@127.0.0.1:1/wsman")


if __name__ == "__main__":
    cli_case.main()
