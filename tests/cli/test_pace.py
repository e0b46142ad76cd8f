# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""rehearse --pace max: nobody waits, and program and machines live in one time."""

import datetime
import json
import re
import signal

import cli_case
from patience import PATIENCE

PACKAGES = 4
# Of a line in a log of SMS: its time in UTC.
STAMP = re.compile(r"<\w{3} (\w{3} \d\d \d\d:\d\d:\d\d)\.\d{3} (\d{4}) Greenwich")


def read_stamps(path):
    text = path.read_text("cp1252", errors="replace")
    for moment, year in STAMP.findall(text):
        yield datetime.datetime.strptime(f"{moment} {year} +0000", "%b %d %H:%M:%S %Y %z")


class Leaping(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.data = None

    def rehearse(self, *options, status=0):
        return self.call("rehearse", "--packages", PACKAGES, "--bytes", 40_000, "--pace", "max", *options,
                         status=status, timeout=3 * PATIENCE)

    def read_times(self, folder):
        """When what was written down happened, in the order of the record."""
        self.data = folder / "data"
        run = self.call("list", "--json").of_type("run")[0]
        events = self.call("journal", run["id"], "--json").of_type("event")
        return [datetime.datetime.fromisoformat(event["time"]) for event in events]

    def test_one_time_for_all(self):
        folder = self.folder / "keep"
        begun = datetime.datetime.now(datetime.timezone.utc)
        self.rehearse("--keep", folder)
        times = self.read_times(folder)
        self.assertEqual(times, sorted(times))
        # A person looks at logs for minutes, and machines restart.
        self.assertGreater(times[-1] - begun, datetime.timedelta(minutes=30))
        # What the machines write down lies between: none of them lives in the true time.
        margin = datetime.timedelta(minutes=2)
        for role, name in (("primary.1/D", "distmgr.log"), ("primary.1/D", "sender.log"), ("new/E", "distmgr.log")):
            stamps = list(read_stamps(folder / "machines" / role / "SMS" / "Logs" / name))
            self.assertTrue(stamps, name)
            self.assertGreater(stamps[-1], begun + datetime.timedelta(minutes=10), name)
            self.assertLess(stamps[-1], times[-1] + margin, name)

    def test_goes_on_later(self):
        folder = self.folder / "keep"
        process = self.start("rehearse", "--packages", PACKAGES, "--bytes", 40_000, "--pace", "max", "--keep",
                             folder, "--json")
        for line in process.stdout:
            if b'"step":"C12"' in line and b"action-started" in line:
                break
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        before = self.read_times(folder)
        self.data = None
        self.rehearse("--keep", folder)
        times = self.read_times(folder)
        self.assertEqual(times[:len(before)], before)
        self.assertEqual(times, sorted(times))

    def test_words(self):
        self.refuse("rehearse", "--pace", "fast", says="max")
        self.refuse("lab", "--pace", "-1", says="pace")
        # In a program of its own the machines' time cannot leap with the run's.
        self.refuse("run", "x", "--pace", "max", says="whole number")

    def test_lab_alone(self):
        process = self.start("lab", "--packages", 2, "--bytes", 10_000, "--pace", "max")
        self.assertEqual(json.loads(process.stdout.readline())["type"], "lab")
        self.assertEqual(process.stdout.readline(), b"ready\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)


if __name__ == "__main__":
    cli_case.main()
