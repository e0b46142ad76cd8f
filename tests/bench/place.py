# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a measurement takes place: the program, the trees, a scratch folder on the same disk."""
import itertools
import os
import shutil
import subprocess

from rounds import Secret
from servers import PASSWORD
from trees import files_of


class Place:
    def __init__(self, build, trees, scratch):
        self.build, self.trees, self.scratch = build, trees, scratch
        self.program = os.path.join(build, "app", "cli", "resite-cli")
        self.proxy = os.path.join(build, "tests", "bench", "delay-proxy")
        self.target = os.path.join(scratch, "target")
        self.log = os.path.join(scratch, "said")
        self.spent = itertools.count()

    def path(self, name):
        return os.path.join(self.scratch, name)

    def copy(self, source, target, *options, data=None):
        """The command line of a copy, with passwords where an end of it is a server."""
        words = [self.program, "copy", source, target, "--data-dir", data or self.path("data")]
        for end, place in (("source", source), ("target", target)):
            if place.startswith("smb://"):
                words += [f"--{end}-password-fd", Secret(PASSWORD)]
        return words + list(options)

    def renew(self, *names, aside=False):
        """Empty folders of these names, and no journal of an earlier copy. @aside: the old ones are
        removed in the end only, because ext4 looks long for an inode among many that were just
        freed."""
        for name in (*names, "data"):
            if aside and os.path.exists(self.path(name)):
                os.rename(self.path(name), self.path(f"spent-{next(self.spent)}"))
            remove(self.path(name))
        for name in names:
            os.makedirs(self.path(name))
        subprocess.run(["sync", "-f", self.scratch], check=True)


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


def have(program):
    return shutil.which(program) is not None


def is_cold_possible():
    return os.access("/proc/sys/vm/drop_caches", os.W_OK)


def make_cold(*folders):
    """Nothing of these is left in memory; of their names neither, where one may say so."""
    os.sync()
    if is_cold_possible():
        with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
            file.write("3")
        return
    for folder in folders:
        for name in files_of(folder):
            with open(os.path.join(folder, name), "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def make_warm(folder):
    for name in files_of(folder):
        with open(os.path.join(folder, name), "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
