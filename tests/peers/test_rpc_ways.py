#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to a machine that speaks RPC: port 139 alone, as behind old firewalls; a name that goes from
one machine to another; and the ticket of this desk instead of a password, given out by a real domain
controller."""

import glob
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402
import smb_case  # noqa: E402
from patience import PATIENCE  # noqa: E402
from rpc_case import PASSWORD  # noqa: E402

# ResiteError
NO_ACCESS, REFUSED = "7", "14"
CONTROLLER = pathlib.Path(__file__).with_name("ad-dc")
NAME = "dc1.resite.test"


def find_library(name):
    found = glob.glob(f"/usr/lib/*/{name}")
    if not found:
        raise unittest.SkipTest(f"{pathlib.Path(name).name} is not installed")
    return found[0]


def find_wrapper():
    return find_library("libnss_wrapper.so")


class OldPort(rpc_case.AskingCase):
    def start(self, *words):
        """A Windows that listens on 139 alone."""
        self.address = rpc_case.free_address()
        folder = self.folder / "box"
        (folder / "etc").mkdir(parents=True)
        (folder / "etc/registry.reg").write_text(rpc_case.registry())
        self.folder.chmod(0o755)
        self.start_server("box", "rpc=yes", f"address={self.address}", "port=139", *words)
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex((self.address, 445)), 0)

    def test_asked(self):
        self.start()
        self.assertEqual(self.answer("identity")[0], "BR01SMS")
        self.assertIn("SMSPKGE$", self.answer("shares"))
        self.assertEqual(self.password, "proven")

    def test_files(self):
        """Folders go over the share of their disk, by the same port."""
        self.start()
        self.assertEqual(self.answer("folder", "E:\\smspkg"), ["yes"])
        self.assertEqual(self.answer("folder", "E:\\nothing"), ["no"])

    def test_reach(self):
        self.start()
        seen = self.reach(self.plan(self.address, "old", old__smb_port=None))
        self.assertEqual((seen["old"][0], seen["old files"][0]), ("ok", "ok"), seen)

    def test_smb_1(self):
        self.start("protocol=NT1")
        code, text = self.refusal("shares")
        self.assertEqual(code, REFUSED)
        self.assertIn("only speaks SMB 1", text)
        self.assertEqual((self.password, self.log_ons("box")), ("open", (0, 0)))
        self.assertIn("SMSPKGE$", self.answer("shares", options=["--smb1"]))

    def test_wrong_password(self):
        self.start()
        self.assertEqual(self.refusal("shares", password="not it")[0], NO_ACCESS)
        self.assertEqual((self.password, self.log_ons("box")[1]), ("refused", 1))

    def test_firewall_before_the_other_one(self):
        """What goes to 445 is swallowed: nobody refuses, and nobody answers."""
        self.start()
        silent = socket.socket()
        self.addCleanup(silent.close)
        silent.bind((self.address, 445))
        silent.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            self.addCleanup(one.close)
            one.setblocking(False)
            one.connect_ex((self.address, 445))
        self.assertIn("SMSPKGE$", self.answer("shares"))


class Moved(rpc_case.AskingCase):
    """A name goes from one machine to the other, as in C3 and C4: nothing that this desk remembers of
    it is good any more."""

    def environment(self):
        return {**super().environment(), "LD_PRELOAD": find_wrapper(),
                "NSS_WRAPPER_HOSTS": str(self.folder / "hosts")}

    def name_leads_to(self, address):
        (self.folder / "hosts").write_text(f"{address} {self.address}\n")

    def test_name(self):
        first = self.start_windows(name="BR01SMS_OLD")
        second = self.start_windows(name="BR01NEW", box_folder="other", number=3)
        self.address = f"br{os.getpid()}.resite.test"
        for _ in range(2):
            for address, name in ((first, "BR01SMS_OLD"), (second, "BR01NEW")):
                self.name_leads_to(address)
                self.assertEqual(self.answer("identity")[0], name)
                self.assertIn("SMSPKGE$", self.answer("shares"))
        logged = [self.log_ons(folder)[0] for folder in ("box", "other")]
        self.assertEqual(logged[0], logged[1])


class Ticket(rpc_case.AskingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wrapper = find_wrapper()
        cls.domain = pathlib.Path(tempfile.mkdtemp(prefix="resite-domain-"))
        cls.addClassCleanup(subprocess.run, ["rm", "-rf", str(cls.domain)], check=True)
        cls.address = rpc_case.free_address()
        cls.start_domain()
        (cls.domain / "hosts").write_text(f"{cls.address} {NAME} dc1\n")
        cls.settings = {"KRB5_CONFIG": str(cls.domain / "krb5.conf"), "LD_PRELOAD": wrapper,
                        "NSS_WRAPPER_HOSTS": str(cls.domain / "hosts"),
                        "KRB5CCNAME": f"FILE:{cls.domain}/ticket"}

    @classmethod
    def start_domain(cls):
        controller = subprocess.Popen([str(CONTROLLER), str(cls.domain), cls.address],
                                      stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                      env=dict(os.environ, AD_SMB="yes"))

        def stop():
            controller.send_signal(signal.SIGTERM)
            controller.communicate(timeout=PATIENCE)

        cls.addClassCleanup(stop)
        if controller.stdout.readline() != "ready\n":
            raise unittest.SkipTest(f"no domain controller here ({controller.wait(PATIENCE)})")

    def environment(self):
        return {**super().environment(), **self.settings, **self.clock}

    def get_ticket(self, user="administrator"):
        subprocess.run(["kinit", f"{user}@RESITE.TEST"], input=PASSWORD + "\n", text=True, check=True,
                       capture_output=True, env=self.environment())

    def set_clock(self, offset):
        """Of this desk; what it measures durations by goes on as it is."""
        libraries = self.settings["LD_PRELOAD"], find_library("faketime/libfaketime.so.1")
        self.clock = {"LD_PRELOAD": ":".join(libraries), "FAKETIME": offset,
                      "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def setUp(self):
        super().setUp()
        self.clock = {}
        (self.domain / "ticket").unlink(missing_ok=True)
        self.address = NAME

    def test_ticket_is_enough(self):
        self.get_ticket()
        self.assertIn("sysvol", self.answer("shares", user="-"))
        self.assertEqual(self.answer("text", "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
                                     "CurrentVersion", user="-"), ["6.1"])
        self.assertEqual(self.password, "none")

    def test_password_of_the_domain(self):
        """Without a ticket: NTLM, with the name of the domain before the user's."""
        self.assertIn("sysvol", self.answer("shares", user="RESITE\\administrator"))
        self.assertEqual(self.password, "proven")

    def test_no_ticket(self):
        code, text = self.refusal("shares", user="-")
        self.assertEqual(code, NO_ACCESS, text)
        self.assertIn("no Kerberos ticket", text)

    def test_address_instead_of_a_name(self):
        """Tickets are given out for names."""
        self.get_ticket()
        self.address = type(self).address
        code, text = self.refusal("shares", user="-")
        self.assertEqual(code, NO_ACCESS, text)
        self.assertIn("is an address", text)

    def test_clocks_apart(self):
        """Samba's programs say that the password is wrong, [MS-SMB2] 2.2.4 what time it is there."""
        self.get_ticket()
        for offset, words in (("+30m", "30 minutes behind"), ("-20m", "(19|20) minutes ahead of")):
            self.set_clock(offset)
            code, text = self.refusal("shares", user="-")
            self.assertEqual(code, NO_ACCESS, text)
            self.assertRegex(text, f"clock of {NAME} is {words} the one of this desk")
            self.assertIn("no Kerberos ticket is taken", text)
            self.assertNotIn("password", text)
            self.assertEqual(self.password, "none")

    def test_clocks_a_little_apart(self):
        self.get_ticket()
        self.set_clock("+2m")
        self.assertIn("sysvol", self.answer("shares", user="-"))

    def test_clocks_apart_with_a_new_ticket(self):
        """kinit notes down how far apart they are."""
        self.set_clock("+30m")
        self.get_ticket()
        self.assertIn("sysvol", self.answer("shares", user="-"))

    def test_clocks_apart_with_a_password(self):
        self.set_clock("+30m")
        self.assertIn("sysvol", self.answer("shares", user="RESITE\\administrator"))
        self.assertEqual(self.password, "proven")

    def test_ticket_that_is_not_taken(self):
        """Nothing says why: no clock is wrong, and no password was sent."""
        self.get_ticket()
        net = self.folder / "programs/net"
        net.parent.mkdir()
        net.write_text("#!/bin/sh\necho 'Could not connect to server dc1' >&2\n"
                       "echo 'Connection failed: NT_STATUS_LOGON_FAILURE' >&2\nexit 255\n")
        net.chmod(0o755)
        self.extra_path = net.parent
        code, text = self.refusal("shares", user="-")
        self.assertEqual(code, NO_ACCESS, text)
        self.assertIn("compare the clocks", text)
        self.assertNotIn("password", text)


if __name__ == "__main__":
    why = smb_case.must_skip()
    if why is not None:
        print(why, file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
