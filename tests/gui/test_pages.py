#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the steps, driven in the real window over real files: what Next says too early,
work with its table, by hand, form, pause, lock, notes, verdicts. What the window showed is then
asked of the record, through the other program."""
import contextlib
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ax import (Atspi, STATE, Window, cells, checked, click, enter, faults, find, find_all,  # noqa: E402
                focused, get, has, key, name_of, press, rows, says, text_of, texts, wait)
from road import Road  # noqa: E402

SCREEN = (1024, 768)
BUTTONS = ("push button", "toggle button", "radio button")


def begin(window):
    """Past the start page and the welcome, to the step."""
    def on_a_step():
        name = find(window.root, "text", "Your name")
        if name and not text_of(name):
            enter(name, "J. Doe")
        onward = find(window.root, "push button", "Continue S01 BR01SMS") or \
            find(window.root, "push button", "Continue")
        if onward:
            click(onward)
            return False
        return find(window.root, "push button", "Next")
    wait(on_a_step, "the page of a step")


@contextlib.contextmanager
def page(road, step):
    road.walk_to(step)
    with Window("--data-dir", road.data, road.journal) as window:
        begin(window)
        says(window.root, step)
        assert faults(window.root, SCREEN) == [], faults(window.root, SCREEN)
        yield window.root
        found = faults(window.root, SCREEN)
        assert found == [], "\n".join(found)
        wait(lambda: focused(window.root), "the focus to be somewhere")


def there(widget):
    """All below widget that is not hidden, also what one would have to scroll to."""
    if not has(widget, STATE.VISIBLE) and widget.get_role_name() != "application":
        return
    yield widget
    if widget.get_role_name() in ("table", "tree table"):
        return
    for i in range(widget.get_child_count()):
        child = widget.get_child_at_index(i)
        if child:
            yield from there(child)


def below(root, role, name):
    return wait(lambda: next((w for w in there(root) if w.get_role_name() == role and
                              name_of(w) == name), None), "%s %r" % (role, name))


def reads(root, part):
    return wait(lambda: next((w.get_name() for w in there(root) if part in (w.get_name() or "")),
                             None), "a text with %r" % part)


def too_early(root, part):
    """Next, pressed too early, says what it waits for and stays."""
    wait(lambda: part in (get(root, "push button", "Next").get_description() or ""),
         "Next to wait for %r" % part)
    press(root, "Next")
    wait(lambda: any("Next waits for" in text and part in text for text in texts(root)),
         "a word that Next waits for %r" % part)


def button(root, part):
    return wait(lambda: next((w for w in there(root) if w.get_role_name() in BUTTONS and
                              part in name_of(w)), None), "a button with %r" % part)


def closed(road, step, how):
    wait(lambda: road.step(step)["status"] == "done", "%s to be done in the record" % step)
    assert road.step(step)["how"] == how, road.step(step)


def test_copy(road):
    with page(road, "P1") as root:
        too_early(root, "Start: Copy and check SMSPKG")
        click(button(root, "Start: "))
        reads(root, "✓ Done, J. Doe")
        table = get(root, "table", "Files")
        files = os.listdir(os.path.join(road.site, "machines", "new", "E", "SMSPKG"))
        wait(lambda: rows(table) == len(files), "a row for each of %d files" % len(files))
        row = cells(table, 0)
        assert row[0] in files and row[1] == "✓ copied" and row[2] == "100 %", row
        assert checked(button(root, "All %d" % len(files)))
        click(button(root, "Failed 0"))
        reads(root, "Nothing failed.")
        click(button(root, "All "))
        enter(below(root, "text", "Search in the table"), row[0])
        wait(lambda: rows(table) == 1, "the one row that was searched for")
        Atspi.Table.add_row_selection(table, 0)
        click(button(root, "Copy row"))
        closed(road, "P1", "V")
        press(root, "Next")
        reads(root, "P2  ")


def test_by_hand(road):
    with page(road, "P3") as root:
        click(button(root, "Do all of it by hand"))
        enter(below(root, "text", "Remark:"), "copied from the red disk")
        click(below(root, "push button", "All of it is done"))
        reads(root, "(H: told by hand)")
        closed(road, "P3", "H")
        assert road.step("P3")["note"] == "copied from the red disk", road.step("P3")


def fill(root, several):
    for entry in [w for w in there(root) if w.get_role_name() == "text"]:
        label = name_of(entry)
        if has(entry, STATE.EDITABLE) and not text_of(entry) and \
                label not in ("Note", "Remark:", "Reason for overruling"):
            enter(entry, several if has(entry, STATE.MULTI_LINE) else "2")


def test_form(road):
    with page(road, "W1") as root:
        too_early(root, "this is needed")
        click(below(root, "push button", "Write it down"))
        reads(root, "this is needed")
        assert road.step("W1")["status"] == "todo", road.step("W1")
        fill(root, "S02\nS03")
        click(below(root, "push button", "Write it down"))
        closed(road, "W1", "H")
        reads(root, "Written down")


def test_pause(road):
    with page(road, "G1") as root:
        too_early(root, "Check now")
        click(button(root, "Check now"))
        reads(root, "for you to say")
        reads(root, "Step P1 is closed.")
        too_early(root, "your signature")
        reads(root, "I stand at the OLD server")
        for name, text in (("Reason for overruling", "the name was agreed on"),
                           ("Released by", "C. Admin, 10:41")):
            entry = next((w for w in there(root) if name_of(w) == name), None)
            if entry:
                enter(entry, text)
        click(below(root, "push button", "Sign as J. Doe"))
        reads(root, "J. Doe, ")
        wait(lambda: road.step("G1")["status"] == "done", "the pause to be signed")


def test_sign_off(road):
    with page(road, "C2") as root:
        too_early(root, "I have done it")
        click(below(root, "push button", "I have done it"))
        too_early(root, "I have looked")
        assert road.step("C2")["status"] == "waiting", road.step("C2")

        enter(below(root, "text", "Note"), "the case is open")
        click(below(root, "push button", "Add note"))
        reads(root, "“the case is open”")
        click(below(root, "push button", "Copy the command for OLD SERVER BR01SMS: sc stop SMS_EXECUTIVE"))
        click(below(root, "push button", "Paste as evidence"))
        reads(root, "file pasted.txt")
        what = [event.get("what") for event in road.events() if event.get("step") == "C2"]
        assert "noted" in what and "attached" in what, what

        click(below(root, "push button", "I have looked: all of it holds"))
        wait(lambda: road.step("C2")["status"] == "done", "C2 to be done")


def test_lock(road):
    with page(road, "C3") as root:
        too_early(root, "the name of the machine")
        click(below(root, "push button", "Write it down"))
        word = below(root, "push button", "I have done it")
        assert not has(word, STATE.SENSITIVE)
        lock = next(w for w in [w for w in there(root) if w.get_role_name() == "text"] if "unlock" in name_of(w))
        enter(lock, "BR01SMX")
        reads(root, "not that name yet")
        enter(lock, "br01sms")
        click(word)
        too_early(root, "your word")
        assert road.step("C3")["status"] == "waiting", road.step("C3")


def test_verdict(road):
    with page(road, "C15") as root:
        fill(root, "The tool says that all is well.")
        click(below(root, "push button", "Write it down"))
        # What is written down begins the step, and it begins with its log.
        click(button(root, "Stop"))
        wait(lambda: road.step("C15")["status"] == "stopped", "the watch to be stopped")
        click(button(root, "all of it"))
        click(below(root, "push button", "All of it is done"))
        too_early(root, "your verdict")
        good = below(root, "push button", "✓ It is good")
        assert not has(good, STATE.SENSITIVE)
        click(below(root, "push button", "✗ It is bad"))
        reads(root, "STOP")
        reads(root, "Do not go on")
        assert road.step("C15")["status"] == "failed", road.step("C15")
        enter(below(root, "text", "Reason for overruling"), "mended: IIS had the old name")
        click(good)
        wait(lambda: road.step("C15")["status"] == "done", "C15 to be judged good")
        assert road.step("C15")["verdict"] == "good"


def test_keys(road):
    with page(road, "G3") as root:
        key("F2")
        wait(lambda: focused(root) and name_of(focused(root)) == "Note", "F2 to go to the note")
        key("ctrl+p")
        get(root, "combo box", "Paper")
        reads(root, "Preview, page 1 of ")
        entry = below(root, "text", "Open point")
        assert not has(below(root, "push button", "Add point"), STATE.SENSITIVE)
        enter(entry, "Two packages failed")
        enter(below(root, "text", "Owner of the open point"), "C. Admin")
        click(below(root, "push button", "Add point"))
        reads(root, "• Two packages failed (C. Admin)")
        points = [event for event in road.events() if event.get("what") == "open-point"]
        assert len(points) == 1 and points[0]["actor"] == "J. Doe", points


TESTS = (test_copy, test_by_hand, test_form, test_pause, test_sign_off, test_lock, test_verdict,
         test_keys)


def main():
    chosen = [test for test in TESTS if not sys.argv[1:] or test.__name__ in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        road = Road(folder, packages=12)
        for test in chosen:
            before = time.monotonic()
            test(road)
            print("%s: passed in %.1f s" % (test.__name__, time.monotonic() - before), flush=True)


if __name__ == "__main__":
    main()
