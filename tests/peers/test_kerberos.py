#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kerberos ticket instead of a password: Apache with mod_auth_gssapi stands before a machine of the
rehearsal, Samba is the domain, and 'resite-cli wmi --kerberos' comes with what kinit got."""

import base64
import glob
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import time
import unittest

from peer_lab import LabCase, PROGRAM, need
from patience import PATIENCE

CONTROLLER = pathlib.Path(__file__).with_name("ad-dc")
MODULES = "/usr/lib/apache2/modules"
PASSWORD = "Passw0rd.2003"
REALM = "RESITE.TEST"
QUERY = "SELECT Name FROM Win32_ComputerSystem"

APACHE = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
Mutex file:{folder} default
ErrorLog {folder}/error.log
LogFormat "%>s %u %r" short
CustomLog {folder}/access.log short
Listen 127.0.0.1:{port}
{modules}
SSLSessionCache none
SSLEngine on
SSLCertificateFile {folder}/server.pem
SSLCertificateKeyFile {folder}/server.key
SSLProxyEngine on
<Location /wsman>
  AuthType GSSAPI
  AuthName "WSMAN"
  GssapiCredStore keytab:{folder}/http.keytab
  GssapiSSLonly On
  Require user tech@{realm}
  RequestHeader set Authorization "Basic {basic}"
  ProxyPass {target}
</Location>
"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for_port(port, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError("Apache does not listen")


class Kerberos(LabCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("a domain controller needs ports below 1024: run as root")
        need("samba", "samba-tool", "ldapsearch", "kinit", "apache2", "openssl", "ss")
        if not os.path.exists(MODULES + "/mod_auth_gssapi.so"):
            raise unittest.SkipTest("libapache2-mod-auth-gssapi is not installed")
        super().setUpClass()
        cls.start_domain()
        cls.start_apache()
        cls.get_ticket()

    @classmethod
    def run_good(cls, *command, **options):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              check=False, timeout=PATIENCE, **options)
        assert done.returncode == 0, (command[0], done.stdout, done.stderr)
        return done.stdout

    @classmethod
    def end(cls, process):
        process.terminate()
        process.wait(PATIENCE)
        if process.stdout:
            process.stdout.close()

    @classmethod
    def start_domain(cls):
        address = "127.%d.%d.%d" % (random.randint(20, 220), random.randint(1, 250),
                                    random.randint(1, 250))
        domain = cls.folder / "ad"
        controller = subprocess.Popen([str(CONTROLLER), str(domain), address],
                                      stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        cls.addClassCleanup(cls.end, controller)
        if controller.stdout.readline() != "ready\n":
            raise unittest.SkipTest("no domain controller here (ad-dc ended with %d)"
                                    % controller.wait(PATIENCE))
        tool = ["samba-tool"]
        settings = ["--configfile=%s" % (domain / "smb.conf")]
        cls.run_good(*tool, "user", "create", "tech", PASSWORD, *settings)
        cls.run_good(*tool, "user", "create", "websvc", PASSWORD, *settings)
        cls.run_good(*tool, "spn", "add", "HTTP/localhost", "websvc", *settings)
        cls.run_good(*tool, "domain", "exportkeytab", cls.folder / "http.keytab",
                     "--principal=HTTP/localhost", *settings)
        os.chmod(cls.folder / "http.keytab", 0o644)
        cls.kerberos = {"KRB5_CONFIG": str(domain / "krb5.conf"),
                        "KRB5CCNAME": "FILE:%s" % (cls.folder / "ticket")}

    @classmethod
    def start_apache(cls):
        cls.port = free_port()
        cls.folder.chmod(0o755)
        cls.run_good("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                     "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                     "-keyout", cls.folder / "server.key", "-out", cls.folder / "server.pem")
        names = ("mpm_event", "authn_core", "authz_core", "authz_user", "auth_gssapi", "headers",
                 "proxy", "proxy_http", "ssl", "socache_shmcb")
        modules = "\n".join("LoadModule %s_module %s/mod_%s.so" % (name, MODULES, name)
                            for name in names)
        basic = base64.b64encode(("%s:%s" % (cls.user, cls.password)).encode()).decode()
        configuration = cls.folder / "apache.conf"
        configuration.write_text(APACHE.format(
            folder=cls.folder, port=cls.port, modules=modules, realm=REALM, basic=basic,
            target=cls.lab["machines"]["old"]["http"]))
        configuration.chmod(0o600)
        apache = subprocess.Popen(["apache2", "-f", str(configuration), "-DFOREGROUND"],
                                  env=dict(os.environ, **cls.kerberos), stdin=subprocess.DEVNULL)
        cls.addClassCleanup(cls.end, apache)
        wait_for_port(cls.port, apache)

    @classmethod
    def get_ticket(cls):
        cls.run_good("kinit", "tech@%s" % REALM, input=PASSWORD + "\n",
                     env=dict(os.environ, **cls.kerberos))

    def ask(self, **environment):
        url = "https://localhost:%d/wsman" % self.port
        return self.run_program(PROGRAM, "wmi", url, "root\\cimv2", QUERY, "--kerberos", "--ca",
                                self.folder / "server.pem", env=dict(self.kerberos, **environment))

    def log(self):
        return (self.folder / "access.log").read_text().splitlines()

    def test_a_ticket_is_enough(self):
        done = self.ask()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(self.machine()["name"], done.stdout)
        answered = [line for line in self.log() if line.startswith("200 tech@%s" % REALM)]
        # Identify and the list, each with its body although libsoup had to send it a second time.
        self.assertGreaterEqual(len(answered), 2)

    def test_without_a_ticket(self):
        before = len(self.log())
        done = self.ask(KRB5CCNAME="FILE:%s" % (self.folder / "none"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("klist", done.stdout + done.stderr)
        # Asked once; nothing was tried instead.
        self.assertEqual([line.split()[0] for line in self.log()[before:]], ["401"])

    def test_somebody_else(self):
        other = {"KRB5CCNAME": "FILE:%s" % (self.folder / "other")}
        self.run_good("kinit", "administrator@%s" % REALM, input=PASSWORD + "\n",
                      env=dict(os.environ, **dict(self.kerberos, **other)))
        done = self.ask(**other)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Kerberos", done.stdout + done.stderr)


if __name__ == "__main__":
    if not glob.glob("/usr/lib/*/libgssapi_krb5.so.2") or shutil.which("klist") is None:
        print("krb5-user is not installed", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
