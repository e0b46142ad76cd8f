#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame around the pages: keys, sidebar, what Next waits for, close and resume, two programs."""
import os
import signal
import tempfile
import unittest

from ax import (STATE, Window, application_of, click, enter, faults, find, find_all, focused, get,
                gone, has, key, name_of, own_user, press, says, text_of, texts, type_text, wait)
from road import Road

SCREEN = (1024, 768)
GO_TO = "Step, for instance C6:"


def heading(window, text):
    """The page whose heading begins so is on the screen."""
    return wait(lambda: next((w for w in find_all(window.root, "label")
                              if name_of(w).startswith(text)), None), "the page %s" % text)


def said(road):
    """The journal's events, without the total at its end."""
    return [event for event in road.events() if "what" in event]


def go_to(window, step):
    key("ctrl+g")
    get(window.root, "text", GO_TO)
    type_text(step)
    key("Return")
    gone(window.root, "text", GO_TO)


class Shell(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name

    def open(self, road, person="J. Doe"):
        surroundings = own_user(self.place)
        folder = os.path.join(surroundings["XDG_CONFIG_HOME"], "resite")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "window.ini"), "w", encoding="utf-8") as file:
            file.write("[window]\nperson=%s\n" % person)
        window = Window("--data-dir", road.data, road.journal, environment=surroundings)
        window.__enter__()
        self.addCleanup(window.end)
        get(window.root, "push button", "Next")
        return window

    def test_next_too_early_says_why_and_keeps_the_page(self):
        window = self.open(Road(self.place))
        heading(window, "P0.1  ")
        key("alt+n")
        reason = says(window.root, "Next waits for:")
        self.assertGreater(len(reason), len("Next waits for: "))
        self.assertTrue(has(get(window.root, "push button", "Next"), STATE.SENSITIVE))
        self.assertEqual(get(window.root, "push button", "Next").get_description(), reason)
        heading(window, "P0.1  ")

    def test_reading_ahead_is_for_reading_only(self):
        window = self.open(Road(self.place))
        go_to(window, "c3")
        heading(window, "C3  ")
        says(window.root, "You can read ahead. Nothing here can be done yet.")
        says(window.root, "Careful")
        self.assertIsNone(find(window.root, "push button", "Skip…"))
        key("alt+n")
        heading(window, "C4  ")
        key("alt+b")
        heading(window, "C3  ")

    def test_a_step_that_cannot_be_undone_says_so(self):
        window = self.open(Road(self.place))
        go_to(window, "C7")
        says(window.root, "This cannot be undone")

    def test_no_such_step(self):
        window = self.open(Road(self.place))
        go_to(window, "Z9")
        says(window.root, "There is no step Z9 in this run.")
        heading(window, "P0.1  ")

    def test_the_sidebar_tells_states_in_words_and_opens_steps(self):
        road = Road(self.place).walk_to("P1")
        window = self.open(road)
        rows = [name_of(row) for row in find_all(window.root, "list item")]
        self.assertTrue(rows[0].startswith("P0.1, "), rows[0])
        self.assertTrue(any(r.startswith("P1, ") and "the run goes on here" in r for r in rows))
        self.assertTrue(any(r.startswith("P2, ") and r.endswith("optional") for r in rows))
        self.assertFalse([r for r in rows if r.startswith("P0") and "to do" in r])
        key("shift+F6")
        wait(lambda: focused(window.root).get_role_name() == "list item", "the sidebar")
        key("Up", "Return")
        heading(window, "P0.3  ")

    def test_the_sidebar_is_one_tab_stop(self):
        window = self.open(Road(self.place))
        stops = []
        for _ in range(40):
            key("Tab")
            stops.append(wait(lambda: focused(window.root), "the focus never to vanish"))
        rows = [s for s in stops if s.get_role_name() == "list item"]
        self.assertGreaterEqual(len(rows), 1)
        self.assertLessEqual(len(rows), 2, "as often as one comes round")
        self.assertIn("Next", [name_of(s) for s in stops])

    def test_the_sidebar_goes_and_comes(self):
        window = self.open(Road(self.place))
        get(window.root, "list item")
        key("F9")
        gone(window.root, "list item")
        key("F9")
        get(window.root, "list item")

    def test_skipping_needs_a_reason_and_goes_on(self):
        road = Road(self.place)
        window = self.open(road)
        press(window.root, "Skip…")
        get(window.root, "text", "Why is it skipped?")
        press(window.root, "Skip P0.1")
        says(window.root, "Write one sentence first")
        enter(get(window.root, "text", "Why is it skipped?"), "was done last week")
        press(window.root, "Skip P0.1")
        heading(window, "P0.2  ")
        state = road.step("P0.1")
        self.assertEqual((state["status"], state.get("reason", "was done last week")),
                         ("skipped", "was done last week"))

    def test_trouble_is_noted_and_the_step_stays_open(self):
        road = Road(self.place)
        window = self.open(road)
        press(window.root, "Can't do this…")
        says(window.root, "Call ")
        click(get(window.root, "radio button", "I do not have what it needs"))
        press(window.root, "Note it, keep the step open")
        says(window.root, "Write one sentence first")
        enter(get(window.root, "text", "What happened, in a sentence:"), "no toolkit here")
        press(window.root, "Note it, keep the step open")
        says(window.root, "Noted.")
        self.assertIn("Something is missing: no toolkit here",
                      " ".join(str(e) for e in said(road) if e["what"] == "noted"))
        self.assertEqual(road.step("P0.1")["status"], "todo")

    def test_closing_keeps_the_place(self):
        road = Road(self.place).walk_to("P3")
        window = self.open(road)
        heading(window, "P3  ")
        press(window.root, "Not now, close")
        self.assertEqual(window.status(), 0)
        again = self.open(road)
        heading(again, "P3  ")

    def test_a_killed_window_comes_back_to_the_same_place(self):
        road = Road(self.place).walk_to("P4")
        window = self.open(road)
        heading(window, "P4  ")
        window.kill()
        again = self.open(road)
        heading(again, "P4  ")

    def test_the_end_of_the_session_closes_in_order(self):
        road = Road(self.place)
        window = self.open(road)
        window.process.send_signal(signal.SIGTERM)
        self.assertEqual(window.status(), 0)
        self.assertEqual(said(road)[-1]["what"], "run-closed")

    def test_the_second_program_may_look_and_take_over(self):
        road = Road(self.place)
        first = self.open(road)
        second = Window("--data-dir", road.data, road.journal,
                        environment=own_user(self.place))
        second.look = lambda: application_of(second)
        second.__enter__()
        self.addCleanup(second.end)
        says(second.root, "Open for looking only")
        press(second.root, "Take over…")
        enter(get(second.root, "text", "Why do you take it over?"), "the first has gone home")
        first.kill()
        press(second.root, "Take over")
        gone(second.root, "push button", "Take over…")
        wait(lambda: "taken-over" in [e["what"] for e in said(road)], "the record of taking over")

    def test_text_size(self):
        window = self.open(Road(self.place))
        before = get(window.root, "push button", "Next").get_extents(0).height
        for _ in range(10):
            key("ctrl+plus")
        wait(lambda: get(window.root, "push button", "Next").get_extents(0).height > before,
             "bigger text")
        self.assertEqual(faults(window.root, SCREEN), [])
        key("ctrl+0")
        wait(lambda: get(window.root, "push button", "Next").get_extents(0).height == before,
             "normal text")

    def test_the_journal_in_sentences_and_back(self):
        window = self.open(Road(self.place))
        key("ctrl+j")
        heading(window, "Journal")
        says(window.root, "J. Doe")
        self.assertEqual(faults(window.root, SCREEN), [])
        key("alt+b")
        heading(window, "P0.1  ")

    def test_help_keys_and_dialogs_have_names_and_close_with_esc(self):
        window = self.open(Road(self.place))
        for keys, title in (("F1", "Help for P0.1"), ("ctrl+question", "Keyboard")):
            key(keys)
            get(window.root, "dialog", title)
            self.assertEqual(faults(window.root, SCREEN), [])
            key("Escape")
            gone(window.root, "dialog", title)
        press(window.root, "Emergency")
        get(window.root, "dialog", "Emergency card")
        self.assertEqual(faults(window.root, SCREEN), [])
        key("Escape")
        gone(window.root, "dialog", "Emergency card")

    def test_a_rehearsal_looks_different(self):
        window = self.open(Road(self.place))
        says(window.root, "REHEARSAL")
        self.assertTrue([t for t in texts(window.root) if t.startswith("simulated ")])


if __name__ == "__main__":
    unittest.main(verbosity=2)
