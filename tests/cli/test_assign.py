# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""assign at the terminal, against the rehearsal's provider: the ways of writing a row, the window,
what is sent in full, what is taken off again."""

import json
import pathlib
import time
import unittest

import cli_case
import road_case
from patience import PATIENCE

NEW_STACK = ("--behaviour", "primary.1:stack=3.0,primary.2:stack=3.0")


class Assign(road_case.RoadCase):
    def make(self, *options, packages=12, size=200_000, **more):
        self.make_site(*options, packages=packages, size=size, **more)
        self.facts = self.site.facts

    def words(self, *more, source="source_dp"):
        return ["assign", "--provider", self.site.sign_in("primary.1"), "--ca", self.facts["ca"],
                "--from", self.facts[source], "--to", self.facts["target_dp"], "--json", *more]

    def assign(self, *more, status=0, **where):
        return self.call_in(*self.words(*more, **where), status=status)

    def ask(self, query):
        result = self.call_in("wmi", self.site.sign_in("primary.1"),
                              self.facts["namespace"], query, "--ca", self.facts["ca"], "--json")
        return [item["properties"] for item in result.of_type("item")]

    def rows(self):
        """Package ids that the target has, those that are being taken off left away."""
        wanted = "\\" + self.facts["target_dp"].upper() + "\\"
        return sorted(row["PackageID"] for row in self.ask("SELECT * FROM SMS_DistributionPoint")
                      if row["ServerNALPath"].upper().endswith(wanted) and row["Status"] != "3")

    def wire(self):
        return json.loads(self.site.order("wire")[0])

    def wait_gone(self):
        """Until the site has taken off what it was told to."""
        wanted = "\\" + self.facts["target_dp"].upper() + "\\"
        end = time.monotonic() + PATIENCE
        while any(row["ServerNALPath"].upper().endswith(wanted)
                  for row in self.ask("SELECT * FROM SMS_DistributionPoint")):
            self.assertLess(time.monotonic(), end, "the rows do not go")
            time.sleep(0.2)

    @staticmethod
    def items(result):
        return {item["name"]: item for item in result.of_type("item")}

    def test_there_and_back(self):
        self.make()
        before = self.rows()
        dry = self.assign("--dry-run")
        wanted = sorted(self.items(dry))
        self.assertEqual(dry.total["states"], {"ready": len(wanted)})
        self.assertTrue(dry.total["dry_run"])
        self.assertEqual(self.rows(), before)

        done = self.assign()
        self.assertEqual(done.total["states"], {"assigned": len(wanted)})
        self.assertEqual(done.total["installed"], len(wanted))
        self.assertEqual(self.rows(), sorted(before + wanted))
        for item in self.items(done).values():
            self.assertTrue(item["installed"], item)
            self.assertEqual(item["proof"], "not-decided", item)
            self.assertEqual(item["way"], "script", item)
            self.assertGreater(item["bytes"], 0)
        self.assertIn("not proved", done.err)
        # The point's own site, not the one that was asked.
        self.assertEqual({row["SiteCode"] for row in
                          self.ask("SELECT * FROM SMS_DistributionPoint")
                          if row["PackageID"] in wanted and
                          self.facts["target_dp"] in row["ServerNALPath"]}, {self.facts["site"]})

        again = self.assign()
        self.assertEqual(again.total["states"], {"already": len(wanted)})
        undone = self.assign("--undo")
        self.assertEqual(undone.total["states"], {"removed": len(wanted)})
        self.assertEqual(self.rows(), before)
        nothing = self.assign("--undo")
        self.assertEqual(nothing.total["states"], {})

    def test_undo_leaves_what_others_added(self):
        self.make()
        first = sorted(self.items(self.assign("--dry-run")))
        theirs = self.folder / "theirs.txt"
        theirs.write_text("\n".join(first[:3]))
        self.call_in(*self.words("--packages", theirs), status=0)
        # Another desk knows nothing of the first one's work.
        self.data = self.folder / "other-desk"
        done = self.assign()
        self.assertEqual(done.total["states"], {"already": 3, "assigned": len(first) - 3})
        self.assign("--undo")
        self.assertEqual([id for id in self.rows() if id in first], first[:3])

    def test_instances_are_created_where_that_is_offered(self):
        self.make(*NEW_STACK)
        done = self.assign()
        self.assertEqual({item["way"] for item in self.items(done).values()}, {"create"})
        self.assertEqual(done.total["installed"], len(self.items(done)))
        self.assign("--undo")
        self.wait_gone()
        self.site.order("fault no-create yes")
        done = self.assign()
        self.assertEqual({item["way"] for item in self.items(done).values()}, {"script"})

    def test_all_three_ways_say_the_same(self):
        told = []
        for options in ((), NEW_STACK):
            self.make(*options)
            self.data = self.folder / f"data-{len(told)}"
            done = self.items(self.assign())
            told.append({name: (item["state"], item["installed"], item["bytes"])
                         for name, item in done.items()})
        self.assertEqual(told[0], told[1])

    def test_proved_by_the_senders_log(self):
        self.make()
        done = self.assign("--sender-log", self.facts["sender_log"])
        items = self.items(done)
        self.assertEqual({item["proof"] for item in items.values()}, {"info-only"})
        self.assertTrue(all("the preload works" in item["message"] for item in items.values()))
        self.assertEqual(done.total["crossed_bytes"], 0)
        self.assertGreater(done.total["not_crossed_bytes"], 0)
        self.assertEqual(self.wire()["bytes_content"], 0)

    def test_sent_in_full_ends_it(self):
        self.make("--fault", "full-send:5", packages=30)
        done = self.assign("--sender-log", self.facts["sender_log"], "--window", "4", status=1)
        items = self.items(done)
        full = [item for item in items.values() if item["proof"] == "in-full"]
        self.assertGreaterEqual(len(full), 1, done)
        self.assertEqual({item["state"] for item in full}, {"failed"})
        self.assertIn("is being sent in full", done.err)
        written = self.rows()
        self.assertLessEqual(len(written), 4 + 4)
        sizes = {item["name"]: item["bytes"] for item in self.items(self.assign("--dry-run", status=None)).values()}
        self.assertLessEqual(self.wire()["bytes_content"], 4 * max(sizes.values()))
        self.assign("--undo")
        self.assertEqual(self.rows(), [])

    def test_list_of_packages(self):
        self.make()
        wanted = sorted(self.items(self.assign("--dry-run")))[:2]
        listed = self.folder / "wanted.txt"
        listed.write_text(f"{wanted[0]}\n{wanted[1].lower()}\nZZZ00FFF\n")
        done = self.assign("--packages", listed)
        self.assertEqual(done.total["states"], {"assigned": 2, "left-out": 1})
        self.assertEqual(self.rows(), wanted)
        self.assertIn("model", self.items(done)["ZZZ00FFF"]["message"])

    def test_only_preloaded(self):
        self.make()
        done = self.assign("--only-preloaded", "--dry-run")
        masters = {row["PackageID"] for row in self.ask("SELECT * FROM SMS_PackageStatus")
                   if row["SiteCode"] == self.facts["site"] and row["Type"] == "1" and
                   row["Status"] == "3"}
        for name, item in self.items(done).items():
            self.assertEqual(item["state"], "ready" if name in masters else "left-out", item)

    def test_a_provider_with_troubles(self):
        for fault in ("provider-quota", "provider-timed-out"):
            with self.subTest(fault):
                self.make("--fault", f"{fault}:5", *NEW_STACK)
                self.data = self.folder / fault
                wanted = len(self.items(self.assign("--dry-run", status=None)))
                for _ in range(6):
                    done = self.assign(status=None)
                    if done.status == 0:
                        break
                self.assertEqual(done.status, 0, done)
                self.assertEqual(len(self.rows()), wanted)
                self.assertEqual(len(set(self.rows())), wanted)

    def test_summarizer_lags_an_hour(self):
        self.make("--fault", "summarizer-lag:3600")
        # Six seconds are an hour of the rehearsal.
        done = self.assign("--patience", "3")
        self.assertEqual(done.total["installed"], len(self.items(done)))

    def test_distribution_point_vanishes(self):
        self.make("--fault", "point-vanishes:4", packages=30)
        done = self.assign("--window", "3", status=1)
        self.assertLess(done.total["states"].get("assigned", 0), 29)
        self.assertTrue(done.err.strip())

    def test_model_is_suggested(self):
        self.make()
        result = self.call_in("assign", "--provider", self.site.sign_in("primary.1"), "--ca",
                              self.facts["ca"], "--to", self.facts["target_dp"], "--suggest", "--json")
        names = [item["name"] for item in result.of_type("item")]
        self.assertIn(self.facts["source_dp"], names)
        self.assertNotIn(self.facts["target_dp"], names)
        self.assertIn("packages", result.of_type("item")[0]["message"])

    def test_refused(self):
        self.make()
        provider = self.site.sign_in("primary.1")
        self.refuse("assign", "--from", "A", "--to", "B", says="--provider")
        self.refuse("assign", "--provider", provider, "--from", "A", says="--to")
        self.refuse("assign", "--provider", provider, "--to", "B", says="--from")
        self.refuse("assign", "--provider", provider, "--from", "A", "--to", "B", "--packages",
                    "/nowhere", says="nowhere")
        wrong = self.call_in("assign", "--provider", provider, "--ca", self.facts["ca"], "--from",
                             self.facts["source_dp"], "--to", "NOBODY", status=None)
        self.assertNotEqual(wrong.status, 0)
        self.assertIn("NOBODY", wrong.err)


if __name__ == "__main__":
    cli_case.main()
