# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate of the management point: C15 looks from this desk at what clients see, stops where that
is bad, goes on when it is mended, and is left out where the plan has none."""

import pathlib
import shutil

import cli_case
import road_case

ROLES = ("C3", "C4", "C5", "C6", "C11", "C14")


class Gate(road_case.RoadCase):
    PACE = 6000  # nobody here waits for a machine, and what no log decides is waited for to its end

    def reach_gate(self):
        """Everybody goes to the machines; only the web server is asked from here."""
        self.make_site(reach="by-hand")
        self.copy_packages()
        self.begin(("options", "emergency-share", "no"), ("site", "web", self.site.facts["mp"]))
        self.walk("C11")
        for step in ROLES:
            self.site.act(step)
        self.walk("C15")

    def copy_packages(self):
        """What somebody carried over, read-only as it should be."""
        drives = {role: pathlib.Path(self.site.facts["machines"][role]["files"]) / "E"
                  for role in ("source", "new")}
        shutil.copytree(drives["source"] / "SMSPKG", drives["new"] / "SMSPKG")
        for path in (drives["new"] / "SMSPKG").iterdir():
            path.chmod(0o444)
        (drives["new"] / "SMSTools" / "setup").mkdir(parents=True)
        (drives["new"] / "SMSTools" / "setup" / "setup.exe").write_bytes(b"MZ")

    def look(self):
        """C15's table, looked at once: id of the row to its state and message."""
        result = self.run_policy({"policy": road_case.NOBODY,
                                  "step C15": {**road_case.NOBODY, "start": "yes"}},
                                 None)
        return {item["name"]: (item["state"], item["message"]) for item in result.of_type("item")}

    def wait_for_point(self):
        """Its setup takes a while in the world, too."""
        address = self.site.facts["mp"]
        self.wait_until(lambda: self.call("check", "mp", address, "--server", "BR01SMS",
                                          status=None).status == 0)

    def test_a_point_that_answers_badly_stops_it(self):
        self.reach_gate()
        self.wait_for_point()
        self.site.order("fault mp-503 yes")
        seen = self.look()
        self.assertEqual(seen["mplist"][0], "failed", seen)
        self.assertIn("SMS Management Point Pool", seen["mplist"][1])
        ended = self.events("action-ended", "C15")[-1]["facts"]
        self.assertEqual((ended["action"], ended["outcome"]), ("proofs", "failed"))
        self.assertIn("503", ended["stop"])
        # The tool's result comes first, and then nobody may call it good without a reason.
        self.say("judge", "C15", "good", status=2)
        self.say("fill", "C15", "result=It could not be run: no rights.")
        self.say("judge", "C15", "good", status=2)
        self.say("judge", "C15", "bad", status=None)
        self.assertEqual(self.status_of("C15"), "failed")
        # What follows counts on it.
        self.assertEqual(self.call_in("run", self.id, "G3", "--by", "J. Doe", status=None).status, 2)
        self.say("judge", "C15", "good", "--overrule", "The pool was started again.")
        self.assertEqual(self.status_of("C15"), "done")
        self.assertIn("The pool was started again.", self.call("summary", self.id).out)

    def test_another_server_is_worth_a_look_and_no_stop(self):
        self.reach_gate()
        self.wait_for_point()
        self.site.order("fault mp-other yes")
        seen = self.look()
        self.assertEqual(seen["mplist"][0], "warning", seen)
        self.assertEqual(seen["mpcert"][0], "ok", seen)
        self.assertEqual(seen["web-site"][0], "ok", seen)
        # What only somebody at the machine sees stays open.
        self.assertEqual(seen["ntfs"][0], "unknown", seen)
        self.assertNotEqual(self.status_of("C15"), "failed")

    def test_a_plan_without_one(self):
        run = self.folder / "without.siteplan"
        text = cli_case.SAMPLE.read_text()
        self.assertIn("management-point=yes", text)
        run.write_text(text.replace("management-point=yes", "management-point=no"))
        identity = self.start_run(run)
        self.assertEqual(self.statuses(identity)["C15"], "left-out")
        self.assertEqual(self.statuses(identity)["G3"], "todo")
        self.assertEqual(self.statuses(self.start_run())["C15"], "todo")

    def test_its_tool_is_not_forgotten(self):
        """Its result, or why there is none, before the step can be closed."""
        self.reach_gate()
        refused = self.say("done", "C15", "--note", "all of it", status=2)
        self.assertIn("result", refused.err.lower())


if __name__ == "__main__":
    cli_case.main()
