#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of a step, by keyboard alone: F8, F3 and back, find, pause, keep, Esc; on a page that
watches, on one that does not, and where there is no log yet. Pictures with RESITE_PICTURES=FOLDER."""
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ax import (Atspi, focused, get, gone, key, name_of, picture, text_of, type_text,  # noqa: E402
                wait)
from road import Road  # noqa: E402
from test_pages import page, reads  # noqa: E402

LINE = "%s  $$<%s><Tue Oct 14 14:10:%02d.000 2008 Central Daylight Time><thread=1780 (0x6F4)>\r\n"
LINES = "Lines of the log"


def logs(road, name):
    return os.path.join(road.site, "machines", "new", "E", "SMS", "Logs", name)


def write(path, *texts, component="SMS_LAN_SENDER"):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a", newline="") as log:
        log.write("".join(LINE % (text, component, i % 60) for i, text in enumerate(texts)))


def keep_picture(name):
    if os.environ.get("RESITE_PICTURES"):
        picture(os.path.join(os.environ["RESITE_PICTURES"], name + ".png"))


def drawer(root):
    return get(root, "filler", "Log of the step")


def shown(root):
    """Text of the drawer's lines; there may be another log on the page."""
    return text_of(get(drawer(root), "text", LINES))


def stands(root, part):
    return wait(lambda: part in shown(root), "%r in the log" % part)


def cursor_line(root):
    lines = get(drawer(root), "text", LINES)
    offset = Atspi.Text.get_caret_offset(lines)
    return text_of(lines)[:offset].count("\n")


def open_drawer(root):
    key("F8")
    drawer(root)
    wait(lambda: focused(root) and name_of(focused(root)) in (LINES, "Words that the lines hold"),
         "F8 to bring the focus into the log")


def test_by_keys(road):
    with page(road, "C12") as root:
        sender = logs(road, "sender.log")
        write(sender, "~Wait for new/rescheduled send requests...",
              "There is no existing connection, Win32 error = 53",
              "~Package file = E:\\SMSPKG\\P0100012.PCK", "fine again",
              "Cannot create/open the remote file \\\\BR01SMS\\SMS_SITE\\2.PCK, Win32 error = 32.")
        open_drawer(root)
        stands(root, "fine again")
        keep_picture("drawer")
        reads(root, "Log of C12")
        stands(root, "Windows error 53")
        key("F3")
        first = wait(lambda: cursor_line(root), "F3 to go to a line")
        key("F3")
        second = wait(lambda: cursor_line(root) != first and cursor_line(root), "the next error")
        key("shift+F3")
        wait(lambda: cursor_line(root) == first, "Shift+F3 to go back from %d" % second)

        key("ctrl+space")
        reads(root, "Paused")
        write(sender, "came while it stood")
        reads(root, "Paused, 1 new line")
        assert "came while it stood" not in shown(root)
        key("ctrl+space")
        stands(root, "came while it stood")

        key("ctrl+f")
        wait(lambda: name_of(focused(root)) == "Words that the lines hold", "Ctrl+F to find")
        type_text("while it stood")
        reads(root, "1 of ")
        key("ctrl+e")
        kept = wait(lambda: [event for event in road.events() if event.get("what") == "attached"],
                    "the lines to be kept")
        assert "logs-lines.txt" in str(kept[-1]), kept
        key("Escape")
        gone(root, "filler", "Log of the step")
        wait(lambda: focused(root), "the focus to be somewhere")


def test_not_seen(road):
    """A server whose files cannot be seen from here: it is said why, and F8 shuts it again."""
    with page(road, "C2") as root:
        open_drawer(root)
        reads(root, "cannot be seen from this desk")
        key("F8")
        gone(root, "filler", "Log of the step")


def test_no_log_yet(road):
    """Before SMS is there no server has a log: it is said, not an empty box."""
    with page(road, "C4") as root:
        open_drawer(root)
        reads(root, "There is no log yet")
        keep_picture("drawer-none")
        key("Escape")
        gone(root, "filler", "Log of the step")


def test_share_gone(road):
    folder = os.path.dirname(logs(road, "x"))
    write(os.path.join(folder, "hman.log"), "Wait for site control changes")
    with page(road, "C12") as root:
        open_drawer(root)
        stands(root, "Wait for site control changes")
        os.rename(folder, folder + ".away")
        reads(root, "It is not there at the moment")
        keep_picture("drawer-gone")
        os.rename(folder + ".away", folder)
        write(os.path.join(folder, "hman.log"), "back again")
        stands(root, "back again")


TESTS = (test_not_seen, test_no_log_yet, test_share_gone, test_by_keys)


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
