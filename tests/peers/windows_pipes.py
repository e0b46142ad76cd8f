# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The named pipes behind a real smbd: what smbd lets in over SMB is handed to a socket of ours, and
there we speak DCE/RPC, [C706] 12.6, in the place of Samba's own servers. The structures are those of
Samba's Python."""

import os
import pathlib
import socket
import struct
import threading
import traceback
import uuid

from samba import ndr

BIND, BIND_ACK, ALTER, ALTER_ACK, REQUEST, RESPONSE, FAULT = 11, 12, 14, 15, 0, 2, 3
FIRST, LAST = 1, 2
FRAGMENT = 4280
HEAD = 24
NDR = uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860").bytes_le + b"\x02\0\0\0"
NO_SUCH_CALL, OUT_OF_SERVICE = 0x1C010002, 0x1C00001D
# source3/librpc/idl/named_pipe_auth.idl: a pipe of messages, as every one of Windows is.
MESSAGES, STATE, SIZE = 2, 0x0100 | 0x0400 | 0xFF, 4096


class Gone(Exception):
    """The machine does not answer now: the pipe breaks."""


def take(line, length):
    data = b""
    while len(data) < length:
        piece = line.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def greet(line):
    """Who comes is smbd's business; it only wants to hear what kind of pipe this is."""
    length = struct.unpack(">I", take(line, 4))[0]
    asked = take(line, length)
    level = struct.unpack_from("<I", asked, 4)[0]
    answer = b"NPAM" + struct.pack("<II", level, level) + struct.pack("<HHIQ", MESSAGES, STATE, 0, SIZE) + bytes(4)
    line.sendall(struct.pack(">I", len(answer)) + answer)


def read_message(line):
    return take(line, struct.unpack("<H", take(line, 2))[0])


def write_message(line, data):
    line.sendall(struct.pack("<H", len(data)) + data)


def header(kind, flags, length, call):
    return struct.pack("<BBBB4sHHI", 5, 0, kind, flags, b"\x10\0\0\0", length, 0, call)


class Pipe:
    """One that is open; its calls share the handles that it gave out."""

    def __init__(self, line, name, interfaces):
        self.line, self.name = line, name
        self.interfaces = interfaces  # by the bytes of its syntax: an object with a method a call
        self.contexts = {}
        self.parts = b""

    def serve(self):
        greet(self.line)
        while True:
            data = read_message(self.line)
            kind, flags = data[2], data[3]
            call = struct.unpack_from("<I", data, 12)[0]
            if kind in (BIND, ALTER):
                write_message(self.line, self.bind(data, call))
            elif kind == REQUEST:
                self.parts += data[HEAD:]
                if flags & LAST:
                    whole, self.parts = self.parts, b""
                    context, number = struct.unpack_from("<HH", data, 20)
                    self.answer(call, context, number, whole)

    def bind(self, data, call):
        count, at, results = data[24], 28, b""
        for _ in range(count):
            context, transfers = struct.unpack_from("<HB", data, at)
            syntax = data[at + 4:at + 24]
            offered = [data[at + 24 + 20 * i:at + 44 + 20 * i] for i in range(transfers)]
            at += 24 + 20 * transfers
            if NDR in offered and syntax in self.interfaces:
                self.contexts[context] = self.interfaces[syntax]
                results += struct.pack("<HH", 0, 0) + NDR
            else:
                results += struct.pack("<HH", 2, 1 if NDR in offered else 2) + bytes(20)
        name = b"\\PIPE\\" + self.name.encode() + b"\0"
        body = struct.pack("<HHIH", FRAGMENT, FRAGMENT, 0x53F0, len(name)) + name
        body += bytes(-(16 + len(body)) % 4) + struct.pack("<I", count) + results
        kind = BIND_ACK if data[2] == BIND else ALTER_ACK
        return header(kind, FIRST | LAST, 16 + len(body), call) + body

    def answer(self, call, context, number, data):
        try:
            body = self.contexts[context].perform(number, data)
        except NotImplementedError:
            body = None
        if body is None:
            fault = struct.pack("<IHBBII", 0, context, 0, 0, NO_SUCH_CALL, 0)
            write_message(self.line, header(FAULT, FIRST | LAST, 16 + len(fault), call) + fault)
            return
        room = FRAGMENT - HEAD
        pieces = [body[at:at + room] for at in range(0, len(body), room)] or [b""]
        for i, piece in enumerate(pieces):
            flags = (FIRST if i == 0 else 0) | (LAST if i == len(pieces) - 1 else 0)
            head = header(RESPONSE, flags, HEAD + len(piece), call)
            write_message(self.line, head + struct.pack("<IHBB", len(body), context, 0, 0) + piece)


class Interface:
    """CALLS: the structures of Samba that stand for the calls, each with a method of ours of the
    same name, which fills it in."""

    MODULE = None
    CALLS = ()

    def __init__(self, machine):
        self.machine = machine
        self.handles = {}
        self.calls = {getattr(self.MODULE, name).opnum(): name for name in self.CALLS}

    @classmethod
    def syntax(cls):
        abstract = cls.MODULE.abstract_syntax() if hasattr(cls.MODULE, "abstract_syntax") else None
        text, version = abstract if isinstance(abstract, tuple) else (abstract.uuid, abstract.if_version)
        return uuid.UUID(str(text)).bytes_le + struct.pack("<I", version)

    def perform(self, number, data):
        if number not in self.calls:
            raise NotImplementedError(number)
        name = self.calls[number]
        call = getattr(self.MODULE, name)()
        ndr.ndr_unpack_in(call, data, allow_remaining=True)
        self.machine.note(name, call)
        getattr(self, name)(call)
        return ndr.ndr_pack_out(call)


def listen(folder, name, make, faults):
    """Serves the pipe of this name: make() gives each opened one its interfaces, by their syntax."""
    path = pathlib.Path(folder) / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(path))
    os.chmod(path, 0o777)
    door.listen(64)

    def serve(line):
        with line:
            try:
                Pipe(line, name, make()).serve()
            except (EOFError, Gone, OSError):
                pass
            except Exception:  # one that a test has to see
                faults.append(traceback.format_exc())

    def wait():
        while True:
            line, _ = door.accept()
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    threading.Thread(target=wait, daemon=True).start()
