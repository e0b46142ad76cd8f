#!/usr/bin/python3
"""Runs the tests of a build folder and says what became of them, reasons of skips included.

A C test counts by its points, a Python test by its test methods; one that prints neither counts
once. What failed comes first; the last line is "N passed, N failed, N skipped". On a terminal a
person sees how far it is; elsewhere there is one line in five minutes.
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import time

LONG_SUITES = ("fresh", "long")
FEW = 4
IS_WATCHED = sys.stdout.isatty() and not os.environ.get("CI")
SOME_TIME = 300
SLOWEST = 10
# Characters of what failed programs said, all together and each at most and at least.
ROOM, MOST, LEAST = 4000, 1300, 250
WIDEST = 160
# What says nothing of a failure.
NOISE = re.compile(
    r"\.\.\. (ok|FAIL|ERROR|skipped .*)$|^test_\w+ \(.*\)$|^FAILED \(|^Ran \d+ test"
    r"|^(ok|#|TAP|1\.\.) ?\d*|^[=\-\u2015]+$|^\s*$|^\s*\^+$|get_action_name"
    r"|DeprecationWarning|dbus-daemon|SpiRegistry|^\(.*\): (dconf|dbind|Gtk)-WARNING")
TELLING = re.compile(
    r"^not ok|^(FAIL|ERROR): |^Bail out|CRITICAL|^[\w.]*(Error|Exception|Expired|Failure)\b"
    r"|AddressSanitizer|assertion|, line \d+, in test")


def listed(build):
    out = subprocess.run(["meson", "introspect", "--tests", build], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)


def chosen(tests, arguments):
    for test in tests:
        suites = [s.split(":")[-1] for s in test["suite"]]
        if any(s in LONG_SUITES for s in suites) and not arguments.long:
            continue
        if arguments.only and arguments.only not in test["name"]:
            continue
        yield test["name"]


def count(record):
    """(passed, failed, [(name, reason)]) of one line of meson's test log."""
    out, err = record.get("stdout") or "", record.get("stderr") or ""
    name = record["name"].split(" / ")[-1]
    skips = [(name + " " + m.group(1), m.group(2)) for m in
             re.finditer(r"^ok \d+ (\S+).*# SKIP\s*(.*)$", out, re.M)]
    if record["result"] == "SKIP":
        lines = [line for line in err.splitlines() if line.strip()]
        return 0, 0, skips or [(name, lines[-1] if lines else "no reason given")]
    good = len(re.findall(r"^ok \d+ ", out, re.M)) - len(skips)
    bad = len(re.findall(r"^not ok \d+ ", out, re.M))
    ran = re.search(r"^Ran (\d+) tests? in", err, re.M)
    if ran:
        failures = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", err))
        skipped = re.findall(r"^(\w+) .*\.\.\. skipped '(.*)'", err, re.M)
        skips += [(name + " " + test, why) for test, why in skipped]
        good, bad = int(ran.group(1)) - failures - len(skipped), failures
    if record["result"] not in ("OK", "EXPECTEDFAIL"):
        return max(good, 0), max(bad, 1), skips
    return max(good, 0 if skips else 1), bad, skips


def brief(record, room):
    """The last lines that say why, within room characters."""
    text = "%s\n%s" % (record.get("stdout") or "", record.get("stderr") or "")
    lines = [line.rstrip()[:WIDEST] for line in text.splitlines() if not NOISE.search(line)]
    kept = set()
    size = 0
    for wanted in (TELLING, re.compile("")):
        for number in range(len(lines) - 1, -1, -1):
            fits = size + len(lines[number]) < room and len(kept) < 14
            if fits and number not in kept and wanted.search(lines[number]):
                kept.add(number)
                size += len(lines[number]) + 5
    return ["    " + lines[number] for number in sorted(kept)]


