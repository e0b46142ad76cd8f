# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole rehearsal from the terminal, and what is left of it: the paper says what lies on the
disks and what the tool wrote down, and no later hand can change the record unseen."""

import json
import pathlib
import re
import shutil
import sqlite3
import sys
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "fault"))
import toured_site
from toured_site import PROGRAM, STAND_IN, TouredSite, call

PACKAGE = re.compile(r"[A-Z0-9]{3}[0-9A-F]{5}\.P(CK|KG)", re.IGNORECASE)


def count_files(folder):
    return sum(1 for path in folder.rglob("*") if path.is_file())


class EndToEnd(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(toured_site.make_folder("tour"))
        cls.addClassCleanup(toured_site.remove, cls.folder)
        cls.site = TouredSite(cls.folder / "site", packages=12)
        cls.pdf = cls.folder / "summary.pdf"
        ended = cls.site.tour(more=["--summary", cls.pdf])
        assert ended.returncode == 0, ended.stderr
        cls.run_id = cls.site.run
        cls.new = cls.site.folder / "machines" / "new" / "E"
        cls.source = cls.site.folder / "machines" / "source" / "E"

    def ask(self, *arguments, status=0, data=None):
        done = call(PROGRAM, *arguments, "--data-dir", data or self.site.data)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertNotIn("CRITICAL", done.stderr)
        return done

    def ask_json(self, *arguments):
        return [json.loads(line)
                for line in self.ask(*arguments, self.run_id, "--json").stdout.splitlines()]

    # What the paper says.

    def read_counts(self):
        """step → {state: number} of the table of copies and preloads."""
        if shutil.which("pdftotext") is None:
            self.skipTest("pdftotext is not installed")
        text = call("pdftotext", "-layout", self.pdf, "-").stdout
        counts = {}
        for line in text.splitlines():
            row = re.match(r"\s*([A-Z]\d+)\b.*?\s{2,}((\d+ [a-z-]+)(, \d+ [a-z-]+)*)\s{2,}", line)
            if row:
                part = counts.setdefault(row[1], {})
                for number, state in re.findall(r"(\d+) ([a-z-]+)", row[2]):
                    part[state] = int(number)
        return counts

    def test_paper_counts_what_lies_on_the_disks(self):
        counts = self.read_counts()
        self.assertEqual(counts["P1"], {"copied": count_files(self.new / "SMSPKG")})
        self.assertEqual(counts["P2"], {"copied": count_files(self.source / "SMSPKGE$")})
        self.assertEqual(counts["P3"], {"copied": count_files(self.new / "SMSTools" / "setup")})
        names = [path.name for path in (self.new / "SMSPKG").iterdir()]
        packages = [name for name in names if PACKAGE.fullmatch(name)]
        self.assertEqual(len(packages), 12)
        read_only = [name for name in packages
                     if not (self.new / "SMSPKG" / name).stat().st_mode & 0o222]
        self.assertEqual(counts["R8"],
                         {"ready": len(read_only), "ignored": len(names) - len(packages)})

    def test_paper_counts_what_the_tool_wrote_down(self):
        counts = self.read_counts()
        said = {"forwarded": 0, "failed": 0}
        for states in self.site.calls().values():
            said["forwarded" if states[-1] == "forwarded" else "failed"] += 1
        self.assertGreater(said["forwarded"], 6)
        told = {"forwarded": 0, "failed": 0}
        for step in "R3", "R10":
            for state, number in counts[step].items():
                told["forwarded" if state == "forwarded" else "failed"] += number
        self.assertEqual(told, said)

    def test_what_is_on_the_new_server_is_the_source(self):
        for path in (self.source / "SMSPKG").iterdir():
            copy = self.new / "SMSPKG" / path.name
            self.assertEqual(path.read_bytes(), copy.read_bytes(), path.name)
            self.assertEqual(path.stat().st_mtime_ns // 1000, copy.stat().st_mtime_ns // 1000)

    # What the terminal says.

    def test_views_agree(self):
        status = self.ask_json("status")
        journal = self.ask_json("journal")
        summary = self.ask_json("summary")[0]
        run, = (entry for entry in status if entry["type"] == "run")
        events = [entry for entry in journal if entry["type"] == "event"]
        self.assertEqual(run["hash"], events[-1]["hash"])
        self.assertEqual(summary["sha256"], events[-1]["hash"])
        self.assertEqual(summary["events"], len(events))
        self.assertEqual([entry["sequence"] for entry in events], list(range(1, len(events) + 1)))
        self.assertEqual(run["condition"], summary["condition"])
        self.assertEqual(run["started"], events[0]["time"])
        steps = {entry["step"]: (entry["status"], entry["attempt"], entry["how"])
                 for entry in status if entry["type"] == "step" and entry["phase"] != "back"}
        told = {entry["step"] + ("@" + entry["target"] if entry["target"] else ""):
                (entry["status"], entry["attempt"], entry["how"])
                for entry in summary["steps"]}
        self.assertEqual({step: told.get(step) for step in steps}, steps)
        # Each step's last word in the journal is its state.
        for step, (state, attempt, _) in steps.items():
            last = [entry for entry in events if entry["step"] is not None and step ==
                    entry["step"] + ("@" + entry["target"] if entry["target"] else "")]
            self.assertEqual(last[-1]["attempt"], attempt, step)
            self.assertIn(last[-1]["what"], ("step-done", "signed-off", "signed", "judged"), step)
            self.assertEqual(state, "done", step)

    # What a later hand does.

    def edit(self, sql, *values):
        """A copy of the data folder with a changed journal; its triggers do not stop an editor."""
        data = self.folder / "edited"
        toured_site.remove(data)
        data.mkdir()
        path = data / f"{self.run_id}.resite"
        source = sqlite3.connect(f"file:{self.site.journal}?mode=ro", uri=True)
        connection = sqlite3.connect(path)
        source.backup(connection)
        source.close()
        for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        changed = connection.execute(sql, values).rowcount
        connection.commit()
        connection.close()
        self.assertGreater(changed, 0)
        return data

    def check_found(self, data, sequence):
        said = self.ask("verify", self.run_id, status=1, data=data)
        self.assertRegex(said.stdout + said.stderr, rf"\b{sequence}\b")
        lines = self.ask("verify", self.run_id, "--json", status=1, data=data)
        self.assertIn(str(sequence), lines.stdout)

    def find(self, what, step):
        (sequence,), = self.site.query(f"SELECT max(sequence) FROM event WHERE what = '{what}'"
                                       f" AND step = '{step}'")
        return sequence

    def test_untouched_is_intact(self):
        self.ask("verify", self.run_id)

    def test_actor_of_an_event_changed(self):
        sequence = self.find("signed", "G2")
        self.check_found(self.edit("UPDATE event SET actor = 'Somebody' WHERE sequence = ?",
                                   sequence), sequence)

    def test_time_of_an_event_changed(self):
        sequence = self.find("step-done", "P1")
        self.check_found(self.edit("UPDATE event SET time = time - 60000000 WHERE sequence = ?",
                                   sequence), sequence)

    def test_fact_changed(self):
        sequence = self.find("action-ended", "R10")
        self.check_found(self.edit("UPDATE fact SET value = '99' WHERE sequence = ? AND"
                                   " name = 'good'", sequence), sequence)

    def test_note_changed(self):
        (sequence,), = self.site.query(
            "SELECT max(event.sequence) FROM event JOIN text ON text.sequence = event.sequence"
            " WHERE what = 'signed-off'")
        self.check_found(self.edit("UPDATE text SET content = 'All was well' WHERE sequence = ?",
                                   sequence), sequence)

    def test_item_changed(self):
        self.check_found(self.edit("UPDATE item SET state = 'failed' WHERE scope LIKE 'R10%' AND"
                                   " state = 'forwarded'"), self.find("action-ended", "R10"))

    def test_event_removed(self):
        sequence = self.find("judged", "R4")
        data = self.edit("DELETE FROM event WHERE sequence = ?", sequence)
        self.ask("verify", self.run_id, status=1, data=data)
        said = self.ask("verify", self.run_id, status=1, data=data)
        self.assertRegex(said.stdout + said.stderr, rf"\b({sequence}|{sequence + 1})\b")

    def test_end_cut_off(self):
        (last,), = self.site.query("SELECT max(sequence) FROM event")
        data = self.edit("DELETE FROM event WHERE sequence > ?", last - 3)
        said = self.ask("verify", self.run_id, status=1, data=data)
        self.assertNotEqual(said.stderr + said.stdout, "")

    def test_bundle(self):
        bundle = self.folder / "bundle.zip"
        self.ask("export", self.run_id, bundle)
        self.ask("verify", bundle)
        with zipfile.ZipFile(bundle) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
        self.assertGreater(len(contents), 3)
        for name, content in contents.items():
            if name.endswith("/") or not content:
                continue
            edited = self.folder / "edited.zip"
            with zipfile.ZipFile(edited, "w") as archive:
                for other, kept in contents.items():
                    if other == name:
                        middle = len(kept) // 2
                        kept = (kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1:])
                    archive.writestr(other, kept)
            with self.subTest(changed=name):
                self.ask("verify", edited, status=1)


if __name__ == "__main__":
    for program in PROGRAM, STAND_IN:
        if not program.exists():
            print(f"{program} is not built", file=sys.stderr)
            sys.exit(77)
    unittest.main(verbosity=2)
