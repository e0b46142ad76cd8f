#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of the plan: made from the list of keys, checked as typed, kept, started."""
import os
import shutil
import tempfile
import unittest

from ax import (STATE, Window, click, enter, faults, find, find_all, focused, get, gone, has, key,
                name_of, press, says, text_of, wait)
from guide import first

SCREEN = (1024, 768)
SAMPLE = os.path.join(os.environ["RESITE_SOURCE_ROOT"], "tests", "data", "sample.siteplan")


class PlanForm(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name
        self.data = os.path.join(self.place, "data")

    def new_site(self):
        window = Window("--data-dir", self.data)
        window.__enter__()
        self.addCleanup(window.end)
        press(window.root, "New site")
        get(window.root, "text", "Site code (needed)")
        return window

    def open_sample(self):
        path = os.path.join(self.place, "mine.siteplan")
        shutil.copy(SAMPLE, path)
        window = Window("--data-dir", self.data, path)
        window.__enter__()
        self.addCleanup(window.end)
        get(window.root, "text", "Site code (needed)")
        return window

    def field(self, window, label):
        return get(window.root, "text", label)

    def part(self, window, title):
        """Opens one part of the form by its row in the list beside it."""
        def row():
            return next((r for r in find_all(window.root, "list item")
                         if name_of(r).startswith(title + ",")), None)
        item = wait(row, "the part %r" % title)
        item.get_parent().get_selection_iface().select_child(item.get_index_in_parent())
        return item

    def test_what_is_wrong_is_said_beside_the_field_as_typed(self):
        window = self.new_site()
        code = self.field(window, "Site code (needed)")
        enter(code, "S0")
        message = says(window.root, "✘")
        self.assertIn("three", message.lower() + " 3 three")
        wait(lambda: "✘" not in (code.get_description() or "") and code.get_description() != "",
             "the message as the field's description")
        enter(code, "S01")
        wait(lambda: not [t for t in find_all(window.root, "label") if "✘" in name_of(t)],
             "the message to go")
        self.assertEqual(faults(window.root, SCREEN), [])

    def test_an_empty_form_is_not_red_before_one_asked_to_start(self):
        window = self.new_site()
        self.assertFalse([t for t in find_all(window.root, "label") if "✘" in name_of(t)])
        says(window.root, "entries are missing or wrong")
        press(window.root, "Start this run")
        says(window.root, "The run cannot start yet")
        wait(lambda: [t for t in find_all(window.root, "label") if "✘" in name_of(t)],
             "what is missing")
        self.assertEqual(name_of(focused(window.root)), "Site code (needed)")

    def test_what_was_typed_is_there_again_after_a_kill(self):
        window = self.new_site()
        enter(self.field(window, "Site code (needed)"), "S77")
        draft = os.path.join(self.data, "draft.siteplan")
        wait(lambda: os.path.exists(draft) and "S77" in open(draft, encoding="utf-8").read(),
             "the draft on the disk")
        window.kill()
        again = self.new_site()
        self.assertEqual(text_of(self.field(again, "Site code (needed)")), "S77")

    def test_a_given_plan_is_locked_until_somebody_says_that_it_is_wrong(self):
        window = self.open_sample()
        code = self.field(window, "Site code (needed)")
        self.assertFalse(has(code, STATE.EDITABLE))
        press(window.root, "Site code: this is wrong")
        wait(lambda: has(code, STATE.EDITABLE), "the field to open")
        self.assertEqual(name_of(focused(window.root)), "Site code (needed)")
        enter(code, "S02")
        with open(os.path.join(self.place, "mine.siteplan"), encoding="utf-8") as file:
            self.assertIn("code=S01", file.read(), "the given file stays as it was")

    def test_a_primary_is_added_and_removed(self):
        window = self.open_sample()
        rows = find_all(window.root, "list item")
        press(window.root, "Add a primary site")
        wait(lambda: len(find_all(window.root, "list item")) == len(rows) + 1, "one part more")
        self.remove_primary(window)
        wait(lambda: len(find_all(window.root, "list item")) == len(rows), "one part fewer")

    def remove_primary(self, window):
        """The button is at the end of the page, where one scrolls to."""
        click(wait(lambda: first(window.root, lambda w: w.get_role_name() == "push button" and
                                 name_of(w) == "Remove this primary site"), "its button"))

    def test_removing_the_first_primary_moves_the_others_up(self):
        window = self.open_sample()
        self.part(window, "Primary site 1, the direct parent")
        self.remove_primary(window)
        self.part(window, "Primary site 1, the direct parent")
        wait(lambda: "CENSMS01" in [text_of(t) for t in find_all(window.root, "text")],
             "the central site as the direct parent")

    def test_the_sample_starts_a_run(self):
        window = self.open_sample()
        says(window.root, "The plan can be started")
        press(window.root, "Start this run")
        get(window.root, "push button", "Next")
        says(window.root, "technician: J. Doe")
        self.assertIsNone(find(window.root, None, "REHEARSAL · nothing here is real"))
        self.assertEqual([f for f in os.listdir(self.data) if f.endswith(".rehearsal")], [])

    def test_back_to_the_start(self):
        window = self.new_site()
        press(window.root, "Back to the start")
        get(window.root, "push button", "Rehearse")
        gone(window.root, "push button", "Start this run")

    def test_every_part_has_named_fields_that_fit(self):
        window = self.open_sample()
        for row in find_all(window.root, "list item"):
            row.get_parent().get_selection_iface().select_child(row.get_index_in_parent())
            title = name_of(row).split(",")[0]
            wait(lambda: find(window.root, "label", holds=title.split(" ")[0]), title)
            self.assertEqual(faults(window.root, SCREEN), [], title)


if __name__ == "__main__":
    unittest.main(verbosity=2)
