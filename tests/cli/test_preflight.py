# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli preflight and package-status: against the rehearsal's provider, and from lists."""

import os
import pathlib
import signal
import subprocess
import time

import cli_case
from cli_case import PROGRAM
from patience import PATIENCE
from road_case import Site

WMIC = ("Name            PackageID  SourceDate                 SourceVersion  StoredPkgVersion  \r\r\n"
        "Office for all  C0100010   20010101101112.000000+060  3              3                 \r\r\n"
        "Viewer          C0100011   20010101101112.000000+060  4              3                 \r\r\n"
        "Tools           C0100012   20990101101112.000000+060  1              1                 \r\r\n"
        "Fonts           C0100013   20010101101112.000000+060  1              1                 \r\r\n"
        "Maps            C0100014   20010101101112.000000+060  1              1                 \r\r\n")
STATUS = ("Package ID\tName\tState\tSource Version\tLast Copied\r\n"
          "C0100010\tOffice\tInstalled\t3\t2006-11-03 10:11\r\n"
          "C0100011\tViewer\tInstall Pending\t4\t\r\n"
          "C0100012\tTools\tInstall Failed\t1\t\r\n")


class Lists(cli_case.CliCase):
    """Without a provider."""

    def setUp(self):
        super().setUp()
        self.packages = self.folder / "SMSPKG"
        self.packages.mkdir()
        for name, mode in (("C0100010.PCK", 0o444), ("C0100011.PCK", 0o444),
                           ("C0100012.pck", 0o444), ("C0100013.PKG", 0o644),
                           ("C0100015.PCK", 0o444), ("C0100010.DLT.2", 0o444)):
            path = self.packages / name
            path.write_bytes(b"x" * 100)
            path.chmod(mode)
        self.list = self.folder / "packages.txt"
        self.list.write_bytes(WMIC.encode("utf-16"))

    def states(self, result):
        return {item["name"]: item["state"] for item in result.of_type("item")}

    def test_every_verdict(self):
        result = self.call("preflight", "--json", "--list", self.list, self.packages, status=1)
        self.assertEqual(self.states(result), {
            "C0100010": "ready", "C0100011": "versions-differ", "C0100012": "outdated",
            "C0100013": "not-read-only", "C0100014": "missing-file",
            "C0100015": "unknown-to-site"})
        items = {item["name"]: item for item in result.of_type("item")}
        self.assertEqual(items["C0100011"]["source_version"], 4)
        self.assertEqual(items["C0100011"]["stored_version"], 3)
        self.assertIn("would not unpack", items["C0100011"]["message"])
        self.assertEqual(items["C0100010"]["package"], "Office for all")
        self.assertEqual(items["C0100012"]["file"], "C0100012.pck")
        self.assertEqual(items["C0100014"]["file"], "")
        self.assertNotIn("source_version", items["C0100015"])
        self.assertEqual(result.total["verb"], "preflight")
        self.assertEqual(result.total["states"]["ready"], 1)
        self.assertEqual(sum(result.total["states"].values()), 6)

    def test_text(self):
        result = self.call("preflight", "--list", self.list, self.packages, status=1)
        self.assertIn("C0100011", result.out)
        self.assertIn("source is version 4, its compressed copy 3", result.out)

    def test_all_ready(self):
        for path in self.packages.iterdir():
            if not path.name.startswith("C0100010."):
                path.unlink()
        self.list.write_text("PackageID,SourceVersion,StoredPkgVersion\nC0100010,3,3\n")
        result = self.call("preflight", "--json", "--list", self.list, self.packages)
        self.assertEqual(self.states(result), {"C0100010": "ready"})

    def test_bare_ids(self):
        self.list.write_text("C0100010\nC0100011\nC0100012\nC0100013\nC0100015\n")
        result = self.call("preflight", "--json", "--list", self.list, self.packages, status=1)
        self.assertEqual(result.total["states"], {"unknown": 4, "not-read-only": 1})
        self.assertIn("versions were not said", result.of_type("item")[0]["message"])

    def test_empty_file(self):
        (self.packages / "C0100011.PCK").chmod(0o644)
        (self.packages / "C0100011.PCK").write_bytes(b"")
        result = self.call("preflight", "--json", "--list", self.list, self.packages, status=1)
        self.assertEqual(self.states(result)["C0100011"], "empty-file")

    def test_refused(self):
        self.refuse("preflight", self.packages, says="--provider")
        self.refuse("preflight", "--list", self.list, "--provider", "https://x@y/wsman",
                    self.packages, says="not both")
        self.refuse("preflight", "--list", self.folder / "none", self.packages)
        self.refuse("preflight", "--list", self.list, self.folder / "nowhere")
        empty = self.folder / "empty.txt"
        empty.write_text("nothing to see")
        self.refuse("preflight", "--list", empty, self.packages, says="no package in this list")

    def test_status(self):
        status = self.folder / "status.txt"
        status.write_bytes(STATUS.encode("utf-16"))
        result = self.call("package-status", "--json", "--list", status, status=1)
        self.assertEqual(self.states(result), {"C0100010": "installed", "C0100011": "pending",
                                               "C0100012": "failed"})
        self.assertEqual(result.total["not_right"], 2)
        self.assertFalse(result.total["one_cause"])
        filtered = self.call("package-status", "--json", "--not-right", "--list", status, status=1)
        self.assertEqual(sorted(self.states(filtered)), ["C0100011", "C0100012"])
        self.assertEqual(filtered.total["states"]["installed"], 1)
        text = self.call("package-status", "--list", status, status=1)
        self.assertIn("2 of 3 packages are not right.", text.out)

    def test_one_cause(self):
        status = self.folder / "status.csv"
        status.write_text("PackageID,State,SourceSite,SourceVersion\n" + "".join(
            f"C01000{i:02X},{2 if i < 15 else 0},{'BER' if i < 15 else 'C01'},1\n"
            for i in range(40)))
        total = self.call("package-status", "--json", "--list", status, status=1).total
        self.assertTrue(total["one_cause"])
        patterns = {pattern["pattern"]: pattern for pattern in total["patterns"]}
        self.assertEqual(patterns["made at site BER"]["not_right"], 15)
        self.assertEqual(len(patterns["made at site BER"]["names"]), 15)
        self.assertIn("one cause", total["message"])

    def test_status_refused(self):
        status = self.folder / "status.txt"
        status.write_text(STATUS)
        self.refuse("package-status", "--provider", "https://x@y/wsman", says="--server")
        self.refuse("package-status", "--server", "BR01SMS", says="--provider")
        self.refuse("package-status", "--list", status, "--update-all", "C0100010",
                    says="sends nothing again")
        self.refuse("package-status", "--list", self.list, says="no status of a package")


