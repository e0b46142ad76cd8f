# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run over the lab's machines that are really reached. For the program it is no rehearsal, so
that it asks for passwords. The lab serves, and takes orders, until the block ends."""
import configparser
import json
import os
import subprocess

from road import BY, CLI, Road
from patience import PATIENCE


class LabRoad(Road):
    def __init__(self, folder, packages=6, size=600_000, plan=None):
        """plan: {(group, key): value, or None to take it away} over the lab's own plan."""
        self.site = os.path.join(folder, "site")
        self.data = os.path.join(folder, "data")
        self.lab = subprocess.Popen(
            [CLI, "lab", "--orders", "--keep", self.site, "--packages", str(packages),
             "--bytes", str(size), "--reach", "winrm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.facts = json.loads(self.lab.stdout.readline())
        assert self.lab.stdout.readline().strip() == "ready"
        self.password = self.facts["password"]
        path = self.change_plan(self.facts["plan"], plan or {})
        self.run_id = self.call("start", path, *BY, fine=(0,)).split()[-1]
        self.journal = os.path.join(self.data, self.run_id + ".resite")

    def change_plan(self, path, changes):
        """The plan that the run is started with is a copy, for the lab reads its own again."""
        plan = configparser.ConfigParser(interpolation=None, delimiters=("=",))
        plan.optionxform = str
        plan.read(path, encoding="utf-8")
        for (group, key), value in changes.items():
            if value is None:
                plan.remove_option(group, key)
            else:
                plan.set(group, key, value)
        copy = os.path.join(self.site, "changed.siteplan")
        with open(copy, "w", encoding="utf-8") as file:
            plan.write(file, space_around_delimiters=False)
        return copy

    def order(self, *words):
        """Something happens at the machines, as "fault sibling S02"."""
        self.lab.stdin.write(" ".join(words) + "\n")
        self.lab.stdin.flush()
        answer = self.lab.stdout.readline().strip()
        assert answer == "done", (words, answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.lab.terminate()
        self.lab.communicate(timeout=PATIENCE)
