#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy over SMB in the window: its passwords, the question which box it is, its warning, and what
it says when a password is wrong."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "peers"))
from ax import (Window, click, enter, faults, find_all, get, gone, has, name_of, own_user,  # noqa: E402
                picture, press, says, STATE, wait)
import smb_case  # noqa: E402

SCREEN = (1024, 768)
# RESITE_TEST_PICTURES=FOLDER keeps what the window looked like.
PICTURES = os.environ.get("RESITE_TEST_PICTURES")


class CopySmb(smb_case.SmbCase):
    def setUp(self):
        super().setUp()
        self.start_servers(source=("protocol=NT1",))
        self.run_id = self.start_smb_run(source__smb1="yes")
        self.surroundings = own_user(str(self.folder), "J. Doe")
        look = os.environ.get("RESITE_TEST_LOOK")
        if look:
            with open(self.folder / "config/resite/window.ini", "a", encoding="utf-8") as file:
                file.write(f"look={look}\n")

    def open(self):
        window = Window("--data-dir", str(self.data), str(self.data / (self.run_id + ".resite")),
                        environment=self.surroundings)
        window.__enter__()
        self.addCleanup(window.end)
        get(window.root, "push button", "Next")
        return window

    def keep(self, name):
        if PICTURES:
            picture(os.path.join(PICTURES, "smb-" + name + ".png"))

    def dialog(self, window, part):
        return wait(lambda: next((d for d in find_all(window.root, "dialog")
                                  if part in name_of(d)), None), "the dialog " + part)

    def give_password(self, window, word=smb_case.PASSWORD):
        dialog = self.dialog(window, "Password for")
        title = name_of(dialog)
        self.keep("password")
        enter(get(dialog, "password text"), word)
        click(wait(lambda: next((b for b in find_all(dialog, "push button")
                                 if name_of(b) == "Sign in" and has(b, STATE.SENSITIVE)), None),
                   "the button that signs in"))
        gone(window.root, "dialog", title)

    def start(self, window):
        click(wait(lambda: next((b for b in find_all(window.root, "push button")
                                 if name_of(b).startswith("Start")), None), "the start"))

    def test_copy(self):
        window = self.open()
        says(window.root, "SMB 1 is allowed for the server that is copied from")
        press(window.root, "Look first what would be copied")
        self.dialog(window, "Password for BR01DP2")
        says(window.root, "SMB 1 is allowed: who sits")
        self.give_password(window)
        self.give_password(window)
        says(window.root, "7 files")
        self.keep("looked")
        self.assertEqual(faults(window.root, SCREEN), [])
        self.start(window)
        dialog = self.dialog(window, "Is this the")
        says(window.root, "Files are about to be written to the machine that answers at 127.0.0.1")
        says(window.root, "you are asked again when they have changed")
        self.keep("box")
        self.assertEqual(faults(window.root, SCREEN), [])
        click(wait(lambda: next((b for b in find_all(dialog, "push button")
                                 if name_of(b).startswith("Yes")), None), "the yes"))
        wait(lambda: self.step(self.run_id, "P1")["status"] == "done", "the copy to be done")
        self.keep("done")
        self.assertEqual((self.target / "notes ä.txt").read_text(), "a stray file")

    def test_wrong_password_and_the_next_one(self):
        window = self.open()
        press(window.root, "Look first what would be copied")
        self.give_password(window, "Wr0ng-word")
        self.give_password(window)
        says(window.root, "does not let smsadmin in")
        self.keep("refused")
        self.assertEqual(faults(window.root, SCREEN), [])
        press(window.root, "Look first what would be copied")
        self.give_password(window)
        says(window.root, "7 files")


if __name__ == "__main__":
    reason = smb_case.must_skip()
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
