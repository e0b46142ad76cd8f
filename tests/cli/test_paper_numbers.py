# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers on paper against what lies on the disk and what the preload tool wrote itself; the
journal is not asked."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import cli_case
from patience import PATIENCE

TOOL = "pdftotext"


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


class PaperNumbers(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.site = self.folder / "site"
        self.pdf = self.folder / "summary.pdf"
        self.call("rehearse", "--packages", 14, "--pace", 2000, "--keep", self.site,
                  "--summary", self.pdf, timeout=3 * PATIENCE)
        text = subprocess.run([TOOL, "-layout", self.pdf, "-"], capture_output=True, check=True)
        self.text = text.stdout.decode()
        self.machines = pathlib.Path(self.site) / "machines"

    def line(self, step, word):
        """The first line of that step in which the word stands."""
        for line in self.text.splitlines():
            if re.match(rf"\s*{step}\s", line) and word in line:
                return line
        raise AssertionError(f"{step} with {word} is not in\n{self.text}")

    def number(self, step, word):
        return int(re.search(rf"(\d+) {word}", self.line(step, word)).group(1))

    def test_copies(self):
        source = files_below(self.machines / "source" / "E" / "SMSPKG")
        self.assertGreater(len(source), 10)
        self.assertEqual(self.number("P1", "copied"), len(source))
        size = sum(path.stat().st_size for path in source)
        printed = re.search(r"([\d.]+) MB", self.line("P1", "copied")).group(1)
        self.assertEqual(printed, f"{size / 1e6:.1f}")
        setup = files_below(self.site / "desk" / "setup")
        self.assertEqual(self.number("P3", "copied"), len(setup))

    def test_preloads(self):
        last = {}
        for line in (self.site / "preload-calls.log").read_text().splitlines():
            _, _, moment, package, verdict = line.split("\t")
            if moment == "end":
                last[package] = verdict
        forwarded = sum(verdict == "forwarded" for verdict in last.values())
        printed = self.number("R3", "forwarded") + self.number("R10", "forwarded")
        self.assertGreater(forwarded, 5)
        self.assertEqual(printed, forwarded)
        for package, verdict in last.items():
            if verdict != "forwarded":
                self.assertIn(package, self.text)


if __name__ == "__main__":
    if shutil.which(TOOL) is None:
        print(f"{TOOL} (package poppler-utils) is not installed", file=sys.stderr)
        sys.exit(77)
    if not cli_case.PROGRAM.exists():
        print(f"{cli_case.PROGRAM} is not built", file=sys.stderr)
        sys.exit(77)
    unittest.main()
