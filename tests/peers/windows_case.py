# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal whose machines are Windows Server 2003: reached by RPC over SMB, and by nothing else. What
the tests look at in the end they ask of the rehearsal itself, over WS-Management."""

import json
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))

import cli_case  # noqa: E402
import road_case  # noqa: E402
from patience import PATIENCE  # noqa: E402

WINDOWS = pathlib.Path(__file__).with_name("windows_2003.py")
ROLES = ("old", "new", "source", "primary.1", "primary.2")


def by_rpc(role, facts):
    lines = [(role, "reach", "rpc"), (role, "smb-user", "smsadmin"),
             *((role, f"winrm-{key}", None) for key in ("port", "user", "ca", "host"))]
    if role in ("old", "new"):
        return lines
    return [*lines, (role, "rpc-host", facts["machines"][role]["address"])]


class WindowsCase(road_case.RoadCase):
    def setUp(self):
        super().setUp()
        self.windows = self.folder / "windows"

    def begin(self, *lines):
        self.make_site()
        self.start_windows()
        plan = [line for role in ROLES for line in by_rpc(role, self.site.facts)]
        super().begin(*plan, *lines)

    def start_windows(self):
        self.folder.chmod(0o755)
        process = subprocess.Popen(
            [sys.executable, str(WINDOWS), str(self.windows), str(cli_case.PROGRAM)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def stop():
            process.send_signal(signal.SIGTERM)
            _, told = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0, told)
            self.assertFalse((self.windows / "faults").exists(),
                             (self.windows / "faults").exists() and (self.windows / "faults").read_text())

        self.addCleanup(stop)
        process.stdin.write(json.dumps(self.site.facts) + "\n")
        process.stdin.flush()
        if process.stdout.readline() != "ready\n":
            self.skipTest("the machines do not start: " + process.stderr.readline().strip())

    def call_in(self, *arguments, timeout=5 * PATIENCE, **more):
        """Over RPC each question is a program of its own and many messages."""
        return super().call_in(*arguments, timeout=timeout, **more)

    def calls(self, role):
        """The names of the calls of RPC that reached it."""
        lines = (self.windows / "calls").read_text().splitlines()
        return [line.split("\t")[1] for line in lines if line.startswith(role + "\t")]


def must_skip():
    """Why these tests cannot run here, or None."""
    if os.geteuid() != 0:
        return "smbd needs root"
    try:
        import samba  # noqa: F401
    except ImportError:
        return "python3-samba is not installed"
    return None
