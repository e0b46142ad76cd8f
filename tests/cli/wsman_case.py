# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests share that sign in to a server from the terminal."""

import os
import pty
import select
import signal
import subprocess
import termios
import time

import cli_case
import wsman_server
from cli_case import PROGRAM
from wsman_server import SECRET, USER
from patience import PATIENCE


class Terminal:
    """The program at a terminal of its own."""

    def __init__(self, arguments, environment):
        self.shown = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(arguments[0], arguments, environment)

    def read_until(self, text, timeout=PATIENCE):
        end = time.monotonic() + timeout
        while text.encode() not in self.shown:
            left = end - time.monotonic()
            assert left > 0, (text, self.shown)
            if select.select([self.fd], [], [], left)[0]:
                try:
                    piece = os.read(self.fd, 65536)
                except OSError:
                    piece = b""
                assert piece, (text, self.shown)
                self.shown += piece

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        """Everything that was shown, and the exit status."""
        while True:
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                break
            if not piece:
                break
            self.shown += piece
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        self.pid = 0
        return self.shown.decode(), os.waitstatus_to_exitcode(status)

    def kill(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)
            self.pid = 0


class WsmanCase(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.server = wsman_server.Server()
        self.addCleanup(self.server.close)

    def words(self, verb, *rest, url=None, options=()):
        url = url or self.server.url.replace("://", f"://{USER}@")
        return [str(PROGRAM), verb, "--data-dir", str(self.data), *map(str, options), url, *rest]

    def sign_in(self, verb, *rest, status=0, secret=SECRET, url=None, options=()):
        """Calls with the password from a file of its own, and looks that it is never shown."""
        reading, writing = os.pipe()
        os.write(writing, secret.encode() + b"\n")
        os.close(writing)
        done = subprocess.run(
            self.words(verb, *rest, url=url, options=["--password-fd", reading, *options]),
            pass_fds=[reading], stdin=subprocess.DEVNULL, capture_output=True,
            env=self.environment(), timeout=PATIENCE, check=False, start_new_session=True)
        os.close(reading)
        result = cli_case.Result(rest, done.returncode, done.stdout.decode(), done.stderr.decode())
        self.assertNotIn("CRITICAL", result.err, result)
        if secret:
            self.assertNotIn(secret, result.out + result.err)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def wait_until(self, condition, timeout=PATIENCE):
        end = time.monotonic() + timeout
        while not condition():
            self.assertLess(time.monotonic(), end, "this never came")
            time.sleep(0.02)

    def start_signed_in(self, *rest, url=None, secret=SECRET, options=()):
        reading, writing = os.pipe()
        os.write(writing, secret.encode() + b"\n")
        os.close(writing)
        process = subprocess.Popen(
            self.words("run-on", *rest, url=url, options=["--password-fd", reading, *options]),
            pass_fds=[reading], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.environment(), start_new_session=True)
        os.close(reading)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def at_terminal(self, verb, *rest, url=None, options=()):
        terminal = Terminal(self.words(verb, *rest, url=url, options=options), self.environment())
        self.addCleanup(terminal.kill)
        return terminal
