# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal in a folder that is kept, seen from outside: what lies on its disks, what its tool
wrote down, and what the journal holds."""

import collections
import configparser
import glob
import hashlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import tempfile

from patience import PATIENCE

BUILD = pathlib.Path(os.environ.get("RESITE_BUILD_ROOT", "."))
PROGRAM = BUILD / "app" / "cli" / "resite-cli"
STAND_IN = BUILD / "app" / "lab" / "resite-preload-stand-in"

# What a rehearsal's own clock writes into the logs of its machines, and the marks of single calls.
LEFT_SCRIPT = re.compile(r"resite-assign-[0-9a-f]{12}\.vbs")
STAMP = re.compile(r"(\w{3} )?\w{3} \d\d \d\d:\d\d:\d\d\.\d{3} \d{4}"
                   r"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d\d-\d\d-\d{4} \d\d:\d\d:\d\d(\.\d+)?"
                   r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                   r'|time="[^"]*" date="[^"]*"')
# Fields of its world's records that are drawn by lot or are times.
OWN_FIELDS = ("BootTime", "Created", "GUID", "InstallDate", "USN", "UUID")
OWN_RECORD = re.compile(r"lab/life/|\w[\w.]*/order/")
# Permissions belong to a file by its number on the disk.
INODE = re.compile(r"Permissions/\d+:\d+:")


def make_folder(name):
    """In memory where that can be had: hundreds of copies of a site are made and removed."""
    memory = "/dev/shm"
    return tempfile.mkdtemp(prefix=f"resite-{name}-",
                            dir=memory if os.access(memory, os.W_OK | os.X_OK) else None)


def remove(folder):
    def make_writable(function, path, _info):
        os.chmod(os.path.dirname(path), stat.S_IRWXU)
        os.chmod(path, stat.S_IRWXU)
        function(path)

    if os.path.lexists(folder):
        shutil.rmtree(folder, onerror=make_writable)


def call(*arguments, timeout=3 * PATIENCE, **options):
    environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC")
    return subprocess.run([*map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, env=environment, timeout=timeout, check=False, **options)


class Events:
    """The entries of a journal, each named so that one of a tour can be found again in another."""

    def __init__(self, rows):
        self.keys = []
        told = collections.defaultdict(set)
        for what, step, target, attempt, action, outcome in rows:
            if what in ("run-opened", "welcome-back", "run-closed", "snapshot"):
                continue
            if outcome == "interrupted":
                continue
            scope = (step, target, attempt)
            self.keys.append((what, *scope, action, len(told[scope])))
            if what in ("action-ended", "filled"):
                told[scope].add(action)

    @property
    def last(self):
        return self.keys[-1] if self.keys else None


class TouredSite:
    """One rehearsal; every call of tour() goes on where the last one ended."""

    def __init__(self, folder, packages=3, seed=5, pace=6000):
        self.folder = pathlib.Path(folder)
        self.options = ["--packages", packages, "--bytes", 300_000, "--seed", seed,
                        "--pace", pace, "--keep", self.folder]
        self.data = self.folder / "data"
        self.folder.mkdir(exist_ok=True)

    def tour(self, *before, more=()):
        return call(*before, PROGRAM, "rehearse", *self.options, *more)

    @property
    def journal(self):
        """None: there is none yet."""
        found = glob.glob(str(self.data / "*.resite"))
        assert len(found) <= 1, found
        return found[0] if found else None

    @property
    def run(self):
        return os.path.basename(self.journal)[:-len(".resite")]

    def query(self, sql):
        if self.journal is None:
            return []
        connection = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def events(self):
        value = "(SELECT value FROM fact f WHERE f.sequence = e.sequence AND name = '%s')"
        return Events(self.query(
            "SELECT what, step, target, attempt, " + value % "action" + ", " + value % "outcome" +
            " FROM event e ORDER BY sequence"))

    def forwarded(self):
        """The packages of which the journal already says that the tool forwarded them."""
        return {name for (name,) in self.query("SELECT name FROM item WHERE state = 'forwarded'")}

    def calls(self):
        """The tool's own words: package → [state of each call]; None for one that was cut off."""
        calls = collections.defaultdict(dict)
        path = self.folder / "preload-calls.log"
        for line in path.read_text().splitlines() if path.exists() else []:
            time, process, what, package, state = line.split("\t")
            if what == "begin":
                calls[package][time] = [process, None]
            else:
                for entry in reversed(list(calls[package].values())):
                    if entry[0] == process and entry[1] is None:
                        entry[1] = state
                        break
        return {package: [state for _, state in entries.values()]
                for package, entries in calls.items()}

    def states(self):
        """What every step has become, without the times."""
        done = call(PROGRAM, "status", self.run, "--json", "--data-dir", self.data)
        assert done.returncode == 0, done.stderr
        steps = {}
        for line in done.stdout.splitlines():
            entry = json.loads(line)
            if entry["type"] == "step":
                steps[entry["step"]] = {name: entry[name] for name in
                                        ("status", "attempt", "how", "by", "note", "verdict")}
        return steps

    def names(self):
        """Everything that lies in the rehearsal's folder, but for what SQLite makes beside a journal
        for whoever looks at it, and for snapshots: who is killed at once makes none."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*")
                      if not path.name.endswith((".resite-wal", ".resite-shm"))
                      and not (path.parent.name == "stick"
                               and path.name.endswith((".resite", ".resite.part"))))

    def machines(self):
        """path → (may be written to, content) of every file of the machines. Logs grow again with
        each deed that is done again: of those only what they say counts. A program that is killed
        leaves its script among a server's temporary files; it harms nobody, and the next one that
        needs it writes it over and takes it away."""
        seen = {}
        for path in (self.folder / "machines").rglob("*"):
            if not path.is_file() or LEFT_SCRIPT.fullmatch(path.name):
                continue
            content = path.read_bytes()
            if path.suffix == ".log" or path.parent.name == "resite-preload":
                lines = STAMP.sub("TIME", content.decode("utf-8", "replace")).splitlines()
                content = "\n".join(sorted(set(lines))).encode()
            seen[str(path.relative_to(self.folder))] = (
                bool(path.stat().st_mode & 0o222), hashlib.sha256(content).hexdigest())
        return seen

    def world(self):
        """What the machines and the databases remember: (record, field) → value. Times, what is drawn
        by lot, what is yet to come, and how many programs it took, are each rehearsal's own."""
        records = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
        records.optionxform = str
        records.read(self.folder / "world.ini", encoding="utf-8")
        net = records["site/network/address"]["Address"].rpartition(".")[0] + "."
        return {(INODE.sub("Permissions/", record), field): value.replace(net, "NET.")
                for record in records.sections() for field, value in records[record].items()
                if field not in OWN_FIELDS and not OWN_RECORD.match(record)}

    def interrupted(self):
        """The steps that were cut off in the middle, as those who came back were told."""
        return {step for (names,) in self.query(
            "SELECT value FROM fact WHERE name = 'interrupted'") for step in (names or "").split()}

    def verify(self):
        return call(PROGRAM, "verify", self.run, "--data-dir", self.data)

    def save(self, aside):
        remove(aside)
        subprocess.run(["cp", "-a", str(self.folder), str(aside)], check=True)

    def restore(self, aside):
        remove(self.folder)
        os.rename(aside, self.folder)
