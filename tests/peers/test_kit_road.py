# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cutover once more, with every machine by hand: the scripts of the field kit run under Wine's
command interpreter, and what they call is done at the rehearsal's machines; their results are read
back until the steps are closed."""

import pathlib
import shutil
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import road_case  # noqa: E402
from test_kit_wine import COMPILER, Windows, need  # noqa: E402

# Hands its command line to the test, and ends as the test says.
RELAY = r"""
#include <stdio.h>
#include <string.h>
#include <windows.h>

int main (int argc, char **argv)
{
  char own[MAX_PATH], name[64], path[MAX_PATH], half[MAX_PATH], block[4096];
  DWORD code = 1;
  FILE *f;
  size_t n;

  GetModuleFileNameA (NULL, own, sizeof own);
  snprintf (name, sizeof name, "%lu-%lu", GetCurrentProcessId (), GetTickCount ());
  snprintf (half, sizeof half, "T:\\requests\\%s.new", name);
  snprintf (path, sizeof path, "T:\\requests\\%s.ask", name);
  f = fopen (half, "wb");
  fprintf (f, "%s", own);
  for (int i = 1; i < argc; i++)
    fprintf (f, "\n%s", argv[i]);
  fclose (f);
  MoveFileA (half, path);
  snprintf (path, sizeof path, "T:\\requests\\%s.told", name);
  while (!(f = fopen (path, "rb")))
    Sleep (10);
  fread (&code, 1, sizeof code, f);
  while ((n = fread (block, 1, sizeof block, f)) > 0)
    fwrite (block, 1, n, stdout);
  fclose (f);
  return (int) code;
}
"""

RELAYED = ("sc", "netdom", "netsh", "net", "reg", "ipconfig", "ping", "arp", "preinst", "shutdown")
ROLES = ("old", "new", "source", "primary.1", "primary.2")


class Machines(Windows):
    """The Wine prefix as the machine of a role: its drives are that machine's in the rehearsal."""

    def __init__(self, folder, case):
        super().__init__(folder)
        self.case = case
        self.role = None
        self.relay = self.build("relay", RELAY)
        self.tools.mkdir()
        self.requests = self.tools / "requests"
        self.requests.mkdir()
        for name in RELAYED:
            shutil.copy(self.relay, self.tools / f"{name}.exe")
        self.over = threading.Event()
        self.lines = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def close(self):
        self.over.set()
        self.thread.join(60)
        self.stop()

    def take(self, role):
        self.role = role
        self.stop()
        self.name = None
        files = pathlib.Path(self.case.site.machine(role)["files"])
        for letter in "de":
            link = self.prefix / "dosdevices" / f"{letter}:"
            link.unlink(missing_ok=True)
            if (files / letter.upper()).is_dir():
                link.symlink_to(files / letter.upper())

    def serve(self):
        while not self.over.wait(0.01):
            for ask in list(self.requests.glob("*.ask")):
                own, *arguments = ask.read_text(encoding="cp850").split("\n")
                ask.unlink()
                code, output = self.do(own, arguments)
                half = ask.with_suffix(".half")
                half.write_bytes(code.to_bytes(4, "little") + output)
                half.rename(ask.with_suffix(".told"))

    def do(self, own, arguments):
        """At the machine itself, with a program of Resite's own."""
        folder, _, name = own.rpartition("\\")
        at_home = folder.upper() in ("T:", "")
        program = name.rpartition(".")[0] if at_home else own
        options = [] if at_home else ["--directory", "E:\\SMSPKG"]
        if name.lower() == "netdom.exe":
            secret = self.case.folder / "domain.txt"
            secret.write_text(f"{self.case.site.password}\r\n")
            options += ["--input", secret]
        # A card that gets another address takes the line with it: nobody answers there any more.
        moves = name.lower() == "netsh.exe" and "address" in arguments
        if moves:
            options += ["--patience", "10"]
        if name.lower() == "preinst.exe":
            options = ["--directory", "D:\\SMS\\bin\\i386\\00000409"]
        self.lines.append((self.role, program.rpartition("\\")[2].lower(), *arguments))
        result = self.case.call_in("run-on", self.case.site.sign_in(self.role), "--ca",
                                   self.case.site.facts["ca"], "--json", *options, "--", program,
                                   *arguments, status=None)
        total = (result.of_type("item") or [{}])[-1]
        code = total.get("exit_code")
        if code is None:
            code = 0 if moves or name.lower() == "shutdown.exe" else 1
        return int(code), (total.get("output") or "").encode("cp850", "replace")


