"""Drives a window through AT-SPI, as a screen reader would. Run with the system's Python.

Widgets die while one looks at them: a GLib.Error means "not yet", so everything is asked in
wait(). Only what is SHOWING is found, so that pages of a stack which are hidden do not answer.
"""
import os
import shutil
import subprocess
import sys
import time

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from patience import PATIENCE  # noqa: E402

STATE, RELATION = Atspi.StateType, Atspi.RelationType
BUILD = os.environ.get("RESITE_BUILD_ROOT", "")
RESITE = os.path.join(BUILD, "ui", "resite")
ROLES = {Atspi.role_get_name(role): role for role in Atspi.Role.__enum_values__.values()}
HIDDEN = -2 ** 31
TABLES = ("table", "tree table")
CELLS = [Atspi.Role.TABLE_CELL, Atspi.Role.TABLE_COLUMN_HEADER]


class NotSeen(AssertionError):
    """What a test waited for did not come."""


def wait(look, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            found = look()
            if found:
                return found
        except GLib.Error:
            pass
        time.sleep(0.05)
    raise NotSeen("waited %d s for %s" % (patience, what))


def application(name="resite"):
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child and child.get_name() == name:
            return child
    return None


def application_of(window):
    """Of several that run, the one that was started for that window."""
    if window.process.poll() is not None:
        raise NotSeen("resite ended with %s" % window.process.returncode)
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child and child.get_name() == "resite" and \
                child.get_process_id() == window.process.pid:
            return child
    return None


def has(widget, state):
    return widget.get_state_set().contains(state)


def walk(widget):
    """The widget and all below it, shown or not; tables are not entered, they have thousands of
    cells."""
    yield widget
    if widget.get_role_name() in TABLES:
        return
    for i in range(widget.get_child_count()):
        child = widget.get_child_at_index(i)
        if child:
            yield from walk(child)


def collect(root, state, role=None):
    """All in that state, the widget first, asked for at once: a question for each widget takes
    twenty times as long. What is in a table's cells is left out if no role is told."""
    if has(root, state) and role in (None, root.get_role_name()):
        yield root
    if root.get_role_name() == "application":
        for i in range(root.get_child_count()):
            child = root.get_child_at_index(i)  # a dialog may go while we look
            if child:
                yield from collect(child, state, role)
        return
    if root.get_role_name() in TABLES:
        return
    match = Atspi.CollectionMatchType
    rule = Atspi.MatchRule.new(
        Atspi.StateSet.new([state]), match.ALL, {}, match.ALL, [ROLES[role]] if role else CELLS,
        match.ANY if role else match.NONE, [], match.ALL, False)
    yield from Atspi.Collection.get_matches(root, rule, Atspi.CollectionSortOrder.CANONICAL, 0, True)


def name_of(widget):
    """Its own name, or the text of the label that labels it; of nothing, none."""
    if widget is None:
        return ""
    if widget.get_name():
        return widget.get_name()
    for relation in widget.get_relation_set():
        if relation.get_relation_type() == RELATION.LABELLED_BY:
            return " ".join(relation.get_target(i).get_name() or ""
                            for i in range(relation.get_n_targets())).strip()
    return ""


def text_of(widget):
    if "Text" in widget.get_interfaces():
        return Atspi.Text.get_text(widget, 0, -1)
    return widget.get_name() or ""


def matches(widget, name, holds):
    if name is not None and name_of(widget) != name:
        return False
    return holds is None or holds in name_of(widget) or holds in text_of(widget)


def find_all(root, role=None, name=None, holds=None):
    return [w for w in collect(root, STATE.SHOWING, role) if matches(w, name, holds)]


def find(root, role=None, name=None, holds=None):
    for widget in collect(root, STATE.SHOWING, role):
        if matches(widget, name, holds):
            return widget
    return None


def get(root, role=None, name=None, holds=None, patience=PATIENCE):
    return wait(lambda: find(root, role, name, holds), "%s %r%s" % (
        role or "anything", name, " that holds %r" % holds if holds else ""), patience)


def gone(root, role=None, name=None, holds=None, patience=PATIENCE):
    wait(lambda: find(root, role, name, holds) is None, "%s %r to go" % (role, name or holds),
         patience)


def settle():
    """Lets the program come to what it was sent: it has answered some questions since. A time alone
    is too short where much else is done and too long everywhere else."""
    for _ in range(4):
        time.sleep(0.01)
        try:
            program = application()
            if program is not None:
                extents(program.get_child_at_index(0))
        except (GLib.Error, TypeError):  # it ends, or has no window just now
            pass


def click(widget, patience=PATIENCE):
    wait(lambda: has(widget, STATE.SENSITIVE), "%r to become sensitive" % name_of(widget), patience)
    for i in range(Atspi.Action.get_n_actions(widget)):
        if Atspi.Action.get_action_name(widget, i) in ("click", "press", "activate", "toggle"):
            Atspi.Action.do_action(widget, i)
            settle()  # it is done when the program comes to it
            return
    raise NotSeen("no action on %s %r" % (widget.get_role_name(), name_of(widget)))


def press(root, name, role="push button"):
    click(get(root, role, name))


def enter(widget, text):
    Atspi.EditableText.set_text_contents(widget, text)


def checked(widget):
    return has(widget, STATE.CHECKED)


def rows(table):
    return Atspi.Table.get_n_rows(table)


def cells(table, row):
    return [name_of(Atspi.Table.get_accessible_at(table, row, column))
            for column in range(Atspi.Table.get_n_columns(table))]


def texts(root):
    """All that can be read now, in order."""
    return list(filter(None, (w.get_name() for w in collect(root, STATE.SHOWING))))


def says(root, part, patience=PATIENCE):
    """Waits until something that can be read contains part, and returns that."""
    return wait(lambda: next((t for t in texts(root) if part in t), None),
                "a text with %r" % part, patience)


def focused(root):
    return next(collect(root, STATE.FOCUSED), None)


def key(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)
    settle()


def type_text(text):
    """With the keyboard, to whatever has the focus."""
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
    settle()


def picture(path):
    """A screenshot once two in a row are equal: AT-SPI is ahead of the pixels."""
    last = None
    for _ in range(60):
        subprocess.run(["import", "-silent", "-window", "root", path], check=True)
        seen = subprocess.run(["identify", "-format", "%#", path], check=True,
                              capture_output=True, text=True).stdout
        if seen == last:
            return path
        last = seen
        time.sleep(0.08)
        settle()
    raise NotSeen("the screen never settled")


NEEDS_NAME = {"push button", "toggle button", "check box", "radio button", "combo box", "text",
              "password text", "spin button", "slider", "table", "tree table", "list box", "list",
              "list item", "progress bar", "link", "image", "menu item", "page tab", "dialog",
              "frame", "alert", "switch", "icon"}


def place(widget):
    path = []
    while widget and widget.get_role_name() != "desktop frame" and len(path) < 7:
        path.append("%s %r" % (widget.get_role_name(), widget.get_name() or ""))
        widget = widget.get_parent()
    return " in ".join(path)


def extents(widget):
    area = Atspi.Component.get_extents(widget, Atspi.CoordType.SCREEN)
    return area.x, area.y, area.x + area.width, area.y + area.height


def scrolls(widget):
    widget = widget.get_parent()
    while widget:
        if widget.get_role_name() in ("scroll pane", "viewport"):
            return True
        widget = widget.get_parent()
    return False


def folded(widget, known):
    """In an expander that is closed: such widgets call themselves showing all the same. known:
    what was found out of other widgets' parents."""
    parent = widget.get_parent()
    if parent is None:
        return False
    if parent not in known:
        known[parent] = parent.get_role_name() == "toggle button" and \
            parent.get_child_count() > 0 and not has(parent, STATE.EXPANDED) or folded(parent, known)
    return known[parent]


def faults(root, screen=None, smallest=24):
    """What is wrong with all that shows: no name, too small to hit, off the screen, cut off by
    its window; what can be scrolled may be below the window's edge but not beside it."""
    found, frame, known = [], None, {}
    for widget in collect(root, STATE.SHOWING):
        role = widget.get_role_name()
        if role in ("application", "desktop frame") or folded(widget, known):
            continue
        left, top, right, bottom = extents(widget)
        if left == HIDDEN:
            continue  # since it was collected
        if role in NEEDS_NAME and not name_of(widget):
            found.append("no name: " + place(widget))
        if role in ("frame", "dialog") and screen and (
                left < 0 or top < 0 or right > screen[0] or bottom > screen[1]):
            found.append("off the screen: %s %r" % (place(widget), (left, top, right, bottom)))
        if role in ("frame", "dialog"):
            frame = left, top, right, bottom
        elif frame and right > left and (left < frame[0] or right > frame[2]):
            found.append("too wide: %s %r" % (place(widget), (left, top, right, bottom)))
        elif frame and bottom > top and bottom > frame[3] and not scrolls(widget):
            found.append("cut off: %s %r" % (place(widget), (left, top, right, bottom)))
        if role in ("push button", "toggle button") and right > left and \
                min(right - left, bottom - top) < smallest:
            found.append("too small: " + place(widget))
    return found


def key_of(button):
    """What Alt goes with, as "<Alt>n"."""
    if "Action" not in button.get_interfaces() or Atspi.Action.get_n_actions(button) == 0:
        return ""
    return (Atspi.Action.get_key_binding(button, 0) or "").split(";")[0]


def doubled_keys(root):
    """Keys that more than one button goes by: then neither is pressed by it."""
    names = {}
    for role in ("push button", "toggle button", "check box"):
        for button in collect(root, STATE.SHOWING, role):
            names.setdefault(key_of(button), []).append(name_of(button))
    return ["one key for all of them: %s %r" % (key, found)
            for key, found in names.items() if key and len(found) > 1]


def own_user(folder, person=None):
    """Surroundings for a program whose preferences lie in folder and nowhere else; person: one who
    has said who it is."""
    config = os.path.join(folder, "config")
    if not os.path.exists(config):
        shutil.copytree(os.environ["XDG_CONFIG_HOME"], config,
                        ignore=shutil.ignore_patterns("resite"))
    if person is not None:
        os.makedirs(os.path.join(config, "resite"))
        with open(os.path.join(config, "resite", "window.ini"), "w", encoding="utf-8") as file:
            file.write(f"[window]\nperson={person}\n")
    return {"XDG_CONFIG_HOME": config}


class Window:
    """The program, started; ended by pid when the block ends."""

    def __init__(self, *arguments, environment=None):
        self.process = subprocess.Popen([RESITE, *arguments], env={
            **os.environ, "G_DEBUG": "fatal-criticals", **(environment or {})})
        self.root = None

    def __enter__(self):
        try:
            self.root = wait(self.look, "the program on the accessibility bus")
            get(self.root, "frame")
        except BaseException:
            self.end()
            raise
        return self

    def look(self):
        if self.process.poll() is not None:
            raise NotSeen("resite ended with %s" % self.process.returncode)
        return application()

    def __exit__(self, kind, *_):
        if kind is not None and self.process.poll() is None:
            self.tell()
        self.end()

    def tell(self):
        """What was on the screen when a test failed."""
        try:
            print("last seen: %s" % texts(self.root)[-80:], file=sys.stderr)
            if "RESITE_PICTURES" in os.environ:
                picture(os.path.join(os.environ["RESITE_PICTURES"], "failed.png"))
        except Exception as problem:  # the test's own failure is what counts
            print("nothing seen: %s" % problem, file=sys.stderr)

    def status(self, patience=PATIENCE):
        """The exit status, once it has ended by itself."""
        return self.process.wait(patience)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()
