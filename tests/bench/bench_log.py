#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole scan of a large distmgr.log beside ripgrep's count of two patterns and lnav's count by
component, in interleaved rounds. Prints ratios; fails where a count is not the generator's.

    bench_log.py BENCH-LOG [--mb 200] [--rounds 5] [--log FILE --expect FILE.json]
"""
import argparse
import collections
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

DISTMGR, SENDER, DESPOOLER = "SMS_DISTRIBUTION_MANAGER", "SMS_LAN_SENDER", "SMS_DESPOOLER"
# Weight, component, text, whether it is an error, whether it hands a package's information on.
KINDS = [
    (20, DISTMGR, "Found package properties updated notification for package '{p}'", 0, 0),
    (20, DISTMGR, "StoredPkgVersion (2) of package {p}. StoredPkgVersion in database is 2.", 0, 0),
    (30, DISTMGR, "~Package {p} is in available state.  Nothing to do.", 0, 0),
    (25, SENDER, "~Wrote 65536 bytes to \\\\BR01SMS\\SMS_SITE\\20{n:05d}.PCK at position {q}", 0, 0),
    (60, DISTMGR, "Sleep 3600 seconds...", 0, 0),
    (12, DESPOOLER, "Waiting for ready instruction file....", 0, 0),
    (10, DISTMGR, "Forward package status for pkg {p} to site P01", 0, 0),
    (4, DISTMGR, "Successfully forwarded the information up the hierarchy for {p}", 0, 1),
    (1, DISTMGR, "Failed to copy package {p}, Win32 error = {e}", 1, 0),
    (1, DISTMGR, "~ERROR: CreateDirectory failed for {p}, Win32 error = 5", 1, 0),
]
FORMAT = {"sms_log": {
    "title": "SMS log",
    "regex": {"std": {"pattern": r"^(?<body>.*?)  \$\$<(?<component>[^>]*)>"
                      r"<(?<timestamp>\w{3} \w{3} \d{2} \d{2}:\d{2}:\d{2}\.\d{3} \d{4}) "
                      r"(?<zone>[^>]*)><thread=(?<thread>\d+) \(0x[0-9A-F]+\)>\r?$"}},
    "timestamp-format": ["%a %b %d %H:%M:%S.%L %Y"],
    "value": {"component": {"kind": "string", "identifier": True}, "zone": {"kind": "string"},
              "thread": {"kind": "string"}},
    "sample": [{"line": "Sleep 3600 seconds...  $$<SMS_DISTRIBUTION_MANAGER><Wed Mar 05 "
                        "10:22:11.195 2008 Eastern Standard Time><thread=1016 (0x3F8)>"}]}}
TWO_PATTERNS = "Win32 error|ERROR:"


def write_log(path, megabytes):
    """The log, and what a scan of it must find."""
    chance = random.Random(5)
    packages = [f"P01{i:05X}" for i in range(700)]
    weights = [kind[0] for kind in KINDS]
    seen = {"lines": 0, "bytes": 0, "errors": 0, "package_lines": 0}
    components, named, forwarded = (collections.Counter() for _ in range(3))
    now = 1204712531.0
    with open(path, "w", newline="", encoding="ascii") as file:
        while seen["bytes"] < megabytes * 1e6:
            for _, component, text, error, ok in chance.choices(KINDS, weights, k=4096):
                now += chance.random() * 0.5
                stamp = time.strftime("%a %b %d %H:%M:%S", time.gmtime(now))
                year = time.gmtime(now).tm_year
                package = chance.choice(packages)
                thread = 1000 + chance.randrange(12) * 4
                line = (text.format(p=package, n=chance.randrange(99999), e=chance.randrange(1, 99),
                                    q=chance.randrange(10**8)) +
                        f"  $$<{component}><{stamp}.{int(now * 1000) % 1000:03d} {year} Eastern "
                        f"Standard Time><thread={thread} (0x{thread:X})>\r\n")
                file.write(line)
                seen["lines"] += 1
                seen["bytes"] += len(line)
                seen["errors"] += error
                components[component] += 1
                if "{p}" in text:
                    seen["package_lines"] += 1
                    named[package] += 1
                    forwarded[package] += ok
    return {**seen, "components": dict(components), "per_package_lines": dict(named),
            "ok": sum(forwarded.values())}


def find_wrong(output, expected):
    """What the scan printed against what the generator wrote."""
    found = {"components": {}, "per_package_lines": {}, "ok": 0}
    for line in output.decode().splitlines():
        words = line.split()
        if words[0] == "component":
            found["components"][words[1]] = int(words[2])
        elif words[0] == "package":
            found["per_package_lines"][words[1]] = int(words[2])
            found["ok"] += int(words[3])
        else:
            found[words[0]] = int(words[1])
    return [key for key, value in found.items() if value != expected[key]]


def run(command, environment=None):
    """Wall seconds, processor seconds, output. To a file: ripgrep stops early with /dev/null."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stdin=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return wall, usage.ru_utime + usage.ru_stime, out.read()


