# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that are reached by RPC: Samba's smbd with the registry, the shares and the restart of a
Windows, each on port 445 of an address of its own.

Samba has no services like those of SMS, so the words "service ..." of its program net are played by
a stand-in before the real one, in the form in which the real one prints; whatever else is asked goes
to the real one. The stand-in writes down every call."""

import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))

import cli_case  # noqa: E402
import smb_case  # noqa: E402
from patience import PATIENCE  # noqa: E402
from smb_case import PASSWORD  # noqa: E402

ASK = pathlib.Path(os.environ.get("RESITE_BUILD_ROOT", ".")) / "tests/peers/rpc-ask"
BOX = "4C4C4544-0058-4B10-8034-B7C04F333132"
SYSTEM = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\"
SERVICES = ("SMS_EXECUTIVE", "SMS_SITE_COMPONENT_MANAGER", "CcmExec", "W3SVC")

NET = r'''#!/usr/bin/python3
import json, os, pathlib, sys
folder = pathlib.Path("%s")
words = sys.argv[1:]
with open(folder / "net-log", "a") as log:
    log.write(json.dumps({"words": words, "environment": dict(os.environ)}) + "\n")
if words[:2] != ["rpc", "service"]:
    os.execv("/usr/bin/net", ["net", *words])
services = folder / "services"
verb, name = words[2], words[3]
if verb == "list":
    for path in sorted(services.iterdir()):
        if path.suffix == "":
            print("%%-20s    \"The %%s\"" %% (path.name, path.name))
    sys.exit(0)
path = services / name
if not path.exists():
    print("Failed to open service.  [WERR_SERVICE_DOES_NOT_EXIST]", file=sys.stderr)
    sys.exit(255)
refusal = services / (name + ".refuses-" + verb)
if refusal.exists():
    print("Control service request failed.  [%%s]" %% refusal.read_text(), file=sys.stderr)
    sys.exit(255)
if verb in ("stop", "start"):
    path.write_text("stopped" if verb == "stop" else "running")
    print(".")
print("%%s service is %%s." %% (name, path.read_text()))
if verb == "status":
    print("Configuration details:\n\tControls Accepted    = 0x1\n\tStart Type           = 0x2\n"
          "\tDisplay Name         = The " + name)
'''


def free_address(number=2):
    """One of our own, since RPC is spoken on port 445."""
    for last in range(number, 250):
        address = f"127.{(os.getpid() >> 8) % 150 + 100}.{os.getpid() % 256}.{last}"
        with socket.socket() as probe:
            try:
                probe.bind((address, 445))
                return address
            except OSError:
                continue
    raise OSError("no address is free")


def hexadecimal(data):
    return ",".join(f"{byte:02x}" for byte in data)


def several(*texts):
    return "hex(7):" + hexadecimal(("\0".join(texts) + "\0\0").encode("utf-16-le"))


def firmware(box=BOX):
    """What Windows keeps of the tables of SMBIOS."""
    system = (bytes([1, 27, 1, 0, 1, 2, 3, 4]) + uuid.UUID(box).bytes_le + bytes([6, 0, 0]) +
              b"Dell Inc.\0PowerEdge 2850\0A\0ABC1234\0\0")
    tables = bytes([0, 24, 0, 0]) + bytes(20) + b"\0\0" + system + bytes([127, 4, 2, 0, 0, 0])
    return bytes([0, 2, 4, 0]) + struct.pack("<I", len(tables)) + tables


def registry(*, name="BR01SMS", address="10.4.1.20", box=BOX):
    text = f"""Windows Registry Editor Version 5.00

[{SYSTEM}Control\\ComputerName\\ActiveComputerName]
"ComputerName"="{name}"

[{SYSTEM}Control\\ComputerName\\ComputerName]
"ComputerName"="{name}"

[{SYSTEM}Services\\Tcpip\\Parameters]
"Domain"="corp.example.com"

[{SYSTEM}Services\\Tcpip\\Parameters\\Interfaces\\{{1A2B}}]
"EnableDHCP"=dword:00000000
"IPAddress"={several(address)}
"SubnetMask"={several("255.255.255.0")}
"DefaultGateway"={several("10.4.1.1")}
"NameServer"="10.1.0.10,10.1.0.11"

