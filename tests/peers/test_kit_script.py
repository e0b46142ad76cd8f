#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kit's script for the script host of a site server, under Wine's: it asks for the machine,
writes its result's head, and says what is missing where there is no SMS provider. Wine's script
host has no standard input, so the name is given as an argument here."""

import pathlib
import sys
import tempfile
import unittest

from test_kit_wine import COMPILER, CliCase, SAMPLE, Windows, need


class Script(CliCase):
    @classmethod
    def setUpClass(cls):
        for program in ("wine", "wineboot", COMPILER):
            need(program)
        folder = tempfile.TemporaryDirectory(prefix="resite-wine-")
        cls.addClassCleanup(folder.cleanup)
        cls.windows = Windows(pathlib.Path(folder.name))
        cls.addClassCleanup(cls.windows.stop)

    def setUp(self):
        super().setUp()
        self.windows.clear()
        self.kit = self.folder / "kit"
        self.run_id = self.call("start", SAMPLE, "--by", "J. Doe").out.strip()
        self.call("kit", "write", self.run_id, self.kit, status=None)

    def test_machine(self):
        script = self.kit / "R14-assign.vbs"
        for name, typed in (("SOMEBODY", "SOMEBODY"), ("CENSMS01", "HQSMS01")):
            done = self.windows.run(name, script, arguments=[typed])
            self.assertEqual(done.returncode, 3, done)
            self.assertIn("Nothing was done", done.stdout)
            self.assertFalse((self.kit / "results" / "R14-assign.txt").exists())

    def test_head(self):
        script = self.kit / "R14-assign.vbs"
        self.windows.run("CENSMS01", script, arguments=["censms01"])
        text = (self.kit / "results" / "R14-assign.txt").read_text()
        self.assertIn(f"run {self.run_id} step R14 machine CENSMS01", text)
        self.assertNotIn("==== Resite end", text)
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json",
                         status=None)
        self.assertEqual([e for e in read.of_type("item") if e["state"] == "assigned"], [], read)


if __name__ == "__main__":
    unittest.main(verbosity=2)
