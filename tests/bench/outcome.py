# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a copy is right. A figure counts only if it is."""
import os

from trees import files_of

BLOCK = 1 << 20
TIME_STEP = 1_000_000  # nanoseconds; the times of the trees are whole seconds


def same_content(one, other):
    with open(one, "rb", buffering=0) as first, open(other, "rb", buffering=0) as second:
        while True:
            mine, its = first.read(BLOCK), second.read(BLOCK)
            if mine != its:
                return False
            if not mine:
                return True


def is_read_only(status):
    return status.st_mode & 0o222 == 0


class Outcome:
    """How many files of a copy are wrong, by kind of fault."""

    KINDS = ("missing", "strays", "content", "times", "read-only")

    def __init__(self, source, target, contents=True):
        self.wrong = dict.fromkeys(self.KINDS, 0)
        there, here = set(files_of(source)), set(files_of(target))
        self.wrong["missing"] = len(there - here)
        self.wrong["strays"] = len(here - there)
        for name in there & here:
            self.compare(os.path.join(source, name), os.path.join(target, name), contents)

    def compare(self, source, target, contents):
        wanted, found = os.lstat(source), os.lstat(target)
        if wanted.st_size != found.st_size or (contents and not same_content(source, target)):
            self.wrong["content"] += 1
        if abs(wanted.st_mtime_ns - found.st_mtime_ns) >= TIME_STEP:
            self.wrong["times"] += 1
        if is_read_only(wanted) != is_read_only(found):
            self.wrong["read-only"] += 1

    def is_right(self):
        return not any(self.wrong.values())

    def to_text(self):
        if self.is_right():
            return "right"
        return ", ".join(f"{self.wrong[kind]} {kind}" for kind in self.KINDS if self.wrong[kind])
