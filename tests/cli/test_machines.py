# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli wmi and run-on at the machines of the rehearsal: over TLS, with their account, and
with what real machines do wrong."""

import json
import pathlib
import re
import signal
import socket
import ssl
from urllib.parse import urlsplit

import cli_case
import road_case
import wsman_case
from patience import PATIENCE

SERVICES = ("root\\cimv2", "SELECT Name, State FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'")


class Machines(wsman_case.WsmanCase):
    BEHAVIOUR = ""

    def setUp(self):
        super().setUp()
        options = ["--behaviour", self.BEHAVIOUR] if self.BEHAVIOUR else []
        self.process = self.start("lab", "--packages", "3", "--bytes", "60000", *options)
        self.lab = json.loads(self.process.stdout.readline())
        self.assertEqual(self.process.stdout.readline(), b"ready\n")

    def ask(self, verb, role, *rest, status=0, options=(), secret=None, plain=False):
        url = self.lab["machines"][role]["http" if plain else "https"]
        return self.sign_in(verb, *rest, status=status, secret=secret or self.lab["password"], url=url,
                            options=["--user", self.lab["user"], "--ca", self.lab["ca"], *options])

    def run_on(self, role, *words, **how):
        return self.ask("run-on", role, "--", *words, **how)

    def start_on(self, role, *words):
        return self.start_signed_in(
            *words, url=self.lab["machines"][role]["https"], secret=self.lab["password"],
            options=["--user", self.lab["user"], "--ca", self.lab["ca"]])

    def wait_for_shell(self):
        folder = self.data / "shells"

        def is_written_down():
            return folder.is_dir() and any(
                path.read_text().startswith("+") for path in folder.iterdir())

        self.wait_until(is_written_down)


class Whole(Machines):
    def test_each_machine_says_its_name(self):
        for role in ("old", "new", "source", "primary.1", "primary.2", "central"):
            with self.subTest(role):
                name = self.lab["machines"][role]["name"]
                self.assertEqual(self.run_on(role, "hostname").out, name + "\r\n")
                result = self.ask("wmi", role, "root/cimv2",
                                  "SELECT Name FROM Win32_ComputerSystem", options=["--json"])
                self.assertEqual(result.of_type("item")[0]["properties"], {"Name": name})

    def test_a_change_is_seen(self):
        def state():
            return self.ask("wmi", "old", *SERVICES,
                            options=["--json"]).of_type("item")[0]["properties"]["State"]

        self.assertEqual(state(), "Running")
        self.run_on("old", "net", "stop", "SMS_EXECUTIVE")
        self.assertEqual(state(), "Stopped")
        self.run_on("old", "net", "start", "SMS_EXECUTIVE")
        self.assertEqual(state(), "Running")

    def test_plain(self):
        self.assertEqual(self.run_on("new", "echo", "x", plain=True).out, "x\r\n")

    def test_arguments(self):
        for words in (["a & b"], ["50%"], ["%OS%"], ["a", "b  c"], ["x^y"], ["(a|b>c<d)"]):
            with self.subTest(words):
                result = self.run_on("old", "echo", *words)
                self.assertEqual(result.out.replace('"', ""), " ".join(words) + "\r\n")

    def test_exit_code(self):
        result = self.run_on("old", "exit", "5", status=1, options=["--json"])
        self.assertEqual(result.of_type("item")[0]["exit_code"], 5)

    def test_unknown_certificate(self):
        url = self.lab["machines"]["old"]["https"]
        result = self.sign_in("wmi", *SERVICES, status=2, url=url, secret=self.lab["password"],
                              options=["--user", self.lab["user"]])
        found = re.search(r"--fingerprint ([0-9A-Fa-f:]+)", result.err)
        self.sign_in("wmi", *SERVICES, url=url, secret=self.lab["password"],
                     options=["--user", self.lab["user"], "--fingerprint", found.group(1)])

    def test_wrong_password(self):
        for verb, rest in (("wmi", SERVICES), ("run-on", ("hostname",))):
            result = self.ask(verb, "old", *rest, secret="wrong-one", status=2)
            self.assertEqual(len(result.err.splitlines()), 1, result)
            self.assertEqual(result.out, "")

    def test_unknown_class(self):
        result = self.ask("wmi", "old", "root/cimv2", "SELECT * FROM Win32_Nothing", status=1)
        self.assertEqual(len(result.err.splitlines()), 1, result)

    def test_secret_of_the_lab_is_in_no_file(self):
        self.run_on("old", "hostname")
        secret = self.lab["password"].encode()
        lab = pathlib.Path(self.lab["folder"])
        self.assertTrue((lab / "ca.pem").is_file())
        for path in [*lab.rglob("*"), *self.data.rglob("*")]:
            if path.is_file():
                self.assertNotIn(secret, path.read_bytes(), path)


class Odd(Machines):
    BEHAVIOUR = ("old:split-character=yes,new:stack=1.1,source:oem=yes,primary.1:no-exit-code=yes,"
                 "primary.2:unauthorized-first=1")

    def test_split_characters(self):
        self.assertEqual(self.run_on("old", "echo", "Grüße").out, "Grüße\r\n")

    def test_old_winrm(self):
        self.assertEqual(self.run_on("new", "echo", "x").out, "x\r\n")
        self.ask("wmi", "new", *SERVICES)

    def test_code_page(self):
        self.assertEqual(self.run_on("source", "echo", "Grüße").out, "Grüße\r\n")

    def test_no_exit_code(self):
        result = self.run_on("primary.1", "echo", "x", status=1, options=["--json"])
        self.assertIsNone(result.of_type("item")[0]["exit_code"])
        self.assertEqual(result.of_type("item")[0]["output"], "x\r\n")

    def test_refused_once_is_refused(self):
        self.run_on("primary.2", "hostname", status=2)


class Switched(road_case.RoadCase):
    def test_down_in_a_handshake(self):
        """Who stands in the middle of it is hung up on, and waits for nothing."""
        site = self.make_site()
        place = urlsplit(site.facts["machines"]["primary.1"]["https"])
        with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as line:
            line.sendall(self.hello())
            self.assertTrue(line.recv(1))
            site.order("off primary.1")
            try:
                while line.recv(65536):
                    pass
            except ConnectionResetError:
                pass

    @staticmethod
    def hello():
        said = ssl.MemoryBIO()
        asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(ssl.MemoryBIO(), said,
                                                                  server_hostname="x")
        try:
            asking.do_handshake()
        except ssl.SSLWantReadError:
            return said.read()
        raise AssertionError("nobody was asked")


class OneShell(Machines):
    """A server that gives one shell: whoever leaves it behind is locked out."""

    BEHAVIOUR = "old:shell-limit=1"

    def test_killed(self):
        process = self.start_on("old", "sleep", "600")
        self.wait_for_shell()
        process.kill()
        process.communicate()
        self.assertEqual(self.run_on("old", "hostname").out, "BR01SMS\r\n")
        self.assertEqual(list((self.data / "shells").iterdir()), [])

    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start_on("old", "sleep", "600")
                self.wait_for_shell()
                process.send_signal(number)
                process.communicate(timeout=PATIENCE)
                self.assertEqual(process.returncode, 130)
                self.assertEqual(list((self.data / "shells").iterdir()), [])
                self.assertEqual(self.run_on("old", "hostname").out, "BR01SMS\r\n")


if __name__ == "__main__":
    cli_case.main()