def describe(records, sharing):
    """What failed, with as much of what it said as there is room for when so many share it."""
    room = max(LEAST, min(MOST, ROOM // sharing))
    for number, record in enumerate(records):
        print("%s: %s, %.0f s" % (record["name"].split(":")[-1], record["result"],
                                  record["duration"]))
        if number * LEAST < 2 * ROOM:
            print("\n".join(brief(record, room)))


def wait(process, log, count):
    """Until it has ended, with a sign of life now and then."""
    begun = time.monotonic()
    while True:
        try:
            return process.wait(SOME_TIME)
        except subprocess.TimeoutExpired:
            with open(log, encoding="utf-8") as lines:
                done = [json.loads(line)["result"] for line in lines if line.endswith("\n")]
            print("after %.0f s: %d of %d programs, %d failed" %
                  (time.monotonic() - begun, len(done), count,
                   sum(result not in ("OK", "SKIP") for result in done)), flush=True)


def run(build, names, processes):
    """{name: (record, passed, failed, [(name, reason)])} of these tests."""
    log = os.path.join(build, "meson-logs", "testlog.json")
    command = ["meson", "test", "-C", build, "--no-rebuild", "--num-processes", str(processes)]
    if IS_WATCHED:
        subprocess.run(command + ["--print-errorlogs"] + names, check=False)
    else:
        with open(log, "w", encoding="utf-8"):
            pass
        wait(subprocess.Popen(command + ["--quiet"] + names, stdout=subprocess.DEVNULL), log,
             len(names))
    results = {}
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            results[record["name"].split(" / ")[-1]] = (record, *count(record))
    return results


def run_again(arguments, results):
    """Runs the few programs that failed once more, alone, and takes that result; the records of
    those that passed then. Machines that wait for each other, on a host that is short of time, fail
    now and then for reasons of their own; a fault of the product fails twice. More than a few is no
    accident."""
    failed = [name for name, result in results.items() if result[2]]
    if arguments.once or not 0 < len(failed) <= FEW:
        return []
    print("once more, alone: %s" % ", ".join(failed), flush=True)
    for log in ("testlog.json", "testlog.txt"):
        path = os.path.join(arguments.build, "meson-logs", log)
        if os.path.exists(path):
            shutil.copy(path, os.path.join(arguments.build, "meson-logs", "first-" + log))
    first = {name: results[name][0] for name in failed}
    again = run(arguments.build, failed, 1)
    results.update(again)
    return [first[name] for name in failed if name in again and not again[name][2]]


def report_skips(skips):
    reasons = collections.defaultdict(list)
    for name, reason in skips:
        reasons[reason].append(name)
    for reason, names in reasons.items():
        print("skipped: %s%s: %s" % (names[0][:70], " and %d more" % (len(names) - 1)
                                     if len(names) > 1 else "", reason[:WIDEST]))


def report_time(results):
    print("slowest: " + ", ".join(
        "%s %.0f s" % (record["name"].split(" / ")[-1], record["duration"])
        for record in sorted((result[0] for result in results.values()),
                             key=lambda record: -record["duration"])[:SLOWEST]))


def report(arguments, results, shaky):
    passed = sum(result[1] for result in results.values())
    failed = sum(result[2] for result in results.values())
    skips = [skip for result in results.values() for skip in result[3]]
    bad = [result[0] for result in results.values() if result[2]]
    if bad:
        print("\nFailed programs: %d" % len(bad))
        describe(bad, len(bad) + len(shaky))
    if shaky:
        print("\nShaky, failed among the others and passed alone: %d" % len(shaky))
        describe(shaky, len(bad) + len(shaky))
    if bad or shaky:
        print("All that they said: %s/meson-logs" % arguments.build)
    print()
    report_skips(skips)
    report_time(results)
    missing = [skip for skip in skips if "not installed" in skip[1]]
    if arguments.peers and missing:
        print("Everything is to be installed here, so a skip for want of a program has failed.")
        failed += len(missing)
        skips = [skip for skip in skips if skip not in missing]
    print("%d passed, %d failed, %d skipped" % (passed, failed, len(skips)))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--only")
    arguments = parser.parse_args()
    os.environ["RESITE_LONG"] = "1" if arguments.long else ""
    os.environ["RESITE_PEERS"] = "1" if arguments.peers else ""
    names = list(chosen(listed(arguments.build), arguments))
    if not names:
        print("tests/run: no test has that name")
        return 2
    # Two for each processor: most of the time of most tests is waiting for machines that restart.
    results = run(arguments.build, names, 2 * (os.cpu_count() or 2))
    shaky = run_again(arguments, results)
    return report(arguments, results, shaky)


if __name__ == "__main__":
    sys.exit(main())
