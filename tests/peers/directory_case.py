# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A directory to look into and delete from, whoever plays it, and runs that do so."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as tree

sys.path.insert(0, str(pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "tests" / "cli"))

import cli_case  # noqa: E402
from cli_case import SAMPLE, SOURCE  # noqa: E402
from patience import PATIENCE  # noqa: E402

RUNBOOK = SOURCE / "resources" / "runbook" / "secondary-site.xml"
SITE, SERVER = "S01", "BR01SMS"
BOTH = [f"SMS-Site-{SITE}", f"SMS-MP-{SITE}-{SERVER}"]


def keep_looks(step):
    """Of a step that does more than to look at the directory."""
    step.attrib.pop("verdict", None)
    for kind in "watch", "form", "instruction":
        for action in step.findall(kind):
            step.remove(action)


def small_runbook(*wanted, looks=False):
    """The steps of the real runbook by these names, and nothing before them."""
    root = tree.parse(RUNBOOK).getroot()
    for phase in list(root.findall("phase")):
        for step in list(phase.findall("step")):
            if step.get("id") not in wanted:
                phase.remove(step)
                continue
            if looks:
                keep_looks(step)
            for name in ("after", "again-before", "move-before", "move-when", "when"):
                step.attrib.pop(name, None)
            step.set("after", "")
            for check in step.findall("check"):
                for probe in check.findall("probe"):
                    if probe.get("machine") != "ad":
                        check.remove(probe)
                    probe.attrib.pop("until", None)
                if not check.findall("probe"):
                    step.remove(check)
        if not phase.findall("step"):
            root.remove(phase)
    return tree.tostring(root, encoding="unicode")


class DirectoryCase(cli_case.CliCase):
    """The directory's side is told by a subclass: URL, TLS_URL, CA, ADMIN, READER, PASSWORD, BASE;
    exists(name) and make(name) are asked of the directory itself, not of Resite."""

    def give(self, *passwords):
        reading, writing = os.pipe()
        os.write(writing, "".join(word + "\n" for word in passwords).encode())
        os.close(writing)
        os.set_inheritable(reading, True)
        self.addCleanup(os.close, reading)
        return reading

    def call_with(self, passwords, *arguments, status=0):
        descriptor = self.give(*passwords)
        done = subprocess.run(
            self.command([*arguments, "--password-fd", descriptor]), stdin=subprocess.DEVNULL,
            capture_output=True, env=self.environment(), cwd=self.folder, timeout=PATIENCE,
            check=False, pass_fds=[descriptor])
        result = cli_case.Result(arguments, done.returncode, done.stdout.decode(),
                                 done.stderr.decode())
        self.assertNotIn("CRITICAL", result.err, result)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def check(self, *more, url=None, user=None, passwords=None, status=0, site=SITE, server=SERVER):
        return self.call_with(
            passwords or [self.PASSWORD], "check", "directory", url or self.URL, "--site", site,
            "--server", server, "--user", user or self.ADMIN, "--json", *more, status=status)

    def write_plan(self, **values):
        values = {"reach": "ldap", "servers": self.URL, "logon": "simple", "user": self.ADMIN,
                  "tls": "starttls", "ca": self.CA, "domain": self.DOMAIN, **values}
        text = SAMPLE.read_text()
        start = text.index("[ad]")
        end = text.find("\n[", start)
        text = text[:start] + "[ad]\n" + "".join(
            f"{key}={value}\n" for key, value in values.items() if value) + text[end:]
        plan = self.folder / "directory.siteplan"
        plan.write_text(text)
        return plan

    def make_run(self, *steps, looks=False, **values):
        runbook = self.folder / "runbook.xml"
        runbook.write_text(small_runbook(*steps, looks=looks))
        return self.start_run(self.write_plan(**values), "--runbook", runbook)

    def assert_both(self, there):
        for name in BOTH:
            self.assertEqual(self.exists(name), there, name)

    def ensure_both(self):
        for name in BOTH:
            if not self.exists(name):
                self.make(name)

    def wait_for(self, run, word):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if word in self.call("status", run, status=None).out:
                return
            time.sleep(0.1)
        self.fail(f"{word} never came")

    def begin(self, run, step):
        descriptor = self.give(self.PASSWORD)
        process = subprocess.Popen(
            self.command(["run", run, step, "--password-fd", descriptor]), pass_fds=[descriptor],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=self.environment(), cwd=self.folder)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process


