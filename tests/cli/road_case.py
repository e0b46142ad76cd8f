# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the whole road share: a rehearsal's site that listens and takes orders, a run
over its machines, and a look at them that owes nothing to the run."""

import configparser
import json
import os
import select
import signal
import subprocess
import time

import cli_case
from patience import PATIENCE

CIM = "root\\cimv2"
PEOPLE = {"fill": "any", "done": "yes", "note": "Done by hand.", "sign": "yes",
          "released-by": "C. Entral", "judge": "good", "overrule": "Nobody looked.",
          "confirm": "yes", "start": "yes"}
NOBODY = {"start": "no", "sign": "no", "done": "no", "fill": "no", "judge": "no"}
ADAPTER = ("SELECT * FROM Win32_NetworkAdapterConfiguration WHERE IPEnabled = TRUE")


class Site:
    """`resite-cli lab` while it serves."""

    def __init__(self, case, *options, pace=600, packages=3, size=30_000, reach="winrm"):
        self.case = case
        self.process = subprocess.Popen(
            case.command(["lab", "--orders", "--reach", reach, "--pace", pace, "--packages",
                          packages, "--bytes", size, *options]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=case.environment(), cwd=case.folder)
        case.addCleanup(self.stop)
        self.facts = json.loads(self.process.stdout.readline())
        case.assertEqual(self.process.stdout.readline(), "ready\n")
        self.password = self.facts["password"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, told = self.process.communicate(timeout=PATIENCE)
        self.case.assertEqual(self.process.returncode, 0, told)

    def order(self, line):
        """What it answered before its "done"."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        said = []
        while True:
            answer = self.process.stdout.readline()
            self.case.assertFalse(answer.startswith("failed") or not answer, (line, answer))
            if answer == "done\n":
                return said
            said.append(answer)

    def act(self, step):
        self.order(f"act {step}")

    def machine(self, role):
        """Where it is now."""
        self.facts = json.loads(self.order("tell")[0])
        return self.facts["machines"][role]

    def sign_in(self, role):
        machine = self.machine(role)
        return machine["https"].replace("https://", f"https://{self.facts['user']}@")


