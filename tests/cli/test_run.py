# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""start, run, list, status, journal, and what a person says to a run."""

import hashlib
import os
import signal
import time
import xml.etree.ElementTree

import cli_case
from cli_case import DATA, SAMPLE
from patience import PATIENCE


class Start(cli_case.CliCase):
    def test_prints_the_id_of_a_journal(self):
        run = self.start_run()
        self.assertTrue((self.data / f"{run}.resite").is_file())
        self.assertTrue((self.data / f"{run}.resite").read_bytes().startswith(b"SQLite format 3"))

    def test_second_run_of_a_site_has_another_id(self):
        self.assertNotEqual(self.start_run(), self.start_run())

    def test_plan_with_faults_is_refused(self):
        self.refuse("start", DATA / "plans" / "bad-gateway.siteplan", says="gateway")
        self.refuse("start", DATA / "plans" / "no-key-file.siteplan", says=":3:")
        self.refuse("start", self.folder / "not-there.siteplan")
        self.assertEqual(list(self.data.glob("*.resite")), [])

    def test_bad_runbook_is_refused(self):
        junk = self.folder / "junk.xml"
        junk.write_text("<runbook/>")
        self.refuse("start", SAMPLE, "--runbook", junk)
        self.refuse("start", SAMPLE, "--runbook", self.folder / "not-there.xml")
        self.assertEqual(list(self.data.glob("*.resite")), [])

    def test_files_are_not_read_again(self):
        plan = self.folder / "mine.siteplan"
        plan.write_text(SAMPLE.read_text())
        run = self.start_run(plan)
        plan.unlink()
        self.call("status", run)

    def test_rehearsal_is_marked(self):
        run = self.start_run(SAMPLE, "--rehearsal")
        self.assertTrue(self.call("list", "--json").of_type("run")[0]["rehearsal"])
        self.assertIn("rehearsal", self.call("status", run).out)

    def test_data_folder_that_cannot_be(self):
        blocked = self.folder / "blocked"
        blocked.write_text("a file")
        self.data = blocked
        self.refuse("start", SAMPLE)


