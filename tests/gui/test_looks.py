#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the eye needs: contrast of all texts in four themes, no text left out of translation, and
nothing cut off with letters twice as large."""
import os
import re
import shutil
import tempfile
import unittest

import gi
gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402

import pseudo  # noqa: E402
from ax import (STATE, NotSeen, Window, extents, faults, find_all, has, name_of,  # noqa: E402
                own_user, picture, says, text_of, texts, wait, walk)
from road import Road  # noqa: E402

SCREEN = (1024, 768)
SAMPLE = os.path.join(os.environ["RESITE_SOURCE_ROOT"], "tests", "data", "sample.siteplan")
THEMES = ("Adwaita", "Adwaita:dark", "HighContrast", "HighContrastInverse")
LEAST = 4.5
# GTK speaks for itself.
TITLE_BAR = ("Minimize", "Maximize", "Restore", "Close")
# The frame of a button or an entry is not its text.
EDGE = {"label": 0, "push button": 5, "toggle button": 5, "text": 6}


def luminance(colour):
    parts = [value / 255 for value in colour]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def in_sight(widget, area):
    """Whole, not half behind the edge of what scrolls."""
    above = widget.get_parent()
    while above and above.get_role_name() != "frame":
        if above.get_role_name() in ("scroll pane", "viewport"):
            left, top, right, bottom = extents(above)
            if area[0] < left or area[1] < top or area[2] > right or area[3] > bottom:
                return False
        above = above.get_parent()
    return area[0] >= 0 and area[1] >= 0 and area[2] <= SCREEN[0] and area[3] <= SCREEN[1]


def is_written(widget):
    """It shows a text now; what cannot be used just now may be faint."""
    role = widget.get_role_name()
    if role not in EDGE or not has(widget, STATE.SHOWING) or not has(widget, STATE.SENSITIVE):
        return False
    if role == "text":
        return bool(text_of(widget) or widget.get_attributes().get("placeholder-text"))
    return bool((widget.get_name() or "").strip("·• "))


class Picture:
    def __init__(self, path):
        image = GdkPixbuf.Pixbuf.new_from_file(picture(path))
        self.data, self.stride = image.get_pixels(), image.get_rowstride()
        self.channels = image.get_n_channels()

    def contrast(self, left, top, right, bottom):
        """Of the commonest colour with the one that is farthest from it."""
        count = {}
        for y in range(top, bottom):
            start = y * self.stride
            row = self.data[start + left * self.channels:start + right * self.channels]
            for i in range(0, len(row), self.channels):
                colour = row[i:i + 3]
                count[colour] = count.get(colour, 0) + 1
        ground = max(count, key=count.get)
        return max(contrast(colour, ground) for colour in count)


class Looks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.place)
        cls.road = Road(cls.place, packages=4)
        cls.plan = shutil.copy(SAMPLE, os.path.join(cls.place, "mine.siteplan"))
        own_user(cls.place, "J. Doe")

    def pages(self, steps=("P1",), **environment):
        """The form, the start page and pages of steps, one after the other."""
        given = {**own_user(self.place), **environment}
        with Window("--data-dir", os.path.join(self.place, "none"), self.plan,
                    environment=given) as window:
            wait(lambda: len(find_all(window.root, "text")) > 3, "the form")
            yield "form", window.root
        with Window("--data-dir", os.path.join(self.place, "none"), environment=given) as window:
            wait(lambda: len(find_all(window.root, "push button")) > 4, "the start page")
            yield "start", window.root
        for step in steps:
            if self.road.current() != step:
                self.road.walk_to(step)
            with Window("--data-dir", self.road.data, self.road.journal,
                        environment=given) as window:
                says(window.root, step + "  ")
                yield step, window.root

    def contrasts(self, root):
        """The texts that are too faint, and how many were looked at."""
        shown, faint, seen = Picture(os.path.join(self.place, "page.png")), [], 0
        for widget in [w for w in walk(root) if is_written(w)]:
            area, edge = extents(widget), EDGE[widget.get_role_name()]
            inner = (area[0] + edge, area[1] + edge, area[2] - edge, area[3] - edge)
            if not in_sight(widget, area) or inner[2] <= inner[0] or inner[3] <= inner[1]:
                continue
            found, seen = shown.contrast(*inner), seen + 1
            if found < LEAST:
                faint.append("%.1f %s %r" % (found, widget.get_role_name(), name_of(widget)))
        return faint, seen

    def assert_legible(self, root):
        """A page has its words before it is painted: what is faint is looked at again."""
        result = []

        def is_legible():
            result[:] = self.contrasts(root)
            return not result[0]

        try:
            wait(is_legible, "legible texts")
        except NotSeen:
            self.assertEqual(result[0], [])
        self.assertGreater(result[1], 8)

    def test_contrast_in_every_theme(self):
        for theme in THEMES:
            for page, root in self.pages(GTK_THEME=theme):
                with self.subTest(theme=theme, page=page):
                    self.assert_legible(root)

    def is_data(self, text):
        """What a plan or the procedure's numbering says is the same in every language."""
        with open(self.plan, encoding="utf-8") as file:
            known = file.read()
        for path in os.listdir(self.road.site):
            if path.endswith(".siteplan"):
                with open(os.path.join(self.road.site, path), encoding="utf-8") as file:
                    known += file.read()
        return (text in known or text in TITLE_BAR or
                text in ("resite", "Resite", os.uname().nodename) or
                re.fullmatch(r"[A-Z]:(\\[\w$]+)+", text) or
                not re.search("[A-Za-z]{2}", text) or
                re.fullmatch(r"[A-Z]\d+(\.\d)?(@\d)?", text))

    def test_no_text_is_left_untranslated(self):
        if not shutil.which("xgettext"):
            self.skipTest("gettext is not installed")
        translated = pseudo.make(os.path.join(self.place, "locale"))
        for page, root in self.pages(**translated):
            with self.subTest(page=page):
                said = texts(root)
                self.assertEqual([t for t in said if "[" not in t and not self.is_data(t)], [])
                self.assertGreater(len([t for t in said if "[" in t]), 5)
                self.assertEqual(faults(root, SCREEN), [])

    def test_nothing_is_cut_off_in_letters_twice_as_large(self):
        for page, root in self.pages(("P1", "C3"), GDK_DPI_SCALE="2"):
            with self.subTest(page=page):
                self.assertEqual(faults(root, SCREEN), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
