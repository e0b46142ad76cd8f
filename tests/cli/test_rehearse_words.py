# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""rehearse: what cannot be meant so is refused before the site is made, and not after its long road."""

import os
import shutil
import signal

import cli_case
import rehearsed
from patience import PATIENCE

WRONG_NUMBERS = [("--pace", "0"), ("--pace", "-1"), ("--pace", "1000001"), ("--pace", "abc"),
                 ("--packages", "0"), ("--packages", "100001"), ("--packages", 2 ** 32 + 2),
                 ("--seed", 2 ** 32), ("--seed", "-1")]


class Words(rehearsed.Rehearsed):
    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()

    def environment(self):
        return {**super().environment(), "TMPDIR": str(self.temporary)}

    def refuse_all(self, *options, says=None):
        result = self.refuse("rehearse", *options, says=says)
        self.assertEqual(result.out, "")
        self.assertEqual(os.listdir(self.temporary), [], result)

    def test_numbers(self):
        for name, value in WRONG_NUMBERS:
            with self.subTest(name=name, value=value):
                self.refuse_all(name, value, says=name)
                self.refuse("lab", name, value, says=name)

    def test_reach_and_scenario(self):
        self.refuse_all("--reach", "rpc", says="--reach rpc")
        self.refuse_all("--scenario", "no-such-thing", says="no-such-thing")
        self.refuse_all("--scenario", self.folder)
        damaged = self.folder / "damaged.xml"
        damaged.write_text('<scenario id="x">\n<title>T</title>\n<story>S')
        self.refuse_all("--scenario", damaged, says=f"{damaged}:3: ")

    def test_paper_without_a_place(self):
        nowhere = self.folder / "nowhere" / "paper.pdf"
        for option in ("--summary", "--trainer"):
            with self.subTest(option):
                self.refuse_all(option, nowhere, says=str(nowhere))
                self.refuse_all(option, self.folder, says=str(self.folder))
                self.refuse_all(option, "", says="no name")
                self.refuse_all("--scenario", "quiet-day", option, nowhere, says=str(nowhere))
        self.refuse_all("--summary", "one.pdf", "--trainer", "one.pdf", says="one.pdf")
        self.assertEqual(sorted(os.listdir(self.folder)), ["tmp"])

    def test_place_of_paper_vanishes(self):
        """The site is looked at all the same, and each paper that is missing is told."""
        place = self.folder / "paper"
        place.mkdir()
        process = self.start("rehearse", "--packages", 2, "--bytes", 20_000, "--pace", "max", "--json",
                             "--summary", place / "summary.pdf", "--trainer", place / "trainer.pdf")
        first = process.stdout.readline()
        shutil.rmtree(place)
        out = first + process.stdout.read()
        err = process.stderr.read().decode()
        result = cli_case.Result([], process.wait(PATIENCE), out.decode(), err)
        self.assertEqual(result.status, 1)
        self.assert_rebuilt(result)
        for name in ("summary.pdf", "trainer.pdf"):
            self.assertRegex(err, f"(?m)^resite-cli: rehearse: {place / name}: ")

    def test_site_that_is_there(self):
        """It goes on as it was made, and who wants it otherwise is told so."""
        folder = self.folder / "lab"
        self.make_lab(2, 20_000)
        process = self.start("rehearse", "--keep", folder, "--packages", 9, "--scenario", "disk-full")
        line = process.stderr.readline().decode()
        self.assertIn("--packages, --scenario", line)
        self.assertIn(str(folder), line)

    def test_record_of_a_site_that_is_gone(self):
        """Who names a folder for the record begins a new one there: the site of the former is gone."""
        self.data = self.folder / "data"
        process = self.start("rehearse", "--packages", 2, "--bytes", 20_000, "--pace", 600, "--json")
        for line in process.stdout:
            if b'"step":"P1"' in line:
                break
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        self.assertEqual(process.wait(PATIENCE), 130)
        self.assert_rebuilt(self.tour(packages=2))
        runs = self.call("list", "--json").of_type("run")
        self.assertEqual(sorted(run["condition"] for run in runs), ["ended", "open"])

    def test_stopped_at_its_beginning(self):
        """Where somebody watches over it, it may be told to stop before it listens for that: it ends,
        and is not begun again."""
        for _ in range(4):
            process = self.start("rehearse", "--scenario", "quiet-day", "--packages", 3, "--pace", 600)
            children = f"/proc/{process.pid}/task/{process.pid}/children"
            while process.poll() is None:
                with open(children, encoding="ascii") as file:
                    if file.read().strip():
                        break
            process.send_signal(signal.SIGTERM)
            err = process.communicate(timeout=PATIENCE)[1].decode()
            self.assertEqual(process.returncode, 130, err)
            self.assertEqual(err, "resite-cli: rehearse: stopped; one that is to go on later needs --keep\n")
            self.assertEqual(os.listdir(self.temporary), [])


if __name__ == "__main__":
    cli_case.main()