class RoadCase(cli_case.CliCase):
    PACE = 600
    PLAN = ()  # lines that differ from the rehearsal's: (group, key, value); None: taken away

    def setUp(self):
        super().setUp()
        self.site = None
        self.id = None
        self.plan = None

    def make_site(self, *options, **more):
        self.site = Site(self, *options, **{"pace": self.PACE, **more})
        return self.site

    def write_plan(self, *lines):
        plan = configparser.ConfigParser(interpolation=None, delimiters=("=",),
                                         comment_prefixes=("#",))
        plan.optionxform = str
        plan.read(self.site.facts["plan"])
        for group, key, value in (*self.PLAN, *lines):
            if value is None:
                plan.remove_option(group, key)
            else:
                plan.set(group, key, value)
        self.plan = self.folder / "road.siteplan"
        with self.plan.open("w") as file:
            plan.write(file, space_around_delimiters=False)
        return self.plan

    def begin(self, *lines):
        """A run over a new site."""
        if self.site is None:
            self.make_site()
        plan = self.write_plan(*lines) if lines or self.PLAN else self.site.facts["plan"]
        self.id = self.start_run(plan, "--rehearsal")

    def command(self, arguments):
        """What is meant for the program stands before what is meant for the other one."""
        place = list(arguments).index("--") if "--" in arguments else len(arguments)
        return super().command(arguments[:place]) + [*map(str, arguments[place:])]

    def give_password(self):
        """An open file with the password, for as many machines as there may be."""
        reading, writing = os.pipe()
        os.write(writing, f"{self.site.password}\n".encode() * 24)
        os.close(writing)
        return reading

    def call_in(self, *arguments, status=0, timeout=PATIENCE):
        """A call that may sign in to the machines."""
        file = self.give_password()
        words = 2 if arguments[0] == "check" else 1
        try:
            done = subprocess.run(
                self.command([*arguments[:words], "--password-fd", file, *arguments[words:]]),
                stdin=subprocess.DEVNULL,
                capture_output=True, env=self.environment(), cwd=self.folder, timeout=timeout,
                check=False, pass_fds=(file,))
        finally:
            os.close(file)
        result = cli_case.Result(arguments, done.returncode, done.stdout.decode(),
                                 done.stderr.decode())
        self.assertNotIn("CRITICAL", result.err, result)
        self.assertNotIn(self.site.password, result.out + result.err)
        if status is not None:
            self.assertEqual(done.returncode, status, result)
        return result

    def start_in(self, *arguments):
        """The same, going on while the test does something."""
        file = self.give_password()
        process = subprocess.Popen(
            self.command([arguments[0], "--password-fd", file, *arguments[1:]]), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment(),
            cwd=self.folder, pass_fds=(file,))
        os.close(file)

        def end():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def write_policy(self, groups):
        path = self.folder / "policy.ini"
        path.write_text("".join(
            f"[{group}]\n" + "".join(f"{key}={value}\n" for key, value in values.items())
            for group, values in groups.items()))
        return path

    def run_policy(self, groups, status):
        return self.call_in("run", self.id, "--policy", self.write_policy(groups), "--by",
                            "J. Doe", "--pace", self.PACE, "--json", status=status)

    def walk(self, *stops, status=3, **more):
        """On from here, as far as the first of stops; people do and say all that is theirs."""
        groups = {"policy": {**PEOPLE, **more}}
        groups.update({f"step {step}": NOBODY for step in stops})
        return self.run_policy(groups, status)

    def by_hand(self, step, status=3, **more):
        """This step and no other, with what people do and say in it."""
        result = self.run_policy({"policy": NOBODY, f"step {step}": {**PEOPLE, **more}}, status)
        if status == 3:
            self.assertEqual(self.status_of(step), "done", result)
        return result

    def go(self, step, status=0, *options):
        return self.call_in("run", self.id, step, "--by", "J. Doe", "--pace", self.PACE, "--json",
                            *options, status=status)

    def say(self, verb, step, *options, status=0):
        return self.call(verb, self.id, step, "--by", "J. Doe", *options, status=status)

    # On the way.

    def message_of(self, step):
        return self.step(self.id, step)["message"]

    def go_in_vain(self, step, *words):
        self.go(step, 1)
        self.assertEqual(self.status_of(step), "failed")
        for word in words:
            self.assertIn(word, self.message_of(step))

    def reach_removal(self):
        """As far as C6, with all that people do on the way."""
        self.begin()
        self.walk("C5")
        self.site.act("C5")
        self.site.act("C8")
        self.walk("C6")
        self.assertEqual(self.status_of("C6@primary.1"), "todo")

    def wait_until(self, holds, timeout=PATIENCE):
        deadline = time.monotonic() + timeout
        while not holds():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)

    # What the machines say, asked with a program of their own.

    def wmi(self, role, query, space=CIM):
        result = self.call_in("wmi", self.site.sign_in(role), space, query, "--ca",
                              self.site.facts["ca"], "--json", status=None)
        self.assertIn(result.status, (0, 1), result)
        return [entry["properties"] for entry in result.of_type("item")]

    def run_on(self, role, *words, status=0):
        result = self.call_in("run-on", self.site.sign_in(role), "--ca", self.site.facts["ca"],
                              "--", *words, status=status)
        return result.out

    def name_of(self, role):
        return self.wmi(role, "SELECT * FROM Win32_ComputerSystem")[0]["Name"]

    def adapter(self, role):
        return self.wmi(role, ADAPTER)[0]

    def services(self, role):
        rows = self.wmi(role, "SELECT * FROM Win32_Service")
        return {row["Name"]: (row["StartMode"], row["State"]) for row in rows
                if row["Name"].upper().startswith("SMS_") or row["Name"] == "CcmExec"}

    def site_space(self, role):
        code = "P01" if role == "primary.1" else "C01"
        return f"root\\sms\\site_{code}"

    def sites(self, role):
        rows = self.wmi(role, "SELECT * FROM SMS_Site", self.site_space(role))
        return {row["SiteCode"]: row for row in rows}

    def addresses(self, role):
        rows = self.wmi(role, "SELECT * FROM SMS_SCI_Address", self.site_space(role))
        return {row["DesSiteCode"]: row for row in rows}

    def shares(self, role):
        return {row["Name"] for row in self.wmi(role, "SELECT * FROM Win32_Share")}

    # What the record says.

    def events(self, what=None, step=None):
        def is_meant(event):
            name = event["step"] + ("@" + event["target"] if event["target"] else "")
            return what in (None, event["what"]) and step in (None, name)

        return list(filter(is_meant, self.call("journal", self.id, "--json").of_type("event")))

    def status_of(self, step):
        return self.statuses(self.id)[step]

    def how_of(self, step):
        return self.step(self.id, step)["how"]

    def actions_of(self, step):
        """Outcome and how of each action that ended, the newest of each."""
        return {event["facts"]["action"]: (event["facts"].get("outcome"),
                                           event["facts"].get("how"))
                for event in self.events("action-ended", step)}

    @staticmethod
    def wait_for(process, *pieces, timeout=PATIENCE):
        """Reads its output as far as a line with all the pieces."""
        while True:
            ready, _, _ = select.select([process.stdout], [], [], timeout)
            line = process.stdout.readline() if ready else b""
            if not line:
                raise AssertionError(f"{pieces} did not come: {process.poll()}")
            if all(piece in line for piece in pieces):
                return line


class KillCase(RoadCase):
    def kill_at(self, step, *pieces, pace=None, options=()):
        process = self.start_in("run", self.id, step, "--by", "J. Doe", "--pace",
                                pace or self.PACE, "--json", *options)
        self.wait_for(process, *(piece.encode() for piece in pieces))
        process.kill()
        process.wait(PATIENCE)
        self.assertEqual(self.status_of(step), "interrupted")

    def go_on(self, step):
        """Not without a person's word that the machine was looked at."""
        self.go(step, 2)
        result = self.go(step, 0, "--confirm")
        self.assertEqual(self.status_of(step), "done")
        return {item["name"]: item["message"] for item in result.of_type("item")}

    def wait_until_up(self, role):
        """A restart that was ordered goes on without the program."""
        deadline = time.monotonic() + PATIENCE
        while True:
            result = self.call_in("wmi", self.site.sign_in(role), "root\\cimv2",
                                  "SELECT * FROM Win32_ComputerSystem", "--ca",
                                  self.site.facts["ca"], "--json", status=None)
            if result.status == 0:
                return result.of_type("item")[0]["properties"]["Name"]
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)


main = cli_case.main
