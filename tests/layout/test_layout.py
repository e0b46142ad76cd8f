#!/usr/bin/python3
"""The project's own rules about sizes, names and places."""
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import ROOT, functions, lines, middle, tracked

TOP = {"app", "ui", "resources", "po", "tests", "meson.build", "README.md", "LICENSE"}
EMPTY_NAMES = re.compile(r"(manager|util|helper|common|misc|handle)", re.I)


def is_code(path):
    return path.endswith((".c", ".h", ".py")) or path.startswith("tests/") and \
        os.path.basename(path) in ("run", "guirun")


class Sizes(unittest.TestCase):
    def setUp(self):
        self.product = [p for p in tracked("app", "ui") if p.endswith((".c", ".h"))]
        self.sources = [p for p in self.product if p.endswith(".c")]
        self.assertGreater(len(self.sources), 40)

    def test_files(self):
        sizes = {p: len(lines(p)) for p in self.sources}
        self.assertLess(middle(sizes.values()), 250)
        self.assertEqual([p for p in tracked("app", "ui", "tests")
                          if p.endswith((".c", ".h", ".py")) and len(lines(p)) > 900], [])
        above = sorted(p for p, n in sizes.items() if n > 600)
        self.assertLessEqual(len(above), len(sizes) // 20, above)

    def test_functions(self):
        sizes = [(n, "%s: %s" % (p, f)) for p in self.sources for f, n in functions(p)]
        self.assertLess(middle([n for n, _ in sizes]), 15)
        self.assertEqual([f for n, f in sizes if n > 90], [])
        above = [f for n, f in sizes if n > 50]
        self.assertLessEqual(len(above), len(sizes) // 20, above)

    def test_the_tests_are_more_than_half_of_it(self):
        tests = sum(len(lines(p)) for p in tracked("tests") if is_code(p))
        product = sum(len(lines(p)) for p in self.product)
        self.assertGreaterEqual(tests / product, 0.6, "%d of %d" % (tests, product))


class Names(unittest.TestCase):
    def test_top_level(self):
        there = {p.split("/")[0] for p in tracked()}
        self.assertEqual({p for p in there - TOP if not p.startswith(".")}, set())
        self.assertTrue(TOP <= there)

    def test_headers_are_flat_and_unique(self):
        names = [os.path.basename(p) for p in tracked("app", "ui") if p.endswith(".h")]
        self.assertEqual(sorted(names), sorted(set(names)))
        self.assertEqual([n for n in names if not n.startswith("resite-")], [])

    def test_files_say_what_they_hold(self):
        self.assertEqual([p for p in tracked("app", "ui", "tests")
                          if EMPTY_NAMES.search(os.path.basename(p))], [])

    def test_every_source_names_its_licence(self):
        self.assertEqual([p for p in tracked("app", "ui", "tests") if p.endswith((".c", ".h"))
                          and not any("SPDX-License-Identifier: GPL-3.0-or-later" in line
                                      for line in lines(p)[:3])], [])

    def test_every_template_has_its_class(self):
        there = set(tracked("ui"))
        self.assertEqual([p for p in there if p.endswith(".ui") and p[:-3] + ".c" not in there], [])


class Habits(unittest.TestCase):
    def search(self, pattern, folders, endings=(".c", ".h")):
        expression = re.compile(pattern)
        return ["%s:%d" % (p, n) for p in tracked(*folders) if p.endswith(endings)
                for n, line in enumerate(lines(p), 1) if expression.search(line)]

    def test_no_promises_in_comments(self):
        self.assertEqual(self.search(r"\b(TODO|FIXME|XXX)\b", ("app", "ui", "tests")), [])

    def test_nothing_blocks_the_window(self):
        self.assertEqual(self.search(r"gtk_dialog_run|g_usleep|\bsleep \(|g_main_context_iteration|"
                                     r"g_subprocess_wait \(|gtk_main_iteration", ("ui",)), [])

    def test_the_product_does_not_ask_whether_it_is_tested(self):
        self.assertEqual(self.search(r"g_test_|RESITE_TEST|UNDER_TEST", ("app", "ui")), [])

    def test_no_goto(self):
        self.assertEqual(self.search(r"^\s+goto \w+;", ("app", "ui")), [])


class Translations(unittest.TestCase):
    def test_every_file_with_words_is_listed(self):
        listed = {line for line in lines("po/POTFILES.in") if line and not line.startswith("#")}
        wordy = {p for p in tracked("app", "ui") if p.endswith(".c") and
                 any(re.search(r"(?<!\w)(?:_|N_|C_|Q_|NC_|ngettext|g_dngettext|dngettext) \(", line)
                     for line in lines(p))}
        templates = {p for p in tracked("ui") if p.endswith(".ui") and
                     any('translatable="yes"' in line for line in lines(p))}
        self.assertEqual((wordy | templates) - listed, set())
        self.assertEqual({p for p in listed if not os.path.exists(os.path.join(ROOT, p))}, set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
