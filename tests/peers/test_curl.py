# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""curl against the rehearsal's machines: the ways of HTTP that clients of WinRM use."""

import os
import unittest

from peer_lab import LabCase, need

IDENTIFY = ("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:i='http://schemas."
            "dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'><s:Header/><s:Body><i:Identify/>"
            "</s:Body></s:Envelope>")


class Curl(LabCase):
    @classmethod
    def setUpClass(cls):
        need("curl")
        super().setUpClass()

    def curl(self, *arguments, body=IDENTIFY, url=None, password=None, times=1):
        """(body, statuses): what was answered, and the status of each of the same requests."""
        given = self.folder / "request.xml"
        given.write_bytes(body if isinstance(body, bytes) else body.encode())
        urls = [url or self.machine()["https"]] * times
        done = self.run_program(
            "curl", "-sS", "--cacert", self.ca, "-u", f"{self.user}:{password or self.password}",
            "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", f"@{given}",
            "-w", "\n%{http_code} %{num_connects}\n", *arguments, *urls)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        return done.stdout, [line for line in lines if line[:3].isdigit()]

    def test_ways_of_sending(self):
        for way in ([], ["-H", "Expect: 100-continue"], ["-H", "Transfer-Encoding: chunked"],
                    ["-H", "Connection: close"], ["--http1.0"], ["--http2"], ["--tlsv1.3"],
                    ["--tls-max", "1.2"]):
            with self.subTest(" ".join(way)):
                text, statuses = self.curl(*way)
                self.assertIn("Microsoft Corporation", text)
                self.assertEqual(statuses, ["200 1"])

    def test_a_line_is_kept(self):
        self.assertEqual(self.curl(times=3)[1], ["200 1", "200 0", "200 0"])

    def test_a_line_is_kept_through_refusals(self):
        self.assertEqual(self.curl(password="wrong", times=3)[1], ["401 1", "401 0", "401 0"])
        self.assertEqual(self.curl(body="x" * 400_000, times=2)[1], ["413 1", "413 0"])
        self.assertEqual(self.curl("-H", "Transfer-Encoding: chunked", body="x" * 400_000,
                                   times=2)[1], ["413 1", "413 0"])

    def test_lines_that_were_left_are_closed(self):
        def count():
            return len(os.listdir(f"/proc/{self.process.pid}/fd"))

        self.curl()
        before = count()
        for _ in range(20):
            self.curl()
        self.assertLess(count(), before + 10)

    def test_a_password_is_asked_for_by_name(self):
        text, statuses = self.curl("-D", "-", password="wrong")
        self.assertRegex(text, r'(?i)www-authenticate: Basic realm="WSMAN"')
        self.assertEqual(statuses, ["401 1"])

    def test_log_on_when_asked(self):
        text, statuses = self.curl("--anyauth")
        self.assertIn("Microsoft Corporation", text)
        self.assertEqual(statuses[-1][:3], "200")

    def test_other_encodings_of_the_document(self):
        for encoding in ("utf-16", "utf-8-sig"):
            with self.subTest(encoding):
                text, _ = self.curl(body=IDENTIFY.encode(encoding))
                self.assertIn("Microsoft Corporation", text)

    def test_entities_are_not_read(self):
        bomb = ('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
                '<!ENTITY c SYSTEM "file:///etc/passwd">]>' + IDENTIFY.replace("<i:", "&b;&c;<i:"))
        text, statuses = self.curl(body=bomb)
        self.assertEqual(statuses, ["500 1"])
        self.assertIn("document type", text)
        self.assertNotIn("root:", text)

    def test_each_machine_has_its_own_certificate(self):
        for role in ("old", "new", "source", "primary.1", "central"):
            machine = self.machine(role)
            name = machine["name"].lower()
            port = machine["https"].split(":")[2].split("/")[0]
            address = machine["https"].split("//")[1].split(":")[0]
            with self.subTest(role):
                text, _ = self.curl("--resolve", f"{name}:{port}:{address}",
                                    url=f"https://{name}:{port}/wsman")
                self.assertIn("Microsoft Corporation", text)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
