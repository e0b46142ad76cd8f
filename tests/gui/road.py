# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks a rehearsal up to a step with the terminal's program, so that a test of a page begins at
that page and not fifty pages before it."""
import glob
import json
import os
import signal
import subprocess

CLI = os.path.join(os.environ.get("RESITE_BUILD_ROOT", ""), "app", "cli", "resite-cli")
BY = ("--by", "J. Doe")


class Road:
    """A rehearsal in a folder of its own."""

    def __init__(self, folder, packages=20, **options):
        self.site = os.path.join(folder, "site")
        self.data = os.path.join(folder, "data")
        self.make_site(packages=packages, **options)
        plan, = glob.glob(os.path.join(self.site, "*.siteplan"))
        self.run_id = self.call("start", plan, "--rehearsal", *BY).split()[-1]
        self.journal = os.path.join(self.data, self.run_id + ".resite")

    def make_site(self, packages, size=None, pace=None):
        options = [("--packages", packages), ("--bytes", size), ("--pace", pace)]
        given = [str(word) for option in options if option[1] is not None for word in option]
        with subprocess.Popen([CLI, "lab", "--reach", "local", "--keep", self.site, *given],
                              stdout=subprocess.PIPE, text=True) as lab:
            while lab.stdout.readline().strip() != "ready":
                if lab.poll() is not None:
                    raise AssertionError("resite-cli lab ended with %d" % lab.returncode)
            lab.send_signal(signal.SIGTERM)

    def call(self, *arguments, fine=(0, 1, 3)):
        result = subprocess.run([CLI, *arguments, "--data-dir", self.data], text=True,
                                capture_output=True)
        if result.returncode not in fine:
            raise AssertionError("%s: %s%s" % (arguments, result.stdout, result.stderr))
        return result.stdout

    def steps(self):
        lines = self.call("status", self.run_id, "--json").splitlines()
        return [line for line in map(json.loads, lines) if line["type"] == "step"]

    def step(self, name):
        return next(line for line in self.steps() if line["step"] == name)

    def events(self):
        lines = self.call("journal", self.run_id, "--json").splitlines()
        return [json.loads(line) for line in lines]

    def current(self):
        lines = self.call("status", self.run_id, "--json").splitlines()
        return json.loads(lines[0])["current"]

    def close(self, name):
        """Whatever it takes to have it behind us; forms get their defaults."""
        kind = name[0]
        if kind == "G":
            return self.call("sign", self.run_id, name, *BY, "--released-by", "C. Admin",
                             "--overrule", "on the way to another page", fine=(0,))
        # One package was not proved before all.
        reason = ("--overrule", "on the way to another page") if name in ("R8", "R14") else ()
        self.call("done", self.run_id, name, *BY, *reason, fine=(0, 2))
        if self.step(name)["status"] in ("done", "skipped"):
            return None
        # Before it is begun C15 waits for nothing yet; afterwards for its form, too.
        if name == "C15" or self.step(name)["waits_for"].endswith("judged it yet"):
            return self.call("judge", self.run_id, name, "good", *BY, "--overrule",
                             "on the way to another page", fine=(0,))
        return self.call("skip", self.run_id, name, *BY, "--reason", "on the way", fine=(0,))

    def walk_to(self, name):
        while self.current() not in (name, ""):
            self.close(self.current())
        assert self.current() == name, (self.current(), name)
        return self
