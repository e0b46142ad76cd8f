#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person reads when a machine is there and the way to it is not: said by a real smbd for an account
that is locked, disabled, expired, of no right; and by what answers instead."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402


class Errors(rpc_case.RpcCase):
    def change_account(self, *words):
        """As its administrator would, at the machine itself."""
        done = subprocess.run([*words, f"--configfile={self.folder}/box/etc/smb.conf"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def refuse(self, *parts, **more):
        """Reach says all of @parts of the old server, and logs on once at most."""
        before = self.log_ons("box")[1]
        verdict, message = self.reach(self.plan(self.address, "old", old__files="", **more),
                                      status=1)["old"]
        self.assertEqual(verdict, "failed")
        for part in parts:
            self.assertIn(part, message)
        self.assertLessEqual(self.log_ons("box")[1] - before, 1)
        return message

    def test_account_that_is_locked(self):
        self.address = self.start_windows()
        self.change_account("pdbedit", "-r", "-u", "smsadmin", "-c", "[L]")
        message = self.refuse("is locked", "smsadmin", "another account")
        self.assertNotIn("password is wrong", message)

    def test_account_that_is_disabled(self):
        self.address = self.start_windows()
        self.change_account("pdbedit", "-r", "-u", "smsadmin", "-c", "[D]")
        self.refuse("is disabled", "smsadmin")

    def test_account_that_has_expired(self):
        self.address = self.start_windows()
        self.change_account("pdbedit", "-r", "-u", "smsadmin", "-K", "1000000000")
        self.refuse("has expired", "smsadmin")

    def test_password_that_must_be_changed(self):
        self.address = self.start_windows()
        self.change_account("net", "sam", "set", "pwdmustchangenow", "smsadmin", "yes")
        self.refuse("smsadmin", "changed first")

    def test_unknown_account(self):
        """It is not told apart from a wrong password: the machine does not say either."""
        self.address = self.start_windows()
        self.refuse("nobody01", "the name or the password is wrong", old__smb_user="nobody01")

    def test_account_of_no_right(self):
        self.address = self.start_windows()
        message = self.refuse("no right to administer", "BR01SMS answers", "tech",
                              old__smb_user="tech")
        self.assertNotIn("password", message)

    def test_somebody_else(self):
        """Whoever has the address lets the same account in; the name gives it away."""
        self.address = self.start_windows(name="FILE07")
        self.refuse("FILE07 answers", "The plan means BR01SMS, BR01SMS_OLD")

    def test_the_same_under_its_later_name(self):
        self.address = self.start_windows(name="BR01SMS_OLD")
        verdict, message = self.reach(self.plan(self.address, "old", old__files=""))["old"]
        self.assertEqual(verdict, "ok", message)


if __name__ == "__main__":
    rpc_case.cli_case.main()
