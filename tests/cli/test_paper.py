# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""summary, export, verify: paper and proof of a run."""

import io
import json
import os
import sqlite3
import zipfile

import cli_case


class Paper(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.run_id = self.start_run()
        self.call("done", self.run_id, "P0.1", "--by", "J. Doe", "--note", "All five are here.")
        self.call("skip", self.run_id, "P0.2", "--by", "J. Doe", "--reason", "seen last week")
        self.call("open-point", self.run_id, "Call the printer people.", "--owner", "K. Lang")
        self.journal = self.data / f"{self.run_id}.resite"


class Summary(Paper):
    def test_text_on_standard_output(self):
        text = self.call("summary", self.run_id).out
        for words in ("S01", "J. Doe", "All five are here.", "seen last week",
                      "Call the printer people.", "K. Lang"):
            self.assertIn(words, text)

    def test_json(self):
        summary = json.loads(self.call("summary", self.run_id, "--json").out)
        self.assertIn("All five are here.", json.dumps(summary))

    def test_pdf_needs_no_display(self):
        os.environ.pop("DISPLAY", None)
        for paper in ("summary", "emergency", "checklist", "slip"):
            for size in ((), ("--letter",)):
                with self.subTest((paper, size)):
                    path = self.folder / f"{paper}{len(size)}.pdf"
                    self.call("summary", self.run_id, "--pdf", path, "--paper", paper, *size)
                    self.assertTrue(path.read_bytes().startswith(b"%PDF-"))
                    self.assertIn(b"%%EOF", path.read_bytes()[-1024:])

    def test_text_file(self):
        path = self.folder / "summary.txt"
        self.call("summary", self.run_id, "--text", path)
        self.assertIn("J. Doe", path.read_text())

    def test_place_that_cannot_be_written(self):
        result = self.call("summary", self.run_id, "--pdf", self.folder / "no" / "a.pdf", status=1)
        self.assertEqual(len(result.err.splitlines()), 1)
        self.refuse("summary", self.run_id, "--paper", "wallpaper", says="wallpaper")

    def test_while_another_program_acts(self):
        lab = self.make_lab()
        run = self.start_run(lab["plan"], "--rehearsal")
        process = self.start("run", run, "--policy", "rehearsal", "--json")
        process.stdout.readline()
        self.call("summary", run)


class Proof(Paper):
    def test_intact(self):
        result = self.call("verify", self.run_id, "--json")
        check = result.of_type("check")[0]
        self.assertEqual(check["verdict"], "ok")
        last = self.call("journal", self.run_id, "--json").of_type("event")[-1]
        self.assertEqual(check["hash"], last["hash"])
        self.call("verify", self.journal)

    def tamper(self, statement, *values):
        base = sqlite3.connect(self.journal)
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"
                                    ).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        changed = base.execute(statement, values).rowcount
        base.commit()
        base.close()
        self.assertGreater(changed, 0)

    def columns(self, table):
        base = sqlite3.connect(self.journal)
        names = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        base.close()
        return names

    def test_hand_edited_event_is_named(self):
        events = self.call("journal", self.run_id, "--json").of_type("event")
        number = next(event["sequence"] for event in events if event["what"] == "skipped")
        actor = "actor"
        self.assertIn(actor, self.columns("event"))
        key = next(name for name in self.columns("event") if name in ("sequence", "seq", "id"))
        self.tamper(f"UPDATE event SET actor = 'Somebody else' WHERE {key} = ?", number)
        result = self.call("verify", self.run_id, "--json", status=1)
        self.assertEqual(result.of_type("check")[0]["bad_sequence"], number)
        self.assertEqual(len(result.err.splitlines()), 1)
        self.assertIn(str(number), self.call("verify", self.run_id, status=1).out)

    def test_event_that_is_gone(self):
        key = next(name for name in self.columns("event") if name in ("sequence", "seq", "id"))
        self.tamper(f"DELETE FROM event WHERE {key} = 3")
        self.call("verify", self.run_id, status=1)

    def test_what_is_no_journal(self):
        junk = self.folder / "junk"
        for content in (b"", b"PK\3\4 no zip", os.urandom(5000), b"plain text\n" * 50):
            junk.write_bytes(content)
            with self.subTest(content[:10]):
                result = self.call("verify", junk, status=None)
                self.assertIn(result.status, (1, 2), result)
                self.assertEqual(len(result.err.splitlines()), 1, result)
        self.refuse("verify", self.folder)
        self.refuse("verify", "S99-nothing")


class Bundle(Paper):
    def export(self):
        bundle = self.folder / "run.zip"
        photo = self.folder / "photo.jpg"
        photo.write_bytes(os.urandom(30_000))
        self.call("attach", self.run_id, "P0.1", photo, "--by", "J. Doe")
        self.call("export", self.run_id, bundle)
        return bundle, photo.read_bytes()

    def test_everything_is_in_it(self):
        bundle, photo = self.export()
        with zipfile.ZipFile(bundle) as archive:
            self.assertIsNone(archive.testzip())
            names = archive.namelist()
            contents = {name: archive.read(name) for name in names}
        self.assertIn(photo, contents.values())
        self.assertTrue(any(name.endswith(".resite") for name in names), names)
        self.assertTrue(any(content.startswith(b"%PDF-") for content in contents.values()))
        self.assertTrue(any(b"<runbook" in content[:2000] for content in contents.values()))
        self.assertTrue(any(b"server-name=BR01SMS" in content for content in contents.values()))

    def test_bundle_is_verified(self):
        bundle, _ = self.export()
        self.call("verify", bundle)
        damaged = io.BytesIO()
        with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(damaged, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if name.endswith(".resite"):
                    content = content.replace(b"All five are here.", b"All four are here.")
                target.writestr(name, content)
        bundle.write_bytes(damaged.getvalue())
        self.call("verify", bundle, status=1)

    def test_place_that_cannot_be_written(self):
        result = self.call("export", self.run_id, self.folder / "no" / "a.zip", status=1)
        self.assertEqual(len(result.err.splitlines()), 1)
        self.refuse("export", "S99-nothing", self.folder / "a.zip")


if __name__ == "__main__":
    cli_case.main()