class Asking(cli_case.CliCase):
    """The site itself says it."""

    site = lab = None

    def words(self, descriptor, verb, *rest):
        return [str(PROGRAM), verb, "--data-dir", str(self.data), "--json", "--provider",
                self.lab["provider"], "--user", self.lab["user"], "--ca", self.lab["ca"],
                "--password-fd", str(descriptor), *map(str, rest)]

    def ask(self, verb, *rest, status=0):
        reading, writing = os.pipe()
        os.write(writing, self.lab["password"].encode() + b"\n")
        os.close(writing)
        done = subprocess.run(self.words(reading, verb, *rest), pass_fds=[reading],
                              capture_output=True, text=True, env=self.environment(),
                              timeout=PATIENCE, check=False)
        os.close(reading)
        result = cli_case.Result(rest, done.returncode, done.stdout, done.stderr)
        self.assertNotIn("CRITICAL", result.err, result)
        self.assertNotIn(self.lab["password"], result.out + result.err)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def look(self, server, *rest, status=None):
        result = self.ask("package-status", "--server", server, *rest, status=status)
        return {item["name"]: item for item in result.of_type("item")}


class Provider(Asking):
    def setUp(self):
        super().setUp()
        self.site = Site(self, packages=24, size=300_000)
        self.lab = self.site.facts

    def test_preflight(self):
        result = self.ask("preflight", "--from", self.lab["source_dp"], self.lab["smspkg"],
                          status=1)
        states = result.total["states"]
        self.assertEqual(sum(states.values()), 24)
        for word in ("versions-differ", "missing-file", "unknown-to-site", "outdated"):
            self.assertEqual(states[word], 1, states)
        self.assertEqual(states["not-read-only"] + states["ready"], 20)
        known = {line.split()[0]: line.split()[1:] for line in
                 (self.site_folder() / "known-packages.txt").read_text().splitlines()
                 if not line.startswith("#")}
        for item in result.of_type("item"):
            if item["state"] == "unknown-to-site":
                self.assertNotIn(item["name"], known)
                continue
            self.assertEqual([str(item["source_version"]), str(item["stored_version"])],
                             known[item["name"]], item)
            self.assertEqual(item["state"] == "versions-differ",
                             item["source_version"] != item["stored_version"], item)

    def site_folder(self):
        return pathlib.Path(self.lab["folder"])

    def test_a_model_that_is_not_there(self):
        result = self.ask("preflight", "--from", "NOWHERE", self.lab["smspkg"], status=1)
        self.assertIn("NOWHERE", result.err)
        self.assertEqual(result.total["states"]["missing-file"], 1)

    def test_status_of_the_model(self):
        result = self.ask("package-status", "--server", self.lab["source_dp"])
        self.assertEqual(result.total["not_right"], 0)
        self.assertEqual(set(result.total["states"]), {"installed"})
        for item in result.of_type("item"):
            self.assertEqual(item["installed_version"], item["source_version"])

    def test_nothing_is_assigned_yet(self):
        result = self.ask("package-status", "--server", self.lab["target_dp"], status=1)
        self.assertEqual(result.total["states"], {})
        self.assertIn("No package is assigned", result.total["message"])

    def test_no_such_server(self):
        result = self.ask("package-status", "--server", "NOWHERE", status=1)
        self.assertIn(self.lab["source_dp"], result.err)

    def test_sms_2003_cannot_refresh_one(self):
        package = next(iter(self.look(self.lab["source_dp"])))
        result = self.ask("package-status", "--server", self.lab["source_dp"], "--refresh", package)
        self.assertEqual([item["state"] for item in result.of_type("item")], ["left-out"])

    def test_update_all(self):
        before = self.look(self.lab["source_dp"])
        package = next(iter(before))
        version = before[package]["source_version"]
        refused = self.ask("package-status", "--server", self.lab["source_dp"], "--update-all",
                           package, status=2)
        self.assertIn("--yes", refused.err)
        self.assertEqual(self.look(self.lab["source_dp"])[package]["source_version"], version)
        sent = self.ask("package-status", "--server", self.lab["source_dp"], "--update-all",
                        package.lower(), "--yes")
        self.assertEqual([(item["name"], item["state"]) for item in sent.of_type("item")],
                         [(package, "updated")])
        self.assertIn("distribution point", sent.of_type("item")[0]["message"])
        self.wait_for(package, version + 1)

    def wait_for(self, package, version):
        end = time.monotonic() + PATIENCE
        while True:
            state = self.look(self.lab["source_dp"])[package]
            self.assertEqual(state["source_version"], version)
            if state["state"] == "installed":
                self.assertEqual(state["installed_version"], version)
                return
            self.assertIn(state["state"], ("pending", "retrying", "outdated"))
            self.assertLess(time.monotonic(), end, state)
            time.sleep(0.2)

    def test_versions_that_differ(self):
        ready = [item["name"] for item in self.ask("preflight", self.lab["smspkg"],
                                                   status=1).of_type("item")
                 if item["state"] == "ready"]
        self.site.order(f"fault versions-differ {ready[0]}")
        again = self.ask("preflight", self.lab["smspkg"], status=1)
        self.assertEqual({item["name"]: item["state"] for item in again.of_type("item")}[ready[0]],
                         "versions-differ")

    def test_provider_that_times_out(self):
        self.site.order("fault provider-timed-out 1")
        result = self.ask("package-status", "--server", self.lab["source_dp"], status=None)
        self.assertIn(result.status, (1, 2), result)
        self.assertEqual(len(result.err.strip().splitlines()), 1, result)
        self.assertEqual(result.of_type("item"), [])


class Slow(Asking):
    """A provider that takes its time, and a person who does not."""

    def setUp(self):
        cli_case.CliCase.setUp(self)
        self.site = Site(self, "--behaviour", "primary.1:delay=1000", packages=24, size=300_000)
        self.lab = self.site.facts

    def test_stopped(self):
        reading, writing = os.pipe()
        os.write(writing, self.lab["password"].encode() + b"\n")
        os.close(writing)
        process = subprocess.Popen(
            self.words(reading, "preflight", "--verbose", self.lab["smspkg"]), pass_fds=[reading],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())
        os.close(reading)
        time.sleep(2)
        self.assertIsNone(process.poll(), "it was over before it could be stopped")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130, told)
        self.assertNotIn(b"CRITICAL", told)


if __name__ == "__main__":
    cli_case.main()
