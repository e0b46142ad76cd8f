# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsals that go to their end without a person, several at a time."""

import concurrent.futures
import os

import cli_case
from patience import PATIENCE

LONG = os.environ.get("RESITE_LONG") == "1"
# What one tour waits for is another's time to work.
AT_ONCE = 2


class Rehearsed(cli_case.CliCase):
    def setUp(self):
        super().setUp()
        self.data = None

    def tour(self, *options, packages=6, status=0, folder=None):
        keep = ["--keep", folder] if folder is not None else []
        result = self.call("rehearse", "--packages", packages, "--bytes", packages * 50_000,
                           "--pace", "max", "--json", *keep, *options, status=None,
                           timeout=6 * PATIENCE)
        # All that a tour says is too much to read.
        self.assertEqual(result.status, status, "\n".join(result.err.splitlines()[-5:]))
        return result

    def assert_rebuilt(self, result):
        site = [check for check in result.of_type("check") if check["name"] == "site"]
        self.assertEqual([check["verdict"] for check in site], ["ok"], result.err)
        self.assertEqual(result.total["condition"], "ended")
        return site[0]

    def for_each(self, names, check):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for name, done in [(name, pool.submit(check, name)) for name in names]:
                with self.subTest(name):
                    done.result()

    @staticmethod
    def met(result):
        return [event for event in result.of_type("event") if event["what"] == "fault-met"]
