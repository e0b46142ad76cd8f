# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every verb: help, manual page, usage, errors, JSON Lines."""

import json
import os
import re
import subprocess

import cli_case
from cli_case import PROGRAM, SAMPLE, SOURCE

# Arguments that are enough in number, for verbs that then fail over what they name.
ARGUMENTS = {
    "plan new": ["/nowhere/a.siteplan"], "plan check": ["/nowhere/a.siteplan"],
    "plan fill": ["/nowhere/a.siteplan", "--provider", "http://nobody@127.0.0.1:1/wsman"],
    "check-runbook": ["/nowhere/a.xml"], "start": ["/nowhere/a.siteplan"], "run": ["NO-RUN"],
    "done": ["NO-RUN", "C1", "--by", "X"], "skip": ["NO-RUN", "C1", "--by", "X", "--reason", "r"],
    "judge": ["NO-RUN", "C15", "good", "--by", "X"], "sign": ["NO-RUN", "G1", "--by", "X"],
    "answer": ["NO-RUN", "q", "c"], "fill": ["NO-RUN", "W1", "a=b"],
    "note": ["NO-RUN", "C1", "t"], "attach": ["NO-RUN", "C1", "/nowhere/f"],
    "back": ["NO-RUN", "C1"], "correct": ["NO-RUN", "site.name", "x", "--by", "X", "--reason", "r"],
    "open-point": ["NO-RUN", "t", "--owner", "O"],
    "blank": ["NO-RUN", "1", "note", "--by", "X", "--reason", "r"],
    "take-over": ["NO-RUN", "--by", "X", "--reason", "r"],
    "way-back": ["NO-RUN", "--by", "X", "--reason", "r"], "abort": ["NO-RUN", "--reason", "r"],
    "finish": ["NO-RUN"], "list": [], "status": ["NO-RUN"], "journal": ["NO-RUN"],
    "summary": ["NO-RUN"], "export": ["NO-RUN", "/nowhere/b.zip"], "verify": ["NO-RUN"],
    "copy": ["/nowhere/a", "/nowhere/b"], "packages": ["/nowhere/a"],
    "preload": ["/nowhere/a", "--tool", "/bin/true"], "read-results": ["/nowhere/r.txt"],
    "log": ["/nowhere/l.log"], "lab": ["--keep", "/dev/null/x"],
    "rehearse": ["--keep", "/dev/null/x"],
    "wmi": ["http://nobody@127.0.0.1:1/wsman", "root/cimv2", "SELECT * FROM X"],
    "assign": ["--provider", "http://nobody@127.0.0.1:1/wsman", "--from", "A", "--to", "B"],
    "preflight": ["/nowhere/a", "--list", "/nowhere/l"],
    "package-status": ["--list", "/nowhere/l"],
    "reach": ["/nowhere/a.siteplan"],
    "run-on": ["http://nobody@127.0.0.1:1/wsman", "ipconfig"],
    "check name": ["a", "--server", "nowhere"], "check address": ["nowhere"],
    "check mp": ["ftp://nowhere"], "check dp": ["ftp://nowhere"],
    "check iis": ["/nowhere/a.siteplan"], "check directory": ["http://nowhere"],
    "check permissions": ["/nowhere/a", "/nowhere/b"], "check shares": ["ftp://nowhere"],
    "kit write": ["NO-RUN", "/nowhere/kit"], "kit read": ["NO-RUN", "/nowhere/kit"],
}

# What the contract of the terminal names for this release.
DUE = {"plan new", "plan check", "plan fill", "check-runbook", "start", "list", "status", "journal",
       "run", "done",
       "skip", "judge", "sign", "answer", "note", "back", "abort", "take-over", "summary", "export",
       "verify", "copy", "packages", "preload", "read-results", "log", "lab", "rehearse",
       "preflight", "package-status",
       "wmi", "run-on", "reach", "check name", "check address", "check mp", "check dp", "check iis",
       "check directory", "check permissions", "check shares", "assign"}


