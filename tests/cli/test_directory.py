# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's directory, met with the tests that a real one is met with (tests/peers), and with
what only a rehearsal can let go wrong."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "peers"))

import cli_case  # noqa: E402
import directory_case  # noqa: E402
from directory_case import BOTH  # noqa: E402
from patience import PATIENCE  # noqa: E402


class LabCase(directory_case.DirectoryCase):
    DOMAIN = "corp.example.com"
    ADMIN, READER = "smsadmin@corp.example.com", "tech@corp.example.com"
    OTHERS = []
    FAULT = None

    def setUp(self):
        super().setUp()
        if shutil.which("ldapsearch") is None:
            self.skipTest("ldapsearch is not installed")
        self.make_site(self.FAULT)

    def make_site(self, fault=None):
        more = ["--fault", fault] if fault else []
        self.lab = self.start("lab", "--packages", "2", "--bytes", "20000", *more)
        facts = json.loads(self.lab.stdout.readline())
        self.assertEqual(self.lab.stdout.readline(), b"ready\n")
        self.URL, self.TLS_URL = facts["directory"], facts["directory_tls"]
        self.HOST = self.URL[len("ldap://"):].split(":")[0]
        self.CA, self.PASSWORD, self.BASE = facts["ca"], facts["password"], facts["directory_base"]
        self.CONTAINER = "CN=System Management,CN=System," + self.BASE

    def tearDown(self):
        self.lab.send_signal(signal.SIGTERM)
        self.assertEqual(self.lab.wait(PATIENCE), 0)

    def ask_domain(self, program, *arguments):
        return subprocess.run(
            [program, "-x", "-ZZ", "-H", self.URL, "-D", self.ADMIN, "-w", self.PASSWORD,
             *arguments], env={**os.environ, "LDAPTLS_CACERT": self.CA}, capture_output=True,
            text=True, check=False, timeout=PATIENCE)

    def exists(self, name):
        done = self.ask_domain("ldapsearch", "-LLL", "-b", f"CN={name},{self.CONTAINER}", "-s",
                               "base", "cn")
        self.assertIn(done.returncode, (0, 32), done.stderr)
        return done.returncode == 0

    def remove(self, name):
        self.ask_domain("ldapdelete", f"CN={name},{self.CONTAINER}")

    def make(self, name):
        raise unittest.SkipTest("only SMS makes objects there")

    make_stranger = make


class Looks(LabCase, directory_case.Checks):
    pass


class Steps(LabCase, directory_case.Runs):
    pass


class Faults(LabCase):
    """What a controller does now and then."""

    def look(self, fault, *more, status=1):
        self.tearDown()
        self.make_site(fault)
        result = self.check("--ca", self.CA, *more, status=status)
        return " ".join(entry["message"] for entry in result.of_type("check"))

    def test_busy(self):
        self.assertIn("has no time now", self.look("directory-busy:9"))

    def test_unavailable(self):
        """What a controller without a certificate says to StartTLS, too."""
        self.assertIn("offers no TLS", self.look("directory-unavailable:9"))

    def test_silence(self):
        self.assertIn("gave no answer", self.look("directory-hang:9", "--deadline", "1"))

    def test_line_that_is_cut(self):
        said = self.look("directory-cut:9")
        self.assertRegex(said, "closed the connection|connection to .* broke|offers no TLS")

    def test_garbage(self):
        self.assertRegex(self.look("directory-garbage:9", "--deadline", "1"),
                         "no answer|offers no TLS|broke|closed the connection")

    def test_no_certificate(self):
        said = self.look("directory-no-tls")
        self.assertIn("offers no TLS", said)
        self.assertIn("No password was sent", said)

    def test_delete_that_is_refused(self):
        self.tearDown()
        self.make_site("directory-no-rights:9")
        run = self.make_run("C7")
        self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "failed")
        self.assertIn("lacks the right Delete", self.step(run, "C7")["message"])
        self.assert_both(True)

    def test_object_that_comes_back(self):
        """It was deleted, and somebody wrote it again: a look says so, and so does the step."""
        self.tearDown()
        self.make_site("directory-leftover:1")
        run = self.make_run("C7")
        self.call_with([self.PASSWORD], "run", run, status=None)
        end = time.monotonic() + PATIENCE
        while not self.exists(BOTH[1]):
            self.assertLess(time.monotonic(), end, "it never came back")
            time.sleep(0.1)
        result = self.check("--ca", self.CA, "--gone", status=1)
        self.assertIn("still there", result.out)
        self.call("back", run, "C7", "--by", "J. Doe", "--reason", "it came back")
        again = self.call_with([self.PASSWORD], "run", run, "C7", status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", again)
        self.assert_both(False)

    def test_killed_at_any_moment(self):
        """What was begun is looked at first, and the step ends as if nothing had been."""
        policy = self.folder / "policy"
        policy.write_text("[policy]\nconfirm=yes\n")
        for tenths in range(1, 8, 2):
            self.tearDown()
            self.make_site()
            run = self.make_run("C7")
            process = self.begin(run, "C7")
            time.sleep(tenths / 10)
            process.kill()
            process.wait()
            result = self.call_with([self.PASSWORD], "run", run, "--policy", policy,
                                    status=None)
            self.assertEqual(self.statuses(run)["C7"], "done", result)
            self.assert_both(False)

    def test_line_that_breaks_while_it_deletes(self):
        """Run again, it looks first and goes on."""
        self.tearDown()
        self.make_site("directory-cut:1")
        run = self.make_run("C7")
        self.call_with([self.PASSWORD], "run", run, status=None)
        result = self.call_with([self.PASSWORD], "run", run, "C7", status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", result)
        self.assert_both(False)


if __name__ == "__main__":
    cli_case.main()
