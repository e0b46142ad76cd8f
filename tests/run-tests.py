#!/usr/bin/python3
"""Runs the tests of a build folder and says what became of them, reasons of skips included.

A C test counts by its points, a Python test by its test methods; one that prints neither counts
once. The last line is "N passed, N failed, N skipped".
"""
import argparse
import json
import os
import re
import subprocess
import sys

LONG_SUITES = ("fresh", "long")
FEW = 4


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


def show(record):
    print("\n---- %s: %s" % (record["name"], record["result"]))
    for stream in ("stdout", "stderr"):
        text = (record.get(stream) or "").strip()
        if text:
            print("\n".join(text.splitlines()[-60:]))


def run(build, names, processes):
    """{name: (record, passed, failed, [(name, reason)])} of these tests."""
    subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--print-errorlogs",
                    "--num-processes", str(processes)] + names, check=False)
    results = {}
    with open(os.path.join(build, "meson-logs", "testlog.json"), encoding="utf-8") as log:
        for line in log:
            record = json.loads(line)
            results[record["name"].split(" / ")[-1]] = (record, *count(record))
    return results


def run_again(arguments, results):
    """Runs the few programs that failed once more, alone, and takes that result. Machines that wait
    for each other, on a host that is short of time, fail now and then for reasons of their own; a
    fault of the product fails twice. Both runs are told. More than a few is no accident."""
    failed = [name for name, result in results.items() if result[2]]
    if arguments.once or not 0 < len(failed) <= FEW:
        return []
    for name in failed:
        show(results[name][0])
    print("\nOnce more, alone: %s" % ", ".join(failed))
    again = run(arguments.build, failed, 1)
    results.update(again)
    return [name for name in failed if name in again and not again[name][2]]


def report(arguments, results, shaky):
    passed = sum(result[1] for result in results.values())
    failed = sum(result[2] for result in results.values())
    skips = [skip for result in results.values() for skip in result[3]]
    for result in results.values():
        if result[2]:
            show(result[0])
    print()
    for name, reason in skips:
        print("skipped: %s: %s" % (name, reason))
    for name in shaky:
        print("shaky: %s failed among the others and passed alone; its first output is above" % name)
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
    # One more than there are processors, as many tests wait for machines that restart.
    results = run(arguments.build, names, 1 + (os.cpu_count() or 2))
    shaky = run_again(arguments, results)
    return report(arguments, results, shaky)


if __name__ == "__main__":
    sys.exit(main())
