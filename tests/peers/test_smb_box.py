# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine that is asked over WinRM and whose files go over SMB: the box is looked at first, and what
answers as another one gets no file."""

import os
import pathlib
import socket
import sys
import threading

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))

import smb_case  # noqa: E402
import road_case  # noqa: E402

RUNBOOK = """<runbook id="x" version="1"><title>t</title>
<phase id="P"><title>t</title><intro>i</intro>
<step id="P1" on="new" after=""><title>Copy</title><why>w</why>
<copy id="copy" from="source" from-path="${source.smspkg}" to="new" to-path="E:\\smspkg"
 read-only="packages"/><by-hand><p>p</p></by-hand></step>
</phase></runbook>"""


def pump(source, target):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Door:
    """The file server under the address at which the rehearsal's machine answers."""

    def __init__(self, case, address, port):
        self.port = port
        self.listener = socket.create_server((address, port))
        self.opened = 0
        case.addCleanup(self.listener.close)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.opened += 1
            server = socket.create_connection(("127.0.0.1", self.port))
            for line in (client, server):  # what comes in pieces does not wait for acknowledgements
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for pair in ((client, server), (server, client)):
                threading.Thread(target=pump, args=pair, daemon=True).start()


class SmbBox(road_case.RoadCase, smb_case.SmbCase):
    def setUp(self):
        super().setUp()
        self.make_site()
        port = self.start_server("to", "password=" + self.site.password)
        address = self.site.machine("new")["https"].split("//")[1].split(":")[0]
        self.door = Door(self, address, port)
        self.lines = (("new", "files", "smb://"), ("new", "smb-user", "smsadmin"),
                      ("new", "smb-port", str(port)))

    def begin_copy(self, *lines):
        runbook = self.folder / "runbook.xml"
        runbook.write_text(RUNBOOK)
        self.id = self.start_run(self.write_plan(*self.lines, *lines), "--rehearsal", "--runbook",
                                 runbook)

    def written(self):
        return sorted(path.name for path in self.target.iterdir())

    def test_right_box(self):
        self.begin_copy()
        self.call_in("run", self.id, "P1")
        self.assertEqual(self.status_of("P1"), "done")
        self.assertTrue(any(name.endswith(".PCK") for name in self.written()), self.written())
        self.assertGreater(self.door.opened, 0)
        self.assertNotIn(self.site.password, self.call("journal", self.id, "--json").out)

    def test_wrong_box(self):
        self.begin_copy(("new", "uuid", "AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB"))
        self.call_in("run", self.id, "P1", status=None)
        self.assertNotEqual(self.status_of("P1"), "done")
        self.assertEqual(self.written(), [])
        self.assertEqual(self.door.opened, 0)
        ended = self.events("action-ended", "P1")[-1]["facts"]
        self.assertEqual(ended["outcome"], "failed")
        self.assertIn("hardware number", ended["message"])

    def test_box_that_does_not_answer(self):
        """Files alone do not say which box they lie on."""
        self.begin_copy(("new", "winrm-port", "9"))
        self.call_in("run", self.id, "P1", status=None)
        self.assertNotEqual(self.status_of("P1"), "done")
        self.assertEqual(self.written(), [])


if __name__ == "__main__":
    reason = smb_case.must_skip()
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(77)
    smb_case.cli_case.main()
