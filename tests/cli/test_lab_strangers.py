# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's directory and web server, asked by programs that know nothing of it: ldapsearch,
ldapdelete and curl."""

import base64
import os
import pathlib
import subprocess
import time
import unittest

import cli_case
from cli_case import PROGRAM
from road_case import Site
from patience import PATIENCE

CONTAINER = "CN=System Management,CN=System,"


class Case(cli_case.CliCase):
    def make(self, *options, **more):
        self.site = Site(self, *options, **more)
        self.lab = self.site.facts
        return self.site

    def wait_until(self, holds):
        end = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), end, "it never came")
            time.sleep(0.05)


class Directory(Case):
    def ldap(self, program, *arguments, tls="-ZZ", user=r"CORP\smsadmin", secret=None, url=None):
        environment = {**os.environ, "LDAPTLS_CACERT": self.lab["ca"], "LDAPTLS_REQCERT": "demand",
                       "LC_ALL": "C.UTF-8"}
        words = [program, "-x", "-H", url or self.lab["directory"], *([tls] if tls else [])]
        if user is not None:
            words += ["-D", user, "-w", secret or self.lab["password"]]
        return subprocess.run([*words, *arguments], env=environment, text=True, timeout=PATIENCE,
                              capture_output=True)

    def search(self, filter_text, *attributes, base=None, scope="one", **more):
        return self.ldap("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-s", scope, "-b",
                         (CONTAINER if base is None else "") + (base or self.lab["directory_base"])
                         if base != "" else "", filter_text, *attributes, **more)

    def names(self, filter_text="(cn=*S01*)"):
        done = self.search(filter_text, "cn")
        self.assertEqual(done.returncode, 0, done.stderr)
        return sorted(line[4:] for line in done.stdout.splitlines() if line.startswith("cn: "))

    def delete(self, name, **more):
        return self.ldap("ldapdelete", f"CN={name},{CONTAINER}{self.lab['directory_base']}", **more)

    def test_tree(self):
        self.make()
        root = self.search("(objectClass=*)", "defaultNamingContext", base="", scope="base",
                           user=None, tls=None)
        self.assertEqual(root.returncode, 0, root.stderr)
        self.assertIn("defaultNamingContext: " + self.lab["directory_base"], root.stdout)
        self.assertEqual(self.names("(|(cn=SMS-Site-S01)(cn=SMS-MP-S01-BR01SMS)"
                                    "(mSSMSSiteCode=S01))"),
                         ["SMS-MP-S01-BR01SMS", "SMS-Site-S01"])
        self.assertEqual(len(self.names("(objectClass=mSSMSSite)")), 5)
        for tls, url in (("-ZZ", "directory"), (None, "directory_tls"), (None, "directory")):
            done = self.search("(cn=SMS-Site-S01)", "mSSMSSiteCode", tls=tls, url=self.lab[url])
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("mSSMSSiteCode: S01", done.stdout)

    def test_errors(self):
        self.make()
        wrong = self.search("(cn=*)", secret="wrong")
        self.assertEqual(wrong.returncode, 49)
        self.assertIn("data 52e", wrong.stderr)
        missing = self.search("(cn=*)", base="CN=Nothing," + self.lab["directory_base"])
        self.assertEqual(missing.returncode, 32, missing.stderr)
        nobody = self.search("(cn=*)", user=None)
        self.assertEqual(nobody.returncode, 1, nobody.stderr)
        limited = self.search("(cn=*)", "-z", "2")
        self.assertEqual(limited.returncode, 4, limited.stderr)
        refused = self.ldap("ldapadd", "-f", os.devnull)
        self.assertEqual(refused.returncode, 0, refused.stderr)

    def test_pages_and_descriptors(self):
        self.make()
        paged = self.ldap("ldapsearch", "-LLL", "-E", "pr=4/noprompt", "-b",
                          CONTAINER + self.lab["directory_base"], "-s", "one", "(cn=*)", "cn")
        self.assertEqual(paged.returncode, 0, paged.stderr)
        self.assertEqual(paged.stdout.count("\ncn: "), 12)
        told = self.ldap("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b",
                         CONTAINER + self.lab["directory_base"], "-E",
                         "!1.2.840.113556.1.4.801=::MAMCAQc=", "nTSecurityDescriptor")
        self.assertEqual(told.returncode, 0, told.stderr)
        value = told.stdout.split("nTSecurityDescriptor:: ")[1].split("\n")[0]
        self.assertEqual(base64.b64decode(value)[:2], b"\x01\x00")
        unknown = self.search("(cn=*)", "-e", "!1.2.3.4")
        self.assertEqual(unknown.returncode, 12, unknown.stderr)

    def test_delete(self):
        self.make()
        self.assertEqual(self.delete("SMS-Site-S01", user="tech@corp.example.com").returncode, 50)
        self.assertEqual(self.delete("SMS-Site-S01").returncode, 0)
        again = self.delete("SMS-Site-S01")
        self.assertEqual(again.returncode, 32)
        self.assertIn("NO_OBJECT", again.stderr)
        self.assertEqual(self.names("(mSSMSSiteCode=S01)"), ["SMS-MP-S01-BR01SMS"])
        self.assertEqual(len(self.names("(mSSMSSiteCode=*)")), 11)

    def test_world_changes_it(self):
        site = self.make(pace=2000)
        for step in "C2 C3 C4 C5 C6 C7".split():
            site.act(step)
        self.assertEqual(self.names("(mSSMSSiteCode=S01)"), [])
        for step in "C8 C9 C10 W3 C11".split():
            site.act(step)
        self.wait_until(lambda: self.names("(mSSMSSiteCode=S01)") == ["SMS-Site-S01"])
        site.act("C14")
        self.wait_until(lambda: len(self.names("(mSSMSSiteCode=S01)")) == 2)

    def test_faults(self):
        site = self.make("--fault", "directory-busy:1,directory-no-rights:1")
        busy = self.search("(cn=*)", tls=None)
        self.assertEqual(busy.returncode, 51, busy.stderr)
        self.assertEqual(self.delete("SMS-Site-S01").returncode, 50)
        self.assertEqual(self.search("(cn=*)").returncode, 0)
        site.order("fault directory-no-tls yes")
        refused = self.search("(cn=*)")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("(52)", refused.stderr)
        site.order("fault directory-no-tls")
        self.assertEqual(self.delete("SMS-Site-S01").returncode, 0)


class Web(Case):
    def curl(self, *arguments, limit=30):
        return subprocess.run(["curl", "-sS", "--noproxy", "*", "--max-time", str(limit),
                               *arguments], text=True, capture_output=True, timeout=PATIENCE)

    def status(self, address, *arguments):
        done = self.curl("-o", os.devnull, "-w", "%{http_code}", *arguments, address)
        return done.stdout

    def make_point(self, *options):
        site = self.make(*options, pace=2000)
        self.list = self.lab["mp"] + "/sms_mp/.sms_aut?mplist"
        self.assertEqual(self.curl(self.list).returncode, 7)
        for step in "C2 C3 C4 C5".split():
            site.act(step)
        self.wait_until(lambda: self.status(self.list) == "404")
        for step in "C6 C7 C8 C9 C10 W3 C11 C14 R1".split():
            site.act(step)
        return site

    def test_point_and_packages(self):
        site = self.make_point()
        self.wait_until(lambda: self.status(self.list) == "200")
        self.assertIn('<MP Name="BR01SMS"', self.curl(self.list).stdout)
        certificate = self.curl(self.lab["mp"] + "/sms_mp/.sms_aut?mpcert").stdout
        self.assertIn("<MPCertificate><Certificate>3082", certificate)
        share = os.path.join(self.lab["machines"]["new"]["files"], "E", "SMSPKGE$")
        package, = os.listdir(share)
        listed = self.curl("-X", "PROPFIND", "-H", "Depth: 1", f"{self.lab['dp']}/{package}/")
        self.assertIn("install.cmd</a:href>", listed.stdout)
        file = os.path.join(share, package, "install.cmd")
        with open(file, "rb") as whole:
            content = whole.read()
        part = self.curl("-r", "7-15", f"{self.lab['dp']}/{package}/install.cmd")
        self.assertEqual(part.stdout.encode(), content[7:16])
        self.assertEqual(self.status(f"{self.lab['dp']}/{package}/install.cmd", "-r", "0-3"), "206")
        for name in ("..%2f..%2fSMS%2fLogs%2fhman.log", "%2e%2e/SMS/Logs/hman.log"):
            self.assertEqual(self.status(f"{self.lab['dp']}/{name}", "--path-as-is"), "404")
        site.order("off new")
        self.assertEqual(self.curl(self.list).returncode, 7)

    def test_faults(self):
        site = self.make_point("--fault", "mp-setup:1618")
        log = pathlib.Path(self.lab["logs"], "MPSetup.log")
        self.wait_until(lambda: log.exists() and "return code: 1618" in log.read_text())
        site.order("fault mp-setup")
        self.wait_until(lambda: self.status(self.list) == "200")
        for code in ("401", "403", "404", "500", "503"):
            site.order(f"fault mp-{code} 1")
            self.assertEqual(self.status(self.list), code)
        site.order("fault mp-hang 1")
        self.assertEqual(self.curl(self.list, limit=1).returncode, 28)
        self.assertEqual(self.status(self.list), "200")


class Asking(cli_case.CliCase):
    def call(self, *arguments):
        return subprocess.run([str(PROGRAM), *arguments], text=True, capture_output=True, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL)

    def test_list_of_faults(self):
        done = self.call("lab", "--faults")
        self.assertEqual(done.returncode, 0, done.stderr)
        names = [line.split()[0] for line in done.stdout.splitlines()]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({"directory-busy", "mp-503", "mp-setup", "sibling"}, set(names))

    def test_unknown_fault(self):
        done = self.call("lab", "--packages", "1", "--fault", "earthquake")
        self.assertEqual(done.returncode, 2)
        self.assertIn("earthquake", done.stderr)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
