# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""lab and rehearse: the whole road on a simulated site."""

import collections
import json
import os
import pathlib
import signal
import stat
import time
import unittest.mock

import cli_case
from patience import PATIENCE


class Lab(cli_case.CliCase):
    def test_object_and_end(self):
        process = self.start("lab", "--packages", 4, "--bytes", 100_000)
        lab = json.loads(process.stdout.readline())
        self.assertEqual(process.stdout.readline(), b"ready\n")
        self.assertEqual(lab["type"], "lab")
        for key in ("folder", "plan", "logs", "smspkg", "preload_tool"):
            self.assertTrue(os.path.isabs(lab[key]), key)
        for role in ("old", "new", "source", "primary.1", "primary.2", "central"):
            self.assertTrue(lab["machines"][role]["name"])
            self.assertTrue(os.path.isdir(lab["machines"][role]["files"]))
        self.assertTrue(os.access(lab["preload_tool"], os.X_OK))
        self.call("plan", "check", lab["plan"])
        self.assertEqual(len(list(pathlib.Path(lab["smspkg"]).glob("*.PCK"))), 4)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertFalse(os.path.exists(lab["folder"]))

    def test_interrupted(self):
        process = self.start("lab", "--packages", 2, "--bytes", 10_000)
        process.stdout.readline()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)

    def test_same_seed_same_packages(self):
        labs = [self.make_lab(6, 60_000, name) for name in ("a", "b")]
        first, second = ([(path.name, path.stat().st_size)
                          for path in sorted(pathlib.Path(lab["smspkg"]).glob("*.PCK"))]
                         for lab in labs)
        self.assertEqual(first, second)

    def test_folder_with_something_in_it(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "precious").write_text("x")
        self.refuse("lab", "--keep", mine, says="not empty")
        self.refuse("rehearse", "--keep", mine, says="not empty")
        self.assertEqual((mine / "precious").read_text(), "x")
        self.refuse("lab", "--packages", "many", says="many")
        self.refuse("lab", "--packages", 10_000_000)


class Rehearse(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.data = None

    def assert_rebuilt(self, folder):
        """What the files say; the tests' own look, with none of the program's code."""
        source = folder / "machines/source/E/SMSPKG"
        target = folder / "machines/new/E/SMSPKG"
        packages = sorted(path.name for path in source.iterdir()
                          if path.suffix.lower() in (".pck", ".pkg"))
        last = {}
        calls = collections.Counter()
        for line in (folder / "preload-calls.log").read_text().splitlines():
            columns = line.split("\t")
            if columns[2] == "end":
                last[columns[3]] = columns[4]
                calls[columns[3]] += 1
        for name in packages:
            self.assertEqual((source / name).read_bytes(), (target / name).read_bytes())
            self.assertFalse((target / name).stat().st_mode & stat.S_IWUSR, name)
        return [name.split(".")[0].upper() for name in packages], last, calls

    def test_whole_tour(self):
        folder = self.folder / "keep"
        pdf = self.folder / "summary.pdf"
        result = self.call("rehearse", "--packages", 6, "--bytes", 300_000, "--keep", folder,
                           "--pace", 600, "--summary", pdf, "--json", timeout=3 * PATIENCE)
        packages, last, calls = self.assert_rebuilt(folder)
        self.assertEqual({package: last[package] for package in packages},
                         dict.fromkeys(packages, "forwarded"))
        self.assertEqual(set(calls.values()), {1})
        self.assertTrue(pdf.read_bytes().startswith(b"%PDF-"))
        self.assertEqual(result.total["condition"], "ended")
        site = next(check for check in result.of_type("check") if check["name"] == "site")
        self.assertEqual((site["verdict"], site["packages"], site["faults"]), ("ok", 6, 0))

        self.data = folder / "data"
        run = self.call("list", "--json").of_type("run")[0]
        self.assertTrue(run["rehearsal"])
        self.assertEqual(run["condition"], "ended")
        self.call("verify", run["id"])
        steps = self.call("status", run["id"], "--json").of_type("step")
        for step in steps:
            if step["phase"] != "back":
                self.assertIn(step["status"], ("done", "skipped", "left-out"), step)
        known = {step["step"]: step["how"] for step in steps}
        for step in ("P1", "P2", "P3", "P4", "C1", "R3"):
            self.assertEqual(known[step], "V" if step != "R3" else known[step], step)
        signed = [event for event in self.call("journal", run["id"], "--json").of_type("event")
                  if event["what"] == "signed-off"]
        self.assertTrue(signed)
        for event in signed:
            self.assertIn("rehears", (event["facts"]["note"] + event["actor"]).lower())

    def test_nothing_is_left_behind(self):
        place = self.folder / "temporary"
        place.mkdir()
        with unittest.mock.patch.dict(os.environ, TMPDIR=str(place)):
            self.call("rehearse", "--packages", 4, "--bytes", 40_000, "--pace", 600, timeout=3 * PATIENCE)
        self.assertEqual([name for name in os.listdir(place) if name.startswith("resite-lab")], [])
        self.assertEqual(list((self.folder / "xdg").rglob("*.resite")), [])

    def test_killed_rehearsal_goes_on(self):
        folder = self.folder / "keep"
        process = self.start("rehearse", "--packages", 6, "--bytes", 300_000, "--keep", folder,
                             "--pace", 600, "--json")
        for line in process.stdout:
            if b'"step":"C6"' in line and b"action-started" in line:
                break
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        self.call("rehearse", "--keep", folder, "--pace", 600, timeout=3 * PATIENCE)
        packages, last, calls = self.assert_rebuilt(folder)
        self.assertEqual(set(last), set(packages))
        self.assertEqual(set(calls.values()), {1})
        self.assertEqual(len(list((folder / "data").glob("*.resite"))), 1)

    def test_damage_is_found_by_the_look_at_the_site(self):
        """The record alone must not vouch for the site."""
        folder = self.folder / "keep"
        process = self.start("rehearse", "--packages", 4, "--bytes", 100_000, "--keep", folder,
                             "--pace", 600, "--json")
        target = folder / "machines/new/E/SMSPKG"
        begun = False
        for line in process.stdout:
            # A step that goes on after what a person did begins twice; the damage is done once.
            if b'"step":"R13"' in line and b"step-started" in line and not begun:
                begun = True
                victim = next(target.glob("*.PCK"))
                content = bytearray(victim.read_bytes())
                content[-1] ^= 1
                victim.chmod(0o644)
                victim.write_bytes(content)
                victim.chmod(0o444)
        self.assertEqual(process.wait(PATIENCE), 1)
        self.assertIn(b"differs", process.stderr.read())

    def test_stopped(self):
        folder = self.folder / "keep"
        process = self.start("rehearse", "--packages", 4, "--bytes", 100_000, "--keep", folder,
                             "--json")
        for line in process.stdout:
            if b'"step":"G1"' in line:
                break
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertEqual(process.returncode, 130)
        self.data = folder / "data"
        self.assertEqual(self.call("list", "--json").of_type("run")[0]["condition"], "open")


if __name__ == "__main__":
    cli_case.main()
