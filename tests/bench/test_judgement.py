#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A benchmark that takes a wrong copy for a right one would praise it: what the runner looks at."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import jobs_copy
import rounds
import table
import trees
from outcome import Outcome

PROXY = os.path.join(os.environ["RESITE_BUILD_ROOT"], "tests", "bench", "delay-proxy")


class Folders(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source, self.target = (os.path.join(folder.name, name) for name in ("one", "other"))
        trees.make_both(self.source, 5, 0.01, 60)
        subprocess.run(["cp", "-a", self.source, self.target], check=True)
        self.names = trees.files_of(self.source)

    def there(self, number):
        return os.path.join(self.target, self.names[number])


class WrongCopies(Folders):
    def expect(self, text):
        self.assertEqual(Outcome(self.source, self.target).to_text(), text)

    def test_a_good_one(self):
        self.expect("right")

    def test_one_byte(self):
        status = os.stat(self.there(20))
        with open(self.there(20), "r+b") as file:
            file.seek(status.st_size - 1)
            last = file.read(1)
            file.seek(status.st_size - 1)
            file.write(bytes([last[0] ^ 1]))
        os.utime(self.there(20), ns=(status.st_mtime_ns, status.st_mtime_ns))
        self.expect("1 content")
        self.assertTrue(Outcome(self.source, self.target, contents=False).is_right())

    def test_a_shorter_one(self):
        status = os.stat(self.there(21))
        os.truncate(self.there(21), status.st_size - 1)
        os.utime(self.there(21), ns=(status.st_mtime_ns, status.st_mtime_ns))
        self.expect("1 content")

    def test_times(self):
        for number in (3, 30):
            os.utime(self.there(number), (trees.LATER, trees.LATER))
        self.expect("2 times")

    def test_the_read_only_mark(self):
        os.chmod(self.there(0), 0o644)
        os.chmod(self.there(40), 0o444)
        self.expect("2 read-only")

    def test_missing_and_left_over(self):
        os.unlink(self.there(10))
        shutil.copy2(self.there(11), os.path.join(self.target, ".f0011.part"))
        self.expect("1 missing, 1 strays")


class Changes(Folders):
    def test_all_are_wrong_before_and_undone_after(self):
        changes = trees.change(self.source, percent=40)
        self.assertEqual({len(names) for names in changes.values()}, {4, 5})
        wrong = Outcome(self.source, self.target).wrong
        self.assertEqual(wrong["missing"], len(changes["new"]))
        self.assertEqual(wrong["strays"], len(changes["removed"]))
        self.assertEqual(wrong["content"], sum(len(changes[kind]) for kind in
                                               ("grown", "samesize", "silent")))
        base = self.target + "-base"
        subprocess.run(["cp", "-a", self.target, base], check=True)
        shutil.rmtree(self.target)
        subprocess.run(["cp", "-a", self.source, self.target], check=True)
        trees.put_back(changes, base, self.target)
        self.assertEqual(Outcome(base, self.target).to_text(), "right")

    def test_the_same_again(self):
        again = self.source + "-again"
        trees.make_both(again, 5, 0.01, 60)
        self.assertEqual(Outcome(again, self.source).to_text(), "right")


class Figures(unittest.TestCase):
    def test_ratios(self):
        def measures(*seconds):
            return [{"total": value} for value in seconds]

        pairs, least = rounds.ratios(measures(1, 4, 3), measures(2, 4, 12))
        self.assertEqual((pairs, least), (0.5, 0.5))
        self.assertEqual(rounds.ratios([{"total": 1, "share": 0.5}], measures(4)), (0.5, 0.5))

    def test_a_wrong_outcome_is_no_figure(self):
        good = [{"total": 1, "cpu": 1, "status": 0, "outcome": "right", "load": 0}]
        saved = {"reference": "cp -a", "results": {"cp -a": good, table.HASHED: good}}
        row = ("local-large-cold", "large", table.HASHED, "total", 2.0, None)
        self.assertIn("| yes |", table.format_row(saved, row))
        for fault in ({"outcome": "1 content"}, {"status": 1}):
            saved["results"][table.HASHED] = [dict(good[0], **fault)]
            self.assertIn("| not right |", table.format_row(saved, row))

    def test_every_round_has_all(self):
        turns = []
        peers = [rounds.Peer(name, [["true"]]) for name in "abc"]
        job = rounds.Job("x", "", "a", peers, lambda peer: turns.append(peer.name), lambda _: None)
        results = rounds.run_job(job, 4, os.devnull, lambda text: None)
        self.assertEqual({len(measures) for measures in results.values()}, {4})
        for begin in range(0, 12, 3):
            self.assertEqual(sorted(turns[begin:begin + 3]), ["a", "b", "c"])

    def test_a_program_that_fails_is_seen(self):
        self.assertEqual(rounds.perform([["true"], ["false"], ["true"]], os.devnull)["status"], 1)

    def test_a_secret_is_read_from_a_pipe(self):
        with tempfile.NamedTemporaryFile("r") as said:
            command = ["sh", "-c", "read word <&$0; echo $word", rounds.Secret("open sesame")]
            self.assertEqual(rounds.perform([command], said.name)["status"], 0)
            self.assertEqual(said.read(), "open sesame\n")


class Kills(unittest.TestCase):
    def test_half_way(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "written")
            command = ["sh", "-c", "i=0; while [ $i -lt 64 ]; do i=$((i+1)); head -c 1000000 "
                       f"/dev/zero >> {path}; sleep 0.02; done"]
            share = jobs_copy.kill_half_way(command, 64e6, os.path.join(folder, "said"))
            size = os.path.getsize(path)
        self.assertLess(size, 63e6)
        self.assertLess(share, 0.51)


@contextlib.contextmanager
def echo():
    """A server that says what it hears, to one caller after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = listener.accept()
                    with caller:
                        while data := caller.recv(65536):
                            caller.sendall(data)
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


class LongLines(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        port = self.stack.enter_context(echo())
        proxy = subprocess.Popen([PROXY, str(port), "60"], stdout=subprocess.PIPE, text=True)
        self.stack.callback(proxy.wait)
        self.stack.callback(proxy.stdout.close)
        self.stack.callback(proxy.send_signal, signal.SIGTERM)
        self.line = self.stack.enter_context(
            socket.create_connection(("127.0.0.1", int(proxy.stdout.readline()))))

    def ask(self, data):
        begun = time.monotonic()
        self.line.sendall(data)
        got = b""
        while len(got) < len(data):
            got += self.line.recv(65536)
        self.assertEqual(got, data)
        return time.monotonic() - begun

    def test_an_answer_is_never_sooner_than_the_way(self):
        self.assertGreaterEqual(self.ask(b"first"), 0.12)
        self.assertGreaterEqual(self.ask(b"second"), 0.06)

    def test_everything_arrives_in_order(self):
        self.ask(bytes(range(256)) * 4000)

    def test_the_end_is_passed_on(self):
        self.line.shutdown(socket.SHUT_WR)
        self.assertEqual(self.line.recv(10), b"")


if __name__ == "__main__":
    unittest.main(verbosity=2)
