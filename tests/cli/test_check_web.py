# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check mp, check dp, check iis: the rehearsal's new server, before its roles are there, with them,
and with everything that can be wrong with them."""

import json
import subprocess
import unittest

import cli_case
from patience import PATIENCE


class Web(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.process = subprocess.Popen(
            self.command(["lab", "--orders", "--packages", "3", "--bytes", "400000", "--pace", "1000"]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.environment(), cwd=self.folder,
            text=True)
        self.addCleanup(self.end)
        self.lab = json.loads(self.process.stdout.readline())
        self.assertEqual(self.process.stdout.readline(), "ready\n")

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)

    def order(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        self.assertIn("done", answer)

    def act(self, *steps):
        for step in steps:
            self.order("act", step)

    def checks(self, *arguments, status=None):
        result = self.call("check", *arguments, "--json", status=status)
        return {check["name"]: (check["verdict"], check["message"])
                for check in result.of_type("check")}

    def mp(self, **options):
        return self.checks("mp", self.lab["mp"], "--server", "BR01SMS", **options)

    def dp(self, **options):
        name = sorted(path.name for path in self.point().iterdir())[0]
        return self.checks("dp", self.lab["dp"], "--package", name, "--folder", self.point() / name,
                           **options)

    def point(self):
        files = self.lab["machines"]["new"]["files"]
        return cli_case.pathlib.Path(files) / "E" / "SMSPKGE$"

    def wait_for_roles(self):
        """Setup takes its time; each look is one."""
        while self.mp()["mplist"][0] != "ok":
            self.assertIsNone(self.process.poll())

    def build(self):
        self.act("C3", "C4", "C5", "C6", "C11", "C14")
        self.wait_for_roles()

    def test_nobody_before_iis(self):
        seen = self.mp(status=1)
        self.assertEqual({verdict for verdict, _ in seen.values()} - {"warning"}, {"failed"}, seen)
        self.assertIn("W3SVC", seen["web-site"][1])

    def test_with_its_roles(self):
        self.build()
        seen = self.mp(status=0)
        self.assertEqual({verdict for verdict, _ in seen.values()}, {"ok"}, seen)

    def test_what_can_be_wrong(self):
        self.build()
        for fault, row, verdict, words in (
                ("mp-401", "mplist", "failed", "KB 886213"),
                ("mp-403", "mplist", "failed", "403"),
                ("mp-404", "mplist", "failed", "Web Service Extensions"),
                ("mp-500", "mplist", "failed", "database"),
                ("mp-503", "mplist", "failed", "SMS Management Point Pool"),
                ("mp-empty", "mplist", "warning", "empty"),
                ("mp-other", "mplist", "warning", "and not BR01SMS"),
                ("mp-html", "mplist", "failed", "Another program"),
                ("mp-broken", "mplist", "warning", "broken or cut off"),
                ("mp-cut", "mplist", "failed", "ended before"),
                ("mpcert-empty", "mpcert", "failed", "no certificate"),
                ("mpcert-500", "mpcert", "failed", "database")):
            with self.subTest(fault):
                self.order("fault", fault, "yes")
                seen = self.mp()
                self.order("fault", fault)
                self.assertEqual(seen[row][0], verdict, seen)
                self.assertIn(words, seen[row][1])
        self.assertEqual(self.mp(status=0)["mplist"][0], "ok")

    def iis(self, where, **options):
        """With the password on an open file of its own."""
        secret = self.folder / "secret"
        secret.write_text(self.lab["password"] + "\n")
        arguments = ["check", "iis", where, "--password-fd", "0", "--json"]
        if "://" in str(where):
            arguments += ["--user", self.lab["user"], "--ca", self.lab["ca"], "--server", "BR01SMS"]
        with secret.open() as line:
            done = subprocess.run(self.command(arguments), stdin=line, capture_output=True,
                                  env=self.environment(), cwd=self.folder, text=True, check=False)
        self.assertNotIn("CRITICAL", done.stderr)
        checks = [json.loads(text) for text in done.stdout.splitlines()]
        return done.returncode, {check["name"]: (check["verdict"], check["message"])
                                 for check in checks if check["type"] == "check"}

    def test_iis_under_another_name(self):
        url = self.lab["machines"]["new"]["https"]
        status, seen = self.iis(url)
        self.assertEqual(status, 1)
        self.assertEqual(seen["iis"][0], "failed", seen)
        self.assertEqual(seen["extensions"][0], "unknown", seen)
        self.act("C5")
        status, seen = self.iis(url)
        self.assertEqual(status, 1)
        self.assertEqual(seen["iis"][0], "ok", seen)
        self.assertEqual(seen["extensions"][0], "ok", seen)
        self.assertEqual(seen["accounts"][0], "failed", seen)
        self.assertIn("another name", seen["accounts"][1])
        self.assertEqual(seen["group"][0], "failed", seen)

    def test_iis_as_it_should_be(self):
        self.act("C3", "C4", "C5")
        status, seen = self.iis(self.lab["plan"])
        self.assertEqual({verdict for verdict, _ in seen.values()}, {"ok"}, seen)
        self.assertEqual(status, 0)

    def test_a_plan_that_does_not_reach_it(self):
        self.refuse("check", "iis", cli_case.SAMPLE)

    def test_a_package_by_http(self):
        self.build()
        self.act("R1")
        self.assertEqual({verdict for verdict, _ in self.dp(status=0).values()}, {"ok"})
        for fault, row, verdict, words in (
                ("dp-401", "listing", "failed", "log-on"), ("dp-403", "listing", "failed", "forbids"),
                ("dp-404", "listing", "failed", "not on this distribution point"),
                ("dp-503", "listing", "failed", "application pool"),
                ("dp-html", "listing", "failed", "WebDAV"),
                ("dp-no-dav", "listing", "failed", "WebDAV"),
                ("dp-no-range", "range", "warning", "whole file")):
            with self.subTest(fault):
                self.order("fault", fault, "yes")
                seen = self.dp()
                self.order("fault", fault)
                self.assertEqual(seen[row][0], verdict, seen)
                self.assertIn(words, seen[row][1])


if __name__ == "__main__":
    cli_case.main()
