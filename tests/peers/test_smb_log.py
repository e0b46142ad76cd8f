#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli log with a log in a share of a real server: read, followed over rotation, over a line
that is cut, and stopped while the server says nothing."""

import json
import os
import signal
import subprocess
import sys

import smb_case
from smb_case import PASSWORD

import cli_case
from cli_case import SOURCE
from patience import PATIENCE

PROXY = SOURCE / "tests" / "peers" / "fault-proxy"
SAMPLE = cli_case.DATA / "logs" / "distmgr-secondary-fail.log"
MARKS = "  $$<SMS_EXECUTIVE><Tue Oct 14 14:{:02}:{:02}.000 2008 GMT Standard Time><thread=7 (0x7)>\r\n"


def numbered(first, count):
    return "".join(f"Line {n}" + MARKS.format(n // 60, n % 60)
                   for n in range(first, first + count)).encode()


class Line:
    """A port before the server's, that can be cut and be silent."""

    def __init__(self, case, server):
        self.server = server
        self.control = case.folder / "faults"
        self.control.write_text("")
        self.port = 0
        self.process = None
        case.addCleanup(self.cut)
        self.join()

    def join(self):
        self.process = subprocess.Popen(
            [sys.executable, str(PROXY), f"127.0.0.1:{self.port}", f"127.0.0.1:{self.server}",
             str(self.control)], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def cut(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate(timeout=PATIENCE)
        self.process = None


class Log(smb_case.SmbCase):
    def setUp(self):
        super().setUp()
        reason = smb_case.must_skip()
        if reason:
            self.skipTest(reason)
        self.port = self.start_server("site")
        self.logs = self.folder / "site/E/Logs"
        self.logs.mkdir()
        self.log = self.logs / "distmgr.log"

    def begin(self, *options, port=None, password=PASSWORD, name="distmgr.log"):
        reading, writing = os.pipe()
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        url = f"smb://smsadmin@127.0.0.1:{port or self.port}/E$/Logs/{name}"
        process = subprocess.Popen(
            self.command(["log", url, "--json", "--password-fd", reading, *options]),
            pass_fds=[reading], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.environment(), cwd=self.folder)
        os.close(reading)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def texts(self, process, count):
        return [json.loads(process.stdout.readline())["text"] for _ in range(count)]

    def stop(self, process):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130, err)
        return json.loads(out.splitlines()[-1]), err.decode()

    def test_read(self):
        self.log.write_bytes(SAMPLE.read_bytes())
        out, err = self.begin().communicate(timeout=PATIENCE)
        there = [json.loads(line) for line in out.splitlines()]
        here = self.call("log", SAMPLE, "--json").objects
        del there[-1]["seconds"], here[-1]["seconds"]
        self.assertEqual(there, here)
        self.assertEqual(err, b"")

    def test_refused(self):
        self.log.write_bytes(b"x\r\n")
        for options, says in (({"name": "none.log"}, "none.log"), ({"password": "wrong"}, "smsadmin")):
            process = self.begin(**options)
            out, err = process.communicate(timeout=PATIENCE)
            self.assertEqual((process.returncode, out), (2, b""), err)
            self.assertIn(says, err.decode())
            self.assertEqual(len(err.splitlines()), 1, err)
        self.refuse("log", "smb://smsadmin@127.0.0.1/E$", says="not a log")

    def test_follow_over_turns(self):
        self.log.write_bytes(numbered(0, 50))
        process = self.begin("--follow")
        seen = self.texts(process, 50)
        for turn in range(1, 4):
            with self.log.open("ab") as file:
                file.write(numbered(turn * 50, 20))
            self.log.rename(self.logs / "distmgr.lo_")
            self.log.write_bytes(numbered(turn * 50 + 20, 30))
            seen += self.texts(process, 50)
        total, err = self.stop(process)
        self.assertEqual(seen, [f"Line {n}" for n in range(200)])
        self.assertEqual((total["lines"], total["gaps"], total["unbroken"]), (200, 0, True))
        self.assertEqual(err, "")

    def test_line_is_cut(self):
        """Said once, gone on with; what came meanwhile comes, also over a turn."""
        line = Line(self, self.port)
        self.log.write_bytes(numbered(0, 20))
        process = self.begin("--follow", port=line.port)
        seen = self.texts(process, 20)
        for turn in range(1, 3):
            line.cut()
            self.assertIn(b"cannot be read at the moment", process.stderr.readline())
            with self.log.open("ab") as file:
                file.write(numbered(turn * 20, 10))
            self.log.rename(self.logs / "distmgr.lo_")
            self.log.write_bytes(numbered(turn * 20 + 10, 10))
            line.join()
            seen += self.texts(process, 20)
            self.assertIn(b"can be read again", process.stderr.readline())
        total, err = self.stop(process)
        self.assertEqual(seen, [f"Line {n}" for n in range(60)])
        self.assertEqual((total["lines"], total["gaps"]), (60, 0))
        self.assertEqual(err, "")

    def test_stopped_while_the_server_is_silent(self):
        line = Line(self, self.port)
        self.log.write_bytes(numbered(0, 3))
        process = self.begin("--follow", port=line.port)
        self.texts(process, 3)
        line.process.send_signal(signal.SIGSTOP)
        total, _ = self.stop(process)
        self.assertEqual(total["lines"], 3)
        line.process.send_signal(signal.SIGCONT)


if __name__ == "__main__":
    cli_case.unittest.main()
