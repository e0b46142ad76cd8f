# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's copy and preload, killed at moments nobody chose, interrupted, lied to by the disk
and given too small a disk; then called again as an administrator would."""

import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

import toured_site
from copy_case import let_rest
from toured_site import PROGRAM, STAND_IN, call
from patience import PATIENCE

MIB = 1 << 20
# A large file goes on from its last mark, every 64 MiB; the others begin anew.
LARGE = {"big/one.PCK": 110 * MIB, "big/two.PCK": 72 * MIB, "three.PCK": 18 * MIB}
KILLS = 6
# So slow that a mark is seen while there is something left to be copied.
SLOWLY = ("--limit", "60M")
# A disk of that size, where no other process sees it. $1 is the folder, the rest is run.
MOUNT = 'mount -t tmpfs -o size=24m none "$1" && cd / && shift && exec "$@"'
SEED = int(os.environ.get("RESITE_TEST_SEED") or random.SystemRandom().randrange(1 << 32))


def can_mount():
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(["unshare", "-rm", "sh", "-c", MOUNT, "sh", folder, "true"],
                              capture_output=True, check=False).returncode == 0


def can_trace():
    return shutil.which("strace") is not None and subprocess.run(
        ["strace", "-o", "/dev/null", "/bin/true"], capture_output=True,
        check=False).returncode == 0


def write(path, content, modified=None, read_only=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if read_only:
        path.chmod(0o444)
    if modified is not None:
        os.utime(path, (modified, modified))


class Worker(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="resite-worker-"))
        self.addCleanup(toured_site.remove, self.folder)
        self.data, self.source, self.target = (
            self.folder / name for name in ("data", "source", "target"))
        self.source.mkdir()
        self.chance = random.Random(SEED)
        print(f"seed {SEED}", file=sys.stderr)

    def start(self, *arguments, before=()):
        program = subprocess.Popen(
            [*before, PROGRAM, *map(str, arguments), "--json", "--data-dir", self.data],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def put_away():
            if program.poll() is None:
                program.kill()
            program.wait()
            program.stdout.close()
            program.stderr.close()

        self.addCleanup(put_away)
        return program

    def end(self, program, status):
        """(name → item, total) of what it printed."""
        out, err = program.communicate(timeout=2 * PATIENCE)
        self.assertEqual(program.returncode, status, err)
        entries = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(entries[-1]["type"], "total")
        return ({entry["name"]: entry for entry in entries if entry["type"] == "item"},
                entries[-1])

    def kill(self, program, end=0):
        """False: it had come to its end by itself, with the status end."""
        program.send_signal(signal.SIGKILL)
        _, err = program.communicate(timeout=PATIENCE)
        if program.returncode == end:
            return False
        self.assertEqual(program.returncode, -signal.SIGKILL, err)
        return True

    def kill_sometimes(self, seconds, *arguments, end=0):
        killed = 0
        for _ in range(KILLS):
            program = self.start(*arguments)
            time.sleep(self.chance.uniform(0, seconds))
            killed += self.kill(program, end)
        return killed

    def check_same(self):
        """Content, time and read-only of each file; and nothing else lies there."""
        found = {path.relative_to(self.target) for path in self.target.rglob("*") if path.is_file()}
        wanted = {path.relative_to(self.source) for path in self.source.rglob("*") if path.is_file()}
        self.assertEqual(found, wanted)
        for name in wanted:
            there, here = self.source / name, self.target / name
            self.assertEqual(there.stat().st_size, here.stat().st_size, name)
            with there.open("rb") as one, here.open("rb") as other:
                while True:
                    block = one.read(MIB)
                    self.assertEqual(block, other.read(MIB), name)
                    if not block:
                        break
            # GLib counts in microseconds.
            self.assertEqual(there.stat().st_mtime_ns // 1000, here.stat().st_mtime_ns // 1000, name)
            self.assertEqual(there.stat().st_mode & 0o222, here.stat().st_mode & 0o222, name)


class CopyKill(Worker):
    def make_source(self):
        block = self.chance.randbytes(MIB)
        for name, size in LARGE.items():
            path = self.source / name
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                for number in range(size // MIB):
                    file.write(number.to_bytes(8, "big") + name.encode() + block)
            path.chmod(0o444)
            os.utime(path, (1_000_000_000, 1_000_000_000))
        for number in range(300):
            path = self.source / f"small/{number % 7}/file {number}.txt"
            write(path, self.chance.randbytes(self.chance.randrange(20_000)),
                  1_100_000_000 + number, number % 3 == 0)
        # What is younger is looked at once more by the next copy, and gets its marks anew.
        let_rest(path)

    def times(self):
        """When each file of the target got its place, of those that are on record: what was put in
        place in the last quarter of a second may be done once more."""
        recorded = set()
        for journal in (self.data / "verbs").glob("*.resite"):
            connection = sqlite3.connect(f"file:{journal}?mode=ro", uri=True)
            recorded |= {name for name, in connection.execute(
                "SELECT name FROM item WHERE state IN ('copied', 'resumed', 'unchanged')")}
            connection.close()
        return {path: path.stat().st_ctime_ns for path in self.target.rglob("*")
                if path.relative_to(self.target).as_posix() in recorded}

    def read_marks(self):
        """Up to where the journal already says that large files are safe."""
        marks = []
        for journal in (self.data / "verbs").glob("*.resite"):
            connection = sqlite3.connect(f"file:{journal}?mode=ro", uri=True)
            try:
                marks += connection.execute("SELECT bytes FROM item WHERE state = 'running'"
                                            " AND bytes >= ? AND bytes < size", (64 * MIB,))
            except sqlite3.Error:
                pass
            finally:
                connection.close()
        return marks

    def wait_for_mark(self, program):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and program.poll() is None:
            if (self.data / "verbs").exists() and self.read_marks():
                return
            time.sleep(0.005)
        self.fail("no large file was seen on its way")

    def test_killed_and_continued(self):
        self.make_source()
        program = self.start("copy", self.source, self.target, *SLOWLY)
        self.wait_for_mark(program)
        self.assertTrue(self.kill(program), "the copy was over before it could be killed")
        self.kill_sometimes(0.8, "copy", self.source, self.target)
        before = self.times()
        items, total = self.end(self.start("copy", self.source, self.target), 0)
        self.check_same()
        self.assertEqual(len(items), 303)
        for path, when in before.items():
            name = path.relative_to(self.target).as_posix()
            self.assertEqual(items[name]["state"], "unchanged", name)
            self.assertEqual(path.stat().st_ctime_ns, when, f"{path} was copied once more")
        items, total = self.end(self.start("copy", self.source, self.target), 0)
        self.assertEqual(total["states"], {"unchanged": 303})

    def test_large_file_goes_on_from_its_mark(self):
        write(self.source / "big/one.PCK", b"")
        block = self.chance.randbytes(MIB)
        with (self.source / "big/one.PCK").open("wb") as file:
            for number in range(100):
                file.write(number.to_bytes(8, "big") + block)
        let_rest(self.source / "big/one.PCK")
        program = self.start("copy", self.source, self.target, *SLOWLY)
        self.wait_for_mark(program)
        self.assertTrue(self.kill(program), "the copy was over before it could be killed")
        items, total = self.end(self.start("copy", self.source, self.target), 0)
        self.assertEqual(items["big/one.PCK"]["state"], "resumed")
        self.assertGreaterEqual(total["resumed_bytes"], 64 * MIB)
        self.check_same()

    def test_killed_while_the_journal_is_made(self):
        write(self.source / "a.txt", b"a")
        if not can_trace():
            self.skipTest("programs may not be traced here")
        for number in range(1, 8):
            trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync",
                     "-e", f"inject=fdatasync,fsync:signal=KILL:when={number}"]
            killed = self.start("copy", self.source, self.target, before=trace)
            killed.communicate(timeout=PATIENCE)
            self.assertIn(killed.returncode, (-signal.SIGKILL, 0))
            toured_site.remove(self.target)
            items, _ = self.end(self.start("copy", self.source, self.target), 0)
            self.assertEqual(items["a.txt"]["state"], "copied")
            self.check_same()
            toured_site.remove(self.target)
            toured_site.remove(self.data)

    def test_interrupted(self):
        self.make_source()
        program = self.start("copy", self.source, self.target, *SLOWLY)
        self.wait_for_mark(program)
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=PATIENCE)
        self.assertEqual(program.returncode, 130, err)
        self.assertFalse((self.target / "big/one.PCK").exists())
        _, total = self.end(self.start("copy", self.source, self.target), 0)
        self.assertGreaterEqual(total["resumed_bytes"], 64 * MIB)
        self.check_same()


class CopyLies(Worker):
    """The disk gives back something else than was written."""

    def wait_for_part(self, program, content):
        """The file under its first name, once all of it is written."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and program.poll() is None:
            for part in self.target.glob(".resite-*"):
                if part.read_bytes() == content:
                    return part
            time.sleep(0.01)
        self.fail("the copy was not seen to write its file")

    def test_bytes_flipped_before_they_are_read_back(self):
        if not can_trace():
            self.skipTest("programs may not be traced here")
        content = self.chance.randbytes(3 * MIB)
        write(self.source / "C0100010.PCK", content, read_only=True)
        # The second call of the thread that copies drops what is in memory of the copy, before it
        # is read back.
        program = self.start(
            "copy", self.source, self.target, "--jobs", 1,
            before=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fadvise64",
                    "-e", "inject=fadvise64:delay_enter=3000000:when=2"])
        part = self.wait_for_part(program, content)
        part.chmod(0o644)
        with part.open("r+b") as file:
            file.seek(2 * MIB)
            byte = file.read(1)
            file.seek(2 * MIB)
            file.write(bytes([byte[0] ^ 1]))
        items, total = self.end(program, 1)
        self.assertEqual(items["C0100010.PCK"]["state"], "failed")
        self.assertIn("disk", items["C0100010.PCK"]["message"])
        self.assertEqual(total["states"], {"failed": 1})
        self.assertEqual(list(self.target.iterdir()), [])
        items, _ = self.end(self.start("copy", self.source, self.target), 0)
        self.assertEqual(items["C0100010.PCK"]["state"], "copied")
        self.check_same()

    def test_bytes_flipped_later(self):
        write(self.source / "a.txt", b"all is well")
        write(self.source / "b.txt", b"so is this")
        self.end(self.start("copy", self.source, self.target), 0)
        when = (self.target / "a.txt").stat().st_mtime_ns
        (self.target / "a.txt").write_bytes(b"all is hell")
        os.utime(self.target / "a.txt", ns=(when, when))
        items, _ = self.end(self.start("copy", self.source, self.target, "--verify-only"), 1)
        self.assertEqual(items["a.txt"]["state"], "failed")
        self.assertEqual(items["b.txt"]["state"], "verified")

    def test_disk_too_small(self):
        if not can_mount():
            self.skipTest("a small disk cannot be mounted here")
        write(self.source / "a-small", self.chance.randbytes(200_000))
        write(self.source / "big", self.chance.randbytes(40 * MIB))
        write(self.source / "z-small", self.chance.randbytes(300_000))
        self.target.mkdir()
        script = f'"$P" copy "$S" "$T" --json --data-dir "$D"; echo "status $?"; ls -A "$T"'
        ended = call("unshare", "-rm", "sh", "-c", MOUNT, "sh", self.target, "env",
                     f"P={PROGRAM}", f"S={self.source}", f"T={self.target}", f"D={self.data}",
                     "sh", "-c", script)
        lines = ended.stdout.splitlines()
        at = lines.index("status 1")
        items = {entry["name"]: entry for entry in map(json.loads, lines[:at])
                 if entry["type"] == "item"}
        self.assertEqual({name: item["state"] for name, item in items.items()},
                         {"a-small": "copied", "big": "failed", "z-small": "copied"})
        self.assertIn("space", items["big"]["message"])
        self.assertEqual(lines[at + 1:], ["a-small", "z-small"])
        self.assertNotIn("CRITICAL", ended.stderr)