class Checks:
    """What is looked at, and what goes wrong with that."""

    def verdicts(self, result):
        return {entry["name"]: entry["verdict"] for entry in result.of_type("check")}

    def message(self, result):
        return " ".join(entry["message"] for entry in result.of_type("check"))

    def test_found(self):
        self.ensure_both()
        for url, more in ((self.URL, []), (self.TLS_URL, []), (self.URL, ["--all"])):
            result = self.check("--ca", self.CA, *more, url=url)
            verdicts = self.verdicts(result)
            self.assertEqual([verdicts[name] for name in BOTH], ["ok", "ok"], result)
            for entry in result.of_type("check"):
                self.assertIn(self.CONTAINER.lower(), entry["dn"].lower())
                self.assertRegex(entry["created"], r"^20\d\d-\d\d-\d\dT")

    def test_that_they_are_there_fails_a_look_for_none(self):
        self.ensure_both()
        result = self.check("--ca", self.CA, "--gone", status=1)
        self.assertEqual([self.verdicts(result)[name] for name in BOTH], ["failed", "failed"])

    def test_another_server_or_site_is_not_found(self):
        self.ensure_both()
        result = self.check("--ca", self.CA, server="BR01SMS2", status=1)
        verdicts = self.verdicts(result)
        self.assertEqual(verdicts["SMS-MP-S01-BR01SMS2"], "failed", result)
        # It names the site, so it is shown; but it is not one of the two.
        self.assertIn("left alone", [entry["message"] for entry in result.of_type("check")
                                     if entry["name"] == BOTH[1]][0])
        self.check("--ca", self.CA, "--gone", site="X99")

    def test_bad_input_is_refused_before_anything_is_sent(self):
        for more in (dict(site="S*1"), dict(site="S1"), dict(server="A*"), dict(server="A)(x=y"),
                     dict(url="http://" + self.HOST), dict(url="ldap://u@" + self.HOST),
                     dict(url=self.URL + "/x")):
            result = self.check("--ca", self.CA, status=2, **more)
            self.assertEqual(result.out, "", result)
        self.check("--container", "not a name", "--ca", self.CA, status=2)

    def test_wrong_password(self):
        result = self.check("--ca", self.CA, passwords=["wrong"], status=1)
        self.assertIn("name or password is wrong", self.message(result))
        self.assertIn("not tried again", self.message(result))

    def test_certificate_that_nobody_vouches_for(self):
        for url in (self.URL, self.TLS_URL):
            result = self.check(url=url, status=1)
            self.assertIn("not trusted", self.message(result), result)
            self.assertRegex(self.message(result), r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}")

    def test_certificates_that_cannot_be_read(self):
        empty = self.folder / "empty.pem"
        empty.write_text("")
        result = self.check("--ca", empty, status=2)
        self.assertIn("Cannot read the certificates", result.err)

    def test_closed_port(self):
        result = self.check("--ca", self.CA, url=f"ldap://{self.HOST}:9", status=1)
        self.assertIn("nobody listens", self.message(result))

    def test_no_such_name(self):
        result = self.check("--ca", self.CA, url="ldap://dc.invalid", status=1)
        self.assertIn("DNS knows no dc.invalid", self.message(result))

    def test_missing_container(self):
        result = self.check("--ca", self.CA, "--container", "CN=Nowhere," + self.BASE, status=1)
        self.assertIn("has no container", self.message(result))