class Shape(cli_case.CliCase):
    def bare(self, *arguments):
        return subprocess.run([str(PROGRAM), *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, env=self.environment(), text=True, check=False)

    def verbs(self):
        found = re.findall(r"(?m)^  ((?:(?:plan|kit|check) )?[a-z-]+) {2,}\S", self.bare("--help").stdout)
        self.assertEqual(len(found), len(set(found)))
        return found

    def options(self, verb):
        text = self.bare(*verb.split(), "--help").stdout
        return set(re.findall(r"(?m)^ +(--[a-z-]+)", text)) | {"--help"}

    def test_every_verb_that_is_due_is_there(self):
        self.assertLessEqual(DUE, set(self.verbs()))
        self.assertEqual(set(self.verbs()), set(ARGUMENTS))

    def test_help_of_each_verb(self):
        for verb in self.verbs():
            with self.subTest(verb):
                done = self.bare(*verb.split(), "--help")
                self.assertEqual(done.returncode, 0)
                self.assertEqual(done.stderr, "")
                self.assertIn(f"resite-cli [OPTION…] {verb}", done.stdout)
                self.assertIn("--data-dir=DIR", done.stdout)
                self.assertIn("--json", done.stdout)
                for line in done.stdout.splitlines():
                    if line.startswith("  --"):
                        self.assertRegex(line, r"^ +--\S+ +\S", line)

    def test_manual_page_says_the_same(self):
        page = (SOURCE / "resources" / "resite-cli.1").read_text()
        page = page.replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\")
        verbs = page[page.index("\n.SH VERBS"):page.index("\n.SH JSON")]
        documented = re.findall(r'\n\.TP\n\.BI? "((?:(?:plan|kit|check) )?[a-z-]+)"', verbs)
        self.assertEqual(documented, self.verbs())
        parts = re.split(r'\n\.TP\n\.BI? "(?=(?:(?:plan|kit|check) )?[a-z-]+")', verbs)[1:]
        for part in parts:
            verb = part[:part.index('"')]
            with self.subTest(verb):
                text = " ".join(self.bare(*verb.split(), "--help").stdout.split())
                summary = part.split("\n")[1]
                self.assertIn(summary.rstrip("."), text)
                own = set(re.findall(r"\n\.BI? (--[a-z-]+)", part))
                self.assertEqual(own, self.options(verb) - {"--help", "--data-dir", "--json",
                                                            "--verbose"})

    def test_version(self):
        done = self.bare("--version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^resite-cli \d+\.\d+\.\d+\n$")

    def test_usage(self):
        for arguments in ([], ["nonsense"], ["plan"], ["plan", "burn"], ["--nonsense"],
                          ["list", "--nonsense"], ["list", "too", "much"], ["status"],
                          ["list", "--data-dir"], ["journal", "x", "--from", "last"],
                          ["copy", "a"], ["judge", "a", "b"]):
            with self.subTest(arguments):
                done = self.bare(*arguments)
                self.assertEqual(done.returncode, 2, done)
                self.assertEqual(done.stdout, "")
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertTrue(done.stderr.startswith("resite-cli: "), done.stderr)

    def test_verbs_refuse_what_is_not_there_in_one_line(self):
        for verb, arguments in ARGUMENTS.items():
            if verb == "list":
                continue
            with self.subTest(verb):
                result = self.refuse(*verb.split(), *arguments)
                self.assertTrue(result.err.startswith(f"resite-cli: {verb}: "), result.err)
                self.assertEqual(result.out, "")

    def test_json_is_lines_of_objects(self):
        run = self.start_run()
        folder = self.folder / "SMSPKG"
        folder.mkdir()
        (folder / "C0100012.PCK").write_bytes(b"x")
        for arguments in (["list"], ["status", run], ["journal", run], ["verify", run],
                          ["plan", "check", SAMPLE], ["packages", folder, "--set-read-only"],
                          ["copy", folder, self.folder / "to"],
                          ["note", run, "P1", "Grüße „hier“"]):
            with self.subTest(arguments[0]):
                result = self.call(*arguments, "--json")
                for entry in result.objects:
                    self.assertIn(entry["type"], ("item", "event", "check", "total", "run", "step"))
                total = result.total
                self.assertIsInstance(total["states"], dict)
                self.assertIsInstance(total["bytes"], int)
                self.assertIsInstance(total["seconds"], (int, float))
                self.assertTrue(total["verb"])
        self.assertIn("Grüße „hier“", self.call("journal", run, "--json").out)

    def test_options_before_the_verb(self):
        run = self.start_run()
        done = self.bare("--data-dir", str(self.data), "--json", "list")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(json.loads(done.stdout.splitlines()[0])["id"], run)
        done = self.bare(f"--data-dir={self.data}", "list")
        self.assertIn(run, done.stdout)

    def test_data_folder_is_private(self):
        done = self.bare("list")
        self.assertEqual(done.returncode, 0, done)
        folder = self.folder / "xdg" / "resite"
        self.bare("start", str(SAMPLE))
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)

    def test_reader_that_goes_away(self):
        run = self.start_run()
        for _ in range(20):
            self.call("note", run, "P1", "x" * 5000)
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([str(PROGRAM), "journal", run, "--data-dir", str(self.data)],
                              stdout=writing, stderr=subprocess.PIPE, env=self.environment(),
                              check=False)
        os.close(writing)
        self.assertGreaterEqual(done.returncode, 0, done)
        self.call("verify", run)

    def test_no_option_takes_a_password(self):
        for verb in self.verbs():
            for option in self.options(verb):
                if not option.endswith("password-fd"):
                    self.assertNotRegex(option, "password|passwd|secret", verb)


if __name__ == "__main__":
    cli_case.main()
