# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""P2 and P4 as the procedure has them, over SMB: the unpacked packages for emergencies, from an old
server to a new one, and the preload tool from this desk."""

import os
import re
import shutil
import sys

import smb_case
from smb_case import PASSWORD, SOURCE, has_mark

PROCEDURE = SOURCE / "resources" / "runbook" / "secondary-site.xml"
TOOL = "PreLoadPkgOnSite.exe"


def take_steps(*names):
    """These steps as they are, in a procedure without the rest."""
    text = PROCEDURE.read_text()
    steps = [re.search(rf'<step id="{name}".*?</step>', text, re.DOTALL).group(0) for name in names]
    return ('<runbook id="x" version="1"><title>t</title><phase id="P"><title>t</title>'
            "<intro>i</intro>" + "".join(re.sub(r'after="[^"]*"', 'after=""', step, count=1)
                                         for step in steps) + "</phase></runbook>")


def tree_of(folder):
    """name → content, None for a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
            for path in folder.rglob("*")}


class SmbSteps(smb_case.SmbCase):
    def setUp(self):
        super().setUp()
        self.start_servers(source=("protocol=NT1",))
        self.share = self.folder / "from/E/SMSPKGD$"
        self.copied = self.folder / "to/E/SMSPKGE$"
        self.tools = self.folder / "to/E/SMSTools"
        self.tool = self.folder / "toolkit" / TOOL
        self.tool.parent.mkdir()
        self.tool.write_bytes(b"MZ" + os.urandom(40_000))
        self.make_packages()

    def make_packages(self):
        """As SMS unpacks them: a folder a package, with whatever its programs bring."""
        for number in range(3):
            folder = self.share / f"C010001{number}" / "i386" / "lang ä$"
            folder.mkdir(parents=True)
            for place in (folder, folder.parent, folder.parent.parent):
                (place / f"setup {number}.exe").write_bytes(os.urandom(3000 + 50_000 * number))
        (self.share / "C0100010" / "empty").mkdir()
        (self.share / "C0100010" / "nothing.ini").write_bytes(b"")

    def begin(self, name, **more):
        plan = self.write_plan(source__smb1="yes", **more)
        text = re.sub(r"(?m)^preload=.*$", f"preload={self.tool}", plan.read_text())
        text = re.sub(r"(?m)^emergency-share=.*$", "emergency-share=yes", text)
        runbook = self.folder / "steps.xml"
        runbook.write_text(take_steps(name))
        plan.write_text(text)
        return self.start_run(plan, "--runbook", runbook)

    def assert_copied(self):
        self.assertEqual(tree_of(self.copied), tree_of(self.share))
        for path in self.share.rglob("*"):
            if path.is_file():
                twin = self.copied / path.relative_to(self.share)
                self.assertEqual(path.stat().st_mtime_ns // 1_000_000,
                                 twin.stat().st_mtime_ns // 1_000_000, path)

    def test_unpacked_packages(self):
        run = self.begin("P2")
        status, said, asked = self.talk("run", run, "P2")
        self.assertEqual((status, asked), (0, 1), said)
        self.assert_copied()
        self.assertFalse(any(has_mark(path) for path in self.copied.rglob("*.exe")))
        self.assertEqual(self.step(run, "P2")["status"], "done")
        self.assertNotIn(PASSWORD, self.call("journal", run, "--json").out)

    def test_share_that_is_not_there(self):
        shutil.rmtree(self.share)
        run = self.begin("P2")
        status, said, _ = self.talk("run", run, "P2")
        self.assertEqual(status, 1, said)
        self.assertIn("SMSPKGD$", said)
        self.assertEqual(self.step(run, "P2")["status"], "failed")
        self.make_packages()
        status, said, asked = self.talk("run", run, "P2")
        self.assertEqual((status, asked), (0, 0), said)
        self.assert_copied()

    def test_file_in_the_place_of_a_folder(self):
        """Every other package arrives; the one that did not is copied at the next start."""
        barred = self.copied / "C0100011"
        barred.write_bytes(b"a file in the place of a folder")
        run = self.begin("P2")
        status, said, _ = self.talk("run", run, "P2")
        self.assertEqual(status, 1, said)
        self.assertIn("C0100011", said)
        self.assertEqual(tree_of(self.copied / "C0100012"), tree_of(self.share / "C0100012"))
        barred.unlink()
        status, said, asked = self.talk("run", run, "P2")
        self.assertEqual((status, asked), (0, 0), said)
        self.assert_copied()

    def test_tool(self):
        run = self.begin("P4")
        status, said, asked = self.talk("run", run, "P4")
        self.assertEqual((status, asked), (0, 1), said)
        self.assertEqual({path.name for path in self.tools.iterdir()}, {TOOL})
        self.assertEqual((self.tools / TOOL).read_bytes(), self.tool.read_bytes())

    def test_tool_takes_the_place_of_an_older_one(self):
        self.tools.mkdir()
        (self.tools / TOOL).write_bytes(b"MZ of last year")
        (self.tools / "preload.bat").write_bytes(b"stays")
        run = self.begin("P4")
        status, said, _ = self.talk("run", run, "P4")
        self.assertEqual(status, 0, said)
        self.assertEqual((self.tools / TOOL).read_bytes(), self.tool.read_bytes())
        self.assertEqual((self.tools / "preload.bat").read_bytes(), b"stays")

    def test_tool_that_is_not_on_this_desk(self):
        run = self.begin("P4")
        self.tool.unlink()
        status, said, _ = self.talk("run", run, "P4")
        self.assertEqual(status, 1, said)
        self.assertIn(TOOL, said)
        self.assertFalse((self.tools / TOOL).exists())
        self.assertEqual(self.step(run, "P4")["status"], "failed")


if __name__ == "__main__":
    reason = smb_case.must_skip()
    if reason is not None:
        print(reason, file=sys.stderr)
        sys.exit(77)
    smb_case.cli_case.main()
