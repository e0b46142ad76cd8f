# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""resite-cli run-on: what the program says, and that its remote shell is gone on every way out."""

import os
import pathlib
import signal

import cli_case
import wsman_case
from wsman_server import SECRET
from patience import PATIENCE


class RunOn(wsman_case.WsmanCase):
    def books(self):
        folder = self.data / "shells"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def assert_clean(self):
        self.assertEqual(self.server.shells, {})
        self.assertEqual(self.books(), [])

    def end(self, process):
        out, err = process.communicate(timeout=PATIENCE)
        process.stdout.close()
        process.stderr.close()
        return process.returncode, out.decode(), err.decode()


class Results(RunOn):
    def test_output(self):
        result = self.sign_in("run-on", "--", "hello")
        self.assertEqual(result.out, "Grüß Gott\n".replace("\n", "\r\n"))
        self.assertEqual(result.err, "")
        self.assertIn("Signal terminate", self.server.log)
        self.assert_clean()

    def test_errors_and_exit_code(self):
        result = self.sign_in("run-on", "--", "fail", status=1)
        self.assertEqual(result.out, "")
        self.assertEqual(result.err, "no\r\nThe program ended with exit code 7.\n")
        self.assert_clean()

    def test_unknown_exit_code(self):
        result = self.sign_in("run-on", "--", "silent", status=1, options=["--json"])
        item = result.of_type("item")[0]
        self.assertIsNone(item["exit_code"])
        self.assertEqual(item["state"], "unknown")
        self.assertEqual(item["output"], "no code\r\n")

    def test_json(self):
        result = self.sign_in("run-on", "--", "hello", "a b", options=["--json"])
        item = result.of_type("item")[0]
        self.assertEqual((item["state"], item["exit_code"], item["output"], item["errors"]),
                         ("done", 0, "Grüß Gott\r\n", ""))
        self.assertEqual(item["name"], 'hello "a b"')
        self.assertEqual(result.total["exit_code"], 0)
        self.assertEqual(len(result.objects), 2)

    def test_arguments(self):
        self.sign_in("run-on", "--", "hello", "a b", "50%", "x&y", "--json", "-x", "Grüße")
        self.assertIn("Line hello &quot;a b&quot; 50^% &quot;x&amp;y&quot; --json -x Grüße",
                      self.server.log)
        result = self.sign_in("run-on", "--", "hello", 'a"b%', status=2)
        self.assertIn("cannot be an argument", result.err)
        self.sign_in("run-on", "--", "hello", "a\nb", status=2)
        self.assertEqual([entry for entry in self.server.log if entry == "Identify"], ["Identify"])

    def test_input(self):
        text = self.folder / "answers"
        text.write_bytes(b"y\r\nn\r\n")
        self.sign_in("run-on", "--", "hello", options=["--input", text])
        self.assertEqual(self.server.inputs, b"y\r\nn\r\n")
        self.sign_in("run-on", "--", "hello", options=["--input", self.folder / "none"], status=2)

    def test_patience(self):
        result = self.sign_in("run-on", "--", "forever", status=1,
                              options=["--patience", 2, "--json"])
        self.assertEqual(result.of_type("item")[0]["state"], "timed-out")
        self.assertIn("Signal ctrl_c", self.server.log)
        self.assert_clean()

    def test_wrong_password(self):
        result = self.sign_in("run-on", "--", "hello", secret="wrong-one", status=2)
        self.assertEqual(len(result.err.splitlines()), 1, result)
        self.assertEqual(len([given for given in self.server.tries if given]), 1)
        self.assertEqual(self.server.log, [])

    def test_at_a_terminal(self):
        terminal = self.at_terminal("run-on", "hello")
        terminal.read_until("127.0.0.1: ")
        terminal.type(SECRET + "\n")
        shown, status = terminal.end()
        self.assertEqual(status, 0, shown)
        self.assertIn("Grüß Gott", shown)
        self.assertNotIn(SECRET, shown)
        self.assert_clean()


class Ends(RunOn):
    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                self.server.log.clear()
                process = self.start_signed_in("forever")
                self.server.wait_for("Receive")
                self.assertEqual(len(self.server.shells), 1)
                self.assertEqual(len(self.books()), 1)
                process.send_signal(number)
                status, out, err = self.end(process)
                self.assertEqual(status, 130, err)
                self.assertEqual(len(err.splitlines()), 1, err)
                self.assertIn("Signal ctrl_c", self.server.log)
                self.assertIn("Signal terminate", self.server.log)
                self.assert_clean()

    def test_secret_is_nowhere(self):
        process = self.start_signed_in("forever")
        self.server.wait_for("Receive")
        folder = pathlib.Path("/proc") / str(process.pid)
        for name in ("cmdline", "environ"):
            self.assertNotIn(SECRET.encode(), (folder / name).read_bytes())
        self.assertIn(b"run-on", (folder / "cmdline").read_bytes())
        for path in self.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(SECRET.encode(), path.read_bytes())
        process.send_signal(signal.SIGTERM)
        status, out, err = self.end(process)
        self.assertEqual(status, 130)
        self.assertNotIn(SECRET, out + err)

    def test_killed(self):
        process = self.start_signed_in("forever")
        self.server.wait_for("Receive")
        process.kill()
        self.end(process)
        (left,) = self.server.shells
        self.assertEqual(len(self.books()), 1)
        self.assertIn(left, self.books()[0].read_text())
        self.assertEqual(os.stat(self.books()[0]).st_mode & 0o777, 0o600)
        self.server.log.clear()
        self.sign_in("run-on", "--", "hello")
        deleted = self.server.log.index(f"Delete {left}")
        self.assertLess(deleted, self.server.log.index("Create"))
        self.assert_clean()

    def test_killed_anywhere(self):
        """Some of these end by themselves before the kill; what is left is deleted all the same."""
        for moment in ("Command", "Line", "Send", "Receive", "Signal", "Delete"):
            with self.subTest(moment):
                self.server.log.clear()
                process = self.start_signed_in("hello")
                self.server.wait_for(moment)
                process.kill()
                self.end(process)
                self.assertLessEqual(len(self.server.shells), 1)
                self.sign_in("run-on", "--", "hello")
                self.assert_clean()

    def test_killed_and_gone_meanwhile(self):
        process = self.start_signed_in("forever")
        self.server.wait_for("Receive")
        process.kill()
        self.end(process)
        self.server.shells.clear()
        self.sign_in("run-on", "--", "hello")
        self.assert_clean()

    def test_one_that_still_runs_keeps_its_shell(self):
        process = self.start_signed_in("forever")
        self.server.wait_for("Receive")
        (running,) = self.server.shells
        self.sign_in("run-on", "--", "hello")
        self.assertEqual(list(self.server.shells), [running])
        self.assertNotIn(f"Delete {running}", self.server.log)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.end(process)[0], 130)
        self.assert_clean()

    def test_killed_at_another_server(self):
        process = self.start_signed_in("forever")
        self.server.wait_for("Receive")
        process.kill()
        self.end(process)
        book = self.books()[0]
        book.write_text(book.read_text().replace("127.0.0.1", "127.0.0.2"))
        self.sign_in("run-on", "--", "hello")
        self.assertEqual(self.books(), [book])
        self.assertEqual(len(self.server.shells), 1)

    def test_server_goes_away(self):
        process = self.start_signed_in("forever")
        self.server.wait_for("Receive")
        self.server.shells.clear()
        status, out, err = self.end(process)
        self.assertEqual(status, 1)
        self.assertIn("how it ended is not known", err)
        self.assertEqual(self.books(), [])


if __name__ == "__main__":
    cli_case.main()
