#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package verbs from outside: packages, preload, read-results, and the site of lab that they
work on. What is told is compared with what lies on the disk and with the tool's own record."""

import collections
import os
import pathlib
import re
import signal
import time
import unittest

import cli_case
from patience import PATIENCE

HEADING = "==== Resite: package "


def is_writable(path):
    return bool(path.stat().st_mode & 0o222)


class Packages(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.smspkg = self.folder / "SMSPKG"
        self.smspkg.mkdir()

    def put(self, name, text="content", read_only=True):
        path = self.smspkg / name
        path.write_text(text)
        path.chmod(0o444 if read_only else 0o644)
        return path

    def test_scan(self):
        self.put("P0100012.PCK")
        self.put("p0100020.pkg")
        self.put("P010001B.DLT.2")
        self.put("preload.bat", read_only=False)
        result = self.call("packages", self.smspkg, "--json")
        states = {item["file"]: (item["name"], item["state"], item["read_only"])
                  for item in result.of_type("item")}
        self.assertEqual(states["P0100012.PCK"], ("P0100012", "ready", True))
        self.assertEqual(states["p0100020.pkg"], ("P0100020", "ready", True))
        self.assertEqual(states["P010001B.DLT.2"][1], "ignored")
        self.assertEqual(states["preload.bat"][1], "ignored")
        self.assertEqual(result.total["states"], {"ready": 2, "ignored": 2})

    def test_read_only_remedy(self):
        open_file = self.put("P0100012.PCK", read_only=False)
        stray = self.put("readme.txt", read_only=False)
        before = self.call("packages", self.smspkg, "--json", status=1)
        self.assertEqual(before.total["states"], {"not-read-only": 1, "ignored": 1})
        after = self.call("packages", self.smspkg, "--set-read-only", "--json")
        self.assertEqual(after.total["states"], {"ready": 1, "ignored": 1})
        self.assertFalse(is_writable(open_file))
        self.assertTrue(is_writable(stray))

    def test_batch(self):
        for name in ("P0100012.PCK", "P0100013.pck", "P0100012.DLT.1"):
            self.put(name)
        batch = self.folder / "preload.bat"
        tool = "E:\\R&D 100%\\PreLoadPkgOnSite.exe"
        self.call("packages", self.smspkg, "--batch", batch, "--tool", tool,
                  "--windows-folder", "E:\\SMSPKG")
        text = batch.read_bytes().decode("ascii")
        self.assertEqual(text.count("\n"), text.count("\r\n"))
        runs = re.findall(r'^>>"%result%" 2>&1 "([^"]*)" (\S+)\r$', text, re.M)
        quoted = tool.replace("%", "%%")
        self.assertEqual(runs, [(quoted, "P0100012"), (quoted, "P0100013")])
        self.assertEqual(text.count(HEADING), 2)

    def test_nothing_to_find(self):
        self.refuse("packages", self.folder / "nowhere", says="nowhere")
        self.call("packages", self.smspkg, "--json", status=1)


class Results(cli_case.CliCase):
    def read(self, name, status):
        result = self.call("read-results", cli_case.DATA / "preload" / name, "--json",
                           status=status)
        return result, {item["name"]: item["state"] for item in result.of_type("item")}

    def test_merged_file(self):
        result, states = self.read("preload1.txt", 1)
        self.assertEqual(collections.Counter(states.values()),
                         {"forwarded": 6, "half-done": 1, "failed": 1})
        self.assertEqual(states["P0100034"], "half-done")
        self.assertEqual(result.total["states"]["forwarded"], 6)

    def test_all_good(self):
        _, states = self.read("preload-one-success.txt", 0)
        self.assertEqual(states, {"P0100012": "forwarded"})

    def test_all_failed(self):
        _, states = self.read("preload1-all-failed.txt", 1)
        self.assertEqual(set(states.values()), {"failed"})

    def test_wide_text(self):
        text = (cli_case.DATA / "preload" / "preload1.txt").read_bytes().decode("ascii")
        path = self.folder / "wide.txt"
        path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
        result = self.call("read-results", path, "--json", status=1)
        self.assertEqual(result.total["states"]["forwarded"], 6)

    def test_assigned(self):
        path = self.folder / "R14-assign.txt"
        path.write_bytes(b"==== Resite kit 1: run X step R14 machine CENSMS01 at now\r\n"
                         b"---- Resite item: D5 / P0100001\r\nassigned\r\n"
                         b"---- Resite exit: 0\r\n---- Resite item: D5 / P0100002\r\n"
                         b"failed: 0x80041001 Generic failure\r\n---- Resite exit: 1\r\n")
        result = self.call("read-results", path, "--json", status=1)
        self.assertEqual({item["name"]: item["state"] for item in result.of_type("item")},
                         {"P0100001": "assigned", "P0100002": "failed"})
        path.write_text("P0100001 assigned\nP0100002 already\n")
        result = self.call("read-results", path, "--json")
        self.assertEqual(result.total["states"], {"assigned": 1, "already": 1})

    def test_no_file(self):
        self.refuse("read-results", self.folder / "nothing.txt", says="nothing.txt")


class Preload(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.lab = self.make_lab(packages=30)
        self.smspkg = pathlib.Path(self.lab["smspkg"])
        self.tool = self.lab["preload_tool"]

    def calls(self, what):
        """Packages of the tool's own record, with their outcome."""
        lines = pathlib.Path(self.lab["preload_calls"]).read_text().splitlines()
        fields = [line.split("\t") for line in lines]
        return [(entry[3], entry[4]) for entry in fields if entry[2] == what]

    def truth(self):
        """What must come out, from the disk alone."""
        known = dict(line.split()[:2] for line in
                     pathlib.Path(self.lab["known_packages"]).read_text().splitlines()
                     if not line.startswith("#"))
        expected = {}
        for path in self.smspkg.iterdir():
            if not re.fullmatch(r"[A-Z0-9]{3}[0-9A-F]{5}\.(pck|pkg)", path.name, re.I):
                continue
            package = path.name[:8].upper()
            version = int(path.read_bytes()[:80].split(b"version ")[1].split()[0])
            if is_writable(path) or package not in known:
                expected[package] = "failed"
            elif version < int(known[package]):
                expected[package] = "half-done"
            else:
                expected[package] = "forwarded"
        return expected

    def preload(self, *options, status=1):
        return self.call("preload", self.smspkg, "--tool", self.tool, *options, "--json",
                         status=status)

    def test_verdicts(self):
        expected = self.truth()
        self.assertGreater(len(set(expected.values())), 2)
        result = self.preload()
        states = {item["name"]: item["state"] for item in result.of_type("item")}
        self.assertEqual(states, expected)
        self.assertEqual(result.total["states"], collections.Counter(expected.values()))
        self.assertEqual(sorted(name for name, _ in self.calls("begin")), sorted(expected))
        forwarded = {name for name, state in self.calls("end") if state == "forwarded"}
        self.assertEqual(forwarded, {name for name in expected if expected[name] == "forwarded"})
        for item in result.of_type("item"):
            self.assertIn(item["exit_code"], (0, 1))
            self.assertTrue(item["output"])

    def test_remedy(self):
        self.preload()
        first = len(self.calls("begin"))
        failed = [name for name, state in self.truth().items() if state != "forwarded"]
        self.call("packages", self.smspkg, "--set-read-only")
        expected = self.truth()
        result = self.preload()
        self.assertEqual({item["name"]: item["state"] for item in result.of_type("item")},
                         expected)
        self.assertEqual(collections.Counter(expected.values()),
                         {"forwarded": len(expected) - 2, "half-done": 1, "failed": 1})
        # What had gone through was left alone.
        self.assertEqual(sorted(name for name, _ in self.calls("begin")[first:]), sorted(failed))

    def test_only(self):
        good = [name for name, state in self.truth().items() if state == "forwarded"][:2]
        result = self.preload("--only", ",".join(good).lower(), status=0)
        self.assertEqual(result.total["states"], {"forwarded": 2})
        self.assertEqual(sorted(name for name, _ in self.calls("begin")), sorted(good))

    def test_known_only(self):
        result = self.preload("--known", self.lab["known_packages"])
        left_out = {item["name"] for item in result.of_type("item")
                    if item["state"] == "left-out"}
        called = {name for name, _ in self.calls("begin")}
        self.assertEqual(len(left_out), 2)
        self.assertFalse(left_out & called)

    def test_all_not_read_only(self):
        for path in self.smspkg.iterdir():
            path.chmod(0o644)
            if "user.DOSATTRIB" in os.listxattr(path):
                os.removexattr(path, "user.DOSATTRIB")
        result = self.preload()
        self.assertEqual(result.total["states"]["failed"], 10)
        self.assertEqual(len(self.calls("begin")), 10)
        self.assertIn("29 of 29 package files are not read-only", result.err)

    def test_refusals(self):
        self.refuse("preload", self.smspkg, says="--tool")
        self.refuse("preload", self.smspkg, "--tool", self.folder / "no-tool", says="no-tool")
        self.refuse("preload", self.folder / "nowhere", "--tool", self.tool, says="nowhere")
        self.refuse("preload", self.smspkg, "--tool", self.tool, "--only", "../../x", says="../../x")
        self.assertFalse(pathlib.Path(self.lab["preload_calls"]).exists())

    def test_stopped(self):
        """SIGINT ends the tool that runs and the program, and the next call does the rest."""
        slow = self.folder / "slow tool"
        slow.write_text(f'#!/bin/sh\necho $1 >> "{self.folder}/started"\nsleep 600\n')
        slow.chmod(0o755)
        process = self.start("preload", self.smspkg, "--tool", slow, "--json")
        started = self.folder / "started"
        deadline = time.monotonic() + PATIENCE
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)
        self.assertEqual(len(started.read_text().splitlines()), 1)


class Lab(cli_case.CliCase):
    def test_object(self):
        lab = self.make_lab(packages=8)
        self.assertEqual(lab["type"], "lab")
        self.assertEqual(lab["site"], "S01")
        self.assertEqual(set(lab["machines"]),
                         {"old", "new", "source", "primary.1", "primary.2", "central"})
        for machine in lab["machines"].values():
            self.assertTrue(os.path.isdir(machine["files"]), machine)
        self.assertTrue(os.access(lab["preload_tool"], os.X_OK))
        self.assertEqual(len(list(pathlib.Path(lab["smspkg"]).glob("*.PCK"))), 8)
        self.call("plan", "check", lab["plan"])

    def test_gone_at_the_end(self):
        process = self.start("lab", "--packages", 3, "--bytes", 5000)
        folder = cli_case.json.loads(process.stdout.readline())["folder"]
        self.assertTrue(os.path.isdir(folder))
        self.assertEqual(process.stdout.readline(), b"ready\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertFalse(os.path.exists(folder))

    def test_folder_in_use(self):
        (self.folder / "mine").write_text("mine")
        result = self.call("lab", "--packages", 3, "--keep", self.folder, status=2)
        self.assertIn("not empty", result.err)
        self.assertTrue((self.folder / "mine").exists())


if __name__ == "__main__":
    cli_case.main()
