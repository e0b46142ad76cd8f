#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""windows_2003.py FOLDER PROGRAM < FACTS

The machines of a rehearsal as so many Windows Server 2003, for tests: FACTS is the line of JSON that
`PROGRAM lab` prints. Each machine is a real smbd that lets "smsadmin" in with the rehearsal's password;
behind its named pipes are calls of our own, which ask and change the machine of the rehearsal. Port 445
of an address leads to the machine that has the address now; to none, where it is down.

Prints "ready", stays in the foreground, ends on SIGTERM and with its parent. FOLDER/calls: a line a call,
with the machine. FOLDER/faults: what went wrong here. Needs root."""

import ctypes
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import threading

ROLES = ("old", "new", "source", "primary.1", "primary.2")


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Box:
    """One machine's smbd, behind the address at which it is at the time. It is another one after each
    change of the machine's name, which smbd tells whoever is about to log on."""

    def __init__(self, folder, machine, faults):
        self.folder, self.machine, self.faults = folder, machine, faults
        self.changed = threading.Condition()
        self.wanted = [machine.facts["machines"][machine.role]["name"]]
        self.faces = {}  # by name: the process and its address

    def find_address(self):
        """Of what is to be met under its name of now."""
        name = self.machine.computer()["Name"][0]
        with self.changed:
            if name not in self.faces:
                self.wanted.append(name)
            self.changed.wait_for(lambda: name in self.faces, 60)
            return self.faces[name][1]

    def serve(self):
        """In the main thread: a child lives as long as the thread that started it."""
        with self.changed:
            while self.wanted:
                name = self.wanted.pop()
                if name not in self.faces:
                    self.faces[name] = self.start(name)
            self.changed.notify_all()

    def start(self, name):
        import windows_accounts
        import windows_calls
        import windows_pipes
        network = self.machine.places[0].rsplit(".", 1)[0]
        address = f"{network}.{200 + 5 * ROLES.index(self.machine.role) + len(self.faces)}"
        folder = self.folder / f"{self.machine.role}-{name}"
        for pipe, kind in {**windows_calls.PIPES, **windows_accounts.PIPES}.items():
            windows_pipes.listen(folder / "ncalrpc/np", pipe,
                                 lambda kind=kind: {kind.syntax(): kind(self.machine)}, self.faults)
        process = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).with_name("file-server")), str(folder), "full=0",
             "pipes=own", f"drives={self.machine.facts['machines'][self.machine.role]['files']}", f"name={name}", f"address={address}", "port=445",
             f"password={self.machine.facts['password']}"], stdout=subprocess.PIPE, text=True)
        line = process.stdout.readline()
        if not line.startswith("ready"):
            self.faults.append(f"smbd of {name} does not start: {line}")
        return process, address

    def stop(self):
        for process, _ in self.faces.values():
            process.terminate()
        for process, _ in self.faces.values():
            process.communicate()

    def is_at(self, place):
        try:
            socket.create_connection((place, self.machine.port), 5).close()
            return True
        except OSError:
            return False


def pump(source, sink):
    try:
        while piece := source.recv(65536):
            sink.sendall(piece)
    except OSError:
        pass
    for line in (source, sink):
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def lead(client, place, boxes):
    from windows_pipes import Gone
    box = next((box for box in boxes if box.is_at(place)), None)
    try:
        server = socket.create_connection((box.find_address(), 445)) if box else None
    except (OSError, Gone):
        server = None
    if server is None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        return
    for line in (client, server):  # what comes in pieces does not wait for acknowledgements
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


class Door:
    """Port 445 of an address: open while somebody has the address."""

    def __init__(self, place, boxes):
        self.place, self.boxes, self.listener = place, boxes, None

    def look(self):
        there = any(box.is_at(self.place) for box in self.boxes)
        if there and self.listener is None:
            self.listener = socket.create_server((self.place, 445), backlog=64)
            threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()
        elif not there and self.listener is not None:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None

    def serve(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=lead, args=(client, self.place, self.boxes), daemon=True).start()


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        import windows_world
    except ImportError:
        print("python3-samba is not installed", file=sys.stderr)
        return 3
    end_with_parent()
    folder = pathlib.Path(sys.argv[1])
    os.environ["RESITE_CLI"] = sys.argv[2]
    facts = json.loads(sys.stdin.readline())
    faults = []
    machines = [windows_world.Machine(facts, role, folder / "calls") for role in ROLES]
    boxes = [Box(folder, machine, faults) for machine in machines]
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        for box in boxes:
            box.serve()
        doors = [Door(place, boxes) for place in boxes[0].machine.places]
        for door in doors:
            door.look()
        print("ready", flush=True)
        while not ended.wait(0.3):
            for box in boxes:
                box.serve()
            for door in doors:
                door.look()
            if faults:
                with open(folder / "faults", "a", encoding="utf-8") as file:
                    file.write("\n".join(faults) + "\n")
                faults.clear()
    finally:
        for box in boxes:
            box.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
