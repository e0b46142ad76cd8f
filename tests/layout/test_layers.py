#!/usr/bin/python3
"""Includes that point upwards, and GTK below the window, do not compile.

Each trial takes the compiler's own command for a file of the module and swaps in a file with one
include. A control with an allowed include shows that the command itself works.
"""
import json
import os
import shlex
import subprocess
import tempfile
import unittest

BUILD = os.environ["RESITE_BUILD_ROOT"]
SOURCE = os.environ["RESITE_SOURCE_ROOT"]

HEADERS = {
    "core": "resite-clock.h", "plan": "resite-plan.h", "runbook": "resite-runbook.h",
    "journal": "resite-journal.h", "remote": "resite-folder.h", "logs": "resite-log-line.h",
    "jobs": "resite-job.h",
    "engine": "resite-run.h", "kit": "resite-kit.h", "summary": "resite-summary.h", "lab": "resite-lab.h",
    "ui": "resite-window.h",
}
ALLOWED = {
    "core": set(), "plan": {"core"}, "runbook": {"core"}, "journal": {"core"},
    "remote": {"core"}, "logs": {"core"}, "jobs": {"core", "remote", "logs"},
    "engine": {"core", "plan", "runbook", "journal", "jobs", "remote", "logs"},
    "kit": {"core", "plan", "runbook", "journal", "jobs", "remote", "logs", "engine"},
    "summary": {"core", "plan", "runbook", "journal"}, "lab": {"core", "remote"},
}


def commands():
    """module → (compiler command without the file, folder) from a file of that module."""
    with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    found = {}
    for entry in entries:
        path = os.path.relpath(os.path.normpath(os.path.join(entry["directory"], entry["file"])),
                               SOURCE).split("/")
        if path[0] == "app" and len(path) == 3:
            found.setdefault(path[1], (entry["command"], entry["directory"], entry["file"]))
    return found


class Layers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = commands()

    def compiles(self, module, include):
        command, folder, original = self.commands[module]
        with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
            file.write('#include "%s"\n' % include)
            file.flush()
            words = shlex.split(command)
            keep, skip = [], False
            for word in words:
                if skip:
                    skip = False
                elif word in ("-o", "-MF", "-MQ"):
                    skip = True
                elif word not in ("-c", "-MD", original):
                    keep.append(word)
            done = subprocess.run(keep + ["-fsyntax-only", file.name], cwd=folder,
                                  capture_output=True, text=True)
        if done.returncode != 0:
            self.assertIn("No such file or directory", done.stderr)
        return done.returncode == 0

    def test_modules_see_what_lies_below(self):
        for module, below in ALLOWED.items():
            for other in below | {module}:
                with self.subTest(module=module, sees=other):
                    self.assertTrue(self.compiles(module, HEADERS[other]))

    def test_modules_do_not_see_what_lies_above(self):
        for module, below in ALLOWED.items():
            for other in set(HEADERS) - below - {module}:
                with self.subTest(module=module, asks=other):
                    self.assertFalse(self.compiles(module, HEADERS[other]))

    def test_no_gtk_below_the_window(self):
        for module in list(ALLOWED) + ["cli"]:
            with self.subTest(module=module):
                self.assertFalse(self.compiles(module, "gtk/gtk.h"))

    def test_the_terminal_program_carries_no_widgets(self):
        linked = subprocess.run(["ldd", os.path.join(BUILD, "app", "cli", "resite-cli")],
                                capture_output=True, text=True, check=True).stdout
        self.assertNotIn("libgtk", linked)


if __name__ == "__main__":
    unittest.main(verbosity=2)
