# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""plan new, plan check, check-runbook."""

import os
import re

import cli_case
from cli_case import DATA, SAMPLE, SOURCE

RUNBOOK = SOURCE / "resources" / "runbook" / "secondary-site.xml"


class PlanNew(cli_case.CliCase):
    def test_template_lacks_only_what_is_needed(self):
        path = self.folder / "new.siteplan"
        self.call("plan", "new", path)
        result = self.call("plan", "check", path, "--json", status=2)
        faults = result.of_type("check")
        self.assertTrue(faults)
        for fault in faults:
            self.assertIn("needed", fault["message"])
            self.assertEqual(path.read_text().splitlines()[fault["line"] - 1],
                             fault["name"].split(".")[-1] + "=")
        self.assertEqual(result.total["states"], {"failed": len(faults)})

    def test_filled_template_is_good(self):
        path = self.folder / "new.siteplan"
        self.call("plan", "new", path)
        text = path.read_text()
        group = ""
        sample = {}
        for line in SAMPLE.read_text().splitlines():
            if line.startswith("["):
                group = line
            elif "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                sample[group, key] = value
        filled = []
        for line in text.splitlines():
            if line.startswith("["):
                group = line
            if re.fullmatch(r"[a-z-]+=", line):
                line += sample[group, line[:-1]]
            filled.append(line)
        path.write_text("\n".join(filled) + "\n")
        self.call("plan", "check", path)

    def test_nothing_is_overwritten(self):
        path = self.folder / "mine.siteplan"
        path.write_text("precious")
        self.refuse("plan", "new", path, says="there already")
        self.assertEqual(path.read_text(), "precious")

    def test_folder_that_is_not_there(self):
        self.refuse("plan", "new", self.folder / "no" / "a.siteplan", says="No such file")


class PlanCheck(cli_case.CliCase):
    def test_sample_is_good(self):
        result = self.call("plan", "check", SAMPLE)
        self.assertRegex(result.out, r"sample\.siteplan:\d+: warning: old\.name-after: ")
        self.assertEqual(result.err, "")

    def test_fault_has_line_and_field(self):
        path = DATA / "plans" / "bad-gateway.siteplan"
        result = self.refuse("plan", "check", path, says="1 fault")
        line = path.read_text().splitlines().index("gateway=10.9.9.1") + 1
        self.assertIn(f"{path}:{line}: error: site.gateway: ", result.out)

    def test_bad_values(self):
        for name in ("bad-site-code", "long-name", "old-is-new", "password", "query-deletes",
                     "twice", "empty"):
            with self.subTest(name):
                self.refuse("plan", "check", DATA / "plans" / f"{name}.siteplan", says="fault")

    def test_unknown_keys_are_warnings(self):
        result = self.call("plan", "check", DATA / "plans" / "unknown-keys.siteplan", "--json")
        names = [fault["name"] for fault in result.of_type("check")]
        self.assertIn("site.colour", names)
        self.assertIn("[weather]", names)
        self.assertEqual({fault["verdict"] for fault in result.of_type("check")}, {"warning"})

    def test_secret_is_not_printed(self):
        result = self.call("plan", "check", DATA / "plans" / "password.siteplan", status=2)
        self.assertNotIn("verysecret", result.out + result.err)

    def test_other_line_ends_are_fine(self):
        for name in ("crlf", "bom", "same-as-old"):
            with self.subTest(name):
                self.call("plan", "check", DATA / "plans" / f"{name}.siteplan")

    def test_what_is_no_plan(self):
        for name, says in (("no-key-file", ":3: "), ("value-first", ":1: "), ("utf-16", "UTF-16"),
                           ("latin-1", "UTF-8")):
            with self.subTest(name):
                self.refuse("plan", "check", DATA / "plans" / f"{name}.siteplan", says=says)

    def test_junk(self):
        junk = self.folder / "junk"
        for content in (os.urandom(5000), b"\0" * 100, b"#" * 3_000_000, b"[a]\nb\0=c\n"):
            junk.write_bytes(content)
            with self.subTest(content[:10]):
                self.refuse("plan", "check", junk)
        self.refuse("plan", "check", self.folder / "not-there", says="No such file")
        self.refuse("plan", "check", self.folder)
        self.refuse("plan", "check", "/dev/zero")


class CheckRunbook(cli_case.CliCase):
    def test_built_in_one_is_good(self):
        self.assertIn("51 steps", self.call("check-runbook", RUNBOOK).out)

    def change(self, old, new):
        path = self.folder / "changed.xml"
        text = RUNBOOK.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))
        return path

    def test_unknown_value_has_its_line(self):
        path = self.change("${site.sms-folder}", "${site.no-such-folder}")
        result = self.refuse("check-runbook", path)
        number = next(i for i, line in enumerate(path.read_text().splitlines(), 1)
                      if "site.no-such-folder" in line)
        self.assertIn(f"{path}:{number}: ", result.out)
        self.assertIn("site.no-such-folder", result.out)

    def test_grammar(self):
        path = self.change("<why>", "<wherefore>")
        result = self.refuse("check-runbook", path, says="fault")
        self.assertRegex(result.out, rf"(?m)^{re.escape(str(path))}:\d+: ")

    def test_reference_to_no_step(self):
        path = self.change('after="', 'after="Z9 ')
        result = self.refuse("check-runbook", path)
        self.assertIn("Z9", result.out)

    def test_junk(self):
        junk = self.folder / "junk.xml"
        for content in (b"", os.urandom(3000), b"<runbook/>", b"<?xml version='1.0'?><a><b></a>",
                        b"\0\0\0"):
            junk.write_bytes(content)
            with self.subTest(content[:20]):
                self.refuse("check-runbook", junk)
        self.refuse("check-runbook", self.folder / "not-there.xml")
        self.refuse("check-runbook", self.folder)

    def test_json(self):
        path = self.change("<why>", "<wherefore>")
        result = self.call("check-runbook", path, "--json", status=2)
        self.assertTrue(result.of_type("check"))
        self.assertEqual(result.total["verb"], "check-runbook")


if __name__ == "__main__":
    cli_case.main()
