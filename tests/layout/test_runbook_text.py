#!/usr/bin/python3
"""The built-in runbook as a document, read without Resite's own parser."""
import os
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import ROOT

PATH = os.path.join(ROOT, "resources", "runbook", "secondary-site.xml")
SENTENCES = ("why", "p", "item", "intro")
KINDS = ("form", "instruction", "check", "copy", "command", "directory", "watch", "bulk", "wait")


def flat(element):
    return " ".join((element.text or "").split())


class RunbookText(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = ElementTree.parse(PATH).getroot()
        cls.steps = {step.get("id"): step for step in cls.root.iter("step")}
        cls.words = {step_id: " ".join(" ".join(step.itertext()).split())
                     for step_id, step in cls.steps.items()}

    def lines(self, step=None):
        """(step id, command line) of every line to type."""
        for step_id, element in self.steps.items():
            if step in (None, step_id):
                for command in element.iter("command"):
                    if command.get("verb") is None:
                        for line in (command.text or "").strip().splitlines():
                            yield step_id, line.strip()

    def test_sentences_end(self):
        wrong = [(e.tag, flat(e)) for e in self.root.iter() if e.tag in SENTENCES
                 and not re.search(r'[.:?!)"]$|\}$', flat(e))]
        self.assertEqual(wrong, [])

    def test_titles_and_labels_do_not_end_in_a_stop(self):
        wrong = [flat(e) for e in self.root.iter() if e.tag in ("title", "label")
                 and flat(e).endswith(".")]
        self.assertEqual(wrong, [])

    def test_steps_that_are_named_exist(self):
        known = set(self.steps) | {f"D{n}" for n in range(1, 7)}
        wrong = []
        for step_id, words in self.words.items():
            for name in re.findall(r"\b(?:P0\.\d|[PCWRGNBD]\d{1,2})\b(?!\.\d)", words):
                if name not in known:
                    wrong.append((step_id, name))
        self.assertEqual(wrong, [])

    def test_no_word_stands_twice(self):
        wrong = [(step_id, m.group(0)) for step_id, words in self.words.items()
                 for m in re.finditer(r"\b([a-z]{2,}) \1\b", words)]
        self.assertEqual(wrong, [])

    def test_text_is_plain(self):
        with open(PATH, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(re.findall(r"[^\x00-\x7f]", text), [])
        self.assertNotRegex(text, r"(?i)todo|fixme|password ?=")

    def test_quotes_in_lines_are_balanced(self):
        self.assertEqual([line for line in self.lines() if line[1].count('"') % 2], [])

    def test_services_lines(self):
        lines = [line for _, line in self.lines() if line.startswith("sc config")]
        self.assertGreater(len(lines), 6)
        for line in lines:
            self.assertRegex(line, r"^sc config \S+ start= (disabled|auto|demand)$")

    def test_services_go_down_in_order(self):
        stopped = [line.split()[2] for _, line in self.lines("C2") if line.startswith("sc stop")]
        self.assertEqual(stopped, ["SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE",
                                   "SMS_SITE_BACKUP", "CcmExec"])

    def test_packages_lose_no_archive_mark(self):
        for _, line in self.lines():
            if line.startswith("robocopy"):
                self.assertNotRegex(line, r"/M\b|/MIR\b|/PURGE\b|/A-:")
                self.assertIn("/LOG+:", line)

    def test_site_is_deleted_by_the_lines_of_the_plan_only(self):
        for step_id, line in self.lines():
            self.assertNotRegex(line, r"(?i)/del(site|job)")
            if "preinst.del" in line:
                self.assertEqual(step_id, "C6")

    def test_database_is_only_read(self):
        for step_id, line in self.lines():
            self.assertNotRegex(line, r"(?i)\b(update|delete|insert|drop)\b.*\b(from|set|into|table)\b")

    def test_every_primary_is_named(self):
        for step_id, step in self.steps.items():
            if step.get("for-each") == "primary":
                self.assertIn("${primary.server-name}", self.words[step_id])
                self.assertNotIn("${primary.1.", self.words[step_id])

    def test_hazards_have_a_way_back_or_say_that_there_is_none(self):
        for step_id, step in self.steps.items():
            if step.get("hazard") and not step_id.startswith("B"):
                self.assertIsNotNone(step.find("way-back"), step_id)

    def test_every_step_says_what_goes_wrong_or_is_a_pause(self):
        without = [step_id for step_id, step in self.steps.items()
                   if step.find("wrong") is None and step.get("pause") is None]
        self.assertEqual(without, [])

    def test_actions_have_titles(self):
        without = [(step_id, action.tag) for step_id, step in self.steps.items()
                   for action in step if action.tag in KINDS and action.find("title") is None]
        self.assertEqual(without, [])

    def test_actions_have_ids_of_their_own(self):
        """Evidence is kept under them: a number that moves when an action is put in will not do."""
        without = [(step_id, action.tag) for step_id, step in self.steps.items()
                   for action in step if action.tag in KINDS and action.get("id") is None]
        self.assertEqual(without, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
