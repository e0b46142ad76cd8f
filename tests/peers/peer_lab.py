# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests with strangers share: the rehearsal's servers, and what becomes of a program."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from patience import PATIENCE

BUILD = pathlib.Path(os.environ.get("RESITE_BUILD_ROOT", "."))
PROGRAM = BUILD / "app" / "cli" / "resite-cli"


def need(*programs):
    """Ends the test, as skipped, where a stranger's program is missing."""
    for program in programs:
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"{program} is not installed")


class LabCase(unittest.TestCase):
    """One lab for all tests of a class. BEHAVIOUR: what its machines are told to do."""

    BEHAVIOUR = ""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="resite-peer-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        arguments = ["lab", "--packages", "3", "--bytes", "20000", "--pace", "1"]
        if cls.BEHAVIOUR:
            arguments += ["--behaviour", cls.BEHAVIOUR]
        cls.process = subprocess.Popen([str(PROGRAM), *arguments], stdout=subprocess.PIPE,
                                       stdin=subprocess.DEVNULL, text=True)
        cls.addClassCleanup(cls.stop)
        cls.lab = json.loads(cls.process.stdout.readline())
        assert cls.process.stdout.readline() == "ready\n"
        cls.user, cls.password, cls.ca = (cls.lab[key] for key in ("user", "password", "ca"))

    @classmethod
    def stop(cls):
        cls.process.send_signal(signal.SIGTERM)
        status = cls.process.wait(PATIENCE)
        cls.process.stdout.close()
        assert status == 0, status
        assert not os.path.exists(cls.lab["folder"]), cls.lab["folder"]

    def machine(self, role="old"):
        return self.lab["machines"][role]

    def run_program(self, *arguments, **options):
        environment = dict(os.environ, HOME=str(self.folder), LC_ALL="C.UTF-8")
        environment.update(options.pop("env", {}))
        return subprocess.run([str(argument) for argument in arguments], env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False, timeout=PATIENCE, **options)
