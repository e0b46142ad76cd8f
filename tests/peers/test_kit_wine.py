#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts of the field kit under Wine's command interpreter, as far as Wine really does things:
its own sc, net and netsh only pretend, so programs of our own stand in their place and write down
how they were called. What the scripts leave is read back into the run."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import wine_prefix  # noqa: E402
from cli_case import SAMPLE, CliCase  # noqa: E402
from patience import PATIENCE  # noqa: E402

COMPILER = "x86_64-w64-mingw32-gcc"

# Prints its name and arguments, and ends with what the file answers.ini beside it says for the line:
# "NAME ARGUMENTS=CODE|TEXT".
STAND_IN = r"""
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <windows.h>

int main (int argc, char **argv)
{
  char line[2048] = "", path[MAX_PATH], answer[2048];
  const char *name = strrchr (argv[0], '\\');
  char *dot;
  GetModuleFileNameA (NULL, path, sizeof path);
  name = strrchr (path, '\\') + 1;
  strcat (line, name);
  dot = strrchr (line, '.');
  if (dot) *dot = 0;
  for (int i = 1; i < argc; i++) { strcat (line, " "); strcat (line, argv[i]); }
  *strrchr (path, '\\') = 0;
  char calls[MAX_PATH]; snprintf (calls, sizeof calls, "%s\\calls.txt", path);
  FILE *f = fopen (calls, "ab"); if (f) { fprintf (f, "%s\n", line); fclose (f); }
  char ini[MAX_PATH]; snprintf (ini, sizeof ini, "%s\\answers.txt", path);
  f = fopen (ini, "rb");
  while (f && fgets (answer, sizeof answer, f))
    {
      char *tab = strchr (answer, '\t');
      if (!tab) continue;
      *tab = 0;
      if (_stricmp (answer, line)) continue;
      char *text = strchr (tab + 1, '\t');
      int code = atoi (tab + 1);
      for (char *c = text ? text + 1 : ""; *c && *c != '\n'; c++)
        if (c[0] == '\\' && c[1] == 'n') { printf ("\r\n"); c++; } else putchar (*c);
      printf ("\r\n");
      return code;
    }
  printf ("done\r\n");
  return 0;
}
"""

# Wine's own fc says that any two files are the same.
COMPARE = r"""
#include <stdio.h>
int main (int argc, char **argv)
{
  FILE *a = argc == 4 ? fopen (argv[2], "rb") : NULL, *b = argc == 4 ? fopen (argv[3], "rb") : NULL;
  int c;
  if (!a || !b) return 2;
  while ((c = getc (a)) == getc (b))
    if (c == EOF) return 0;
  return 1;
}
"""


def need(program):
    if shutil.which(program) is None:
        print(f"{program} is missing", file=sys.stderr)
        sys.exit(77)


class Windows:
    """A Wine prefix with drives that are folders, a computer name, and our stand-ins in front of
    the path."""

    def __init__(self, folder):
        self.folder = folder
        self.prefix = folder / "wine"
        self.tools = folder / "tools"
        self.name = None
        self.environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        self.environment.update(WINEPREFIX=str(self.prefix), WINEDEBUG="-all", HOME=str(folder),
                                WINEDLLOVERRIDES="mscoree,mshtml=")
        wine_prefix.make(self.environment)
        self.stand_in = self.build("stand-in", STAND_IN)
        self.compare = self.build("fc", COMPARE)
        self.answers = self.tools / "answers.txt"
        for letter, place in (("t", self.tools), ("d", folder / "drive-d"),
                              ("e", folder / "drive-e")):
            (self.prefix / "dosdevices" / f"{letter}:").symlink_to(place)

    def build(self, name, text):
        source = self.folder / f"{name}.c"
        source.write_text(text)
        program = self.folder / f"{name}.exe"
        subprocess.run([COMPILER, "-O1", "-w", "-o", program, source], check=True)
        return program

    def clear(self):
        """A new machine: nothing on its drives, nothing in front of the path."""
        for place in (self.tools, self.drive("d"), self.drive("e")):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        shutil.copy(self.compare, self.tools)
        self.answers.write_text("")

    def drive(self, letter):
        return self.folder / f"drive-{letter}"

    def add(self, *names):
        for name in names:
            shutil.copy(self.stand_in, self.tools / f"{name}.exe")

    def answer(self, line, code, text):
        with self.answers.open("a") as file:
            file.write(f"{line}\t{code}\t{text}\n")

    @property
    def calls(self):
        path = self.tools / "calls.txt"
        return path.read_text().splitlines() if path.exists() else []

    def run(self, name, script, *answers, arguments=()):
        """The script at the computer called name, which Wine takes from the host's; what is typed
        comes from answers."""
        line = f"Z:{script}".replace("/", "\\")
        command = ["cscript", "//nologo", line] if script.suffix == ".vbs" else ["cmd", "/c", line]
        if self.name != name:
            self.stop()
            self.name = name
        environment = dict(self.environment, WINEPATH="T:\\")
        namespace = ["unshare", "--uts"] if os.geteuid() == 0 else ["unshare", "-r", "--uts"]
        process = subprocess.Popen(
            [*namespace, "sh", "-c", 'hostname "$0" && exec "$@"', name, "wine", *command,
             *arguments], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        return self.talk(process, answers)

    @staticmethod
    def talk(process, answers):
        """Types each answer once its question is there: Wine's set /p takes all that is typed."""
        said = b""
        for answer in answers:
            while not re.search(rb"[?:] \Z", said):
                piece = os.read(process.stdout.fileno(), 4096)
                if not piece:
                    break
                said += piece
            said += b"\n"
            try:
                process.stdin.write(f"{answer}\r\n".encode())
                process.stdin.flush()
            except BrokenPipeError:
                break
        rest, _ = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode,
                                           (said + rest).decode(errors="replace"))

    def stop(self):
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)
        subprocess.run(["wineserver", "-w"], env=self.environment, check=False, timeout=PATIENCE)


