# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is typed wrong is told, and nothing is done that nobody meant."""

import json
import os

import cli_case


class Folders(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "source"
        self.source.mkdir()
        (self.source / "C0100012.PCK").write_bytes(b"package")

    def test_address_is_no_folder(self):
        self.refuse("copy", self.source, "ftp://server/share", says="is an address")
        self.refuse("copy", "file:///tmp", self.folder / "target", says="is an address")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir() if path.name != "xdg"),
                         ["source"])

    def test_server_that_nobody_knows(self):
        self.refuse("copy", self.source, "smb://nobody.invalid/share", says="cannot be reached")
        self.refuse("copy", "smb://server", self.folder / "target", says="share")
        self.refuse("copy", "smb://me:secret@server/share", self.folder / "target", says="password")

    def test_empty_name_is_not_the_folder_one_stands_in(self):
        self.refuse("copy", self.source, "", says="empty name")
        self.refuse("copy", "", self.folder / "target", says="empty name")

    def test_link_to_the_other_side(self):
        link = self.folder / "link"
        os.symlink(self.source, link)
        self.refuse("copy", link, self.source, says="inside each other")
        self.refuse("copy", self.source, link / "deeper" / "still", says="inside each other")
        self.assertFalse((self.source / "deeper").exists())
        self.call("copy", link, self.folder / "target")
        self.assertEqual((self.folder / "target" / "C0100012.PCK").read_bytes(), b"package")

    def test_every_item_is_one_line(self):
        (self.source / "two\nlines").write_bytes(b"")
        result = self.call("copy", self.source, self.folder / "target", status=1)
        lines = result.out.splitlines()
        self.assertEqual(len(lines), 3, result)
        self.assertIn("two lines", result.out)
        result = self.call("copy", self.source, self.folder / "target", "--json", status=1)
        self.assertIn("two\nlines", [item["name"] for item in result.of_type("item")])


class Verbs(cli_case.CliCase):
    def test_half_a_verb(self):
        self.refuse("plan", says="second word")
        self.refuse("plan", "chekc", "x.siteplan", says="second word")
        self.refuse("pla", says="no such verb")


class Forms(cli_case.CliCase):
    def test_unknown_field_is_told_with_those_that_there_are(self):
        run = self.start_run()
        for step in ("P0.1", "P0.2", "P0.3@primary.1", "P0.3@primary.2"):
            self.call("done", run, step, "--by", "J. Doe")
        self.refuse("fill", run, "W1", "child-sites=S02", "boundarys=10.4.1.0", "--by", "J. Doe",
                    says="boundaries, addresses")
        self.refuse("answer", run, "W1.childsites", "S02", "--by", "J. Doe", says="child-sites")
        self.assertNotEqual(self.statuses(run)["W1"], "done")
        self.call("fill", run, "W1", "child-sites=S02", "boundaries=10.4.1.0", "--by", "J. Doe")
        self.assertEqual(self.statuses(run)["W1"], "done")


class Order(cli_case.CliCase):
    def test_what_failed_earlier_is_not_the_outcome_of_a_refused_call(self):
        run = self.start_run()
        self.call("run", run, "P0.1", "--by", "J. Doe", status=1)
        self.refuse("run", run, "C11", "--by", "J. Doe", says="C11")

    def test_who_was_refused_has_done_nothing(self):
        run = self.start_run()
        self.refuse("done", run, "C11", "--by", "A. Passerby")
        self.call("note", run, "P0.1", "seen", "--by", "K. Next")
        summary = json.loads(self.call("summary", run, "--json").out.splitlines()[0])
        self.assertEqual(summary["people"], ["J. Doe", "K. Next"])


if __name__ == "__main__":
    cli_case.main()