class Runs:
    """The steps of the procedure, done from this desk."""

    def test_delete(self):
        self.ensure_both()
        run = self.make_run("C7")
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", result)
        self.assert_both(False)
        for name in self.OTHERS:
            self.assertTrue(self.exists(name), name)

    def test_delete_when_one_or_none_is_there(self):
        self.ensure_both()
        self.remove(BOTH[1])
        run = self.make_run("C7")
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", result)
        self.assert_both(False)
        again = self.make_run("C7")
        result = self.call_with([self.PASSWORD], "run", again, status=None)
        self.assertEqual(self.statuses(again)["C7"], "done", result)

    def test_no_right_to_delete(self):
        self.ensure_both()
        run = self.make_run("C7", user=self.READER)
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "failed", result)
        said = self.step(run, "C7")["message"]
        self.assertIn("lacks the right Delete", said)
        self.assertIn("Delete All Child Objects", said)
        self.assertIn(BOTH[0], said)
        self.assert_both(True)

    def test_wrong_password_is_tried_once_in_a_run(self):
        self.ensure_both()
        run = self.make_run("C7")
        result = self.call_with(["wrong"], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "failed", result)
        self.assertIn("name or password is wrong", self.step(run, "C7")["message"])
        self.assert_both(True)
        result = self.call_with([self.PASSWORD], "run", run, "C7", status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", result)
        self.assert_both(False)

    def test_object_of_another_class_is_left_alone(self):
        self.ensure_both()
        self.remove(BOTH[0])
        self.make_stranger(BOTH[0])
        self.addCleanup(self.remove, BOTH[0])
        run = self.make_run("C7")
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "failed", result)
        self.assertIn("of another kind", result.out + self.step(run, "C7")["message"])
        self.assertTrue(self.exists(BOTH[0]))
        self.assertFalse(self.exists(BOTH[1]))

    def test_controller_that_is_away(self):
        """It is said, and the others are done."""
        self.ensure_both()
        run = self.make_run("C7", servers=f"ldap://{self.HOST}:9, {self.URL}, {self.TLS_URL}")
        result = self.call_with([self.PASSWORD], "run", run, status=None)
        self.assertEqual(self.statuses(run)["C7"], "done", result)
        self.assertIn("it hears of changes from the others", result.out)
        self.assertIn("Not reached, they hear of it from the others", result.out)
        self.assert_both(False)

    def test_by_hand_stays_by_hand(self):
        self.ensure_both()
        run = self.make_run("C7", reach="by-hand")
        self.call("run", run, status=3)
        self.assert_both(True)

    def look_at_point(self):
        run = self.make_run("C15", looks=True)
        return self.call_with([self.PASSWORD], "run", run, status=None).out

    def test_point_is_on_record(self):
        """Of the new server: an object that is older than the site's is the former one."""
        self.ensure_both()
        self.remove(BOTH[1])
        self.assertIn(f"was reached has {BOTH[1]}", self.look_at_point())
        self.make(BOTH[1])
        self.assertIn(f"has CN={BOTH[1]},", self.look_at_point())
        self.remove(BOTH[0])
        time.sleep(1.1)
        self.make(BOTH[0])
        self.assertIn(f"older than {BOTH[0]}", self.look_at_point())

    def test_former_object_does_not_end_the_wait(self):
        """It is older than setup, so C13 goes on waiting until it is made anew."""
        self.ensure_both()
        # Controllers tell whole seconds, and their clocks are known to about one.
        time.sleep(2.5)
        run = self.make_run("C11", "C13")
        self.call("run", run, "C11", status=3)
        self.call("done", run, "C11", "--by", "J. Doe")
        process = self.begin(run, "C13")
        self.wait_for(run, "Running")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130, said)
        self.assertNotIn("newer than the setup", said)
        self.remove(BOTH[0])
        time.sleep(1.1)
        self.make(BOTH[0])
        # The former management point has come back, or was never gone: the new one cannot be written.
        process = self.begin(run, "C13")
        self.wait_for(run, "Running")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130, said)
        self.assertNotEqual(self.statuses(run)["C13"], "done")
        self.remove(BOTH[1])
        result = self.call_with([self.PASSWORD], "run", run, "C13", status=None)
        self.assertEqual(self.statuses(run)["C13"], "done", result)
        self.assertIn("newer than the setup", result.out)
