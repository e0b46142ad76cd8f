#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel saw of a whole rehearsal: it writes nowhere but below its own folders and what its
user asked for, and talks to nobody off this desk."""

import ipaddress
import os
import re
import shutil
import subprocess
import sys
import unittest

import cli_case
from patience import PATIENCE

STRACE = ["strace", "-f", "-qq", "-y", "-s", "4096", "--seccomp-bpf", "-e", "trace=%file,%network"]
# Calls that change what their path names; the numbers are those of the path's argument and of the
# folder that it is relative to (None: the current one).
CHANGES = {
    "creat": [(0, None)], "truncate": [(0, None)], "mkdir": [(0, None)], "rmdir": [(0, None)],
    "unlink": [(0, None)], "rename": [(0, None), (1, None)], "link": [(1, None)],
    "symlink": [(1, None)], "chmod": [(0, None)], "chown": [(0, None)], "lchown": [(0, None)],
    "mknod": [(0, None)], "utime": [(0, None)], "utimes": [(0, None)], "setxattr": [(0, None)],
    "lsetxattr": [(0, None)], "removexattr": [(0, None)], "lremovexattr": [(0, None)],
    "mkdirat": [(1, 0)], "unlinkat": [(1, 0)], "renameat": [(1, 0), (3, 2)],
    "renameat2": [(1, 0), (3, 2)], "linkat": [(3, 2)], "symlinkat": [(2, 1)],
    "fchmodat": [(1, 0)], "fchmodat2": [(1, 0)], "fchownat": [(1, 0)], "mknodat": [(1, 0)],
    "utimensat": [(1, 0)], "futimesat": [(1, 0)],
}
OPENS = {"open": (0, None), "openat": (1, 0), "openat2": (1, 0)}
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE")
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
ADDRESS = re.compile(r"sa_family=(AF_\w+)[^}]*")
INET = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def split(arguments):
    """The arguments of a call, as strace writes them: quoted strings and brackets kept whole."""
    parts, depth, quoted, part = [], 0, False, ""
    i = 0
    while i < len(arguments):
        letter = arguments[i]
        if quoted and letter == "\\":
            part += arguments[i:i + 2]
            i += 2
            continue
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "[{(":
            depth += 1
        elif not quoted and letter in "]})":
            if depth == 0:
                break
            depth -= 1
        if letter == "," and depth == 0 and not quoted:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
        i += 1
    return parts + [part.strip()]


def text_of(argument):
    """The string of '"…"', or None."""
    found = re.match(r'"((?:[^"\\]|\\.)*)"', argument)
    if found is None:
        return None
    return found.group(1).encode("latin-1", "replace").decode("unicode_escape").encode(
        "latin-1").decode("utf-8", "replace")


def folder_of(argument):
    """What -y writes behind a file descriptor: '51</home/x>'."""
    found = re.search(r"<(/[^>]*)>", argument)
    return found.group(1) if found else None


class Trace:
    """What of a trace is against the rules: one line each."""

    def __init__(self, path, start, allowed, prefixes=()):
        self.allowed = [os.path.realpath(folder) for folder in allowed]
        self.prefixes = [os.path.realpath(prefix) for prefix in prefixes]
        self.start, self.places = start, {}
        self.problems, self.changes, self.addresses = [], 0, set()
        with open(path, encoding="utf-8", errors="surrogateescape") as lines:
            for line in lines:
                self.take(line)

    def take(self, line):
        call = CALL.match(line)
        if call is None:
            return
        name, arguments = call.group(1), split(call.group(2))
        process = line.split()[0]
        if name == "chdir" and text_of(arguments[0]):
            self.places[process] = os.path.join(self.place(process), text_of(arguments[0]))
        for path, folder in self.paths(name, arguments, call.group(2)):
            self.judge(line, arguments, path, folder)
        for family in ADDRESS.finditer(call.group(2)):
            if name in ("connect", "bind", "sendto", "sendmsg"):
                self.meet(line, family)

    def place(self, process):
        return self.places.get(process, self.start)

    @staticmethod
    def paths(name, arguments, text):
        if name in OPENS:
            return [OPENS[name]] if WRITES.search(text) else []
        return CHANGES.get(name, [])

    def judge(self, line, arguments, path, folder):
        if path >= len(arguments):
            self.problems.append("not understood: " + line)
            return
        name = text_of(arguments[path])
        base = folder_of(arguments[folder]) if folder is not None else None
        if name is None:
            name = "" if base else None
        if name is None:
            self.problems.append("not understood: " + line)
            return
        whole = os.path.join(base or self.place(line.split()[0]), name)
        self.changes += 1
        whole = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
        if whole == "/dev/null" or whole.startswith(tuple(self.prefixes or ["\0"])):
            return
        if not any(whole == top or whole.startswith(top + os.sep) for top in self.allowed):
            self.problems.append("%s: %s" % (whole, line))

    def meet(self, line, family):
        if family.group(1) in ("AF_UNIX", "AF_UNSPEC"):
            return
        inet = INET.search(family.group(0))
        address = (inet.group(1) or inet.group(2)) if inet else family.group(1)
        self.addresses.add(address)
        if inet is None or not ipaddress.ip_address(address).is_loopback:
            self.problems.append("%s: %s" % (address, line))


def traced(folder, command, **options):
    path = folder / "trace"
    done = subprocess.run([*STRACE, "-o", path, *map(str, command)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, cwd=folder, timeout=PATIENCE, check=False,
                          **options)
    return path, done


class Alone(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()

    def environment(self):
        return {**super().environment(), "TMPDIR": str(self.temporary),
                "HOME": str(self.folder / "home")}

    def trace(self, command, allowed, prefixes=()):
        path, done = traced(self.folder, command, env=self.environment())
        return Trace(path, str(self.folder), allowed, prefixes), done

    def test_a_whole_rehearsal(self):
        paper = self.folder / "out" / "paper.pdf"
        paper.parent.mkdir()
        command = self.command(["rehearse", "--packages", 6, "--bytes", 100_000, "--pace", "max",
                                "--summary", paper])
        trace, done = self.trace(command, [self.data, self.temporary], [paper])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(trace.problems, [])
        self.assertGreater(trace.changes, 500, "the trace holds next to nothing")
        self.assertGreater(len(trace.addresses), 5, trace.addresses)
        self.assertEqual(os.listdir(self.temporary), [], "left in the temporary folder")
        self.assertEqual(os.listdir(paper.parent), [paper.name])
        self.assertFalse((self.folder / "home").exists())

    def test_a_folder_to_keep(self):
        kept = self.folder / "kept"
        command = self.command(["rehearse", "--packages", 6, "--bytes", 10_000, "--pace", "max",
                                "--reach", "local", "--keep", kept])
        trace, done = self.trace(command, [self.data, self.temporary, kept])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(trace.problems, [])
        self.assertEqual(os.listdir(self.temporary), [])
        self.assertGreater(trace.changes, 100)

    # The eyes of this test themselves.

    def test_every_stray_write_is_seen(self):
        inside = self.folder / "inside"
        inside.mkdir()
        (inside / "way-out").symlink_to("..")
        (self.folder / "there").write_text("x")
        for script in ("echo x > stray", "mkdir stray", "mv there stray", "ln -s x stray",
                       "rm there", "chmod 600 stray", "touch stray", "truncate -s 3 there2",
                       "echo x > inside/way-out/stray", "cd inside; echo x > ../stray",
                       "cd inside; rm -r ../stray 2>/dev/null; mkdir ../stray"):
            with self.subTest(script):
                trace, _ = self.trace(["sh", "-c", script], [inside])
                self.assertTrue([line for line in trace.problems if str(self.folder) in line],
                                trace.problems)
        trace, done = self.trace(["sh", "-c", "cd inside; echo x > a; mv a b; rm b; : > /dev/null"],
                                 [inside])
        self.assertEqual((done.returncode, trace.problems), (0, []))

    def test_every_stranger_is_seen(self):
        script = ("import socket; s = socket.socket(socket.%s, socket.%s); s.setblocking(False); "
                  "s.%s")
        for family, kind, deed in (("AF_INET", "SOCK_STREAM", "connect_ex(('192.0.2.1', 80))"),
                                   ("AF_INET", "SOCK_DGRAM", "connect(('192.0.2.1', 53))"),
                                   ("AF_INET", "SOCK_STREAM", "bind(('0.0.0.0', 0))"),
                                   ("AF_INET6", "SOCK_DGRAM", "connect_ex(('2001:db8::1', 53))")):
            with self.subTest(deed):
                trace, _ = self.trace([sys.executable, "-B", "-c", script % (family, kind, deed)],
                                      [self.folder])
                self.assertEqual(len(trace.problems), 1, trace.problems)
        trace, _ = self.trace([sys.executable, "-B", "-c", script % (
            "AF_INET", "SOCK_STREAM", "bind(('127.9.9.9', 0))")], [self.folder])
        self.assertEqual((trace.problems, trace.addresses), ([], {"127.9.9.9"}))


def can_trace():
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run([*STRACE, "-o", os.devnull, "true"], capture_output=True, text=True,
                          check=False)
    return done.stderr.strip() if done.returncode != 0 else None


if __name__ == "__main__":
    REASON = can_trace()
    if REASON:
        print(REASON, file=sys.stderr)
        sys.exit(77)
    cli_case.main()
