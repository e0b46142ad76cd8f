# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares and NTFS permissions through WinRM, asked at the terminal; R2 over the rehearsal's machine."""

import aside_case
import cli_case
import road_case
from aside_case import BUILT, PACKAGES

OLD = "E:\\SMSPKGE$_OLD"
NEW = "E:\\SMSPKGE$"

RUNBOOK_C10 = """<runbook id="x" version="1"><title>t</title>
<phase id="C"><title>t</title><intro>i</intro>
<step id="C10" on="new" after="" rerun="ask"><title>t</title><why>w</why>
<command id="aside" on="new" verb="unshare"><argument id="share" value="SMSPKGE$"/>
<argument id="folder" value="E:\\SMSPKGE$"/><argument id="folder-after" value="E:\\SMSPKGE$_OLD"/>
</command><by-hand><p>p</p></by-hand></step></phase></runbook>"""


class Aside(road_case.RoadCase):
    OPTIONS = ()
    FOLDERS = "all"

    def setUp(self):
        super().setUp()
        self.make_site(*self.OPTIONS)
        self.drive = cli_case.pathlib.Path(self.site.facts["folder"]) / "machines/new/E"
        aside_case.make_folders(self.drive)

    def check(self, verb, *arguments, status):
        options = ["--at", self.site.sign_in("new")] if verb == "permissions" else []
        return self.call_in("check", verb, *arguments, *options, "--ca", self.site.facts["ca"],
                            "--json", status=status)

    def begin(self, *lines):
        self.id = self.start_run(self.site.facts["plan"], "--rehearsal", "--runbook",
                                 aside_case.write_runbook(self.folder, self.FOLDERS))

    def left(self):
        return sorted(path.name for path in (self.drive / "SMSPKGE$_OLD").iterdir())

    def verdicts(self):
        result = self.check("permissions", OLD, f"{NEW}\\{BUILT}", status=None)
        return {entry["name"].upper(): entry for entry in result.of_type("check")}


class Checks(Aside):
    def test_permissions_differ(self):
        found = self.verdicts()
        self.assertEqual(set(found), set(PACKAGES))
        self.assertEqual(found["C0100011"]["verdict"], "failed")
        self.assertIn("System: Full Control, should not be there", found["C0100011"]["message"])
        self.assertIn("Users: may read and run only", found["C0100011"]["should"])

    def test_model_is_missing(self):
        result = self.check("permissions", OLD, NEW + "\\C0109999", status=1)
        self.assertEqual(result.of_type("check")[0]["verdict"], "unknown")

    def test_not_a_path_there(self):
        result = self.call_in("check", "permissions", "/srv/old", NEW, "--at",
                              self.site.sign_in("new"), "--ca", self.site.facts["ca"], status=2)
        self.assertIn("/srv/old", result.err)

    def test_shares(self):
        name = self.site.sign_in("old")
        result = self.check("shares", name, status=0)
        paths = {entry["name"]: entry["path"] for entry in result.of_type("check")}
        self.assertEqual(paths.get("SMSPKGE$"), NEW)
        self.check("shares", name, "smspkge$", "--path", "e:\\smspkge$", status=0)
        result = self.check("shares", name, "SMSPKGE$", "--path", "D:\\SMSPKGD$", status=1)
        self.assertIn("E:\\SMSPKGE$", result.of_type("check")[0]["message"])
        result = self.check("shares", name, "NOBODY$", status=1)
        self.assertEqual(result.of_type("check")[0]["verdict"], "failed")


class Denied(Aside):
    OPTIONS = ("--fault", "permissions-denied")

    def test_no_right(self):
        result = self.check("permissions", OLD, f"{NEW}\\{BUILT}", status=1)
        self.assertEqual(result.of_type("check")[0]["verdict"], "unknown")
        self.assertIn("no right", result.of_type("check")[0]["message"])


class Deeds(Aside):
    def test_all_the_way(self):
        self.begin()
        self.go("W1")
        self.go("W2")
        self.assertEqual({entry["verdict"] for name, entry in self.verdicts().items()
                          if name != BUILT}, {"ok"})
        self.go("W3")
        self.assertEqual(self.left(), [BUILT])
        for package in PACKAGES[1:]:
            self.assertEqual((self.drive / "SMSPKGE$" / package / "sub/data.cab").read_text(),
                             f"more of {package}")
        self.assertFalse((self.drive / "SMSPKGE$" / BUILT / "setup.exe").exists())
        self.go("R3")
        self.assertFalse((self.drive / "SMSPKGE$_OLD").exists())
        self.assertEqual((self.drive / "SMSPKGE$" / BUILT / "install.cmd").read_text(),
                         "unpacked by SMS")

    def test_name_that_exists(self):
        self.begin()
        there = self.drive / "SMSPKGE$/C0100011"
        there.mkdir()
        self.go("W3", 1)
        self.assertEqual(self.left(), ["C0100010", "C0100011"])
        self.assertEqual(list(there.iterdir()), [])
        self.go("R3", 1)
        self.assertEqual(self.left(), ["C0100010", "C0100011"])
        self.assertTrue((self.drive / "SMSPKGE$_OLD/C0100010/setup.exe").exists())
        there.rmdir()
        for step in ("W3", "R3"):
            self.go(step, None)
            self.assertEqual(self.status_of(step), "done")


class Selected(Aside):
    FOLDERS = "C0100012"

    def test_one_of_them(self):
        self.begin()
        self.go("W2")
        found = self.verdicts()
        self.assertEqual(found["C0100012"]["verdict"], "ok")
        self.assertEqual(found["C0100011"]["verdict"], "failed")


class InUse(road_case.RoadCase):
    """C10: who has files open is told before he is cut off."""

    def test_told_first(self):
        self.make_site("--fault", "share-in-use")
        drive = cli_case.pathlib.Path(self.site.facts["folder"]) / "machines/new/E"
        (drive / "SMSPKGE$/C0100010").mkdir(parents=True)
        self.site.act("P2")
        runbook = self.folder / "runbook.xml"
        runbook.write_text(RUNBOOK_C10)
        self.id = self.start_run(self.site.facts["plan"], "--rehearsal", "--runbook", runbook)
        self.go_in_vain("C10", "BR01PC07", "CORP\\user7 (3)", "Nothing was changed")
        self.assertTrue((drive / "SMSPKGE$").is_dir())
        self.assertIn("SMSPKGE$", self.shares("new"))
        self.go("C10")
        self.assertTrue((drive / "SMSPKGE$_OLD/C0100010").is_dir())
        self.assertNotIn("SMSPKGE$", self.shares("new"))


if __name__ == "__main__":
    cli_case.main()
