# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli wmi: what comes out, how one signs in, and that the password stays a secret."""

import base64
import os
import re
import shutil
import signal
import socket
import subprocess

import cli_case
import wsman_case
import wsman_server
from wsman_server import SECRET, USER
from patience import PATIENCE

ALL = ("root\\cimv2", "SELECT * FROM Win32_Service")


class Answers(wsman_case.WsmanCase):
    def test_items(self):
        result = self.sign_in("wmi", *ALL, options=["--json"])
        first, second = result.of_type("item")
        self.assertEqual(first["name"], "SMS_EXECUTIVE")
        self.assertEqual(first["class"], "Win32_Service")
        self.assertEqual(first["properties"], {"Description": None, "Name": "SMS_EXECUTIVE",
                                               "Started": "true", "Paths": ["a", "b"]})
        self.assertEqual(second["name"], "Spooler & co")
        self.assertEqual(result.total["states"], {"found": 2})

    def test_text(self):
        result = self.sign_in("wmi", *ALL)
        self.assertIn("Name: SMS_EXECUTIVE\n", result.out)
        self.assertIn("Name: Spooler & co\nStarted: false\n\n", result.out)

    def test_nothing_found(self):
        result = self.sign_in("wmi", "root/cimv2", "SELECT * FROM Nothing", options=["--json"])
        self.assertEqual(result.of_type("item"), [])
        self.assertEqual(result.total["states"], {})

    def test_wrong_query(self):
        result = self.sign_in("wmi", "root/cimv2", "NOT WQL", status=1)
        self.assertEqual(len(result.err.splitlines()), 1, result)
        self.assertEqual(result.out, "")

    def test_nobody_there(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        result = self.sign_in("wmi", *ALL, url=f"http://x@127.0.0.1:{port}/wsman", status=2)
        self.assertIn("127.0.0.1", result.err)

    def test_deadline(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            result = self.sign_in("wmi", *ALL, url=f"http://x@127.0.0.1:{port}/wsman", status=2,
                                  options=["--deadline", "1"])
        self.assertIn("within 1 s", result.err)
        self.sign_in("wmi", *ALL, status=2, options=["--deadline", "soon"])


class Addresses(wsman_case.WsmanCase):
    def test_refused(self):
        for url, why in (("nonsense", "no address"), ("http://", "no address"),
                         ("http://a:b@127.0.0.1/wsman", "does not belong"),
                         ("http://127.0.0.1:5985/wsman", "who to sign in as"),
                         ("http://a@192.0.2.1:5985/wsman", "192.0.2.1"),
                         ("ftp://a@127.0.0.1/wsman", "ftp")):
            with self.subTest(url):
                result = self.sign_in("wmi", *ALL, url=url, status=2)
                self.assertIn(why, result.err)
                self.assertEqual(len(result.err.splitlines()), 1, result)
        self.assertEqual(self.server.tries, [])

    def test_user(self):
        bare = self.server.url
        self.sign_in("wmi", *ALL, url=bare, options=["--user", USER])
        self.sign_in("wmi", *ALL, url=bare.replace("://", "://nobody@"), options=["--user", USER])
        self.sign_in("wmi", *ALL, options=["--kerberos"], status=2)


# Puts a password into libsecret's key ring in a file, as the desktop's program for it would.
KEEP = """
import sys, gi
gi.require_version("Secret", "1")
from gi.repository import Secret
schema = Secret.Schema.new("org.resite.Machine", Secret.SchemaFlags.NONE,
                           {"server": Secret.SchemaAttributeType.STRING,
                            "user": Secret.SchemaAttributeType.STRING})
Secret.password_store_sync(schema, {"server": sys.argv[1], "user": sys.argv[2]},
                           Secret.COLLECTION_DEFAULT, "a machine", sys.stdin.read(), None)
"""


class KeyRing(wsman_case.WsmanCase):
    def environment(self):
        return dict(super().environment(), SECRET_BACKEND="file",
                    SECRET_FILE_TEST_PATH=str(self.folder / "ring"),
                    SECRET_FILE_TEST_PASSWORD="ring")

    def keep(self, secret):
        done = subprocess.run(["/usr/bin/python3", "-c", KEEP, "127.0.0.1", USER], input=secret,
                              text=True, env=self.environment(), capture_output=True, check=False)
        if "not available" in done.stderr or "No module named 'gi'" in done.stderr:
            self.skipTest("gir1.2-secret-1 is not installed")
        self.assertEqual(done.returncode, 0, done.stderr)

    def ask(self):
        return subprocess.run(self.words("wmi", *ALL), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, env=self.environment(),
                              start_new_session=True, timeout=PATIENCE, check=False)

    def test_found(self):
        self.keep(SECRET)
        done = self.ask()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("SMS_EXECUTIVE", done.stdout)

    def test_wrong_one(self):
        self.keep("wrong-one")
        done = self.ask()
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertNotIn("wrong-one", done.stderr)
        self.assertEqual(len([given for given in self.server.tries if given]), 1)

    def test_given_one_is_taken_first(self):
        self.keep("wrong-one")
        self.sign_in("wmi", *ALL)

    def test_empty_ring(self):
        done = self.ask()
        self.assertEqual(done.returncode, 2)
        self.assertIn("--password-fd", done.stderr)
        self.assertEqual(self.server.tries, [])


class Secrets(wsman_case.WsmanCase):
    def test_wrong_password_is_tried_once(self):
        result = self.sign_in("wmi", *ALL, secret="wrong-one", status=2)
        self.assertEqual(len(result.err.splitlines()), 1, result)
        wrong = base64.b64encode(f"{USER}:wrong-one".encode()).decode()
        self.assertEqual(self.server.tries.count("Basic " + wrong), 1)
        self.assertNotIn(wrong, result.err)

    def test_no_password(self):
        self.assertIn("--password-fd", self.sign_in("wmi", *ALL, secret="", status=2).err)
        result = self.sign_in("wmi", *ALL, options=["--password-fd", "77"], status=2)
        self.assertIn("77", result.err)
        self.assertEqual(self.server.tries, [])

    def test_debugging_does_not_show_it(self):
        os.environ["G_MESSAGES_DEBUG"] = "all"
        self.addCleanup(os.environ.pop, "G_MESSAGES_DEBUG")
        result = self.sign_in("wmi", *ALL, options=["--verbose"])
        self.assertNotIn(base64.b64encode(f"{USER}:{SECRET}".encode()).decode(),
                         result.out + result.err)

    def test_prompt(self):
        terminal = self.at_terminal("wmi", *ALL)
        terminal.read_until("Password of Administrator on 127.0.0.1: ")
        self.assertFalse(terminal.echoes())
        terminal.type(SECRET + "\n")
        shown, status = terminal.end()
        self.assertEqual(status, 0, shown)
        self.assertIn("SMS_EXECUTIVE", shown)
        self.assertNotIn(SECRET, shown)

    def test_prompt_without_an_answer(self):
        for typed in ("\n", "\x04"):
            with self.subTest(typed):
                terminal = self.at_terminal("wmi", *ALL)
                terminal.read_until("127.0.0.1: ")
                terminal.type(typed)
                shown, status = terminal.end()
                self.assertEqual(status, 2, shown)
        self.assertEqual(self.server.tries, [])

    def test_prompt_is_left(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                terminal = self.at_terminal("wmi", *ALL)
                terminal.read_until("127.0.0.1: ")
                # Held open, so that the terminal can be looked at when the program is gone.
                side = os.open(f"/proc/{terminal.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
                self.assertFalse(terminal.echoes())
                os.kill(terminal.pid, number)
                terminal.read_until("stopped")
                self.assertTrue(terminal.echoes())
                os.close(side)
                shown, status = terminal.end()
                self.assertEqual(status, 130, shown)

    def test_interrupt_key_at_the_prompt(self):
        terminal = self.at_terminal("wmi", *ALL)
        terminal.read_until("127.0.0.1: ")
        terminal.type("half\x1c\x1a")
        terminal.type("\x03")
        shown, status = terminal.end()
        self.assertEqual(status, 130, shown)
        self.assertNotIn("half", shown)


class Certificates(wsman_case.WsmanCase):
    def setUp(self):
        super().setUp()
        if shutil.which("certtool") is None:
            self.skipTest("certtool is not installed")
        both, self.certificate, self.fingerprint = wsman_server.make_certificate(self.folder)
        self.secure_server = wsman_server.Server(both)
        self.addCleanup(self.secure_server.close)
        self.url = self.secure_server.url.replace("://", f"://{USER}@")

    def test_unknown_without_a_terminal(self):
        result = self.sign_in("wmi", *ALL, url=self.url, status=2)
        pairs = ":".join(re.findall("..", self.fingerprint))
        self.assertIn(f"--fingerprint {pairs}".lower(), result.err.lower())
        self.assertEqual(self.secure_server.tries, [])

    def test_fingerprint(self):
        self.sign_in("wmi", *ALL, url=self.url, options=["--fingerprint", self.fingerprint])
        wrong = "00" + self.fingerprint[2:]
        result = self.sign_in("wmi", *ALL, url=self.url, status=2,
                              options=["--fingerprint", wrong])
        self.assertEqual(len(result.err.splitlines()), 1, result)
        self.sign_in("wmi", *ALL, url=self.url, status=2, options=["--fingerprint", "zz"])

    def test_authority(self):
        self.sign_in("wmi", *ALL, url=self.url, options=["--ca", self.certificate])
        self.sign_in("wmi", *ALL, url=self.url, status=2, options=["--ca", "/nowhere.pem"])

    def answer_question(self, word):
        terminal = self.at_terminal("wmi", *ALL, url=self.url)
        terminal.read_until("Password of Administrator on 127.0.0.1: ")
        terminal.type(SECRET + "\n")
        terminal.read_until("yes/no: ")
        self.assertTrue(terminal.echoes())
        self.assertEqual(self.secure_server.tries, [])
        terminal.type(word + "\n")
        return terminal.end()

    def test_question(self):
        shown, status = self.answer_question("yes")
        self.assertEqual(status, 0, shown)
        self.assertIn("SMS_EXECUTIVE", shown)
        self.assertEqual(shown.count("yes/no"), 1)

    def test_question_denied(self):
        shown, status = self.answer_question("no")
        self.assertEqual(status, 2, shown)
        self.assertEqual(self.secure_server.tries, [])


if __name__ == "__main__":
    cli_case.main()