class PreloadKill(Worker):
    PACKAGES = 24

    def make_lab(self, name):
        """A rehearsal's site with its packages on the new server, and how to preload them."""
        lab = self.folder / name
        program = subprocess.Popen(
            [PROGRAM, "lab", "--packages", str(self.PACKAGES), "--bytes", "400000", "--seed", "7",
             "--keep", lab], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        facts = json.loads(program.stdout.readline())
        self.assertEqual(program.stdout.readline(), "ready\n")
        program.terminate()
        program.communicate(timeout=PATIENCE)
        self.assertEqual(program.returncode, 0)
        packages = lab / "machines" / "new" / "E" / "SMSPKG"
        if packages.exists():
            packages.rmdir()
        shutil.copytree(facts["smspkg"], packages)
        return toured_site.TouredSite(lab), ["preload", packages, "--tool", facts["preload_tool"]]

    def preload_in_peace(self):
        """What becomes of each package: some that the site does not know are among them."""
        site, preload = self.make_lab("calm")
        items, _ = self.end(self.start(*preload), 1)
        self.assertEqual({len(states) for states in site.calls().values()}, {1})
        return {name: item["state"] for name, item in items.items()}

    def check_end(self, site, preload, kills):
        calm = self.preload_in_peace()
        items, _ = self.end(self.start(*preload), 1)
        self.assertEqual({name: item["state"] for name, item in items.items()}, calm)
        for package, states in site.calls().items():
            if calm[package] == "forwarded":
                # Again only where the knife fell into the call itself.
                self.assertLessEqual(len(states), 1 + kills, package)
                self.assertEqual(states[-1], "forwarded")
        calls = sum(len(states) for package, states in site.calls().items()
                    if calm[package] == "forwarded")
        self.assertLessEqual(calls, list(calm.values()).count("forwarded") + kills)

    def test_killed_and_continued(self):
        site, preload = self.make_lab("lab")
        self.check_end(site, preload, self.kill_sometimes(0.4, *preload, end=1))

    def test_interrupted(self):
        site, preload = self.make_lab("lab")
        program = self.start(*preload)
        until = time.monotonic() + PATIENCE
        while len(site.calls()) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=PATIENCE)
        self.assertEqual(program.returncode, 130, err)
        self.assertLess(len(site.calls()), self.PACKAGES)
        self.check_end(site, preload, 1)


if __name__ == "__main__":
    for program in PROGRAM, STAND_IN:
        if not program.exists():
            print(f"{program} is not built", file=sys.stderr)
            sys.exit(77)
    unittest.main(verbosity=2)
