# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of copies share: two folders, the program between them, and the look at what it
has done."""

import contextlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from cli_case import CliCase, main  # noqa: E402

from copy_tree import Rules, find_faults, temporaries, walk  # noqa: E402
from patience import PATIENCE  # noqa: E402

SEED = int(os.environ.get("RESITE_TEST_SEED", "20261122"))
GOOD = {"copied", "unchanged", "resumed"}
MIB = 1024 * 1024


def count_of(name, default):
    return int(os.environ.get(name, str(default)))


def items_of(output):
    """name → state, of a run with --json, even one that was killed in the middle of a line."""
    states = {}
    for line in output.splitlines():
        try:
            words = json.loads(line)
        except ValueError:
            continue
        if words["type"] == "item":
            states[words["name"]] = words["state"]
    return states


class CopyCase(CliCase):
    RULES = Rules()

    def setUp(self):
        super().setUp()
        self.source, self.target = self.folder / "source", self.folder / "target"
        self.source.mkdir()
        self.target.mkdir()

    def places(self):
        return [self.source, self.target]

    def copy_words(self, *options):
        return ["copy", *self.places(), "--json", *options]

    def copy(self, *options, status=0, timeout=3 * PATIENCE):
        """name → state, and the whole result."""
        result = self.call(*self.copy_words(*options), status=status, timeout=timeout)
        states = {item["name"]: item["state"] for item in result.of_type("item")}
        return states, result

    def check(self, extra=(), rules=None):
        faults = find_faults(self.source, self.target, rules or self.RULES, extra)
        self.assertEqual(faults, [])

    def start_copy(self, *options):
        """Its output goes into files, so that one that is killed tells what it told."""
        out = open(self.folder / "out", "wb")
        err = open(self.folder / "err", "wb")
        process = subprocess.Popen(self.command(self.copy_words(*options)), stdout=out, stderr=err,
                                   stdin=subprocess.DEVNULL, env=self.environment(),
                                   cwd=self.folder)
        out.close()
        err.close()
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def told(self):
        return (self.folder / "out").read_text(errors="replace"), \
            (self.folder / "err").read_text(errors="replace")

    def finish(self, process, status=0, timeout=3 * PATIENCE):
        process.wait(timeout)
        out, err = self.told()
        self.assertNotIn("CRITICAL", err)
        if status is not None:
            self.assertEqual(process.returncode, status, out[-3000:] + err[-3000:])
        return items_of(out), json.loads(out.splitlines()[-1]) if out else None, err

    def kill_after(self, process, seconds):
        """Whether it was killed; else it had come to its end, and well."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertIn(process.returncode, (-signal.SIGKILL, 0), self.told())
        return process.returncode != 0

    def wait_for(self, what, seconds=PATIENCE):
        """The first value of @what() that counts."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            value = what()
            if value:
                return value
            time.sleep(0.002)
        self.fail("it did not come in time")
        return None

    def strays(self):
        return temporaries(self.target)

    def journal(self):
        return find_journal(self.data)


def find_journal(data):
    """The file in which the only copy is on record; None as long as there is none."""
    found = sorted((pathlib.Path(data) / "verbs").glob("copy-*.resite"))
    return found[0] if found else None


def recorded(data, name):
    """How much of it the next program will find on record."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{find_journal(data)}?mode=ro", uri=True,
                                                timeout=1)) as journal:
            row = journal.execute("SELECT bytes FROM item WHERE name = ? AND state = 'running'",
                                  (name,)).fetchone()
    except sqlite3.Error:
        return 0
    return row[0] if row else 0


def put_large(path, size, seed):
    """Different everywhere and yet quickly made: some bytes now and then, holes between."""
    chance = random.Random(seed)
    with open(path, "wb") as file:
        file.truncate(size)
        for place in range(0, max(size - 4096, 1), 3 * MIB // 2 + 17):
            file.seek(place)
            file.write(chance.randbytes(min(4096, size)))


def let_rest(path):
    """A file of which somebody may still be writing is not gone on with: only one that has lain
    still for two seconds."""
    while time.time() < os.stat(path).st_ctime + 2.1:
        time.sleep(0.05)


__all__ = ["CopyCase", "GOOD", "MIB", "Rules", "SEED", "count_of", "items_of", "let_rest", "main",
           "put_large", "recorded", "walk"]
