# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines as run-on sends them, given to Wine's cmd.exe as a remote shell gives them to Windows': the
program at their end must see the arguments as they were typed here."""

import html
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import wine_prefix  # noqa: E402
import wsman_case  # noqa: E402
from patience import PATIENCE  # noqa: E402

COMPILER = "x86_64-w64-mingw32-gcc"

# With Microsoft's way to take a line apart, in UTF-8.
SHOW = r"""
#include <stdio.h>
#include <windows.h>
int main (void)
{
  char text[8192];
  int n;
  LPWSTR *words = CommandLineToArgvW (GetCommandLineW (), &n);
  for (int i = 1; i < n; i++)
    {
      WideCharToMultiByte (CP_UTF8, 0, words[i], -1, text, sizeof text, NULL, NULL);
      printf ("[%s]\n", text);
    }
  return 0;
}
"""

# Runs "cmd.exe /c LINE" for each line of a file: no Unix program has quoted it before.
START = r"""
#include <stdio.h>
#include <string.h>
#include <windows.h>
static void run (const char *text)
{
  static WCHAR line[20000];
  STARTUPINFOW start = { sizeof start };
  PROCESS_INFORMATION process;
  printf ("==\n");
  fflush (stdout);
  wcscpy (line, L"cmd.exe /c ");
  MultiByteToWideChar (CP_UTF8, 0, text, -1, line + 11, 19000);
  if (!CreateProcessW (NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process))
    return;
  WaitForSingleObject (process.hProcess, INFINITE);
  CloseHandle (process.hProcess);
  CloseHandle (process.hThread);
}
int main (void)
{
  static char text[9000];
  FILE *file = fopen ("Z:LINES", "rb");
  while (fgets (text, sizeof text, file))
    {
      text[strcspn (text, "\n")] = 0;
      run (text);
    }
  return 0;
}
"""

# Wine's cmd takes a quotation mark before a caret for one more that opens, where Windows' takes it for
# the one that closes; so what needs both is left to the unit tests.
ARGUMENTS = [["plain"], ["a b"], [""], ["a & b"], ["x|y", "<in>", "(z)"], ["x^y"], ["50%"],
             ["%PATH%"], ["C:\\a b\\"], ["C:\\100%\\", "next"],
             ['say "hello"'], ["a=b,c;d"], ["Grüße"], ["-x", "/y:1 2"]]


class Lines(wsman_case.WsmanCase):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="resite-quote-wine-"))
        cls.addClassCleanup(shutil.rmtree, cls.place, True)
        cls.wine = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        cls.wine.update(WINEPREFIX=str(cls.place / "wine"), WINEDEBUG="-all", HOME=str(cls.place),
                        WINEDLLOVERRIDES="mscoree,mshtml=")
        wine_prefix.make(cls.wine)
        cls.addClassCleanup(subprocess.run, ["wineserver", "-k"], env=cls.wine, check=False)
        folder = cls.place / "wine" / "drive_c" / "a b"
        folder.mkdir()
        cls.build("start.exe", START.replace("LINES", str(cls.place / "lines").replace("/", "\\\\")),
                  cls.place)
        cls.build("show me.exe", SHOW, folder)
        shutil.copy(folder / "show me.exe", cls.place / "wine" / "drive_c" / "show.exe")

    @classmethod
    def build(cls, name, text, folder):
        source = cls.place / "source.c"
        source.write_text(text)
        subprocess.run([COMPILER, "-O1", "-w", "-o", folder / name, source], check=True)

    def line_of(self, *words):
        """What run-on sends for them."""
        self.server.log.clear()
        self.sign_in("run-on", "--", *words, status=1)
        (line,) = [entry for entry in self.server.log if entry.startswith("Line ")]
        return html.unescape(line[len("Line "):])

    def run_lines(self, lines):
        (self.place / "lines").write_text("".join(line + "\n" for line in lines))
        done = subprocess.run(["wine", str(self.place / "start.exe")], env=self.wine,
                              capture_output=True, timeout=3 * PATIENCE, check=False)
        parts = done.stdout.decode().replace("\r", "").split("==\n")[1:]
        self.assertEqual(len(parts), len(lines), done)
        return [part.splitlines() for part in parts]

    def see(self, program, arguments):
        lines = [self.line_of(program, *words) for words in arguments]
        for words, line, seen in zip(arguments, lines, self.run_lines(lines)):
            with self.subTest(words):
                self.assertEqual(seen, [f"[{word}]" for word in words], line)

    def test_program_without_blanks(self):
        self.see("C:\\show.exe", ARGUMENTS)

    def test_program_with_blanks(self):
        self.see("C:\\a b\\show me.exe", [["plain"], ["a b", "c & d"], ["%PATH%"], ["x"]])


if __name__ == "__main__":
    for program in ("wine", "wineboot", "wineserver", COMPILER):
        if shutil.which(program) is None:
            print(f"{program} is missing", file=sys.stderr)
            sys.exit(77)
    unittest.main(verbosity=2)
