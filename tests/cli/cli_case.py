# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the terminal share: the program is called as an administrator's script calls
it, and everything it says is kept."""

import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

from patience import PATIENCE

BUILD = pathlib.Path(os.environ.get("RESITE_BUILD_ROOT", "."))
SOURCE = pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", "."))
PROGRAM = BUILD / "app" / "cli" / "resite-cli"
DATA = SOURCE / "tests" / "data"
SAMPLE = DATA / "sample.siteplan"


class Result:
    """One call that ended."""

    def __init__(self, arguments, status, out, err):
        self.arguments = arguments
        self.status = status
        self.out = out
        self.err = err

    @property
    def objects(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def of_type(self, kind):
        return [entry for entry in self.objects if entry["type"] == kind]

    @property
    def total(self):
        last = self.objects[-1]
        assert last["type"] == "total", last
        return last

    def __str__(self):
        return (f"{' '.join(map(str, self.arguments))} -> {self.status}\n"
                f"{self.out}\n{self.err}")


class CliCase(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="resite-cli-"))
        self.addCleanup(self.remove_folder)
        self.data = self.folder / "data"

    def remove_folder(self):
        def make_writable(function, path, info):
            os.chmod(os.path.dirname(path), stat.S_IRWXU)
            os.chmod(path, stat.S_IRWXU)
            function(path)

        shutil.rmtree(self.folder, onerror=make_writable)

    def command(self, arguments):
        """self.data = None: where the program keeps its data is its own choice."""
        where = ["--data-dir", str(self.data)] if self.data is not None else []
        return [str(PROGRAM), *map(str, arguments), *where]

    def environment(self):
        environment = dict(os.environ)
        environment["XDG_DATA_HOME"] = str(self.folder / "xdg")
        environment["LC_ALL"] = "C.UTF-8"
        return environment

    def start(self, *arguments):
        """A call that goes on while the test does something."""
        process = subprocess.Popen(
            self.command(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.environment(), cwd=self.folder)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def call(self, *arguments, status=0, timeout=PATIENCE):
        """Calls and checks the exit status; None takes any."""
        done = subprocess.run(
            self.command(arguments), stdin=subprocess.DEVNULL, capture_output=True, env=self.environment(),
            cwd=self.folder, timeout=timeout, check=False)
        result = Result(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())
        self.assertNotIn("CRITICAL", result.err, result)
        self.assertNotIn("WARNING **", result.err, result)
        self.assertGreaterEqual(done.returncode, 0, result)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def refuse(self, *arguments, says=None, status=2):
        """A call that must not start: exit status 2 and one line that says what and why."""
        result = self.call(*arguments, status=status)
        lines = result.err.splitlines()
        self.assertEqual(len(lines), 1, result)
        self.assertRegex(lines[0], r"^resite-cli: [^:]+: .+", result)
        if says is not None:
            self.assertIn(says, lines[0], result)
        return result

    def make_lab(self, packages=5, size=200_000, name="lab"):
        """A rehearsal's site that stays when its machines no longer answer; what its program said
        of it."""
        process = self.start("lab", "--reach", "local", "--packages", packages, "--bytes", size,
                             "--keep", self.folder / name)
        first = json.loads(process.stdout.readline())
        self.assertEqual(process.stdout.readline(), b"ready\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        return first

    def start_run(self, plan=SAMPLE, *options):
        return self.call("start", plan, "--by", "J. Doe", *options).out.strip()

    def statuses(self, run):
        return {step["step"]: step["status"]
                for step in self.call("status", run, "--json").of_type("step")}

    def step(self, run, name):
        for step in self.call("status", run, "--json").of_type("step"):
            if step["step"] == name:
                return step
        raise AssertionError(f"{run} has no step {name}")


def main():
    if not PROGRAM.exists():
        print(f"{PROGRAM} is not built", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
