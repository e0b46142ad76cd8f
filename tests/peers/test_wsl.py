# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's wsl (shell scripts around curl that know nothing of Windows), unmodified, against the
WMI of the rehearsal's machines: Identify, Enumerate, Get, Put and Invoke."""

import shutil
import unittest
import urllib.parse

from peer_lab import LabCase, need

CIMV2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
SITE = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/sms/site_P01/"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"


class Wsl(LabCase):
    @classmethod
    def setUpClass(cls):
        need("wslid", "curl", "xmllint", "uuidgen", "xsltproc")
        super().setUpClass()

    def setUp(self):
        self.work = self.folder / "work"
        self.work.mkdir()
        self.addCleanup(shutil.rmtree, self.work)

    def wsl(self, program, *arguments, scheme="https", role="old", password=None):
        url = urllib.parse.urlsplit(self.machine(role)[scheme])
        if scheme == "https":
            shutil.copy(self.ca, self.work / f"{url.netloc}.crt")
        environment = {"WSENDPOINT": url.netloc, "WSUSER": self.user, "IPINTERACTIVE": "0",
                       "WSPASS": password or self.password, "WSDONTASK": "y", "KEEPHISTORY": "0",
                       "WSNOSSL": "" if scheme == "https" else "true"}
        return self.run_program(program, *arguments, cwd=self.work, env=environment)

    def test_identify(self):
        for scheme in ("https", "http"):
            with self.subTest(scheme):
                done = self.wsl("wslid", "check", scheme=scheme)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn("OS: 5.2.3790 SP: 2.0 Stack: 2.0", done.stdout)

    def test_wrong_password(self):
        done = self.wsl("wslid", "check", password="wrong")
        self.assertIn("verify credentials", done.stdout)
        self.assertNotIn("ProductVersion", done.stdout)

    def test_enumerate(self):
        done = self.wsl("wslenum", CIMV2 + "Win32_Service", "-opti", "5")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in ("SMS_EXECUTIVE", "W3SVC"):
            self.assertIn(f"<p:Name>{name}</p:Name>", done.stdout)
        self.assertGreater(done.stdout.count("PullResponse>"), 2)
        self.assertNotIn("Fault", done.stdout)

    def test_enumerate_one_by_one(self):
        done = self.wsl("wslenum", CIMV2 + "Win32_OperatingSystem", scheme="http")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("<p:Win32_OperatingSystem "), 1)

    def test_query(self):
        done = self.wsl("wslenum", CIMV2 + "*", "-dialect", WQL, "-opti", "10", "-filter",
                        "SELECT * FROM Win32_Service WHERE Name = 'SMS_EXECUTIVE'")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("<p:Win32_Service "), 1)
        self.assertIn("<p:Name>SMS_EXECUTIVE</p:Name>", done.stdout)

    def test_bad_query(self):
        done = self.wsl("wslenum", CIMV2 + "*", "-dialect", WQL, "-filter", "SELECT FROM WHERE")
        self.assertIn("CannotProcessFilter", done.stdout)

    def test_get(self):
        done = self.wsl("wslget", CIMV2 + "win32_service", "Name=SMS_EXECUTIVE")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("<p:Name>SMS_EXECUTIVE</p:Name>", done.stdout)

    def test_get_of_what_is_not_there(self):
        done = self.wsl("wslget", CIMV2 + "Win32_Service", "Name=NO_SUCH_SERVICE")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("DestinationUnreachable", done.stdout)
        self.assertIn('Code="2150858752"', done.stdout)

    def reference(self, path):
        """An instance's reference, as one enumeration gives it."""
        done = self.wsl("wslenum", CIMV2 + "Win32_Service", "-mode", "epr", "-opti", "1000")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = done.stdout
        here = text.index(f">{path}<")
        start = text.rindex("<a:ReferenceParameters>", 0, here)
        end = text.index("</a:ReferenceParameters>", here) + len("</a:ReferenceParameters>")
        found = self.work / "reference.xml"
        found.write_text(text[start:end] + "\n")
        return found

    def state(self, name):
        text = self.wsl("wslget", CIMV2 + "Win32_Service", f"Name={name}").stdout
        return {key: text.split(f"<p:{key}>")[1].split("<")[0] for key in ("StartMode", "State")}

    def test_invoke(self):
        reference = self.reference("W3SVC")
        done = self.wsl("wslinvoke", CIMV2 + "Win32_Service", "ChangeStartMode",
                        "StartMode=Disabled", "-inst", reference)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("<p:ReturnValue>0</p:ReturnValue>", done.stdout)
        self.assertEqual(self.state("W3SVC")["StartMode"], "Disabled")
        done = self.wsl("wslinvoke", CIMV2 + "Win32_Service", "ChangeStartMode",
                        "StartMode=Automatic", "-inst", reference)
        self.assertEqual(self.state("W3SVC")["StartMode"], "Auto")

    def test_put(self):
        """It takes the last instance that it sees; with its own form of whole instances it would
        not get far, one property alone works."""
        resource = SITE + "SMS_Site"
        before = self.wsl("wslenum", resource, "-opti", "20", role="primary.1").stdout
        self.assertNotIn("<p:SiteName>A new name</p:SiteName>", before)
        done = self.wsl("wslput", resource, "SiteName=A new name", "-fragment", role="primary.1")
        self.assertIn("<SiteName>A new name</SiteName>", done.stdout, done.stderr)
        after = self.wsl("wslenum", resource, "-opti", "20", role="primary.1").stdout
        self.assertEqual(after.count("<p:SiteName>A new name</p:SiteName>"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
