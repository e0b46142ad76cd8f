# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check name, check address: real sockets on addresses of loopback that nobody else uses."""

import signal
import socket
import struct
import threading
import time

import cli_case
from patience import PATIENCE


class NameServer(threading.Thread):
    """Answers A questions from a table; what is not in it does not exist; None: no answer."""

    def __init__(self, table):
        super().__init__(daemon=True)
        self.table = table
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.questions = []
        self.start()

    def run(self):
        while True:
            try:
                query, peer = self.socket.recvfrom(512)
            except OSError:
                return
            name, at = [], 12
            while query[at]:
                name.append(query[at + 1:at + 1 + query[at]].decode())
                at += query[at] + 1
            name = ".".join(name).lower()
            self.questions.append(name)
            addresses = self.table.get(name, [])
            if addresses is None:
                continue
            head = query[:2] + struct.pack(">HHHHH", 0x8580 if addresses else 0x8583, 1,
                                           len(addresses), 0, 0)
            records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4)
                               + socket.inet_aton(address) for address in addresses)
            self.socket.sendto(head + query[12:at + 5] + records, peer)

    def close(self):
        self.socket.close()


class Check(cli_case.CliCase):
    def listen(self, address):
        listener = socket.socket()
        listener.bind((address, 0))
        listener.listen(5)
        self.addCleanup(listener.close)
        return listener

    def serve(self, table):
        server = NameServer(table)
        self.addCleanup(server.close)
        return server

    def check(self, status, *arguments):
        result = self.call("check", *arguments, "--json", status=status)
        kinds = [entry["type"] for entry in result.objects]
        self.assertEqual(kinds, ["check", "total"])
        check = result.objects[0]
        self.assertEqual(set(check), {"type", "name", "verdict", "message", "how"})
        self.assertEqual(result.total["states"], {check["verdict"]: 1})
        return check

    def test_address(self):
        listener = self.listen("127.93.4.20")
        taken = self.check(1, "address", "127.93.4.20")
        self.assertEqual((taken["name"], taken["verdict"]), ("127.93.4.20", "failed"))
        self.assertIn(str(listener.getsockname()[1]), taken["message"])
        self.assertEqual(self.check(0, "address", "127.93.4.21")["verdict"], "ok")
        listener.close()
        self.assertEqual(self.check(0, "address", "127.93.4.20")["verdict"], "ok")

    def test_name(self):
        self.listen("127.93.4.22")
        server = self.serve({"taken.example.com": ["127.93.4.23", "127.93.4.22"],
                             "left.example.com": ["127.93.4.23"], "mute.example.com": None})
        at = ["--server", server.address]
        taken = self.check(1, "name", "taken.example.com", *at)
        self.assertEqual(taken["verdict"], "failed")
        self.assertIn("127.93.4.22", taken["message"])
        self.assertEqual(self.check(0, "name", "left.example.com", *at)["verdict"], "ok")
        self.assertEqual(self.check(0, "name", "free.example.com", *at)["verdict"], "ok")
        mute = self.check(1, "name", "mute.example.com", *at)
        self.assertEqual(mute["verdict"], "unknown")
        self.assertIn(server.address, mute["message"])

    def test_every_server_counts(self):
        one = self.serve({})
        other = self.serve({"br01sms.example.com": ["127.93.4.24"], "mute.example.com": None})
        both = ["--server", f"{one.address},{other.address}"]
        self.listen("127.93.4.24")
        self.assertEqual(self.check(1, "name", "br01sms.example.com", *both)["verdict"], "failed")
        self.assertEqual(self.check(1, "name", "mute.example.com", *both)["verdict"], "unknown")
        asked = {name for name in one.questions if not name.endswith(".in-addr.arpa")}
        self.assertEqual(asked, {"br01sms.example.com", "mute.example.com"})

    def test_expect(self):
        server = self.serve({"br01sms.example.com": ["10.4.1.20"],
                             "two.example.com": ["10.4.1.20", "10.4.1.99"]})
        at = ["--server", server.address, "--expect", "10.4.1.20"]
        self.assertEqual(self.check(0, "name", "br01sms.example.com", *at)["verdict"], "ok")
        self.assertEqual(self.check(1, "name", "two.example.com", *at)["verdict"], "failed")
        self.assertEqual(self.check(1, "name", "none.example.com", *at)["verdict"], "failed")

    def test_text(self):
        result = self.call("check", "address", "127.93.4.25")
        self.assertEqual(len(result.out.splitlines()), 1)
        self.assertIn("127.93.4.25", result.out)
        self.assertEqual(result.err, "")

    def test_mistakes(self):
        for arguments in (["address", "BR01SMS"], ["address", "10.4.1"], ["name", ""],
                          ["name", "a", "--server", "dc"], ["name", "a", "--server", "10.1.0.1:0"],
                          ["name", "a", "--expect", "b"], ["address", "127.0.0.1", "--port", "70000"]):
            with self.subTest(arguments):
                self.refuse("check", *arguments)

    def test_stopped_while_nobody_answers(self):
        server = self.serve({"mute.example.com": None})
        process = self.start("check", "name", "mute.example.com", "--server", server.address)
        end = time.monotonic() + PATIENCE
        while not server.questions and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130)


if __name__ == "__main__":
    cli_case.main()
