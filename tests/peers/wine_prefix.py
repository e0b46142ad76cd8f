# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wine prefixes. To make one takes longer than most tests with it; so one is made for a build folder,
and whoever wants one gets a copy whose registry is its own."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

from patience import PATIENCE

TRIES = 3


def boot(environment):
    """Starting Wine is the machine's matter and not the product's: under load its first processes
    give each other up after fixed times of their own, so it may be tried again."""
    prefix = environment["WINEPREFIX"]
    for tries_left in reversed(range(TRIES)):
        done = subprocess.run(["wineboot", "-i"], env=environment, capture_output=True,
                              timeout=2 * PATIENCE, check=False)
        # Until it has ended, the registry is not on the disk.
        subprocess.run(["wineserver", "-w"], env=environment, timeout=PATIENCE, check=False)
        if done.returncode == 0:
            return
        print("wineboot -i ended with %d: %s" % (
            done.returncode, done.stderr.decode(errors="replace").strip()), file=sys.stderr)
        if not tries_left:
            raise AssertionError("Wine does not start")
        shutil.rmtree(prefix, ignore_errors=True)


def copy(model, prefix):
    """Wine's own files are shared: nobody writes to them."""
    def share(source, target):
        os.link(source, target, follow_symlinks=False)

    def take(source, target):
        try:
            (share if "/drive_c/windows/" in source else shutil.copy2)(source, target)
        except OSError:  # another file system
            shutil.copy2(source, target)

    shutil.copytree(model, prefix, symlinks=True, copy_function=take)


def make(environment):
    """The prefix that the environment names."""
    build = os.environ.get("RESITE_BUILD_ROOT")
    if build is None:
        return boot(environment)
    place = pathlib.Path(build, "tests", "peers")
    model, half = place / "wine", place / "wine-half"
    with open(place / "wine.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            shutil.rmtree(half, ignore_errors=True)
            boot({**environment, "WINEPREFIX": str(half), "HOME": str(place)})
            half.rename(model)
    return copy(model, environment["WINEPREFIX"])