[{SYSTEM}Control\\Windows]
"ShutdownTime"=hex:00,40,6a,1c,1d,3a,da,01

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Setup]
"Full Version"="2.50.4253.3000"
"""
    if box is not None:
        text += f'\n[{SYSTEM}Services\\mssmbios\\Data]\n"SMBiosData"=hex:{hexadecimal(firmware(box))}\n'
    for service in SERVICES:
        text += f'\n[{SYSTEM}Services\\{service}]\n"Start"=dword:00000002\n'
    # Samba does not read the last value of a file.
    return text + "\n;\n"


class RpcCase(smb_case.SmbCase):
    def setUp(self):
        super().setUp()
        self.extra_path = None

    def environment(self):
        environment = super().environment()
        if self.extra_path is not None:
            environment["PATH"] = f"{self.extra_path}:{environment['PATH']}"
        return environment

    def start_windows(self, *words, box_folder="box", **facts):
        """Returns its address."""
        address = free_address(facts.pop("number", 2))
        folder = self.folder / box_folder
        (folder / "etc").mkdir(parents=True)
        (folder / "etc/registry.reg").write_text(registry(**facts))
        self.folder.chmod(0o755)
        orders = () if any(word.startswith("rpc=") for word in words) else ("rpc=yes",)
        self.start_server(box_folder, *orders, f"address={address}", "port=445", *words)
        return address

    def play_services(self):
        folder = self.folder / "played"
        (folder / "services").mkdir(parents=True)
        for service in SERVICES:
            (folder / "services" / service).write_text("running")
        (folder / "net").write_text(NET % folder)
        (folder / "net").chmod(0o755)
        self.extra_path = folder
        return folder / "services"

    def calls(self):
        """Of the program net, by what it is told before its options."""
        lines = (self.extra_path / "net-log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def orders(self):
        return [" ".join(word for word in call["words"] if not word.startswith("--"))
                for call in self.calls()]

    def plan(self, address, *roles, **more):
        self.ports = {role: 445 for role in roles or ("old", "new")}
        values = {}
        for role in self.ports:
            values.update({f"{role}__reach": "rpc", f"{role}__rpc-host": address,
                           f"{role}__files": f"smb://{address}", f"{role}__uuid": BOX,
                           f"{role}__drive_D": None, f"{role}__mac": None, f"{role}__serial": None})
        values.update(more)
        return self.write_plan(**values)

    def passwords(self, password=PASSWORD):
        reading, writing = os.pipe()
        os.write(writing, f"{password}\n".encode() * 8)
        os.close(writing)
        return reading

    def call_in(self, *arguments, status=0, password=PASSWORD):
        file = self.passwords(password)
        try:
            done = subprocess.run(
                self.command([arguments[0], "--password-fd", file, *arguments[1:]]),
                stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self.environment(),
                cwd=self.folder, timeout=PATIENCE, check=False, pass_fds=(file,))
        finally:
            os.close(file)
        result = cli_case.Result(arguments, done.returncode, done.stdout, done.stderr)
        self.assertNotIn("CRITICAL", result.err, result)
        self.assertNotIn(password, result.out + result.err)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def reach(self, plan, status=None, **options):
        """What it says of each role: (verdict, message)."""
        result = self.call_in("reach", plan, "--json", status=status, **options)
        seen = {}
        for entry in result.of_type("check"):
            seen[entry["name"]] = (entry["verdict"], entry["message"])
        return seen

    def begin(self, plan, steps):
        runbook = self.folder / "runbook.xml"
        runbook.write_text('<runbook id="x" version="1"><title>t</title><phase id="C"><title>t</title>'
                           f"<intro>i</intro>{steps}</phase></runbook>")
        self.id = self.start_run(plan, "--runbook", runbook)

    def go(self, step, status=0, **options):
        return self.call_in("run", self.id, step, "--json", "--confirm", status=status, **options)


class AskingCase(RpcCase):
    """One question at a time to the machine at self.address."""

    def ask(self, *words, user="smsadmin", password=PASSWORD, options=()):
        done = subprocess.run([ASK, self.address, user, *options, *words], text=True, check=False,
                              input=password + "\n", capture_output=True, timeout=PATIENCE,
                              env=self.environment())
        self.assertNotIn("CRITICAL", done.stderr)
        self.assertNotIn(password, done.stdout + done.stderr)
        self.assertIn(done.returncode, (0, 1), done)
        *self.lines, last = done.stdout.splitlines()
        self.password = last.removeprefix("password ")
        return done

    def answer(self, *words, **options):
        done = self.ask(*words, **options)
        self.assertEqual(done.returncode, 0, done)
        return self.lines

    def refusal(self, *words, **options):
        """(code, text)"""
        done = self.ask(*words, **options)
        self.assertEqual(done.returncode, 1, done)
        return tuple(done.stderr.strip().split(" ", 1))


def step(name, content, role="old"):
    return (f'<step id="{name}" on="{role}" after="" rerun="safe"><title>t</title><why>w</why>{content}'
            "<by-hand><p>p</p></by-hand></step>")