class KitRoad(road_case.RoadCase):
    # The host of Wine takes no underscore in its name; DNS does not either.
    PLAN = (*((role, "reach", "by-hand") for role in ROLES), ("old", "name-after", "BR01SMS-OLD"),
            *((role, "files", None) for role in ("primary.1", "primary.2")))

    @classmethod
    def setUpClass(cls):
        for program in ("wine", "wineboot", COMPILER):
            need(program)

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory(prefix="resite-wine-")
        self.addCleanup(place.cleanup)
        self.begin()
        self.kit = self.folder / "kit"
        self.windows = Machines(pathlib.Path(place.name), self)
        self.addCleanup(self.windows.close)

    def prepare(self):
        """What a person carries over before: the packages, the tools, the setup files."""
        machines = self.site.facts["machines"]
        source, new = (pathlib.Path(machines[role]["files"]) / "E" for role in ("source", "new"))
        for name in ("SMSPKG", "SMSPKGE$"):
            shutil.copytree(source / name, new / name, dirs_exist_ok=True)
        for package in (new / "SMSPKG").iterdir():
            if package.is_file():
                package.chmod(0o444)
        tools = new / "SMSTools"
        (tools / "setup").mkdir(parents=True, exist_ok=True)
        (tools / "setup" / "setup.exe").write_text("setup")
        shutil.copy(self.windows.relay, tools / "PreLoadPkgOnSite.exe")
        for role in ("primary.1", "primary.2"):
            folder = pathlib.Path(machines[role]["files"]) / "D/SMS/bin/i386/00000409"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.windows.relay, folder / "preinst.exe")
        self.site.act("P2")

    def run_script(self, role, name, *answers, status=0):
        self.windows.take(role)
        self.call("kit", "write", self.id, self.kit, status=None)
        computer = self.name_of(role)
        done = self.windows.run(computer, self.kit / name, computer, *answers)
        self.assertEqual(done.returncode, status, done)
        return done

    def read(self, status=None):
        return self.call("kit", "read", self.id, self.kit, "--by", "J. Doe", "--json",
                         status=status)

    def close(self, step):
        """What no script can say is signed off by hand."""
        if self.status_of(step) != "done":
            self.by_hand(step)
        self.assertEqual(self.status_of(step), "done")

    def assert_read(self, step, action, outcome="ok"):
        self.assertEqual(self.actions_of(step).get(action), (outcome, "F"), self.read())

    def test_cutover(self):
        self.walk("P1", status=None)
        self.prepare()
        self.walk("C2", status=None)
        self.assertEqual(self.status_of("C2"), "todo")
        self.old_down_and_aside()
        self.new_in_its_place()
        self.site_removed()
        self.share_and_setup()
        self.preloads()
        summary = self.call("summary", self.id).out
        self.assertRegex(summary, r"Name now +BR01SMS-OLD +BR01SMS\n")
        self.call("verify", self.id)

    def old_down_and_aside(self):
        self.go("C2", 3)
        self.run_script("old", "C2-disable-services.cmd")
        self.assertEqual(set(self.services("old").values()), {("Disabled", "Stopped")})
        self.read()
        self.assert_read("C2", "disable")
        self.assert_read("C2", "after")
        self.close("C2")
        self.go("C3", 3)
        self.call("fill", self.id, "C3", "--by", "J. Doe", f"address={self.address('old')}")
        self.run_script("old", "C3-rename.cmd")
        self.wait_for_name("old", "BR01SMS-OLD")
        self.run_script("old", "C3-check.cmd")
        self.read()
        self.assert_read("C3", "rename")
        self.close("C3")

    def new_in_its_place(self):
        self.go("C4", 3)
        self.call("fill", self.id, "C4", "--by", "J. Doe")
        self.run_script("new", "C4-rename.cmd")
        self.wait_for_name("new", "BR01SMS")
        self.run_script("new", "C4-check.cmd")
        self.read()
        self.assert_read("C4", "rename")
        self.close("C4")
        self.assertEqual(self.adapter("new")["DHCPEnabled"], "false")
        self.assertEqual(self.name_of("old"), "BR01SMS-OLD")
        self.go("C5", 3)
        self.site.act("C5")
        self.run_script("new", "C5-check.cmd")
        self.read()
        self.close("C5")

    def site_removed(self):
        self.close("G2")
        self.site.act("C8")
        for primary in ("primary.1", "primary.2"):
            self.close(f"C8@{primary}")
        self.by_hand("W1")
        for primary, code in (("primary.1", "P01"), ("primary.2", "C01")):
            self.go(f"C6@{primary}", 3)
            self.say("done", f"C6@{primary}", "--action", "own")
            self.run_script(primary, f"C6-{code}-preinst.cmd")
            self.read()
            self.assertEqual(self.actions_of(f"C6@{primary}")["delete"][1], "F")
            self.wait_until_gone(primary)
            self.close(f"C6@{primary}")

    def share_and_setup(self):
        self.close("C7")
        self.site.act("C9")
        for primary in ("primary.1", "primary.2"):
            self.close(f"C9@{primary}")
        self.go("C10", 3)
        self.run_script("new", "C10-unshare.cmd")
        self.read()
        self.assert_read("C10", "aside")
        self.assert_read("C10", "after")
        self.close("C10")
        self.assertNotIn("SMSPKGE$", self.shares("new"))
        self.site.act("W3")
        self.run_script("new", "W3-check.cmd")
        self.go("W3", None)
        self.read()
        self.close("W3")
        self.site.act("C11")
        for step in ("C11", "C12", "C13"):
            self.close(step)
        self.site.act("C14")
        self.close("C14")

    def preloads(self):
        self.walk("R1", status=None)
        self.go("R1", None)
        self.site.act("R1")
        self.walk("R3", status=None)
        self.go("R3", 3)
        # Nobody said which package: that is no result.
        self.run_script("new", "R3-preload.cmd", "")
        self.read()
        self.assertNotIn(self.actions_of("R3").get("preload", (None,))[0], ("ok", "told"))
        self.run_script("new", "R3-preload.cmd", self.canary())
        self.read()
        self.assertEqual(self.actions_of("R3")["preload"], ("ok", "F"))
        self.close("R3")
        self.walk("R6", status=None)
        self.go("R6", None)
        self.site.act("R6")
        self.walk("R10", status=None)
        self.go("R10", 3)
        self.run_script("new", "R10-preload.cmd")
        self.read()
        self.assertEqual(self.actions_of("R10")["preload"], ("ok", "F"))
        self.close("R10")
        called = [line for line in self.windows.lines if line[1] == "preloadpkgonsite.exe"]
        self.assertGreater(len(called), 3)

    def canary(self):
        for line in self.plan.read_text().splitlines():
            if line.startswith("canary-package="):
                return line.partition("=")[2]
        raise AssertionError("the plan names no package for the first trial")

    def address(self, role):
        return self.site.machine(role)["address"]

    def wait_for_name(self, role, name):
        self.wait_until(lambda: self.call_in(
            "wmi", self.site.sign_in(role), road_case.CIM, "SELECT * FROM Win32_ComputerSystem",
            "--ca", self.site.facts["ca"], "--json", status=None).out.find(f'"Name":"{name}"') >= 0)

    def wait_until_gone(self, primary):
        self.wait_until(lambda: "S01" not in self.sites(primary))


if __name__ == "__main__":
    road_case.main()
