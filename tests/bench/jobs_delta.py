# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of what was copied before: nothing has changed since, or a few files have."""
import os
import shutil
import subprocess

import rounds
import trees
from outcome import Outcome
from place import have, make_cold, make_warm, remove
from rounds import Job, Peer

LISTED = "find -printf, both trees"
SAME = "resite, nothing changed"
BY_TIME = "rsync -a --delete"
BY_CONTENT = "rsync -ac --delete"
DELTA = "resite --delta"
FULL_HASH = "resite --full-hash"


def copy_as_it_is(source, target):
    remove(target)
    subprocess.run(["cp", "-a", source, target], check=True)


def run_first(place, command):
    status = rounds.perform([command], place.log)["status"]
    if status:
        raise RuntimeError(f"the first copy failed with {status}; see {place.log}")


def run_rescans(place, temperatures, measure):
    """One copy, then nothing changes."""
    source, target = place.trees.get("small"), place.target
    place.renew("target")
    command = place.copy(source, target)
    run_first(place, command)
    listing = ["sh", "-c", 'find "$0" "$1" -type f -printf "%P %s %T@ %C@ %m\\n" > "$2"',
               source, target, place.path("listed")]
    peers = [Peer(LISTED, [listing]), Peer(SAME, [command + ["--delta"]], ours=True)]
    if have("rsync"):
        peers.append(Peer("rsync -a", [["rsync", "-a", source + "/", target + "/"]]))
    for cold in temperatures:
        if not cold:
            make_warm(source)
            make_warm(target)
        measure(Job(f"rescan-{'cold' if cold else 'warm'}",
                    f"small tree copied before, nothing changed, {'not ' * cold}in memory", LISTED,
                    peers, (lambda _peer: make_cold(source, target)) if cold else
                    (lambda _peer: None), lambda _peer: Outcome(source, target, contents=False)))
    remove(target)


class Delta:
    """A source that changed after it was copied, with the target and the journal of before."""

    def __init__(self, place):
        self.place, self.base = place, place.trees.get("small")
        self.source, self.kept = place.path("source"), place.path("data-kept")
        copy_as_it_is(self.base, self.source)
        place.renew("target")
        run_first(place, place.copy(self.source, place.target))
        remove(self.kept)
        shutil.copytree(place.path("data"), self.kept)
        self.changes = trees.change(self.source)

    def prepare(self, _peer):
        trees.put_back(self.changes, self.base, self.place.target)
        remove(self.place.path("data"))
        shutil.copytree(self.kept, self.place.path("data"))
        make_cold(self.source, self.place.target)

    def remove(self):
        for folder in (self.source, self.kept, self.place.target):
            remove(folder)


def rsync(options, source, target):
    return Peer("rsync " + " ".join(options), [["rsync", *options, source + "/", target + "/"]])


def delta_job(place, delta, full):
    source, target = delta.source, place.target
    command = place.copy(source, target, "--delta", "--delete-extra")
    peers = [rsync(["-ac" if full else "-a", "--delete"], source, target),
             Peer(FULL_HASH if full else DELTA, [command + ["--full-hash"] * full], ours=True)]
    if not full:
        peers.append(Peer("cp -au", [["cp", "-au", source + "/.", target + "/"]]))
    return Job("delta-full-hash" if full else "delta",
               "small tree, 2 % changed in six ways, 200 of them with size and time kept; cold",
               BY_CONTENT if full else BY_TIME, peers, delta.prepare,
               lambda _peer: Outcome(source, target), place.scratch)


def run_deltas(place, kinds, measure):
    delta = Delta(place)
    try:
        for full in kinds:
            measure(delta_job(place, delta, full))
    finally:
        delta.remove()
