#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a window stands still at most while a worker changes its table of 10,000 items 2,000
times a second, without and with somebody who listens as a screen reader does. Run by guirun. Fails
where the median of the rounds is above the budget.

    bench_table.py BENCH-TABLE [--rounds 3] [--seconds 10] [--rows 10000] [--rate 2000]
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import threading

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "gui"), TESTS]

QUIET, HEARD = 50, 100  # milliseconds
PARTS = ("rows_come", "rows_change", "sorted", "filtered", "searched")
# What Orca asks the bus for.
EVENTS = ("object:children-changed", "object:row-inserted", "object:row-deleted",
          "object:row-reordered", "object:model-changed", "object:visible-data-changed",
          "object:property-change", "object:text-changed", "object:state-changed",
          "object:selection-changed", "object:active-descendant-changed",
          "object:bounds-changed", "object:text-caret-moved")


class Listener:
    """Hears everything, and has read what is on the screen, so that the cells are known."""

    def __init__(self):
        import ax
        from gi.repository import Atspi, GLib
        self.ax, self.glib, self.heard, self.read = ax, GLib, 0, 0
        self.hears = Atspi.EventListener.new(self.count)
        for event in EVENTS:
            self.hears.register(event)
        self.loop = GLib.MainLoop()

    def count(self, _event, *_rest):
        self.heard += 1

    def find_window(self):
        self.root = self.ax.wait(lambda: self.ax.application("bench-table"), "the window")
        self.table, self.row = None, 0

    def find_table(self, widget):
        """Never asks for all that is in a table: that alone takes seconds, and no reader does it."""
        if widget.get_role_name() in ("table", "tree table"):
            return widget
        for i in range(widget.get_child_count()):
            found = self.find_table(widget.get_child_at_index(i))
            if found:
                return found
        return None

    def read_row(self):
        """As a screen reader does for somebody who goes down the rows: these cells are known to the
        bus from then on, and whatever becomes of them is told."""
        try:
            self.table = self.table or self.find_table(self.root)
            if self.table and self.ax.rows(self.table) > self.row:
                self.ax.cells(self.table, self.row)
                self.read += 1
                self.row += 1
        except self.glib.Error:
            pass
        return True

    def listen(self):
        self.glib.timeout_add(200, self.read_row)
        thread = threading.Thread(target=self.loop.run, daemon=True)
        thread.start()
        return thread


def run_once(arguments, listener):
    command = [arguments.program, "--rows", str(arguments.rows), "--rate", str(arguments.rate),
               "--seconds", str(arguments.seconds), "--wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        before = listener.heard if listener else 0
        if listener:
            listener.find_window()
            thread = listener.listen()
        out, _ = program.communicate("go\n")
        if program.returncode != 0:
            sys.exit(f"bench-table ended with {program.returncode}")
        if listener:
            listener.loop.quit()
            thread.join()
    found = json.loads(out)
    found["events"] = listener.heard - before if listener else 0
    found["read"] = listener.read if listener else 0
    if listener and not (found["events"] and found["read"]):
        sys.exit("the listener heard or read nothing")
    return found


def judge(name, rounds, budget):
    print(f"{name}:")
    for part in PARTS:
        worst = [found[part]["worst_ms"] for found in rounds]
        print(f"  {part:12} worst gap {statistics.median(worst):6.1f} ms (of "
              f"{', '.join(f'{value:.1f}' for value in sorted(worst))}), 99 of 100 below "
              f"{statistics.median(found[part]['p99_ms'] for found in rounds):.1f} ms")
    print(f"  processor {statistics.median(found['busy'] for found in rounds):.0%}, "
          f"{rounds[0]['changes']} changes, {rounds[0]['events']} events heard, "
          f"{rounds[-1]['read']} rows read; at most {budget} ms")
    return all(statistics.median(found[part]["worst_ms"] for found in rounds) <= budget
               for part in PARTS)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rows", type=int, default=10000)
    parser.add_argument("--rate", type=int, default=2000)
    arguments = parser.parse_args()
    quiet = [run_once(arguments, None) for _ in range(arguments.rounds)]
    good = judge("nobody listens", quiet, QUIET)
    listener = Listener()
    heard = [run_once(arguments, listener) for _ in range(arguments.rounds)]
    return 0 if judge("a screen reader listens", heard, HEARD) and good else 1


if __name__ == "__main__":
    sys.exit(main())
