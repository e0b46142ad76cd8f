# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Along the road by the terminal alone: failures and retries, verdicts, pauses, what was cut off,
and the way back."""

import json
import os
import pathlib
import shutil
import signal
import time

import cli_case
from patience import PATIENCE

# Answers everything up to a step, which it leaves to the test.
ROAD = """[policy]
fill=any
done=yes
note=done by the test
sign=yes
released-by=M. Ivanova
judge=good
overrule=the test says so
confirm=yes
failed=done
"""


class Road(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.lab = self.make_lab(4, 60_000)
        self.run_id = self.start_run(self.lab["plan"], "--rehearsal")
        self.new = pathlib.Path(self.lab["machines"]["new"]["files"])

    def walk_to(self, step, status=3):
        """Everything before @step, and @step not."""
        policy = self.folder / "road.policy"
        policy.write_text(f"{ROAD}[step {step}]\nstart=no\nfill=no\ndone=no\nsign=no\njudge=no\n")
        result = self.call("run", self.run_id, "--policy", policy, "--by", "J. Doe", "--pace",
                           100_000, status=status)
        self.assertIn(step, result.err)
        return result

    def events(self, what, step=None):
        return [event for event in self.call("journal", self.run_id, "--json").of_type("event")
                if event["what"] == what and step in (None, event["step"])]


class Failure(Road):
    def test_vanished_source_fails_and_is_retried(self):
        self.walk_to("P1")
        source = pathlib.Path(self.lab["smspkg"])
        hidden = source.with_name("hidden")
        source.rename(hidden)
        result = self.call("run", self.run_id, "P1", status=1)
        self.assertEqual(self.step(self.run_id, "P1")["status"], "failed")
        hidden.rename(source)
        self.call("run", self.run_id, "P1")
        step = self.step(self.run_id, "P1")
        self.assertEqual((step["status"], step["how"]), ("done", "V"))
        self.assertEqual(len(self.events("step-failed", "P1")), 1, result)

    def test_one_damaged_item_fails_the_rest_goes_on(self):
        self.walk_to("P1")
        os.symlink("/nowhere", pathlib.Path(self.lab["smspkg"]) / "C0100077.PCK")
        result = self.call("run", self.run_id, "P1", "--json", status=1)
        states = {item["name"]: item["state"] for item in result.of_type("item")}
        self.assertEqual(states.pop("C0100077.PCK"), "failed")
        self.assertEqual(set(states.values()), {"copied"})
        (pathlib.Path(self.lab["smspkg"]) / "C0100077.PCK").unlink()
        again = self.call("run", self.run_id, "P1", "--retry-failed", "--json", status=None)
        copied = [item for item in again.of_type("item") if item["state"] == "copied"]
        self.assertEqual(copied, [])

    def test_failed_step_can_be_done_by_hand(self):
        self.walk_to("P1")
        shutil.rmtree(self.lab["smspkg"])
        self.call("run", self.run_id, "P1", status=1)
        self.call("done", self.run_id, "P1", "--by", "J. Doe", "--note", "from the tape")
        step = self.step(self.run_id, "P1")
        self.assertEqual((step["status"], step["how"]), ("done", "H"))

    def test_walk_stops_at_a_failed_step(self):
        self.walk_to("P1")
        shutil.rmtree(self.lab["smspkg"])
        result = self.call("run", self.run_id, "--by", "J. Doe", status=1)
        self.assertEqual(len(result.err.splitlines()), 1)
        self.assertEqual(self.step(self.run_id, "P1")["status"], "failed")


class Verdict(Road):
    def setUp(self):
        super().setUp()
        self.walk_to("R4")

    def test_bad_stays_shut(self):
        self.call("run", self.run_id, "R4", status=None)
        self.call("judge", self.run_id, "R4", "bad", "--by", "J. Doe")
        self.assertNotEqual(self.step(self.run_id, "R4")["status"], "done")
        self.refuse("sign", self.run_id, "G4", "--by", "J. Doe")
        self.refuse("done", self.run_id, "R8", "--by", "J. Doe")

    def test_good_on_good_evidence(self):
        self.call("judge", self.run_id, "R4", "good", "--by", "J. Doe")
        step = self.step(self.run_id, "R4")
        self.assertEqual((step["status"], step["verdict"]), ("done", "good"))

    def test_good_against_missing_evidence_needs_its_reason(self):
        self.walk_to("R7")
        self.refuse("judge", self.run_id, "R7", "good", "--by", "J. Doe")
        self.call("done", self.run_id, "R7", "--by", "J. Doe")
        self.refuse("judge", self.run_id, "R7", "good", "--by", "J. Doe")
        self.call("judge", self.run_id, "R7", "good", "--by", "J. Doe", "--overrule",
                  "seen on the console")
        self.assertEqual(self.events("judged", "R7")[-1]["facts"]["overrule"],
                         "seen on the console")
        self.assertIn("seen on the console", self.call("summary", self.run_id).out)
        step = self.step(self.run_id, "R7")
        self.assertEqual((step["status"], step["verdict"]), ("done", "good"))

    def test_verdict_is_not_skipped(self):
        self.refuse("skip", self.run_id, "R4", "--by", "J. Doe", "--reason", "hurry")


class Pause(Road):
    def test_release_by_somebody_else(self):
        self.walk_to("G2")
        self.call("run", self.run_id, "G2", status=3)
        self.refuse("sign", self.run_id, "G2", "--by", "J. Doe")
        self.call("sign", self.run_id, "G2", "--by", "J. Doe", "--released-by", "M. Ivanova",
                  "--overrule", "she said so by phone")
        signed = self.events("signed", "G2")[-1]
        self.assertEqual(signed["facts"]["released-by"], "M. Ivanova")

    def test_snapshot_at_a_pause(self):
        self.walk_to("C2")
        snapshots = self.events("snapshot")
        self.assertTrue(snapshots)
        path = snapshots[-1]["facts"]["path"]
        self.call("verify", path)
        self.assertGreater(len(self.call("journal", path, "--json").of_type("event")), 10)


class CutOff(Road):
    def kill_at(self, what, step):
        policy = self.folder / "road.policy"
        policy.write_text(ROAD)
        process = self.start("run", self.run_id, "--policy", policy, "--by", "J. Doe", "--pace",
                             100_000, "--json")
        for line in process.stdout:
            entry = json.loads(line)
            if entry["type"] == "event" and entry["what"] == what and entry["step"] == step:
                break
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)

    def test_intent_without_outcome_is_interrupted(self):
        self.kill_at("action-started", "C8")
        step = self.step(self.run_id, "C8@primary.1")
        self.assertIn(step["status"], ("interrupted", "waiting", "running"))
        self.call("verify", self.run_id)
        self.call("note", self.run_id, "C8@primary.1", "The power was gone.")
        self.assertNotEqual(self.step(self.run_id, "C8@primary.1")["status"], "running")

    def test_goes_on_after_every_kill(self):
        for what, step in (("step-started", "P1"), ("action-ended", "P3"), ("step-done", "W2"),
                           ("signed", "G1")):
            self.kill_at(what, step)
            self.call("verify", self.run_id)
        self.walk_to("C3")
        for step in ("P1", "P3", "G1", "C2"):
            self.assertEqual(self.statuses(self.run_id)[step], "done")
        self.assertEqual(len(self.events("step-done", "P3")), 1)


class WayBack(Road):
    def test_the_way_back_ends_in_a_record(self):
        self.walk_to("C4")
        self.call("way-back", self.run_id, "--by", "J. Doe", "--reason",
                  "The new power supply burnt.")
        self.refuse("done", self.run_id, "C4", "--by", "J. Doe")
        for step in ("B1", "B2", "B3", "B4"):
            result = self.call("done", self.run_id, step, "--by", "J. Doe", status=None)
            if result.status != 0:
                self.call("skip", self.run_id, step, "--by", "J. Doe", "--reason", "not needed")
        self.call("finish", self.run_id, "--by", "J. Doe")
        self.assertEqual(self.call("list", "--json").of_type("run")[0]["condition"], "went-back")
        self.assertIn("The new power supply burnt.", self.call("summary", self.run_id).out)
        self.refuse("note", self.run_id, "B1", "too late")

    def test_no_way_back_once_the_site_is_being_removed(self):
        self.walk_to("C7")
        self.refuse("way-back", self.run_id, "--by", "J. Doe", "--reason", "too late", says="C6")


class Several(Road):
    def test_offered_again(self):
        self.walk_to("C1")
        self.assertEqual(self.step(self.run_id, "W2")["attempt"], 1)
        self.walk_to("G1")
        self.assertEqual(self.step(self.run_id, "W2")["attempt"], 2)
        self.assertEqual(self.step(self.run_id, "W1")["attempt"], 1)
        self.walk_to("C7")
        self.assertEqual(self.step(self.run_id, "W1")["attempt"], 2)

    def test_each_primary_has_its_own_step(self):
        self.walk_to("C6@primary.2")
        statuses = self.statuses(self.run_id)
        self.assertEqual(statuses["C6@primary.1"], "done")
        self.assertNotEqual(statuses["C6@primary.2"], "done")
        self.refuse("done", self.run_id, "C7", "--by", "J. Doe")

    def test_emergency_share_is_left_out_where_the_plan_says_no(self):
        plan = pathlib.Path(self.lab["plan"])
        text = plan.read_text().replace("emergency-share=yes", "emergency-share=no")
        other = self.folder / "other.siteplan"
        other.write_text(text)
        run = self.start_run(other, "--rehearsal")
        statuses = self.statuses(run)
        for step in ("P2", "C10", "R2"):
            self.assertEqual(statuses[step], "left-out")
        self.call("correct", run, "options.emergency-share", "yes", "--by", "X", "--reason",
                  "they asked for it")
        self.assertEqual(self.statuses(run)["P2"], "todo")


if __name__ == "__main__":
    cli_case.main()
