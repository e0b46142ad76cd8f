# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3-winrm, unmodified, against the rehearsal's machines."""

import pathlib
import threading
import unittest

from peer_lab import LabCase

try:
    import winrm
    from winrm.exceptions import InvalidCredentialsError, WinRMError, WinRMOperationTimeoutError
except ImportError:
    winrm = None

LONG = "ping -n 6 127.0.0.1 >nul & echo over"


@unittest.skipIf(winrm is None, "python3-winrm is not installed")
class Pywinrm(LabCase):
    def session(self, scheme="https", role="old", password=None, **options):
        if scheme == "https":
            options["ca_trust_path"] = self.ca
            options["server_cert_validation"] = "validate"
        return winrm.Session(self.machine(role)[scheme], transport="basic",
                             auth=(self.user, password or self.password), **options)

    def protocol(self, role="old", **options):
        return winrm.Protocol(self.machine(role)["https"], transport="basic", username=self.user,
                              password=self.password, ca_trust_path=self.ca,
                              server_cert_validation="validate", **options)

    def test_output_of_both_schemes(self):
        for scheme in ("https", "http"):
            with self.subTest(scheme):
                done = self.session(scheme).run_cmd("echo", ["some", "words"])
                self.assertEqual((done.status_code, done.std_out, done.std_err),
                                 (0, b"some words\r\n", b""))

    def test_each_machine_says_its_own_name(self):
        for role in ("old", "new", "source", "primary.1", "central"):
            with self.subTest(role):
                done = self.session(role=role).run_cmd("hostname")
                self.assertEqual(done.std_out.decode().strip().upper(), self.machine(role)["name"])

    def test_exit_codes(self):
        for code in (0, 1, 5, 259):
            with self.subTest(code):
                self.assertEqual(self.session().run_cmd(f"exit {code}").status_code, code)

    def test_errors_come_on_their_own_stream(self):
        done = self.session().run_cmd("no-such-program")
        self.assertEqual(done.std_out, b"")
        self.assertIn(b"not recognized", done.std_err)
        self.assertNotEqual(done.status_code, 0)

    def test_characters_of_the_shells_code_page(self):
        protocol = self.protocol()
        for page, encoding in ((65001, "utf-8"), (850, "cp850"), (437, "cp437")):
            with self.subTest(page):
                shell = protocol.open_shell(codepage=page)
                command = protocol.run_command(shell, "echo", ["Größe & Maß <1>".replace("&", "^&")
                                                               .replace("<", "^<").replace(">", "^>")])
                out, err, code = protocol.get_command_output(shell, command)
                self.assertEqual((out.decode(encoding), err, code),
                                 ("Größe & Maß <1>\r\n", b"", 0))
                protocol.cleanup_command(shell, command)
                protocol.close_shell(shell)

    def test_a_silent_command_outlasts_several_timeouts(self):
        protocol = self.protocol(operation_timeout_sec=1, read_timeout_sec=10)
        shell = protocol.open_shell(codepage=65001)
        command = protocol.run_command(shell, LONG)
        timeouts, out, done = 0, b"", False
        while not done:
            try:
                part, err, code, done = protocol._raw_get_command_output(shell, command)
                self.assertEqual(err, b"")
                out += part
            except WinRMOperationTimeoutError:
                timeouts += 1
        self.assertEqual((out.strip(), code), (b"over", 0))
        self.assertGreaterEqual(timeouts, 2)
        protocol.cleanup_command(shell, command)
        protocol.close_shell(shell)

    def test_many_shells_one_after_the_other_leave_none_behind(self):
        for number in range(15):
            self.assertEqual(self.session("http").run_cmd("echo", [str(number)]).std_out.strip(),
                             str(number).encode())

    def test_several_shells_at_once(self):
        found = {}

        def work(number):
            found[number] = self.session().run_cmd("echo", [str(number)]).std_out.strip()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, {number: str(number).encode() for number in range(4)})

    def test_the_sixth_shell_is_one_too_many(self):
        protocol = self.protocol("new")
        shells = [protocol.open_shell() for _ in range(5)]
        with self.assertRaisesRegex(WinRMError, "maximum number of 5 concurrent shells"):
            protocol.open_shell()
        for shell in shells:
            protocol.close_shell(shell)
        protocol.close_shell(protocol.open_shell())

    def test_much_output(self):
        text = b"".join(b"0123456789abcdef %d\r\n" % number for number in range(20000))
        folder = pathlib.Path(self.machine()["files"]) / "E" / "SMSTools"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "much.txt").write_bytes(text)
        done = self.session().run_cmd("type E:\\SMSTools\\much.txt")
        self.assertEqual((done.status_code, done.std_err), (0, b""))
        self.assertEqual(done.std_out, text)

    def test_wrong_password(self):
        with self.assertRaises(InvalidCredentialsError):
            self.session(password="wrong").run_cmd("hostname")

    def test_untrusted_certificate(self):
        with self.assertRaisesRegex(Exception, "(?i)certificate verify failed"):
            winrm.Session(self.machine()["https"], transport="basic",
                          auth=(self.user, self.password),
                          server_cert_validation="validate").run_cmd("hostname")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
