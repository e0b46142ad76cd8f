# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-core's raw module, unmodified, against the rehearsal's machines."""

import json
import unittest
import urllib.parse

from peer_lab import LabCase, need


class Ansible(LabCase):
    @classmethod
    def setUpClass(cls):
        need("ansible")
        super().setUpClass()

    def inventory(self, scheme, **more):
        hosts = {}
        for role in ("old", "new", "primary.1"):
            url = urllib.parse.urlsplit(self.machine(role)[scheme])
            hosts[self.machine(role)["name"]] = {
                "ansible_host": url.hostname, "ansible_port": url.port,
                "ansible_winrm_path": url.path}
        known = {"ansible_connection": "winrm", "ansible_winrm_transport": "basic",
                 "ansible_winrm_scheme": scheme, "ansible_user": self.user,
                 "ansible_password": self.password, "ansible_winrm_ca_trust_path": self.ca,
                 "ansible_winrm_operation_timeout_sec": 2, "ansible_winrm_read_timeout_sec": 20}
        known.update(more)
        path = self.folder / f"{scheme}-{len(more)}.json"
        path.write_text(json.dumps({"all": {"hosts": hosts, "vars": known}}))
        path.chmod(0o600)
        return path

    def ansible(self, inventory, command, hosts="all"):
        configuration = self.folder / "ansible.cfg"
        configuration.write_text("[defaults]\n")
        return self.run_program(
            "ansible", "-i", inventory, hosts, "-m", "raw", "-a", command, cwd=self.folder,
            env={"ANSIBLE_NOCOLOR": "1", "ANSIBLE_LOCALHOST_WARNING": "0",
                 "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
                 "ANSIBLE_CONFIG": str(configuration)})

    def test_output_over_both_schemes(self):
        for scheme in ("https", "http"):
            with self.subTest(scheme):
                done = self.ansible(self.inventory(scheme), "hostname")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                for role in ("old", "new", "primary.1"):
                    name = self.machine(role)["name"]
                    self.assertRegex(done.stdout, rf"(?i){name} \| CHANGED \| rc=0 >>\s+{name}")

    def test_exit_code(self):
        name = self.machine()["name"]
        done = self.ansible(self.inventory("https"), "exit 7", name)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stdout, rf"{name} \| FAILED \| rc=7")

    def test_characters(self):
        done = self.ansible(self.inventory("https"), "echo Größe", self.machine()["name"])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Größe", done.stdout)

    def test_a_long_silent_command(self):
        done = self.ansible(self.inventory("http"), "ping -n 8 127.0.0.1 >nul & echo over",
                            self.machine()["name"])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("over", done.stdout)

    def test_wrong_password(self):
        done = self.ansible(self.inventory("http", ansible_password="wrong"), "hostname",
                            self.machine()["name"])
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stdout, "UNREACHABLE(.|\n)*credentials were rejected")

    def test_unknown_authority(self):
        done = self.ansible(
            self.inventory("https", ansible_winrm_ca_trust_path="/etc/ssl/certs/ca-certificates.crt"),
            "hostname", self.machine()["name"])
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("UNREACHABLE", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
