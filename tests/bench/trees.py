# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trees that are copied. The same arguments make the same bytes, names and times anywhere."""
import os
import random
import shutil

EPOCH = 1204730531  # a day in March 2008: the time of the first file
LATER = EPOCH + 10_000_000
BLOCK = 4 << 20
ENDINGS = ("exe", "dll", "ini", "msi", "cab", "txt", "vbs", "bmp")
BELOW = ("", "i386", "i386/lang", "docs")
CHANGES = ("new", "removed", "touched", "grown", "samesize", "silent")


def write(path, chance, size, modified, mode=0o644):
    with open(path, "wb") as file:
        for start in range(0, size, BLOCK):
            file.write(chance.randbytes(min(BLOCK, size - start)))
    os.chmod(path, mode)
    os.utime(path, (modified, modified))


def package(number):
    """The name of a compressed package, and whether one finds it read-only: four of five are."""
    return (f"C01{number:05X}.{'pck' if number % 10 == 9 else 'pkg'}",
            0o644 if number % 5 == 4 else 0o444)


def make_large(folder, files, mib):
    """Compressed packages, flat in one folder."""
    os.makedirs(folder)
    for number in range(files):
        name, mode = package(number)
        write(os.path.join(folder, name), random.Random(f"large:1:{number}"),
              int(mib * (1 << 20)) + 513 * number, EPOCH + 60 * number, mode)


def make_flat(folder, files):
    """So many empty packages in one folder, for the listing alone."""
    os.makedirs(folder)
    for number in range(files):
        name, mode = package(number)
        write(os.path.join(folder, name), None, 0, EPOCH + number, mode)


def make_small(folder, files, in_a_package=200):
    """Packages of 1 to 16 KiB files in four folders each."""
    for begin in range(0, files, in_a_package):
        root = os.path.join(folder, f"C01{begin // in_a_package:05X}")
        chance = random.Random(f"small:1:{begin // in_a_package}")
        for k in range(min(in_a_package, files - begin)):
            where = os.path.join(root, BELOW[k * 4 // in_a_package])
            os.makedirs(where, exist_ok=True)
            write(os.path.join(where, f"f{k:04d}.{ENDINGS[k % 8]}"), chance,
                  chance.randint(1024, 16384), EPOCH + begin + k)


def make_both(folder, files, mib, small):
    """What a site's share holds: compressed packages, and package folders beside them."""
    make_large(folder, files, mib)
    make_small(folder, small, 40)


# name: how it is made; as large as in the table of results, and small for a short look
FULL = {
    "large": lambda folder: make_large(folder, 40, 64),
    "small": lambda folder: make_small(folder, 60000),
    "mid": lambda folder: make_large(folder, 16, 16),
    "small0": lambda folder: make_small(folder, 4000, 40),
    "small1": lambda folder: make_small(folder, 1000, 40),
    "small20": lambda folder: make_small(folder, 200, 40),
    "both": lambda folder: make_both(folder, 16, 16, 1000),
    "flat": lambda folder: make_flat(folder, 20000),
}
SHORT = {
    "large": lambda folder: make_large(folder, 8, 32),
    "small": lambda folder: make_small(folder, 4000),
    "mid": lambda folder: make_large(folder, 4, 8),
    "small0": lambda folder: make_small(folder, 400, 40),
    "small1": lambda folder: make_small(folder, 120, 40),
    "small20": lambda folder: make_small(folder, 40, 40),
    "both": lambda folder: make_both(folder, 4, 8, 120),
    "flat": lambda folder: make_flat(folder, 2000),
}


class Trees:
    """Trees below one folder, made when they are first asked for."""

    def __init__(self, folder, recipes):
        self.folder, self.recipes = folder, recipes

    def get(self, name):
        path = os.path.join(self.folder, name)
        if not os.path.isdir(path):
            unfinished = path + ".unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            os.makedirs(self.folder, exist_ok=True)
            self.recipes[name](unfinished)
            os.rename(unfinished, path)
        return path


def files_of(folder):
    """Paths of all files below, relative, sorted."""
    return sorted(os.path.relpath(os.path.join(where, name), folder)
                  for where, _, names in os.walk(folder) for name in names)


def bytes_of(folder):
    return sum(os.path.getsize(os.path.join(folder, name)) for name in files_of(folder))


def change(folder, percent=2):
    """Changes a tree where it stands: {kind: [names]}. "silent" keeps size and time."""
    names = files_of(folder)
    done = {kind: [] for kind in CHANGES}
    picked = random.Random("delta:1").sample(names, max(6, int(len(names) * percent / 100)))
    for number, name in enumerate(picked):
        kind = CHANGES[number % len(CHANGES)]
        done[kind].append(change_one(folder, name, kind, LATER + number))
    return done


def change_one(folder, name, kind, when):
    path = os.path.join(folder, name)
    status = os.stat(path)
    chance = random.Random(f"delta:1:{name}")
    if kind == "removed":
        os.unlink(path)
    elif kind == "touched":
        os.utime(path, (when, when))
    elif kind == "new":
        name = os.path.join(os.path.dirname(name), "new-" + os.path.basename(name))
        write(os.path.join(folder, name), chance, status.st_size, when)
    else:
        os.chmod(path, 0o644)
        write(path, chance, status.st_size + (777 if kind == "grown" else 0),
              int(status.st_mtime) if kind == "silent" else when, status.st_mode & 0o777)
    return name


def put_back(changes, base, folder):
    """Makes of a copy of the changed tree a copy of @base again."""
    for name in changes["new"]:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            os.unlink(path)
    for kind in CHANGES[1:]:
        for name in changes[kind]:
            path = os.path.join(folder, name)
            if os.path.exists(path):
                os.unlink(path)
            shutil.copy2(os.path.join(base, name), path)
