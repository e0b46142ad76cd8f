# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal in which the power may fail has a program that watches over it: whatever is said to
that one reaches the other, and neither outlives its fellow."""

import os
import pathlib
import signal
import time

import cli_case
import rehearsed
from patience import PATIENCE


def list_children(pid):
    children = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split() if entry.name.isdigit() else None
        except OSError:
            continue
        if fields is not None and int(fields[1]) == pid and fields[0] != "Z":
            children.append(int(entry.name))
    return children


class Watched(rehearsed.Rehearsed):
    def setUp(self):
        super().setUp()
        self.site = self.folder / "site"

    def begin(self, *options):
        """Both programs, once the rehearsal is on its way."""
        process = self.start("rehearse", "--packages", 5, "--bytes", 100_000, "--pace", 600, "--json",
                             "--keep", self.site, *options)
        for line in process.stdout:
            if b'"step":"P1"' in line:
                break
        children = list_children(process.pid)
        self.assertEqual(len(children), 1)
        return process, children[0]

    def wait_for_end(self, pid):
        deadline = time.monotonic() + PATIENCE
        while os.path.exists(f"/proc/{pid}"):
            self.assertLess(time.monotonic(), deadline, "it lives on")
            time.sleep(0.05)

    def go_on(self, status=0):
        result = self.call("rehearse", "--pace", "max", "--json", "--keep", self.site, status=None,
                           timeout=6 * PATIENCE)
        self.assertEqual(result.status, status, "\n".join(result.err.splitlines()[-5:]))
        return result

    def test_stopped(self):
        process, child = self.begin("--scenario", "quiet-day")
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        self.assertEqual(process.wait(PATIENCE), 130)
        self.wait_for_end(child)
        self.assert_rebuilt(self.go_on())

    def test_watcher_killed(self):
        """Who kills the program that was called means both; and no other is begun."""
        process, child = self.begin("--scenario", "quiet-day")
        process.send_signal(signal.SIGKILL)
        self.assertEqual(process.wait(PATIENCE), -signal.SIGKILL)
        self.wait_for_end(child)
        result = self.go_on()
        self.assert_rebuilt(result)
        self.assertEqual(result.total["scenario"], "quiet-day")

    def test_killed_by_somebody_else(self):
        """That is no power cut of the rehearsal: nobody hides it by beginning anew."""
        process, child = self.begin("--scenario", "power-cut")
        os.kill(child, signal.SIGKILL)
        process.stdout.read()
        self.assertEqual(process.wait(PATIENCE), -signal.SIGKILL)
        result = self.go_on()
        self.assert_rebuilt(result)
        self.assertEqual([fault["name"] for fault in self.met(result)], ["power-cut"])
        self.assertEqual(result.total["restarts"], 1)

    def test_without_a_scenario_nobody_watches(self):
        process = self.start("rehearse", "--packages", 4, "--bytes", 40_000, "--pace", 600, "--json")
        for line in process.stdout:
            if b'"step":"P1"' in line:
                break
        own = [child for child in list_children(process.pid)
               if os.readlink(f"/proc/{child}/exe") == os.path.realpath(cli_case.PROGRAM)]
        self.assertEqual(own, [])
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        self.assertEqual(process.wait(PATIENCE), 130)


if __name__ == "__main__":
    cli_case.main()
