# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SMB server of our own and a long line to it, both on loopback and ports nobody chose."""
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

USER = "tester"
PASSWORD = "tester1"
SHARE = "pkgs"
PROGRAMS = ("smbd", "smbpasswd", "smbclient")

CONFIGURATION = """\
[global]
 workgroup = WORKGROUP
 server role = standalone server
 interfaces = lo
 bind interfaces only = yes
 smb ports = {port}
 disable netbios = yes
 server min protocol = {least}
 server max protocol = {most}
 lock directory = {state}/lock
 state directory = {state}/state
 cache directory = {state}/cache
 pid directory = {state}/pid
 private dir = {state}/private
 ncalrpc dir = {state}/ncalrpc
 log file = {state}/log
 log level = 0
 passdb backend = smbpasswd:{state}/private/smbpasswd
 username map = {state}/users
 ntlm auth = ntlmv1-permitted
 map to guest = never
 load printers = no
 printcap name = /dev/null
 disable spoolss = yes
 rpc start on demand helpers = no
 unix extensions = no
 use sendfile = yes
[{share}]
 path = {folder}
 read only = no
 force user = {account}
 map readonly = yes
 map archive = no
 store dos attributes = no
 ea support = no
"""


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def missing():
    return [name for name in PROGRAMS if shutil.which(name) is None]


def end(process):
    """The program and what it started; it leads a group of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()


class Server:
    """smbd over one folder, with or without SMB 2 and 3."""

    def __init__(self, folder, smb1=False):
        self.port, self.smb1, self.folder = free_port(), smb1, folder
        self.state = tempfile.mkdtemp(prefix="resite-smbd-")
        for name in ("lock", "state", "cache", "pid", "private", "ncalrpc"):
            os.mkdir(os.path.join(self.state, name), 0o700 if name == "private" else 0o755)
        self.process = None
        self.configure(folder)
        self.serve()

    def configure(self, folder):
        account = pwd.getpwuid(os.getuid()).pw_name
        self.configuration = os.path.join(self.state, "smb.conf")
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                port=self.port, state=self.state, share=SHARE, folder=folder, account=account,
                least="NT1" if self.smb1 else "SMB2_10", most="NT1" if self.smb1 else "SMB3_11"))
        with open(os.path.join(self.state, "users"), "w", encoding="utf-8") as file:
            file.write(f"{account} = {USER}\n")
        subprocess.run(["smbpasswd", "-c", self.configuration, "-L", "-s", "-a", account],
                       input=f"{PASSWORD}\n{PASSWORD}\n", text=True, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def serve(self):
        with open(os.path.join(self.state, "said"), "wb") as said:
            self.process = subprocess.Popen(
                ["smbd", "-F", "-s", self.configuration, "-l", self.state],  # leads its own group
                stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        for _ in range(100):
            if subprocess.run(self.client(self.port) + ["-c", "quit"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0:
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError("smbd did not answer")

    def client(self, port):
        """How smbclient is called: the other program that a technician has for this."""
        old = ["-m", "NT1", "--option=client min protocol=NT1"] if self.smb1 else []
        return ["smbclient", "-s", "/dev/null", *old, "-p", str(port), "-U", f"{USER}%{PASSWORD}",
                f"//127.0.0.1/{SHARE}"]

    def stop(self):
        if self.process:
            end(self.process)
        shutil.rmtree(self.state, ignore_errors=True)


@contextlib.contextmanager
def server(folder, smb1=False):
    running = Server(folder, smb1)
    try:
        yield running
    finally:
        running.stop()


@contextlib.contextmanager
def line(proxy, port, milliseconds):
    """A port that leads to @port, that long a way there and back."""
    if not milliseconds:
        yield port
        return
    with subprocess.Popen([proxy, str(port), str(milliseconds)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            end(process)


def url(port, path):
    return f"smb://{USER}@127.0.0.1:{port}/{SHARE}/{path}"
