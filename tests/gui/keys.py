# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows the wizard with nothing but the keyboard."""
from ax import GLib, NotSeen, STATE, focused, has, key, name_of, text_of, type_text, wait
from guide import Guide, is_part

MOST_TABS = 60


class KeyGuide(Guide):
    def is_there(self, widget):
        try:
            return is_part(widget, self.window.root)
        except GLib.Error:
            return False

    def tab_to(self, widget):
        """Forward with Tab; within a group of radio buttons with the arrow keys. FALSE: the page has
        gone on by itself, and it is there no more."""
        for _ in range(MOST_TABS):
            if not self.is_there(widget):
                return False
            if has(widget, STATE.FOCUSED):
                return True
            here = focused(self.window.root)
            if (here is not None and here.get_role_name() == "radio button" and
                    widget.get_role_name() == "radio button" and
                    here.get_parent() == widget.get_parent()):
                key("Down")
            else:
                key("Tab")
        raise NotSeen("the Tab key does not come to %r" % name_of(widget))

    def click(self, widget):
        wait(lambda: not self.is_there(widget) or has(widget, STATE.SENSITIVE),
             "%r to become sensitive" % name_of(widget))
        if not self.tab_to(widget):
            return
        if widget.get_role_name() != "radio button" or not has(widget, STATE.CHECKED):
            key("space")

    def enter(self, field, text):
        if not self.tab_to(field):
            return
        if text_of(field):
            key("ctrl+a")
        type_text(text)

    def click_next(self):
        key("alt+n")
