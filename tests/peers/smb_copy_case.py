# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of copies over SMB share: real servers, bad lines before them, the program that
copies, and the look at what the server keeps."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "fault"))

from copy_case import CopyCase, Rules  # noqa: E402
from patience import PATIENCE  # noqa: E402

FILE_SERVER = TESTS / "peers" / "file-server"
PROXY = TESTS / "peers" / "fault-proxy"
PASSWORD = "Passw0rd.2003"
# Of extended attributes a server only tells its own, and it marks what was written as "archive".
SMB_RULES = Rules(extended=False, archive=False)


class Server:
    """One smbd of our own; its shares are folders of this desk, too."""

    def __init__(self, folder, *words):
        self.folder, self.words, self.process = pathlib.Path(folder), words, None
        self.start()

    def start(self, port=0):
        words = [*self.words, f"port={port}"] if port else self.words
        self.process = subprocess.Popen([str(FILE_SERVER), str(self.folder), *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        stdin=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            reason = self.process.communicate()[1].strip()
            if self.process.returncode in (3, 4):
                raise unittest.SkipTest(reason.splitlines()[-1])
            raise RuntimeError(reason)
        self.port = int(line.split()[1])

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)

    def restart(self):
        self.start(self.port)

    def path(self, share):
        return self.folder / "E" / share

    def log_ons(self):
        """What came of each try to log on, by what smbd wrote down."""
        found = []
        for path in sorted((self.folder / "log").glob("smbd*")):
            for line in path.read_text(errors="replace").splitlines():
                if "Auth:" in line and "status [" in line:
                    found.append(line.split("status [")[1].split("]")[0])
        return found


class Line:
    """A proxy in front of a server, and the file that tells it what to do."""

    def __init__(self, folder, port, **faults):
        self.control = pathlib.Path(folder) / f"line-{id(self)}"
        self.set(**faults)
        self.process = subprocess.Popen(
            [str(PROXY), "127.0.0.1", f"127.0.0.1:{port}", str(self.control)],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def set(self, **faults):
        new = self.control.with_suffix(".new")
        new.write_text("".join(f"{name}={value}\n" for name, value in faults.items()))
        new.rename(self.control)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


class SmbCopyCase(CopyCase):
    """PROTOCOL: the newest that the server speaks. FROM, TO: "desk", or a share of the server."""

    PROTOCOL = "SMB3_11"
    FROM, TO = "desk", "smspkg"
    RULES = SMB_RULES
    WORDS = ("full=0",)

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="resite-smb-")
        cls.addClassCleanup(folder.cleanup)
        cls.server = Server(pathlib.Path(folder.name) / "server", f"protocol={cls.PROTOCOL}",
                            *cls.WORDS)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        super().setUp()
        self.password = PASSWORD
        self.ports = {"source": self.server.port, "target": self.server.port}
        self.go_to("tree")

    def go_to(self, name):
        """A new, empty folder on either side."""
        self.name = f"{name}-{self.id().rsplit('.', 1)[1]}"
        self.source, self.target = self.side(self.FROM, "source"), self.side(self.TO, "target")
        self.data = self.folder / f"data-{name}"
        for path in (self.source, self.target):
            path.mkdir(parents=True)

    def side(self, share, end):
        root = self.folder if share == "desk" else self.server.path(share)
        return root / f"{self.name} {end} ü$"

    def place(self, end):
        share = self.FROM if end == "source" else self.TO
        path = self.source if end == "source" else self.target
        if share == "desk":
            return str(path)
        return f"smb://smsadmin@127.0.0.1:{self.ports[end]}/{share}/" + \
            path.name.replace("%", "%25").replace(" ", "%20")

    def places(self):
        return [self.place("source"), self.place("target")]

    def line(self, end, **faults):
        """Puts a bad line before one side."""
        line = Line(self.folder, self.server.port, **faults)
        self.addCleanup(line.stop)
        self.ports[end] = line.port
        return line

    def copy_words(self, *options):
        words = super().copy_words(*options)
        if self.FROM != "desk":
            words += ["--source-password-fd", "3"]
        if self.TO != "desk":
            words += ["--target-password-fd", "4"]
        if self.PROTOCOL == "NT1":
            words += ["--smb1"]
        return words

    def command(self, arguments):
        """Passwords come by descriptors of their own, and the program keeps its number."""
        words = super().command(arguments)
        if arguments[0] != "copy":
            return words
        secret = self.folder / "secret"
        secret.write_text(self.password + "\n")
        return ["sh", "-c", 'secret=$1; shift; exec "$@" 3<"$secret" 4<"$secret"', "sh",
                str(secret), *words]

    def call(self, *arguments, **options):
        result = super().call(*arguments, **options)
        self.assertNotIn(self.password, result.out + result.err)
        return result


def is_there():
    return os.geteuid() == 0


__all__ = ["Line", "PASSWORD", "SMB_RULES", "Server", "SmbCopyCase", "is_there"]
