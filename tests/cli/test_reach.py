# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""reach, and a run over machines that answer: passwords by a descriptor, nothing of them kept."""

import json
import os
import pathlib
import signal
import subprocess

import cli_case
from patience import PATIENCE

ROLES = ["old", "new", "source", "primary.1", "primary.2", "ad"]


class Reach(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.process = self.start("lab", "--reach", "winrm", "--packages", 3, "--bytes", 20_000,
                                  "--pace", 60)
        self.lab = json.loads(self.process.stdout.readline())
        self.assertEqual(self.process.stdout.readline(), b"ready\n")

    def tearDown(self):
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(PATIENCE), 0)

    def call_with(self, passwords, *arguments, status=0):
        """The passwords come through a pipe, one a line, and nowhere else."""
        reading, writing = os.pipe()
        os.write(writing, "".join(line + "\n" for line in passwords).encode())
        os.close(writing)
        done = subprocess.run(
            self.command([*arguments, "--password-fd", reading, "--json"]), pass_fds=[reading],
            env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            start_new_session=True, timeout=PATIENCE, check=False)
        os.close(reading)
        self.assertEqual(done.returncode, status, done.stderr + done.stdout)
        for line in passwords:
            self.assertNotIn(line, done.stdout + done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_every_role_answers(self):
        rows = self.call_with([self.lab["password"]] * len(ROLES), "reach", self.lab["plan"])
        checks = [row for row in rows if row["type"] == "check"]
        seen = [row for row in checks if row["name"].endswith(" desk")]
        checks = [row for row in checks if row not in seen]
        self.assertEqual([row["name"] for row in checks], ROLES)
        self.assertEqual([row["name"] for row in seen], [role + " desk" for role in ROLES[:-1]])
        for row in seen:
            # It is a machine of this computer: nobody asks it who it is at the ports of Windows.
            self.assertEqual((row["verdict"], row["limits"]), ("unknown", ""), row)
            self.assertIn("somebody listens where WinRM would", row["message"])
        for row in checks:
            self.assertIn(row["verdict"], ("ok", "warning"), row)
            self.assertIn(self.lab["directory_user"] if row["name"] == "ad" else "Administrator",
                          row["message"])
            self.assertEqual("By WinRM" in row.get("limits", ""), row["name"] != "ad", row)
        self.assertEqual(rows[-1]["type"], "total")

    def test_one_wrong_password(self):
        wrong = [self.lab["password"]] * len(ROLES)
        wrong[1] = "not the password"
        rows = self.call_with(wrong, "reach", self.lab["plan"], status=1)
        verdicts = {row["name"]: row["verdict"] for row in rows if row["type"] == "check"}
        self.assertEqual(sum(verdict == "failed" for verdict in verdicts.values()), 1)
        self.assertEqual(verdicts["new"], "failed")
        self.assertEqual([role for role in ROLES if verdicts[role] == "failed"], ["new"])

    def test_too_few_passwords(self):
        self.call_with([self.lab["password"]], "reach", self.lab["plan"], status=2)

    def test_by_hand_is_said(self):
        plan = self.folder / "by-hand.siteplan"
        text = pathlib.Path(self.lab["plan"]).read_text()
        text = text.replace("reach=winrm", "reach=by-hand").replace("reach=ldap", "reach=by-hand")
        plan.write_text(text)
        rows = self.call("reach", plan, "--json").objects
        checks = [row for row in rows if row["type"] == "check"]
        self.assertEqual({row["verdict"] for row in checks}, {"unknown"})
        for row in checks:
            self.assertEqual("All is by hand" in row["limits"], not row["name"].endswith(" desk"), row)
            self.assertNotIn("offer", row)

    def test_a_way_is_found(self):
        """What the plan leaves to a person, and what would work: only when it is asked for."""
        plan = self.folder / "by-hand.siteplan"
        text = pathlib.Path(self.lab["plan"]).read_text()
        plan.write_text(text.replace("reach=winrm", "reach=by-hand"))
        rows = self.call_with([self.lab["password"]], "reach", plan, "--suggest")
        offers = {row["name"]: row for row in rows if "offer" in row}
        self.assertEqual({name: row["offer"] for name, row in offers.items()},
                         {f"{role} desk": "winrm" for role in ("old", "new", "primary.1", "primary.2")})
        self.assertEqual(offers["old desk"]["offer_lines"], "[old]\nreach=winrm")
        self.assertIn("all that it can do", offers["old desk"]["offer_why"])
        plan.write_text(plan.read_text().replace("reach=ldap", "reach=by-hand"))
        said = self.call("reach", plan, "--suggest").out
        self.assertIn("In the plan: [old] reach=winrm", said)
        self.assertNotIn("In the plan:", self.call("reach", plan).out)

    def by_hand(self, **changes):
        """A plan in which a person goes everywhere; changes: of [old], None takes a line away."""
        plan = self.folder / "by-hand.siteplan"
        text = pathlib.Path(self.lab["plan"]).read_text().replace("reach=ldap", "reach=by-hand")
        head, rest = text.replace("reach=winrm", "reach=by-hand").split("[old]\n", 1)
        old, rest = rest.split("\n[", 1)
        for key, value in changes.items():
            key = key.replace("_", "-")
            lines = [line for line in old.split("\n") if not line.startswith(key + "=")]
            old = "\n".join(([f"{key}={value}"] if value is not None else []) + lines)
        plan.write_text(head + "# May: asked J. Doe\n[old]\n" + old + "\n[" + rest)
        return plan

    def take(self, plan, *arguments, status=0):
        """(what was said of each role, how many values were written)"""
        rows = self.call("reach", plan, "--json", "--take", *arguments, status=status).objects
        return ({row["name"]: row["state"] for row in rows if row["type"] == "event"},
                rows[-1]["written"])

    def test_a_way_is_taken(self):
        plan = self.by_hand()
        before = plan.read_text()
        self.assertEqual(self.take(plan, "old,new"), ({"old": "taken", "new": "taken"}, 2))
        lines = [[line for line in text.split("\n") if line]
                 for text in (before, plan.read_text())]
        self.assertEqual(len(lines[0]), len(lines[1]))
        changed = [pair for pair in zip(*lines) if pair[0] != pair[1]]
        self.assertEqual(changed, [("reach=by-hand", "reach=winrm")] * 2)
        # It is the way that is gone now, and nothing is left to be taken there.
        rows = self.call_with([self.lab["password"]] * 2, "reach", plan, "--suggest")
        seen = {row["name"]: row for row in rows if row["type"] == "check"}
        self.assertIn("Administrator", seen["old"]["message"])
        self.assertNotIn("offer", seen["old desk"])
        self.assertEqual(self.call("reach", plan, "--take", "nobody", status=2).out, "")

    def test_who_signs_in_is_asked_for(self):
        plan = self.by_hand(winrm_user=None)
        before = plan.read_text()
        self.assertEqual(self.take(plan, "old", status=1), ({"old": "left-out"}, 0))
        self.assertEqual(plan.read_text(), before)
        self.assertEqual(self.take(plan, "old", "--user", "Administrator"), ({"old": "taken"}, 2))
        self.assertIn("winrm-user=Administrator\n", plan.read_text())
        self.call("plan", "check", plan)

    def test_what_costs_safety_is_named(self):
        port = self.lab["machines"]["old"]["http"].split(":")[-1].split("/")[0]
        plan = self.by_hand(winrm_plain="yes", winrm_port=port)
        said, written = self.take(plan, "all")
        self.assertEqual((said.pop("old"), set(said.values())), ("left-out", {"taken"}))
        self.assertEqual(written, len(said))
        plan = self.by_hand(winrm_plain="yes", winrm_port=port)
        self.assertEqual(self.take(plan, "old"), ({"old": "taken"}, 1))

    def test_a_run_asks_and_keeps_nothing(self):
        run = self.call("start", self.lab["plan"], "--by", "J. Doe").out.strip()
        self.call_with([self.lab["password"]] * 5, "run", run, "P0.1", "--by", "J. Doe")
        self.assertEqual(self.step(run, "P0.1")["status"], "done")
        self.assertEqual(self.step(run, "P0.1")["how"], "V")
        for path in self.folder.rglob("*"):
            if path.is_file():
                self.assertNotIn(self.lab["password"].encode(), path.read_bytes(), path)


class RehearseOverTheNetwork(cli_case.CliCase):
    def test_the_machines_do_it_themselves(self):
        site = self.folder / "site"
        result = self.call("rehearse", "--reach", "winrm", "--packages", 6, "--bytes", 60_000,
                           "--pace", 400, "--keep", site, timeout=3 * PATIENCE)
        self.assertIn("0 faults", result.out)
        run = self.call("list", "--json").of_type("run")[0]["id"]
        steps = {step["step"]: step for step in self.call("status", run, "--json").of_type("step")}
        # What a preload came to is known by what its tool printed.
        for name, how in {"C2": "V", "C3": "V", "C4": "V", "C10": "V", "R3": "O", "R10": "O"}.items():
            self.assertEqual(steps[name]["status"], "done", name)
            self.assertEqual(steps[name]["how"], how, name)

    def test_unknown_way(self):
        self.refuse("rehearse", "--reach", "pigeon", says="pigeon")


if __name__ == "__main__":
    cli_case.main()
