#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field kit at the terminal: written, filled as a script would, read back."""

import re

from cli_case import CliCase, main

HEAD = "==== Resite kit 1: run {run} step {step} machine {machine} at now\r\n"


class Kit(CliCase):
    def setUp(self):
        super().setUp()
        self.run_id = self.start_run()
        self.kit = self.folder / "kit"
        self.written = self.call("kit", "write", self.run_id, self.kit, "--json", status=None)

    def leave(self, name, step, machine, *items):
        """A result as the script leaves it: (action, name, output, code) for each item."""
        text = HEAD.format(run=self.run_id, step=step, machine=machine)
        for action, item, output, code in items:
            text += f"---- Resite item: {action} / {item}\r\n{output}\r\n---- Resite exit: {code}\r\n"
        path = self.kit / "results" / name
        path.write_bytes((text + "==== Resite end\r\n").encode("cp850"))
        return path

    def read(self, **options):
        return self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", **options)

    def test_written_is_there(self):
        for entry in self.written.of_type("item"):
            file = self.kit / entry["name"]
            self.assertEqual(file.exists(), entry["state"] == "written", entry)
            self.assertEqual(entry["bytes"], file.stat().st_size if file.exists() else 0, entry)
        self.assertEqual(self.written.total["bytes"],
                         sum(entry["bytes"] for entry in self.written.of_type("item")))
        self.assertEqual(self.written.total["states"].get("failed"), None, self.written)
        read_me = (self.kit / "READ-ME.txt").read_bytes()
        self.assertNotIn(b"\n", read_me.replace(b"\r\n", b""))
        for entry in self.written.of_type("item"):
            self.assertIn(entry["name"].encode(), read_me)

    def test_no_secret_and_no_question_left(self):
        """A password is typed at the console; a script that asks for one keeps no output of it."""
        for path in self.kit.glob("*.cmd"):
            text = path.read_bytes().decode("cp850")
            self.assertNotRegex(text, r"/password[do]:[^*\s]")
            for line in re.findall(r"^netdom .*$", text, re.M):
                self.assertNotIn(">>", line, path)

    def test_too_early(self):
        self.leave("C2-disable-services.txt", "C2", "BR01SMS",
                   ("disable", "sc stop SMS_EXECUTIVE", "", 0))
        before = self.statuses(self.run_id)
        read = self.read(status=1)
        self.assertIn("not taken yet: C2 disable: C2 cannot be done yet", read.err)
        self.assertEqual(self.statuses(self.run_id), before)

    def test_another_machine(self):
        self.leave("C2-disable-services.txt", "C2", "BR99SMS", ("disable", "sc stop X", "", 0))
        read = self.read(status=1)
        self.assertIn("it was written at BR99SMS, and the script is for BR01SMS", read.err)

    def test_no_such_folder(self):
        self.kit = self.folder / "nowhere"
        self.read(status=2)
        self.assertFalse((self.folder / "nowhere").exists())

    def test_folder_that_is_a_file(self):
        place = self.folder / "file"
        place.write_text("I am a file")
        done = self.call("kit", "write", self.run_id, place, status=2)
        self.assertIn("file", done.err)
        self.assertEqual(place.read_text(), "I am a file")

    def test_no_such_run(self):
        self.refuse("kit", "write", "NOBODY", self.kit)


if __name__ == "__main__":
    main()
