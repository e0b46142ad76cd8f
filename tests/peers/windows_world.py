# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine of the rehearsal as a Windows Server 2003 shows it: asked and told over WS-Management, so
that there is one world, whichever way somebody looks at it or changes it."""

import base64
import calendar
import datetime
import http.client
import os
import socket
import ssl
import struct
import subprocess
import threading
import time
import uuid
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape

from windows_pipes import Gone

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESS = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
LIST = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
EPOCH = 11644473600
HELD = 0.3  # seconds
REG_SZ, REG_BINARY, REG_DWORD, REG_MULTI = 1, 3, 4, 7
NO_SUCH = 2
SERVICES = "system\\currentcontrolset\\services"
INTERFACES = SERVICES + "\\tcpip\\parameters\\interfaces"
MODES = ("Boot", "System", "Auto", "Manual", "Disabled")
LOCAL_MACHINE = 2147483650


def envelope(action, resource, selectors, body):
    chosen = "".join(f'<w:Selector Name="{name}">{escape(value)}</w:Selector>'
                     for name, value in selectors.items())
    return (f'<s:Envelope xmlns:s="{SOAP}" xmlns:a="{ADDRESS}" xmlns:w="{WSMAN}" xmlns:n="{LIST}">'
            f'<s:Header><a:To>http://localhost/wsman</a:To><w:ResourceURI s:mustUnderstand="true">{resource}'
            '</w:ResourceURI><a:ReplyTo><a:Address s:mustUnderstand="true">'
            f'{ADDRESS}/role/anonymous</a:Address></a:ReplyTo><a:Action s:mustUnderstand="true">{action}'
            f'</a:Action><w:MaxEnvelopeSize s:mustUnderstand="true">512000</w:MaxEnvelopeSize>'
            f'<a:MessageID>uuid:{uuid.uuid4()}</a:MessageID><w:OperationTimeout>PT60S</w:OperationTimeout>'
            f'<w:SelectorSet>{chosen}</w:SelectorSet></s:Header><s:Body>{body}</s:Body></s:Envelope>')


def bare(tag):
    return tag.split("}")[1]


def read_object(element):
    """Properties; a list of one where it is there once, so that the reader decides. What refers to
    another object is its keys."""
    found = {}
    for child in element:
        keys = {key.get("Name"): key.text for key in child.iter(f"{{{WSMAN}}}Selector")}
        if keys:
            found.setdefault(bare(child.tag), []).append(keys)
            continue
        if not any(key.endswith("}nil") for key in child.attrib):
            text = next((inner.text for inner in child if bare(inner.tag) == "Datetime"), child.text)
            found.setdefault(bare(child.tag), []).append(text or "")
    return found


class Machine:
    """A role of the rehearsal. FACTS: the JSON of `resite-cli lab`."""

    def __init__(self, facts, role, log=None):
        self.facts, self.role, self.log = facts, role, log
        door = facts["machines"][role]["https"]
        self.port = int(door.split(":")[2].split("/")[0])
        # Where it may be now: a change of its address takes it elsewhere on the same port.
        network = facts["machines"][role]["address"].rsplit(".", 1)[0]
        self.places = [f"{network}.{last}" for last in (20, 121, 122, 30, 10, 11)]
        self.trust = ssl.create_default_context(cafile=facts["ca"])
        self.trust.check_hostname = False
        self.lock = threading.Lock()
        self.lines = []
        self.held = {}
        self.told = []  # members of groups, by the numbers that they got

    def note(self, call, _structure):
        if self.log is not None:
            with self.lock, open(self.log, "a", encoding="utf-8") as log:
                log.write(f"{self.role}\t{call}\n")

    # WS-Management.

    def talk(self, action, resource, selectors, body):
        """What was just asked is not asked again: one question by RPC is many of these."""
        key = (action, resource, str(selectors), body)
        held = self.held.get(key)
        if held is not None and time.monotonic() < held[0] + HELD:
            return held[1]
        answer = self.send(action, resource, selectors, body)
        if resource.endswith("StdRegProv") and ("/Get" in action or "/Enum" in action) or (
                action.endswith("/Enumerate") and "Win32_OperatingSystem" not in body):
            self.held[key] = (time.monotonic(), answer)
        else:
            self.held.clear()
        return answer

    def send(self, action, resource, selectors, body):
        text = envelope(action, resource, selectors, body)
        account = base64.b64encode(f"{self.facts['user']}:{self.facts['password']}".encode()).decode()
        headers = {"Content-Type": "application/soap+xml;charset=UTF-8", "Authorization": "Basic " + account}
        while self.lines:
            answer = self.ask(self.lines.pop(), text, headers)
            if answer is not None:
                return answer
        for place in self.places:
            line = http.client.HTTPSConnection(place, self.port, timeout=60, context=self.trust)
            try:
                line.connect()
            except OSError:
                continue
            answer = self.ask(line, text, headers)
            if answer is not None:
                return answer
        raise Gone(self.role)

    def ask(self, line, text, headers):
        """None: the line was cut."""
        try:
            line.request("POST", "/wsman", text.encode(), headers)
            answer = line.getresponse().read()
        except (OSError, http.client.HTTPException):
            line.close()
            return None
        self.lines.append(line)
        return tree.fromstring(answer).find(f"{{{SOAP}}}Body")

    def rows(self, query, space="root/cimv2"):
        body = (f'<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>2000</w:MaxElements><w:Filter '
                f'Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">{escape(query)}</w:Filter>'
                '</n:Enumerate>')
        answer = self.talk(LIST + "/Enumerate", WMI + space + "/*", {}, body)
        found = []
        while True:
            items = answer.find(f".//{{{WSMAN}}}Items")
            if items is None:
                items = answer.find(f".//{{{LIST}}}Items")
            found += [read_object(item) for item in (items if items is not None else ())]
            context = answer.find(f".//{{{LIST}}}EnumerationContext")
            if context is None or not context.text or answer.find(".//{*}EndOfSequence") is not None:
                return found
            answer = self.talk(LIST + "/Pull", WMI + space + "/*", {},
                               f"<n:Pull><n:EnumerationContext>{context.text}</n:EnumerationContext>"
                               "<n:MaxElements>2000</n:MaxElements></n:Pull>")

    def call(self, name, method, selectors=None, space="root/cimv2", **given):
        """What it gives back, ReturnValue as a number."""
        uri = f"{WMI}{space}/{name}"
        inner = "".join(f"<p:{key}>{escape(str(value))}</p:{key}>" for key, value in given.items())
        answer = self.talk(f"{uri}/{method}", uri, selectors or {},
                           f'<p:{method}_INPUT xmlns:p="{uri}">{inner}</p:{method}_INPUT>')
        out = answer.find(".//{*}" + method + "_OUTPUT")
        if out is None:
            return {"ReturnValue": 31}
        found = read_object(out)
        return {**found, "ReturnValue": int(found.get("ReturnValue", ["0"])[0])}

    def find_place(self):
        for place in self.places:
            try:
                socket.create_connection((place, self.port), 5).close()
            except OSError:
                continue
            return place
        raise Gone(self.role)

    def run(self, *words):
        """A program at the machine itself; its exit status."""
        reading, writing = os.pipe()
        os.write(writing, (self.facts["password"] + "\n").encode())
        os.close(writing)
        with os.fdopen(reading) as secret:
            done = subprocess.run(
                [os.environ["RESITE_CLI"], "run-on", "--password-fd", str(secret.fileno()), "--ca",
                 self.facts["ca"], f"https://{self.facts['user']}@{self.find_place()}:{self.port}/wsman",
                 "--", *words],
                pass_fds=(secret.fileno(),), stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.returncode

    # What its calls are about.

    def computer(self):
        return self.rows("SELECT * FROM Win32_ComputerSystem")[0]

    def times(self):
        """Its clock and how long it has been up, seconds."""
        row = self.rows("SELECT * FROM Win32_OperatingSystem")[0]
        now, boot = (read_time(row[key][0]) for key in ("LocalDateTime", "LastBootUpTime"))
        return now, max(0, now - boot)

    def services(self):
        return self.rows("SELECT * FROM Win32_Service")

    def service(self, name):
        return next((row for row in self.services() if row["Name"][0].lower() == name.lower()), None)

    # The registry below HKEY_LOCAL_MACHINE: what WMI tells of the machine, and what is kept as such.

    def keys(self, path):
        """Names of the keys below; None: there is none of this name."""
        if path.lower() == INTERFACES:
            return [f"{{{i}}}" for i, _ in enumerate(self.adapters())]
        if path.lower() == SERVICES:
            return sorted(row["Name"][0] for row in self.services())
        out = self.call("StdRegProv", "EnumKey", space="root/default", hDefKey=LOCAL_MACHINE,
                        sSubKeyName=path)
        if out["ReturnValue"] != 0:
            return [] if self.shown(path) is not None else None
        return out.get("sNames", [])

    def values(self, path):
        """{name: (type, bytes)}"""
        return {**self.kept(path), **(self.shown(path) or {})}

    def adapters(self):
        return self.rows("SELECT * FROM Win32_NetworkAdapterConfiguration WHERE IPEnabled = TRUE")

    def shown(self, path):
        path = path.lower()
        if path == SERVICES + "\\mssmbios\\data":
            return {"SMBiosData": (REG_BINARY, self.firmware())}
        if path == SERVICES + "\\tcpip\\parameters":
            return {"Domain": text(self.computer()["Domain"][0])}
        if path == "system\\currentcontrolset\\control\\windows":
            now, up = self.times()
            return {"ShutdownTime": (REG_BINARY, struct.pack("<Q", int((now - up - 30 + EPOCH) * 10**7)))}
        if path.startswith(INTERFACES + "\\"):
            return show_adapter(self.adapters()[int(path.rsplit("{", 1)[1][:-1])])
        if path.startswith(SERVICES + "\\") and "\\" not in path[len(SERVICES) + 1:]:
            row = self.service(path[len(SERVICES) + 1:])
            return row and {"Start": number(MODES.index(row["StartMode"][0])),
                            "DisplayName": text(row["DisplayName"][0])}
        return None

    def kept(self, path):
        where = {"space": "root/default", "hDefKey": LOCAL_MACHINE, "sSubKeyName": path}
        out = self.call("StdRegProv", "EnumValues", **where)
        found = {}
        for name, kind in zip(out.get("sNames", []), map(int, out.get("Types", []))):
            method = {REG_DWORD: "GetDWORDValue", REG_MULTI: "GetMultiStringValue"}.get(kind, "GetStringValue")
            given = self.call("StdRegProv", method, sValueName=name, **where)
            said = given.get("uValue" if kind == REG_DWORD else "sValue", [""])
            found[name] = (number(int(said[0])) if kind == REG_DWORD else
                           several(said) if kind == REG_MULTI else text(said[0]))
        return found

    def set_value(self, path, name, kind, data):
        """A number of Windows."""
        parts = path.lower().split("\\")
        if path.lower().startswith(SERVICES + "\\") and len(parts) == 4 and name.lower() == "start":
            mode = MODES[struct.unpack("<I", data)[0]]
            if self.service(parts[3]) is None:
                return NO_SUCH
            return {0: 0, 2: 5}.get(self.call("Win32_Service", "ChangeStartMode", {"Name": parts[3]},
                                              StartMode="Automatic" if mode == "Auto" else mode)["ReturnValue"], 31)
        where = {"space": "root/default", "hDefKey": LOCAL_MACHINE, "sSubKeyName": path, "sValueName": name}
        if kind == REG_DWORD:
            return self.call("StdRegProv", "SetDWORDValue", uValue=struct.unpack("<I", data)[0], **where)["ReturnValue"]
        return self.call("StdRegProv", "SetStringValue",
                         sValue=data.decode("utf-16-le").rstrip("\0"), **where)["ReturnValue"]

    def firmware(self):
        """The tables of SMBIOS as Windows keeps them: the numbers of the box."""
        box = self.rows("SELECT * FROM Win32_ComputerSystemProduct")[0]["UUID"][0]
        serial = self.rows("SELECT * FROM Win32_BIOS")[0]["SerialNumber"][0]
        names = "\0".join(("Resite", self.computer()["Model"][0], "1", serial)).encode() + b"\0\0"
        system = bytes([1, 27, 1, 0, 1, 2, 3, 4]) + uuid.UUID(box).bytes_le + bytes([6, 0, 0]) + names
        tables = bytes([0, 24, 0, 0]) + bytes(20) + b"\0\0" + system + bytes([127, 4, 2, 0, 0, 0])
        return bytes([0, 2, 4, 0]) + struct.pack("<I", len(tables)) + tables


def read_time(said):
    """CIM's, or XML's: seconds since 1970."""
    if "T" in said:
        return datetime.datetime.fromisoformat(said.replace("Z", "+00:00")).timestamp()
    return calendar.timegm(time.strptime(said[:14], "%Y%m%d%H%M%S")) - int(said[21:] or 0) * 60


def text(said):
    return REG_SZ, (said + "\0").encode("utf-16-le")


def several(said):
    return REG_MULTI, ("".join(one + "\0" for one in said) + "\0").encode("utf-16-le")


def number(said):
    return REG_DWORD, struct.pack("<I", said)


def show_adapter(row):
    dhcp = row.get("DHCPEnabled", ["false"])[0].lower() == "true"
    gateways, servers = row.get("DefaultIPGateway", []), row.get("DNSServerSearchOrder", [])
    if dhcp:
        return {"EnableDHCP": number(1), "IPAddress": several(["0.0.0.0"]), "SubnetMask": several(["0.0.0.0"]),
                "DhcpIPAddress": text(row["IPAddress"][0]), "DhcpSubnetMask": text(row["IPSubnet"][0]),
                "DhcpDefaultGateway": several(gateways), "DhcpNameServer": text(" ".join(servers)),
                "NameServer": text("")}
    return {"EnableDHCP": number(0), "IPAddress": several(row["IPAddress"]),
            "SubnetMask": several(row["IPSubnet"]), "DefaultGateway": several(gateways),
            "NameServer": text(",".join(servers))}
