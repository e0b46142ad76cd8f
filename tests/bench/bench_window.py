#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon the first window is on the screen, and how much memory the program takes with a run of
so many packages on its page. Run by guirun. Fails where the median of five is above the budget.

    bench_window.py start PACKAGES | memory PACKAGES
"""
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gui"))

BUILD = os.environ.get("RESITE_BUILD_ROOT", ".")
CLI = os.path.join(BUILD, "app", "cli", "resite-cli")
RESITE = os.path.join(BUILD, "ui", "resite")
ROUNDS = 5
SECONDS = 1.0
MEGABYTES = 150
BEFORE = ("P0.1", "P0.2", "P0.3@primary.1", "P0.3@primary.2", "P1")


class Run:
    """A run on a rehearsal's site that has copied its packages."""

    def __init__(self, folder, packages):
        self.packages = packages
        self.data = os.path.join(folder, "data")
        site = os.path.join(folder, "site")
        with subprocess.Popen([CLI, "lab", "--reach", "local", "--packages", str(packages),
                               "--bytes", "2000000", "--seed", "3", "--keep", site], stdout=subprocess.PIPE) as lab:
            while lab.stdout.readline() not in (b"ready\n", b""):
                pass
            lab.send_signal(signal.SIGTERM)
        plan = os.path.join(site, "rehearsal.siteplan")
        self.id = self.call("start", plan, "--rehearsal", "--by", "J. Doe").strip()
        for step in BEFORE:
            if "@" in step:
                self.call("done", self.id, step, "--by", "J. Doe", "--note", "seen")
            else:
                self.call("run", self.id, step, "--policy", "rehearsal", "--by", "J. Doe")
        self.journal = os.path.join(self.data, self.id + ".resite")

    def call(self, *arguments):
        return subprocess.run([CLI, *arguments, "--data-dir", self.data], check=True, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def stop(program):
    program.terminate()
    program.wait(30)


def window_is_there(program):
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(program.pid)],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return found.stdout.strip() != b""


def measure_start(run):
    """Seconds until the first window is there, with the run on the start page."""
    begun = time.monotonic()
    program = subprocess.Popen([RESITE, "--data-dir", run.data])
    try:
        while not window_is_there(program):
            if program.poll() is not None or time.monotonic() - begun > 60:
                sys.exit("no window came")
        return time.monotonic() - begun
    finally:
        stop(program)


def read_memory(process):
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0


def shows_files(ax, root, number):
    for role in "table", "tree table":
        for table in ax.find_all(root, role):
            if ax.rows(table) >= number:
                return True
    return False


def measure_memory(run):
    """Megabytes that are resident with the run open and the copied files in their table."""
    import ax

    def on_a_step():
        name = ax.find(window.root, "text", "Your name")
        if name and not ax.text_of(name):
            ax.enter(name, "J. Doe")
        onward = (ax.find(window.root, "push button", "Continue S01 BR01SMS") or
                  ax.find(window.root, "push button", "Continue"))
        if onward:
            ax.click(onward)
            return False
        return ax.find(window.root, "push button", "Next")

    with ax.Window("--data-dir", run.data, run.journal) as window:
        ax.wait(on_a_step, "the page of a step")
        ax.key("ctrl+g")
        dialog = ax.get(window.root, "dialog")
        ax.enter(ax.get(dialog, "text"), "P1")
        ax.key("Return")
        ax.wait(lambda: shows_files(ax, window.root, run.packages), "the table of the files")
        return read_memory(window.process.pid)


def main():
    what, packages = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        run = Run(folder, packages)
        measure, budget, unit = ((measure_start, SECONDS, "s") if what == "start" else
                                 (measure_memory, MEGABYTES, "MB"))
        seen = sorted(measure(run) for _ in range(ROUNDS))
        subprocess.run(["chmod", "-R", "u+w", folder], check=False)
    middle = statistics.median(seen)
    print(f"{what}, {packages} packages: {middle:.2f} {unit} (of "
          f"{', '.join(f'{value:.2f}' for value in seen)}); at most {budget} {unit}")
    return 0 if middle <= budget else 1


if __name__ == "__main__":
    sys.exit(main())
