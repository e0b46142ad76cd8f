#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's packages on their way, seen from outside: the logs, the provider and the counted
bytes are read each by itself, and have to tell the same story."""

import collections
import json
import pathlib
import re
import time
import unittest

import road_case
from patience import PATIENCE

POINT = r'["Display=\\BR01SMS\"]MSWNET:["SMS_SITE=S01"]\\BR01SMS\ '.strip()
LINE = re.compile(r"^(.*?)  \$\$<(\w+)><.*?><thread=(\d+)", re.S)
INFORMATION = 3495


class Supply(road_case.RoadCase):
    def make(self, *faults, packages=30, size=3_000_000):
        # All of it has to be read at the end, so no log may turn over.
        self.make_site("--fault", ",".join(("log-limit:100000000", *faults)), packages=packages,
                       size=size)
        self.facts = self.site.facts
        self.root = pathlib.Path(self.facts["folder"])

    def ask(self, query):
        result = self.call_in("wmi", self.site.sign_in("primary.1"), self.facts["namespace"],
                              query, "--ca", self.facts["ca"], "--json")
        return [item["properties"] for item in result.of_type("item")]

    def run_script(self, *orders, status=0):
        """The one script that the rehearsal's cscript knows, ordered by hand."""
        folder = self.root / "machines/primary.1/C/WINDOWS/Temp"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "rows.vbs").write_text('Say "RESITE-ASSIGN"\r\n')
        (self.folder / "orders").write_text("".join(f"{order}\n" for order in orders))
        result = self.call_in("run-on", self.site.sign_in("primary.1"), "--ca", self.facts["ca"],
                              "--input", self.folder / "orders", "--", "cscript", "//nologo",
                              "//B", r"C:\WINDOWS\Temp\rows.vbs", status=status)
        return [line.split("\t") for line in result.out.splitlines()]

    def write_rows(self, ids, verb="add", code="S01"):
        point = POINT.replace("\\", "\\u005c")
        answers = self.run_script("token\tT", f"verb\t{verb}",
                                  "space\troot\\u005csms\\u005csite_P01", f"nal\t{point}",
                                  f"site\t{code}\tBranch", *(f"id\t{each}" for each in ids), "go")
        self.assertEqual(answers[0], ["RESITE-ASSIGN", "begin", "T"])
        self.assertEqual(answers[-1], ["RESITE-ASSIGN", "end", "T", str(len(ids))])
        return {answer[0]: answer[1] for answer in answers[1:-1]}

    def wait_for(self, what, is_reached):
        end = time.monotonic() + PATIENCE
        while not is_reached():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    def states(self):
        return {row["PackageID"]: row["State"] for row in
                self.ask("SELECT * FROM SMS_PackageStatusDistPointsSummarizer")
                if "BR01SMS" in row["ServerNALPath"]}

    def log(self, role, name):
        """(text, thread) of each line."""
        drive = "D" if role.startswith("primary") else "E"
        path = self.root / "machines" / role / drive / "SMS/Logs" / name
        found = [LINE.match(line) for line in path.read_text().splitlines()]
        return [(match[1].strip("~"), match[3]) for match in found if match]

    def sent(self):
        """Package file → bytes, as the sender's threads tell it."""
        of_thread, sums = {}, collections.Counter()
        for text, thread in self.log("primary.1", "sender.log"):
            if text.startswith("Package file = "):
                of_thread[thread] = text[len("Package file = "):]
            wrote = re.match(r"Wrote (\d+) bytes to .*\.PCK at position (\d+)", text)
            if wrote:
                self.assertEqual(int(wrote[2]), sums[of_thread[thread]], text)
                sums[of_thread[thread]] += int(wrote[1])
        return sums

    def known(self):
        lines = pathlib.Path(self.facts["known_packages"]).read_text().splitlines()
        return [line.split()[0] for line in lines if not line.startswith("#")]

    def test_one_story(self):
        self.make("full-send:12")
        ids = self.known()
        hangs, fails = ids[3], ids[5]
        self.site.order(f"fault assign-hangs {hangs}")
        self.site.order(f"fault dp-fails {fails}")
        self.assertEqual(set(self.write_rows(ids).values()), {"ok"})
        self.wait_for("states", lambda: collections.Counter(self.states().values()) ==
                      {"0": len(ids) - 2, "1": 1, "3": 1})
        self.assertEqual(self.states()[hangs], "1")
        self.assertEqual(self.states()[fails], "3")

        sent = self.sent()
        wire = json.loads(self.site.order("wire")[0])
        full = {path[-12:-4]: size for path, size in sent.items() if "\\SMSPKG\\" in path}
        # Those from the twelfth on, and before it what the old site lacked or had of old.
        self.assertGreaterEqual(set(full), set(ids[11:]))
        self.assertEqual(full, {each: counted["content"] for each, counted in
                                wire["packages"].items() if counted["content"]})
        for each, size in full.items():
            files = [*(self.root / "machines/source/E/SMSPKG").glob(f"{each}.[Pp]*")]
            self.assertTrue(not files or size in [file.stat().st_size for file in files], each)
        self.assertEqual(sum(full.values()), wire["bytes_content"])
        self.assertNotIn(hangs, wire["packages"])
        self.assertEqual(len(sent), len(ids) - 1)
        for each in set(ids) - set(full) - {hangs}:
            self.assertEqual(wire["packages"][each]["info"], INFORMATION)

        received = [text.split()[2] for text, _ in self.log("old", "despool.log")
                    if text.startswith("Received package")]
        self.assertEqual(sorted(received), sorted(full))
        done = [re.search(r'AVAL0="(\w+)"', text)[1] for text, _ in self.log("old", "distmgr.log")
                if "ID=2330" in text]
        self.assertEqual(sorted(done), sorted(set(ids) - {hangs, fails}))
        self.wait_for("wire.json", lambda: json.loads(
            pathlib.Path(self.facts["wire"]).read_text()) == wire)

    def test_rows_come_and_go(self):
        self.make(packages=6)
        ids = self.known()
        self.assertEqual(set(self.write_rows(ids).values()), {"ok"})
        self.assertEqual(set(self.write_rows(ids).values()), {"already"})
        self.wait_for("installed", lambda: set(self.states().values()) == {"0"})
        self.assertEqual(set(self.write_rows(ids, code="P01").values()), {"wrong"})
        self.assertEqual(self.write_rows([ids[0]], "remove"), {ids[0]: "removed"})
        self.wait_for("gone", lambda: ids[0] not in self.states())
        self.assertEqual(self.write_rows([ids[0]], "remove"), {ids[0]: "absent"})
        self.assertEqual(self.write_rows(["C01FFFFF"]), {"C01FFFFF": "failed"})

    def test_orders_that_break_off(self):
        self.make(packages=4)
        each = self.known()[0]
        point = POINT.replace("\\", "\\u005c")
        self.assertEqual(self.run_script("token\tT", "verb\tadd", f"nal\t{point}", f"id\t{each}",
                                         status=1), [])
        self.assertEqual(self.states(), {})
        answers = self.run_script("token\tT", "verb\tadd", "space\troot\\u005csms\\u005csite_XYZ",
                                  f"nal\t{point}", "site\tS01\tB", f"id\t{each}", "go", status=1)
        self.assertEqual(answers[1][:2], ["RESITE-ASSIGN", "failed"])
        self.assertEqual(self.states(), {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
