#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli run-on --detached: a long program on a server outlives the line and its watcher."""

import os
import signal
import subprocess
import tempfile
import time
import unittest

import cli_case
from road_case import Site
from patience import PATIENCE


class Detached(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.site = Site(self, pace=1)
        self.stem = "E:\\long1"

    def arguments(self, *line, more=()):
        return ["run-on", self.site.sign_in("new"), "--ca", self.site.facts["ca"],
                "--password-fd", "0", "--detached", self.stem, *more, "--", *line]

    def secret(self):
        file = tempfile.TemporaryFile()
        self.addCleanup(file.close)
        file.write(self.site.password.encode() + b"\n")
        file.seek(0)
        return file

    def begin(self, *line, more=()):
        process = subprocess.Popen(
            [str(cli_case.PROGRAM), "--data-dir", str(self.data),
             *map(str, self.arguments(*line, more=more))], stdin=self.secret(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(), cwd=self.folder)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def run_it(self, *line, more=()):
        process = self.begin(*line, more=more)
        out, err = process.communicate(timeout=PATIENCE)
        return cli_case.Result(line, process.returncode, out.decode(), err.decode())

    def output_file(self):
        return os.path.join(self.site.facts["machines"]["new"]["files"], "E", "long1.txt")

    def wait_until_it_runs(self, process):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if os.path.exists(self.output_file()):
                return
            self.assertIsNone(process.poll())
            time.sleep(0.1)
        self.fail("it was never started")

    def test_ends_well(self):
        result = self.run_it("hostname")
        self.assertEqual(result.status, 0, result)
        self.assertIn("BR01NEW", result.out)
        again = self.run_it("hostname", more=["--json"])
        self.assertEqual(again.status, 0, again)
        self.assertEqual(again.of_type("item")[0]["state"], "done")

    def test_exit_code(self):
        result = self.run_it("sc", "query", "NOBODY", more=["--json"])
        self.assertEqual(result.status, 1, result)
        item = result.of_type("item")[0]
        self.assertEqual((item["state"], item["exit_code"]), ("failed", 1060))

    def test_goes_on_after_a_kill(self):
        watcher = self.begin("ping", "-n", "8", "127.0.0.1")
        self.wait_until_it_runs(watcher)
        watcher.send_signal(signal.SIGKILL)
        watcher.wait()
        result = self.run_it("ping", "-n", "8", "127.0.0.1", more=["--json"])
        self.assertEqual(result.status, 0, result)
        item = result.of_type("item")[0]
        self.assertEqual(item["state"], "done")
        self.assertEqual(item["output"].count("Reply from"), 8, item)

    def test_stopped_watching(self):
        watcher = self.begin("ping", "-n", "600", "127.0.0.1")
        self.wait_until_it_runs(watcher)
        watcher.send_signal(signal.SIGINT)
        _, err = watcher.communicate(timeout=PATIENCE)
        self.assertEqual(watcher.returncode, 130)
        self.assertIn(b"goes on", err)
        still = self.run_it("ping", "-n", "600", "127.0.0.1", more=["--patience", "1", "--json"])
        self.assertEqual(still.status, 1, still)
        self.assertEqual(still.of_type("item")[0]["state"], "running")


if __name__ == "__main__":
    unittest.main(verbosity=2)
