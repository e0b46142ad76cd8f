# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program, killed without a word at every sixth entry of a whole rehearsal, or at every single
one (RESITE_LONG=1).

Afterwards the machines, the tool's own record and the state of every step must be those of a
rehearsal that nobody killed: nothing lost, and nothing doubled but a call that was in flight.
"""

import os
import shutil
import signal
import struct
import subprocess
import sys
import unittest

import toured_site
from toured_site import PROGRAM, STAND_IN, TouredSite

LONG = os.environ.get("RESITE_LONG") == "1"
# Entries from one kill to the next.
STRIDE = 1 if LONG else 6
# Enough for the entries that opening a run writes before anything else.
MOST_COMMITS = 60


def kill_at(number, path=None):
    """strace that sends SIGKILL when a thread is about to make its write of that number durable; of
    all files, or of one."""
    only = ["-P", str(path)] if path is not None else []
    return ["strace", "-f", "-qq", "-o", "/dev/null", *only, "-e", "trace=fdatasync",
            "-e", f"inject=fdatasync:signal=KILL:when={number}"]


def can_trace():
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(kill_at(1000) + ["/bin/true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        return "programs may not be traced here: " + (tried.stderr.splitlines() or [""])[-1]
    return None


def drop_last_commit(wal):
    """What a power cut can do to a commit that is not yet durable: it was never there."""
    with open(wal, "r+b") as file:
        data = file.read()
        if len(data) < 32:
            return
        page, salt = struct.unpack(">I", data[8:12])[0], data[16:24]
        ends = [32]
        at = 32
        while at + 24 + page <= len(data) and data[at + 8:at + 16] == salt:
            at += 24 + page
            if struct.unpack(">I", data[at - page - 20:at - page - 16])[0] != 0:
                ends.append(at)
        file.truncate(ends[-2] if len(ends) > 1 else 32)


class Chain:
    """One rehearsal that takes hundreds of programs: each is killed at an entry, one further each
    time."""

    def __init__(self, case, site, wanted, cut):
        self.case = case
        self.site = site
        # The first of its day, as the one that nobody killed.
        self.wal = site.data / f"{case.calm.run}.resite-wal"
        self.aside = str(site.folder) + ".aside"
        self.wanted = set(wanted)
        self.next_of = {None: wanted[0][0],
                        **{one: other[0] for one, other in zip(wanted, wanted[1:])}}
        self.cut = cut
        self.commit_of = {}
        self.died_at = set()
        self.kills = 0
        self.settled = {}

    def note_calls(self):
        calls = self.site.calls()
        for package in self.site.forwarded():
            self.settled.setdefault(package, len(calls[package]))

    def go_on(self, commit):
        """True: it came to the end before it could be killed."""
        wal = self.wal
        ended = self.site.tour(*kill_at(commit, wal))
        if ended.returncode == 0:
            return True
        self.case.assertEqual(ended.returncode, -signal.SIGKILL, ended.stderr)
        self.kills += 1
        if self.cut and wal.exists():
            drop_last_commit(wal)
        return False

    def seen(self):
        """The entries of a whole tour that are written so far."""
        return set(self.site.events().keys) & self.wanted

    def take_one(self):
        """Kills programs until exactly one entry more is written, or one stride of them."""
        before = self.seen()
        last = self.site.events().last
        # How many commits it takes from there to the next depends on what the two are.
        kind = (last and last[0], self.next_of.get(last))
        commit = self.commit_of.get(kind, 2 * STRIDE)
        too_few = 0
        while True:
            self.case.assertLess(commit, MOST_COMMITS, f"nothing goes on after {kind} {before}")
            self.site.save(self.aside)
            over = self.go_on(commit)
            new = self.seen() - before
            # Entries that are written at once cannot be told apart.
            if len(new) > STRIDE and commit - 1 > too_few:
                commit -= 1
                self.site.restore(self.aside)
                continue
            if over or new:
                break
            too_few = commit
            commit += 1
        self.commit_of[kind] = commit
        self.died_at |= new
        self.note_calls()
        return over

    def run(self):
        while not self.take_one():
            pass
        toured_site.remove(self.aside)


class RehearsalKill(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = toured_site.make_folder("rehearsal")
        cls.addClassCleanup(toured_site.remove, cls.folder)
        cls.calm = TouredSite(cls.folder + "/calm")
        ended = cls.calm.tour()
        assert ended.returncode == 0, ended.stderr
        keys = cls.calm.events().keys
        cls.wanted = list(dict.fromkeys(keys))

    def check_end(self, site, kills, told=0):
        """The end is the one of the tour that nobody killed. That many steps may have been told
        as a whole afterwards, where the undisturbed tour told their actions one by one."""
        calm, states = self.calm.states(), site.states()
        cut_off = set(site.interrupted())
        whole = {step for step in calm if states[step] != calm[step]} - cut_off
        self.assertLessEqual(len(whole), told, whole)
        for step in cut_off | whole:
            # What must never run a second time by itself is finished by hand.
            if states[step]["how"] == "H":
                for name in "how", "note":
                    states[step][name] = calm[step][name]
        self.assertEqual(states, calm)
        self.assertEqual(site.machines().items() ^ self.calm.machines().items(), set())
        self.assertEqual(site.world().items() ^ self.calm.world().items(), set())
        self.assertEqual(site.names(), self.calm.names())
        verified = site.verify()
        self.assertEqual(verified.returncode, 0, verified.stderr)
        calls, calm = site.calls(), self.calm.calls()
        self.assertEqual(sorted(calls), sorted(calm))
        for package, states in calls.items():
            self.assertEqual(states[-1], "forwarded", package)
        doubled = sum(map(len, calls.values())) - sum(map(len, calm.values()))
        self.assertLessEqual(doubled, kills)

    def check_chain(self, name, cut):
        site = TouredSite(self.folder + "/" + name)
        chain = Chain(self, site, self.wanted, cut)
        chain.run()
        # Who goes on after a kill may sign a step off as a whole where the undisturbed tour told
        # its actions one by one; such entries are never written here.
        written = chain.seen()
        self.assertEqual(written - chain.died_at, set())
        self.assertGreater(len(written), 0.8 * len(self.wanted))
        self.assertGreater(chain.kills, len(written) / STRIDE - 5)
        # What the journal calls forwarded is never called again, however often one starts anew.
        calls = site.calls()
        for package, number in chain.settled.items():
            self.assertEqual(len(calls[package]), number, package)
        self.check_end(site, chain.kills)
        print(f"{name}: {len(written)} entries, {chain.kills} kills", file=sys.stderr)

    def test_killed_at_every_entry(self):
        self.check_chain("stubborn", cut=False)

    @unittest.skipUnless(LONG, "a long test; tests/run --long runs it")
    def test_every_entry_lost_once(self):
        """As if the power went: the entry that was being written is not there afterwards."""
        self.check_chain("powerless", cut=True)

    @unittest.skipUnless(LONG, "a long test; tests/run --long runs it")
    def test_one_tour_for_every_commit(self):
        commit = 0
        while True:
            commit += 1
            site = TouredSite(f"{self.folder}/once-{commit}")
            killed = site.tour(*kill_at(commit))
            if killed.returncode == 0:
                break
            with self.subTest(commit=commit):
                self.assertEqual(killed.returncode, -signal.SIGKILL, killed.stderr)
                ended = site.tour()
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.check_end(site, 1, told=1)
            toured_site.remove(site.folder)
        self.assertGreater(commit, len(self.wanted))


if __name__ == "__main__":
    for program in PROGRAM, STAND_IN:
        if not program.exists():
            print(f"{program} is not built", file=sys.stderr)
            sys.exit(77)
    reason = can_trace()
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