def find_peers(path, folder):
    peers = {}
    if shutil.which("rg"):
        peers["rg"] = (["rg", "-c", TWO_PATTERNS, path], None)
    if shutil.which("lnav"):
        home = os.path.join(folder, "home")
        formats = os.path.join(home, ".config/lnav/formats/sms")
        os.makedirs(formats)
        with open(os.path.join(formats, "format.json"), "w", encoding="utf-8") as file:
            json.dump(FORMAT, file)
        question = ";select component, count(*) from sms_log group by component"
        peers["lnav"] = (["lnav", "-n", "-c", question, "-c", ":write-csv-to -", path],
                         dict(os.environ, HOME=home))
    return peers


def measure(bench, cli, path, expected, peers, rounds):
    """Every one in every round; lnav, which takes seconds, in the first two."""
    commands = {"scan, 1 thread": ([bench, path, "1"], None),
                "scan, 2 threads": ([bench, path, "2"], None), **peers}
    if cli:
        commands["resite-cli log --summary"] = ([cli, "log", path, "--summary", "--json"], None)
    times = {name: [] for name in commands}
    wrong = []
    run(["cat", path])
    for number in range(rounds):
        for name, (command, environment) in commands.items():
            if name == "lnav" and number > 1:
                continue
            wall, processor, output = run(command, environment)
            times[name].append((wall, processor))
            if name.startswith("scan"):
                wrong += find_wrong(output, expected)
    return times, wrong


def show(times):
    print(f"load {os.getloadavg()[0]:.1f}")
    print(f"{'':26} {'best':>9} {'median':>9} {'cpu':>9} {'to rg':>7} {'to lnav':>8}")
    for name, runs in times.items():
        best = min(wall for wall, _ in runs)
        ratios = []
        for peer in ("rg", "lnav"):
            pairs = [wall / other for (wall, _), (other, _) in zip(runs, times.get(peer, []))]
            ratios.append(f"{statistics.median(pairs):.2f}" if pairs else "-")
        print(f"{name:26} {best * 1e3:6.0f} ms {statistics.median(w for w, _ in runs) * 1e3:6.0f} ms "
              f"{statistics.median(c for _, c in runs) * 1e3:6.0f} ms {ratios[0]:>7} {ratios[1]:>8}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--cli")
    parser.add_argument("--mb", type=float, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--log")
    parser.add_argument("--expect")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="resite-bench-log-") as folder:
        path = given.log or os.path.join(folder, "distmgr.log")
        if given.log:
            with open(given.expect or given.log + ".expect.json", encoding="utf-8") as file:
                expected = json.load(file)
        else:
            expected = write_log(path, given.mb)
        times, wrong = measure(given.bench, given.cli, path, expected, find_peers(path, folder),
                               given.rounds)
        show(times)
    if wrong:
        print("counts that are not the generator's:", ", ".join(sorted(set(wrong))))
        sys.exit(1)
    print("every count is the generator's")


if __name__ == "__main__":
    main()
