#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would keep preloaded packages from arriving, asked by RPC: the real runbook's check of R5 against a
real smbd with the services and the registry of the new server."""

import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import rpc_case  # noqa: E402

RUNBOOK = pathlib.Path(os.environ.get("RESITE_SOURCE_ROOT", ".")) / "resources/runbook/secondary-site.xml"
HISTORY = "[PKGSTATUSDATA]\r\nC0100012|S01|BR01SMS|1=9001\r\n"


def find_check():
    """As it stands there."""
    text = RUNBOOK.read_text()
    step = text[text.index('<step id="R5"'):]
    return re.search(r'(?s)<check id="stalls".*?</check>', step).group()


class Stalls(rpc_case.RpcCase):
    def set_number(self, number):
        """What the new server's registry holds."""
        file = self.folder / "number.reg"
        file.write_text("Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"
                        "\\SMS\\Components\\SMS_Replication_Manager]\n"
                        f'"Transaction ID"=dword:{number:08x}\n\n;\n')
        done = subprocess.run(["net", "registry", "import", str(file),
                               f"--configfile={self.folder}/box/etc/smb.conf"], text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def start(self):
        address = self.start_windows(name="BR01NEW")
        self.services = self.play_services()
        parent = self.folder / "parent"
        history = parent / "D/SMS/inboxes/replmgr.box/history/S01.trs"
        history.parent.mkdir(parents=True)
        history.write_text(HISTORY)
        plan = self.plan(address, "new")
        text = plan.read_text()
        start = text.index("[primary.1]")
        plan.write_text(text[:start] + text[start:].replace(
            "reach=by-hand", f"reach=local\nfiles={parent}", 1))
        self.begin(plan, rpc_case.step("R5", find_check(), "new"))

    def look(self):
        """State and message of each thing that was looked at."""
        result = self.call_in("run", self.id, "R5", "--json", "--confirm", status=None)
        return {row["name"]: (row["state"], row["message"]) for row in result.of_type("item")}

    def test_nothing_stalls(self):
        self.start()
        self.set_number(9021)
        seen = self.look()
        self.assertEqual(seen["services"][0], "ok", seen)
        self.assertEqual(seen["numbers"][0], "ok", seen)
        self.assertIn("9021 > 9001", seen["numbers"][1])
        # What the SMS provider alone knows is a person's.
        self.assertEqual(seen["versions"][0], "unknown", seen)
        self.assertEqual(self.statuses(self.id)["R5"], "done")

    def test_number_that_the_parent_had_before(self):
        self.start()
        self.set_number(41)
        seen = self.look()
        self.assertEqual(seen["numbers"][0], "warning", seen)
        self.assertIn("set Transaction ID to 9021", seen["numbers"][1])

    def test_service_that_is_down(self):
        self.start()
        self.set_number(9021)
        (self.services / "SMS_EXECUTIVE").write_text("stopped")
        seen = self.look()
        self.assertEqual(seen["services"][0], "warning", seen)
        self.assertIn("SMS_EXECUTIVE", seen["services"][1])


if __name__ == "__main__":
    rpc_case.cli_case.main()
