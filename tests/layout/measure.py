"""What the layout tests measure: files, and the functions in them.

A C function here begins with "{" and ends with "}" in the first column, which is what the
project's clang-format style makes of every function and of nothing else but types and tables.
"""
import os
import re
import shutil
import statistics
import subprocess

ROOT = os.environ["RESITE_SOURCE_ROOT"]


def tracked(*folders):
    """Paths below the folders, as git knows them, or as they lie there where there is no git."""
    if shutil.which("git"):
        asked = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard",
                                *folders], capture_output=True, text=True)
        if asked.returncode == 0:
            return [p for p in asked.stdout.splitlines() if os.path.exists(os.path.join(ROOT, p))]
    found = []
    for folder in folders or (".",):
        for where, _, names in os.walk(os.path.join(ROOT, folder)):
            found += [os.path.relpath(os.path.join(where, n), ROOT) for n in names]
    return [p for p in found if not p.startswith(("build", ".git/")) and "__pycache__" not in p]


def lines(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read().splitlines()


def functions(path):
    """[(name, length)] of the functions of a C file, braces not counted."""
    found, start, name = [], None, None
    text = lines(path)
    for number, line in enumerate(text):
        if line == "{":
            start, name = number, function_name(text, number)
        elif line == "}" and start is not None:
            if name:
                found.append((name, number - start - 1))
            start = None
    return found


def function_name(text, brace):
    for line in reversed(text[max(0, brace - 12):brace]):
        match = re.match(r"^(\w+) \(", line)
        if match:
            return match.group(1)
        if line in ("", "}"):
            return None
    return None


def middle(values):
    return statistics.median(values) if values else 0
