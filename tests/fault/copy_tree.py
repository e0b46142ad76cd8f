# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trees that tests copy: made and changed by chance, the same way for one seed, and compared bit by
bit and mark by mark."""

import os
import random
import shutil
import stat
import struct

READ_ONLY, HIDDEN, SYSTEM, ARCHIVE = 0x01, 0x02, 0x04, 0x20
MIB = 1024 * 1024
SAMBA = "user.DOSATTRIB"
# What a server keeps beside a file for its own use.
FOREIGN = ("user.DOSATTRIB", "user.NTACL", "user.cifs.dosattrib", "user.SAMBA_PAI")
SIZES = (0, 1, 511, 512, 4095, 4096, 4097, 65536, 65537, MIB - 1, MIB, MIB + 1)
NAMES = ("file-{}.txt", "A file  with blanks {}.doc", "smspkg{}$", "Prüfung Übersicht {}.txt",
         "文件-{}", "\U0001f600{}.bin", "cafe\u0301-{}", ".hidden-{}", "a.b.{}.c", "100%-{}",
         "a%20b-{}", "semi;colon-{}", "tilde~{}", "at@{}", "quo'te-{}", " leading-{}", "-rf{}",
         "MiXeD{}.Exe", "#hash-{}", "[x]&{}", "S01{:05X}.PCK", "ünï {}.PKG")


def blob(attributes):
    """As Samba stores DOS attributes, version 4."""
    return struct.pack("<2xHHxxII16x", 4, 4, 1, attributes)


def read_attributes(path):
    """What the DOS attributes of @path are by its extended attribute; None without one."""
    try:
        value = os.getxattr(path, SAMBA, follow_symlinks=False)
    except OSError:
        return None
    if value[:2].lower() == b"0x":
        return int(value.rstrip(b"\0"), 16)
    return struct.unpack_from("<I", value, 12)[0]


def read_extended(path):
    return {name: os.getxattr(path, name, follow_symlinks=False)
            for name in os.listxattr(path, follow_symlinks=False)
            if name.startswith("user.") and name not in FOREIGN and
            not name.startswith("user.DosStream")}


def is_read_only(path):
    writable = os.lstat(path).st_mode & 0o222
    return not writable or bool((read_attributes(path) or 0) & READ_ONLY)


def is_temporary(name):
    return os.path.basename(name).startswith(".resite-")


def walk(root):
    """Every file and folder below @root: relative name → is it a folder?"""
    found = {}
    for folder, folders, names in os.walk(root):
        for name in folders:
            path = os.path.join(folder, name)
            found[os.path.relpath(path, root)] = not os.path.islink(path)
        for name in names:
            found[os.path.relpath(os.path.join(folder, name), root)] = False
    return found


def files(root):
    return {name for name, is_folder in walk(root).items() if not is_folder}


def temporaries(root):
    return [os.path.join(root, name) for name in walk(root) if is_temporary(name)]


def same_content(first, second):
    with open(first, "rb") as one, open(second, "rb") as other:
        if os.fstat(one.fileno()).st_size != os.fstat(other.fileno()).st_size:
            return False
        while True:
            piece = one.read(4 * MIB)
            if piece != other.read(4 * MIB):
                return False
            if not piece:
                return True


class Rules:
    """What two trees are held to. @step: what the target cuts times to, in microseconds."""

    def __init__(self, step=1, extended=True, archive=True, packages_read_only=False):
        self.step, self.extended, self.archive = step, extended, archive
        self.packages_read_only = packages_read_only


def faults_of_file(name, source, target, rules):
    status, copied = os.lstat(source), os.lstat(target)
    if not stat.S_ISREG(copied.st_mode):
        yield f"{name}: not a plain file on the target"
        return
    if not same_content(source, target):
        yield f"{name}: content ({status.st_size} bytes, on the target {copied.st_size})"
    apart = status.st_mtime_ns // 1000 - copied.st_mtime_ns // 1000
    if not 0 <= apart < rules.step:
        yield f"{name}: time, {apart} microseconds apart"
    is_package = "/" not in name and name.upper().endswith((".PCK", ".PKG"))
    if not (rules.packages_read_only and is_package) and \
            is_read_only(source) != is_read_only(target):
        yield f"{name}: read-only is {is_read_only(source)}, on the target not"
    known = read_attributes(source)
    counts = HIDDEN | SYSTEM | (ARCHIVE if known is not None and rules.archive else 0)
    here, there = (known or 0) & counts, (read_attributes(target) or 0) & counts
    if here != there:
        yield f"{name}: attributes {here:#x}, on the target {there:#x}"
    if rules.extended and read_extended(source) != read_extended(target):
        yield f"{name}: extended {read_extended(source)}, on the target {read_extended(target)}"


def find_faults(source, target, rules=None, extra=()):
    """Everything in which the target is not what it should be. @extra: what may be on the target
    only."""
    rules = rules or Rules()
    here, there = walk(source), walk(target)
    faults = []
    for name, is_folder in here.items():
        if name not in there:
            faults.append(f"{name}: missing")
        elif is_folder != there[name]:
            faults.append(f"{name}: a file where a folder should be, or the reverse")
        elif not is_folder:
            faults += faults_of_file(name, os.path.join(source, name),
                                     os.path.join(target, name), rules)
    above = {parent for name in extra for parent in parents(name)}
    faults += [f"{name}: left over" for name in there
               if name not in here and name not in extra and name not in above]
    return sorted(faults)


def parents(name):
    while "/" in name:
        name = name.rsplit("/", 1)[0]
        yield name


class Chance:
    """Makes a tree in @root, and changes it. @served: what is read-only is so by its attribute
    only, as a server keeps it."""

    def __init__(self, root, seed, largest=9 * MIB, marks=True, served=False):
        self.root, self.random, self.largest = root, random.Random(seed), largest
        self.marks, self.served = marks, served
        self.number = 0

    def path(self, name):
        return os.path.join(self.root, name)

    def files(self):
        return sorted(files(self.root))

    def folders(self):
        return [""] + sorted(name for name, is_folder in walk(self.root).items() if is_folder)

    def size(self):
        kind = self.random.random()
        if kind < 0.35:
            return min(self.random.choice(SIZES), self.largest)
        if kind < 0.93:
            return self.random.randrange(min(200_000, self.largest))
        return self.random.randrange(self.largest)

    def name(self):
        """One that no other has, in whatever case."""
        self.number += 1
        if self.random.random() < 0.06:
            return f"{self.number}-".ljust(255, "n")
        if self.random.random() < 0.03:
            return f"{self.number:03}" + "ม" * 84
        return self.random.choice(NAMES).format(self.number)

    def time(self):
        return self.random.choice((
            self.random.randrange(320_000_000, 2_000_000_000) * 10 ** 9,
            self.random.randrange(320_000_000 * 10 ** 6, 2_000_000_000 * 10 ** 6) * 1000))

    def write(self, name, size):
        path = self.path(name)
        if os.path.lexists(path):
            os.chmod(path, 0o644)
        with open(path, "wb") as file:
            file.write(self.random.randbytes(size))

    def mark(self, name):
        """Time, read-only, DOS attributes, extended attributes; each of them may stay away."""
        path = self.path(name)
        if self.marks and self.random.random() < 0.3:
            attributes = self.random.choice((0, ARCHIVE, HIDDEN, SYSTEM, HIDDEN | SYSTEM | ARCHIVE,
                                             READ_ONLY, READ_ONLY | ARCHIVE | HIDDEN))
            os.setxattr(path, SAMBA, blob(attributes))
        if self.marks and self.random.random() < 0.15:
            os.setxattr(path, f"user.note.{self.random.randrange(3)}",
                        self.random.randbytes(self.random.randrange(1, 60)))
        if self.random.random() < 0.25:
            self.set_read_only(path)
        os.utime(path, ns=(self.time(),) * 2)

    def set_read_only(self, path):
        if self.served:
            os.setxattr(path, SAMBA, blob((read_attributes(path) or ARCHIVE) | READ_ONLY))
        else:
            os.chmod(path, 0o444)

    def add(self, folder=None, size=None):
        folder = self.random.choice(self.folders()) if folder is None else folder
        if len(self.path(folder).encode()) > 2500:
            folder = ""
        name = os.path.join(folder, self.name())
        self.write(name, self.size() if size is None else size)
        self.mark(name)
        return name

    def make(self, files=25, folders=6):
        for _ in range(self.random.randrange(folders)):
            parent = self.random.choice([f for f in self.folders() if f.count("/") < 4])
            os.mkdir(self.path(os.path.join(parent, self.name()[:80])))
        for _ in range(self.random.randrange(1, files)):
            self.add()

    # Changes. Each returns the name whose content is another, or None.

    def rewrite(self, name):
        self.write(name, self.size())
        self.mark(name)
        return name

    def grow(self, name):
        os.chmod(self.path(name), 0o644)
        with open(self.path(name), "ab") as file:
            file.write(self.random.randbytes(self.random.randrange(1, 5000)))
        return name

    def cut(self, name):
        size = os.path.getsize(self.path(name))
        if size == 0:
            return None
        os.chmod(self.path(name), 0o644)
        os.truncate(self.path(name), self.random.randrange(size))
        return name

    def same_size(self, name, silent=False):
        """Other bytes at one place; @silent: the time is put back, so only the content tells."""
        path = self.path(name)
        status = os.stat(path)
        if status.st_size == 0:
            return None
        os.chmod(path, 0o644)
        with open(path, "r+b") as file:
            place = self.random.randrange(status.st_size)
            file.seek(place)
            old = file.read(1)
            file.seek(place)
            file.write(bytes([old[0] ^ self.random.randrange(1, 256)]))
        os.chmod(path, stat.S_IMODE(status.st_mode))
        if silent:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        return name

    def silent(self, name):
        return self.same_size(name, silent=True)

    def touch(self, name):
        os.utime(self.path(name), ns=(self.time(),) * 2)

    def turn_read_only(self, name):
        path = self.path(name)
        if is_read_only(path):
            os.chmod(path, 0o644)
            attributes = read_attributes(path)
            if attributes is not None:
                os.setxattr(path, SAMBA, blob(attributes & ~READ_ONLY))
        else:
            self.set_read_only(path)

    def remark(self, name):
        if self.marks:
            path = self.path(name)
            mode = stat.S_IMODE(os.stat(path).st_mode)
            os.chmod(path, 0o644)
            os.setxattr(path, SAMBA, blob(self.random.choice((0, HIDDEN, SYSTEM | ARCHIVE))))
            os.setxattr(path, "user.note.9", self.random.randbytes(9))
            os.chmod(path, mode)

    def remove(self, name):
        os.remove(self.path(name))

    def move(self, name):
        new = os.path.join(self.random.choice(self.folders()), self.name())
        if len(self.path(new).encode()) > 3500:
            return None
        os.rename(self.path(name), self.path(new))
        return new

    def change(self, times):
        """Names whose content on the target cannot be right any more; names that were touched in
        any way."""
        kinds = (self.rewrite, self.grow, self.cut, self.same_size, self.silent, self.touch,
                 self.turn_read_only, self.remark, self.remove, self.move)
        content, touched = set(), set()
        for _ in range(times):
            names = self.files()
            if not names or self.random.random() < 0.15:
                name = self.add()
                content.add(name)
            else:
                name = self.random.choice(names)
                new = self.random.choice(kinds)(name)
                if new is not None:
                    content.add(new)
            touched.add(name)
        there = set(self.files())
        return content & there, (touched | content) & there


def remove_tree(path):
    for folder, _, _ in os.walk(path):
        os.chmod(folder, 0o755)
    shutil.rmtree(path, ignore_errors=True)
