#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages assigned over a long line, with the window wide open and as many rows at once as the server
takes, beside one row after the other. Both end when the last row is written and read back. Prints the
ratio; fails where a row is missing or was written by somebody else.

    bench_assign.py RESITE-CLI DELAY-PROXY [--packages 2000] [--ms 20]
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile

GOAL = 0.2


class Lab:
    """The rehearsal's servers, whose primary can create instances."""

    def __init__(self, program, folder, packages):
        self.process = subprocess.Popen(
            [program, "lab", "--packages", str(packages), "--bytes", "1000", "--pace", "1",
             "--behaviour", "primary.1:stack=3.0", "--fault", "log-limit:100000000",
             "--keep", os.path.join(folder, "lab"),
             "--data-dir", os.path.join(folder, "lab-data")],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.facts = json.loads(self.process.stdout.readline())
        assert self.process.stdout.readline() == "ready\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Line:
    """So long a way to one server."""

    def __init__(self, proxy, address, milliseconds):
        self.process = subprocess.Popen([proxy, address, str(milliseconds)],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def assign(program, facts, port, folder, *options):
    reading, writing = os.pipe()
    os.write(writing, facts["password"].encode() + b"\n")
    os.close(writing)
    try:
        done = subprocess.run(
            [program, "assign", "--provider", f"http://{facts['user']}@127.0.0.1:{port}/wsman",
             "--allow-plain-http", "--password-fd", str(reading), "--from", facts["source_dp"],
             "--to", facts["target_dp"], "--json", "--no-wait", "--window", "1000000",
             "--window-bytes", "1000000000000", "--data-dir", folder, *options],
            pass_fds=[reading], capture_output=True, text=True, check=False)
    finally:
        os.close(reading)
    if done.returncode != 0:
        sys.exit(done.stderr)
    total = json.loads(done.stdout.splitlines()[-1])
    return total["seconds"], total["states"]


def measure(arguments, name, *options):
    """A lab of its own each time: nobody finds the other's rows."""
    with tempfile.TemporaryDirectory(prefix="resite-bench-") as folder, \
            Lab(arguments.program, folder, arguments.packages) as lab:
        address = lab.facts["machines"]["primary.1"]["http"].removeprefix("http://").split("/")[0]
        with Line(arguments.proxy, address, arguments.ms) as line:
            data = os.path.join(folder, "data")
            seconds, states = assign(arguments.program, lab.facts, line.port, data, *options)
            written = states.get("assigned", 0)
            # A package that the site does not know is not among the model's.
            if set(states) != {"assigned"} or written < arguments.packages * 0.9:
                sys.exit(f"{name}: {states}")
            print(f"{name}: {written} rows in {seconds:.2f} s", flush=True)
            return seconds / written


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("proxy")
    parser.add_argument("--packages", type=int, default=2000)
    parser.add_argument("--ms", type=float, default=20)
    arguments = parser.parse_args()
    wide = measure(arguments, "wide open")
    one = measure(arguments, "one by one", "--jobs", "1")
    print(f"ratio {wide / one:.3f} (goal {GOAL})")
    return 0 if wide <= one * GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
