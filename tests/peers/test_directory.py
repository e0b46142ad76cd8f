#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Active Directory, played by Samba: checks and steps that look into it, with password and with a
ticket."""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

import directory_case
from directory_case import SERVER, SITE, cli_case
from patience import PATIENCE

CONTROLLER = pathlib.Path(__file__).with_name("ad-dc")
PASSWORD = "Passw0rd.2003"
PROGRAMS = ("samba", "samba-tool", "ldapsearch", "ldapadd", "ldapdelete", "kinit", "openssl", "ss")


class Domain:
    """One controller for all tests of this file; it takes a while to make."""

    process = None

    @classmethod
    def start(cls):
        if cls.process is not None:
            return
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="resite-ad-"))
        cls.host = f"127.{random.randint(20, 250)}.{random.randint(1, 250)}.{random.randint(2, 250)}"
        with open(cls.folder / "errors", "w", encoding="utf-8") as errors:
            cls.process = subprocess.Popen([str(CONTROLLER), str(cls.folder / "ad"), cls.host],
                                           stdout=subprocess.PIPE, stderr=errors, text=True,
                                           env=dict(os.environ, AD_SMS="yes"))
        if cls.process.stdout.readline() != "ready\n":
            said = (cls.folder / "errors").read_text()
            cls.stop()
            raise unittest.SkipTest("the controller does not start: " + said.strip())

    @classmethod
    def stop(cls):
        if cls.process is None:
            return
        cls.process.terminate()
        cls.process.wait(PATIENCE)
        cls.process.stdout.close()
        cls.process = None
        shutil.rmtree(cls.folder, ignore_errors=True)


class AdCase(directory_case.DirectoryCase):
    PASSWORD = PASSWORD
    DOMAIN = "resite.test"
    BASE = "DC=resite,DC=test"
    CONTAINER = "CN=System Management,CN=System," + BASE
    ADMIN, READER = "smsadmin@RESITE.TEST", "tech@RESITE.TEST"
    OTHERS = ["SMS-Site-P01", "SMS-MP-P01-PRIMARY", "SMS-SLP-P01-PRIMARY",
              "SMS-S01-10.1.0.1-10.1.0.254"]

    @classmethod
    def setUpClass(cls):
        Domain.start()
        cls.HOST = Domain.host
        cls.URL, cls.TLS_URL = f"ldap://{cls.HOST}", f"ldaps://{cls.HOST}"
        cls.CA = Domain.folder / "ad" / "tls" / "ca.pem"

    def ask_domain(self, program, *arguments, text=None):
        return subprocess.run(
            [program, "-x", "-H", self.URL, "-D", "administrator@RESITE.TEST", "-w", PASSWORD,
             *arguments], input=text, capture_output=True, text=True, check=False, timeout=PATIENCE)

    def exists(self, name):
        done = self.ask_domain("ldapsearch", "-LLL", "-b", f"CN={name},{self.CONTAINER}", "-s",
                               "base", "cn")
        self.assertIn(done.returncode, (0, 32), done.stderr)
        return done.returncode == 0

    def remove(self, name):
        self.ask_domain("ldapdelete", f"CN={name},{self.CONTAINER}")

    def add(self, name, *lines):
        done = self.ask_domain("ldapadd", text="\n".join(
            [f"dn: CN={name},{self.CONTAINER}", *lines, ""]))
        self.assertEqual(done.returncode, 0, done.stderr)

    def make(self, name):
        kind = "mSSMSSite" if name.startswith("SMS-Site") else "mSSMSManagementPoint"
        self.add(name, "objectClass: " + kind, "mSSMSSiteCode: " + SITE)

    def make_stranger(self, name):
        self.add(name, "objectClass: container")


class Looks(AdCase, directory_case.Checks):
    def test_rights_of_the_computer(self):
        self.ensure_both()
        result = self.check("--ca", self.CA, "--rights")
        self.assertEqual(self.verdicts(result)[SERVER + "$"], "ok", result)
        result = self.check("--ca", self.CA, "--rights", server="NEWBOX", status=1)
        self.assertEqual(self.verdicts(result)["NEWBOX$"], "failed")
        self.assertIn("Create All Child Objects", self.message(result))
        result = self.check("--ca", self.CA, "--rights", server="NOBODY", status=1)
        self.assertIn("no computer account NOBODY$", self.message(result))

    def test_locked_out_account_is_told_apart(self):
        subprocess.run(["samba-tool", "user", "disable", "tech", "-s",
                        str(Domain.folder / "ad" / "smb.conf")], check=True, capture_output=True)
        try:
            result = self.check("--ca", self.CA, user=self.READER, status=1)
            self.assertIn("disabled", self.message(result))
        finally:
            subprocess.run(["samba-tool", "user", "enable", "tech", "-s",
                            str(Domain.folder / "ad" / "smb.conf")], check=True,
                           capture_output=True)

    def test_dead_host(self):
        """A stopped process takes connections and says nothing."""
        samba = int(subprocess.run(["pgrep", "-P", str(Domain.process.pid), "-x", "samba"],
                                   capture_output=True, text=True, check=True).stdout.split()[0])
        os.kill(samba, 19)
        try:
            result = self.check("--ca", self.CA, "--deadline", "1", status=1)
            self.assertIn("gave no answer", self.message(result))
        finally:
            os.kill(samba, 18)


class Tickets(AdCase):
    def setUp(self):
        super().setUp()
        self.kerberos = {"KRB5_CONFIG": str(Domain.folder / "ad" / "krb5.conf"),
                         "KRB5CCNAME": f"FILE:{self.folder}/tickets"}

    def environment(self):
        return {**super().environment(), **self.kerberos}

    def get_ticket(self, user="smsadmin"):
        subprocess.run(["kinit", user + "@RESITE.TEST"], input=PASSWORD + "\n", text=True,
                       check=True, capture_output=True, env=self.environment())

    def look(self, *more, url=None, status=0):
        return self.call("check", "directory", url or self.URL, "--site", SITE, "--server", SERVER,
                         "--json", *more, status=status)

    def test_ticket(self):
        self.ensure_both()
        self.get_ticket()
        for more in ((), ("--start-tls", "--ca", self.CA)):
            result = self.look(*more)
            self.assertEqual(len(result.of_type("check")), 3, result)
        self.look("--ca", self.CA, url=self.TLS_URL)

    def test_no_ticket(self):
        result = self.look(status=1)
        self.assertIn("no ticket: get one with kinit", result.out)

    def test_delete_by_ticket(self):
        self.ensure_both()
        self.get_ticket()
        run = self.make_run("C7", logon="kerberos", user=None, tls=None, ca=None)
        result = self.call("run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", result)
        self.assert_both(False)


class Steps(AdCase, directory_case.Runs):
    def test_rights_before_setup(self):
        run = self.make_run("W3")
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["W3"], "done", result)
        self.assertIn("may create, write and delete there", result.out)

    def test_rights_that_are_missing_stop_setup(self):
        """In the container above the computer has none."""
        run = self.make_run("W3", container="CN=System," + self.BASE)
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertNotEqual(self.statuses(run)["W3"], "done", result)
        self.assertIn("Create All Child Objects", result.out)


def main():
    if os.geteuid() != 0:
        print("a domain controller needs ports below 1024: run as root", file=sys.stderr)
        sys.exit(77)
    for program in PROGRAMS:
        if shutil.which(program) is None:
            print(f"{program} is not installed", file=sys.stderr)
            sys.exit(77)
    try:
        cli_case.main()
    finally:
        Domain.stop()


main()
