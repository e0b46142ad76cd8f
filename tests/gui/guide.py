# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows the wizard as a person does who knows nothing but what the window says: whatever Next
waits for is done with the button, the field or the name that the reason names.

Neither the journal nor the runbook is read to find out what comes next.
"""
import os
import re

from ax import (GLib, NotSeen, STATE, click, collect, doubled_keys, enter, extents, faults, get,
                has, name_of, picture, place, text_of, wait)
from patience import PATIENCE

SCREEN = (1024, 768)
WAITS = "Next waits for: "
GLYPHS = ("To do", "✓ ", "– ", "… ", "▸ ", "✗ ", "? ")


def children(widget):
    try:
        for i in range(widget.get_child_count()):
            child = widget.get_child_at_index(i)
            if child and has(child, STATE.VISIBLE):
                yield child
    except GLib.Error:
        return


def parts(widget):
    """All that can be reached by scrolling, which SHOWING does not say; lists and tables are not
    entered. What goes away while one looks is passed over."""
    yield widget
    if widget.get_role_name() in ("table", "tree table", "list box"):
        return
    for child in children(widget):
        yield from parts(child)


def is_part(widget, root):
    """What parts() of root would come to."""
    while widget is not None and widget != root:
        widget = widget.get_parent()
        if widget is None or widget.get_role_name() in ("table", "tree table", "list box"):
            return False
        if widget != root and not has(widget, STATE.VISIBLE):
            return False
    return widget is not None


def first(widget, test, role=None):
    try:
        for part in collect(widget, STATE.VISIBLE, role):
            if test(part) and is_part(part, widget):
                return part
    except GLib.Error:
        pass
    return None


class Guide:
    """One open wizard. visits is the list of headings, reasons what each page waited for when one
    came, pages its texts."""

    def __init__(self, window):
        self.window = window
        self.visits, self.reasons, self.pages, self.faults = [], {}, {}, []
        self.pictures = os.environ.get("RESITE_PICTURES")
        self.find_window()

    def find_window(self):
        self.frame = get(self.window.root, "frame")
        self.next = wait(lambda: self.button("Next", self.frame), "Next")
        self.task = wait(lambda: first(
            self.frame, lambda w: w.get_name(), "filler"), "the task pane")

    # What the page says.

    def heading(self):
        return wait(lambda: self.task.get_name(), "a heading")

    def step(self):
        return self.heading().split("  ")[0]

    def reason(self):
        return (self.next.get_description() or "").replace(WAITS, "", 1)

    def state(self):
        label = first(self.task, lambda w: (w.get_name() or "").startswith(GLYPHS) and
                      len(w.get_name()) > 2 and not w.get_name().startswith("✓ the right box"),
                      "label")
        return label.get_name() if label else ""

    def left(self):
        """How many parts of the page are still to do, and how many are done."""
        names = [name for name, widget in ((w.get_name() or "", w) for w in
                                           collect(self.task, STATE.VISIBLE))
                 if name.startswith(("to do", "done")) and is_part(widget, self.task)]
        return names.count("to do"), sum(name.startswith("done") for name in names)

    def standing(self):
        return wait(lambda: (self.heading(), self.reason(), self.state(), self.left()),
                    "a page that stays")

    def texts(self):
        return wait(lambda: [w.get_name() for w in parts(self.task) if w.get_name()], "texts")

    def button(self, name, root=None):
        return next(filter(None, (first(root or self.task, lambda w: name_of(w) == name, role)
                                  for role in ("push button", "toggle button"))), None)

    def field(self, test):
        return first(self.task, lambda w: test(name_of(w)), "text")

    def bar(self):
        """What the window's bar for messages says."""
        bar = first(self.frame, lambda w: True, "info bar")
        label = bar and first(bar, lambda w: w.get_name(), "label")
        return label.get_name() if label else ""

    # What one does, and with what hand.

    def click(self, widget):
        click(widget)

    def enter(self, field, text):
        enter(field, text)

    def click_next(self):
        click(self.next)

    def press(self, name):
        self.click(wait(lambda: self.button(name), "a button %r" % name))

    def write(self, test, text):
        field = self.field(test)
        if field is not None and not text_of(field):
            self.enter(field, text)
            return True
        return False

    def wait_for_change(self, before, patience=PATIENCE):
        wait(lambda: self.standing() != before, "a change of %r" % (before,), patience)

    def next_too_early(self):
        """Next says what it waits for, and the page stays."""
        heading, reason = self.heading(), wait(self.reason, "a reason at " + self.heading())
        self.click_next()
        said = wait(lambda: self.bar().startswith(WAITS) and self.bar(), "the reason in the bar")
        if said != WAITS + reason or len(reason) < 8:
            raise NotSeen("%s: the bar says %r and Next %r" % (heading, said, reason))
        if self.heading() != heading:
            raise NotSeen("Next left %s too early" % heading)
        return reason

    def turn(self):
        before = self.heading()
        self.click_next()
        wait(lambda: self.heading() != before, "the page after " + before)

    def obey(self, reason):
        """Does what Next waits for; FALSE when there is nothing to do but to wait."""
        named = re.search("“(.*?)”", reason)
        if reason.startswith("the name of the machine"):
            return self.unlock()
        if "verdict" in reason:
            return self.judge()
        if "signature" in reason or reason.startswith(("The name of the person", "The reason why")):
            return self.sign(reason)
        if "Seen enough" in reason:
            return self.watch(reason)
        if named and self.button(named.group(1)):
            return self.press_named(named.group(1), reason)
        return self.fill(reason)

    def press_named(self, name, reason):
        """Or sees that by now something else is waited for: pages go on by themselves."""
        button = wait(lambda: self.reason() != reason or self.ready(name), "%r to be usable" % name)
        if button is not True:
            self.click(button)
        return True

    def ready(self, name):
        button = self.button(name)
        return button if button and has(button, STATE.SENSITIVE) else None

    def unlock(self):
        field = self.field(lambda name: "to unlock this step" in name)
        name = re.search("the name (.+) to unlock", name_of(field)).group(1)
        self.enter(field, name)
        return True

    def judge(self):
        self.write(lambda name: name == "Reason for overruling", "seen with my own eyes")
        self.press("✓ It is good")
        return True

    def sign(self, reason):
        """Once: while the signature is put on record, Next may still ask for it."""
        self.write(lambda name: name == "Released by", "C. Admin, 22:41")
        self.write(lambda name: name == "Reason for overruling", "looked at it on the spot")
        button = wait(lambda: self.reason() != reason or first(
            self.task, lambda w: name_of(w).startswith("Sign as "), "push button"),
            "a button to sign, or that it is signed")
        if button is not True:
            self.click(button)
        return True

    def watch(self, reason):
        """A line that proves it ends a watch; where none does, one's own word."""
        before = self.standing()
        try:
            self.wait_for_change(before, 2)
        except NotSeen:
            # It may have ended by itself since the reason was read, and what comes next takes longer.
            button = self.button("Seen enough: it is good")
            if button:
                self.click(button)
        return True

    def fill(self, reason):
        """A field; where it is a question, with yes."""
        if self.write(lambda name: name and reason.startswith(name + ":"), "as written down"):
            return True
        yes = first(self.task, lambda w: name_of(w).split(": ")[-1] == "Yes", "radio button")
        if yes is None:
            return False
        self.click(yes)
        return True

    def follow(self):
        """Does all that the page asks for, then turns it."""
        before = self.standing()
        while before[1]:
            self.obey(before[1])
            self.wait_for_change(before)
            before = self.standing()
        self.keep_picture("done")
        self.turn()

    def arrive(self):
        """Looks at a page that has come: its faults, its picture, its reason."""
        heading = self.heading()
        self.visits.append(heading)
        self.look("comes")
        self.pages[self.step()] = self.texts()
        self.reasons.setdefault(heading, self.next_too_early())

    def look(self, mark):
        for fault in wait(lambda: [faults(self.task, SCREEN)], "a page that stays")[0]:
            self.faults.append("%s: %s" % (self.heading(), fault))
        for fault in wait(lambda: [doubled_keys(self.frame)], "a page that stays")[0]:
            self.faults.append("%s: %s" % (self.heading(), fault))
        left, top, right, bottom = extents(self.frame)
        if right - left > SCREEN[0] or bottom - top > SCREEN[1]:
            self.faults.append("%s: the window became %d x %d" % (
                self.heading(), right - left, bottom - top))
        self.keep_picture(mark)

    def keep_picture(self, mark):
        if self.pictures:
            name = "%02d-%s-%s.png" % (len(self.visits), re.sub(r"\W", "", self.step()), mark)
            picture(os.path.join(self.pictures, name))

    def walk(self, until=None):
        """Page after page, until the heading begins with until, or the papers come."""
        while True:
            step = self.step()
            if step == until or self.heading() == "Summary and papers":
                return
            self.arrive()
            self.follow()
