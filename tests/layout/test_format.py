#!/usr/bin/python3
"""clang-format decides how C looks."""
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import ROOT, tracked


class Format(unittest.TestCase):
    def test_c(self):
        files = [p for p in tracked("app", "ui", "tests") if p.endswith((".c", ".h"))]
        done = subprocess.run(["clang-format", "--style=file", "--dry-run", "-Werror", *files],
                              cwd=ROOT, capture_output=True, text=True)
        wrong = sorted({line.split(":")[0] for line in done.stderr.splitlines()
                        if "code should be clang-formatted" in line})
        self.assertEqual(wrong, [])
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])


if __name__ == "__main__":
    if shutil.which("clang-format") is None:
        print("clang-format is not installed", file=sys.stderr)
        sys.exit(77)
    unittest.main(verbosity=2)