class Kit(CliCase):
    @classmethod
    def setUpClass(cls):
        for program in ("wine", "wineboot", COMPILER):
            need(program)
        folder = tempfile.TemporaryDirectory(prefix="resite-wine-")
        cls.addClassCleanup(folder.cleanup)
        cls.windows = Windows(pathlib.Path(folder.name))
        cls.addClassCleanup(cls.windows.stop)

    def setUp(self):
        super().setUp()
        self.windows.clear()
        self.kit = self.folder / "kit"
        plan = SAMPLE.read_text()
        self.plan = self.folder / "site.siteplan"
        self.plan.write_text(plan)
        self.run_id = self.call("start", self.plan, "--by", "J. Doe").out.strip()
        self.written = self.call("kit", "write", self.run_id, self.kit, "--json", status=None)

    def result(self, name):
        return (self.kit / "results" / name).read_bytes().decode("cp850")

    def test_written(self):
        names = sorted(entry["name"] for entry in self.written.of_type("item"))
        for name in ("C2-disable-services.cmd", "C3-rename.cmd", "C6-P01-preinst.cmd",
                     "P1-copy.cmd", "R10-preload.cmd", "R14-assign.vbs"):
            self.assertIn(name, names)
            text = (self.kit / name).read_bytes()
            self.assertEqual(text.count(b"\n"), text.count(b"\r\n"), name)
            self.assertNotIn(b"${", text, name)
        self.assertIn("C2-disable-services.cmd", (self.kit / "READ-ME.txt").read_text())

    def test_wrong_machine(self):
        script = self.kit / "C2-disable-services.cmd"
        self.windows.add("sc")
        done = self.windows.run("SOMEBODY", script, "SOMEBODY")
        self.assertEqual(done.returncode, 3, done)
        self.assertIn("BR01SMS", done.stdout)
        done = self.windows.run("BR01SMS", script, "no")
        self.assertEqual(done.returncode, 3, done)
        done = self.windows.run("BR01SMS", script)
        self.assertEqual(done.returncode, 3, done)
        self.assertEqual(self.windows.calls, [])

    def test_services(self):
        script = self.kit / "C2-disable-services.cmd"
        self.windows.add("sc")
        for service in ("SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE", "SMS_SITE_BACKUP",
                        "SMS_REPORTING_POINT", "SMS_SERVER_LOCATOR_POINT", "CcmExec"):
            self.windows.answer(f"sc query {service}", 0, "STATE              : 1  STOPPED")
            self.windows.answer(f"sc qc {service}", 0, "START_TYPE         : 4   DISABLED")
        done = self.windows.run("BR01SMS", script, "br01sms")
        self.assertEqual(done.returncode, 0, done)
        calls = self.windows.calls
        first = calls.index("sc stop SMS_SITE_COMPONENT_MANAGER")
        self.assertLess(first, calls.index("sc stop SMS_EXECUTIVE"))
        self.assertIn("sc config CcmExec start= disabled", calls)
        self.assertIn("==== Resite end", self.result("C2-disable-services.txt"))
        again = self.windows.run("BR01SMS", script, "BR01SMS")
        self.assertEqual(again.returncode, 0, again)
        self.assertEqual(self.result("C2-disable-services.txt").count("==== Resite end"), 2)

        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json",
                         status=None)
        states = {entry["state"] for entry in read.of_type("item")}
        self.assertEqual(states, {"ok"}, read)

    def test_service_that_still_runs(self):
        self.windows.add("sc")
        self.windows.answer("sc config SMS_EXECUTIVE start= disabled", 5, "Access is denied.")
        self.windows.run("BR01SMS", self.kit / "C2-disable-services.cmd", "BR01SMS")
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json",
                         status=1)
        failed = [entry for entry in read.of_type("item") if entry["state"] == "failed"]
        self.assertTrue(any("Access is denied" in entry["message"] for entry in failed), read)

    def test_once(self):
        script = self.kit / "C6-P01-preinst.cmd"
        folder = self.windows.drive("d") / "SMS" / "bin" / "i386" / "00000409"
        folder.mkdir(parents=True)
        shutil.copy(self.windows.stand_in, folder / "preinst.exe")
        done = self.windows.run("HQSMS01", script, "HQSMS01")
        self.assertEqual(done.returncode, 0, done)
        calls = (folder / "calls.txt").read_text().splitlines()
        self.assertEqual(calls, ["preinst /DELSITE S01 P01", "preinst /DELJOB S01"])
        self.assertEqual(self.windows.run("HQSMS01", script, "HQSMS01", "no").returncode, 3)
        self.assertEqual((folder / "calls.txt").read_text().count("\n"), 2)
        done = self.windows.run("HQSMS01", script, "HQSMS01", "again")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual((folder / "calls.txt").read_text().count("\n"), 4)

    def prepare_rename(self):
        self.windows.add("netdom", "netsh", "shutdown", "ping", "arp", "ipconfig")
        return self.kit / "C4-rename.cmd"

    def assert_untouched(self):
        for call in self.windows.calls:
            self.assertNotRegex(call, "^(netdom|netsh|shutdown)")

    def test_rename(self):
        script = self.prepare_rename()
        done = self.windows.run("BR01NEW", script, "BR01NEW")
        self.assertEqual(done.returncode, 0, done)
        calls = self.windows.calls
        self.assertIn("ping -n 2 -w 2000 10.4.1.20", calls)
        self.assertLess(calls.index("ping -n 2 -w 2000 BR01SMS"),
                        next(i for i, call in enumerate(calls) if call.startswith("netdom")))
        self.assertTrue(calls[-1].startswith("shutdown -r"), calls)
        self.assertTrue(any(call.startswith("netsh interface ip set dns") for call in calls), calls)
        self.assertIn("==== Resite end", self.result("C4-rename.txt"))

    def test_rename_taken(self):
        """Somebody who answers, and one who only has a hardware address: nothing is done."""
        script = self.prepare_rename()
        self.windows.answer("ping -n 2 -w 2000 10.4.1.20", 0,
                            "Reply from 10.4.1.20: bytes=32 time<1ms TTL=128")
        done = self.windows.run("BR01NEW", script, "BR01NEW")
        self.assertEqual(done.returncode, 4, done)
        self.assertIn("Nothing was done", done.stdout)
        self.assert_untouched()
        self.windows.answers.write_text("arp -a 10.4.1.20\t0\t  10.4.1.20  00-0c-29-1f-00-07  x\n")
        done = self.windows.run("BR01NEW", script, "BR01NEW")
        self.assertEqual(done.returncode, 4, done)
        self.windows.answers.write_text("ping -n 2 -w 2000 BR01SMS\t0\tReply: TTL=128\n")
        done = self.windows.run("BR01NEW", script, "BR01NEW")
        self.assertEqual(done.returncode, 4, done)
        self.assert_untouched()

    def test_rename_refused(self):
        """The domain refuses the name: address and restart are left alone."""
        script = self.prepare_rename()
        line = ("netdom renamecomputer BR01NEW /newname:BR01SMS /userd:CORP\\sms-install "
                "/passwordd:* /force")
        self.windows.answer(line, 5, "Access is denied.")
        done = self.windows.run("BR01NEW", script, "BR01NEW")
        self.assertEqual(done.returncode, 1, done)
        self.assertTrue(any(call.startswith("netdom") for call in self.windows.calls))
        self.assertFalse(any(call.startswith(("netsh", "shutdown")) for call in self.windows.calls),
                         self.windows.calls)
        self.assertNotIn("==== Resite end", self.result("C4-rename.txt"))

    def test_preinst_not_there(self):
        script = self.kit / "C6-P01-preinst.cmd"
        self.windows.add("preinst")
        done = self.windows.run("HQSMS01", script, "HQSMS01")
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(self.windows.calls, [])

    def test_empty_folder_is_there(self):
        """dir says of an empty folder what it says of none."""
        (self.windows.drive("e") / "SMSPKGE$").mkdir()
        self.windows.add("net")
        text = (self.kit / "C10-unshare.cmd").read_bytes()
        script = self.kit / "C10-unshare.cmd"
        script.write_bytes(text.replace(b"\r\nren ", b"\r\nrem "))
        self.windows.run("BR01SMS", script, "BR01SMS")
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json", status=1)
        rows = {entry["name"]: entry["state"] for entry in read.of_type("item")
                if entry["action"] != "aside"}
        self.assertEqual(rows["gone"], "failed", read)
        self.assertEqual(rows["old"], "failed", read)

    def test_preload(self):
        script = self.kit / "R10-preload.cmd"
        packages = self.windows.drive("e") / "SMSPKG"
        tools = self.windows.drive("e") / "SMSTools"
        packages.mkdir()
        tools.mkdir()
        shutil.copy(self.windows.stand_in, tools / "PreLoadPkgOnSite.exe")
        good = ("****** Successfully set the Compressed Package Path on this site ******\\n"
                "****** Successfully forwarded the information up the hierarchy ******")
        (tools / "answers.txt").write_text(
            f"PreLoadPkgOnSite C0100012\t0\t{good}\nPreLoadPkgOnSite C0100013\t0\tNo such file\n")
        for name in ("C0100012.PCK", "c0100013.pkg", "preload.bat", "C0100012.DLT.2", "notes.pkg"):
            (packages / name).write_text("x")
        done = self.windows.run("BR01SMS", script, "BR01SMS")
        self.assertEqual(done.returncode, 0, done)
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json", status=1)
        states = {entry["name"].upper(): entry["state"] for entry in read.of_type("item")}
        self.assertEqual(states, {"C0100012": "forwarded", "C0100013": "failed"}, read)
        self.assertIn("R10 preload", read.err)

    # The script for the script host of a site server. Wine's has no standard input, so the name is
    # given as an argument here.

    def test_script_host_asks_for_the_machine(self):
        script = self.kit / "R14-assign.vbs"
        for name, typed in (("SOMEBODY", "SOMEBODY"), ("CENSMS01", "HQSMS01")):
            done = self.windows.run(name, script, arguments=[typed])
            self.assertEqual(done.returncode, 3, done)
            self.assertIn("Nothing was done", done.stdout)
            self.assertFalse((self.kit / "results" / "R14-assign.txt").exists())

    def test_script_host_without_a_provider(self):
        script = self.kit / "R14-assign.vbs"
        self.windows.run("CENSMS01", script, arguments=["censms01"])
        text = self.result("R14-assign.txt")
        self.assertIn(f"run {self.run_id} step R14 machine CENSMS01", text)
        self.assertNotIn("==== Resite end", text)
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json",
                         status=None)
        self.assertEqual([e for e in read.of_type("item") if e["state"] == "assigned"], [], read)

    def test_strange_files(self):
        results = self.kit / "results"
        (results / "holiday.txt").write_text("Dear diary")
        (results / "C2-disable-services.txt").write_text("nothing of ours")
        other = "==== Resite kit 1: run OTHER step C3 machine BR01SMS at now\r\n"
        (results / "C3-rename.txt").write_text(other)
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", status=1)
        for word in ("holiday.txt", "C2-disable-services.txt", "OTHER"):
            self.assertIn(word, read.err)

    def test_copy(self):
        """Wine has no UNC paths here, so the source is the same folder under another name."""
        source = self.windows.drive("d") / "SMSPKG"
        (source / "with blank & more").mkdir(parents=True)
        (source / "C0100012.PCK").write_bytes(b"package" * 1000)
        (source / "with blank & more" / "50% (x).txt").write_bytes(b"text")
        (source / "C0100012.PCK").chmod(0o444)
        script = self.kit / "P1-copy.cmd"
        text = script.read_bytes().replace(b"\\\\BR01DP2\\D$\\SMSPKG", b"D:\\SMSPKG")
        self.assertIn(b"D:\\SMSPKG", text)
        script.write_bytes(text)
        done = self.windows.run("BR01NEW", script, "BR01NEW")
        self.assertEqual(done.returncode, 0, done)
        target = self.windows.drive("e") / "SMSPKG"
        self.assertEqual((target / "C0100012.PCK").read_bytes(), b"package" * 1000)
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json",
                         status=None)
        rows = {entry["name"]: entry["state"] for entry in read.of_type("item")}
        self.assertEqual(rows.pop("xcopy"), "ok", read)
        self.assertEqual(len(rows), 2, textwrap.shorten(str(read), 3000))
        self.assertEqual(set(rows.values()), {"ok"}, read)

        copied = script.read_bytes().replace(b"xcopy . \"E:\\SMSPKG\" /E /I", b"rem xcopy")
        script.write_bytes(copied)
        (target / "C0100012.PCK").chmod(0o644)
        (target / "C0100012.PCK").write_bytes(b"packagf" * 1000)
        self.windows.run("BR01NEW", script, "BR01NEW")
        read = self.call("kit", "read", self.run_id, self.kit, "--by", "J. Doe", "--json", status=1)
        rows = {entry["name"]: entry["state"] for entry in read.of_type("item")}
        self.assertEqual(rows[".\\C0100012.PCK"], "failed", read)


if __name__ == "__main__":
    unittest.main(verbosity=2)