class Look(cli_case.CliCase):
    def test_list(self):
        self.assertEqual(self.call("list", "--json").total["states"], {})
        first = self.start_run()
        second = self.start_run()
        runs = self.call("list", "--json").of_type("run")
        self.assertEqual({run["id"] for run in runs}, {first, second})
        self.assertEqual({run["condition"] for run in runs}, {"open"})
        self.assertIn(first, self.call("list").out)

    def test_list_names_what_it_cannot_read(self):
        self.start_run()
        (self.data / "junk.resite").write_bytes(b"this is no database at all" * 100)
        runs = self.call("list", "--json").of_type("run")
        bad = [run for run in runs if run["condition"] == "unreadable"]
        self.assertEqual(len(bad), 1)
        self.assertTrue(bad[0]["message"])

    def test_status_has_every_step(self):
        run = self.start_run()
        result = self.call("status", run, "--json")
        steps = [step["step"] for step in result.of_type("step")]
        for name in ("P0.1", "P0.3@primary.1", "P0.3@primary.2", "P1", "W1", "G1", "C6@primary.2",
                     "C15", "R14", "N1", "G6", "B1"):
            self.assertIn(name, steps)
        self.assertEqual(len(steps), len(set(steps)))
        self.assertEqual(sum(result.total["states"].values()), len(steps))
        self.assertLess(steps.index("C8@primary.1"), steps.index("C6@primary.1"))
        self.assertEqual(result.of_type("run")[0]["current"], "P0.1")

    def test_journal_is_chained_and_in_order(self):
        run = self.start_run()
        self.call("note", run, "P1", "The rack is open.", "--by", "J. Doe")
        events = self.call("journal", run, "--json").of_type("event")
        self.assertEqual([event["sequence"] for event in events],
                         list(range(1, len(events) + 1)))
        self.assertEqual(len({event["hash"] for event in events}), len(events))
        self.assertEqual(events[0]["what"], "run-started")
        note = next(event for event in events if event["what"] == "noted")
        self.assertEqual(note["facts"]["note"], "The rack is open.")
        self.assertEqual(note["actor"], "J. Doe")
        self.assertRegex(note["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$")
        self.assertIn("The rack is open.", self.call("journal", run).out)
        later = self.call("journal", run, "--from", note["sequence"], "--json").of_type("event")
        self.assertEqual(later[0]["sequence"], note["sequence"])

    def test_run_that_is_not_there(self):
        for verb in ("status", "journal", "run", "summary", "verify", "finish"):
            with self.subTest(verb):
                self.refuse(verb, "S99-nothing", says="no such run")

    def test_journal_that_is_none(self):
        junk = self.folder / "junk.resite"
        for content in (b"", os.urandom(9000), b"SQLite format 3\0" + bytes(5000)):
            junk.write_bytes(content)
            for verb in ("status", "journal", "run", "summary", "finish"):
                with self.subTest((verb, content[:8])):
                    self.refuse(verb, junk)


class Say(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.run_id = self.start_run()

    def close(self, *steps):
        for step in steps:
            self.call("done", self.run_id, step, "--by", "J. Doe")

    def test_done(self):
        self.call("done", self.run_id, "P0.1", "--by", "J. Doe", "--note", "All five are here.")
        step = self.step(self.run_id, "P0.1")
        self.assertEqual(step["status"], "done")
        self.assertEqual(step["how"], "H")
        self.assertEqual(step["by"], "J. Doe")
        self.assertEqual(step["note"], "All five are here.")

    def test_done_with_evidence_says_how_it_is_known(self):
        photo = self.folder / "photo.jpg"
        photo.write_bytes(os.urandom(20000))
        self.call("done", self.run_id, "P0.1", "--by", "J. Doe", "--attach", photo)
        self.assertEqual(self.step(self.run_id, "P0.1")["how"], "F")
        self.call("done", self.run_id, "P0.2", "--by", "J. Doe", "--output", "4 file(s) copied")
        self.assertEqual(self.step(self.run_id, "P0.2")["how"], "O")

    def test_done_needs_a_name(self):
        self.refuse("done", self.run_id, "P0.1", says="--by")
        self.assertEqual(self.step(self.run_id, "P0.1")["status"], "todo")

    def test_evidence_that_is_not_there(self):
        self.refuse("done", self.run_id, "P0.1", "--by", "J. Doe", "--attach",
                    self.folder / "no.jpg", says="no such file")
        self.assertEqual(self.step(self.run_id, "P0.1")["status"], "todo")

    def test_skip(self):
        self.refuse("skip", self.run_id, "P0.1", "--by", "J. Doe", says="--reason")
        self.refuse("skip", self.run_id, "P0.1", "--reason", "No room", says="--by")
        self.call("skip", self.run_id, "P0.1", "--by", "J. Doe", "--reason", "No room")
        step = self.step(self.run_id, "P0.1")
        self.assertEqual((step["status"], step["reason"]), ("skipped", "No room"))

    def test_pauses_and_verdicts_are_not_skipped(self):
        for step in ("G1", "R4"):
            with self.subTest(step):
                self.refuse("skip", self.run_id, step, "--by", "X", "--reason", "hurry")

    def test_what_is_not_reached_is_refused_with_its_reason(self):
        self.refuse("sign", self.run_id, "G1", "--by", "J. Doe", says="P0.1")
        self.refuse("done", self.run_id, "C3", "--by", "J. Doe", says="C2")
        self.refuse("judge", self.run_id, "C15", "good", "--by", "J. Doe")

    def test_unknown_step(self):
        self.refuse("done", self.run_id, "Z9", "--by", "J. Doe", says="Z9")
        self.refuse("done", self.run_id, "C6@primary.7", "--by", "J. Doe")
        self.refuse("run", self.run_id, "Z9", says="Z9")

    def test_judge_takes_two_words_only(self):
        self.refuse("judge", self.run_id, "R4", "perhaps", "--by", "J. Doe")

    def test_pause_is_signed_when_all_before_is_closed(self):
        self.close("P0.1", "P0.2", "P0.3@primary.1", "P0.3@primary.2", "P1", "P2", "P3", "P4", "P5",
                   "W2")
        self.call("fill", self.run_id, "W1", *self.form("W1"), "--by", "J. Doe")
        self.close("C1")
        statuses = self.statuses(self.run_id)
        for step in ("W1", "W2"):
            if statuses[step] not in ("done", "skipped"):
                self.call("skip", self.run_id, step, "--by", "J. Doe", "--reason", "seen before")
        self.refuse("sign", self.run_id, "G1")
        self.call("sign", self.run_id, "G1", "--by", "J. Doe", "--overrule", "The list is on paper.",
                  "--released-by", "M. Ivanova")
        self.assertEqual(self.step(self.run_id, "G1")["status"], "done")
        self.call("done", self.run_id, "C2", "--by", "J. Doe")

    def form(self, step):
        """Every field that the runbook's form of @step has, with a word in it."""
        root = xml.etree.ElementTree.parse(cli_case.SOURCE / "resources" / "runbook" / "secondary-site.xml")
        for element in root.iter("step"):
            if element.get("id") == step:
                return [f"{field.get('id')}={2 if field.get('type') == 'number' else 'as it is'}"
                        for field in element.iter("field")]
        raise AssertionError(step)

    def test_fill(self):
        fields = self.form("W1")
        self.close("P0.1", "P0.2", "P0.3@primary.1", "P0.3@primary.2")
        self.refuse("fill", self.run_id, "W1", "nonsense", says="FIELD=VALUE")
        self.call("fill", self.run_id, "W1", *fields, "--by", "J. Doe")
        events = self.call("journal", self.run_id, "--json").of_type("event")
        filled = next(event for event in events if event["what"] == "filled")
        self.assertIn("as it is", filled["facts"].values())

    def test_answer_fills_a_field(self):
        self.refuse("answer", self.run_id, "no-question", "yes")
        self.refuse("answer", self.run_id, "P1.no-field", "yes")

    def test_note_and_attach(self):
        log = self.folder / "a b.log"
        log.write_bytes(b"\xff\xfe\0 bytes")
        self.call("note", self.run_id, "C3", "Needs the domain administrator.")
        self.call("attach", self.run_id, "C3", log, "--by", "J. Doe")
        self.refuse("attach", self.run_id, "C3", self.folder, says="no such file")
        self.refuse("note", self.run_id, "Z9", "x")
        events = self.call("journal", self.run_id, "--json").of_type("event")
        attached = next(event for event in events if event["what"] == "attached")
        self.assertEqual(attached["facts"]["name"], "a b.log")
        self.assertEqual(int(attached["facts"]["size"]), log.stat().st_size)
        self.assertIn("noted", [event["what"] for event in events])

    def test_text_that_is_no_utf8(self):
        self.refuse("note", self.run_id, "C3", b"\xff\xfe".decode("utf-8", "surrogateescape"))

    def test_back_begins_a_new_attempt(self):
        self.close("P0.1")
        self.call("back", self.run_id, "P0.1", "--by", "J. Doe", "--reason", "one was missing")
        step = self.step(self.run_id, "P0.1")
        self.assertEqual((step["status"], step["attempt"]), ("look-again", 2))
        self.refuse("back", self.run_id, "P3", "--by", "J. Doe", "--reason", "x")

    def test_correct(self):
        self.refuse("correct", self.run_id, "site.gateway", "10.9.9.9", "--by", "X", "--reason",
                    "typing error")
        self.refuse("correct", self.run_id, "site.colour", "blue", "--by", "X", "--reason", "x")
        self.refuse("correct", self.run_id, "site.gateway", "10.4.1.2")
        self.call("correct", self.run_id, "site.gateway", "10.4.1.2", "--by", "X", "--reason",
                  "typing error")
        events = self.call("journal", self.run_id, "--json").of_type("event")
        corrected = next(event for event in events if event["what"] == "corrected")
        self.assertEqual(corrected["facts"]["old"], "10.4.1.1")
        self.assertEqual(corrected["facts"]["new"], "10.4.1.2")

    def test_open_point_and_blank(self):
        self.refuse("open-point", self.run_id, "Call the printer people.", says="--owner")
        self.call("open-point", self.run_id, "Call the printer people.", "--owner", "K. Lang",
                  "--until", "Friday")
        self.call("note", self.run_id, "P1", "my password is swordfish")
        events = self.call("journal", self.run_id, "--json").of_type("event")
        number = next(event["sequence"] for event in events if event["what"] == "noted")
        self.call("blank", self.run_id, number, "note", "--by", "X", "--reason", "a secret")
        self.assertNotIn("swordfish", self.call("journal", self.run_id, "--json").out)
        self.assertNotIn(b"swordfish", (self.data / f"{self.run_id}.resite").read_bytes())
        self.call("verify", self.run_id)
        self.refuse("blank", self.run_id, 9999, "note", "--by", "X", "--reason", "x")

    def test_abort_is_for_good(self):
        self.refuse("abort", self.run_id, says="--reason")
        self.call("abort", self.run_id, "--reason", "Wrong site.")
        self.assertEqual(self.call("list", "--json").of_type("run")[0]["condition"], "aborted")
        self.refuse("done", self.run_id, "P0.1", "--by", "X")

    def test_finish_and_way_back_not_yet(self):
        self.refuse("finish", self.run_id)
        self.refuse("way-back", self.run_id, "--by", "X", says="--reason")
        self.refuse("way-back", self.run_id, "--by", "X", "--reason", "too early")


class Drive(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.lab = self.make_lab()
        self.run_id = self.start_run(self.lab["plan"], "--rehearsal")

    def test_stops_at_what_needs_a_person(self):
        result = self.call("run", self.run_id, status=3)
        self.assertRegex(result.err, r"resite-cli: run: .*P0\.3@primary\.1")
        statuses = self.statuses(self.run_id)
        self.assertEqual(statuses["P0.1"], "done")
        self.assertEqual(statuses["P0.3@primary.1"], "todo")

    def test_one_step(self):
        result = self.call("run", self.run_id, "P0.1", "--json")
        self.assertEqual(self.step(self.run_id, "P0.1")["how"], "V")
        self.assertEqual(result.total["verb"], "run")
        self.assertTrue(result.of_type("item"))
        whats = [event["what"] for event in result.of_type("event")]
        self.assertLess(whats.index("step-started"), whats.index("action-started"))
        self.assertLess(whats.index("action-ended"), whats.index("step-done"))

    def test_copy_step_really_copies(self):
        self.call("run", self.run_id, "P0.1", "P0.2")
        for step in ("P0.3@primary.1", "P0.3@primary.2"):
            self.call("done", self.run_id, step, "--by", "X")
        self.call("run", self.run_id, "P1")
        source = cli_case.pathlib.Path(self.lab["smspkg"])
        target = cli_case.pathlib.Path(self.lab["machines"]["new"]["files"]) / "E" / "SMSPKG"
        names = {path.name for path in source.iterdir()}
        self.assertEqual({path.name for path in target.iterdir()}, names)
        for name in names:
            self.assertEqual(hashlib.sha256((source / name).read_bytes()).digest(),
                             hashlib.sha256((target / name).read_bytes()).digest())

    def test_illegal_start(self):
        self.refuse("run", self.run_id, "C11")

    def test_policy_file(self):
        policy = self.folder / "night.policy"
        policy.write_text("[policy]\ndone=yes\nnote=done by the night shift\n[step W1]\nskip=yes\n"
                          "reason=known\n")
        result = self.call("run", self.run_id, "--policy", policy, "--by", "Night", status=3)
        self.assertIn("G1", result.err)
        step = self.step(self.run_id, "P0.3@primary.1")
        self.assertEqual((step["status"], step["by"], step["note"]),
                         ("done", "Night", "done by the night shift"))

    def test_bad_policies(self):
        policy = self.folder / "bad.policy"
        for content in (b"nonsense", b"[policy]\nsing=yes\n", b"[policy]\ndone=perhaps\n",
                        b"[other]\ndone=yes\n", os.urandom(500)):
            policy.write_bytes(content)
            with self.subTest(content[:20]):
                self.refuse("run", self.run_id, "--policy", policy)
        self.refuse("run", self.run_id, "--policy", self.folder / "none.policy")

    def test_second_program_may_look_and_not_act(self):
        process = self.start("run", self.run_id, "--policy", "rehearsal", "--json")
        process.stdout.readline()
        self.refuse("done", self.run_id, "P0.1", "--by", "X")
        self.call("status", self.run_id)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)
        self.call("note", self.run_id, "P1", "free again")

    def test_take_over(self):
        self.refuse("take-over", self.run_id, "--by", "X", says="--reason")
        process = self.start("run", self.run_id, "--policy", "rehearsal", "--json")
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        self.call("take-over", self.run_id, "--by", "K. Next", "--reason", "shift change")
        events = self.call("journal", self.run_id, "--json").of_type("event")
        self.assertIn("taken-over", [event["what"] for event in events])

    def test_stopped_run_goes_on(self):
        process = self.start("run", self.run_id, "--policy", "rehearsal", "--json")
        for line in process.stdout:
            if b'"P4"' in line:
                break
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 130)
        self.call("verify", self.run_id)
        before = self.statuses(self.run_id)
        self.assertEqual(before["P1"], "done")
        again = self.start("run", self.run_id, "--policy", "rehearsal", "--json")
        deadline = time.monotonic() + PATIENCE
        while self.statuses(self.run_id)["C2"] != "done":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.2)
        again.send_signal(signal.SIGINT)
        self.assertEqual(again.wait(PATIENCE), 130)
        events = self.call("journal", self.run_id, "--json").of_type("event")
        started = [event for event in events
                   if event["what"] == "step-started" and event["step"] == "P1"]
        self.assertEqual(len(started), 1)


if __name__ == "__main__":
    cli_case.main()
