# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look at a rehearsed site finds what is not as it should be, whatever the record says."""

import json
import pathlib
import re
import shutil
import tempfile

import cli_case
from patience import PATIENCE

PACE = 6000


class World:
    """A rehearsed site whose program has ended; each change is one that its record knows nothing of."""

    def __init__(self, folder):
        self.folder = folder
        self.ini = folder / "world.ini"

    @property
    def first(self):
        return sorted((self.folder / "machines/new/E/SMSPKG").glob("*.PCK"))[-1]

    def group(self, name):
        """Where a record's lines are."""
        text = self.ini.read_text()
        start = text.index(f"[{name}]\n")
        end = text.find("\n[", start)
        return text, start, len(text) if end < 0 else end + 1

    def set(self, name, field, value):
        text, start, end = self.group(name)
        lines = [line for line in text[start:end].splitlines()
                 if line and not line.startswith(field + "=")]
        self.ini.write_text(text[:start] + "\n".join([*lines, f"{field}={value}"]) + "\n\n"
                            + text[end:])

    def remove(self, name):
        text, start, end = self.group(name)
        self.ini.write_text(text[:start] + text[end:])

    def add(self, name, **fields):
        with self.ini.open("a") as file:
            file.write(f"\n[{name}]\n" + "".join(f"{key}={value}\n"
                                                 for key, value in fields.items()))

    def rename(self, name, new_name):
        text = self.ini.read_text()
        assert f"[{name}]\n" in text
        self.ini.write_text(text.replace(f"[{name}]\n", f"[{new_name}]\n"))

    def change_rows(self, package, cell, value):
        """In the senders' book every line of that row."""
        path = self.folder / "supply.log"
        lines = []
        for line in path.read_text().splitlines():
            cells = line.split("\t")
            if cells[0] == "row" and cells[1] == package:
                cells[cell] = value
            lines.append("\t".join(cells))
        path.write_text("\n".join(lines) + "\n")

    def drop_rows(self, package):
        path = self.folder / "supply.log"
        path.write_text("".join(line for line in path.read_text().splitlines(keepends=True)
                                if not line.startswith(f"row\t{package}\t")))

    def call(self, package, state):
        with (self.folder / "preload-calls.log").open("a") as file:
            file.write(f"2026-11-23T09:00:00.000000Z\t7\tbegin\t{package}\t-\n"
                       f"2026-11-23T09:00:01.000000Z\t7\tend\t{package}\t{state}\n")


def rewrite(path, change):
    mode = path.stat().st_mode
    path.chmod(0o644)
    path.write_bytes(change(path.read_bytes()))
    path.chmod(mode)


def send(world, package, size):
    """As if the parent had sent it: the senders' book and what crossed the line."""
    path = world.folder / "supply.log"
    known = re.search(rf"^package\t{package}\t(\d+)\t(\d+)\t(\d+)\t(\d+)\t", path.read_text(), re.M)
    with path.open("a") as file:
        file.write("\t".join(["package", package, *known.groups(), str(size), "3495"]) + "\n")


def switch_on(world):
    world.set("old/Win32_Service/SMS_EXECUTIVE", "StartMode", "Auto")
    world.set("old/Win32_Service/SMS_EXECUTIVE", "State", "Running")


def address_back(world):
    text, start, end = world.group("new/machine/facts")
    address = re.search("^Address=(.*)$", text[start:end], re.M).group(1)
    world.set("old/machine/facts", "Address", address)


def call_often(world):
    for _ in range(3):
        world.call(world.first.stem, "forwarded")


