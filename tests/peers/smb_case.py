# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A site whose packages lie on one file server and go to another, both over SMB."""

import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))

import cli_case  # noqa: E402
from cli_case import SAMPLE, SOURCE  # noqa: E402
from patience import PATIENCE  # noqa: E402

FILE_SERVER = SOURCE / "tests" / "peers" / "file-server"
PASSWORD = "Passw0rd.2003"

RUNBOOK = """<runbook id="x" version="1"><title>t</title>
<phase id="P"><title>t</title><intro>i</intro>
<step id="P1" on="new" after=""><title>Copy</title><why>w</why>
<copy id="copy" from="source" from-path="D:\\smspkg" to="new" to-path="E:\\smspkg"
 read-only="packages"/><by-hand><p>p</p></by-hand></step>
<step id="C1" on="new" after=""><title>Delta</title><why>w</why>
<copy id="copy" from="source" from-path="D:\\smspkg" to="new" to-path="E:\\smspkg" delta="yes"
 read-only="packages"/><by-hand><p>p</p></by-hand></step>
<step id="P3" on="new" after=""><title>Setup files</title><why>w</why>
<copy id="copy" from="desk" from-path="${desk.setup-source}" to="new" to-path="E:\\SMSTools\\setup"/>
<by-hand><p>p</p></by-hand></step>
<step id="W2" on="new" after=""><title>Look</title><why>w</why>
<check id="check" batch="yes">
<probe id="folder" type="folder" machine="new" path="E:\\smspkg"><label>folder</label></probe>
<probe id="none" type="no-folder" machine="new" path="E:\\nothing"><label>none</label></probe>
<probe id="file" type="file" machine="new" path="E:\\smspkg\\C0100010.PCK"><label>file</label></probe>
<probe id="space" type="space" machine="new" path="E:\\" argument="source:D:\\smspkg">
<label>space</label></probe>
<probe id="packages" type="packages" machine="new" path="E:\\smspkg"><label>packages</label></probe>
<probe id="marked" type="read-only" machine="new" path="E:\\smspkg"><label>marked</label></probe>
<probe id="one" type="read-only" machine="new" path="E:\\smspkg\\C0100010.PCK"><label>one</label>
</probe></check><by-hand><p>p</p></by-hand></step>
<step id="W3" on="new" after=""><title>Watch</title><why>w</why>
<watch id="watch" machine="new" log="E:\\SMS\\Logs\\distmgr.log" patience-minutes="1">
<good pattern="done"><label>l</label></good></watch><by-hand><p>p</p></by-hand></step>
</phase></runbook>"""


def has_mark(path):
    """Read-only, as Samba keeps it."""
    words = os.getxattr(path, "user.DOSATTRIB")
    text = words.split(b"\0")[0]
    if text:
        return int(text, 16) & 1 == 1
    # Version 5: 0, 0, version, then flags and attributes as the library packs them.
    return any(words[at:at + 4][0] & 1 for at in (12,))


class SmbCase(cli_case.CliCase):
    def start_server(self, name, *words):
        server = subprocess.Popen([sys.executable, str(FILE_SERVER), str(self.folder / name),
                                   "full=0", *words], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)

        def stop():
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=PATIENCE)

        self.addCleanup(stop)
        line = server.stdout.readline()
        if not line.startswith("ready "):
            self.skipTest("the file server does not start: " + server.stderr.readline().strip())
        return int(line.split()[1])

    def setUp(self):
        super().setUp()
        self.source = self.folder / "from/E/smspkg"
        self.target = self.folder / "to/E/smspkg"
        self.ports = {}

    def start_servers(self, source=(), target=()):
        self.ports = {"source": self.start_server("from", *source),
                      "new": self.start_server("to", *target)}
        for i in range(6):
            (self.source / f"C01000{i + 10}.PCK").write_bytes(os.urandom(1000 + 70_000 * i))
        (self.source / "notes ä.txt").write_text("a stray file")

    def write_plan(self, **more):
        text = SAMPLE.read_text()
        for group, port in self.ports.items():
            values = {"reach": "smb", "files": "smb://127.0.0.1", "smb-port": str(port),
                      "smb-user": "smsadmin", "drive.D": "smb://127.0.0.1/E$"}
            values.update({key.split("__", 1)[1].replace("_", "-"): value
                           for key, value in more.items() if key.startswith(group + "__")})
            start = text.index(f"[{group}]")
            end = text.find("\n[", start)
            body = text[start:end]
            for key in values:
                body = re.sub(rf"(?m)^{re.escape(key)}\s*=.*\n", "", body)
            text = text[:start] + body + "\n" + "".join(
                f"{key}={value}\n" for key, value in values.items() if value) + text[end:]
        text = re.sub(r"(?m)^known-packages\s*=.*\n", "", text)
        media = self.folder / "media"
        (media / "BIN").mkdir(parents=True, exist_ok=True)
        (media / "BIN" / "setup.exe").write_bytes(b"MZ")
        text = re.sub(r"(?m)^setup-source\s*=.*$", f"setup-source={media}", text)
        plan = self.folder / "smb.siteplan"
        plan.write_text(text)
        return plan

    def start_smb_run(self, steps=RUNBOOK, **more):
        runbook = self.folder / "runbook.xml"
        runbook.write_text(steps)
        return self.start_run(self.write_plan(**more), "--runbook", runbook)

    def talk(self, *arguments, passwords=(PASSWORD, PASSWORD), answer="yes", timeout=PATIENCE):
        """At a terminal of its own; what it said, and how it ended."""
        reading, writing = os.pipe()
        os.write(writing, "".join(word + "\n" for word in passwords).encode())
        os.close(writing)
        os.set_inheritable(reading, True)
        child, terminal = pty.fork()
        if child == 0:
            os.execvpe(self.command(["x"])[0],
                       self.command([arguments[0], "--password-fd", reading, *arguments[1:]]),
                       self.environment())
        os.close(reading)
        said, asked, end = b"", 0, time.monotonic() + timeout
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 0.5)[0]:
                continue
            try:
                said += os.read(terminal, 65536)
            except OSError:
                break
            if said.count(b"yes/no:") > asked:
                asked += 1
                os.write(terminal, answer.encode() + b"\n")
        else:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), said.decode(errors="replace").replace("\r", ""), asked

    def log_ons(self, name):
        text = "".join(path.read_text(errors="replace")
                       for path in (self.folder / name / "log").iterdir() if path.is_file())
        return text.count("status [NT_STATUS_OK]"), text.count("NT_STATUS_WRONG_PASSWORD")


def must_skip():
    """Why these tests cannot run here, or None."""
    if os.geteuid() != 0:
        return "smbd needs root"
    if not FILE_SERVER.exists():
        return "there is no file server to test with"
    return None
