#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""desk_2003.py ADDRESS NAME [WORD ...]

Answers at ADDRESS as a Windows Server 2003 by the name NAME does before anybody has logged on: SMB 1
on port 445 (the newer greeting is hung up on), NetBIOS status on 137, an IIS with integrated
authentication on 80. Prints "ready". WORD: mute (connections are taken and nothing is said),
cut (the line is cut in the middle of the answer), banner (an IIS that asks nobody).
"""
import base64
import socket
import struct
import sys
import threading

ADDRESS, NAME = sys.argv[1:3]
WORDS = sys.argv[3:]
DOMAIN = "CORP"
SYSTEM = "Windows Server 2003 3790 Service Pack 2"


def wide(text):
    return text.encode("utf-16-le")


def challenge():
    values = b""
    for number, text in ((2, DOMAIN), (1, NAME), (4, "corp.example"),
                         (3, NAME.lower() + ".corp.example")):
        values += struct.pack("<HH", number, 2 * len(text)) + wide(text)
    values += b"\0\0\0\0"
    target = wide(DOMAIN)
    return (b"NTLMSSP\0" + struct.pack("<IHHI", 2, len(target), len(target), 56) +
            struct.pack("<I", 0x02898205) + b"\x11\x22\x33\x44\x55\x66\x77\x88" + 8 * b"\0" +
            struct.pack("<HHI", len(values), len(values), 56 + len(target)) +
            struct.pack("<BBHI", 5, 2, 3790, 0x0F000000) + target + values)


def head(command, status):
    return (b"\xffSMB" + bytes([command]) + struct.pack("<I", status) + b"\x98" +
            struct.pack("<H", 0xC801) + 20 * b"\0")


def answer(message):
    if message[4] == 0x72:
        words = struct.pack("<HBHHIIIIQhB", 0, 3, 50, 1, 16644, 65536, 0, 0x8000F3FD, 0, 0, 0)
        data = 16 * b"\x07"
        return head(0x72, 0) + bytes([17]) + words + struct.pack("<H", len(data)) + data
    blob = challenge()
    words = struct.pack("<HHHH", 0xFF, 0, 0, len(blob))
    pad = (32 + 1 + 8 + 2 + len(blob)) % 2 * b"\0"
    data = blob + pad + wide(SYSTEM) + b"\0\0" + wide("Windows Server 2003 5.2") + b"\0\0"
    return head(0x73, 0xC0000016) + bytes([4]) + words + struct.pack("<H", len(data)) + data


def receive(line, count):
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        if not more:
            raise OSError("gone")
        data += more
    return data


def talk_smb(line):
    while True:
        size = struct.unpack(">I", receive(line, 4))[0]
        message = receive(line, size)
        if "mute" in WORDS:
            continue
        if not message.startswith(b"\xffSMB"):
            return
        reply = answer(message)
        reply = struct.pack(">I", len(reply)) + reply
        if "cut" in WORDS and message[4] == 0x73:
            line.sendall(reply[:60])
            return
        line.sendall(reply)


def talk_http(line):
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(4096)
        if not more:
            return
        data += more
    if "mute" in WORDS:
        line.recv(1)
    elif b"Authorization: NTLM " in data and "banner" not in WORDS:
        line.sendall(b"HTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/6.0\r\n"
                     b"WWW-Authenticate: NTLM " + base64.b64encode(challenge()) +
                     b"\r\nContent-Length: 0\r\n\r\n")
    else:
        line.sendall(b"HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/6.0\r\nContent-Length: 0\r\n\r\n")


def serve(port, talk):
    listener = socket.create_server((ADDRESS, port))

    def take(line):
        try:
            with line:
                talk(line)
        except OSError:
            pass

    def loop():
        while True:
            threading.Thread(target=take, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def entry(name, suffix, group):
    return name.ljust(15).encode() + bytes([suffix]) + struct.pack(">H", 0x8400 if group else 0x0400)


def serve_netbios():
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((ADDRESS, 137))
    data = bytes([3]) + entry(NAME, 0, False) + entry(DOMAIN, 0, True) + entry(NAME, 0x20, False)
    data += b"\x00\x0c\x29\xab\xcd\xef" + 40 * b"\0"
    while True:
        query, peer = udp.recvfrom(2048)
        if "mute" not in WORDS and query[46:48] == b"\0\x21":
            udp.sendto(query[:2] + b"\x84\0\0\0\0\1\0\0\0\0" + query[12:46] + b"\0\x21\0\1\0\0\0\0" +
                       struct.pack(">H", len(data)) + data, peer)


serve(445, talk_smb)
serve(80, talk_http)
print("ready", flush=True)
serve_netbios()