# What is done to the site, and what has to be said of it.
SABOTAGE = {
    "a byte of a package": (
        lambda world: rewrite(world.first, lambda data: data[:-1] + bytes([data[-1] ^ 1])), "differs"),
    "half a package": (
        lambda world: rewrite(world.first, lambda data: data[:len(data) // 2]), "differs"),
    "a package that is gone": (lambda world: world.first.unlink(), "is not on the new server"),
    "a package that can be written": (lambda world: world.first.chmod(0o644), "not read-only"),
    "a damaged source": (
        lambda world: rewrite(world.folder / "machines/source/E/SMSPKG" / world.first.name,
                              lambda data: data[:100]), "of the source is damaged"),
    "a row that is gone": (
        lambda world: world.drop_rows(world.first.stem), "is not assigned"),
    "a row that failed": (
        lambda world: world.change_rows(world.first.stem, 18, "3"), "not installed"),
    "a row that hangs": (
        lambda world: world.change_rows(world.first.stem, 18, "2"), "not installed"),
    "a row of an old version": (
        lambda world: world.change_rows(world.first.stem, 13, "77"), "in version 77"),
    "an empty share": (
        lambda world: shutil.rmtree(world.folder / "machines/new/E/SMSPKGE$" / world.first.stem),
        "is not in the share"),
    "a tool that said no last": (
        lambda world: world.call(world.first.stem, "failed"), "last word is"),
    "calls without cause": (call_often, "called 3 times"),
    "content over the line": (
        lambda world: send(world, world.first.stem, world.first.stat().st_size), "crossed the line"),
    "the old name": (
        lambda world: world.set("new/machine/facts", "Name", "BR01NEW"), "BR01NEW"),
    "the name in the registry": (
        lambda world: world.set("new/registry/SYSTEM\\CurrentControlSet\\Control\\ComputerName\\"
                                "ComputerName", "ComputerName", "1:BR01NEW"), "1:BR01NEW"),
    "another address": (
        lambda world: world.set("new/machine/facts", "Address", "127.9.9.9"), "127.9.9.9"),
    "another gateway": (
        lambda world: world.set("new/machine/facts", "Gateway", "127.9.9.1"), "127.9.9.1"),
    "the old server at the address": (address_back, "same address"),
    "the old server under the name": (
        lambda world: world.set("old/machine/facts", "Name", "BR01SMS"), "the same name"),
    "the old server at work": (switch_on, "SMS_EXECUTIVE is not disabled"),
    "a service that does not run": (
        lambda world: world.set("new/Win32_Service/SMS_EXECUTIVE", "State", "Stopped"),
        "SMS_EXECUTIVE does not run"),
    "a service by hand": (
        lambda world: world.set("new/Win32_Service/W3SVC", "StartMode", "Manual"), "Manual"),
    "no BITS": (
        lambda world: world.set("new/registry/SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\"
                                "Oc Manager\\Subcomponents", "BitsServerExtensionsISAPI", "4:0"),
        "BitsServerExtensionsISAPI"),
    "IIS under the former name": (
        lambda world: world.rename("new/Win32_UserAccount/IUSR_BR01SMS",
                                   "new/Win32_UserAccount/IUSR_BR01NEW"), "IUSR_BR01NEW"),
    "a failed management point": (
        lambda world: world.set("new/management-point/state", "State", "failed"), "failed"),
    "no share": (lambda world: world.remove("new/Win32_Share/SMSPKGE$"), "SMSPKGE$ is not there"),
    "a share left": (
        lambda world: world.add("new/Win32_Share/SMSPKGX$", Name="SMSPKGX$", Path="E:\\\\X"),
        "SMSPKGX$ was left"),
    "no site row": (lambda world: world.remove("primary.2/SMS_Site/S01"), "primary.2"),
    "a sibling lost": (lambda world: world.remove("primary.1/SMS_Site/S02"), "S02 is not there"),
    "a sibling's address lost": (
        lambda world: world.remove("primary.2/SMS_SCI_Address/S03"), "S03 is not there"),
    "a foreign address": (
        lambda world: world.set("primary.1/SMS_SCI_Address/S01", "Server", "BR01NEW"), "BR01NEW"),
    "a role lost": (
        lambda world: world.remove("primary.1/SMS_SystemResourceList/S01,BR01SMS,"
                                   "SMS Distribution Point"), "SMS Distribution Point"),
    "no object": (
        lambda world: world.remove("directory/object/SMS-MP-S01-BR01SMS"), "SMS-MP-S01-BR01SMS"),
    "a leftover object": (
        lambda world: world.add("directory/object/SMS-MP-S01-BR01NEW", Code="S01",
                                Server="BR01NEW"), "something of the old server"),
    "the old server's object": (
        lambda world: world.set("directory/object/SMS-Site-S01", "Owner", "old"), "Owner"),
    "a script left": (
        lambda world: (world.folder / "machines/primary.1/C/WINDOWS/Temp/resite-x.vbs")
        .write_text("x"), "resite-x.vbs was left"),
    "a half copy left": (
        lambda world: (world.folder / "machines/new/E/SMSPKG/.resite-1234.part").write_text("x"),
        ".part was left"),
    "the share put aside": (
        lambda world: (world.folder / "machines/new/E/SMSPKGE$_OLD").mkdir(), "SMSPKGE$_OLD"),
}


class Sabotage(cli_case.CliCase):
    """The tour is made once; its record says that all is good."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="resite-sabotage-"))
        cls.addClassCleanup(cls.remove_place)
        cls.made = cls.place / "site"
        case = cls("run_tour")
        case.setUp()
        try:
            case.run_tour()
        finally:
            case.doCleanups()

    @classmethod
    def remove_place(cls):
        case = cls("run_tour")
        case.folder = cls.place
        case.remove_folder()

    def setUp(self):
        super().setUp()
        self.data = None

    def run_tour(self):
        self.call("rehearse", "--packages", 5, "--bytes", 200_000, "--keep", self.made,
                  "--pace", PACE, timeout=3 * PATIENCE)

    def look_again(self, **options):
        return self.call("rehearse", "--keep", self.made, "--json", **options)

    def check(self, change, says):
        aside = self.place / "aside"
        shutil.copytree(self.made, aside, symlinks=True)
        try:
            change(World(self.made))
            result = self.look_again(status=1)
        finally:
            self.remove_copy(self.made)
            aside.rename(self.made)
        site = [check for check in result.of_type("check") if check["name"] == "site"][0]
        faults = [check for check in result.of_type("check") if check["name"] == "fault"]
        self.assertEqual(site["verdict"], "failed")
        self.assertEqual(site["faults"], len(faults))
        self.assertTrue(any(says in check["message"] for check in faults),
                        json.dumps(faults, indent=1))
        self.assertIn("not rebuilt", result.err)

    def remove_copy(self, folder):
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder)

    def test_rebuilt_site_is_good(self):
        result = self.look_again()
        site = [check for check in result.of_type("check") if check["name"] == "site"][0]
        self.assertEqual((site["verdict"], site["packages"], site["forwarded"], site["left"],
                          site["faults"]), ("ok", 5, 5, 0, 0))
        self.assertGreater(site["bytes"], 0)

    def test_sabotage_is_found(self):
        for name, (change, says) in SABOTAGE.items():
            with self.subTest(name):
                self.check(change, says)

    def test_folder_without_a_world(self):
        with self.subTest("no machines"):
            aside = self.place / "aside"
            shutil.copytree(self.made, aside, symlinks=True)
            (self.made / "world.ini").write_text("this is no world\n")
            try:
                self.look_again(status=2)
            finally:
                self.remove_copy(self.made)
                aside.rename(self.made)


if __name__ == "__main__":
    cli_case.main()
