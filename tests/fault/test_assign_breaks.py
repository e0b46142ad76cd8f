# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""assign with the line cut, and killed, at chance moments: each package is written once, none is
lost. Five times each; RESITE_LONG=1: fifty."""

import os
import pathlib
import random
import signal
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import cli_case  # noqa: E402
import road_case  # noqa: E402
from patience import PATIENCE  # noqa: E402

ROUNDS = 50 if os.environ.get("RESITE_LONG") == "1" else 5
PACKAGES = 40
SEED = int(os.environ.get("RESITE_TEST_SEED", "0")) or random.randrange(1 << 30)


class Line:
    """A line to one server that can be cut."""

    def __init__(self, port, host):
        self.target = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.open = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                here, _ = self.listener.accept()
            except OSError:
                return
            try:
                there = socket.create_connection(self.target)
            except OSError:
                here.close()
                continue
            for end in (here, there):  # a request comes in pieces; none waits for the last one's ACK
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.open |= {here, there}
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def pump(self, one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        one.close()

    def cut(self):
        with self.lock:
            ends, self.open = self.open, set()
        for end in ends:
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()
        self.cut()


class Breaks(road_case.RoadCase):
    def setUp(self):
        super().setUp()
        print(f"seed {SEED}", file=sys.stderr)
        self.chance = random.Random(SEED)

    def make(self, *options):
        self.make_site(*options, packages=PACKAGES, size=20_000)
        self.facts = self.site.facts
        http = self.site.machine("primary.1")["http"]
        host, port = http.removeprefix("http://").split("/")[0].split(":")
        self.line = Line(int(port), host)
        self.addCleanup(self.line.close)
        self.url = f"http://{self.facts['user']}@127.0.0.1:{self.line.port}/wsman"

    def words(self, *more):
        return ["assign", "--provider", self.url, "--allow-plain-http", "--from",
                self.facts["source_dp"], "--to", self.facts["target_dp"], "--window", "100",
                "--json", *more]

    def target_rows(self):
        result = self.call_in(
            "wmi", self.site.sign_in("primary.1"), self.facts["namespace"],
            "SELECT * FROM SMS_DistributionPoint", "--ca", self.facts["ca"], "--json")
        wanted = "\\" + self.facts["target_dp"].upper() + "\\"
        return [item["properties"] for item in result.of_type("item")
                if item["properties"]["ServerNALPath"].upper().endswith(wanted)]

    def forget_rows(self):
        """The next round begins with an empty distribution point and no past."""
        self.call_in(*self.words("--undo"))
        end = time.monotonic() + PATIENCE
        while self.target_rows():
            self.assertLess(time.monotonic(), end, "the rows do not go")
            time.sleep(0.1)

    def finish(self, wanted):
        """Called again until it is through; then everything is there, each once."""
        for _ in range(5):
            done = self.call_in(*self.words("--no-wait"), status=None)
            if done.status == 0:
                break
        self.assertEqual(done.status, 0, done)
        rows = self.target_rows()
        ids = sorted(row["PackageID"] for row in rows)
        self.assertEqual(ids, wanted)
        self.assertEqual({row["SiteCode"] for row in rows}, {self.facts["site"]})
        # Nobody but us wrote there, so none may count as somebody else's.
        states = {item["name"]: item["state"] for item in done.of_type("item")}
        self.assertEqual(sorted(states), wanted)
        undone = self.call_in(*self.words("--undo", "--dry-run"))
        self.assertEqual(sorted(item["name"] for item in undone.of_type("item")
                                if item["state"] == "ready"), wanted, "whose rows are they?")

    def wanted(self):
        dry = self.call_in(*self.words("--dry-run"))
        return sorted(item["name"] for item in dry.of_type("item") if item["state"] == "ready")

    def whole(self, wanted):
        """How long it takes when nothing happens."""
        begun = time.monotonic()
        self.finish(wanted)
        self.forget_rows()
        return time.monotonic() - begun

    def rounds(self, break_it, *options):
        self.make(*options)
        wanted = self.wanted()
        self.assertGreater(len(wanted), PACKAGES // 2)
        longest = self.whole(wanted) * 0.6
        for number in range(ROUNDS):
            with self.subTest(number, seed=SEED):
                process = self.start_in(*self.words("--no-wait"))
                time.sleep(0.05 + longest * self.chance.random())
                break_it(process)
                out, err = process.communicate(timeout=PATIENCE)
                self.assertNotIn(b"CRITICAL", err)
                self.finish(wanted)
                self.forget_rows()

    def cut(self, process):
        for _ in range(self.chance.randrange(1, 4)):
            self.line.cut()
            time.sleep(self.chance.random() * 0.2)

    def kill(self, process):
        process.send_signal(signal.SIGKILL)

    def test_cut_while_a_script_writes(self):
        self.rounds(self.cut)

    def test_cut_while_instances_are_created(self):
        self.rounds(self.cut, "--behaviour", "primary.1:stack=3.0")

    def test_killed_while_a_script_writes(self):
        self.rounds(self.kill)

    def test_killed_while_instances_are_created(self):
        self.rounds(self.kill, "--behaviour", "primary.1:stack=3.0")


if __name__ == "__main__":
    cli_case.main()
