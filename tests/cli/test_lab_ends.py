#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's servers end when they are told to, whatever their clients have left half done:
nothing said, half a handshake, half a request, lines that were dropped meanwhile."""

import json
import os
import random
import signal
import socket
import ssl
import struct
import threading
import unittest
from urllib.parse import urlsplit

from cli_case import CliCase
from patience import PATIENCE

LONG = bool(os.environ.get("RESITE_LONG"))
REQUEST = b"POST /wsman HTTP/1.1\r\nHost: lab\r\nContent-Length: 100\r\n\r\n<a>"


def make_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def make_hello():
    """The first piece of a TLS client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        make_context().wrap_bio(incoming, outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


class Clients:
    """Lines to the servers at @addresses, each left in the middle of something."""

    def __init__(self, addresses, chance):
        self.addresses, self.chance = addresses, chance
        self.hello = make_hello()
        self.kept = []

    def speak(self, line, is_secure):
        chance = self.chance
        if not is_secure:
            line.sendall(REQUEST[:chance.randrange(len(REQUEST))])
            return line
        if chance.random() < 0.7:
            line.sendall(self.hello[:chance.choice((0, 5, chance.randrange(len(self.hello)),
                                                    len(self.hello)))])
            return line
        line.settimeout(PATIENCE)
        line = make_context().wrap_socket(line)
        line.sendall(REQUEST[:chance.randrange(len(REQUEST))])
        return line

    def leave(self, line):
        how = self.chance.randrange(5)
        if how == 0:
            line.shutdown(socket.SHUT_WR)
        if how in (1, 2):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", how - 1, 0))
            line.close()
        else:
            self.kept.append(line)

    def come(self):
        host, port, is_secure = self.chance.choice(self.addresses)
        try:
            self.leave(self.speak(socket.create_connection((host, port)), is_secure))
        except OSError:
            pass  # the servers have gone meanwhile

    def come_often(self, times):
        for _ in range(times):
            self.come()

    def close(self):
        for line in self.kept:
            line.close()


def list_addresses(lab):
    urls = [machine[key] for machine in lab["machines"].values() for key in ("https", "http")]
    urls += [lab["directory_tls"], lab["directory"]]
    parts = [urlsplit(url) for url in urls]
    return [(part.hostname, part.port, part.scheme.endswith("s")) for part in parts]


class LabEnds(CliCase):
    def check_ends(self, seed, times):
        process = self.start("lab", "--packages", 3, "--bytes", 20_000, "--pace", 1)
        lab = json.loads(process.stdout.readline())
        self.assertEqual(process.stdout.readline(), b"ready\n")
        chance = random.Random(seed)
        clients = Clients(list_addresses(lab), chance)
        self.addCleanup(clients.close)
        threads = [threading.Thread(target=clients.come_often, args=(times,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        if seed % 2:
            for thread in threads:
                thread.join()
        else:
            clients.come()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0, process.stderr.read())
        self.assertFalse(os.path.exists(lab["folder"]))
        for thread in threads:
            thread.join()
        self.assertNotIn(b"CRITICAL", process.stderr.read())

    def test_lines_left_half_done(self):
        for seed in range(100 if LONG else 6):
            with self.subTest(seed=seed):
                self.check_ends(seed, 40)

    def test_more_silent_handshakes_than_threads(self):
        process = self.start("lab", "--packages", 3, "--bytes", 20_000, "--pace", 1)
        lab = json.loads(process.stdout.readline())
        self.assertEqual(process.stdout.readline(), b"ready\n")
        secure = [address for address in list_addresses(lab) if address[2]]
        for number in range(60):
            line = socket.create_connection(secure[number % len(secure)][:2])
            self.addCleanup(line.close)
            line.sendall(b"\x16\x03\x01"[:number % 4])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertFalse(os.path.exists(lab["folder"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
