# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies from one folder of this desk to another, and going on with one that was killed."""
import os
import subprocess
import tempfile
import time

import rounds
from outcome import Outcome
from place import have, make_cold, make_warm, remove
from rounds import Job, Peer
from trees import bytes_of

PLAIN = "cp -a"
HASHED = "resite, hash kept"
VERIFIED = "resite, read back from the disk"
IN_MEMORY = "resite, hash kept, journal in memory"


def others(source, target, cold):
    if have("rsync"):
        yield Peer("rsync -a", [["rsync", "-a", source + "/", target + "/"]])
    if have("rclone") and cold:
        yield Peer("rclone copy", [["rclone", "copy", "--config", "/dev/null", source, target]])


def copy_job(place, tree, cold, with_others=False, memory=None):
    source, target = place.trees.get(tree), place.target
    peers = [Peer(PLAIN, [["cp", "-a", source + "/.", target + "/"]]),
             Peer(HASHED, [place.copy(source, target, "--no-verify")], ours=True)]
    if cold:
        peers.append(Peer(VERIFIED, [place.copy(source, target)], ours=True))
    if memory:
        peers.append(Peer(IN_MEMORY, [place.copy(source, target, "--no-verify", data=memory)],
                          ours=True))
    if with_others:
        peers += others(source, target, cold)

    def prepare(_peer):
        place.renew("target", aside=tree == "small")
        if memory:
            remove(memory)
        make_cold(source) if cold else make_warm(source)

    return Job(f"local-{tree}-{'cold' if cold else 'warm'}",
               f"{tree} tree, source {'not in' if cold else 'in'} memory", PLAIN, peers, prepare,
               lambda _peer: Outcome(source, target), place.scratch)


def run_copies(place, tree, cold, measure, with_others):
    """The journal's share is the difference to a journal that costs no disk: only the cold copies
    tell it, where the disk is what all wait for."""
    if not cold or not os.path.isdir("/dev/shm"):
        measure(copy_job(place, tree, cold, with_others))
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        measure(copy_job(place, tree, cold, with_others, os.path.join(memory, "data")))


FULL = "own full copy"
RESUMED = "resite, killed half-way, second run"


def written_by(process):
    """Bytes that a program and its children have given to the disk so far."""
    total = 0
    for number in group_of(process.pid):
        try:
            with open(f"/proc/{number}/io", encoding="ascii") as file:
                total += next(int(line.split()[1]) for line in file
                              if line.startswith("write_bytes:"))
        except OSError:
            continue
    return total


def group_of(leader):
    listed = subprocess.run(["ps", "-o", "pid=", "-g", str(leader)], capture_output=True, text=True,
                            check=False).stdout
    return [int(word) for word in listed.split()] or [leader]


def kill_half_way(command, size, log):
    """Starts it and kills it when it has written half: the share that was left then."""
    with open(log, "wb") as output:
        process = rounds.start(command, output)
        while process.poll() is None:
            done = written_by(process)
            if done >= size / 2:
                break
            time.sleep(0.002)
        rounds.kill_group(process) if process.returncode is None else None
    return max(0.0, 1 - done / size)


def resume_job(place, options=()):
    source, target = place.trees.get("large"), place.target
    size = bytes_of(source)
    command = place.copy(source, target, *options)

    def prepare(_peer):
        place.renew("target")
        make_cold(source)

    def go_on():
        share = kill_half_way(command, size, place.log)
        make_cold(source, target)
        measure = rounds.perform([command], place.log, place.scratch)
        measure["share"] = share
        return measure

    peers = [Peer(FULL, [command], ours=True), Peer(RESUMED, [], ours=True, action=go_on)]
    return Job("resume" + ("-hash-kept" if options else ""),
               "large tree, cold; killed with SIGKILL at half of the bytes, begun again", FULL,
               peers, prepare, lambda _peer: Outcome(source, target), place.scratch)
