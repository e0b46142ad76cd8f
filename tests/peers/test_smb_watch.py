#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A step that watches logs on a real file server: it ends by what the log says, over turns of the log,
also when the program was killed in between; every line counts once."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import smb_case
from smb_case import PASSWORD

import cli_case
from patience import PATIENCE

MARKS = "  $$<SMS_EXECUTIVE><Tue Oct 14 14:{:02}:{:02}.000 2008 GMT Standard Time><thread=7 (0x7)>\r\n"
WATCH = """<runbook id="x" version="1"><title>t</title>
<phase id="P"><title>t</title><intro>i</intro>
<step id="W3" on="new" after=""><title>Watch</title><why>w</why>
<watch id="watch" machine="new" log="E:\\SMS\\Logs\\{log}" patience-minutes="10" from="start">
<good pattern="all is done"><label>l</label></good></watch><by-hand><p>p</p></by-hand></step>
</phase></runbook>"""


class Watch(smb_case.SmbCase):
    def setUp(self):
        super().setUp()
        reason = smb_case.must_skip()
        if reason:
            self.skipTest(reason)
        self.written = 0

    def start_watched_run(self, log):
        self.ports = {"new": self.start_server("to")}
        self.logs = self.folder / "to/E/SMS/Logs"
        self.logs.mkdir(parents=True)
        self.log = self.logs / "distmgr.log"
        runbook = self.folder / "runbook.xml"
        runbook.write_text(WATCH.format(log=log))
        return self.start_run(self.write_plan(), "--runbook", runbook)

    def write(self, count, text="Line {}"):
        lines = []
        for number in range(self.written, self.written + count):
            lines.append(text.format(number) + MARKS.format(number // 60 % 60, number % 60))
        self.written += count
        with self.log.open("ab") as file:
            file.write("".join(lines).encode())

    def turn_over(self):
        self.log.rename(self.logs / "distmgr.lo_")
        self.log.write_bytes(b"")

    def watch(self, run):
        reading, writing = os.pipe()
        os.write(writing, f"{PASSWORD}\n".encode())
        os.close(writing)
        process = subprocess.Popen(
            self.command(["run", "--json", "--password-fd", reading, run, "W3"]), pass_fds=[reading],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=self.environment(), cwd=self.folder)
        os.close(reading)

        def end():
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()

        self.addCleanup(end)
        return process

    def wait_for_record(self, size):
        """Until the journal says that so much of the log was read."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for path in self.data.rglob("*.resite"):
                with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
                    if (size,) in journal.execute("SELECT bytes FROM item").fetchall():
                        return
            time.sleep(0.1)
        self.fail("the journal does not come so far")

    def wait_for_count(self, process, count):
        """Until so many lines were read; not one more."""
        seen = 0
        while seen < count:
            line = process.stdout.readline()
            self.assertNotEqual(line, b"", f"it ended at {seen} lines")
            seen = max([seen, *map(int, re.findall(rb"(\d+) lines?,", line))])
        self.assertEqual(seen, count)

    def finish(self, run, process, count):
        self.wait_for_count(process, count)
        self.write(1, "all is done")
        out, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, out)
        self.assertEqual(self.statuses(run), {"W3": "done"})
        self.assertEqual({int(n) for n in re.findall(rb"(\d+) lines?,", out)} - {count, count + 1}, set())

    def test_appears_grows_and_turns(self):
        run = self.start_watched_run("dist*.log")
        process = self.watch(run)
        self.write(20)
        self.wait_for_count(process, 20)
        for _ in range(3):
            self.write(30)
            self.turn_over()
            self.write(10)
            self.wait_for_count(process, self.written)
        self.write(7)
        self.finish(run, process, self.written)

    def test_killed_and_gone_on_with(self):
        run = self.start_watched_run("distmgr.log")
        for _ in range(3):
            self.write(40)
            size = self.log.stat().st_size
            process = self.watch(run)
            self.wait_for_record(size)
            process.kill()
            process.communicate()
            self.write(10)
            self.turn_over()
        self.write(5)
        # What the last one had not seen: the rest of the full log and the new one.
        self.finish(run, self.watch(run), 15)

    def test_stopped(self):
        run = self.start_watched_run("distmgr.log")
        self.write(3)
        size = self.log.stat().st_size
        process = self.watch(run)
        self.wait_for_record(size)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130, out)
        self.assertNotEqual(self.statuses(run), {"W3": "done"})


if __name__ == "__main__":
    cli_case.unittest.main()
