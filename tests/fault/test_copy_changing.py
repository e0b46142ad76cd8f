#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies a source that is written to all the while. What was seen to change is told; what could not
be seen, since a file gets its times when a write begins and not when it ends, is found by the next
run, once the source is quiet."""

import os
import threading
import time

from copy_case import CopyCase, GOOD, MIB, main

ROUNDS = 6


class Writer:
    """Writes whole new versions over the files, one byte in each, and never rests."""

    def __init__(self, paths):
        self.paths, self.version, self.over = paths, 0, True
        self.write_all()
        self.start()

    def start(self):
        self.over = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def write_all(self):
        self.version = self.version % 250 + 1
        for path, size in self.paths.items():
            with open(path, "r+b" if path.exists() else "wb", buffering=0) as file:
                file.write(bytes([self.version]) * size)

    def run(self):
        while not self.over:
            self.write_all()
            time.sleep(0.001)

    def stop(self):
        self.over = True
        self.thread.join()


class CopyChanging(CopyCase):
    def run_against(self, sizes, *options):
        """How many came through while they were written to."""
        paths = {self.source / name: size for name, size in sizes.items()}
        writer = Writer(paths)
        self.addCleanup(writer.stop)
        good = 0
        for _ in range(ROUNDS):
            states, result = self.copy("--delta", *options, status=None)
            writer.stop()
            self.assertEqual(result.status, 1 if "failed" in states.values() else 0, result)
            self.assertEqual(self.strays(), [])
            good += sum(state in GOOD for state in states.values())
            for item in result.of_type("item"):
                if item["state"] == "failed":
                    self.assertIn("chang", item["message"])
            self.copy("--delta", *options)
            self.check()
            writer.start()
        return good

    def test_large_ones(self):
        """Two megabytes are read and written in about the same time."""
        self.run_against({f"large-{number}": 2 * MIB + number for number in range(5)})

    def test_small_ones(self):
        good = self.run_against({f"small-{number}": 1 + 300 * number for number in range(60)})
        self.assertGreater(good, 0)

    def test_one_among_many(self):
        """Who stands beside a file that changes gets there."""
        for number in range(200):
            (self.source / f"still-{number}").write_bytes(os.urandom(2000))
        writer = Writer({self.source / "moving": 900_000})
        self.addCleanup(writer.stop)
        for _ in range(3):
            states, _ = self.copy("--delta", status=None)
            states.pop("moving")
            self.assertEqual(set(states.values()) - GOOD, set())
        writer.stop()
        self.copy()
        self.check()


if __name__ == "__main__":
    main()
