# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""copy, packages, preload, read-results, log: the workers, called alone."""

import os
import shutil
import signal
import stat
import time
import unittest

import cli_case
from patience import PATIENCE

ROOT = os.geteuid() == 0


def write(path, content=b"x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


class Copy(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "source"
        self.target = self.folder / "target"
        self.contents = {"C0100012.PCK": os.urandom(300_000), "a/b/c.txt": b"deep",
                         "empty": b"", "name with blanks ä.bin": os.urandom(70_000)}
        for name, content in self.contents.items():
            write(self.source / name, content)
        os.utime(self.source / "a/b/c.txt", (1_000_000_000, 1_000_000_000))

    def assert_same(self):
        found = {str(path.relative_to(self.target)): path.read_bytes()
                 for path in self.target.rglob("*") if path.is_file()}
        self.assertEqual(found, self.contents)

    def test_tree_is_copied_with_its_times(self):
        result = self.call("copy", self.source, self.target, "--json")
        self.assert_same()
        self.assertEqual((self.target / "a/b/c.txt").stat().st_mtime, 1_000_000_000)
        self.assertEqual({item["name"] for item in result.of_type("item")}, set(self.contents))
        self.assertEqual(result.total["states"], {"copied": len(self.contents)})
        self.assertEqual(result.total["bytes"], sum(map(len, self.contents.values())))
        self.assertEqual(result.total["resumed_bytes"], 0)
        for item in result.of_type("item"):
            self.assertEqual(item["bytes"], len(self.contents[item["name"]]))
            self.assertIsInstance(item["seconds"], (int, float))
            self.assertIsInstance(item["message"], str)

    def test_text_output(self):
        result = self.call("copy", self.source, self.target)
        self.assertIn("copied", result.out)
        self.assertIn("a/b/c.txt", result.out)

    def test_again_leaves_alone_what_is_there(self):
        self.call("copy", self.source, self.target)
        result = self.call("copy", self.source, self.target, "--json")
        self.assertEqual(result.total["states"], {"unchanged": len(self.contents)})

    def test_delta_takes_what_changed(self):
        self.call("copy", self.source, self.target)
        self.contents["C0100012.PCK"] = os.urandom(300_000)
        self.contents["new"] = b"new"
        write(self.source / "C0100012.PCK", self.contents["C0100012.PCK"])
        write(self.source / "new", b"new")
        result = self.call("copy", self.source, self.target, "--delta", "--json")
        states = {item["name"]: item["state"] for item in result.of_type("item")}
        self.assertEqual(states["C0100012.PCK"], "copied")
        self.assertEqual(states["new"], "copied")
        self.assertEqual(states["empty"], "unchanged")
        self.assert_same()

    def test_verify_only_finds_what_differs_and_what_lacks(self):
        self.call("copy", self.source, self.target)
        self.call("copy", self.source, self.target, "--verify-only")
        damaged = bytearray(self.contents["C0100012.PCK"])
        damaged[100_000] ^= 1
        place = self.target / "C0100012.PCK"
        before = place.stat()
        place.write_bytes(damaged)
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        (self.target / "empty").unlink()
        result = self.call("copy", self.source, self.target, "--verify-only", "--json", status=1)
        states = {item["name"]: item["state"] for item in result.of_type("item")}
        self.assertEqual(states["C0100012.PCK"], "failed")
        self.assertEqual(states["empty"], "failed")
        self.assertEqual(states["a/b/c.txt"], "verified")
        self.assertFalse((self.target / "empty").exists())

    def test_dry_run_writes_nothing(self):
        result = self.call("copy", self.source, self.target, "--dry-run", "--json")
        self.assertEqual(result.total["states"], {"new": len(self.contents)})
        self.assertFalse(self.target.exists())

    def test_one_file(self):
        self.call("copy", self.source, self.target, "--only", "C0100012.PCK")
        self.assertEqual([path.name for path in self.target.iterdir()], ["C0100012.PCK"])

    def test_package_files_are_made_read_only(self):
        self.call("copy", self.source, self.target, "--set-read-only")
        self.assertFalse((self.target / "C0100012.PCK").stat().st_mode & stat.S_IWUSR)
        self.assertTrue((self.target / "empty").stat().st_mode & stat.S_IWUSR)

    def test_what_cannot_be_copied_fails_and_the_rest_goes_on(self):
        os.symlink("/etc/passwd", self.source / "link")
        os.mkfifo(self.source / "pipe")
        result = self.call("copy", self.source, self.target, "--json", status=1)
        states = {item["name"]: item for item in result.of_type("item")}
        for name in ("link", "pipe"):
            self.assertEqual(states[name]["state"], "failed")
            self.assertTrue(states[name]["message"])
        self.assert_same()

    @unittest.skipIf(ROOT, "root may read everything")
    def test_unreadable_file(self):
        (self.source / "empty").chmod(0)
        result = self.call("copy", self.source, self.target, "--json", status=1)
        self.assertEqual(result.total["states"]["failed"], 1)

    def test_killed_copy_goes_on(self):
        big = os.urandom(1_000_000) * 60
        self.contents = {"big.bin": big, "small.bin": b"small"}
        shutil.rmtree(self.source)
        for name, content in self.contents.items():
            write(self.source / name, content)
        process = self.start("copy", self.source, self.target, "--jobs", 1)
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            if any(path.is_file() and path.stat().st_size > 1_000_000
                   for path in self.target.rglob("*")):
                break
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        result = self.call("copy", self.source, self.target, "--json")
        self.assertEqual({path.name for path in self.target.iterdir()}, set(self.contents))
        found = {path.name: path.read_bytes() for path in self.target.iterdir()}
        self.assertEqual(found, self.contents)
        self.assertEqual(sum(result.total["states"].values()), 2)

    def test_stopped_copy_is_130_and_goes_on(self):
        self.contents = {f"file-{i}.bin": os.urandom(1_000_000) * 20 for i in range(6)}
        shutil.rmtree(self.source)
        for name, content in self.contents.items():
            write(self.source / name, content)
        process = self.start("copy", self.source, self.target, "--jobs", 1, "--json")
        deadline = time.monotonic() + PATIENCE
        while not self.target.exists() or not any(self.target.iterdir()):
            self.assertLess(time.monotonic(), deadline)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertIn(process.returncode, (130, 0))
        if process.returncode == 130:
            self.assertIn(b"stopped", err)
        self.call("copy", self.source, self.target)
        self.assertEqual({path.name for path in self.target.iterdir()}, set(self.contents))

    def test_places_that_are_none(self):
        self.refuse("copy", self.folder / "nowhere", self.target)
        self.refuse("copy", self.source / "empty", self.target)
        self.refuse("copy", self.source, self.source / "inside", says="inside each other")
        self.refuse("copy", self.source, self.source, says="inside each other")
        self.refuse("copy", self.source, self.source / "empty" / "x")
        self.refuse("copy", self.source)
        self.refuse("copy", self.source, self.target, "--jobs", "many", says="many")

    def test_work_inside_a_run(self):
        run = self.start_run()
        self.call("copy", self.source, self.target, "--in", run, "--by", "J. Doe")
        self.assert_same()
        events = self.call("journal", run, "--json").of_type("event")
        note = next(event for event in events if event["what"] == "noted")
        self.assertIn(str(self.target), note["facts"]["note"])
        self.call("verify", run)
        self.refuse("copy", self.source, self.target, "--in", "S99-nothing")


class Packages(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.smspkg = self.folder / "E" / "SMSPKG"
        for name in ("C0100012.PCK", "c0100013.pkg", "C0100014.PCK", "C0100014.PKG",
                     "C0100012.DLT.2", "C0100015.PCK.1", "readme.txt", "preload.bat"):
            write(self.smspkg / name, name.encode())
        (self.smspkg / "C0100016.PCK").mkdir()
        (self.smspkg / "C0100012.PCK").chmod(0o444)

    def test_scan(self):
        result = self.call("packages", self.smspkg, "--json", status=1)
        packages = {item["name"]: item for item in result.of_type("item")
                    if item["state"] != "ignored"}
        self.assertEqual(set(packages), {"C0100012", "C0100013", "C0100014"})
        self.assertEqual(packages["C0100012"]["state"], "ready")
        self.assertIs(packages["C0100012"]["read_only"], True)
        self.assertEqual(packages["C0100013"]["state"], "not-read-only")
        self.assertIs(packages["C0100013"]["read_only"], False)
        self.assertEqual(packages["C0100013"]["file"], "c0100013.pkg")
        self.assertEqual(packages["C0100014"]["file"], "C0100014.PCK")
        strays = " ".join(item["file"] for item in result.of_type("item")
                          if item["state"] == "ignored")
        for name in ("C0100012.DLT.2", "C0100015.PCK.1", "readme.txt", "preload.bat"):
            self.assertIn(name, strays)
        self.assertEqual(result.total["states"]["ready"], 1)

    def test_set_read_only(self):
        result = self.call("packages", self.smspkg, "--set-read-only", "--json")
        self.assertEqual(result.total["states"]["ready"], 3)
        self.assertFalse((self.smspkg / "c0100013.pkg").stat().st_mode & stat.S_IWUSR)
        self.assertTrue((self.smspkg / "readme.txt").stat().st_mode & stat.S_IWUSR)

    def test_batch(self):
        batch = self.folder / "preload.bat"
        self.call("packages", self.smspkg, "--set-read-only", "--batch", batch, "--tool",
                  "F:\\SMSTools\\PreLoadPkgOnSite.exe")
        text = batch.read_bytes()
        self.assertNotIn(b"\n", text.replace(b"\r\n", b""))
        self.assertIn(b'"F:\\SMSTools\\PreLoadPkgOnSite.exe"', text)
        self.assertIn(b"F:\\SMSPKG", text)
        for package in (b"C0100012", b"C0100013", b"C0100014"):
            self.assertIn(package, text)
        for stray in (b"C0100015", b"C0100016", b"readme"):
            self.assertNotIn(stray, text)

    def test_batch_needs_the_tools_windows_path(self):
        batch = self.folder / "preload.bat"
        for tool in ((), ("--tool", "/usr/bin/true")):
            self.refuse("packages", self.smspkg, "--batch", batch, *tool, says="--tool")
        self.assertFalse(batch.exists())

    def test_folder_without_packages(self):
        empty = self.folder / "empty"
        empty.mkdir()
        result = self.call("packages", empty, status=1)
        self.assertIn("no package files", result.err)
        self.refuse("packages", self.folder / "nowhere")
        self.refuse("packages", self.smspkg / "readme.txt")


TOOL = """#!/bin/sh
echo "$1" >> "$CALLS"
case "$1" in
%s
esac
echo "****** Successfully set the Compressed Package Path on this site ******"
echo "****** Successfully forwarded the information up the hierarchy ******"
"""


class Preload(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.smspkg = self.folder / "SMSPKG"
        self.ids = [f"C01000{i:02X}" for i in range(0x10, 0x16)]
        for package in self.ids:
            write(self.smspkg / f"{package}.PCK", package.encode())
        self.calls = self.folder / "calls"
        os.environ["CALLS"] = str(self.calls)
        self.tool = self.make_tool("")

    def make_tool(self, cases):
        tool = self.folder / "tool"
        tool.write_text(TOOL % cases)
        tool.chmod(0o755)
        return tool

    def called(self):
        return self.calls.read_text().split() if self.calls.exists() else []

    def preload(self, *options, status=0):
        return self.call("preload", self.smspkg, "--tool", self.tool, "--json", *options,
                         status=status)

    def states(self, result):
        return {item["name"]: item["state"] for item in result.of_type("item")}

    def test_each_package_once(self):
        result = self.preload()
        self.assertEqual(sorted(self.called()), self.ids)
        self.assertEqual(self.states(result), dict.fromkeys(self.ids, "forwarded"))
        for item in result.of_type("item"):
            self.assertEqual(item["exit_code"], 0)
            self.assertIn("Successfully forwarded", item["output"])

    def test_the_text_decides_and_not_the_exit_code(self):
        self.tool = self.make_tool(
            'C0100010) echo "****** Successfully set the Compressed Package Path on this site '
            '******"; exit 0;;\n'
            'C0100011) echo nothing; exit 0;;\n'
            'C0100012) echo "****** Successfully forwarded the information up the hierarchy '
            '******"; exit 7;;')
        result = self.preload(status=1)
        states = self.states(result)
        self.assertEqual(states["C0100010"], "half-done")
        self.assertEqual(states["C0100011"], "failed")
        self.assertEqual(states["C0100012"], "forwarded")
        codes = {item["name"]: item["exit_code"] for item in result.of_type("item")}
        self.assertEqual(codes["C0100012"], 7)

    def test_retried_are_only_those_that_failed(self):
        self.tool = self.make_tool("C0100011) exit 1;;")
        self.preload(status=1)
        self.calls.unlink()
        self.make_tool("")
        self.preload()
        self.assertEqual(self.called(), ["C0100011"])

    def test_only(self):
        self.preload("--only", "C0100012,c0100014")
        self.assertEqual(self.called(), ["C0100012", "C0100014"])
        for bad in ("C0100012.PCK", "*", ","):
            with self.subTest(bad):
                self.refuse("preload", self.smspkg, "--tool", self.tool, "--only", bad)

    def test_known(self):
        known = self.folder / "known.txt"
        known.write_text("# what the site knows\nC0100010\nC0100012 3\nC0100099\n")
        result = self.preload("--known", known)
        self.assertEqual(self.called(), ["C0100010", "C0100012"])
        states = self.states(result)
        self.assertEqual(states["C0100099"], "left-out")
        self.assertEqual(states["C0100011"], "left-out")
        self.refuse("preload", self.smspkg, "--tool", self.tool, "--known", self.folder / "none")

    def test_patience(self):
        self.tool = self.make_tool("C0100010) sleep 60;;")
        result = self.preload("--only", "C0100010", "--patience", 1, status=1)
        self.assertEqual(self.states(result), {"C0100010": "timed-out"})

    def test_killed_preload_does_nothing_twice_that_is_done(self):
        self.tool = self.make_tool("C0100013) sleep 30;;")
        process = self.start("preload", self.smspkg, "--tool", self.tool, "--json")
        deadline = time.monotonic() + PATIENCE
        while "C0100013" not in self.called():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        done = [package for package in self.called() if package != "C0100013"]
        self.make_tool("")
        self.calls.unlink()
        self.preload()
        self.assertEqual(set(self.called()) & set(done[:-1]), set())
        self.assertIn("C0100013", self.called())

    def test_stop(self):
        self.tool = self.make_tool("C0100012) sleep 60;;")
        process = self.start("preload", self.smspkg, "--tool", self.tool, "--json")
        deadline = time.monotonic() + PATIENCE
        while "C0100012" not in self.called():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn(b"stopped", err)

    def test_tools_that_are_none(self):
        plain = write(self.folder / "plain.txt")
        for tool in (self.folder / "none", plain, self.folder):
            with self.subTest(tool):
                self.refuse("preload", self.smspkg, "--tool", tool, says="program")
        self.refuse("preload", self.smspkg, says="--tool")
        self.refuse("preload", self.folder / "nowhere", "--tool", self.tool)
        self.assertEqual(self.called(), [])

    def test_folder_without_packages(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.call("preload", empty, "--tool", self.tool, status=1)


class ReadResults(cli_case.CliCase):
    def test_round_trip_with_the_batch(self):
        smspkg = self.folder / "SMSPKG"
        for package in ("C0100012", "C0100013"):
            write(smspkg / f"{package}.PCK").chmod(0o444)
        batch = self.folder / "preload.bat"
        self.call("packages", smspkg, "--batch", batch, "--tool", "E:\\SMSTools\\tool.exe")
        results = self.folder / "preload-result.txt"
        results.write_bytes(
            b"Forward package status for pkg C0100012 to site C01\r\n"
            b"****** Successfully set the Compressed Package Path on this site ******\r\n"
            b"****** Successfully forwarded the information up the hierarchy ******\r\n"
            b"Forward package status for pkg C0100013 to site C01\r\n"
            b"****** Successfully set the Compressed Package Path on this site ******\r\n")
        result = self.call("read-results", results, "--json", status=1)
        states = {item["name"]: item["state"] for item in result.of_type("item")}
        self.assertEqual(states["C0100012"], "forwarded")
        self.assertEqual(states["C0100013"], "half-done")
        self.assertIn("exit_code", result.of_type("item")[0])

    def test_files_that_are_none(self):
        self.refuse("read-results", self.folder / "none")
        self.refuse("read-results", self.folder)
        junk = write(self.folder / "junk", os.urandom(4000))
        self.call("read-results", junk, status=1)
        empty = write(self.folder / "empty", b"")
        self.call("read-results", empty, status=1)


class Log(cli_case.CliCase):
    def test_lines(self):
        log = write(self.folder / "distmgr.log", "Grüße\r\nzwei\r\n".encode("cp1252"))
        self.assertEqual(self.call("log", log).out.splitlines(), ["Grüße", "zwei"])
        result = self.call("log", log, "--json")
        self.assertEqual([event["text"] for event in result.of_type("event")], ["Grüße", "zwei"])
        self.assertEqual(result.total["lines"], 2)

    def test_follow(self):
        log = write(self.folder / "distmgr.log", b"first\r\n")
        process = self.start("log", log, "--follow")
        self.assertEqual(process.stdout.readline(), b"first\n")
        with log.open("ab") as file:
            file.write(b"second\r\n")
        self.assertEqual(process.stdout.readline(), b"second\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)

    def test_log_that_is_not_there(self):
        self.refuse("log", self.folder / "none.log")
        self.refuse("log", self.folder)


if __name__ == "__main__":
    cli_case.main()
