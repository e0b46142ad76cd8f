# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies from an SMB server, and from one to the other, over lines of several lengths."""
import os
import subprocess

from outcome import Outcome
from place import have, make_warm, remove
from rounds import Job, Peer
from servers import PASSWORD, USER, line, server, url

CLIENT = "smbclient mget"
OURS = "resite, hash kept"
BOTH_WAYS = "smbclient mget, then mput"
THROUGH = "resite, read back over the line"
LISTED = "smbclient ls"
DRY = "resite --dry-run"

# job: (tree, SMB 1 only, milliseconds)
DOWN = {
    "smb-small-0ms": ("small0", False, 0), "smb-small-1ms": ("small1", False, 1),
    "smb-small-20ms": ("small20", False, 20), "smb-large-0ms": ("large", False, 0),
    "smb-large-1ms": ("mid", False, 1), "smb-large-20ms": ("mid", False, 20),
    "smb1-large-20ms": ("mid", True, 20), "smb1-small-20ms": ("small20", True, 20),
}


def about(tree, smb1, milliseconds):
    return (f"{tree} tree, {'SMB 1' if smb1 else 'SMB 3.1.1'}, {milliseconds} ms there and back, "
            "server's files in memory")


def get(running, port, tree, target):
    return running.client(port) + ["-c", f"prompt OFF; recurse ON; cd {tree}; lcd {target}; mget *"]


def put(running, port, source, tree):
    return running.client(port) + ["-c", f"prompt OFF; recurse ON; cd {tree}; lcd {source}; mput *"]


def rclone(port, tree, target, at_once):
    secret = subprocess.run(["rclone", "obscure", PASSWORD], capture_output=True, text=True,
                            check=True).stdout.strip()
    place = f":smb,host=127.0.0.1,port={port},user={USER},pass={secret}:pkgs/{tree}"
    return Peer(f"rclone copy, {at_once} at once",
                [["rclone", "copy", "--config", "/dev/null", "--transfers", str(at_once),
                  "--checkers", str(at_once), place, target]])


def down_job(place, running, port, name, with_others):
    tree, smb1, milliseconds = DOWN[name]
    source, target = place.trees.get(tree), place.target
    options = ["--no-verify"] + ["--smb1"] * smb1
    peers = [Peer(CLIENT, [get(running, port, tree, target)]),
             Peer(OURS, [place.copy(url(port, tree), target, *options)], ours=True)]
    if with_others and not smb1 and have("rclone"):
        peers.append(rclone(port, tree, target, 16 if "small" in tree else 4))

    def prepare(_peer):
        place.renew("target", aside="small" in tree)
        make_warm(source)

    return Job(name, about(tree, smb1, milliseconds), CLIENT, peers, prepare,
               lambda _peer: Outcome(source, target), place.scratch)


def run_down(place, name, measure, with_others):
    tree, smb1, milliseconds = DOWN[name]
    place.trees.get(tree)
    with server(place.trees.folder, smb1) as running, \
            line(place.proxy, running.port, milliseconds) as port:
        measure(down_job(place, running, port, name, with_others))
    place.renew("target", aside="small" in tree)


def run_listing(place, measure):
    """Names, sizes, times and the read-only attribute of many files in one folder."""
    source = place.trees.get("flat")
    with server(place.trees.folder) as running:
        peers = [Peer(LISTED, [running.client(running.port) + ["-D", "flat", "-c", "ls"]]),
                 Peer(DRY, [place.copy(url(running.port, "flat"), place.target, "--dry-run")],
                      ours=True)]
        measure(Job("smb-listing", f"{len(os.listdir(source))} files in one folder, SMB 3.1.1, no "
                    "delay", LISTED, peers, lambda _peer: place.renew("target"),
                    lambda _peer: None))


def through_job(place, source, one, other):
    """@one, @other: (server, port) of the two ends."""
    tree, target, desk = place.trees.get("both"), place.path("served"), place.path("desk")
    peers = [Peer(BOTH_WAYS, [get(*one, "both", desk), put(*other, desk, "copy")]),
             Peer(THROUGH, [place.copy(url(one[1], "both"), url(other[1], "copy"), "--smb1")],
                  ours=True)]

    def prepare(_peer):
        place.renew("desk", "served/copy")
        make_warm(tree)

    return Job("p1", "SMB 1 server to SMB 1 server through the desk, 20 ms to each, 268 MB and "
               "1,000 small files, read-only kept", BOTH_WAYS, peers, prepare,
               lambda _peer: Outcome(source, os.path.join(target, "copy")), place.scratch)


def run_through(place, measure):
    source = place.trees.get("both")
    os.makedirs(place.path("served"), exist_ok=True)
    with server(place.trees.folder, True) as old, server(place.path("served"), True) as new, \
            line(place.proxy, old.port, 20) as near, line(place.proxy, new.port, 20) as far:
        measure(through_job(place, source, (old, near), (new, far)))
    for name in ("desk", "served"):
        remove(place.path(name))
